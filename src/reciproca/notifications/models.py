from django.db import models

from reciproca.core import clock
from reciproca.core.ids import PublicIdField
from reciproca.core.register import data, technical

from .choices import MailState

__all__ = ["OutboxMail"]


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
        "id", "public_id", "community", "renderer", "state", "tries", "lease", "trouble", retention="days-21"
    ) | data(
        "recipient",
        ["key", "recipient", "language", "about", "created_at", "due_at", "sent_at"],
        retention="days-21",
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
