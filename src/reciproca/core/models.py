"""Bases of the tables of every room, and the two small tables of the leaf tools."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from . import clock
from .ids import PublicIdField
from .register import Holding, technical
from .scope import ScopedManager

__all__ = ["IdempotencyKey", "Named", "RateCount", "Scoped"]


class Scoped(models.Model):
    """A row of one community. `objects` sees the community in force; `unscoped` is for the few modules on the list."""

    community = models.ForeignKey("communities.Community", on_delete=models.CASCADE, related_name="+")

    objects = ScopedManager()
    unscoped = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "unscoped"


class Named(Scoped):
    """A row of one community that has an address."""

    public_id = PublicIdField()

    class Meta(Scoped.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(self.public_id)


class IdempotencyKey(models.Model):
    """An unsafe request that had its effect; the same key again gets the same answer and no second effect."""

    scope = models.CharField(max_length=64)  # hash of who and where: account, method, address
    key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)  # of what was sent
    location = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now, db_index=True)

    data_register = technical("id", "scope", "key", "fingerprint", "location", "at", retention="days-21")
    data_holding = Holding(
        what=_("Keys of forms that were sent"),
        purpose=_("So that a double click has one effect."),
        seen_by=_("Nobody: it is used by the program."),
        since="at",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="one_effect_per_key")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"


class RateCount(models.Model):
    """How often a door was used by one bucket (hashed account, address or target) in one window."""

    bucket = models.CharField(max_length=64)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)  # when the window closes and the row may go

    data_register = technical("id", "bucket", "window", "count", "until", retention="days-21")
    data_holding = Holding(
        what=_("Counts of how often a page was used"),
        purpose=_("So that nobody can guess codes by trying. Names and addresses are in it as fingerprints only."),
        seen_by=_("Nobody: it is used by the program."),
        since="until",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "window"], name="one_count_per_window")]

    def __str__(self) -> str:
        return f"{self.bucket} {self.window}: {self.count}"
