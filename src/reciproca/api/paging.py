"""A list a page at a time. The cursor says after which row the next page begins, so nothing is skipped or told twice when
rows come and go; it is signed, so that no program can make one up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from .kinds import Whole, Words
from .problems import Fault, Problem

__all__ = ["MOST", "Asked", "Paged", "page_of", "page_of_list"]

MOST = 100
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What every list may be asked: how many, and after which."""

    limit: Annotated[int, Whole(1, MOST)] = 20
    cursor: Annotated[str, Words(1000)] | None = None


@dataclass(frozen=True, slots=True)
class Paged(Generic[Row]):
    """One page; `next` is the cursor of the one after it, null at the end."""

    items: list[Row]
    next: str | None


def page_of(rows: QuerySet, asked: Asked, make: Callable[[list[Any]], list[Row]], *order: str) -> Paged[Row]:
    """Rows in this order, a column or -column each and none of them null, the last one unlike in any two rows."""
    found = rows.order_by(*order)
    if asked.cursor is not None:
        found = found.filter(_after(order, _read(asked.cursor, order)))
    page = list(found[: asked.limit + 1])
    shown, last = page[: asked.limit], page[asked.limit - 1 : asked.limit]
    columns = [name.removeprefix("-") for name in order]
    mark = [_as_text(getattr(last[0], column)) for column in columns] if len(page) > asked.limit else None
    return Paged(make(shown), _written(mark, order) if mark else None)


def page_of_list(
    rows: Sequence[Any], asked: Asked, make: Callable[[Any], Row], name: Callable[[Any], str]
) -> Paged[Row]:
    """The same of what is put together in memory; `name` tells any two rows apart."""
    begin = 0
    if asked.cursor is not None:
        [last] = _read(asked.cursor, ("name",))
        names = [name(row) for row in rows]
        if last not in names:
            raise _unknown()
        begin = names.index(last) + 1
    shown = rows[begin : begin + asked.limit]
    more = len(rows) > begin + asked.limit
    return Paged([make(row) for row in shown], _written([name(shown[-1])], ("name",)) if more else None)


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    found, same = Q(pk__in=[]), Q()
    for column, value in zip(order, values, strict=True):
        bare = column.removeprefix("-")
        found |= same & Q(**{f"{bare}__{'lt' if column.startswith('-') else 'gt'}": value})
        same &= Q(**{bare: value})
    return found


def _written(values: Sequence[str], order: Sequence[str]) -> str:
    return signing.dumps(list(values), salt=f"api cursor {' '.join(order)}", compress=True)


def _read(cursor: str, order: Sequence[str]) -> list[Any]:
    try:
        values = signing.loads(cursor, salt=f"api cursor {' '.join(order)}")
    except signing.BadSignature:
        raise _unknown() from None
    return [_as_value(column, value) for column, value in zip(order, values, strict=True)]


def _unknown() -> Problem:
    return Problem(400, errors=[Fault("cursor", _("Begin again without a cursor: this one is not known."))])


def _as_text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _as_value(column: str, text: str) -> Any:
    if column.endswith("_at"):
        return parse_datetime(text)
    return UUID(text) if column.endswith("public_id") else text
