"""What the figures say, in sentences and small pictures: one report for the terminal and for a page."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from reciproca.network.analysis.figures import Figures
from reciproca.network.analysis.reading import Rows
from reciproca.network.analysis.words import WORDS

#: From the liveliest to the quietest.
STATES = ("active", "new", "cooling", "dormant")

__all__ = ["Bar", "Report", "Section", "report_of"]


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a whole: its name, its share in [0, 1], the share in words."""

    name: str
    share: float
    said: str


@dataclass(frozen=True, slots=True)
class Section:
    """A title, a sentence that says what is to be seen, facts as (name, value), and at most one picture.

    `bars` make a whole, `ladder` are compared with one another, `rhythm` is counted in equal parts of time.
    """

    title: str
    sentence: str = ""
    facts: Sequence[tuple[str, str]] = ()
    bars: Sequence[Bar] = ()
    ladder: Sequence[Bar] = ()
    rhythm: Sequence[int] = ()
    ends: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Report:
    language: str
    title: str
    read: Sequence[str]
    sections: Sequence[Section] = field(default=())
    foot: str = ""


class _Voice:
    """The words and the numbers of one language."""

    def __init__(self, language: str) -> None:
        self.language, self.words = language, WORDS[language]

    def __call__(self, key: str, **facts: object) -> str:
        return self.words[key].format(**facts)

    def count(self, number: float) -> str:
        return str(format_decimal(round(number), locale=self.language))

    def figure(self, number: float, digits: int = 3) -> str:
        if not math.isfinite(number):
            return self("undefined")
        return str(format_decimal(number, format=f"#,##0.{'0' * digits}", locale=self.language))

    def share(self, number: float) -> str:
        return (
            str(format_percent(number, format="#,##0.0%", locale=self.language))
            if math.isfinite(number)
            else self("undefined")
        )

    def day(self, days: float, dated: bool) -> str:
        if not dated:
            return self.figure(days, 1)
        return str(format_date(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=days), "long", locale=self.language))

    def plural(self, key: str, number: int) -> str:
        return self(f"{key}.one" if number == 1 else f"{key}.many", n=self.count(number))


def report_of(
    rows: Rows, figures: Figures, *, file: str | Path, language: str, undirected: bool, within: float
) -> Report:
    """The report on a file that was read."""
    say = _Voice(language)
    sections = [
        _people(say, figures, undirected),
        _rhythm(say, rows, figures),
        None if undirected else _returned(say, figures),
        None if undirected else _circulation(say, figures),
        None if undirected else _beyond_rates(say, figures),
        None if undirected else _balances(say, figures),
        _chains(say, figures, within),
        _ties(say, figures),
        _together(say, figures),
        _ratings(say, figures),
        _real(say, figures),
        _ways(say, figures),
        _foretold(say, figures),
    ]
    return Report(
        language=language,
        title=Path(file).name,
        read=_read(say, rows, figures),
        sections=[section for section in sections if section],
        foot=say("foot"),
    )


def _read(say: _Voice, rows: Rows, figures: Figures) -> list[str]:
    named = ", ".join(
        say("column", kind=say(f"kind.{column.kind}"), what=column.name or say("place", n=column.place))
        for column in rows.columns
    )
    told = [f"{say.plural('rows', rows.lines)}: {named}."]
    if rows.guessed:
        told.append(say("guessed"))
    if rows.unused:
        told.append(say("unused", names=", ".join(rows.unused)))
    if figures.summary.selfs:
        told.append(say.plural("selfs", figures.summary.selfs))
    if figures.summary.repeated and rows.time is None:
        told.append(say.plural("repeated", figures.summary.repeated))
    if figures.signed:
        told.append(say("signed"))
    return told


