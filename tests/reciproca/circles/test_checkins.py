"""Check-ins: answered once, read after one’s own, reminded of twice at the most; they come back until somebody stops them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from cast import Cast
from circling import begin, under_way
from reciproca.circles import actions
from reciproca.circles.models import CheckIn, CheckInAnswer, Circle
from reciproca.circles.queries import charter_in_force, taken_in
from reciproca.circles.rhythm import answers_to, check_ins_to_answer, check_ins_visible_to, heard_in, prompts_in
from reciproca.circles.tasks import look_after_circles
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.network.choices import Kind
from reciproca.network.models import Interaction
from reciproca.notifications.mail import renderer_of
from reciproca.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db


def signed_in(person: Membership) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def asked(circle: Circle, by: Membership, *, days: int = 8, every_days: int = 0) -> CheckIn:
    until = clock.today() + timedelta(days=days)
    return actions.open_check_in(circle, "Come va?", by=by, until=until, every_days=every_days)


def texts(check_in: CheckIn, viewer: Membership) -> list[str]:
    return [one.text for one in answers_to(check_in, viewer)]


def letters() -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(renderer__endswith=".check_in_waits").order_by("created_at", "recipient"))


def recipients(mails: Sequence[OutboxMail]) -> list[str]:
    return [mail.recipient.partition(".")[0] for mail in mails]


def test_others_are_read_after_ones_own_answer_or_the_day(people: Cast, now: datetime) -> None:
    check_in = asked(under_way(people), people.ada)
    actions.answer_check_in(check_in, " Stanca, ma contenta. ", by=people.giulio)

    assert (texts(check_in, people.giulio), texts(check_in, people.ada)) == (["Stanca, ma contenta."], [])

    actions.answer_check_in(check_in, "Bene.", by=people.ada)
    assert texts(check_in, people.ada) == ["Stanca, ma contenta.", "Bene."]
    assert texts(check_in, people.paola) == []
    with clock.at(check_in.closes_at):
        assert texts(check_in, people.paola) == ["Stanca, ma contenta.", "Bene."]
        with pytest.raises(actions.MovedOn):
            actions.answer_check_in(check_in, "Tardi.", by=people.paola)


def test_only_who_sits_there_and_said_yes(people: Cast, now: datetime) -> None:
    circle = under_way(people)
    check_in = asked(circle, people.ada)
    actions.join_circle(circle, by=people.davide)  # no yes to the charter yet

    assert list(check_ins_visible_to(people.giulio)) == [check_in]
    assert not check_ins_visible_to(people.davide)
    assert not check_ins_visible_to(people.marta)
    with pytest.raises(actions.CharterFirst):
        actions.answer_check_in(check_in, "Eccomi.", by=people.davide)
    with pytest.raises(actions.NotYours):
        asked(circle, people.marta)


def test_who_has_not_yet_and_who_passed(people: Cast, now: datetime) -> None:
    check_in = asked(under_way(people), people.ada)
    actions.answer_check_in(check_in, "Bene.", by=people.ada)
    actions.pass_check_in(check_in, by=people.giulio)

    heard = heard_in(check_in, people.ada)

    assert (heard.answered, heard.awaited) == ([people.ada], [people.paola])
    assert not check_ins_to_answer(people.giulio)
    with pytest.raises(actions.MovedOn):
        actions.pass_check_in(check_in, by=people.ada)  # said is said
    actions.answer_check_in(check_in, "Ci ho ripensato.", by=people.giulio)
    assert heard_in(check_in, people.ada).answered == [people.ada, people.giulio]


def test_an_answer_is_changed_until_the_day_and_counted_once(people: Cast, now: datetime) -> None:
    check_in = asked(under_way(people), people.ada)
    first = actions.answer_check_in(check_in, "Bene.", by=people.ada)
    actions.answer_check_in(check_in, "Così così.", by=people.giulio)

    actions.answer_check_in(check_in, "Meglio.", by=people.ada, version=first.version)

    assert texts(check_in, people.giulio) == ["Meglio.", "Così così."]
    with pytest.raises(actions.ChangedMeanwhile):
        actions.answer_check_in(check_in, "Altro.", by=people.ada, version=first.version)
    line = Interaction.objects.get(kind=Kind.CHECK_IN)
    assert {line.giver, line.receiver} == {people.ada.ledger_id, people.giulio.ledger_id}
    assert (line.mutual, line.confirmed, line.object_id) == (True, True, str(check_in.public_id))


def test_two_letters_at_the_most_and_none_to_who_has_said_something(people: Cast, now: datetime) -> None:
    circle = under_way(people)
    check_in = asked(circle, people.ada)
    actions.answer_check_in(check_in, "Bene.", by=people.ada)
    look_after_circles()
    assert letters() == []

    with clock.at(now + timedelta(days=5)):
        look_after_circles()
        look_after_circles()
        assert recipients(letters()) == ["giulio", "paola"]
        actions.pass_check_in(check_in, by=people.giulio)
    with clock.at(check_in.closes_at - timedelta(hours=20)):
        look_after_circles()
        look_after_circles()
    with clock.at(check_in.closes_at + timedelta(hours=1)):
        look_after_circles()

    assert recipients(letters()) == ["giulio", "paola", "paola"]


def test_whoever_wants_none_gets_none(people: Cast, now: datetime) -> None:
    circle = under_way(people)
    asked(circle, people.ada)
    actions.choose_nudges(circle, False, by=people.giulio)

    with clock.at(now + timedelta(days=5)):
        look_after_circles()

    assert recipients(letters()) == ["ada", "paola"]


def test_a_letter_says_neither_the_question_nor_the_circle_in_its_subject(people: Cast, now: datetime) -> None:
    check_in = asked(under_way(people), people.ada)
    actions.answer_check_in(check_in, "Ho litigato.", by=people.ada)
    with clock.at(now + timedelta(days=5)):
        look_after_circles()
        mail, other = letters()
        read = renderer_of(mail)(mail)
        assert read is not None
        assert "Prime volte" not in read.subject
        assert "Come va?" not in f"{read.subject}{read.text}{read.html}"
        assert "Ho litigato" not in f"{read.subject}{read.text}{read.html}"

        actions.answer_check_in(check_in, "Bene.", by=people.giulio)
        assert renderer_of(mail)(mail) is None  # answered before it was sent
        assert renderer_of(other)(other) is not None


def test_it_comes_back_until_somebody_stops_it(people: Cast, now: datetime) -> None:
    circle = under_way(people)
    first = asked(circle, people.ada, days=7, every_days=7)
    actions.answer_check_in(first, "Bene.", by=people.ada)

    with clock.at(first.closes_at + timedelta(minutes=5)):
        look_after_circles()
        look_after_circles()
        second = CheckIn.objects.exclude(pk=first.pk).get()
        assert second.closes_at == first.closes_at + timedelta(days=7)
        actions.answer_check_in(second, "Ancora bene.", by=people.giulio)
        actions.stop_check_in(second, by=people.paola)
    with clock.at(second.closes_at + timedelta(minutes=5)):
        look_after_circles()
        assert CheckIn.objects.count() == 2
        with pytest.raises(actions.MovedOn):
            actions.stop_check_in(second, by=people.ada)


def test_where_nobody_answers_it_does_not_come_back(people: Cast, now: datetime) -> None:
    first = asked(under_way(people), people.ada, every_days=14)

    with clock.at(first.closes_at + timedelta(minutes=5)):
        look_after_circles()

    assert list(CheckIn.objects.all()) == [first]


def test_in_a_pause_nothing_is_asked(people: Cast, now: datetime) -> None:
    circle = under_way(people)
    first = asked(circle, people.ada, every_days=7)
    actions.answer_check_in(first, "Bene.", by=people.ada)
    actions.pause_circle(circle, by=people.giulio)

    with clock.at(first.closes_at - timedelta(hours=3)):
        look_after_circles()
        assert (letters(), list(check_ins_to_answer(people.giulio))) == ([], [])
    with clock.at(first.closes_at + timedelta(days=30)):
        look_after_circles()
        assert CheckIn.objects.count() == 1
        actions.resume_circle(circle, by=people.giulio)
        look_after_circles()
        assert CheckIn.objects.filter(closes_at__gt=clock.now(), every_days=7).count() == 1


def test_who_leaves_takes_the_answers_along(people: Cast, now: datetime) -> None:
    circle = under_way(people, people.davide)
    check_in = asked(circle, people.ada)
    for person in (people.ada, people.davide):
        actions.answer_check_in(check_in, f"{person.given_name}.", by=person)

    actions.leave_circle(circle, by=people.davide)

    assert texts(check_in, people.ada) == ["Ada."]
    assert CheckInAnswer.objects.count() == 1
    assert Interaction.objects.filter(kind=Kind.CHECK_IN).count() == 1


def test_who_comes_back_and_answers_again_is_counted_once(people: Cast, now: datetime) -> None:
    circle = under_way(people, people.davide)
    check_in = asked(circle, people.ada)
    for person in (people.ada, people.davide):
        actions.answer_check_in(check_in, f"{person.given_name}.", by=person)
    actions.leave_circle(circle, by=people.davide)
    actions.join_circle(circle, by=people.davide)
    charter = charter_in_force(circle)
    assert charter is not None
    actions.agree_to_charter(charter, by=people.davide)

    actions.answer_check_in(check_in, "Di nuovo qui.", by=people.davide)
    actions.answer_check_in(check_in, "Bene.", by=people.giulio)

    assert texts(check_in, people.ada) == ["Ada.", "Di nuovo qui.", "Bene."]
    assert Interaction.objects.filter(kind=Kind.CHECK_IN).count() == 3  # of each two, one


def test_three_are_open_at_a_time_and_a_day_is_near(people: Cast, now: datetime) -> None:
    circle = under_way(people)
    for _ in range(3):
        asked(circle, people.ada)

    with pytest.raises(actions.AskedEnoughHere):
        asked(circle, people.giulio)
    with pytest.raises(actions.NoTimeLeft):
        actions.open_check_in(circle, "Come va?", by=people.ada, until=date(2026, 11, 18))
    with pytest.raises(actions.NoTimeLeft):
        actions.open_check_in(circle, "Come va?", by=people.ada, until=date(2027, 3, 1))


def test_a_circle_without_a_charter_asks_nothing(people: Cast, now: datetime) -> None:
    circle = begin(people.ada, people.giulio)

    with pytest.raises(actions.CharterFirst):
        asked(circle, people.ada)
    assert taken_in(circle).count() == 2


def test_there_are_questions_to_begin_from_in_both_languages() -> None:
    assert len(prompts_in("it")) == len(prompts_in("en")) == 5


# ── pages ──


def test_a_check_in_is_asked_answered_and_read(people: Cast, now: datetime) -> None:
    circle = under_way(people)
    of_ada, of_giulio = signed_in(people.ada), signed_in(people.giulio)
    new = f"/montefeltro/circles/{circle.public_id}/check-ins/new/"
    assert prompts_in("it")[2] in of_ada.get(f"{new}?from=3").content.decode()
    assert prompts_in("it")[0] in of_ada.get(f"{new}?from=x9").content.decode()

    sent = {"prompt": "Che cosa ti pesa?", "until": "2026-11-26", "every_days": "7"}
    assert of_ada.post(new, sent | {"until": "2026-11-01"}).status_code == 422
    assert of_ada.post(new, sent).status_code == 302
    page = f"/montefeltro/circles/check-ins/{CheckIn.objects.get().public_id}/"
    assert of_giulio.post(page, {"text": "", "version": "0"}).status_code == 422
    assert of_giulio.post(page, {"text": "Le riunioni.", "version": "0"}).status_code == 302

    assert "Le riunioni." not in of_ada.get(page).content.decode()
    assert "Manca la tua risposta." in of_ada.get(f"/montefeltro/circles/{circle.public_id}/").content.decode()
    assert of_ada.post(page, {"text": "Niente.", "version": "0"}).status_code == 302
    assert "Le riunioni." in of_ada.get(page).content.decode()
    late = of_ada.post(page, {"text": "Tutto.", "version": "0"})
    assert (late.status_code, "Tutto." in late.content.decode()) == (409, True)


def test_passing_stopping_and_letters_have_a_button(people: Cast, now: datetime) -> None:
    circle = under_way(people)
    check_in = asked(circle, people.ada, every_days=7)
    client = signed_in(people.paola)
    page = f"/montefeltro/circles/check-ins/{check_in.public_id}/"
    assert "Chiunque di voi può fermarlo." in client.get(page).content.decode()

    for path, told in (("declination/", {}), ("ending/", {})):
        assert client.post(page + path, told).status_code == 302
    assert client.post(f"/montefeltro/circles/{circle.public_id}/nudges/", {"answer": "no"}).status_code == 302

    seen = client.get(page).content.decode()
    assert "Hai detto: questa volta no." in seen
    assert "Si ripete" not in seen
    assert "non ricevi lettere da questo cerchio" in seen
    outside = signed_in(people.marta)
    assert [outside.get(page).status_code, outside.post(page + "ending/").status_code] == [404, 404]
