from django.db import models
from django.utils.translation import pgettext_lazy

__all__ = ["RecognitionState", "RecommendationState"]


class RecognitionState(models.TextChoices):
    """given → shown, or kept by its receiver between the two; shown ↔ kept; withdrawn by its giver from any."""

    GIVEN = "given", pgettext_lazy("recognition state", "to be read")
    SHOWN = "shown", pgettext_lazy("recognition state", "shown to the community")
    KEPT = "kept", pgettext_lazy("recognition state", "between you two")
    WITHDRAWN = "withdrawn", pgettext_lazy("recognition state", "taken back")


class RecommendationState(models.TextChoices):
    """asked or draft → given → shown; a request may be declined; withdrawn by either from any that is still open."""

    ASKED = "asked", pgettext_lazy("recommendation state", "asked for")
    DRAFT = "draft", pgettext_lazy("recommendation state", "a draft")
    GIVEN = "given", pgettext_lazy("recommendation state", "to be read")
    SHOWN = "shown", pgettext_lazy("recommendation state", "on the profile")
    DECLINED = "declined", pgettext_lazy("recommendation state", "not now")
    WITHDRAWN = "withdrawn", pgettext_lazy("recommendation state", "taken back")
