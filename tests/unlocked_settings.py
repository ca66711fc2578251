"""The settings of a server whose locks are taken off (tests/unlocked.py)."""

from reciproca.config.settings import *  # noqa: F403
from reciproca.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "unlocked.Unlocked"]
