"""The data register: beside each model, for each of its fields, whose data it is and what becomes of it.

Export, erasure, retention and the processing register are generated from these entries; a field without one
fails the tests (tests/house/test_data_register.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = ["Datum", "data", "technical"]

Erase = Literal["delete", "null", "blank", "pseudonymise", "keep"]
Retention = Literal["membership", "programme", "audit", "days-21", "days-30", "days-90", "always"]


@dataclass(frozen=True, slots=True)
class Datum:
    """What is said of one field.

    subject: path from the row to the membership or account it speaks of ("" for nobody: not personal).
    export: whether it goes into the subject's own export.
    erase: what becomes of it when the subject is erased; "keep" needs `why`.
    retention: when it goes by itself.
    """

    subject: str
    export: bool
    erase: Erase
    retention: Retention
    why: str = ""

    def __post_init__(self) -> None:
        if self.subject and self.erase == "keep" and not self.why:
            raise ValueError("Personal data that outlives an erasure needs a reason.")


def data(
    subject: str,
    fields: Iterable[str],
    *,
    export: bool = True,
    erase: Erase = "delete",
    retention: Retention = "membership",
    why: str = "",
) -> dict[str, Datum]:
    """The same entry for several fields."""
    return {field: Datum(subject, export, erase, retention, why) for field in fields}


def technical(*fields: str, retention: Retention = "always") -> dict[str, Datum]:
    """Fields that speak of nobody: keys, versions, states of things."""
    return data("", fields, export=False, erase="keep", retention=retention)
