"""What the pages of a round show, made from rows: pairs with their reasons, who has nobody and what would help, readiness."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import get_format
from django.utils.translation import get_language, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.core.ids import dom_id
from reciproca.core.urls import addresses_in, reverse_in
from reciproca.programmes.choices import CohortState, ProgrammeRole
from reciproca.programmes.models import Cohort
from reciproca.programmes.queries import Readiness, cohort_readiness
from reciproca.programmes.wording import language_name

from .gathering import MINORS, Gathered, Traits, gather
from .models import Proposal, Round, Unmatched
from .problem import why_nobody
from .queries import Marks, names_of
from .saying import cause_in_words, reasons_in_words, said_of, stored, strongest, weighed

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
    "row_words",
    "rows_of",
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
    headline = ", ".join(part for part in (profile.headline, profile.city) if part) if profile is not None else ""
    return {
        "public_id": person.public_id,
        "name": person.name,
        "headline": headline,
        "photo_url": person.photo_url,
        "is_erased": person.is_erased,
    }


def rows_of(proposals: Iterable[Proposal], *, match_round: Round, marks: Marks) -> list[dict[str, Any]]:
    """Pairs of the review as `proposal_rows.html` draws them."""
    community, public_id = match_round.cohort.community, match_round.public_id
    addresses = {
        name.replace("-", "_"): addresses_in(community, f"matching:{name}", "mentee", "mentor", public_id=public_id)
        for name in ("lock", "release", "exclusion", "pair-detail")
    }
    rows = [row_of(proposal, marks) for proposal in proposals]
    point = get_format("DECIMAL_SEPARATOR")
    for row in rows:
        row |= {
            "dom_id": dom_id(row["proposal"]),
            "fit_said": f"{row['proposal'].fit:.2f}".replace(".", point),
            "both": _("%(one)s and %(other)s") % {"one": row["mentee"]["name"], "other": row["mentor"]["name"]},
            "addresses": {name: at(row["keys"]["mentee"], row["keys"]["mentor"]) for name, at in addresses.items()},
        }
        for reason in row["all_reasons"]:
            reason["said"] = f"{reason['weight']:.2f}".replace(".", point)
    return rows


def row_words() -> dict[str, str]:
    """The words that every row says."""
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
    """One pair of the review."""
    mentee, mentor = proposal.mentee, proposal.mentor
    said = said_of(proposal, get_language() or "it")
    pair = (proposal.mentee_id, proposal.mentor_id)
    who = face(mentor)
    places = ngettext("%(taken)s place of %(places)s", "%(taken)s places of %(places)s", proposal.taken) % {
        "taken": proposal.taken,
        "places": proposal.places,
    }
    return {
        "proposal": proposal,
        "mentee": face(mentee),
        "mentor": who,
        "mentor_note": "; ".join(part for part in (who["headline"], places) if part),
        "places": places,
        "strongest": strongest(said, proposal.fit),
        "all_reasons": weighed(said, proposal.fit, _("other things in common"), most=None),
        "looks": looks_in_words(proposal),
        "locked": pair in marks.locks,
        "excluded": pair in marks.exclusions,
        "keys": {"mentee": mentee.public_id, "mentor": mentor.public_id},
    }


def reasons_of(proposal: Proposal) -> list[dict[str, Any]]:
    """The reasons of a pair and what each brings to its fit, as many as a picture can take."""
    return weighed(said_of(proposal, get_language() or "it"), proposal.fit, _("other things in common"))


def looks_in_words(proposal: Proposal) -> list[str]:
    names = {"mentee": proposal.mentee.given_name, "mentor": proposal.mentor.given_name}
    return [str(LOOKS[look]) % names for look in proposal.looks if look in LOOKS]


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
