"""Lives to take along and to erase: two people who did everything there is to do in a community."""

import uuid
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings

from cast import Cast
from circling import agree, begin, bring, feel, meet
from house.places import EXAMPLES, Neighbourhood
from reciproca.api.actions import make_token
from reciproca.boundaries.actions import block_person
from reciproca.circles import actions as circles
from reciproca.circles.models import QUESTIONS, Circle, Idea, Mending, RingOffer, Seat
from reciproca.communities.models import Membership
from reciproca.conversations import actions as conversations
from reciproca.core import clock
from reciproca.exchanges.models import (
    Answer,
    Ask,
    Endorsement,
    Lead,
    Reception,
    Recognition,
    Recommendation,
    Route,
    Share,
)
from reciproca.files.actions import store_file
from reciproca.files.choices import Purpose
from reciproca.files.models import StoredFile
from reciproca.gatherings import actions as gatherings
from reciproca.gatherings.meetups import code_at
from reciproca.gatherings.models import CoffeeTable
from reciproca.introductions.actions import choose_willingness
from reciproca.introductions.models import Approach, Introduction
from reciproca.library import actions as library
from reciproca.library.models import Enclosure
from reciproca.matching.models import Exclusion, Lock, Proposal
from reciproca.mentoring import actions as mentoring
from reciproca.mentoring.models import Intervention, Mentorship
from reciproca.network import actions as network
from reciproca.network.models import Interaction
from reciproca.network.queries import code_of
from reciproca.notifications.actions import choose_letters, post_mail
from reciproca.people.actions import set_offers, set_path, state_need
from reciproca.programmes.models import PastPair, ReviewNote
from reciproca.projects import actions as projects
from reciproca.safeguarding.models import Attestation, Decision, Doubt, Hold, Report
from reciproca.suggestions.actions import read_needs, set_aside
from reciproca.suggestions.choices import Way
from reciproca.suggestions.kept import next_steps_of
from reciproca.suggestions.models import HelpOffer, KeptWay, MentorInvitation
from writing import begun, part, published

__all__ = ["Life", "live"]


@dataclass(frozen=True)
class Life:
    """What there is of `person` (Ada) and of the other (Giulio), in Montefeltro."""

    person: Membership
    other: Membership
    mentorship: Mentorship
    photo: Path


def live(people: Cast) -> Life:
    """Rows in every table that speaks of people, made as on the pages; what no page makes alone is added."""
    place = Neighbourhood(people.montefeltro, people.marta, people.ada, people.giulio)
    with clock.at(clock.now() - timedelta(days=10)):
        mentorship = place.mentorship
        for name in sorted(EXAMPLES):
            if name.split(":")[0] in ("people", "programmes", "matching", "imports", "mentoring"):
                EXAMPLES[name](place)
    for one, other in ((people.ada, people.giulio), (people.giulio, people.ada)):
        _act(one, other, mentorship)
    session = mentoring.log_session(
        mentorship,
        by=people.ada,
        starts_at=clock.now() - timedelta(days=2),
        minutes=60,
        topics="budgets",
        next_step="call",
    )
    mentoring.confirm_session(session, by=people.giulio)
    for one, other in ((people.ada, people.giulio), (people.giulio, people.ada)):
        _tend(one, other)
        _introduce(one, other, people.marta)
        _talk(one, other)
        _sit_together(one, other, people.marta)
        _have_coffee(one, other)
        _meet_up(one, other)
        _look_after(one, other, people.marta)
        _learn(one, other)
    block_person(people.paola, by=people.ada)
    block_person(people.ada, by=people.davide)
    first, second = people.ada, people.paola
    PastPair.objects.create(mentor=first, mentee=second, edition="2024")
    _consider(people, place)
    for one, other in ((people.ada, people.giulio), (people.giulio, people.ada)):
        _make_together(one, other)
        next_steps_of(one)  # which keeps them
        KeptWay.objects.get_or_create(person=one, place=9, defaults={"way": Way.MEET, "other": other})
    assert Interaction.objects.filter(giver=people.ada.ledger_id).exists()
    return Life(people.ada, people.giulio, mentorship, Path(settings.MEDIA_ROOT) / place.photo.path)


