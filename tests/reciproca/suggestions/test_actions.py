"""Offering help, answering, telling, confirming: what changes, what the ledger holds, what is refused."""

from datetime import timedelta

import pytest

from cast import Cast, join
from giving import closed, need_of, offered, tell
from reciproca.audit.models import Entry
from reciproca.boundaries.actions import block_person
from reciproca.core import clock
from reciproca.network.models import Interaction
from reciproca.notifications.models import OutboxMail
from reciproca.people.actions import begin_profile, close_need, edit_profile
from reciproca.people.models import Profile
from reciproca.suggestions import actions
from reciproca.suggestions.models import HelpOffer, MentorInvitation, SetAside


def lines(people: Cast) -> list[tuple]:
    names = {people.giulio.ledger_id: "Giulio", people.paola.ledger_id: "Paola", people.ada.ledger_id: "Ada"}
    return [
        (line.kind, names[line.giver], names[line.receiver], line.confirmed, line.confirms, line.cancels)
        for line in Interaction.objects.order_by("seq")
    ]


def letters(name: str) -> list[str]:
    found = OutboxMail.objects.filter(renderer=f"reciproca.suggestions.mails.{name}")
    return sorted(found.values_list("recipient", flat=True))


def deeds() -> list[str]:
    told = ["offer_help", "accept_help", "decline_help", "withdraw_help", "tell_help", "confirm_help", "let_go_of_help"]
    return list(Entry.objects.filter(deed__in=told).order_by("seq").values_list("deed", flat=True))


def test_a_help_from_the_offer_to_the_word_that_it_helped(people: Cast) -> None:
    offer = offered(people)
    assert (offer.state, letters("help_offered"), lines(people)) == ("sent", ["paola.neri@example.org"], [])

    actions.answer_offer(offer, by=people.paola, accepted=True, reply="Con piacere!")
    assert (offer.state, offer.reply, offer.shows_addresses) == ("accepted", "Con piacere!", True)
    assert letters("help_answered") == ["giulio.serra@example.org"]

    actions.tell_help(offer, by=people.giulio)
    assert (offer.state, letters("help_told")) == ("told", ["paola.neri@example.org"])
    assert lines(people) == [("answer", "Giulio", "Paola", False, None, None)]

    actions.confirm_help(offer, by=people.paola, solved=True)
    assert (offer.state, letters("help_confirmed")) == ("confirmed", ["giulio.serra@example.org"])
    assert lines(people) == [
        ("answer", "Giulio", "Paola", False, None, None),
        ("answer", "Giulio", "Paola", True, 1, None),
    ]
    offer.need.refresh_from_db()
    assert offer.need.outcome == "solved"
    assert deeds() == ["offer_help", "accept_help", "tell_help", "confirm_help"]


def test_who_was_helped_may_say_so_first(people: Cast) -> None:
    offer = offered(people)
    actions.answer_offer(offer, by=people.paola, accepted=True)

    actions.confirm_help(offer, by=people.paola)

    assert [line[3:5] for line in lines(people)] == [(False, None), (True, 1)]
    offer.need.refresh_from_db()
    assert offer.need.closed_at is None


def test_what_did_not_come_to_it_leaves_the_ledger(people: Cast) -> None:
    offer = offered(people)
    actions.answer_offer(offer, by=people.paola, accepted=True)
    actions.tell_help(offer, by=people.giulio)

    actions.let_go_of_help(offer, by=people.paola)

    assert (offer.state, offer.ledger_seq) == ("let_go", None)
    assert lines(people)[-1] == ("answer", "Giulio", "Paola", False, None, 1)


def test_a_no_is_told_and_shows_no_address(people: Cast) -> None:
    offer = offered(people)

    actions.answer_offer(offer, by=people.paola, accepted=False)

    assert (offer.state, offer.shows_addresses) == ("declined", False)
    assert letters("help_answered") == ["giulio.serra@example.org"]
    assert lines(people) == []


def test_each_moves_only_what_is_theirs(people: Cast) -> None:
    offer = offered(people)
    for act in (
        lambda who: actions.answer_offer(offer, by=who, accepted=True),
        lambda who: actions.confirm_help(offer, by=who),
        lambda who: actions.let_go_of_help(offer, by=who),
    ):
        for who in (people.giulio, people.ada, people.marta):
            with pytest.raises(actions.NotYours):
                act(who)
    for act in (actions.withdraw_offer, actions.tell_help):
        for who in (people.paola, people.ada, people.marta):
            with pytest.raises(actions.NotYours):
                act(offer, by=who)
    offer.refresh_from_db()
    assert (offer.state, lines(people)) == ("sent", [])


def test_nothing_happens_twice(people: Cast) -> None:
    offer = offered(people)
    same = HelpOffer.objects.get()
    actions.answer_offer(offer, by=people.paola, accepted=True)
    with pytest.raises(actions.NoLongerWaiting):
        actions.answer_offer(same, by=people.paola, accepted=False)
    actions.tell_help(offer, by=people.giulio)
    with pytest.raises(actions.NoLongerWaiting):
        actions.tell_help(same, by=people.giulio)
    actions.confirm_help(offer, by=people.paola)
    with pytest.raises(actions.NoLongerWaiting):
        actions.confirm_help(same, by=people.paola)
    with pytest.raises(actions.NoLongerWaiting):
        actions.withdraw_offer(same, by=people.giulio)

    assert len(lines(people)) == 2


def test_an_offer_that_nobody_answers_closes_by_itself(people: Cast) -> None:
    offer = offered(people)

    with clock.at(clock.now() + timedelta(days=31)):
        assert offer.is_over_without_answer
        with pytest.raises(actions.NoLongerWaiting):
            actions.answer_offer(offer, by=people.paola, accepted=True)


