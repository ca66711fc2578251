"""Invitations, read back by a calendar library: what is in them, and that nobody can write lines of their own."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from reciproca.calendars.events import Event, Party, feed, invitation

ROME, LONDON = ZoneInfo("Europe/Rome"), ZoneInfo("Europe/London")
NASTY = [
    "x\r\nATTENDEE:mailto:evil@example.org",
    "x\nBEGIN:VALARM\nACTION:EMAIL",
    "x\rORGANIZER:mailto:evil@example.org",
    "x\u2028END:VEVENT\u2029END:VCALENDAR",
    "x\x85STATUS:CANCELLED",
    "x\x00\x0b\x0c\x1c\x1d\x1eMETHOD:CANCEL",
    'x";X-EVIL="1',
    "x\\n\\,\\;\\\\ and , ; :",
    "è così lungo " * 40 + "\r\n X-FOLDED:evil",
    "\ufeffx\r\n\tX-TAB:evil",
]


def event(**changes) -> Event:
    start = datetime(2026, 11, 24, 18, 30, tzinfo=ROME)
    values = {
        "uid": "session-1@reciproca.invalid", "sequence": 2, "stamp": datetime(2026, 11, 19, 9, 0, tzinfo=UTC),
        "starts": start, "ends": start + timedelta(minutes=45), "zone": "Europe/Rome", "summary": "Incontro con Ada",
        "description": "Scaletta", "place": "In video", "url": "https://example.org/x",
        "organiser": Party("Alumni", "noreply@example.org"), "parties": (Party("Giulio", "giulio@example.org"),),
    }  # fmt: skip
    return Event(**(values | changes))


def read(text: str):
    calendar = Calendar.from_ical(text)
    (found,) = calendar.walk("VEVENT")
    return calendar, found


def test_invitation_holds_what_a_calendar_needs() -> None:
    calendar, found = read(invitation(event()))

    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")
    assert (found["UID"], found["SEQUENCE"], found["STATUS"]) == ("session-1@reciproca.invalid", 2, "CONFIRMED")
    assert found["DTSTART"].params["TZID"] == "Europe/Rome"
    assert found.decoded("DTSTART") == datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
    assert found.decoded("DTSTAMP") == datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Rome"]
    assert found["ATTENDEE"] == "mailto:giulio@example.org"
    assert found["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert found["ORGANIZER"] == "mailto:noreply@example.org"


def test_cancellation_is_the_same_event_cancelled() -> None:
    calendar, found = read(invitation(event(sequence=3), "CANCEL"))
    assert (calendar["METHOD"], found["STATUS"], found["SEQUENCE"]) == ("CANCEL", "CANCELLED", 3)
    assert found["UID"] == "session-1@reciproca.invalid"


@pytest.mark.parametrize(
    "day",
    [
        datetime(2026, 10, 24),
        datetime(2026, 10, 25),
        datetime(2026, 10, 26),
        datetime(2027, 3, 27),
        datetime(2027, 3, 28),
    ],
)
@pytest.mark.parametrize("zone", ["Europe/Rome", "Europe/London", "America/New_York"])
def test_hour_stays_across_the_change_of_clocks(day: datetime, zone: str) -> None:
    start = day.replace(hour=18, minute=30, tzinfo=ZoneInfo(zone))
    _calendar, found = read(invitation(event(starts=start.astimezone(UTC), ends=start + timedelta(hours=1), zone=zone)))

    assert found.decoded("DTSTART") == start
    assert found["DTSTART"].dt.strftime("%H:%M") == "18:30"
    assert found.decoded("DTEND") - found.decoded("DTSTART") == timedelta(hours=1)


def test_one_moment_reads_the_same_from_rome_and_from_london() -> None:
    start = datetime(2026, 10, 26, 18, 30, tzinfo=ROME)
    texts = [
        invitation(event(starts=start, ends=start + timedelta(hours=1), zone=zone))
        for zone in ("Europe/Rome", "Europe/London")
    ]
    rome, london = (read(text)[1] for text in texts)

    assert rome.decoded("DTSTART") == london.decoded("DTSTART")
    assert (rome["DTSTART"].dt.hour, london["DTSTART"].dt.hour) == (18, 17)


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_no_text_becomes_a_line_of_its_own(nasty: str, method: str) -> None:
    plain = invitation(event(), method)
    text = invitation(
        event(summary=nasty, description=nasty, place=nasty, url=nasty, uid=nasty,
              organiser=Party(nasty, "noreply@example.org"), parties=(Party(nasty, "giulio@example.org"),)),
        method,
    )  # fmt: skip
    calendar, found = read(text)

    _plain, expected = read(plain)
    assert sorted(found.keys()) == sorted(expected.keys())
    assert not found.subcomponents
    assert calendar["METHOD"] == method
    assert found["ATTENDEE"] == "mailto:giulio@example.org"
    assert [str(part.name) for part in calendar.walk()] == [str(part.name) for part in read(plain)[0].walk()]
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_broken_address_is_left_out() -> None:
    _calendar, found = read(invitation(event(parties=(Party("x", "a@b.c\r\nX:1"), Party("y", "giulio@example.org")))))
    assert found["ATTENDEE"] == "mailto:giulio@example.org"


def test_feed_names_no_address_of_anybody() -> None:
    text = feed([event(), event(uid="other@reciproca.invalid", cancelled=True)], name="Alumni\r\nX:1")
    assert "mailto" not in text
    calendar = Calendar.from_ical(text)
    assert [str(each["STATUS"]) for each in calendar.walk("VEVENT")] == ["CONFIRMED", "CANCELLED"]
    assert calendar["METHOD"] == "PUBLISH"
    assert len(calendar.walk("VTIMEZONE")) == 1
