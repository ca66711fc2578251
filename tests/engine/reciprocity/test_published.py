"""Published networks. The data are not part of the project: RECIPROCA_DATA names the folder that holds them."""

from __future__ import annotations

import csv
import gzip
import os
from pathlib import Path

import numpy as np
import pytest

from reciproca_engine.reciprocity import circulation, dyadic, shape, summary

DATA = os.environ.get("RECIPROCA_DATA")
pytestmark = pytest.mark.skipif(
    not DATA, reason="RECIPROCA_DATA is not set: it names the folder of published data sets"
)


def rows_of(name: str, *, delimiter: str | None = None, skip: int = 0) -> np.ndarray:
    path = Path(DATA or "", name)
    if not path.is_file():
        pytest.skip(f"{name} is not in RECIPROCA_DATA.")
    with gzip.open(path, "rt") as lines:
        return np.loadtxt(lines, comments=["#", "%"], delimiter=delimiter, skiprows=skip)


def table(name: str) -> list[dict[str, str]]:
    path = Path(DATA or "", name)
    if not path.is_file():
        pytest.skip(f"{name} is not in RECIPROCA_DATA.")
    with open(path, newline="") as lines:
        return list(csv.DictReader(lines))


def test_email_eu_core():
    """Leskovec, Kleinberg & Faloutsos (2007): 1,005 people, 25,571 rows of which 642 are of somebody with themselves."""
    rows = rows_of("email-eu-core/email-Eu-core.txt.gz")
    found = summary(rows[:, 0], rows[:, 1])
    assert (found.people, found.ties + found.selfs) == (1005, 25571)
    assert (round(found.returned, 6), round(found.rho, 6)) == (0.711220, 0.703904)


def test_college_messages():
    """Panzarasa, Opsahl & Carley (2009)."""
    rows = rows_of("college-msg/CollegeMsg.txt.gz")
    found = summary(rows[:, 0], rows[:, 1])
    assert (found.people, found.ties, found.ties + found.repeated) == (1899, 20296, 59835)
    assert (found.dyads.mutual, found.dyads.asymmetric) == (6458, 7380)
    assert (round(found.returned, 6), round(found.rho, 6), round(found.weighted_returned, 6)) == (
        0.636382, 0.634322, 0.610211,
    )  # fmt: skip


def test_advogato():
    """KONECT counts the rows of somebody with themselves as returned (38.5 %); we leave them out."""
    rows = rows_of("advogato/advogato.txt.gz")
    found = summary(rows[:, 0], rows[:, 1], rows[:, 2])
    assert (found.people, found.ties + found.selfs, found.selfs) == (6539, 51127, 3992)
    assert round(found.returned, 6) == 0.333086
    assert round((found.returned * found.ties + found.selfs) / (found.ties + found.selfs), 6) == 0.385159


def test_bitcoin_alpha():
    rows = rows_of("bitcoin-alpha/soc-sign-bitcoinalpha.csv.gz", delimiter=",", skip=1)
    found = summary(rows[:, 0], rows[:, 1])
    assert (found.people, found.ties) == (3783, 24186)
    assert round(found.returned, 6) == 0.832052


@pytest.mark.parametrize(
    ("tie", "dyads", "returned", "rho"),
    [
        ("advice", (45, 100, 65), 0.473684, 0.038902),
        ("friendship", (23, 56, 131), 0.450980, 0.274880),
        ("reports_to", (0, 20, 190), 0.0, -0.05),
    ],
)
def test_krackhardts_managers(tie, dyads, returned, rho):
    """Wasserman & Faust (1994)."""
    ties = [[int(value) for value in list(row.values())[:2]] for row in table(f"krackhardt-managers/{tie}.csv")]
    found = summary(*zip(*ties, strict=True), people=22)  # ids begin at 1: nobody is 0
    null = found.dyads.null - 21
    assert (found.dyads.mutual, found.dyads.asymmetric, null) == dyads
    assert round(found.returned, 6) == returned
    assert round(summary(*np.array(list(zip(*ties, strict=True))) - 1, people=21).rho, 6) == rho


