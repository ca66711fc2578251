"""People who write at the same time to a real server, and note what it acknowledged; and its books, read from outside."""

import http.client
import json
import random
import re
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.db.backends.sqlite3._functions import register

from browsing import Server

__all__ = ["Books", "Crowd", "Desk", "books_of", "desks_in", "forget_limits", "pass_time", "rows_of"]

#: Six pairs; each of the two tells sessions that were in no calendar.
DESKS = """
import json
from datetime import date
from types import SimpleNamespace
from django.test import Client
from cast import join
from pairs import cohort_of
from reciproca.mentoring import actions
from reciproca.mentoring.models import Mentorship

desks = []
community = Community.objects.get(slug="montefeltro")
with within(community):
    marta = Membership.objects.select_related("account", "community").get(given_name="Marta")
    cohort = cohort_of(SimpleNamespace(marta=marta))
    for number in range(6):
        mentor, mentee = join("Mentor", f"Numero {number}"), join("Mentee", f"Numero {number}")
        pair = actions.begin_mentorship(
            cohort, mentor=mentor, mentee=mentee, by=marta, reasons=[], provenance="round"
        )
        agreement = actions.propose_agreement(pair, by=mentee, cadence_days=14, minutes=45, goals=["Uno"])
        actions.accept_agreement(agreement, by=mentor)
        for person in (mentor, mentee):
            client = Client()
            client.force_login(person.account, backend="reciproca.communities.backends.AccountBackend")
            cookie = client.cookies["sessionid"].value
            desks.append({"path": f"/montefeltro/mentorships/{pair.public_id}/", "session": cookie})
print(json.dumps(desks))
"""
#: How long a writer waits for one answer, and for a server that comes back.
PATIENCE = 60.0


@dataclass(frozen=True)
class Desk:
    """Where one person sits: their mentorship, and their session."""

    path: str
    session: str


def desks_in(server: Server) -> list[Desk]:
    """Put six pairs into the server's database, signed in."""
    return [Desk(**desk) for desk in json.loads(server.python(DESKS))]


# ── those who write ──


