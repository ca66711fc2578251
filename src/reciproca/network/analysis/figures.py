"""From rows to the figures of the engine: the bridge of `reciproca analyse`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca.network.analysis.reading import Rows
from reciproca_engine import reciprocity, ties

__all__ = ["WITHIN", "Figures", "figures_of", "plain"]

#: Days within which help is passed on, where times are days.
WITHIN = 30.0
#: Parts of time in the picture of the rhythm, and people named in a list.
PARTS, NAMED = 60, 5
#: Fewer people have no figures of what is between two.
FEWEST = 4


@dataclass(frozen=True, eq=False)
class Figures:
    """What there is to tell. None: the file does not say it (no times, signed weights, too few people).

    Parameters
    ----------
    signed : bool
        Some weights are below 0: they are ratings, and the figures of what was given leave weights out.
    ties : Strengths or None
        Of how strong each tie is at the end of the log, and whether it sleeps.
    span : (float, float) or None
        The first and the last time.
    rhythm : int[parts] or None
        How many rows there are in each of so many equal parts of that time.
    links : list of (person, share)
        Who holds the network together, by the share of the shortest ways between others that lead through them.
    """

    signed: bool
    summary: reciprocity.Summary
    shape: reciprocity.Shape
    circulation: reciprocity.Circulation
    dyadic: reciprocity.Dyadic | None
    balances: reciprocity.Balances
    chains: reciprocity.Chains | None
    ties: ties.Strengths | None
    span: tuple[float, float] | None
    rhythm: NDArray[np.int64] | None
    links: list[tuple[str, float]]


def figures_of(rows: Rows, *, undirected: bool = False, within: float = WITHIN) -> Figures:
    """Every figure that the rows tell. `undirected`: each row stands for a tie both ways."""
    giver, receiver, weight, time = rows.giver, rows.receiver, rows.weight, rows.time
    signed = weight is not None and bool((weight < 0).any())
    if signed:
        weight = None
    if undirected:
        giver, receiver = np.concatenate((giver, receiver)), np.concatenate((receiver, giver))
        weight = None if weight is None else np.concatenate((weight, weight))
        time = None if time is None else np.concatenate((time, time))
    people = len(rows.people)
    when = np.zeros(len(giver)) if time is None else time
    return Figures(
        signed=signed,
        summary=reciprocity.summary(giver, receiver, weight),
        shape=reciprocity.shape(giver, receiver, weight),
        circulation=reciprocity.circulation(giver, receiver, weight),
        dyadic=reciprocity.dyadic(giver, receiver, weight, people) if people >= FEWEST else None,
        balances=reciprocity.balances(giver, receiver, when, weight=weight, people=people),
        chains=reciprocity.chains(giver, receiver, when, within) if time is not None else None,
        ties=ties.strengths(giver, receiver, time, now=float(time.max()), weight=weight) if time is not None else None,
        span=(float(rows.time.min()), float(rows.time.max())) if rows.time is not None and len(rows.time) else None,
        rhythm=np.histogram(rows.time, PARTS)[0] if rows.time is not None else None,
        links=_links(rows.people, reciprocity.between(giver, receiver, weight, people)),
    )


def _links(people: list[str], between: NDArray[np.float64]) -> list[tuple[str, float]]:
    first = np.argsort(-between, kind="stable")[:NAMED]
    return [(people[person], float(between[person])) for person in first if between[person] > 0]


def plain(value: Any) -> Any:
    """Figures as JSON knows them: what is not a number is null, arrays are lists."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = [one.name for one in fields(value) if not one.name.startswith("_")]
        told = [name for name, one in vars(type(value)).items() if isinstance(one, (property, cached_property))]
        return {name: plain(getattr(value, name)) for name in (*kept, *told)}
    if isinstance(value, np.ndarray):
        return [plain(one) for one in value.tolist()]
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, np.generic):
        return plain(value.item())
    return value
