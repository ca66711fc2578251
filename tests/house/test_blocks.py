"""Somebody who was blocked sees nothing that tells them so: what they see is what they would see had the other left."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

import making
from cast import Cast, join
from circling import bring, meet, propose, under_way
from gathering import of, started
from giving import tell
from introducing import WORDS, joined
from ledger import confirm, give
from reciproca.boundaries.actions import block_person
from reciproca.calendars.actions import make_feed
from reciproca.circles import actions as circles
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Membership
from reciproca.conversations.actions import tell_unread
from reciproca.conversations.models import Conversation, Message
from reciproca.core import clock
from reciproca.core.prepared import forget
from reciproca.core.together import for_many
from reciproca.exchanges import actions as exchanges
from reciproca.gatherings import actions as gatherings
from reciproca.gatherings.actions import draw_coffee, say_of_table
from reciproca.introductions.actions import forward_introduction, request_introduction
from reciproca.library import actions as library
from reciproca.network import actions as network
from reciproca.network.actions import connect
from reciproca.network.choices import Kind
from reciproca.network.models import ConnectionRequest
from reciproca.network.queries import code_of
from reciproca.notifications.models import OutboxMail
from reciproca.people.actions import begin_profile, edit_profile
from reciproca.people.queries import needs_of
from reciproca.privacy.archive import write_archive
from reciproca.privacy.gathering import gather_person
from reciproca.projects import actions as projects
from reciproca.suggestions.actions import offer_help
from talking import between, say
from talking import three as talk_of_three
from writing import published

from .addresses import Address, every_address
from .matrix import Matrix, Principal, _path, scrubbed
from .places import EXAMPLES, Neighbourhood, Of
from .reading import letter_of, words_in

pytestmark = pytest.mark.sweep

SEARCHES = ("?q=Ada", "?q=Carta", "?q=fornitori", "?q=budget")
#: A list that is searched has a field for it; one on several pages leads to them.
SEARCHED, PAGED = b'name="q"', b"?page="
#: What an address is about that wants the id of a person, or of a need.
ABOUT = {"people": {"one", "other", "with_met", "ally", ""}, "needs": {"need", ""}}

Seen = dict[str, tuple[int, str, bytes]]


def everything(
    people: Cast, matrix: Matrix, principal: Principal, ids: dict[str, list[str]], *, rooms: tuple[str, ...] = ("",)
) -> Seen:
    """Every page inside the community that this person can open: the lists, searched too, and all that has one of `ids`."""
    seen: Seen = {}
    for address in every_address():
        if not address.inside or address.name.startswith("demo:") or address.name == "notifications:live":
            continue
        if not address.name.startswith(rooms):
            continue
        if not address.own_arguments:
            paths = [_path(address, "montefeltro", {})]
        elif address.own_arguments == ("public_id",):
            paths = [_path(address, "montefeltro", {"public_id": one}) for one in fitting(address, ids)]
        else:
            continue
        for path in paths:  # it grows by what is searched
            response = matrix._ask(path, principal, "GET")
            text = scrubbed(response, path, {})
            seen[path] = (response.status_code, response.get("Location", ""), text)
            if "?" not in path:
                paths += [path + query for query in SEARCHES if SEARCHED in text]
                paths += [f"{path}?page=2"] if PAGED in text else []
    return seen


def fitting(address: Address, ids: dict[str, list[str]]) -> list[str]:
    """Ids of people and of needs where one is wanted, the others wherever there is an id."""
    example = EXAMPLES.get(address.name)
    what = example.what if isinstance(example, Of) else ""
    return [one for kind, found in ids.items() if what in ABOUT.get(kind, {what}) for one in found]


@pytest.fixture
def look(people: Cast) -> Callable[..., Seen]:
    matrix = Matrix(people)
    principal = next(one for one in matrix.principals if one.name == "giulio, member")
    matrix._cookie(principal)

    def look(ids: dict[str, list[str]], before: Callable[[], object] = lambda: None) -> Seen:
        mark = transaction.savepoint()
        try:
            before()
            return everything(people, matrix, principal, ids)
        finally:
            transaction.savepoint_rollback(mark)

    return look


def strangers(people: Cast) -> dict[str, list[str]]:
    """Ada and Giulio have never met; she offers and needs something, as Paola does."""
    tell(people.giulio, offers=["Preparare un budget"], needs=["Trattare con i fornitori"])
    tell(people.ada, offers=["Trattare con i fornitori"], needs=["Il budget del mio reparto"])
    tell(people.paola, offers=["Trattare con i fornitori esteri"], needs=["Il mio primo budget"])
    profile = begin_profile(people.ada)
    edit_profile(profile, by=people.ada, version=profile.version, story="Vent’anni di acquisti.")
    return {
        "people": [str(people.ada.public_id), str(people.paola.public_id)],
        "needs": [str(need.public_id) for one in (people.ada, people.paola) for need in needs_of(one)],
    }


def absent(person: Membership) -> None:
    Membership.objects.filter(pk=person.pk).update(state=MembershipState.LEFT)


def apart(one: Seen, other: Seen) -> list[str]:
    return [path for path in one if one[path] != other.get(path)]


@pytest.mark.long
def test_a_block_looks_like_an_absence(people: Cast, look: Callable[..., Seen]) -> None:
    ids = strangers(people)
    as_ever = look(ids)

    blocked = look(ids, lambda: block_person(people.giulio, by=people.ada))
    gone = look(ids, lambda: absent(people.ada))

    assert apart(blocked, gone) == []
    assert len(blocked) > 200
    assert f"/montefeltro/people/{people.ada.public_id}/" in apart(as_ever, blocked)


@pytest.mark.usefixtures("prepared_anew")
def test_a_list_that_forgets_blocks_is_found(
    people: Cast, look: Callable[..., Seen], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    ids = strangers(people)
    gone = look(ids, lambda: absent(people.ada))
    monkeypatch.setattr("reciproca.people.queries.visible_among", lambda them, viewer: them)
    forget()

    blocked = look(ids, lambda: block_person(people.giulio, by=people.ada))

    assert apart(blocked, gone) != []


# ── thanks, offers of help, letters, files ──

#: The rooms in which two who share no mentorship may still have to do with each other.
BETWEEN_STRANGERS = ("exchanges:", "suggestions:", "people:person-detail", "pages:", "mentoring:calendar")


def strangers_with_words(people: Cast) -> dict[str, list[str]]:
    """Ada mentored Paola, who thanks her; each recommends the other; Ada and Giulio offered each other help."""
    strangers(people)
    place = Neighbourhood(people.montefeltro, people.marta, people.ada, people.paola)
    thanks = exchanges.approve_recognition(place.recognition, by=people.ada, version=place.recognition.version)
    asked = exchanges.ask_recommendation(people.ada, by=people.paola, about="Come leggo un budget")
    words = "Paola legge un budget come un giornale."
    written = exchanges.give_recommendation(asked, by=people.ada, version=asked.version, text=words)
    exchanges.approve_recommendation(written, by=people.paola, version=written.version)
    hers = offer_help(needs_of(people.giulio)[0], "Mezz’ora al telefono.", by=people.ada)
    his = offer_help(needs_of(people.ada)[0], "Ho un foglio pronto.", by=people.giulio)
    others = offer_help(needs_of(people.paola)[0], "Ho un foglio pronto.", by=people.giulio)
    return {
        "people": [str(people.ada.public_id), str(people.paola.public_id)],
        "words": [str(row.public_id) for row in (thanks, written)],
        "offers": [str(offer.public_id) for offer in (hers, his, others)],
    }


@pytest.fixture
def read(people: Cast, tmp_path: Path) -> Callable[..., Seen]:
    """What Giulio reads between strangers: pages, his calendar, his letters as they would leave now, his copy."""
    matrix = Matrix(people)
    principal = next(one for one in matrix.principals if one.name == "giulio, member")
    matrix._cookie(principal)
    feed = f"/montefeltro/calendar/{make_feed(by=people.giulio)}/sessions.ics"

    def read(ids: dict[str, list[str]], before: Callable[[], object] = lambda: None) -> Seen:
        mark = transaction.savepoint()
        try:
            before()
            forget()
            seen = everything(people, matrix, principal, ids, rooms=BETWEEN_STRANGERS)
            answer = matrix._ask(feed, principal, "GET")
            seen["calendar"] = (answer.status_code, "", scrubbed(answer, feed, {}))
            for mail in OutboxMail.objects.filter(recipient=people.giulio.email).order_by("pk"):
                seen[f"letter {mail.key}"] = (0, mail.renderer, (letter_of(mail) or "not sent").encode())
            copy = tmp_path / "copy.zip"
            write_archive(copy, None, None, [gather_person(people.giulio)], made_at=clock.now(), language="it")
            seen["copy"] = (0, "", words_in(copy.read_bytes()).encode())
            return seen
        finally:
            transaction.savepoint_rollback(mark)

    return read


def test_in_words_letters_and_files_a_block_looks_like_an_absence(people: Cast, read: Callable[..., Seen]) -> None:
    ids = strangers_with_words(people)
    as_ever = read(ids)

    blocked = read(ids, lambda: block_person(people.giulio, by=people.ada))
    gone = read(ids, lambda: absent(people.ada))

    assert apart(blocked, gone) == []
    changed = apart(as_ever, blocked)
    assert "/montefeltro/thanks/" in changed
    assert [key for key in changed if key.startswith("letter ")] != []


@pytest.mark.usefixtures("prepared_anew")
@pytest.mark.parametrize(
    ("forgets", "shows"),
    [("reciproca.exchanges.queries.thanks", "/montefeltro/"), ("reciproca.suggestions.queries", "letter ")],
)
def test_words_and_letters_that_forget_blocks_are_found(
    people: Cast, read: Callable[..., Seen], monkeypatch: pytest.MonkeyPatch, forgets: str, shows: str
) -> None:
    """The negative control."""
    ids = strangers_with_words(people)
    gone = read(ids, lambda: absent(people.ada))
    monkeypatch.setattr(f"{forgets}.people_visible_to", lambda viewer: Membership.objects.filter(state="active"))
    forget()

    blocked = read(ids, lambda: block_person(people.giulio, by=people.ada))

    assert any(key.startswith(shows) for key in apart(blocked, gone))


# ── ties ──

#: Where a tie shows, and what is suggested because of it.
TIED = ("here:relationship", "here:today", "suggestions:giving-back", "people:person-detail", "network:")


def tied(people: Cast) -> dict[str, list[str]]:
    """Ada and Giulio helped each other for months and fell silent; now she needs what he offers. He helped Paola, too."""
    strangers(people)
    for days in range(400, 200, -20):
        with clock.at(clock.now() - timedelta(days=days)):
            confirm(give(people.ada, people.giulio, kind=Kind.ANSWER))
            confirm(give(people.giulio, people.ada, kind=Kind.ANSWER))
    confirm(give(people.giulio, people.paola))
    return {"people": [str(people.ada.public_id), str(people.paola.public_id)]}


@pytest.fixture
def meet_again(people: Cast) -> Callable[..., Seen]:
    matrix = Matrix(people)
    principal = next(one for one in matrix.principals if one.name == "giulio, member")
    matrix._cookie(principal)

    def meet_again(
        ids: dict[str, list[str]], before: Callable[[], object] = lambda: None, rooms: tuple[str, ...] = TIED
    ) -> Seen:
        mark = transaction.savepoint()
        try:
            before()
            forget()
            return everything(people, matrix, principal, ids, rooms=rooms)
        finally:
            transaction.savepoint_rollback(mark)

    return meet_again


def test_where_a_tie_was_a_block_looks_like_an_absence(people: Cast, meet_again: Callable[..., Seen]) -> None:
    ids = tied(people)
    as_ever = meet_again(ids)

    blocked = meet_again(ids, lambda: block_person(people.giulio, by=people.ada))
    gone = meet_again(ids, lambda: absent(people.ada))

    assert apart(blocked, gone) == []
    changed = apart(as_ever, blocked)
    story = f"/montefeltro/relationships/{people.ada.public_id}/"
    assert {story, "/montefeltro/", "/montefeltro/relationships/"} <= set(changed)
    assert (as_ever[story][0], blocked[story][0]) == (200, 404)
    assert b"Ada" in as_ever["/montefeltro/"][2]


def connected(people: Cast) -> dict[str, list[str]]:
    """Ada and Giulio are connected, met, and are allies; Paola is connected with both. Davide was asked by Giulio, and asks him."""
    strangers(people)
    words = {"context": "Alla cena di Urbino", "why": "Apro in Germania"}
    ask, accept = network.request_connection, network.accept_connection
    accept(ask(people.ada, by=people.giulio, **words), by=people.ada)
    with clock.at(clock.now() - timedelta(days=2)):
        accept(ask(people.ada, by=people.paola, **words), by=people.ada)
        accept(ask(people.giulio, by=people.paola, **words), by=people.giulio)
    met = network.read_code(code_of(network.show_code(by=people.giulio, place="Verona")), by=people.ada)
    network.confirm_encounter(met, by=people.giulio)
    for one, other in ((people.ada, people.giulio), (people.giulio, people.ada)):
        network.name_ally(other, by=one)
    network.care_for(people.ada, by=people.giulio, note="Sua figlia studia a Lione", rhythm=30)
    reminder = network.remind(people.ada, by=people.giulio, on=clock.today("Europe/Rome"), words="La sua fiera")
    return {
        "people": [str(people.ada.public_id), str(people.paola.public_id)],
        "rows": [str(row.public_id) for row in (met, reminder, *ConnectionRequest.objects.all())],
    }


def waiting(people: Cast) -> dict[str, list[str]]:
    """Ada has asked Giulio to be connected, and reads a code of his; nobody has answered."""
    strangers(people)
    asked = network.request_connection(
        people.giulio, by=people.ada, context="Alla cena di Urbino", why="Apro in Germania"
    )
    met = network.read_code(code_of(network.show_code(by=people.giulio)), by=people.ada)
    return {"people": [str(people.ada.public_id)], "rows": [str(asked.public_id), str(met.public_id)]}


def asked(people: Cast) -> dict[str, list[str]]:
    """Giulio has asked Ada, who asks something back; Ada shows a code that he read."""
    strangers(people)
    row = network.request_connection(
        people.ada, by=people.giulio, context="Alla cena di Urbino", why="Apro in Germania"
    )
    network.question_connection(row, "Per quali prodotti?", by=people.ada)
    met = network.read_code(code_of(network.show_code(by=people.ada)), by=people.giulio)
    return {"people": [str(people.ada.public_id)], "rows": [str(row.public_id), str(met.public_id)]}


@pytest.mark.parametrize("scene", [connected, waiting, asked])
def test_where_a_connection_was_a_block_looks_like_an_absence(
    people: Cast, meet_again: Callable[..., Seen], scene: Callable[[Cast], dict[str, list[str]]]
) -> None:
    ids = scene(people)
    as_ever = meet_again(ids)

    blocked = meet_again(ids, lambda: block_person(people.giulio, by=people.ada))
    gone = meet_again(ids, lambda: absent(people.ada))

    assert apart(blocked, gone) == []
    assert {"/montefeltro/", f"/montefeltro/people/{people.ada.public_id}/"} <= set(apart(as_ever, blocked))


@pytest.mark.usefixtures("prepared_anew")
@pytest.mark.parametrize(
    ("forgets", "shows"),
    [
        (("network.queries.connections", "network.queries.ledger"), "relationships/"),
        (("people.queries", "suggestions.queries"), ""),
    ],
)
def test_a_tie_that_forgets_blocks_is_found(
    people: Cast, meet_again: Callable[..., Seen], monkeypatch: pytest.MonkeyPatch, forgets: tuple[str, str], shows: str
) -> None:
    """The negative control. Each asks at two places, for the people and for what is told of them."""
    ids = tied(people)
    gone = meet_again(ids, lambda: absent(people.ada))
    for room in forgets:
        if room == "network.queries.ledger":
            monkeypatch.setattr(f"reciproca.{room}.visible_among", lambda them, viewer: them)
        elif room == "people.queries":
            nobody = for_many(lambda viewers: [frozenset()] * len(viewers))
            monkeypatch.setattr(f"reciproca.{room}.hidden_from", nobody)
        else:
            everybody = lambda viewer: Membership.objects.filter(state="active")  # noqa: E731
            monkeypatch.setattr(f"reciproca.{room}.people_visible_to", everybody)
    forget()

    blocked = meet_again(ids, lambda: block_person(people.giulio, by=people.ada))

    assert f"/montefeltro/{shows}" in apart(blocked, gone)


# ── conversations ──

#: Where what two people write to each other shows.
TALKING = ("conversations:", "here:today")


def talking(people: Cast) -> dict[str, list[str]]:
    """Ada and Giulio write to each other, with Paola too; each has something to read, and Giulio quotes Ada."""
    with clock.at(clock.now() - timedelta(hours=3)):
        two, three = between(people.ada, people.giulio, "Hai visto il listino?"), talk_of_three(people)
        hers = say(three, people.ada, "Vi presento: i fornitori sono di Paola")
        his = say(three, people.giulio, "Piacere!", quotes=hers)
        theirs = say(three, people.paola, "Eccoci, Giulio")
    return {
        "people": [str(people.ada.public_id), str(people.paola.public_id)],
        "talks": [str(row.public_id) for row in (two, three)],
        "messages": [str(row.public_id) for row in (two.messages.get(), hers, his, theirs)],
    }


@pytest.fixture
def overhear(people: Cast) -> Callable[..., Seen]:
    """What Giulio reads in conversations, and in the letter about what he has not read."""
    matrix = Matrix(people)
    principal = next(one for one in matrix.principals if one.name == "giulio, member")
    matrix._cookie(principal)

    def overhear(ids: dict[str, list[str]], before: Callable[[], object] = lambda: None) -> Seen:
        mark = transaction.savepoint()
        try:
            tell_unread()
            before()
            forget()
            mail = OutboxMail.objects.get(recipient=people.giulio.email, renderer__endswith="mails.unread")
            seen: Seen = {"letter unread": (0, "", (letter_of(mail) or "not sent").encode())}
            return seen | everything(people, matrix, principal, ids, rooms=TALKING)
        finally:
            transaction.savepoint_rollback(mark)

    return overhear


def test_in_conversations_a_block_looks_like_an_absence(people: Cast, overhear: Callable[..., Seen]) -> None:
    ids = talking(people)
    as_ever = overhear(ids)

    def block_and_go_on() -> None:
        block_person(people.giulio, by=people.ada)
        say(Conversation.objects.get(first=None), people.ada, "Paola, ci sei?")

    blocked = overhear(ids, block_and_go_on)
    gone = overhear(ids, lambda: absent(people.ada))

    assert apart(blocked, gone) == []
    changed = apart(as_ever, blocked)
    assert {f"/montefeltro/conversations/{key}/" for key in ids["talks"]} <= set(changed)
    assert {"letter unread", "/montefeltro/conversations/", "/montefeltro/conversations/?q=fornitori"} <= set(changed)


@pytest.mark.usefixtures("prepared_anew")
def test_conversations_that_forget_blocks_are_found(
    people: Cast, overhear: Callable[..., Seen], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    ids = talking(people)
    gone = overhear(ids, lambda: absent(people.ada))

    def block_and_go_on() -> None:
        block_person(people.giulio, by=people.ada)
        say(Conversation.objects.get(first=None), people.ada, "Paola, ci sei? Parlo dei fornitori")

    for forgets, how in (
        ("queries.people_visible_to", lambda viewer: Membership.objects.filter(state="active")),
        ("picture.readable_by", lambda reader: Message.objects.all()),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(f"reciproca.conversations.{forgets}", how)
            assert apart(overhear(ids, block_and_go_on), gone) != []


# ── introductions ──


def introduced(people: Cast) -> dict[str, list[str]]:
    """Ada is asked by Giulio, asks through him, and would like to know him through Paola."""
    joined(people)
    for other in (people.davide, people.paola):
        connect(people.giulio, other, source=people.giulio)
    lea = join("Lea", "Riva")
    connect(people.ada, lea, source=lea)
    through_ada = request_introduction(by=people.giulio, introducer=people.ada, recipient=lea, **WORDS)
    through_him = request_introduction(by=people.ada, introducer=people.giulio, recipient=people.davide, **WORDS)
    ivo = join("Ivo", "Riva")
    connect(people.paola, ivo, source=ivo)
    to_him = request_introduction(by=ivo, introducer=people.paola, recipient=people.giulio, **WORDS)
    forward_introduction(to_him, by=people.paola, text="Eccolo")
    return {
        "people": [str(one.public_id) for one in (people.ada, people.paola, lea)],
        "introductions": [str(row.public_id) for row in (through_ada, through_him, to_him)],
    }


def test_in_introductions_a_block_looks_like_an_absence(people: Cast, meet_again: Callable[..., Seen]) -> None:
    ids = introduced(people)
    rooms = ("introductions:", "people:person-detail", "here:today")
    as_ever = meet_again(ids, rooms=rooms)

    blocked = meet_again(ids, lambda: block_person(people.giulio, by=people.ada), rooms=rooms)
    gone = meet_again(ids, lambda: absent(people.ada), rooms=rooms)

    assert apart(blocked, gone) == []
    mine, through_me, to_me = (f"/montefeltro/introductions/{one}/" for one in ids["introductions"])
    changed = apart(as_ever, blocked)
    assert (mine in changed, through_me in changed, to_me in changed) == (False, True, False)
    assert (as_ever[mine][0], as_ever[through_me][0], blocked[through_me][0], as_ever[to_me][0]) == (200, 200, 404, 200)


# ── circles ──


def seated(people: Cast) -> dict[str, list[str]]:
    """Ada, Giulio, Paola and Davide in one circle; Ada proposed a change, promised something, brought a case, asked and wrote
    on Paola's, and comes."""
    circle = under_way(people, people.davide)
    meeting = meet(circle, people.ada)
    circles.say_presence(meeting, "coming", by=people.ada, word="Porto i dolci")
    promised = circles.make_commitment(circle, "Comprare meno dolci", by=people.ada)
    charter = propose(circle, people.ada)
    case = bring(circle, people.ada, title="Perché compro dolci?")
    theirs = bring(circle, people.paola)
    circles.ask_about_case(theirs, "Da quando?", by=people.ada)
    circles.begin_silence(theirs, by=people.paola)
    circles.write_idea(theirs, by=people.ada, idea="Parlarne")
    circles.open_ideas(theirs, by=people.paola)
    return {
        "people": [str(people.ada.public_id)],
        "circles": [str(row.public_id) for row in (circle, meeting, promised, charter, case, theirs)],
    }


