"""The exact kernel where nobody may have two mentors: an auction in rounds, each with a finer smallest bid.

Mentees bid for places, mentors with places to spare lower what they ask, until everybody has what suits her best at the
prices asked, up to the smallest bid. In the last round that is less than whole numbers can tell apart, so the matching
is the best there is and the prices, rounded, prove it.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.compiled import compiled
from reciproca_engine.deadline import ENDLESS, Deadline

__all__ = ["auction"]

Ints = NDArray[np.int64]

_FIRST, _FINER = 32, 8  # the first smallest bid is the spread of gains through this, each further one finer by this
_BACK = 2  # a round begins so many of the smallest bids before it below its prices, so that few have to ask less
_ENTRY = 2**4, 2**12, 2**30  # to be placed is worth so many times the spread of gains, until that settles who is
_LARGEST = 2**58  # of all that is added up
_STEP = 2**17  # pairs looked at between two looks at the clock
_OUTSIDE = -1

_MARKET = "i8[::1], i4[::1], i8[::1], i8[::1], i8, i8[::1]"
_STATE = "i8[::1], i8[::1], i8[::1]"


@compiled("void(i8[::1], i4[::1], i8, i8, i8, i4)")
def _push(keys, held, begin, size, key, who):
    """Add to a heap of `size` entries that begins there, least key first."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if keys[begin + above] <= key:
            break
        keys[begin + at], held[begin + at] = keys[begin + above], held[begin + above]
        at = above
    keys[begin + at], held[begin + at] = key, who


@compiled("void(i8[::1], i4[::1], i8, i8, i8, i4)")
def _replace(keys, held, begin, size, key, who):
    """Put this in the place of the least entry of a heap."""
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and keys[begin + below + 1] < keys[begin + below]:
            below += 1
        if keys[begin + below] >= key:
            break
        keys[begin + at], held[begin + at] = keys[begin + below], held[begin + below]
        at = below
    keys[begin + at], held[begin + at] = key, who


@compiled(f"i8({_MARKET}, {_STATE}, i8[::1], i8[::1], i4[::1], i8[::1], i8, i8, i8)")
def _bid(
    first_pair,
    mentor_of,
    gain,
    lift,
    unit,
    room,
    at,
    held,
    price,
    first_place,
    bids,
    bidder,
    waiting,
    number,
    least,
    most,
):
    """Let the last `number` mentees of `waiting` bid, at most so many times; returns how many are left.

    Each bids for the mentor who leaves her most, as much as makes him no better than her second choice, and `least` on
    top. A mentor keeps the highest bids; the lowest of those is his price.
    """
    for _turn in range(most):
        if number == 0:
            break
        number -= 1
        i = waiting[number]
        best = second = np.int64(0)
        wanted = np.int64(_OUTSIDE)
        for pair in range(first_pair[i], first_pair[i + 1]):
            left = (gain[pair] + lift[i]) * unit - price[mentor_of[pair]]
            if left > second:
                if left > best:
                    best, second, wanted = left, best, np.int64(pair)
                else:
                    second = left
        at[i] = wanted
        if wanted == _OUTSIDE:
            continue
        j = mentor_of[wanted]
        bid = price[j] + best - second + least
        begin = first_place[j]
        if held[j] < room[j]:
            _push(bids, bidder, begin, held[j], bid, i)
            held[j] += 1
        else:
            outbid = bidder[begin]
            at[outbid] = _OUTSIDE
            waiting[number] = outbid
            number += 1
            _replace(bids, bidder, begin, room[j], bid, i)
        if held[j] == room[j]:
            price[j] = bids[begin]
    return number