def test_only_an_accepted_offer_taken_back_is_told(people: Cast) -> None:
    offer = offered(people)
    actions.withdraw_offer(offer, by=people.giulio)
    assert (offer.state, letters("help_withdrawn")) == ("withdrawn", [])

    other = offered(people, to=tell(people.davide, needs=["Un budget"]))
    actions.answer_offer(other, by=people.davide, accepted=True)
    actions.withdraw_offer(other, by=people.giulio)
    assert letters("help_withdrawn") == ["davide.longo@example.org"]


def test_whom_and_what_one_cannot_offer_for(people: Cast) -> None:
    need = need_of(tell(people.paola, needs=["Un budget"]))
    own = need_of(tell(people.giulio, needs=["Un contatto"]))
    with pytest.raises(actions.NotYours):
        actions.offer_help(own, "A me", by=people.giulio)
    with pytest.raises(actions.NothingWritten):
        actions.offer_help(need, "  ", by=people.giulio)
    block_person(people.ada, by=people.paola)
    with pytest.raises(actions.NotYours):
        actions.offer_help(need, "Ciao", by=people.ada)
    actions.offer_help(need, "Ciao", by=people.giulio)
    with pytest.raises(actions.AlreadyOffered):
        actions.offer_help(need, "Ciao di nuovo", by=people.giulio)
    close_need(need, "solved", by=people.paola)
    with pytest.raises(actions.NeedGone):
        actions.offer_help(need, "Ciao", by=people.davide)
    assert HelpOffer.objects.count() == 1


def test_nobody_has_more_than_three_offers_to_answer(people: Cast) -> None:
    need = need_of(tell(people.paola, needs=["Un budget"]))
    for name in ("Uno", "Due", "Tre"):
        first = actions.offer_help(need, "Ciao", by=join(name, "Rossi"))
    with pytest.raises(actions.OffersEnough, match="Paola"):
        actions.offer_help(need, "Ciao", by=people.giulio)

    actions.answer_offer(first, by=people.paola, accepted=False)

    assert actions.offer_help(need, "Ciao", by=people.giulio).state == "sent"


def test_setting_aside_is_known_to_nobody_else(people: Cast) -> None:
    before = Entry.objects.count()

    actions.set_aside("help 1", "not_now", by=people.giulio)
    actions.set_aside("help 1", "not_this", by=people.giulio)

    assert [(row.how, row.until) for row in SetAside.objects.all()] == [("not_this", None)]
    assert Entry.objects.count() == before


# ── would you mentor ──


def capacity(person) -> int:
    return Profile.objects.get(membership=person).mentor_capacity


def test_who_closes_is_asked_once_by_letter(people: Cast) -> None:
    closed(people)

    assert (actions.invite_to_mentor(), actions.invite_to_mentor()) == (1, 0)

    assert letters("would_you_mentor") == ["giulio.serra@example.org"]


@pytest.mark.parametrize("ending", ["rematch", "unheld"])
def test_who_stopped_early_or_never_met_is_not_asked(people: Cast, ending: str) -> None:
    from pairs import agree, held, pair
    from reciproca.mentoring.actions import end_mentorship

    mentorship = agree(people, pair(people))
    if ending == "rematch":
        held(people, mentorship)
    end_mentorship(mentorship, by=people.giulio, ending="rematch" if ending == "rematch" else "closed")

    assert actions.invite_to_mentor() == 0


def test_a_yes_makes_room_for_one_on_the_profile_and_a_no_takes_it_back(people: Cast) -> None:
    mentorship = closed(people)

    actions.answer_mentor_invitation(mentorship, "yes", by=people.giulio)
    assert (capacity(people.giulio), MentorInvitation.objects.get().answer) == (1, "yes")

    actions.answer_mentor_invitation(mentorship, "no", by=people.giulio)
    assert (capacity(people.giulio), MentorInvitation.objects.get().answer) == (0, "no")
    assert MentorInvitation.objects.get().answered_at == clock.now()


def test_a_yes_leaves_what_was_said_before(people: Cast) -> None:
    mentorship = closed(people)
    profile = begin_profile(people.giulio)
    edit_profile(profile, by=people.giulio, version=profile.version, mentor_capacity=3)

    actions.answer_mentor_invitation(mentorship, "yes", by=people.giulio)
    actions.answer_mentor_invitation(mentorship, "no", by=people.giulio)

    assert capacity(people.giulio) == 3


@pytest.mark.parametrize("who", ["ada", "paola", "marta"])
def test_only_the_mentee_answers(people: Cast, who: str) -> None:
    mentorship = closed(people)

    with pytest.raises(actions.NotYours):
        actions.answer_mentor_invitation(mentorship, "yes", by=getattr(people, who))


@pytest.mark.parametrize(
    ("answer", "asked_then", "asked_later"), [("", 1, 1), ("later", 0, 1), ("no", 0, 0), ("yes", 0, 0)]
)
def test_the_answer_is_remembered(people: Cast, answer: str, asked_then: int, asked_later: int) -> None:
    from reciproca.suggestions.queries import mentorship_to_ask_about

    mentorship = closed(people)
    if answer:
        actions.answer_mentor_invitation(mentorship, answer, by=people.giulio)

    assert bool(mentorship_to_ask_about(people.giulio)) == bool(asked_then)
    with clock.at(clock.now() + timedelta(days=61)):
        assert bool(mentorship_to_ask_about(people.giulio)) == bool(asked_later)
