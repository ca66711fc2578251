"""The registers in a person's words: how long, what becomes of it, and what the fields are called."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from reciproca.core.days import day_written, hour_said
from reciproca.core.register import KEPT_FOR, Datum, Retention

__all__ = [
    "FIELD_WORDS",
    "KEPT",
    "day_of",
    "erased_words",
    "field_words",
    "kept_words",
    "value_words",
    "whys",
]

Words = str | Promise

#: How long, as a sentence.
KEPT: dict[Retention, Words] = {
    "days-21": gettext_lazy("three weeks"),
    "days-30": gettext_lazy("thirty days"),
    "days-90": gettext_lazy("ninety days"),
    "programme": gettext_lazy("until two years after the programme has ended"),
    "membership": gettext_lazy("as long as you belong to the community; two years after you leave it goes by itself"),
    "account": gettext_lazy("as long as you have the account"),
    "audit": gettext_lazy("as long as the community: it is a log that nobody can change"),
    "always": gettext_lazy("as long as the community: it is a log that nobody can change"),
}

DELETED = gettext_lazy("deleted")
EMPTIED = gettext_lazy("your name and your words go out of it")
KEPT_NAMELESS = gettext_lazy("kept, without your name")
KEPT_WORDLESS = gettext_lazy("your words go, the rest is kept without your name")

#: Fields by name, the same in every room. A model's own marked name (`verbose_name`) comes before.
FIELD_WORDS: dict[str, Words] = {
    "account": pgettext_lazy("field", "account"),
    "accepted_at": pgettext_lazy("field", "accepted on"),
    "agreed_at": pgettext_lazy("field", "agreed on"),
    "answers": pgettext_lazy("field", "answers"),
    "application": pgettext_lazy("field", "application"),
    "asked_at": pgettext_lazy("field", "asked on"),
    "asker": pgettext_lazy("field", "asked by"),
    "at": pgettext_lazy("field", "on"),
    "audience": pgettext_lazy("field", "who may read it"),
    "author": pgettext_lazy("field", "written by"),
    "availability": pgettext_lazy("field", "available"),
    "began_at": pgettext_lazy("field", "began on"),
    "blocked": pgettext_lazy("field", "blocked person"),
    "blocker": pgettext_lazy("field", "blocked by"),
    "cadence_days": pgettext_lazy("field", "days between two sessions"),
    "came_late": pgettext_lazy("field", "came when it was closed"),
    "cancels": pgettext_lazy("field", "cancels the line"),
    "capacity": pgettext_lazy("field", "room for so many people"),
    "change": pgettext_lazy("field", "what I would change"),
    "changed_at": pgettext_lazy("field", "changed on"),
    "channel": pgettext_lazy("field", "how you meet"),
    "closed_at": pgettext_lazy("field", "closed on"),
    "cohort": pgettext_lazy("field", "cohort"),
    "confidentiality": pgettext_lazy("field", "what stays between you"),
    "confirmed": pgettext_lazy("field", "confirmed by the other"),
    "confirmed_at": pgettext_lazy("field", "confirmed on"),
    "confirms": pgettext_lazy("field", "confirms the line"),
    "created_at": pgettext_lazy("field", "since"),
    "decided_at": pgettext_lazy("field", "decided on"),
    "differs": pgettext_lazy("field", "sees it differently"),
    "due_at": pgettext_lazy("field", "due on"),
    "due_on": pgettext_lazy("field", "due on"),
    "edited_at": pgettext_lazy("field", "changed on"),
    "edition": pgettext_lazy("field", "edition"),
    "ended_at": pgettext_lazy("field", "ended on"),
    "ended_on": pgettext_lazy("field", "ended on"),
    "enrolled_at": pgettext_lazy("field", "since"),
    "expires_at": pgettext_lazy("field", "good until"),
    "farewell": pgettext_lazy("field", "farewell"),
    "file_name": pgettext_lazy("field", "name of the file"),
    "first": pgettext_lazy("field", "one of the two"),
    "gained": pgettext_lazy("field", "what I gained"),
    "gave": pgettext_lazy("field", "what I gave"),
    "given_name": pgettext_lazy("field", "name"),
    "giver": pgettext_lazy("field", "who gave"),
    "gives": pgettext_lazy("field", "what its author would do"),
    "helped_at": pgettext_lazy("field", "helped on"),
    "mine": pgettext_lazy("field", "what of yours answers it"),
    "named": pgettext_lazy("field", "with your name"),
    "needed_by": pgettext_lazy("field", "needed by"),
    "person": pgettext_lazy("field", "person"),
    "need": pgettext_lazy("field", "need"),
    "key": pgettext_lazy("field", "which one"),
    "how": pgettext_lazy("field", "how"),
    "posted_at": pgettext_lazy("field", "asked on"),
    "presence": pgettext_lazy("field", "coming"),
    "reason": pgettext_lazy("field", "why you"),
    "reply": pgettext_lazy("field", "the answer in words"),
    "closes_at": pgettext_lazy("field", "open until"),
    "answered_at": pgettext_lazy("field", "answered on"),
    "about": pgettext_lazy("field", "what about"),
    "answer": pgettext_lazy("field", "answer"),
    "given_at": pgettext_lazy("field", "given on"),
    "happened_on": pgettext_lazy("field", "happened on"),
    "revealed_at": pgettext_lazy("field", "your name told on"),
    "shown_at": pgettext_lazy("field", "shown since"),
    "story": pgettext_lazy("field", "what happened"),
    "goals": pgettext_lazy("field", "goals"),
    "helped": pgettext_lazy("field", "what helped"),
    "ip": pgettext_lazy("field", "network address"),
    "joined_at": pgettext_lazy("field", "joined on"),
    "kind": pgettext_lazy("field", "kind"),
    "language": pgettext_lazy("field", "language"),
    "last_seen_at": pgettext_lazy("field", "last used"),
    "last_used_at": pgettext_lazy("field", "last used"),
    "left_at": pgettext_lazy("field", "left on"),
    "left_out_at": pgettext_lazy("field", "nobody was found on"),
    "left_out_before": pgettext_lazy("field", "comes first the next time"),
    "membership": pgettext_lazy("field", "person"),
    "mentee": pgettext_lazy("field", "mentee"),
    "mentor": pgettext_lazy("field", "mentor"),
    "mentorship": pgettext_lazy("field", "mentorship"),
    "minutes": pgettext_lazy("field", "minutes"),
    "mutual": pgettext_lazy("field", "both ways"),
    "next_step": pgettext_lazy("field", "next step"),
    "object_id": pgettext_lazy("field", "id of what it came from"),
    "object_kind": pgettext_lazy("field", "what it came from"),
    "outcome": pgettext_lazy("field", "outcome"),
    "owner": pgettext_lazy("field", "whose it is"),
    "passing_on": pgettext_lazy("field", "what I pass on"),
    "pause_until": pgettext_lazy("field", "pause until"),
    "paused_at": pgettext_lazy("field", "paused on"),
    "photo": pgettext_lazy("field", "photo"),
    "place": pgettext_lazy("field", "place"),
    "planned_by": pgettext_lazy("field", "planned by"),
    "proposed_at": pgettext_lazy("field", "proposed on"),
    "proposed_by": pgettext_lazy("field", "proposed by"),
    "provenance": pgettext_lazy("field", "where it came from"),
    "purpose": pgettext_lazy("field", "what for"),
    "question": pgettext_lazy("field", "question"),
    "rating": pgettext_lazy("field", "how it is going, from 1 to 5"),
    "rather": pgettext_lazy("field", "with whom"),
    "ready_at": pgettext_lazy("field", "ready on"),
    "reasons": pgettext_lazy("field", "why you were matched"),
    "receiver": pgettext_lazy("field", "who received"),
    "recipient": pgettext_lazy("field", "sent to"),
    "refreshed_at": pgettext_lazy("field", "said again on"),
    "refreshed_before": pgettext_lazy("field", "said before on"),
    "revoked_at": pgettext_lazy("field", "withdrawn on"),
    "second": pgettext_lazy("field", "the other of the two"),
    "sent_at": pgettext_lazy("field", "sent on"),
    "seq": pgettext_lazy("field", "number of the line"),
    "session": pgettext_lazy("field", "session"),
    "set_at": pgettext_lazy("field", "set on"),
    "settled_at": pgettext_lazy("field", "settled on"),
    "sha256": pgettext_lazy("field", "fingerprint"),
    "sight": pgettext_lazy("field", "who sees what"),
    "signed_at": pgettext_lazy("field", "signed up on"),
    "since": pgettext_lazy("field", "since"),
    "slots": pgettext_lazy("field", "when I can"),
    "started_at": pgettext_lazy("field", "begun on"),
    "starts_at": pgettext_lazy("field", "begins on"),
    "state": pgettext_lazy("field", "state"),
    "stated_at": pgettext_lazy("field", "first said on"),
    "submitted_at": pgettext_lazy("field", "sent on"),
    "taken": pgettext_lazy("field", "what I take with me"),
    "team": pgettext_lazy("field", "team"),
    "text": pgettext_lazy("field", "text"),
    "time_zone": pgettext_lazy("field", "time zone"),
    "title": pgettext_lazy("field", "in one sentence"),
    "told_at": pgettext_lazy("field", "told on"),
    "topics": pgettext_lazy("field", "what you talked about"),
    "troubles": pgettext_lazy("field", "what the trouble is"),
    "type": pgettext_lazy("field", "kind"),
    "until": pgettext_lazy("field", "until"),
    "updated_at": pgettext_lazy("field", "changed on"),
    "used_at": pgettext_lazy("field", "used on"),
    "user": pgettext_lazy("field", "account"),
    "user_agent": pgettext_lazy("field", "browser"),
    "verified": pgettext_lazy("field", "confirmed"),
    "was_there": pgettext_lazy("field", "was there"),
    "way": pgettext_lazy("field", "how to meet"),
    "weight": pgettext_lazy("field", "weight"),
    "welcomed_at": pgettext_lazy("field", "welcomed on"),
    "when": pgettext_lazy("field", "usual time"),
    "window": pgettext_lazy("field", "feedback"),
    "wish": pgettext_lazy("field", "what I would like"),
    "word": pgettext_lazy("field", "a word on it"),
    "withdrawn_at": pgettext_lazy("field", "withdrawn on"),
    "words": pgettext_lazy("field", "in your words"),
    "would_end_at": pgettext_lazy("field", "would end it, since"),
    "written_at": pgettext_lazy("field", "written on"),
    "created": pgettext_lazy("field", "since"),
    "email": pgettext_lazy("field", "e-mail"),
    "invited_by": pgettext_lazy("field", "invited by"),
    "is_active": pgettext_lazy("field", "open"),
    "last_login": pgettext_lazy("field", "last sign-in"),
    "left": pgettext_lazy("field", "left"),
    "note": pgettext_lazy("field", "a few words"),
    "external_id": pgettext_lazy("field", "number in another register"),
    "family_name": pgettext_lazy("field", "family name"),
    "context": pgettext_lazy("field", "where you know each other from"),
    "why": pgettext_lazy("field", "why now"),
    "offer": pgettext_lazy("field", "what I can do for you"),
    "no": pgettext_lazy("field", "the answer"),
    "no_words": pgettext_lazy("field", "with these words"),
    "lapses_at": pgettext_lazy("field", "closes on"),
    "questioned_at": pgettext_lazy("field", "question asked on"),
    "replied_at": pgettext_lazy("field", "question answered on"),
    "origin_kind": pgettext_lazy("field", "where it comes from"),
    "origin_id": pgettext_lazy("field", "where it comes from, as a code"),
    "hidden_by_first": pgettext_lazy("field", "hidden from others"),
    "hidden_by_second": pgettext_lazy("field", "hidden from others"),
    "host": pgettext_lazy("field", "who showed the code"),
    "guest": pgettext_lazy("field", "who read the code"),
    "read_at": pgettext_lazy("field", "read on"),
    "refused_at": pgettext_lazy("field", "refused on"),
    "is_close": pgettext_lazy("field", "among the close ones"),
    "other": pgettext_lazy("field", "the other person"),
    "rhythm": pgettext_lazy("field", "wished rhythm, in days"),
    "wished_at": pgettext_lazy("field", "wished since"),
    "on": pgettext_lazy("field", "day"),
    "done_at": pgettext_lazy("field", "done on"),
    "weekday": pgettext_lazy("field", "day of the week"),
    "laid_aside_at": pgettext_lazy("field", "laid aside on"),
    "requester": pgettext_lazy("field", "who asked"),
    "introducer": pgettext_lazy("field", "who introduces"),
    "forwarded_to": pgettext_lazy("field", "forwarded to"),
    "topic": pgettext_lazy("field", "about"),
    "goal": pgettext_lazy("field", "what would help"),
    "gain": pgettext_lazy("field", "what could be in it for the other"),
    "set_aside_at": pgettext_lazy("field", "set aside on"),
    "forwarded_at": pgettext_lazy("field", "forwarded on"),
    "reminded_at": pgettext_lazy("field", "reminded on"),
    "made_at": pgettext_lazy("field", "began on"),
    "outcome_asked_at": pgettext_lazy("field", "asked about on"),
    "outcome_words": pgettext_lazy("field", "in these words"),
    "reached_at": pgettext_lazy("field", "reached on"),
    "declined_at": pgettext_lazy("field", "declined on"),
    "a_month": pgettext_lazy("field", "at the most in a month"),
    "experience": pgettext_lazy("field", "something lived through"),
    "forget_on": pgettext_lazy("field", "to be deleted on"),
    "idea": pgettext_lazy("field", "something to try"),
    "is_anonymous": pgettext_lazy("field", "without a name"),
    "named_at": pgettext_lazy("field", "named on"),
    "situation": pgettext_lazy("field", "what is going on"),
    "takeaway": pgettext_lazy("field", "what you take away"),
    "told": pgettext_lazy("field", "what became of it"),
    "tried": pgettext_lazy("field", "what was tried"),
    "try_until": pgettext_lazy("field", "to try until"),
    "wanted": pgettext_lazy("field", "what would help"),
    "weighs": pgettext_lazy("field", "what weighs"),
    "by_hand": pgettext_lazy("field", "to be handed on, not brought"),
    "brought_at": pgettext_lazy("field", "brought on"),
    "further": pgettext_lazy("field", "what it became outside the circle"),
    "offered_at": pgettext_lazy("field", "offered on"),
    "passed_at": pgettext_lazy("field", "passed on, on"),
    "thanked_at": pgettext_lazy("field", "thanked on"),
    "who": pgettext_lazy("field", "whom you thought of"),
}


def day_of(moment: datetime) -> str:
    """“3 December 2026”."""
    return day_written(moment, "d MMMM y")


def field_words(field: models.Field) -> str:
    """What a field is called, for a person: its own marked name, or the word for fields of that name."""
    if isinstance(vars(field).get("_verbose_name"), Promise) and type(field).__module__.startswith("django."):
        return capfirst(str(field.verbose_name))
    return capfirst(str(FIELD_WORDS.get(field.name, field.name.replace("_", " "))))


def kept_words(entries: Iterable[Datum]) -> list[str]:
    """How long, from the shortest: one sentence for each length of time among the entries."""
    lengths = {datum.retention for datum in entries}
    ordered = sorted(KEPT.keys() & lengths, key=lambda one: (KEPT_FOR.get(one, timedelta.max), [*KEPT].index(one)))
    return list(dict.fromkeys(str(KEPT[one]) for one in ordered))


def erased_words(entries: Iterable[Datum]) -> str:
    """What becomes of it when its person is erased."""
    ends = {datum.erase for datum in entries}
    if "delete" in ends:
        return str(DELETED)
    if "keep" in ends:
        return str(KEPT_NAMELESS if ends == {"keep"} else KEPT_WORDLESS)
    return str(EMPTIED)


def whys(entries: Iterable[Datum]) -> list[str]:
    """Why something outlives an erasure."""
    return list(dict.fromkeys(str(datum.why) for datum in entries if datum.erase == "keep" and datum.why))


def value_words(value: Any) -> str:
    """A value of an export as a person reads it; empty for what says nothing."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if value is True or value is False:
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{day_of(value)}, {hour_said(value)}"
    if hasattr(value, "year"):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, dict):
        if "name" in value or "id" in value:  # a reference
            return str(value.get("name") or value.get("kind") or value["id"])
        return "; ".join(f"{key}: {said}" for key, one in value.items() if (said := value_words(one)))
    if isinstance(value, list) and any(isinstance(one, dict) and _is_nested(one) for one in value):
        return ""  # left to the file for programs
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(value_words, value)))
    if isinstance(value, str) and value[4:5] == "-" and (moment := _moment(value)) is not None:
        return value_words(moment)
    return str(value)


def _is_nested(value: dict) -> bool:
    return any(isinstance(one, dict | list) for one in value.values())


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None
