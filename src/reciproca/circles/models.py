from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.choices import LANGUAGES
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named, Scoped
from reciproca.core.register import Holding, data, technical
from reciproca.exchanges.models import Ask

from .choices import (
    CASES_AT_WORK,
    OPEN_SEATS,
    CaseState,
    CharterState,
    CircleState,
    CommitmentState,
    ComposingStage,
    CompositionState,
    Entry,
    LeftOut,
    MeetingState,
    MendingState,
    OfferKind,
    Outcome,
    Presence,
    PulseEvery,
    PulseWord,
    Rather,
    Repeat,
    RingOutcome,
    RingState,
    SeatState,
    Way,
)

__all__ = [
    "ARTICLES",
    "LARGEST",
    "QUESTIONS",
    "SMALLEST",
    "Attendance",
    "Case",
    "Charter",
    "CheckIn",
    "CheckInAnswer",
    "Cheer",
    "Circle",
    "Commitment",
    "Composition",
    "Consent",
    "Idea",
    "Meeting",
    "Mending",
    "MendingVoice",
    "Proposed",
    "Pulse",
    "PulseSheet",
    "PulseVoice",
    "Question",
    "Ring",
    "RingAsk",
    "RingOffer",
    "Seat",
    "SignUp",
    "Win",
]

#: A circle begins with three, and a table of twelve is the largest at which everybody is heard.
SMALLEST, LARGEST = 3, 12
#: What a charter says, in this order.
ARTICLES = ("purpose", "expected", "gained", "attendance", "confidence", "decisions", "leaving")
#: What the pulse asks; each is answered from 1 to 5.
QUESTIONS = ("safe", "heard", "useful", "mutual", "kept")
THE_CIRCLE = _("Those who sit in the circle, and nobody else. Who coordinates reads none of it.")


