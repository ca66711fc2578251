"""The kinds of "no" a file can get. Each is a stable code with its data; the sentence is in `sentences.py`."""

from __future__ import annotations

from typing import Any

from reciproca.core.tables.sentences import sentence


class TableRefused(Exception):
    """A file that cannot be read, said so that the coordinator knows what to do next."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def sentence(self, language: str = "en") -> str:
        return sentence(f"refused.{self.code}", language, **self.values)

    def __str__(self) -> str:
        return self.sentence("en")
