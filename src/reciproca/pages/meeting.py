"""What two people could have of each other, on the page of one of them; and what has changed with those near to somebody.

Both read each profile only as far as it is shown to whoever looks.

- *Between the two*: each need of one that something of the other answers, in the words of both.
- *Changes*: for two weeks, what allies now need, offer or have learned; of others one is connected with, only what something
  of one's own answers, or what answers a need of one's own. One for each person, three in all, the newest first: it ends by
  itself, and nobody else is told.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.prepared import prepared
from reciproca.core.urls import reverse_in
from reciproca.network.models import Alliance, Connection
from reciproca.people.choices import ProfileField, Sight
from reciproca.people.queries import OwnWords, own_words_of, people_visible_to
from reciproca.people.sections import Section, Visit
from reciproca.suggestions.candidates import best_meetings

__all__ = ["Change", "Exchange", "between_the_two", "changes_for", "near_to"]

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


def between_the_two(visit: Visit) -> Section | None:
    """Nothing where neither has anything for the other, or they may not write to each other."""
    if visit.is_own or visit.theirs.pk is None or not visit.may_contact:
        return None
    seen, mine = visit.shown, visit.told[visit.viewer.pk]
    found = Both(
        for_me=_answered([need.text for need in mine.needs], [*map(str, seen.offers), *map(str, seen.skills)]),
        for_them=_answered([need.text for need in seen.needs], [*map(str, mine.offers), *map(str, visit.mine.skills)]),
    )
    return Section("pages/parts/between.html", found) if found.for_me or found.for_them else None


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
    who: Membership
    is_ally: bool
    field: ProfileField
    at: datetime
    text: str


def changes_for(person: Membership, mine: OwnWords | None = None) -> list[Change]:
    """At most three, the newest first; nothing of oneself. `mine`: for who has read it. At most two queries."""
    news = sorted(_news_near(person, since=clock.now() - NEW_FOR), key=lambda one: one.at, reverse=True)
    concerns = _that_concern(mine or own_words_of(person), news) if news else set()
    kept: dict[int, _News] = {}
    for one in news:
        if one.is_ally or id(one) in concerns:
            kept.setdefault(one.who.pk, one)
    return [_change(one) for one in list(kept.values())[:MOST]]


def _news_near(person: Membership, *, since: datetime) -> Iterator[_News]:
    """What those near began to need, to offer or to know, as far as everyone may read it."""
    for kind, at, text, is_ally, *face in _news(person.pk, since):
        who = Membership(**dict(zip(FACE, face, strict=True)), state=MembershipState.ACTIVE)
        who.community = person.community
        if kind != ProfileField.SKILLS:
            yield _News(who, bool(is_ally), ProfileField(kind), at, text)
            continue
        learned, skills = map(json.loads, text.split("\n"))
        for skill, day in learned.items():
            at = timezone.make_aware(datetime.combine(date.fromisoformat(day), time(12)))
            if at > since and skill in skills:
                yield _News(who, bool(is_ally), ProfileField.SKILLS, at, skill)


#: What is read of those who are near.
FACE = ("pk", "public_id", "given_name", "family_name", "face")


@prepared()
def _news(person: int, since: datetime) -> QuerySet:
    """Of allies and connections who are here, and whom this person may meet; what has been learned with all that is known."""
    me = Membership(pk=person)
    near = Membership.objects.filter(near_to(person), Exists(people_visible_to(me).filter(pk=OuterRef("pk"))))
    allies = Alliance.objects.filter(person=person, other=OuterRef("pk"))
    allies = allies.filter(Exists(Alliance.objects.filter(other=person, person=OuterRef("other"))))

    def told(field: ProfileField, at: str, text: Any, **rows: Any) -> QuerySet:
        sight = f"profile__sight__{field}"
        for_all = Q(profile=None) | Q(**{f"{sight}__isnull": True}) | Q(**{sight: Sight.COMMUNITY.value})
        return near.filter(for_all, **rows).values_list(Value(str(field)), at, text, Exists(allies), *FACE)

    learned = Concat(
        Cast("profile__learned", TextField()), Value("\n"), Cast("profile__skills", TextField()),
        output_field=TextField(),
    )  # fmt: skip
    return told(
        ProfileField.NEEDS, "needs__stated_at", F("needs__text"), needs__closed_at=None, needs__stated_at__gt=since
    ).union(
        told(
            ProfileField.OFFERS, "offers__created_at", F("offers__text"),
            offers__withdrawn_at=None, offers__created_at__gt=since,
        ),
        told(ProfileField.SKILLS, "profile__updated_at", learned, profile__updated_at__gt=since),
        all=True,
    )  # fmt: skip


def near_to(person: int) -> Q:
    """A condition on people: they are connected with somebody, by key, or were named by them."""
    there = Connection.objects.filter(first=person).values_list("second")
    here = Connection.objects.filter(second=person).values_list("first")
    named = Alliance.objects.filter(person=person).values_list("other")
    return Q(pk__in=there.union(here, named, all=True))


def _that_concern(mine: OwnWords, news: Sequence[_News]) -> set[int]:
    """Of these (by identity) a need that something of mine answers, and what answers a need of mine."""
    wanted = [one for one in news if one.field == ProfileField.NEEDS]
    given = [one for one in news if one.field != ProfileField.NEEDS]
    found = {id(wanted[one.need]) for one in best_meetings([one.text for one in wanted], mine.given)}
    return found | {id(given[one.mine]) for one in best_meetings(mine.needs, [one.text for one in given])}


SAID = {
    ProfileField.NEEDS: lambda: _("now needs: “%(text)s”"),
    ProfileField.OFFERS: lambda: _("now offers: “%(text)s”"),
    ProfileField.SKILLS: lambda: _("has learned: “%(text)s”"),
}


def _change(news: _News) -> Change:
    page = reverse_in(news.who.community, "people:person-detail", public_id=news.who.public_id)
    return Change(news.who, news.at, SAID[news.field]() % {"text": news.text}, page)
