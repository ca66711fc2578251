"""The pages of a ring, by the forms that are on them, with no script at all; and that before its turn an ask is nowhere."""

import re

import pytest
from django.test import Client

from cast import Cast, join
from circling import going_round, gone_round, meet, ring_of, under_way
from reciproca.circles import actions
from reciproca.circles.models import Circle, Ring, RingAsk, RingOffer
from reciproca.communities.models import Membership
from reciproca.exchanges.actions import answer_ask
from reciproca.exchanges.models import Ask
from reciproca.network.models import Alliance
from reciproca.notifications.mail import renderer_of
from reciproca.notifications.models import OutboxMail
from reciproca.people.actions import set_offers

HERE = "/montefeltro/circles/"
NEW_EACH_TIME = re.compile(r'name="(csrfmiddlewaretoken|idempotency_key)" value="[^"]*"|"X-CSRFToken": "[^"]*"')


def signed_in(person: Membership) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def page(person: Membership, path: str = "", status: int = 200) -> str:
    answer = signed_in(person).get(HERE + path)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode())


def press(by: Membership, path: str, **fields: object) -> int:
    return signed_in(by).post(HERE + path, fields).status_code


@pytest.fixture
def circle(people: Cast) -> Circle:
    return under_way(people)


@pytest.fixture
def three(people: Cast) -> list[Membership]:
    return [people.ada, people.giulio, people.paola]


def test_a_whole_ring_by_its_forms(people: Cast, circle: Circle, three: list[Membership]) -> None:
    meeting = meet(circle, people.ada)
    assert "Proponi un giro" in page(people.ada, f"{circle.public_id}/")
    assert press(people.ada, f"{circle.public_id}/rings/", when=meeting.public_id, minutes_each="2") == 302
    ring = Ring.objects.get()
    here = f"rings/{ring.public_id}/"
    assert (ring.meeting, ring.seconds_each) == (meeting, 120)

    for person in three:
        told = {"title": f"{person.given_name} cerca un tipografo", "is_brought": "on"}
        assert press(person, f"{here}ask/", **told) == 302
        assert "La tua richiesta c’è" in page(person, here)
    assert sum("cerca un tipografo" in page(person, here) for person in three) == 3  # each their own
    leader = next(person for person in three if "Comincia il giro" in page(person, here))
    assert "3 su 3 hanno portato una richiesta" in page(leader, here)
    assert press(leader, f"{here}step/", to="round") == 302

    first = RingAsk.objects.select_related("person").get(place=0)
    helper = next(person for person in three if person != first.person)
    assert first.title in page(helper, here)
    assert press(helper, f"ring-asks/{first.public_id}/offer/", kind="knows") == 422  # of whom they think is not said
    assert press(helper, f"ring-asks/{first.public_id}/offer/", kind="can", words="Passo domani") == 302
    assert all("Passo domani" in page(person, here) for person in three)
    for turn in range(3):
        assert press(leader, f"{here}step/", to="next", turn=turn) == 302
    assert "Sono state ascoltate tutte" in page(helper, here)

    offer = RingOffer.objects.get()
    told = {"outcome": "helped", "told": "Stampato ieri.", "thanked": f"offer {offer.public_id}"}
    assert press(first.person, f"ring-asks/{first.public_id}/outcome/", **told) == 302
    for ask in RingAsk.objects.exclude(pk=first.pk).select_related("person"):
        assert press(ask.person, f"ring-asks/{ask.public_id}/outcome/", outcome="not_yet") == 302
    story = page(helper, here)
    assert "1 richiesta su 3 ha trovato aiuto" in story
    assert "Stampato ieri." in story


def test_what_was_typed_stays_when_it_cannot_be_taken(people: Cast, circle: Circle) -> None:
    answer = signed_in(people.ada).post(f"{HERE}{circle.public_id}/rings/", {"when": "hour", "minutes_each": "3"})
    assert (answer.status_code, "Scegli il giorno e l’ora." in answer.content.decode()) == (422, True)

    ring = actions.call_ring(circle, by=people.ada)
    answer = signed_in(people.ada).post(f"{HERE}rings/{ring.public_id}/ask/", {"title": "", "story": "Entro lunedì"})
    assert (answer.status_code, "Entro lunedì" in answer.content.decode()) == (422, True)


def test_before_its_turn_an_ask_and_that_it_was_brought_is_on_no_page_of_another(
    people: Cast, circle: Circle, three: list[Membership]
) -> None:
    ring = actions.call_ring(circle, by=people.ada)
    paths = (f"{circle.public_id}/", f"rings/{ring.public_id}/")

    def seen() -> list[str]:
        return [NEW_EACH_TIME.sub("", page(people.paola, path)) for path in paths]

    before = seen()
    actions.bring_ask(ring, by=people.giulio, title="Cerco un tipografo")
    assert seen() == before


def test_a_no_is_on_no_page_of_another(people: Cast, circle: Circle, three: list[Membership]) -> None:
    ring = gone_round(circle, three)
    path = f"rings/{ring.public_id}/"

    def seen(person: Membership) -> str:
        return NEW_EACH_TIME.sub("", page(person, path))

    before = [seen(people.ada), seen(people.paola)]
    actions.offer_help(RingAsk.objects.get(person=people.ada), "not_this", by=people.giulio)
    assert [seen(people.ada), seen(people.paola)] == before


