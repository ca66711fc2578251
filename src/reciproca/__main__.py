"""`python -m reciproca`."""

import sys

from reciproca.cli import main

sys.exit(main())
