import re
import uuid
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cast import Cast, join
from pairs import agree, held, pair
from reciproca.boundaries.actions import block_person
from reciproca.conversations import actions
from reciproca.conversations.models import Attachment, Conversation, Message, Preference, Seat
from reciproca.people.actions import set_needs
from signing import signed_in_now
from talking import between, later, meet, say, three

ROOT = "/montefeltro/conversations/"


@pytest.fixture
def ada(people: Cast) -> Client:
    return signed_in_now(Client(), people.ada)


@pytest.fixture
def giulio(people: Cast) -> Client:
    return signed_in_now(Client(), people.giulio)


def at(conversation: Conversation, more: str = "") -> str:
    return f"{ROOT}{conversation.public_id}/{more}"


def bubbles(page: str) -> list[str]:
    return re.findall(r'<div class="bubble__text"><p>(.*?)</p>', page)


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


# ── the list ──


def test_the_list_says_what_waits_first(people: Cast, giulio: Client) -> None:
    old = between(people.paola, people.giulio, "Da ieri")
    with later(hours=-2):
        actions.mark_read(old, by=people.giulio, number=1)
    with later(hours=-3):
        between(people.ada, people.giulio, "Vecchia")

    page = read(giulio, ROOT).partition("inbox--page")[2]

    assert re.findall(r'<li( class="unread")?><a href="[^"]*">.*?<strong>(\w+)', page, re.DOTALL) == [
        (' class="unread"', "Ada"),
        ("", "Paola"),
    ]
    assert "Vecchia" in page


def test_an_empty_list_says_to_whom_one_could_write(people: Cast, giulio: Client) -> None:
    meet(people.ada, people.giulio)

    page = read(giulio, ROOT)

    assert f'href="{ROOT}with/{people.ada.public_id}/"' in page
    assert str(people.paola.public_id) not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_however_long_it_is(
    people: Cast, giulio: Client, django_assert_num_queries: Callable, count: int
) -> None:
    for n in range(count):
        between(join("Una", f"Persona {n}"), people.giulio)

    with django_assert_num_queries(7):
        giulio.get(ROOT)


def test_words_are_looked_for(people: Cast, giulio: Client) -> None:
    conversation = between(people.ada, people.giulio, "Il budget è pronto")

    page = read(giulio, f"{ROOT}?q=budget")
    message = Message.objects.get()
    assert f'href="{at(conversation)}?before=2#message-{message.public_id}"' in page
    assert "Il budget è pronto" not in read(giulio, f"{ROOT}?q=nessuno")


# ── one conversation ──


def test_reading_is_having_read(people: Cast, giulio: Client) -> None:
    conversation = between(people.ada, people.giulio, "Ciao", "Come va?")
    assert 'data-news="conversation"></span>' in read(giulio, "/montefeltro/")

    assert bubbles(read(giulio, at(conversation))) == ["Ciao", "Come va?"]

    assert Seat.objects.get(person=people.giulio).read_number == 2
    assert 'data-news="conversation" hidden></span>' in read(giulio, "/montefeltro/")


def test_today_says_who_has_written(people: Cast, giulio: Client) -> None:
    conversation = between(people.ada, people.giulio)
    assert at(conversation) in read(giulio, "/montefeltro/")

    read(giulio, at(conversation))

    assert at(conversation) not in read(giulio, "/montefeltro/")


def test_nobody_else_finds_it(people: Cast) -> None:
    conversation = between(people.ada, people.giulio)
    message = Message.objects.get()
    marta = signed_in_now(Client(), people.marta)
    rosa = Client()
    rosa.force_login(people.rosa, backend="reciproca.communities.backends.AccountBackend")
    known, unknown = str(conversation.public_id), str(uuid.uuid4())

    for client in (marta, rosa):
        for path in ("", "news/", "starters/", "departure/"):
            found, none = (client.get(f"{ROOT}{key}/{path}") for key in (known, unknown))
            assert (found.status_code, none.status_code) == (404, 404)
        assert client.get(f"{ROOT}messages/{message.public_id}/words/").status_code == 404
        assert client.post(at(conversation), {"text": "Eccomi"}).status_code == 404
    assert Message.objects.count() == 1


