from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named
from reciproca.core.register import Holding, data, technical
from reciproca.programmes.models import Cohort

from .choices import (
    AgreementState,
    Channel,
    Confidentiality,
    Ending,
    GoalState,
    InterventionKind,
    MentorshipState,
    Occasion,
    Outcome,
    SessionState,
    SignalKind,
    Trouble,
    Wish,
)

__all__ = [
    "AgendaPoint",
    "Agreement",
    "Answer",
    "AnswerAuthor",
    "FeedbackWindow",
    "Goal",
    "Intervention",
    "MentoringSession",
    "Mentorship",
    "PrivateNote",
    "Reflection",
    "SharedNote",
    "Signal",
    "Telling",
]  # fmt: skip

#: Whom the rows of a mentorship speak of.
PAIR = ("mentor", "mentee")
BOTH = ("mentorship__mentor", "mentorship__mentee")
OF_THE_TWO = _("It is the story of two: what the other one lived stays theirs. Your name and your words leave it.")
THE_TWO = _("The two of you. Who coordinates sees that you are a pair, and how often you met.")
THE_TWO_ALONE = _("The two of you, and nobody else.")


class Mentorship(Named):
    """The relationship between a mentor and a mentee, with start, goals, end."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="mentorships")
    mentor = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="mentorships_given")
    mentee = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="mentorships_received")
    state = models.CharField(max_length=10, choices=MentorshipState, default=MentorshipState.PROPOSED)
    reasons = models.JSONField(default=list, blank=True)  # why they were matched, as stored with the proposal
    provenance = models.CharField(max_length=120, blank=True)  # "round <public id>", "import <public id>"
    began_at = models.DateTimeField(default=clock.now)
    agreed_at = models.DateTimeField(null=True, blank=True)  # when the first agreement came into force
    paused_at = models.DateTimeField(null=True, blank=True)
    pause_until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, default=Ending.NONE, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "public_id", "cohort", "provenance", "version") | data(
        PAIR,
        ["mentor", "mentee", "state", "began_at", "agreed_at", "paused_at", "pause_until", "ended_at"],
        erase="keep",
        why=OF_THE_TWO,
    )
    data_register |= data(PAIR, ["reasons"], erase="blank", retention="programme")
    data_register |= data(PAIR, ["ending"], export=False, erase="keep", why=OF_THE_TWO)
    data_holding = Holding(
        what=_("Your mentorships"),
        purpose=_("So that the two of you can work together, and know why you were matched."),
        seen_by=THE_TWO,
        since="ended_at",
        is_known_to_coordinators=True,
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "mentor", "mentee"],
                condition=~models.Q(state="ended"),
                name="one_open_mentorship_per_pair",
            ),
            models.CheckConstraint(condition=~models.Q(mentor=models.F("mentee")), name="nobody_mentors_themselves"),
            models.CheckConstraint(
                condition=~models.Q(state="ended") | models.Q(ended_at__isnull=False),
                name="ended_mentorships_have_a_date",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="paused") | models.Q(pause_until__isnull=False), name="a_pause_has_a_return"
            ),
        ]
        indexes = [models.Index(fields=["cohort", "state"], name="mentorships_by_state")]

    @property
    def is_ended(self) -> bool:
        return self.state == MentorshipState.ENDED

    @property
    def is_active(self) -> bool:
        return self.state == MentorshipState.ACTIVE

    @property
    def is_paused(self) -> bool:
        return self.state == MentorshipState.PAUSED

    def other_of(self, person: Membership) -> Membership:
        """The one of the two who is not `person`."""
        return self.mentee if person.pk == self.mentor_id else self.mentor

    def is_mentor(self, person: Membership) -> bool:
        return person.pk == self.mentor_id

    def has(self, person: Membership) -> bool:
        return person.pk in (self.mentor_id, self.mentee_id)


class Agreement(Named):
    """How the two will work: one version. Proposed by one, in force once the other accepts; earlier versions are kept."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="agreements")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=AgreementState, default=AgreementState.PROPOSED)
    cadence_days = models.PositiveSmallIntegerField(
        default=14, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    minutes = models.PositiveSmallIntegerField(default=45, validators=[MinValueValidator(10), MaxValueValidator(480)])
    when = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.VIDEO)
    confidentiality = models.CharField(max_length=12, choices=Confidentiality, default=Confidentiality.BETWEEN_US)
    until = models.DateField(null=True, blank=True)
    words = models.TextField(max_length=1000, blank=True)
    goals = models.JSONField(default=list, blank=True)  # the first goals, in the mentee's words
    proposed_by = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    accepted_at = models.DateTimeField(null=True, blank=True)

    data_register = technical("id", "community", "public_id", "mentorship", "number") | data(
        BOTH,
        ["state", "cadence_days", "minutes", "channel", "confidentiality", "until", "proposed_by", "proposed_at",
         "accepted_at"],
        erase="keep",
        why=OF_THE_TWO,
    )  # fmt: skip
    data_register |= data(BOTH, ["when", "words", "goals"], erase="blank", retention="programme")
    data_holding = Holding(
        what=_("How you agreed to work"),
        purpose=_("So that both of you can look it up."),
        seen_by=THE_TWO_ALONE,
        since="mentorship__ended_at",
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["mentorship", "number"], name="one_agreement_per_number"),
            models.UniqueConstraint(
                fields=["mentorship"], condition=models.Q(state="proposed"), name="one_proposed_agreement"
            ),
            models.UniqueConstraint(
                fields=["mentorship"], condition=models.Q(state="in_force"), name="one_agreement_in_force"
            ),
        ]


