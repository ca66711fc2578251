"""Three compositions of circles: one of spring, which made two of the six; one that is composed and waits to be looked at; and one
for which people have just signed up."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

from reciproca.circles import actions
from reciproca.circles.models import Circle, Composition, Proposed, SignUp
from reciproca.circles.sign_ups import proposed_in
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.demo.invention import words
from reciproca.demo.tale import Event, Tale

__all__ = ["compositions"]

#: When those can who end up in one circle of spring: so each is the circle that the story goes on with.
EVENINGS = (["tue-evening"], ["sat-morning"])


def compositions(tale: Tale) -> Iterator[Event]:
    told = words("compositions")
    made = [one for one in words("circles")["circle"] if one.get("composed")]
    began = max(one["days"] for one in made)
    yield Event(tale.ago(began + 12, 9, 30), partial(_open, tale, told["past"], 11, 3))
    for at, one in enumerate(made):
        yield Event(tale.ago(began + 2, 20, at), partial(_sign_up, tale, told["past"], one, EVENINGS[at]))
    yield Event(tale.ago(began + 1, 9, 15), partial(_compose, told["past"]))
    yield Event(tale.ago(began, 20, 40), partial(_publish, tale, told["past"], made))
    yield Event(tale.ago(24, 9, 30), partial(_open, tale, told["composed"], 20, 4))
    for at in range(told["composed"]["people"]):
        yield Event(tale.ago(23 - at / 2, 21, at % 50), partial(_sign_up_now, tale, told["composed"], at))
    yield Event(tale.ago(2, 9, 15), partial(_compose, told["composed"]))
    yield Event(tale.ago(11, 9, 30), partial(_open, tale, told["now"], 15))
    for at in range(told["now"]["people"]):
        yield Event(tale.ago(10 - at / 3, 20, at % 50), partial(_sign_up_now, tale, told["now"], at))


def _open(tale: Tale, told: dict[str, Any], days: int, least: int = 5) -> None:
    actions.open_composition(
        by=_marta(tale), name=told["name"], about_it=told["about_it"], about_en=told["about_en"],
        topics=told["topics"], closes_at=clock.now() + timedelta(days=days), least=least,
    )  # fmt: skip


def _sign_up(tale: Tale, told: dict[str, Any], one: dict[str, Any], slots: list[str]) -> None:
    """Those of the circle who have come in by now, and as many more as it says."""
    composition = Composition.objects.get(name=told["name"])
    people = [person for name in one["people"] if (person := tale.people.get(tale.named(name).email)) is not None]
    signed = set(SignUp.objects.filter(composition=composition).values_list("person", flat=True))
    others = [person for person in _everybody(tale) if person.pk not in signed and person not in people]
    more = Random(one["name"]).sample(others, min(one["fill"], len(others)))
    for at, person in enumerate([*people, *more]):
        wish = told["wishes"][at % len(told["wishes"])]
        _unless_refused(partial(actions.sign_up, composition, by=person, wish=wish, slots=slots))


def _compose(told: dict[str, Any]) -> None:
    composition = Composition.objects.get(name=told["name"])
    actions.start_composing(composition, by=composition.by)
    actions.run_composing(composition)


def _publish(tale: Tale, told: dict[str, Any], made: list[dict[str, Any]]) -> None:
    """Each gets its name before, and what it says of itself afterwards."""
    composition = Composition.objects.get(name=told["name"])
    for proposed in proposed_in(composition):
        one = made[EVENINGS.index(_slots_in(proposed))]
        actions.name_proposed(composition, proposed, one["name"], by=_marta(tale))
    actions.publish_composition(composition, by=_marta(tale), version=composition.version)
    for one in made:
        circle = Circle.objects.get(name=one["name"])
        actions.change_circle(
            circle, by=circle.seats.order_by("pk").first().person, version=circle.version, name=one["name"],
            about=one["about"], topics=one["topics"], entry=one["entry"], cadence_days=one["cadence"], most=one["most"],
        )  # fmt: skip


def _slots_in(proposed: Proposed) -> list[str]:
    return SignUp.objects.filter(composition=proposed.composition, group=proposed.number)[0].slots


def _sign_up_now(tale: Tale, told: dict[str, Any], at: int) -> None:
    composition = Composition.objects.get(name=told["name"])
    rng = Random(f"{told['name']} {at}")
    signed = set(SignUp.objects.filter(composition=composition).values_list("person", flat=True))
    named = {tale.named(name).email for name in ("Giulio Serra", "Marta Ferri")}
    person = rng.choice([one for one in _everybody(tale) if one.pk not in signed and one.email not in named])
    wants = {
        "wish": told["wishes"][at % len(told["wishes"])],
        "slots": told["slots"][at % len(told["slots"])],
        "rather": rng.choice(["", "", "other", "same"]),
    }
    _unless_refused(partial(actions.sign_up, composition, by=person, **wants))


def _everybody(tale: Tale) -> list[Membership]:
    people = sorted(tale.people.values(), key=lambda person: person.email)
    return [person for person in people if person.language == "it"]


def _marta(tale: Tale) -> Membership:
    return tale.people[tale.named("Marta Ferri").email]


def _unless_refused(act: Any) -> None:
    """Somebody may be held, or a minor."""
    try:
        act()
    except Refusal:
        return
