"""Long lists are drawn by compiled templates: the rows of a page cost a fifth of what interpreting them costs.

A page stays a Django template; where a list may be long it says ``{% rows "people/directory_rows.html" people=people %}``,
and `jinja2/people/directory_rows.html` of the room draws the rows, and now and then what stands round them. Everything is
escaped, an unknown name is an error, and words are handed in (docs/decisions/0003-where-a-page-spends-its-time.md).
"""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from .idempotency import new_key
from .templatetags.reciproca import coverage_row, face, grouped, icon, strand

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
    compiled.globals |= {"face": _face, "icon": _icon, "strand": _strand, "coverage_row": _coverage}
    compiled.globals["idempotency_key"] = new_key
    compiled.filters |= {draw.__name__: draw for draw in (avatar, badge, grouped, link_button, pair, reasons)}
    return compiled


def _drawn(draw: Callable[..., str]) -> Callable[..., Markup]:
    @lru_cache(4096)
    def drawn(*arguments: Any, **named: Any) -> Markup:
        return Markup(draw(*arguments, **named))  # our own shapes, escaped where they are drawn

    return drawn


# The components that stand in every row are filters: a macro, or the call of a function, costs more than what it draws.
# The others are macros, in jinja2/components/drawn.html; tests/look holds each beside its component.

_face, _icon, _strand, _coverage = _drawn(face), _drawn(icon), _drawn(strand), _drawn(coverage_row)


def avatar(person: Any, size: str = "") -> Markup:
    """{{ row.person|avatar("s") }}: a photo, or the generated face. `person`: a member, or a row with the same names."""
    get = person.__getitem__ if type(person) is dict else partial(getattr, person)
    if photo := get("photo_url"):
        return _photo(photo, size)
    return _face(get("public_id"), "" if get("is_erased") else get("name"), size)


def pair(a: Any, b: Any, tie: str, size: str = "") -> Markup:
    """{{ row.mentee|pair(row.mentor, "new") }}"""
    return Markup(f'<span class="pair" >{avatar(a, size)}{_strand(tie)}{avatar(b, size)}</span>')


@lru_cache(1024)
def badge(words: str, kind: str = "", name: str = "") -> Markup:
    """{{ words.locked|badge("good", "lock") }}"""
    classes = f"badge badge--{kind}" if kind else "badge"
    return Markup(f'<span class="{classes}">{_icon(name) if name else ""}{escape(words)}</span>')


def link_button(words: str, href: str, name: str, said: str) -> Markup:
    """{{ words.exclude|link_button(row.exclusion_url, "exclude", row.both) }}"""
    return Markup(
        f'<a class="button button--quiet button--small" href="{escape(href)}" >{_icon(name)}{escape(words)}'
        f'<span class="visually-hidden"> {escape(said)}</span></a>'
    )


def reasons(items: Sequence[tuple[float, str]], point: str) -> Markup:
    """{{ all_reasons|reasons(point) }}: shares and sentences, which are escaped all at once, with NUL between them."""
    texts = str(escape("\0".join([text.replace("\0", "") for _share, text in items]))).split("\0")
    shares = [f"{share:.2f}".replace(".", point) for share, _text in items]
    rows = [f"<li><b>+{share}</b><span>{text}</span></li>" for share, text in zip(shares, texts, strict=True)]
    return Markup(f'<ul class="reasons" role="list">{"".join(rows)}</ul>')


@lru_cache(1024)
def _photo(address: str, size: str) -> Markup:
    classes = f"avatar avatar--{size}" if size else "avatar"
    return Markup(
        f'<img class="{classes}" src="{escape(address)}" alt="" loading="lazy" decoding="async" width="152" height="152">'
    )
