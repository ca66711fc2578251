"""The pages of giving back: who may, who may not, what changes, what is shown."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from cast import Cast, join
from giving import closed, helped, hide, need_of, offered, tell
from reciproca.boundaries.actions import block_person
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.exchanges.actions import approve_recognition
from reciproca.exchanges.models import Recognition
from reciproca.mentoring.models import MentoringSession
from reciproca.people.models import Profile
from reciproca.programmes.actions import create_cohort, create_programme, open_registration
from reciproca.suggestions.actions import (
    answer_mentor_invitation,
    answer_offer,
    confirm_help,
    read_needs,
    set_aside,
    tell_help,
)
from reciproca.suggestions.models import HelpOffer, SetAside

HOME = "/montefeltro/"
WAYS = "/montefeltro/giving-back/"


def signed_in(person: Membership) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


@pytest.fixture
def ready(people: Cast) -> Cast:
    """Giulio was helped, and Paola needs what he has."""
    helped(people)
    tell(people.paola, offers=["Contatti in Germania"], needs=["Il mio primo budget di reparto"])
    return people


def page(person: Membership, address: str) -> str:
    answer = signed_in(person).get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def of(offer: HelpOffer, tail: str = "") -> str:
    return f"/montefeltro/help-offers/{offer.public_id}/{tail}"


# ── my ways ──


def test_a_way_says_to_whom_why_and_what_is_in_it_for_each(ready: Cast) -> None:
    shown = page(ready.giulio, WAYS)

    assert "Paola cerca: «Il mio primo budget di reparto»" in shown
    assert "Il 18 novembre Ada ti ha dedicato 45 minuti." in shown
    assert "tu offri «Preparare un budget»" in shown
    assert "Paola offre «Contatti in Germania», e tu cerchi «Un contatto in Germania»" in shown
    assert f"/montefeltro/needs/{need_of(ready.paola).public_id}/help/" in shown


def test_thanks_are_one_way(people: Cast) -> None:
    helped(people, thanked=False)
    session = MentoringSession.objects.get()

    shown = page(people.giulio, WAYS)

    assert "Racconta ad Ada che cosa è cambiato." in shown
    address = f"/montefeltro/thanks/for/mentoringsession/{session.public_id}/?to={people.ada.public_id}"
    assert f'href="{address}"' in shown
    assert signed_in(people.giulio).get(address).status_code == 200


def test_an_offered_help_can_be_thanked_for(ready: Cast) -> None:
    offer = offered(ready)
    answer_offer(offer, by=ready.paola, accepted=True)
    confirm_help(offer, by=ready.paola)

    address = f"/montefeltro/thanks/for/helpoffer/{offer.public_id}/?to={offer.author.public_id}"

    assert f'href="{address}"' in page(ready.paola, WAYS)
    assert "la mano con «Il mio primo budget di reparto», il 19 novembre" in page(ready.paola, address)


def test_a_partner_is_met_in_a_session(ready: Cast) -> None:
    tell(ready.ada, needs=["Un budget per la mostra"])

    shown = page(ready.giulio, WAYS)

    assert "Ada cerca: «Un budget per la mostra»" in shown
    assert "/sessions/new/" in shown


def test_what_was_said_in_a_session_is_read_by_nobody_else(ready: Cast) -> None:
    tell(ready.giulio, offers=["Cantare"])
    tell(ready.paola, needs=["Capire l’ancoraggio in una trattativa"])
    assert "ne hai parlato con Ada: «ancoraggio»" in page(ready.giulio, WAYS)

    offer = offered(ready)

    assert "ancoraggio" not in page(ready.paola, of(offer)).replace("Capire l’ancoraggio in una trattativa", "")


def test_without_a_help_the_page_says_how_it_begins(people: Cast) -> None:
    assert "Comincia da un aiuto ricevuto." in page(people.paola, WAYS)


def test_with_nothing_near_the_page_says_so(people: Cast) -> None:
    helped(people)

    assert "Oggi nessun suggerimento." in page(people.giulio, WAYS)


def test_set_aside_and_back(ready: Cast) -> None:
    key = f"help {need_of(ready.paola).public_id}"
    client = signed_in(ready.giulio)

    answer = client.post(f"{WAYS}aside/", {"key": key, "how": "not_now"})
    assert (answer.status_code, answer["Location"]) == (302, WAYS)
    assert [(row.person, row.key, row.how) for row in SetAside.objects.all()] == [(ready.giulio, key, "not_now")]
    assert "Oggi nessun suggerimento." in page(ready.giulio, WAYS)
    assert client.post(f"{WAYS}aside/", {"key": key, "how": "not_now", "today": "1"})["Location"] == HOME
    assert client.post(f"{WAYS}aside/", {"key": "everything", "how": "not_now"}).status_code == 422
    assert client.post(f"{WAYS}aside/", {"key": key, "how": "never"}).status_code == 422


ASIDE = f"{WAYS}aside/"


def says_no(person: Membership, *keys: str, how: str = "not_this") -> None:
    for key in keys:
        set_aside(key, how, by=person)


def test_what_was_set_aside_stands_on_a_page_of_ones_own_until_it_is_taken_back(ready: Cast) -> None:
    ada, paola, client = ready.ada.public_id, ready.paola.public_id, signed_in(ready.giulio)
    assert "Non hai messo da parte niente" in page(ready.giulio, ASIDE)
    need, session = need_of(ready.paola), MentoringSession.objects.get()
    says_no(ready.giulio, f"person {paola}", f"reconnect {ada}", f"recommend {ada}", f"thank {session.public_id}")
    says_no(ready.giulio, f"help {need.public_id}", "kind meet", how="not_now")

    shown = page(ready.giulio, ASIDE)

    assert re.findall(r'class="person__name">([^<]*)</p><p>([^<]*)</p><p class="faint">([^<]*)<', shown) == [
        ("Incontrare persone nuove", "Nessun passo verso chi non hai ancora incontrato", "dal 19 novembre, fino al 18 gennaio"),
        ("Paola Neri", "Offrire una mano per: «Il mio primo budget di reparto»", "dal 19 novembre, fino al 18 gennaio"),
        ("Ada Carta", "Dire grazie ad Ada per un aiuto ricevuto", "per sempre, dal 19 novembre"),
        ("Ada Carta", "Scrivere una referenza per Ada", "per sempre, dal 19 novembre"),
        ("Ada Carta", "Riprendere il filo con Ada", "per sempre, dal 19 novembre"),
        ("Paola Neri", "Nessun passo con Paola, di nessun genere", "per sempre, dal 19 novembre"),
    ]  # fmt: skip
    assert "Non hai messo da parte niente" in page(ready.paola, ASIDE)
    answer = client.post(f"{ASIDE}undone/", {"key": f"person {paola}"})
    assert (answer.status_code, answer["Location"]) == (302, ASIDE)
    assert SetAside.objects.filter(key=f"person {paola}").exists() is False
    assert SetAside.objects.count() == 5
    assert client.post(f"{ASIDE}undone/", {"key": "person anybody"}).status_code == 404


def test_what_was_set_aside_is_taken_back_by_its_owner_alone(ready: Cast) -> None:
    key = f"person {ready.ada.public_id}"
    says_no(ready.giulio, key)

    signed_in(ready.paola).post(f"{ASIDE}undone/", {"key": key})

    assert list(SetAside.objects.values_list("person__given_name", "key")) == [("Giulio", key)]


def test_not_now_that_is_over_no_longer_stands_there(ready: Cast) -> None:
    says_no(ready.giulio, f"person {ready.ada.public_id}", how="not_now")

    with clock.at(clock.now() + timedelta(days=61)):
        assert "Non hai messo da parte niente" in page(ready.giulio, ASIDE)


@pytest.mark.parametrize("about", ["person", "reconnect", "recommend", "thank", "help"])
def test_who_is_absent_is_absent_from_what_was_set_aside(ready: Cast, about: str) -> None:
    other = ready.paola if about == "help" else ready.ada
    which = {"thank": MentoringSession.objects.get().public_id, "help": need_of(ready.paola).public_id}
    says_no(ready.giulio, f"{about} {which.get(about, other.public_id)}")
    assert other.name in page(ready.giulio, ASIDE)

    block_person(ready.giulio, by=other)

    assert "Non hai messo da parte niente" in page(ready.giulio, ASIDE)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_what_was_set_aside_asks_the_same_for_one_and_for_three(
    ready: Cast, django_assert_num_queries: Callable, rows: int
) -> None:
    for place in range(rows):
        other = tell(join(f"Persona{place}", "Rossi"), needs=[f"Il budget numero {place}"])
        says_no(ready.giulio, f"person {other.public_id}", f"help {need_of(other).public_id}")
        session = MentoringSession.objects.get()
        says_no(ready.giulio, f"thank {session.public_id}")
    client = signed_in(ready.giulio)
    client.get(ASIDE)

    with django_assert_num_queries(10):
        client.get(ASIDE)


@pytest.mark.parametrize("people_around", [1, 3])
@pytest.mark.parametrize("indexed", [False, True])
def test_the_page_asks_the_same_however_many_there_are(
    ready: Cast, django_assert_num_queries: Callable, people_around: int, indexed: bool
) -> None:
    for number in range(people_around):
        tell(join(f"Persona{number}", "Rossi"), offers=["Contatti in Germania"], needs=["Un budget"])
    if indexed:
        read_needs()
    client = signed_in(ready.giulio)
    client.get(WAYS)

    with django_assert_num_queries(30):
        assert client.get(WAYS).content.decode().count("Preparare un budget") == 2


# ── Today ──


def test_today_has_one_way_with_its_reason(ready: Cast) -> None:
    shown = page(ready.giulio, HOME)

    assert "Paola cerca: «Il mio primo budget di reparto»" in shown
    assert "tu offri «Preparare un budget»" in shown
    assert 'name="today" value="1"' in shown


def test_who_offers_stands_on_today_once(ready: Cast) -> None:
    offer = offered(ready)

    shown = page(ready.paola, HOME)

    assert shown.count(of(offer)) == 1
    assert "Giulio vorrebbe darti una mano." in shown


# ── an offer ──


def test_an_offer_is_written_and_sent(ready: Cast) -> None:
    address = f"/montefeltro/needs/{need_of(ready.paola).public_id}/help/"
    client = signed_in(ready.giulio)
    assert "Che cosa serve a Paola" in client.get(address).content.decode()

    empty = client.post(address, {"words": ""})
    assert (empty.status_code, HelpOffer.objects.count()) == (422, 0)
    answer = client.post(address, {"words": "Mezz’ora al telefono"})

    offer = HelpOffer.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, of(offer))
    assert (offer.author, offer.recipient, offer.words) == (ready.giulio, ready.paola, "Mezz’ora al telefono")
    again = client.post(address, {"words": "Ancora io, con più parole"})
    assert again.status_code == 422
    assert "Hai già scritto a Paola." in again.content.decode()
    assert "Ancora io, con più parole" in again.content.decode()


def test_needs_that_one_may_not_read_have_no_page(ready: Cast) -> None:
    address = f"/montefeltro/needs/{need_of(ready.paola).public_id}/help/"
    assert signed_in(ready.davide).get(address).status_code == 200
    assert signed_in(ready.paola).get(address).status_code == 404
    hide(ready.paola, "needs", "partners")
    assert signed_in(ready.davide).get(address).status_code == 404
    hide(ready.paola, "needs", "community")
    block_person(ready.davide, by=ready.paola)
    assert signed_in(ready.davide).get(address).status_code == 404


def test_an_offer_is_for_the_two_and_nobody_else(ready: Cast) -> None:
    offer = offered(ready)

    for who, status in (("giulio", 200), ("paola", 200), ("ada", 404), ("marta", 404), ("davide", 404)):
        assert signed_in(getattr(ready, who)).get(of(offer)).status_code == status
    block_person(ready.giulio, by=ready.paola)
    assert signed_in(ready.giulio).get(of(offer)).status_code == 404
    assert signed_in(ready.paola).get(of(offer)).status_code == 404


@pytest.mark.parametrize("tail", ["answer/", "withdrawal/", "telling/", "confirmation/", "letting-go/"])
def test_each_act_is_one_persons(ready: Cast, tail: str) -> None:
    offer = offered(ready)
    allowed = ready.giulio if tail in ("withdrawal/", "telling/") else ready.paola
    other = ready.paola if allowed == ready.giulio else ready.giulio
    if tail in ("telling/", "confirmation/", "letting-go/"):
        answer_offer(offer, by=ready.paola, accepted=True)

    assert signed_in(other).post(of(offer, tail), {"answer": "yes"}).status_code == 404
    assert signed_in(ready.ada).post(of(offer, tail), {"answer": "yes"}).status_code == 404
    assert signed_in(allowed).get(of(offer, tail)).status_code == 405
    assert signed_in(allowed).post(of(offer, tail), {"answer": "yes"}).status_code == 302


def test_addresses_are_exchanged_on_a_yes_only(ready: Cast) -> None:
    offer = offered(ready)
    for who, theirs in ((ready.giulio, ready.paola), (ready.paola, ready.giulio)):
        assert theirs.email not in page(who, of(offer))

    answer = signed_in(ready.paola).post(of(offer, "answer/"), {"answer": "yes", "reply": "Volentieri!"})

    assert (answer.status_code, answer["Location"]) == (302, of(offer))
    for who, theirs in ((ready.giulio, ready.paola), (ready.paola, ready.giulio)):
        assert f'href="mailto:{theirs.email}"' in page(who, of(offer))
    assert "Volentieri!" in page(ready.giulio, of(offer))


def test_a_no_leaves_no_address(ready: Cast) -> None:
    offer = offered(ready)

    signed_in(ready.paola).post(of(offer, "answer/"), {"answer": "no", "reply": ""})

    assert "Questa volta Paola fa da sé." in page(ready.giulio, of(offer))
    assert ready.paola.email not in page(ready.giulio, of(offer))


def test_an_answer_without_yes_or_no_keeps_what_was_typed(ready: Cast) -> None:
    answer = signed_in(ready.paola).post(of(offered(ready), "answer/"), {"reply": "Ci penso ancora"})

    assert answer.status_code == 422
    assert "Ci penso ancora" in answer.content.decode()


def test_an_answer_that_comes_too_late_keeps_what_was_typed(ready: Cast) -> None:
    offer = offered(ready)
    answer_offer(offer, by=ready.paola, accepted=False)

    late = signed_in(ready.paola).post(of(offer, "answer/"), {"answer": "yes", "reply": "Eccomi"})

    assert late.status_code == 409
    assert "Nel frattempo è andata avanti." in late.content.decode()


def test_the_reason_shows_only_what_the_reader_may_see(ready: Cast) -> None:
    offer = offered(ready)
    assert "Giulio offre «Preparare un budget»" in page(ready.paola, of(offer))

    hide(ready.giulio, "offers", "partners")

    assert "Preparare un budget" not in page(ready.paola, of(offer))


def test_whether_it_helped_is_asked_and_the_need_closed(ready: Cast) -> None:
    offer = offered(ready)
    answer_offer(offer, by=ready.paola, accepted=True)
    tell_help(offer, by=ready.giulio)
    assert "È servito, quello che Giulio ha fatto per te?" in page(ready.paola, HOME)

    signed_in(ready.paola).post(of(offer, "confirmation/"), {"solved": "on"})

    offer.refresh_from_db()
    assert (offer.state, offer.need.closed_at is None) == ("confirmed", False)
    assert "È servito: lo dice Paola." in page(ready.giulio, of(offer))


# ── would you mentor ──


def test_the_closing_page_leads_to_the_question(ready: Cast) -> None:
    from reciproca.mentoring.models import Mentorship

    mentorship = Mentorship.objects.get()
    end = f"/montefeltro/mentorships/{mentorship.public_id}/"
    signed_in(ready.giulio).post(f"{end}closing/", {"taken": "Aspettare undici secondi"})
    question = f"{end}mentor-invitation/"

    assert question in page(ready.giulio, end)
    assert question not in page(ready.ada, end)
    assert question in page(ready.giulio, HOME)


def test_the_question_comes_with_what_was_received(people: Cast) -> None:
    mentorship = closed(people)
    thanks = Recognition.objects.get()
    address = f"/montefeltro/mentorships/{mentorship.public_id}/mentor-invitation/"
    assert "Ora il prezzo lo dico io." not in page(people.giulio, address)  # until who gave lets it be read
    approve_recognition(thanks, by=people.ada, version=thanks.version)
    assert "Ora il prezzo lo dico io." in page(people.giulio, address)

    shown = page(people.giulio, f"/montefeltro/mentorships/{mentorship.public_id}/mentor-invitation/")

    assert "Un incontro: 45 minuti del tempo di Ada." in shown
    assert "Dire il mio prezzo senza scusarmi" in shown
    assert "Aspettare undici secondi" in shown
    assert "In questo momento nessun programma è aperto." in shown


@pytest.mark.parametrize("who", ["ada", "paola", "marta"])
def test_the_question_is_the_mentees_alone(people: Cast, who: str) -> None:
    address = f"/montefeltro/mentorships/{closed(people).public_id}/mentor-invitation/"

    assert signed_in(getattr(people, who)).get(address).status_code == 404
    assert signed_in(getattr(people, who)).post(address, {"answer": "yes"}).status_code == 404


def test_a_yes_is_seen_by_who_coordinates(people: Cast) -> None:
    mentorship = closed(people)
    next_one = create_cohort(mentorship.cohort.programme, by=people.marta, name_it="Primavera", name_en="Spring")
    cohort = f"/montefeltro/cohorts/{next_one.public_id}/"
    marta = signed_in(people.marta)
    assert "would-mentor" not in marta.get(cohort).content.decode()
    assert "Per ora nessuno lo dice" in marta.get(f"{cohort}would-mentor/").content.decode()

    answer = signed_in(people.giulio).post(
        f"/montefeltro/mentorships/{mentorship.public_id}/mentor-invitation/", {"answer": "yes"}
    )

    assert (answer.status_code, answer["Location"].endswith("/mentor-invitation/")) == (302, True)
    assert Profile.objects.get(membership=people.giulio).mentor_capacity == 1
    assert "1 persona farebbe da mentor" in marta.get(cohort).content.decode()
    assert "Giulio Serra" in marta.get(f"{cohort}would-mentor/").content.decode()
    assert signed_in(people.ada).get(f"{cohort}would-mentor/").status_code == 404
    hide(people.giulio, "offers", "me")
    assert "would-mentor" not in marta.get(cohort).content.decode()


def test_a_yes_leads_to_the_cohort_that_is_open(people: Cast) -> None:
    mentorship = closed(people)
    next_one = create_cohort(
        create_programme(by=people.marta, name_it="Ponti due", name_en="Bridges two"),
        by=people.marta,
        name_it="Primavera",
        name_en="Spring",
    )
    open_registration(next_one, by=people.marta)

    answer = signed_in(people.giulio).post(
        f"/montefeltro/mentorships/{mentorship.public_id}/mentor-invitation/", {"answer": "yes"}
    )

    assert answer["Location"] == f"/montefeltro/cohorts/{next_one.public_id}/application/mentor/"


@pytest.mark.parametrize(("answer", "sentence"), [("later", "Hai detto più avanti."), ("no", "Hai detto di no")])
def test_later_and_no_are_as_easy(people: Cast, answer: str, sentence: str) -> None:
    mentorship = closed(people)
    address = f"/montefeltro/mentorships/{mentorship.public_id}/mentor-invitation/"
    client = signed_in(people.giulio)

    assert client.post(address, {"answer": answer})["Location"] == address
    assert sentence in client.get(address).content.decode()
    assert address not in client.get(HOME).content.decode()
    assert Profile.objects.get(membership=people.giulio).mentor_capacity == 0
    assert client.post(address, {"answer": "perhaps"}).status_code == 422


@pytest.mark.parametrize("people_around", [1, 3])
def test_the_list_of_would_be_mentors_asks_the_same(
    people: Cast, django_assert_num_queries: Callable, people_around: int
) -> None:
    mentorship = closed(people)
    answer_mentor_invitation(mentorship, "yes", by=people.giulio)
    for number in range(people_around - 1):
        tell(join(f"Persona{number}", "Rossi"), offers=["Ascoltare"])
        Profile.objects.filter(membership__given_name=f"Persona{number}").update(mentor_capacity=2)
    client = signed_in(people.marta)
    address = f"/montefeltro/cohorts/{mentorship.cohort.public_id}/would-mentor/"
    client.get(address)

    with django_assert_num_queries(6):
        assert client.get(address).content.decode().count("mailto:") == people_around