class Circle(Named):
    """A small group of peers. Nobody owns it: who started it is not written down."""

    name = models.CharField(max_length=80)
    about = models.TextField(max_length=400)
    topics = models.JSONField(default=list, blank=True)
    language = models.CharField(max_length=5, choices=LANGUAGES, default="it")
    place = models.CharField(max_length=80, blank=True)  # empty: it meets at a distance
    entry = models.CharField(max_length=10, choices=Entry, default=Entry.REQUEST)
    cadence_days = models.PositiveSmallIntegerField(
        default=21, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    most = models.PositiveSmallIntegerField(
        default=8, validators=[MinValueValidator(SMALLEST), MaxValueValidator(LARGEST)]
    )
    pulse_every = models.PositiveSmallIntegerField(default=PulseEvery.QUARTER, choices=PulseEvery)
    state = models.CharField(max_length=10, choices=CircleState, default=CircleState.FORMING)
    began_at = models.DateTimeField(default=clock.now)
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    forget_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_register = technical(
        "id", "community", "public_id", "name", "about", "topics", "language", "place", "entry", "cadence_days", "most",
        "pulse_every", "state", "began_at", "paused_at", "ended_at", "forget_on", "version",
    )  # fmt: skip

    class Meta(Named.Meta):
        constraints = [
            models.CheckConstraint(condition=models.Q(most__gte=SMALLEST, most__lte=LARGEST), name="circles_are_small"),
            models.CheckConstraint(
                condition=~models.Q(state="ended") | models.Q(ended_at__isnull=False, forget_on__isnull=False),
                name="ended_circles_are_forgotten",
            ),
        ]
        indexes = [models.Index(fields=["community", "state", "entry"], name="circles_by_state")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_forming(self) -> bool:
        return self.state == CircleState.FORMING

    @property
    def is_meeting(self) -> bool:
        return self.state == CircleState.MEETING

    @property
    def is_paused(self) -> bool:
        return self.state == CircleState.PAUSED

    @property
    def is_ended(self) -> bool:
        return self.state == CircleState.ENDED

    @property
    def is_open(self) -> bool:
        return self.entry == Entry.OPEN

    @property
    def is_online(self) -> bool:
        return not self.place


class Seat(Named):
    """Somebody's place in a circle: asked for, offered, taken, left."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="circle_seats")
    state = models.CharField(max_length=10, choices=SeatState, default=SeatState.TAKEN)
    words = models.TextField(max_length=300, blank=True)  # with a request or an invitation
    offered_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField(null=True, blank=True)  # when a request or an invitation closes by itself
    set_aside_at = models.DateTimeField(null=True, blank=True)  # the circle, or who was invited: not now
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    would_end_at = models.DateTimeField(null=True, blank=True)  # they think that the circle has done its work
    is_nudged = models.BooleanField(_("letters about its check-ins"), default=True)

    data_register = technical("id", "community", "public_id", "circle") | data(
        "person",
        ["person", "state", "words", "asked_at", "closes_at", "joined_at", "left_at", "would_end_at", "is_nudged"],
    )
    # Neither who asked nor who was invited learns of a no from their own copy.
    data_register |= data("person", ["set_aside_at"], export=False)
    data_register |= data("offered_by", ["offered_by"], export=False, erase="null")
    data_holding = Holding(
        what=_("Your seats in circles"),
        purpose=_("So that a circle knows who belongs to it, and you find your circles."),
        seen_by=_("Those who sit in the circle; that you sit in one that can be found, who looks at it."),
        since="left_at",
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "person"],
                condition=models.Q(state__in=[state.value for state in OPEN_SEATS]),
                name="one_open_seat_per_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="taken") | models.Q(joined_at__isnull=False), name="taken_seats_have_a_date"
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="circle_seats_of_person")]

    @property
    def is_taken(self) -> bool:
        return self.state == SeatState.TAKEN

    @property
    def is_asked(self) -> bool:
        return self.state == SeatState.ASKED

    @property
    def is_invited(self) -> bool:
        return self.state == SeatState.INVITED


class Charter(Named):
    """How a circle wants to be together: one version. In force once everybody has said yes; earlier ones are kept."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="charters")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=CharterState, default=CharterState.PROPOSED)
    purpose = models.TextField(max_length=600)
    expected = models.TextField(max_length=600)
    gained = models.TextField(max_length=600)
    attendance = models.TextField(max_length=600)
    confidence = models.TextField(max_length=600)
    decisions = models.TextField(max_length=600)
    leaving = models.TextField(max_length=600)
    keeps_days = models.PositiveSmallIntegerField(
        default=90, validators=[MinValueValidator(7), MaxValueValidator(730)]
    )  # after its end the circle is read so long, then forgotten
    template = models.CharField(max_length=40, blank=True)  # "forum 1": from which text it began
    proposed_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    in_force_at = models.DateTimeField(null=True, blank=True)

    data_register = technical(
        "id",
        "community",
        "public_id",
        "circle",
        "number",
        "state",
        "keeps_days",
        "template",
        "proposed_at",
        "in_force_at",
    ) | data("proposed_by", ["proposed_by"], erase="null")
    data_register |= technical(*ARTICLES)  # what all agreed is everybody’s
    data_holding = Holding(
        what=_("Charters you proposed to a circle"),
        purpose=_("So that everybody in the circle can look up what was agreed."),
        seen_by=THE_CIRCLE,
        since="circle__ended_at",
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["circle", "number"], name="one_charter_per_number"),
            models.UniqueConstraint(
                fields=["circle"], condition=models.Q(state="proposed"), name="one_proposed_charter"
            ),
            models.UniqueConstraint(
                fields=["circle"], condition=models.Q(state="in_force"), name="one_charter_in_force"
            ),
        ]

    @property
    def is_in_force(self) -> bool:
        return self.state == CharterState.IN_FORCE

    @property
    def is_proposed(self) -> bool:
        return self.state == CharterState.PROPOSED


class Consent(Scoped):
    """Somebody's yes to one version of a charter."""

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="consents")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    data_register = technical("id", "community", "charter") | data("person", ["person", "at"])
    data_holding = Holding(
        what=_("Charters you said yes to"),
        purpose=_("So that a charter holds only once everybody has agreed."),
        seen_by=THE_CIRCLE,
        since="charter__circle__ended_at",
    )

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["charter", "person"], name="one_yes_per_person")]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class Meeting(Named):
    """One meeting of a circle, with its invitation. What is said in it is written nowhere."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="meetings")
    number = models.PositiveIntegerField()  # 1, 2, 3 … within the circle: from it the roles go round
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=90, validators=[MinValueValidator(20), MaxValueValidator(480)])
    time_zone = models.CharField(max_length=50)  # in which the hour was chosen
    where = models.CharField(max_length=300, blank=True)  # a place, or an address for the video
    planned_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    sequence = models.PositiveIntegerField(default=0)  # of the calendar invitation
    # Of its round of check-ins: who speaks after whom, by seat, and whose turn it is. What is said is written nowhere.
    round_order = models.JSONField(default=list, blank=True)
    round_turn = models.PositiveSmallIntegerField(null=True, blank=True)
    round_at = models.DateTimeField(null=True, blank=True)  # since when it is that turn
    round_moved_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_register = technical(
        "id", "community", "public_id", "circle", "number", "state", "starts_at", "minutes", "time_zone", "where",
        "created_at", "changed_at", "sequence", "round_order", "round_turn", "round_at", "round_moved_at", "version",
    ) | data("planned_by", ["planned_by"], erase="null")  # fmt: skip
    data_holding = Holding(
        what=_("Meetings of circles you planned"),
        purpose=_("So that the date is in everybody’s calendar."),
        seen_by=THE_CIRCLE,
        since="circle__ended_at",
    )

    class Meta(Named.Meta):
        constraints = [models.UniqueConstraint(fields=["circle", "number"], name="one_meeting_per_number")]
        indexes = [
            models.Index(fields=["circle", "state", "starts_at"], name="meetings_by_start"),
            models.Index(fields=["round_moved_at"], name="check_in_rounds_by_moment"),
        ]

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_planned(self) -> bool:
        return self.state == MeetingState.PLANNED

    @property
    def is_to_come(self) -> bool:
        return self.is_planned and clock.now() < self.ends_at

    @property
    def has_begun(self) -> bool:
        return self.is_planned and self.starts_at <= clock.now()


class Attendance(Scoped):
    """What somebody says of one meeting: whether they come, and afterwards that they were there."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    presence = models.CharField(max_length=10, choices=Presence, blank=True)
    word = models.CharField(max_length=200, blank=True)
    was_there = models.BooleanField(null=True, blank=True)
    told_at = models.DateTimeField(default=clock.now)

    data_register = technical("id", "community", "meeting") | data(
        "person", ["person", "presence", "word", "was_there", "told_at"]
    )
    data_holding = Holding(
        what=_("Meetings of your circles, and whether you were there"),
        purpose=_("So that the others know whom to wait for, and having met counts."),
        seen_by=THE_CIRCLE,
        since="meeting__circle__ended_at",
    )

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="one_attendance_per_person")]

    def __str__(self) -> str:
        return f"attendance {self.pk}"


