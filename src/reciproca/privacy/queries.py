"""Reads: the registers walked for one person, and the requests that wait. Nothing here knows a room by name."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Literal

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db.models import Count, EmailField, Q, QuerySet, Value
from django.db.models.base import Model

from reciproca.communities.models import Account, Membership
from reciproca.core.chain import ChainedLine
from reciproca.core.models import Scoped
from reciproca.core.register import Datum
from reciproca.core.register_of_others import REGISTER_OF_OTHERS, holding_of, register_of

from .models import Erasure, Export

__all__ = [
    "Held", "Subject", "communities_left_behind", "erasure_of", "erasures_of", "exports_of", "held_about", "last_export_of",
    "memberships_of_account", "personal_models", "places_of", "registered_models", "rows_about", "rows_speaking_of",
    "subject_in", "subject_on_server", "target_of",
]  # fmt: skip

Target = Literal["membership", "account", "address", "ledger"]


# ── somebody, as the registers find them ─────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody in one community (`person`), or on the server as a whole (`account`): exactly one of the two."""

    person: Membership | None
    account: Account | None
    addresses: frozenset[str]
    ledger_id: uuid.UUID | None = None


def subject_in(person: Membership) -> Subject:
    """A person as their community knows them. Call it inside that community."""
    known = _addresses_of(person.account) if person.account is not None else frozenset()
    return Subject(person, None, known | {person.email}, person.ledger_id)


def subject_on_server(account: Account) -> Subject:
    """What is kept of an account outside every community."""
    return Subject(None, account, _addresses_of(account))


def _addresses_of(account: Account) -> frozenset[str]:
    return frozenset(EmailAddress.objects.filter(user=account).values_list("email", flat=True)) | {account.email}


def places_of(account: Account) -> list[Membership]:
    """Every place of an account that is not yet empty, in whatever state; also those where a community knows nothing of
    them but a confirmed address of theirs."""
    confirmed = EmailAddress.objects.filter(user=account, verified=True).values_list("email", flat=True)
    places = memberships_of_account(account) | Membership.unscoped.filter(account=None, email__in=list(confirmed))
    return list(places.filter(erased_at=None).select_related("community").order_by("community__name"))


def memberships_of_account(account: Account) -> QuerySet[Membership]:
    """Over all communities, because an account is."""
    return Membership.unscoped.filter(account=account)


# ── the registers ────────────────────────────────────────────────────────────


def registered_models() -> list[type[Model]]:
    """Every table with a register, those of packages too."""
    found = apps.get_models(include_auto_created=True)
    return [
        model
        for model in found
        if not model._meta.proxy and ("data_register" in vars(model) or model._meta.label_lower in REGISTER_OF_OTHERS)
    ]


def personal_models() -> list[type[Model]]:
    """Those that speak of somebody, in the order of the rooms."""
    return [model for model in registered_models() if any(datum.is_personal for datum in register_of(model).values())]


def target_of(model: type[Model], path: str) -> Target:
    """What a subject's path ends at. Raises `ValueError` for a path that leads to nobody."""
    if path == "self":
        return _target_of_model(model, path)
    here: Any = model
    for part in path.split("__"):
        field = here._meta.get_field(part)
        if isinstance(field, EmailField):
            return "address"
        if not field.is_relation:
            if issubclass(here, ChainedLine):
                return "ledger"
            raise ValueError(f"{model._meta.label}: {path} leads to nobody.")
        here = field.related_model
    return _target_of_model(here, path)


def _target_of_model(model: Any, path: str) -> Target:
    if model is Membership:
        return "membership"
    if model is Account:
        return "account"
    raise ValueError(f"{model._meta.label}: {path} leads to nobody.")


def rows_speaking_of(model: type[Model], paths: Sequence[str], subject: Subject) -> QuerySet | None:
    """The rows that speak of the subject along one of `paths`; None when none of them can.

    For a person: rows of their community, which must be in force. For an account: rows of no community.
    """
    if issubclass(model, Scoped) and subject.person is None:
        return None
    conditions = [found for path in paths if (found := _condition(model, path, subject)) is not None]
    return model._default_manager.filter(reduce(or_, conditions)) if conditions else None


def _condition(model: type[Model], path: str, subject: Subject) -> Q | None:
    name, target = "pk" if path == "self" else path, target_of(model, path)
    if target == "membership" and subject.person is not None:
        return Q(**{name: subject.person.pk})
    if target == "account" and subject.account is not None:
        return Q(**{name: subject.account.pk})
    if target == "address" and subject.addresses:
        found = Q(**{f"{name}__in": sorted(subject.addresses)})
        if issubclass(model, Scoped):
            return found
        return found & Q(community=subject.person.community_id if subject.person is not None else None)
    if target == "ledger" and subject.ledger_id is not None:
        return Q(**{name: str(subject.ledger_id)})
    return None


def rows_about(model: type[Model], subject: Subject, *, exported: bool = False) -> QuerySet | None:
    """All rows of a table that speak of the subject; `exported`: only those of which something goes into the export."""
    entries = [d for d in register_of(model).values() if d.is_personal and (d.export or not exported)]
    paths = sorted({path for datum in entries for path in datum.subjects})
    return rows_speaking_of(model, paths, subject) if paths else None


# ── what is kept on somebody ─────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Held:
    """One kind of data on somebody: the table, and how many rows."""

    model: type[Model]
    number: int

    @property
    def holding(self) -> Any:
        return holding_of(self.model)

    @property
    def entries(self) -> list[Datum]:
        return [datum for datum in register_of(self.model).values() if datum.is_personal]


def held_about(subject: Subject) -> list[Held]:
    """What there is on the subject, table by table, one query for all of them: in the order of the rooms, what the
    program keeps for itself last."""
    counts: list[QuerySet] = []
    for model in personal_models():
        rows = rows_about(model, subject)
        if rows is not None:
            table = Value(model._meta.label_lower)
            counts.append(rows.order_by().values(_table=table).annotate(_rows=Count("pk", distinct=True)))
    if not counts:
        return []
    found = {row["_table"]: row["_rows"] for row in counts[0].union(*counts[1:], all=True)}
    held = [Held(model, number) for model in personal_models() if (number := found.get(model._meta.label_lower, 0))]
    return sorted(held, key=lambda one: not any(datum.export for datum in one.entries))


# ── requests ─────────────────────────────────────────────────────────────────


def exports_of(account: Account) -> QuerySet[Export]:
    return Export.objects.filter(account=account).select_related("community").order_by("-asked_at")


def last_export_of(account: Account) -> Export | None:
    return exports_of(account).first()


def erasures_of(account: Account) -> QuerySet[Erasure]:
    """The requests of an account that wait, of the whole and of single places."""
    return (
        Erasure.objects.filter(Q(account=account) | Q(membership__account=account))
        .select_related("membership__community", "account")
        .order_by("due_at", "pk")
    )


def erasure_of(person: Membership) -> Erasure | None:
    """What waits for one membership: its own request, or the one of the whole account."""
    own = Q(membership=person)
    if person.account_id is not None:
        own |= Q(account=person.account_id, membership=None)
    return Erasure.objects.filter(own).first()


def communities_left_behind(account: Account) -> Iterator[Membership]:
    """The places an account cannot leave yet, because nobody else coordinates there."""
    from reciproca.communities.choices import MembershipState, Role

    for place in memberships_of_account(account).select_related("community"):
        others = Membership.unscoped.filter(
            community=place.community, role=Role.COORDINATOR, state=MembershipState.ACTIVE
        ).exclude(pk=place.pk)
        if place.is_coordinator and not others.exists():
            yield place
