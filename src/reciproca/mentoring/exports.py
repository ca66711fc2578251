"""Mentorships as a table, for who coordinates: states, dates and counts, never what is written in them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reciproca.core.tables.writing import OutSheet, write_csv, write_xlsx

__all__ = ["mentorships_csv", "mentorships_xlsx"]

WIDTHS = (24, 20, 26, 30, 26, 30, 14, 24, 14, 14, 12, 12, 16, 16, 14, 14)


def mentorships_xlsx(mentorships: Iterable[Any], *, title: str) -> bytes:
    """`mentorships`: rows of `queries.mentorships_overseen_by`."""
    sheet = OutSheet(_("Mentorships"), _header(), list(_rows(mentorships)), widths=WIDTHS)
    return write_xlsx([sheet], title=title)


def mentorships_csv(mentorships: Iterable[Any]) -> bytes:
    """With semicolons for who reads Italian: so their spreadsheet opens it as a table."""
    return write_csv(_header(), _rows(mentorships), italian=(get_language() or "it").startswith("it"))


def _header() -> list[str]:
    return [
        _("Programme"), _("Cohort"), _("Mentee"), _("Mentee’s e-mail"), _("Mentor"), _("Mentor’s e-mail"), _("State"),
        _("How it ended"), _("Brought together"), _("Agreed on"), _("Sessions confirmed"), _("Sessions hoped for"),
        _("Last session"), _("Next session"), _("Paused until"), _("Ended on"),
    ]  # fmt: skip


def _rows(mentorships: Iterable[Any]) -> Iterator[list[object]]:
    for row in mentorships:
        yield [
            row.cohort.programme.name, row.cohort.name, row.mentee.name, row.mentee.email, row.mentor.name,
            row.mentor.email, row.get_state_display(), row.get_ending_display(), _day(row.began_at),
            _day(row.agreed_at), row.met, row.cohort.meeting_target, _day(row.last_met_at), _day(row.next_at),
            row.pause_until, _day(row.ended_at),
        ]  # fmt: skip


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None
