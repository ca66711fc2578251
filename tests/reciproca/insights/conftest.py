import pytest

from autumn import Autumn, begin_autumn
from cast import Cast


@pytest.fixture
def autumn(people: Cast) -> Autumn:
    return begin_autumn(people)
