"""An example of what each address with arguments is about. A new address is added here, or the tests fail and say so.

Each function is called inside a community (`core.scope`) and gives the address's own arguments. What it makes is made
through actions, so that it looks as in earnest.
"""

import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from circling import feel
from reciproca.calendars.actions import make_feed
from reciproca.circles import actions as circles
from reciproca.circles.models import Circle, Mending
from reciproca.circles.queries import template_of
from reciproca.communities.models import Community, Membership
from reciproca.conversations import actions as conversations
from reciproca.conversations.models import Conversation, Message
from reciproca.core import clock
from reciproca.exchanges import actions as exchanges
from reciproca.files.actions import store_file
from reciproca.files.choices import Purpose
from reciproca.files.models import StoredFile
from reciproca.gatherings import actions as gatherings
from reciproca.gatherings.meetups import code_at
from reciproca.gatherings.models import CoffeeTable
from reciproca.imports.actions import begin_import, choose_columns
from reciproca.imports.choices import Kind
from reciproca.imports.models import ImportBatch
from reciproca.introductions import actions as introductions
from reciproca.library import actions as library
from reciproca.library.models import Enclosure, Part
from reciproca.matching import actions as matching
from reciproca.matching.models import Round
from reciproca.mentoring import actions as mentoring
from reciproca.mentoring.models import AgendaPoint, FeedbackWindow, Goal, MentoringSession, Mentorship
from reciproca.network import actions as network
from reciproca.network.actions import connect
from reciproca.network.queries import code_of, connection_between
from reciproca.notifications.actions import take_days
from reciproca.notifications.queries import key_of
from reciproca.people.actions import begin_profile, edit_profile, set_photo, state_need
from reciproca.people.models import Need, Profile
from reciproca.programmes import actions as programmes
from reciproca.programmes.models import Application, Cohort, Programme
from reciproca.projects import actions as projects
from reciproca.safeguarding import actions as safeguarding
from reciproca.safeguarding.models import Doubt
from reciproca.suggestions import actions as suggestions
from reciproca.suggestions.models import HelpOffer

__all__ = ["EXAMPLES", "EXAMPLES_OUTSIDE", "Neighbourhood"]

ANSWERS = {
    "needs": ["Presentare il primo budget"], "topics_needed": ["budgets"], "offers": ["Un paio d’occhi"],
    "topics_offered": ["negotiating"], "goals": "Un budget che regge.", "now": "Logistica", "experience": "3-7",
    "languages": [{"code": "it", "level": "C2"}], "availability": ["tue-evening"],
}  # fmt: skip
SHEET = "Nome;Cognome;E-mail\nLucia;Moretti;lucia.moretti@example.org\nSenza;Indirizzo;\n"


