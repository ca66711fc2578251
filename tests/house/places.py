"""An example of what each address with arguments is about. A new address is added here, or the tests fail and say so.

Each function is called inside a community (`core.scope`) and gives the address's own arguments. What it makes is made
through actions, so that it looks as in earnest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reciproca.communities.models import Community, Membership

__all__ = ["EXAMPLES", "EXAMPLES_OUTSIDE", "Neighbourhood"]


@dataclass(frozen=True)
class Neighbourhood:
    """One community, seen from an address: who coordinates it, and two who belong to it."""

    community: Community
    coordinator: Membership
    one: Membership
    other: Membership


#: Addresses inside a community: name → arguments besides the community.
EXAMPLES: dict[str, Callable[[Neighbourhood], dict[str, Any]]] = {}

#: Addresses outside any community: fixed examples, of nobody.
EXAMPLES_OUTSIDE: dict[str, dict[str, Any]] = {
    "account:invitation": {"token": "no-such-token-no-such-token"},
    "demo:sign-in": {"key": "coordinator"},
    "demo:mail": {"name": "20261119-090000-1"},
    "mfa_edit_webauthn": {"pk": 999_999},
    "mfa_remove_webauthn": {"pk": 999_999},
}