def _consider(people: Cast, place: Neighbourhood) -> None:
    """The two in a round that somebody looks at."""
    pair = {"mentor": people.ada, "mentee": people.giulio}
    Proposal.objects.get_or_create(
        run=place.round.runs.get(), **pair, defaults={"fit": 0.5, "reasons": [{"kind": "overlap"}]}
    )
    Lock.objects.create(round=place.round, by=people.marta, **pair)
    Exclusion.objects.create(cohort=place.cohort, by=people.marta, comment="Già insieme", **pair)


def _look_after(one: Membership, other: Membership, coordinator: Membership) -> None:
    """One reported the other, who was held for a while, and objected."""
    report = Report.objects.create(
        reporter=one, concerned=other, object_kind="membership", object_id=str(other.public_id), reason="hurts",
        words="Da mesi", evidence="Una copia",
    )  # fmt: skip
    Decision.objects.create(
        report=report, concerned=other, decided="hold", reason="Ferisce", to_reporter="Fermato", to_concerned="Così no",
        by=coordinator, objection="Era uno scherzo", reply="Resta così", replied_by=coordinator,
    )  # fmt: skip
    Hold.objects.create(person=other, by=coordinator, until=clock.now() + timedelta(days=7), ended_at=clock.now())
    Doubt.objects.create(
        person=other, kind="ring", details={"number": 4}, quieted_at=clock.now(), quieted_by=coordinator
    )
    Attestation.objects.create(person=other, by=one, kind="vouched")


def _have_coffee(one: Membership, other: Membership) -> None:
    """One started a coffee round in the circle they began, and was drawn with the other; both said that they met."""
    circle = Circle.objects.get(name=f"Il cerchio di {one.given_name}")
    told = {"title": f"Il caffè di {one.given_name}", "words": "Mezz’ora", "city": "Urbino", "apart_rounds": 1}
    coffee = gatherings.start_coffee(by=one, circle=circle, begins_on=clock.today() + timedelta(days=1), **told)
    for person in (one, other):
        gatherings.join_coffee(coffee, by=person)
    gatherings.draw_coffee(coffee)
    for table in CoffeeTable.objects.filter(turn__coffee=coffee).select_related("turn__coffee__community"):
        for person in (one, other):
            gatherings.say_of_table(table, "met", by=person)


def _meet_up(one: Membership, other: Membership) -> None:
    """One called a meet-up to which the other came; both said that they met."""
    now = clock.now()
    told = {"title": f"Il tavolo di {one.given_name}", "words": "Da Basili", "where": "Urbino", "most": 6}
    meetup = gatherings.call_meetup(by=one, starts_at=now + timedelta(seconds=1), minutes=90, **told)
    gatherings.come_to_meetup(meetup, by=other)
    with clock.at(now + timedelta(minutes=5)):
        gatherings.arrive_at_meetup(meetup, code_at(meetup), by=other)
        gatherings.say_met(meetup, [other], by=one)


def _make_together(one: Membership, other: Membership) -> None:
    """One began a project with the other; both said that it is there."""
    told = {"title": f"La guida di {one.given_name}", "about": "Dieci pagine", "until": clock.today()}
    network.connect(one, other, source=one)
    project = projects.begin_project(by=one, person=other, brings="Scrivo", words="Ti va?", **told)
    projects.accept_invitation(project, by=other, brings="Le fotografie")
    for person in (one, other):
        projects.show_project(project, True, by=person, version=1)
        projects.say_of_end(project, "done", by=person)


