import io
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cast import Cast
from reciproca.imports.actions import begin_import, choose_columns
from reciproca.imports.choices import Kind
from reciproca.imports.models import ImportBatch

Bring = Callable[..., ImportBatch]


def bringing(cast: Cast, settings: Any, folder: Path) -> Bring:
    """Take a sheet in as Marta would, and rehearse it with the columns as they are proposed."""
    settings.MEDIA_ROOT = folder / "files"
    settings.DATA_DIR = folder

    def bring(
        content: bytes,
        *,
        name: str = "foglio.csv",
        kind: str = Kind.PEOPLE,
        rehearse: bool = True,
        cohort=None,
        **options,
    ) -> ImportBatch:
        batch = begin_import(
            io.BytesIO(content), by=cast.marta, name=name, kind=kind, key=uuid.uuid4().hex, cohort=cohort, at_once=True
        )
        if rehearse and batch.state == "read":
            fields = [column["field"] for column in batch.columns]
            batch = choose_columns(batch, fields, by=cast.marta, at_once=True, **options)
        return batch

    return bring


@pytest.fixture
def bring(people: Cast, tmp_path: Path, settings: Any) -> Bring:
    return bringing(people, settings, tmp_path)


@pytest.fixture
def bring_for_good(committed: Cast, tmp_path: Path, settings: Any) -> Bring:
    """The same where every thread sees it."""
    return bringing(committed, settings, tmp_path)
