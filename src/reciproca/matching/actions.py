"""What a coordinator does with a match round: open, run, lock, exclude, swap, publish."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.communities.models import Membership
from reciproca.core import clock, jobs
from reciproca.core.errors import Refusal
from reciproca.mentoring.actions import begin_mentorships
from reciproca.mentoring.models import Mentorship
from reciproca.notifications.actions import post_mails
from reciproca.programmes.actions import begin_cohort, mark_left_out, mark_placed
from reciproca.programmes.choices import CohortState, MatchingMode, ProgrammeRole
from reciproca.programmes.models import Cohort
from reciproca.programmes.wording import with_names

from .choices import OPEN_STATES, RoundState, RunStage, RunState
from .gathering import Gathered, gather
from .models import Exclusion, Lock, Proposal, Round, Run, Unmatched
from .problem import (
    Infeasible,
    Matched,
    check_stored,
    folded,
    match,
    ways_for,
    why_mentor_unmatched,
    why_unplaced,
)
from .queries import changes_between, marks_of, run_before, unmet_marks
from .rules import can_open_round, is_changeable
from .saying import said_by_reasons, said_to_partners, stored

__all__ = [
    "NotClearedForMinors",
    "NothingComputed",
    "NothingToMatch",
    "OutOfDate",
    "PairExcluded",
    "PairLocked",
    "PairNotPossible",
    "RegistrationStillOpen",
    "RoundAlreadyOpen",
    "RoundAlreadyPublished",
    "RoundChanged",
    "RoundSettled",
    "RunUnderWay",
    "TooEarlyForARound",
    "discard_round",
    "exclude_pair",
    "lift_exclusion",
    "lock_pair",
    "open_round",
    "publish_round",
    "run_round",
    "set_round_options",
    "start_run",
    "swap_partners",
    "try_pair",
    "unlock_pair",
]

logger = logging.getLogger("reciproca.matching")

SOLVER = "exact, 1"
WAYS = 3
#: Under a floor every other way is solved anew: only for rounds where that takes seconds.
MOST_WITH_FLOOR = 60
#: A pair below this share of the round's middle fit is worth a look; and so is one in which a side gains so much less.
WEAK = 0.6


class RoundAlreadyOpen(Refusal):
    sentence = _("This cohort has an open round already: go on with that one, or set it aside first.")


class TooEarlyForARound(Refusal):
    sentence = _("A round can be opened from when registration opens until the cohort ends.")


class RoundSettled(Refusal):
    sentence = _("This round is settled and does not change any more. A change is a new round.")


class RoundAlreadyPublished(Refusal):
    sentence = _("This round has been published already: nothing was done twice, and nobody got a second letter.")


class RoundChanged(Refusal):
    sentence = _("Somebody changed this round after you opened the page. Look at it as it is now, then go on.")


class RunUnderWay(Refusal):
    sentence = _("The round is being computed just now. Wait until it is done: it takes a few seconds.")


class NothingToMatch(Refusal):
    sentence = _("There is nobody to match yet: a round needs at least one mentor and one mentee who were accepted.")


class NothingComputed(Refusal):
    sentence = _("Nothing has been computed yet: compute the round first, then publish it.")


class PairNotPossible(Refusal):
    sentence = _("%(mentee)s with %(mentor)s is not a possible pair in this round.")


class NotClearedForMinors(Refusal):
    sentence = _(
        "One of %(mentee)s and %(mentor)s is a minor, and the other has not been cleared for minors. "
        "You can do that on their page in the register."
    )


class PairExcluded(Refusal):
    sentence = _("%(mentee)s with %(mentor)s is excluded. Lift the exclusion first, then lock the pair.")


class PairLocked(Refusal):
    sentence = _("%(mentee)s with %(mentor)s is locked. Release the pair first, then exclude it.")


class RegistrationStillOpen(Refusal):
    sentence = _("Registration is still open. Close it first, so that nobody applies to a round that is settled.")


class OutOfDate(Refusal):
    sentence = _("Since the round was computed, something has changed: %(what)s. Compute it again, then publish.")


# ── opening and preparing ────────────────────────────────────────────────────


@transaction.atomic
def open_round(cohort: Cohort, *, by: Membership) -> Round:
    """A new round in preparation, with the mode that the cohort chose."""
    if not can_open_round(cohort):
        raise TooEarlyForARound
    last = Round.objects.filter(cohort=cohort).aggregate(Max("number"))["number__max"] or 0
    try:
        with transaction.atomic():
            opened = Round.objects.create(
                cohort=cohort, number=last + 1, mode=cohort.matching_mode, created_at=clock.now()
            )
    except IntegrityError:
        raise RoundAlreadyOpen from None
    record("open_round", by=by, on=opened)
    return opened


@transaction.atomic
def set_round_options(match_round: Round, *, by: Membership, version: int, mode: str, fair_floor: bool) -> Round:
    """What counts first. Raising the weakest pair goes with leaving nobody out."""
    fair_floor = fair_floor and mode == MatchingMode.PARTICIPATION
    _change(match_round, version=version, mode=mode, fair_floor=fair_floor)
    record("set_round_options", by=by, on=match_round, mode=mode, fair_floor=fair_floor)
    return match_round


@transaction.atomic
def discard_round(match_round: Round, *, by: Membership) -> Round:
    """Set it aside: nothing of it happens; what was computed can still be read."""
    moved = Round.objects.filter(pk=match_round.pk, state__in=OPEN_STATES).update(
        state=RoundState.DISCARDED, version=F("version") + 1
    )
    if not moved:
        raise _settled(match_round)
    Run.objects.filter(round=match_round, state=RunState.RUNNING).update(state=RunState.FAILED, finished_at=clock.now())
    record("discard_round", by=by, on=match_round)
    match_round.refresh_from_db()
    return match_round


# ── computing ────────────────────────────────────────────────────────────────


@transaction.atomic
def start_run(match_round: Round, *, by: Membership) -> Run:
    """Queue a computation. One at a time; one that was stopped half-way gives way to the new one."""
    enrolled = match_round.cohort.enrolments(manager="objects").filter(ended_at=None)
    if len(set(enrolled.values_list("role", flat=True))) < 2:
        raise NothingToMatch
    for silent in Run.objects.filter(round=match_round, state=RunState.RUNNING):
        if not silent.is_silent:
            raise RunUnderWay
        Run.objects.filter(pk=silent.pk, state=RunState.RUNNING, seen_at=silent.seen_at).update(
            state=RunState.FAILED, finished_at=clock.now()
        )
        Round.objects.filter(pk=match_round.pk, state=RoundState.RUNNING).update(state=_resting_state(match_round))
        record("give_up_run", by=by, on=silent)
    moved = Round.objects.filter(pk=match_round.pk, state__in=[RoundState.DRAFT, RoundState.UNDER_REVIEW]).update(
        state=RoundState.RUNNING, version=F("version") + 1
    )
    match_round.refresh_from_db()
    if not moved:
        raise RunUnderWay if match_round.is_running else _settled(match_round)
    last = Run.objects.filter(round=match_round).aggregate(Max("number"))["number__max"] or 0
    run = Run.objects.create(
        round=match_round, number=last + 1, mode=match_round.mode, settings={"floor": match_round.fair_floor},
        started_at=clock.now(), seen_at=clock.now(), by=by,
    )  # fmt: skip
    Round.objects.filter(pk=match_round.pk).update(last_run=run)
    match_round.last_run = run
    record("start_run", by=by, on=run)
    jobs.enqueue("reciproca.matching.tasks.run_round", run.community_id, str(run.public_id))
    return run


def run_round(run: Run) -> Run:
    """Compute, check, explain: outside any transaction; then write it all down in one. May be called twice."""
    try:
        if not _sign_of_life(run, RunStage.READING):
            return run
        gathered = gather(run.round.cohort, run.round)
        lost = [{"kind": kind, "mentee": mentee, "mentor": mentor} for mentee, mentor, kind in gathered.lost_locks()]
        if lost:
            return _settle_conflict(run, lost)
        _sign_of_life(run, RunStage.WEIGHING)
        prepared = gathered.prepared()
        _sign_of_life(run, RunStage.SOLVING)
        try:
            matched = match(prepared, prefer=run.mode, floor=bool(run.settings.get("floor")))  # type: ignore[arg-type]
        except Infeasible as infeasible:
            return _settle_conflict(run, _conflict_by_people(infeasible.conflict, gathered))
        _sign_of_life(run, RunStage.EXPLAINING)
        if not matched.report.feasible:
            raise RuntimeError("The verifier refused what the solver found.")
        proposals, unmatched = _proposals(run, gathered, matched), _unmatched(run, gathered, matched)
        _sign_of_life(run, RunStage.STORING)
        return _store(run, gathered, matched, proposals, unmatched)
    except Exception as fault:  # a fault of ours: the round must not stay locked; the worker hears of it too
        logger.warning("run %s: %s", run.public_id, type(fault).__name__)
        _settle(run, RunState.FAILED)
        raise


def _sign_of_life(run: Run, stage: RunStage) -> bool:
    return bool(Run.objects.filter(pk=run.pk, state=RunState.RUNNING).update(stage=stage.value, seen_at=clock.now()))


@transaction.atomic
def _settle(run: Run, state: RunState, **fields: Any) -> bool:
    """End a run without an answer; the round goes back to where it was."""
    ended = Run.objects.filter(pk=run.pk, state=RunState.RUNNING).update(state=state, finished_at=clock.now(), **fields)
    if ended:
        Round.objects.filter(pk=run.round_id, state=RoundState.RUNNING).update(
            state=_resting_state(run.round), version=F("version") + 1
        )
        record("end_run", on=run, state=state.value)
    run.refresh_from_db()
    return bool(ended)


def _settle_conflict(run: Run, conflict: list[dict[str, Any]]) -> Run:
    _settle(run, RunState.INFEASIBLE, conflict=conflict)
    return run


def _conflict_by_people(conflict: Iterable[dict[str, Any]], gathered: Gathered) -> list[dict[str, Any]]:
    """Constraints that contradict one another, with people by key instead of by position."""
    sides = {"mentee": gathered.mentees, "mentor": gathered.mentors}
    return [
        {name: int(sides[name][value].key) if name in sides else value for name, value in constraint.items()}
        for constraint in conflict
    ]


def _resting_state(match_round: Round) -> str:
    has_answer = Round.objects.filter(pk=match_round.pk, current_run__isnull=False).exists()
    return RoundState.UNDER_REVIEW if has_answer else RoundState.DRAFT


def _proposals(run: Run, gathered: Gathered, matched: Matched) -> list[Proposal]:
    mentees, mentors = gathered.mentees, gathered.mentors
    taken = matched.prepared.problem.capacity - matched.places_left
    locked = set(gathered.locks)
    floor = bool(run.settings.get("floor"))
    with_ways = not floor or len(mentees) <= MOST_WITH_FLOOR
    found = []
    middle = _middle(matched)
    for pair in matched.pairs:
        mentee, mentor = mentees[pair.mentee], mentors[pair.mentor]
        reasons = [stored(reason) for reason in pair.reasons]
        said = said_by_reasons(reasons, gathered.traits)
        looks = _looks(matched, pair.mentee, pair.mentor, middle, reasons)
        ways = ways_for(matched, pair.mentee, WAYS) if with_ways else []
        found.append(
            Proposal(
                run=run, mentor_id=int(mentor.key), mentee_id=int(mentee.key), fit=pair.fit, reasons=reasons,
                said=said, locked=(int(mentee.key), int(mentor.key)) in locked,
                places=int(mentor.capacity), taken=int(taken[pair.mentor]), looks=looks, worth_a_look=bool(looks),
                found_by=_words(mentee.name, mentor.name, said),
                alternatives=[
                    {
                        "mentor": int(mentors[way.mentor].key), "fit": way.fit, "cost": way.cost,
                        "displaced": [int(mentees[at].key) for at in way.displaced],
                    }
                    for way in ways
                ],
            )
        )  # fmt: skip
    return found


def _middle(matched: Matched) -> tuple[float, float, float]:
    """The median fit of the pairs, and of what each side gains in them."""
    scores = matched.prepared.scores
    columns = [
        [float(view[pair.mentee, pair.mentor]) for pair in matched.pairs]
        for view in (scores.fit, scores.mentee_view, scores.mentor_view)
    ]
    fit, mentee, mentor = (median(column) if column else 0.0 for column in columns)
    return fit, mentee, mentor


def _looks(
    matched: Matched, mentee: int, mentor: int, middle: tuple[float, float, float], reasons: Sequence[dict[str, Any]]
) -> list[str]:
    """What a coordinator may want to look at before this pair becomes one."""
    looks = []
    scores = matched.prepared.scores
    if scores.fit[mentee, mentor] < WEAK * middle[0]:
        looks.append("weak")
    if scores.mentee_view[mentee, mentor] < WEAK * middle[1]:
        looks.append("little_for_mentee")
    if scores.mentor_view[mentee, mentor] < WEAK * middle[2]:
        looks.append("little_for_mentor")
    by_feature = {reason["subject"].get("feature"): reason for reason in reasons}
    if "availability" in by_feature and not by_feature["availability"]["values"].get("shared"):
        looks.append("no_time")
    if "nothing_known" in {reason["kind"] for reason in reasons}:
        looks.append("nothing_known")
    return looks


def _words(mentee: str, mentor: str, said: Mapping[str, Sequence[tuple[float, str]]]) -> str:
    """Folded words by which a pair is found: the names, and what the reasons say in either language."""
    sentences = [with_names(text, mentee="", mentor="") for reasons in said.values() for _share, text in reasons]
    return folded(" ".join([mentee, mentor, *sentences]))[:4000]


def _unmatched(run: Run, gathered: Gathered, matched: Matched) -> list[Unmatched]:
    found = []
    floor = bool(run.settings.get("floor"))
    for at in matched.unplaced:
        cause = stored(why_unplaced(matched, at, with_price=False))
        cause["values"] = {
            name: value for name, value in cause["values"].items() if name not in ("mentor", "displaced")
        }
        if not floor and (ways := ways_for(matched, at, 1)):
            cause["way"] = {
                "mentor": int(gathered.mentors[ways[0].mentor].key),
                "cost": ways[0].cost,
                "displaced": [int(gathered.mentees[one].key) for one in ways[0].displaced],
            }
        person = int(gathered.mentees[at].key)
        found.append(Unmatched(run=run, membership_id=person, role=ProgrammeRole.MENTEE, cause=cause))
    capacity = matched.prepared.problem.capacity
    for at in range(len(gathered.mentors)):
        if matched.places_left[at] == capacity[at]:
            person = int(gathered.mentors[at].key)
            cause = stored(why_mentor_unmatched(matched, at))
            found.append(Unmatched(run=run, membership_id=person, role=ProgrammeRole.MENTOR, cause=cause))
    return found


@transaction.atomic
def _store(
    run: Run, gathered: Gathered, matched: Matched, proposals: list[Proposal], unmatched: list[Unmatched]
) -> Run:
    """Proposals, reasons, other ways, causes and proof, or nothing: if the run was given up, it leaves no trace."""
    result, report = matched.result, matched.report
    digests = gathered.digests()
    settings = run.settings | {
        "solver": SOLVER,
        "features": [
            {"name": feature.name, "kind": feature.kind, "weight": feature.weight, "hard": feature.hard}
            for feature in gathered.traits.features
        ],
        "digests": digests,
        "people": {
            "mentees": [int(person.key) for person in gathered.mentees],
            "mentors": {person.key: person.capacity for person in gathered.mentors},
        },
        "locks": [list(pair) for pair in gathered.locks],
        "exclusions": [list(pair) for pair in sorted(gathered.exclusions)],
        "pairs": [[proposal.mentee_id, proposal.mentor_id] for proposal in proposals],
    }
    proof = {
        "prefer": result.prefer,
        "floor": result.floor,
        "prices": result.prices.tolist(),
        "floor_prices": None if result.floor_prices is None else result.floor_prices.tolist(),
    }
    ended = Run.objects.filter(pk=run.pk, state=RunState.RUNNING).update(
        state=RunState.DONE, finished_at=clock.now(), settings=settings, input_digest=_whole(digests),
        mentees=len(gathered.mentees), mentors=len(gathered.mentors), places=gathered.places,
        allowed_pairs=int(matched.prepared.allowed.sum()), placed=result.placed, total=report.total,
        upper_bound=report.upper_bound, worst=result.worst, proof=proof,
    )  # fmt: skip
    if not ended:
        run.refresh_from_db()
        return run
    Proposal.objects.bulk_create(proposals, batch_size=200)
    Unmatched.objects.bulk_create(unmatched, batch_size=200)
    run.refresh_from_db()
    Run.objects.filter(pk=run.pk).update(summary=_summary(run, matched, proposals, unmatched))
    Round.objects.filter(pk=run.round_id, state=RoundState.RUNNING).update(
        state=RoundState.UNDER_REVIEW, current_run=run, version=F("version") + 1
    )
    record("end_run", on=run, state="done", placed=result.placed)
    run.refresh_from_db()
    return run


def _summary(run: Run, matched: Matched, proposals: list[Proposal], unmatched: list[Unmatched]) -> dict[str, Any]:
    summary: dict[str, Any] = {
        "optimal": matched.report.optimal,
        "look": sum(proposal.worth_a_look for proposal in proposals),
        "mentors_without": sum(one.role == ProgrammeRole.MENTOR for one in unmatched),
        "with_ways": any(proposal.alternatives for proposal in proposals),
        "head_starts": sum(person.priority > 0 for person in matched.prepared.mentees),
    }
    if (before := run_before(run)) is not None:
        changes = changes_between(before, run)
        summary["changes"] = {
            "round": before.round.number, "run": before.number, "total": before.total, "placed": before.placed,
            "gone": len(changes.gone), "new": len(changes.new), "kept": changes.kept,
        }  # fmt: skip
    return summary


def _whole(digests: dict[str, str]) -> str:
    import hashlib

    return hashlib.sha256("".join(digests[name] for name in sorted(digests)).encode()).hexdigest()


# ── reviewing ────────────────────────────────────────────────────────────────


@transaction.atomic
def lock_pair(match_round: Round, *, mentee: Membership, mentor: Membership, by: Membership) -> Lock:
    """This pair must be. Locking twice is locking once."""
    names = {"mentee": mentee.name, "mentor": mentor.name}
    _hold(match_round)
    if Exclusion.objects.filter(cohort=match_round.cohort_id, mentee=mentee, mentor=mentor).exists():
        raise PairExcluded(**names)
    gathered = gather(match_round.cohort)
    if gathered.is_kept_from_minor(mentee.pk, mentor.pk):
        raise NotClearedForMinors(**names)
    if not gathered.could_be(mentee.pk, mentor.pk):
        raise PairNotPossible(**names)
    known = Lock.objects.filter(round=match_round, mentee=mentee, mentor=mentor).first()
    if known is not None:
        return known
    _change(match_round)
    lock = Lock.objects.create(round=match_round, mentee=mentee, mentor=mentor, by=by, at=clock.now())
    record("lock_pair", by=by, on=match_round)
    return lock


@transaction.atomic
def unlock_pair(match_round: Round, *, mentee: Membership, mentor: Membership, by: Membership) -> None:
    """The pair may be, and need not."""
    _hold(match_round)
    locks = Lock.objects.filter(round=match_round, mentee=mentee, mentor=mentor)
    if locks.exists():
        _change(match_round)
        locks.delete()
        record("unlock_pair", by=by, on=match_round)


@transaction.atomic
def exclude_pair(
    match_round: Round, *, mentee: Membership, mentor: Membership, by: Membership, comment: str = ""
) -> Exclusion:
    """This pair must not be, in this cohort. Only coordinators see it, and the comment."""
    _hold(match_round)
    if Lock.objects.filter(round=match_round, mentee=mentee, mentor=mentor).exists():
        raise PairLocked(mentee=mentee.name, mentor=mentor.name)
    known = Exclusion.objects.filter(cohort=match_round.cohort_id, mentee=mentee, mentor=mentor).first()
    if known is not None:
        return known
    _change(match_round)
    exclusion = Exclusion.objects.create(
        cohort=match_round.cohort, mentee=mentee, mentor=mentor, by=by, comment=comment.strip()[:200], at=clock.now()
    )
    record("exclude_pair", by=by, on=match_round)
    return exclusion


@transaction.atomic
def lift_exclusion(match_round: Round, *, mentee: Membership, mentor: Membership, by: Membership) -> None:
    _hold(match_round)
    exclusions = Exclusion.objects.filter(cohort=match_round.cohort_id, mentee=mentee, mentor=mentor)
    if exclusions.exists():
        _change(match_round)
        exclusions.delete()
        record("lift_exclusion", by=by, on=match_round)


@transaction.atomic
def swap_partners(match_round: Round, one: Proposal, other: Proposal, *, by: Membership) -> Run:
    """Two mentees change mentors: both new pairs are locked, and the rest is computed anew around them."""
    if {one.run_id, other.run_id} != {match_round.current_run_id} or one.mentor_id == other.mentor_id:
        raise RoundChanged
    for proposal in (one, other):
        unlock_pair(match_round, mentee=proposal.mentee, mentor=proposal.mentor, by=by)
    lock_pair(match_round, mentee=one.mentee, mentor=other.mentor, by=by)
    lock_pair(match_round, mentee=other.mentee, mentor=one.mentor, by=by)
    return start_run(match_round, by=by)


@transaction.atomic
def try_pair(match_round: Round, *, mentee: Membership, mentor: Membership, by: Membership) -> Run:
    """Put a mentee with another mentor: that pair is locked instead of the one it had, and the rest computed anew."""
    for lock in Lock.objects.filter(round=match_round, mentee=mentee).exclude(mentor=mentor).select_related("mentor"):
        unlock_pair(match_round, mentee=mentee, mentor=lock.mentor, by=by)
    lock_pair(match_round, mentee=mentee, mentor=mentor, by=by)
    return start_run(match_round, by=by)


# ── publishing ───────────────────────────────────────────────────────────────


def publish_round(match_round: Round, *, by: Membership, version: int) -> Round:
    """Mentorships begin, everybody is written to, the round is frozen.

    Before anything is held:

    1. Read the cohort as it is now; if it is not what was computed from, say what changed.
    2. Verify the stored answer against that reading, with the verifier that shares nothing with the solver.
    3. Put the reasons of each pair into words.

    Then, in one transaction:

    4. Take the round, if it is still the one on the page: of two who publish at once, one does.
    5. Read the cohort once more: its fingerprint must be that of step 1.
    6. Begin the mentorships, note who was left out, let the cohort run, put the letters into the outbox.
    """
    examined = _examine(match_round, version=version)
    return _publish(match_round, examined, by=by, version=version)


@dataclass(frozen=True, slots=True)
class _Examined:
    """What was verified: the answer, the reading it was verified against, and its reasons in words."""

    cohort: Cohort
    run: Run
    gathered: Gathered
    fingerprint: str
    proposals: list[Proposal]
    said: list[list[dict[str, Any]]]


def _examine(match_round: Round, *, version: int) -> _Examined:
    match_round.refresh_from_db()
    if match_round.current_run_id is None and match_round.is_open:
        raise NothingComputed
    if match_round.state != RoundState.UNDER_REVIEW or match_round.version != version:
        raise _no_longer_as_seen(match_round)
    cohort = Cohort.objects.select_related("programme", "questionnaire", "community").get(pk=match_round.cohort_id)
    if cohort.state == CohortState.OPEN:
        raise RegistrationStillOpen
    run = Run.objects.get(pk=match_round.current_run_id)
    gathered = gather(cohort, match_round)
    if changes := _changes_since(run, gathered, match_round, mode=match_round.mode, floor=match_round.fair_floor):
        raise OutOfDate(what="; ".join(changes))
    proposals = list(Proposal.objects.filter(run=run).select_related("mentor", "mentee").order_by("pk"))
    pairs = [(gathered.mentee_at[one.mentee_id], gathered.mentor_at[one.mentor_id]) for one in proposals]
    report = check_stored(gathered.prepared(), pairs, total=run.total, proof=run.proof)
    if not report.feasible or report.optimal != bool(run.summary.get("optimal")):
        raise OutOfDate(what=gettext("the second check no longer agrees with what was computed"))
    said = [
        said_to_partners(
            proposal.reasons,
            mentee=proposal.mentee.given_name,
            mentor=proposal.mentor.given_name,
            traits=gathered.traits,
        )
        for proposal in proposals
    ]
    return _Examined(cohort, run, gathered, gathered.fingerprint(), proposals, said)


@transaction.atomic
def _publish(match_round: Round, examined: _Examined, *, by: Membership, version: int) -> Round:
    moved = Round.objects.filter(
        pk=match_round.pk, state=RoundState.UNDER_REVIEW, version=version, current_run=examined.run
    ).update(state=RoundState.PUBLISHED, published_at=clock.now(), version=F("version") + 1)
    if not moved:
        match_round.refresh_from_db()
        raise _no_longer_as_seen(match_round)
    held = Cohort.objects.select_for_update(of=("self",), no_key=True)  # against an application that is being withdrawn
    cohort = held.select_related("programme", "questionnaire", "community").get(pk=match_round.cohort_id)
    if cohort.state == CohortState.OPEN:
        raise RegistrationStillOpen
    gathered = gather(cohort, match_round)
    if gathered.fingerprint() != examined.fingerprint:
        changes = _changes_since(
            examined.run, gathered, match_round, mode=match_round.mode, floor=match_round.fair_floor
        )
        raise OutOfDate(what="; ".join(changes) or gettext("what people have told us about themselves"))
    pairs = zip(examined.proposals, examined.said, strict=True)
    mentorships = begin_mentorships(
        cohort,
        [(proposal.mentor, proposal.mentee, said) for proposal, said in pairs],
        by=by,
        provenance=f"round {match_round.public_id}",
    )
    placed = {proposal.mentee_id for proposal in examined.proposals}
    left_out = [
        gathered.enrolments[ProgrammeRole.MENTEE, int(person.key)]
        for person in gathered.mentees
        if int(person.key) not in placed
    ]
    mark_left_out(left_out, by=by)
    mark_placed(cohort, placed, by=by)
    if cohort.state == CohortState.CLOSED:
        begin_cohort(cohort, by=by)
    record("publish_round", by=by, on=match_round, pairs=len(mentorships), left_out=len(left_out))
    letters = [
        _letter(match_round, cohort, f"{role}_matched", person, mentorship)
        for mentorship in mentorships
        for role, person in (("mentee", mentorship.mentee), ("mentor", mentorship.mentor))
    ]
    letters += [_letter(match_round, cohort, "left_out", enrolment.membership) for enrolment in left_out]
    post_mails(letter for letter in letters if letter is not None)
    jobs.enqueue("reciproca.network.tasks.keep_circle", match_round.community_id)
    match_round.refresh_from_db()
    return match_round


def _no_longer_as_seen(match_round: Round) -> Refusal:
    if match_round.is_published:
        return RoundAlreadyPublished()
    if match_round.is_running:
        return RunUnderWay()
    return RoundChanged() if match_round.is_open else RoundSettled()


def _letter(
    match_round: Round, cohort: Cohort, letter: str, person: Membership, mentorship: Mentorship | None = None
) -> dict[str, Any] | None:
    """A letter to one person; people who were imported and never invited get none."""
    if not person.is_active:
        return None
    about = {"round": str(match_round.public_id), "person": str(person.public_id)}
    if mentorship is not None:
        about["mentorship"] = str(mentorship.public_id)
    return {
        "renderer": f"reciproca.matching.mails.{letter}",
        "to": person.email,
        "language": person.language,
        "key": f"{letter} {match_round.public_id} {about.get('mentorship', about['person'])}",
        "community": cohort.community,
        "about": about,
    }


def _changes_since(run: Run, gathered: Gathered, match_round: Round, *, mode: str, floor: bool) -> list[str]:
    """What is no longer as it was when the run was computed, each in a few words; never finer than a coordinator may know."""
    marks = marks_of(match_round)
    unmet = unmet_marks(run, marks, mode=mode, floor=floor)
    said = []
    if "locks" in unmet:
        said.append(gettext("the locked pairs"))
    if "exclusions" in unmet:
        said.append(gettext("the excluded pairs"))
    if "options" in unmet:
        said.append(gettext("what counts first"))
    before, now = run.settings["digests"], gathered.digests()
    if before["people"] != now["people"]:
        said.append(_people_changed(run, gathered))
    elif before["places"] != now["places"]:
        said += _places_changed(run, gathered)
    if before["rules"] != now["rules"]:
        said.append(gettext("the questions of the cohort, or its rules"))
    if before["told"] != now["told"] and before["people"] == now["people"]:
        said.append(gettext("what people have told us about themselves"))
    return said


def _people_changed(run: Run, gathered: Gathered) -> str:
    was = {*run.settings["people"]["mentees"], *(int(key) for key in run.settings["people"]["mentors"])}
    now = {*gathered.mentee_at, *gathered.mentor_at}
    count = len(was ^ now) or 1
    return ngettext("%(count)s person joined or left", "%(count)s people joined or left", count) % {"count": count}


def _places_changed(run: Run, gathered: Gathered) -> list[str]:
    was = run.settings["people"]["mentors"]
    return [
        gettext("%(name)s had %(before)s places and now has %(after)s")
        % {"name": person.name, "before": was.get(person.key, 0), "after": person.capacity}
        for person in gathered.mentors
        if was.get(person.key) != person.capacity
    ]


# ── below: how ───────────────────────────────────────────────────────────────


def _hold(match_round: Round) -> None:
    """Who locks and who excludes the same pair wait for one another: each reads what the other has written."""
    Round.objects.select_for_update().get(pk=match_round.pk)


def _change(match_round: Round, *, version: int | None = None, **fields: Any) -> None:
    """Raise the version of a round that may be changed, and write `fields`."""
    here = Round.objects.filter(pk=match_round.pk, state__in=[RoundState.DRAFT, RoundState.UNDER_REVIEW])
    if version is not None:
        here = here.filter(version=version)
    if not here.update(**fields, version=F("version") + 1):
        match_round.refresh_from_db()
        if match_round.is_running:
            raise RunUnderWay
        raise RoundChanged if is_changeable(match_round) else _settled(match_round)
    match_round.refresh_from_db()


def _settled(match_round: Round) -> Refusal:
    match_round.refresh_from_db()
    return RoundAlreadyPublished() if match_round.is_published else RoundSettled()
