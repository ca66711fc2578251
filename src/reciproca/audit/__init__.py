"""Who did what. Ids as values, no foreign keys to people, so that it outlives an erasure."""
