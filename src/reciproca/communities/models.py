import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.core import clock
from reciproca.core.ids import PublicIdField
from reciproca.core.models import Named, Scoped
from reciproca.core.prepared import prepared
from reciproca.core.register import Holding, data, technical
from reciproca.core.scope import address_in_force
from reciproca.core.urls import reverse_in

from .choices import LANGUAGES, MembershipState, Role

__all__ = ["Account", "Community", "LedgerIdentity", "Membership", "name_of"]

#: Stands where a name was, after an erasure.
SOMEBODY_WHO_LEFT = _("Somebody who left")


def name_of(given_name: str, family_name: str, *, is_erased: bool) -> str:
    """A person’s name from the columns of their membership."""
    return str(SOMEBODY_WHO_LEFT) if is_erased else f"{given_name} {family_name}".strip()


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email=(username or "").strip().lower())

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Account":
        account = self.model(email=email.strip().lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """What signs in. One account may belong to several communities."""

    email = models.EmailField(_("e-mail"), unique=True)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="it")
    is_active = models.BooleanField(default=True)
    is_server_administrator = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    objects = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    data_register = technical("id", "is_server_administrator") | data(
        "self", ["email", "language", "is_active", "created_at", "last_login"], retention="account"
    )
    data_register |= data("self", ["password"], export=False, retention="account")
    data_holding = Holding(
        what=_("Your account"),
        purpose=_("So that you can sign in, and that pages and mails come in your language."),
        seen_by=_("You. Who keeps the server sees the address and whether the account is open."),
    )

    class Meta:
        verbose_name = _("account")

    def __str__(self) -> str:
        return self.email


slug_is_plain = RegexValidator(r"^[a-z0-9][a-z0-9-]{1,48}$", _("Lower-case letters, digits and hyphens only."))


class Community(models.Model):
    """An association, company, school or network on this server; the boundary of visibility."""

    public_id = PublicIdField()
    slug = models.CharField(_("address"), max_length=50, unique=True, validators=[slug_is_plain])
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="it")
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/Rome")
    description_it = models.TextField(_("description in Italian"), blank=True)
    description_en = models.TextField(_("description in English"), blank=True)
    support_email = models.EmailField(_("address for questions"), blank=True)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    data_register = technical(
        "id", "public_id", "slug", "name", "language", "time_zone", "description_it", "description_en",
        "support_email", "created_at", "version",
    )  # fmt: skip

    class Meta:
        verbose_name = _("community")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(Named):
    """A person in a community; `person` in every signature. The account is null until they join."""

    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="memberships")
    email = models.EmailField(_("e-mail"))  # as the community knows it, normalised
    given_name = models.CharField(_("given name"), max_length=80)
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    external_id = models.CharField(_("external id"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.MEMBER)
    state = models.CharField(_("state"), max_length=20, choices=MembershipState, default=MembershipState.IMPORTED)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="it")
    provenance = models.CharField(max_length=120, blank=True)  # "import <public id>", "invitation", "registration"
    created_at = models.DateTimeField(default=clock.now)
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)  # from then on an empty place, nobody’s
    face = models.UUIDField(null=True, blank=True)  # public id of the photo, so that a list of people asks nothing more
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "public_id", "version", "erased_at") | data(
        "self", ["email", "role", "language"], erase="pseudonymise"
    )
    data_register |= data("self", ["given_name"], erase="pseudonymise", pseudonym=SOMEBODY_WHO_LEFT)
    data_register |= data("self", ["family_name", "external_id", "provenance"], erase="blank")
    data_register |= data("self", ["account", "face"], export=False, erase="null")
    data_register |= data(
        "self",
        ["state", "created_at", "joined_at", "left_at"],
        erase="keep",
        why=_("An empty place remains, without a name, so that what others lived and wrote there stays theirs."),
    )
    data_holding = Holding(
        what=_("Your place in the community"),
        purpose=_("So that the community knows who belongs to it, since when and in which role."),
        seen_by=_("Your name: everyone in the community. The rest: who coordinates."),
        since="left_at",
        is_known_to_coordinators=True,
    )

    class Meta(Named.Meta):
        verbose_name = _("membership")
        constraints = [
            models.UniqueConstraint(fields=["community", "email"], name="one_membership_per_email"),
            models.UniqueConstraint(
                fields=["community", "external_id"],
                condition=~models.Q(external_id=""),
                name="one_membership_per_external_id",
            ),
            models.UniqueConstraint(
                fields=["community", "account"],
                condition=models.Q(account__isnull=False),
                name="one_membership_per_account",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="active") | models.Q(account__isnull=False),
                name="active_members_have_account",
            ),
        ]
        indexes = [models.Index(fields=["community", "state", "family_name", "given_name"], name="members_by_name")]

    @property
    def photo_url(self) -> str:
        """Where their photo is, in the community in force; empty: they have the generated face."""
        slug = address_in_force() if self.face else ""
        return reverse_in(slug, "people:photo", public_id=self.face) if slug else ""

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return name_of(self.given_name, self.family_name, is_erased=self.is_erased)

    @property
    def is_erased(self) -> bool:
        return self.erased_at is not None

    @property
    def is_active(self) -> bool:
        return self.state == MembershipState.ACTIVE

    @property
    def is_coordinator(self) -> bool:
        return self.is_active and self.role == Role.COORDINATOR

    @property
    def ledger_id(self) -> uuid.UUID | None:
        """The random name of this person in the append-only tables; None after an erasure."""
        if (known := self.__dict__.get("_known_ledger_id")) is None:
            read = self._state.fields_cache  # where it was read along
            if "ledger_identity" in read:
                identity = read["ledger_identity"]
                known = identity.ledger_id if identity else None
            else:
                rows = _ledger_id_of(self.pk)
                known = rows[0][0] if rows else None
            self.__dict__["_known_ledger_id"] = known
        return known


class LedgerIdentity(Scoped):
    """The one mapping from a person to their name in the ledger and the audit trail; erasing it makes those lines nobody's."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="ledger_identity")
    ledger_id = models.UUIDField(unique=True, default=uuid.uuid4)

    data_register = technical("id", "community") | data("membership", ["membership", "ledger_id"], export=False)
    data_holding = Holding(
        what=_("The key to your lines in the ledger"),
        purpose=_(
            "The ledger and the log of what was done name you by a random number; this alone says that it is you."
        ),
        seen_by=_("Nobody: it is used by the program. When it is erased, those lines are nobody’s."),
    )

    class Meta(Scoped.Meta):
        pass

    def __str__(self) -> str:
        return str(self.ledger_id)


@prepared()
def _ledger_id_of(membership: int) -> models.QuerySet:
    return LedgerIdentity.objects.filter(membership=membership).values_list("ledger_id")