@compiled(f"b1({_MARKET}, {_STATE}, i8[::1], i4[::1], i4[::1], i8[::1], i8, i8)")
def _lower(
    first_pair,
    mentor_of,
    gain,
    lift,
    unit,
    room,
    at,
    held,
    price,
    first_of_mentor,
    by_mentor,
    mentees_by_mentor,
    gains_by_mentor,
    least,
    most,
):
    """Let mentors with places to spare ask less, at most so many times; returns whether all are done.

    Each asks what makes him no better than she has it for the first mentee who then stays away, less `least`, and
    takes those before her; nothing, when he has room for all who would come.
    """
    mentees, mentors = len(first_pair) - 1, len(room)
    enough = -lift * unit  # with a gain of so much she has what she has now, at today's prices
    head, following, before = np.full(mentors, -1), np.full(mentees, -1), np.full(mentees, -1)
    for i in range(mentees):
        if at[i] != _OUTSIDE:
            j = mentor_of[at[i]]
            enough[i] = gain[at[i]] * unit - price[j]
            following[i] = head[j]
            if head[j] >= 0:
                before[head[j]] = i
            head[j] = i
    waiting, waits = np.empty(mentors, np.int64), np.zeros(mentors, np.bool_)
    number, largest = 0, np.int64(0)
    for j in range(mentors):
        largest = max(largest, room[j])
        if held[j] < room[j] and price[j] > 0:
            waiting[number], waits[j] = j, True
            number += 1
    keys, places = np.empty(largest + 1, np.int64), np.empty(largest + 1, np.int32)
    for _turn in range(most):
        if number == 0:
            break
        number -= 1
        j = waiting[number]
        waits[j] = False
        spare = room[j] - held[j]
        size = np.int64(0)
        for k in range(first_of_mentor[j], first_of_mentor[j + 1]):
            worth = gains_by_mentor[k] * unit - enough[mentees_by_mentor[k]]
            if worth <= 0 or (size > spare and worth <= keys[0]):
                continue
            if at[mentees_by_mentor[k]] == by_mentor[k]:
                continue
            if size <= spare:
                _push(keys, places, 0, size, worth, k)
                size += 1
            else:
                _replace(keys, places, 0, size, worth, k)
        price[j] = max(min(keys[0] - least, price[j]), 0) if size > spare else 0
        i = head[j]
        while i >= 0:
            enough[i] = gain[at[i]] * unit - price[j]
            i = following[i]
        for k in range(1 if size > spare else 0, size):
            if keys[k] <= price[j]:
                continue
            i, pair = mentees_by_mentor[places[k]], by_mentor[places[k]]
            if at[i] != _OUTSIDE:
                other = mentor_of[at[i]]
                if before[i] >= 0:
                    following[before[i]] = following[i]
                else:
                    head[other] = following[i]
                if following[i] >= 0:
                    before[following[i]] = before[i]
                held[other] -= 1
                if price[other] > 0 and not waits[other]:
                    waiting[number], waits[other] = other, True
                    number += 1
            at[i] = pair
            enough[i] = gain[pair] * unit - price[j]
            following[i], before[i] = head[j], -1
            if head[j] >= 0:
                before[head[j]] = i
            head[j] = i
            held[j] += 1
        if held[j] < room[j] and price[j] > 0 and not waits[j]:
            waiting[number], waits[j] = j, True
            number += 1
    return number == 0


@compiled("b1(i8[::1], i4[::1], i8[::1], i8[::1], i8[::1], b1[::1])")
def _would_be_reached(first_pair, mentor_of, at, held, room, reached):
    """Mark all mentors whom those without one could reach by exchanges; False when one of these has a place to spare."""
    mentees, mentors = len(first_pair) - 1, len(room)
    head, following = np.full(mentors, -1), np.full(mentees, -1)
    waiting = np.empty(mentees, np.int64)
    number = 0
    for i in range(mentees):
        if at[i] == _OUTSIDE:
            waiting[number] = i
            number += 1
        else:
            j = mentor_of[at[i]]
            following[i], head[j] = head[j], i
    while number > 0:
        number -= 1
        i = waiting[number]
        for pair in range(first_pair[i], first_pair[i + 1]):
            j = mentor_of[pair]
            if reached[j]:
                continue
            if held[j] < room[j]:
                return False
            reached[j] = True
            other = head[j]
            while other >= 0:
                waiting[number] = other
                number += 1
                other = following[other]
    return True


@compiled("i8(i8[::1], i8)")
def _common_divisor(amounts, least):
    """The largest number of which all these, less the least, are multiples; 0 when they are all alike."""
    divisor = np.int64(0)
    for amount in amounts:
        rest = amount - least
        if divisor != 0 and rest % divisor == 0:
            continue
        while rest != 0:
            divisor, rest = rest, divisor % rest
        if divisor == 1 or divisor == -1:
            break
    return abs(divisor)


@compiled("i4[::1](i4[::1], i8[::1])")
def _in_order(mentor_of, following):
    """The pairs of each mentor, one mentor after the other; moves on where the next one of each is to stand."""
    order = np.empty(len(mentor_of), np.int32)
    for pair in range(len(mentor_of)):
        j = mentor_of[pair]
        order[following[j]] = pair
        following[j] += 1
    return order


