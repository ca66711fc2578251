"""Projects: what people make together, who is in and what each brings, and which two brought one to its end."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named
from reciproca.core.register import Holding, data, technical

from .choices import OPEN_PROJECTS, ProjectState, SeatState, Word

__all__ = ["MOST", "Project", "ProjectSeat", "Together"]

#: As many as a conversation holds.
MOST = 12


class Project(Named):
    """What two or more make together. Nobody owns it: whoever is in it may change its words, and all see who did."""

    title = models.CharField(max_length=80)
    about = models.TextField(max_length=1000)
    until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ProjectState, default=ProjectState.BEGUN)
    begun_by = models.ForeignKey(
        Membership, verbose_name=_("begun by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    begun_at = models.DateTimeField(_("begun on"), default=clock.now)
    changed_by = models.ForeignKey(
        Membership,
        verbose_name=_("changed last by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    changed_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)  # of its words: a yes to show it is a yes to these
    settles_at = models.DateTimeField(null=True, blank=True)  # who says nothing of the end until then lets it come
    ended_at = models.DateTimeField(null=True, blank=True)

    data_register = technical("id", "community", "public_id", "state", "version", "settles_at", "ended_at")
    data_register |= data("begun_by", ["begun_by"], erase="null") | data("changed_by", ["changed_by"], erase="null")
    data_register |= data(
        ["begun_by", "changed_by"],
        ["title", "about", "until", "begun_at", "changed_at"],
        erase="keep",
        why=_("The project is of all who are in it, and goes on without your name."),
    )
    data_holding = Holding(
        what=_("Projects you began, or changed last"),
        purpose=_("So that those who make something together read the same."),
        seen_by=_("Those who are in it or are asked to be; the community, when all of them wish it."),
        since="ended_at",
    )

    class Meta(Named.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in OPEN_PROJECTS], ended_at__isnull=True)
                | models.Q(state__in=["ended", "let_go"], ended_at__isnull=False),
                name="projects_end_on_a_day",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_PROJECTS

    @property
    def is_begun(self) -> bool:
        return self.state == ProjectState.BEGUN

    @property
    def is_under_way(self) -> bool:
        return self.state == ProjectState.UNDER_WAY

    @property
    def is_ended(self) -> bool:
        return self.state == ProjectState.ENDED


class ProjectSeat(Named):
    """Somebody in a project: asked, in it, or gone; what they bring, and what they say of showing it and of its end."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="project_seats")
    state = models.CharField(max_length=10, choices=SeatState, default=SeatState.INVITED)
    words = models.TextField(_("a line to you"), max_length=300, blank=True)  # with the invitation
    offered_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(_("asked on"), default=clock.now)
    closes_at = models.DateTimeField(null=True, blank=True)  # when an invitation closes by itself
    set_aside_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    brings = models.TextField(_("what you bring"), max_length=400, blank=True)
    brings_at = models.DateTimeField(_("written on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)  # of what they bring
    shows_version = models.PositiveIntegerField(_("your yes to show it"), default=0)  # to which words of the project
    word = models.CharField(_("what you say of its end"), max_length=10, choices=Word, blank=True)
    said_at = models.DateTimeField(_("said on"), null=True, blank=True)

    data_register = technical("id", "community", "public_id", "project", "version")
    data_register |= data(
        "person",
        ["person", "state", "words", "asked_at", "closes_at", "joined_at", "left_at", "brings", "brings_at", "shows_version", "word", "said_at"],
    )  # fmt: skip
    # Neither who asked nor who was asked learns of a no from their own copy.
    data_register |= data("person", ["set_aside_at"], export=False)
    data_register |= data("offered_by", ["offered_by"], export=False, erase="null")
    data_holding = Holding(
        what=_("Projects you are in, and what you bring"),
        purpose=_("So that those who make something together know who does what."),
        seen_by=_("Those who are in it; that you are, the community, when all of you wish it."),
        since="left_at",
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["project", "person"],
                condition=models.Q(state__in=["invited", "taken"]),
                name="one_project_seat_per_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="taken") | models.Q(joined_at__isnull=False), name="who_is_in_came_on_a_day"
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="project_seats_of_person")]

    @property
    def is_taken(self) -> bool:
        return self.state == SeatState.TAKEN

    @property
    def is_done(self) -> bool:
        return self.word == Word.DONE


class Together(Named):
    """Two who both say that they brought it to its end: what their line of the ledger and their thanks rest on."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="pairs")
    first = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(_("when both had said it"), default=clock.now)

    data_register = technical("id", "community", "public_id", "project")
    data_register |= data(["first", "second"], ["first", "second", "at"])
    data_holding = Holding(
        what=_("What you brought to its end with somebody"),
        purpose=_("So that it counts between the two of you, and one can thank the other."),
        seen_by=_("The two of you."),
        since="project__ended_at",
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["project", "first", "second"], name="two_end_a_project_once"),
            models.CheckConstraint(
                condition=~models.Q(first=models.F("second")), name="nobody_ends_it_with_themselves"
            ),
        ]