@dataclass
class Neighbourhood:
    """One community, seen from an address: who coordinates it, two who belong to it, and what they have made there."""

    community: Community
    coordinator: Membership
    one: Membership
    other: Membership

    @cached_property
    def profile(self) -> Profile:
        return begin_profile(self.one)

    @cached_property
    def photo(self) -> Any:
        photo = store_file(b"a picture", purpose=Purpose.PHOTO, content_type="image/jpeg", by=self.one)
        set_photo(self.profile, photo, by=self.one)
        return photo

    @cached_property
    def need(self) -> Need:
        return state_need(self.one, "A word about budgets", by=self.one)

    @cached_property
    def programme(self) -> Programme:
        return programmes.create_programme(by=self.coordinator, name_it="Ponti", name_en="Bridges")

    @cached_property
    def cohort(self) -> Cohort:
        cohort = programmes.create_cohort(
            self.programme,
            by=self.coordinator,
            name_it="Autunno",
            name_en="Autumn",
            registration_opens=date(2026, 11, 1),
            registration_closes=date(2026, 11, 30),
            starts_on=date(2026, 12, 9),
            ends_on=date(2027, 6, 30),
        )
        return programmes.open_registration(cohort, by=self.coordinator)

    @cached_property
    def application(self) -> Application:
        application = programmes.start_application(self.cohort, by=self.one, role="mentee")
        application = programmes.keep_answers(application, ANSWERS, by=self.one, version=application.version)
        return programmes.submit_application(application, by=self.one)

    @cached_property
    def round(self) -> Round:
        """A round that was computed: one mentors, other is the mentee."""
        for person, role in ((self.one, "mentor"), (self.other, "mentee")):
            application = programmes.start_application(self.cohort, by=person, role=role)
            kept = programmes.keep_answers(application, ANSWERS, by=person, version=application.version)
            programmes.accept_applications([programmes.submit_application(kept, by=person)], by=self.coordinator)
        opened = matching.open_round(self.cohort, by=self.coordinator)
        matching.run_round(matching.start_run(opened, by=self.coordinator))
        return opened

    @cached_property
    def batch(self) -> ImportBatch:
        sheet = io.BytesIO(SHEET.encode())
        batch = begin_import(
            sheet, by=self.coordinator, name="people.csv", kind=Kind.PEOPLE, key=uuid.uuid4().hex, at_once=True
        )
        columns = [column["field"] for column in batch.columns]
        return choose_columns(batch, columns, by=self.coordinator, at_once=True)

    @cached_property
    def mentorship(self) -> Mentorship:
        assert self.introduction  # asked for before the two know each other, here and in the next
        return mentoring.begin_mentorship(
            self.cohort, mentor=self.one, mentee=self.other, by=self.coordinator, reasons=[], provenance="house"
        )

    @cached_property
    def agreement(self) -> Any:
        return mentoring.propose_agreement(self.mentorship, by=self.one, cadence_days=14, minutes=45)

    @cached_property
    def goal(self) -> Goal:
        return mentoring.set_goal(self.mentorship, "Un budget che regge", by=self.one)

    @cached_property
    def session(self) -> MentoringSession:
        return mentoring.plan_session(
            self.mentorship, by=self.one, starts_at=clock.now() + timedelta(days=3), minutes=45
        )

    @cached_property
    def point(self) -> AgendaPoint:
        return mentoring.add_point(self.session, "Il listino", by=self.one)

    @cached_property
    def shared_note(self) -> Any:
        return mentoring.add_shared_note(self.mentorship, "La cifra, il limite", by=self.one)

    @cached_property
    def own_note(self) -> Any:
        return mentoring.add_private_note(self.mentorship, "Farci caso", by=self.one)

    @cached_property
    def signal(self) -> Any:
        return mentoring.send_signal(self.mentorship, by=self.one, rating=4)

    @cached_property
    def help_offer(self) -> HelpOffer:
        return suggestions.offer_help(self.need, "Mezz’ora al telefono.", by=self.other)

    @cached_property
    def connection_request(self) -> Any:
        assert self.introduction
        return network.request_connection(
            self.one, by=self.other, context="Alla cena di Urbino", why="Apro in Germania"
        )

    @cached_property
    def connection(self) -> Any:
        """Of one and who coordinates."""
        assert self.introduction  # for which they were connected
        return connection_between(self.coordinator, self.one)

    @cached_property
    def ally(self) -> Membership:
        """One named who coordinates."""
        assert self.connection
        network.name_ally(self.coordinator, by=self.one)
        return self.coordinator

    @cached_property
    def encounter(self) -> Any:
        """One showed the code, other read it."""
        assert self.introduction
        return network.read_code(code_of(network.show_code(by=self.one, place="Verona")), by=self.other)

    @cached_property
    def reminder(self) -> Any:
        return network.remind(self.other, by=self.one, on=clock.today("Europe/Rome"), words="La sua fiera")

    @cached_property
    def closed_mentorship(self) -> Mentorship:
        """One was the mentee; it closed after a session that both confirmed."""
        mentorship = mentoring.begin_mentorship(
            self.cohort, mentor=self.coordinator, mentee=self.one, by=self.coordinator, reasons=[], provenance="house"
        )
        told = mentoring.log_session(
            mentorship, by=self.coordinator, starts_at=clock.now() - timedelta(days=1), minutes=45
        )
        mentoring.confirm_session(told, by=self.one)
        return mentoring.end_mentorship(mentorship, by=self.one)

    @cached_property
    def introduction(self) -> Any:
        """One asked to be introduced to other, through who coordinates."""
        for person in (self.one, self.other):
            connect(self.coordinator, person, source=person)
        return introductions.request_introduction(
            by=self.one, introducer=self.coordinator, recipient=self.other,
            goal="Mezz’ora", gain="Uno sguardo", note="Ti va?", text="Mi chiamo",
        )  # fmt: skip

    @cached_property
    def feedback(self) -> FeedbackWindow:
        return FeedbackWindow.objects.create(
            mentorship=self.mentorship, occasion="midway", closes_at=clock.now() + timedelta(days=14)
        )

    @cached_property
    def met(self) -> MentoringSession:
        """A session that both have confirmed."""
        told = mentoring.log_session(
            self.mentorship, by=self.one, starts_at=clock.now() - timedelta(days=1), minutes=45
        )
        return mentoring.confirm_session(told, by=self.other)

    @cached_property
    def recognition(self) -> Any:
        return exchanges.give_recognition(
            "mentoringsession", str(self.met.public_id), by=self.other, change="Il budget regge."
        )

    @cached_property
    def recommendation(self) -> Any:
        """One who was mentored is asked by who mentored."""
        assert self.met
        return exchanges.ask_recommendation(self.other, by=self.one, about="Come leggo un budget")

    @cached_property
    def endorsement(self) -> Any:
        """Other has seen a skill of one at work."""
        assert self.met
        profile = begin_profile(self.one)
        edit_profile(profile, by=self.one, version=profile.version, skills=["Trattare"])
        return exchanges.endorse_skills(self.one, ["Trattare"], by=self.other)[0]

    @cached_property
    def talk(self) -> Conversation:
        """What one writes to other, who have met; a file waits beside the next message."""
        assert self.met
        talk = conversations.write_to(self.other, by=self.one, text="Com’è andata?").conversation
        conversations.attach_file(talk, self.pdf(b"%PDF-1 waits"), by=self.one)
        return talk

    @cached_property
    def talk_of_three(self) -> Conversation:
        return conversations.open_conversation([self.one, self.other, self.coordinator], by=self.one)

    @cached_property
    def message(self) -> Message:
        return self.talk.messages.get(number=1)

    @cached_property
    def heard(self) -> Message:
        return conversations.send_message(self.talk, by=self.other, text="Temi un no?", is_heard=True)

    @cached_property
    def waiting_file(self) -> StoredFile:
        return self.talk.seats.get(person=self.one).waiting.get().file

    def pdf(self, data: bytes) -> StoredFile:
        return store_file(data, purpose=Purpose.ATTACHMENT, content_type="application/pdf", by=self.one)

    @cached_property
    def ask(self) -> Any:
        """One asks, the other has answered."""
        ask = exchanges.post_ask("Chi legge il mio budget?", by=self.one, story="È il primo.")
        assert exchanges.answer_ask(ask, by=self.other, text="Parti dai costi fissi.")
        return ask

    @cached_property
    def answer(self) -> Any:
        return self.ask.answers.get()

    @cached_property
    def lead(self) -> Any:
        return exchanges.give_lead(self.other, by=self.one, kind="call", title="Il bando", words="Scade a fine mese.")

    @cached_property
    def share_unsent(self) -> Any:
        return exchanges.write_share("Tre modi di leggere un budget", by=self.one, words="Mi è servito.")

    @cached_property
    def share(self) -> Any:
        """One shared it with other."""
        draft = exchanges.write_share("Un bando per due", by=self.one, words="Fa per te.", kind="opening")
        return exchanges.send_share(draft, [self.other], by=self.one)

    @cached_property
    def note(self) -> Any:
        """In the library, by one."""
        note = library.begin_note(
            by=self.one,
            title="La sera prima",
            text="Leggilo ad alta voce.",
            topics=["contratti"],
            sources=["Codice civile"],
        )
        return library.agree_to_note(note, by=self.one, revision=note.revision, word="La prima")

    @cached_property
    def note_draft(self) -> Any:
        """One writes it; other is asked to appear in it, who coordinates to read it."""
        note = library.begin_note(by=self.one, title="Il preavviso", text="Trenta giorni.", people=[self.other])
        library.ask_to_take_part(note, self.coordinator, by=self.one, role="reader", words="Che ne dici?")
        return note

    @cached_property
    def enclosed(self) -> StoredFile:
        """Beside a draft of one."""
        note = library.begin_note(by=self.one, title="Il foglio", text="Una riga per voce.")
        file = self.pdf(b"%PDF-1 sheet")
        Enclosure.objects.create(note=note, file=file, from_revision=1)
        return file

    @cached_property
    def note_in_two(self) -> Any:
        """One and other write it, at the same time."""
        note = library.begin_note(by=self.one, title="Lo stand", text="Tre metri.")
        library.ask_to_take_part(note, self.other, by=self.one, role="author")
        library.take_part(Part.objects.select_related("note").get(note=note, person=self.other), by=self.other)
        library.edit_note(note, by=self.one, revision=1, title="Lo stand", text="Quattro metri.", language="it")
        return note

    @cached_property
    def parallel(self) -> Any:
        return library.edit_note(
            self.note_in_two, by=self.other, revision=1, title="Lo stand", text="Cinque metri.", language="it",
            topics=["fiere"], sources=["Chi c’era"],
        )  # fmt: skip

    @cached_property
    def part_to_appear(self) -> Any:
        return Part.objects.select_related("note").get(note=self.note_draft, person=self.other)

    @cached_property
    def part_to_read(self) -> Any:
        return Part.objects.select_related("note").get(note=self.note_draft, person=self.coordinator)

    @cached_property
    def part_taken(self) -> Any:
        assert self.note_in_two
        return Part.objects.select_related("note").get(note=self.note_in_two, person=self.other)

    @cached_property
    def remark(self) -> Any:
        return library.remark_on_draft(self.note_in_two, "Manca la luce", by=self.other)

    @cached_property
    def caveat(self) -> Any:
        return library.doubt_note(self.note, "Ora c’è un registro", by=self.other)

    @cached_property
    def note_help(self) -> Any:
        return library.say_it_helped(self.note, by=self.other, change="L’ho letto ad alta voce", shown=True)

    @cached_property
    def shelf(self) -> Any:
        """Kept by one."""
        return library.make_collection("Per chi firma", "La prima volta.", by=self.one)

    @cached_property
    def shelf_entry(self) -> Any:
        return library.put_in(self.shelf, self.note, by=self.one, why="Da qui")

    @cached_property
    def report(self) -> Any:
        """Other reported one’s message."""
        return safeguarding.file_report("message", self.message.public_id, by=self.other, reason="hurts")

    @cached_property
    def decision(self) -> Any:
        """Another message was taken away, and one objects."""
        worse = conversations.send_message(self.talk_of_three, by=self.one, text="Lascia perdere.")
        report = safeguarding.file_report("message", worse.public_id, by=self.other, reason="hurts")
        decision = safeguarding.decide_report(
            report, by=self.coordinator, decided="remove", reason="Ferisce.", to_reporter="Tolto.", to_concerned="Tolto.",
        )  # fmt: skip
        return safeguarding.object_to_decision(decision, "Era uno scherzo.", by=self.one)

    @cached_property
    def circle(self) -> Any:
        """Of one, other and who coordinates, with a charter; it answers questions."""
        circle = circles.start_circle(
            by=self.one, name="Prime volte", about="Chi guida da poco.", topics=["delegare"], entry="open"
        )
        for person in (self.other, self.coordinator):
            circles.join_circle(circle, by=person)
        charter = circles.propose_charter(circle, by=self.one, **template_of("it"))
        for person in (self.other, self.coordinator):
            circles.agree_to_charter(charter, by=person)
        version = circle.__class__.objects.get(pk=circle.pk).version
        told = {"name": circle.name, "about": circle.about, "entry": "request"}
        return circles.change_circle(circle, by=self.one, version=version, **told)

    @cached_property
    def coffee(self) -> Any:
        """Of the community; one and other are in, and were drawn together."""
        begins_on = clock.today() + timedelta(days=1)
        coffee = gatherings.start_coffee(by=self.coordinator, title="Un caffè", words="Mezz’ora.", begins_on=begins_on)
        for person in (self.one, self.other):
            gatherings.join_coffee(coffee, by=person)
        gatherings.draw_coffee(coffee)
        return coffee

    @cached_property
    def coffee_table(self) -> Any:
        return CoffeeTable.objects.select_related("turn__coffee__community").get(turn__coffee=self.coffee)

    @cached_property
    def meetup(self) -> Any:
        """Of the community, called by one; other comes, and it has just begun: both are at the door."""
        moment = clock.now() + timedelta(seconds=1)
        called = gatherings.call_meetup(by=self.one, title="Un tavolo", words="Da **Basili**.", starts_at=moment, minutes=90, where="Urbino")  # fmt: skip
        gatherings.come_to_meetup(called, by=self.other)
        with clock.at(moment + timedelta(minutes=1)):
            gatherings.arrive_at_meetup(called, code_at(called), by=self.other)
        return called

    @cached_property
    def meetup_to_come(self) -> Any:
        """Of the community, called by one; other comes."""
        starts_at = clock.now() + timedelta(days=3)
        called = gatherings.call_meetup(by=self.one, title="Una passeggiata", starts_at=starts_at, minutes=60, most=4)
        gatherings.come_to_meetup(called, by=self.other)
        return called

    @cached_property
    def project(self) -> Any:
        """One and who coordinates have brought it to its end."""
        assert self.connection
        told = {"title": "Una guida per chi arriva", "about": "Dieci pagine."}
        project = projects.begin_project(by=self.one, person=self.coordinator, words="Ti va?", **told)
        projects.accept_invitation(project, by=self.coordinator, brings="Le fotografie")
        for person in (self.one, self.coordinator):
            projects.say_of_end(project, "done", by=person)
        return project

    @cached_property
    def project_under_way(self) -> Any:
        assert self.connection
        told = {"title": "Un archivio di strade", "about": "Dove si è arrivati."}
        project = projects.begin_project(by=self.one, person=self.coordinator, **told)
        projects.accept_invitation(project, by=self.coordinator)
        return project

    @cached_property
    def project_offered(self) -> Any:
        """To one, by who coordinates."""
        assert self.connection
        told = {"title": "Un orto", "about": "Dietro la scuola."}
        return projects.begin_project(by=self.coordinator, person=self.one, words="Ti va?", **told)

    @cached_property
    def charter(self) -> Any:
        return circles.propose_charter(self.circle, by=self.one, **template_of("it"))

    @cached_property
    def circle_meeting(self) -> Any:
        starts_at = clock.now() + timedelta(days=3)
        meeting = circles.plan_meetings(self.circle, by=self.one, starts_at=starts_at, where="Urbino")[0]
        circles.say_presence(meeting, "coming", by=self.one, word="Arrivo tardi")
        return meeting

    @cached_property
    def commitment(self) -> Any:
        return circles.make_commitment(self.circle, "Delegare il lunedì", by=self.one)

    def _case(self, owner: Any) -> Any:
        """Brought to the circle, at its questions."""
        brief = {"title": "Come smetto di fare da posta?", "situation": "Due persone non si parlano."}
        return circles.open_case(circles.bring_case(self.circle, by=owner, **brief), by=owner)

    @cached_property
    def case_asked_about(self) -> Any:
        """Of who coordinates, among the others as one of them."""
        return self._case(self.coordinator)

    @cached_property
    def question_asked(self) -> Any:
        """To one, by other."""
        return circles.ask_about_case(self._case_of_one, "Da quando?", by=self.other)

    @cached_property
    def _case_of_one(self) -> Any:
        return self._case(self.one)

    @cached_property
    def case_together(self) -> Any:
        """Of other, on which one wrote without a name."""
        case = circles.begin_silence(self._case(self.other), by=self.other)
        circles.write_idea(case, by=self.one, idea="Parlarne", is_anonymous=True)
        return circles.open_ideas(case, by=self.other)

    @cached_property
    def idea(self) -> Any:
        return self.case_together.ideas.get()

    @cached_property
    def ring(self) -> Any:
        """Goes round: one and other have brought their asks."""
        ring = circles.call_ring(self.circle, by=self.coordinator)
        for person in (self.one, self.other):
            circles.bring_ask(ring, by=person, title="Cerco un tipografo", story="Entro venerdì")
        return circles.begin_round(ring, by=self.coordinator)

    @cached_property
    def ring_ask(self) -> Any:
        """Of other, whose turn is or was."""
        ask = self.ring.asks.get(person=self.other)
        if ask.place > self.ring.turn:
            circles.move_on(self.ring, by=self.coordinator, turn=self.ring.turn)
        return ask

    @cached_property
    def ring_offer(self) -> Any:
        return circles.offer_help(self.ring_ask, "knows", by=self.one, words="Lavora bene", who="Rosa la tipografa")

    @cached_property
    def circle_check_in(self) -> Any:
        """It comes back every week, and the other one has answered."""
        until = clock.today() + timedelta(days=6)
        check_in = circles.open_check_in(self.circle, "Come va?", by=self.one, until=until, every_days=7)
        circles.answer_check_in(check_in, "Stanca", by=self.other)
        return check_in

    @cached_property
    def win(self) -> Any:
        """Shown to the community, and one is glad of it."""
        win = circles.tell_win(self.circle, "Lunedì delegato", by=self.one)
        circles.cheer_win(win, by=self.other, word="Evviva")
        return circles.show_win(win, "Un lunedì delegato", by=self.one)

    @cached_property
    def pulse(self) -> Any:
        """Nobody has answered."""
        return feel(self.circle)

    @cached_property
    def composition(self) -> Any:
        """For which one, other and who coordinates have signed up."""
        composition = circles.open_composition(
            by=self.coordinator, name="Primi cerchi", about_it="Per chi comincia.", about_en="For beginners.",
            closes_at=clock.now() + timedelta(days=7), least=3, most=5,
        )  # fmt: skip
        for person in (self.one, self.other, self.coordinator):
            circles.sign_up(composition, by=person, wish="Delegare", slots=["mon-evening"])
        return composition

    @cached_property
    def composed(self) -> Any:
        """The same, under review."""
        return circles.run_composing(circles.start_composing(self.composition, by=self.coordinator))

    @cached_property
    def signed_up(self) -> Any:
        return self.composed.sign_ups(manager="objects").get(person=self.one)

    @cached_property
    def proposed(self) -> Any:
        return self.composed.proposed(manager="objects").get()

    @cached_property
    def seat_offered(self) -> Any:
        """To one, by who coordinates and is connected with them."""
        assert self.connection
        began = {"name": "Seconde volte", "about": "Chi ricomincia.", "entry": "invitation"}
        return circles.invite_to_circle(
            circles.start_circle(by=self.coordinator, **began), self.one, by=self.coordinator, words="Pensavo a te."
        )

    @cached_property
    def mending(self) -> Any:
        """One and who coordinates, each alone in a circle, are asked whether the two become one."""
        mine, theirs = (
            circles.start_circle(by=by, name=f"Di {by.given_name}", about="Pochi.", entry="open")
            for by in (self.one, self.coordinator)
        )
        Circle.objects.filter(pk__in=[mine.pk, theirs.pk]).update(state="meeting")
        closes_at = clock.now() + timedelta(days=7)
        return Mending.objects.create(circle=mine, other=theirs, template="forum-1", closes_at=closes_at)

    @cached_property
    def seat_asked(self) -> Any:
        """By other, of one who sits alone."""
        alone = circles.start_circle(by=self.one, name="Terze volte", about="Chi insiste.", entry="request")
        return circles.ask_to_join(alone, by=self.other, words="Vorrei esserci.")

    @cached_property
    def vouch(self) -> Any:
        """Who coordinates answers for one, and one for other."""
        safeguarding.vouch_for(self.one, by=self.coordinator)
        return safeguarding.vouch_for(self.other, by=self.one)

    @cached_property
    def sign(self) -> Doubt:
        return Doubt.objects.create(person=self.one, kind="apart", details={"number": 3})

    @cached_property
    def with_met(self) -> Membership:
        """Who mentored, after a session."""
        assert self.met
        return self.one


