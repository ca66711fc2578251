from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named, Scoped
from reciproca.core.register import Holding, data, technical
from reciproca.exchanges.models import Recognition, Recommendation
from reciproca.mentoring.models import Mentorship
from reciproca.people.models import Need, Offer

from .choices import OPEN, UNDER_WAY, Aside, HelpState, MentorAnswer, Way

__all__ = [
    "EvidenceWord", "HelpOffer", "KeptReading", "KeptWay", "MentorInvitation", "NeedWord", "ReadingMark", "SetAside",
]  # fmt: skip

#: How long an offer waits for its answer.
WAITS = timedelta(days=30)


def _closes_at() -> object:
    return clock.now() + WAITS


class HelpOffer(Named):
    """A short written offer to help with one need of one person: their yes shows each the other's address."""

    author = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="help_offered")
    recipient = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="help_received")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=HelpState, default=HelpState.SENT)
    words = models.TextField(max_length=600)
    reply = models.TextField(max_length=600, blank=True)
    sent_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField(default=_closes_at)  # without an answer until then, it is over
    answered_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)  # confirmed, or let go
    ledger_seq = models.PositiveBigIntegerField(null=True, blank=True)  # of the line that stands for it now
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "public_id", "ledger_seq", "version") | data(
        "author", ["author", "state", "words", "sent_at", "closes_at", "settled_at"]
    )
    data_register |= data("recipient", ["recipient", "need", "reply", "answered_at"])
    data_holding = Holding(
        what=_("Help you offered, or were offered"),
        purpose=_("So that what was received can be returned or passed on, and each knows the other’s answer."),
        seen_by=_("The two of you; after a yes each sees the other’s address."),
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["author", "need"], name="one_offer_per_author_and_need"),
            models.UniqueConstraint(
                fields=["author", "recipient"],
                condition=models.Q(state__in=[state.value for state in OPEN]),
                name="one_open_offer_per_pair",
            ),
            models.CheckConstraint(condition=~models.Q(author=models.F("recipient")), name="nobody_helps_themselves"),
        ]
        indexes = [models.Index(fields=["community", "recipient", "sent_at"], name="offers_by_recipient")]

    def other_of(self, person: Membership) -> Membership:
        """The one of the two who is not `person`."""
        return self.recipient if person.pk == self.author_id else self.author

    @property
    def is_waiting(self) -> bool:
        """For its answer, and still in time."""
        return self.state == HelpState.SENT and clock.now() < self.closes_at

    @property
    def is_over_without_answer(self) -> bool:
        return self.state == HelpState.SENT and not self.is_waiting

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def shows_addresses(self) -> bool:
        """Only a yes does."""
        return self.state in (*UNDER_WAY, HelpState.CONFIRMED)


class SetAside(Scoped):
    """A suggestion that its reader set aside: for two months, or for good. Nobody else ever learns of it."""

    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)  # which suggestion, see giving_back.GivingBack.key
    how = models.CharField(max_length=10, choices=Aside)
    at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)  # none: for good

    data_register = technical("id", "community") | data("person", ["person", "key", "how", "at", "until"])
    data_holding = Holding(
        what=_("Suggestions you set aside"),
        purpose=_("So that nobody asks you the same thing twice."),
        seen_by=_("Only you."),
    )

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="set_aside_once")]

    def __str__(self) -> str:
        return self.key

    @property
    def about(self) -> str:
        """A thread, a help, a word of thanks or of recommendation; a person; or a whole kind of step."""
        return self.key.partition(" ")[0]

    @property
    def which(self) -> str:
        return self.key.partition(" ")[2]


