"""The story of the demo: eighteen months, chapter by chapter, made only of what people do on the pages.

A chapter is a function of the tale that yields events; a new room brings its chapter and adds it to `CHAPTERS`.
Events of all chapters are told in the order of time, each with the clock at its moment, so that the audit trail, the
ledger and the outbox read as if it had been lived. The same seed and the same moment give the same rows.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime

from django.db import transaction

from reciproca.core import clock, jobs
from reciproca.core.ids import drawn_from
from reciproca.core.scope import within
from reciproca.notifications.actions import settle_past_mails

from .chapters.asks import asks
from .chapters.bellini import bellini
from .chapters.circles import circles
from .chapters.compositions import compositions
from .chapters.connections import connections
from .chapters.faces import faces
from .chapters.gatherings import gatherings
from .chapters.giving import giving_back
from .chapters.introductions import introductions
from .chapters.learning import learning
from .chapters.meetups import meetups
from .chapters.mentoring import mentorships
from .chapters.onwards import onwards
from .chapters.people import arrivals, foundation, lately
from .chapters.programmes import earlier_pairs, ponti, prime_strade, prove_generali
from .chapters.projects import projects
from .chapters.pupil import pupil
from .chapters.safety import safety
from .chapters.sharing import sharing
from .chapters.talks import talks
from .chapters.thanks import thanks
from .chapters.threads import threads
from .entrances import DOMAIN
from .invention import invent
from .tale import Event, Tale

__all__ = ["CHAPTERS", "tell"]

CHAPTERS: tuple[Callable[[Tale], Iterator[Event]], ...] = (
    foundation,
    arrivals,
    lately,
    ponti,
    earlier_pairs,
    prime_strade,
    pupil,
    bellini,
    prove_generali,
    mentorships,
    thanks,
    giving_back,
    onwards,
    threads,
    talks,
    connections,
    introductions,
    compositions,
    circles,
    gatherings,
    projects,
    meetups,
    asks,
    sharing,
    learning,
    safety,
    faces,
)


@transaction.atomic
def tell(seed: int, now: datetime) -> Tale:
    """Live it all, in one transaction; nothing is queued and nothing is sent."""
    tale = Tale(now=now, rng=random.Random(f"{seed} story"), invented=[])
    tale.invented = invent(random.Random(f"{seed} people"), domain=DOMAIN, year=now.year)
    events = [event for chapter in CHAPTERS for event in chapter(tale)]
    with drawn_from(random.Random(f"{seed} ids")), jobs.held():
        for event in sorted(events, key=lambda event: event.at):
            with ExitStack() as stack:
                stack.enter_context(clock.at(event.at))
                if event.place:
                    stack.enter_context(within(tale.communities[event.place]))
                event.happen()
        settle_past_mails(until=now)
    return tale