def test_a_message_is_sent_and_stands_on_the_page(people: Cast, giulio: Client) -> None:
    conversation = between(people.ada, people.giulio)

    answer = giulio.post(at(conversation), {"text": "**Bene**, e tu?", "idempotency_key": "a" * 32})
    again = giulio.post(at(conversation), {"text": "**Bene**, e tu?", "idempotency_key": "a" * 32})

    assert (answer.status_code, answer["Location"]) == (302, f"{at(conversation)}#write")
    assert again.status_code == 302
    assert bubbles(read(giulio, at(conversation))) == ["Ciao!", "<strong>Bene</strong>, e tu?"]


def test_what_cannot_be_sent_stays_in_the_field(people: Cast, giulio: Client) -> None:
    conversation = between(people.ada, people.giulio)

    answer = giulio.post(at(conversation), {"text": "x" * 4001})

    assert answer.status_code == 422
    assert "x" * 4001 in answer.content.decode()
    assert Message.objects.count() == 1


def test_a_quotation_stands_above_the_words(people: Cast, giulio: Client) -> None:
    conversation = between(people.ada, people.giulio, "La terza domanda")
    quoted = Message.objects.get()
    assert "La terza domanda" in read(giulio, f"{at(conversation)}?quote={quoted.public_id}")

    giulio.post(at(conversation), {"text": "Cambiata", "quote": str(quoted.public_id)})

    assert '<blockquote><span class="bubble__quoted">Ada</span> La terza domanda</blockquote>' in read(
        giulio, at(conversation)
    )


def test_what_i_heard_is_answered_on_the_page(people: Cast, ada: Client, giulio: Client) -> None:
    conversation = between(people.ada, people.giulio, "Non so se chiedere")
    giulio.post(at(conversation), {"text": "Temi un no?", "heard": "on"})
    heard = Message.objects.get(kind="heard")
    echo = f"{ROOT}messages/{heard.public_id}/echo/"
    assert echo in read(ada, at(conversation))
    assert echo not in read(giulio, at(conversation))

    ada.post(echo, {"echo": "yes"})

    assert "«Sì, è così.»" in read(giulio, at(conversation))


def test_older_messages_are_a_page_away(people: Cast, giulio: Client) -> None:
    conversation = between(people.ada, people.giulio, *[f"n{n}" for n in range(1, 61)])

    page = read(giulio, at(conversation))
    assert bubbles(page) == [f"n{n}" for n in range(11, 61)]
    assert f'href="{at(conversation)}?before=11"' in page
    assert bubbles(read(giulio, f"{at(conversation)}?before=11")) == [f"n{n}" for n in range(1, 11)]


@pytest.mark.parametrize("count", [1, 40])
def test_a_conversation_asks_the_same_however_long_it_is(
    people: Cast, giulio: Client, django_assert_num_queries: Callable, count: int
) -> None:
    conversation = between(people.ada, people.giulio, *["Ciao"] * count)
    say(conversation, people.giulio, "Eccomi", quotes=Message.objects.first())
    between(people.paola, people.giulio)
    giulio.get(at(conversation))

    with django_assert_num_queries(9):
        giulio.get(at(conversation))


def test_news_are_what_came_after(people: Cast, giulio: Client) -> None:
    conversation = between(people.ada, people.giulio, "uno", "due", "tre")

    answer = giulio.get(at(conversation, "news/?after=1"))

    assert bubbles(answer.content.decode()) == ["due", "tre"]
    assert "bubbles__day" not in answer.content.decode()
    assert answer["X-Last-Number"] == "3"
    assert Seat.objects.get(person=people.giulio).read_number == 3
    assert bubbles(read(giulio, at(conversation, "news/?after=3"))) == []