def test_in_circles_a_block_looks_like_an_absence(people: Cast, meet_again: Callable[..., Seen]) -> None:
    ids = seated(people)
    rooms = ("circles:", "here:today")
    as_ever = meet_again(ids, rooms=rooms)

    blocked = meet_again(ids, lambda: block_person(people.giulio, by=people.ada), rooms=rooms)
    gone = meet_again(ids, lambda: absent(people.ada), rooms=rooms)

    assert apart(blocked, gone) == []
    circle, meeting = ids["circles"][:2]
    changed = apart(as_ever, blocked)
    assert {f"/montefeltro/circles/{circle}/", f"/montefeltro/circles/meetings/{meeting}/"} <= set(changed)
    assert b"dolci" not in b"".join(seen[2] for seen in blocked.values())


# ── coffee rounds ──


def test_at_coffee_a_block_looks_like_an_absence(people: Cast, meet_again: Callable[..., Seen]) -> None:
    """Ada, who wrote and said that they met, was drawn with Giulio; and with Paola at another one."""
    tables = []
    for other in (people.giulio, people.paola):
        coffee = started(people.marta, [people.ada, other], title=f"Un caffè con {other.given_name}")
        draw_coffee(coffee)
        tables.append(of(coffee))
        say_of_table(tables[-1], "met", by=people.ada)
    ids = {
        "people": [str(people.ada.public_id)],
        "coffee": [str(row.public_id) for table in tables for row in (table, table.turn.coffee)],
    }
    rooms = ("gatherings:", "here:today")
    as_ever = meet_again(ids, rooms=rooms)

    blocked = meet_again(ids, lambda: block_person(people.giulio, by=people.ada), rooms=rooms)
    gone = meet_again(ids, lambda: absent(people.ada), rooms=rooms)

    assert apart(blocked, gone) == []
    changed = apart(as_ever, blocked)
    table, coffee = ids["coffee"][:2]
    assert {f"/montefeltro/coffee/tables/{table}/", f"/montefeltro/coffee/{coffee}/"} <= set(changed)
    assert (as_ever[f"/montefeltro/coffee/tables/{table}/"][0], blocked[f"/montefeltro/coffee/tables/{table}/"][0]) == (
        200,
        404,
    )


