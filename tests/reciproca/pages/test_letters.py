"""The weekly letter: when it is asked for, what leaves, what never stands in it, and how it is stopped."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives
from django.db import DatabaseError, connection
from django.test import Client

import giving
from cast import Cast
from reciproca.boundaries.actions import block_person
from reciproca.communities.actions import leave_community
from reciproca.conversations.actions import tell_unread
from reciproca.core import clock
from reciproca.network.actions import keep_time, remind
from reciproca.notifications.actions import choose_letters, deliver_mail, due_mails
from reciproca.notifications.models import LetterWishes, OutboxMail
from reciproca.pages import tasks
from reciproca.pages.actions import post_weekly_letters
from reciproca.people.actions import begin_profile, edit_profile
from talking import between

MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)  # 8.30 in Urbino
SUNDAY_NIGHT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
CANARY = "canarino-verde-2208"


def wish(person: object, **different: object) -> LetterWishes:
    everything = {
        "every": "week", "weekday": 0, "hour": 8, "quiet_from": 21, "quiet_until": 8, "paused_until": None,
    }  # fmt: skip
    return choose_letters(by=person, **{**everything, **different})  # type: ignore[arg-type]


def asked() -> list[str]:
    return sorted(
        OutboxMail.objects.filter(renderer="reciproca.pages.mails.weekly").values_list("recipient", flat=True)
    )


def sent() -> dict[str, EmailMultiAlternatives]:
    """What leaves now, by first name."""
    outbox.outbox.clear()
    for key in due_mails():
        deliver_mail(key)
    return {one.to[0].partition(".")[0]: one for one in outbox.outbox}  # type: ignore[misc]


def letter_to_giulio() -> EmailMultiAlternatives:
    post_weekly_letters()
    return sent()["giulio"]


@pytest.mark.parametrize(
    ("now", "letters"), [(SUNDAY_NIGHT, 0), (MONDAY - timedelta(hours=1), 0), (MONDAY, 1), (MONDAY + timedelta(days=1), 1),
                         (MONDAY + timedelta(days=2), 0)],
)  # fmt: skip
def test_it_is_asked_for_on_monday_at_eight_and_until_two_days_after(people: Cast, now: datetime, letters: int) -> None:
    with clock.at(now):
        post_weekly_letters()

    assert asked().count("giulio.serra@example.org") == letters


def test_it_is_asked_for_once_a_week_however_often_one_looks(people: Cast) -> None:
    for hours in (0, 1, 25, 47):
        with clock.at(MONDAY + timedelta(hours=hours)):
            tasks.post_weekly_letters()
    assert asked().count("giulio.serra@example.org") == 1

    with clock.at(MONDAY + timedelta(days=7)):
        tasks.post_weekly_letters()
    assert asked().count("giulio.serra@example.org") == 2


def test_every_two_weeks_is_the_other_week(people: Cast) -> None:
    wish(people.giulio, every="fortnight")
    for week in range(4):
        with clock.at(MONDAY + timedelta(days=7 * week)):
            post_weekly_letters()

    assert asked().count("giulio.serra@example.org") == 2


def test_the_hours_are_those_of_the_person(people: Cast) -> None:
    profile = begin_profile(people.giulio)
    edit_profile(profile, by=people.giulio, version=profile.version, time_zone="America/New_York")
    with clock.at(MONDAY):
        post_weekly_letters()
    assert "giulio.serra@example.org" not in asked()

    with clock.at(MONDAY + timedelta(hours=6)):
        post_weekly_letters()
    assert "giulio.serra@example.org" in asked()


@pytest.mark.parametrize(
    "wished", [{"every": "never"}, {"paused_until": date(2026, 11, 24)}, {"weekday": 3}, {"quiet_until": 10}]
)
def test_it_comes_as_wished_or_not_at_all(people: Cast, wished: dict) -> None:
    wish(people.giulio, **wished)
    with clock.at(MONDAY):
        post_weekly_letters()

    assert "giulio.serra@example.org" not in asked()
    assert "ada.carta@example.org" in asked()


def test_a_pause_that_has_ended_holds_nothing_back(people: Cast) -> None:
    wish(people.giulio, paused_until=date(2026, 11, 23))
    with clock.at(MONDAY):
        post_weekly_letters()

    assert "giulio.serra@example.org" in asked()


def test_on_one_day_there_is_one_letter_of_all_that_nobody_asked_for(people: Cast) -> None:
    between(people.ada, people.giulio)
    with clock.at(MONDAY):
        assert (post_weekly_letters() > 0, tell_unread()) == (True, 0)
    with clock.at(MONDAY + timedelta(days=1)):
        assert tell_unread() == 1
        assert tell_unread() == 0


def test_after_a_letter_about_messages_the_weekly_one_comes_the_day_after(people: Cast) -> None:
    between(people.ada, people.giulio)
    wish(people.giulio, hour=14)
    with clock.at(MONDAY):
        assert tell_unread() == 1
    with clock.at(MONDAY + timedelta(hours=6)):
        post_weekly_letters()
        assert "giulio.serra@example.org" not in asked()
    with clock.at(MONDAY + timedelta(hours=24)):
        post_weekly_letters()
        assert "giulio.serra@example.org" in asked()


def test_no_letter_about_messages_leaves_at_night_or_in_a_pause(people: Cast) -> None:
    between(people.ada, people.giulio)
    with clock.at(SUNDAY_NIGHT):
        assert tell_unread() == 0
    wish(people.giulio, paused_until=date(2026, 12, 1))
    with clock.at(MONDAY):
        assert tell_unread() == 0
    wish(people.giulio)
    with clock.at(MONDAY):
        assert tell_unread() == 1


def test_a_worker_killed_in_the_middle_has_asked_for_all_of_a_handful_or_for_none(people: Cast, monkeypatch) -> None:
    def killed(letters: object) -> int:
        list(letters)  # type: ignore[call-overload]
        raise DatabaseError("killed")

    with clock.at(MONDAY), monkeypatch.context() as dying:
        dying.setattr("reciproca.pages.actions.post_mails", killed)
        with pytest.raises(DatabaseError):
            post_weekly_letters()
    assert (asked(), LetterWishes.objects.exclude(asked_for=None).count()) == ([], 0)

    with clock.at(MONDAY):
        first, again = post_weekly_letters(), post_weekly_letters()
    assert (first, again) == (len(asked()), 0)
    assert len(set(asked())) == len(asked()) > 1


def test_it_says_what_today_says_with_one_way_to_stop_it(people: Cast) -> None:
    between(people.ada, people.giulio, CANARY)
    with clock.at(MONDAY):
        letter = letter_to_giulio()

    assert letter.subject == "La tua settimana in Alumni Montefeltro"
    assert "Buona settimana, Giulio." in letter.body
    assert "Ada ti ha scritto" in letter.body
    [(html, kind)] = letter.alternatives
    assert (kind, "Ada ti ha scritto" in html) == ("text/html", True)
    stop = letter.extra_headers["List-Unsubscribe"]
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<https?://\S+/montefeltro/letters/[0-9a-f]{64}/stop/>", stop)
    assert CANARY not in f"{letter.body} {html}"


def test_the_hour_kept_for_relationships_is_enclosed(people: Cast) -> None:
    keep_time(by=people.giulio, weekday=0, starts_at=datetime(2026, 1, 1, 17, 30).time(), minutes=30)
    with clock.at(MONDAY):
        [(name, calendar, kind)] = letter_to_giulio().attachments

    assert (name, kind) == ("reciproca.ics", "text/calendar")
    assert "DTSTART;TZID=Europe/Rome:20261123T173000" in str(calendar)


def test_what_is_confidential_is_in_no_letter(people: Cast) -> None:
    remind(people.ada, by=people.giulio, on=date(2026, 11, 25), words=CANARY)
    with clock.at(MONDAY):
        letter = letter_to_giulio()

    assert "Un promemoria che ti sei scritto" in letter.body
    assert CANARY not in f"{letter.body} {letter.alternatives}"


@pytest.mark.parametrize("what", ["blocked", "left", "never", "paused"])
def test_a_letter_on_its_way_asks_again(people: Cast, what: str) -> None:
    between(people.ada, people.giulio)
    with clock.at(MONDAY):
        post_weekly_letters()
        match what:
            case "blocked":
                block_person(people.ada, by=people.giulio)
            case "left":
                leave_community(people.giulio, by=people.giulio)
            case "never":
                wish(people.giulio, every="never")
            case _:
                wish(people.giulio, paused_until=date(2026, 12, 1))
        letter = sent().get("giulio")

    assert (letter is not None and "Ada" in letter.body) is False
    assert (letter is None) == (what != "blocked")


def test_at_night_a_letter_on_its_way_waits_for_the_morning(people: Cast) -> None:
    with clock.at(MONDAY):
        post_weekly_letters()
    wish(people.giulio, quiet_until=11)
    with clock.at(MONDAY + timedelta(minutes=5)):
        assert "giulio" not in sent()
    waiting = OutboxMail.objects.get(recipient="giulio.serra@example.org")
    assert (waiting.state, waiting.tries) == ("waiting", 0)
    assert waiting.due_at.astimezone(ZoneInfo("Europe/Rome")).hour == 11
    with clock.at(MONDAY + timedelta(hours=3)):
        assert "giulio" in sent()


def test_nothing_to_say_is_no_letter(people: Cast) -> None:
    profile = begin_profile(people.giulio)
    edit_profile(profile, by=people.giulio, version=profile.version, headline="Alleva api a Cagli")
    giving.tell(people.giulio, offers=["Un vasetto di miele"], needs=["Capire i conti"])
    with clock.at(MONDAY):
        post_weekly_letters()
        assert "giulio" not in sent()
    assert OutboxMail.objects.get(recipient="giulio.serra@example.org").state == "dropped"


# ── stopping it ──


def key_in(letter: EmailMultiAlternatives) -> str:
    return letter.extra_headers["List-Unsubscribe"].partition("/letters/")[2].partition("/")[0]


def test_one_post_without_signing_in_stops_it_and_looking_does_not(people: Cast) -> None:
    with clock.at(MONDAY):
        key = key_in(letter_to_giulio())
        stranger = Client(enforce_csrf_checks=True)
        page = stranger.get(f"/montefeltro/letters/{key}/stop/")
        assert page.status_code == 200
        assert wishes(people) == "week"

        done = stranger.post(f"/montefeltro/letters/{key}/stop/", {"List-Unsubscribe": "One-Click"})
        assert (done.status_code, wishes(people)) == (200, "never")
        assert stranger.post(f"/bellini/letters/{key}/stop/").status_code == 404
        assert stranger.post(f"/montefeltro/letters/{'0' * 64}/stop/").status_code == 404


def wishes(people: Cast) -> str:
    return LetterWishes.objects.get(membership=people.giulio).every


def test_of_the_key_the_database_has_a_fingerprint_alone(people: Cast) -> None:
    with clock.at(MONDAY):
        key = key_in(letter_to_giulio())
    with connection.cursor() as cursor:
        cursor.execute("SELECT key_hash FROM notifications_letterwishes")
        kept = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT about FROM notifications_outboxmail")
        about = " ".join(str(row[0]) for row in cursor.fetchall())

    assert key not in kept
    assert key not in about


def test_a_month_of_pause_from_the_letter(people: Cast) -> None:
    with clock.at(MONDAY):
        key = key_in(letter_to_giulio())
        Client().post(f"/montefeltro/letters/{key}/pause/")

    assert LetterWishes.objects.get(membership=people.giulio).paused_until == date(2026, 12, 23)


# ── the pages ──


def test_one_chooses_when_letters_come(client: Client, people: Cast) -> None:
    client.force_login(people.giulio.account)
    wished = {"every": "fortnight", "weekday": "4", "hour": "18", "unread": "never", "quiet_from": "22", "quiet_until": "7",
              "paused_until": ""}  # fmt: skip

    assert client.get("/montefeltro/letters/").status_code == 200
    assert client.post("/montefeltro/letters/", wished).status_code == 302
    assert client.post("/montefeltro/letters/", {**wished, "hour": "25"}).status_code == 422

    kept = LetterWishes.objects.get(membership=people.giulio)
    assert (kept.every, kept.weekday, kept.hour, kept.quiet_from, kept.quiet_until) == ("fortnight", 4, 18, 22, 7)


def test_one_looks_at_the_next_letter_and_nothing_is_sent(client: Client, people: Cast) -> None:
    between(people.ada, people.giulio, CANARY)
    client.force_login(people.giulio.account)
    before = OutboxMail.objects.count()

    page = client.get("/montefeltro/letters/preview/").content.decode()

    assert "Buona settimana, Giulio." in page
    assert "Ada ti ha scritto" in page
    assert CANARY not in page
    assert OutboxMail.objects.count() == before
