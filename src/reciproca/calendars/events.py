"""Dates as calendars read them: pure functions from plain data to iCalendar text (RFC 5545, RFC 5546).

Every text goes through the library, which escapes and folds it; names in parameters are cleaned first, since a
parameter cannot carry quotes or line breaks.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

__all__ = ["Event", "Method", "Party", "feed", "invitation"]

Method = Literal["REQUEST", "CANCEL"]
Answer = Literal["ACCEPTED", "NEEDS-ACTION"]
PRODUCT = "-//Reciproca//reciproca//EN"

#: Whatever some reader takes for the end of a line, and other characters that have no place in a text.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028\u2029\ufeff]+")
BREAKS = re.compile('[\\s"\x00-\x1f\x7f-\x9f\u2028\u2029]+')
ADDRESS = re.compile(r"[^\s\"<>,;:\\\x00-\x1f\x7f-\x9f]+@[^\s\"<>,;:\\\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody of an event, with their answer."""

    name: str
    email: str
    answer: Answer = "NEEDS-ACTION"


@dataclass(frozen=True, slots=True)
class Event:
    """One date. `uid` stays the same for ever, `sequence` grows with every change; times are aware, `zone` is named."""

    uid: str
    sequence: int
    stamp: datetime
    starts: datetime
    ends: datetime
    zone: str
    summary: str
    description: str = ""
    place: str = ""
    url: str = ""
    organiser: Party | None = None
    parties: tuple[Party, ...] = ()
    cancelled: bool = False
    weekly: bool = False  # the same hour of every week from then on


def invitation(event: Event, method: Method = "REQUEST") -> str:
    """The text of an invitation (or of its cancellation) to one event."""
    calendar = _calendar()
    calendar.add("method", method)
    calendar.add_component(_component(event, cancelled=method == "CANCEL" or event.cancelled))
    return _written(calendar)


def feed(events: Iterable[Event], *, name: str = "") -> str:
    """The text of a calendar that others subscribe to. No addresses of people are in it."""
    calendar = _calendar()
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", _line(name))
    for event in events:
        calendar.add_component(_component(event, cancelled=event.cancelled, with_people=False))
    return _written(calendar)


def _calendar():
    from icalendar import Calendar  # -- slow import

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _component(event: Event, *, cancelled: bool, with_people: bool = True):
    from icalendar import Event as Component  # -- slow import
    from icalendar import vCalAddress

    zone = ZoneInfo(event.zone)
    component = Component()
    component.add("uid", _line(event.uid))
    component.add("sequence", event.sequence)
    component.add("dtstamp", event.stamp.astimezone(UTC).replace(microsecond=0))
    component.add("dtstart", event.starts.astimezone(zone).replace(microsecond=0))
    component.add("dtend", event.ends.astimezone(zone).replace(microsecond=0))
    component.add("summary", _line(event.summary))
    if event.weekly:
        component.add("rrule", {"freq": "weekly"})
    if event.description:
        component.add("description", _text(event.description))
    if event.place:
        component.add("location", _line(event.place))
    if event.url:
        component.add("url", _line(event.url))
    component.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    component.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    component.add("class", "PRIVATE")
    if with_people:
        if event.organiser and (address := _address(event.organiser.email)):
            organiser = vCalAddress(f"mailto:{address}")
            organiser.params["cn"] = _name(event.organiser.name)
            component["organizer"] = organiser
        for party in event.parties:
            if not (address := _address(party.email)):
                continue
            attendee = vCalAddress(f"mailto:{address}")
            attendee.params["cn"] = _name(party.name)
            attendee.params["role"] = "REQ-PARTICIPANT"
            attendee.params["partstat"] = party.answer
            attendee.params["rsvp"] = "FALSE"
            component.add("attendee", attendee, encode=False)
    return component


def _written(calendar) -> str:
    calendar.add_missing_timezones()
    return calendar.to_ical().decode()


def _text(text: str) -> str:
    """Free text: line breaks stay (the library escapes them), other control characters go."""
    return CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _line(text: str) -> str:
    return " ".join(_text(text).split())


def _name(text: str) -> str:
    return BREAKS.sub(" ", text).strip() or "-"


def _address(text: str) -> str:
    """The address, or nothing when it is not one: a broken address is left out rather than written."""
    return text if ADDRESS.fullmatch(text) else ""