def _people(say: _Voice, figures: Figures, undirected: bool) -> Section:
    summary, shape = figures.summary, figures.shape
    facts = [
        (say("people"), say.count(summary.people)),
        (say("pairs" if undirected else "ties"), say.count(shape.tied_pairs if undirected else summary.ties)),
        (say("density"), say.figure(summary.density, 6)),
        (say("largest_part"), say.count(shape.largest_weak_part)),
    ]
    if not undirected:
        facts.append(
            (
                say("largest_strong"),
                say.count(shape.largest_strong_part),
            )
        )
    facts += [
        (say("triangles"), say.count(shape.triangles)),
        (say("clustering"), say.figure(shape.clustering, 4)),
        (say("transitivity"), say.figure(shape.transitivity, 4)),
    ]
    if shape.distances:
        facts += [
            (say("diameter"), say.count(shape.distances.diameter)),
            (say("effective"), say.figure(shape.distances.effective, 2)),
        ]
    return Section(say("title.people"), facts=facts)


def _rhythm(say: _Voice, rows: Rows, figures: Figures) -> Section | None:
    if figures.span is None or figures.rhythm is None or figures.span[0] == figures.span[1]:
        return None
    first, last = figures.span
    return Section(
        say("title.rhythm"),
        say("rhythm", days=say.count(last - first), each=say.figure((last - first) / len(figures.rhythm), 1)),
        rhythm=figures.rhythm.tolist(),
        ends=(say.day(first, rows.dated), say.day(last, rows.dated)),
    )


def _returned(say: _Voice, figures: Figures) -> Section:
    summary = figures.summary
    dyads, pairs = summary.dyads, summary.dyads.mutual + summary.dyads.asymmetric
    bars = [
        Bar(say("mutual"), dyads.mutual / pairs, say.count(dyads.mutual)),
        Bar(say("one_direction"), dyads.asymmetric / pairs, say.count(dyads.asymmetric)),
    ] if pairs else []  # fmt: skip
    return Section(
        say("title.returned"),
        say("returned.none") if pairs and not dyads.mutual else "",
        [
            (say("returned"), say.share(summary.returned)),
            (say("rho"), say.figure(summary.rho)),
            (say("weighted_returned"), say.share(summary.weighted_returned)),
            (say("weighted_rho"), say.figure(summary.weighted_rho)),
            (say("null"), say.count(dyads.null)),
        ],
        bars=bars,
    )


def _circulation(say: _Voice, figures: Figures) -> Section | None:
    found = figures.circulation
    if not math.isfinite(found.direct):
        return None
    parts = ((say("direct"), found.direct), (say("indirect"), found.indirect), (say("one_way"), found.one_way))
    return Section(
        say("title.circulation"), say("circulation"), bars=[Bar(name, share, say.share(share)) for name, share in parts]
    )


def _beyond_rates(say: _Voice, figures: Figures) -> Section | None:
    found = figures.dyadic
    if found is None or not math.isfinite(found.reciprocity.value):
        return None
    facts = [
        (say("raw"), say.figure(found.raw)),
        (say("between_two"), _interval(say, found.reciprocity.value, found.reciprocity.low, found.reciprocity.high)),
    ]
    if math.isfinite(found.generalised.value):
        facts.append(
            (say("generalised"), _interval(say, found.generalised.value, found.generalised.low, found.generalised.high))
        )
    return Section(say("title.beyond"), say("beyond"), facts)


def _interval(say: _Voice, value: float, low: float, high: float) -> str:
    if not math.isfinite(low):
        return say.figure(value)
    return say("interval", value=say.figure(value), low=say.figure(low), high=say.figure(high))


def _balances(say: _Voice, figures: Figures) -> Section:
    found = figures.balances
    counted = [(say(f"role.{role}"), int((found.role == number).sum())) for number, role in enumerate(found.ROLES)]
    most = max(number for _, number in counted) or 1
    return Section(
        say("title.balances"),
        say("balances"),
        ladder=[Bar(name, number / most, say.count(number)) for name, number in counted],
    )


