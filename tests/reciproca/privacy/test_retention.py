"""What goes by itself: all that is due, nothing that is not, and the same when it is stopped half-way."""

import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from cast import Cast
from reciproca.audit.models import Entry
from reciproca.communities.actions import leave_community
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import IdempotencyKey
from reciproca.core.register import KEPT_FOR
from reciproca.mentoring.actions import end_mentorship
from reciproca.mentoring.models import Goal, Mentorship, SharedNote
from reciproca.notifications.actions import post_mail
from reciproca.notifications.models import OutboxMail
from reciproca.privacy import actions
from reciproca.privacy.actions import forgetting

from .lives import live

SECOND = timedelta(seconds=1)


def mails(number: int, person: Membership) -> None:
    for _one in range(number):
        post_mail(
            "reciproca.people.mails.account_mail", to=person.email, language="it", key=uuid.uuid4().hex,
            community=person.community,
        )  # fmt: skip


def test_what_is_due_goes_and_what_is_not_stays(people: Cast) -> None:
    mails(3, people.ada)
    with clock.at(clock.now() + timedelta(hours=1)):
        mails(2, people.ada)
    IdempotencyKey.objects.create(scope="s", key="k", fingerprint="f", at=clock.now())
    moment = clock.now() + KEPT_FOR["days-21"]

    with clock.at(moment):
        assert actions.forget_due_data() == {}  # to the second: not yet
    with clock.at(moment + SECOND):
        counts = actions.forget_due_data()

    assert counts == {"notifications.outboxmail": 3, "core.idempotencykey": 1}
    assert OutboxMail.objects.count() == 2
    with clock.at(moment + SECOND):
        assert actions.forget_due_data() == {}


def test_it_says_what_would_go_and_touches_nothing(people: Cast) -> None:
    mails(3, people.ada)
    said = StringIO()

    with clock.at(clock.now() + timedelta(days=22)):
        call_command("retention", "--dry-run", stdout=said)

    assert said.getvalue() == "the server: 3 notifications.outboxmail (days-21)\n"
    assert OutboxMail.objects.count() == 3


def test_two_years_after_a_programme_the_words_go_and_the_story_stays(people: Cast) -> None:
    life = live(people)
    end_mentorship(life.mentorship, by=people.ada)
    Mentorship.objects.update(reasons=[{"kind": "overlap"}])
    goals, notes = Goal.objects.count(), SharedNote.objects.count()
    moment = clock.now() + KEPT_FOR["programme"]

    with clock.at(moment):
        actions.forget_due_data()
    assert (Goal.objects.count(), Mentorship.objects.get().reasons) == (goals, [{"kind": "overlap"}])
    with clock.at(moment + SECOND):
        counts = actions.forget_due_data()

    assert goals > 0
    assert not Goal.objects.exists()
    assert Mentorship.objects.get().reasons == []
    assert Mentorship.objects.get().mentor.name == "Ada Carta"
    assert SharedNote.objects.count() == notes > 0
    [line] = Entry.objects.filter(deed="forget_due_data", details__has_key="mentoring.goal")
    assert line.details["mentoring.goal"] == counts["mentoring.goal"] == goals


def test_what_still_goes_on_is_never_due(people: Cast) -> None:
    live(people)

    with clock.at(clock.now() + timedelta(days=365 * 30)):
        actions.forget_due_data()

    assert Goal.objects.exists()  # the mentorship has not ended


def test_two_years_after_somebody_left_they_are_erased(people: Cast) -> None:
    leave_community(people.ada, by=people.ada)
    moment = clock.now() + KEPT_FOR["membership"]

    with clock.at(moment):
        actions.forget_due_data()
    assert not Membership.objects.get(pk=people.ada.pk).is_erased
    with clock.at(moment + SECOND):
        counts = actions.forget_due_data()

    assert counts["communities.membership"] == 1
    assert Membership.objects.get(pk=people.ada.pk).is_erased
    assert not Membership.objects.get(pk=people.giulio.pk).is_erased


def test_stopped_half_way_the_next_run_takes_up_the_rest(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "A_PORTION", 2)
    monkeypatch.setattr(forgetting, "MOST_PORTIONS", 2)
    mails(7, people.ada)

    with clock.at(clock.now() + timedelta(days=22)):
        runs = [actions.forget_due_data().get("notifications.outboxmail", 0) for _run in range(3)]

    assert runs == [4, 3, 0]
