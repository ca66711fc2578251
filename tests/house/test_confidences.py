"""What one person says in confidence changes nothing that others can fetch or are sent, so nothing can be subtracted:
no page, no list however it is narrowed, no file, no number of the overview, no letter."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cast import Cast, join
from circling import agree, begin, bring, feel, gone_round, meet
from reciproca.boundaries.actions import block_person
from reciproca.circles import actions as circles
from reciproca.circles.models import QUESTIONS, Case, Circle, Meeting, Ring, RingAsk
from reciproca.communities.models import Membership
from reciproca.conversations.actions import keep_draft, mute_conversation, open_conversation, send_message
from reciproca.core import clock
from reciproca.exchanges import actions as exchanges
from reciproca.exchanges.choices import Audience
from reciproca.exchanges.models import Route
from reciproca.exchanges.queries import asks as reads
from reciproca.exchanges.queries import asks_visible_to
from reciproca.insights.choices import Figure
from reciproca.insights.lists import CHOICES
from reciproca.mentoring import actions as mentoring
from reciproca.mentoring.models import Answer, FeedbackWindow, PrivateNote, Signal
from reciproca.network import circulation
from reciproca.network.actions import record_interaction
from reciproca.network.choices import Kind
from signing import signed_in_now

from .addresses import every_address
from .matrix import scrubbed
from .places import EXAMPLES, Neighbourhood
from .reading import letters, words_in

pytestmark = pytest.mark.sweep

OVERVIEW = "/montefeltro/overview/"

Seen = dict[tuple[str, str], tuple[int, str]]


@dataclass
class Village:
    """Ada mentors Giulio, and was mentored by Marta, who coordinates; Paola is neither, and enough others have met for
    the community's circle to be told."""

    people: Cast

    def __post_init__(self) -> None:
        people = self.people
        self.place = Neighbourhood(people.montefeltro, people.marta, people.ada, people.giulio)
        self.arguments = {name: example(self.place) for name, example in EXAMPLES.items() if ":" in name}
        assert self.place.closed_mentorship
        neighbours = [join("Vicina", word) for word in ("Uno", "Due", "Tre", "Quattro", "Cinque", "Sei")]
        for giver, receiver in zip(neighbours, neighbours[1:] + neighbours[:1], strict=True):
            record_interaction(
                Kind.SESSION, giver=giver, receiver=receiver, source=self.place.mentorship, minutes=60, confirmed=True
            )
        self.neighbour = neighbours[0]
        self.neighbours = neighbours[1:3]
        self.seat([people.ada, *self.neighbours])
        self.clients = {
            person.given_name: signed_in_now(Client(), person) for person in (people.marta, people.giulio, people.paola)
        }

    def seat(self, people: list[Membership]) -> None:
        """A circle of these that nobody else finds, with its charter and a date."""
        self.circle = begin(*people, name="Prime volte")
        agree(self.circle, people)
        told = {"name": "Prime volte", "about": "Chi guida da poco.", "entry": "invitation"}
        circles.change_circle(self.circle, by=people[0], version=self.circle.version, **told)
        self.meeting = meet(self.circle, people[0])
        self.pulse = feel(self.circle)
        until = clock.today() + timedelta(days=6)
        self.check_in = circles.open_check_in(self.circle, "Come va?", by=people[1], until=until)
        self.ring = gone_round(self.circle, people)
        self.next_ring = circles.call_ring(self.circle, by=people[0])

    def paths(self) -> Iterator[str]:
        """Every address inside the community with an example of what it is about, and the lists narrowed in every way."""
        inside = {"community": self.people.montefeltro.slug}
        for address in every_address():
            is_known = address.inside and (not address.own_arguments or address.name in self.arguments)
            if is_known and address.name not in ("mentoring:calendar-feed", "notifications:live"):
                yield reverse(address.name, kwargs=inside | self.arguments.get(address.name, {}))
        for person in (self.people.ada, self.people.giulio, self.people.marta):
            yield reverse("people:person-detail", kwargs=inside | {"public_id": person.public_id})
        for page in ("mentorship-detail", "mentorship-oversight"):
            closed = self.place.closed_mentorship.public_id
            yield reverse(f"mentoring:{page}", kwargs=inside | {"public_id": closed})
        for figure in Figure.values:
            path = reverse("insights:figure-csv", kwargs=inside | {"figure": figure})
            for asked in (*(f"which={which}" for which in CHOICES[figure].values), "q=Ada", "month=2026-11"):
                yield f"{path}?{asked}"
                yield f"{path}?{asked}&cohort={self.place.cohort.public_id}"

    def look(self, again: Collection[tuple[str, str]] = ()) -> Seen:
        """What the three can fetch and are sent; of everything only what is there for them. `again`: who looks where."""
        seen: Seen = {}
        everything = ((name, path) for path in self.paths() for name in self.clients)
        for name, path in [key for key in again if key[1].startswith("/")] or everything:
            answer = self.clients[name].get(path, follow=True)  # what is said on the way is read where it is shown
            if answer.status_code == 200:
                kept = {header: answer[header] for header in ("ETag", "Last-Modified") if header in answer}
                seen[name, path] = (answer.status_code, f"{kept}{words_in(scrubbed(answer, path, {}))}")
        recipients = {
            person.email: person.given_name for person in (self.people.marta, self.people.giulio, self.people.paola)
        }
        for mail, text in letters(recipients=set(recipients)):
            seen[recipients[mail.recipient], f"letter {mail.key}"] = (0, text)
        return seen

    def confide(self) -> None:
        """All that Ada can say and keep where none of the three may read it."""
        ada, place = self.people.ada, self.place
        mentoring.add_private_note(place.mentorship, "Farci caso", by=ada)
        mentoring.write_feedback(place.feedback, by=ada, helped="Le domande", change="Il ritardo")
        # About Marta's own mentoring: only another coordinator may read it.
        mentoring.send_signal(place.closed_mentorship, by=ada, rating=2, words="Non mi ascolta")
        mentoring.write_reflection(place.mentorship, by=ada, taken="La pazienza", passing_on="Il silenzio")
        self.ask_in_confidence()
        self.write_in_private()
        self.say_in_the_circle()
        block_person(self.people.davide, by=ada)

    def ask_in_confidence(self) -> None:
        """Ada asks without her name; one neighbour is asked, answers, and learns that it helped."""
        words = {"story": "Non lo dico a nessuno", "audience": "confidence", "named": False, "topics": ["stanchezza"]}
        ask = exchanges.post_ask("Vorrei smettere", by=self.people.ada, **words)
        Route.objects.create(ask=ask, person=self.neighbour, reason="helper")
        answer = exchanges.answer_ask(ask, by=self.neighbour, text="Ti capisco")
        exchanges.mark_helped(answer, by=self.people.ada, change="Ho dormito")

    def write_in_private(self) -> None:
        """Ada writes to one neighbour, has begun to write again, and has muted the conversation."""
        ada = self.people.ada
        talk = open_conversation([ada, self.neighbour], by=ada)
        send_message(talk, by=ada, text="Stasera non dormo, posso chiamarti?")
        keep_draft(talk, by=ada, text="E se domani")
        mute_conversation(talk, by=ada)

    def say_in_the_circle(self) -> None:
        """Ada promises something, changes it, will not come, brings a case on which the others ask and write, tells what came of
        what she asked, asks again, and thinks that the circle has done its work."""
        ada = self.people.ada
        promised = circles.make_commitment(self.circle, "Chiedere aiuto a mia sorella", by=ada)
        circles.change_commitment(promised, "Dormire", by=ada, version=promised.version, word="Non ce l’ho fatta")
        circles.say_presence(self.meeting, "away", by=ada, word="Ho una visita")
        case = circles.open_case(
            circles.bring_case(self.circle, by=ada, title="Come smetto?", situation="Non dormo più"), by=ada
        )
        circles.answer_question(
            circles.ask_about_case(case, "Da quando?", by=self.neighbours[0]), "Da quando bevo", by=ada
        )
        circles.begin_silence(case, by=ada)
        for person in self.neighbours:
            circles.write_idea(case, by=person, idea="Chiama il medico", is_anonymous=True, is_ready=True)
        circles.mark_idea_helped(case.ideas.first(), by=ada)
        circles.close_case(case, by=ada, takeaway="Chiamare il medico")
        circles.follow_up(case, "not_yet", by=ada, told="Ho paura")
        self.ask_the_ring()
        circles.would_end(self.circle, True, by=ada)
        circles.answer_check_in(self.check_in, "Ho pianto in bagno", by=ada)
        circles.tell_win(self.circle, "Ho dormito sei ore", by=ada)
        circles.answer_pulse(self.pulse, dict.fromkeys(QUESTIONS, 1), by=ada)

    def ask_the_ring(self) -> None:
        """What is said to Ada's ask, that it may go further, what came of it; and what she will ask next. Thanks are a line of the
        ledger, which the community's circle tells of without names: they are no confidence."""
        ada, (first, second) = self.people.ada, self.neighbours
        mine = self.ring.asks.get(person=ada)
        circles.offer_help(mine, "can", by=first, words="Ti accompagno dal medico")
        circles.offer_help(mine, "knows", by=second, who="La mia psicologa")
        circles.offer_help(self.ring.asks.get(person=first), "not_this", by=ada)
        circles.let_go_further(mine, by=ada, title="Chi conosce un medico che ascolta?")
        circles.tell_help(mine, "on_the_way", by=ada, told="Ho un appuntamento")
        circles.bring_ask(self.next_ring, by=ada, title="Qualcuno con cui non bere")

    def tell_coordinators(self) -> None:
        mentoring.send_signal(self.place.mentorship, by=self.people.ada, rating=2, words="Non mi ascolta")

    def open_both(self) -> None:
        """The other answers too: between the two it is open, and for everybody else nothing has happened."""
        mentoring.write_feedback(self.place.feedback, by=self.people.giulio, helped="La pazienza")


