import pytest

from cast import Cast
from pairs import agree, pair
from reciproca.mentoring.models import Mentorship


@pytest.fixture
def first_day(people: Cast) -> Mentorship:
    """Ada and Giulio, just brought together."""
    return pair(people)


@pytest.fixture
def agreed(people: Cast, first_day: Mentorship) -> Mentorship:
    """The two after both have signed."""
    return agree(people, first_day)
