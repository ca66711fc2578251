"""Spreadsheets in: read, preview, correct, commit, undo."""
