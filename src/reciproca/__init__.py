"""Reciproca: mentoring programmes and peer networks built on reciprocity."""

__version__ = "0.1.0"
