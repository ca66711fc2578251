"""How long a search may take: the only stopwatch of the engine. It knows no time of day."""

from __future__ import annotations

from math import inf
from time import monotonic

from reciproca_engine.exceptions import InvalidProblem

__all__ = ["ENDLESS", "Deadline"]


class Deadline:
    """So many seconds from now; None: as long as it takes.

    Raises
    ------
    InvalidProblem
        When the seconds are negative or not a number.

    Examples
    --------
    >>> Deadline(0).has_passed, Deadline(None).has_passed
    (True, False)
    """

    def __init__(self, seconds: float | None) -> None:
        if seconds is not None and not seconds >= 0:
            raise InvalidProblem("deadline", None, "must be 0 seconds or more")
        self._end = inf if seconds is None else monotonic() + seconds

    def earlier(self, seconds: float) -> Deadline:
        """So many seconds before this one; without end, this one.

        Examples
        --------
        >>> Deadline(3600).earlier(3601).has_passed, Deadline(3600).earlier(60).has_passed
        (True, False)
        """
        return self if self._end == inf else Deadline(max(self.left - seconds, 0.0))

    @property
    def has_passed(self) -> bool:
        """Whether the time is up."""
        return self._end < inf and monotonic() >= self._end

    @property
    def left(self) -> float:
        """How many seconds are left; infinite without end."""
        return max(self._end - monotonic(), 0.0)


ENDLESS = Deadline(None)
