"""Ties follow the ledger line by line, and are what the engine makes of the whole of it."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from cast import Cast
from ledger import cancel, confirm, give
from reciproca.communities.models import LedgerIdentity, Membership
from reciproca.core import clock
from reciproca.network.actions import mend_ties
from reciproca.network.choices import Kind, State
from reciproca.network.graph import arrays_of_community, ties_from_ledger, ties_of
from reciproca.network.models import Interaction, LedgerHead, Tie
from threads import ties_of_the_whole_ledger


def state_between(one: Membership, other: Membership) -> str | None:
    """How the tie of the two is now, in the eyes of the first."""
    return next((str(tie.state) for tie in ties_of(one, now=clock.now()) if tie.other == other.pk), None)


def meet(giver: Membership, receiver: Membership, *, on: datetime, times: int, every: timedelta) -> None:
    for number in range(times):
        with clock.at(on + number * every):
            confirm(give(giver, receiver))


def test_a_line_counts_once_the_other_has_confirmed_it(people: Cast) -> None:
    line = give(people.ada, people.giulio)
    before = state_between(people.ada, people.giulio)

    confirm(line)

    assert before is None
    assert state_between(people.ada, people.giulio) == state_between(people.giulio, people.ada) == State.NEW
    assert state_between(people.paola, people.ada) is None


def test_what_is_taken_back_takes_its_part_of_the_tie_along(people: Cast, now: datetime) -> None:
    with clock.at(now - timedelta(days=100)):
        confirm(give(people.ada, people.giulio))
    first = Tie.objects.values().get()
    second = give(people.giulio, people.ada, kind=Kind.RECOGNITION, confirmed=True)
    assert Tie.objects.values().get() != first

    cancel(second)

    assert Tie.objects.values().get() == first


def test_a_tie_of_which_nothing_stands_is_gone(people: Cast) -> None:
    cancel(confirm(give(people.ada, people.giulio)))

    assert not Tie.objects.exists()


def test_a_silent_tie_loosens_and_goes_to_sleep_without_a_line_being_written(people: Cast, now: datetime) -> None:
    meet(people.ada, people.giulio, on=now - timedelta(days=300), times=20, every=timedelta(days=7))
    last = now - timedelta(days=167)

    states = []
    for silence in (5, 60, 120):
        with clock.at(last + timedelta(days=silence)):
            states.append(state_between(people.ada, people.giulio))

    assert states == [State.ACTIVE, State.COOLING, State.DORMANT]


def test_a_tie_s_own_rhythm_says_how_long_a_silence_is(people: Cast, now: datetime) -> None:
    """Five months are nothing to two who meet every other month, and much to two who met every week."""
    meet(people.ada, people.giulio, on=now - timedelta(days=400), times=5, every=timedelta(days=60))
    meet(people.ada, people.paola, on=now - timedelta(days=295), times=20, every=timedelta(days=7))

    with clock.at(now - timedelta(days=12)):
        found = {tie.other: tie.state for tie in ties_of(people.ada, now=clock.now())}

    assert found == {people.giulio.pk: State.ACTIVE, people.paola.pk: State.DORMANT}


def test_the_ties_kept_line_by_line_are_those_of_the_whole_ledger(people: Cast, now: datetime) -> None:
    meet(people.ada, people.giulio, on=now - timedelta(days=300), times=12, every=timedelta(days=9))
    meet(people.giulio, people.paola, on=now - timedelta(days=90), times=3, every=timedelta(days=30))
    give(people.paola, people.davide, mutual=True, confirmed=True)
    give(people.davide, people.ada)
    cancel(confirm(give(people.davide, people.marta)))
    for later in (0, 200):
        with clock.at(now + timedelta(days=later)):
            assert len(ties_of_the_whole_ledger(clock.now())) == 6
    assert mend_ties() == 0


def test_mending_writes_what_is_missing_and_takes_away_what_nothing_says(people: Cast) -> None:
    confirm(give(people.ada, people.giulio))
    kept = Tie.objects.values().get()
    Tie.objects.update(peak=3.0, lines=9)
    Tie.objects.create(**{**kept, "id": None, "second_id": people.paola.pk})

    assert (mend_ties(), mend_ties()) == (2, 0)
    assert Tie.objects.values().get() == kept


def test_what_one_who_was_erased_took_back_or_gave_ties_nobody(people: Cast) -> None:
    line = confirm(give(people.ada, people.giulio))
    LedgerIdentity.objects.filter(membership=people.giulio).delete()
    Tie.objects.all().delete()

    cancel(Interaction.objects.get(seq=line.confirms))

    assert (mend_ties(), Tie.objects.count()) == (0, 0)
    assert arrays_of_community().giver == []
    assert LedgerHead.objects.get().seq == 3


def test_nothing_is_held_while_all_ties_are_worked_out(committed: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite lets one write at a time: what takes seconds must not keep everybody waiting."""
    confirm(give(committed.ada, committed.giulio))
    Tie.objects.update(lines=7)
    held = []

    def worked_out() -> list[Tie]:
        held.append(connection.in_atomic_block)
        return list(ties_from_ledger())

    monkeypatch.setattr("reciproca.network.actions.ledger.ties_from_ledger", worked_out)

    assert (mend_ties(), Tie.objects.get().lines) == (1, 1)
    assert held == [False]
