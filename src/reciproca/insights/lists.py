"""The lists behind the figures: which rows, and in which columns in a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.core.prepared import Rows
from reciproca.core.tables.writing import OutSheet, write_csv, write_xlsx
from reciproca.mentoring.models import MentoringSession, Mentorship
from reciproca.programmes.choices import ProgrammeRole
from reciproca.programmes.models import Cohort, Enrolment

from .choices import Figure, Load, PairsBy, PairsThat, SessionsThat, Stage
from .picture import count_pairs
from .queries import (
    every_pair,
    first_of_month,
    listed_pairs,
    loads_of_mentors,
    matching_name,
    mentor_places,
    mentorships_by_sign,
    pairs,
    pairs_that,
    people_at,
    people_by_stage,
    sessions,
    sessions_by_month,
    stages_of,
)

__all__ = [
    "Chosen",
    "as_csv",
    "as_xlsx",
    "choices_of",
    "header_of",
    "role_words",
    "row_of",
    "rows_of",
    "rows_on_page",
    "tabs_of",
]

CHOICES: dict[str, Any] = {
    Figure.PEOPLE: Stage, Figure.PAIRS: PairsThat, Figure.SESSIONS: SessionsThat, Figure.MENTORS: Load,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chosen:
    """A list and what it is narrowed to. Whatever makes no sense is as if it were not there."""

    figure: str
    cohort: Cohort | None = None
    which: str = ""
    q: str = ""
    role: str = ""
    month: date | None = None
    sort: str = ""

    @classmethod
    def of(cls, figure: str, cohort: Cohort | None, asked: Any) -> "Chosen":
        which, role, sort = (asked.get(name, "") for name in ("which", "role", "sort"))
        known = which in CHOICES[figure].values or (figure == Figure.MENTORS and which.isdecimal() and len(which) < 4)
        return cls(
            figure=figure,
            cohort=cohort,
            which=which if known else "",
            q=asked.get("q", "").strip()[:80],
            role=role if figure == Figure.PEOPLE and role in ProgrammeRole.values else "",
            month=first_of_month(asked.get("month", "")) if figure == Figure.SESSIONS else None,
            sort=sort if figure == Figure.PAIRS and sort in PairsBy.values else "",
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q or self.role or self.month)


def rows_on_page(chosen: Chosen, coordinator: Membership) -> QuerySet | Rows:
    """The rows of a list as its page shows them, in its order: pairs with only what is shown."""
    if chosen.figure != Figure.PAIRS:
        return rows_of(chosen, coordinator)
    if chosen.cohort or chosen.which or chosen.q:
        return listed_pairs(rows_of(chosen, coordinator))
    return every_pair(coordinator, chosen.sort or PairsBy.SILENCE)


def rows_of(chosen: Chosen, coordinator: Membership) -> QuerySet:
    """The rows of a list, in its order."""
    match chosen.figure:
        case Figure.PEOPLE:
            people = people_at(chosen.which or stages_of(chosen.cohort)[0], chosen.cohort)
            if chosen.role:
                parts = Enrolment.objects.filter(role=chosen.role)
                parts = parts.filter(cohort=chosen.cohort) if chosen.cohort else parts
                people = people.filter(pk__in=parts.values("membership"))
            return matching_name(people, chosen.q, "")
        case Figure.PAIRS:
            found = pairs(coordinator, chosen.cohort, by=chosen.sort or PairsBy.SILENCE)
            found = found.filter(pairs_that(chosen.which))
            return matching_name(found, chosen.q, "mentor__", "mentee__")
        case Figure.SESSIONS:
            held = sessions(coordinator, chosen.cohort, which=chosen.which, month=chosen.month)
            return matching_name(held, chosen.q, "mentorship__mentor__", "mentorship__mentee__")
        case _:
            return matching_name(mentor_places(chosen.cohort, load=chosen.which), chosen.q, "membership__")


def choices_of(chosen: Chosen) -> list[tuple[str, str]]:
    """What the tabs are called: value and label, the whole list first unless it is the first stage."""
    if chosen.figure == Figure.PEOPLE:
        return [(stage.value, str(stage.label)) for stage in (*stages_of(chosen.cohort), Stage.LEFT_OUT)]
    everything = pgettext("pairs", "all") if chosen.figure == Figure.PAIRS else pgettext("tab", "all")
    return [("", everything), *((value, str(label)) for value, label in CHOICES[chosen.figure].choices)]


def tabs_of(chosen: Chosen, coordinator: Membership, zone: tzinfo) -> list[dict[str, Any]]:
    """The tabs with how many each has; one query, whatever the list."""
    counts = _counts(chosen, coordinator, zone)
    current = chosen.which or (stages_of(chosen.cohort)[0].value if chosen.figure == Figure.PEOPLE else "")
    return [
        {"value": value, "label": label, "count": counts.get(value, 0), "current": value == current}
        for value, label in choices_of(chosen)
    ]


def _counts(chosen: Chosen, coordinator: Membership, zone: tzinfo) -> dict[str, int]:
    match chosen.figure:
        case Figure.PEOPLE:
            return people_by_stage(chosen.cohort)
        case Figure.PAIRS:
            rows = mentorships_by_sign(coordinator, chosen.cohort)
            return {"": sum(row["n"] for row in rows), **count_pairs(rows)}
        case Figure.SESSIONS:
            told = sessions_by_month(chosen.cohort, zone)
            found = dict.fromkeys(["", *SessionsThat.values], 0)
            for (month, which), n in told.items():
                if chosen.month in (None, month):
                    found[""] += n
                    found[which] += n
            return found
        case _:
            loads = loads_of_mentors(chosen.cohort)
            return {
                "": sum(n for *_both, n in loads),
                Load.FREE: sum(n for load, room, n in loads if load < room),
                Load.FULL: sum(n for load, room, n in loads if load == room),
                Load.OVER: sum(n for load, room, n in loads if load > room),
            }


# ── as a table ───────────────────────────────────────────────────────────────


def header_of(figure: str) -> list[str]:
    match figure:
        case Figure.PEOPLE:
            return [_("Name"), _("E-mail"), _("Takes part as"), _("In the community")]
        case Figure.PAIRS:
            return [
                _("Programme"), _("Cohort"), _("Mentee"), _("Mentee’s e-mail"), _("Mentor"), _("Mentor’s e-mail"), _("State"),
                _("How it ended"), _("Together since"), _("Agreed on"), _("Confirmed sessions"), _("Hoped for"),
                _("Last session"), _("Next session"), _("Paused until"), _("Ended on"),
            ]  # fmt: skip
        case Figure.SESSIONS:
            return [_("Day"), _("Mentee"), _("Mentor"), _("Cohort"), _("Minutes"), _("State")]
        case _:
            return [_("Mentor"), _("E-mail"), _("Cohort"), _("Mentees now"), _("Room for")]


def row_of(figure: str, row: Any) -> list[object]:
    return ROWS[figure](row)


def role_words(person: Membership) -> list[str]:
    """“mentor, Autumn 2026”: as what they take part, and where."""
    return [f"{part.cohort.role_name(part.role)}, {part.cohort.name}" for part in person.parts]  # type: ignore[attr-defined]  # prefetched


def _person(person: Membership) -> list[object]:
    return [person.name, person.email, "; ".join(role_words(person)), person.get_state_display()]


def _pair(pair: Any) -> list[object]:
    return [
        pair.cohort.programme.name, pair.cohort.name, pair.mentee.name, pair.mentee.email, pair.mentor.name,
        pair.mentor.email, pair.get_state_display(), pair.get_ending_display(), _day(pair.began_at), _day(pair.agreed_at),
        pair.met, pair.cohort.meeting_target, _day(pair.last_met_at), _day(pair.next_at), pair.pause_until,
        _day(pair.ended_at),
    ]  # fmt: skip


def _session(session: MentoringSession) -> list[object]:
    pair: Mentorship = session.mentorship
    state = session.get_state_display()
    return [_day(session.starts_at), pair.mentee.name, pair.mentor.name, pair.cohort.name, session.minutes, state]


def _mentor(place: Any) -> list[object]:
    return [place.membership.name, place.membership.email, place.cohort.name, place.load, place.room]


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None


ROWS: dict[str, Callable[[Any], list[object]]] = {
    Figure.PEOPLE: _person, Figure.PAIRS: _pair, Figure.SESSIONS: _session, Figure.MENTORS: _mentor,
}  # fmt: skip

WIDTHS: dict[str, Sequence[int]] = {
    Figure.PEOPLE: (28, 34, 40, 18),
    Figure.PAIRS: (24, 20, 26, 30, 26, 30, 14, 24, 14, 14, 12, 12, 16, 16, 14, 14),
    Figure.SESSIONS: (14, 28, 28, 24, 10, 20), Figure.MENTORS: (28, 34, 24, 12, 12),
}  # fmt: skip


def as_csv(figure: str, rows: Sequence[Any]) -> bytes:
    """With semicolons for who reads Italian: so their spreadsheet opens it as a table."""
    italian = (get_language() or "it").startswith("it")
    return write_csv(header_of(figure), [row_of(figure, row) for row in rows], italian=italian)


def as_xlsx(figure: str, rows: Sequence[Any]) -> bytes:
    label = str(Figure(figure).label)
    sheet = OutSheet(label, header_of(figure), [row_of(figure, row) for row in rows], widths=WIDTHS[figure])
    return write_xlsx([sheet], title=label)