def test_news_are_also_what_was_changed_or_taken_back(people: Cast, giulio: Client) -> None:
    conversation = between(people.ada, people.giulio, "uno", "due", "tre")
    first, second, third = Message.objects.order_by("number")
    actions.edit_message(second, by=people.ada, text="due e mezzo")
    assert 'data-talk-change="1"' in read(giulio, at(conversation))
    say(conversation, people.giulio, "quattro", quotes=third)

    actions.edit_message(first, by=people.ada, text="uno e mezzo")
    actions.delete_message(third, by=people.ada)
    answer = giulio.get(at(conversation, "news/?after=4&change=1"))
    page = answer.content.decode()

    assert re.findall(r'data-number="(\d)"', page) == ["1", "3", "4"]  # the quotation of what was taken back, too
    assert bubbles(page) == ["uno e mezzo", "quattro"]
    assert "tre" not in page
    assert "bubbles__day" not in page
    assert answer["X-Last-Change"] == "3"
    again = giulio.get(at(conversation, "news/?after=4&change=3"))
    assert (again.content.decode().strip(), again["X-Last-Change"]) == ("", "3")


def test_a_changed_message_keeps_its_hour_and_whose_it_is(people: Cast, giulio: Client) -> None:
    conversation = three(people)
    with later(minutes=-9):
        say(conversation, people.ada, "Vi presento")
    said = say(conversation, people.paola, "Piacere")
    say(conversation, people.paola, "Finalmente")
    actions.edit_message(said, by=people.paola, text="Piacere mio")

    page = read(giulio, at(conversation, "news/?after=3&change=0"))

    assert bubbles(page) == ["Piacere mio"]
    assert '<p class="bubble__who">Paola</p>' in page
    assert "<time" not in page  # the next of hers has it
    assert "changed" in page or "modificato" in page


def test_what_somebody_must_not_see_changes_nowhere(people: Cast, giulio: Client) -> None:
    conversation = three(people)
    say(conversation, people.ada, "Vi presento")
    block_person(people.giulio, by=people.paola)
    with later(minutes=1):
        hidden = say(conversation, people.paola, "Solo per Ada")
        actions.edit_message(hidden, by=people.paola, text="Solo per lei")

        answer = giulio.get(at(conversation, "news/?after=1&change=0"))

    assert (answer.content.decode().strip(), answer["X-Last-Change"]) == ("", "0")


def test_in_a_conversation_of_several_one_sees_who_speaks_and_can_leave(people: Cast, giulio: Client) -> None:
    conversation = three(people)
    say(conversation, people.ada, "Vi presento")
    actions.leave_conversation(conversation, by=people.ada)

    page = read(giulio, at(conversation))
    assert '<p class="bubble__who">Ada</p>' in page
    assert str(people.paola.public_id) in page
    giulio.post(at(conversation, "departure/"))
    assert giulio.get(at(conversation)).status_code == 404


def test_after_a_block_a_page_says_the_same_as_of_somebody_who_left(people: Cast, giulio: Client) -> None:
    conversation = three(people)
    say(conversation, people.paola, "Piacere")
    with later(minutes=1):
        block_person(people.giulio, by=people.paola)

    page = read(giulio, at(conversation))

    assert '<p class="bubble__who">Una persona che qui non c’è più</p>' in page
    assert "Paola" not in re.sub(r'<p class="person__what">.*?</p>', "", page)


# ── what one has begun to write ──


def test_a_draft_is_found_again(people: Cast, giulio: Client) -> None:
    conversation = between(people.ada, people.giulio)

    assert giulio.post(at(conversation, "draft/"), {"text": "Ti volevo"}).status_code == 204

    assert ">Ti volevo</textarea>" in read(giulio, at(conversation))
    assert giulio.post(at(conversation, "draft/"), {"text": "Ti volevo dire", "keep": "1"}).status_code == 302


