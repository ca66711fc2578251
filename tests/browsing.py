"""The real server of the journeys, and what a person does in a browser."""

import email
import email.policy
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = [
    "ADDRESSES", "ROOT", "PageIn", "Server", "alive", "bring_the_cast", "children_of", "drop_database", "fresh_database",
    "in_turn", "looks_right", "make_tables", "new_database", "sign_in", "text_of", "wait_until", "watch",
]  # fmt: skip

ROOT = Path(__file__).parent.parent

#: The cast by first name.
ADDRESSES = {
    "marta": "marta.ferri@example.org",
    "ada": "ada.carta@example.org",
    "giulio": "giulio.serra@example.org",
    "paola": "paola.neri@example.org",
    "davide": "davide.longo@example.org",
    "nora": "nora.vitali@example.org",
    "irene": "irene.costa@example.org",
    "ugo": "ugo.pace@example.org",
    "rosa": "rosa@example.org",
}


class PageIn(Protocol):
    def __call__(self, language: str = "it", *, width: int = 1280, dark: bool = False) -> "Page": ...


def in_turn(language: str) -> list[str]:
    """The language of a journey. The whole story is walked in both; its parts take turns, but for EVERY_LANGUAGE=1."""
    return ["it", "en"] if os.environ.get("EVERY_LANGUAGE") == "1" else [language]


# ── the server ──


