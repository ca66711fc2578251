"""The register’s page about a minor, and what the minor reads."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from cast import Cast
from reciproca.boundaries.actions import mark_minor, record_consent
from reciproca.boundaries.choices import MarkedBy
from reciproca.boundaries.models import Clearance, Minor
from reciproca.communities.models import Membership
from reciproca.core import clock

As = Callable[..., Client]


def page(person: Membership, part: str = "minor/") -> str:
    return f"/montefeltro/members/{person.public_id}/{part}"


def mark(people: Cast) -> Minor:
    return mark_minor(people.giulio, how=MarkedBy.COORDINATOR, by=people.marta)


@pytest.mark.parametrize("part", ["minor/", "minor/end/", "consent/", "consent/end/", "clearance/"])
def test_only_coordinators_come_in(people: Cast, as_: As, part: str) -> None:
    mark(people)
    client = as_(people.giulio)

    assert client.post(page(people.giulio, part), {"cleared": "yes"}).status_code == 404
    assert client.get(page(people.giulio)).status_code == 404
    assert Minor.objects.get().consent_on is None
    assert not Clearance.objects.exists()


def test_a_coordinator_marks_with_a_month(people: Cast, as_: As) -> None:
    response = as_(people.marta).post(page(people.giulio), {"of_age_from": "2027-05"})

    assert response.status_code == 302
    minor = Minor.objects.get()
    assert (minor.membership, minor.of_age_from, minor.marked_by) == (people.giulio, date(2027, 5, 1), people.marta)
    shown = as_(people.marta).get(page(people.giulio)).content.decode()
    assert 'value="2027-05"' in shown
    assert "Giulio risulta minorenne" in shown


def test_a_month_that_is_none_keeps_what_was_typed(people: Cast, as_: As) -> None:
    response = as_(people.marta).post(page(people.giulio), {"of_age_from": "maggio"})

    assert response.status_code == 422
    assert 'value="maggio"' in response.content.decode()
    assert not Minor.objects.exists()


def test_consent_is_recorded_shown_and_withdrawn(people: Cast, as_: As) -> None:
    mark(people)
    client = as_(people.marta)
    said = {"consent_on": "2026-11-18", "consent_from": "Lia Serra, madre", "consent_note": "Nel faldone blu"}

    assert client.post(page(people.giulio, "consent/"), said).status_code == 302
    shown = client.get(page(people.giulio)).content.decode()
    assert "Lia Serra, madre" in shown
    assert "Nel faldone blu" in shown
    assert "consenso registrato" in client.get(page(people.giulio, "")).content.decode()

    assert client.post(page(people.giulio, "consent/end/")).status_code == 302
    assert "faldone" not in client.get(page(people.giulio)).content.decode()


def test_a_consent_of_tomorrow_stays_in_the_form_with_a_sentence(people: Cast, as_: As) -> None:
    mark(people)
    said = {"consent_on": "2026-12-18", "consent_from": "Lia Serra", "consent_note": ""}

    response = as_(people.marta).post(page(people.giulio, "consent/"), said)

    assert response.status_code == 422
    assert "non è ancora arrivato" in response.content.decode()
    assert 'value="Lia Serra"' in response.content.decode()
    assert not Minor.objects.get().has_consent


def test_clearing_for_minors_and_back(people: Cast, as_: As) -> None:
    client = as_(people.marta)
    client.post(page(people.ada, "clearance/"), {"cleared": "yes"})
    assert Clearance.objects.get().membership == people.ada
    assert "può lavorare con minorenni" in client.get(page(people.ada, "")).content.decode()

    client.post(page(people.ada, "clearance/"), {"cleared": "no"})

    assert not Clearance.objects.exists()
    assert client.post(page(people.ada, "clearance/"), {"cleared": "perhaps"}).status_code == 404


def test_a_minor_cannot_be_made_a_coordinator(people: Cast, as_: As) -> None:
    from signing import signed_in_now

    mark(people)

    signed_in_now(Client(), people.marta.account).post(page(people.giulio, "role/"), {"role": "coordinator"})

    assert Membership.objects.get(pk=people.giulio.pk).role == "member"


def test_the_mark_ends_by_hand(people: Cast, as_: As) -> None:
    mark(people)

    as_(people.marta).post(page(people.giulio, "minor/end/"))

    assert not Minor.objects.exists()


def test_a_minor_reads_it_in_simple_words_and_without_the_note(people: Cast, as_: As) -> None:
    mark(people)
    shown = as_(people.giulio).get("/montefeltro/profile/").content.decode()
    assert "Hai meno di diciott’anni" in shown
    assert "serve il consenso di un genitore" in shown

    record_consent(people.giulio, given_on=clock.today(), given_by="Lia", note="Nel faldone blu", by=people.marta)

    shown = as_(people.giulio).get("/montefeltro/profile/").content.decode()
    assert "serve il consenso di un genitore" not in shown
    assert "faldone" not in shown
    assert "Hai meno di diciott’anni" not in as_(people.ada).get("/montefeltro/profile/").content.decode()