def test_gifts_in_nicaragua():
    """Koster & Leckie (2014): the raw correlation of 0.24 hides how much is returned between two households."""
    rows = table("koster-leckie-gifts/dyads.csv")
    source = [int(row["hidA"]) for row in rows] + [int(row["hidB"]) for row in rows]
    target = [int(row["hidB"]) for row in rows] + [int(row["hidA"]) for row in rows]
    gifts = [int(row["giftsAB"]) for row in rows] + [int(row["giftsBA"]) for row in rows]
    figures = summary(source, target, gifts)
    assert (figures.dyads.mutual, figures.dyads.asymmetric, figures.dyads.null) == (157, 113, 30)
    assert round(figures.weighted_returned, 6) == 0.374782
    found = dyadic(source, target, gifts)
    assert found.reciprocity.low > 0.239155
    assert found.raw < 0.239155 < found.reciprocity.value


def test_what_goes_round_is_what_it_was_when_first_worked_out():
    """Not published; worked out once with a linear programme (HiGHS) on the same ties."""
    rows = rows_of("college-msg/CollegeMsg.txt.gz")
    found = circulation(rows[:, 0], rows[:, 1])
    assert round(found.direct, 6) == 0.610211
    assert (round(found.indirect, 6), round(found.one_way, 6)) == (0.112610, 0.277179)


@pytest.mark.parametrize(
    ("name", "how", "people", "parts", "triangles", "clustering", "diameter", "effective"),
    [
        ("email-eu-core/email-Eu-core.txt.gz", {}, 1005, (986, 803, 203), 105_461, 0.399355, 7, 2.948),
        ("ego-facebook/facebook_combined.txt.gz", {}, 4039, (4039, None, None), 1_612_010, 0.605547, 8, 4.757),
        ("ca-grqc/CA-GrQc.txt.gz", {}, 5242, (4158, None, None), 48_260, 0.529636, 17, 7.607),
        ("advogato/advogato.txt.gz", {}, 6539, (5042, 3140, None), 98_300, None, 9, 3.825),
        ("college-msg/CollegeMsg.txt.gz", {}, 1899, (1893, 1294, None), 14_319, None, None, None),
        ("bitcoin-alpha/soc-sign-bitcoinalpha.csv.gz", {"delimiter": ",", "skip": 1}, 3783, (None, None, 540), None, None, None, None),
    ],
)  # fmt: skip
def test_shapes(name, how, people, parts, triangles, clustering, diameter, effective):
    """SNAP, KONECT and SuiteSparse print these."""
    rows = rows_of(name, **how)
    found = shape(rows[:, 0], rows[:, 1])
    measured = {
        "people": (found.people, people),
        "largest weak part": (found.largest_weak_part, parts[0]),
        "largest strong part": (found.largest_strong_part, parts[1]),
        "strong parts": (found.strong_parts, parts[2]),
        "triangles": (found.triangles, triangles),
        "clustering": (round(found.clustering, 6), clustering),
        "diameter": (found.distances.diameter, diameter),
        "effective diameter": (round(found.distances.effective, 3), effective),
    }
    assert {what: ours for what, (ours, theirs) in measured.items() if theirs not in (None, ours)} == {}


def test_how_close_advogato_is():
    """KONECT's clustering coefficient, 9.22 %, is the share of paths of two ties that are closed."""
    rows = rows_of("advogato/advogato.txt.gz")
    assert round(shape(rows[:, 0], rows[:, 1]).transitivity, 6) == 0.092224


def test_groups_of_three_among_lawyers():
    """Lazega's advice: cycles of three are rare."""
    rows = [[int(value) for value in list(row.values())[:2]] for row in table("lazega-lawyers/advice.csv")]
    assert list(shape(*zip(*rows, strict=True)).triads.values()) == [
        21268, 18993, 5888, 1489, 1768, 1790, 1575, 1353, 943, 10, 451, 533, 368, 140, 442, 144,
    ]  # fmt: skip
