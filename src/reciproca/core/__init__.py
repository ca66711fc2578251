"""Leaf tools that every room may use."""
