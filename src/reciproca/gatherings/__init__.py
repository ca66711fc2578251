"""Occasions to meet: coffee rounds."""
