"""``python -m reciproca`` is the command `reciproca`."""

from reciproca.cli import main

main()
