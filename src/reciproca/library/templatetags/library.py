"""A note as its page draws it, for the templates of this room."""

from django import template
from django.utils.safestring import SafeString

from reciproca.core.markdown import on_one_line, rendered
from reciproca.library import words

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    """{{ version.text|prose }}: Markdown with headings, as safe HTML."""
    return rendered(text, headings=True)


@register.filter
def begins(text: str) -> str:
    """{{ version.text|begins }}: its first words, for a list."""
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), text)
    return on_one_line(first, 160)


@register.filter
def names(people: list) -> str:
    """{{ authors|names }}: “Ada Carta and Giulio Serra”."""
    return words.by_said(people)


@register.filter
def reading(text: str) -> str:
    """{{ version.text|reading }}: “six minutes to read”."""
    return words.reading_said(text)
