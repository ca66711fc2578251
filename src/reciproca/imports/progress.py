"""How far a piece of work is, for who is watching. Kept beside the database: work that is one transaction
cannot be seen from outside before it ends. Losing it loses nothing but the picture."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from reciproca.core import clock

__all__ = ["Progress", "clear", "progress_of", "tell"]

SILENCE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int
    at: datetime

    @property
    def is_silent(self) -> bool:
        """Nothing was heard for so long that the worker is not there any more."""
        return clock.now() - self.at > SILENCE


def tell(batch: Any, done: int, total: int) -> None:
    path = _path(batch)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps([done, total, clock.now().isoformat()]))
    part.replace(path)


def progress_of(batch: Any) -> Progress:
    """The last that was told, or that nothing has begun since the state changed."""
    try:
        done, total, at = json.loads(_path(batch).read_text())
        told = Progress(done, total, datetime.fromisoformat(at))
    except (OSError, ValueError):
        return Progress(0, 0, batch.changed_at)
    return told if told.at >= batch.changed_at else Progress(0, told.total, batch.changed_at)


def clear(batch: Any) -> None:
    _path(batch).unlink(missing_ok=True)


def _path(batch: Any) -> Path:
    return Path(settings.DATA_DIR) / "progress" / batch.public_id.hex
