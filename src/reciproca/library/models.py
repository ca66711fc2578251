from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.choices import LANGUAGES
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named, Scoped
from reciproca.core.register import Holding, data, technical
from reciproca.files.models import StoredFile

from .choices import MONTHS, NoteState, PartState, Role

__all__ = [
    "LONGEST", "WORDS", "Caveat", "Collection", "Enclosure", "Entry", "Help", "Note", "NoteWord", "Parallel", "Part", "Remark", "Version", "Worded",
]  # fmt: skip

LONGEST = 20_000
#: What a note says, in this order.
WORDS = ("title", "text", "language", "topics", "sources")
READERS = _(
    "While it is a draft: those who write it, who appear in it, and whom they asked to read it. Then the community."
)


class Worded(models.Model):
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=LONGEST)  # Markdown
    language = models.CharField(max_length=5, choices=LANGUAGES, default="it")
    topics = models.JSONField(_("topics"), default=list, blank=True)  # short texts
    sources = models.JSONField(_("sources"), default=list, blank=True)  # a line each: words, an address, or both

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class Note(Worded, Named):
    """Something learned. Its words here are those being worked on; what the community reads is its current version.

    `revision` counts the changes of the words: whoever says yes says it to one of them.
    """

    begun_by = models.ForeignKey(
        Membership, verbose_name=_("begun by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=10, choices=NoteState, default=NoteState.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    months = models.PositiveSmallIntegerField(
        choices=MONTHS, default=12, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    current = models.OneToOneField("Version", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    origin_kind = models.CharField(max_length=40, blank=True)
    origin_id = models.CharField(max_length=36, blank=True)
    begun_at = models.DateTimeField(_("begun on"), default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)  # the version that is read now
    confirmed_at = models.DateTimeField(null=True, blank=True)  # when its authors last said that it still is true
    ask_on = models.DateField(
        _("when you are asked whether it still is true"), null=True, blank=True
    )  # when they are asked again
    asked_at = models.DateTimeField(null=True, blank=True)

    data_register = technical(
        "id", "community", "public_id", "revision", "months", "current", "origin_kind", "origin_id", "asked_at",
    ) | data(
        "begun_by",
        ["begun_by", *WORDS, "state", "begun_at", "changed_at", "published_at", "confirmed_at", "ask_on"],
        erase="keep",
        why=_("It stays, without your name, if you said so when it was published. Else it goes."),
    )  # fmt: skip
    data_holding = Holding(
        what=_("Notes you began"),
        purpose=_("So that what somebody learned is there for others."),
        seen_by=READERS,
    )

    class Meta(Named.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False),
                name="published_notes_have_a_date",
            )
        ]
        indexes = [models.Index(fields=["community", "state", "-published_at"], name="notes_by_state")]

    @property
    def is_draft(self) -> bool:
        return self.state == NoteState.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == NoteState.PUBLISHED

    @property
    def is_retired(self) -> bool:
        return self.state == NoteState.RETIRED

    @property
    def is_taken(self) -> bool:
        return self.state == NoteState.TAKEN

    @property
    def has_news(self) -> bool:
        """Whether its authors have written something that the community does not read yet."""
        return self.current is not None and self.current.revision != self.revision


class Version(Worded, Scoped):
    """What all agreed to publish. It never changes."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()  # 1, 2, 3 … within the note
    revision = models.PositiveIntegerField()
    word = models.CharField(max_length=120, blank=True)  # what is different
    published_at = models.DateTimeField(_("published on"), default=clock.now)

    data_register = technical("id", "community", "number", "revision") | data(
        "note__begun_by",
        ["note", *WORDS, "word", "published_at"],
        erase="keep",
        why=_("It stays, without your name, if you said so when it was published. Else it goes."),
    )
    data_holding = Holding(
        what=_("What was published of notes you began"),
        purpose=_("So that one sees what has changed since."),
        seen_by=_("The community, as long as the note is in the library."),
    )

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["note", "number"], name="one_version_per_number")]


class Enclosure(Scoped):
    """A picture or a PDF beside the words, from one revision on and until another: the community has what was there when the
    version it reads was published. It goes with the note, and with who put it there. Its address has the public id of the file."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="enclosures")
    file = models.OneToOneField(StoredFile, verbose_name=_("file"), on_delete=models.CASCADE, related_name="+")
    from_revision = models.PositiveIntegerField()
    until_revision = models.PositiveIntegerField(null=True, blank=True)

    data_register = technical("id", "community", "from_revision", "until_revision") | data(
        "file__owner", ["note", "file"]
    )
    data_holding = Holding(
        what=_("Files you put with a note"),
        purpose=_("So that who reads the note has them at hand."),
        seen_by=READERS,
    )

    class Meta(Scoped.Meta):
        pass

    def __str__(self) -> str:
        return self.file.given_name


class NoteWord(Scoped):
    """An index: under which words of the engine a published note is found. In its title and its topics a word weighs more."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=60)
    weight = models.PositiveSmallIntegerField(default=1)

    data_register = technical("id", "community", "note", "word", "weight")
    data_holding = Holding(
        what=_("The words a note is found by"),
        purpose=_("So that who looks for something finds it without reading every note again."),
        seen_by=_("Nobody: it is an index of what is in the library."),
    )

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["note", "word"], name="found_once_by_each_word_of_a_note")]
        indexes = [models.Index(fields=["community", "word", "note", "weight"], name="notes_by_word")]

    def __str__(self) -> str:
        return self.word


class Part(Named):
    """Somebody’s part in a note: they write it, appear in it, or read the draft. `stays`: if they leave, it may stay here
    without their name. A part without a person is of somebody who left, and said so."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="parts")
    person = models.ForeignKey(Membership, null=True, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(_("what you do"), max_length=10, choices=Role)
    state = models.CharField(max_length=10, choices=PartState, default=PartState.ASKED)
    asked_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    words = models.CharField(max_length=300, blank=True)  # of who asked
    agreed_revision = models.PositiveIntegerField(
        _("which words you said yes to"), null=True, blank=True
    )  # to which words they said yes
    stays = models.BooleanField(_("it may stay if you leave"), default=False)
    asked_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    data_register = technical("id", "community", "public_id") | data(
        "person",
        ["person"],
        erase="null",
    )
    data_register |= data(
        "person",
        ["note", "role", "state", "agreed_revision", "stays", "asked_at", "settled_at"],
        erase="keep",
        why=_("Of who wrote a note that stays, only that there was somebody."),
    )
    data_register |= data("asked_by", ["asked_by"], export=False, erase="null")
    data_register |= data("asked_by", ["words"], erase="blank")
    data_holding = Holding(
        what=_("Your part in notes"),
        purpose=_("So that nothing is published without the yes of all who write it or appear in it."),
        seen_by=_("Those who have a part in the note; of a note in the library, who wrote it: everyone."),
        since="settled_at",
    )

    class Meta(Named.Meta):
        constraints = [models.UniqueConstraint(fields=["note", "person"], name="one_part_per_note_and_person")]
        indexes = [
            models.Index(fields=["person", "state"], name="parts_of_person"),
            models.Index(fields=["note", "role", "state"], name="parts_of_note"),
        ]

    @property
    def is_author(self) -> bool:
        return self.role == Role.AUTHOR

    @property
    def appears(self) -> bool:
        return self.role == Role.APPEARS

    @property
    def is_asked(self) -> bool:
        return self.state == PartState.ASKED

    @property
    def is_taken(self) -> bool:
        return self.state == PartState.TAKEN

    @property
    def is_refused(self) -> bool:
        return self.state == PartState.REFUSED


class Parallel(Worded, Named):
    """What somebody wrote while somebody else changed the same words: kept until the two are one again."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="parallels")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()  # from which words they had begun
    written_at = models.DateTimeField(default=clock.now)

    data_register = technical("id", "community", "public_id", "note", "revision") | data(
        "person", ["person", *WORDS, "written_at"]
    )
    data_holding = Holding(
        what=_("What you wrote in a note at the same time as somebody else"),
        purpose=_("So that nothing of it is lost."),
        seen_by=_("Those who write the note."),
        since="written_at",
    )

    class Meta(Named.Meta):
        pass


class Remark(Named):
    """What somebody says of a draft, to those who write it. They decide."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="remarks")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()  # of which words
    text = models.TextField(max_length=2000)
    said_at = models.DateTimeField(_("said on"), default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    data_register = technical("id", "community", "public_id", "revision") | data(
        "person", ["note", "person", "text", "said_at", "settled_at"]
    )
    data_holding = Holding(
        what=_("What you said of drafts"),
        purpose=_("So that a note is read by somebody before the community reads it."),
        seen_by=_("Those who have a part in the note."),
        since="said_at",
    )

    class Meta(Named.Meta):
        indexes = [models.Index(fields=["note", "said_at"], name="remarks_of_note")]


class Help(Named):
    """It helped somebody, and what changed: read by its authors; on the page if they want."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="helps")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    change = models.TextField(_("what changed"), max_length=600)
    shown = models.BooleanField(_("shown beside the note"), default=False)
    helped_at = models.DateTimeField(default=clock.now)
    ledger_seqs = models.JSONField(default=list)

    data_register = technical("id", "community", "public_id", "ledger_seqs") | data(
        "person", ["note", "person", "change", "shown", "helped_at"]
    )
    data_holding = Holding(
        what=_("Notes that helped you"),
        purpose=_("So that who wrote them learns what they changed."),
        seen_by=_("Who wrote the note; everyone who reads it, where you said so."),
        since="helped_at",
    )

    class Meta(Named.Meta):
        constraints = [models.UniqueConstraint(fields=["note", "person"], name="one_help_per_note_and_person")]


class Caveat(Named):
    """“This is no longer so”: a reader’s word, beside the note until its authors have looked at it."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="caveats")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=300)
    said_at = models.DateTimeField(_("said on"), default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    data_register = technical("id", "community", "public_id") | data(
        "person", ["note", "person", "text", "said_at", "settled_at"]
    )
    data_holding = Holding(
        what=_("What you said is no longer so"),
        purpose=_("So that a note that has aged says so."),
        seen_by=_("Who reads the note."),
        since="said_at",
    )

    class Meta(Named.Meta):
        indexes = [models.Index(fields=["note", "settled_at"], name="caveats_of_note")]


class Collection(Named):
    """Notes that somebody put together, in an order, for a purpose."""

    title = models.CharField(max_length=120)
    purpose = models.TextField(max_length=600)
    curator = models.ForeignKey(
        Membership, verbose_name=_("kept by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "public_id", "version")
    data_register |= data("curator", ["curator"], erase="null")
    data_register |= data(
        "curator", ["title", "purpose", "made_at"], erase="keep", why=_("Others find their way by it; your name goes.")
    )
    data_holding = Holding(
        what=_("Collections you made"),
        purpose=_("So that notes are found together by those who need them."),
        seen_by=_("Everyone in the community."),
    )

    class Meta(Named.Meta):
        pass

    def __str__(self) -> str:
        return self.title


class Entry(Named):
    """One note of a collection, and why it is in it."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="entries")
    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    why = models.CharField(max_length=200, blank=True)

    data_register = technical("id", "community", "public_id", "collection", "note", "position")
    data_register |= data(
        "collection__curator", ["why"], erase="keep", why=_("Others find their way by it; your name goes.")
    )
    data_holding = Holding(
        what=_("Why a note is in a collection of yours"),
        purpose=_("So that notes are found together by those who need them."),
        seen_by=_("Everyone in the community."),
    )

    class Meta(Named.Meta):
        constraints = [models.UniqueConstraint(fields=["collection", "note"], name="each_note_once_in_a_collection")]
        ordering = ["position", "pk"]