def _chains(say: _Voice, figures: Figures, within: float) -> Section | None:
    found = figures.chains
    if found is None or not math.isfinite(found.continued):
        return None
    facts = [
        (say("continued"), say.share(found.continued)),
        (say("longest"), say.plural("acts", int(found.length.max()))),
    ]
    if math.isfinite(found.lift):
        facts.insert(1, (say("lift"), _interval(say, found.lift, *found.lift_interval)))
    return Section(say("title.chains"), say("chains", days=say.count(within)), facts)


def _ties(say: _Voice, figures: Figures) -> Section | None:
    """Each tie once: a pair of people may have a row each way, and is told in the eyes of whom it is most alive for."""
    found = figures.ties
    if found is None or not len(found.source):
        return None
    order = {state: at for at, state in enumerate(STATES)}
    liveliest: dict[tuple[int, int], int] = {}
    for one, other, state in zip(found.source.tolist(), found.target.tolist(), found.state.tolist(), strict=True):
        pair = (min(one, other), max(one, other))
        liveliest[pair] = min(liveliest.get(pair, len(STATES)), order[state])
    counted = Counter(liveliest.values())
    most = max(counted.values())
    return Section(
        say("title.states"),
        say("states", fast=say.count(found.half_lives[0]), slow=say.count(found.half_lives[1])),
        ladder=[
            Bar(say(f"state.{state}"), counted[at] / most, say.count(counted[at])) for at, state in enumerate(STATES)
        ],
    )


def _together(say: _Voice, figures: Figures) -> Section | None:
    if not figures.links:
        return None
    most = figures.links[0][1] or 1
    return Section(
        say("title.together"),
        say("together"),
        ladder=[Bar(name, share / most, say.share(share)) for name, share in figures.links],
    )


def _ratings(say: _Voice, figures: Figures) -> Section | None:
    found = figures.ratings
    if found is None:
        return None
    facts = [(say("negative"), say.share(found.negative)), (say("auc"), say.figure(found.auc))]
    return Section(say("title.ratings"), say("ratings"), facts)


def _real(say: _Voice, figures: Figures) -> Section | None:
    found, credit = figures.standing, figures.credit
    if found is None or credit is None:
        return None
    members, reached, there = int(found.member.sum()), int((found.distance >= 0).sum()), len(found.member)
    parts = ((say("members"), members), (say("reached"), reached - members), (say("unreached"), there - reached))
    return Section(
        say("title.real"),
        say("real", seeds=say.count(int((found.distance == 0).sum()))),
        [(say("bound"), say.count(found.bound)), (say("credited"), say.count(int((credit.score > 0).sum())))],
        bars=[Bar(name, number / there, say.count(number)) for name, number in parts],
    )


def _ways(say: _Voice, figures: Figures) -> Section | None:
    if figures.ways is None:
        return None
    if not figures.ways:
        return Section(say("title.ways"), say("ways.none"))
    most = figures.ways[0].probability or 1
    return Section(
        say("title.ways"),
        say("ways" if figures.ties else "ways.alike"),
        ladder=[
            Bar(" → ".join(way.people), way.probability / most, say.share(way.probability)) for way in figures.ways
        ],
    )


def _foretold(say: _Voice, figures: Figures) -> Section | None:
    """Rows stand for ordered pairs: each pair of people is counted once."""
    contact, waking = figures.contact, figures.revivals
    if contact is None or waking is None:
        return None
    once = contact.probability[contact.source < contact.target]
    facts = [(say("known"), say.count(len(once))), (say("expected"), say.count(float(once.sum())))]
    facts.append((say("asleep"), say.count(len({frozenset(pair) for pair in zip(waking.source.tolist(), waking.target.tolist(), strict=True)}))))  # fmt: skip
    if len(waking.probability):
        facts.append((say("answer"), say.share(float(waking.probability.mean()))))
    return Section(say("title.foretold"), say("foretold", days=say.figure(contact.horizon, 0)), facts)
