"""How much of a thing one person may do: the one place of these numbers, and the bounds within which a community may set them."""

from dataclasses import dataclass

__all__ = ["AT_FIRST", "BOUNDS", "USUAL", "Measure"]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is possible for somebody now."""

    strangers_a_day: int  # different people one turns to unasked
    requests_open: int  # to be connected, that wait
    requests_a_day: int
    asks_open: int
    introductions_open: int  # asked for, that wait
    introductions_a_month: int
    may_attach: bool = True  # files, to somebody who has not answered yet
    may_link: bool = True  # addresses, in what others read


USUAL = Measure(
    strangers_a_day=20, requests_open=5, requests_a_day=5, asks_open=3, introductions_open=3, introductions_a_month=8
)
#: For who is not known yet. `strangers_a_day` and `may_link` are the usual of these; the rest no community can raise.
AT_FIRST = Measure(
    strangers_a_day=3, requests_open=2, requests_a_day=2, asks_open=2, introductions_open=1, introductions_a_month=2,
    may_attach=False, may_link=False,
)  # fmt: skip

#: The least and the most a community may choose.
BOUNDS = {
    "strangers_a_day": (3, 20),
    "requests_open": (1, 10),
    "requests_a_day": (1, 10),
    "asks_open": (1, 6),
    "introductions_open": (1, 5),
    "introductions_a_month": (1, 20),
    "strangers_a_day_at_first": (1, 5),
    "days_at_first": (7, 60),
}
