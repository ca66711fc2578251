"""From rows to the figures of the engine: the bridge of `reciproca analyse`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca.network.analysis.reading import Rows
from reciproca_engine import cluster, paths, reciprocity, ties, trust
from reciproca_engine.ties import Contact, Revivals

__all__ = ["WITHIN", "Asked", "Figures", "Nobody", "Ratings", "figures_of", "plain"]

#: Days within which help is passed on, where times are days.
WITHIN = 30.0
#: Parts of time in the picture of the rhythm, and people named in a list.
PARTS, NAMED = 60, 5
#: Fewer people have no figures of what is between two.
FEWEST = 4
#: Ways that are named, and the steps they may have.
WAYS, STEPS = 3, 4

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Nobody(Exception):
    """A person was named who is not in the file."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is told only when it is asked for.

    Parameters
    ----------
    seeds : names
        Who is known to be real: from them, who else is.
    way : two names, or ()
        By whom the first could be introduced to the second.
    foretell : float or None
        Who will be in touch within so many days, and which ties that sleep would answer.
    """

    seeds: Sequence[str] = ()
    way: Sequence[str] = ()
    foretell: float | None = None


@dataclass(frozen=True, eq=False)
class Ratings:
    """What signed weights with times tell.

    Parameters
    ----------
    risk : float[rows]
        How probable it was, just before each rating, that it would be negative.
    auc : float
        How often the risk was higher before a negative rating than before another; a half is chance.
    negative : float
        The share of negative ratings.
    reliability : Reliability
        Of each person, from what others said.
    """

    risk: NDArray[np.float64]
    auc: float
    negative: float
    reliability: trust.Reliability


@dataclass(frozen=True, slots=True)
class Way:
    """By whom one could be introduced to another, and how probable it is that it works."""

    people: tuple[str, ...]
    probability: float


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
    ratings : Ratings or None
    standing, credit : Standing, Credit or None
        Who is real, and whose recognition counts, when seeds were named.
    ways : list of Way or None
        Best first, when it was asked for. A step is as probable as the tie is strong at the end of the log; in a file
        without times all steps are alike.
    contact, revivals : Contact, Revivals or None
        When it was asked to foretell.
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
    ratings: Ratings | None = None
    standing: trust.Standing | None = None
    credit: trust.Credit | None = None
    ways: list[Way] | None = None
    contact: Contact | None = None
    revivals: Revivals | None = None


def figures_of(
    rows: Rows,
    *,
    undirected: bool = False,
    within: float = WITHIN,
    asked: Asked | None = None,
    context: Any = None,
) -> Figures:
    """Every figure that the rows tell. `undirected`: each row stands for a tie both ways.

    With the `context` of Apache Spark the work that grows with the log is done there: ties, balances, pairs, contact.

    Raises
    ------
    Nobody
        When what was asked names somebody who is not there.
    """
    giver, receiver, weight, time = rows.giver, rows.receiver, rows.weight, rows.time
    asked = asked or Asked()
    named = [_place(rows.people, name) for name in (*asked.seeds, *asked.way)]
    seeds, way = np.array(named[: len(asked.seeds)], dtype=np.int64), named[len(asked.seeds) :]
    signed = weight is not None and bool((weight < 0).any())
    ratings = _ratings(rows) if signed and time is not None else None
    if signed:
        weight = None
    if undirected:
        giver, receiver = np.concatenate((giver, receiver)), np.concatenate((receiver, giver))
        weight = None if weight is None else np.concatenate((weight, weight))
        time = None if time is None else np.concatenate((time, time))
    people = len(rows.people)
    when = np.zeros(len(giver)) if time is None else time
    work = _Here(giver, receiver, when, weight) if context is None else _There(giver, receiver, when, weight, context)
    strong = work.strengths() if time is not None else None
    vouches = rows.weight > 0 if signed and rows.weight is not None else np.ones(len(rows.giver), dtype=np.bool_)
    vouches = np.concatenate((vouches, vouches)) if undirected else vouches
    known = (giver[vouches], receiver[vouches], seeds, people)
    summary, network = work.network()
    return Figures(
        signed=signed,
        summary=summary,
        shape=reciprocity.shape(*network, people),
        circulation=reciprocity.circulation(*network),
        dyadic=reciprocity.dyadic(*network, people) if people >= FEWEST else None,
        balances=work.balances(people),
        chains=reciprocity.chains(giver, receiver, when, within) if time is not None else None,
        ties=strong,
        span=(float(rows.time.min()), float(rows.time.max())) if rows.time is not None and len(rows.time) else None,
        rhythm=np.histogram(rows.time, PARTS)[0] if rows.time is not None else None,
        links=_links(rows.people, reciprocity.between(*network, people)),
        ratings=ratings,
        standing=trust.standing(*known, weight=None if weight is None else weight[vouches]) if len(seeds) else None,
        credit=trust.credit(*known) if len(seeds) else None,
        ways=_ways(rows.people, giver, receiver, strong, *way) if way else None,
        contact=work.contact(asked.foretell) if asked.foretell and time is not None else None,
        revivals=ties.revivals(giver, receiver, time, weight=weight) if asked.foretell and time is not None else None,
    )


class _Here:
    """The work that grows with the log, on this machine."""

    def __init__(self, giver: Ints, receiver: Ints, time: Floats, weight: Floats | None) -> None:
        self.rows, self.weight = (giver, receiver, time), weight

    def strengths(self) -> ties.Strengths:
        return ties.strengths(*self.rows, weight=self.weight)

    def balances(self, people: int) -> reciprocity.Balances:
        return reciprocity.balances(*self.rows, weight=self.weight, people=people)

    def network(self) -> tuple[reciprocity.Summary, tuple[Ints, Ints, Floats | None]]:
        """What is returned; and the ties, as other figures of the network want them."""
        giver, receiver, _ = self.rows
        return reciprocity.summary(giver, receiver, self.weight), (giver, receiver, self.weight)

    def contact(self, horizon: float) -> Contact:
        return ties.contact_probability(*self.rows, horizon=horizon)


class _There:
    """The same on Apache Spark."""

    def __init__(self, giver: Ints, receiver: Ints, time: Floats, weight: Floats | None, context: Any) -> None:
        self.log = cluster.log(giver, receiver, time, weight, context=context)

    def strengths(self) -> ties.Strengths:
        return cluster.strengths(self.log)

    def balances(self, people: int) -> reciprocity.Balances:
        return cluster.balances(self.log, people=people)

    def network(self) -> tuple[reciprocity.Summary, tuple[Ints, Ints, Floats | None]]:
        network = cluster.network(self.log)
        return reciprocity.summary_of(network), (network.source, network.target, network.weight)

    def contact(self, horizon: float) -> Contact:
        return cluster.contact_probability(self.log, horizon=horizon)


def _place(people: list[str], name: str) -> int:
    if name not in people:
        raise Nobody(name)
    return people.index(name)


def _ratings(rows: Rows) -> Ratings:
    value, time = rows.weight, rows.time
    assert value is not None
    assert time is not None
    risk = trust.rating_risk(rows.giver, rows.receiver, value, time)
    most = float(np.abs(value).max())
    return Ratings(
        risk=risk,
        auc=_auc(risk, value < 0),
        negative=float((value < 0).mean()),
        reliability=trust.reliability(
            rows.giver, rows.receiver, value, time, scale=(-most, most), people=len(rows.people)
        ),
    )


def _auc(risk: NDArray[np.float64], happened: NDArray[np.bool_]) -> float:
    """The probability that something that happened had the higher risk; of equal risks one half."""
    _, place, number = np.unique(risk, return_inverse=True, return_counts=True)
    rank = (np.cumsum(number) - (number - 1) / 2)[place]
    yes = int(happened.sum())
    no = len(risk) - yes
    return float((rank[happened].sum() - yes * (yes + 1) / 2) / (yes * no)) if yes and no else math.nan


def _ways(
    people: list[str],
    giver: NDArray[np.int64],
    receiver: NDArray[np.int64],
    strong: ties.Strengths | None,
    asker: int,
    person: int,
) -> list[Way]:
    if strong is not None:
        graph = paths.Graph(strong.source, strong.target, strong.strength, people=len(people))
    else:
        graph = paths.Graph(giver, receiver, 0.5, people=len(people))
    return [
        Way(tuple(people[one] for one in found.people), found.probability)
        for found in graph.introductions(asker, person, k=WAYS, hops=STEPS)
    ]


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
