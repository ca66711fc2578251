from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named
from reciproca.core.register import Holding, data, technical

from .choices import ApplicationState, CohortState, MatchingMode, ProgrammeRole, WhoMayJoin
from .questionnaire import QuestionSet, parse

__all__ = [
    "AnswerChange", "Application", "Cohort", "Enrolment", "PastPair", "Programme", "Questionnaire", "ReviewNote",
    "text_of",
]  # fmt: skip


def text_of(italian: str, english: str, language: str | None = None) -> str:
    """The text in the language in force (or this one), or the other when it is empty."""
    in_english = (language or get_language() or "it").startswith("en")
    return (english or italian) if in_english else (italian or english)


class TwoLanguages:
    """Texts kept in Italian and English: `text("name")` gives the one in force, or the other when it is empty."""

    def text(self, field: str, language: str | None = None) -> str:
        return text_of(getattr(self, f"{field}_it"), getattr(self, f"{field}_en"), language)

    @property
    def name(self) -> str:
        return self.text("name")


class Programme(TwoLanguages, Named):
    """A designed offer with aims, rules, duration."""

    name_it = models.CharField(_("name in Italian"), max_length=120, blank=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    description_it = models.TextField(_("description in Italian"), max_length=4000, blank=True)
    description_en = models.TextField(_("description in English"), max_length=4000, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_register = technical(
        "id", "community", "public_id", "name_it", "name_en", "description_it", "description_en", "created_at",
        "archived_at", "version",
    )  # fmt: skip

    class Meta(Named.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name_it="") | ~models.Q(name_en=""), name="programmes_have_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Questionnaire(Named):
    """One version of a programme's questions, as data (see questionnaire.py). Frozen from its first application on."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="questionnaires")
    number = models.PositiveSmallIntegerField()
    questions = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)
    frozen_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_register = technical(
        "id", "community", "public_id", "programme", "number", "questions", "created_at", "frozen_at", "version"
    )

    @cached_property
    def asked(self) -> QuestionSet:
        return parse(self.questions)

    class Meta(Named.Meta):
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="one_questionnaire_per_number")]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.number}"


class Cohort(TwoLanguages, Named):
    """The people going through a programme in one period, and the rules of that period."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="cohorts")
    questionnaire = models.ForeignKey(
        Questionnaire, null=True, blank=True, on_delete=models.PROTECT, related_name="cohorts"
    )
    name_it = models.CharField(_("name in Italian"), max_length=120, blank=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    welcome_it = models.TextField(_("text of the registration page in Italian"), max_length=4000, blank=True)
    welcome_en = models.TextField(_("text of the registration page in English"), max_length=4000, blank=True)
    mentor_name_it = models.CharField(_("what a mentor is called in Italian"), max_length=40, default="mentor")
    mentor_name_en = models.CharField(_("what a mentor is called in English"), max_length=40, default="mentor")
    mentee_name_it = models.CharField(_("what a mentee is called in Italian"), max_length=40, default="mentee")
    mentee_name_en = models.CharField(_("what a mentee is called in English"), max_length=40, default="mentee")
    who_may_join = models.CharField(_("who may join"), max_length=10, choices=WhoMayJoin, default=WhoMayJoin.MEMBERS)
    registration_opens = models.DateField(_("registration opens"), null=True, blank=True)
    registration_closes = models.DateField(_("registration closes"), null=True, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    most_mentees = models.PositiveSmallIntegerField(
        _("at most so many mentees for one mentor"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    meeting_target = models.PositiveSmallIntegerField(
        _("meetings to aim for"), default=6, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    cadence_days = models.PositiveSmallIntegerField(
        _("days between two meetings"), default=14, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    matching_mode = models.CharField(
        _("when not everything is possible"), max_length=20, choices=MatchingMode, default=MatchingMode.PARTICIPATION
    )
    apart_same_team = models.BooleanField(_("never match people of the same team"), default=False)
    apart_past_pairs = models.BooleanField(_("never match two people twice"), default=True)
    asks_age = models.BooleanField(_("ask whoever applies whether they are of age"), default=False)
    support_email = models.EmailField(_("address for questions"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=CohortState, default=CohortState.DRAFT)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    data_register = technical(
        "id", "community", "public_id", "programme", "questionnaire", "name_it", "name_en", "welcome_it", "welcome_en",
        "mentor_name_it", "mentor_name_en", "mentee_name_it", "mentee_name_en", "who_may_join", "registration_opens",
        "registration_closes", "starts_on", "ends_on", "most_mentees", "meeting_target", "cadence_days",
        "matching_mode", "apart_same_team", "apart_past_pairs", "asks_age", "support_email", "state", "created_at",
        "version",
    )  # fmt: skip

    class Meta(Named.Meta):
        constraints = [
            models.CheckConstraint(condition=~models.Q(name_it="") | ~models.Q(name_en=""), name="cohorts_have_a_name"),
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gt=models.F("starts_on")),
                name="cohorts_end_after_they_start",
            ),
            models.CheckConstraint(
                condition=models.Q(registration_opens__isnull=True)
                | models.Q(registration_closes__isnull=True)
                | models.Q(registration_closes__gte=models.F("registration_opens")),
                name="registration_closes_after_it_opens",
            ),
        ]
        indexes = [models.Index(fields=["programme", "state"], name="cohorts_by_state")]

    def __str__(self) -> str:
        return self.name

    def role_name(self, role: str, language: str | None = None) -> str:
        """What a mentor or a mentee is called here."""
        return self.text("mentor_name" if role == ProgrammeRole.MENTOR else "mentee_name", language)

    @property
    def is_draft(self) -> bool:
        return self.state == CohortState.DRAFT

    @property
    def is_over(self) -> bool:
        return self.state == CohortState.ENDED


class Application(Named):
    """One person asking to join a cohort in one role, with their answers to one version of the questions."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="applications")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="applications")
    role = models.CharField(_("role"), max_length=10, choices=ProgrammeRole)
    questionnaire = models.ForeignKey(
        Questionnaire, null=True, blank=True, on_delete=models.PROTECT, related_name="applications"
    )
    answers = models.JSONField(default=dict, blank=True)  # {question id: value}
    capacity = models.PositiveSmallIntegerField(_("how many people I can mentor"), default=1)
    state = models.CharField(_("state"), max_length=15, choices=ApplicationState, default=ApplicationState.DRAFT)
    left_out_before = models.BooleanField(default=False)  # nobody was found for them last time: they come first now
    started_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(_("a few words of your own"), max_length=2000, blank=True)  # sent with the decision
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "public_id", "cohort", "questionnaire", "version") | data(
        "membership",
        ["membership", "role", "answers", "capacity", "state", "left_out_before", "started_at", "submitted_at",
         "decided_at", "reply"],
        retention="programme",
    )  # fmt: skip
    data_holding = Holding(
        what=_("Your applications"),
        purpose=_("So that whoever coordinates can decide, and the matching knows your answers."),
        seen_by=_("You and who coordinates."),
        since="cohort__ends_on",
        is_known_to_coordinators=True,
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["cohort", "membership", "role"], name="one_application_per_role"),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "withdrawn"]) | models.Q(submitted_at__isnull=False),
                name="sent_applications_have_a_date",
            ),
        ]
        indexes = [models.Index(fields=["cohort", "state", "role"], name="applications_by_state")]

    @property
    def is_draft(self) -> bool:
        return self.state == ApplicationState.DRAFT

    @property
    def asked(self) -> QuestionSet:
        """The questions it answers."""
        assert self.questionnaire is not None
        return self.questionnaire.asked

    @property
    def is_mentor(self) -> bool:
        return self.role == ProgrammeRole.MENTOR


class AnswerChange(Named):
    """That an answer was changed after it was sent, and when; not what it was."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="changes")
    question = models.CharField(max_length=60)
    by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    data_register = technical("id", "community", "public_id") | data(
        "application__membership", ["application", "question", "at"], retention="programme"
    )
    data_register |= data("by", ["by"], export=False, erase="null", retention="programme")
    data_holding = Holding(
        what=_("Changes to your answers"),
        purpose=_("That an answer was changed after it was sent, and when; not what it was."),
        seen_by=_("Who coordinates."),
        since="application__cohort__ends_on",
        is_known_to_coordinators=True,
    )

    class Meta(Named.Meta):
        pass


class ReviewNote(Named):
    """What a coordinator notes about an application; the applicant receives it with their export."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(max_length=2000)
    at = models.DateTimeField(default=clock.now)

    data_register = technical("id", "community", "public_id") | data(
        "application__membership", ["application", "text", "at"], retention="programme"
    )
    data_register |= data("author", ["author"], export=False, erase="null", retention="programme")
    data_holding = Holding(
        what=_("Notes on your applications"),
        purpose=_("What those who decide noted while reading."),
        seen_by=_("Who coordinates; and you, in the copy of your data."),
        since="application__cohort__ends_on",
        is_known_to_coordinators=True,
    )

    class Meta(Named.Meta):
        pass


class Enrolment(Named):
    """Being in a cohort, in a role, with room for so many (mentors)."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="enrolments")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="enrolments")
    role = models.CharField(_("role"), max_length=10, choices=ProgrammeRole)
    capacity = models.PositiveSmallIntegerField(default=1)
    enrolled_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    left_out_at = models.DateTimeField(null=True, blank=True)  # a round was published and nobody was found for them

    data_register = technical("id", "community", "public_id", "cohort") | data(
        "membership",
        ["membership", "role", "capacity", "enrolled_at", "ended_at", "left_out_at"],
        retention="programme",
    )
    data_holding = Holding(
        what=_("The cohorts you are in"),
        purpose=_("So that the matching knows who takes part, and in which role."),
        seen_by=_("You and who coordinates."),
        since="cohort__ends_on",
        is_known_to_coordinators=True,
    )

    class Meta(Named.Meta):
        constraints = [models.UniqueConstraint(fields=["cohort", "membership", "role"], name="one_enrolment_per_role")]


class PastPair(Named):
    """Two people who were matched before, here or in an earlier system: for "not again", and for the history."""

    mentor = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    mentee = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    edition = models.CharField(max_length=120, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    provenance = models.CharField(max_length=120, blank=True)

    data_register = technical("id", "community", "public_id", "provenance") | data(
        ("mentor", "mentee"), ["mentor", "mentee", "edition", "ended_on"]
    )
    data_holding = Holding(
        what=_("Mentorships of earlier years"),
        purpose=_("So that nobody is matched twice with the same person."),
        seen_by=_("Who coordinates."),
        is_known_to_coordinators=True,
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["mentor", "mentee", "edition"], name="one_past_pair_per_edition")
        ]
