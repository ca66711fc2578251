import pytest
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives

from cast import Cast
from reciproca.boundaries.actions import block_person
from reciproca.communities.actions import leave_community
from reciproca.conversations import actions
from reciproca.notifications.actions import deliver_mail, due_mails
from talking import between, later, say, three

CANARY = "canarino-verde-2208"


def sent() -> list[EmailMultiAlternatives]:
    """What leaves now."""
    outbox.outbox.clear()
    for key in due_mails():
        deliver_mail(key)
    return list(outbox.outbox)  # type: ignore[arg-type]


def test_who_has_something_to_read_gets_one_letter_without_a_word_of_it(people: Cast) -> None:
    conversation = between(people.ada, people.giulio, CANARY)
    assert actions.tell_unread() == 0

    with later(hours=2):
        assert actions.tell_unread() == 1
        [letter] = sent()
        assert (letter.to, letter.subject) == (["giulio.serra@example.org"], "Ada ti ha scritto")
        assert f"/montefeltro/conversations/{conversation.public_id}/" in letter.body
        assert "/montefeltro/conversations/letters/" in letter.body
        assert CANARY not in f"{letter.body} {letter.alternatives}"
    with later(hours=3):
        say(conversation, people.ada, "Ancora")
    with later(hours=20):
        assert actions.tell_unread() == 0
    with later(hours=27):
        assert actions.tell_unread() == 1
        assert actions.tell_unread() == 0
    with later(days=9):
        assert actions.tell_unread() == 0  # of the same message there is no second letter


def test_the_names_of_those_who_wrote_are_in_it(people: Cast) -> None:
    between(people.ada, people.giulio)
    between(people.paola, people.giulio)

    with later(hours=2):
        actions.tell_unread()
        [letter] = sent()
    assert letter.subject == "Ada e Paola ti hanno scritto"


def test_what_was_read_muted_or_put_away_gives_no_letter(people: Cast) -> None:
    read, muted, away = (between(one, people.giulio) for one in (people.ada, people.paola, people.marta))
    actions.mark_read(read, by=people.giulio, number=1)
    actions.mute_conversation(muted, by=people.giulio)
    actions.archive_conversation(away, by=people.giulio)

    with later(hours=2):
        assert actions.tell_unread() == 0


def test_who_wants_no_letters_gets_none(people: Cast) -> None:
    between(people.ada, people.giulio)
    actions.choose_letters("never", by=people.giulio)

    with later(hours=2):
        assert actions.tell_unread() == 0


@pytest.mark.parametrize("what", ["read", "blocked", "left", "never"])
def test_a_letter_on_its_way_asks_again(people: Cast, what: str) -> None:
    conversation = between(people.ada, people.giulio)
    with later(hours=2):
        assert actions.tell_unread() == 1
        match what:
            case "read":
                actions.mark_read(conversation, by=people.giulio, number=1)
            case "blocked":
                block_person(people.ada, by=people.giulio)
            case "left":
                leave_community(people.ada, by=people.ada)
            case "never":
                actions.choose_letters("never", by=people.giulio)

        assert sent() == []


def test_in_a_conversation_of_several_a_blocked_author_is_in_no_letter(people: Cast) -> None:
    conversation = three(people)
    block_person(people.giulio, by=people.paola)
    with later(minutes=1):
        say(conversation, people.giulio, "Ciao")

    with later(hours=2):
        actions.tell_unread()
        [letter] = sent()
    assert letter.to == ["ada.carta@example.org"]
