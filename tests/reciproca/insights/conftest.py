import pytest

from autumn import Autumn, begin_autumn
from cast import Cast
from kept import kept_with_cast

_the_autumn = kept_with_cast(begin_autumn)


@pytest.fixture
def autumn_with_cast(db: None, now: object) -> tuple[Cast, Autumn]:
    return _the_autumn()


@pytest.fixture
def autumn(people: Cast, autumn_with_cast: tuple[Cast, Autumn]) -> Autumn:
    return autumn_with_cast[1]
