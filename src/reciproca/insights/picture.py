"""What the overview shows, gathered from its figures: every number with the address of its list. Nothing is decided here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.urls import reverse_in
from reciproca.exchanges.queries import unanswered_in_public
from reciproca.mentoring.choices import MentorshipState
from reciproca.mentoring.models import Mentorship
from reciproca.mentoring.words import day_said
from reciproca.network.circulation import circle_of_community
from reciproca.network.words import long_month
from reciproca.programmes.models import Cohort
from reciproca.safeguarding.queries import doubts_to_look_at, reports_to_decide

from .choices import PAIRS, Figure, Load, PairsThat, SessionsThat, Stage
from .queries import (
    ListedPair,
    cohorts_with_counts,
    first_not_met,
    loads_of_mentors,
    mentorships_by_day,
    people_by_stage,
    sessions_by_month,
    stages_of,
)
from .words import CIRCLE_COUNTED, COUNTED, circle_said, headline, mentees_said, share_said

__all__ = ["MonthOfSessions", "count_pairs", "hoped_by_month", "list_url", "page_of_overview", "why_not_met"]

#: Months of sessions shown, the one under way included.
MONTHS = 4
#: Pairs that have not met, on the page itself; the rest in their list.
SHOWN = 3


def page_of_overview(coordinator: Membership, cohort: Cohort | None, zone: tzinfo) -> dict[str, Any]:
    """Everything on the page, for the community or for one cohort."""
    today = clock.now().astimezone(zone).date()
    cohorts = cohorts_with_counts(coordinator)
    here = [one for one in cohorts if cohort is None or one.pk == cohort.pk]
    people = people_by_stage(cohort)
    by_day = mentorships_by_day(coordinator, cohort, zone)
    counts = count_pairs(by_day)
    told = sessions_by_month(cohort, zone)
    months, kept, hoped = _sessions(coordinator, cohort, told, by_day, {one.pk: one for one in cohorts}, today)
    late = first_not_met(coordinator, cohort, SHOWN) if counts[PairsThat.NOT_MET] else []
    waiting = sum(n for (_month, which), n in told.items() if which == SessionsThat.WAITING)
    return {
        "cohort": cohort,
        "cohorts": cohorts,
        "headline": headline(
            pairs=sum(row["n"] for row in by_day), not_met=counts[PairsThat.NOT_MET], quiet=counts[PairsThat.QUIET]
        ),
        "has_people": any(people.values()),
        "stages": _stages(coordinator, cohort, people, counts),
        "not_met": [(pair, why_not_met(pair)) for pair in late],
        "not_met_url": list_url(coordinator, Figure.PAIRS, cohort, which=PairsThat.NOT_MET.value),
        "not_met_more": max(counts[PairsThat.NOT_MET] - SHOWN, 0),
        "signs": _signs(coordinator, cohort, here, people, counts, waiting),
        "months": months,
        "kept": kept,
        "hoped": round(hoped),
        "most_sessions": max(max(month.held, month.hoped) for month in months),
        "sessions_url": list_url(coordinator, Figure.SESSIONS, cohort, which=SessionsThat.CONFIRMED.value),
        "has_pairs": bool(by_day),
        "loads": _loads(coordinator, cohort),
        "circle": _circle(zone) if cohort is None else None,
        "counted": COUNTED,
    }


def list_url(coordinator: Membership, figure: str, cohort: Cohort | None = None, **chosen: Any) -> str:
    """The list behind a figure."""
    if cohort is not None:
        chosen["cohort"] = cohort.public_id
    kept = {name: value for name, value in chosen.items() if value not in ("", None)}
    address = reverse_in(coordinator.community, "insights:figure-list", figure=figure)
    return f"{address}?{urlencode(kept)}" if kept else address


def count_pairs(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many pairs of each kind, from `mentorships_by_day` or `_by_sign`: by the definition that the lists use."""
    return {
        which: sum(row["n"] for row in rows if all(row[column] in values for column, values in wanted.items()))
        for which, wanted in PAIRS.items()
    }


