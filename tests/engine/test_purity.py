"""The engine needs NumPy, and Numba only once something is solved; it knows no web framework and no time of day.

One module has a stopwatch, for those who ask for the best answer within some seconds; one may call Apache Spark.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import reciproca_engine

ENGINE = Path(reciproca_engine.__file__).parent
STANDARD = set(sys.stdlib_module_names) - {"datetime", "random", "time"}
BESIDES = {"deadline.py": {"time"}, "cluster.py": {"pyspark"}}
MAY_IMPORT = {"Stemmer", "numba", "numpy", "reciproca_engine"} | STANDARD


def test_engine_imports_nothing_but_its_own():
    foreign = []
    for path in ENGINE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            may = MAY_IMPORT | BESIDES.get(str(path.relative_to(ENGINE)), set())
            foreign += [(path.name, name) for name in names if name.split(".")[0] not in may]

    assert foreign == []


def test_importing_loads_no_compiler():
    program = """
import sys
from reciproca_engine.circles import compose
from reciproca_engine.matching import MatchProblem, fit, solve, verify
from reciproca_engine.ties import State, contact_probability, revivals, strengths
from reciproca_engine.paths import Graph
from reciproca_engine.suggestions import for_everyone, for_person
from reciproca_engine.trust import credit, rating_risk, reliability, standing
heavy = [name for name in ("numba", "scipy", "django", "hypothesis") if name in sys.modules]
print(heavy)
"""
    answer = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ENGINE.parent), "PATH": ""},
    )

    assert answer.stdout.strip() == "[]"