class Commitment(Named):
    """A promise to the circle: carried from meeting to meeting until it is kept, changed or let go, with a word."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="commitments")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=200)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=CommitmentState, default=CommitmentState.OPEN)
    word = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "public_id", "circle", "version") | data(
        "person", ["person", "text", "due_on", "state", "word", "made_at", "settled_at"]
    )
    data_holding = Holding(
        what=_("What you promised to your circles"),
        purpose=_("So that you find it again at the next meeting."),
        seen_by=THE_CIRCLE,
        since="circle__ended_at",
    )

    class Meta(Named.Meta):
        indexes = [models.Index(fields=["circle", "state", "made_at"], name="commitments_by_state")]

    @property
    def is_open(self) -> bool:
        return self.state == CommitmentState.OPEN


class CheckIn(Named):
    """A question to the circle, to be answered by a day: for who cannot meet, or between two meetings."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="check_ins")
    prompt = models.CharField(max_length=300)
    opened_by = models.ForeignKey(
        Membership, verbose_name=_("who asked"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    opened_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField()  # the last minute of its day, by the community's clock
    every_days = models.PositiveSmallIntegerField(default=0, choices=Repeat)
    nudges = models.PositiveSmallIntegerField(default=0)  # rounds of letters that were sent

    data_register = technical(
        "id", "community", "public_id", "circle", "prompt", "opened_at", "closes_at", "every_days", "nudges"
    ) | data("opened_by", ["opened_by"], erase="null")
    data_holding = Holding(
        what=_("Check-ins you opened in a circle"),
        purpose=_("So that those who cannot meet hear of each other, too."),
        seen_by=THE_CIRCLE,
        since="circle__ended_at",
    )

    class Meta(Named.Meta):
        constraints = [
            models.CheckConstraint(condition=models.Q(nudges__lte=2), name="at_most_two_nudges"),
        ]
        indexes = [models.Index(fields=["circle", "closes_at"], name="check_ins_by_close")]

    @property
    def is_open(self) -> bool:
        return clock.now() < self.closes_at

    @property
    def repeats(self) -> bool:
        return self.every_days != Repeat.ONCE


class CheckInAnswer(Scoped):
    """What somebody answered, or that they are not to be waited for this time: no reason is asked."""

    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="answers")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(max_length=1000, blank=True)
    is_pass = models.BooleanField(_("not this time"), default=False)
    at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "check_in", "version") | data(
        "person", ["person", "text", "is_pass", "at"]
    )
    data_holding = Holding(
        what=_("Your answers to the check-ins of your circles"),
        purpose=_("So that the others know how you are."),
        seen_by=THE_CIRCLE,
        since="check_in__circle__ended_at",
    )

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["check_in", "person"], name="one_check_in_answer_per_person"),
            models.CheckConstraint(
                condition=models.Q(is_pass=True, text="") | (models.Q(is_pass=False) & ~models.Q(text="")),
                name="answers_say_something",
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Win(Named):
    """A small success told to the circle. The community reads `shown_text`, if who had it shows it, and until they take it back."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="wins")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    commitment = models.ForeignKey(Commitment, null=True, blank=True, on_delete=models.SET_NULL, related_name="wins")
    text = models.CharField(max_length=280)
    told_at = models.DateTimeField(default=clock.now)
    shown_text = models.CharField(_("what the community reads"), max_length=280, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)

    data_register = technical("id", "community", "public_id", "circle", "commitment") | data(
        "person", ["person", "text", "told_at", "shown_text", "shown_at"]
    )
    data_holding = Holding(
        what=_("Small victories you told your circles"),
        purpose=_("So that what went well is seen, too."),
        seen_by=_("Those who sit in the circle; of those you show, the community reads the words you chose."),
        since="circle__ended_at",
    )

    class Meta(Named.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(shown_at__isnull=True) | ~models.Q(shown_text=""), name="shown_wins_have_words"
            ),
        ]
        indexes = [models.Index(fields=["circle", "told_at"], name="wins_by_day")]

    @property
    def is_shown(self) -> bool:
        return self.shown_at is not None


class Cheer(Scoped):
    """Somebody in the circle is glad with who had it, with a line if they like."""

    win = models.ForeignKey(Win, on_delete=models.CASCADE, related_name="cheers")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=140, blank=True)
    at = models.DateTimeField(default=clock.now)

    data_register = technical("id", "community", "win") | data("person", ["person", "word", "at"])
    data_holding = Holding(
        what=_("Victories of others that you were glad of"),
        purpose=_("So that they know."),
        seen_by=THE_CIRCLE,
        since="win__circle__ended_at",
    )

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["win", "person"], name="one_cheer_per_person")]

    def __str__(self) -> str:
        return f"cheer {self.pk}"


class Pulse(Named):
    """Once a quarter, or as the circle chose: how it feels to sit here, asked without names. When its time is over it is worded
    once, from five answers on, and never again; below that nothing of it stays."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="pulses")
    opened_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField()
    settled = models.BooleanField(default=False)
    word = models.CharField(max_length=10, choices=PulseWord, blank=True)  # of all questions together
    words = models.JSONField(default=dict, blank=True)  # by question

    data_register = technical(
        "id", "community", "public_id", "circle", "opened_at", "closes_at", "settled", "word", "words"
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["circle"], condition=models.Q(settled=False), name="one_open_pulse"),
            models.CheckConstraint(condition=models.Q(settled=True) | models.Q(word=""), name="a_pulse_is_worded_late"),
        ]
        indexes = [models.Index(fields=["circle", "opened_at"], name="pulses_by_day")]

    @property
    def is_open(self) -> bool:
        return not self.settled and clock.now() < self.closes_at

    @property
    def is_released(self) -> bool:
        return bool(self.word)


