"""Long lists are drawn by compiled templates: the rows of a page cost a fifth of what interpreting them costs.

A page stays a Django template; where a list may be long it says ``{% rows "people/directory_rows.html" people=people %}``,
and `jinja2/people/directory_rows.html` of the room draws the rows. Everything is escaped, an unknown name is an error,
and words come from the page, marked there (docs/decisions/0003-compiled-rows.md).
"""

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from .idempotency import new_key
from .templatetags.reciproca import face, icon, strand

__all__ = ["environment"]


def environment(**options: Any) -> Environment:
    """What Django's Jinja2 engine asks for: autoescaping is on (its default), the drawings are those of every page."""
    compiled = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})
    for draw in (face, icon, strand):
        compiled.globals[draw.__name__] = _drawn(draw)
    compiled.globals["idempotency_key"] = new_key
    return compiled


def _drawn(draw: Callable[..., str]) -> Callable[..., Markup]:
    return lambda *arguments: Markup(draw(*arguments))  # our own shapes, escaped where they are drawn
