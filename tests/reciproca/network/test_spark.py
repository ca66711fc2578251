"""`reciproca analyse` on Apache Spark, where it is installed: the figures of one machine."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from reciproca.cli import main
from reciproca.network.analysis.spark import is_parquet

#: A process of its own: Spark leaves a virtual machine and sockets behind for as long as it lives.
PROGRAM = """
import sys
from reciproca.cli import main
from reciproca_engine import cluster
log, parquet = sys.argv[1:]
ask = ["--foretell", "20", "--json"]
assert main(["analyse", log, *ask]) == 0
assert main(["analyse", log, *ask, "--engine", "spark"]) == 0
spark = cluster.spark()
spark.read.csv(log, header=True, inferSchema=True).coalesce(1).write.parquet(parquet)
assert main(["analyse", parquet, *ask]) == 0
"""


def messages(file: Path, *, people: int = 120, many: int = 2_500) -> None:
    """Like CollegeMsg: few write much, most of it goes to and fro between the same two, in bursts."""
    chance = np.random.default_rng(7)
    popular = np.cumsum(1 / np.arange(1, people + 1))
    lines, time, pairs = ["from,to,weight,time"], 0.0, [(0, 1)]
    for _ in range(many):
        one, other = (int(np.searchsorted(popular, chance.random() * popular[-1])) for _ in range(2))
        known = pairs[-int(chance.integers(1, min(len(pairs), 40) + 1))]
        one, other = (known[::-1] if chance.random() < 0.7 else known) if chance.random() < 0.7 else (one, other)
        pairs.append((one, other))
        time += float(chance.exponential(0.05))
        lines.append(f"p{one},p{other},{chance.integers(1, 30) / 10},{time:.3f}")
    file.write_text("\n".join(lines) + "\n")


def alike(found, expected, where=""):
    """Equal but for rounding in the last digits."""
    if isinstance(expected, dict):
        assert found.keys() == expected.keys(), where
        for name in expected:
            alike(found[name], expected[name], f"{where}.{name}")
    elif isinstance(expected, list):
        assert len(found) == len(expected), where
        for place, (one, other) in enumerate(zip(found, expected, strict=True)):
            alike(one, other, f"{where}[{place}]")
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, rel=1e-10, abs=1e-12), where
    else:
        assert found == expected, where


@pytest.mark.spark
@pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed")
@pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed")
def test_spark_tells_what_one_machine_tells_of_a_log_and_of_a_parquet_file(tmp_path):
    log = tmp_path / "log.csv"
    messages(log)
    environment = {**os.environ, "PYSPARK_SUBMIT_ARGS": "--master local[2] pyspark-shell"}

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(log), str(tmp_path / "log.parquet")],
        env=environment,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    here, there, parquet = (json.loads(line) for line in done.stdout.splitlines())
    assert here["ties"]["source"]
    assert here["contact"]["moments"] > 0
    alike(there, here)
    alike(parquet, here)


def test_without_spark_it_is_said_how_to_have_it(tmp_path, capsys, monkeypatch):
    file = tmp_path / "log.csv"
    messages(file, many=5)
    for missing, sentence in (("pyspark", "pip install 'reciproca[cluster]'"), ("java", "JAVA_HOME")):
        if missing == "pyspark":
            monkeypatch.setitem(sys.modules, "pyspark", None)
        elif importlib.util.find_spec("pyspark") is None:
            continue
        else:
            monkeypatch.setenv("JAVA_HOME", str(tmp_path / "nowhere"))
        for language in ("en", "it"):
            assert main(["analyse", str(file), "--engine", "spark", "--lang", language]) == 1
            assert sentence in capsys.readouterr().err
        monkeypatch.undo()


def test_a_parquet_file_is_known_by_how_it_begins_and_a_folder_by_what_is_in_it(tmp_path):
    (tmp_path / "log").write_bytes(b"PAR1...PAR1")
    (tmp_path / "PAR1.csv").write_text("from,to\na,b\n")
    folder = tmp_path / "folder.parquet"
    folder.mkdir()
    assert [is_parquet(tmp_path / name) for name in ("log", "PAR1.csv", "folder.parquet", "nothing")] == [True, False, False, False]  # fmt: skip

    (folder / "part-0.parquet").write_bytes(b"PAR1")

    assert is_parquet(folder)
