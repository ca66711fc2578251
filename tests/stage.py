"""Puts the cast into the database of a real server: `python tests/stage.py`, run in the server's environment."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reciproca.config.settings")

import django

if __name__ == "__main__":
    django.setup()

    from cast import assemble

    assemble()
