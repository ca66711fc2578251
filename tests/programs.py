"""A program with a key, for the tests of the API."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from reciproca.api.actions import make_token
from reciproca.api.choices import Scope
from reciproca.communities.models import Membership
from reciproca.core.idempotency import new_key
from reciproca.core.scope import within

__all__ = ["ALL_OF_A_MEMBER", "Program", "key_of"]

ALL_OF_A_MEMBER = tuple(scope for scope in Scope if scope != Scope.COORDINATION_READ)


def key_of(person: Membership, *scopes: str) -> str:
    """A key that may do this; without scopes, all that its maker may."""
    wanted = scopes or (tuple(Scope) if person.is_coordinator else ALL_OF_A_MEMBER)
    with within(person.community):
        return make_token("prova", scopes=wanted, days=90, by=person)[1]


class Program:
    """Asks with a key, and sends each deed with an idempotency key of its own."""

    def __init__(self, person: Membership, *scopes: str, key: str = "") -> None:
        self.key = key or key_of(person, *scopes)
        self.start = f"/api/v1/{person.community.slug}/"
        self.client = Client()

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.client.get(self.address(path), headers=self.headers(**headers))

    def post(self, path: str, body: Any = None, *, method: str = "POST", **headers: str) -> HttpResponse:
        sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.generic(
            method, self.address(path), headers={"Idempotency-Key": new_key(), **self.headers(**headers)}, **sent
        )

    def address(self, path: str) -> str:
        return path if path.startswith("/") else f"{self.start}{path}"

    def headers(self, **more: str) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {"Authorization": f"Bearer {self.key}", **named}
