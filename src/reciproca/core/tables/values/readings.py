"""What reading a cell gives: the value, or the problem with its reason and its repair."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from reciproca.core.tables.sentences import sentence

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cell, or a whole row, cannot be taken as it is."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)
    repair: Any = None  # what to put instead, if she agrees
    about: Literal["cell", "row"] = "cell"

    def sentence(self, language: str = "en") -> str:
        values = dict(self.values)
        if "order" in values:
            values["order"] = sentence(f"order.{values['order']}", language)
        return sentence(f"{self.about}.{self.code}", language, **values)


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    value: T | None = None
    problem: Problem | None = None

    @property
    def ok(self) -> bool:
        return self.problem is None


def no(code: str, repair: Any = None, **values: Any) -> Reading[Any]:
    return Reading(None, Problem(code, values, repair))
