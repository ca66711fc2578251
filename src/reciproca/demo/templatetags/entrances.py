"""The front page belongs to a lower room, which knows nothing of the demo: it includes our part, and our part asks here."""

from django import template

from reciproca.demo.entrances import open_entrances

register = template.Library()
register.simple_tag(open_entrances, name="entrances")
