"""The page of one's keys, and the documentation."""

import re

from django.test import Client
from django.urls import reverse

from cast import Cast
from programs import Program, key_of
from reciproca.api.models import Token
from reciproca.api.rooms import every_endpoint
from reciproca.audit.models import Entry
from reciproca.communities.models import Membership
from reciproca.core.scope import within
from signing import ask_anew, signed_in_now


def asked(person: Membership, **more: object) -> dict[str, object]:
    return {
        "name": "Il mio calendario",
        "community": str(person.public_id),
        "scopes": ["mentorships:read"],
        "days": "90",
    } | more


def test_a_key_is_made_shown_once_and_ended(people: Cast) -> None:
    client = signed_in_now(Client(), people.ada)

    made = client.post(reverse("api:token-new"), asked(people.ada))
    key = re.search(r"rcp_[\w-]{43}", made.content.decode())[0]
    program = Program(people.ada, key=key)
    worked = program.get("mentorships/").status_code
    listed = client.get(reverse("api:token-list")).content.decode()
    token = Token.unscoped.get()
    client.post(reverse("api:token-end", kwargs={"public_id": token.public_id}))

    assert (made.status_code, made["Cache-Control"], worked) == (200, "no-store", 200)
    assert "Il mio calendario" in listed
    assert "leggere i miei percorsi e i loro incontri" in listed
    assert "usata l’ultima volta il 19 novembre" in listed
    assert key not in listed
    assert program.get("mentorships/").status_code == 401
    with within(people.montefeltro):
        assert set(Entry.objects.values_list("deed", flat=True)) >= {"make_token", "end_token"}


def test_who_signed_in_a_while_ago_is_asked_again_before_a_key_is_made(people: Cast) -> None:
    client = ask_anew(Client(), people.ada)

    assert client.post(reverse("api:token-new"), asked(people.ada)).status_code == 302
    assert Token.unscoped.count() == 0


def test_what_cannot_be_made_is_said_and_stays_on_the_page(people: Cast) -> None:
    client = signed_in_now(Client(), people.ada)

    nothing = client.post(reverse("api:token-new"), asked(people.ada, scopes=[]))
    of_others = client.post(reverse("api:token-new"), asked(people.marta))
    too_much = client.post(reverse("api:token-new"), asked(people.ada, scopes=["coordination:read"]))

    assert [answer.status_code for answer in (nothing, of_others, too_much)] == [422, 422, 422]
    assert "Scegli almeno una cosa che può fare." in nothing.content.decode()
    assert "Il mio calendario" in nothing.content.decode()
    assert Token.unscoped.count() == 0


def test_nobody_keeps_keys_without_end(people: Cast) -> None:
    for _ in range(20):
        key_of(people.ada, "people:read")

    answered = signed_in_now(Client(), people.ada).post(reverse("api:token-new"), asked(people.ada))

    assert "Qui hai già 20 chiavi." in answered.content.decode()


def test_a_key_of_somebody_else_cannot_be_ended(people: Cast) -> None:
    key_of(people.giulio, "people:read")
    client = signed_in_now(Client(), people.ada)

    answered = client.post(reverse("api:token-end", kwargs={"public_id": Token.unscoped.get().public_id}))

    assert answered.status_code == 404
    assert Token.unscoped.count() == 1


def test_the_documentation_tells_every_endpoint_in_both_languages(people: Cast) -> None:
    italian, english = (
        Client().get(reverse("api:docs"), headers={"Accept-Language": language}).content.decode()
        for language in ("it", "en")
    )

    assert italian.count("<details") == english.count("<details") == len(every_endpoint())
    assert "Quello che fanno le pagine, in JSON" in italian
    assert "What the pages do, in JSON" in english
    assert "<script src" not in re.sub(r'<script src="/static/', "", english)
