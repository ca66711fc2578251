"""What comes from outside: few packages, pinned by hash, from no address of ours."""

import hashlib
import re
import subprocess
import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from reciproca.core import clock
from reciproca.core.readiness import OLDEST_LOCK, locked_on, what_worries

ROOT = Path(__file__).parents[2]
#: Spelled from parts, so that this file passes its own test.
HOSTS = [".".join(parts) for parts in (
    ("pypi", "org"), ("files", "pythonhosted", "org"), ("test", "pypi", "org"), ("registry", "npmjs", "org"),
    ("unpkg", "com"), ("cdn", "jsdelivr", "net"), ("cdnjs", "cloudflare", "com"), ("fonts", "googleapis", "com"),
    ("fonts", "gstatic", "com"), ("crates", "io"), ("proxy", "golang", "org"), ("conda", "anaconda", "org"),
)]  # fmt: skip


def tracked_files() -> list[Path]:
    try:
        done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
        names = done.stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):  # an archive without its history
        names = [
            str(p.relative_to(ROOT)) for folder in ("src", "tests", "bin", "docs") for p in (ROOT / folder).rglob("*")
        ]
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def hosts_in(content: bytes) -> list[str]:
    return [host for host in HOSTS if host.encode() in content]


def test_no_file_names_the_host_of_a_registry() -> None:
    found = {
        file.relative_to(ROOT).as_posix(): hosts for file in tracked_files() if (hosts := hosts_in(file.read_bytes()))
    }

    assert found == {}


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_would_be_found(host: str) -> None:
    """The negative control."""
    assert host in hosts_in(f"see https://{host}/simple/".encode())


@pytest.mark.parametrize("name", ["app", "cluster", "dev", "semantic"])
def test_requirements_are_pinned_by_hash_and_carry_no_address(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    pinned = re.findall(r"^([A-Za-z0-9_.\-\[\]]+)(==| @ |>=|~=)", text, re.MULTILINE)

    assert "://" not in text
    assert pinned != []
    assert {how for _, how in pinned} == {"=="}
    for block in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_the_lock_says_of_which_day_it_is() -> None:
    locked = tomllib.loads((ROOT / "requirements/locked.toml").read_text())
    files = (ROOT / "requirements").glob("*.txt")

    assert locked == {"locked": locked_on()} | {
        file.stem: hashlib.sha256(file.read_bytes()).hexdigest() for file in files
    }


def test_no_change_is_made_with_packages_older_than_documented() -> None:
    """By the day of the last change, so that an old version stays what it was."""
    done = subprocess.run(["git", "log", "-1", "--format=%cs"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("an archive without its history")
    locked = locked_on()
    assert locked is not None

    assert date.fromisoformat(done.stdout.strip()) - locked <= OLDEST_LOCK


def test_the_terms_are_documented() -> None:
    page = (ROOT / "docs/how-to/keep-packages-current.md").read_text()

    assert re.findall(r"^\| (critical|high|medium|low|none known)\b.* \| (\d+) days \|$", page, re.MULTILINE) == [
        ("critical", "2"), ("high", "7"), ("medium", "30"), ("low", "90"), ("none known", str(OLDEST_LOCK.days)),
    ]  # fmt: skip
    assert "(docs/how-to/keep-packages-current.md)" in (ROOT / "SECURITY.md").read_text()


@pytest.mark.parametrize(("days", "is_said"), [(90, False), (91, True)])
def test_who_keeps_a_server_is_told_of_old_packages(db: None, days: int, is_said: bool) -> None:
    locked = locked_on()
    assert locked is not None
    with clock.at(datetime.combine(locked + timedelta(days=days), time(12), UTC)):
        said = [one for one in what_worries() if "The packages are those of" in one]

    assert bool(said) is is_said


def test_there_are_few_direct_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    direct = project["dependencies"] + [d for group in project["optional-dependencies"].values() for d in group]

    assert len(direct) <= 25


def test_each_direct_dependency_is_accounted_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    decisions = "".join(file.read_text() for file in (ROOT / "docs" / "decisions").glob("*.md"))
    extras = [d for group in project["optional-dependencies"].values() for d in group]
    names = [re.split(r"[\[<>=;~! ]", d)[0] for d in project["dependencies"] + extras]

    assert [name for name in names if not re.search(rf"\b{re.escape(name)}\b", decisions)] == []
