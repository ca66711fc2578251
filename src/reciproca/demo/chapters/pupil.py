"""One of those who apply is still at school: they say so, a parent agrees, and somebody is cleared to work with them."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from reciproca.boundaries.actions import clear_for_minors, record_consent
from reciproca.demo.entrances import DOMAIN
from reciproca.demo.invention import invent_pupil, words
from reciproca.demo.tale import Event, Tale

from .people import invite, join, tell_of_oneself, write_in
from .programmes import apply

__all__ = ["pupil"]

UNTIL_OF_AGE = 210  # days


def pupil(tale: Tale) -> Iterator[Event]:
    person = invent_pupil(domain=DOMAIN, year=tale.now.year)

    def consent() -> None:
        record_consent(tale.who(person), given_on=tale.day(4), by=tale.marta, **words("pupil")["consent"])

    yield Event(tale.ago(8, 9, 15), partial(write_in, tale, [person]))
    yield Event(tale.ago(8, 9, 20), partial(invite, tale, [person]))
    yield Event(tale.ago(7, 17, 40), partial(join, tale, person))
    yield Event(tale.ago(7, 17, 40), partial(tell_of_oneself, tale, person))
    yield Event(
        tale.ago(6, 18, 5),
        partial(apply, tale, "open", "mentee", person, of_age_from=_month_after(tale.day(-UNTIL_OF_AGE))),
    )
    yield Event(tale.ago(3, 11, 10), consent)
    yield Event(tale.ago(3, 11, 20), lambda: clear_for_minors(tale.who(tale.named("Elena Marchetti")), by=tale.marta))


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
