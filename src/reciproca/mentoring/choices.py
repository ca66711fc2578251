from django.db import models
from django.utils.translation import pgettext_lazy

__all__ = ["MentorshipState"]


class MentorshipState(models.TextChoices):
    """proposed → active → paused → ended: active once both have agreed how they will work."""

    PROPOSED = "proposed", pgettext_lazy("mentorship state", "to be agreed")
    ACTIVE = "active", pgettext_lazy("mentorship state", "active")
    PAUSED = "paused", pgettext_lazy("mentorship state", "paused")
    ENDED = "ended", pgettext_lazy("mentorship state", "ended")
