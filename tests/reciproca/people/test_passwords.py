"""Which passwords are refused: those tried first, and those made of the words of this place."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from cast import Cast
from house.test_asvs import ROOT
from reciproca.communities.models import Account
from reciproca.people.passwords import OURS, common_passwords


def is_taken(password: str, account: Account | None = None) -> bool:
    try:
        validate_password(password, account)
    except ValidationError:
        return False
    return True


def test_the_commonest_that_are_long_enough_are_refused() -> None:
    assert len(common_passwords()) == 5000
    assert [word for word in common_passwords() if len(word) < 10 or is_taken(word) or is_taken(word.upper())] == []


@pytest.mark.parametrize(
    "password", ["7319052846", "aaaaaaaaaabbbbbbbbbb", "tre fili un telaio", "TRE FILI UN TELAIO", "§§ ¤¤ ¶¶ ★★"]
)
def test_no_kind_of_sign_is_asked_for(password: str) -> None:
    assert is_taken(password)


@pytest.mark.parametrize(
    ("password", "taken"),
    [
        ("Reciproca2026!", False),
        ("comunità-mentoring", False),
        ("Montefeltro.26", False),
        ("alumni_MONTEFELTRO_99", False),
        ("montefeltro, ma il nostro cortile", True),
        ("Bellini.circolo26", True),  # a community that is not hers
    ],
)
def test_words_of_the_place_are_no_password(people: Cast, password: str, taken: bool) -> None:
    assert is_taken(password, people.ada.account) is taken


def test_a_name_of_the_host_is_a_word_of_the_place(settings) -> None:  # type: ignore[no-untyped-def]
    assert is_taken("filanda.Prato7")

    settings.SITE_URL = "https://filanda.prato.example"

    assert not is_taken("filanda.Prato7")


def test_the_page_of_the_room_lists_the_words() -> None:
    page = (ROOT / "docs/rooms/people.md").read_text().replace("à", "a")

    assert [word for word in OURS if word not in page] == []
