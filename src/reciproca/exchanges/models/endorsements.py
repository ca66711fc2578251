from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named
from reciproca.core.register import Holding, data, technical
from reciproca.exchanges.choices import OPEN_ENDORSEMENTS, EndorsementState

__all__ = ["Endorsement"]


class Endorsement(Named):
    """Somebody says that they have seen one skill of another at work, in something both confirmed."""

    author = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="endorsements_given")
    subject = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="endorsements_received")
    skill = models.CharField(_("the skill"), max_length=200)  # as it stands on the profile
    state = models.CharField(max_length=10, choices=EndorsementState, default=EndorsementState.GIVEN)
    given_at = models.DateTimeField(default=clock.now)
    shown_at = models.DateTimeField(null=True, blank=True)  # when its subject first approved it
    ledger_seq = models.PositiveBigIntegerField(null=True, blank=True)  # of the line that stands for it now
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "public_id", "ledger_seq", "version") | data(
        "author", ["author", "skill", "state", "given_at", "shown_at"]
    )
    data_register |= data("subject", ["subject"], export=False)
    data_holding = Holding(
        what=_("Skills of others that you have seen at work"),
        purpose=_("So that what somebody says they can do rests on something that happened."),
        seen_by=_("The two of you; once it was approved, whoever reads the skills on that profile."),
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["author", "subject", "skill"],
                condition=models.Q(state__in=[state.value for state in OPEN_ENDORSEMENTS]),
                name="one_open_endorsement_of_a_skill",
            ),
            models.CheckConstraint(condition=~models.Q(author=models.F("subject")), name="nobody_endorses_themselves"),
            models.CheckConstraint(
                condition=~models.Q(state="shown") | models.Q(shown_at__isnull=False, ledger_seq__isnull=False),
                name="shown_endorsements_were_approved",
            ),
        ]
        indexes = [models.Index(fields=["subject", "state", "-shown_at"], name="endorsements_of_person")]

    def __str__(self) -> str:
        return self.skill

    @property
    def is_given(self) -> bool:
        return self.state == EndorsementState.GIVEN

    @property
    def is_shown(self) -> bool:
        return self.state == EndorsementState.SHOWN

    @property
    def is_withdrawn(self) -> bool:
        return self.state == EndorsementState.WITHDRAWN

    def has(self, person: Membership) -> bool:
        return person.pk in (self.author_id, self.subject_id)

    def other_of(self, person: Membership) -> Membership:
        """The one of the two who is not `person`."""
        return self.subject if person.pk == self.author_id else self.author
