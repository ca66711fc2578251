"""Long lists are drawn by compiled templates: the rows of a page cost a fifth of what interpreting them costs.

A page stays a Django template; where a list may be long it says ``{% rows "people/directory_rows.html" people=people %}``,
and `jinja2/people/directory_rows.html` of the room draws the rows. Everything is escaped, an unknown name is an error,
and words come from the page, marked there (docs/decisions/0003-where-a-page-spends-its-time.md).
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from .idempotency import new_key
from .templatetags.reciproca import face, icon, strand

__all__ = ["environment"]


class Compiled(Environment):
    """Looks into a row before it looks at its attributes: most rows are dicts, and a miss costs more than the find."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def environment(**options: Any) -> Environment:
    """What Django's Jinja2 engine asks for: autoescaping is on (its default), the drawings are those of every page."""
    compiled = Compiled(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})
    for draw in (face, icon, strand):
        compiled.globals[draw.__name__] = _drawn(draw)
    compiled.globals["idempotency_key"] = new_key
    return compiled


def _drawn(draw: Callable[..., str]) -> Callable[..., Markup]:
    @lru_cache(4096)
    def drawn(*arguments: Any) -> Markup:
        return Markup(draw(*arguments))  # our own shapes, escaped where they are drawn

    return drawn
