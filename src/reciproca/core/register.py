"""The data register: beside each model, for each of its fields, whose data it is and what becomes of it.

Export, erasure, retention and the record of processing are generated from these entries (the room `privacy` walks
them); a field without one fails the tests (tests/house/test_data_register.py). Beside the register stands the
`data_holding`: the same in a person's words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.utils.functional import Promise

__all__ = ["KEPT_FOR", "Datum", "Erase", "Holding", "Retention", "data", "technical"]

Erase = Literal["delete", "null", "blank", "pseudonymise", "keep"]
Retention = Literal["membership", "account", "programme", "audit", "days-21", "days-30", "days-90", "always"]
Words = str | Promise

#: How long after its date (`Holding.since`) a row goes by itself. "membership": that long after somebody left, all of
#: theirs goes. "account", "audit" and "always" never go by themselves.
KEPT_FOR: dict[Retention, timedelta] = {
    "days-21": timedelta(days=21),
    "days-30": timedelta(days=30),
    "days-90": timedelta(days=90),
    "programme": timedelta(days=730),
    "membership": timedelta(days=730),
}


@dataclass(frozen=True, slots=True)
class Datum:
    """What is said of one field.

    subjects: paths from the row to those it speaks of; none: not personal. A path leads over foreign keys to a
        membership or an account, to a field with an e-mail address, to a ledger id (in an append-only table), or is
        "self" (the row is the membership or the account).
    export: whether it goes into a subject's own export.
    erase: what becomes of it when a subject is erased: "delete" takes the row; "null" and "blank" empty the field;
        "pseudonymise" puts `pseudonym` there, or what says nothing (a random address, the field's default);
        "keep" needs `why`.
    retention: when it goes by itself, in the way that `erase` says.
    goes_with: paths to others whose erasure has the same effect, though it is not in their export.
    """

    subjects: tuple[str, ...]
    export: bool
    erase: Erase
    retention: Retention
    why: Words = ""
    goes_with: tuple[str, ...] = ()
    pseudonym: Words = ""

    def __post_init__(self) -> None:
        if self.subjects and self.erase == "keep" and not self.why:
            raise ValueError("Personal data that outlives an erasure needs a reason.")

    @property
    def is_personal(self) -> bool:
        return bool(self.subjects)

    @property
    def erased_with(self) -> tuple[str, ...]:
        """Paths to everybody whose erasure concerns it."""
        return (*self.subjects, *self.goes_with)


@dataclass(frozen=True, slots=True)
class Holding:
    """A table in a person's words, for the page “Your data” and the record of processing.

    what: what is kept, as the heading of a list of it. purpose: why. seen_by: who sees it.
    since: path to the date or moment from which its retention runs; empty: it never is due by itself.
    is_known_to_coordinators: whether they see the rows anyway, and so may be told how many there are. Of what is said in
        confidence, or kept from somebody, the number alone would tell.
    """

    what: Words
    purpose: Words
    seen_by: Words
    since: str = ""
    is_known_to_coordinators: bool = False


def data(
    subject: str | Sequence[str],
    fields: Iterable[str],
    *,
    export: bool = True,
    erase: Erase = "delete",
    retention: Retention = "membership",
    why: Words = "",
    goes_with: Sequence[str] = (),
    pseudonym: Words = "",
) -> dict[str, Datum]:
    """The same entry for several fields. `subject`: one path, or several when it speaks of several people."""
    subjects = (subject,) if isinstance(subject, str) else tuple(subject)
    entry = Datum(tuple(filter(None, subjects)), export, erase, retention, why, tuple(goes_with), pseudonym)
    return dict.fromkeys(fields, entry)


def technical(*fields: str, retention: Retention = "always") -> dict[str, Datum]:
    """Fields that speak of nobody: keys, versions, states of things."""
    return data("", fields, export=False, erase="keep", retention=retention)
