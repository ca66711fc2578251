"""Leaving with one's data: asked for, waited out, carried out as the registers say, and never undone by a backup."""

import importlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection, models, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.communities.actions import LastCoordinator, come_back, leave_community
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Account, Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.core.ids import new_public_id
from reciproca.core.register import Datum
from reciproca.core.register_of_others import register_of
from reciproca.core.scope import within
from reciproca.notifications.actions import post_mail
from reciproca.privacy.choices import Asker
from reciproca.privacy.models import Erasure, Export
from reciproca.privacy.queries import (
    Subject,
    erasure_of,
    places_of,
    registered_models,
    rows_speaking_of,
    subject_in,
    subject_on_server,
)
from reciproca.privacy.tombstones import bury, fingerprint, tombstones

__all__ = [
    "GRACE", "AlreadyAsked", "HandOverFirst", "NothingToTakeBack", "ask_for_account_erasure", "ask_for_erasure",
    "carry_out_due_erasures", "emptied", "emptied_value", "end_sessions", "erase_account", "erase_person", "replay_tombstones", "take_back_erasure",
]  # fmt: skip

#: In these days a request can be taken back.
GRACE = timedelta(days=14)


class AlreadyAsked(Refusal):
    sentence = _("This has been asked for already. It can still be taken back.")


class HandOverFirst(Refusal):
    sentence = _("Only you coordinate %(community)s. Name somebody else who does, then you can leave.")


class NothingToTakeBack(Refusal):
    sentence = _("There is nothing to take back any more: it has been carried out, or taken back already.")


# ── asking ───────────────────────────────────────────────────────────────────


@transaction.atomic
def ask_for_erasure(person: Membership, *, by: Membership, asker: str = Asker.SELF) -> Erasure:
    """Leave the community at once, and be erased there when the days are over. Raises `HandOverFirst`, `AlreadyAsked`.

    What is planned with the person is cancelled now, so that nobody waits for them. `asker` says that a coordinator
    acts on what the person wrote.
    """
    if erasure_of(person) is not None:
        raise AlreadyAsked
    before = person.state
    _step_out(person, by=by)
    erasure = _note(membership=person, account=None, asker=asker, places={str(person.pk): before})
    record("ask_for_erasure", by=by, on=person, asker=asker)
    _tell_asked(erasure, [person])
    return erasure


@transaction.atomic
def ask_for_account_erasure(account: Account, *, asker: str = Asker.SELF) -> Erasure:
    """The same for a whole account: out of every community and signed out everywhere at once.

    Raises `HandOverFirst` for the first community that nobody else coordinates, and `AlreadyAsked`.
    """
    places: dict[str, str] = {}
    everywhere = places_of(account)
    for single in Erasure.objects.select_for_update().filter(membership__in=everywhere):
        places |= single.places  # what was asked of one place is part of this now
        Erasure.objects.filter(pk=single.pk).delete()
    open_places = [person for person in everywhere if str(person.pk) not in places]
    for person in open_places:
        places[str(person.pk)] = person.state
        with within(person.community):
            _step_out(person, by=person)
            record("ask_for_erasure", by=person if asker == Asker.SELF else None, on=person, asker=asker)
    erasure = _note(membership=None, account=account, asker=asker, places=places)
    end_sessions(account)
    _tell_asked(erasure, everywhere)
    return erasure


@transaction.atomic
def take_back_erasure(erasure: Erasure, *, by: Membership | None = None) -> None:
    """Everything is as before, except what was cancelled meanwhile. Raises `NothingToTakeBack`.

    `by` is the coordinator who takes back what they wrote down; None: the person themselves.
    """
    if not Erasure.objects.filter(pk=erasure.pk).delete()[0]:
        raise NothingToTakeBack
    for key, state in erasure.places.items():
        person = Membership.unscoped.select_related("community", "account").get(pk=int(key))
        with within(person.community):
            come_back(person, state=state, by=by or person)
            record("take_back_erasure", by=by or person, on=person)


