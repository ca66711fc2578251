"""The one ingest for uploads."""
