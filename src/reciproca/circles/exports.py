"""A composition as a table, for a spreadsheet: who signed up, what for, and where they sit."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reciproca.core.tables.writing import OutSheet, write_csv, write_xlsx
from reciproca.programmes.answers import slot_name

from .models import Composition, SignUp
from .sign_ups import proposed_in

__all__ = ["composition_csv", "composition_xlsx"]


def composition_csv(composition: Composition, rows: Sequence[SignUp]) -> bytes:
    """With semicolons for who reads Italian: so their spreadsheet opens it as a table."""
    italian = (get_language() or "it").startswith("it")
    return write_csv(_header(), _lines(composition, rows), italian=italian)


def composition_xlsx(composition: Composition, rows: Sequence[SignUp]) -> bytes:
    widths = (28, 30, 28, 50, 40, 18, 18, 26)
    sheet = OutSheet(_("Sign-ups"), _header(), _lines(composition, rows), widths=widths)
    return write_xlsx([sheet], title=composition.name)


def _header() -> list[str]:
    return [
        _("Person"), _("E-mail"), _("Circle"), _("What for"), _("When"), _("How"), _("Town"), _("With whom"),
    ]  # fmt: skip


def _lines(composition: Composition, rows: Sequence[SignUp]) -> list[tuple[object, ...]]:
    names = {one.number: one.name for one in proposed_in(composition)}
    return [
        (
            row.person.name, row.person.email, names.get(row.group or 0, ""), row.wish,
            ", ".join(slot_name(slot) for slot in row.slots), row.get_way_display(), row.place, row.get_rather_display(),
        )
        for row in rows
    ]  # fmt: skip
