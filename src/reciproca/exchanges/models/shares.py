from datetime import timedelta

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named
from reciproca.core.register import Holding, data, technical
from reciproca.exchanges.choices import ReceptionState, ShareKind, ShareReason, ShareState

__all__ = ["SHARED_FOR", "Reception", "Share"]

#: What was shared ends by itself after so long.
SHARED_FOR = timedelta(days=21)


class Share(Named):
    """An idea, something to read or an opening, for the few whom it concerns. It ends."""

    sharer = models.ForeignKey(Membership, verbose_name=_("shared by"), on_delete=models.CASCADE, related_name="shares")
    kind = models.CharField(max_length=10, choices=ShareKind, default=ShareKind.IDEA)
    title = models.CharField(max_length=200)
    words = models.TextField(max_length=2000)  # why it may be of use
    link = models.CharField(
        _("where to read more"), max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    topics = models.JSONField(_("topics"), default=list, blank=True)  # short texts
    state = models.CharField(max_length=10, choices=ShareState, default=ShareState.DRAFT)
    written_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "public_id", "version") | data(
        "sharer",
        ["sharer", "kind", "title", "words", "link", "topics", "state", "written_at", "sent_at", "closes_at", "closed_at"],
    )  # fmt: skip
    data_holding = Holding(
        what=_("What you shared"),
        purpose=_("So that an idea, something to read or an opening reaches the few whom it concerns."),
        seen_by=_("You, and those you sent it to, or to whom one of them passed it on."),
    )

    class Meta(Named.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="draft", sent_at__isnull=True)
                | ~models.Q(state="draft") & models.Q(sent_at__isnull=False, closes_at__isnull=False),
                name="shares_that_were_sent_end",
            )
        ]
        indexes = [models.Index(fields=["sharer", "state", "-written_at"], name="shares_by_sharer")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == ShareState.DRAFT

    @property
    def is_open(self) -> bool:
        return self.state == ShareState.OPEN


class Reception(Named):
    """One person to whom it was sent, and why. What they make of it is theirs: only thanks are told."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="receptions")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="receptions")
    reason = models.CharField(_("why it came to you"), max_length=10, choices=ShareReason)
    theirs = models.CharField(
        _("what of yours it answers"), max_length=200, blank=True
    )  # what of theirs it answers, in their words
    state = models.CharField(max_length=10, choices=ReceptionState, default=ReceptionState.WAITING)
    passed_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=300, blank=True)  # of who passed it on, to this person
    sent_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    change = models.TextField(_("what changed"), max_length=600, blank=True)  # read by the sharer
    ledger_seq = models.PositiveBigIntegerField(null=True, blank=True)

    data_register = technical("id", "community", "public_id", "ledger_seq") | data(
        "person", ["person", "reason", "theirs", "state", "sent_at", "settled_at", "change"]
    )
    data_register |= data("share__sharer", ["share"], export=False)
    data_register |= data("passed_by", ["passed_by"], export=False, erase="null")
    data_register |= data("passed_by", ["note"], erase="blank")
    data_holding = Holding(
        what=_("What others shared with you"),
        purpose=_("So that you find it again, and who shared it learns when it was of use."),
        seen_by=_("Only you; a word of thanks, also who shared it; a line you passed on, the one you wrote it to."),
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["share", "person"], name="one_reception_per_share_and_person"),
            models.CheckConstraint(
                condition=~models.Q(state="thanked") | models.Q(ledger_seq__isnull=False),
                name="thanks_for_shares_stand_in_the_ledger",
            ),
        ]
        indexes = [models.Index(fields=["person", "state", "-sent_at"], name="receptions_by_person")]

    def __str__(self) -> str:
        return self.theirs

    @property
    def is_waiting(self) -> bool:
        return self.state == ReceptionState.WAITING

    @property
    def is_thanked(self) -> bool:
        return self.state == ReceptionState.THANKED