def _learn(one: Membership, other: Membership) -> None:
    """One wrote a note that the other read, and one with the other in it; each said something of what the other wrote."""
    note = published(one, stays=True, sources=["Codice civile"])
    sheet = store_file(b"%PDF-1 sheet", purpose=Purpose.ATTACHMENT, content_type="application/pdf", by=one)
    Enclosure.objects.create(note=note, file=sheet, from_revision=1)
    library.say_it_helped(note, by=other, change="L’ho letto ad alta voce")
    library.doubt_note(note, "Ora c’è un registro", by=other)
    shelf = library.make_collection("Per chi firma", "La prima volta.", by=one)
    library.put_in(shelf, note, by=one, why="Da qui")
    draft = begun(one, title="Il preavviso")
    library.ask_to_take_part(draft, other, by=one, role="author", words="Era tua l’idea")
    library.take_part(part(draft, other), by=other)
    told = {"title": "Il preavviso", "language": "it", "topics": ["contratti"], "sources": ["Chi c’era"]}
    library.edit_note(draft, by=one, revision=1, text="Trenta giorni", **told)
    library.edit_note(draft, by=other, revision=1, text="Novanta giorni", **told)
    library.remark_on_draft(draft, "Manca la disdetta", by=other)


def _act(one: Membership, other: Membership, mentorship: Mentorship) -> None:
    set_offers(one, ["Un paio d’occhi"], by=one)
    set_path(
        one,
        [{"kind": "work", "title": "Contabile", "organisation": "Rossi", "from_year": 2020, "to_year": None}],
        by=one,
    )
    mentoring.add_private_note(mentorship, "Farci caso", by=one)
    mentoring.add_shared_note(mentorship, "La cifra", by=one)
    mentoring.set_goal(mentorship, "Un obiettivo", by=one)
    mentoring.send_signal(mentorship, by=one, rating=4, words="Bene")
    mentoring.write_reflection(mentorship, by=one, taken="Tanto", passing_on="Molto", farewell="Ciao")
    window = mentorship.feedback_windows.first()
    assert window is not None
    mentoring.write_feedback(window, by=one, helped="Le domande", change="Niente", gained="Calma", gave="Tempo")
    Recognition.objects.create(
        giver=one, receiver=other, object_kind="mentorship", object_id=str(mentorship.public_id), kind="session",
        happened_on=clock.today(), change="Adesso dormo", story="Una sera",
    )  # fmt: skip
    Recommendation.objects.create(author=one, subject=other, state="draft", about="Il metodo", text="Ascolta")
    Endorsement.objects.create(author=one, subject=other, skill="Trattare")
    ask = Ask.objects.create(asker=one, title="Un budget", story="Il primo", topics=["conti"], change="Ora regge")
    Answer.objects.create(
        ask=ask, author=other, text="Dai costi fissi", gives="Mezz’ora", change="Ora so", came_late=True
    )
    Route.objects.create(ask=ask, person=other, reason="passed", mine="Conti", passed_by=one, note="Tu lo sai")
    Lead.objects.create(giver=one, receiver=other, title="Un bando", words="Scade", reply="Sì", outcome="Ammessi")
    share = Share.objects.create(
        sharer=one, title="Un’idea", words="Può servire", topics=["conti"], link="https://x.org"
    )
    Reception.objects.create(
        share=share, person=other, reason="passed", theirs="Conti", passed_by=one, note="Per te", change="Ora so"
    )
    Intervention.objects.create(mentorship=mentorship, kind="pause", reason="Un mese fitto")
    need = state_need(other, "Leggere un bilancio", by=other)
    HelpOffer.objects.create(author=one, recipient=other, need=need, words="Lo so fare", reply="Magari")
    read_needs()
    set_aside("need pane", "not_now", by=one)
    MentorInvitation.objects.get_or_create(mentorship=mentorship, defaults={"person": mentorship.mentee})
    for application in one.applications.all():
        ReviewNote.objects.create(application=application, author=None, text="Una buona candidatura")
    assert one.account is not None
    post_mail(
        "reciproca.people.mails.account_mail",
        to=one.email,
        language="it",
        key=uuid.uuid4().hex,
        community=one.community,
    )
    post_mail("reciproca.people.mails.account_mail", to=one.email, language="it", key=uuid.uuid4().hex)
    choose_letters(
        by=one, every="fortnight", weekday=3, hour=18, quiet_from=22, quiet_until=7, paused_until=clock.today()
    )
    EmailAddress.objects.filter(user=one.account).update(verified=True)
    UserSession.objects.create(
        user=one.account, ip="10.0.0.7", session_key=uuid.uuid4().hex, user_agent="Firefox", created_at=clock.now()
    )


