from collections.abc import Iterator

import pytest
from django.utils import translation

from cast import Cast
from kept import kept_with_cast
from matching_stage import Ready, make_ready

_the_cohort = kept_with_cast(make_ready)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def ready_with_cast(db: None, now: object) -> tuple[Cast, Ready]:
    return _the_cohort()


@pytest.fixture
def ready(people: Cast, ready_with_cast: tuple[Cast, Ready]) -> Ready:
    """A small cohort that is ready to be matched: Ada and Paola mentor; Giulio, Davide and Elisa look for a mentor."""
    return ready_with_cast[1]


@pytest.fixture
def ready_committed(committed: Cast) -> Ready:
    return make_ready(committed)
