"""An hour offered with an answer: taken up with one tap, in both calendars, called off by either."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import translation

from asking import asked, heard
from cast import Cast
from reciproca.boundaries.actions import block_person, unblock_person
from reciproca.calendars.actions import make_feed
from reciproca.core import clock
from reciproca.exchanges import actions
from reciproca.exchanges.forms import AnswerForm
from reciproca.exchanges.mails import meeting_changed
from reciproca.exchanges.models import Answer
from reciproca.notifications.models import OutboxMail
from signing import signed_in_now

ROME = ZoneInfo("Europe/Rome")


@pytest.fixture
def answer(people: Cast) -> Answer:
    """Ada answers Giulio, and offers three quarters of an hour in a week."""
    hour = clock.now() + timedelta(days=7)
    return actions.answer_ask(asked(people), by=people.ada, text="Vediamolo.", meets_at=hour, meets_minutes=45)


def invitations() -> list[tuple[str, str]]:
    """Whom each letter goes to, and what its calendar is told, as it would leave now."""
    found = []
    for mail in OutboxMail.objects.filter(renderer__endswith=".meeting_changed").order_by("pk"):
        made = meeting_changed(mail)
        assert made is not None
        found.append((mail.recipient.partition(".")[0], made.attachments[0].content))
    return found


def test_taken_up_it_is_in_both_calendars_with_ones_own_address_alone(people: Cast, answer: Answer) -> None:
    actions.take_up_meeting(answer, by=people.giulio)

    assert answer.is_meeting_on
    found = dict(invitations())
    assert sorted(found) == ["ada", "giulio"]
    for who, other in (("ada", "giulio"), ("giulio", "ada")):
        text = found[who].replace("\r\n ", "")
        assert ("METHOD:REQUEST" in text, getattr(people, who).email in text) == (True, True)
        assert getattr(people, other).email not in text
    with pytest.raises(actions.NoLongerThere):
        actions.take_up_meeting(answer, by=people.giulio)


@pytest.mark.parametrize("who", ["ada", "giulio"])
def test_either_calls_it_off_until_it_begins(people: Cast, answer: Answer, who: str) -> None:
    actions.take_up_meeting(answer, by=people.giulio)
    with pytest.raises(actions.NoLongerThere):
        actions.call_off_meeting(answer, by=people.paola)

    actions.call_off_meeting(answer, by=getattr(people, who))

    assert not answer.is_meeting_on
    assert all("METHOD:CANCEL" in text and "SEQUENCE:2" in text for _who, text in invitations()[2:])
    assert len(invitations()) == 4


def test_it_stands_in_the_calendar_of_both_until_it_is_called_off_or_they_must_not_meet(
    people: Cast, answer: Answer, client: Client
) -> None:
    def stands_for() -> list[str]:
        found = []
        for who in ("ada", "giulio", "paola"):
            token = make_feed(by=getattr(people, who))
            text = client.get(f"/montefeltro/calendar/{token}/sessions.ics").content.decode().replace("\r\n ", "")
            found += [who] if f"UID:answer-{answer.public_id}" in text else []
            assert "mailto" not in text
        return found

    assert stands_for() == []
    actions.take_up_meeting(answer, by=people.giulio)
    assert stands_for() == ["ada", "giulio"]
    with clock.at(clock.now() + timedelta(days=60)):
        assert stands_for() == []
    block_person(people.ada, by=people.giulio)
    assert stands_for() == []
    unblock_person(people.ada, by=people.giulio)

    actions.call_off_meeting(answer, by=people.ada)

    assert stands_for() == []


def test_its_words_stay_once_the_hour_is_taken(people: Cast, answer: Answer) -> None:
    actions.take_up_meeting(answer, by=people.giulio)

    with pytest.raises(actions.AnswerIsRead):
        actions.edit_answer(answer, by=people.ada, version=answer.version, text="Altro")
    with pytest.raises(actions.AnswerIsRead):
        actions.withdraw_answer(answer, by=people.ada)


def test_only_who_asks_takes_it_and_only_before_it_is_past(people: Cast, answer: Answer) -> None:
    with pytest.raises(actions.NoLongerThere):
        actions.take_up_meeting(answer, by=people.ada)
    with clock.at(clock.now() + timedelta(days=8)), pytest.raises(actions.NoLongerThere):
        actions.take_up_meeting(answer, by=people.giulio)
    with pytest.raises(actions.PastMeeting):
        actions.answer_ask(answer.ask, by=people.davide, text="Ieri", meets_at=clock.now(), meets_minutes=30)


def test_who_asks_without_a_name_tells_it_first(people: Cast) -> None:
    ask = heard(people)
    actions.route_ask(ask)
    hour = clock.now() + timedelta(days=7)
    given = actions.answer_ask(ask, by=people.ada, text="Vediamolo.", meets_at=hour, meets_minutes=45)
    with pytest.raises(actions.NoLongerThere):
        actions.take_up_meeting(given, by=people.giulio)

    actions.reveal_asker(given, by=people.giulio)
    given.refresh_from_db()

    assert actions.take_up_meeting(given, by=people.giulio).is_meeting_on


def test_on_the_pages_it_is_chosen_and_taken_and_nobody_else_reads_when(people: Cast, client: Client) -> None:
    ask = asked(people)
    day = (clock.now() + timedelta(days=7)).astimezone(ROME).date()
    signed_in_now(client, people.ada.account)
    page = f"/montefeltro/asks/{ask.public_id}/"
    assert '<details class="more" >' in client.get(f"{page}answer/").content.decode()
    refused = client.post(f"{page}answer/", {"text": "Vediamolo.", "day": str(day)})
    assert refused.status_code == 422
    assert '<details class="more" open' in refused.content.decode()
    form = {"text": "Vediamolo.", "day": str(day), "hour": "18:30", "minutes": "60"}
    assert client.post(f"{page}answer/", form).status_code == 302
    given = Answer.objects.get()
    assert (given.meets_at, given.meets_minutes) == (datetime(day.year, day.month, day.day, 18, 30, tzinfo=ROME), 60)

    signed_in_now(client, people.giulio.account)
    assert "alle 18:30, 60 minuti" in client.get(page).content.decode()
    client.post(f"/montefeltro/answers/{given.public_id}/meeting/")
    signed_in_now(client, people.paola.account)

    assert "18:30" not in client.get(page).content.decode()
    assert client.post(f"/montefeltro/answers/{given.public_id}/meeting/end/").status_code == 404
    given.refresh_from_db()
    assert given.is_meeting_on


def test_the_hour_is_offered_in_the_language_of_who_answers() -> None:
    with translation.override("en"):
        lengths = [str(said) for _, said in AnswerForm(zone=ROME).fields["minutes"].choices]

    assert lengths == ["30 minutes", "45 minutes", "60 minutes", "90 minutes"]