class PulseSheet(Scoped):
    """How often each answer was given to each question of one pulse. Single answers are kept nowhere: no row is anybody's."""

    pulse = models.OneToOneField(Pulse, on_delete=models.CASCADE, related_name="+")
    counts = models.JSONField(default=dict)  # {"safe": [0, 0, 1, 2, 0], …}

    data_register = technical("id", "community", "pulse", "counts")

    class Meta(Scoped.Meta):
        pass

    def __str__(self) -> str:
        return f"sheet {self.pk}"


class PulseVoice(Scoped):
    """That somebody has answered one pulse, so that nobody answers twice; neither what nor when."""

    pulse = models.ForeignKey(Pulse, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")

    data_register = technical("id", "community", "pulse") | data("person", ["person"])
    data_holding = Holding(
        what=_("That you said how a circle feels"),
        purpose=_(
            "So that nobody answers twice. What you answered cannot be told from what others answered, not even by the program."
        ),
        seen_by=_("Nobody: it is used by the program."),
        since="pulse__closes_at",
    )

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["pulse", "person"], name="one_voice_per_person")]

    def __str__(self) -> str:
        return f"voice {self.pk}"


# ── composing many at once ───────────────────────────────────────────────────

#: A computation that gives no sign of life for so long was stopped half-way, and may be started again.
SILENCE = timedelta(minutes=2)