def auction(
    first_pair: Ints,
    mentor_of: NDArray[np.int32],
    gain: Ints,
    entry_gain: Ints,
    capacity: Ints,
    deadline: Deadline = ENDLESS,
) -> tuple[NDArray[np.bool_], Ints, bool] | None:
    """The circulation of largest gain when each mentee may have one mentor, and no mentor has to have anybody.

    1. What it is worth to be placed at all is cut down to some times the spread of the gains.
    2. In rounds, each with a finer smallest bid and the prices of the one before: all mentees bid, then mentors with
       places to spare ask less. After each round nobody has another choice, nor a mentor a place, that is better by
       more than the smallest bid.
    3. The last smallest bid is less than the grid of the gains divided by the number of prices. So these can be rounded
       to the grid in a way that none of them is on the edge; then every gain is met exactly, and the matching is the best.
    4. If somebody is left out though exchanges lead from her to a mentor with room, being placed was cut down too far:
       again with more. If not, the mentors she could reach become dearer by what was cut off.

    Parameters
    ----------
    first_pair, mentor_of, gain, entry_gain, capacity, deadline
        As in `reciproca_engine.matching.kernel.assign`, which returns the same.

    Returns
    -------
    made, price, complete
        None when the numbers are too large to be told apart in this way.

    References
    ----------
    D. P. Bertsekas, D. A. Castañon, *A forward/reverse auction algorithm for asymmetric assignment problems*,
    Computational Optimization and Applications 1 (1992) 277-297. A. V. Goldberg, R. E. Tarjan, *Finding minimum-cost
    circulations by successive approximation*, Math. of Operations Research 15 (1990) 430-466 (rounds and rounding).
    """
    if len(gain) == 0:
        return np.zeros(0, dtype=np.bool_), np.zeros(len(capacity), dtype=np.int64), True
    market = _Market(first_pair, mentor_of, gain, entry_gain, capacity)
    worths = {min(market.least, times * max(market.spread, 1)) // market.grid * market.grid for times in _ENTRY}
    for worth, grid in (*((worth, market.grid) for worth in sorted(worths)), (market.least, 1)):
        unit = -(-(len(capacity) + 2) // grid)
        if (worth + market.spread) * unit > _LARGEST:
            continue
        found = market.settle(worth, grid, unit, deadline)
        if found is not None:
            return found
    return None


class _Market:
    """The mentees and mentors of one auction."""

    def __init__(
        self, first_pair: Ints, mentor_of: NDArray[np.int32], gain: Ints, entry_gain: Ints, capacity: Ints
    ) -> None:
        self.first_pair, self.mentor_of, self.gain, self.entry_gain = first_pair, mentor_of, gain, entry_gain
        self.wanted_by = np.bincount(mentor_of, minlength=len(capacity))
        self.room = np.minimum(capacity, self.wanted_by + 1)  # who could take one more than there are is never full
        lifted = gain + np.repeat(entry_gain, np.diff(first_pair)) if entry_gain.any() else gain
        self.least = max(int(lifted.min()), 0)
        self.spread = max(int(lifted.max()) - self.least, 0)
        self.grid = max(int(_common_divisor(lifted, self.least)), 1)

    @cached_property
    def by_mentor(self) -> tuple[Ints, NDArray[np.int32], NDArray[np.int32], Ints]:
        """The pairs mentor by mentor: where those of each begin, the pairs, their mentees, their gains."""
        first = _starts(self.wanted_by)
        order = _in_order(self.mentor_of, first[:-1].copy())
        mentee_of = np.repeat(np.arange(len(self.entry_gain), dtype=np.int32), np.diff(self.first_pair))
        return first, order, mentee_of[order], self.gain[order]

    def settle(
        self, worth: int, grid: int, unit: int, deadline: Deadline
    ) -> tuple[NDArray[np.bool_], Ints, bool] | None:
        """Run the rounds; None when `worth`, for being placed, is too little to place whom it should."""
        mentees, mentors = len(self.entry_gain), len(self.room)
        least, last = max(worth // _FINER, self.spread // _FIRST, 1) * unit, grid * unit // (mentors + 2)
        lift = self.entry_gain - self.least + worth
        market = (self.first_pair, self.mentor_of, self.gain, lift, unit, self.room)
        first_place = _starts(self.room)
        bids, bidder = np.empty(first_place[-1], np.int64), np.empty(first_place[-1], np.int32)
        price = np.zeros(mentors, np.int64)
        bids_in_turn, mentors_in_turn = (
            2**62 if deadline is ENDLESS else max(_STEP * people // len(self.gain), 1) for people in (mentees, mentors)
        )
        proven: tuple[Ints, Ints] | None = None
        while True:
            at, held = np.full(mentees, _OUTSIDE), np.zeros(mentors, np.int64)
            waiting, number, done = np.arange(mentees), mentees, False
            while number > 0 and not deadline.has_passed:
                number = _bid(
                    *market, at, held, price, first_place, bids, bidder, waiting, number, least, bids_in_turn
                )  # fmt: skip
            while number == 0 and not done and not deadline.has_passed:
                could_ask_less = ((held < self.room) & (price > 0)).any()
                done = not could_ask_less or _lower(*market, at, held, price, *self.by_mentor, least, mentors_in_turn)
            if not done:
                at, price = proven or (at, price)
                return self._made(at), price // unit, False
            if least <= last:
                break
            proven = at, price
            price, least = np.maximum(price - _BACK * least, 0), max(least // _FINER, last)
        reached = np.zeros(mentors, dtype=np.bool_)
        if worth < self.least and not _would_be_reached(*market[:2], at, held, self.room, reached):
            return None
        price = (price + _off_the_edge(price, grid * unit, last)) // (grid * unit) * grid
        price[reached] += self.least - worth
        return self._made(at), price, True

    def _made(self, at: Ints) -> NDArray[np.bool_]:
        made = np.zeros(len(self.gain), dtype=np.bool_)
        made[at[at != _OUTSIDE]] = True
        return made


def _off_the_edge(price: Ints, whole: int, last: int) -> int:
    """What to add to all prices, so that none (nor nothing) is less than `last` above a multiple of the whole."""
    rest = np.unique(np.append(price % whole, 0))
    gaps = np.diff(rest, append=rest[0] + whole)
    after = int(np.argmax(gaps))
    return (last - int(rest[after] + gaps[after])) % whole


def _starts(numbers: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(numbers)]).astype(np.int64)
