from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.test import Client

from asking import TITLE, asked, heard, lead, states
from cast import Cast
from giving import tell
from reciproca.boundaries.actions import block_person
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.exchanges import actions
from reciproca.exchanges.models import Answer, Ask, Lead, Recognition, Route
from reciproca.notifications.actions import deliver_mail, due_mails
from reciproca.notifications.models import OutboxMail
from reciproca.people.actions import state_need

HERE = "/montefeltro"
CANARY = "canarino-giallo-7431"
Queries = Callable[[int], object]


def signed_in(person: Membership) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


@pytest.fixture
def ada(people: Cast) -> Client:
    return signed_in(people.ada)


@pytest.fixture
def giulio(people: Cast) -> Client:
    return signed_in(people.giulio)


@pytest.fixture
def paola(people: Cast) -> Client:
    return signed_in(people.paola)


def read(client: Client, path: str) -> str:
    answer = client.get(f"{HERE}/{path}")
    assert answer.status_code == 200, path
    return answer.content.decode()


def post(client: Client, path: str, **data: object) -> int:
    return client.post(f"{HERE}/{path}", data).status_code


# ── asking and answering ──


def test_from_an_ask_to_thanks(people: Cast, giulio: Client, ada: Client) -> None:
    data = {
        "title": TITLE,
        "kind": "advice",
        "audience": "community",
        "topics": "budget, conti",
        "story": "È il primo.",
    }
    assert post(giulio, "asks/new/", **data) == 302
    ask = Ask.objects.get()
    assert (ask.topics, ask.story, ask.asker) == (["budget", "conti"], "È il primo.", people.giulio)

    assert "Rispondi a Giulio" in read(ada, f"asks/{ask.public_id}/")
    assert post(ada, f"asks/{ask.public_id}/answer/", text="Guarda https://example.org/costi <b>") == 302
    answer = Answer.objects.get()
    page = read(giulio, f"asks/{ask.public_id}/")
    assert '<a href="https://example.org/costi" rel="nofollow">' in page
    assert "&lt;b&gt;" in page

    closing = {"change": "Ora regge.", "helped": [str(answer.public_id)]}
    assert post(giulio, f"asks/{ask.public_id}/closing/", **closing) == 302
    assert "È servita" in read(ada, f"asks/{ask.public_id}/")
    assert post(giulio, f"thanks/for/answer/{answer.public_id}/", change="Ora regge.") == 302
    assert Recognition.objects.get().receiver == people.ada


def test_a_need_of_the_profile_becomes_an_ask_and_leads_there(people: Cast, giulio: Client) -> None:
    need = state_need(people.giulio, "Capire un bilancio", by=people.giulio)
    assert f"asks/new/?need={need.public_id}" in read(giulio, f"people/{people.giulio.public_id}/")
    assert "Capire un bilancio" in read(giulio, f"asks/new/?need={need.public_id}")

    post(giulio, f"asks/new/?need={need.public_id}", title="Capire un bilancio", kind="advice", audience="community")

    assert Ask.objects.get().need == need
    assert f"?need={need.public_id}" not in read(giulio, f"people/{people.giulio.public_id}/")
    assert giulio.get(f"{HERE}/asks/new/?need=niente").status_code == 404


def test_what_is_typed_stays_when_it_cannot_be_taken(people: Cast, giulio: Client, ada: Client) -> None:
    answer = giulio.post(f"{HERE}/asks/new/", {"title": "", "story": CANARY, "kind": "advice", "audience": "community"})
    assert (answer.status_code, CANARY in answer.content.decode()) == (422, True)
    ask = asked(people)
    actions.edit_ask(
        ask, by=people.giulio, version=1, title="Altro", story="", kind="advice", topics=[], needed_by=None
    )
    stale = {"title": TITLE, "story": CANARY, "kind": "advice", "version": 1}
    answer = giulio.post(f"{HERE}/asks/{ask.public_id}/words/", stale)
    assert (answer.status_code, CANARY in answer.content.decode()) == (409, True)
    assert post(ada, f"asks/{ask.public_id}/answer/", text="") == 422