def test_at_meet_ups_a_block_looks_like_an_absence(people: Cast, meet_again: Callable[..., Seen]) -> None:
    """Ada called one, and comes to one of Paola’s with a single place left; at one of Davide’s she said that she met Giulio."""
    called = {"title": "Un tavolo", "minutes": 90, "where": "Urbino"}
    soon = clock.now() + timedelta(days=3)
    of_ada = gatherings.call_meetup(by=people.ada, starts_at=soon, **called)
    of_paola = gatherings.call_meetup(by=people.paola, starts_at=soon, most=3, **called)
    of_davide = gatherings.call_meetup(by=people.davide, starts_at=clock.now() + timedelta(seconds=1), **called)
    for meetup in (of_ada, of_paola, of_davide):
        for person in (people.ada, people.giulio):
            gatherings.come_to_meetup(meetup, by=person)
    with clock.at(clock.now() + timedelta(minutes=10)):
        gatherings.say_met(of_davide, [people.giulio], by=people.ada)
        ids = {
            "people": [str(people.ada.public_id)],
            "meetups": [str(row.public_id) for row in (of_ada, of_paola, of_davide)],
        }
        rooms = ("gatherings:", "here:today")
        as_ever = meet_again(ids, rooms=rooms)

        blocked = meet_again(ids, lambda: block_person(people.giulio, by=people.ada), rooms=rooms)
        gone = meet_again(ids, lambda: absent(people.ada), rooms=rooms)

    assert apart(blocked, gone) == []
    pages = [f"/montefeltro/meetups/{one}/" for one in ids["meetups"]]
    assert {"/montefeltro/meetups/", *pages} <= set(apart(as_ever, blocked))
    assert [(as_ever[page][0], blocked[page][0]) for page in pages] == [(200, 404), (200, 200), (200, 200)]