class Goal(Named):
    """Something the mentee wants to reach; open, reached, or let go, with a word."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="goals")
    author = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=GoalState, default=GoalState.OPEN)
    word = models.CharField(max_length=300, blank=True)
    set_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "public_id", "mentorship", "version") | data(
        "author", ["author", "text", "state", "word", "set_at", "settled_at"], retention="programme"
    )
    data_holding = Holding(
        what=_("Goals you wrote"),
        purpose=_("So that you know what you are working towards."),
        seen_by=THE_TWO_ALONE,
        since="mentorship__ended_at",
    )

    class Meta(Named.Meta):
        pass

    @property
    def is_open(self) -> bool:
        return self.state == GoalState.OPEN


class MentoringSession(Named):
    """One meeting of a mentorship: planned with its invitation, then told and confirmed."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="sessions")
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.PLANNED)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=45, validators=[MinValueValidator(5), MaxValueValidator(480)])
    time_zone = models.CharField(max_length=50)  # in which the hour was chosen
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.VIDEO)
    place = models.CharField(max_length=300, blank=True)
    planned_by = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    was_planned = models.BooleanField(default=True)  # False: told afterwards, never in a calendar
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    sequence = models.PositiveIntegerField(default=0)  # of the calendar invitation
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ledger_seq = models.PositiveBigIntegerField(null=True, blank=True)  # of the line that stands for it now
    version = models.PositiveIntegerField(default=1)

    data_register = technical(
        "id", "community", "public_id", "mentorship", "sequence", "ledger_seq", "version", "was_planned"
    ) | data(
        BOTH,
        ["state", "starts_at", "minutes", "time_zone", "channel", "planned_by", "created_at", "changed_at",
         "confirmed_at"],
        erase="keep",
        why=OF_THE_TWO,
    )  # fmt: skip
    data_register |= data(BOTH, ["place"], erase="blank", retention="programme")
    data_holding = Holding(
        what=_("Your sessions"),
        purpose=_("So that dates are in both calendars, and what took place counts."),
        seen_by=THE_TWO,
        since="mentorship__ended_at",
        is_known_to_coordinators=True,
    )

    class Meta(Named.Meta):
        indexes = [models.Index(fields=["mentorship", "state", "starts_at"], name="sessions_by_state")]

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_planned(self) -> bool:
        return self.state == SessionState.PLANNED


