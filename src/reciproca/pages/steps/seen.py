"""Of what one has seen of others: after a session or an answer that counts, the skill of theirs that showed in it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.exchanges.models import Answer
from reciproca.exchanges.routing import skill_to_endorse
from reciproca.mentoring.choices import SessionState
from reciproca.mentoring.models import MentoringSession
from reciproca.pages.navigation import address_in
from reciproca.people.queries import people_visible_to

from .shape import Step
from .there import if_any

__all__ = ["say_what_was_seen"]

#: As long as it is fresh; and so many are looked at, the last ones.
FRESH = timedelta(days=14)
LOOKED_AT = 3


@if_any(
    lambda asked: _sessions(asked.person).filter(confirmed_at__gt=asked.month_ago),
    lambda asked: Answer.objects.filter(ask__asker=asked.person, helped_at__gt=asked.month_ago),
)
def say_what_was_seen(person: Membership) -> Iterator[Step]:
    """One step, for the last thing in which a skill of the other's profile showed."""
    for other, about in _lately(person):
        skill = skill_to_endorse(person, other, about)
        if skill:
            page = address_in(person.community, "exchanges:endorsement-new", public_id=other.public_id) or ""
            yield Step(
                key=f"seen {other.public_id}",
                kind=pgettext("kind of step", "Give back"),
                time=_("one minute"),
                title=_("You saw “%(skill)s” of %(name)s at work.") % {"skill": skill, "name": other.given_name},
                why=_("Say so: %(name)s reads it first. It helps those who look for just this.")
                % {"name": other.given_name},
                action=_("Say it"),
                url=f"{page}?{urlencode({'skill': skill})}",
                partner=other,
                tie="active",
            )
            return


def _lately(person: Membership) -> list[tuple[Membership, str]]:
    """With whom, and what it was about; the last first."""
    since = clock.now() - FRESH
    found: list[tuple[datetime, Membership, str]] = []
    sessions = (
        _sessions(person.pk).filter(confirmed_at__gt=since).select_related("mentorship__mentor", "mentorship__mentee")
    )
    for session in sessions.prefetch_related("tellings").order_by("-confirmed_at")[:LOOKED_AT]:
        topics = "\n".join(telling.topics for telling in session.tellings.all() if telling.confirmed)
        assert session.confirmed_at is not None
        found.append((session.confirmed_at, session.mentorship.other_of(person), topics))
    answers = Answer.objects.filter(ask__asker=person, helped_at__gt=since, ledger_seq__isnull=False)
    for answer in answers.select_related("author", "ask").order_by("-helped_at")[:LOOKED_AT]:
        assert answer.helped_at is not None
        found.append((answer.helped_at, answer.author, f"{answer.ask.title}\n{' '.join(answer.ask.topics)}"))
    found.sort(key=lambda one: one[0], reverse=True)
    here = people_visible_to(person).in_bulk([other.pk for _at, other, _about in found]) if found else {}
    return [(here[other.pk], about) for _at, other, about in found[:LOOKED_AT] if other.pk in here]


def _sessions(person: int) -> QuerySet[MentoringSession]:
    mine = Q(mentorship__mentor=person) | Q(mentorship__mentee=person)
    return MentoringSession.objects.filter(mine, state=SessionState.CONFIRMED, ledger_seq__isnull=False)
