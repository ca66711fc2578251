from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from cast import Cast
from reciproca.audit.models import Entry
from reciproca.boundaries.actions import block_person
from reciproca.core import clock
from reciproca.exchanges import actions
from reciproca.exchanges.models import Recognition, Recommendation
from reciproca.mentoring.actions import log_session
from reciproca.mentoring.models import MentoringSession, Mentorship
from reciproca.network.models import Interaction
from reciproca.notifications.models import OutboxMail

KIND = "mentoringsession"


def ledger(kind: str) -> list[tuple]:
    """What the ledger holds of a kind: giver, receiver, confirmed, whether it cancels another line."""
    rows = Interaction.objects.filter(kind=kind).order_by("seq")
    return [(row.giver, row.receiver, row.confirmed, row.cancels is not None) for row in rows]


def letters(name: str) -> list[str]:
    return list(OutboxMail.objects.filter(renderer__endswith=f".{name}").values_list("recipient", flat=True))


def deeds() -> list[str]:
    return list(Entry.objects.filter(object_kind__startswith="reco").order_by("seq").values_list("deed", flat=True))


# ── recognitions ──


def test_thanks_are_read_by_their_receiver_first(people: Cast, thanks: Recognition, session: MentoringSession) -> None:
    assert (thanks.giver, thanks.receiver) == (people.giulio, people.ada)
    assert (thanks.object_kind, thanks.object_id) == (KIND, str(session.public_id))
    assert thanks.happened_on == (clock.now() - timedelta(days=1)).date()
    assert thanks.state == "given"
    assert ledger("recognition") == []
    assert letters("recognition_given") == ["ada.carta@example.org"]
    assert deeds() == ["give_recognition"]


def test_approved_thanks_are_one_confirmed_line(people: Cast, thanks: Recognition) -> None:
    actions.approve_recognition(thanks, by=people.ada, version=1)

    line = (people.giulio.ledger_id, people.ada.ledger_id, True, False)
    assert ledger("recognition") == [line]
    assert (thanks.state, thanks.shown_at) == ("shown", clock.now())
    assert letters("recognition_approved") == ["giulio.serra@example.org"]
    with pytest.raises(actions.NoLongerThere):
        actions.approve_recognition(thanks, by=people.ada, version=thanks.version)
    assert ledger("recognition") == [line]


def test_thanks_that_are_kept_leave_no_line_and_can_be_shown_later(people: Cast, thanks: Recognition) -> None:
    actions.keep_recognition(thanks, by=people.ada)
    assert (thanks.state, ledger("recognition"), letters("recognition_approved")) == ("kept", [], [])

    actions.approve_recognition(thanks, by=people.ada, version=thanks.version)

    assert (thanks.state, len(ledger("recognition"))) == ("shown", 1)


def test_taken_down_and_shown_again_is_still_one_line(people: Cast, thanks: Recognition) -> None:
    actions.approve_recognition(thanks, by=people.ada, version=1)
    first = thanks.shown_at
    with clock.at(clock.now() + timedelta(days=3)):
        actions.keep_recognition(thanks, by=people.ada)
        assert thanks.state == "kept"

        actions.approve_recognition(thanks, by=people.ada, version=thanks.version)

    assert (thanks.state, thanks.shown_at, len(ledger("recognition"))) == ("shown", first, 1)


def test_withdrawing_cancels_the_line_and_can_be_made_good(
    people: Cast, thanks: Recognition, session: MentoringSession
) -> None:
    actions.approve_recognition(thanks, by=people.ada, version=1)

    actions.withdraw_recognition(thanks, by=people.giulio)

    assert (thanks.state, thanks.ledger_seq) == ("withdrawn", None)
    assert [line[2:] for line in ledger("recognition")] == [(True, False), (False, True)]
    again = actions.give_recognition(KIND, str(session.public_id), by=people.giulio, change="Altre parole.")
    assert again.pk == thanks.pk
    assert (again.state, again.change, again.story, again.shown_at) == ("given", "Altre parole.", "", None)
    assert letters("recognition_given") == ["ada.carta@example.org"]  # no second letter
    actions.approve_recognition(again, by=people.ada, version=again.version)
    assert [line[2:] for line in ledger("recognition")] == [(True, False), (False, True), (True, False)]


def test_one_thank_you_for_each_thing_and_giver(people: Cast, thanks: Recognition, session: MentoringSession) -> None:
    with pytest.raises(actions.AlreadyThanked):
        actions.give_recognition(KIND, str(session.public_id), by=people.giulio, change="Ancora.")
    back = actions.give_recognition(KIND, str(session.public_id), by=people.ada, change="Mi ha fatto ripensare.")

    assert (back.giver, back.receiver) == (people.ada, people.giulio)
    assert Recognition.objects.count() == 2


