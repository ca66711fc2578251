from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.ids import new_public_id
from reciproca.core.models import Named, Scoped
from reciproca.core.register import Holding, data, technical

from .choices import OPEN_STATES, IntroductionState, Outcome

__all__ = ["MOST_A_MONTH", "Approach", "Introduction", "Willingness", "closing_moment"]

#: How long a request waits at the most. It closes some time in the last days of it, drawn when it is sent.
WAITS = timedelta(days=21)
LAST_DAYS = timedelta(days=3)
#: So many requests reach an introducer within thirty days, unless they say otherwise.
MOST_A_MONTH = 3


def closing_moment(sent_at: datetime) -> datetime:
    """When a request closes, whatever becomes of it: the moment says nothing of who answered, or whether. Drawn as ids
    are, so that the demo is the same every time."""
    drawn = (new_public_id().int & 0xFFFFFFFF) / 2**32
    return sent_at + WAITS - LAST_DAYS * drawn


class Introduction(Named):
    """Somebody asks an ally to introduce them: to a person, or to somebody who knows about a thing (`topic`).

    What the introducer does with it is theirs to know. For the requester it waits until it is accepted, or closes.
    """

    requester = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="introductions_requested")
    introducer = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="introductions_through")
    recipient = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=IntroductionState, default=IntroductionState.REQUESTED)
    goal = models.TextField(max_length=300)  # what would help the requester
    gain = models.TextField(max_length=300, blank=True)  # what could be in it for the other
    note = models.TextField(max_length=600)  # to the introducer alone
    text = models.TextField(max_length=800)  # to be forwarded
    asked_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField()
    set_aside_at = models.DateTimeField(null=True, blank=True)  # the introducer: not now
    forwarded_at = models.DateTimeField(null=True, blank=True)
    forwarded_to = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    reminded_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)  # somebody wrote
    outcome_asked_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    outcome_words = models.TextField(max_length=600, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "public_id", "version") | data(
        ("requester", "introducer"),
        ["requester", "introducer", "recipient", "topic", "goal", "gain", "note", "text", "asked_at", "closes_at",
         "accepted_at", "made_at"],
        goes_with=["recipient", "forwarded_to"],
    )  # fmt: skip
    # Who asked never learns how far it came, not even in their own copy.
    data_register |= data(
        "introducer",
        ["state", "set_aside_at", "forwarded_at", "forwarded_to", "reminded_at"],
        goes_with=["requester", "recipient", "forwarded_to"],
    )
    data_register |= data(
        "requester",
        ["outcome", "outcome_words", "outcome_asked_at"],
        goes_with=["introducer", "recipient", "forwarded_to"],
    )
    data_holding = Holding(
        what=_("Introductions you asked for, and that others asked of you"),
        purpose=_("So that a new tie begins from one that is there, with a yes at each step."),
        seen_by=_("You, and the ally between. The other person only what was forwarded to them; a no, nobody."),
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["requester", "recipient"],
                condition=models.Q(state__in=[state.value for state in OPEN_STATES]),
                name="one_open_introduction_per_pair",
            ),
            models.CheckConstraint(
                condition=~models.Q(requester=models.F("introducer"))
                & (models.Q(recipient=None) | ~models.Q(recipient=models.F("requester")))
                & (models.Q(recipient=None) | ~models.Q(recipient=models.F("introducer"))),
                name="an_introduction_is_of_three",
            ),
            models.CheckConstraint(
                condition=~models.Q(recipient=None) | ~models.Q(topic=""), name="an_introduction_is_to_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=["community", "introducer", "asked_at"], name="introductions_by_introducer"),
            models.Index(fields=["community", "state", "closes_at"], name="introductions_by_closing"),
        ]

    @property
    def is_open(self) -> bool:
        """Somebody may still answer, in time."""
        return self.state in OPEN_STATES and clock.now() < self.closes_at

    @property
    def is_agreed(self) -> bool:
        """All three said yes."""
        return self.state in (IntroductionState.ACCEPTED, IntroductionState.MADE)

    @property
    def waits_for_introducer(self) -> bool:
        return self.is_open and self.state == IntroductionState.REQUESTED

    @property
    def is_to_be_told(self) -> bool:
        """It began, and who asked has not said yet what came of it."""
        return self.state == IntroductionState.MADE and self.outcome_asked_at is not None and not self.outcome


class Approach(Named):
    """What reached the person somebody would like to know: a row from which they read, and answer.

    Apart from the request, so that who was never written to has nothing of it, in no copy and on no page.
    """

    introduction = models.OneToOneField(Introduction, on_delete=models.CASCADE, related_name="approach")
    recipient = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="approaches")
    words = models.TextField(max_length=600, blank=True)  # the introducer's own
    text = models.TextField(max_length=800)  # the requester's, as the introducer left it
    reached_at = models.DateTimeField(default=clock.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    question = models.TextField(max_length=300, blank=True)  # back to the introducer, once
    reply = models.TextField(max_length=600, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    data_register = technical("id", "community", "public_id", "introduction") | data(
        ("recipient", "introduction__introducer"),
        ["recipient", "words", "text", "question", "reply", "reached_at"],
        goes_with=["introduction__requester"],
    )
    # The others are never told of a no.
    data_register |= data(
        "recipient", ["declined_at", "reminded_at"], goes_with=["introduction__introducer", "introduction__requester"]
    )
    data_holding = Holding(
        what=_("Introductions to you"),
        purpose=_("So that you read who would like to know you, and through whom, before you say yes or no."),
        seen_by=_("You, and the ally who wrote to you. A no: you alone."),
    )

    class Meta(Named.Meta):
        indexes = [models.Index(fields=["community", "recipient"], name="approaches_by_recipient")]


class Willingness(Scoped):
    """How many introductions a month somebody may be asked for. Without a row: `MOST_A_MONTH`."""

    person = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="+")
    a_month = models.PositiveSmallIntegerField(default=MOST_A_MONTH, validators=[MaxValueValidator(12)])

    data_register = technical("id", "community") | data("person", ["person", "a_month"])
    data_holding = Holding(
        what=_("How many introductions a month you may be asked for"),
        purpose=_("So that nobody is asked for more than they can carry."),
        seen_by=_("You alone."),
    )

    class Meta(Scoped.Meta):
        pass

    def __str__(self) -> str:
        return f"willingness {self.person_id}"
