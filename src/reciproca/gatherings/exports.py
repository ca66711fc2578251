"""A coffee round as a table, for a spreadsheet: its rounds in numbers, and who is in. Never who met whom."""

from collections.abc import Iterator, Sequence

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from reciproca.core.tables.writing import OutSheet, write_csv, write_xlsx

from .models import Coffee, CoffeeSeat
from .queries import Counts

__all__ = ["coffee_csv", "coffee_xlsx"]


def coffee_csv(counts: Sequence[Counts]) -> bytes:
    """The numbers, with semicolons for who reads Italian: so their spreadsheet opens it as a table."""
    italian = (get_language() or "it").startswith("it")
    return write_csv(_numbers(), list(_rounds(counts)), italian=italian)


def coffee_xlsx(coffee: Coffee, counts: Sequence[Counts], seats: Sequence[CoffeeSeat]) -> bytes:
    people = [(seat.person.name, seat.person.email, _("yes") if seat.is_paused else "") for seat in seats]
    sheets = [
        OutSheet(_("Rounds"), _numbers(), list(_rounds(counts)), widths=(10, 16, 16, 12, 12, 24, 24)),
        OutSheet(_("Who is in"), [_("Person"), _("E-mail"), _("Paused")], people, widths=(30, 34, 12)),
    ]
    return write_xlsx(sheets, title=coffee.title)


def _numbers() -> list[str]:
    return [
        pgettext("coffee", "Round"), _("From"), _("Until"), _("Drawn"), _("Met"), _("Did not meet, or did not say"), _("Nobody for them"),
    ]  # fmt: skip


def _rounds(counts: Sequence[Counts]) -> Iterator[tuple[object, ...]]:
    for one in counts:
        turn = one.turn
        yield turn.number, turn.began_at.date(), turn.closes_at.date(), one.people, one.met, one.not_met, one.left
