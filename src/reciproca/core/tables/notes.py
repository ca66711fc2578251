"""What the coordinator should know about how a file was read: a code and its data."""

from __future__ import annotations

from typing import Any

from reciproca.core.tables.sentences import sentence


class Note:
    """Something noticed while reading, which changed nothing without saying so."""

    __slots__ = ("code", "values")

    def __init__(self, code: str, /, **values: Any) -> None:
        self.code = code
        self.values = values

    def sentence(self, language: str = "en") -> str:
        values = self.values
        if "order" in values:
            values = {**values, "order": sentence(f"order.{values['order']}", language)}
        return sentence(f"note.{self.code}", language, **values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Note) and (self.code, self.values) == (other.code, other.values)

    def __hash__(self) -> int:
        return hash(self.code)

    def __repr__(self) -> str:
        return f"Note({self.code!r}, {self.values!r})"
