"""What rooms above tell of people in the directory, about what was looked for.

tell_in_directory(told_in_directory)     # in AppConfig.ready
"""

from collections.abc import Callable, Mapping

from reciproca.communities.models import Membership

__all__ = ["evidence_about", "tell_in_directory"]

#: From who looks, people by key with their given names, and what was looked for, to lines for some of them.
Teller = Callable[[Membership, Mapping[int, str], str], Mapping[int, list[str]]]
_tellers: list[Teller] = []


def tell_in_directory(teller: Teller) -> None:
    if teller not in _tellers:
        _tellers.append(teller)


def evidence_about(viewer: Membership, people: Mapping[int, str], wanted: str) -> dict[int, list[str]]:
    """By key, what others saw of them that is about `wanted`; nothing where nothing was looked for."""
    told: dict[int, list[str]] = {}
    for teller in _tellers if wanted.strip() else ():
        for key, lines in teller(viewer, people, wanted).items():
            told.setdefault(key, []).extend(lines)
    return told
