"""Lists of people under load, beside a community forum in the same rounds: requests per second, and their ratio; the
server’s processor time for each request, and its ratio, which what else the machine does troubles less.

    python bench/web/lists.py [rounds]

Ours: the member directory, and the coordinator's lists of 20 pairs (proposed by a round, with their reasons; running, in
the overview), of a community of 10,000 members: signed in, translated, no page cache. Peer: the topic list of django-spirit with 5,000 topics, filled as
docs/how-to/run-the-benchmarks.md says and named by PEER="<python bin folder>|<project folder>|<wsgi>|<settings>|<path>"
(without it, only ours is measured). One server process on core 0, wrk (1 thread, 16 connections) on core 1, SQLite,
rounds interleaved, medians. Load goes to this machine only.
"""

import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BIN = Path(sys.executable).parent
PORT = 18322
SECONDS = os.environ.get("SECONDS_A_RUN", "4")
GRANIAN = ["--host", "127.0.0.1", "--port", str(PORT), "--workers", "1", "--no-ws", "--log-level", "critical"]


def wrk(path: str, cookie: str = "", seconds: str = SECONDS) -> dict[str, float]:
    command = ["taskset", "-c", "1", "wrk", "-t1", "-c16", f"-d{seconds}s", "--latency", "--timeout", "20s"]
    if cookie:
        command += ["-H", f"Cookie: {cookie}"]
    said = subprocess.run(
        [*command, f"http://127.0.0.1:{PORT}{path}"], capture_output=True, text=True, check=True
    ).stdout
    bad = re.search(r"Non-2xx.*: (\d+)", said)
    if bad:
        raise SystemExit(f"{path}: {bad[1]} answers were not 200")
    return {
        "rps": float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]),
        "requests": int(re.search(r"(\d+) requests in", said)[1]),
    }


def measured(server: subprocess.Popen, path: str, cookie: str = "") -> tuple[float, float]:
    """Requests per second, and milliseconds of processor time for each, after a second to warm up."""
    wrk(path, cookie, "1")
    before = processor_seconds(server.pid)
    found = wrk(path, cookie)
    return found["rps"], (processor_seconds(server.pid) - before) / found["requests"] * 1000


def processor_seconds(group: int) -> float:
    """What the processes of a group have used so far (Linux)."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # gone meanwhile
            continue
        if int(fields[2]) == group:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def serve(command: list[str], path: str, env: dict[str, str], cwd: Path, cookie: str = "") -> subprocess.Popen:
    process = subprocess.Popen(
        ["taskset", "-c", "0", *command], env={**os.environ, **env}, cwd=cwd, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for _ in range(200):
        time.sleep(0.1)
        try:
            request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", headers={"Cookie": cookie})
            urllib.request.urlopen(request, timeout=10).read()
            return process
        except OSError:
            continue
    stop(process)
    raise SystemExit(f"no answer at {path}")


def stop(process: subprocess.Popen) -> None:
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def main(rounds: int) -> None:
    data = Path(os.environ.get("BENCH_DATA") or tempfile.mkdtemp(prefix="reciproca-bench-"))
    env = {
        "DATA_DIR": str(data),
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "reciproca.config.settings",
    }
    key = data / "session"
    if not key.exists():
        subprocess.run([sys.executable, "-m", "reciproca", "migrate", "-v0"], env={**os.environ, **env}, check=True)
        filled = subprocess.run(
            [sys.executable, str(HERE / "seed.py")],
            env={**os.environ, **env},
            check=True,
            capture_output=True,
            text=True,
        )
        key.write_text(" ".join(filled.stdout.split()[-3:]))
    *lists_of_pairs, session = key.read_text().split()
    cookie = f"sessionid={session}; django_language=en"
    pages = ["/bench/people/", *lists_of_pairs, *os.environ.get("PAGES", "").split()]
    peer = os.environ.get("PEER", "").split("|") if os.environ.get("PEER") else None
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(rounds):
        ours = serve(
            [str(BIN / "granian"), "--interface", "asginl", *GRANIAN, "reciproca.config.asgi:application"],
            pages[0], env, ROOT, cookie,
        )  # fmt: skip
        for page in pages:
            found.setdefault(page, []).append(measured(ours, page, cookie))
        stop(ours)
        if peer:
            folder, project, target, settings, path = peer
            theirs = serve(
                [f"{folder}/granian", "--interface", "wsgi", *GRANIAN, target],
                path, {"DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": project}, Path(project),
            )  # fmt: skip
            found.setdefault("peer", []).append(measured(theirs, path))
            stop(theirs)
    for name, rows in found.items():
        rates, costs = zip(*rows, strict=True)
        line = {
            "page": name,
            "requests_per_second": round(statistics.median(rates), 1),
            "processor_ms": round(statistics.median(costs), 2),
        }
        if peer and name != "peer":
            pairs = list(zip(rows, found["peer"], strict=True))
            line["ratio_to_peer"] = round(statistics.median(ours[0] / theirs[0] for ours, theirs in pairs), 2)
            line["ratio_of_processor_time"] = round(statistics.median(theirs[1] / ours[1] for ours, theirs in pairs), 2)
        print(json.dumps(line))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
