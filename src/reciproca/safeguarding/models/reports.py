"""What was reported, and what was decided."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named
from reciproca.core.register import Holding, data, technical
from reciproca.safeguarding.choices import TOUCHING, Decided, Reason, ReportState

__all__ = ["Decision", "Report"]

HELD = _("It is held until it is decided, and goes ninety days later. Your name goes at once.")


class Report(Named):
    """Somebody says that something is not right, to who coordinates. `evidence` is a copy of what they had before them.

    The object is named by its kind and public id; who reported is known to whoever decides only if they wished so.
    """

    reporter = models.ForeignKey(
        Membership, verbose_name=_("who reported"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    concerned = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=36)
    reason = models.CharField(_("what is not right"), max_length=10, choices=Reason)
    words = models.TextField(max_length=2000, blank=True)
    evidence = models.TextField(_("the copy you handed over"), blank=True)
    is_named = models.BooleanField(_("with your name"), default=False)  # whoever decides may know who reported
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.OPEN)
    at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    data_register = technical(
        "id", "community", "public_id", "object_kind", "object_id", "state", "settled_at", retention="days-90"
    )
    data_register |= data("reporter", ["reporter"], erase="null", retention="days-90")
    data_register |= data(
        "reporter", ["reason", "words", "evidence", "is_named", "at"], erase="keep", retention="days-90", why=HELD
    )
    # Whom it is about is never told that there is a report, not even in their own copy.
    data_register |= data("concerned", ["concerned"], export=False, erase="keep", retention="days-90", why=HELD)
    data_holding = Holding(
        what=_("What you reported"),
        purpose=_("So that who coordinates can look at it, decide, and tell you."),
        seen_by=_("Who coordinates, less whom it is about. Who reported: only if you wished so."),
        since="settled_at",
    )

    class Meta(Named.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reporter=None) | ~models.Q(reporter=models.F("concerned")),
                name="nobody_reports_themselves",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", settled_at__isnull=True)
                | models.Q(state="settled", settled_at__isnull=False),
                name="settled_reports_say_when",
            ),
            models.UniqueConstraint(
                fields=["reporter", "object_kind", "object_id"],
                condition=models.Q(state="open"),
                name="one_open_report_per_reporter",
            ),
        ]
        indexes = [models.Index(fields=["community", "state", "at"], name="reports_by_state")]

    @property
    def is_open(self) -> bool:
        return self.state == ReportState.OPEN


class Decision(Named):
    """One thing done about a report, with its reason. Whom it touches reads their part of it, and may object once."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="decisions")
    concerned = models.ForeignKey(
        Membership, verbose_name=_("whom it concerns"), on_delete=models.CASCADE, related_name="+"
    )
    decided = models.CharField(_("what was decided"), max_length=10, choices=Decided)
    reason = models.TextField(max_length=1000)  # for those who coordinate
    to_reporter = models.TextField(_("written to who reported"), max_length=1000, blank=True)
    to_concerned = models.TextField(_("written to whom it concerns"), max_length=1000, blank=True)
    by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)  # of a hold
    objection = models.TextField(_("the objection"), max_length=2000, blank=True)
    objected_at = models.DateTimeField(_("objected on"), null=True, blank=True)
    reply = models.TextField(max_length=2000, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    data_register = technical("id", "community", "public_id", "report", retention="days-90")
    data_register |= data(
        "concerned",
        ["concerned", "decided", "to_concerned", "at", "until", "objection", "objected_at", "reply", "replied_at"],
        erase="keep",
        retention="days-90",
        why=HELD,
    )
    data_register |= data("report__reporter", ["to_reporter"], erase="keep", retention="days-90", why=HELD)
    data_register |= data("by", ["reason"], export=False, erase="keep", retention="days-90", why=HELD)
    data_register |= data("by", ["by"], export=False, erase="null", retention="days-90")
    data_register |= data("replied_by", ["replied_by"], export=False, erase="null", retention="days-90")
    data_holding = Holding(
        what=_("Decisions that concern you"),
        purpose=_("So that you read what was decided, and can object."),
        seen_by=_("You and who coordinates. Who reported reads only what was written to them."),
        since="report__settled_at",
    )

    class Meta(Named.Meta):
        indexes = [models.Index(fields=["community", "concerned", "at"], name="decisions_by_person")]

    @property
    def touches_concerned(self) -> bool:
        return self.decided in TOUCHING

    @property
    def awaits_reply(self) -> bool:
        return self.objected_at is not None and self.replied_at is None