class MentorInvitation(Named):
    """Whether somebody whose mentorship closed would now be a mentor: asked once, the answer kept."""

    mentorship = models.OneToOneField(Mentorship, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answer = models.CharField(max_length=10, choices=MentorAnswer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    data_register = technical("id", "community", "public_id", "mentorship") | data(
        "person", ["person", "asked_at", "answer", "answered_at"]
    )
    data_holding = Holding(
        what=_("Whether you would be a mentor"),
        purpose=_("So that you are asked once, and whoever coordinates knows of a yes."),
        seen_by=_("You; whoever coordinates, when you said yes."),
    )

    class Meta(Named.Meta):
        indexes = [models.Index(fields=["community", "person"], name="mentor_invitations_by_person")]


class NeedWord(Scoped):
    """An index: under which words of the engine an open need is found (`reciproca_engine.text.keys`)."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=60)

    data_register = technical("id", "community") | data("need__membership", ["need", "word"], export=False)
    data_holding = Holding(
        what=_("The words your open needs are found by"),
        purpose=_("So that who can help is found without reading every need again."),
        seen_by=_("Nobody: it is an index."),
    )

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["need", "word"], name="one_word_per_need")]
        indexes = [models.Index(fields=["community", "word", "need"], name="needs_by_word")]

    def __str__(self) -> str:
        return self.word


class EvidenceWord(Scoped):
    """An index: under which words of the engine thanks and recommendations that everyone may read are found."""

    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")  # of whom it speaks
    recognition = models.ForeignKey(Recognition, null=True, on_delete=models.CASCADE, related_name="+")
    recommendation = models.ForeignKey(Recommendation, null=True, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=60)

    data_register = technical("id", "community") | data(
        "person", ["person", "recognition", "recommendation", "word"], export=False
    )
    data_holding = Holding(
        what=_("The words of thanks and recommendations you are found by"),
        purpose=_("So that what others say you did well is found by who needs just that."),
        seen_by=_("Nobody: it is an index of what everyone may read."),
    )

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["recognition", "word"], name="one_word_per_recognition"),
            models.UniqueConstraint(fields=["recommendation", "word"], name="one_word_per_recommendation"),
            models.CheckConstraint(
                condition=models.Q(recognition__isnull=True) ^ models.Q(recommendation__isnull=True),
                name="evidence_is_one_or_the_other",
            ),
        ]
        indexes = [models.Index(fields=["community", "word"], name="evidence_by_word")]

    def __str__(self) -> str:
        return self.word


class ReadingMark(Scoped):
    """Up to where the indexes of a community were read: what is newer is read on the spot."""

    need_pk = models.PositiveBigIntegerField(default=0)
    evidence_until = models.DateTimeField(null=True, blank=True)

    data_register = technical("id", "community", "need_pk", "evidence_until")

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["community"], name="one_reading_mark_per_community")]

    def __str__(self) -> str:
        return str(self.need_pk)


class KeptReading(Scoped):
    """That a person's next steps were worked out, when, and from which state of their own rows (`queries.state_of`): as long as
    that is the same, the ways that are kept hold for them."""

    person = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=250)
    ways = models.PositiveSmallIntegerField(default=0)  # how many were found
    made_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now)  # when a job works them out anew

    data_register = technical("id", "community") | data(
        "person", ["person", "state", "ways", "made_at", "due_at"], export=False
    )
    data_holding = Holding(
        what=_("When your next steps were worked out"),
        purpose=_("So that Today does not work them out again each time you open it."),
        seen_by=_("Nobody: it is worked out from what you see elsewhere."),
    )

    class Meta(Scoped.Meta):
        indexes = [models.Index(fields=["community", "due_at"], name="kept_readings_by_due")]

    def __str__(self) -> str:
        return f"reading {self.person_id}"


class KeptWay(Scoped):
    """One of the next steps that were worked out for a person (`giving_back.GivingBack`). Whether it may be shown is asked anew
    each time: of the others stand keys here, and what they wrote is read where they wrote it."""

    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=10, choices=Way)
    other = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    other_version = models.PositiveIntegerField(null=True)  # of their profile, when it was read
    need = models.ForeignKey(Need, null=True, on_delete=models.CASCADE, related_name="+")
    # Of theirs, near what the person looks for.
    offer = models.ForeignKey(Offer, null=True, on_delete=models.CASCADE, related_name="+")
    mentorship = models.ForeignKey(Mentorship, null=True, on_delete=models.CASCADE, related_name="+")
    # Whose help it follows, and in whose session was spoken of what would help.
    helper = models.ForeignKey(Membership, null=True, on_delete=models.CASCADE, related_name="+")
    teacher = models.ForeignKey(Membership, null=True, on_delete=models.CASCADE, related_name="+")
    told = models.JSONField(default=dict)  # the rest: the person's own words, and of help and tie when and what

    data_register = technical("id", "community", "place", "other_version") | data(
        "person",
        ["person", "way", "other", "need", "offer", "mentorship", "helper", "teacher", "told"],
        export=False,
        goes_with=["other", "helper", "teacher"],
    )
    data_holding = Holding(
        what=_("The next steps that Today proposes to you"),
        purpose=_("So that Today does not work them out again each time you open it."),
        seen_by=_("You, on Today and in your weekly letter."),
    )

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["person", "place"], name="one_kept_way_per_place")]

    def __str__(self) -> str:
        return f"{self.way} {self.person_id}"
