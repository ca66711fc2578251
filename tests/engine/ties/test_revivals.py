"""Which sleeping ties are worth waking."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from engine.ties.brute import Brute
from engine.ties.strategies import columns, half_lives, logs, thorough
from reciproca_engine.ties import contact_probability, revivals, strengths

NOW = 900.0


def novelty(rows, one, other):
    """1 − the overlap of whom the two have been in touch with since they parted."""
    brute = Brute(rows, NOW, (1, 1))
    parted = max(row[2] for row in brute.between(one, other))
    since = [
        {who for row in brute.rows if row[2] > parted and person in row[:2] for who in row[:2]} - {person}
        for person in (one, other)
    ]
    either = since[0] | since[1]
    return 1 - len(since[0] & since[1]) / len(either) if either else 1.0


@thorough
@given(logs(most=60), half_lives)
def test_each_dormant_tie_once_with_what_it_is_worth(rows, lives):
    found = revivals(**columns(rows), now=NOW, half_lives=lives)
    ties, brute = strengths(**columns(rows), now=NOW, half_lives=lives), Brute(rows, NOW, lives)
    asleep = ties.state == "dormant"
    ways = list(zip(found.source.tolist(), found.target.tolist(), strict=True))
    ours = [brute.given(*way) for way in ways]
    theirs = [brute.given(*reversed(way)) for way in ways]
    evenness = [min(both) / max(both) if max(both) else 0.0 for both in zip(ours, theirs, strict=True)]

    assert sorted(ways) == list(zip(ties.source[asleep].tolist(), ties.target[asleep].tolist(), strict=True))
    assert found.novelty.tolist() == pytest.approx([novelty(rows, *way) for way in ways])
    assert found.trust.tolist() == pytest.approx(
        [brute.peak(*way) * even for way, even in zip(ways, evenness, strict=True)]
    )
    assert found.value == pytest.approx(found.probability * (found.novelty + found.trust) / 2)
    assert (np.diff(found.value) <= 0).all()


@thorough
@given(logs(most=60))
def test_the_chance_is_that_of_contact_within_a_year(rows):
    found = revivals(**columns(rows), now=NOW, half_lives=(14, 180))
    giver, receiver, time = (columns(rows)[name] for name in ("giver", "receiver", "time"))
    contact = contact_probability(giver, receiver, time, now=NOW, horizon=365.25)
    chance = dict(
        zip(zip(contact.source.tolist(), contact.target.tolist(), strict=True), contact.probability, strict=True)
    )

    ways = zip(found.source.tolist(), found.target.tolist(), strict=True)
    assert found.probability.tolist() == [chance[way] for way in ways]


@thorough
@given(logs(most=60))
def test_one_person_sees_her_own_and_never_whom_she_must_not(rows):
    everything = revivals(**columns(rows), now=NOW, half_lives=(14, 180))
    hers = revivals(**columns(rows), now=NOW, half_lives=(14, 180), person=0, never=[(1, 0), (0, 2)])
    kept = (everything.source == 0) & ~np.isin(everything.target, [1, 2])

    assert hers.target.tolist() == everything.target[kept].tolist()
    assert hers.value.tolist() == everything.value[kept].tolist()


def test_the_new_comes_before_the_familiar():
    """Zoe parted from Ada, who then met three whom Zoe does not know, and from Bea, who is still among Zoe's own."""
    zoe, ada, bea = 0, 1, 2
    rows = [(one, other, float(day), 1.0) for friend in (ada, bea) for day in range(0, 50, 5)
            for one, other in ((zoe, friend), (friend, zoe))]  # fmt: skip
    rows += [(ada, new, 60.0 + new, 1.0) for new in (10, 11, 12)]
    rows += [(who, new, 60.0 + new, 1.0) for who in (zoe, bea) for new in (20, 21, 22)]
    found = revivals(**columns(rows), now=400.0, half_lives=(14, 180), person=zoe)

    row = {friend: found.target.tolist().index(friend) for friend in (ada, bea)}
    assert row[ada] < row[bea]
    assert [found.novelty[row[friend]] for friend in (ada, bea)] == [1.0, 0.0]
    assert found.trust[row[ada]] == found.trust[row[bea]]


def test_ids_with_gaps():
    rows = [(10**12 * (day % 2), 10**12 * (1 - day % 2), float(day), 1.0) for day in range(20)]
    found = revivals(**columns(rows), now=400.0, half_lives=(14, 180), person=10**12)

    assert (found.source.tolist(), found.target.tolist()) == ([10**12], [0])
