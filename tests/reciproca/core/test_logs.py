"""A line of the log says when in UTC, and no key."""

import logging

import pytest
from django.conf import settings
from django.test import Client
from django.utils.module_loading import import_string

from cast import Cast
from pairs import pair
from reciproca.calendars.actions import make_feed
from reciproca.core.permission import Policy


@pytest.fixture
def line() -> logging.Formatter:
    """As the settings of the server make it."""
    return import_string(settings.LOGGING["formatters"]["line"]["()"])()


def test_times_are_in_utc(line: logging.Formatter, monkeypatch: pytest.MonkeyPatch) -> None:
    record = logging.LogRecord("loom", logging.INFO, "", 0, "a thread broke", (), None)
    record.created = 1_795_363_200.0

    assert line.format(record) == "2026-11-22T16:00:00Z INFO loom a thread broke"


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