def test_what_concerns_me_comes_first_and_the_page_ends(people: Cast, ada: Client) -> None:
    ask = asked(people)
    actions.route_ask(ask)
    asked(people, by=people.paola, title="Una domanda di Paola")

    page = read(ada, "asks/")

    assert "offri «Leggere un budget di reparto»" in page
    assert page.count(f"asks/{ask.public_id}/&quot;") == 0
    assert page.index(TITLE) < page.index("Una domanda di Paola") < page.index("La bacheca finisce qui.")
    assert "Una domanda di Paola" not in read(ada, "asks/?q=reparto")
    assert post(ada, f"asks/{ask.public_id}/not-now/") == 302
    assert states(ask)["Ada"] == "not_now"


def test_renewing_withdrawing_and_closing_are_the_askers(people: Cast, giulio: Client, ada: Client) -> None:
    ask = asked(people)
    for path in ("words", "renewal", "closing", "withdrawal"):
        assert post(ada, f"asks/{ask.public_id}/{path}/") == 404
    with clock.at(clock.now() + timedelta(days=28)):
        assert post(giulio, f"asks/{ask.public_id}/renewal/") == 302
        assert Ask.objects.get().closes_at == clock.now() + timedelta(days=30)
    assert post(giulio, f"asks/{ask.public_id}/withdrawal/") == 302
    assert Ask.objects.get().is_withdrawn


def test_an_ask_is_passed_on_by_name(people: Cast, ada: Client, paola: Client) -> None:
    ask = asked(people)
    tell(people.paola, offers=["Parlare ai consigli"])
    assert "Paola" in read(ada, f"asks/{ask.public_id}/passing/?q=paola")
    assert "Giulio" not in read(ada, f"asks/{ask.public_id}/passing/?q=giulio").split("<main")[1].split("</ul>")[0]

    assert post(ada, f"asks/{ask.public_id}/passing/{people.paola.public_id}/", note="Lo hai già fatto.") == 302

    page = read(paola, "asks/")
    assert "Ada ha pensato a te: «Lo hai già fatto.»" in page
    block_person(people.ada, by=people.paola)
    page = read(paola, "asks/")
    assert ("Ada" in page, "Lo hai già fatto." in page, "qualcuno ha pensato a te" in page) == (False, False, True)


# ── in confidence ──


def test_who_asks_without_a_name_is_on_no_page_until_they_say_so(people: Cast, giulio: Client, ada: Client) -> None:
    ask = heard(people)
    actions.route_ask(ask)
    pages = ("", "asks/", f"asks/{ask.public_id}/", f"asks/{ask.public_id}/answer/")
    assert [path for path in pages if "Giulio" in read(ada, path)] == []
    assert post(ada, f"asks/{ask.public_id}/answer/", text="Ti ascolto.") == 302
    answer = Answer.objects.get()
    post(giulio, f"answers/{answer.public_id}/help/", change=CANARY)
    assert "Giulio" not in read(ada, f"asks/{ask.public_id}/")
    assert "Giulio" not in read(ada, "given-and-received/")

    assert post(giulio, f"answers/{answer.public_id}/name/") == 302

    assert "Giulio" in read(ada, f"asks/{ask.public_id}/")
    assert "Giulio" in read(ada, "given-and-received/")


def test_coordinators_read_no_word_of_what_is_asked_in_confidence(people: Cast) -> None:
    marta = signed_in(people.marta)
    hidden = heard(people, title=CANARY, story=CANARY)
    asked(people, by=people.paola, title="Una domanda di Paola")

    for path in ("asks/", "asks/unanswered/", "asks/unanswered/list.csv", "overview/", ""):
        assert CANARY not in read(marta, path)
    assert str(hidden.public_id) not in read(marta, f"asks/?q={CANARY}")
    assert marta.get(f"{HERE}/asks/{hidden.public_id}/").status_code == 404
    assert "Un’altra aspetta in confidenza" in read(marta, "asks/unanswered/")
    assert "Una domanda di Paola" in read(marta, "asks/unanswered/list.csv")
    assert marta.get(f"{HERE}/asks/unanswered/list.xlsx").content[:2] == b"PK"
    assert "1 richiesta senza risposta" in read(marta, "overview/")
    assert signed_in(people.ada).get(f"{HERE}/asks/unanswered/").status_code == 404