def why_not_met(pair: Mentorship | ListedPair) -> str:
    """Where a pair that has not met stands, in words: what coordinators may know of it."""
    if pair.state == MentorshipState.PAUSED:
        return _("they have paused")
    if pair.waiting:  # type: ignore[union-attr]  # a column of the query, as is the next
        return _("a session is told, and waits to be confirmed")
    if pair.next_at:  # type: ignore[union-attr]
        return _("the first session is planned for %(day)s") % {"day": day_said(pair.next_at)}  # type: ignore[union-attr]
    if pair.state == MentorshipState.PROPOSED:
        return _("they have not agreed how to work yet")
    return _("neither has proposed a date")


# ── people ───────────────────────────────────────────────────────────────────


def _stages(
    coordinator: Membership, cohort: Cohort | None, people: Mapping[str, int], counts: Mapping[str, int]
) -> list[dict[str, Any]]:
    gaps = _gaps(cohort, people, counts)
    return [
        {
            "label": stage.label,
            "count": people[stage],
            "url": list_url(coordinator, Figure.PEOPLE, cohort, which=stage.value),
            "gap": gaps.get(stage, ""),
        }
        for stage in stages_of(cohort)
    ]


def _gaps(cohort: Cohort | None, people: Mapping[str, int], counts: Mapping[str, int]) -> dict[str, str]:
    """What those are waiting for who have not gone on."""
    silent = people[Stage.INVITED] - people[Stage.REGISTERED] if cohort is None else 0
    alone = people[Stage.ACCEPTED] - people[Stage.MATCHED]
    gaps = {
        Stage.INVITED: silent
        and ngettext("%(n)s has not answered yet", "%(n)s have not answered yet", silent) % {"n": silent},
        Stage.ACCEPTED: alone
        and ngettext("%(n)s without anybody yet", "%(n)s without anybody yet", alone) % {"n": alone},
        Stage.MATCHED: _of_pairs(counts[PairsThat.NOT_MET], "not met"),
        Stage.MET: ", ".join(
            part
            for part in (_of_pairs(counts[PairsThat.PAUSED], "paused"), _of_pairs(counts[PairsThat.STOPPED], "stopped"))
            if part
        ),
    }
    return {stage: str(said) for stage, said in gaps.items() if said}


def _of_pairs(n: int, what: str) -> str:
    if not n:
        return ""
    said = {
        "not met": ngettext("%(n)s pair has not met yet", "%(n)s pairs have not met yet", n),
        "paused": ngettext("%(n)s pair is paused", "%(n)s pairs are paused", n),
        "stopped": ngettext("%(n)s pair stopped early", "%(n)s pairs stopped early", n),
    }[what]
    return said % {"n": n}


# ── what asks for a look ─────────────────────────────────────────────────────