# ── projects ──


def test_in_projects_a_block_looks_like_an_absence(people: Cast, meet_again: Callable[..., Seen]) -> None:
    """Ada, who changed its words and said that it is there, makes something with Giulio and Paola; something with Paola that
    all may read; and asks Giulio into a third."""
    together = making.under_way(people, people.paola)
    projects.change_project(together, by=people.ada, version=1, title="Una guida breve", about=making.ABOUT)
    projects.say_of_end(together, "done", by=people.ada)
    offered = projects.begin_project(by=people.ada, person=people.paola, title="Un orto", about="Dietro la scuola.")
    projects.accept_invitation(offered, by=people.paola)
    open_to_all = projects.begin_project(by=people.ada, person=people.paola, title="Un archivio", about="Di strade.")
    projects.accept_invitation(open_to_all, by=people.paola)
    making.shown(open_to_all, people.ada, people.paola)
    projects.invite_to_project(offered, people.giulio, by=people.ada)
    ids = {
        "people": [str(people.ada.public_id)],
        "projects": [str(row.public_id) for row in (together, offered, open_to_all)],
    }
    rooms = ("projects:", "here:today")
    as_ever = meet_again(ids, rooms=rooms)

    blocked = meet_again(ids, lambda: block_person(people.giulio, by=people.ada), rooms=rooms)
    gone = meet_again(ids, lambda: absent(people.ada), rooms=rooms)

    assert apart(blocked, gone) == []
    assert {f"/montefeltro/projects/{row}/" for row in ids["projects"]} <= set(apart(as_ever, blocked))
    for row in ids["projects"][1:]:
        assert (as_ever[f"/montefeltro/projects/{row}/"][0], blocked[f"/montefeltro/projects/{row}/"][0]) == (200, 404)


