"""What each room offers to programs: one file a room. A new file here is found by itself."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from reciproca.api.endpoints import Endpoint

__all__ = ["every_endpoint"]


@cache
def every_endpoint() -> tuple[Endpoint, ...]:
    """All that is declared, room by room in the order of their names, and in each as it is written."""
    rooms = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    return tuple(thing for room in rooms for thing in vars(room).values() if isinstance(thing, Endpoint))
