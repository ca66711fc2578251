from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cast import Cast
from giving import hide, tell
from ledger import confirm, give
from reciproca.boundaries.actions import block_person
from reciproca.communities.models import Membership
from reciproca.conversations.models import Conversation
from reciproca.core import clock
from reciproca.exchanges import actions
from reciproca.exchanges.models import Reception, Share
from reciproca.exchanges.queries import evidence_for_thanks, shares_visible_to, waiting_receptions
from reciproca.exchanges.reported import remove_share, told_share
from reciproca.exchanges.sharing import people_it_concerns
from reciproca.network.actions import name_ally
from reciproca.network.models import Interaction
from reciproca.notifications.models import OutboxMail
from signing import signed_in_now

WORDS = {"title": "Tre modi di leggere un budget", "words": "Mi ha tolto la paura dei numeri.", "kind": "article"}


def written(people: Cast, **words: str) -> Share:
    """Ada writes of budgets: Giulio looks for help with one, Paola does not."""
    tell(people.giulio, needs=["Il mio primo budget di reparto"])
    tell(people.paola, needs=["Un fornitore di etichette"])
    return actions.write_share(by=people.ada, **{**WORDS, **words})


def sent(people: Cast, *receivers: Membership, **words: str) -> Share:
    return actions.send_share(written(people, **words), receivers or [people.giulio], by=people.ada)


def of(share: Share, person: Membership) -> Reception:
    return Reception.objects.get(share=share, person=person)


def letters(name: str) -> list[str]:
    rows = OutboxMail.objects.filter(renderer__endswith=f".{name}").order_by("pk")
    return [to.partition(".")[0] for to in rows.values_list("recipient", flat=True)]


def test_it_concerns_those_who_look_for_it_with_the_reason_in_their_words(people: Cast) -> None:
    share = written(people)

    assert [(one.person, one.reason, one.theirs) for one in people_it_concerns(share)] == [
        (people.giulio, "need", "Il mio primo budget di reparto")
    ]


def test_who_is_closer_comes_first_and_what_is_not_for_all_is_no_reason(people: Cast) -> None:
    share = written(people)
    tell(people.paola, needs=["Il mio primo budget di reparto"])
    tell(people.davide, needs=["Il mio primo budget di reparto"])
    confirm(give(people.ada, people.paola))
    hide(people.davide, "needs", "partners")

    assert [one.person.given_name for one in people_it_concerns(share)] == ["Paola", "Giulio"]


def test_until_it_is_sent_nobody_else_reads_it(people: Cast) -> None:
    share = written(people)
    assert list(shares_visible_to(people.giulio)) == []

    actions.send_share(share, [people.giulio], by=people.ada)

    assert [row.reason for row in waiting_receptions(people.giulio)] == ["need"]
    assert list(shares_visible_to(people.giulio)) == [share]
    assert list(shares_visible_to(people.paola)) == list(shares_visible_to(people.marta)) == []
    assert letters("shares_for_you") == ["giulio"]
    with pytest.raises(actions.NoLongerThere):
        actions.send_share(share, [people.paola], by=people.ada)


def test_to_an_ally_and_to_whom_one_thinks_of(people: Cast) -> None:
    confirm(give(people.ada, people.paola))
    name_ally(people.paola, by=people.ada)
    name_ally(people.ada, by=people.paola)

    share = sent(people, people.paola, people.davide)

    assert (of(share, people.paola).reason, of(share, people.davide).reason) == ("ally", "chosen")


def test_thanks_are_a_confirmed_line_that_one_may_thank_for_in_public(people: Cast) -> None:
    share, opening = sent(people), sent(people, kind="opening")

    actions.thank_for_share(of(share, people.giulio), by=people.giulio, change="Ho chiuso il primo foglio.")
    actions.thank_for_share(of(opening, people.giulio), by=people.giulio)

    lines = Interaction.objects.order_by("seq").values_list("kind", "giver", "receiver", "confirmed")
    between = (people.ada.ledger_id, people.giulio.ledger_id, True)
    assert list(lines) == [("note", *between), ("lead", *between)]
    assert letters("share_thanked") == ["ada", "ada"]
    assert {found.object_kind for found in evidence_for_thanks(people.giulio)} == {"reception"}
    with pytest.raises(actions.NoLongerThere):
        actions.thank_for_share(of(share, people.giulio), by=people.giulio)


def test_a_no_is_told_to_nobody(people: Cast) -> None:
    share = sent(people)
    posted = OutboxMail.objects.count()

    actions.say_not_for_me(of(share, people.giulio), by=people.giulio)

    assert list(waiting_receptions(people.giulio)) == list(shares_visible_to(people.giulio)) == []
    assert (OutboxMail.objects.count(), Interaction.objects.count()) == (posted, 0)


