"""Addresses inside a community, without repeating its name at every call; and which view an address belongs to."""

import uuid
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, URLPattern, URLResolver, get_script_prefix, get_urlconf, reverse
from django.urls.resolvers import RoutePattern

__all__ = ["ByFirstWord", "addresses_in", "pattern_in", "reverse_in"]


def reverse_in(community: Any, name: str, **arguments: Any) -> str:
    """``reverse_in(community, "people:profile-detail", public_id=…)``; `community` is a Community or its slug."""
    slug = getattr(community, "slug", community)
    return _reversed(slug, name, tuple(arguments.items()), get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(4096)
def _reversed(slug: str, name: str, arguments: tuple[tuple[str, Any], ...], urlconf: str, _prefix: str) -> str:
    """Whatever an address depends on is an argument, so that the same is not looked for twice."""
    return reverse(name, urlconf, kwargs={"community": slug, **dict(arguments)})


def addresses_in(community: Any, name: str, *which: str, **known: Any) -> Callable[..., str]:
    """The address of each of many things: `reverse_in(community, name, …)`, resolved once. See `pattern_in`."""
    pattern = pattern_in(community, name, *which, **known)
    return lambda *ids: pattern % ids


def pattern_in(community: Any, name: str, *which: str, **known: Any) -> str:
    """An address with ``%s`` in the place of what changes.

    which: the arguments that change, ids in the order in which the address takes them ("public_id" unless named).
    """
    marks = {argument: uuid.UUID(int=place) for place, argument in enumerate(which or ("public_id",))}
    address = reverse_in(community, name, **known, **marks).replace("%", "%%")
    for mark in marks.values():
        address = address.replace(str(mark), "%s")
    return address


class ByFirstWord(URLResolver):
    """What `include` makes of the same list, and finds the same; but tries only the addresses that begin with the same
    word as the one asked for (up to its first slash), where Django tries hundreds one after the other.

    The first pattern that fits still wins: those that begin with a word stay in order with those that begin with anything.
    """

    def resolve(self, path: str) -> ResolverMatch:
        match = self.pattern.match(str(path))
        if not match:
            raise Resolver404({"path": path})
        word = match[0].partition("/")[0]
        return self._narrowed[word if word in self._words else ""].resolve(path)

    @cached_property
    def _words(self) -> set[str]:
        return {word for word in _first_words(self.url_patterns) if word}

    @cached_property
    def _narrowed(self) -> dict[str, URLResolver]:
        """For each word the addresses that may begin with it; for "" those that may begin with any other."""
        return {word: _narrowed_to(word, self) for word in ("", *self._words)}


def _first_words(patterns: list[URLPattern | URLResolver]) -> list[str]:
    """The word each begins with; "": any, or none."""
    return [
        found
        for one in patterns
        for found in (_first_words(one.url_patterns) if _is_open(one) else [_first_word(one)])  # type: ignore[union-attr]
    ]


def _is_open(one: URLPattern | URLResolver) -> bool:
    """Whether it adds nothing in front of the addresses inside it."""
    return isinstance(one, URLResolver) and isinstance(one.pattern, RoutePattern) and not str(one.pattern)


def _first_word(one: URLPattern | URLResolver) -> str:
    word, slash, _ = str(one.pattern).partition("/")
    is_whole = slash or isinstance(one, URLPattern)
    return word if isinstance(one.pattern, RoutePattern) and is_whole and "<" not in word else ""


def _narrowed_to(word: str, resolver: URLResolver) -> URLResolver:
    patterns = [
        _narrowed_to(word, one) if _is_open(one) else one  # type: ignore[arg-type]
        for one in resolver.url_patterns
        if _is_open(one) or _first_word(one) in ("", word)
    ]
    return URLResolver(resolver.pattern, patterns, resolver.default_kwargs, resolver.app_name, resolver.namespace)
