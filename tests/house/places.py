"""An example of what each address with arguments is about. A new address is added here, or the tests fail and say so.

Each function is called inside a community (`core.scope`) and gives the address's own arguments. What it makes is made
through actions, so that it looks as in earnest.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reciproca.communities.actions import add_member
from reciproca.communities.models import Community, Membership
from reciproca.files.actions import store_file
from reciproca.files.choices import Purpose
from reciproca.people.actions import begin_profile, invite_people, set_photo, state_need

__all__ = ["EXAMPLES", "EXAMPLES_OUTSIDE", "WORDS_NOT_IDS", "Neighbourhood"]


@dataclass(frozen=True)
class Neighbourhood:
    """One community, seen from an address: who coordinates it, and two who belong to it."""

    community: Community
    coordinator: Membership
    one: Membership
    other: Membership


#: Addresses inside a community: name → arguments besides the community.
EXAMPLES: dict[str, Callable[[Neighbourhood], dict[str, Any]]] = {
    "people:person-detail": lambda place: {"public_id": place.one.public_id},
    "people:block": lambda place: {"public_id": place.other.public_id},
    "people:unblock": lambda place: {"public_id": place.other.public_id},
    "people:photo": lambda place: {"public_id": _photo(place).public_id},
    "people:profile-section": lambda place: {"section": "about"},
    "people:welcome-part": lambda place: {"part": 1},
    "people:need-refreshment": lambda place: {"public_id": _need(place).public_id},
    "people:need-refreshment-undone": lambda place: {"public_id": _need(place).public_id},
    "people:need-end": lambda place: {"public_id": _need(place).public_id},
    "people:need-reopened": lambda place: {"public_id": _need(place).public_id},
    "people:member-detail": lambda place: {"public_id": place.one.public_id},
    "people:member-role": lambda place: {"public_id": place.one.public_id},
    "people:member-state": lambda place: {"public_id": place.one.public_id},
    "people:member-invitation-end": lambda place: {"public_id": _invited(place).public_id},
}

#: Addresses whose argument is a word or a number of ours, the same in every community.
WORDS_NOT_IDS = {"people:profile-section", "people:welcome-part"}


def _need(place: Neighbourhood) -> Any:
    return state_need(place.one, "a need of the neighbourhood", by=place.one)


def _photo(place: Neighbourhood) -> Any:
    photo = store_file(b"a photo", purpose=Purpose.PHOTO, content_type="image/jpeg", by=place.one)
    set_photo(begin_profile(place.one), photo, by=place.one)
    return photo


def _invited(place: Neighbourhood) -> Membership:
    email = f"letter@{place.community.slug}.example.org"
    person = Membership.objects.filter(email=email).first()
    if person is None:
        person = add_member(email=email, given_name="Lia", by=place.coordinator)
        invite_people([person], by=place.coordinator)
    return person


#: Addresses outside any community: fixed examples, of nobody.
EXAMPLES_OUTSIDE: dict[str, dict[str, Any]] = {
    "account:departure": {"public_id": uuid.UUID(int=0, version=4)},
    "account:session-end": {"pk": 999_999},
    "server:account-state": {"pk": 999_999},
    "server:mail-retry": {"public_id": uuid.UUID(int=0, version=4)},
    "server:job-retry": {"key": "no-such-job"},
    "account:invitation": {"token": "no-such-token-no-such-token"},
    "demo:sign-in": {"key": "coordinator"},
    "demo:mail": {"name": "20261119-090000-1"},
    "mfa_edit_webauthn": {"pk": 999_999},
    "mfa_remove_webauthn": {"pk": 999_999},
}
