"""A report as text for a terminal, and as a page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from jinja2 import Environment, PackageLoader

from reciproca.network.analysis.report import Bar, Report, Section

__all__ = ["as_html", "as_text"]

WIDTH, BAR = 78, 40
HEIGHTS = " ▁▂▃▄▅▆▇█"


def as_text(report: Report) -> str:
    """Lines of at most 78 signs; pictures are made of blocks."""
    lines = [report.title, "═" * min(len(report.title), WIDTH)]
    for sentence in report.read:
        lines += wrap(sentence, WIDTH)
    for section in report.sections:
        lines += ["", section.title, "─" * len(section.title), *_section(section)]
    return "\n".join([*lines, "", *wrap(report.foot, WIDTH)])


def _section(section: Section) -> Iterator[str]:
    yield from wrap(section.sentence, WIDTH)
    if section.rhythm:
        most = max(section.rhythm) or 1
        yield "".join(HEIGHTS[-(-one * 8 // most)] for one in section.rhythm)
        first, last = section.ends
        yield f"{first}{last:>{max(len(section.rhythm) - len(first), len(last) + 1)}}"
    yield from _bars(section.bars or section.ladder)
    values = max((len(value) for _, value in section.facts), default=0)
    for name, value in section.facts:
        for at, part in enumerate(wrap(name, WIDTH - values - 2)):
            yield f"{value if not at else '':>{values}}  {part}"


def _bars(bars: Sequence[Bar]) -> Iterator[str]:
    said = max((len(bar.said) for bar in bars), default=0)
    for bar in bars:
        length = round(bar.share * BAR) if bar.share < 0.5 / BAR else max(1, round(bar.share * BAR))
        yield f"{bar.said:>{said}}  {bar.name}"
        yield f"{'':>{said}}  {'█' * length}{'░' * (BAR - length)}"


def as_html(report: Report) -> str:
    """One file: its style within, no script, nothing asked from anywhere."""
    environment = Environment(
        loader=PackageLoader("reciproca.network", "jinja2"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("analysis.html").render(report=report, stroke=_strokes)


def _strokes(rhythm: Sequence[int]) -> list[tuple[float, float, float]]:
    """For each part of time: where its stroke stands in a box of 600 × 120, how high it begins, how high it is."""
    most = max(rhythm) or 1
    each = 600 / max(len(rhythm), 1)
    return [(each * (at + 0.5), 118 - 112 * one / most, 112 * one / most) for at, one in enumerate(rhythm)]
