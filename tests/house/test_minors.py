"""A minor leaves no trace: every page and every mail, as members who do not work with her read them."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from cast import Cast, join
from reciproca.boundaries import actions as boundaries
from reciproca.boundaries import queries
from reciproca.boundaries.choices import MarkedBy
from reciproca.boundaries.models import Minor
from reciproca.communities.models import Membership
from reciproca.core.prepared import forget
from reciproca.exchanges import actions as exchanges
from reciproca.files.actions import store_file
from reciproca.files.choices import Purpose
from reciproca.notifications.mail import renderer_of
from reciproca.notifications.models import OutboxMail
from reciproca.people.actions import begin_profile, fill_profile, set_photo, state_need
from reciproca.suggestions import actions as suggestions
from signing import signed_in_now

from .addresses import every_address
from .places import EXAMPLES, Neighbourhood

pytestmark = pytest.mark.sweep

#: Words that nobody else has: her name, and what she tells.
CANARY = ("Zefirina", "Quarzopanna", "canarino", "ombrelli di carta")


class Village:
    """Everything there is on the pages was done by Ada and by the canary, who was marked as a minor afterwards."""

    def __init__(self, people: Cast) -> None:
        self.people = people
        self.minor = join("Zefirina", "Quarzopanna")
        self.place = Neighbourhood(people.montefeltro, people.marta, people.ada, self.minor)
        fill_profile(
            self.minor, by=self.minor, headline="Alleva un canarino", city="Fano",
            offers=["ombrelli di carta"], needs=["un canarino in prestito"], skills=["budget"],
        )  # fmt: skip
        picture = io.BytesIO()
        Image.new("RGB", (8, 8)).save(picture, "JPEG")
        photo = store_file(picture.getvalue(), purpose=Purpose.PHOTO, content_type="image/jpeg", by=self.minor)
        set_photo(begin_profile(self.minor), photo, by=self.minor)
        self.photo = photo
        self.arguments = {name: example(self.place) for name, example in EXAMPLES.items() if ":" in name}
        shown = self.place.recognition
        exchanges.approve_recognition(shown, by=people.ada, version=shown.version)
        self.offers = []
        for reader in (people.paola, people.davide):
            need = state_need(reader, "Una parola sul budget", by=reader)
            self.offers.append(suggestions.offer_help(need, "Mezz’ora con il canarino.", by=self.minor))
        boundaries.clear_for_minors(people.ada, by=people.marta)
        boundaries.mark_minor(self.minor, how=MarkedBy.COORDINATOR, by=people.marta)

    def pages(self) -> Iterator[tuple[str, str]]:
        """(name, path) of every page inside the community, with what the canary and Ada made as its arguments."""
        for address in every_address():
            if not address.inside or address.name == "mentoring:calendar-feed":  # Ada’s own, behind a secret of hers
                continue
            path = {"community": self.people.montefeltro.slug}
            if not address.own_arguments:
                yield address.name, reverse(address.name, kwargs=path)
            elif address.name in self.arguments:
                yield address.name, reverse(address.name, kwargs=path | self.arguments[address.name])
        for name, public_id in (
            ("people:person-detail", self.minor.public_id),
            ("people:person-detail", self.people.ada.public_id),
            ("people:photo", self.photo.public_id),
            ("exchanges:thanks-of", self.minor.public_id),
            ("exchanges:thanks-of", self.people.ada.public_id),
            ("exchanges:recommendation-ask", self.minor.public_id),
            *(("suggestions:offer-detail", offer.public_id) for offer in self.offers),
        ):
            yield name, reverse(name, kwargs={"community": self.people.montefeltro.slug, "public_id": public_id})

    def read_by(self, reader: Membership) -> tuple[set[str], int]:
        """Where the reader finds the canary, and how many answers were read."""
        client = signed_in_now(Client(), reader.account)
        found, answers = set(), 0
        directory = reverse("people:directory", kwargs={"community": self.people.montefeltro.slug})
        searches = [("searched", f"{directory}?q={word}") for word in ("zefirina", "ombrelli", "budget")]
        wish = reverse("here:who-can-help", kwargs={"community": self.people.montefeltro.slug})
        searches += [("searched", f"{wish}?q={word}") for word in ("zefirina", "ombrelli", "budget")]
        for name, path in [*self.pages(), *searches]:
            response = client.get(path)
            assert response.status_code < 500, name
            answers += 1
            body = b"".join(response) if response.streaming else response.content
            if self.speaks_of_her(body.decode(errors="replace").replace(path, "").replace("?q=zefirina", "")) or (
                name == "people:photo" and path.endswith(f"{self.photo.public_id}/") and response.status_code == 200
            ):
                found.add(name)
        for mail in OutboxMail.objects.filter(recipient=reader.email):
            letter = renderer_of(mail)(mail)
            answers += 1
            if letter is not None and self.speaks_of_her(f"{letter.subject} {letter.text} {letter.html}"):
                found.add(f"mail {mail.renderer}")
        return found, answers

    @staticmethod
    def speaks_of_her(text: str) -> bool:
        text = text.replace('value="zefirina"', "").replace('value="ombrelli"', "")
        return any(word in text for word in CANARY)


@pytest.fixture
def village(people: Cast) -> Village:
    return Village(people)


@contextmanager
def without_the_rule(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(queries, "minors_hidden_from", lambda viewer: Minor.objects.none().values("membership"))
        patch.setattr(queries, "minors_among", lambda people: set())
        forget()
        yield
    forget()


def test_members_find_no_trace_of_a_minor(village: Village) -> None:
    found, answers = village.read_by(village.people.paola)
    more, read = village.read_by(village.people.davide)

    assert found | more == set()
    assert answers + read > 200


def test_without_the_rule_she_is_found(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: lists, searches, her page, her photo, what she wrote, and the mails."""
    with without_the_rule(monkeypatch):
        found, _answers = village.read_by(village.people.paola)

    assert {"people:directory", "people:person-detail", "people:photo", "exchanges:thanks-of", "searched"} <= found
    assert any(name.startswith("mail ") for name in found), found


def test_coordinators_partners_and_she_herself_find_her(village: Village) -> None:
    for reader in (village.people.marta, village.people.ada, village.minor):
        found, _answers = village.read_by(reader)
        assert "people:directory" in found, reader.name


def test_only_matching_asks_who_may_meet() -> None:
    """Whoever lets people write to one another asks `may_contact`, which knows of minors."""
    from .test_code import SOURCE

    asking = {
        file.relative_to(SOURCE).as_posix()
        for file in SOURCE.rglob("*.py")
        if "may_meet" in file.read_text() and not file.is_relative_to(SOURCE / "boundaries")
    }

    assert asking == {"matching/mails.py"}
