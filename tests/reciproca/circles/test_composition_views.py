"""The pages on which circles are composed: from the sign-up to the letters, each step by the forms that are on them."""

import re

import pytest
from django.test import Client
from django.utils import translation

from cast import Cast
from composing import EVENINGS, composed, crowd, opened, signed
from reciproca.circles import actions
from reciproca.circles.models import Circle, Composition, Proposed, SignUp
from reciproca.communities.models import Membership
from reciproca.notifications.mail import renderer_of
from reciproca.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db

HERE = "/montefeltro/circles/"
TOLD = {
    "name": "Primi passi", "about_it": "Per chi comincia.", "about_en": "For beginners.", "topics": "delegare",
    "language": "it", "cadence_days": "21", "least": "3", "most": "5", "closes_on": "2040-01-31",
}  # fmt: skip


def signed_in(person: Membership) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def page(person: Membership, path: str, status: int = 200) -> str:
    answer = signed_in(person).get(HERE + path)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode())


def press(by: Membership, path: str, **fields: object) -> int:
    return signed_in(by).post(HERE + path, fields).status_code


def test_from_the_sign_ups_to_circles_that_begin(people: Cast) -> None:
    assert "Ancora nessuno si è iscritto" in page(people.marta, "compositions/")
    assert press(people.marta, "compositions/new/", **TOLD) == 302
    composition = Composition.objects.get()
    here = f"compositions/{composition.public_id}/"
    assert "Primi passi" in page(people.ada, "")

    sign_up = {"wish": "delegare", "slots": ["1-evening"], "way": "distance", "place": "", "rather": "", "team": ""}
    for person in (people.ada, people.giulio, people.paola):
        assert press(person, f"{here}sign-up/", **sign_up) == 302
    assert SignUp.objects.filter(slots=["mon-evening"]).count() == 3
    assert "Ritira la mia richiesta" in page(people.ada, f"{here}sign-up/")
    assert "3 persone iscritte" in page(people.marta, here)

    assert press(people.marta, f"{here}composing/") == 302
    assert "in composizione" in page(people.marta, here)
    actions.run_composing(Composition.objects.get())
    reviewed = page(people.marta, here)
    assert "Possono tutti: lunedì sera." in reviewed
    assert "3 persone su 3 ne hanno uno." in reviewed

    proposed = Proposed.objects.get()
    assert press(people.marta, f"proposed/{proposed.public_id}/name/", name="Prime prove") == 302
    assert press(people.marta, f"proposed/{proposed.public_id}/fixing/", fixed="yes") == 302
    asked = page(people.marta, f"{here}publication/")
    assert "Comincia 1 cerchio" in asked
    version = re.search(r'name="version" value="(\d+)"', asked)
    assert version is not None
    assert press(people.marta, f"{here}publication/", version=version[1]) == 302
    assert press(people.marta, f"{here}publication/", version=version[1]) == 409
    assert "Prime prove" in page(people.ada, "")
    assert Circle.objects.get().name == "Prime prove"


def test_what_cannot_be_taken_stays_in_the_forms(people: Cast) -> None:
    answer = signed_in(people.marta).post(f"{HERE}compositions/new/", TOLD | {"least": "6", "most": "5"})
    assert answer.status_code == 422
    assert "È meno del minimo." in answer.content.decode()

    composition = opened(people)
    told = {"wish": "delegare", "way": "place", "place": "", "slots": ["1-evening"]}
    answer = signed_in(people.ada).post(f"{HERE}compositions/{composition.public_id}/sign-up/", told)
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Di’ in quale città." in said
    assert 'value="delegare"' in said


def test_only_who_coordinates_sees_who_signed_up(people: Cast) -> None:
    composition = composed(people, crowd(4))
    one = SignUp.objects.all()[0]

    for path in (
        "compositions/", f"compositions/{composition.public_id}/", f"sign-ups/{one.public_id}/",
        f"compositions/{composition.public_id}/export.csv",
    ):  # fmt: skip
        page(people.ada, path, 404)
        page(people.marta, path)
    assert "For beginners" not in page(people.ada, "")  # the sign-ups are closed


def test_somebody_is_moved_by_the_form_that_proposes_it(people: Cast) -> None:
    composition = composed(people, crowd(8), most=4)
    one = SignUp.objects.filter(group=1)[0]
    seen = page(people.marta, f"sign-ups/{one.public_id}/")
    fields = dict(re.findall(r'name="(number|other|version)" value="([^"]+)"', seen))

    assert press(people.marta, f"sign-ups/{one.public_id}/", **fields) == 302

    one.refresh_from_db()
    assert (one.group, one.fixed) == (2, True)
    assert press(people.marta, f"sign-ups/{one.public_id}/fixing/", fixed="no") == 302
    one.refresh_from_db()
    assert not one.fixed
    assert "Si può spostare" not in page(people.marta, f"sign-ups/{one.public_id}/")
    composition.refresh_from_db()
    assert composition.is_under_review


@translation.override("it")
def test_the_letters_say_which_circle_or_honestly_why_none(people: Cast) -> None:
    everybody = crowd(4)
    composition = opened(people)
    signed(composition, everybody[:3], slots=EVENINGS)
    signed(composition, everybody[3:], slots=["sun-morning"])
    actions.start_composing(composition, by=people.marta)
    actions.run_composing(composition)
    actions.publish_composition(composition, by=people.marta, version=composition.version)

    with_circle = OutboxMail.objects.filter(renderer__endswith="seat_composed").order_by("recipient")[0]
    letter = renderer_of(with_circle)(with_circle)
    assert letter is not None
    assert "Persona1 e Persona2" in letter.text
    without = OutboxMail.objects.get(renderer__endswith="left_without_circle")
    letter = renderer_of(without)(without)
    assert letter is not None
    assert "Negli orari che hai dato potevano in troppo pochi." in letter.text
