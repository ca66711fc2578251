import io
import uuid
from collections.abc import Callable

import pytest

from cast import Cast
from reciproca.imports.actions import begin_import, choose_columns
from reciproca.imports.choices import Kind
from reciproca.imports.models import ImportBatch


@pytest.fixture
def bring(people: Cast, tmp_path, settings) -> Callable[..., ImportBatch]:
    """Take a sheet in as Marta would, and rehearse it with the columns as they are proposed."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.DATA_DIR = tmp_path

    def bring(
        content: bytes, *, name: str = "foglio.csv", kind: str = Kind.PEOPLE, rehearse: bool = True, **options
    ) -> ImportBatch:
        cohort = options.pop("cohort", None)
        batch = begin_import(
            io.BytesIO(content),
            by=people.marta,
            name=name,
            kind=kind,
            key=uuid.uuid4().hex,
            cohort=cohort,
            at_once=True,
        )
        if rehearse and batch.state == "read":
            batch = choose_columns(
                batch, [column["field"] for column in batch.columns], by=people.marta, at_once=True, **options
            )
        return batch

    return bring
