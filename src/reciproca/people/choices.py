from django.db import models
from django.utils.translation import pgettext_lazy

__all__ = ["DAYS", "DAY_PARTS", "NeedAge", "PathKind", "ProfileField", "Sight"]


class Sight(models.TextChoices):
    """Who sees a field of a profile; chosen by the member."""

    COMMUNITY = "community", pgettext_lazy("who sees it", "everyone in the community")
    PARTNERS = "partners", pgettext_lazy("who sees it", "my mentors and mentees, and coordinators")
    COORDINATORS = "coordinators", pgettext_lazy("who sees it", "coordinators only")
    ME = "me", pgettext_lazy("who sees it", "only me")


class ProfileField(models.TextChoices):
    """The parts of a profile whose sight can be chosen. Name, headline and face are always seen in the community."""

    STORY = "story", pgettext_lazy("profile", "My story")
    OFFERS = "offers", pgettext_lazy("profile", "What I offer")
    NEEDS = "needs", pgettext_lazy("profile", "What I need now")
    PATH = "path", pgettext_lazy("profile", "The path so far")
    SKILLS = "skills", pgettext_lazy("profile", "Skills")
    AIMS = "aims", pgettext_lazy("profile", "What I aim for")
    INTERESTS = "interests", pgettext_lazy("profile", "Interests, and what I love outside work")
    CURIOUS_ABOUT = "curious_about", pgettext_lazy("profile", "What I am curious about")
    LANGUAGES = "languages", pgettext_lazy("profile", "Languages")
    PLACE = "place", pgettext_lazy("profile", "Place and time zone")
    AVAILABILITY = "availability", pgettext_lazy("profile", "When I am available")
    WORTHWHILE = "worthwhile", pgettext_lazy("profile", "What would make this worthwhile for me")


class PathKind(models.TextChoices):
    WORK = "work", pgettext_lazy("kind of experience", "work")
    STUDY = "study", pgettext_lazy("kind of experience", "study")


class NeedAge(models.TextChoices):
    FRESH = "fresh", pgettext_lazy("age of a need", "fresh")
    AGEING = "ageing", pgettext_lazy("age of a need", "two weeks or more")
    OLD = "old", pgettext_lazy("age of a need", "a month or more")


#: The availability grid: seven days, four parts of a day; a slot is "mon-evening".
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_PARTS = ("morning", "lunch", "afternoon", "evening")
