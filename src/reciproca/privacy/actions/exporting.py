"""Taking one's data with one: asked for, prepared by a job, fetched within a week, deleted."""

from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.communities.models import Account, Community, Membership
from reciproca.core import clock, jobs
from reciproca.core.errors import Refusal
from reciproca.core.scope import within
from reciproca.notifications.actions import post_mail
from reciproca.privacy.archive import write_archive
from reciproca.privacy.choices import ExportState
from reciproca.privacy.gathering import gather_account, gather_person
from reciproca.privacy.models import Export
from reciproca.privacy.queries import places_of

__all__ = [
    "KEPT", "NotReady", "OneADay", "ask_for_export", "fetch_export", "forget_old_exports", "prepare_export",
    "take_up_lost_exports",
]  # fmt: skip

#: How long the file waits to be fetched.
KEPT = timedelta(days=7)
BETWEEN_TWO = timedelta(days=1)
LOST = timedelta(minutes=20)


class OneADay(Refusal):
    sentence = _("You asked for a copy less than a day ago. The next one can be made tomorrow.")


class NotReady(Refusal):
    sentence = _("This copy is not there: it is still being prepared, or its seven days are over.")
    status = 404


@transaction.atomic
def ask_for_export(account: Account, *, community: Community | None = None, by: Membership | None = None) -> Export:
    """A copy of everything, or of what one community keeps. One a day; raises `OneADay`.

    The account alone can fetch it, whoever asks: `by` is a coordinator who acts on what the person wrote.
    """
    now = clock.now()
    Account.objects.select_for_update().get(pk=account.pk)  # two presses of a button stand in line here
    if Export.objects.filter(account=account, asked_at__gt=now - BETWEEN_TWO).exists():
        raise OneADay
    export = Export.objects.create(account=account, community=community, language=account.language, asked_at=now)
    for person in _places(export):
        with within(person.community):
            record("ask_for_export", by=by or person, on=person)
    jobs.enqueue("reciproca.privacy.tasks.prepare_export", str(export.public_id))
    return export


def prepare_export(export: Export) -> None:
    """Write the file and say so in a mail. Twice is the same as once."""
    if export.state != ExportState.ASKED:
        return
    with transaction.atomic():  # one moment of the database
        on_server = gather_account(export.account) if export.community_id is None else None
        places = [gather_person(person) for person in _places(export)]
    now = clock.now()
    size = write_archive(
        export.path,
        export.account if on_server is not None else None,
        on_server,
        places,
        made_at=now,
        language=export.language,
    )
    with transaction.atomic():
        moved = Export.objects.filter(pk=export.pk, state=ExportState.ASKED).update(
            state=ExportState.READY, ready_at=now, expires_at=now + KEPT, size=size
        )
        if not moved:  # asked for again, or erased, while it was written
            if not Export.objects.filter(pk=export.pk).exists():
                export.path.unlink(missing_ok=True)
            return
        post_mail(
            "reciproca.privacy.mails.export_ready",
            to=export.account.email,
            language=export.language,
            key=f"export ready {export.public_id}",
            about={"export": str(export.public_id)},
        )


@transaction.atomic
def fetch_export(export: Export) -> Path:
    """The file, for the account it belongs to; that it was fetched is noted in each community. Raises `NotReady`."""
    if not export.is_ready or not export.path.exists():
        raise NotReady
    for person in _places(export):
        with within(person.community):
            record("fetch_export", by=person, on=person)
    return export.path


def forget_old_exports() -> int:
    """Delete the copies whose week is over, rows and files; how many."""
    gone = 0
    for export in Export.objects.filter(expires_at__lte=clock.now()):
        export.path.unlink(missing_ok=True)
        gone += Export.objects.filter(pk=export.pk).delete()[0]
    return gone


def take_up_lost_exports() -> int:
    """Queue again what was asked for and never prepared, because a worker was stopped; how many."""
    lost = Export.objects.filter(state=ExportState.ASKED, asked_at__lt=clock.now() - LOST)
    for export in lost:
        jobs.enqueue("reciproca.privacy.tasks.prepare_export", str(export.public_id))
    return len(lost)


def _places(export: Export) -> list[Membership]:
    """The places it is about."""
    return [person for person in places_of(export.account) if export.community_id in (None, person.community_id)]