def test_what_could_help_is_a_word_to_oneself(people: Cast, circle: Circle, three: list[Membership]) -> None:
    set_offers(people.giulio, ["Leggo contratti di fornitura"], by=people.giulio)
    ring = actions.call_ring(circle, by=people.ada)
    actions.bring_ask(ring, by=people.ada, title="Cerco chi legga un contratto di fornitura con me")
    actions.bring_ask(ring, by=people.paola, title="Cerco un tipografo che rileghi a mano")
    actions.begin_round(ring, by=people.ada)
    if RingAsk.objects.get(place=0).person_id != people.ada.pk:
        actions.move_on(ring, by=people.ada, turn=0)
    hint = "La tua offerta «Leggo contratti di fornitura» potrebbe fare al caso suo."

    told = [hint in page(person, f"rings/{ring.public_id}/") for person in three]

    assert told == [False, True, False]


def test_whom_one_knows_is_read_by_who_asks_once_they_agree(
    people: Cast, circle: Circle, three: list[Membership]
) -> None:
    ring = gone_round(circle, three)
    ask, here = RingAsk.objects.get(person=people.ada), f"rings/{ring.public_id}/"
    told = {"kind": "knows", "who": "Rosa la tipografa"}
    assert press(people.giulio, f"ring-asks/{ask.public_id}/offer/", **told) == 302
    assert ["Rosa la tipografa" in page(person, here) for person in three] == [False, True, False]

    agreement = f"ring-offers/{RingOffer.objects.get().public_id}/agreement/"
    page(people.ada, agreement, 404)
    assert "Ha detto di sì?" in page(people.giulio, agreement)
    assert press(people.giulio, agreement) == 302
    assert ["Rosa la tipografa" in page(person, here) for person in three] == [True, True, False]


def test_one_step_further_by_its_forms(people: Cast, circle: Circle, three: list[Membership]) -> None:
    lea = join("Lea", "Riva")
    for one, other in ((people.giulio, lea), (lea, people.giulio)):
        Alliance.objects.create(person=one, other=other)
    ring = gone_round(circle, three)
    ask = RingAsk.objects.get(person=people.ada)
    here, at = f"rings/{ring.public_id}/", f"ring-asks/{ask.public_id}/"
    page(people.giulio, f"{at}passing/", 404)

    told = {"title": "Chi rilega a mano a Urbino?", "story": "", "kind": "advice"}
    assert press(people.ada, f"{at}further/", **told) == 302
    assert "Passala a una persona alleata" in page(people.giulio, here)
    assert "Passala a una persona alleata" not in page(people.paola, here)
    assert press(people.giulio, f"{at}passing/", to=lea.public_id, note="Tu lo sai") == 302
    assert "L’hai passata" in page(people.giulio, here)
    assert "L’hai passata" not in page(people.ada, here)
    assert "Chi rilega a mano a Urbino?" in signed_in(lea).get("/montefeltro/asks/").content.decode()

    answer_ask(Ask.objects.get(), by=lea, text="Rosa, in via Mazzini")
    assert "Lea Riva" in page(people.ada, here)
    assert "Lea Riva" not in page(people.paola, here)


def test_taken_back_and_called_off(people: Cast, circle: Circle, three: list[Membership]) -> None:
    ring = ring_of(circle, three)
    mine = RingAsk.objects.get(person=people.giulio)
    page(people.ada, f"ring-asks/{mine.public_id}/withdrawal/", 404)
    assert press(people.giulio, f"ring-asks/{mine.public_id}/withdrawal/") == 302
    assert RingAsk.objects.count() == 2
    page(people.giulio, f"rings/{ring.public_id}/cancellation/", 404)
    assert press(people.ada, f"rings/{ring.public_id}/cancellation/") == 302
    assert not Ring.objects.exists()


def test_nobody_outside_reads_a_ring(people: Cast, circle: Circle, three: list[Membership]) -> None:
    ring = going_round(circle, three)
    for person in (people.marta, people.davide):
        page(person, f"rings/{ring.public_id}/", 404)
        page(person, f"{circle.public_id}/rings/", 404)
        assert press(person, f"rings/{ring.public_id}/step/", to="next", turn=0) == 404


@pytest.mark.parametrize("language", ["it", "en"])
def test_its_letters_say_no_word_of_an_ask(
    people: Cast, circle: Circle, three: list[Membership], language: str
) -> None:
    Membership.objects.update(language=language)
    ring = actions.call_ring(circle, by=people.ada)
    called = OutboxMail.objects.get(renderer__endswith="ring_called", recipient=people.giulio.email)
    assert renderer_of(called)(called) is not None
    actions.bring_ask(ring, by=people.giulio, title="Un segreto")
    assert renderer_of(called)(called) is None  # it has come meanwhile
    actions.bring_ask(ring, by=people.ada, title="Un segreto")
    actions.begin_round(ring, by=people.ada)
    for turn in range(2):
        actions.move_on(ring, by=people.ada, turn=turn)
    Ring.objects.update(tells_until=ring.called_at)
    actions.remind_askers()

    reminder = OutboxMail.objects.get(renderer__endswith="ring_to_tell", recipient=people.giulio.email)
    letter = renderer_of(reminder)(reminder)
    assert letter is not None
    assert "segreto" not in f"{letter.subject} {letter.text} {letter.html}"
    actions.tell_help(RingAsk.objects.get(person=people.giulio), "not_yet", by=people.giulio)
    assert renderer_of(reminder)(reminder) is None
