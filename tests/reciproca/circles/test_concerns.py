"""A worry about a circle goes to the one person outside it whom one chose, and to nobody else."""

from datetime import datetime

import pytest
from django.test import Client

from cast import Cast, join
from circling import begin, under_way
from reciproca.boundaries.actions import block_person
from reciproca.circles import actions
from reciproca.circles.rhythm import people_outside
from reciproca.communities.choices import Role
from reciproca.conversations.models import Message
from reciproca.conversations.queries import conversations_visible_to
from reciproca.notifications.mail import renderer_of
from reciproca.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db


def test_one_person_reads_it_and_it_names_the_circle(people: Cast, now: datetime) -> None:
    sara = join("Sara", "Neri", role=Role.COORDINATOR)
    circle = under_way(people)
    actions.make_commitment(circle, "Dormire di più", by=people.giulio)

    talk = actions.tell_outside(circle, people.marta, "Qualcuno alza la voce.", by=people.giulio)

    message = Message.objects.get()
    assert message.text.split("\n\n") == ["Sul cerchio «Prime volte»:", "Qualcuno alza la voce."]
    assert conversations_visible_to(people.marta).filter(pk=talk.pk).exists()
    for other in (sara, people.ada, people.paola):
        assert not conversations_visible_to(other).filter(pk=talk.pk).exists()
    for mail in OutboxMail.objects.all():
        said = renderer_of(mail)(mail)
        assert said is None or "alza la voce" not in f"{said.subject}{said.text}{said.html}"


def test_who_sits_there_or_must_not_be_met_cannot_be_chosen(people: Cast, now: datetime) -> None:
    sara = join("Sara", "Neri", role=Role.COORDINATOR)
    circle = begin(people.ada, people.marta)
    block_person(sara, by=people.ada)

    assert list(people_outside(circle, people.ada)) == []
    for person in (people.marta, sara, people.giulio):
        with pytest.raises(actions.NotYours):
            actions.tell_outside(circle, person, "Non va.", by=people.ada)
    with pytest.raises(actions.NotYours):
        actions.tell_outside(circle, sara, "Non va.", by=people.giulio)


def test_the_page(people: Cast, now: datetime) -> None:
    circle = under_way(people)
    client, path = Client(), f"/montefeltro/circles/{circle.public_id}/concern/"
    client.force_login(people.giulio.account)
    assert "concern/" in client.get(f"/montefeltro/circles/{circle.public_id}/").content.decode()

    refused = client.post(path, {"person": "", "words": "Qualcuno alza la voce."})
    assert (refused.status_code, "alza la voce" in refused.content.decode()) == (422, True)
    sent = client.post(path, {"person": str(people.marta.public_id), "words": "Qualcuno alza la voce."})

    assert (sent.status_code, "/conversations/" in sent["Location"]) == (302, True)
    assert Message.objects.count() == 1
    client.force_login(people.marta.account)
    assert client.get(path).status_code == 404
