from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named
from reciproca.core.register import Holding, data, technical
from reciproca.exchanges.choices import RecognitionState, RecommendationState
from reciproca.network.choices import Kind

__all__ = ["Recognition", "Recommendation"]

OPEN_RECOMMENDATIONS = ("asked", "draft", "given", "shown")


class Recognition(Named):
    """Thanks for one thing that happened and was confirmed, from one of its people to another."""

    giver = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="recognitions_given")
    receiver = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="recognitions_received")
    object_kind = models.CharField(max_length=40)  # what it is for, as the ledger names it
    object_id = models.CharField(max_length=36)
    kind = models.CharField(max_length=20, choices=Kind)  # of the line of the ledger
    happened_on = models.DateField()
    change = models.TextField(max_length=600)  # what changed for the giver
    story = models.TextField(max_length=600, blank=True)  # what happened
    state = models.CharField(max_length=10, choices=RecognitionState, default=RecognitionState.GIVEN)
    given_at = models.DateTimeField(default=clock.now)
    shown_at = models.DateTimeField(null=True, blank=True)  # when its receiver first approved it
    ledger_seq = models.PositiveBigIntegerField(null=True, blank=True)  # of the line that stands for it now
    version = models.PositiveIntegerField(default=1)

    data_register = technical(
        "id", "community", "public_id", "object_kind", "object_id", "ledger_seq", "version"
    ) | data("giver", ["giver", "kind", "happened_on", "change", "story", "state", "given_at", "shown_at"])
    data_register |= data("receiver", ["receiver"], export=False)
    data_holding = Holding(
        what=_("Thanks you gave"),
        purpose=_("So that good work is seen: who received it reads it first, and decides who else does."),
        seen_by=_("The two of you; everyone in the community once it was approved."),
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["community", "object_kind", "object_id", "giver", "receiver"],
                name="one_recognition_per_evidence_and_pair",
            ),
            models.CheckConstraint(condition=~models.Q(giver=models.F("receiver")), name="nobody_thanks_themselves"),
            models.CheckConstraint(
                condition=~models.Q(state="shown") | models.Q(shown_at__isnull=False, ledger_seq__isnull=False),
                name="shown_recognitions_were_approved",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "state", "-shown_at"], name="recognitions_by_day"),
            models.Index(fields=["receiver", "state", "-shown_at"], name="recognitions_received"),
        ]

    @property
    def is_given(self) -> bool:
        return self.state == RecognitionState.GIVEN

    @property
    def is_shown(self) -> bool:
        return self.state == RecognitionState.SHOWN

    @property
    def is_kept(self) -> bool:
        return self.state == RecognitionState.KEPT

    @property
    def is_withdrawn(self) -> bool:
        return self.state == RecognitionState.WITHDRAWN

    def has(self, person: Membership) -> bool:
        return person.pk in (self.giver_id, self.receiver_id)

    def other_of(self, person: Membership) -> Membership:
        """The one of the two who is not `person`."""
        return self.receiver if person.pk == self.giver_id else self.giver


class Recommendation(Named):
    """Words about a person, addressed to others, by somebody who has worked with them. Asked for, or offered."""

    author = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="recommendations_written")
    subject = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="recommendations_received")
    state = models.CharField(max_length=10, choices=RecommendationState)
    about = models.CharField(max_length=300, blank=True)  # what the subject would like it to be about
    text = models.TextField(max_length=1200, blank=True)
    answer = models.CharField(max_length=300, blank=True)  # a word of who declines, to who asked
    asked_at = models.DateTimeField(null=True, blank=True)  # null: offered unasked
    written_at = models.DateTimeField(null=True, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # declined or withdrawn
    closed_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ledger_seq = models.PositiveBigIntegerField(null=True, blank=True)  # of the line that stands for it now
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "public_id", "ledger_seq", "version") | data(
        "author", ["author", "state", "text", "answer", "written_at", "given_at", "shown_at", "closed_at"]
    )
    data_register |= data("subject", ["about", "asked_at"])
    data_register |= data("subject", ["subject"], export=False)  # a draft is not yet known to them
    data_register |= data("closed_by", ["closed_by"], export=False, erase="null")
    data_holding = Holding(
        what=_("Recommendations you wrote or asked for"),
        purpose=_("So that others read what somebody who worked with you says of you."),
        seen_by=_("The two of you; everyone in the community once it was approved. A draft: who writes it."),
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["author", "subject"],
                condition=models.Q(state__in=OPEN_RECOMMENDATIONS),
                name="one_open_recommendation_per_pair",
            ),
            models.CheckConstraint(
                condition=~models.Q(author=models.F("subject")), name="nobody_recommends_themselves"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="shown") | models.Q(shown_at__isnull=False, ledger_seq__isnull=False),
                name="shown_recommendations_were_approved",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["given", "shown"]) | ~models.Q(text=""),
                name="given_recommendations_have_words",
            ),
        ]
        indexes = [models.Index(fields=["subject", "state", "-shown_at"], name="recommendations_of_person")]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_RECOMMENDATIONS

    @property
    def is_to_write(self) -> bool:
        return self.state in (RecommendationState.ASKED, RecommendationState.DRAFT)

    @property
    def is_given(self) -> bool:
        return self.state == RecommendationState.GIVEN

    @property
    def is_shown(self) -> bool:
        return self.state == RecommendationState.SHOWN

    def has(self, person: Membership) -> bool:
        return person.pk in (self.author_id, self.subject_id)

    def other_of(self, person: Membership) -> Membership:
        """The one of the two who is not `person`."""
        return self.subject if person.pk == self.author_id else self.author
