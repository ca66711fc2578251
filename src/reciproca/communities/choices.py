from django.db import models
from django.utils.translation import pgettext_lazy

__all__ = ["LANGUAGES", "MembershipState", "Role"]

#: The languages of the interface, each named in itself.
LANGUAGES = [("it", "Italiano"), ("en", "English")]


class Role(models.TextChoices):
    MEMBER = "member", pgettext_lazy("role", "member")
    COORDINATOR = "coordinator", pgettext_lazy("role", "coordinator")


class MembershipState(models.TextChoices):
    """imported → invited → active → left; an import alone writes to nobody."""

    IMPORTED = "imported", pgettext_lazy("membership state", "imported, not yet invited")
    INVITED = "invited", pgettext_lazy("membership state", "invited")
    ACTIVE = "active", pgettext_lazy("membership state", "active")
    SUSPENDED = "suspended", pgettext_lazy("membership state", "suspended")
    LEFT = "left", pgettext_lazy("membership state", "left")
