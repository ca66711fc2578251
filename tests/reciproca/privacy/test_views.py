"""The pages: who may, who may not, what changed, what was said."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import Cast
from reciproca.communities.actions import activate_membership, add_member
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Account, Membership
from reciproca.core import clock
from reciproca.core.scope import within
from reciproca.people.actions import begin_profile, set_offers
from reciproca.privacy import actions, tasks
from reciproca.privacy.choices import Asker
from reciproca.privacy.models import Erasure, Export
from signing import ask_anew

DATA = "/account/data/"


def in_both(people: Cast, person: Membership) -> Membership:
    with within(people.bellini):
        there = add_member(email=person.email, given_name=person.given_name, by=None)
        return activate_membership(there, account=person.account)  # type: ignore[arg-type]


# ── my own ──


def test_your_data_lists_every_place(people: Cast, as_) -> None:
    in_both(people, people.ada)

    page = as_(people.ada).get(DATA).content.decode()

    for words in ("Alumni Montefeltro", "Circolo Bellini", "Prepara una copia", "Cancella tutto"):
        assert words in page


def test_a_place_says_what_is_kept_why_for_how_long_and_who_sees_it(people: Cast, as_) -> None:
    set_offers(people.ada, ["Un paio d’occhi", "Una mano"], by=people.ada)

    page = as_(people.ada).get(f"{DATA}places/{people.ada.public_id}/").content.decode()

    block = page[page.index("Che cosa offri") :]
    assert "2 voci" in block
    assert "Perché ti trovi chi ne ha bisogno." in block
    assert "La comunità, o chi hai scelto tu." in block
    assert "finché fai parte della comunità" in block
    assert "Un paio d’occhi" not in page  # kinds, not contents: those are in the copy


def test_the_page_asks_as_often_for_three_rows_as_for_one(people: Cast, as_) -> None:
    begin_profile(people.ada)
    set_offers(people.ada, ["uno"], by=people.ada)
    client = as_(people.ada)

    def count() -> int:
        client.get(f"{DATA}places/{people.ada.public_id}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{DATA}places/{people.ada.public_id}/")
        return len(queries)

    one = count()
    set_offers(people.ada, ["uno", "due", "tre"], by=people.ada)

    assert (one, count()) == (8, 8)


@pytest.mark.parametrize("address", ["places/{}/", "places/{}/erasure/"])
def test_nobody_reads_the_data_of_another(people: Cast, as_, address: str) -> None:
    path = DATA + address.format(people.ada.public_id)

    for somebody in (people.giulio, people.marta, people.rosa):
        assert as_(somebody).get(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_a_copy_is_asked_for_and_fetched(people: Cast, as_) -> None:
    client = as_(people.ada)

    answer = client.post(f"{DATA}copies/new/", {"what": "everything"}, follow=True)
    assert "Stiamo preparando la tua copia" in answer.content.decode()
    export = Export.objects.get()
    early = client.get(f"{DATA}copies/{export.public_id}/file/")
    tasks.prepare_export(str(export.public_id))
    page = client.get(DATA).content.decode()
    file = client.get(f"{DATA}copies/{export.public_id}/file/")

    assert early.status_code == 404
    assert f"{DATA}copies/{export.public_id}/file/" in page
    assert file["Content-Type"] == "application/zip"
    assert file["Cache-Control"] == "private, no-store"
    assert 'attachment; filename="reciproca-2026-11-19.zip"' in file["Content-Disposition"]
    names = zipfile.ZipFile(io.BytesIO(b"".join(file.streaming_content))).namelist()
    assert "data.json" in names


def test_a_second_copy_on_the_same_day_is_refused_with_a_sentence(people: Cast, as_) -> None:
    client = as_(people.ada)
    client.post(f"{DATA}copies/new/", {"what": "everything"})

    answer = client.post(f"{DATA}copies/new/", {"what": "everything"})

    assert answer.status_code == 422
    assert "meno di un giorno fa" in answer.content.decode()


def test_of_one_community_only(people: Cast, as_) -> None:
    in_both(people, people.ada)
    client = as_(people.ada)

    client.post(f"{DATA}copies/new/", {"what": str(people.bellini.public_id)})

    assert Export.objects.get().community == people.bellini


def test_nobody_fetches_the_copy_of_another(people: Cast, as_) -> None:
    assert people.ada.account is not None
    export = actions.ask_for_export(people.ada.account)
    tasks.prepare_export(str(export.public_id))

    for somebody in (people.giulio, people.marta, people.rosa):
        assert as_(somebody).get(f"{DATA}copies/{export.public_id}/file/").status_code == 404


def test_leaving_one_place_is_asked_waits_and_is_taken_back(people: Cast, as_) -> None:
    client = as_(people.ada)
    path = f"{DATA}places/{people.ada.public_id}/erasure/"
    assert "Che cosa se ne va" in client.get(path).content.decode()

    unsure = client.post(path, {})
    assert (unsure.status_code, Erasure.objects.count()) == (422, 0)
    client.post(path, {"understood": "on"})

    assert client.get("/montefeltro/").status_code == 404
    page = client.get(DATA).content.decode()
    assert "3 dicembre 2026" in page
    erasure = Erasure.objects.get()
    assert as_(people.giulio).post(f"{DATA}erasures/{erasure.public_id}/end/").status_code == 404
    as_(people.ada).post(f"{DATA}erasures/{erasure.public_id}/end/")
    assert Membership.objects.get(pk=people.ada.pk).state == MembershipState.ACTIVE


def test_erasing_everything_signs_out_and_signing_in_says_how_to_take_it_back(people: Cast, as_) -> None:
    client = as_(people.ada)

    answer = client.post(f"{DATA}erasure/", {"understood": "on"}, follow=True)

    assert SESSION_KEY not in client.session
    assert "3 dicembre 2026" in answer.content.decode()
    page = as_(people.ada).get(DATA).content.decode()
    assert f"{DATA}erasures/{Erasure.objects.get().public_id}/end/" in page
    assert "Cancella tutto" not in page


def test_who_alone_coordinates_reads_it_before_pressing(people: Cast, as_) -> None:
    client = as_(people.marta)

    page = client.get(f"{DATA}erasure/").content.decode()
    answer = client.post(f"{DATA}erasure/", {"understood": "on"})

    assert "A coordinare Alumni Montefeltro ci sei soltanto tu" in page
    assert answer.status_code == 422
    assert Membership.objects.get(pk=people.marta.pk).is_active


@pytest.mark.parametrize("path", ["copies/new/", "erasure/"])
def test_one_is_asked_again_first(people: Cast, client: Client, path: str) -> None:
    ask_anew(client, people.ada)

    assert client.get(DATA + path)["Location"].startswith("/account/confirmation/")
    client.post(DATA + path, {"understood": "on", "what": "everything"})
    assert (Export.objects.count(), Erasure.objects.count()) == (0, 0)


# ── on a written request ──


def test_a_coordinator_acts_on_a_letter_and_cannot_read_the_data(people: Cast, as_) -> None:
    set_offers(people.ada, ["Un paio d’occhi"], by=people.ada)
    client = as_(people.marta)
    path = f"/montefeltro/members/{people.ada.public_id}/data/"
    page = client.get(path).content.decode()
    assert "Il tuo profilo" in page
    assert "Che cosa offri" not in page  # she may show it to somebody alone
    assert "Un paio d’occhi" not in page

    assert client.post(path, {}).status_code == 422
    client.post(path, {"checked": "on"})

    erasure = Erasure.objects.get()
    assert (erasure.membership, erasure.asker) == (people.ada, Asker.COORDINATOR)
    client.post(f"{path}erasure/end/")
    assert Membership.objects.get(pk=people.ada.pk).is_active


def test_what_the_person_asked_a_coordinator_does_not_take_back(people: Cast, as_) -> None:
    actions.ask_for_erasure(people.ada, by=people.ada)

    answer = as_(people.marta).post(f"/montefeltro/members/{people.ada.public_id}/data/erasure/end/")

    assert answer.status_code == 404
    assert Erasure.objects.exists()


def test_a_copy_asked_for_by_letter_is_for_the_person_alone(people: Cast, as_) -> None:
    client = as_(people.marta)

    client.post(f"/montefeltro/members/{people.ada.public_id}/data/copy/")

    export = Export.objects.get()
    tasks.prepare_export(str(export.public_id))
    assert export.account == people.ada.account
    assert client.get(f"{DATA}copies/{export.public_id}/file/").status_code == 404


def test_members_and_other_communities_have_no_such_page(people: Cast, as_) -> None:
    path = f"/montefeltro/members/{people.ada.public_id}/data/"

    for somebody in (people.giulio, people.irene, people.rosa):
        assert as_(somebody).get(path).status_code == 404


def test_who_is_erased_is_in_no_register(people: Cast, as_) -> None:
    actions.erase_person(people.ada)
    client = as_(people.marta)

    assert client.get(f"/montefeltro/members/{people.ada.public_id}/").status_code == 404
    assert "lasciato la comunità" not in client.get("/montefeltro/members/").content.decode()


# ── the server ──


def test_the_record_of_processing_names_every_table_about_people(people: Cast, as_) -> None:
    page = as_(people.rosa).get("/server/processing/").content.decode()

    for words in ("Il tuo profilo", "I tuoi appunti privati", "Chi hai bloccato", "Le lettere che ti abbiamo mandato"):
        assert words in page
    assert as_(people.marta).get("/server/processing/").status_code == 404


def test_who_keeps_the_server_erases_an_account_on_a_letter(people: Cast, as_) -> None:
    assert people.ada.account is not None
    path = f"/server/accounts/{people.ada.account.pk}/data/"
    client = as_(people.rosa)
    assert as_(people.marta).get(path).status_code == 404
    client = as_(people.rosa)

    client.post(path, {"checked": "on"})

    erasure = Erasure.objects.get()
    assert (erasure.account, erasure.asker) == (people.ada.account, Asker.ADMINISTRATOR)
    with clock.at(clock.now() + timedelta(days=15)):
        tasks.look_after_requests()
    assert not Account.objects.filter(pk=people.ada.account.pk).exists()
