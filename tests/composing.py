"""Compositions of circles for the tests: so many people who can on the same evenings."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from cast import Cast, join
from reciproca.circles import actions
from reciproca.circles.models import Composition, SignUp
from reciproca.communities.models import Membership
from reciproca.core import clock

__all__ = ["composed", "crowd", "opened", "signed"]

EVENINGS = ("mon-evening", "wed-evening")


def opened(people: Cast, **more: Any) -> Composition:
    """By Marta: sign-ups for a week, of three to five a circle."""
    told = {
        "name": "Primi passi", "about_it": "Per chi comincia.", "about_en": "For beginners.", "least": 3, "most": 5,
        "closes_at": clock.now() + timedelta(days=7), **more,
    }  # fmt: skip
    return actions.open_composition(by=people.marta, **told)


def crowd(number: int) -> list[Membership]:
    return [join(f"Persona{at}", "Prova") for at in range(number)]


def signed(composition: Composition, people: Sequence[Membership], **more: Any) -> list[SignUp]:
    told = {"wish": "imparare a delegare", "slots": EVENINGS, **more}
    return [actions.sign_up(composition, by=person, **told) for person in people]


def composed(people: Cast, everybody: Sequence[Membership], **more: Any) -> Composition:
    """Of these, under review."""
    composition = opened(people, **more)
    signed(composition, everybody)
    actions.start_composing(composition, by=people.marta)
    return actions.run_composing(composition)
