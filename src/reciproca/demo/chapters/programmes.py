"""Ponti: two cohorts that are over and one that waits to be matched. Prime strade: open for registration now."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain, zip_longest
from typing import Any

from reciproca.communities.choices import MembershipState
from reciproca.demo.invention import Invented, words
from reciproca.demo.tale import Event, Tale
from reciproca.programmes.actions import (
    accept_applications,
    close_registration,
    create_cohort,
    create_programme,
    decline_applications,
    end_cohort,
    keep_answers,
    note_on_application,
    open_registration,
    remember_past_pair,
    review_applications,
    start_application,
    submit_application,
    waitlist_applications,
)
from reciproca.programmes.answers import check_answers
from reciproca.programmes.models import Application

__all__ = ["apply", "earlier_pairs", "ponti", "prime_strade", "prove_generali"]

EXPERIENCED, YOUNG = "mentor", "mentee"
#: How many of the mentors of the waiting cohort speak English: fewer than the mentees who need it.
ENGLISH_MENTORS = 5
#: Mentees of the waiting cohort, and of no other.
WAITING = ("Giulio Serra", "Leïla Benali")


def ponti(tale: Tale) -> Iterator[Event]:
    """The programme, and its three cohorts."""
    texts = words("programmes")["ponti"]

    def create() -> None:
        tale.rows["ponti"] = create_programme(by=tale.marta, **texts["programme"])

    yield Event(tale.ago(535, 15), create)
    first = _people_of_cohort(tale, 500, mentors=12, mentees=16, known=["Ada Carta", "Elena Marchetti"])
    yield from _cohort(tale, "ponti", "first", opens=500, starts=470, ends=290, people=first)
    second = _people_of_cohort(tale, 285, mentors=16, mentees=22, known=["Ada Carta", "Davide Longo"])
    second = _who_was_helped_helps(second, first)
    yield from _cohort(tale, "ponti", "second", opens=285, starts=255, ends=75, people=second)
    waiting = _people_who_are_hard_to_match(tale)
    yield from _cohort(tale, "ponti", "waiting", opens=30, starts=-10, ends=-190, people=waiting)


def prove_generali(tale: Tale) -> Iterator[Event]:
    """A third programme, short, and running now: Ada and Giulio are in it."""
    texts = words("programmes")["prove_generali"]

    def create() -> None:
        tale.rows["prove_generali"] = create_programme(by=tale.marta, **texts["programme"])

    yield Event(tale.ago(80, 15), create)
    people = _people_of_cohort(tale, 76, mentors=5, mentees=6, known=["Ada Carta"])
    people.insert(0, ("mentee", tale.named("Giulio Serra")))
    yield from _cohort(tale, "prove_generali", "running", opens=75, starts=45, ends=-45, people=people)


def prime_strade(tale: Tale) -> Iterator[Event]:
    """A second programme, small, open for another twelve days: some have applied, one is still writing."""
    texts = words("programmes")["prime_strade"]

    def create() -> None:
        programme = create_programme(by=tale.marta, **texts["programme"])
        tale.rows["open"] = create_cohort(
            programme,
            by=tale.marta,
            registration_opens=tale.day(9),
            registration_closes=tale.day(-12),
            starts_on=tale.day(-26),
            ends_on=tale.day(-120),
            meeting_target=3,
            **texts["cohort"],
        )
        open_registration(tale.rows["open"], by=tale.marta)

    yield Event(tale.ago(9, 8, 30), create)
    applicants = _people_of_cohort(tale, 10, mentors=3, mentees=4, known=[], beyond=("waiting",))
    for number, (role, person) in enumerate(applicants):
        send = number != len(applicants) - 1
        yield Event(tale.sometime(7.4 - number), partial(apply, tale, "open", role, person, send=send))
    yield Event(tale.ago(1, 8, 50), partial(_take_up_the_first, tale))


def earlier_pairs(tale: Tale) -> Iterator[Event]:
    """Pairs of an edition before there was Reciproca, written down by hand; not to be matched again."""
    mentors = _likely(tale, EXPERIENCED)[3:9]
    mentees = [person for person in tale.invented if person.experience == "8-15" and person not in mentors][:6]

    def write_down() -> None:
        for mentor, mentee in zip(mentors, mentees, strict=False):
            if _is_here(tale, mentor) and _is_here(tale, mentee):
                remember_past_pair(
                    tale.who(mentor),
                    tale.who(mentee),
                    by=tale.marta,
                    edition="Ponti, edizione su carta",
                    ended_on=tale.day(560),
                )

    yield Event(tale.ago(310, 18), write_down)


# ── a cohort from registration to its end ──


def _cohort(
    tale: Tale, programme: str, key: str, *, opens: int, starts: int, ends: int, people: list[tuple[str, Invented]]
) -> Iterator[Event]:
    texts = words("programmes")[programme]["cohort"]
    closes = max(starts + 7, 1) if starts > 0 else 2
    name_it, name_en = _season(tale.now - timedelta(days=starts))

    def create() -> None:
        cohort = create_cohort(
            tale.rows[programme],
            by=tale.marta,
            name_it=name_it,
            name_en=name_en,
            registration_opens=tale.day(opens),
            registration_closes=tale.day(closes),
            starts_on=tale.day(starts),
            ends_on=tale.day(ends),
            **texts,
        )
        tale.rows[key] = open_registration(cohort, by=tale.marta)

    yield Event(tale.ago(opens, 9), create)
    tale.rows[f"{key} people"] = people
    for role, person in people:
        yield Event(tale.sometime(tale.rng.uniform(closes + 1, opens - 1)), partial(apply, tale, key, role, person))
    yield Event(tale.ago(closes - 0.5, 11), partial(_decide, tale, key))
    yield Event(tale.ago(closes - 0.9, 18), lambda: close_registration(tale.rows[key], by=tale.marta))
    if ends > 0:
        yield Event(tale.ago(ends, 18), lambda: end_cohort(tale.rows[key], by=tale.marta))


def _season(start: datetime) -> tuple[str, str]:
    italian = ("Inverno", "Primavera", "Estate", "Autunno")[start.month % 12 // 3]
    english = ("Winter", "Spring", "Summer", "Autumn")[start.month % 12 // 3]
    year = f"{start.year}–{(start.year + 1) % 100}" if start.month == 12 else str(start.year)
    return f"{italian} {year}", f"{english} {year}"


def apply(
    tale: Tale, key: str, role: str, person: Invented, *, send: bool = True, of_age_from: date | None = None
) -> Application | None:
    """Answer as the page does: checked, kept, sent. Somebody who has not joined yet cannot apply."""
    if not _is_here(tale, person):
        return None
    who, cohort = tale.who(person), tale.rows[key]
    application = start_application(cohort, by=who, role=role, minor=of_age_from is not None, of_age_from=of_age_from)
    raw = (
        _raw_answers(person, role) if send else {"now": person.headline, "needs": [need.text for need in person.needs]}
    )
    assert application.questionnaire is not None
    answers, problems = check_answers(application.questionnaire.asked, role, raw, complete=send)
    if problems:
        raise ValueError(f"{person.name}: {problems}")
    kept = keep_answers(application, answers, by=who, version=application.version, capacity=person.capacity)
    return submit_application(kept, by=who) if send else kept


def _raw_answers(person: Invented, role: str) -> dict[str, Any]:
    needed = list(dict.fromkeys(need.topic for need in person.needs))
    offered = list(dict.fromkeys(offer.topic for offer in person.offers))
    answers = {
        "needs": [need.text for need in person.needs],
        "offers": [offer.text for offer in person.offers],
        "topics_needed": needed[:3],
        "topics_offered": offered[:6],
        "now": person.headline,
        "organisation": person.organisation,
        "experience": person.experience,
        "style": person.style,
        "languages": [{"code": code, "level": level} for code, level in person.languages],
        "availability": person.slots if len(person.slots) > 1 else [*person.slots, "sat-morning"],
        "worthwhile": person.worthwhile,
    }
    if role == "mentee":
        answers["goals"] = person.goals
    return answers


def _decide(tale: Tale, key: str) -> None:
    """Everyone is read; most are accepted, a few wait, one is told no, kindly."""
    received = list(Application.objects.filter(cohort=tale.rows[key], state="received").order_by("submitted_at", "pk"))
    review_applications(received, by=tale.marta)
    settled = {person.email for _role, person in tale.rows[f"{key} people"][-3:]}
    last = [application for application in received if application.membership.email in settled]
    accept_applications([application for application in received if application not in last], by=tale.marta)
    for application in last[:1]:
        note_on_application(application, text=words("programmes")["note"]["it"], by=tale.marta)
    waitlist_applications(last[:2], by=tale.marta)
    decline_applications(last[2:], by=tale.marta, reply=words("programmes")["kind_no"]["it"])


def _take_up_the_first(tale: Tale) -> None:
    received = Application.objects.filter(cohort=tale.rows["open"], state="received").order_by("submitted_at")
    review_applications(list(received[:1]), by=tale.marta)


# ── who is in it ──


def _people_of_cohort(
    tale: Tale, days: float, *, mentors: int, mentees: int, known: list[str], beyond: tuple[str, ...] = ()
) -> list[tuple[str, Invented]]:
    """So many of each of those who were here by then, and three more at the end who will not all find a place."""
    named = [tale.named(name) for name in known]
    taken = {person.email for key in beyond for _role, person in tale.rows.get(f"{key} people", [])}
    here = [person for person in tale.invented if tale.was_here(person, days)]
    free = [person for person in here if person.email not in taken and person not in named]
    gives = named + _some(tale, [p for p in free if p.role == EXPERIENCED], mentors - len(named))
    seeks = _some(tale, [p for p in free if p.role == YOUNG and p.name not in WAITING], mentees + 3)
    return _interleave([("mentor", p) for p in gives], [("mentee", p) for p in seeks])


def _who_was_helped_helps(
    people: list[tuple[str, Invented]], before: list[tuple[str, Invented]]
) -> list[tuple[str, Invented]]:
    """Every third mentee of the cohort before comes back as a mentor, and one of its mentors as a mentee."""
    mentees = [person for role, person in before if role == "mentee"]
    mentors = [person for role, person in before if role == "mentor"]
    back = [("mentor", person) for person in mentees[::3]] + [("mentee", mentors[-1])]
    named = {person.email for _role, person in back}
    return back + [(role, person) for role, person in people if person.email not in named]


def _people_who_are_hard_to_match(tale: Tale) -> list[tuple[str, Invented]]:
    """Twenty-four mentors and forty mentees. English is scarce among the mentors, and no mentor shares a language with Leïla."""
    named = [tale.named(name) for name in ("Ada Carta", "Elena Marchetti", "Davide Longo")]
    known = _likely(tale, EXPERIENCED)
    without = [p for p in known if p not in named and not p.speaks("fr") and not p.speaks("ar") and p.speaks("it")]
    english = [p for p in without if p.speaks("en")][: ENGLISH_MENTORS - 2]
    italian = [p for p in without if not p.speaks("en")]
    gives = [*named, *english, *_some(tale, italian, 24 - len(named) - len(english))]
    only_english = [p for p in _likely(tale, YOUNG) if p.speaks("en") and not p.speaks("it")]
    more_english = [p for p in known if p.language == "en" and not p.speaks("it") and p not in gives]
    first = [tale.named("Giulio Serra"), tale.named("Leïla Benali")]
    first += [p for p in [*only_english, *more_english] if p not in first][:6]
    others = [p for p in _likely(tale, YOUNG) if p not in first]
    seeks = first + _some(tale, others, 43 - len(first))
    if len(seeks) < 43:
        seeks += _some(tale, [p for p in known if p not in gives and p not in seeks], 43 - len(seeks))
    return _interleave([("mentor", p) for p in gives], [("mentee", p) for p in seeks])


def _likely(tale: Tale, role: str) -> list[Invented]:
    return [person for person in tale.invented if person.role == role and tale.was_here(person, 31)]


def _some(tale: Tale, people: list[Invented], number: int) -> list[Invented]:
    return tale.rng.sample(people, min(number, len(people)))


def _interleave(one: list, other: list) -> list:
    return [entry for entry in chain.from_iterable(zip_longest(one, other)) if entry is not None]


def _is_here(tale: Tale, person: Invented) -> bool:
    who = tale.people.get(person.email)
    return who is not None and who.state == MembershipState.ACTIVE
