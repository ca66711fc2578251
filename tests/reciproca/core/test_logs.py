"""A line of the log says when in UTC, and no key."""

import json
import logging
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils.module_loading import import_string

import reciproca
from cast import Cast
from pairs import pair
from reciproca.calendars.actions import make_feed
from reciproca.core.management.commands.serve import LOG_OF_WEB_SERVER
from reciproca.core.permission import Policy
from reciproca.core.security import note


@pytest.fixture
def line() -> logging.Formatter:
    """As the settings of the server make it."""
    return import_string(settings.LOGGING["formatters"]["line"]["()"])()


def test_times_are_in_utc(line: logging.Formatter, monkeypatch: pytest.MonkeyPatch) -> None:
    record = logging.LogRecord("loom", logging.INFO, "", 0, "a thread broke", (), None)
    record.created = 1_795_363_200.0

    assert line.format(record) == "2026-11-22T16:00:00Z INFO loom a thread broke"


@pytest.fixture
def as_json(monkeypatch: pytest.MonkeyPatch) -> logging.Formatter:
    monkeypatch.setenv("LOG_FORMAT", "json")
    return import_string(settings.LOGGING["formatters"]["line"]["()"])()


def test_every_line_is_an_object_for_programs(
    people: Cast, as_json: logging.Formatter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    note("refused", None, what="two words\nand a line", account=7)
    try:
        raise RuntimeError("a thread broke")
    except RuntimeError:
        logging.getLogger("loom").exception("of “%s”", "two\nlines")

    lines = [as_json.format(record) for record in caplog.records]

    assert [len(line.splitlines()) for line in lines] == [1, 1]
    refused, broken = (json.loads(line) for line in lines)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", refused.pop("time"))
    refused.pop("message")
    assert refused == {
        "level": "WARNING", "logger": "reciproca.security", "event": "refused", "what": "two words\nand a line", "account": "7",
    }  # fmt: skip
    assert (broken["logger"], broken["message"]) == ("loom", "of “two\nlines”")
    assert broken["exception"].endswith("RuntimeError: a thread broke")


def test_the_web_server_and_whatever_else_logs_writes_the_same_lines_to_the_same_stream() -> None:
    ours = settings.LOGGING["formatters"]["line"]["()"]
    theirs = json.loads(LOG_OF_WEB_SERVER.read_text())

    assert {formatter["()"] for formatter in theirs["formatters"].values()} == {ours}
    handlers = [*theirs["handlers"].values(), *settings.LOGGING["handlers"].values()]
    assert [handler["class"] for handler in handlers] == ["logging.StreamHandler"] * 3  # to standard error
    source = {file: file.read_text() for file in Path(reciproca.__file__).parent.rglob("*.py")}
    others = re.compile(
        r"\b(FileHandler|SysLogHandler|SMTPHandler|HTTPHandler|AdminEmailHandler|basicConfig|addHandler)\b"
    )
    assert [file.name for file, text in source.items() if others.search(text)] == []


def test_a_fault_on_the_way_to_a_calendar_does_not_tell_its_key(
    people: Cast, line: logging.Formatter, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pair(people)
    key = make_feed(by=people.ada)

    def fail(*arguments: object) -> str:
        raise RuntimeError

    monkeypatch.setattr(Policy, "__call__", fail)
    with caplog.at_level(logging.ERROR, logger="django.request"):
        Client(raise_request_exception=False).get(f"/montefeltro/calendar/{key}/sessions.ics")

    assert any(key in record.getMessage() for record in caplog.records)  # without the formatter it would be there
    assert [record for record in caplog.records if key in line.format(record)] == []