def test_a_file_is_added_sent_and_opened_by_the_other_alone(
    people: Cast, ada: Client, giulio: Client, settings: object, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    conversation = between(people.ada, people.giulio)
    upload = SimpleUploadedFile("piano.pdf", b"%PDF-1.7 piano")
    giulio.post(at(conversation, "files/"), {"text": "Eccolo", "file": upload})
    waiting = Attachment.objects.get()
    path = f"{ROOT}files/{waiting.file.public_id}/"
    assert "piano.pdf" in (page := read(giulio, at(conversation)))
    assert ">Eccolo</textarea>" in page
    assert ada.get(path).status_code == 404

    giulio.post(at(conversation), {"text": "Eccolo"})

    answer = ada.get(path)
    assert answer.content == b"%PDF-1.7 piano"
    assert signed_in_now(Client(), people.paola).get(path).status_code == 404
    refused = giulio.post(at(conversation, "files/"), {"file": SimpleUploadedFile("a.html", b"<script>")})
    assert refused.status_code in (302, 409)
    assert Attachment.objects.count() == 1


# ── beginning ──


def test_a_conversation_begins_from_a_persons_page(people: Cast, giulio: Client) -> None:
    begin = f"{ROOT}with/{people.ada.public_id}/"
    assert giulio.get(begin).status_code == 404
    assert begin not in read(giulio, f"/montefeltro/people/{people.ada.public_id}/")
    meet(people.ada, people.giulio)
    assert begin in read(giulio, f"/montefeltro/people/{people.ada.public_id}/")

    answer = giulio.post(begin, {"text": "Grazie di ieri"})

    conversation = Conversation.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, at(conversation))
    assert giulio.get(begin)["Location"] == f"{at(conversation)}#write"


def test_starters_come_from_what_the_other_needs(people: Cast, giulio: Client) -> None:
    conversation = between(people.ada, people.giulio)
    set_needs(people.ada, ["Due persone per un test"], by=people.ada)

    page = read(giulio, at(conversation, "starters/"))

    assert "Due persone per un test" in page


def test_starters_come_from_the_last_session(people: Cast, giulio: Client) -> None:
    mentorship = agree(people, pair(people))
    held(people, mentorship)
    begin = f"{ROOT}with/{people.ada.public_id}/"
    assert begin in read(giulio, f"/montefeltro/mentorships/{mentorship.public_id}/")

    page = read(giulio, begin)

    assert "dal vostro incontro di mercoledì 18 novembre" in page


# ── one message, one’s own place ──


def test_a_message_is_changed_and_taken_back_on_its_pages(people: Cast, ada: Client, giulio: Client) -> None:
    conversation = between(people.ada, people.giulio, "Venerdi")
    message = Message.objects.get()
    words, removal = (f"{ROOT}messages/{message.public_id}/{page}/" for page in ("words", "removal"))
    assert [giulio.get(path).status_code for path in (words, removal)] == [404, 404]

    assert "Venerdi" in read(ada, words)
    ada.post(words, {"text": "Venerdì"})
    assert bubbles(read(giulio, at(conversation))) == ["Venerdì"]
    with later(minutes=20):
        assert ada.get(words).status_code == 404
        assert ada.post(words, {"text": "Sabato"}).status_code == 422
    ada.post(removal)
    page = read(giulio, at(conversation))
    assert (bubbles(page), "Un messaggio ritirato" in page) == ([], True)


def test_muted_and_put_away_by_buttons(people: Cast, giulio: Client) -> None:
    conversation = between(people.ada, people.giulio)

    giulio.post(at(conversation, "muting/"), {"on": "1"})
    giulio.post(at(conversation, "archiving/"), {"on": "1"})
    seat = Seat.objects.get(person=people.giulio)
    assert (seat.is_muted, seat.archived_at is None) == (True, False)
    assert at(conversation) not in read(giulio, ROOT)
    assert at(conversation) in read(giulio, f"{ROOT}put-away/")
    giulio.post(at(conversation, "muting/"))
    giulio.post(at(conversation, "archiving/"))
    seat.refresh_from_db()
    assert (seat.is_muted, seat.archived_at) == (False, None)


def test_letters_are_chosen(people: Cast, giulio: Client) -> None:
    assert 'value="daily" id="id_letters_0" required checked' in read(giulio, f"{ROOT}letters/").replace("\n", "")

    giulio.post(f"{ROOT}letters/", {"letters": "never"})

    assert Preference.objects.get(membership=people.giulio).letters == "never"


def test_the_page_tells_no_number_of_what_its_reader_may_not_see(people: Cast, giulio: Client) -> None:
    conversation = three(people)
    say(conversation, people.ada, "Vi presento")
    block_person(people.giulio, by=people.paola)
    with later(minutes=1):
        say(conversation, people.paola, "Solo per Ada")

        assert 'data-talk-last="1"' in read(giulio, at(conversation))
        assert giulio.get(at(conversation, "news/?after=1"))["X-Last-Number"] == "1"
        assert Seat.objects.get(person=people.giulio).read_number == 2
