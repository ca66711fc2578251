"""Paths on published networks. The data are not part of the project: RECIPROCA_DATA names the folder that holds them."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from scipy.sparse import csgraph

from reciproca_engine.paths import Graph

DATA = os.environ.get("RECIPROCA_DATA")
pytestmark = pytest.mark.skipif(
    not DATA, reason="RECIPROCA_DATA is not set: it names the folder of published data sets"
)

NETWORKS = [
    ("ego-facebook/facebook_combined.txt.gz", 4_039, 8, 4.757),
    ("ca-grqc/CA-GrQc.txt.gz", 4_158, 17, 7.607),
    ("email-eu-core/email-Eu-core.txt.gz", 986, 7, 2.948),
    ("advogato/advogato.txt.gz", 5_042, 9, 3.825),
]


def network(name):
    """Ties in both directions between the people of the largest component, numbered without gaps."""
    path = Path(DATA) / name
    if not path.is_file():
        pytest.skip(f"RECIPROCA_DATA has no {name}")
    with gzip.open(path, "rt") as file:
        rows = np.array([line.split()[:2] for line in file if line[0] not in "#%"], dtype=np.int64)
    rows = np.unique(np.concatenate((rows, rows[:, ::-1])), axis=0)
    matrix = sparse.coo_array((np.ones(len(rows)), rows.T)).tocsr()
    _, component = csgraph.connected_components(matrix)
    largest = np.flatnonzero(component == np.bincount(component).argmax())
    inside = matrix[largest][:, largest].tocoo()
    return inside.row.astype(np.int64), inside.col.astype(np.int64), len(largest)


@pytest.mark.parametrize(("name", "people", "diameter", "effective"), NETWORKS)
def test_distances(name, people, diameter, effective):
    """Leskovec and others, SNAP; the effective diameter is the interpolated 90 % quantile of the distances."""
    source, target, found = network(name)
    graph = Graph(source, target, 1.0)
    far = csgraph.shortest_path(sparse.coo_array((np.ones(len(source)), (source, target))).tocsr(), unweighted=True)

    assert (found, graph.people) == (people, people)
    for one, other in np.random.default_rng(1).integers(0, people, (2_000, 2)).tolist():
        assert graph.distance(one, other) == far[one, other]
    for one in np.random.default_rng(2).integers(0, people, 40).tolist():
        for steps in (1, 2, 3):
            assert graph.within(one, steps).tolist() == np.flatnonzero((far[one] > 0) & (far[one] <= steps)).tolist()
    assert far.max() == diameter
    one, other = np.unravel_index(far.argmax(), far.shape)
    assert len(graph.path(int(one), int(other))) == diameter + 1
    share = np.cumsum(np.bincount(far[far > 0].astype(int))) / (people * (people - 1))
    k = int(np.searchsorted(share, 0.9))
    assert round(k - 1 + (0.9 - share[k - 1]) / (share[k] - share[k - 1]), 3) == effective


@pytest.mark.parametrize(("hops", "pairs"), [(2, 5_000), (3, 5_000), (4, 500)])
def test_introductions_among_ten_thousand_pairs(hops, pairs):
    """McAuley and Leskovec (2012); the best by each first step, found by going over all ties again and again."""
    source, target, people = network("ego-facebook/facebook_combined.txt.gz")
    chance = np.random.default_rng(3)
    acceptance = np.maximum(chance.random(len(source)), 1e-3).astype(np.float32)
    graph, exact = Graph(source, target, acceptance), acceptance.astype(np.float64)

    for asker, person in chance.integers(0, people, (pairs, 2)).tolist():
        ways = graph.introductions(asker, person, hops=hops)
        expected = (
            np.sort(best_by_first_step(source, target, exact, asker, person, hops))[::-1][:3] if asker != person else []
        )
        assert [way.probability for way in ways] == pytest.approx(expected, rel=1e-12)


def best_by_first_step(source, target, acceptance, asker, person, hops):
    """{first step: probability}: best ways to the person layer by layer, over all ties, never through the asker."""
    reach = np.zeros(source.max() + 1)
    reach[person] = 1
    for _ in range(hops - 1):
        np.maximum.at(further := reach.copy(), source, acceptance * reach[target])
        reach = further
        reach[asker], reach[person] = 0, 1
    hers = (source == asker) & (reach[target] > 0)
    return acceptance[hers] * reach[target[hers]]
