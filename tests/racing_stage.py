"""Sets the stage of the races beside a real server, and judges them, in its environment.

``python tests/racing_stage.py prepare 3`` sets the stage for so many rounds of every race and prints what is to be pressed;
``python tests/racing_stage.py judge`` reads what was answered, and prints what is wrong in the database.
"""

import json
import sys
import time
from typing import Any

from racing import Once, Race  # it sets Django up
from racing_ties import Between

# isort: split
from django.db import transaction

from reciproca.communities.models import Community
from reciproca.core import chain
from reciproca.core.models import RateCount
from reciproca.core.scope import within

__all__ = ["ONCE", "RACES", "TIES"]

#: Those between people who write to one another and bring one another together.
TIES: dict[str, type[Race]] = {race.__name__: race for race in Between.__subclasses__()}
ONCE: dict[str, type[Race]] = {race.__name__: race for race in Once.__subclasses__()}
RACES: dict[str, type[Race]] = {
    race.__name__: race for race in Race.__subclasses__() if race not in (Once, Between)
} | TIES

#: Seconds in which the worker of the server may write too: SQLite lets nobody in who only looks between two of ours.
A_TURN = 0.25


def prepare(rounds: int, names: list[str]) -> list[dict[str, Any]]:
    """`names`: of races."""
    found = []
    community = Community.objects.get(slug="montefeltro")
    for number in range(rounds):
        for name in names:
            with within(community), transaction.atomic():  # what waits for the disk once is many times as quick
                race = (RACES | ONCE)[name](community)
                found.append({"race": name, "round": number, "presses": race.presses(), "kept": race.kept})
        time.sleep(A_TURN)
    return found


def judge(rounds: list[dict[str, Any]]) -> dict[str, list[str]]:
    """What is wrong, in the rows and answers of each race, and in the chains of the community."""
    community = Community.objects.get(slug="montefeltro")
    faults: dict[str, list[str]] = {}
    with within(community):
        for one in rounds:
            race = (RACES | ONCE)[one["race"]](community, one["kept"], one["answers"])
            found = [f"{name} {status}" for name, status in race.answers if status >= 500]
            if found := [*race.faults(), *found]:
                faults.setdefault(one["race"], []).extend(found)
        for lines, heads in chain.chains():
            if broken := chain.broken_lines(lines, heads):
                faults[lines.__name__] = [f"broken at {seq}" for seq in broken[:5]]
    return faults


def forget_limits() -> None:
    """What was counted on the way to the stage, and the letters nobody reads here."""
    from django_q.models import OrmQ

    RateCount.objects.all().delete()
    OrmQ.objects.all().delete()


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepared = prepare(int(sys.argv[2]), sys.argv[3:])
        forget_limits()
        print(json.dumps(prepared))
    else:
        print(json.dumps(judge(json.load(sys.stdin))))
