from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named, Scoped
from reciproca.core.register import Holding, data, technical
from reciproca.files.models import StoredFile

from .choices import InvitationState, NeedAge, NeedOutcome, PathKind, ProfileField, Sight

__all__ = ["FoundWord", "Invitation", "Need", "Offer", "PathStep", "Profile"]


class Profile(Scoped):
    """What a member tells of themselves: work in progress, it ages visibly. Offers, needs and the path are rows of their own."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="profile")
    headline = models.CharField(_("headline"), max_length=140, blank=True)
    story = models.TextField(_("my story"), max_length=4000, blank=True)
    aims = models.TextField(_("what I aim for"), max_length=1000, blank=True)
    worthwhile = models.TextField(_("what would make this worthwhile for me"), max_length=1000, blank=True)
    skills = models.JSONField(_("skills"), default=list, blank=True)  # short texts, as are the next three
    learned = models.JSONField(_("since when you know what you learned"), default=dict, blank=True)  # {skill: day}
    interests = models.JSONField(_("interests"), default=list, blank=True)
    loves = models.JSONField(_("what I love outside work"), default=list, blank=True)
    curious_about = models.JSONField(_("what I am curious about"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)  # [{"code": "it", "level": "native"}]
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=80, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/Rome")
    availability = models.JSONField(_("when I am available"), default=list, blank=True)  # ["mon-evening", …]
    mentor_capacity = models.PositiveSmallIntegerField(_("how many people I can mentor"), default=0)
    photo = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    sight = models.JSONField(default=dict, blank=True)  # {ProfileField: Sight}; what is not named: the community
    found_by = models.TextField(default="", blank=True)  # folded words the community may find this person by
    welcomed_at = models.DateTimeField(null=True, blank=True)  # when the first questions were finished
    updated_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "version") | data(
        "membership",
        ["membership", "headline", "story", "aims", "worthwhile", "skills", "learned", "interests", "loves", "curious_about",
         "languages", "city", "country", "time_zone", "availability", "mentor_capacity", "photo", "sight",
         "welcomed_at", "updated_at"],
    )  # fmt: skip
    data_register |= data("membership", ["found_by"], export=False)
    data_holding = Holding(
        what=_("Your profile"),
        purpose=_("So that the right people find you, and matching knows what you are looking for."),
        seen_by=_("The community; for each part, whom you chose."),
        is_known_to_coordinators=True,
    )

    class Meta(Scoped.Meta):
        pass

    def __str__(self) -> str:
        return self.headline

    def sight_of(self, field: str) -> Sight:
        """Who sees this field; what the member has not chosen is for the community."""
        chosen = self.sight.get(field, "")
        return Sight(chosen) if chosen in Sight.values else Sight.COMMUNITY

    def is_for_all(self, field: ProfileField) -> bool:
        return self.sight_of(field) == Sight.COMMUNITY


class Offer(Named):
    """Something a member can give."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="offers")
    text = models.CharField(_("what I offer"), max_length=200)
    created_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    data_register = technical("id", "community", "public_id") | data(
        "membership", ["membership", "text", "created_at", "withdrawn_at"]
    )
    data_holding = Holding(
        what=_("What you offer"),
        purpose=_("So that those who need it can find you."),
        seen_by=_("The community, or whom you chose."),
    )

    class Meta(Named.Meta):
        indexes = [models.Index(fields=["community", "membership"], name="offers_by_member")]

    def __str__(self) -> str:
        return self.text


