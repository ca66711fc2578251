"""Append-only tables whose lines are chained by hash, one chain per community: the ledger and the audit trail."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from functools import cache
from typing import Any, ClassVar

from django.apps import apps
from django.db import models, transaction

from . import clock
from .models import Scoped
from .prepared import Prepared, prepared
from .scope import community_in_force

__all__ = [
    "ChainHead",
    "ChainedLine",
    "append",
    "append_many",
    "broken_lines",
    "chains",
    "contradictions",
    "ends_of_chains",
]


class ChainHead(Scoped):
    """The last line of a community's chain; the row whose lock puts writers in line."""

    seq = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    class Meta(Scoped.Meta):
        abstract = True


class ChainedLine(Scoped):
    """A line that is never changed. `digest` covers its own fields and the digest of the line before."""

    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    append_only: ClassVar[bool] = True
    chained_fields: ClassVar[tuple[str, ...]] = ()

    class Meta(Scoped.Meta):
        abstract = True

    def computed_digest(self) -> str:
        content = {name: _as_stored(self, name) for name in self.chained_fields}
        content |= {"seq": self.seq, "at": self.at.astimezone(UTC).isoformat(), "previous": self.previous}
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def append(line: ChainedLine, head_model: type[ChainHead]) -> ChainedLine:
    """Put `line` at the end of the chain of the community in force. Call inside the transaction of what it tells."""
    head = _locked_head(head_model)
    _follow(line, head)
    line.save(force_insert=True)
    head_model.objects.filter(pk=head.pk).update(seq=head.seq, digest=head.digest)
    return line


def append_many(lines: Sequence[ChainedLine], head_model: type[ChainHead]) -> None:
    """The same for many lines at once, in their order: what a page does twenty thousand times, an import does in one."""
    if not lines:
        return
    head = _locked_head(head_model)
    for line in lines:
        _follow(line, head)
    type(lines[0]).objects.bulk_create(lines, batch_size=500)
    head_model.objects.filter(pk=head.pk).update(seq=head.seq, digest=head.digest)


def _locked_head(head_model: type[ChainHead]) -> ChainHead:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A chained line is written in the transaction of what it tells.")
    found = _head_for_update(head_model)()
    if not found:
        head_model.objects.get_or_create(community_id=community_in_force())
        found = _head_for_update(head_model)()
    return found[0]


@cache
def _head_for_update(head_model: type[ChainHead]) -> Prepared:
    """Asked with every deed, so it is prepared; the community in force has one."""

    @prepared()
    def head() -> models.QuerySet:
        return head_model.objects.select_for_update()

    return head


def _follow(line: ChainedLine, head: ChainHead) -> None:
    """Give `line` the place after `head`, and let `head` stand there."""
    line.community_id = head.community_id
    line.seq = head.seq + 1
    line.at = line.at or clock.now()
    line.previous = head.digest
    line.digest = line.computed_digest()
    head.seq, head.digest = line.seq, line.digest


def chains() -> Iterator[tuple[type[ChainedLine], type[ChainHead]]]:
    """Every chained table with the table of its ends, which stands in the same room."""
    for line_model in apps.get_models():
        if issubclass(line_model, ChainedLine):
            room = apps.get_app_config(line_model._meta.app_label)
            yield line_model, next(model for model in room.get_models() if issubclass(model, ChainHead))


def broken_lines(line_model: type[ChainedLine], head_model: type[ChainHead]) -> list[int]:
    """The sequence numbers at which the chain of the community in force does not hold; empty when it is whole."""
    broken, expected, previous = [], 1, ""
    for line in line_model.objects.order_by("seq").iterator():
        if line.seq != expected or line.previous != previous or line.digest != line.computed_digest():
            broken.append(line.seq)
        expected, previous = line.seq + 1, line.digest
    head = head_model.objects.first()
    if head is not None and (head.seq, head.digest) != (expected - 1, previous):
        broken.append(expected)
    return broken


def ends_of_chains() -> dict[str, list[list[Any]]]:
    """Where every chain of every community ends now: table → [community, seq, digest]. Kept outside the database it
    anchors them there: what is changed or cut off afterwards contradicts it, however carefully it was forged."""
    ends = {}
    for line_model, head_model in chains():
        rows = head_model.unscoped.order_by("community_id").values_list("community_id", "seq", "digest")
        ends[line_model._meta.label_lower] = [list(row) for row in rows]
    return ends


def contradictions(anchor: Mapping[str, Sequence[Sequence[Any]]]) -> list[tuple[str, int, int]]:
    """The ends in `anchor` at which the chains no longer pass: table, community, seq. Chains may have grown since."""
    found = []
    for line_model, _head_model in chains():
        label = line_model._meta.label_lower
        for community, seq, digest in map(_end, anchor.get(label, ())):
            lines = line_model.unscoped.filter(community_id=community)
            if seq and not lines.filter(seq=seq, digest=digest).exists():
                found.append((label, community, seq))
    return found


def _end(written: Sequence[Any]) -> tuple[int, int, str]:
    """Community, seq and digest of an end, as databases can be asked about them. Raises ValueError."""
    community, seq, digest = written
    for number in (community, seq):
        if not isinstance(number, int) or not 0 <= number < 2**63:
            raise ValueError("That is no number of a community or of a line.")
    if not isinstance(digest, str) or not (digest.isascii() and digest.isprintable()):
        raise ValueError("That is no digest.")
    return int(community), int(seq), digest


def _as_stored(line: ChainedLine, name: str) -> Any:
    """The value as it will be read back (a weight of 4 is 4.0), so that a line means the same before and after."""
    field = line._meta.get_field(name)
    assert isinstance(field, models.Field), f"{name} is no column."
    value = field.to_python(getattr(line, name))
    return value if value is None or isinstance(value, bool | int | float | str | dict | list) else str(value)
