"""Addresses inside the community in force."""

from typing import Any

from django import template
from django.template import Context

from reciproca.core.idempotency import new_key
from reciproca.core.ids import dom_id as name_in_page
from reciproca.core.urls import reverse_in

register = template.Library()


@register.simple_tag(takes_context=True)
def at(context: Context, name: str, **arguments: Any) -> str:
    """{% at "people:profile-detail" public_id=person.public_id %}: the address of a page of the community in force."""
    return reverse_in(context["request"].community, name, **arguments)


@register.simple_tag
def idempotency_key() -> str:
    """A new key for a form: {% idempotency_key as key %}."""
    return new_key()


@register.filter
def dom_id(row: Any, part: str = "") -> str:
    """{{ mentorship|dom_id:"sessions" }}"""
    return name_in_page(row, part)