def _step_out(person: Membership, *, by: Membership) -> None:
    """Out of sight now. The rooms are asked to cancel what others would wait for (`step_aside` in their actions)."""
    if person.state != MembershipState.LEFT:
        try:
            leave_community(person, by=by)
        except LastCoordinator:
            raise HandOverFirst(community=person.community.name) from None
    for step_aside in _hooks("step_aside"):
        step_aside(person)


def _note(**fields: Any) -> Erasure:
    now = clock.now()
    whom = {name: fields[name] for name in ("membership", "account")}
    if Erasure.objects.select_for_update().filter(**whom).exists():
        raise AlreadyAsked
    return Erasure.objects.create(asked_at=now, due_at=now + GRACE, **fields)


def _tell_asked(erasure: Erasure, people: Iterable[Membership]) -> None:
    """To whoever has ever heard of us; somebody who was only imported gets no mail from this either."""
    known = [person for person in people if erasure.places[str(person.pk)] != MembershipState.IMPORTED]
    to = erasure.account or next(iter(known), None)
    if to is not None:
        post_mail(
            "reciproca.privacy.mails.erasure_asked",
            to=to.email,
            language=to.language,
            key=f"erasure asked {erasure.public_id}",
            about={"erasure": str(erasure.public_id)},
        )


def end_sessions(account: Account) -> None:
    """Sign the account out on every device, those of which nothing was written down too."""
    for session in UserSession.objects.filter(user=account):
        session.end()
    now = clock.now()
    for row in Session.objects.filter(expire_date__gte=now).iterator():
        if row.get_decoded().get(SESSION_KEY) == str(account.pk):
            row.delete()


# ── carrying out ─────────────────────────────────────────────────────────────


def carry_out_due_erasures() -> int:
    """Those whose days are over, each in a transaction of its own; how many."""
    done = 0
    for erasure in Erasure.objects.filter(due_at__lte=clock.now()).order_by("due_at")[:200]:
        with transaction.atomic():
            if not Erasure.objects.select_for_update().filter(pk=erasure.pk, due_at__lte=clock.now()).exists():
                continue  # taken back, or done by another worker
            to = erasure.account or erasure.membership
            assert to is not None
            address, language, reachable = to.email, to.language, _was_ever_written_to(erasure)
            if erasure.membership is not None:
                erase_person(Membership.unscoped.select_related("community").get(pk=erasure.membership.pk))
            else:
                assert erasure.account is not None
                erase_account(erasure.account)
            Erasure.objects.filter(pk=erasure.pk).delete()
            if reachable:
                post_mail(
                    "reciproca.privacy.mails.erasure_done",
                    to=address,
                    language=language,
                    key=f"erasure done {new_public_id()}",
                    about={"everywhere": erasure.is_of_account},
                )
        done += 1
    return done


def _was_ever_written_to(erasure: Erasure) -> bool:
    return erasure.is_of_account or set(erasure.places.values()) != {MembershipState.IMPORTED}


@transaction.atomic
def erase_account(account: Account) -> None:
    """Every place of the account, then the account: at once, without days to take it back."""
    for person in places_of(account):
        erase_person(person)
    bury(account, at=clock.now())
    end_sessions(account)
    for export in Export.objects.filter(account=account):
        _unlink_later(export)
    emptied(subject_on_server(account))
    Account.objects.filter(pk=account.pk).delete()
    _forget_traces()


@transaction.atomic
def erase_person(person: Membership) -> Counter[str]:
    """What the registers say, for one membership: rows deleted, fields emptied, by table. The place stays, nobody's.

    The chains stay whole: no line of them is touched, only the one mapping that said whose they were.
    """
    with within(person.community):
        if Membership.objects.select_for_update(no_key=True).get(pk=person.pk).is_erased:
            return Counter()
        for let_go in _hooks("let_go_of"):
            let_go(person)
        bury(person, at=clock.now())
        if person.account_id is not None:
            for export in Export.objects.filter(account=person.account_id):
                _unlink_later(export)  # a copy of what is to go
                Export.objects.filter(pk=export.pk).delete()
        Membership.objects.filter(pk=person.pk).update(
            state=MembershipState.LEFT, erased_at=clock.now(), left_at=person.left_at or clock.now()
        )
        counts = emptied(subject_in(person), language=person.community.language)
        Erasure.objects.filter(membership=person).delete()
        record("erase_person", on=person, tables=len(counts), rows=sum(counts.values()))
    _forget_traces()
    return counts


