"""Spreadsheets in and out: read as people have them, said back in words, written safely. No Django, no database."""