def test_passed_on_to_one_person_who_may_say_thank_you(people: Cast) -> None:
    share = sent(people)

    actions.pass_on_share(share, by=people.giulio, to=people.paola, note="Pensavo a te")

    theirs = of(share, people.paola)
    assert (theirs.reason, theirs.passed_by, theirs.note) == ("passed", people.giulio, "Pensavo a te")
    actions.thank_for_share(theirs, by=people.paola)
    assert Interaction.objects.get().giver == people.ada.ledger_id
    with pytest.raises(actions.ShareIsElsewhere):
        actions.pass_on_share(share, by=people.giulio, to=people.davide)


def test_passed_on_to_whom_the_sharer_must_not_meet_it_looks_sent(people: Cast) -> None:
    share = sent(people)
    block_person(people.ada, by=people.paola)

    actions.pass_on_share(share, by=people.giulio, to=people.paola)

    assert of(share, people.giulio).state == "passed"
    assert not Reception.objects.filter(person=people.paola).exists()


def test_answering_opens_the_conversation_of_the_two(people: Cast) -> None:
    share = sent(people)

    talk = actions.answer_share(of(share, people.giulio), by=people.giulio)

    assert {talk.first_id, talk.second_id} == {people.ada.pk, people.giulio.pk}
    with pytest.raises(actions.ShareIsElsewhere):
        actions.answer_share(of(share, people.giulio), by=people.paola)
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize("way", ["closed", "over"])
def test_it_ends(people: Cast, way: str) -> None:
    share = sent(people)
    if way == "closed":
        actions.close_share(share, by=people.ada)
    else:
        with clock.at(clock.now() + timedelta(days=21)):
            assert (actions.expire_shares(), actions.expire_shares()) == (1, 0)

    assert list(shares_visible_to(people.giulio)) == []
    assert of(share, people.giulio).state == "let_go"
    with pytest.raises(actions.NoLongerThere):
        actions.thank_for_share(of(share, people.giulio), by=people.giulio)


def test_taken_away_it_is_its_sharers_alone_also_for_who_had_said_thank_you(people: Cast) -> None:
    share = sent(people, people.giulio, people.paola)
    actions.thank_for_share(of(share, people.giulio), by=people.giulio)
    assert told_share(people.paola, share.public_id) is not None

    remove_share(share.public_id, people.marta)

    assert [list(shares_visible_to(who)) for who in (people.ada, people.giulio, people.paola)] == [[share], [], []]
    assert told_share(people.paola, share.public_id) is None


def test_few_are_open_and_few_receive_one(people: Cast) -> None:
    for _number in range(3):
        sent(people)

    with pytest.raises(actions.SharedEnough):
        sent(people)
    assert Share.objects.filter(state="open").count() == 3
    actions.close_share(Share.objects.filter(state="open")[0], by=people.ada)
    for receivers in ([], [people.ada], [people.nora], [people.ugo]):
        with pytest.raises(actions.NobodyChosen):
            actions.send_share(written(people), receivers, by=people.ada)
    with pytest.raises(actions.NotALink):
        written(people, link="javascript:alert(1)")


def test_a_block_makes_it_as_if_it_had_not_been_sent(people: Cast) -> None:
    share = sent(people)
    block_person(people.ada, by=people.giulio)

    assert list(waiting_receptions(people.giulio)) == list(shares_visible_to(people.giulio)) == []
    for act in (actions.thank_for_share, actions.say_not_for_me):
        with pytest.raises(actions.NoLongerThere):
            act(of(share, people.giulio), by=people.giulio)
    assert people_it_concerns(written(people)) == []


# ── pages ──


def test_from_writing_it_to_thanks_on_the_pages(people: Cast, client: Client) -> None:
    tell(people.giulio, needs=["Il mio primo budget di reparto"])
    signed_in_now(client, people.ada.account)
    page = client.post("/montefeltro/shares/new/", {**WORDS, "link": "https://example.org/budget"})["Location"]
    body = client.get(page).content.decode()
    assert "Giulio Serra: cerca «Il mio primo budget di reparto»" in body

    page = client.post(page, {"people": [str(people.giulio.public_id)]})["Location"]
    signed_in_now(client, people.giulio.account)
    body = client.get(page).content.decode()
    assert "cerchi «Il mio primo budget di reparto»" in body
    assert 'href="https://example.org/budget" rel="nofollow"' in body
    client.post(f"{page}thanks/", {"change": "Ho chiuso il primo foglio."})
    signed_in_now(client, people.ada.account)

    assert "Ho chiuso il primo foglio." in client.get(page).content.decode()
    assert "Tre modi di leggere un budget" in client.get("/montefeltro/given-and-received/").content.decode()
    signed_in_now(client, people.paola.account)
    assert client.get(page).status_code == client.post(f"{page}not-for-me/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_one_and_for_three(
    people: Cast, client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(rows):
        sent(people)
    signed_in_now(client, people.giulio.account)
    client.get("/montefeltro/shares/")

    with django_assert_num_queries(5):
        body = client.get("/montefeltro/shares/").content.decode()

    assert body.count("Tre modi di leggere un budget</a>") == rows
