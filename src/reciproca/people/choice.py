"""A page on which one person is chosen, of those one knows or of all one may find."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reciproca.communities.models import Membership
from reciproca.people.queries import Narrowing, find_people

__all__ = ["choose_person"]

MOST_FOUND = 12


def choose_person(
    request: HttpRequest,
    leads_to: Callable[[Any], str],
    *,
    known: Callable[[int], Iterable[Any]],
    known_as: str,
    apart: Collection[Membership] = (),
    **words: Any,
) -> HttpResponse:
    """Whoever one looks for; before that those one knows, up to so many. Each name leads on; oneself and `apart` are left out.

    known_as: what those one knows are called, above their names.
    """
    wanted = request.GET.get("q", "")[:200].strip()
    left_out = {request.person.public_id, *(one.public_id for one in apart)}
    most = MOST_FOUND + len(left_out)
    people = find_people(request.person, Narrowing(words=wanted))[:most] if wanted else known(most)
    shown = [one for one in people if one.public_id not in left_out][:MOST_FOUND]
    context = {"wanted": wanted, "people": [(one, leads_to(one)) for one in shown], "known_as": known_as, **words}
    return render(request, "people/person_choice.html", context)
