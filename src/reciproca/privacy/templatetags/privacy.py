"""What the templates of this room ask for."""

from collections.abc import Iterable

from django import template
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from reciproca.communities.models import Membership

__all__ = ["join_communities"]

register = template.Library()


@register.filter
def join_communities(places: Iterable[Membership]) -> str:
    """“Ponti and Circolo Bellini”."""
    return get_text_list([person.community.name for person in places], _("and"))
