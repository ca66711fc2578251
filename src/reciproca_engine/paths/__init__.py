"""Paths: who could open a door to whom, over a million people at once.

>>> from reciproca_engine.paths import Graph
>>> graph = Graph([0, 1, 0, 2], [1, 3, 2, 3], [0.5, 0.5, 1, 0.125])
>>> graph.introductions(0, 3, k=1)[0].people
(0, 1, 3)
"""

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.paths.graph import Graph, Introduction

__all__ = ["Graph", "Introduction", "InvalidProblem"]