class AgendaPoint(Named):
    """Something to talk about in a session."""

    session = models.ForeignKey(MentoringSession, on_delete=models.CASCADE, related_name="points")
    author = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=200)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    at = models.DateTimeField(default=clock.now)

    data_register = technical("id", "community", "public_id", "session") | data(
        "author", ["author", "text", "minutes", "at"], retention="programme"
    )
    data_holding = Holding(
        what=_("Points you put on an agenda"),
        purpose=_("So that what you wanted to talk about is not forgotten."),
        seen_by=THE_TWO_ALONE,
        since="session__mentorship__ended_at",
    )

    class Meta(Named.Meta):
        pass


class Telling(Named):
    """How one of the two tells a session. There may be two that differ: both stand, and neither wins."""

    session = models.ForeignKey(MentoringSession, on_delete=models.CASCADE, related_name="tellings")
    author = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.DONE)
    minutes = models.PositiveSmallIntegerField(default=45, validators=[MinValueValidator(1), MaxValueValidator(480)])
    topics = models.CharField(max_length=400, blank=True)
    next_step = models.CharField(max_length=400, blank=True)
    told_at = models.DateTimeField(default=clock.now)
    confirmed = models.BooleanField(default=False)  # the other said that it was so

    data_register = technical("id", "community", "public_id", "session") | data(
        "author", ["author", "outcome", "minutes", "told_at", "confirmed"], erase="keep", why=OF_THE_TWO
    )
    data_register |= data("author", ["topics", "next_step"], erase="blank", retention="programme")
    data_holding = Holding(
        what=_("How you told your sessions"),
        purpose=_("So that the other can confirm it, and both of you find what you said you would do."),
        seen_by=THE_TWO_ALONE,
        since="session__mentorship__ended_at",
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["session", "author"], name="one_telling_per_person"),
            models.UniqueConstraint(
                fields=["session"], condition=models.Q(confirmed=True), name="one_confirmed_telling_per_session"
            ),
        ]

    @property
    def is_done(self) -> bool:
        return self.outcome == Outcome.DONE


class SharedNote(Named):
    """A note that the two read and write together."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="shared_notes")
    author = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")  # who wrote it last
    text = models.TextField(max_length=8000)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "public_id", "mentorship", "version") | data(
        BOTH,
        ["author", "text", "created_at", "changed_at"],
        erase="keep",
        why=_("You wrote it together: the other one keeps it, without your name."),
    )
    data_holding = Holding(
        what=_("Notes that the two of you share"),
        purpose=_("So that both of you find what you wrote down together."),
        seen_by=THE_TWO_ALONE,
    )

    class Meta(Named.Meta):
        pass


class PrivateNote(Named):
    """A note for its author alone: no query gives it to anybody else."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(max_length=8000)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "public_id", "mentorship", "version") | data(
        "author", ["author", "text", "created_at", "changed_at"], retention="membership"
    )
    data_holding = Holding(
        what=_("Your private notes"),
        purpose=_("For yourself."),
        seen_by=_("You alone."),
    )

    class Meta(Named.Meta):
        pass


