from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named
from reciproca.core.register import Holding, data, technical
from reciproca.exchanges.choices import OPEN_LEADS, LeadKind, LeadState

__all__ = ["Lead"]


class Lead(Named):
    """An opening passed on to one person: a client, a job, a call for projects; with what came of it."""

    giver = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="leads_given")
    receiver = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="leads_received")
    kind = models.CharField(max_length=10, choices=LeadKind, default=LeadKind.CLIENT)
    title = models.CharField(max_length=200)
    words = models.TextField(max_length=2000)
    until = models.DateField(null=True, blank=True)  # the day by which it must be taken up
    state = models.CharField(max_length=10, choices=LeadState, default=LeadState.GIVEN)
    reply = models.CharField(max_length=300, blank=True)  # a word of the receiver, with a yes or a no
    outcome = models.TextField(max_length=600, blank=True)  # what came of it
    given_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    ledger_seq = models.PositiveBigIntegerField(null=True, blank=True)  # of the line that stands for it now
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "public_id", "ledger_seq", "version") | data(
        "giver", ["giver", "kind", "title", "words", "until", "state", "given_at"]
    )
    data_register |= data("receiver", ["receiver", "reply", "outcome", "answered_at", "settled_at"])
    data_holding = Holding(
        what=_("Leads you passed on, or were given"),
        purpose=_("So that an opening reaches whom it suits, and who passed it on learns what came of it."),
        seen_by=_("The two of you."),
    )

    class Meta(Named.Meta):
        constraints = [
            models.CheckConstraint(condition=~models.Q(giver=models.F("receiver")), name="nobody_leads_themselves"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["taken_up", "something"]) | models.Q(ledger_seq__isnull=False),
                name="leads_taken_up_stand_in_the_ledger",
            ),
        ]
        indexes = [
            models.Index(fields=["receiver", "state", "-given_at"], name="leads_by_receiver"),
            models.Index(fields=["giver", "-given_at"], name="leads_by_giver"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_LEADS

    @property
    def is_given(self) -> bool:
        return self.state == LeadState.GIVEN

    @property
    def is_taken_up(self) -> bool:
        return self.state == LeadState.TAKEN_UP

    @property
    def came_to_something(self) -> bool:
        return self.state == LeadState.SOMETHING

    @property
    def is_withdrawn(self) -> bool:
        return self.state == LeadState.WITHDRAWN

    def has(self, person: Membership) -> bool:
        return person.pk in (self.giver_id, self.receiver_id)

    def other_of(self, person: Membership) -> Membership:
        """The one of the two who is not `person`."""
        return self.receiver if person.pk == self.giver_id else self.giver
