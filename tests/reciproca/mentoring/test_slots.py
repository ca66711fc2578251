"""Moments that suit both, and sessions that come again."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from cast import Cast
from pairs import ROME, plan
from reciproca.audit.models import Entry
from reciproca.calendars.series import series_of
from reciproca.mentoring import actions, mails
from reciproca.mentoring.models import MentoringSession, Mentorship
from reciproca.mentoring.queries import slots_for
from reciproca.mentoring.slots import Week, common_slots
from reciproca.notifications.models import OutboxMail
from reciproca.people.models import Profile

NOW = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)  # a Thursday
LONDON, TOKYO = ZoneInfo("Europe/London"), ZoneInfo("Asia/Tokyo")


def said(moments: list[datetime], zone: ZoneInfo = ROME) -> list[str]:
    return [f"{moment.astimezone(zone):%a %d %b %H.%M}" for moment in moments]


# ── the functions ──


def test_the_parts_that_both_have_free_are_proposed_from_tomorrow_on() -> None:
    mine = Week({"thu-evening", "tue-evening", "wed-morning"}, ROME)
    theirs = Week({"thu-evening", "tue-evening"}, ROME)

    found = common_slots(mine, theirs, minutes=45, now=NOW, most=3)

    assert said(found) == ["Tue 24 Nov 18.30", "Thu 26 Nov 18.30", "Tue 01 Dec 18.30"]


def test_each_is_free_by_their_own_clock() -> None:
    """Rome’s evening is 18.30 to 21.30; London’s the same an hour later by Rome’s clock."""
    found = common_slots(Week({"mon-evening"}, ROME), Week({"mon-evening"}, LONDON), minutes=45, now=NOW, most=1)

    assert (said(found), said(found, LONDON)) == (["Mon 23 Nov 19.30"], ["Mon 23 Nov 18.30"])


def test_another_day_elsewhere_is_found() -> None:
    """Tokyo’s Tuesday morning is Rome’s night from Monday to Tuesday: only an afternoon of one meets the evening of the other."""
    morning, evening = Week({"tue-morning"}, ROME), Week({"tue-evening"}, TOKYO)

    found = common_slots(morning, evening, minutes=45, now=NOW, most=1)

    assert (said(found), said(found, TOKYO)) == (["Tue 24 Nov 10.30"], ["Tue 24 Nov 18.30"])


def test_what_is_planned_is_gone_around() -> None:
    week = Week({"mon-evening"}, ROME)
    busy = [(datetime(2026, 11, 23, 18, 30, tzinfo=ROME), datetime(2026, 11, 23, 19, 20, tzinfo=ROME))]

    assert said(common_slots(week, week, minutes=45, now=NOW, busy=busy, most=1)) == ["Mon 23 Nov 19.30"]
    assert said(common_slots(week, week, minutes=150, now=NOW, busy=busy, most=1)) == ["Mon 30 Nov 18.30"]


@pytest.mark.parametrize(("mine", "theirs"), [((), ("mon-evening",)), (("mon-evening",), ("tue-evening",)), ((), ())])
def test_without_time_in_common_nothing_is_proposed(mine: tuple, theirs: tuple) -> None:
    assert common_slots(Week(mine, ROME), Week(theirs, ROME), minutes=45, now=NOW) == []


def test_a_series_keeps_its_hour_when_the_clocks_change() -> None:
    """Italy turns its clocks on 28 March 2027."""
    moments = series_of(datetime(2027, 3, 16, 18, 30, tzinfo=ROME), ROME, every_days=14, until=date(2027, 4, 13))

    assert said(moments) == ["Tue 16 Mar 18.30", "Tue 30 Mar 18.30", "Tue 13 Apr 18.30"]
    assert [moment.hour for moment in moments] == [17, 16, 16]


# ── the action ──


def series(people: Cast, mentorship: Mentorship, **changed):
    wanted = {
        "starts_at": datetime(2026, 11, 24, 18, 30, tzinfo=ROME), "every_days": 14, "until": date(2027, 1, 20),
        "minutes": 45, "time_zone": "Europe/Rome", "points": ["Il listino"],
    }  # fmt: skip
    return actions.plan_series(mentorship, by=people.giulio, **(wanted | changed))


def test_a_series_is_sessions_of_their_own_in_one_letter_each(people: Cast, agreed: Mentorship) -> None:
    planned = series(people, agreed)

    assert said([session.starts_at for session in planned]) == [
        "Tue 24 Nov 18.30", "Tue 08 Dec 18.30", "Tue 22 Dec 18.30", "Tue 05 Jan 18.30", "Tue 19 Jan 18.30",
    ]  # fmt: skip
    assert [session.points.count() for session in planned] == [1, 0, 0, 0, 0]
    letters = OutboxMail.objects.filter(renderer__endswith=".series_planned").order_by("recipient")
    assert [letter.recipient for letter in letters] == ["ada.carta@example.org", "giulio.serra@example.org"]
    assert not OutboxMail.objects.filter(renderer__endswith=".session_planned").exists()
    mail = mails.series_planned(letters[0])
    assert mail is not None
    assert mail.subject == "Ti incontri con Giulio 5 volte, da martedì 24 novembre a martedì 19 gennaio"
    uids = [line for one in mail.attachments for line in one.content.splitlines() if line.startswith("UID:")]
    assert uids == [f"UID:session-{session.public_id}@reciproca.invalid" for session in planned]
    assert all("METHOD:REQUEST" in one.content and "TZID=Europe/Rome" in one.content for one in mail.attachments)
    assert Entry.objects.filter(deed="plan_series").count() == 1


def test_one_of_a_series_moves_alone_with_its_own_uid(people: Cast, agreed: Mentorship) -> None:
    planned = series(people, agreed)

    actions.move_session(
        planned[1],
        by=people.ada,
        version=planned[1].version,
        starts_at=datetime(2026, 12, 9, 18, 30, tzinfo=ROME),
        minutes=45,
        time_zone="Europe/Rome",
    )

    assert [MentoringSession.objects.get(pk=one.pk).sequence for one in planned] == [0, 1, 0, 0, 0]
    letter = OutboxMail.objects.filter(renderer__endswith=".series_planned").first()
    mail = mails.series_planned(letter)
    assert mail is not None
    assert len(mail.attachments) == 4  # what moved meanwhile is told by its own letter


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"until": date(2026, 11, 20)}, actions.SeriesEmpty),
        ({"every_days": 7, "until": date(2027, 12, 31)}, actions.SeriesTooLong),
        ({"starts_at": datetime(2026, 11, 10, 18, 30, tzinfo=ROME)}, actions.InThePast),
    ],
)
def test_a_series_that_cannot_be_leaves_nothing(people: Cast, agreed: Mentorship, changed: dict, refusal: type) -> None:
    with pytest.raises(refusal):
        series(people, agreed, **changed)

    assert not MentoringSession.objects.exists()
    assert not OutboxMail.objects.filter(renderer__endswith=".series_planned").exists()


# ── from the profiles ──


def weeks(people: Cast, *, ada: list[str], giulio: list[str]) -> None:
    for person, free in ((people.ada, ada), (people.giulio, giulio)):
        Profile.objects.update_or_create(membership=person, defaults={"availability": free})


def test_slots_come_from_both_profiles_and_go_around_what_is_planned(people: Cast, agreed: Mentorship) -> None:
    weeks(people, ada=["tue-evening", "sat-lunch"], giulio=["tue-evening", "sat-lunch"])
    plan(people, agreed)  # Tuesday 24 at 18.30

    found = said(slots_for(agreed, people.ada, minutes=45))

    assert found[:3] == ["Sat 21 Nov 12.30", "Tue 24 Nov 19.15", "Sat 28 Nov 12.30"]


def test_a_week_kept_to_oneself_proposes_nothing(people: Cast, agreed: Mentorship) -> None:
    weeks(people, ada=["tue-evening"], giulio=["tue-evening"])
    Profile.objects.filter(membership=people.ada).update(sight={"availability": "me"})

    assert slots_for(agreed, people.giulio, minutes=45) == []


# ── the page ──


@pytest.fixture
def giulio(people: Cast, client: Client) -> Client:
    client.force_login(people.giulio.account)
    return client


def at(mentorship: Mentorship) -> str:
    return f"/montefeltro/mentorships/{mentorship.public_id}/sessions/new/"


REST = {"time_zone": "Europe/Rome", "minutes": "45", "channel": "video", "place": "Al bar", "every_days": "0"}


def test_a_proposal_is_chosen_on_the_page(people: Cast, agreed: Mentorship, giulio: Client) -> None:
    weeks(people, ada=["tue-evening"], giulio=["tue-evening"])
    page = giulio.get(at(agreed))
    slot = page.context["form"].fields["slot"].choices[0][0]
    assert "martedì 24 novembre, 18.30" in page.content.decode()

    answer = giulio.post(at(agreed), REST | {"slot": slot})

    assert answer.status_code == 302
    assert said([MentoringSession.objects.get().starts_at]) == ["Tue 24 Nov 18.30"]


def test_a_proposal_and_a_day_are_one_too_many(people: Cast, agreed: Mentorship, giulio: Client) -> None:
    weeks(people, ada=["tue-evening"], giulio=["tue-evening"])
    slot = giulio.get(at(agreed)).context["form"].fields["slot"].choices[0][0]

    answer = giulio.post(at(agreed), REST | {"slot": slot, "day": "2026-12-02", "hour": "18:30"})

    assert answer.status_code == 422
    assert answer.context["form"].errors["slot"] == [
        "Scegli uno di questi momenti, oppure scrivi un giorno e un’ora: non tutti e due."
    ]
    assert answer.context["form"]["place"].value() == "Al bar"


def test_without_a_moment_both_fields_ask(agreed: Mentorship, giulio: Client) -> None:
    answer = giulio.post(at(agreed), REST)

    assert answer.status_code == 422
    assert {"day", "hour"} <= answer.context["form"].errors.keys()


def test_a_series_from_the_page(people: Cast, agreed: Mentorship, giulio: Client) -> None:
    sent = REST | {"day": "2026-11-24", "hour": "18:30", "every_days": "14", "until": "2027-01-20"}

    page = giulio.post(at(agreed), sent, follow=True).content.decode()

    assert MentoringSession.objects.count() == 5
    assert "Fissati 5 incontri, da martedì 24 novembre a martedì 19 gennaio" in page


@pytest.mark.parametrize("until", ["", "2026-11-20", "2029-01-01"])
def test_a_series_without_a_good_end_keeps_what_was_typed(agreed: Mentorship, giulio: Client, until: str) -> None:
    sent = REST | {"day": "2026-11-24", "hour": "18:30", "every_days": "14", "until": until}

    answer = giulio.post(at(agreed), sent)

    assert answer.status_code == 422
    assert answer.context["form"].errors["until"]
    assert answer.context["form"]["every_days"].value() == "14"
    assert not MentoringSession.objects.exists()


def test_the_far_end_of_the_series_is_folded(people: Cast, agreed: Mentorship, giulio: Client) -> None:
    series(people, agreed, every_days=7)

    page = giulio.get(f"/montefeltro/mentorships/{agreed.public_id}/").content.decode()

    assert "E altri 4" in page
    assert MentoringSession.objects.count() == 9
