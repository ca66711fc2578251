"""Circles that became small: who could come in, two that become one; what all must say yes to, and what nobody can tell."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from cast import Cast, join
from circling import agree, begin, meet
from composing import crowd, opened, signed
from reciproca.audit.models import Entry
from reciproca.boundaries.actions import block_person
from reciproca.circles import actions
from reciproca.circles.composition import Sitter, Table
from reciproca.circles.mending import Remedy, mendings_to_answer, slots_met, small_circles_seen_by
from reciproca.circles.mends import Mend, mends
from reciproca.circles.models import Circle, Meeting, Mending, MendingVoice, Seat
from reciproca.circles.queries import bound_by, charter_in_force, invitations_to, members_of, template_of
from reciproca.circles.tasks import look_after_circles
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db
EVENING = frozenset({"|mon-evening"})


def letters(name: str) -> list[str]:
    mails = OutboxMail.objects.filter(renderer__endswith=f".{name}").order_by("recipient")
    return [mail.recipient.partition(".")[0] for mail in mails]


def small(*people: Membership, name: str = "Prime volte", days: int = 3, **charter: str) -> Circle:
    """Three began it, met, and the last of them left."""
    gone = join("Andata", f"Via {name}")
    circle = begin(*people, gone, name=name)
    charters = agree(circle, [*people, gone]) if not charter else None
    if charters is None:
        proposed = actions.propose_charter(circle, by=people[0], **_text(**charter))
        for person in (*people[1:], gone):
            actions.agree_to_charter(proposed, by=person)
        circle.refresh_from_db()
    meet(circle, people[0], days=days)
    actions.leave_circle(circle, by=gone)
    circle.refresh_from_db()
    return circle


def _text(**changes: str) -> dict[str, str]:
    return template_of("it") | changes


def slots_of(circle: Circle) -> list[str]:
    return sorted(slots_met(circle))


def remedies(by: Membership) -> list[Remedy]:
    return [remedy for one in small_circles_seen_by(by) for remedy in one.remedies]


def wanting(people: Cast, *persons: Membership, slots: list[str], **more: str) -> None:
    signed(opened(people), persons, slots=slots, **more)


def two_small(people: Cast, **charter: str) -> tuple[Circle, Circle]:
    one = small(people.ada, people.giulio)
    return one, small(people.paola, people.davide, name="Seconde volte", **charter)


def merger(people: Cast, **charter: str) -> Mending:
    two_small(people, **charter)
    [remedy] = remedies(people.marta)
    assert remedy.other is not None
    return actions.propose_mending(remedy.circle, remedy.other.public_id, by=people.marta)


# ── what is proposed ──


def test_whoever_signed_up_and_can_then_is_proposed(people: Cast, now: object) -> None:
    circle = small(people.ada, people.giulio)
    assert remedies(people.marta) == []
    wanting(people, people.paola, slots=slots_of(circle))
    wanting(people, *crowd(1), slots=["tue-lunch"])

    [remedy] = remedies(people.marta)

    assert (remedy.circle, remedy.person, remedy.other, remedy.moves) == (circle, people.paola, None, 0)
    assert remedy.times
    assert small_circles_seen_by(people.ada) == []


def test_a_circle_with_enough_or_that_only_invites_is_left_alone(people: Cast, now: object) -> None:
    circle = small(people.ada, people.giulio)
    actions.change_circle(circle, by=people.ada, version=circle.version, name="A", about="B", entry="invitation")
    whole = begin(people.paola, people.davide, people.marta, name="Tre")
    agree(whole, [people.paola, people.davide, people.marta])

    assert small_circles_seen_by(people.marta) == []


def test_two_small_ones_become_one_where_nobody_waits(people: Cast, now: object) -> None:
    one, other = two_small(people)

    [remedy] = remedies(people.marta)

    assert {remedy.circle, remedy.other} == {one, other}
    assert (remedy.moves, remedy.one_charter) == (2, True)


def test_who_waits_is_rather_taken_in_than_that_somebody_moves(people: Cast, now: object) -> None:
    one, other = two_small(people)
    wanting(people, *crowd(4), slots=sorted({*slots_of(one), *slots_of(other)}))

    found = remedies(people.marta)

    assert {remedy.circle for remedy in found} == {one, other}
    assert all(remedy.other is None for remedy in found)


def test_what_a_block_keeps_apart_looks_like_what_does_not_fit(people: Cast, now: object, client: Client) -> None:
    """As if the times were others: the page is the same."""
    circle = small(people.ada, people.giulio)
    wanting(people, people.paola, slots=["tue-lunch"])
    client.force_login(people.marta.account)
    page = "/montefeltro/circles/mendings/"
    other_times = client.get(page).content
    people.paola.circle_seats.all().delete()
    wanting(people, people.paola, slots=slots_of(circle))
    assert client.get(page).content != other_times

    block_person(people.giulio, by=people.paola)

    assert remedies(people.marta) == []
    assert _bare(client.get(page).content) == _bare(other_times)


def _bare(page: bytes) -> str:
    """Without what differs at every look."""
    return re.sub(r"\b([A-Za-z0-9]{64}|[0-9a-f]{32})\b", "", page.decode())


def _table(least: int, sizes: list[int], waiting: int, **more: object) -> Table:
    group, key = {}, 0
    for number, size in enumerate(sizes, start=1):
        for _each in range(size):
            key += 1
            group[key] = number
    sitters = tuple(Sitter(key=each, slots=EVENING) for each in range(1, key + waiting + 1))
    return Table(sitters=sitters, least=least, most=8, group=group, **more)  # type: ignore[arg-type]


def test_the_engine_takes_the_fewest_moves() -> None:
    assert [(one.number, len(one.people), one.other) for one in mends(_table(5, [3, 4], 6))] == [
        (1, 2, None),
        (2, 1, None),
    ]
    assert mends(_table(5, [3, 4], 0)) == [Mend(2, other=1, moves=3)]
    assert mends(_table(5, [3, 4], 0, apart=frozenset({frozenset({1, 4})}))) == []
    # one who can come is better than none
    assert [(one.number, len(one.people)) for one in mends(_table(5, [2], 2))] == [(1, 1)]
    assert mends(_table(5, [], 3)) == []


# ── asking, and what follows ──


def test_with_one_yes_a_seat_is_offered_and_they_decide(people: Cast, now: object) -> None:
    circle = small(people.ada, people.giulio)
    wanting(people, people.paola, slots=slots_of(circle))
    mending = actions.propose_mending(circle, people.paola.public_id, by=people.marta)
    assert letters("mending_proposed") == ["ada", "giulio"]
    assert remedies(people.marta) == []  # it is on its way

    actions.answer_mending(mending, False, by=people.ada)
    assert list(mendings_to_answer(people.ada)) == []
    assert not Seat.objects.filter(person=people.paola).exists()
    actions.answer_mending(mending, True, by=people.giulio)

    [seat] = invitations_to(people.paola)
    assert (seat.offered_by, letters("seat_offered")) == (people.giulio, ["paola"])
    assert not MendingVoice.objects.exists()
    actions.accept_invitation(seat, by=people.paola)
    assert people.paola in members_of(circle, people.ada)
    assert small_circles_seen_by(people.marta) == []


def test_only_what_is_proposed_can_be_asked(people: Cast, now: object) -> None:
    circle = small(people.ada, people.giulio)
    wanting(people, people.paola, slots=slots_of(circle))

    with pytest.raises(actions.NoRemedy):
        actions.propose_mending(circle, people.davide.public_id, by=people.marta)
    with pytest.raises(actions.NoRemedy):
        actions.propose_mending(circle, people.paola.public_id, by=people.ada)
    actions.propose_mending(circle, people.paola.public_id, by=people.marta)
    with pytest.raises(actions.NoRemedy):
        actions.propose_mending(circle, people.paola.public_id, by=people.marta)


def test_two_become_one_when_all_have_said_yes_and_not_before(people: Cast, now: object) -> None:
    mending = merger(people)
    stays, ends = mending.circle, mending.other
    assert ends is not None
    everybody = [people.ada, people.giulio, people.paola, people.davide]
    assert letters("mending_proposed") == ["ada", "davide", "giulio", "paola"]
    for person in everybody[:3]:
        actions.answer_mending(mending, True, by=person)
        assert set(Circle.objects.values_list("state", flat=True)) == {"meeting"}

    actions.answer_mending(mending, True, by=people.davide)

    stays.refresh_from_db()
    ends.refresh_from_db()
    assert (stays.state, ends.state) == ("meeting", "ended")
    assert set(members_of(stays, people.ada)) == set(everybody)
    assert set(bound_by(stays)) == set(everybody)
    assert letters("circles_merged") == ["ada", "davide", "giulio", "paola"]
    assert letters("circle_ended") == []
    assert Meeting.objects.filter(circle=ends, state="planned", starts_at__gt=clock.now()).count() == 0
    assert Entry.objects.filter(deed="merge_circles").count() == 1
    with pytest.raises(actions.NotYours):
        actions.answer_mending(mending, True, by=people.ada)


def test_where_the_charters_differ_all_say_yes_to_a_new_one(people: Cast, now: object) -> None:
    mending = merger(people, purpose="Per non restare soli coi conti.")
    assert (mending.charter, mending.template) == (None, "forum-1")

    for person in (people.ada, people.giulio, people.paola, people.davide):
        actions.answer_mending(mending, True, by=person)

    holds = charter_in_force(mending.circle)
    assert holds is not None
    assert (holds.number, holds.purpose) == (2, _text()["purpose"])
    assert len(bound_by(mending.circle)) == 4


def test_one_no_and_nothing_moves_and_nobody_learns_whose(people: Cast, now: object, client: Client) -> None:
    mending = merger(people)
    client.force_login(people.giulio.account)
    inside = f"/montefeltro/circles/{next(iter(people.giulio.circle_seats.all())).circle.public_id}/"
    before = _bare(client.get(inside).content)
    marta = Client()
    marta.force_login(people.marta.account)
    listed = _bare(marta.get("/montefeltro/circles/mendings/").content)

    actions.answer_mending(mending, True, by=people.ada)
    actions.answer_mending(mending, False, by=people.paola)

    assert _bare(client.get(inside).content) == before
    assert _bare(marta.get("/montefeltro/circles/mendings/").content) == listed
    for person in (people.giulio, people.davide):
        actions.answer_mending(mending, True, by=person)
    assert set(Circle.objects.values_list("state", flat=True)) == {"meeting"}
    with clock.at(mending.closes_at + timedelta(minutes=1)):
        look_after_circles()
        assert Mending.objects.get().state == "closed"
        assert not MendingVoice.objects.exists()
        assert all(remedy.other is None for remedy in remedies(people.marta))  # not again so soon


def test_a_block_that_comes_later_stops_it_without_a_word(people: Cast, now: object) -> None:
    mending = merger(people)
    for person in (people.ada, people.giulio, people.paola):
        actions.answer_mending(mending, True, by=person)
    block_person(people.ada, by=people.davide)

    assert list(mendings_to_answer(people.davide)) == []
    with pytest.raises(actions.NotYours):
        actions.answer_mending(mending, True, by=people.davide)
    look_after_circles()
    assert Mending.objects.get().state == "proposed"  # for the others it waits, as if somebody had said nothing yet


def test_who_leaves_holds_nobody_up(people: Cast, now: object) -> None:
    gone = join("Quinta", "Persona")
    one = small(people.ada, people.giulio)
    small(people.paola, people.davide, name="Seconde volte")
    [remedy] = remedies(people.marta)
    assert remedy.other is not None
    mending = actions.propose_mending(remedy.circle, remedy.other.public_id, by=people.marta)
    actions.join_circle(one, by=gone)
    for person in (people.ada, people.giulio, people.paola, people.davide):
        actions.answer_mending(mending, True, by=person)
    assert Mending.objects.get().state == "proposed"

    actions.leave_circle(one, by=gone)
    look_after_circles()

    assert Mending.objects.get().state == "done"


# ── pages ──


def test_pages(people: Cast, now: object) -> None:
    marta, ada = Client(), Client()
    marta.force_login(people.marta.account)
    ada.force_login(people.ada.account)
    page = "/montefeltro/circles/mendings/"
    assert "Nessun cerchio è rimasto in pochi" in marta.get(page).content.decode()
    assert ada.get(page).status_code in (403, 404)
    one, other = two_small(people, purpose="Altro.")
    shown = marta.get(page).content.decode()
    assert "Seconde volte" in shown
    assert "Chiedi ai due cerchi" in shown
    assert "Alcuni sono rimasti in pochi" in marta.get("/montefeltro/circles/compositions/").content.decode()

    [remedy] = remedies(people.marta)
    marta.post(f"/montefeltro/circles/{remedy.circle.public_id}/mending/", {"which": remedy.which})

    mending = Mending.objects.get()
    assert {mending.circle, mending.other} == {one, other}
    inside = ada.get(f"/montefeltro/circles/{one.public_id}/").content.decode()
    assert "Diventare uno con «Seconde volte»?" in inside
    assert "Leggi il patto" in inside
    assert "diventerebbe uno con un altro cerchio?" in ada.get("/montefeltro/").content.decode()
    ada.post(f"/montefeltro/circles/mendings/{mending.public_id}/answer/", {"answer": "yes"})
    assert MendingVoice.objects.get().person == people.ada
    assert "Diventare uno con" not in ada.get(f"/montefeltro/circles/{one.public_id}/").content.decode()