@pytest.fixture
def village(people: Cast) -> Village:
    village = Village(people)
    assert village.place.feedback  # opens before anybody looks
    return village


def apart(before: Seen, after: Seen, readers: Collection[str]) -> list[tuple[str, str]]:
    return [
        key for key in sorted(before.keys() | after.keys()) if key[0] in readers and before.get(key) != after.get(key)
    ]


def test_nothing_of_a_confidence_can_be_found_by_subtraction(village: Village) -> None:
    before = village.look()
    assert len(before) > 150
    assert "troppo poche persone" not in before["Marta", OVERVIEW][1]  # the circle is told

    village.confide()
    sealed = village.look(before)
    assert apart(before, sealed, ("Marta", "Giulio", "Paola")) == []

    village.tell_coordinators()
    told = village.look(before)
    assert apart(sealed, told, ("Giulio", "Paola")) == []
    assert ("Marta", "/montefeltro/mentorships/signals/") in apart(sealed, told, ("Marta",))  # hers to read

    village.open_both()
    opened = village.look(before)
    assert apart(told, opened, ("Marta", "Paola")) == []
    assert apart(told, opened, ("Giulio",)) != []  # it opened


# ── negative controls ──


def found_after(village: Village, deeds: Callable[[], None], paths: Collection[str], reader: str) -> bool:
    keys = [(reader, path) for path in paths]
    before = village.look(keys)
    deeds()
    return apart(before, village.look(keys), (reader,)) != []


