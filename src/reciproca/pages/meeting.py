"""What two people could have of each other, on the page of one of them; and what has changed with those near to somebody.

Both read each profile only as far as it is shown to whoever looks.

- *Between the two*: each need of one that something of the other answers, in the words of both.
- *Changes*: for two weeks, what allies now need, offer or have learned; of others one is connected with, only what something
  of one's own answers, or what answers a need of one's own. One for each person, three in all, the newest first: it ends by
  itself, and nobody else is told.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from reciproca.boundaries.queries import may_contact
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.urls import reverse_in
from reciproca.network.queries import allies_of, connections_of
from reciproca.people.choices import ProfileField
from reciproca.people.models import Need, Offer, Profile
from reciproca.people.queries import needs_of, offers_of, profile_of, seen_profile
from reciproca.people.sections import Section
from reciproca.suggestions.candidates import best_meetings

__all__ = ["Change", "Exchange", "between_the_two", "changes_for"]

MOST = 3
NEW_FOR = timedelta(days=14)


# ── between the two ──────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Exchange:
    """A need and what answers it, as the two wrote them."""

    need: str
    given: str


@dataclass(frozen=True, slots=True)
class Both:
    for_me: list[Exchange]
    for_them: list[Exchange]


def between_the_two(person: Membership, viewer: Membership) -> Section | None:
    """Nothing where neither has anything for the other, or they may not write to each other."""
    theirs = profile_of(person)
    if person.pk == viewer.pk or theirs is None or not may_contact(viewer, person):
        return None
    seen, mine = seen_profile(theirs, viewer), profile_of(viewer)
    found = Both(
        for_me=_answered([need.text for need in needs_of(viewer)], [*map(str, seen.offers), *map(str, seen.skills)]),
        for_them=_answered([need.text for need in seen.needs], _what_i_give(viewer, mine)),
    )
    return Section("pages/parts/between.html", found) if found.for_me or found.for_them else None


def _what_i_give(viewer: Membership, profile: Profile | None) -> list[str]:
    skills = profile.skills if profile else []
    return [*(offer.text for offer in offers_of(viewer)), *map(str, skills)]


def _answered(needs: Sequence[str], given: Sequence[str]) -> list[Exchange]:
    meetings = sorted(best_meetings(needs, given), key=lambda one: -one.closeness)
    return [Exchange(needs[one.need], given[one.mine]) for one in meetings[:MOST]]


# ── what has changed ─────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that somebody near says of themselves since a short while, and why it is told."""

    who: Membership
    at: datetime
    what: str
    url: str


@dataclass(frozen=True, slots=True)
class _News:
    key: int
    field: ProfileField
    at: datetime
    text: str


def changes_for(person: Membership) -> list[Change]:
    """At most three, the newest first; nothing of oneself."""
    allies = set(allies_of(person).values_list("pk", flat=True))
    near = allies | set(connections_of(person).values_list("pk", flat=True))
    news = list(_shown(near, since=clock.now() - NEW_FOR)) if near else []
    told = {id(one) for one in news if one.key in allies} | _that_concern(person, news)
    kept: dict[int, _News] = {}
    for one in sorted(news, key=lambda one: one.at, reverse=True):
        if id(one) in told:
            kept.setdefault(one.key, one)
    few = list(kept.values())[:MOST]
    people = Membership.objects.select_related("profile__photo", "community").in_bulk([one.key for one in few])
    return [_change(people[one.key], one) for one in few]


def _shown(near: Collection[int], *, since: datetime) -> Iterator[_News]:
    """What those people began to need, to offer or to know, as far as everyone may read it. Three queries."""
    profiles = {one.membership_id: one for one in Profile.objects.filter(membership__in=near)}

    def is_for_all(key: int, field: ProfileField) -> bool:
        return key not in profiles or profiles[key].is_for_all(field)

    needs = Need.objects.filter(membership__in=near, closed_at=None, stated_at__gt=since)
    for key, at, text in needs.values_list("membership_id", "stated_at", "text"):
        if is_for_all(key, ProfileField.NEEDS):
            yield _News(key, ProfileField.NEEDS, at, text)
    offers = Offer.objects.filter(membership__in=near, withdrawn_at=None, created_at__gt=since)
    for key, at, text in offers.values_list("membership_id", "created_at", "text"):
        if is_for_all(key, ProfileField.OFFERS):
            yield _News(key, ProfileField.OFFERS, at, text)
    for key, profile in profiles.items():
        if profile.is_for_all(ProfileField.SKILLS):
            for skill, day in profile.learned.items():
                at = timezone.make_aware(datetime.combine(date.fromisoformat(day), time(12)))
                if at > since and skill in profile.skills:
                    yield _News(key, ProfileField.SKILLS, at, skill)


def _that_concern(person: Membership, news: Sequence[_News]) -> set[int]:
    """Of these (by identity) a need that something of mine answers, and what answers a need of mine."""
    wanted = [one for one in news if one.field == ProfileField.NEEDS]
    given = [one for one in news if one.field != ProfileField.NEEDS]
    mine = _what_i_give(person, profile_of(person)) if wanted else []
    needs = [need.text for need in needs_of(person)] if given else []
    found = {id(wanted[one.need]) for one in best_meetings([one.text for one in wanted], mine)}
    return found | {id(given[one.mine]) for one in best_meetings(needs, [one.text for one in given])}


SAID = {
    ProfileField.NEEDS: lambda: _("now needs: “%(text)s”"),
    ProfileField.OFFERS: lambda: _("now offers: “%(text)s”"),
    ProfileField.SKILLS: lambda: _("has learned: “%(text)s”"),
}


def _change(who: Membership, news: _News) -> Change:
    page = reverse_in(who.community, "people:person-detail", public_id=who.public_id)
    return Change(who, news.at, SAID[news.field]() % {"text": news.text}, page)
