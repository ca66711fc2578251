"""When a round may be changed, run and published."""

from reciproca.programmes.choices import CohortState
from reciproca.programmes.models import Cohort

from .choices import RoundState
from .models import Round

__all__ = ["can_open_round", "is_changeable"]


def can_open_round(cohort: Cohort) -> bool:
    """From the opening of registration until the cohort ends."""
    return cohort.state in (CohortState.OPEN, CohortState.CLOSED, CohortState.RUNNING)


def is_changeable(match_round: Round) -> bool:
    """Locks, exclusions and options may change: not while it computes, and not once it is settled."""
    return match_round.state in (RoundState.DRAFT, RoundState.UNDER_REVIEW)
