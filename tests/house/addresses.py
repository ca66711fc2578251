"""Every address of the application, walked from the root, with what it declares."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

from reciproca.core.permission import Declaration, declared

__all__ = ["Address", "every_address"]


@dataclass(frozen=True)
class Address:
    name: str  # "people:profile-detail"
    route: str
    arguments: tuple[str, ...]
    declaration: Declaration | None

    @property
    def inside(self) -> bool:
        return "community" in self.arguments

    @property
    def own_arguments(self) -> tuple[str, ...]:
        return tuple(name for name in self.arguments if name != "community")

    def __str__(self) -> str:
        return self.name or self.route


def every_address(urlconf: str | None = None) -> list[Address]:
    return list(_walk(get_resolver(urlconf).url_patterns, (), "", ()))


def _walk(patterns: list[Any], spaces: tuple[str, ...], route: str, arguments: tuple[str, ...]) -> Iterator[Address]:
    for pattern in patterns:
        there = route + str(pattern.pattern)
        # Not pattern.converters: Django shares those dictionaries between patterns, and fills them when it reverses.
        taken = arguments + tuple(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            space = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _walk(pattern.url_patterns, space, there, taken)
        elif isinstance(pattern, URLPattern):
            of_others = import_string(settings.DECLARATIONS_OF_OTHERS)
            declaration = declared(pattern.callback) or of_others(SimpleNamespace(url_name=pattern.name))
            yield Address(":".join((*spaces, pattern.name or "")), there, taken, declaration)