def _signs(
    coordinator: Membership,
    cohort: Cohort | None,
    cohorts: Sequence[Any],
    people: Mapping[str, int],
    counts: Mapping[str, int],
    waiting: int,
) -> list[dict[str, str]]:
    signals, undecided = sum(one.signals for one in cohorts), sum(one.undecided for one in cohorts)
    quiet, left_out = counts[PairsThat.QUIET], people[Stage.LEFT_OUT]
    community = coordinator.community
    unanswered = unanswered_in_public(coordinator) if cohort is None else 0
    applications = next((one for one in cohorts if one.undecided), None)
    reported, doubted = _about_safety(coordinator) if cohort is None else (0, 0)
    safety = reverse_in(community, "safeguarding:safety")
    found = [
        reported and {
            "title": ngettext("%(n)s report to decide", "%(n)s reports to decide", reported) % {"n": reported},
            "note": _("Somebody says that something is not right, and waits for an answer."),
            "action": _("Look at it"),
            "url": f"{safety}#reports",
        },
        doubted and {
            "title": ngettext("%(n)s profile worth a second look", "%(n)s profiles worth a second look", doubted) % {"n": doubted},
            "note": _("Reasons to ask, and no proof."),
            "action": _("See why"),
            "url": f"{safety}#signs",
        },
        signals and {
            "title": ngettext("%(n)s word in confidence", "%(n)s words in confidence", signals) % {"n": signals},
            "note": _("Said to whoever coordinates. The other of the two does not know."),
            "action": _("Read it"),
            "url": reverse_in(community, "mentoring:signal-list"),
        },
        applications and {
            "title": ngettext("%(n)s application to read", "%(n)s applications to read", undecided) % {"n": undecided},
            "note": _("Whoever applied is waiting for an answer."),
            "action": _("Read them"),
            "url": reverse_in(community, "programmes:application-list", public_id=applications.public_id)
            if undecided == applications.undecided
            else reverse_in(community, "programmes:programme-list"),
        },
        waiting and {
            "title": ngettext("%(n)s session told by one", "%(n)s sessions told by one", waiting) % {"n": waiting},
            "note": _("It counts once the other has confirmed it. They see it on their Today."),
            "action": _("See which"),
            "url": list_url(coordinator, Figure.SESSIONS, cohort, which=SessionsThat.WAITING.value),
        },
        quiet and {
            "title": ngettext("%(n)s pair quiet for a month", "%(n)s pairs quiet for a month", quiet) % {"n": quiet},
            "note": _("They have met before, and nothing is planned. Silence may be right: a line from you does no harm."),
            "action": _("See which"),
            "url": list_url(coordinator, Figure.PAIRS, cohort, which=PairsThat.QUIET.value),
        },
        unanswered and {
            "title": ngettext("%(n)s ask without an answer", "%(n)s asks without an answer", unanswered) % {"n": unanswered},
            "note": _("Perhaps you can think of somebody. What is asked in confidence is not among them."),
            "action": _("See which"),
            "url": reverse_in(community, "exchanges:ask-unanswered"),
        },
        left_out and {
            "title": ngettext("%(n)s person left out", "%(n)s people left out", left_out) % {"n": left_out},
            "note": _("A round was published and found nobody for them. They come first in the next."),
            "action": _("See who"),
            "url": list_url(coordinator, Figure.PEOPLE, cohort, which=Stage.LEFT_OUT.value),
        },
    ]  # fmt: skip
    return [sign for sign in found if sign]


def _about_safety(coordinator: Membership) -> tuple[int, int]:
    """Reports that wait for this coordinator, and people about whom there is something to look at."""
    reported = reports_to_decide(coordinator).filter(settled_at=None).count()
    return reported, doubts_to_look_at(coordinator).order_by().values("person").distinct().count()


# ── sessions against what was hoped for ──────────────────────────────────────


@dataclass(frozen=True, slots=True)
class MonthOfSessions:
    first_day: date
    held: int
    hoped: int
    url: str
    is_under_way: bool

    @property
    def name(self) -> str:
        return long_month(self.first_day)


