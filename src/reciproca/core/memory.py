"""What much work at once needs of Python's memory."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["uncollected"]


@contextmanager
def uncollected() -> Iterator[None]:
    """For who reads much that stays until the end: the collector would go through it again and again, a third of all the time.
    For seconds, and where no rings of objects are made."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
