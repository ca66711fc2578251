"""How names sound beside a preposition, for the pages of this room."""

from django import template

from reciproca.exchanges import words

register = template.Library()


@register.filter
def to_word(name: str) -> str:
    """{{ receiver.name|to_word }}: “to”, «a», «ad», before a name that stands in a link."""
    return words.to_word(name)
