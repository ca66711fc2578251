"""The real server at the end of real sockets: slow lines, bodies of any shape, forged headers, streams, and its stop."""

import http.client
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from browsing import Server, fresh_database
from reciproca.core.processes import GRACE

#: Seconds within which an idle server answers a small page, with a great deal to spare.
SOON = 5.0
LIMIT = 64 << 20  # settings.LARGEST_REQUEST


@pytest.fixture(scope="module")
def proxied(_prepared: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that believes one proxy in front of it."""
    folder, template_url = _prepared
    data_dir = tmp_path_factory.mktemp("asgi") / "data"
    shutil.copytree(folder, data_dir)
    with fresh_database(template_url) as database_url:
        running = Server(data_dir, database_url, {"SITE_URL": "https://localhost", "TRUSTED_PROXIES": "1"})
        try:
            running.start()
            yield running
        finally:
            running.stop()


# ── by hand, as no client library would ──


@contextmanager
def line_to(server: Server, *, buffer: int = 0) -> Iterator[socket.socket]:
    with socket.socket() as line:
        if buffer:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        line.settimeout(SOON * 4)
        line.connect(("127.0.0.1", server.port))
        yield line


def head(method: str, path: str, *headers: str) -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: localhost", *headers, "", ""]).encode()


def answer_of(line: socket.socket, method: str = "GET") -> http.client.HTTPResponse:
    response = http.client.HTTPResponse(line, method=method)
    response.begin()
    return response


def ask(server: Server, method: str, path: str, *headers: str, body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
    with line_to(server) as line:
        line.sendall(head(method, path, "Connection: close", *headers) + body)
        response = answer_of(line, method)
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()


def form(server: Server, path: str, content: str, *headers: str, chunked: bool = False, cookie: str = "") -> Any:
    """Send a form with the token against forgery, in one piece or in chunks of seven bytes."""
    token = "t" * 32
    data = f"csrfmiddlewaretoken={token}&{content}".encode()
    lines = [f"Cookie: __Host-csrftoken={token}{cookie}", "Content-Type: application/x-www-form-urlencoded", *headers]
    if not chunked:
        return ask(server, "POST", path, *lines, f"Content-Length: {len(data)}", body=data)
    pieces = [data[at : at + 7] for at in range(0, len(data), 7)]
    body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    return ask(server, "POST", path, *lines, "Transfer-Encoding: chunked", body=body)


def takes(work: Callable[[], Any]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


# ── slow lines ──


def test_uploads_that_never_end_hold_nobody_up(proxied: Server) -> None:
    with ExitStack() as lines:
        for _ in range(12):  # more than there are threads that write
            line = lines.enter_context(line_to(proxied))
            line.sendall(head("POST", "/language/", "Content-Length: 1000000", "Content-Type: text/plain") + b"a" * 999)

        assert takes(lambda: form(proxied, "/language/", "language=en")) < SOON
        assert takes(lambda: ask(proxied, "GET", "/")) < SOON


def test_pages_that_nobody_reads_hold_nobody_up(proxied: Server) -> None:
    largest = max((Path("src/reciproca/static")).rglob("*"), key=lambda file: file.stat().st_size)
    path = f"/static/{largest.relative_to('src/reciproca/static').as_posix()}"
    assert ask(proxied, "GET", path)[0] == 200
    with ExitStack() as lines:
        for _ in range(6):  # more than there are threads that read
            line = lines.enter_context(line_to(proxied, buffer=2048))
            line.sendall(head("GET", path) * 40)

        assert takes(lambda: ask(proxied, "GET", "/")) < SOON


# ── bodies ──


def test_a_body_said_to_be_too_large_is_refused_before_it_comes(proxied: Server) -> None:
    status, _headers, _body = ask(proxied, "POST", "/language/", f"Content-Length: {LIMIT + 1}")

    assert status == 413


def test_a_body_that_grows_too_large_unannounced_is_refused(proxied: Server) -> None:
    piece = b"100000\r\n" + b"a" * (1 << 20) + b"\r\n"
    with line_to(proxied) as line:
        line.sendall(head("POST", "/language/", "Transfer-Encoding: chunked"))
        with suppress(BrokenPipeError, ConnectionResetError):  # it has answered, and listens no longer
            for _ in range(LIMIT // (1 << 20) + 1):
                line.sendall(piece)

        assert answer_of(line).status == 413


def test_a_form_in_chunks_is_a_form(proxied: Server) -> None:
    for chunked in (False, True):
        status, headers, _body = form(proxied, "/language/", "language=en", chunked=chunked)

        assert (status, "__Host-django_language=en" in headers.get("set-cookie", "")) == (302, True), chunked


def test_a_head_is_a_page_without_its_body(proxied: Server) -> None:
    page, only_head = ask(proxied, "GET", "/healthz"), ask(proxied, "HEAD", "/healthz")

    assert (only_head[0], only_head[2]) == (page[0], b"")
    assert page[2] != b""


@pytest.mark.parametrize(
    "path", ["/?q=%C3%A8", "/?q=\xe8", "/\xe8/", "/%e8/", "/%00/", "/?q=%00", "//", "/..%2f..%2fetc/passwd"]
)
def test_odd_addresses_are_no_fault(proxied: Server, path: str) -> None:
    with line_to(proxied) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode("latin-1"))
        assert answer_of(line).status < 500


# ── who says so ──


def test_header_names_with_an_underscore_say_nothing(proxied: Server) -> None:
    """Our proxy sets X-Forwarded-For and X-Forwarded-Proto; the same with an underscore would come past it."""
    secure = lambda *said: "strict-transport-security" in ask(proxied, "GET", "/", *said)[1]  # noqa: E731
    assert secure("X-Forwarded-Proto: https")
    assert not secure("X_Forwarded_Proto: https")
    assert not secure("X-Forwarded_Proto: https")

    count = "from reciproca.core.models import RateCount; print(RateCount.objects.count())"
    before = int(proxied.python(count))
    for number in range(3):
        said = ("X-Forwarded-Proto: https", "X-Forwarded-For: 203.0.113.9", f"X_Forwarded_For: 198.51.100.{number}")
        assert form(proxied, "/language/", "language=en", "Referer: https://localhost/", *said)[0] == 302
    assert int(proxied.python(count)) == before + 1


def test_browsers_are_told_to_come_by_https_to_the_whole_domain(proxied: Server) -> None:
    _status, headers, _body = ask(proxied, "GET", "/", "X-Forwarded-Proto: https")

    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


def test_no_key_of_an_address_comes_into_the_log(proxied: Server) -> None:
    """Nor anything else that is asked for: there is no log of accesses."""
    key = "k" * 32

    assert (
        ask(proxied, "GET", f"/montefeltro/calendar/{key}/sessions.ics", "Referer: https://localhost/canary/")[0] == 404
    )

    assert "Reciproca answers" in proxied.log
    assert [word for word in (key, "canary", "sessions.ics") if word in proxied.log] == []


# ── the stream ──


def cookie_of(server: Server, name: str) -> str:
    return server.python(
        "from django.test import Client\n"
        "client = Client()\n"
        f"client.force_login(Account.objects.get(email__startswith={name + '.'!r}), "
        "backend='reciproca.communities.backends.AccountBackend')\n"
        "print(client.cookies['sessionid'].value)"
    ).strip()


class Stream:
    """An open page that listens."""

    def __init__(self, server: Server, cookie: str) -> None:
        self.line = socket.create_connection(("127.0.0.1", server.port), 30)
        self.line.sendall(head("GET", "/montefeltro/live/", f"Cookie: sessionid={cookie}"))
        self.response = answer_of(self.line)
        self.heard: list[str] = []
        self.ended = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while line := self.response.readline():
                self.heard.append(line.decode().strip())
        self.ended.set()

    def close(self) -> None:
        with suppress(OSError):  # the server may have closed it
            self.line.shutdown(socket.SHUT_RDWR)
        self.ended.wait(SOON)
        self.response.close()
        self.line.close()

    def hears(self, word: str, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not any(word in line for line in self.heard):
            time.sleep(0.1)
        return any(word in line for line in self.heard)


AGREE = (
    "from types import SimpleNamespace\n"
    "from pairs import agree, pair\n"
    "community = Community.objects.get(slug='montefeltro')\n"
    "with within(community):\n"
    "    by_name = {p.given_name.lower(): p for p in Membership.objects.select_related('account', 'community')}\n"
    "    people = SimpleNamespace(**by_name)\n"
    "    agree(people, pair(people))\n"
)


def test_the_stream_tells_its_person_only_and_ends_with_the_session(server: Server) -> None:
    assert ask(server, "GET", "/montefeltro/live/")[0] == 302  # nobody signed in
    cookies = {name: cookie_of(server, name) for name in ("giulio", "ada")}
    with closing(Stream(server, cookies["giulio"])) as giulio, closing(Stream(server, cookies["ada"])) as ada:
        assert (giulio.response.status, giulio.response.getheader("Content-Type")) == (
            200,
            "text/event-stream; charset=utf-8",
        )
        assert giulio.hears("retry", SOON)
        assert ada.hears("retry", SOON)

        server.python(AGREE)

        assert server.wait_for_mail("giulio")
        assert giulio.hears("event: news", SOON)
        server.python(
            "from django.contrib.sessions.models import Session\n"
            f"Session.objects.filter(session_key={cookies['giulio']!r}).delete()"
        )
        assert giulio.ended.wait(25)
        assert not ada.hears("event", 0.1)
        assert not ada.ended.is_set()


def test_a_head_of_the_stream_and_what_is_posted_to_it_end_at_once(server: Server) -> None:
    cookie = f"Cookie: sessionid={cookie_of(server, 'ada')}"
    for _ in range(10):  # more than the pages one person may have open
        assert takes(lambda: ask(server, "HEAD", "/montefeltro/live/", cookie)) < SOON
    assert ask(server, "HEAD", "/montefeltro/live/", cookie)[0] in (200, 204)
    too_large = ask(server, "POST", "/montefeltro/live/", cookie, f"Content-Length: {LIMIT + 1}")
    assert too_large[0] == 413


def test_open_streams_and_half_uploads_do_not_keep_it_from_stopping(server: Server) -> None:
    cookie = cookie_of(server, "ada")
    with ExitStack() as lines:
        streams = [lines.enter_context(closing(Stream(server, cookie))) for _ in range(3)]
        line = lines.enter_context(line_to(server))
        line.sendall(head("POST", "/language/", "Content-Length: 1000000") + b"a")

        seconds = server.stop()

        assert seconds < GRACE
        assert server.process is not None
        assert server.process.returncode == 0
        assert "is killed" not in server.log
        assert all(stream.ended.wait(1) for stream in streams)