class Composition(Named):
    """Many circles at once, from those who signed up: opened, composed, reviewed, published; from then on each is a circle
    like any other."""

    name = models.CharField(max_length=80)
    about_it = models.TextField(max_length=400)
    about_en = models.TextField(max_length=400)
    topics = models.JSONField(default=list, blank=True)
    language = models.CharField(max_length=5, choices=LANGUAGES, default="it")
    cadence_days = models.PositiveSmallIntegerField(
        default=21, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    least = models.PositiveSmallIntegerField(
        default=5, validators=[MinValueValidator(SMALLEST), MaxValueValidator(LARGEST)]
    )
    most = models.PositiveSmallIntegerField(
        default=8, validators=[MinValueValidator(SMALLEST), MaxValueValidator(LARGEST)]
    )
    closes_at = models.DateTimeField()
    state = models.CharField(max_length=15, choices=CompositionState, default=CompositionState.OPEN)
    stage = models.CharField(max_length=10, choices=ComposingStage, default=ComposingStage.WAITING)
    keeps = models.BooleanField(default=False)  # composed anew with as few moves as possible
    fault = models.BooleanField(default=False)  # the last computation came to nothing
    seen_at = models.DateTimeField(default=clock.now)  # the last sign of life
    total = models.FloatField(default=0)
    upper_bound = models.FloatField(default=0)
    moves = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)
    composed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_register = technical(
        "id", "community", "public_id", "name", "about_it", "about_en", "topics", "language", "cadence_days", "least", "most",
        "closes_at", "state", "stage", "keeps", "fault", "seen_at", "total", "upper_bound", "moves", "opened_at",
        "composed_at", "published_at", "version",
    ) | data("by", ["by"], export=False, erase="null", retention="programme")  # fmt: skip
    data_holding = Holding(
        what=_("Compositions of circles you opened"),
        purpose=_("So that it is known who composed circles."),
        seen_by=_("Who coordinates."),
        since="published_at",
        is_known_to_coordinators=True,
    )

    class Meta(Named.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(least__gte=SMALLEST, most__lte=LARGEST, least__lte=models.F("most")),
                name="composed_circles_are_small",
            ),
        ]
        indexes = [models.Index(fields=["community", "state"], name="compositions_by_state")]

    def __str__(self) -> str:
        return self.name

    @property
    def takes_sign_ups(self) -> bool:
        return self.state == CompositionState.OPEN and clock.now() < self.closes_at

    @property
    def is_open(self) -> bool:
        return self.state == CompositionState.OPEN

    @property
    def is_computing(self) -> bool:
        return self.state == CompositionState.COMPUTING

    @property
    def is_under_review(self) -> bool:
        return self.state == CompositionState.UNDER_REVIEW

    @property
    def is_published(self) -> bool:
        return self.state == CompositionState.PUBLISHED

    @property
    def is_silent(self) -> bool:
        """Still said to be computing, with no sign of life: whoever computed it was stopped."""
        return self.is_computing and clock.now() - self.seen_at > SILENCE


class SignUp(Named):
    """Somebody who would like to sit in a circle: what for, when, with whom; and where they were put."""

    composition = models.ForeignKey(Composition, on_delete=models.CASCADE, related_name="sign_ups")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    wish = models.CharField(max_length=200)
    slots = models.JSONField(default=list)  # ["mon-evening", …], as in a profile
    way = models.CharField(max_length=10, choices=Way, default=Way.DISTANCE)
    place = models.CharField(max_length=80, blank=True)
    rather = models.CharField(max_length=10, choices=Rather, default=Rather.NOTHING, blank=True)
    team = models.CharField(max_length=80, blank=True)  # who names the same is kept apart
    signed_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    group = models.PositiveSmallIntegerField(null=True, blank=True)  # the number of the proposed circle
    fixed = models.BooleanField(default=False)  # stays there when it is composed anew
    cause = models.CharField(max_length=10, choices=LeftOut, blank=True)  # why in none

    data_register = technical("id", "community", "public_id", "composition") | data(
        "person", ["person", "wish", "slots", "way", "place", "rather", "team", "signed_at", "changed_at"],
        retention="programme",
    )  # fmt: skip
    data_register |= data("person", ["group", "fixed", "cause"], export=False, retention="programme")
    data_holding = Holding(
        what=_("Your sign-ups for circles"),
        purpose=_("So that circles are composed of people who suit one another, at times at which all can."),
        seen_by=_("Who coordinates."),
        since="composition__published_at",
        is_known_to_coordinators=True,
    )

    class Meta(Named.Meta):
        constraints = [models.UniqueConstraint(fields=["composition", "person"], name="one_sign_up_per_person")]
        indexes = [models.Index(fields=["composition", "group"], name="sign_ups_by_group")]


