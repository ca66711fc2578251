"""Days, hours and reasons in words, in the language in force and by the reader's clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from reciproca.communities.models import Membership
from reciproca.core.days import day_written, hour_said, is_far, is_italian
from reciproca.programmes.wording import Audience, say_reason

from .models import Mentorship

__all__ = ["Why", "cadence_said", "day_of", "day_said", "hour_said", "place_of_zone", "short_day", "why_of"]


def day_said(day: date, *, year: bool = False) -> str:
    """“Tuesday 23 February”, “martedì 23 febbraio”; with the year when it could be mistaken for another."""
    return day_written(day, "EEEE d MMMM yyyy" if year or is_far(day) else "EEEE d MMMM")


def day_of(day: date) -> str:
    """“23 February”."""
    return day_written(day, "d MMMM yyyy" if is_far(day) else "d MMMM")


def short_day(day: date) -> str:
    """“23 Feb”."""
    return day_written(day, "d MMM")


def place_of_zone(zone: str | ZoneInfo) -> str:
    """“London” for Europe/London, as people know it."""
    from babel.dates import get_timezone_location  # -- slow import

    return get_timezone_location(str(zone), locale="it" if is_italian() else "en_GB", return_city=True)


def cadence_said(days: int) -> str:
    if days == 7:
        return _("Every week")
    if days % 7 == 0 and days < 56:
        weeks = days // 7
        return ngettext("Every week", "Every %(n)s weeks", weeks) % {"n": weeks}
    if days in (30, 31):
        return _("Every month")
    return ngettext("Every day", "Every %(n)s days", days) % {"n": days}


# ── why these two ────────────────────────────────────────────────────────────

TITLES = {
    "languages": pgettext_lazy("reason", "The language"),
    "availability": pgettext_lazy("reason", "The time"),
    "place": pgettext_lazy("reason", "The place"),
    "profession": pgettext_lazy("reason", "The profession"),
}
TOPIC = pgettext_lazy("reason", "The subject")
ANSWERS = pgettext_lazy("reason", "What you answered")


@dataclass(frozen=True, slots=True)
class Why:
    """Why these two, as one of them reads it: titled reasons, and what is in it for each."""

    reasons: list[tuple[str, list[str]]]
    for_me: list[str]
    for_them: list[str]


def why_of(mentorship: Mentorship, person: Membership) -> Why:
    """From the reasons stored with the match: those that speak for it, in words meant for this reader."""
    audience: Audience = "mentor" if mentorship.is_mentor(person) else "mentee"
    language = "it" if is_italian() else "en"
    labels = _labels(mentorship, language)
    titled: dict[str, list[str]] = {}
    gains: dict[str, list[str]] = {"mentor": [], "mentee": []}
    for stored in _sound(mentorship.reasons):
        feature = str(stored["subject"].get("feature", ""))
        side = stored["subject"].get("side", "")
        reason = SimpleNamespace(**stored)
        try:
            text = (
                stored["said"][audience][language]
                if stored["said"]
                else say_reason(
                    reason,
                    language,
                    mentee=mentorship.mentee.given_name,
                    mentor=mentorship.mentor.given_name,
                    audience=audience,
                    labels=labels,
                )
            )
        except (KeyError, TypeError, ValueError):  # an older shape of a reason: better unsaid than broken
            continue
        text = f"{text[:1].upper()}{text[1:]}."
        if stored["kind"] == "complement" and side in gains and feature != "profession":
            gains[side].append(text)
        if gains["mentee"] and side == "mentor":
            continue  # said once, among what each gains
        title = TOPIC if stored["kind"] == "complement" and feature not in TITLES else TITLES.get(feature, ANSWERS)
        lines = titled.setdefault(str(title), [])
        if text not in lines:
            lines.append(text)
    other = "mentee" if audience == "mentor" else "mentor"
    return Why(list(titled.items()), gains[audience], gains[other])


def _sound(reasons: Iterable[Any]) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = [
        {
            "kind": str(one.get("kind", "")),
            "contribution": float(one.get("contribution") or 0),
            "subject": one["subject"] if isinstance(one.get("subject"), dict) else _about(one),
            "said": one["said"] if isinstance(one.get("said"), dict) else {},  # a round words them as it publishes
            "values": one.get("values") if isinstance(one.get("values"), dict) else {},
        }
        for one in reasons
        if isinstance(one, dict)
    ]
    return sorted((one for one in kept if one["contribution"] > 0), key=lambda one: -one["contribution"])


def _about(one: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in ("feature", "side") if isinstance(one.get(name), str)}


def _labels(mentorship: Mentorship, language: str) -> Mapping[str, str]:
    questionnaire = mentorship.cohort.questionnaire
    if questionnaire is None:
        return {}
    return {question.id: question.label.in_language(language) for question in questionnaire.asked.questions}