def test_words_can_be_changed_until_they_were_answered(people: Cast, thanks: Recognition) -> None:
    actions.edit_recognition(thanks, by=people.giulio, version=1, change="Meglio così.", story="")
    assert (thanks.change, thanks.story, thanks.version) == ("Meglio così.", "", 2)
    with pytest.raises(actions.ChangedMeanwhile):  # Ada had read the first words
        actions.approve_recognition(thanks, by=people.ada, version=1)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.edit_recognition(thanks, by=people.giulio, version=1, change="Due schede aperte.")
    assert thanks.change == "Meglio così."

    actions.approve_recognition(thanks, by=people.ada, version=2)

    with pytest.raises(actions.AlreadyRead):
        actions.edit_recognition(thanks, by=people.giulio, version=3, change="Troppo tardi.")


def test_nobody_but_the_two_moves_thanks(people: Cast, thanks: Recognition) -> None:
    for who in (people.giulio, people.paola, people.marta):
        with pytest.raises(actions.NoLongerThere):
            actions.approve_recognition(thanks, by=who, version=1)
        with pytest.raises(actions.NoLongerThere):
            actions.keep_recognition(thanks, by=who)
    for who in (people.ada, people.paola, people.marta):
        with pytest.raises(actions.NoLongerThere):
            actions.withdraw_recognition(thanks, by=who)
        with pytest.raises(actions.AlreadyRead):
            actions.edit_recognition(thanks, by=who, version=1, change="x")
    thanks.refresh_from_db()
    assert (thanks.state, thanks.version) == ("given", 1)


def test_thanks_need_something_confirmed_between_two_who_may_meet(
    people: Cast, agreed: Mentorship, session: MentoringSession
) -> None:
    told = log_session(agreed, by=people.ada, starts_at=clock.now() - timedelta(days=2), minutes=30)
    for who, what in ((people.giulio, told), (people.paola, session)):
        with pytest.raises(actions.NothingToThankFor):
            actions.give_recognition(KIND, str(what.public_id), by=who, change="Grazie.")
    with pytest.raises(actions.NothingWritten):
        actions.give_recognition(KIND, str(session.public_id), by=people.giulio, change="  \n")
    block_person(people.giulio, by=people.ada)
    with pytest.raises(actions.NothingToThankFor):
        actions.give_recognition(KIND, str(session.public_id), by=people.giulio, change="Grazie.")

    assert Recognition.objects.count() == 0


def test_a_block_stops_the_approval(people: Cast, thanks: Recognition) -> None:
    block_person(people.ada, by=people.giulio)

    with pytest.raises(actions.NoLongerThere):
        actions.approve_recognition(thanks, by=people.ada, version=1)

    assert ledger("recognition") == []


