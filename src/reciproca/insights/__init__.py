"""The coordinator's picture of the community: figures, each with its list."""
