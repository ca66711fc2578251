from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.ids import PublicIdField
from reciproca.core.models import Scoped
from reciproca.core.register import Holding, data, technical

from .choices import Every, MailState

__all__ = ["LetterWishes", "OutboxMail"]


class OutboxMail(models.Model):
    """A mail to be sent, written in the transaction of what it tells. It holds ids; the text is made when it is sent.

    `community` is null for mails about the account itself (a sign-in code), which belongs to no community.
    """

    public_id = PublicIdField()
    community = models.ForeignKey(
        "communities.Community", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    renderer = models.CharField(max_length=120)  # dotted path: reciproca.<room>.mails.<name>
    key = models.CharField(max_length=160, unique=True)  # the same thing is told once
    recipient = models.EmailField()
    language = models.CharField(max_length=5)
    about = models.JSONField(default=dict)  # public ids; for codes also the code, taken out once sent
    state = models.CharField(max_length=10, choices=MailState, default=MailState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    lease = models.PositiveIntegerField(default=0)  # fencing number of who is sending it
    created_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=200, blank=True)  # kind of the last failure, without addresses

    data_register = technical(
        "id", "public_id", "community", "renderer", "tries", "lease", "trouble", retention="days-21"
    ) | data(
        "recipient",
        ["recipient", "language", "state", "created_at", "due_at", "sent_at"],
        retention="days-21",
    )
    data_register |= data("recipient", ["key", "about"], export=False, retention="days-21")
    data_holding = Holding(
        what=_("The mails we sent you"),
        purpose=_(
            "So that each mail leaves once, and is tried again when something goes wrong. Their text is not kept."
        ),
        seen_by=_("Nobody, unless one gets stuck: then who keeps the server sees which kind of mail it is."),
        since="created_at",
    )

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"], name="mails_due"),
            models.Index(fields=["state", "sent_at"], name="mails_gone"),
        ]

    def __str__(self) -> str:
        return f"{self.renderer} {self.state}"

    @property
    def message_id(self) -> str:
        """The same at every try, so that a receiver can tell a duplicate."""
        return f"<{self.public_id}@reciproca.invalid>"


class LetterWishes(Scoped):
    """When letters that nobody's act brings may come: the weekly one, and the one about what was not read. One a day of
    them all. Without a row: every Monday at eight, and nothing at night."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="letter_wishes")
    every = models.CharField(_("how often the weekly letter"), max_length=10, choices=Every, default=Every.WEEK)
    weekday = models.PositiveSmallIntegerField(
        _("on which day"), default=0, validators=[MaxValueValidator(6)]
    )  # 0 is Monday
    hour = models.PositiveSmallIntegerField(_("from what time"), default=8, validators=[MaxValueValidator(23)])
    quiet_from = models.PositiveSmallIntegerField(_("no letters from"), default=21, validators=[MaxValueValidator(23)])
    quiet_until = models.PositiveSmallIntegerField(
        _("no letters until"), default=8, validators=[MaxValueValidator(23)]
    )  # the same: no quiet
    paused_until = models.DateField(
        _("no letters before"), null=True, blank=True
    )  # the first day on which letters come again
    last_on = models.DateField(
        _("day of the last letter"), null=True, blank=True
    )  # the day of the last of these letters, by their own clock
    asked_for = models.DateTimeField(
        _("moment of the last weekly letter"), null=True, blank=True
    )  # the moment for which the last weekly letter was asked for
    key_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 -- absent until a letter has the key

    data_register = technical("id", "community", "key_hash") | data(
        "membership",
        [
            "membership", "every", "weekday", "hour", "quiet_from", "quiet_until", "paused_until", "last_on", "asked_for",
        ],
    )  # fmt: skip
    data_holding = Holding(
        what=_("When you want letters"),
        purpose=_("So that we write to you only as you wish, and once a day at most."),
        seen_by=_("You alone."),
    )

    class Meta(Scoped.Meta):
        pass

    def __str__(self) -> str:
        return f"wishes {self.pk}"

    @property
    def is_wanted(self) -> bool:
        return self.every != Every.NEVER

    def is_paused(self, now: datetime, zone: ZoneInfo) -> bool:
        return self.paused_until is not None and now.astimezone(zone).date() < self.paused_until

    def is_quiet(self, now: datetime, zone: ZoneInfo) -> bool:
        """Whether it is night to them: from one hour to another, perhaps over midnight."""
        hour = now.astimezone(zone).hour
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until

    def quiet_ends(self, now: datetime, zone: ZoneInfo) -> datetime:
        """When it is morning to them next."""
        here = now.astimezone(zone)
        today = here.replace(hour=self.quiet_until, minute=0, second=0, microsecond=0)
        return today if today > here else today + timedelta(days=1)

    def has_had_one(self, now: datetime, zone: ZoneInfo) -> bool:
        return self.last_on == now.astimezone(zone).date()

    def may_come(self, now: datetime, zone: ZoneInfo) -> bool:
        """Whether one of these letters may leave now."""
        return not (self.is_paused(now, zone) or self.is_quiet(now, zone) or self.has_had_one(now, zone))