Example = Callable[[Neighbourhood], dict[str, Any]]


@dataclass(frozen=True)
class Of:
    """The public id of something of the neighbourhood, and fixed further arguments."""

    what: str
    more: dict[str, Any]

    def __call__(self, here: Neighbourhood) -> dict[str, Any]:
        return {"public_id": getattr(here, self.what).public_id, **self.more}


def of(what: str, **more: Any) -> Example:
    return Of(what, more)


def each(room: str, names: str, example: Example) -> dict[str, Example]:
    return {f"{room}:{name}": example for name in names.split()}


#: Addresses inside a community: name → arguments besides the community.
def _pair(here: Neighbourhood) -> dict[str, Any]:
    return {"public_id": here.round.public_id, "mentee": here.other.public_id, "mentor": here.one.public_id}


def letter_key(person: Membership) -> str:
    """What stops the weekly letter of somebody who has had one."""
    now = clock.now()
    take_days([(person, now, now.date())])
    return key_of(person)


EXAMPLES: dict[str, Example] = {
    **each("people", "person-detail block unblock", of("one")),
    **each("people", "member-detail member-role member-state member-invitation-end", of("one")),
    **each("people", "member-minor member-minor-end member-consent member-consent-end member-clearance", of("one")),
    **each("people", "need-refreshment need-refreshment-undone need-end need-reopened", of("need")),
    "people:photo": of("photo"),
    "people:profile-section": lambda here: {"section": "story"},
    "people:welcome-part": lambda here: {"part": 1},
    **each("programmes", "programme-detail programme-edit programme-archive programme-restoration", of("programme")),
    **each("programmes", "questionnaire-detail question-kinds questionnaire-parts cohort-new", of("programme")),
    "programmes:question-new": of("programme", kind="text"),
    "programmes:questionnaire-preview": of("programme", role="mentee", language="it"),
    **each(
        "programmes", "question-edit question-up question-down question-removal", of("programme", question_id="goals")
    ),
    "programmes:registration": of("programme"),
    **each(
        "programmes", "cohort-detail cohort-edit cohort-copy cohort-opening cohort-closing cohort-start", of("cohort")
    ),
    **each("programmes", "cohort-end application-list decision-preview decision", of("cohort")),
    **each("programmes", "application-export-xlsx application-export-csv", of("cohort")),
    "programmes:application-new": of("cohort", role="mentee"),
    **each("programmes", "application-detail application-notes application-remarks", of("application")),
    **each("programmes", "own-application own-sending own-withdrawal", of("application")),
    "programmes:own-answers": of("application", step=1),
    "matching:cohort": of("cohort"),
    **each("matching", "round-detail round-preparation round-options run run-progress unmatched-list", of("round")),
    **each("matching", "change-list decision-list letter-list export-xlsx export-csv", of("round")),
    **each("matching", "publication setting-aside", of("round")),
    **each("matching", "pair-detail lock release exclusion readmission trial swap", _pair),
    **each("imports", "import-detail import-columns import-reading import-proposal import-mapping", of("batch")),
    **each("imports", "import-repairs import-rehearsal import-execution import-undoing import-removal", of("batch")),
    "imports:import-retry": of("batch"),
    **each("mentoring", "mentorship-detail agreement-new goal-new session-new session-log", of("mentorship")),
    **each("mentoring", "note-new own-note-new signal-new concern-new not-working", of("mentorship")),
    **each("mentoring", "mentorship-pause mentorship-return mentorship-closing", of("mentorship")),
    "mentoring:reflection-edit": of("mentorship"),
    **each("mentoring", "mentorship-oversight oversight-pause oversight-return oversight-ending", of("mentorship")),
    **each(
        "mentoring",
        "agreement-acceptance agreement-withdrawal",
        lambda here: {"public_id": here.mentorship.public_id, "number": here.agreement.number},
    ),
    **each("mentoring", "goal-edit goal-outcome", of("goal")),
    **each("circles", "circle-detail circle-edit circle-joining circle-request circle-invitation", of("circle")),
    **each("circles", "circle-departure circle-pause circle-return circle-ending", of("circle")),
    **each("circles", "charter-new charter-list meeting-new commitment-new case-new", of("circle")),
    **each("circles", "charter-consent charter-withdrawal", of("charter")),
    **each("circles", "meeting-detail meeting-move meeting-cancellation meeting-presence", of("circle_meeting")),
    **each("circles", "meeting-attendance meeting-invitation meeting-round", of("circle_meeting")),
    **each("circles", "commitment-outcome commitment-change", of("commitment")),
    **each("circles", "check-in-list check-in-new circle-nudges win-new circle-concern", of("circle")),
    **each("circles", "pulse-answer", of("pulse")),
    **each("circles", "win-cheer win-showing win-withdrawal", of("win")),
    **each("circles", "check-in-detail check-in-declination check-in-ending", of("circle_check_in")),
    **each("circles", "sign-up sign-up-withdrawal composition-edit composing", of("composition")),
    **each("circles", "composition-detail composition-progress composition-publication", of("composed")),
    **each("circles", "composition-discarding composition-export-csv composition-export-xlsx", of("composed")),
    **each("circles", "proposed-name proposed-fixing", of("proposed")),
    **each("circles", "sign-up-exchange sign-up-fixing", of("signed_up")),
    "circles:mending-new": lambda here: {"public_id": here.mending.circle.public_id},
    "circles:mending-answer": of("mending"),
    **each("circles", "case-detail case-brief case-step case-question", of("case_asked_about")),
    **each("circles", "case-idea case-close case-outcome case-deletion case-notes case-note", of("case_together")),
    "circles:question-answer": of("question_asked"),
    **each("circles", "ring-new", of("circle")),
    **each("circles", "ring-detail ring-ask ring-step ring-cancellation", of("ring")),
    **each("circles", "ring-withdrawal ring-offer ring-further ring-passing ring-outcome", of("ring_ask")),
    "circles:ring-agreement": of("ring_offer"),
    **each("circles", "idea-help idea-name idea-withdrawal", of("idea")),
    **each("gatherings", "coffee-detail coffee-joining coffee-departure coffee-pause coffee-skip", of("coffee")),
    **each("gatherings", "coffee-change coffee-ending coffee-export-csv coffee-export-xlsx", of("coffee")),
    **each("gatherings", "table-detail table-talk table-word", of("coffee_table")),
    **each("gatherings", "meetup-detail meetup-presence meetup-invitation meetup-door", of("meetup")),
    **each("gatherings", "meetup-arrival meetup-met", of("meetup")),
    **each("gatherings", "meetup-change meetup-cancellation", of("meetup_to_come")),
    **each("projects", "project-detail project-showing project-note", of("project")),
    **each("projects", "project-edit project-part project-invitation project-completion", of("project_under_way")),
    **each("projects", "project-letting-go project-departure", of("project_under_way")),
    **each("projects", "project-acceptance project-declination", of("project_offered")),
    "circles:seat-answer": of("seat_asked"),
    **each("circles", "seat-acceptance seat-declination", of("seat_offered")),
    "introductions:introduction-new": of("other"),
    **each("introductions", "introduction-detail withdrawal forwarding setting-aside", of("introduction")),
    **each("introductions", "acceptance declination question reply outcome", of("introduction")),
    **each("mentoring", "session-move session-cancellation session-points session-invitation", of("session")),
    **each("mentoring", "session-telling session-confirmation", of("session")),
    **each("mentoring", "session-note", of("met")),
    "mentoring:point-removal": of("point"),
    "mentoring:note-edit": of("shared_note"),
    **each("mentoring", "own-note-edit own-note-removal", of("own_note")),
    "mentoring:feedback-edit": of("feedback"),
    "mentoring:signal-settlement": of("signal"),
    "here:letter-stop": lambda here: {"token": letter_key(here.one)},
    "here:letter-pause": lambda here: {"token": letter_key(here.one)},
    "mentoring:calendar-feed": lambda here: {"token": make_feed(by=here.one)},
    **each("requests", "member-data member-copy member-erasure-end", of("one")),
    **each("imports", "import-row import-decision", of("batch", number=2)),
    "programmes:would-mentor-list": of("cohort"),
    "suggestions:offer-new": of("need"),
    **each("suggestions", "offer-detail offer-answer offer-withdrawal offer-telling", of("help_offer")),
    **each("suggestions", "offer-confirmation offer-letting-go", of("help_offer")),
    "suggestions:mentor-invitation": of("closed_mentorship"),
    "here:relationship": of("with_met"),
    "network:request-new": of("one"),
    **each("network", "request-detail request-acceptance request-question request-reply", of("connection_request")),
    **each("network", "request-declination request-laying-aside request-withdrawal", of("connection_request")),
    **each("network", "connection-hiding connection-end", of("connection")),
    **each("network", "alliance closeness alliance-end care reminder-new", of("with_met")),
    **each("network", "encounter-detail encounter-confirmation encounter-refusal", of("encounter")),
    "network:reminder-end": of("reminder"),
    "exchanges:recognition-give": lambda here: {"object_kind": "mentoringsession", "object_id": here.met.public_id},
    **each("exchanges", "recognition-detail recognition-edit recognition-approval", of("recognition")),
    **each("exchanges", "recognition-keeping recognition-withdrawal", of("recognition")),
    **each("exchanges", "thanks-of recommendation-ask recommendation-new", of("with_met")),
    **each("exchanges", "recommendation-detail recommendation-write", of("recommendation")),
    **each(
        "exchanges",
        "recommendation-approval recommendation-declination recommendation-withdrawal",
        of("recommendation"),
    ),
    "exchanges:endorsement-new": of("with_met"),
    **each("exchanges", "endorsement-approval endorsement-keeping endorsement-withdrawal", of("endorsement")),
    **each(
        "conversations", "conversation-detail conversation-news conversation-starters conversation-draft", of("talk")
    ),
    **each("conversations", "conversation-files conversation-muting conversation-archiving", of("talk")),
    "conversations:conversation-departure": of("talk_of_three"),
    "conversations:conversation-new": of("with_met"),
    **each("conversations", "message-edit message-removal", of("message")),
    "conversations:message-echo": of("heard"),
    **each("conversations", "file file-removal", of("waiting_file")),
    **each("exchanges", "ask-detail ask-edit ask-renewal ask-closing ask-withdrawal answer-give", of("ask")),
    **each("exchanges", "ask-not-now ask-passing ask-note", of("ask")),
    "exchanges:ask-passing-to": lambda here: {"public_id": here.ask.public_id, "person_id": here.coordinator.public_id},
    **each("exchanges", "answer-help answer-name answer-withdrawal answer-meeting answer-meeting-end", of("answer")),
    "exchanges:lead-new": of("other"),
    **each("exchanges", "lead-detail lead-acceptance lead-declination lead-outcome lead-withdrawal", of("lead")),
    **each("exchanges", "share-edit share-sending", of("share_unsent")),
    **each("exchanges", "share-detail share-closing share-thanks share-not-for-me", of("share")),
    **each("exchanges", "share-conversation share-passing", of("share")),
    "exchanges:share-passing-to": lambda here: {
        "public_id": here.share.public_id,
        "person_id": here.coordinator.public_id,
    },
    **each("library", "note-detail version-list note-export help-new caveat-new confirmation retirement", of("note")),
    **each("library", "entry-new", of("note")),
    "library:version-detail": of("note", number=1),
    **each("library", "note-edit draft-removal part-choice agreement agreement-end note-return", of("note_draft")),
    "library:enclosure-new": of("note_draft"),
    **each("library", "enclosure enclosure-removal", of("enclosed")),
    "library:part-new": lambda here: {
        "public_id": here.note_draft.public_id,
        "person_id": here.coordinator.public_id,
    },
    **each("library", "part-acceptance part-removal", of("part_to_read")),
    "library:part-refusal": of("part_to_appear"),
    "library:part-departure": of("part_taken"),
    "library:remark-new": of("note_in_two"),
    "library:remark-settlement": of("remark"),
    **each("library", "parallel parallel-removal", of("parallel")),
    "library:caveat-settlement": of("caveat"),
    **each("library", "collection-detail collection-edit collection-removal collection-export", of("shelf")),
    **each("library", "entry-removal entry-up", of("shelf_entry")),
    "safeguarding:report-new": of("message", kind="message"),
    **each("safeguarding", "report-detail report-decision", of("report")),
    **each("safeguarding", "decision-detail objection objection-reply", of("decision")),
    **each("safeguarding", "vouch-new hold-end", of("other")),
    "safeguarding:vouch-end": of("vouch"),
    **each("safeguarding", "sign-confirmation sign-hold sign-quiet", of("sign")),
    "api:person": of("one"),
    **each("api", "answers ask ask-closing ask-withdrawal", of("ask")),
    **each("api", "answer answer-help", of("answer")),
    **each("api", "lead lead-acceptance lead-declination lead-outcome lead-withdrawal", of("lead")),
    **each("api", "share share-thanks share-not-for-me share-passing share-closing", of("share")),
    **each("api", "lead-giving ally-naming message-first", of("with_met")),
    **each("api", "connection-asking ways", of("one")),
    **each("api", "ally ally-end", of("ally")),
    **each("api", "connection-request request-acceptance request-question request-reply", of("connection_request")),
    **each("api", "request-declination request-laying-aside request-withdrawal", of("connection_request")),
    **each("api", "introduction-asked introduction-withdrawal introduction-outcome", of("introduction")),
    **each("api", "introduction-through introduction-forwarding introduction-setting-aside", of("introduction")),
    **each("api", "introduction-reply introduction-reached introduction-acceptance", of("introduction")),
    **each("api", "introduction-declination introduction-question", of("introduction")),
    **each("api", "conversation conversation-messages conversation-reading", of("talk")),
    "api:message": of("message"),
    **each("api", "recommendation recommendation-approval", of("recommendation")),
    **each("api", "endorsement endorsement-approval endorsement-keeping", of("endorsement")),
    **each("api", "need need-refreshment need-closing", of("need")),
    **each("api", "mentorship sessions session-log", of("mentorship")),
    **each("api", "session session-telling session-confirmation session-cancellation", of("session")),
    **each("api", "note note-helps", of("note")),
    "api:note-agreement": of("note_draft"),
    **each("api", "recognition recognition-approval recognition-keeping", of("recognition")),
    "insights:cohort-overview": of("cohort"),
    "insights:pair-reminder": of("mentorship"),
    **each("insights", "figure-list figure-csv figure-xlsx", lambda here: {"figure": "pairs"}),
}

#: Addresses outside any community: fixed examples, of nobody.
EXAMPLES_OUTSIDE: dict[str, dict[str, Any]] = {
    "account:session-end": {"pk": 999_999},
    "account:departure": {"public_id": uuid.UUID(int=7)},
    "api:token-end": {"public_id": uuid.UUID(int=7)},
    "privacy:own-place": {"public_id": uuid.UUID(int=7)},
    "privacy:own-erasure": {"public_id": uuid.UUID(int=7)},
    "privacy:copy-file": {"public_id": uuid.UUID(int=7)},
    "privacy:erasure-end": {"public_id": uuid.UUID(int=7)},
    "privacy:account-data": {"pk": 999_999},
    "privacy:account-erasure-end": {"pk": 999_999},
    "server:account-state": {"pk": 999_999},
    "server:mail-retry": {"public_id": uuid.UUID(int=7)},
    "server:job-retry": {"key": "no-such-job"},
    "demo:sign-in": {"key": "coordinator"},
    "demo:mail": {"name": "20261119-090000-1"},
    "mfa_edit_webauthn": {"pk": 999_999},
    "mfa_remove_webauthn": {"pk": 999_999},
}