@dataclass
class Server:
    """`python -m reciproca serve` in a folder of its own."""

    data_dir: Path
    database_url: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen | None = None
    _console: "Console | None" = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> str:
        return (self.data_dir / "server.log").read_text()

    def start(self, *, within: float = 40) -> None:
        self.port = self.port or _free_port()
        with open(self.data_dir / "server.log", "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "reciproca", "serve"],
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError(f"The server did not start:\n{self.log}")

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Ask it to stop; how long that took, in seconds."""
        if self._console is not None:
            self._console.end()
            self._console = None
        if self.process is None or self.process.poll() is not None:
            return 0.0
        began = time.monotonic()
        self.process.send_signal(number)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise
        return time.monotonic() - began

    def kill(self) -> None:
        """End the whole tree at once, with -9: nobody in it hears of it."""
        assert self.process is not None
        for pid in [self.process.pid, *children_of(self.process.pid)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(20)

    def processes(self, word: bytes) -> list[int]:
        """The processes of its tree whose command holds `word` (granian, worker), the oldest first."""
        assert self.process is not None
        found = []
        for pid in children_of(self.process.pid):
            with suppress(OSError):  # it ended meanwhile
                if word in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(pid)
        return sorted(found, key=started)

    @property
    def environment(self) -> dict[str, str]:
        return _environment(self.data_dir, self.database_url) | {"PORT": str(self.port)} | self.extra

    def run(self, *command: str, check: bool = True) -> str:
        """A command of `reciproca` in the server's environment: ``server.run("check")``."""
        return _run([sys.executable, "-m", "reciproca", *command], self.environment, check=check)

    def python(self, snippet: str) -> str:
        """Lines of Python in the server's environment, with Django and `within` at hand; what they print."""
        if self._console is None:
            self._console = Console(self.environment)
            weakref.finalize(self, self._console.end)  # a server that is only looked into is never asked to stop
        return self._console.told(snippet)

    def everyone_speaks(self, language: str) -> None:
        """The whole cast prefers this language, on pages and in mails."""
        self.python(f"Account.objects.update(language={language!r}); Membership.unscoped.update(language={language!r})")

    def mails(self) -> list[EmailMessage]:
        """Everything that was sent, oldest first."""
        found = []
        for file in sorted((self.data_dir / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime_ns):
            for raw in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
                if raw.strip():
                    found.append(email.message_from_bytes(raw, policy=email.policy.default))
        return found  # type: ignore[return-value]

    def wait_for_mail(self, to: str, subject_part: str = "", *, after: int = 0, seconds: float = 75) -> EmailMessage:
        """The newest mail to `to` (an address, or a first name of the cast) whose subject contains `subject_part`,
        among those after the first `after` mails. A mail whose job is lost is found again within a minute."""
        address = ADDRESSES.get(to, to)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for mail in reversed(self.mails()[after:]):
                if address in str(mail["To"]) and subject_part.lower() in str(mail["Subject"]).lower():
                    return mail
            time.sleep(0.15)
        sent = [(str(mail["To"]), str(mail["Subject"])) for mail in self.mails()]
        raise AssertionError(f"No mail to {address} about “{subject_part}”. Sent: {sent}\n{self.log}")


class Console:
    """tests/console.py in an environment: started once, since loading everything takes longer than most snippets."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._complaints = tempfile.TemporaryFile("w+")  # noqa: SIM115 -- closed at the end
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "console.py")],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._complaints, text=True,
        )  # fmt: skip

    def told(self, snippet: str, *, within: float = 180) -> str:
        """What the snippet prints."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(snippet) + "\n")
        self._process.stdin.flush()
        answered, _, _ = select.select([self._process.stdout], [], [], within)
        line = self._process.stdout.readline() if answered else ""
        if not line:
            self._complaints.seek(0)
            raise AssertionError(f"No answer to this snippet:\n{snippet}\n{self._complaints.read()}")
        status, printed, complained = json.loads(line)
        if status:
            raise AssertionError(f"This snippet ended with {status}:\n{snippet}\n{printed}\n{complained}")
        return printed

    def end(self) -> None:
        if self._process.returncode is not None:
            return
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.kill()
        self._process.wait(20)
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.stdout.close()
        self._complaints.close()


def make_tables(folder: Path, database_url: str) -> None:
    """The tables of a server, in its folder (or on PostgreSQL in its database)."""
    environment = _environment(folder, database_url)
    _run([sys.executable, "-m", "reciproca.core.texts"], environment)
    _run([sys.executable, "-m", "reciproca", "migrate", "--verbosity", "0"], environment)


def bring_the_cast(folder: Path, database_url: str) -> None:
    """The cast onto these tables."""
    _run([sys.executable, str(ROOT / "tests" / "stage.py")], _environment(folder, database_url))


@contextmanager
def fresh_database(like: str, *, empty: bool = False) -> Iterator[str]:
    """A copy of a prepared PostgreSQL database, or an empty one beside it; nothing to do for SQLite, whose file lies in its folder."""
    url = like and new_database(like, template="" if empty else like)
    try:
        yield url
    finally:
        drop_database(url)


def new_database(url: str, *, template: str = "", name: str = "") -> str:
    """The address of a new database on the PostgreSQL of `url`: empty, or a copy of the one at `template`."""
    name = name or f"journeys_{uuid4().hex[:12]}"
    of_template = f' TEMPLATE "{urlsplit(template).path.lstrip("/")}"' if template else ""
    _say_to_server(url, f'CREATE DATABASE "{name}"{of_template}')
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def drop_database(url: str) -> None:
    if url:
        _say_to_server(url, f'DROP DATABASE IF EXISTS "{urlsplit(url).path.lstrip("/")}" WITH (FORCE)')


def _say_to_server(url: str, command: str) -> None:
    import psycopg

    with psycopg.connect(urlunsplit(urlsplit(url)._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(command)


def _environment(data_dir: Path, database_url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "TEST_DATABASE_URL")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "reciproca.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]),
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": database_url,
        "HOST": "127.0.0.1",
    }


def _run(command: list[str], environment: dict[str, str], *, check: bool = True) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180)
    if check and done.returncode:
        raise AssertionError(f"{' '.join(command)[:200]} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done.stdout if check else done.stdout + done.stderr


def started(pid: int) -> int:
    """When a process began, in ticks since the machine did: numbers of processes begin anew after some time. 0: it is gone."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    except OSError:
        return 0


def children_of(pid: int) -> list[int]:
    """The processes below this one, however deep."""
    found = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in found.splitlines()]

    def below(one: int) -> list[int]:
        direct = [child for child, parent in pairs if parent == one]
        return direct + [grandchild for child in direct for grandchild in below(child)]

    return below(pid)


def alive(pids: list[int]) -> list[int]:
    """Those that still run."""

    def lives(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False

    return [pid for pid in pids if lives(pid)]


def wait_until(holds: Callable[[], object], seconds: float = 15, *, every: float = 0.1) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(every)
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# ── the person at the browser ──


def sign_in(page: "Page", person: str, server: Server) -> None:
    """Through the real page: the address, then the code from the mail. `person`: a first name of the cast, or an address."""
    address = ADDRESSES.get(person, person)
    before = len(server.mails())
    page.goto("/accounts/login/code/")
    page.locator("main input[name=email]").fill(address)
    page.locator("main input[name=email]").press("Enter")
    page.locator("main input[name=code]").wait_for()
    mail = server.wait_for_mail(address, "cod", after=before)  # “Il tuo codice …”, “Your code …”
    code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", text_of(mail), re.MULTILINE)
    assert code, f"No code in:\n{text_of(mail)}"
    page.locator("main input[name=code]").fill(code[1])
    page.locator("main input[name=code]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def text_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return body.get_content()


def watch(page: "Page") -> None:
    """Keep what the browser complains about, for `looks_right`."""
    complaints: list[str] = []
    page.complaints = complaints  # type: ignore[attr-defined]

    def on_console(message: object) -> None:
        address = (message.location or {}).get("url", "")  # type: ignore[attr-defined]
        text = message.text  # type: ignore[attr-defined]
        # A page that answers 422 or 404 is a page; only a missing file is a fault.
        expected = (
            text.startswith("Failed to load resource") and "/static/" not in address and "status of 5" not in text
        )
        if message.type in ("error", "warning") and not expected:  # type: ignore[attr-defined]
            complaints.append(f"{page.url}: {text}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))


def looks_right(page: "Page", *, themes: tuple[str, ...] = ("light", "dark")) -> None:
    """axe finds nothing in either theme, the browser complained of nothing, and nothing scrolls sideways at 320 px."""
    from axe_playwright_python.sync_playwright import Axe

    page.wait_for_load_state("load")
    for theme in themes:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        found = Axe().run(page).response["violations"]
        assert not found, f"{page.url} ({theme}):\n" + "\n".join(
            f"  {fault['id']}: {fault['help']}\n"
            + "\n".join(
                f"    {node['html'][:160]}\n      {node['failureSummary'][:300]}" for node in fault["nodes"][:4]
            )
            for fault in found
        )
    page.emulate_media(color_scheme=themes[0])  # type: ignore[arg-type]
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 800})
    wide = page.evaluate(
        """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
        [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 5).map(e => e.outerHTML.slice(0, 140))"""
    )
    if size:
        page.set_viewport_size(size)
    assert not wide, f"{page.url} scrolls sideways at 320 px because of:\n" + "\n".join(wide)
    complaints = getattr(page, "complaints", [])
    assert not complaints, "The browser complained:\n" + "\n".join(complaints)
