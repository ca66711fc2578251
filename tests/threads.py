"""Ties as they are kept, held against what the compiled engine makes of the whole ledger."""

from datetime import datetime

import pytest

from reciproca.communities.models import Membership
from reciproca.network.graph import arrays_of_community, ties_of
from reciproca_engine.ties import strengths


def ties_of_the_whole_ledger(now: datetime) -> dict[tuple[int, int], str]:
    """The state of every tie of the community in force, by whose eyes and with whom; each was found to be what the engine
    says, the strength to 1e-9."""
    arrays = arrays_of_community()
    whole = strengths(
        arrays.giver,
        arrays.receiver,
        arrays.time,
        weight=arrays.weight,
        now=now.timestamp() / 86400,
        half_lives=(14.0, 180.0),
    )
    pairs = list(zip(whole.source.tolist(), whole.target.tolist(), strict=True))
    kept = {(one.pk, tie.other): tie for one in Membership.objects.all() for tie in ties_of(one, now=now)}

    assert sorted(kept) == pairs
    assert [kept[pair].strength for pair in pairs] == pytest.approx(whole.strength.tolist(), abs=1e-9)
    states = {pair: str(kept[pair].state) for pair in pairs}
    assert states == dict(zip(pairs, whole.state.tolist(), strict=True))
    return states
