from collections.abc import Iterator

import pytest
from django.utils import translation

from cast import Cast
from matching_stage import Ready, make_ready


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def ready(people: Cast) -> Ready:
    """A small cohort that is ready to be matched: Ada and Paola mentor; Giulio, Davide and Elisa look for a mentor."""
    return make_ready(people)


@pytest.fixture
def ready_committed(committed: Cast) -> Ready:
    return make_ready(committed)
