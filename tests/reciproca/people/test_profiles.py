"""Looking at people, finding them, telling about oneself."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from cast import Cast, join
from reciproca.boundaries.actions import block_person
from reciproca.boundaries.models import Block
from reciproca.communities.actions import suspend_member
from reciproca.core import clock
from reciproca.people import actions
from reciproca.people.choices import Sight
from reciproca.people.models import Need, Profile
from reciproca.people.queries import needs_of, offers_of, profile_of

HOME = "/montefeltro"


def tell(person, **told) -> Profile:
    profile = actions.begin_profile(person)
    return actions.edit_profile(profile, by=person, version=profile.version, **told)


# ── the directory ──


def queries_of(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_directory_asks_as_often_for_three_rows_as_for_one(people: Cast, as_) -> None:
    tell(people.paola, offers=["tedesco"], needs=["un’etichetta"])
    client = as_(people.giulio)
    assert queries_of(client, f"{HOME}/people/?q=tedesco") == 9

    tell(people.ada, offers=["tedesco"])
    tell(people.davide, offers=["tedesco"], needs=["inglese"])

    assert queries_of(client, f"{HOME}/people/?q=tedesco") == 9


def test_directory_shows_what_is_for_the_community_and_nothing_else(people: Cast, as_) -> None:
    profile = tell(people.ada, headline="Compro bene.", offers=["leggere un bilancio"], city="Parma")
    actions.choose_sights(profile, {"offers": Sight.COORDINATORS}, by=people.ada, version=profile.version)

    page = as_(people.giulio).get(f"{HOME}/people/").content.decode()

    assert "Compro bene." in page
    assert "Parma" in page
    assert "leggere un bilancio" not in page


def test_directory_leaves_out_blocked_suspended_and_foreign_people(people: Cast, as_) -> None:
    block_person(people.giulio, by=people.ada)
    suspend_member(people.paola, by=people.marta)

    page = as_(people.giulio).get(f"{HOME}/people/").content.decode()

    assert [name in page for name in ("Marta Ferri", "Davide Longo", "Ada Carta", "Paola Neri", "Ugo Pace")] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_directory_turns_pages_of_twenty(people: Cast, as_) -> None:
    for number in range(20):
        join("Zoe", f"Zeta{number:02}")

    page = as_(people.giulio).get(f"{HOME}/people/?page=2").content.decode()

    assert "Zeta19" in page
    assert "Zeta10" not in page


def test_directory_that_finds_nobody_says_what_to_try(people: Cast, as_) -> None:
    page = as_(people.davide).get(f"{HOME}/people/?q=nothing-like-it").content.decode()

    assert "Nobody, for now" in page


# ── a person's page ──


def test_person_page_is_absent_for_who_must_not_see_it(people: Cast, as_) -> None:
    address = f"{HOME}/people/{people.ada.public_id}/"
    assert as_(people.paola).get(address).status_code == 200
    block_person(people.paola, by=people.ada)

    assert as_(people.paola).get(address).status_code == 404
    assert as_(people.irene).get(address).status_code == 404
    assert as_(people.irene).get(f"/bellini/people/{people.ada.public_id}/").status_code == 404


def test_person_page_without_signing_in_asks_to_sign_in(people: Cast, client) -> None:
    address = f"{HOME}/people/{people.ada.public_id}/"

    assert client.get(address)["Location"] == f"/accounts/login/?next={address}"


def test_person_page_says_what_two_people_share(people: Cast, as_) -> None:
    tell(people.ada, loves=["Pane", "corsa lenta"], skills=["acquisti"])
    tell(people.giulio, loves=["pane"], skills=["Acquisti"])

    page = as_(people.giulio).get(f"{HOME}/people/{people.ada.public_id}/").content.decode()

    common = page[page.index('id="common"') : page.index("</section>", page.index('id="common"'))]
    assert [word in common for word in ("Pane", "acquisti", "corsa lenta")] == [True, True, False]


def test_photo_is_served_to_who_may_see_the_person_and_kept_by_nobody(people: Cast, as_, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = io.BytesIO()
    Image.new("RGB", (40, 40)).save(file, "PNG")
    file.seek(0)
    file.name = "ada.png"
    answer = as_(people.ada).post(f"{HOME}/profile/photo/", {"photo": file})
    assert answer["Location"] == f"{HOME}/profile/"

    photo = profile_of(people.ada).photo
    address = f"{HOME}/photos/{photo.public_id}/"
    seen = as_(people.paola).get(address)

    assert seen.headers["Content-Type"] == "image/jpeg"
    assert (seen["Cache-Control"], seen["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
    assert seen["Content-Disposition"] == f'inline; filename="{photo.public_id}.jpg"'
    block_person(people.paola, by=people.ada)
    assert as_(people.paola).get(address).status_code == 404
    assert as_(people.irene).get(address).status_code == 404


def test_photo_that_is_none_is_refused_beside_its_field(people: Cast, as_, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = io.BytesIO(b"<svg/>")
    file.name = "ada.svg"

    answer = as_(people.davide).post(f"{HOME}/profile/photo/", {"photo": file})

    assert answer.status_code == 422
    assert "This is not a photo we can read." in answer.content.decode()


# ── telling about oneself ──


def test_section_is_saved_and_shown(people: Cast, as_) -> None:
    version = actions.begin_profile(people.ada).version
    data = {"version": version, "offers": ["fiere", "", "contratti"], "needs": ["inglese"], "sight_needs": "partners"}

    answer = as_(people.ada).post(f"{HOME}/profile/exchange/", data)

    assert answer["Location"] == f"{HOME}/profile/"
    assert [offer.text for offer in offers_of(people.ada)] == ["fiere", "contratti"]
    assert profile_of(people.ada).sight == {"needs": "partners"}


def test_section_saved_meanwhile_shows_both_texts_and_loses_neither(people: Cast, as_) -> None:
    tell(people.davide, headline="First.")
    stale = profile_of(people.davide).version
    tell(people.davide, headline="Saved in the other window.")

    answer = as_(people.davide).post(f"{HOME}/profile/about/", {"version": stale, "headline": "Typed here."})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Typed here."' in page
    assert "Saved in the other window." in page
    assert profile_of(people.davide).headline == "Saved in the other window."
    again = {"version": profile_of(people.davide).version, "headline": "Typed here."}
    assert f'name="version" value="{again["version"]}"' in page
    assert as_(people.davide).post(f"{HOME}/profile/about/", again).status_code == 302
    assert profile_of(people.davide).headline == "Typed here."


def test_a_wrong_year_stands_beside_its_field_and_nothing_is_lost(people: Cast, as_) -> None:
    data = {
        "version": actions.begin_profile(people.davide).version, "path-TOTAL_FORMS": 1, "path-INITIAL_FORMS": 0,
        "path-0-kind": "work", "path-0-title": "Buyer", "path-0-from_year": "2010", "path-0-to_year": "2001",
    }  # fmt: skip

    answer = as_(people.davide).post(f"{HOME}/profile/path/", data)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "It ends before it begins" in page
    assert 'value="Buyer"' in page


def test_welcome_asks_for_an_offer_and_a_need(people: Cast, as_) -> None:
    client = as_(people.davide)
    version = actions.begin_profile(people.davide).version

    refused = client.post(f"{HOME}/welcome/2/", {"version": version, "offers": ["Excel"], "needs": [""]})
    accepted = client.post(f"{HOME}/welcome/2/", {"version": version, "offers": ["Excel"], "needs": ["Italian"]})

    assert refused.status_code == 422
    assert "who asks makes it easier" in refused.content.decode()
    assert 'value="Excel"' in refused.content.decode()
    assert accepted["Location"] == f"{HOME}/welcome/3/"


def test_welcome_goes_on_where_it_was_left(people: Cast, as_) -> None:
    client = as_(people.davide)
    assert client.get(f"{HOME}/welcome/")["Location"] == f"{HOME}/welcome/1/"

    tell(people.davide, headline="I listen.")
    assert client.get(f"{HOME}/welcome/")["Location"] == f"{HOME}/welcome/2/"

    tell(people.davide, offers=["Excel"], needs=["Italian"])
    assert client.get(f"{HOME}/welcome/")["Location"] == f"{HOME}/welcome/3/"

    client.post(f"{HOME}/welcome/3/", {"version": profile_of(people.davide).version, "worthwhile": "A friend."})
    assert profile_of(people.davide).welcomed_at == clock.now()
    assert client.get(f"{HOME}/welcome/")["Location"] == f"{HOME}/profile/"


# ── needs ──


def test_one_tap_keeps_a_need_and_undo_takes_it_back(people: Cast, as_, now) -> None:
    need = actions.state_need(people.ada, "una supplente", by=people.ada)
    with clock.at(now + timedelta(days=40)):
        client = as_(people.ada)
        client.post(f"{HOME}/needs/{need.public_id}/refreshment/")
        assert needs_of(people.ada).get().age == "fresh"

        client.post(f"{HOME}/needs/{need.public_id}/refreshment/undone/")
        assert needs_of(people.ada).get().age == "old"


@pytest.mark.parametrize("what", ["refreshment/", "refreshment/undone/", "end/", "end/undone/"])
def test_nobody_else_touches_a_need(people: Cast, as_, what: str) -> None:
    need = actions.state_need(people.ada, "una supplente", by=people.ada)
    before = Need.objects.values().get()

    answer = as_(people.marta).post(f"{HOME}/needs/{need.public_id}/{what}", {"outcome": "solved"})

    assert answer.status_code == 404
    assert Need.objects.values().get() == before


# ── boundaries ──


def test_block_in_place_and_the_list_of_my_blocks(people: Cast, as_) -> None:
    client = as_(people.paola)
    answer = client.post(f"{HOME}/people/{people.ada.public_id}/block/")

    assert answer["Location"] == f"{HOME}/people/"
    assert "Ada Carta" in client.get(f"{HOME}/profile/blocks/").content.decode()
    assert "Paola Neri" not in as_(people.ada).get(f"{HOME}/profile/blocks/").content.decode()

    as_(people.ada).post(f"{HOME}/people/{people.paola.public_id}/block/end/")
    assert Block.objects.count() == 1
    as_(people.paola).post(f"{HOME}/people/{people.ada.public_id}/block/end/")
    assert not Block.objects.exists()