class Proposed(Named):
    """One circle of a composition: a number and a name, and once it is published the circle that it became."""

    composition = models.ForeignKey(Composition, on_delete=models.CASCADE, related_name="proposed")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    fixed = models.BooleanField(default=False)  # stays as it is when the others are composed anew
    circle = models.ForeignKey(Circle, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    data_register = technical("id", "community", "public_id", "composition", "number", "name", "fixed", "circle")

    class Meta(Named.Meta):
        constraints = [models.UniqueConstraint(fields=["composition", "number"], name="one_proposed_per_number")]

    def __str__(self) -> str:
        return self.name


class Case(Named):
    """Something one of them is stuck with, worked on by all: told, asked about, thought over in silence, opened together.

    What is written on it is its owner's. Closed, the others keep of it what the owner takes away, and their own words.
    """

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="cases")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="cases")
    owner = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=140)
    situation = models.TextField(max_length=1500)
    weighs = models.TextField(max_length=800, blank=True)
    tried = models.TextField(max_length=800, blank=True)
    wanted = models.TextField(max_length=400, blank=True)
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.DRAFT)
    began_at = models.DateTimeField(default=clock.now)
    moved_at = models.DateTimeField(default=clock.now)  # when all could last see something new in it
    closed_at = models.DateTimeField(null=True, blank=True)
    takeaway = models.TextField(max_length=600, blank=True)
    try_until = models.DateField(null=True, blank=True)
    forget_on = models.DateField(null=True, blank=True)  # empty: it is kept as long as the circle is
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    told = models.TextField(max_length=600, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "public_id", "circle", "meeting", "moved_at", "version") | data(
        "owner",
        ["owner", "title", "situation", "weighs", "tried", "wanted", "state", "began_at", "closed_at", "takeaway",
         "try_until", "forget_on", "outcome", "told", "told_at"],
    )  # fmt: skip
    data_holding = Holding(
        what=_("What you brought to your circles to be thought over together"),
        purpose=_("So that the circle can work on it with you, and you find again what you took away."),
        seen_by=_("Those who sit in the circle, until you close it; then you alone, but for what you take away."),
        since="circle__ended_at",
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"],
                condition=models.Q(state__in=[state.value for state in CASES_AT_WORK]),
                name="one_case_per_meeting",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closed") | models.Q(closed_at__isnull=False), name="closed_cases_have_a_date"
            ),
        ]
        indexes = [models.Index(fields=["moved_at"], name="cases_by_moment")]

    @property
    def is_draft(self) -> bool:
        return self.state == CaseState.DRAFT

    @property
    def is_asked_about(self) -> bool:
        return self.state == CaseState.QUESTIONS

    @property
    def is_silent(self) -> bool:
        return self.state == CaseState.SILENCE

    @property
    def is_together(self) -> bool:
        return self.state == CaseState.TOGETHER

    @property
    def is_closed(self) -> bool:
        return self.state == CaseState.CLOSED


class Question(Named):
    """A question that clarifies, and what the owner of the case answers."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="questions")
    author = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.CharField(max_length=300)
    asked_at = models.DateTimeField(default=clock.now)
    answer = models.TextField(max_length=800, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    data_register = technical("id", "community", "public_id", "case") | data("author", ["author"], erase="null")
    data_register |= data(
        "author",
        ["text", "asked_at"],
        erase="keep",
        why=_("It belongs to who brought the case, without your name."),
    )
    data_register |= data("case__owner", ["answer", "answered_at"])
    data_holding = Holding(
        what=_("Questions asked on a case in your circles"),
        purpose=_("So that all understand it before they think it over."),
        seen_by=_("Those who sit in the circle, until the case is closed; then whose case it is."),
        since="case__circle__ended_at",
    )

    class Meta(Named.Meta):
        pass


class Idea(Named):
    """What somebody writes on a case in silence: something they lived through, something one could try. Until it is opened with
    all others it is read by nobody else; opened, it has a place that was drawn."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="ideas")
    author = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    experience = models.TextField(max_length=1200, blank=True)
    idea = models.TextField(max_length=1200, blank=True)
    is_anonymous = models.BooleanField(default=False)
    written_at = models.DateTimeField(default=clock.now)
    ready_at = models.DateTimeField(null=True, blank=True)
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    named_at = models.DateTimeField(null=True, blank=True)  # when who wrote it without a name said so after all
    helped_at = models.DateTimeField(null=True, blank=True)
    ledger_seq = models.BigIntegerField(null=True, blank=True)

    data_register = technical("id", "community", "public_id", "case", "place", "ledger_seq")
    data_register |= data("author", ["author"], erase="null")
    data_register |= data(
        "author",
        ["experience", "idea", "is_anonymous", "written_at", "ready_at", "named_at", "helped_at"],
        erase="keep",
        why=_("It was opened for somebody, who keeps it without your name. Take back first what nobody should keep."),
    )
    data_holding = Holding(
        what=_("What you wrote on the cases of your circles"),
        purpose=_("So that it is opened together with what the others wrote."),
        seen_by=_(
            "You alone until all is opened; then those who sit in the circle, without your name if you wish; once the case is closed, whose case it is."
        ),
        since="case__circle__ended_at",
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["case", "author"], name="one_idea_per_person"),
            models.UniqueConstraint(fields=["case", "place"], name="one_idea_per_place"),
        ]

    @property
    def is_opened(self) -> bool:
        return self.place is not None

    @property
    def has_name(self) -> bool:
        """Whether who reads it may read who wrote it."""
        return self.author_id is not None and (not self.is_anonymous or self.named_at is not None)


