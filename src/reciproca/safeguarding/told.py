"""How this room tells of what it lets people report itself: somebody’s page, and what they wrote there."""

from uuid import UUID

from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.core.urls import reverse_in
from reciproca.people.actions import take_profile_away
from reciproca.people.models import Profile
from reciproca.people.queries import people_visible_to, profile_of, seen_profile

from .reportable import Reported

__all__ = ["remove_profile", "told_page", "told_profile"]


def told_page(reader: Membership, public_id: UUID) -> Reported | None:
    """A person, whatever they did and where."""
    person = _other(reader, public_id)
    if person is None:
        return None
    return Reported(person, person.name, person.name, _page(reader, person))


def told_profile(reader: Membership, public_id: UUID) -> Reported | None:
    """What somebody wrote on their page, as far as the reader sees it."""
    person = _other(reader, public_id)
    profile = profile_of(person) if person is not None else None
    if person is None or profile is None:
        return None
    seen = seen_profile(profile, reader)
    words = [seen.headline, seen.story, seen.aims, seen.worthwhile, *(offer.text for offer in seen.offers)]
    evidence = "\n\n".join(str(one) for one in words if one)
    said = _("What %(name)s wrote on their page") % {"name": person.given_name}
    return Reported(person, said, evidence, _page(reader, person))


def remove_profile(public_id: UUID, by: Membership) -> None:
    profile = Profile.objects.filter(membership__public_id=public_id).select_related("membership").first()
    if profile is not None:
        take_profile_away(profile, by=by)


def _other(reader: Membership, public_id: UUID) -> Membership | None:
    found = people_visible_to(reader).exclude(pk=reader.pk).filter(public_id=public_id)
    return found.select_related("community").first()


def _page(reader: Membership, person: Membership) -> str:
    return reverse_in(reader.community, "people:person-detail", public_id=person.public_id)
