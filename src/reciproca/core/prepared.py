"""Queries said once with Django's query language, and run many times without being put together anew.

Putting a query together costs ten times what the database needs to answer it. A prepared query is built once, with
marks in the place of its arguments; after that only the arguments change. What it may show stays said in one place, and
rows and their count come from the same words.

    @prepared("pk", "given_name")
    def _everyone(viewer: int) -> QuerySet:
        return people_visible_to(Membership(pk=viewer))

    _everyone(viewer.pk)              # list of tuples, in the community in force
    Need.objects.filter(person__in=_keys.inside(viewer.pk))   # the same within another query
    _everyone.all(viewer.pk)          # what a Paginator takes: counts, and reads the slice it is asked for

    @prepared()
    def _round(public_id: UUID) -> QuerySet:                       # without columns: whatever the function returns,
        return Round.objects.filter(public_id=public_id)           # here objects, with what they select_related

Nothing but its arguments and the community in force may change what the function says: no clock, no language, no
setting that moves, for it is called once. Arguments are whole numbers, moments, public ids, text that is compared as it
is (not ``contains``), or tuples of numbers, texts or ids (for ``in``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import update_wrapper
from typing import Any
from uuid import UUID
from weakref import WeakSet

from django.db import connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.query import ModelIterable, get_related_populators

from .ids import drawn_from
from .scope import NoCommunityInScope, community_in_force, within

__all__ = ["Prepared", "Rows", "forget", "prepared"]

#: Marks that no row has: numbers near the end of what a key may be, texts of a private character, moments far away.
FIRST_NUMBER = 9_100_000_000_000_000_000
TEXT = "\ue000{}\ue000"
FIRST_MOMENT = datetime(9400, 1, 1, tzinfo=UTC)
COMMUNITY = FIRST_NUMBER - 1
#: So many shapes of one query are kept: lengths of tuples, slices.
MOST = 512

Argument = int | str | datetime | UUID | tuple[int, ...] | tuple[str, ...] | tuple[UUID, ...]


def prepared(*columns: Any) -> Callable[[Callable[..., QuerySet]], Prepared]:
    """These columns of what the function returns; without columns its objects, or the rows of its ``values_list``."""
    return lambda build: Prepared(build, columns)


def forget() -> None:
    """Put every query together anew: for tests, which change what a query says."""
    for query in _EVERY:
        query.kept.clear()


_EVERY: WeakSet[Prepared] = WeakSet()


class Prepared:
    """A query whose arguments alone change. Raises `ValueError` when it does not pass one on as it is."""

    def __init__(self, build: Callable[..., QuerySet], columns: tuple) -> None:
        self.build, self.columns = build, columns
        self.kept: dict[tuple, _Query] = {}
        _EVERY.add(self)
        update_wrapper(self, build)

    def __call__(self, *arguments: Argument) -> list[Any]:
        return self._run(arguments, None)

    def all(self, *arguments: Argument) -> Rows:
        return Rows(self, arguments)

    def count(self, *arguments: Argument) -> int:
        rows = self._run(arguments, "count")
        return rows[0][0] if rows else 0

    def inside(self, *arguments: Argument) -> RawSQL:
        """The same inside another query: ``exclude(pk__in=_hidden_from.inside(viewer.pk))``."""
        if () in arguments:
            return RawSQL("SELECT 0 WHERE 1 = 0", ())
        query, values, connection = self._made(arguments, None)
        return RawSQL(query.sql, query.with_values(values, connection))

    def _run(self, arguments: tuple[Argument, ...], part: slice | str | None) -> list[Any]:
        if () in arguments or (isinstance(part, slice) and part.start == part.stop):  # nothing is in nothing
            return []
        query, values, connection = self._made(arguments, part)
        return query.run(values, connection)

    def _made(self, arguments: tuple[Argument, ...], part: slice | str | None) -> tuple[_Query, list[Any], Any]:
        """The query of this shape, what to put in the place of its marks, and where it is asked."""
        given = [_padded(argument) if isinstance(argument, tuple) else argument for argument in arguments]
        try:
            community: int | None = community_in_force()
        except NoCommunityInScope:
            community = None
        connection = connections["default"]
        shape = [len(argument) if isinstance(argument, tuple) else None for argument in given]
        how = (part.start, part.stop) if isinstance(part, slice) else part
        key = (connection.vendor, community is None, how, *shape)
        if key not in self.kept:
            if len(self.kept) >= MOST:
                self.kept.clear()
            with drawn_from(None):  # made once in a process: what is drawn meanwhile counts for nobody
                self.kept[key] = _Query(self, given, part, connection, inside=community is not None)
        return self.kept[key], [*given, community or 0], connection


class Rows:
    """The rows of a prepared query for these arguments, unread: what a Paginator takes."""

    ordered = True

    def __init__(self, query: Prepared, arguments: tuple[Argument, ...]) -> None:
        self.query, self.arguments = query, arguments

    def count(self) -> int:
        return self.query.count(*self.arguments)

    __len__ = count

    def __iter__(self) -> Iterator[Any]:
        return iter(self.query(*self.arguments))

    def __getitem__(self, part: Any) -> Any:
        return self.query._run(self.arguments, part)


class _Query:
    """One shape of a query: its text, where which argument goes, and how its columns are read."""

    def __init__(
        self, query: Prepared, given: list[Argument], part: slice | str | None, connection: Any, *, inside: bool
    ) -> None:
        numbers = iter(range(FIRST_NUMBER, FIRST_NUMBER + 10_000))
        marks = [_mark(argument, numbers) for argument in given]
        if inside:
            with within(COMMUNITY):
                queryset = query.build(*marks)
        else:
            queryset = query.build(*marks)
        if part == "count":
            queryset = queryset.order_by().values_list("pk")
        elif query.columns:
            queryset = queryset.values_list(*query.columns)
        if isinstance(part, slice):
            queryset = queryset[part]
        compiler = queryset.query.get_compiler("default")
        sql, parameters = compiler.as_sql()
        self.sql = f"SELECT COUNT(*) FROM ({sql}) counted" if part == "count" else sql
        places = {_as_asked(mark, connection): place for place, mark in enumerate(_flat([*marks, COMMUNITY]))}
        self.fixed = list(parameters)
        self.open = [(at, places[value]) for at, value in enumerate(parameters) if value in places]
        forgotten = set(range(len(places) - 1)) - {place for _, place in self.open}
        if forgotten and part != "count":  # what is only shown is not asked when counting
            raise ValueError(f"{query.build.__qualname__} does not pass on all its arguments as they are.")
        converters = compiler.get_converters([expression for expression, *_ in compiler.select])
        self.converters = [] if part == "count" else [(at, *pair) for at, pair in converters.items()]
        self.objects = _Objects(compiler) if issubclass(queryset._iterable_class, ModelIterable) else None
        if queryset._prefetch_related_lookups:  # type: ignore[attr-defined]
            raise ValueError(f"{query.build.__qualname__} asks for prefetch_related: ask for that apart.")

    def with_values(self, arguments: list[Any], connection: Any) -> list[Any]:
        """What the query is asked with."""
        values = [_as_asked(value, connection) for value in _flat(arguments)]
        parameters = self.fixed[:]
        for at, place in self.open:
            parameters[at] = values[place]
        return parameters

    def run(self, arguments: list[Any], connection: Any) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.with_values(arguments, connection))
            rows = cursor.fetchall()
        if self.converters:
            rows = [self._read(row, connection) for row in rows]
        return [self.objects.made_of(row) for row in rows] if self.objects else rows

    def _read(self, row: tuple, connection: Any) -> tuple:
        values = list(row)
        for at, functions, expression in self.converters:
            for function in functions:
                values[at] = function(values[at], expression, connection)
        return tuple(values)


class _Objects:
    """How the rows of a query become objects with what they select_related, as Django's own `ModelIterable` does it."""

    def __init__(self, compiler: Any) -> None:
        shape = compiler.klass_info
        columns = shape["select_fields"]
        self.model, self.first, self.after = shape["model"], columns[0], columns[-1] + 1
        self.names = [field[0].target.attname for field in compiler.select[self.first : self.after]]
        self.related = get_related_populators(shape, compiler.select, "default")  # type: ignore[call-arg]
        self.annotations = list((compiler.annotation_col_map or {}).items())

    def made_of(self, row: tuple) -> Any:
        made = self.model.from_db("default", self.names, row[self.first : self.after])
        for one in self.related:
            one.populate(row, made)
        for name, at in self.annotations:
            setattr(made, name, row[at])
        return made


def _mark(argument: Argument, numbers: Iterator[int]) -> Argument:
    match argument:
        case tuple():
            return tuple(_mark(one, numbers) for one in argument)  # type: ignore[return-value]
        case str():
            return TEXT.format(next(numbers))
        case datetime():
            return FIRST_MOMENT + timedelta(seconds=next(numbers) - FIRST_NUMBER)
        case UUID():
            return UUID(int=next(numbers))
        case _:
            return next(numbers)


def _as_asked(value: Any, connection: Any) -> Any:
    """The value as the database is given it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return value


def _padded(keys: tuple[Any, ...]) -> tuple[Any, ...]:
    """As many as the next power of two: repeating a key changes nothing of an ``in``, and few lengths are prepared."""
    return keys + keys[-1:] * ((1 << (len(keys) - 1).bit_length()) - len(keys))


def _flat(arguments: list[Any]) -> Iterator[Any]:
    for argument in arguments:
        if isinstance(argument, tuple):
            yield from argument
        else:
            yield argument
