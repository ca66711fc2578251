"""What people write to one another, as a page shows it: a little Markdown, and nothing that runs or is fetched.

Paragraphs, line breaks, emphasis, lists, quotations and code; no pictures or HTML, and headings only where a text is long. A link
says where it leads: the name of the site stands beside it, unless it is in its words.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

__all__ = ["on_one_line", "rendered"]

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "a", "span"}
HEADINGS = {"h2", "h3"}
HOST = "link-host"
SCHEMES = {"http", "https", "mailto"}
ADDRESS = re.compile(r"https?://[^\s<>]*[^\s<>.,;:!?'\"’”»)\]]")
#: Without any of these a text is its paragraphs and lines: most messages are.
SIGNS = re.compile(r"[*_`\[\]<>\\&]|://|^\s*(?:[-+]\s|\d+[.)]\s)|^(?: {4}|\t)", re.MULTILINE)

LIST_SIGNS = re.compile(r"^\s*(?:[-+*>]|\d+[.)])\s+", re.MULTILINE)
EMPHASIS = re.compile(r"[*`]{1,3}(?=\S)|(?<=\S)[*`]{1,3}|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)")


def _parser_without(*rules: str) -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
        [*rules, "lheading", "hr", "html_block", "html_inline", "image", "reference"]
    )


_parser = _parser_without("heading")
_parser_of_pages = _parser_without()


def rendered(text: str, *, headings: bool = False) -> SafeString:
    """The text as HTML of a few kinds of tags, whoever wrote it. `headings`: its own, below the title of a page."""
    text = text.strip()
    if not headings and not SIGNS.search(text):
        return _plain(text)
    parser = _parser_of_pages if headings else _parser
    tokens = parser.parse(text)
    for token in tokens:
        if token.type == "inline":
            token.children = list(_with_hosts(_with_links(token.children or [])))
        elif token.type in ("heading_open", "heading_close"):
            token.tag = "h2" if token.tag in ("h1", "h2") else "h3"
    drawn = parser.renderer.render(tokens, parser.options, {})
    # Cleaned by an allow-list after it was made from a grammar without HTML: two locks.
    return mark_safe(
        nh3.clean(
            drawn,
            tags=TAGS | HEADINGS if headings else TAGS,
            attributes={"a": {"href"}},
            allowed_classes={"span": {HOST}},
            url_schemes=SCHEMES,
            link_rel="nofollow noopener noreferrer",
        ).strip()
    )


def on_one_line(text: str, most: int) -> str:
    """The beginning of it without its signs, for a list or a quotation."""
    bare = LIST_SIGNS.sub("", text)
    bare = EMPHASIS.sub("", bare)
    line = " ".join(bare.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _plain(text: str) -> SafeString:
    paragraphs = re.split(r"\n\s*\n", str(escape(text)).replace("\r\n", "\n"))
    lines = ("<br>\n".join(line.strip() for line in part.strip().split("\n")) for part in paragraphs if part.strip())
    return mark_safe("\n".join(f"<p>{line}</p>" for line in lines))  # escaped above


def _with_links(tokens: list[Token]) -> Iterator[Token]:
    """An address that was merely written is a link too."""
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type != "text" or depth:
            yield token
            continue
        end = 0
        for found in ADDRESS.finditer(token.content):
            yield Token("text", "", 0, content=token.content[end : found.start()])
            yield Token("link_open", "a", 1, attrs={"href": found[0]})
            yield Token("text", "", 0, content=found[0])
            yield Token("link_close", "a", -1)
            end = found.end()
        yield Token("text", "", 0, content=token.content[end:])


def _with_hosts(tokens: Iterator[Token]) -> Iterator[Token]:
    """Beside a link whose words do not say it, the site it leads to."""
    host, words = "", ""
    for token in tokens:
        yield token
        if token.type == "link_open":
            host, words = _host(str(token.attrs.get("href", ""))), ""
        elif token.type == "link_close":
            if host and {_host(found[0]) for found in ADDRESS.finditer(words)} != {host}:
                yield from _beside(host)
            host = ""
        elif host:
            words += token.content


def _beside(host: str) -> Iterator[Token]:
    yield Token("text", "", 0, content=" ")
    yield Token("span_open", "span", 1, attrs={"class": HOST})
    yield Token("text", "", 0, content=f"({host})")
    yield Token("span_close", "span", -1)


def _host(address: str) -> str:
    try:
        found = urlsplit(address)
        return (found.path.rpartition("@")[2] if found.scheme == "mailto" else found.hostname or "").lower()
    except ValueError:  # no address at all
        return ""