@dataclass
class Crowd:
    """One thread for each desk: opens the form, sends it, and sends it again with the same key until it is answered.

    `acknowledged` and `sent` hold the words of each telling, which are its name in the books.
    """

    server: Server
    desks: list[Desk]
    sent: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    amiss: list[str] = field(default_factory=list)
    #: How the connections that served them are set, as tests/faulty_settings.py says it.
    connections: set[str] = field(default_factory=set)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """They write within the block. At its end each still gets the answer to what is under way."""
        done = threading.Event()
        threads = [threading.Thread(target=self._write, args=(desk, done), daemon=True) for desk in self.desks]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            done.set()
            for thread in threads:
                thread.join(PATIENCE * 2)
        assert not any(thread.is_alive() for thread in threads), "somebody still waits for an answer"

    def write_one(self, desk: Desk) -> str:
        """One telling, from an opened form to its answer."""
        self._tell(desk, self.form(desk), uuid4().hex)
        return self.acknowledged[-1]

    def refusal_to(self, desk: Desk, form: dict[str, str]) -> str:
        """The page that answers one telling, sent once, when the server can save nothing now; empty when it is done."""
        words = uuid4().hex
        self.sent.append(words)
        status, headers, page = self._post(desk, form, uuid4().hex, words)
        if status == 302 and headers["location"].startswith(desk.path):
            self.acknowledged.append(words)
            return ""
        assert (status, headers["retry-after"]) == (503, "5")
        return page

    def page(self) -> int:
        """How the front page answers, to somebody who is not signed in."""
        return self._ask("GET", "/", "")[0]

    def status_of(self, desk: Desk) -> int:
        """How the form answers now."""
        return self._ask("GET", f"{desk.path}sessions/told/", f"sessionid={desk.session}")[0]

    def begin_anew(self) -> None:
        """Forget what was written so far."""
        for kept in (self.sent, self.acknowledged, self.repeated, self.amiss):
            kept.clear()

    def wait_for(self, number: int, *, seconds: float = PATIENCE) -> None:
        """Until so many more are acknowledged."""
        wanted, deadline = len(self.acknowledged) + number, time.monotonic() + seconds
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < deadline, f"Nothing is acknowledged any more: {self.amiss}\n{self.server.log}"
            time.sleep(0.005)

    def _write(self, desk: Desk, done: threading.Event) -> None:
        try:
            form = self.form(desk)
            while not done.is_set():
                self._tell(desk, form, form.pop("idempotency_key", uuid4().hex))
        except Exception as trouble:
            self.amiss.append(f"{type(trouble).__name__}: {trouble}")

    def form(self, desk: Desk) -> dict[str, str]:
        """What the real form holds by itself."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                status, headers, page = self._ask("GET", f"{desk.path}sessions/told/", f"sessionid={desk.session}")
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if status == 503:
                time.sleep(0.05)
                continue
            assert status == 200, f"The form answers {status}."
            names = ("csrfmiddlewaretoken", "idempotency_key")
            hidden = {name: re.search(rf'name="{name}" value="([^"]+)"', page) for name in names}
            token = re.search(r"csrftoken=([^;]+)", headers["set-cookie"])
            assert token is not None, headers
            return {name: found[1] for name, found in hidden.items() if found} | {"cookie": token[1]}
        raise AssertionError("The form does not open.")

    def _tell(self, desk: Desk, form: dict[str, str], key: str) -> None:
        words = uuid4().hex
        self.sent.append(words)
        deadline, tries = time.monotonic() + PATIENCE, 0
        while time.monotonic() < deadline:
            tries += 1
            try:
                status, headers, page = self._post(desk, form, key, words)
            except (OSError, http.client.HTTPException):  # nobody knows whether it was written: the same again
                time.sleep(0.02)
                continue
            if status == 302 and headers["location"].startswith(desk.path):
                self.acknowledged.append(words)
                if tries > 1:
                    self.repeated.append(words)
                return
            if status == 503 and "retry-after" in headers:
                time.sleep(0.05)
                continue
            said = " ".join(re.sub("<[^>]+>", " ", page).split())
            raise AssertionError(f"{status} {headers.get('location', '')} {said[:400]}")
        raise AssertionError("It was never answered.")

    def _post(self, desk: Desk, form: dict[str, str], key: str, words: str) -> tuple[int, dict[str, str], str]:
        fields = {
            "csrfmiddlewaretoken": form["csrfmiddlewaretoken"],
            "idempotency_key": key,
            "day": "2026-01-15", "hour": "10:00", "time_zone": "Europe/Rome",
            "minutes": "45", "channel": "video", "topics": words, "next_step": "",
        }  # fmt: skip
        cookies = f"sessionid={desk.session}; csrftoken={form['cookie']}"
        return self._ask("POST", f"{desk.path}sessions/told/", cookies, urlencode(fields))

    def _ask(self, method: str, path: str, cookies: str, body: str | None = None) -> tuple[int, dict[str, str], str]:
        headers = {
            "Host": f"localhost:{self.server.port}",
            "Cookie": cookies,
            "X-Forwarded-For": ".".join(str(random.randrange(1, 255)) for _ in range(4)),
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)) as line:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            self.connections |= {said for said in [answer.headers["X-Connection"]] if said}
            said = {name.lower(): ", ".join(answer.headers.get_all(name, [])) for name in answer.headers}
            return answer.status, said, answer.read().decode()


# ── what is written ──


@dataclass(frozen=True)
class Books:
    """What the database holds of the tellings: their words, and how many rows each of its tables has of them."""

    words: Counter[str]
    rows: dict[str, int]
    sound: bool

    def lost(self, crowd: Crowd) -> set[str]:
        return set(crowd.acknowledged) - set(self.words)

    def twice(self) -> set[str]:
        return {words for words, times in self.words.items() if times > 1}

    @property
    def agree(self) -> bool:
        """Every effect has its line of the ledger, its line of the trail, its mail and its key; and none has two."""
        return len(set(self.rows.values())) == 1


ROWS = {
    "sessions": "SELECT count(*) FROM mentoring_mentoringsession WHERE was_planned = {false}",
    "tellings": "SELECT count(*) FROM mentoring_telling",
    "ledger": "SELECT count(DISTINCT object_id) FROM network_interaction WHERE object_kind = 'mentoringsession'",
    "lines of the ledger": "SELECT count(*) FROM network_interaction WHERE object_kind = 'mentoringsession'",
    "trail": "SELECT count(*) FROM audit_entry WHERE deed = 'tell_session'",
    "mails": "SELECT count(*) FROM notifications_outboxmail WHERE renderer = 'reciproca.mentoring.mails.session_told'",
    "keys": "SELECT count(*) FROM core_idempotencykey",
}


def books_of(server: Server) -> Books:
    """Read from outside the server, in one transaction."""
    with _opened(server) as ask:
        words = Counter(row[0] for row in ask("SELECT topics FROM mentoring_telling"))
        false = "false" if server.database_url else "0"
        rows = {name: ask(question.format(false=false))[0][0] for name, question in ROWS.items()}
        sound = bool(server.database_url) or (
            ask("PRAGMA integrity_check") == [("ok",)] and ask("PRAGMA foreign_key_check") == []
        )
    return Books(words, rows, sound)


def rows_of(server: Server, question: str) -> list[tuple]:
    """One question to the database, from outside the server."""
    with _opened(server) as ask:
        return ask(question)


def forget_limits(server: Server) -> None:
    """So that the crowd may go on as many people would, who share no limit."""
    with _opened(server) as ask:
        ask("DELETE FROM core_ratecount")


def pass_time(server: Server, *, minutes: int) -> None:
    """What is to come at a certain time comes so much sooner: mails, jobs, the schedule."""
    times = {
        "notifications_outboxmail": "due_at", "django_q_ormq": "lock", "django_q_schedule": "next_run",
    }  # fmt: skip
    with _opened(server) as ask:
        for table, column in times.items():
            sooner = f"{column} - interval '{minutes} minutes'"
            if not server.database_url:
                sooner = f"strftime('%Y-%m-%d %H:%M:%f000', {column}, '-{minutes} minutes')"
            ask(f"UPDATE {table} SET {column} = {sooner}")


@contextmanager
def _opened(server: Server) -> Iterator[Any]:
    if server.database_url:
        import psycopg

        with psycopg.connect(server.database_url) as connection:

            def ask(question: str) -> list[tuple]:
                found = connection.execute(question)
                return found.fetchall() if found.description else []

            yield ask
        return
    with closing(sqlite3.connect(server.data_dir / "reciproca.sqlite3", timeout=20)) as file, file:
        register(file)  # some indexes are of Django's functions
        yield lambda question: file.execute(question).fetchall()
