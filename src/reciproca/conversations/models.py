from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named, Scoped
from reciproca.core.register import Holding, data, technical
from reciproca.files.models import StoredFile

from .choices import Echo, Letters, MessageKind

__all__ = ["Attachment", "Conversation", "Message", "Preference", "Seat"]

THOSE_WHO_TAKE_PART = _("Those who take part in the conversation. Nobody who coordinates, unless they do.")


class Conversation(Named):
    """What two or more people write to one another. Of two people there is one: `first` and `second` are they.

    `origin_kind` and `origin_id` name what a conversation of several was opened for.
    """

    first = models.ForeignKey(Membership, null=True, on_delete=models.CASCADE, related_name="+")  # the smaller key
    second = models.ForeignKey(Membership, null=True, on_delete=models.CASCADE, related_name="+")
    opened_by = models.ForeignKey(
        Membership, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("opened by")
    )
    subject = models.CharField(_("subject"), max_length=120, blank=True)
    origin_kind = models.CharField(max_length=40, blank=True)
    origin_id = models.CharField(max_length=36, blank=True)
    began_at = models.DateTimeField(default=clock.now)
    last_number = models.PositiveIntegerField(default=0)
    last_change = models.PositiveIntegerField(default=0)
    is_kept = models.BooleanField(default=False)  # the room above says who takes part, and none leaves it by themselves
    closed_at = models.DateTimeField(null=True, blank=True)  # from then on it is read only

    data_register = technical(
        "id", "community", "public_id", "origin_kind", "origin_id", "last_number", "last_change", "began_at", "is_kept",
        "closed_at",
    )  # fmt: skip
    data_register |= data(
        ("first", "second"),
        ["first", "second"],
        export=False,
        erase="keep",
        why=_("The other one keeps what was written between you, without your name."),
    )
    data_register |= data(
        "opened_by", ["opened_by", "subject"], erase="keep", why=_("It stands above the conversation for all of you.")
    )
    data_holding = Holding(
        what=_("The conversations you take part in"),
        purpose=_("So that what you write to one another stays together."),
        seen_by=THOSE_WHO_TAKE_PART,
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_conversation_per_pair"),
            models.CheckConstraint(
                condition=models.Q(first__isnull=True, second__isnull=True) | models.Q(first__lt=models.F("second")),
                name="pairs_of_conversations_are_ordered",
            ),
            models.UniqueConstraint(
                fields=["community", "origin_kind", "origin_id"],
                condition=~models.Q(origin_kind="") & models.Q(first__isnull=True),
                name="one_conversation_of_several_per_origin",
            ),
        ]

    @property
    def is_pair(self) -> bool:
        return self.first_id is not None


class Seat(Scoped):
    """Somebody's place in a conversation: what they have read, what they have begun to write, whether they left."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    joined_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True, blank=True)
    read_number = models.PositiveIntegerField(default=0)  # the last message they have seen, or written
    read_at = models.DateTimeField(_("read on"), null=True, blank=True)
    is_muted = models.BooleanField(_("muted"), default=False)
    archived_at = models.DateTimeField(_("put away on"), null=True, blank=True)
    draft = models.TextField(_("draft"), max_length=4000, blank=True)
    draft_at = models.DateTimeField(_("draft kept on"), null=True, blank=True)

    data_register = technical("id", "community", "conversation", "read_number") | data(
        "person",
        ["person", "joined_at", "left_at", "read_at", "is_muted", "archived_at", "draft", "draft_at"],
    )
    data_holding = Holding(
        what=_("Your place in a conversation, and what you have begun to write"),
        purpose=_("So that you find what you have not read yet, and lose nothing of what you are writing."),
        seen_by=_("You alone. Between two people the other sees up to where you have read."),
    )

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["conversation", "person"], name="one_seat_per_person")]
        indexes = [models.Index(fields=["person", "left_at"], name="seats_of_person")]

    def __str__(self) -> str:
        return f"seat {self.pk}"


class Message(Named):
    """One message. Taken back, it is a stub without words; its number in the conversation stays."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()  # 1, 2, 3 … within the conversation
    kind = models.CharField(max_length=10, choices=MessageKind, default=MessageKind.WORDS)
    text = models.TextField(max_length=4000, blank=True)
    folded = models.TextField(blank=True)  # its words as they are searched
    quotes = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    echo = models.CharField(_("what the other said of it"), max_length=10, choices=Echo, default=Echo.OPEN, blank=True)
    written_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(_("changed on"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("taken back on"), null=True, blank=True)
    change = models.PositiveIntegerField(default=0)  # which change of its conversation was the last one to be seen here
    touched_at = models.DateTimeField(default=clock.now)  # when it was written, or last looked different

    data_register = technical(
        "id", "community", "public_id", "conversation", "number", "quotes", "change", "touched_at"
    )
    data_register |= data(
        "author",
        ["author", "kind", "text", "echo", "written_at", "edited_at", "deleted_at"],
        erase="keep",
        why=_("It was written to others, who keep it without your name. Take back first what nobody should keep."),
    )
    data_register |= data(
        "author", ["folded"], export=False, erase="keep", why=_("It is the same words, as they are searched.")
    )
    data_holding = Holding(
        what=_("The messages you wrote"),
        purpose=_("So that those you wrote to can read them."),
        seen_by=THOSE_WHO_TAKE_PART,
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="messages_are_numbered"),
            models.CheckConstraint(
                condition=models.Q(deleted_at__isnull=True) | models.Q(text="", folded=""),
                name="what_was_taken_back_has_no_words",
            ),
        ]
        indexes = [
            models.Index(fields=["written_at"], name="messages_by_moment"),
            models.Index(fields=["touched_at"], name="messages_by_touch"),
        ]

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    @property
    def is_heard(self) -> bool:
        return self.kind == MessageKind.HEARD


class Attachment(Scoped):
    """A file that waits beside a draft, and then came with a message. It goes when the message is taken back, and with who
    sent it. Its address has the public id of the file."""

    seat = models.ForeignKey(Seat, null=True, on_delete=models.CASCADE, related_name="waiting")
    message = models.ForeignKey(
        Message, null=True, on_delete=models.CASCADE, related_name="attachments", verbose_name=_("message")
    )
    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="+", verbose_name=_("file"))

    data_register = technical("id", "community", "seat") | data("file__owner", ["message", "file"])
    data_holding = Holding(
        what=_("Files you sent with a message"),
        purpose=_("So that those you wrote to can open them."),
        seen_by=THOSE_WHO_TAKE_PART,
    )

    class Meta(Scoped.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seat__isnull=True, message__isnull=False)
                | models.Q(seat__isnull=False, message__isnull=True),
                name="a_file_waits_or_was_sent",
            )
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk}"


class Preference(Scoped):
    """How somebody wants to be told of what they have not read. Without a row: one letter a day at most."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="+")
    letters = models.CharField(_("letters"), max_length=10, choices=Letters, default=Letters.DAILY)
    told_at = models.DateTimeField(null=True, blank=True)  # when the last letter was asked for

    data_register = technical("id", "community") | data("membership", ["membership", "letters", "told_at"])
    data_holding = Holding(
        what=_("Whether you want letters about unread messages"),
        purpose=_("So that we write to you only as you wish."),
        seen_by=_("You alone."),
    )

    class Meta(Scoped.Meta):
        pass

    def __str__(self) -> str:
        return f"preference {self.pk}"