class FeedbackWindow(Named):
    """The two may write to each other what helped, until it closes; revealed when both did, or when it closes."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="feedback_windows")
    occasion = models.CharField(max_length=10, choices=Occasion)
    opened_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField()
    revealed_at = models.DateTimeField(null=True, blank=True)

    data_register = technical(
        "id", "community", "public_id", "mentorship", "occasion", "opened_at", "closes_at", "revealed_at"
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["mentorship", "occasion"], name="one_feedback_window_per_occasion")
        ]

    @property
    def is_revealed(self) -> bool:
        return self.revealed_at is not None or self.closes_at <= clock.now()


class Answer(Named):
    """What somebody wrote in a feedback window; who wrote it stands in another table."""

    window = models.ForeignKey(FeedbackWindow, on_delete=models.CASCADE, related_name="+")
    helped = models.TextField(max_length=2000, blank=True)
    change = models.TextField(max_length=2000, blank=True)
    gained = models.TextField(max_length=2000, blank=True)
    gave = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "public_id", "window", "version") | data(
        "authorship__author", ["helped", "change", "gained", "gave"], retention="programme"
    )
    data_holding = Holding(
        what=_("What you wrote about a mentorship"),
        purpose=_("So that each learns what helps the other."),
        seen_by=_("You; the other one once both have written, or the time is over. Nobody else."),
        since="window__mentorship__ended_at",
    )

    class Meta(Named.Meta):
        pass


class AnswerAuthor(Named):
    """Who wrote an answer: asked for by its author, and by the other once it is revealed; by nobody else."""

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="authorship")
    window = models.ForeignKey(FeedbackWindow, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    written_at = models.DateTimeField(default=clock.now)

    data_register = technical("id", "community", "public_id", "answer", "window") | data(
        "author", ["author", "written_at"], retention="programme"
    )
    data_holding = Holding(
        what=_("That you wrote about a mentorship, and when"),
        purpose=_("Kept apart from the words, so that nobody can look them up by name."),
        seen_by=_("Nobody: it is used by the program."),
        since="window__mentorship__ended_at",
    )

    class Meta(Named.Meta):
        constraints = [models.UniqueConstraint(fields=["window", "author"], name="one_answer_per_person_and_window")]


class Signal(Named):
    """Said to whoever coordinates, in confidence: how it goes, that it isn't working, a worry about safety."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=SignalKind)
    rating = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    troubles = models.JSONField(default=list, blank=True)  # values of Trouble
    wish = models.CharField(max_length=10, choices=Wish, blank=True)
    words = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField(default=clock.now)
    settled_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    data_register = technical("id", "community", "public_id", "mentorship") | data(
        "author",
        ["author", "kind", "rating", "at", "settled_at"],
        erase="keep",
        why=_("That a worry was raised must outlive whoever raised it; the words and the name go."),
    )
    data_register |= data("author", ["troubles", "wish", "words"], erase="blank", retention="programme")
    data_register |= data("settled_by", ["settled_by"], export=False, erase="null", retention="programme")
    data_holding = Holding(
        what=_("What you told whoever coordinates, in confidence"),
        purpose=_("So that somebody can help when it is not going well."),
        seen_by=_("You and who coordinates."),
        since="mentorship__ended_at",
    )

    class Meta(Named.Meta):
        indexes = [models.Index(fields=["community", "settled_at", "at"], name="signals_to_settle")]

    @property
    def troubles_said(self) -> list[str]:
        return [str(Trouble(one).label) for one in self.troubles if one in Trouble.values]


class Intervention(Named):
    """A step that somebody who coordinates took in a mentorship of two others: when, and why."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="interventions")
    kind = models.CharField(max_length=10, choices=InterventionKind)
    reason = models.TextField(max_length=1000, blank=True)
    is_told = models.BooleanField(default=False)  # whether the two read the reason, or only who coordinates
    by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    data_register = technical("id", "community", "public_id", "mentorship") | data(
        BOTH, ["kind", "reason", "is_told", "at"], export=False, retention="programme"
    )
    data_register |= data("by", ["by"], export=False, erase="null", retention="programme")
    data_holding = Holding(
        what=_("Steps that whoever coordinates took in your mentorships"),
        purpose=_("So that a pause or an ending from outside has its reason and its date."),
        seen_by=_("Who coordinates; the two of you when the reason was told to you."),
        since="mentorship__ended_at",
        is_known_to_coordinators=True,
    )

    class Meta(Named.Meta):
        pass


class Reflection(Named):
    """A last look back: two answers for oneself, and a farewell that the other reads."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="reflections")
    author = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    taken = models.TextField(max_length=2000, blank=True)
    passing_on = models.TextField(max_length=2000, blank=True)
    farewell = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField(default=clock.now)

    data_register = technical("id", "community", "public_id", "mentorship") | data(
        "author", ["author", "taken", "passing_on", "farewell", "at"], retention="programme"
    )
    data_holding = Holding(
        what=_("Your look back at a mentorship"),
        purpose=_("For yourself; the farewell for the other one."),
        seen_by=_("You. The farewell: the other one too."),
        since="mentorship__ended_at",
    )

    class Meta(Named.Meta):
        constraints = [models.UniqueConstraint(fields=["mentorship", "author"], name="one_reflection_per_person")]