# ── the library ──


def test_in_the_library_a_block_looks_like_an_absence(people: Cast, meet_again: Callable[..., Seen]) -> None:
    """Ada wrote a note, alone and with Paola; said that one of Paola’s helped her; and keeps a collection."""
    note, both, of_paola = published(people.ada), published(people.ada, people.paola), published(people.paola)
    library.say_it_helped(of_paola, by=people.ada, change="Ho comprato meno dolci", shown=True)
    library.doubt_note(of_paola, "I dolci sono finiti", by=people.ada)
    shelf = library.make_collection("Prima dei dolci", "Per chi comincia.", by=people.ada)
    library.put_in(shelf, of_paola, by=people.ada)
    ids = {
        "people": [str(people.ada.public_id)],
        "library": [str(row.public_id) for row in (note, both, of_paola)],
    }
    as_ever = meet_again(ids, rooms=("library:",))

    blocked = meet_again(ids, lambda: block_person(people.giulio, by=people.ada), rooms=("library:",))
    gone = meet_again(ids, lambda: absent(people.ada), rooms=("library:",))

    assert apart(blocked, gone) == []
    assert {f"/montefeltro/library/{row}/" for row in ids["library"]} <= set(apart(as_ever, blocked))
    assert b"dolci" not in b"".join(seen[2] for seen in blocked.values())
