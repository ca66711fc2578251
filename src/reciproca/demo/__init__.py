"""A believable Italian community, from a seed."""
