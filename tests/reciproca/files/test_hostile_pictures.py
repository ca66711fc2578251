"""Pictures made to hurt: refused with a sentence, or drawn anew with nothing of what rode along."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from cast import Cast
from hostile_files import PICTURES_DRAWN_ANEW, PICTURES_REFUSED, SECRET
from reciproca.files import actions
from reciproca.files.models import StoredFile


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("name", list(PICTURES_REFUSED))
def test_it_is_refused_with_a_sentence_and_nothing_is_kept(people: Cast, name: str) -> None:
    build, refusal = PICTURES_REFUSED[name]

    with pytest.raises(getattr(actions, refusal)) as refused:
        actions.ingest_photo(io.BytesIO(build()), by=people.ada, given_name="photo.jpg")

    assert str(refused.value)
    assert not StoredFile.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.jpg"))


@pytest.mark.parametrize("name", list(PICTURES_DRAWN_ANEW))
def test_what_rides_along_is_left_behind(people: Cast, name: str) -> None:
    stored = actions.ingest_photo(io.BytesIO(PICTURES_DRAWN_ANEW[name]()), by=people.ada)

    kept = (Path(settings.MEDIA_ROOT) / stored.path).read_bytes()
    assert SECRET not in kept
    assert b"PK\x03\x04" not in kept
    assert b"<script" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, getattr(picture, "n_frames", 1), dict(picture.getexif())) == ("JPEG", 1, {})
        assert "icc_profile" not in picture.info
