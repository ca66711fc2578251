from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named
from reciproca.core.register import Holding, data, technical

from .choices import Scope

__all__ = ["Token"]


class Token(Named):
    """A key that a person made for a program of theirs: it opens one community, for some things, until a day.

    Only its hash is kept. `mark` is of the password and the address as they were: with either of them it ends.
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("what it is for"), max_length=80)
    scopes = models.JSONField(_("what it may do"), default=list)
    digest = models.CharField(max_length=64, unique=True)
    mark = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(_("the day of its last use"), null=True, blank=True)

    data_register = technical("id", "community", "public_id") | data(
        "membership", ["membership", "name", "scopes", "created_at", "expires_at", "last_used_on"], retention="days-30"
    )
    data_register |= data("membership", ["digest", "mark"], export=False, retention="days-30")
    data_holding = Holding(
        what=_("Keys for your programs"),
        purpose=_("So that a program of yours can read and write here in your name, as far as you allow it."),
        seen_by=_("You alone."),
        since="expires_at",
    )

    class Meta(Named.Meta):
        verbose_name = _("token")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="tokens_end_after_they_begin"
            )
        ]
        indexes = [models.Index(fields=["membership", "expires_at"], name="tokens_of_member")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        return self.expires_at <= clock.now()

    @property
    def scopes_said(self) -> str:
        """What it may do, in words."""
        return ", ".join(str(scope.label) for scope in Scope if scope in self.scopes)