def test_no_letter_carries_what_was_written_or_who_asks_in_confidence(people: Cast) -> None:
    ask = heard(people, title=f"Un budget {CANARY}", story=CANARY)
    actions.route_ask(ask)
    answer = actions.answer_ask(ask, by=people.ada, text=CANARY)
    outbox.outbox.clear()
    for key in due_mails():
        deliver_mail(key)
    actions.close_ask(ask, by=people.giulio, change=CANARY, helped=[answer])
    given = lead(people, title=CANARY, words=CANARY)
    actions.take_up_lead(given, by=people.giulio, reply=CANARY)
    actions.tell_outcome(given, by=people.giulio, came=True, outcome=CANARY)
    for key in due_mails():
        deliver_mail(key)

    sent = [str(one.message()) for one in outbox.outbox if "Budget" not in one.subject]
    kinds = set(OutboxMail.objects.filter(state="sent").values_list("renderer", flat=True))
    assert {kind.rpartition(".")[2] for kind in kinds} >= {
        "asks_for_you",
        "ask_answered",
        "answer_helped",
        "lead_settled",
    }
    assert [text for text in sent if CANARY in text] == []
    for one in outbox.outbox:
        if one.to == ["ada.carta@example.org"] and "segnalazione" not in one.subject:
            assert "Giulio" not in str(one.message())


# ── boundaries, and what it costs ──


def test_after_a_block_there_is_no_ask(people: Cast, ada: Client, giulio: Client) -> None:
    ask, given = asked(people), lead(people)
    actions.route_ask(ask)
    block_person(people.ada, by=people.giulio)

    for path in ("", "answer/", "passing/"):
        assert ada.get(f"{HERE}/asks/{ask.public_id}/{path}").status_code == 404
    assert TITLE not in read(ada, "asks/")
    assert [client.get(f"{HERE}/leads/{given.public_id}/").status_code for client in (ada, giulio)] == [404, 404]


@pytest.mark.parametrize("number", [1, 3])
def test_the_board_asks_the_same_however_many_there_are(
    people: Cast, paola: Client, number: int, django_assert_num_queries: Queries
) -> None:
    for place, asker in enumerate([people.giulio, people.ada, people.davide][:number]):
        ask = actions.post_ask(f"Una domanda {place}", by=asker)
        actions.answer_ask(ask, by=people.marta, text="Sì.")
        Route.objects.create(ask=ask, person=people.paola, reason="offer", mine="Cucinare")
    paola.get(f"{HERE}/asks/")

    with django_assert_num_queries(8):
        paola.get(f"{HERE}/asks/")


# ── leads ──


def test_a_lead_from_one_to_another_and_what_came_of_it(people: Cast, ada: Client, giulio: Client) -> None:
    tell(people.giulio, offers=["Coltivare legumi"])
    assert "Giulio" in read(ada, "leads/new/?q=legumi")
    data = {"kind": "client", "title": "Una mensa di Fano", "words": "Cercano legumi."}
    assert post(ada, f"leads/to/{people.giulio.public_id}/", **data) == 302
    given = Lead.objects.get()

    assert "Una mensa di Fano" in read(giulio, "leads/")
    assert post(ada, f"leads/{given.public_id}/acceptance/") == 404
    assert post(giulio, f"leads/{given.public_id}/acceptance/", reply="Chiamo domani.") == 302
    assert post(giulio, f"leads/{given.public_id}/outcome/", came="yes", outcome="Cento chili.") == 302
    page = read(ada, f"leads/{given.public_id}/")
    assert ("Chiamo domani." in page, "Cento chili." in page) == (True, True)
    assert signed_in(people.paola).get(f"{HERE}/leads/{given.public_id}/").status_code == 404


def test_a_lead_is_declined_or_taken_back(people: Cast, ada: Client, giulio: Client) -> None:
    first, second = lead(people), lead(people, title="Un lavoro")
    assert post(giulio, f"leads/{first.public_id}/declination/", reply="Non ora.") == 302
    assert post(ada, f"leads/{second.public_id}/withdrawal/") == 302
    assert [one.state for one in Lead.objects.order_by("pk")] == ["declined", "withdrawn"]
    assert giulio.get(f"{HERE}/leads/{second.public_id}/").status_code == 404


def test_today_says_what_was_brought_to_me_and_what_came_back(people: Cast, ada: Client, giulio: Client) -> None:
    ask = asked(people)
    actions.route_ask(ask)
    assert f"Forse puoi aiutare Giulio: «{TITLE}»" in read(ada, "")
    actions.answer_ask(ask, by=people.ada, text="Sì.")
    lead(people)

    page = read(giulio, "")

    assert f"La tua richiesta ha delle risposte: «{TITLE}»" in page
    assert "Ada ti passa una segnalazione: «Il bando della Regione»" in page