def _tend(one: Membership, other: Membership) -> None:
    """Called for both: each asks the other to be connected, and so they are."""
    network.request_connection(other, by=one, context="Alla cena di Urbino", why="Apro in Germania")
    network.name_ally(other, by=one)
    network.care_for(other, by=one, note="Sua figlia studia a Lione", rhythm=30)
    network.choose_giving(by=one, hours_a_month=2, named=True)
    network.remind(other, by=one, on=clock.today("Europe/Rome"), words="La sua fiera")
    network.keep_time(by=one, weekday=3, starts_at=time(18), minutes=30)
    if one.pk > other.pk:
        met = network.read_code(code_of(network.show_code(by=one, place="Verona")), by=other)
        network.confirm_encounter(met, by=one)


def _introduce(one: Membership, other: Membership, third: Membership) -> None:
    """Called for both: each asks the other for an introduction, and is somebody whom the other wrote to for a third."""
    words = {"goal": "Mezz’ora", "gain": "Uno sguardo", "note": "Ti va?", "text": "Mi chiamo così"}
    asked = Introduction.objects.create(
        requester=one, introducer=other, recipient=third, state="made", forwarded_to=third, outcome="door",
        outcome_words="Un ordine", closes_at=clock.now(), **words,
    )  # fmt: skip
    assert asked.is_agreed
    passed_on = Introduction.objects.create(
        requester=third, introducer=other, forwarded_to=one, topic="Etichette", closes_at=clock.now(), **words
    )
    Approach.objects.create(
        introduction=passed_on,
        recipient=one,
        words="Vale la pena",
        text="Si chiama così",
        question="Chi è?",
        reply="Lei",
    )
    choose_willingness(2, by=one)


def _talk(one: Membership, other: Membership) -> None:
    """Called for both: a message with a file, a draft with another, a choice about letters, and a key for a program."""

    def file(data: bytes) -> StoredFile:
        return store_file(data, purpose=Purpose.ATTACHMENT, content_type="application/pdf", by=one)

    talk = conversations.write_to(other, by=one, text="Com’è andata?").conversation
    conversations.attach_file(talk, file(b"%PDF-1 sent"), by=one)
    conversations.send_message(talk, by=one, text="Il bando")
    conversations.attach_file(talk, file(b"%PDF-1 waits"), by=one)
    conversations.keep_draft(talk, by=one, text="Non so se")
    conversations.choose_letters("never", by=one)
    make_token("Il mio quaderno", scopes=["people:read"], days=30, by=one)


