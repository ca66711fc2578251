"""What could be suggested: one row for each person, kind and other person, on one scale for all kinds.

    score = P(ask) × P(accept) × (what the one gains + what the other gains)

A row stands for an act of the one towards the other: thanking, helping, getting in touch again, meeting.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.explain import Reason
from reciproca_engine.logs import days, ids, moment, numbers, of_one_length

__all__ = ["KINDS", "Candidates", "help", "joined", "meet", "reconnect", "thank"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

KINDS = ("thank", "help", "reconnect", "meet")
#: Days after which a thank-you is half as likely, and after which a request has waited half as long as counts.
GRATITUDE, WAITING = 30.0, 14.0


@dataclass(frozen=True, eq=False, slots=True)
class Candidates:
    """What could be suggested to whom, in any order.

    Parameters
    ----------
    kind : int8[rows]
        An index into `KINDS`.
    person, other : int[rows]
        To whom it is suggested, and towards whom.
    ask, accept : float[rows] in [0, 1]
        How probable it is that the one does it, and that the other takes it well.
    mine, theirs : float[rows] ≥ 0
        What each gains when both do.
    subject : int[rows]
        What it is about, as the caller counts: the act to thank for, the request; −1 for none.
    """

    kind: NDArray[np.int8]
    person: Ints
    other: Ints
    ask: Floats
    accept: Floats
    mine: Floats
    theirs: Floats
    subject: Ints

    @property
    def score(self) -> Floats:
        """float[rows]: the expected good for both."""
        return self.ask * self.accept * (self.mine + self.theirs)

    def __len__(self) -> int:
        return len(self.kind)

    def take(self, rows: Any) -> Candidates:
        """Some of the rows."""
        return Candidates(*(getattr(self, name)[rows] for name in self.__slots__))

    def reasons(self, row: int) -> tuple[Reason, Reason]:
        """Why a row is worth its score: what each of the two gains, as it is expected."""
        chance = float(self.ask[row] * self.accept[row])
        values = {"ask": float(self.ask[row]), "accept": float(self.accept[row]), "subject": int(self.subject[row])}
        kind = KINDS[self.kind[row]]
        return (
            Reason(kind, chance * float(self.mine[row]), {"gains": "person"}, values),
            Reason(kind, chance * float(self.theirs[row]), {"gains": "other"}, values),
        )


def thank(receiver: Any, giver: Any, time: Any, *, now: Any, value: Any = None, thanked: Any = None) -> Candidates:
    """Help that was received and not thanked for: what it was worth × 2^(−age / 30 days).

    Parameters
    ----------
    receiver, giver : int[acts]
    time : float[acts] in days, or dates; acts after `now` are none
    value : float[acts] or None
        What the thank-you is worth to the giver; None: 1 each.
    thanked : bool[acts] or None
        Acts that were thanked for.
    """
    people, givers, when = ids("receiver", receiver), ids("giver", giver), days("time", time)
    of_one_length(receiver=people, giver=givers, time=when)
    worth = numbers("value", value, len(when))
    done = np.zeros(len(when), dtype=bool) if thanked is None else np.asarray(thanked, dtype=bool)
    of_one_length(receiver=people, thanked=done)
    age = _at("now", now, time) - when
    open_ = np.flatnonzero(~done & (age >= 0))
    gratitude = np.exp2(-age[open_] / GRATITUDE)
    return _rows("thank", people[open_], givers[open_], ask=gratitude, theirs=worth[open_], subject=open_)


def help(
    person: Any, asker: Any, fit: Any, *, yes: Any = None, solves: Any = None, waiting: Any = None, subject: Any = None
) -> Candidates:
    """Open requests that a person could answer: fit × P(they say yes) × P(it helps), more the longer somebody waits.

    Parameters
    ----------
    person, asker : int[rows]
    fit : float[rows] in [0, 1]
        How well what the one offers goes with what the other asks.
    yes, solves : float[rows] in [0, 1] or None
        None: 1.
    waiting : float[rows] or None
        Days the request has been open.
    subject : int[rows] or None
        Which request.
    """
    people, askers = ids("person", person), ids("asker", asker)
    of_one_length(person=people, asker=askers)
    waited = numbers("waiting", waiting, len(people), default=0.0)
    urgency = 1 - np.exp2(-(waited + WAITING) / WAITING)
    return _rows(
        "help",
        people,
        askers,
        ask=_chances("yes", yes, len(people)),
        accept=_chances("solves", solves, len(people)),
        theirs=_chances("fit", fit, len(people)) * urgency,
        subject=None if subject is None else ids("subject", subject),
    )


def reconnect(source: Any, target: Any, probability: Any, value: Any = None) -> Candidates:
    """Ties to keep or to wake: the probability of an answer, and what the tie is worth to both (`ties.revivals`).

    Parameters
    ----------
    source, target : int[rows]
    probability : float[rows] in [0, 1]
    value : float[rows] or None
        None: 1 each.
    """
    people, others = ids("source", source), ids("target", target)
    of_one_length(source=people, target=others)
    worth = numbers("value", value, len(people)) / 2
    return _rows(
        "reconnect", people, others, accept=_chances("probability", probability, len(people)), mine=worth, theirs=worth
    )


def meet(person: Any, other: Any, fit: Any, *, novelty: Any = None, introduction: Any = None) -> Candidates:
    """People two or three steps away: how well they go together × what is new × the best introduction (`paths`).

    Parameters
    ----------
    person, other : int[rows]
    fit : float[rows] in [0, 1]
        Of both sides together.
    novelty : float[rows] in [0, 1] or None
        The share of what the other knows that nobody around the person does; None: 1.
    introduction : float[rows] in [0, 1] or None
        The probability of the best way to them; None: 1.
    """
    people, others = ids("person", person), ids("other", other)
    of_one_length(person=people, other=others)
    good = _chances("fit", fit, len(people)) * _chances("novelty", novelty, len(people)) / 2
    return _rows(
        "meet", people, others, accept=_chances("introduction", introduction, len(people)), mine=good, theirs=good
    )


def joined(several: Iterable[Candidates]) -> Candidates:
    """All rows of several."""
    parts = list(several) or [_rows("thank", np.zeros(0, np.int64), np.zeros(0, np.int64))]
    return Candidates(*(np.concatenate([getattr(part, name) for part in parts]) for name in Candidates.__slots__))


def _rows(kind: str, person: Ints, other: Ints, *, subject: Ints | None = None, **given: Floats) -> Candidates:
    """Rows of one kind, without those towards oneself."""
    rows = len(person)
    default = {"ask": 1.0, "accept": 1.0, "mine": 0.0, "theirs": 0.0}
    found = Candidates(
        kind=np.full(rows, KINDS.index(kind), dtype=np.int8),
        person=person,
        other=other,
        subject=np.full(rows, -1, dtype=np.int64) if subject is None else subject,
        **{name: given.get(name, np.full(rows, value)) for name, value in default.items()},
    )
    of_one_length(person=person, subject=found.subject)
    return found.take(person != other)


def _chances(name: str, values: Any, length: int) -> Floats:
    found = numbers(name, values, length)
    if (found > 1).any():
        raise InvalidProblem(name, int((found > 1).argmax()), "must not be above 1")
    return found


def _at(name: str, value: Any, like: Any) -> float:
    found = moment(name, value, like=like)
    if found is None:
        raise InvalidProblem(name, None, "must be one time")
    return found