def _sessions(
    coordinator: Membership,
    cohort: Cohort | None,
    told: Mapping[tuple[date, str], int],
    by_day: Iterable[Mapping[str, Any]],
    cohorts: Mapping[int, Cohort],
    today: date,
) -> tuple[list[MonthOfSessions], int, float]:
    """The last months, and all that was held and hoped for since the beginning."""
    held = {month: n for (month, which), n in told.items() if which == SessionsThat.CONFIRMED}
    hoped = hoped_by_month(by_day, cohorts, today)
    count = today.year * 12 + today.month - 1
    last = [date(n // 12, n % 12 + 1, 1) for n in range(count - MONTHS + 1, count + 1)]
    months = [
        MonthOfSessions(
            first_day=month,
            held=held.get(month, 0),
            hoped=round(hoped.get(month, 0)),
            url=list_url(
                coordinator, Figure.SESSIONS, cohort, which=SessionsThat.CONFIRMED.value, month=f"{month:%Y-%m}"
            ),
            is_under_way=month == today.replace(day=1),
        )
        for month in last
    ]
    return months, sum(held.values()), sum(hoped.values())


def hoped_by_month(
    by_day: Iterable[Mapping[str, Any]], cohorts: Mapping[int, Cohort], today: date
) -> dict[date, float]:
    """How many sessions were hoped for in each month, up to and with today.

    Each mentorship spreads the target of its cohort evenly over the days from its beginning to the cohort's end (without
    one: target × cadence); nothing is hoped for after it has ended. by_day: rows of `mentorships_by_day`.
    """
    hoped: dict[date, float] = {}
    for row in by_day:
        cohort = cohorts.get(row["cohort_id"])
        if cohort is None:
            continue
        begins = row["began"]
        ends = cohort.ends_on or begins + timedelta(days=cohort.meeting_target * cohort.cadence_days)
        if ends <= begins:
            ends = begins + timedelta(days=1)
        a_day = row["n"] * cohort.meeting_target / (ends - begins).days
        until = min(ends, row["ended"] or ends, today + timedelta(days=1))
        day = begins
        while day < until:
            following = _following_month(day)
            month = day.replace(day=1)
            hoped[month] = hoped.get(month, 0) + a_day * (min(until, following) - day).days
            day = following
    return hoped


def _following_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


# ── mentors ──────────────────────────────────────────────────────────────────


def _loads(coordinator: Membership, cohort: Cohort | None) -> dict[str, Any] | None:
    """How many mentors have how many mentees, and where there is room. None: there are no mentors."""
    found = loads_of_mentors(cohort)
    if not found:
        return None
    rows: list[dict[str, Any]] = []
    for load in sorted({load for load, _room, _n in found}):
        here = [(room, n) for its_load, room, n in found if its_load == load]
        mentors, able = sum(n for _room, n in here), sum(n for room, n in here if room > load)
        over = sum(n for room, n in here if room < load)
        rows.append(
            {
                "label": mentees_said(load),
                "mentors": mentors,
                "note": _load_note(mentors, able, over),
                "url": list_url(coordinator, Figure.MENTORS, cohort, which=str(load)),
            }
        )
    places = sum(room * n for _load, room, n in found)
    return {
        "rows": rows,
        "most": max(row["mentors"] for row in rows),
        "mentors": sum(n for *_both, n in found),
        "places": places,
        "free": sum(max(room - load, 0) * n for load, room, n in found),
        "free_url": list_url(coordinator, Figure.MENTORS, cohort, which=Load.FREE.value),
        "over": sum(n for load, room, n in found if load > room),
        "over_url": list_url(coordinator, Figure.MENTORS, cohort, which=Load.OVER.value),
    }


def _load_note(mentors: int, able: int, over: int) -> str:
    if over:
        return ngettext("%(n)s over the limit they chose", "%(n)s over the limit they chose", over) % {"n": over}
    if able == mentors:
        return _("with room for another")
    if able:
        return ngettext("%(n)s could take another", "%(n)s could take another", able) % {"n": able}
    return _("at the limit they chose")


# ── the community's circle ───────────────────────────────────────────────────


def _circle(zone: tzinfo) -> dict[str, Any]:
    found = circle_of_community(zone=zone)
    told = found.circle
    return {
        "title": circle_said(told, found.day) if told else _("The circle is being worked out."),
        "year": share_said(told.year) if told else "",
        "shares": told.year if told else None,
        "is_awaited": told is None,
        "is_empty": told is not None and told.is_empty,
        "as_of": day_said(found.day) if found.is_kept else "",
        "months": [{"name": long_month(month.first_day), "month": month} for month in (told.months if told else ())],
        "counted": CIRCLE_COUNTED,
    }
