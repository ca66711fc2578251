"""Who belongs where."""

from cast import Cast
from reciproca.communities.queries import community_by_slug


def test_each_address_is_of_its_own_community(people: Cast) -> None:
    found = [community_by_slug(slug) for slug in ("montefeltro", "bellini", "nowhere")]

    assert found == [people.montefeltro, people.bellini, None]
