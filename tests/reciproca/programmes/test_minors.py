"""Minors apply like everyone, say so where the cohort asks, and are accepted once somebody responsible consents."""

from datetime import date

import pytest
from django.test import Client

from cast import Cast
from reciproca.boundaries.actions import mark_minor, record_consent
from reciproca.boundaries.choices import MarkedBy
from reciproca.boundaries.models import Minor
from reciproca.communities.actions import open_account
from reciproca.core import clock
from reciproca.programmes import actions
from reciproca.programmes.models import Application, Cohort, Enrolment

from .conftest import Ponti

BACKEND = "reciproca.communities.backends.AccountBackend"


def mark(people: Cast) -> None:
    mark_minor(people.giulio, how=MarkedBy.COORDINATOR, by=people.marta)


def consent(people: Cast) -> None:
    record_consent(people.giulio, given_on=clock.today(), given_by="Lia Serra, madre", by=people.marta)


def asking(ponti: Ponti) -> str:
    Cohort.objects.filter(pk=ponti.cohort.pk).update(asks_age=True)
    return f"/montefeltro/cohorts/{ponti.cohort.public_id}/application/mentee/"


def signed_in(account: object) -> Client:
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


def test_without_consent_a_minor_is_not_accepted(people: Cast, ponti: Ponti) -> None:
    application = ponti.apply(people.giulio)
    mark(people)

    with pytest.raises(actions.ConsentAwaited):
        actions.accept_applications([application], by=people.marta)

    application.refresh_from_db()
    assert application.state == "received"
    assert not Enrolment.objects.exists()


def test_with_consent_a_minor_is_accepted(people: Cast, ponti: Ponti) -> None:
    application = ponti.apply(people.giulio)
    mark(people)
    consent(people)

    assert actions.accept_applications([application], by=people.marta) == [application]


def test_the_others_are_accepted_and_the_minor_is_named(people: Cast, ponti: Ponti) -> None:
    first, second = ponti.apply(people.giulio), ponti.apply(people.paola)
    mark(people)
    these = f"{first.public_id},{second.public_id}"
    path = f"/montefeltro/cohorts/{ponti.cohort.public_id}/applications/decision/"
    client = signed_in(people.marta.account)

    preview = client.post(f"{path}preview/", {"decision": "accept", "application": [first.public_id, second.public_id]})
    answer = client.post(path, {"decision": "accept", "these": these, "reply": ""}, follow=True)

    assert "Manca ancora il consenso" in preview.content.decode()
    assert "Giulio Serra: non si può ancora accettare" in answer.content.decode()
    states = dict(Application.objects.values_list("membership__given_name", "state"))
    assert states == {"Giulio": "received", "Paola": "accepted"}


def test_the_minor_alone_is_refused_beside_the_form(people: Cast, ponti: Ponti) -> None:
    application = ponti.apply(people.giulio)
    mark(people)
    path = f"/montefeltro/cohorts/{ponti.cohort.public_id}/applications/decision/"

    answer = signed_in(people.marta.account).post(
        path, {"decision": "accept", "these": str(application.public_id), "reply": "Parole mie"}
    )

    assert answer.status_code == 422
    assert "Giulio Serra: non si può ancora accettare" in answer.content.decode()
    assert "Parole mie" in answer.content.decode()


def test_age_is_asked_only_where_the_cohort_asks(people: Cast, ponti: Ponti) -> None:
    path = f"/montefeltro/cohorts/{ponti.cohort.public_id}/application/mentee/"
    client = signed_in(people.giulio.account)
    assert "diciott’anni" not in client.get(path).content.decode()

    asking(ponti)

    assert "Hai già compiuto diciott’anni?" in client.get(path).content.decode()
    assert client.post(path, {}).status_code == 422
    assert not Application.objects.exists()


def test_who_says_so_is_a_minor_at_once(people: Cast, ponti: Ponti) -> None:
    path = asking(ponti)

    signed_in(people.giulio.account).post(path, {"of_age": "no", "of_age_from": "03/2027"})

    minor = Minor.objects.get()
    assert (minor.membership, minor.marked_how, minor.of_age_from) == (people.giulio, "self", date(2027, 3, 1))
    assert Application.objects.get().membership == people.giulio


def test_who_is_of_age_is_not_marked(people: Cast, ponti: Ponti) -> None:
    signed_in(people.giulio.account).post(asking(ponti), {"of_age": "yes", "of_age_from": ""})

    assert Application.objects.get().membership == people.giulio
    assert not Minor.objects.exists()


def test_a_newcomer_says_it_too_and_keeps_what_was_typed(people: Cast, ponti: Ponti) -> None:
    Cohort.objects.filter(pk=ponti.cohort.pk).update(who_may_join="anyone")
    client = signed_in(open_account("zoe@example.org"))
    path = asking(ponti)

    answer = client.post(path, {"given_name": "Zoe", "family_name": "Lai", "of_age_from": "2027-03"})
    assert answer.status_code == 422
    assert 'value="Zoe"' in answer.content.decode()
    assert 'value="2027-03"' in answer.content.decode()

    client.post(path, {"given_name": "Zoe", "family_name": "Lai", "of_age": "no", "of_age_from": ""})

    assert Minor.objects.get().membership.given_name == "Zoe"
    own = Application.objects.get()
    assert "Hai meno di diciott’anni" in client.get(f"/montefeltro/my-applications/{own.public_id}/").content.decode()
