"""Reads: rounds, proposals, who was left out, what changed from one run to the next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, TextField, Value, When, Window
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Lower

from reciproca.communities.models import Membership
from reciproca.core.prepared import Prepared, Rows, prepared
from reciproca.programmes.choices import CohortState
from reciproca.programmes.models import Cohort

from .choices import RunState
from .models import Exclusion, Lock, Proposal, Round, Run, Unmatched

__all__ = [
    "SHOWN",
    "SORTS",
    "Changes",
    "ListedProposal",
    "Marks",
    "changes_between",
    "cohorts_to_match",
    "exclusions_of",
    "locks_of",
    "marks_of",
    "names_of",
    "people_of",
    "proposal_to_review",
    "proposals_of",
    "proposals_to_review",
    "round_visible_to",
    "rounds_of",
    "rounds_visible_to",
    "run_before",
    "said_in",
    "unmatched_of",
    "unmet_marks",
]

SHOWN = ("all", "locked", "look")
SORTS = ("look", "fit", "name")


def rounds_visible_to(person: Membership) -> QuerySet[Round]:
    """Coordinators see the rounds of their community; nobody else knows that there are any."""
    return _rounds() if person.is_coordinator else Round.objects.none()


def round_visible_to(person: Membership, public_id: UUID) -> Round | None:
    found = _round(public_id) if person.is_coordinator else []
    return found[0] if found else None


def _rounds() -> QuerySet[Round]:
    return Round.objects.select_related("cohort__programme", "cohort__community", "current_run", "last_run").defer(
        "current_run__proof", "last_run__proof", "last_run__settings"
    )


@prepared()
def _round(public_id: UUID) -> QuerySet:
    return _rounds().filter(public_id=public_id)


def cohorts_to_match(person: Membership) -> QuerySet[Cohort]:
    """Cohorts that have a round, or can have one; those that wait to be matched first."""
    if not person.is_coordinator:
        return Cohort.objects.none()
    states = [CohortState.OPEN, CohortState.CLOSED, CohortState.RUNNING]
    return (
        Cohort.objects.filter(Q(state__in=states, programme__archived_at=None) | Q(rounds__isnull=False))
        .select_related("programme")
        .distinct()
        .annotate(turn=Case(When(state=CohortState.CLOSED, then=0), When(state=CohortState.OPEN, then=1), default=2))
        .order_by("turn", "-created_at", "-pk")
    )


def rounds_of(cohort: Cohort, person: Membership) -> QuerySet[Round]:
    """The rounds of a cohort, newest first."""
    return rounds_visible_to(person).filter(cohort=cohort).order_by("-number")


def people_of(cohort: Cohort) -> QuerySet[Membership]:
    """Whoever takes part in a cohort, or did."""
    return Membership.objects.filter(enrolments__cohort=cohort).distinct()


def names_of(keys: Iterable[int]) -> dict[int, Membership]:
    """People by key, for what a run has stored about them."""
    return Membership.objects.in_bulk(list(set(keys)))


def run_before(run: Run) -> Run | None:
    """The last run before this one that came to its end, in this round or an earlier one of the cohort."""
    done = Run.objects.filter(round__cohort=run.round.cohort_id, state=RunState.DONE, pk__lt=run.pk)
    return done.exclude(pk=run.pk).select_related("round").order_by("-pk").first()


def proposals_of(
    run: Run, *, shown: str = "all", sort: str = "look", words: str = "", mentor: str = "", locked: Iterable[Any] = ()
) -> QuerySet[Proposal]:
    """Pairs of a run, narrowed and sorted; each row carries `found`, how many there are in all."""
    found = Proposal.objects.filter(run=run).select_related("mentor__profile__photo", "mentee__profile__photo")
    if shown == "locked":
        pairs = Q(pk__in=[])
        for mentee, mentor_key in locked:
            pairs |= Q(mentee=mentee, mentor=mentor_key)
        found = found.filter(pairs)
    elif shown == "look":
        found = found.filter(worth_a_look=True)
    for word in words.split()[:6]:
        found = found.filter(found_by__contains=word)
    if mentor:
        found = found.filter(mentor__public_id=mentor)
    orders = {
        "look": ("-worth_a_look", "fit", "pk"),
        "fit": ("-fit", "pk"),
        "name": (Lower("mentee__family_name"), Lower("mentee__given_name"), "pk"),
    }
    return found.annotate(found=Window(Count("pk"))).order_by(*orders.get(sort, orders["look"]))


class ListedProposal(NamedTuple):
    """A proposal as a row of the review: a proposal and two profiles hold much more. Texts and numbers alone, so that
    what is drawn of it can be kept by what it is drawn of."""

    public_id: UUID
    mentee_id: int
    mentor_id: int
    fit: float
    said: str | None  # JSON: in one language, what each reason brings and its sentence
    looks: str  # JSON
    taken: int
    places: int
    found: int
    mentee__public_id: UUID
    mentee__given_name: str
    mentee__family_name: str
    mentee__face: UUID | None
    mentee__erased_at: datetime | None
    mentor__public_id: UUID
    mentor__given_name: str
    mentor__family_name: str
    mentor__face: UUID | None
    mentor__erased_at: datetime | None
    mentee__profile__headline: str | None
    mentee__profile__city: str | None
    mentor__profile__headline: str | None
    mentor__profile__city: str | None


def proposals_to_review(
    run: Run,
    language: str,
    *,
    shown: str = "all",
    sort: str = "look",
    words: str = "",
    mentor: str = "",
    locked: Iterable[Any] = (),
) -> QuerySet | Rows:
    """`proposals_of` with only what a `ListedProposal` holds."""
    if words or mentor or shown == "locked":
        found = proposals_of(run, shown=shown, sort=sort, words=words, mentor=mentor, locked=locked)
        return _for_review(found, language)
    return _prepared_review(shown, sort, said_in(language)).all(run.pk)


def proposal_to_review(run: Run, mentee: Membership, mentor: Membership, language: str) -> ListedProposal | None:
    """This pair, if it is among the proposals."""
    row = _for_review(proposals_of(run).filter(mentee=mentee, mentor=mentor), language).first()
    return ListedProposal._make(row) if row else None


def said_in(language: str) -> str:
    """Which of the languages that a proposal speaks is for who reads this one."""
    return "it" if language.startswith("it") else "en"


def _for_review(proposals: QuerySet[Proposal], language: str) -> QuerySet:
    as_text = {"said": KT(f"said__{said_in(language)}"), "looks": Cast("looks", TextField())}
    columns = [as_text.get(name, name) for name in ListedProposal._fields]
    return proposals.select_related(None).values_list(*columns)


@lru_cache(32)
def _prepared_review(shown: str, sort: str, language: str) -> Prepared:
    @prepared()
    def review(run: int) -> QuerySet:
        return _for_review(proposals_of(Run(pk=run), shown=shown, sort=sort), language)

    return review


def unmatched_of(run: Run, role: str | None = None) -> QuerySet[Unmatched]:
    found = Unmatched.objects.filter(run=run).select_related("membership__profile__photo")
    found = found.order_by("membership__family_name", "membership__given_name", "pk")
    return found.filter(role=role) if role else found


# ── locks and exclusions ─────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Marks:
    """What the coordinator decided, as keys (mentee, mentor)."""

    locks: frozenset[tuple[int, int]]
    exclusions: frozenset[tuple[int, int]]


def marks_of(match_round: Round) -> Marks:
    """Locks of a round and exclusions of its cohort, in one query."""
    rows = _marks(match_round.pk, match_round.cohort_id)
    return Marks(
        frozenset((mentee, mentor) for mark, mentee, mentor in rows if mark == "lock"),
        frozenset((mentee, mentor) for mark, mentee, mentor in rows if mark == "exclusion"),
    )


@prepared()
def _marks(match_round: int, cohort: int) -> QuerySet:
    locks = Lock.objects.filter(round=match_round).annotate(mark=Value("lock"))
    exclusions = Exclusion.objects.filter(cohort=cohort).annotate(mark=Value("exclusion"))
    columns = ("mark", "mentee_id", "mentor_id")
    return locks.order_by().values_list(*columns).union(exclusions.order_by().values_list(*columns), all=True)


def unmet_marks(run: Run | None, marks: Marks, *, mode: str, floor: bool) -> list[str]:
    """Why a run no longer answers what is asked: "locks", "exclusions", "options"; empty when it does.

    A lock on a proposed pair, or an exclusion of a pair that is not proposed, takes nothing away from the answer: what
    was best of all is still best of what is left.
    """
    if run is None or not run.is_done:
        return []
    before_locks = {tuple(pair) for pair in run.settings.get("locks", [])}
    before_exclusions = {tuple(pair) for pair in run.settings.get("exclusions", [])}
    proposed = {tuple(pair) for pair in run.settings.get("pairs", [])}
    unmet = []
    if (marks.locks - proposed) or (before_locks - marks.locks):
        unmet.append("locks")
    if (marks.exclusions & proposed) or (before_exclusions - marks.exclusions):
        unmet.append("exclusions")
    if run.mode != mode or bool(run.settings.get("floor")) != floor:
        unmet.append("options")
    return unmet


def locks_of(match_round: Round) -> QuerySet[Lock]:
    return Lock.objects.filter(round=match_round).select_related("mentor", "mentee", "by").order_by("-at", "-pk")


def exclusions_of(match_round: Round) -> QuerySet[Exclusion]:
    found = Exclusion.objects.filter(cohort=match_round.cohort_id)
    return found.select_related("mentor", "mentee", "by").order_by("-at", "-pk")


# ── from one run to the next ─────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run changed against an earlier one: pairs gone, new, kept."""

    before: Run
    after: Run
    gone: tuple[Proposal, ...]
    new: tuple[Proposal, ...]
    kept: int


def changes_between(before: Run, after: Run) -> Changes:
    found: dict[int, dict[tuple[int, int], Proposal]] = {before.pk: {}, after.pk: {}}
    rows = Proposal.objects.filter(run__in=[before, after]).select_related("mentor", "mentee")
    for proposal in rows.defer("reasons", "alternatives", "found_by").order_by(
        F("mentee__family_name").asc(), "mentee__given_name", "pk"
    ):
        found[proposal.run_id][proposal.mentee_id, proposal.mentor_id] = proposal
    first, then = found[before.pk], found[after.pk]
    return Changes(
        before,
        after,
        gone=tuple(proposal for pair, proposal in first.items() if pair not in then),
        new=tuple(proposal for pair, proposal in then.items() if pair not in first),
        kept=len(first.keys() & then.keys()),
    )