def test_the_database_refuses_what_the_rules_refuse(people: Cast, thanks: Recognition) -> None:
    for changes in ({"receiver": people.giulio}, {"state": "shown"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Recognition.objects.filter(pk=thanks.pk).update(**changes)
    with pytest.raises(DatabaseError), transaction.atomic():
        Recognition.objects.filter(pk=thanks.pk).update(receiver=people.irene)


# ── recommendations ──

WORDS = "A chi esporta per la prima volta direi: parlate con Ada prima di firmare."


def test_a_recommendation_is_asked_for_written_and_approved(people: Cast, session: MentoringSession) -> None:
    asked = actions.ask_recommendation(people.giulio, by=people.ada, about="come preparo una trattativa")
    assert (asked.author, asked.subject, asked.state) == (people.giulio, people.ada, "asked")
    assert letters("recommendation_asked") == ["giulio.serra@example.org"]

    actions.save_recommendation(people.ada, by=people.giulio, text="A chi", recommendation=asked, version=1)
    assert (asked.state, asked.text) == ("asked", "A chi")
    actions.give_recommendation(asked, by=people.giulio, version=2, text=WORDS)
    assert (asked.state, ledger("recommendation")) == ("given", [])
    assert letters("recommendation_given") == ["ada.carta@example.org"]
    actions.approve_recommendation(asked, by=people.ada, version=3)

    assert (asked.state, asked.text, asked.shown_at) == ("shown", WORDS, clock.now())
    assert ledger("recommendation") == [(people.giulio.ledger_id, people.ada.ledger_id, True, False)]
    assert letters("recommendation_approved") == ["giulio.serra@example.org"]
    assert deeds() == [
        "ask_recommendation", "save_recommendation", "give_recommendation", "approve_recommendation"
    ]  # fmt: skip


def test_an_unasked_one_begins_as_a_draft(people: Cast, session: MentoringSession) -> None:
    draft = actions.save_recommendation(people.ada, by=people.giulio, text="")
    assert (draft.state, draft.asked_at) == ("draft", None)
    assert OutboxMail.objects.filter(renderer__contains="exchanges").count() == 0
    with pytest.raises(actions.OneIsOpen):
        actions.save_recommendation(people.ada, by=people.giulio, text="un’altra")
    with pytest.raises(actions.NothingToSay):
        actions.give_recommendation(draft, by=people.giulio, version=1, text=" ")

    actions.give_recommendation(draft, by=people.giulio, version=1, text=WORDS)
    actions.save_recommendation(people.ada, by=people.giulio, text="Meglio.", recommendation=draft, version=2)

    assert (draft.state, draft.text) == ("given", "Meglio.")
    with pytest.raises(actions.ChangedMeanwhile):
        actions.approve_recommendation(draft, by=people.ada, version=2)
    assert ledger("recommendation") == []


def test_asking_whom_has_begun_keeps_their_draft_and_betrays_nothing(people: Cast, session: MentoringSession) -> None:
    draft = actions.save_recommendation(people.ada, by=people.giulio, text="Bozza")

    asked = actions.ask_recommendation(people.giulio, by=people.ada, about="trattare")
    assert (asked.pk, asked.state, asked.text, asked.about) == (draft.pk, "asked", "Bozza", "trattare")
    with pytest.raises(actions.OneIsOpen):
        actions.ask_recommendation(people.giulio, by=people.ada)
    actions.withdraw_recommendation(asked, by=people.ada)

    assert (asked.state, asked.text, asked.about, asked.asked_at) == ("draft", "Bozza", "", None)


def test_a_kind_no_leaves_no_trace_to_others(people: Cast, session: MentoringSession) -> None:
    asked = actions.ask_recommendation(people.giulio, by=people.ada)
    before = deeds()

    actions.decline_recommendation(asked, by=people.giulio, answer="Ora non saprei, ma chiedimelo ancora.")

    assert (asked.state, asked.answer) == ("declined", "Ora non saprei, ma chiedimelo ancora.")
    assert deeds() == before
    assert ledger("recommendation") == []
    assert letters("recommendation_declined") == ["ada.carta@example.org"]
    with pytest.raises(actions.NotNow):
        actions.ask_recommendation(people.giulio, by=people.ada)
    own_idea = actions.save_recommendation(people.ada, by=people.giulio, text="Ci ho ripensato.")
    assert own_idea.state == "draft"
    actions.withdraw_recommendation(own_idea, by=people.giulio)
    with clock.at(clock.now() + timedelta(days=91)):
        assert actions.ask_recommendation(people.giulio, by=people.ada).state == "asked"


@pytest.mark.parametrize("who", ["giulio", "ada"])
def test_either_takes_a_shown_one_back(people: Cast, session: MentoringSession, who: str) -> None:
    shown = actions.save_recommendation(people.ada, by=people.giulio, text=WORDS)
    actions.give_recommendation(shown, by=people.giulio, version=1, text=WORDS)
    actions.approve_recommendation(shown, by=people.ada, version=2)

    actions.withdraw_recommendation(shown, by=getattr(people, who))

    assert (shown.state, shown.closed_by, shown.ledger_seq) == ("withdrawn", getattr(people, who), None)
    assert [line[2:] for line in ledger("recommendation")] == [(True, False), (False, True)]
    if who == "ada":  # she did not want it: not again for now
        with pytest.raises(actions.NotNow):
            actions.save_recommendation(people.ada, by=people.giulio, text=WORDS)
    else:
        assert actions.save_recommendation(people.ada, by=people.giulio, text=WORDS).state == "draft"


def test_a_recommendation_needs_something_done_together(people: Cast, session: MentoringSession) -> None:
    for author, subject in ((people.paola, people.ada), (people.ada, people.ada), (people.nora, people.ada)):
        with pytest.raises(actions.NothingBetweenYou):
            actions.ask_recommendation(author, by=subject)
    asked = actions.ask_recommendation(people.giulio, by=people.ada)
    block_person(people.giulio, by=people.ada)
    with pytest.raises(actions.NothingBetweenYou):
        actions.give_recommendation(asked, by=people.giulio, version=1, text=WORDS)
    with pytest.raises(actions.NothingBetweenYou):
        actions.save_recommendation(people.giulio, by=people.ada, text=WORDS)

    assert list(Recommendation.objects.values_list("state", flat=True)) == ["asked"]


def test_nobody_but_the_two_moves_a_recommendation(people: Cast, session: MentoringSession) -> None:
    asked = actions.ask_recommendation(people.giulio, by=people.ada)
    for who in (people.ada, people.paola, people.marta):
        with pytest.raises(actions.NoLongerThere):
            actions.decline_recommendation(asked, by=who)
        with pytest.raises(actions.NoLongerThere):
            actions.give_recommendation(asked, by=who, version=1, text=WORDS)
    for who in (people.giulio, people.paola):
        with pytest.raises(actions.NoLongerThere):
            actions.withdraw_recommendation(asked, by=who)
    actions.give_recommendation(asked, by=people.giulio, version=1, text=WORDS)
    for who in (people.giulio, people.paola, people.marta):
        with pytest.raises(actions.NoLongerThere):
            actions.approve_recommendation(asked, by=who, version=2)

    assert ledger("recommendation") == []