# ── rings ────────────────────────────────────────────────────────────────────


class Ring(Named):
    """A round in which each brings one ask, and the others say what they can do for it or whom they know. Then a week."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="rings")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="rings")
    called_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    begins_at = models.DateTimeField()
    seconds_each = models.PositiveSmallIntegerField(default=180)
    state = models.CharField(max_length=10, choices=RingState, default=RingState.GATHERING)
    called_at = models.DateTimeField(default=clock.now)
    moved_at = models.DateTimeField(default=clock.now)  # when all could last see something new in it
    turn = models.PositiveSmallIntegerField(null=True, blank=True)  # the place of the ask that is on now
    turn_at = models.DateTimeField(null=True, blank=True)
    went_round_at = models.DateTimeField(null=True, blank=True)
    tells_until = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    data_register = technical(
        "id", "community", "public_id", "circle", "meeting", "begins_at", "seconds_each", "state", "called_at", "moved_at",
        "turn", "turn_at", "went_round_at", "tells_until", "reminded_at", "ended_at",
    )  # fmt: skip
    data_register |= data("called_by", ["called_by"], export=False, erase="null")
    data_holding = Holding(
        what=_("That you called a ring in one of your circles"),
        purpose=_("So that somebody takes it from one ask to the next."),
        seen_by=THE_CIRCLE,
        since="circle__ended_at",
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["circle"], condition=models.Q(state__in=["gathering", "round"]), name="one_ring_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(state="round", turn__isnull=False, turn_at__isnull=False)
                | (~models.Q(state="round") & models.Q(turn__isnull=True)),
                name="a_round_is_at_an_ask",
            ),
        ]
        indexes = [models.Index(fields=["moved_at"], name="rings_by_moment")]

    @property
    def is_gathering(self) -> bool:
        return self.state == RingState.GATHERING

    @property
    def is_going_round(self) -> bool:
        return self.state == RingState.ROUND

    @property
    def is_in_its_week(self) -> bool:
        return self.state == RingState.WEEK

    @property
    def is_ended(self) -> bool:
        return self.state == RingState.ENDED

    @property
    def has_gone_round(self) -> bool:
        return self.is_in_its_week or self.is_ended

    @property
    def has_a_meeting(self) -> bool:
        return self.meeting is not None and self.meeting.is_planned

    @property
    def starts_at(self) -> datetime:
        """With its meeting, wherever that is moved to."""
        return self.meeting.starts_at if self.meeting is not None and self.meeting.is_planned else self.begins_at

    @property
    def turn_ends_at(self) -> datetime | None:
        return self.turn_at + timedelta(seconds=self.seconds_each) if self.turn_at is not None else None


class RingAsk(Named):
    """What somebody brings to a ring: theirs alone until its turn has come."""

    ring = models.ForeignKey(Ring, on_delete=models.CASCADE, related_name="asks")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=140)
    story = models.TextField(max_length=400, blank=True)
    written_at = models.DateTimeField(default=clock.now)
    brought_at = models.DateTimeField(null=True, blank=True)  # empty: a draft
    place = models.PositiveSmallIntegerField(null=True, blank=True)  # drawn when the round begins
    further = models.ForeignKey(Ask, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    outcome = models.CharField(max_length=10, choices=RingOutcome, blank=True)
    told = models.TextField(max_length=400, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    data_register = technical("id", "community", "public_id", "ring", "place") | data(
        "person",
        ["person", "title", "story", "written_at", "brought_at", "further", "outcome", "told", "told_at"],
    )
    data_holding = Holding(
        what=_("What you asked in the rings of your circles"),
        purpose=_("So that those who sit there with you can help, or know who can."),
        seen_by=_(
            "You alone until its turn comes; then those who sit in the circle. Who coordinates reads none of it."
        ),
        since="ring__circle__ended_at",
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["ring", "person"], name="one_ask_per_ring_and_person"),
            models.UniqueConstraint(fields=["ring", "place"], name="one_ask_per_place_of_a_ring"),
        ]

    def __str__(self) -> str:
        return self.title


class RingOffer(Named):
    """What somebody said to an ask of a ring. Whom they know stays theirs until that person agrees; a no always."""

    ask = models.ForeignKey(RingAsk, on_delete=models.CASCADE, related_name="offers")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=OfferKind)
    words = models.CharField(max_length=200, blank=True)
    who = models.CharField(max_length=120, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)  # from then on who asks reads who
    offered_at = models.DateTimeField(default=clock.now)
    passed_at = models.DateTimeField(null=True, blank=True)  # when it was passed on to an ally: theirs alone
    thanked_at = models.DateTimeField(null=True, blank=True)
    ledger_seq = models.BigIntegerField(null=True, blank=True)

    data_register = technical("id", "community", "public_id", "ask", "ledger_seq")
    data_register |= data("person", ["person", "kind", "words", "who", "agreed_at", "offered_at", "passed_at"])
    data_register |= data(["person", "ask__person"], ["thanked_at"])
    data_holding = Holding(
        what=_("What you offered in the rings of your circles"),
        purpose=_("So that who asks knows to whom to turn, and can say that it helped."),
        seen_by=_(
            "Those who sit in the circle. Whom you know: you, and who asked once that person agrees. A “not this one”: you alone."
        ),
        since="ask__ring__circle__ended_at",
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["ask", "person"], name="one_offer_per_ask_and_person"),
            models.CheckConstraint(
                condition=models.Q(agreed_at__isnull=True) | ~models.Q(who=""), name="who_agreed_has_a_name"
            ),
        ]

    @property
    def can(self) -> bool:
        return self.kind == OfferKind.CAN

    @property
    def knows(self) -> bool:
        return self.kind == OfferKind.KNOWS


# ── circles that became small ────────────────────────────────────────────────


class Mending(Named):
    """What who coordinates proposes to a circle that became small: that somebody who signed up comes in, or that it becomes
    one with another. The circle is asked, and nothing moves before its yes: of one of them for a seat, of all in both for one circle."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="mendings")  # which goes on
    other = models.ForeignKey(
        Circle, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )  # whose people come
    person = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    charter = models.ForeignKey(
        Charter, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )  # that of both
    template = models.CharField(
        max_length=40, blank=True
    )  # where theirs differ: the text that holds for all from then on
    state = models.CharField(max_length=10, choices=MendingState, default=MendingState.PROPOSED)
    proposed_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField()

    data_register = technical(
        "id", "community", "public_id", "circle", "other", "charter", "template", "state", "proposed_at", "closes_at"
    )
    # What a circle is asked about somebody, and leaves unanswered, nobody learns.
    data_register |= data("person", ["person"], export=False)
    data_register |= data("proposed_by", ["proposed_by"], export=False, erase="null")
    data_holding = Holding(
        what=_("That a circle was asked whether it has a seat for you"),
        purpose=_("So that who signed up finds a circle, also later."),
        seen_by=_("Who coordinates, and those who sit in that circle."),
        since="closes_at",
        is_known_to_coordinators=True,
    )

    class Meta(Named.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, other__isnull=True)
                | models.Q(person__isnull=True, other__isnull=False),
                name="mended_by_somebody_or_a_circle",
            ),
            models.UniqueConstraint(
                fields=["circle", "person"], condition=models.Q(state="proposed"), name="one_refill_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["circle"],
                condition=models.Q(state="proposed", other__isnull=False),
                name="one_merger_at_a_time",
            ),
        ]

    @property
    def is_merger(self) -> bool:
        return self.other_id is not None


class MendingVoice(Scoped):
    """What somebody who sits there said to it. A no is told to nobody, and a yes only by what follows when all have said it."""

    mending = models.ForeignKey(Mending, on_delete=models.CASCADE, related_name="voices")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    is_yes = models.BooleanField(_("yes"))
    at = models.DateTimeField(default=clock.now)

    data_register = technical("id", "community", "mending") | data("person", ["person", "is_yes", "at"])
    data_holding = Holding(
        what=_("What you said when your circle was asked to take somebody in, or to become one with another"),
        purpose=_("So that nothing changes without those whom it concerns."),
        seen_by=_("Nobody: it is used by the program."),
        since="mending__closes_at",
    )

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["mending", "person"], name="one_voice_per_mending")]

    def __str__(self) -> str:
        return f"voice {self.pk}"