class Need(Named):
    """A need of the moment: dated, it ages; one tap says that it still holds."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="needs")
    text = models.CharField(_("what I need now"), max_length=200)
    stated_at = models.DateTimeField(default=clock.now)
    refreshed_at = models.DateTimeField(default=clock.now)
    refreshed_before = models.DateTimeField(null=True, blank=True)  # the date that “undo” brings back
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("how it ended"), max_length=10, choices=NeedOutcome, blank=True)

    data_register = technical("id", "community", "public_id") | data(
        "membership",
        ["membership", "text", "stated_at", "refreshed_at", "refreshed_before", "closed_at", "outcome"],
    )
    data_holding = Holding(
        what=_("What you need"),
        purpose=_("So that those who can help find you. Earlier needs stay with how they ended."),
        seen_by=_("The community, or whom you chose. What is closed: you alone."),
    )

    class Meta(Named.Meta):
        indexes = [models.Index(fields=["community", "membership"], name="needs_by_member")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, outcome="")
                | models.Q(closed_at__isnull=False) & ~models.Q(outcome=""),
                name="closed_needs_say_how",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def age(self) -> NeedAge:
        elapsed = clock.now() - self.refreshed_at
        if elapsed < timedelta(days=14):
            return NeedAge.FRESH
        return NeedAge.AGEING if elapsed < timedelta(days=30) else NeedAge.OLD


class PathStep(Named):
    """One step of the path so far: a job, a course of study."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="path")
    kind = models.CharField(_("kind"), max_length=10, choices=PathKind, default=PathKind.WORK)
    title = models.CharField(_("what"), max_length=120)
    organisation = models.CharField(_("where"), max_length=120, blank=True)
    from_year = models.PositiveSmallIntegerField(_("from year"), null=True, blank=True)
    to_year = models.PositiveSmallIntegerField(_("to year"), null=True, blank=True)

    data_register = technical("id", "community", "public_id") | data(
        "membership", ["membership", "kind", "title", "organisation", "from_year", "to_year"]
    )
    data_holding = Holding(
        what=_("Your path so far"),
        purpose=_("So that others understand where you come from."),
        seen_by=_("The community, or whom you chose."),
    )

    class Meta(Named.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(from_year__isnull=True)
                | models.Q(to_year__isnull=True)
                | models.Q(to_year__gte=models.F("from_year")),
                name="steps_end_after_they_begin",
            )
        ]

    def __str__(self) -> str:
        return self.title


class FoundWord(Scoped):
    """An index: under which words of the engine a person is found, by what they show to the whole community.

    Of what they are free for it holds the parts of the week ("mon-evening").
    """

    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    field = models.CharField(max_length=20, choices=ProfileField)
    word = models.CharField(max_length=60)

    data_register = technical("id", "community") | data("person", ["person", "field", "word"], export=False)
    data_holding = Holding(
        what=_("The words you are found by"),
        purpose=_("So that who looks for help finds you without reading every profile again."),
        seen_by=_("Nobody: it is an index of what you show to everyone."),
    )

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["person", "field", "word"], name="found_once_by_each_word")]
        indexes = [models.Index(fields=["community", "word", "field", "person"], name="people_by_word")]

    def __str__(self) -> str:
        return self.word


class Invitation(Named):
    """A letter that lets one imported person join. Only the hash of its token is kept."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="invitations_sent")
    digest = models.CharField(max_length=64, unique=True)
    note = models.TextField(_("a few words of yours"), max_length=600, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    data_register = technical("id", "community", "public_id") | data(
        "membership", ["membership", "created_at", "expires_at", "used_at", "revoked_at"]
    )
    data_register |= data("membership", ["digest"], export=False)
    data_register |= data("invited_by", ["invited_by"], export=False, erase="null")
    data_register |= data("invited_by", ["note"], erase="blank")
    data_holding = Holding(
        what=_("Invitations"),
        purpose=_("So that the letter opens the door once, to the right person."),
        seen_by=_("Who received it, and who coordinates."),
        is_known_to_coordinators=True,
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=models.Q(used_at__isnull=True, revoked_at__isnull=True),
                name="one_open_invitation_per_person",
            )
        ]

    @property
    def state(self) -> InvitationState:
        if self.used_at:
            return InvitationState.USED
        if self.revoked_at:
            return InvitationState.REVOKED
        return InvitationState.OPEN if clock.now() < self.expires_at else InvitationState.EXPIRED
