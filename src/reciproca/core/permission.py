"""The permission seam: every address declares who may use it, and nothing is served that does not.

    urlpatterns = [
        route("profiles/<uuid:public_id>/", views.profile, policy=member, name="profile-detail"),
    ]

A policy answers for the door only (who are you, here); what one may see behind it is decided by the
`…_visible_to(person)` queries, and what is possible now by the actions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.urls import URLPattern, path

__all__ = ["Limit", "Policy", "Verdict", "declare", "declared", "route"]

#: What a policy may say: come in, sign in first, there is nothing here, you may know of it but not do it.
Verdict = Literal["allow", "sign_in", "absent", "refuse"]


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may use an address. `inside` says that it needs a community, found from the address."""

    name: str
    decide: Callable[[HttpRequest], Verdict]
    inside: bool = True

    def __call__(self, request: HttpRequest) -> Verdict:
        return self.decide(request)


@dataclass(frozen=True, slots=True)
class Limit:
    """How often an address may be used: so many unsafe requests in so many seconds, per account and per network address.

    reading: safe requests count too, where reading is what costs, or what tells.
    """

    per_account: int = 120
    per_address: int = 300
    seconds: int = 600
    reading: bool = False


@dataclass(frozen=True, slots=True)
class Declaration:
    """What an address declares: its policy, its limit, and whether its unsafe requests run in one transaction
    with their idempotency key (`whole`); heavy work before the transaction (reading a file) wants it off.

    fresh: whoever comes has shown a moment ago that it is them; the others are asked again first."""

    policy: Policy
    limit: Limit
    whole: bool = True
    fresh: bool = False


def declare(
    view: Callable, *, policy: Policy, limit: Limit | None = None, whole: bool = True, fresh: bool = False
) -> Callable:
    """The view with its declaration; a copy, so that one view may stand behind two addresses."""

    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return view(request, *args, **kwargs)

    door.__name__ = getattr(view, "__name__", type(view).__name__)
    door.__qualname__ = getattr(view, "__qualname__", door.__name__)
    door.__module__ = view.__module__
    door.__doc__ = view.__doc__
    door.__dict__.update(getattr(view, "__dict__", {}))
    if iscoroutinefunction(view):
        markcoroutinefunction(door)
    door.declaration = Declaration(policy, limit or Limit(), whole, fresh)  # type: ignore[attr-defined]
    return door


def declared(view: Any) -> Declaration | None:
    """The declaration of a view, or None."""
    return getattr(view, "declaration", None)


def route(
    pattern: str,
    view: Callable,
    *,
    policy: Policy,
    name: str,
    limit: Limit | None = None,
    whole: bool = True,
    fresh: bool = False,
) -> URLPattern:
    """An address of ours: pattern, view, who may."""
    return path(pattern, declare(view, policy=policy, limit=limit, whole=whole, fresh=fresh), name=name)
