"""What the deeds of this room have in common: writing over the version that was read, a line of the ledger, a letter."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import errors
from reciproca.core.errors import Refusal
from reciproca.network.actions import cancel_interaction, record_interaction
from reciproca.network.models import Interaction
from reciproca.notifications.actions import post_mail

__all__ = ["ChangedMeanwhile", "NoLongerThere", "cancel_line", "change_row", "write_line", "write_to"]


class ChangedMeanwhile(errors.ChangedMeanwhile):
    sentence = _("This was changed while you were reading or writing. Look at what is there now.")


class NoLongerThere(Refusal):
    """Taken back, settled by somebody quicker, or between two who no longer meet: which of these is not told."""

    sentence = _("This is no longer waiting for you. Look at what is there now.")


def change_row(
    row: Any, version: int, states: tuple[str, ...], *, otherwise: type[Refusal] = NoLongerThere, **changes: Any
) -> None:
    """Write only over the version that was read, in one of `states`."""
    model = type(row)
    moved = model.objects.filter(pk=row.pk, version=version, state__in=states).update(
        **changes, version=F("version") + 1
    )
    row.refresh_from_db()
    if moved != 1:
        raise ChangedMeanwhile if row.state in states else otherwise


@transaction.atomic
def write_line(kind: str, source: Any, *, giver: Membership, receiver: Membership, weight: float | None = None) -> int:
    line = record_interaction(kind, giver=giver, receiver=receiver, source=source, confirmed=True, weight=weight)
    return line.seq


@transaction.atomic
def cancel_line(seq: int | None) -> None:
    line = Interaction.objects.filter(seq=seq).first() if seq else None
    if line is not None:
        cancel_interaction(line)


def write_to(person: Membership, name: str, row: Any, *, once: str = "") -> None:
    """One letter of a kind for each thing, however often it changes; or once a day, where `once` is the day."""
    if not person.is_active:
        return
    post_mail(
        f"reciproca.exchanges.mails.{name}",
        to=person.email,
        language=person.language,
        key=f"{name} {row.public_id} {once}".rstrip(),
        community=person.community,
        about={row._meta.model_name: str(row.public_id), "to": str(person.public_id)},
    )
