from django.db import models
from django.utils.translation import pgettext_lazy

__all__ = ["Lasts", "Scope", "allows"]


class Scope(models.TextChoices):
    """What a token may do. Who may change something in an area may read it too."""

    PEOPLE_READ = "people:read", pgettext_lazy("scope", "read the directory and people’s pages")
    PROFILE_READ = "profile:read", pgettext_lazy("scope", "read my profile, my offers and needs")
    PROFILE_WRITE = "profile:write", pgettext_lazy("scope", "change my offers and needs")
    MENTORSHIPS_READ = "mentorships:read", pgettext_lazy("scope", "read my mentorships and their sessions")
    MENTORSHIPS_WRITE = "mentorships:write", pgettext_lazy("scope", "plan, tell and confirm sessions")
    RECOGNITIONS_READ = "recognitions:read", pgettext_lazy("scope", "read thanks, and what was written of me and by me")
    RECOGNITIONS_WRITE = "recognitions:write", pgettext_lazy("scope", "give thanks, and show what was written of me")
    TIES_READ = "ties:read", pgettext_lazy("scope", "read my connections, allies and introductions")
    TIES_WRITE = "ties:write", pgettext_lazy("scope", "ask to be connected or introduced, answer, name allies")
    ASKS_READ = "asks:read", pgettext_lazy("scope", "read asks, leads and what is shared with me")
    ASKS_WRITE = "asks:write", pgettext_lazy("scope", "ask, answer, pass on and share")
    CONVERSATIONS_READ = "conversations:read", pgettext_lazy("scope", "read my conversations")
    CONVERSATIONS_WRITE = "conversations:write", pgettext_lazy("scope", "write in my conversations")
    STORY_READ = "story:read", pgettext_lazy("scope", "read what I gave and received, and my relationships")
    TODAY_READ = "today:read", pgettext_lazy("scope", "read my Today, and when I want letters")
    TODAY_WRITE = "today:write", pgettext_lazy("scope", "set suggestions aside, and choose when letters come")
    LIBRARY_READ = "library:read", pgettext_lazy("scope", "read the library, and my notes")
    LIBRARY_WRITE = "library:write", pgettext_lazy("scope", "write notes, and say that one helped")
    REPORTS_WRITE = "reports:write", pgettext_lazy("scope", "report that something is not right")
    COORDINATION_READ = "coordination:read", pgettext_lazy("scope", "read what I see as a coordinator")


class Lasts(models.IntegerChoices):
    """For how many days a token can be made."""

    MONTH = 30, pgettext_lazy("how long a token lasts", "a month")
    QUARTER = 90, pgettext_lazy("how long a token lasts", "three months")
    HALF = 182, pgettext_lazy("how long a token lasts", "half a year")
    YEAR = 365, pgettext_lazy("how long a token lasts", "a year")


def allows(granted: list[str], wanted: str) -> bool:
    """Whether these scopes hold the one that is wanted."""
    area, _, act = wanted.partition(":")
    return wanted in granted or (act == "read" and f"{area}:write" in granted)
