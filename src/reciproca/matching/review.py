"""What the pages of a round show, made from rows: pairs with their reasons, who has nobody and what would help, readiness."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from django.template.loader import get_template
from django.utils.formats import get_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _
from markupsafe import Markup

from reciproca.communities.faces import COLUMNS, drawn_person
from reciproca.communities.models import Membership
from reciproca.core.urls import pattern_in, reverse_in
from reciproca.programmes.choices import CohortState, ProgrammeRole
from reciproca.programmes.models import Cohort
from reciproca.programmes.queries import Readiness, cohort_readiness
from reciproca.programmes.wording import language_name

from .gathering import MINORS, Gathered, Traits, gather
from .models import Proposal, Round, Unmatched
from .problem import why_nobody
from .queries import ListedProposal, Marks, names_of
from .rules import is_changeable
from .saying import cause_in_words, reasons_in_words, said_of, said_with, stored, strongest, weighed

__all__ = [
    "Ready",
    "causes_of",
    "face",
    "looks_in_words",
    "nobody_possible",
    "other_ways",
    "readiness",
    "reasons_of",
    "row_of",
    "row_shown",
    "rows_drawn",
    "two_sides",
]


LOOKS = {
    "weak": pgettext_lazy("worth a look", "a weak pair"),
    "little_for_mentor": pgettext_lazy("worth a look", "little in it for %(mentor)s"),
    "little_for_mentee": pgettext_lazy("worth a look", "little in it for %(mentee)s"),
    "no_time": pgettext_lazy("worth a look", "no free time in common"),
    "nothing_known": pgettext_lazy("worth a look", "too little is known"),
}


def face(person: Membership) -> dict[str, Any]:
    """A person as the components draw them."""
    profile = getattr(person, "profile", None)
    return {
        "public_id": person.public_id,
        "name": person.name,
        "headline": _headline(profile.headline, profile.city) if profile is not None else "",
        "photo_url": person.photo_url,
        "is_erased": person.is_erased,
    }


def _headline(headline: str | None, city: str | None) -> str:
    return ", ".join(part for part in (headline, city) if part)


#: Where a `ListedProposal` holds its two people.
MENTEE, MENTOR = (
    slice(at := ListedProposal._fields.index(f"{side}__public_id"), at + len(COLUMNS)) for side in ("mentee", "mentor")
)
PAIR = slice(ListedProposal._fields.index("mentee_id"), ListedProposal._fields.index("mentor_id") + 1)


class Frame(NamedTuple):
    """What all rows of a review are drawn with, beside their proposals."""

    language: str
    point: str
    can_change: bool
    photo: str
    lock: str
    release: str
    exclusion: str
    pair: str

    @classmethod
    def of(cls, match_round: Round) -> "Frame":
        community, public_id = match_round.cohort.community, match_round.public_id
        return cls(
            get_language() or "it",
            get_format("DECIMAL_SEPARATOR"),
            is_changeable(match_round),
            pattern_in(community, "people:photo"),
            *(
                pattern_in(community, f"matching:{name}", "mentee", "mentor", public_id=public_id)
                for name in ("lock", "release", "exclusion", "pair-detail")
            ),
        )


def rows_drawn(proposals: Iterable[ListedProposal], match_round: Round, marks: Marks) -> list[Markup]:
    """Pairs of the review, each a row."""
    frame = Frame.of(match_round)
    return [_row_drawn(frame, one, (pair := one[PAIR]) in marks.locks, pair in marks.exclusions) for one in proposals]


@lru_cache(1024)
def _row_drawn(frame: Frame, proposal: ListedProposal, is_locked: bool, is_excluded: bool) -> Markup:
    """Whatever a row shows or leads to is an argument, so a kept one is never out of date (docs/decisions/0003)."""
    row = row_shown(frame, proposal, is_locked=is_locked, is_excluded=is_excluded)
    return Markup(get_template("matching/proposal_row.html", using="rows").render(row))  # escaped there


def row_shown(frame: Frame, proposal: ListedProposal, *, is_locked: bool, is_excluded: bool) -> dict[str, Any]:
    """One pair as `proposal_row.html` draws it."""
    names = proposal.mentee__given_name, proposal.mentor__given_name
    said = said_with(json.loads(proposal.said or "[]"), *names)
    first = strongest(said, proposal.fit)
    mentee, mentor = (drawn_person(frame.photo, proposal[side]) for side in (MENTEE, MENTOR))
    keys = mentee["public_id"], mentor["public_id"]
    headline = _headline(proposal.mentor__profile__headline, proposal.mentor__profile__city)
    return {
        "words": words_of_rows(),
        "point": frame.point,
        "can_change": frame.can_change,
        "dom_id": f"proposal-{proposal.public_id}",
        "mentee": mentee,
        "mentor": mentor,
        "mentee_note": _headline(proposal.mentee__profile__headline, proposal.mentee__profile__city),
        "mentor_note": "; ".join(part for part in (places_said(proposal.taken, proposal.places), headline) if part),
        "both": _("%(one)s and %(other)s") % {"one": mentee["name"], "other": mentor["name"]},
        "fit": f"{proposal.fit:.2f}".replace(".", frame.point),
        "strongest": [capfirst(text) for text in first],
        "all_reasons": weighed(said, proposal.fit, _("other things in common"), most=None)
        if len(said) > len(first)
        else [],
        "looks": looks_in_words(json.loads(proposal.looks), *names),
        "is_locked": is_locked,
        "is_excluded": is_excluded,
        "lock_url": (frame.release if is_locked else frame.lock) % keys,
        "exclusion_url": frame.exclusion % keys,
        "pair_url": frame.pair % keys,
    }


def words_of_rows() -> dict[str, str]:
    return {
        "fit": pgettext("match", "fit"),
        "all_reasons": _("All the reasons"),
        "compute_again": _("excluded: compute again"),
        "locked": pgettext("a pair", "Locked"),
        "lock": pgettext("a pair", "Lock"),
        "exclude": pgettext("a pair", "Exclude"),
        "other_ways": _("Other ways"),
    }


def row_of(proposal: Proposal, marks: Marks) -> dict[str, Any]:
    """One pair on a page of its own."""
    mentee, mentor = face(proposal.mentee), face(proposal.mentor)
    places = places_said(proposal.taken, proposal.places)
    return {
        "proposal": proposal,
        "mentee": mentee,
        "mentor": mentor,
        "mentor_note": "; ".join(part for part in (mentor["headline"], places) if part),
        "reasons": reasons_of(proposal),
        "looks": looks_in_words(proposal.looks, proposal.mentee.given_name, proposal.mentor.given_name),
        "locked": (proposal.mentee_id, proposal.mentor_id) in marks.locks,
        "keys": {"mentee": proposal.mentee.public_id, "mentor": proposal.mentor.public_id},
    }


def places_said(taken: int, places: int) -> str:
    said = ngettext("%(taken)s place of %(places)s", "%(taken)s places of %(places)s", taken)
    return said % {"taken": taken, "places": places}


def reasons_of(proposal: Proposal) -> list[dict[str, Any]]:
    """The reasons of a pair and what each brings to its fit, as many as a picture can take."""
    said = weighed(said_of(proposal, get_language() or "it"), proposal.fit, _("other things in common"))
    return [{"weight": share, "text": text} for share, text in said]


def looks_in_words(looks: Iterable[str], mentee: str, mentor: str) -> list[str]:
    """Why a pair is worth a look; the two by their given names."""
    return [str(LOOKS[look]) % {"mentee": mentee, "mentor": mentor} for look in looks if look in LOOKS]


def two_sides(proposal: Proposal, traits: Traits) -> list[tuple[str, str]]:
    """What is in it for each: what they need and the other offers."""
    language = get_language() or "it"
    names = {"mentee": proposal.mentee.given_name, "mentor": proposal.mentor.given_name}
    sides = []
    for side, name in names.items():
        met = [row for row in proposal.reasons if row["subject"].get("side") == side and "need" in row["values"]]
        met = [row for row in met if row["subject"].get("feature") != "profession"]
        said = reasons_in_words(met, mentee=names["mentee"], mentor=names["mentor"], traits=traits, language=language)
        text = "; ".join(words for _share, words in said[:3])
        sides.append((name, text or _("nothing that they asked for; it rests on what they share")))
    return sides


# ── what if ──────────────────────────────────────────────────────────────────


def other_ways(proposal: Proposal) -> list[dict[str, Any]]:
    """The next best mentors for a mentee: what it would cost overall, and who would be left without."""
    keys = [way["mentor"] for way in proposal.alternatives]
    keys += [key for way in proposal.alternatives for key in way["displaced"]]
    people = names_of(keys)
    return [
        {
            "mentor": people[way["mentor"]],
            "fit": way["fit"],
            "cost": max(way["cost"], 0.0),
            "gains": way["cost"] < -0.005,
            "free": abs(way["cost"]) < 0.005,
            "displaced": [people[key].name for key in way["displaced"] if key in people],
        }
        for way in proposal.alternatives
        if way["mentor"] in people
    ]


# ── who has nobody ───────────────────────────────────────────────────────────


def causes_of(
    unmatched: Sequence[Unmatched], cohort: Cohort, traits: Traits, *, with_ways: bool = True
) -> list[dict[str, Any]]:
    """Each with their cause, and what would help."""
    people: dict[int, str] = {}
    if with_ways:
        keys = [
            key
            for one in unmatched
            if "way" in one.cause
            for key in (one.cause["way"]["mentor"], *one.cause["way"]["displaced"])
        ]
        people = {key: person.name for key, person in names_of(keys).items()} if keys else {}
    language = get_language() or "it"
    return [
        {
            "person": face(one.membership),
            "is_mentor": one.role == ProgrammeRole.MENTOR,
            "cause": cause_in_words(
                one.cause, name=one.membership.name, traits=traits, language=language, people=people
            ),
            "help": _what_helps(one.cause),
        }
        for one in unmatched
    ]


def _what_helps(cause: Mapping[str, Any]) -> str:
    kind, feature = cause.get("kind"), (cause.get("subject") or {}).get("feature")
    if kind == "barrier" and feature == "languages":
        return _("A mentor who speaks one of their languages would help.")
    if kind == "barrier" and feature == "availability":
        return _("Ask for another time: one evening more is often enough.")
    if kind == "barrier" and feature == MINORS:
        return _("Clear a mentor for minors: it is on that person’s page in the register.")
    if kind == "barrier":
        return _("Look at the rule of that question: should it forbid, or only weigh?")
    if kind in ("no_room", "no_mentors"):
        return _("One more place would help: ask a mentor, or invite a new one.")
    if kind == "nobody_possible":
        return _("Another mentor would help, or a round later on.")
    return ""


# ── before computing ─────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Ready:
    """Whether a cohort is ready to be matched, and where it is thin."""

    numbers: Readiness
    alone: list[dict[str, Any]] = field(default_factory=list)  # mentees for whom nobody is possible, and why
    languages: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    next_step: dict[str, Any] = field(default_factory=dict)
    places: int = 0
    mentees: int = 0

    @property
    def covered(self) -> int:
        return min(self.places, self.mentees)

    @property
    def uncovered(self) -> int:
        return self.mentees - self.covered

    @property
    def spare(self) -> int:
        return self.places - self.covered


def readiness(cohort: Cohort) -> Ready:
    numbers = cohort_readiness(cohort)
    gathered = gather(cohort)
    alone: list[dict[str, Any]] = []
    if gathered.mentees and gathered.mentors:
        alone = nobody_possible(gathered, cohort)
    return Ready(
        numbers=numbers,
        alone=alone,
        languages=_thin_languages(gathered),
        times=_thin_times(gathered),
        next_step=_next_step(cohort, numbers, gathered),
        places=gathered.places,
        mentees=len(gathered.mentees),
    )


def nobody_possible(gathered: Gathered, cohort: Cohort) -> list[dict[str, Any]]:
    prepared = gathered.prepared_without_locks()
    language = get_language() or "it"
    found = []
    for at, person in enumerate(gathered.mentees):
        cause = why_nobody(prepared, at)
        if cause is not None:
            membership = gathered.enrolments[ProgrammeRole.MENTEE, int(person.key)].membership
            row = stored(cause)
            said = cause_in_words(row, name=person.name, traits=gathered.traits, language=language)
            found.append({"person": membership, "cause": said, "help": _what_helps(row)})
    return found


def _languages_of(person: Any) -> frozenset[str]:
    return person.answers.get("languages") or person.languages


def _thin_languages(gathered: Gathered) -> list[str]:
    """Languages that more mentees depend on than mentors who speak them have places."""
    language = get_language() or "it"
    only: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for person in gathered.mentees:
        if len(spoken := _languages_of(person)) == 1:
            only.update(spoken)
    for person in gathered.mentors:
        for code in _languages_of(person):
            places[code] += person.capacity
    return [
        ngettext(
            "%(count)s mentee speaks only %(language)s; mentors who speak it have %(places)s places.",
            "%(count)s mentees speak only %(language)s; mentors who speak it have %(places)s places.",
            count,
        )
        % {"count": count, "language": language_name(code, language), "places": places[code]}
        for code, count in only.most_common()
        if count > places[code]
    ]


def _thin_times(gathered: Gathered) -> list[str]:
    """Mentees whose free times meet those of one mentor at most."""
    free = [person.answers.get("availability") or person.availability for person in gathered.mentors if person.capacity]
    found: Counter[int] = Counter()
    for person in gathered.mentees:
        own = person.answers.get("availability") or person.availability
        if own and any(free):
            found[min(sum(bool(own & theirs) for theirs in free), 2)] += 1
    said = []
    if found[0]:
        said.append(
            ngettext(
                "%(count)s mentee is never free when a mentor is.",
                "%(count)s mentees are never free when a mentor is.",
                found[0],
            )
            % {"count": found[0]}
        )
    if found[1]:
        said.append(
            ngettext(
                "%(count)s mentee is free at the times of one mentor only.",
                "%(count)s mentees are free at the times of one mentor only.",
                found[1],
            )
            % {"count": found[1]}
        )
    return said


def _next_step(cohort: Cohort, numbers: Readiness, gathered: Gathered) -> dict[str, Any]:
    """The one thing to do now: what, why, and where."""
    at_cohort = reverse_in(cohort.community, "programmes:cohort-detail", public_id=cohort.public_id)
    applications = reverse_in(cohort.community, "programmes:application-list", public_id=cohort.public_id)
    if numbers.waiting and not numbers.can_be_matched:
        return {
            "text": _("First decide on the applications."),
            "label": _("Read the applications"),
            "url": applications,
        }
    if not numbers.can_be_matched:
        return {
            "text": _("A round needs at least one mentor and one mentee who were accepted."),
            "label": _("To the applications"),
            "url": applications,
        }
    if not gathered.mentees:
        return {
            "text": _("Everybody has a mentor: there is nobody left to match."),
            "label": _("To the cohort"),
            "url": at_cohort,
        }
    if numbers.waiting:
        text = ngettext(
            "%(count)s application is still waiting for an answer. You can compute now, and again afterwards.",
            "%(count)s applications are still waiting for an answer. You can compute now, and again afterwards.",
            numbers.waiting,
        ) % {"count": numbers.waiting}
        return {"text": text, "compute": True}
    if cohort.state == CohortState.OPEN:
        return {
            "text": _("Registration is still open. You can compute to see how it looks; to publish, close it first."),
            "compute": True,
        }
    return {
        "text": _("Everything is there. Computing takes a few seconds, and nobody is told anything."),
        "compute": True,
    }


def people_in(rows: Iterable[Mapping[str, Any]]) -> set[int]:
    return {one[side] for one in rows for side in ("mentee", "mentor") if side in one}
