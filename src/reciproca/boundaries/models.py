from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named, Scoped
from reciproca.core.register import Holding, data, technical

from .choices import MarkedBy

__all__ = ["Block", "Clearance", "Minor", "Partnership"]


class Block(Named):
    """One person does not want to meet another: for everything, and nobody is told."""

    blocker = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="blocks_made")
    blocked = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="blocks_received")
    at = models.DateTimeField(default=clock.now)

    # The blocked person is never told, not even in their own export.
    data_register = technical("id", "community", "public_id") | data(
        "blocker", ["blocker", "at", "blocked"], goes_with=["blocked"]
    )
    data_holding = Holding(
        what=_("Whom you have blocked"),
        purpose=_("So that you do not meet them here."),
        seen_by=_("You alone."),
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="one_block_per_pair"),
            models.CheckConstraint(condition=~models.Q(blocker=models.F("blocked")), name="nobody_blocks_themselves"),
        ]


class Minor(Scoped):
    """Who belongs to this membership is under age. The row is the mark: where there is none, nothing is known of an age.

    No date of birth is kept; `of_age_from` is the first day of the month from which they are of age, where it is known.
    """

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="minor")
    of_age_from = models.DateField(_("of age from"), null=True, blank=True)  # the first of a month
    marked_how = models.CharField(_("how it is known"), max_length=12, choices=MarkedBy)
    marked_by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    marked_at = models.DateTimeField(_("marked on"), default=clock.now)
    consent_on = models.DateField(_("given on"), null=True, blank=True)  # empty: there is no consent
    consent_from = models.CharField(_("by whom"), max_length=120, blank=True)
    consent_note = models.TextField(_("note"), max_length=1000, blank=True)
    consent_recorded_by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    consent_recorded_at = models.DateTimeField(_("recorded on"), null=True, blank=True)

    data_register = technical("id", "community") | data(
        "membership",
        ["membership", "of_age_from", "marked_how", "marked_at", "consent_on", "consent_from", "consent_recorded_at"],
    )
    # The note is the coordinators' own, and may speak of the family.
    data_register |= data("membership", ["consent_note"], export=False)
    data_register |= data(("marked_by",), ["marked_by"], export=False, erase="null")
    data_register |= data(("consent_recorded_by",), ["consent_recorded_by"], export=False, erase="null")
    data_holding = Holding(
        what=_("That you are under age, and the consent of who is responsible for you"),
        purpose=_("So that only who looks after you here can see you and write to you. It goes when you come of age."),
        seen_by=_("You and who coordinates. The coordinators’ note: they alone."),
        is_known_to_coordinators=True,
    )

    class Meta(Scoped.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(consent_on__isnull=True, consent_from="", consent_note="")
                | models.Q(consent_on__isnull=False) & ~models.Q(consent_from=""),
                name="consents_say_by_whom",
            ),
            models.CheckConstraint(
                condition=models.Q(of_age_from__isnull=True) | models.Q(of_age_from__day=1),
                name="no_more_than_a_month",
            ),
        ]

    @property
    def has_consent(self) -> bool:
        return self.consent_on is not None


class Clearance(Scoped):
    """Somebody whom a coordinator cleared for minors: they may be placed with one. The row is the mark."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="clearance")
    by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    data_register = technical("id", "community") | data("membership", ["membership", "at"])
    data_register |= data("by", ["by"], export=False, erase="null")
    data_holding = Holding(
        what=_("That you may mentor minors"),
        purpose=_("So that minors are placed only with people whom a coordinator has cleared."),
        seen_by=_("You and who coordinates."),
        is_known_to_coordinators=True,
    )

    class Meta(Scoped.Meta):
        pass


class Partnership(Named):
    """Two people who work with each other now, in one mentorship or more: it opens the fields kept for partners, and a minor to
    whom they work with.

    The rooms where people are brought together write it (`actions.open_partnership`).
    """

    first = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")  # the smaller key of the two
    second = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    source_kind = models.CharField(max_length=40)
    source_id = models.CharField(max_length=36)
    since = models.DateTimeField(default=clock.now)

    data_register = technical("id", "community", "public_id", "source_kind", "source_id") | data(
        ("first", "second"), ["first", "second", "since"]
    )
    data_holding = Holding(
        what=_("Whom you work with now"),
        purpose=_("So that the parts of a profile kept for partners open to them, and close again."),
        seen_by=_("The two of you."),
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second", "source_kind", "source_id"], name="one_partnership_per_source"
            ),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="partners_are_ordered"),
        ]
