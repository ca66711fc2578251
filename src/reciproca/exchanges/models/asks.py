from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named, Scoped
from reciproca.core.register import Holding, data, technical
from reciproca.exchanges.choices import OPEN_ASKS, AskKind, AskState, Audience, RouteReason, RouteState
from reciproca.people.models import Need

__all__ = ["LASTS", "Answer", "Ask", "Route"]

#: An ask closes by itself after so long, unless its asker renews it.
LASTS = timedelta(days=30)
WARNED_BEFORE = timedelta(days=3)


def _closes_at() -> object:
    return clock.now() + LASTS


class Ask(Named):
    """A need of the moment, put to others: one sentence, a story if it helps, until when."""

    asker = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="asks")
    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.SET_NULL, related_name="asks")
    title = models.CharField(max_length=200)
    story = models.TextField(_("what is behind it"), max_length=2000, blank=True)
    kind = models.CharField(max_length=20, choices=AskKind, default=AskKind.ADVICE)
    topics = models.JSONField(_("topics"), default=list, blank=True)  # short texts
    needed_by = models.DateField(null=True, blank=True)
    audience = models.CharField(max_length=20, choices=Audience, default=Audience.COMMUNITY)
    named = models.BooleanField(default=True)  # in confidence: whether those who are asked read who asks
    by_hand = models.BooleanField(default=False)  # in confidence: it goes to whom it is handed, nobody is looked for
    found_by = models.TextField(default="", blank=True)  # folded words it is found by
    state = models.CharField(max_length=10, choices=AskState, default=AskState.OPEN)
    posted_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField(default=_closes_at)
    warned_at = models.DateTimeField(null=True, blank=True)  # when its asker was told that it is about to close
    closed_at = models.DateTimeField(null=True, blank=True)
    change = models.TextField(_("what changed"), max_length=600, blank=True)  # what changed: read by those who answered
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "public_id", "version") | data(
        "asker",
        ["asker", "need", "title", "story", "kind", "topics", "needed_by", "audience", "named", "by_hand", "state", "posted_at",
         "closes_at", "closed_at", "change"],
    )  # fmt: skip
    data_register |= data("asker", ["found_by", "warned_at"], export=False)
    data_holding = Holding(
        what=_("What you asked for"),
        purpose=_("So that those who can help find it, and you find their answers."),
        seen_by=_("The community, or your allies; in confidence, only the few who are asked."),
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["need"],
                condition=models.Q(state__in=[state.value for state in OPEN_ASKS]),
                name="one_open_ask_per_need",
            ),
            models.CheckConstraint(
                condition=models.Q(named=True) | models.Q(audience="confidence"), name="unnamed_asks_are_in_confidence"
            ),
            models.CheckConstraint(
                condition=models.Q(by_hand=False) | models.Q(audience="confidence"),
                name="asks_by_hand_are_in_confidence",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, state__in=[state.value for state in OPEN_ASKS])
                | models.Q(closed_at__isnull=False, state__in=["solved", "expired", "withdrawn"]),
                name="closed_asks_say_when",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "state", "-posted_at"], name="asks_by_day"),
            models.Index(fields=["asker", "-posted_at"], name="asks_by_asker"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_ASKS

    @property
    def is_solved(self) -> bool:
        return self.state == AskState.SOLVED

    @property
    def is_expired(self) -> bool:
        return self.state == AskState.EXPIRED

    @property
    def is_withdrawn(self) -> bool:
        return self.state == AskState.WITHDRAWN

    @property
    def is_for_all(self) -> bool:
        """Whether the community reads it, answers included; all others are between its asker and each who reads it."""
        return self.audience == Audience.COMMUNITY

    @property
    def is_for_allies(self) -> bool:
        return self.audience == Audience.ALLIES

    @property
    def is_confidential(self) -> bool:
        return self.audience == Audience.CONFIDENCE

    @property
    def wants_to_be_heard(self) -> bool:
        return self.kind == AskKind.LISTEN

    @property
    def ends_soon(self) -> bool:
        return self.is_open and self.closes_at - clock.now() <= WARNED_BEFORE


class Answer(Named):
    """A help given to an ask, in words; its asker may say that it helped, and what changed."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="answers")
    author = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField(max_length=3000)
    gives = models.CharField(max_length=200, blank=True)  # what its author would do: a talk, a look, a document
    differs = models.BooleanField(default=False)  # “I see it differently”
    meets_at = models.DateTimeField(_("when you could meet"), null=True, blank=True)
    meets_minutes = models.PositiveSmallIntegerField(_("minutes"), default=0)
    meeting_taken_at = models.DateTimeField(_("taken up on"), null=True, blank=True)
    meeting_ended_at = models.DateTimeField(_("called off on"), null=True, blank=True)
    meeting_sequence = models.PositiveIntegerField(default=0)  # of the calendar invitation
    written_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    came_late = models.BooleanField(default=False)  # the ask was closed when it came
    helped_at = models.DateTimeField(null=True, blank=True)
    change = models.TextField(
        _("what changed"), max_length=600, blank=True
    )  # what changed for the asker: read by the author
    revealed_at = models.DateTimeField(null=True, blank=True)  # when an unnamed asker let the author know who asks
    ledger_seq = models.PositiveBigIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "public_id", "ledger_seq", "version", "meeting_sequence") | data(
        "author",
        ["author", "text", "gives", "meets_at", "meets_minutes", "differs", "written_at", "edited_at", "came_late"],
    )
    data_register |= data("ask__asker", ["helped_at", "change", "revealed_at"])
    data_register |= data(["author", "ask__asker"], ["meeting_taken_at", "meeting_ended_at"])
    data_register |= data("ask__asker", ["ask"], export=False)
    data_holding = Holding(
        what=_("Answers you gave, or were given"),
        purpose=_("So that who asks reads what others would do, and says what helped."),
        seen_by=_(
            "Who asked and who answered; all who may read an ask of the community. What changed: the two of you."
        ),
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["ask", "author"], name="one_answer_per_ask_and_author"),
            models.CheckConstraint(condition=~models.Q(text=""), name="answers_have_words"),
            models.CheckConstraint(
                condition=models.Q(meets_at__isnull=True, meeting_taken_at__isnull=True, meets_minutes=0)
                | models.Q(meets_at__isnull=False, meets_minutes__gt=0),
                name="offered_hours_have_a_length",
            ),
        ]
        indexes = [models.Index(fields=["author", "-written_at"], name="answers_by_author")]

    @property
    def helped(self) -> bool:
        return self.helped_at is not None

    @property
    def meets_until(self) -> datetime | None:
        return self.meets_at + timedelta(minutes=self.meets_minutes) if self.meets_at else None

    @property
    def is_meeting_on(self) -> bool:
        """Whether the hour was taken up and not called off."""
        return self.meeting_taken_at is not None and self.meeting_ended_at is None

    @property
    def was_answered(self) -> bool:
        """Whether the asker has said something to it: from then on its words stay."""
        return self.helped_at is not None or self.revealed_at is not None or self.meeting_taken_at is not None


class Route(Scoped):
    """One person asked whether they can help with one ask, and why. What they do with it is theirs: a no is told to nobody."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="routes")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="routes")
    state = models.CharField(max_length=10, choices=RouteState, default=RouteState.ASKED)
    reason = models.CharField(max_length=10, choices=RouteReason)
    mine = models.CharField(max_length=200, blank=True)  # what of theirs answers it, in their words
    passed_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=300, blank=True)  # of who passed it on, to this person
    asked_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    data_register = technical("id", "community") | data(
        "person", ["person", "state", "reason", "mine", "asked_at", "settled_at"]
    )
    data_register |= data("ask__asker", ["ask"], export=False)
    data_register |= data("passed_by", ["passed_by"], export=False, erase="null")
    data_register |= data("passed_by", ["note"], erase="blank")
    data_holding = Holding(
        what=_("Asks that were brought to you, or that you passed on"),
        purpose=_("So that those who can help are asked, and nobody is asked too often."),
        seen_by=_("Only you; a line you passed on, also the one you wrote it to."),
    )

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["ask", "person"], name="one_route_per_ask_and_person")]
        indexes = [models.Index(fields=["person", "state", "-asked_at"], name="routes_by_person")]

    def __str__(self) -> str:
        return self.mine

    @property
    def is_waiting(self) -> bool:
        return self.state == RouteState.ASKED