def _sit_together(one: Membership, other: Membership, third: Membership) -> None:
    """Called for both: a circle that one began, whose charter they proposed and where they promised something."""
    circle = begin(one, other, third, name=f"Il cerchio di {one.given_name}")
    agree(circle, [one, other, third])
    meeting = meet(circle, one)
    circles.say_presence(meeting, "coming", by=one, word="Arrivo tardi")
    circles.make_commitment(circle, "Delegare il lunedì", by=one, due_on=clock.today())
    check_in = circles.open_check_in(circle, "Come va?", by=one, until=clock.today() + timedelta(days=6))
    circles.answer_check_in(check_in, "Stanca, ma contenta", by=one)
    circles.show_win(circles.tell_win(circle, "Ho detto di no", by=one), "Un no detto bene", by=one)
    circles.cheer_win(circles.tell_win(circle, "Ho finito", by=other), by=one, word="Evviva")
    circles.answer_pulse(feel(circle), dict.fromkeys(QUESTIONS, 4), by=one)
    circles.would_end(circle, True, by=one)
    asked = Mending.objects.create(
        circle=circle, person=third, proposed_by=other, closes_at=clock.now() + timedelta(days=7)
    )
    circles.answer_mending(asked, False, by=one)
    _work_on_cases(circle, one, other)
    _go_round(circle, one, other)
    composition = circles.open_composition(
        by=one, name=f"Cerchi di {one.given_name}", about_it="Per chi comincia.", about_en="For beginners.",
        closes_at=clock.now() + timedelta(days=7), least=3,
    )  # fmt: skip
    for person in (one, other, third):
        told = {"wish": "Delegare", "slots": ["mon-evening"], "way": "either", "place": "Urbino"}
        circles.sign_up(composition, by=person, rather="other", team=f"Acquisti {person.given_name}", **told)
    circles.run_composing(circles.start_composing(composition, by=one))
    begun = begin(third, name=f"Un posto per {one.given_name}", entry="request")
    asked = circles.ask_to_join(begun, by=one, words="Vorrei esserci")
    Seat.objects.filter(pk=asked.pk).update(set_aside_at=clock.now(), offered_by=other)


def _go_round(circle: Circle, one: Membership, other: Membership) -> None:
    """Called for both: a ring in which each of the two asks, one knows somebody who agrees and is thanked, and tells."""
    ring = circles.call_ring(circle, by=one)
    for person in (one, other):
        circles.bring_ask(ring, by=person, title=f"{person.given_name} cerca un tipografo", story="Entro venerdì")
    ring = circles.begin_round(ring, by=one)
    for turn in range(2):
        ring = circles.move_on(ring, by=one, turn=turn)
    mine, theirs = ring.asks.get(person=one), ring.asks.get(person=other)
    told = {"words": "Lavora bene", "who": "Rosa la tipografa"}
    offer = circles.say_they_agreed(circles.offer_help(theirs, "knows", by=one, **told), by=one)
    RingOffer.objects.filter(pk=offer.pk).update(passed_at=clock.now())
    circles.tell_help(theirs, "helped", by=other, thanked=[offer])
    circles.let_go_further(mine, by=one, title="Chi rilega a mano?")
    circles.tell_help(mine, "on_the_way", by=one, told="Ci siamo quasi")


def _work_on_cases(circle: Circle, one: Membership, other: Membership) -> None:
    """Called for both: a case that one brought, was asked about, closed and told of; and one of the other's, on which they
    asked, and wrote what helped."""
    mine = bring(circle, one, weighs="Il silenzio", tried="Aspettare", wanted="Coraggio")
    circles.answer_question(circles.ask_about_case(mine, "Da quando?", by=other), "Da settembre", by=one)
    circles.open_ideas(circles.begin_silence(mine, by=one), by=one)
    circles.close_case(mine, by=one, takeaway="Parlarne", try_until=clock.today(), keeps_days=30)
    circles.follow_up(mine, "tried", by=one, told="È andata")
    theirs = bring(circle, other)
    circles.ask_about_case(theirs, "E con chi?", by=one)
    circles.begin_silence(theirs, by=other)
    words = {"experience": "Anche a me", "idea": "Parlarne", "is_anonymous": True, "is_ready": True}
    idea = circles.write_idea(theirs, by=one, **words)
    circles.open_ideas(theirs, by=other)
    circles.mark_idea_helped(Idea.objects.get(pk=idea.pk), by=other)
    circles.say_who_wrote(Idea.objects.get(pk=idea.pk), by=one)
