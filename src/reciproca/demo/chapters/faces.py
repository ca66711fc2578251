"""Some put up a picture of themselves, the way one does on the page."""

import io
import random
from collections.abc import Iterator
from functools import partial

from reciproca.demo.invention import Invented
from reciproca.demo.portraits import SCENES, portrait
from reciproca.demo.tale import Event, Tale
from reciproca.files.actions import ingest_photo
from reciproca.people.actions import begin_profile, set_photo

__all__ = ["faces"]

#: Each is decoded in a process of its own: a quarter of a second, before the demo can be looked at.
NUMBER = 6


def faces(tale: Tale) -> Iterator[Event]:
    dice = random.Random("faces")
    named = [tale.named("Elena Marchetti"), tale.named("Davide Longo")]
    others = [person for person in tale.invented if tale.was_here(person, 60) and person.face is None]
    others = [person for person in others if person not in named]
    scenes = list(SCENES)
    for number, person in enumerate([*named, *dice.sample(others, NUMBER - len(named))]):
        drawn = partial(_put_up, tale, person, scenes[number % len(scenes)])
        yield Event(tale.ago(50 - 6 * number, 21, 15), drawn)


def _put_up(tale: Tale, person: Invented, scene: str) -> None:
    who = tale.who(person)
    upload = io.BytesIO(portrait(scene, random.Random(person.email)))
    set_photo(begin_profile(who), ingest_photo(upload, by=who, given_name=f"{scene}.png"), by=who)
