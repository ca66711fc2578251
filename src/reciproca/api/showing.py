"""The endpoints as the page of the documentation and the reference tell them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .endpoints import Endpoint
from .openapi import path_of, schema
from .rooms import every_endpoint

__all__ = ["Chapter", "FieldTold", "Told", "chapters"]

TITLES: dict[str, Promise] = {
    "asks": _("Asks, leads and shares"),
    "conversations": _("Conversations"),
    "coordination": _("For who coordinates"),
    "helpers": _("Who can help"),
    "introductions": _("Introductions"),
    "letters": _("Letters"),
    "me": _("Who you are"),
    "mentorships": _("Mentorships and sessions"),
    "people": _("People"),
    "profile": _("Your profile, offers and needs"),
    "recognitions": _("Thanks"),
    "recommendations": _("Recommendations, and skills seen at work"),
    "reports": _("When something is not right"),
    "story": _("Given and received, relationships"),
    "ties": _("Connections and allies"),
    "today": _("Today"),
}


@dataclass(frozen=True, slots=True)
class FieldTold:
    name: str
    kind: str
    is_needed: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One endpoint, to read."""

    method: str
    path: str
    says: str
    scope: str
    status: int
    asks: list[FieldTold]
    sends: list[FieldTold]
    gives: list[FieldTold]
    is_paged: bool
    is_guarded: bool
    is_safe: bool
    anchor: str


@dataclass(frozen=True, slots=True)
class Chapter:
    key: str
    title: str
    endpoints: list[Told]


def chapters() -> list[Chapter]:
    """Room by room, in the language in force."""
    described = schema()
    return [
        Chapter(room, str(TITLES.get(room, room)), [_told(one, described) for one in found])
        for room, found in groupby(every_endpoint(), key=lambda one: one.room)
    ]


def _told(one: Endpoint, described: dict[str, Any]) -> Told:
    operation = described["paths"][path_of(one)][one.method.lower()]
    answer = operation["responses"][str(one.status)]["content"]["application/json"]["schema"]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    given = _resolved(answer, described)
    if one.is_paged:
        given = _resolved(given["properties"]["items"]["items"], described)
    asked = [found for found in operation["parameters"] if found["in"] == "query"]
    return Told(
        method=one.method,
        path=path_of(one),
        says=str(one.says),
        scope=one.scope.value if one.scope else "",
        status=one.status,
        asks=[FieldTold(found["name"], said_of(found["schema"]), found["required"]) for found in asked],
        sends=list(_fields(_resolved(body, described))) if body else [],
        gives=list(_fields(given)),
        is_paged=one.is_paged,
        is_guarded=one.guarded,
        is_safe=one.is_safe,
        anchor=f"{one.room}-{one.run.__name__}".replace("_", "-"),
    )


def _resolved(kind: dict[str, Any], described: dict[str, Any]) -> dict[str, Any]:
    name = kind.get("$ref", "").rpartition("/")[2]
    return described["components"]["schemas"][name] if name else kind


def _fields(kind: dict[str, Any]) -> Iterator[FieldTold]:
    required = kind.get("required", [])
    for name, one in kind["properties"].items():
        yield FieldTold(name, said_of(one), name in required)


def said_of(kind: dict[str, Any]) -> str:
    """A type in a word or two: they are those of JSON, the same in every language."""
    if "$ref" in kind:
        return kind["$ref"].rpartition("/")[2]
    if "anyOf" in kind:
        return " | ".join(said_of(one) for one in kind["anyOf"])
    if "enum" in kind:
        return " | ".join(f"“{one}”" for one in kind["enum"])
    if kind["type"] == "array":
        return f"[{said_of(kind['items'])}]"
    bounds = ""
    if "maximum" in kind:
        bounds = f" {kind['minimum']}–{kind['maximum']}"
    elif "maxLength" in kind:
        bounds = f" ≤ {kind['maxLength']}"
    return f"{kind.get('format', kind['type'])}{bounds}"