def test_an_answer_read_before_its_time_is_found(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    page = f"/montefeltro/mentorships/{village.place.mentorship.public_id}/"

    def read_too_early() -> None:
        village.confide()
        monkeypatch.setattr(FeedbackWindow, "is_revealed", True)

    assert found_after(village, read_too_early, [page], "Giulio")


def test_a_live_number_of_answers_is_found(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reciproca.insights.picture.headline", lambda **counts: f"{Answer.objects.count()} risposte")

    assert found_after(village, village.confide, [OVERVIEW], "Marta")


def test_a_coordinator_who_reads_about_herself_is_found(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = Signal.objects.order_by("pk")
    monkeypatch.setattr("reciproca.mentoring.views.signals_visible_to", lambda person: everything.all())

    assert found_after(village, village.confide, ["/montefeltro/mentorships/signals/"], "Marta")


def test_a_number_of_what_is_kept_to_oneself_is_found(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    for model in (PrivateNote, Answer):
        monkeypatch.setattr(model, "data_holding", replace(model.data_holding, is_known_to_coordinators=True))
    page = f"/montefeltro/members/{village.people.ada.public_id}/data/"

    assert found_after(village, village.confide, [page], "Marta")


def test_an_ask_in_confidence_that_its_audience_does_not_hold_back_is_found(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = reads.READERS[Audience.COMMUNITY]
    monkeypatch.setitem(reads.READERS, Audience.CONFIDENCE, everybody)
    before = asks_visible_to(village.people.paola).count()

    village.ask_in_confidence()

    assert asks_visible_to(village.people.paola).count() == before + 1


def test_feedback_that_is_counted_is_found(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(circulation, "WORDS", circulation.WORDS | {Kind.FEEDBACK})
    village.confide()

    assert found_after(village, village.open_both, [OVERVIEW], "Marta")


def test_a_circle_that_others_may_read_is_found(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = Meeting.objects.select_related("circle")
    monkeypatch.setattr("reciproca.circles.views.meetings.meetings_visible_to", lambda person: everybody.all())
    monkeypatch.setattr("reciproca.circles.queries.circles_of", lambda person: Circle.objects.all())
    page = f"/montefeltro/circles/meetings/{village.meeting.public_id}/"

    assert found_after(village, village.say_in_the_circle, [page], "Marta")


def test_a_case_that_others_may_read_is_found(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = bring(village.circle, village.people.ada)
    everybody = Case.objects.select_related("circle", "owner", "meeting")
    monkeypatch.setattr("reciproca.circles.views.cases.cases_visible_to", lambda person: everybody.all())
    page = f"/montefeltro/circles/cases/{mine.public_id}/"

    def think() -> None:
        circles.begin_silence(mine, by=village.people.ada)

    assert found_after(village, think, [page], "Marta")


def test_a_ring_that_others_may_read_is_found(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    rings, asks = (
        Ring.objects.select_related("circle", "meeting"),
        RingAsk.objects.select_related("ring", "person", "further"),
    )
    monkeypatch.setattr("reciproca.circles.views.rings.rings_visible_to", lambda person: rings.all())
    monkeypatch.setattr("reciproca.circles.views.rings.asks_heard_by", lambda person: asks.all())
    page = f"/montefeltro/circles/rings/{village.ring.public_id}/"

    assert found_after(village, village.ask_the_ring, [page], "Marta")
