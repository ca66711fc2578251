import pytest

from cast import Cast
from reciproca.communities.models import Membership
from reciproca.core.scope import NoCommunityInScope, within


def test_rows_are_refused_outside_any_community(people: Cast) -> None:
    with within(None), pytest.raises(NoCommunityInScope):
        Membership.objects.count()


def test_rows_of_another_community_are_absent(people: Cast) -> None:
    with within(people.bellini):
        seen = set(Membership.objects.values_list("given_name", flat=True))

    assert seen == {"Irene", "Ugo"}
