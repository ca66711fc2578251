"""Beside the name on a person's page: the way to write to them."""

from django.db.models import Exists

from reciproca.people.sections import Section, Visit, asks

from .models import Conversation

__all__ = ["write_to_them"]


@asks(has_talked=lambda two: Exists(Conversation.objects.filter(first=two.first, second=two.second)))
def write_to_them(visit: Visit) -> Section | None:
    """Where a conversation may begin (`queries.near`), or has begun."""
    near = ("connected_at", "are_partners", "is_tied", "has_talked")
    if visit.is_own or not any(visit.answers[name] for name in near):
        return None
    return Section("conversations/parts/profile.html", visit.person, is_first=True)