def emptied(subject: Subject, *, language: str = "it") -> Counter[str]:
    """Do to every row that speaks of the subject what its register says; how many rows, by table.

    First what goes as a whole, then what is emptied in what stays, and last the subject's own row: until then the
    others can still be found by it.
    """
    counts: Counter[str] = Counter()
    ordered = sorted(registered_models(), key=lambda model: model in (Membership, Account))
    for model in ordered:
        for paths, entries in _by_subjects(model, erase={"delete"}).items():
            if entries and (rows := rows_speaking_of(model, paths, subject)) is not None and model is not Account:
                counts[model._meta.label_lower] += rows.delete()[0]
    for model in ordered:
        for paths, entries in _by_subjects(model, erase={"null", "blank", "pseudonymise"}).items():
            rows = rows_speaking_of(model, paths, subject)
            if rows is None:
                continue
            for keys in _portions(rows.values_list("pk", flat=True)):
                with translation.override(language):
                    values = {name: emptied_value(model, name, datum) for name, datum in entries.items()}
                counts[model._meta.label_lower] += model._default_manager.filter(pk__in=keys).update(**values)
    return +counts


def _by_subjects(model: type[models.Model], *, erase: set[str]) -> dict[tuple[str, ...], dict[str, Datum]]:
    """The entries of a table that meet one of these ends, by whom they speak of."""
    found: dict[tuple[str, ...], dict[str, Datum]] = {}
    for name, datum in register_of(model).items():
        if datum.is_personal and datum.erase in erase:
            found.setdefault(datum.erased_with, {})[name] = datum
    return found


def emptied_value(model: type[models.Model], name: str, datum: Datum) -> Any:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    if datum.erase == "null":
        return None
    if datum.pseudonym:
        return str(datum.pseudonym)
    if isinstance(field, models.EmailField) and datum.erase == "pseudonymise":
        return f"{new_public_id().hex}@erased.invalid"
    if field.has_default():
        return field.get_default()
    return ""


def _portions(keys: Iterable[int], size: int = 400) -> Iterator[list[int]]:
    rest = sorted(keys)
    for start in range(0, len(rest), size):
        yield rest[start : start + size]


def _hooks(name: str) -> Iterator[Any]:
    """What the rooms themselves must do: `step_aside(person)` and `let_go_of(person)` in their actions, upper rooms first."""
    for room in reversed(list(apps.get_app_configs())):
        if room.name.startswith("reciproca."):
            try:
                actions = importlib.import_module(f"{room.name}.actions")
            except ModuleNotFoundError as missing:
                if missing.name != f"{room.name}.actions":
                    raise
                continue
            if (hook := getattr(actions, name, None)) is not None:
                yield hook


def _unlink_later(export: Export) -> None:
    path = export.path
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _forget_traces() -> None:
    """SQLite's write-ahead log would still hold the pages as they were."""
    if connection.vendor == "sqlite":
        transaction.on_commit(_empty_the_log, robust=True)


def _empty_the_log() -> None:
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


# ── after a restore ──────────────────────────────────────────────────────────


def replay_tombstones() -> int:
    """Erase again whoever a backup has brought back, without mails; how many."""
    buried, again = tombstones(), 0
    if not buried:
        return 0
    for person in Membership.unscoped.filter(erased_at=None).select_related("community").iterator():
        if fingerprint(person) in buried:
            erase_person(person)
            again += 1
    for account in Account.objects.iterator():
        if fingerprint(account) in buried:
            erase_account(account)
            again += 1
    return again
