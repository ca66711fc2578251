"""Races: what several people press at the same moment, and what must be true afterwards.

Those between people who write to one another and bring one another together are in tests/racing_ties.py; the commands that
set the stage and judge are in tests/racing_stage.py.
"""

import io
import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reciproca.config.settings")

import django

django.setup()

from django.test import Client
from django.urls import reverse

from cast import join
from circling import agree, begin
from gathering import of, started
from matching_stage import COMMON
from reciproca.audit.models import Entry
from reciproca.boundaries.models import Block
from reciproca.calendars.models import CalendarFeed
from reciproca.circles import actions as circles
from reciproca.circles.choices import SeatState
from reciproca.circles.models import (
    Charter,
    CheckIn,
    CheckInAnswer,
    Circle,
    Composition,
    Consent,
    Mending,
    Proposed,
    Seat,
    SignUp,
)
from reciproca.circles.queries import charter_in_force
from reciproca.communities.actions import add_member, found_community
from reciproca.communities.choices import MembershipState, Role
from reciproca.communities.models import Account, Community, Membership
from reciproca.core import clock
from reciproca.core.scope import within
from reciproca.exchanges import actions as exchanges
from reciproca.exchanges.models import Recognition
from reciproca.gatherings.actions import call_meetup, draw_coffee
from reciproca.gatherings.models import CoffeePlace, CoffeeTable, Meetup, MeetupSeat
from reciproca.imports.actions import begin_import, choose_columns
from reciproca.imports.choices import Kind
from reciproca.imports.models import ImportBatch
from reciproca.matching import actions as matching
from reciproca.matching.models import Exclusion, Lock, Round
from reciproca.matching.tasks import run_round
from reciproca.mentoring import actions as mentoring
from reciproca.mentoring.models import (
    Answer,
    AnswerAuthor,
    FeedbackWindow,
    Goal,
    MentoringSession,
    Mentorship,
    PrivateNote,
    SharedNote,
    Signal,
)
from reciproca.network.models import Interaction
from reciproca.notifications.models import OutboxMail
from reciproca.people.actions import begin_profile, invite_people, state_need
from reciproca.people.models import Invitation, Need, Profile
from reciproca.programmes import actions as programmes
from reciproca.programmes.models import Application, Cohort, Enrolment, Programme, ReviewNote
from reciproca.suggestions.actions import offer_help
from reciproca.suggestions.models import HelpOffer
from signing import ask_anew

__all__ = ["Once", "Press", "Race", "expect"]

#: who (the cookie of a session), holds (other cookies), path, fields, name; key: what all who press it have in common, empty: a key for each.
Press = dict[str, Any]


class Race:
    """One round of a race. Nobody takes part in two rounds, so that no limit and no other race comes between.

    `presses`: the buttons, pressed by the clients in turn; `{n}` in what is written becomes the number of the client.
    `faults`: what is wrong afterwards; nothing, if all is well.
    """

    def __init__(self, community: Community, kept: dict[str, str] | None = None, answers: Any = ()) -> None:
        self.community = community
        self.kept: dict[str, str] = kept or {}
        self.answers: list[tuple[str, int]] = [tuple(each) for each in answers]  # what each press was answered

    def presses(self) -> list[Press]:
        raise NotImplementedError

    def faults(self) -> Iterator[str]:
        raise NotImplementedError

    # ── before ──

    def keep(self, row: Any) -> Any:
        self.kept[type(row).__name__] = str(row.pk)
        return row

    def press(self, who: Membership | None, name: str, fields: dict[str, Any] | None = None, **arguments: Any) -> Press:
        path = name if name.startswith("/") else self.at(name, **arguments)
        said = name.rpartition(":")[2]
        return {"who": signed_in(who), "holds": "", "path": path, "fields": fields or {}, "name": said, "key": ""}

    def at(self, name: str, **arguments: Any) -> str:
        return reverse(name, kwargs={"community": self.community.slug, **arguments})

    def member(self, name: str, role: str = Role.MEMBER) -> Membership:
        return join(name, f"Corre{uuid4().hex[:8]}", role=role)

    def coordinators(self) -> tuple[Membership, Membership]:
        return self.member("Marta", Role.COORDINATOR), self.member("Sara", Role.COORDINATOR)

    def cohort(self, by: Membership) -> Cohort:
        today = clock.today()
        programme = programmes.create_programme(by=by, name_it="Ponti", name_en="Bridges")
        cohort = programmes.create_cohort(
            programme,
            by=by,
            name_it="Autunno",
            name_en="Autumn",
            registration_opens=today - timedelta(days=9),
            registration_closes=today + timedelta(days=9),
            starts_on=today + timedelta(days=20),
            ends_on=today + timedelta(days=200),
        )
        return programmes.open_registration(cohort, by=by)

    def application(self, cohort: Cohort, person: Membership, role: str) -> Application:
        begun = programmes.start_application(cohort, by=person, role=role)
        begun = programmes.keep_answers(begun, COMMON, by=person, version=begun.version)
        return self.keep(programmes.submit_application(begun, by=person))

    def round(self, by: Membership) -> tuple[Round, Membership, Membership]:
        """A round in preparation, its mentee and its mentor."""
        cohort, mentor, mentee = self.cohort(by), self.member("Ada"), self.member("Giulio")
        for person, role in ((mentor, "mentor"), (mentee, "mentee")):
            programmes.accept_applications([self.application(cohort, person, role)], by=by)
        programmes.close_registration(cohort, by=by)
        return self.keep(matching.open_round(cohort, by=by)), mentee, mentor

    def computed_round(self, by: Membership) -> tuple[Round, Membership]:
        opened, mentee, _mentor = self.round(by)
        run = matching.start_run(opened, by=by)
        run_round(run.community_id, str(run.public_id))
        opened.refresh_from_db()
        return opened, mentee

    def mentorship(self) -> Mentorship:
        by = self.member("Marta", Role.COORDINATOR)
        begun = mentoring.begin_mentorship(
            self.cohort(by),
            mentor=self.member("Ada"),
            mentee=self.member("Giulio"),
            by=by,
            reasons=[],
            provenance="races",
        )
        agreement = mentoring.propose_agreement(begun, by=begun.mentee, cadence_days=14, minutes=45)
        mentoring.accept_agreement(agreement, by=begun.mentor)
        begun.refresh_from_db()
        return self.keep(begun)

    def told_session(self) -> MentoringSession:
        """A session that Ada has told."""
        mentorship = self.mentorship()
        yesterday = clock.now() - timedelta(days=1)
        return self.keep(mentoring.log_session(mentorship, by=mentorship.mentor, starts_at=yesterday, minutes=45))

    def thanks(self) -> Recognition:
        """Giulio thanked Ada, who has not answered yet."""
        session = self.told_session()
        mentee = session.mentorship.mentee
        mentoring.confirm_session(session, by=mentee)
        return self.keep(
            exchanges.give_recognition("mentoringsession", str(session.public_id), by=mentee, change="Il budget regge.")
        )

    # ── after ──

    def row(self, model: Any) -> Any:
        return model.objects.get(pk=self.kept[model.__name__])

    def done(self, name: str = "") -> int:
        """How many presses of that name were answered as done."""
        return sum(status == 302 for said, status in self.answers if not name or said == name)

    @staticmethod
    def deeds(deed: str, row: Any) -> int:
        return Entry.objects.filter(deed=deed, object_id=str(row.public_id)).count()

    @staticmethod
    def lines(row: Any) -> list[Interaction]:
        """The lines of the ledger about a row that stand: neither confirmations, nor cancelled."""
        about = Interaction.objects.filter(object_id=str(row.public_id), cancels=None, confirms=None)
        cancelled = Interaction.objects.exclude(cancels=None).values("cancels")
        return list(about.exclude(seq__in=cancelled))

    @staticmethod
    def letters(name: str, row: Any) -> int:
        return OutboxMail.objects.filter(renderer__endswith=f".{name}", key__contains=str(row.public_id)).count()


#: Seconds within which nobody is asked again whether it is them, however long the stage of all rounds takes.
A_DAY = 24 * 3600


def signed_in(who: Membership | None) -> str:
    return "" if who is None else ask_anew(Client(), who, ago=-A_DAY).cookies["sessionid"].value


def in_hand(link: str) -> str:
    """The cookie of who has opened a letter by its link."""
    browser = Client(headers={"host": "localhost"})
    browser.post("/invitations/", {"key": link.partition("#")[2]})
    return f"letter={browser.cookies['letter'].value}"


def expect(what: str, found: Any, *allowed: Any) -> Iterator[str]:
    if found not in allowed:
        yield f"{what}: {found}"


# ── coming in ────────────────────────────────────────────────────────────────


class AcceptInvitation(Race):
    """The letter is opened in many windows, by somebody who has no account yet."""

    def presses(self) -> list[Press]:
        person = add_member(email=f"{uuid4().hex[:12]}@example.org", given_name="Nora", by=None)
        [invitation] = invite_people([self.keep(person)], by=self.coordinators()[0])
        letter = OutboxMail.objects.get(key=f"invitation {invitation.public_id}")
        return [self.press(None, "/invitations/letter/") | {"holds": in_hand(letter.about["url"])}]

    def faults(self) -> Iterator[str]:
        person = self.row(Membership)
        yield from expect("state", person.state, MembershipState.ACTIVE)
        yield from expect("accounts", Account.objects.filter(email=person.email).count(), 1)
        yield from expect("joined", self.deeds("accept_invitation", person), 1)


class InviteTwice(Race):
    """Two coordinators invite the same person."""

    def presses(self) -> list[Press]:
        person = self.keep(add_member(email=f"{uuid4().hex[:12]}@example.org", given_name="Nora", by=None))
        fields = {"who": [str(person.public_id)], "note": "A presto"}
        return [self.press(by, "people:invitation-new", fields) for by in self.coordinators()]

    def faults(self) -> Iterator[str]:
        person = self.row(Membership)
        usable = Invitation.objects.filter(membership=person, used_at=None, revoked_at=None)
        yield from expect("letters that open", usable.count(), 1)
        yield from expect("letters", Invitation.objects.filter(membership=person).count(), *range(1, 4))


class StepDown(Race):
    """The only two who coordinate take the role from one another."""

    def presses(self) -> list[Press]:
        community = found_community(slug=f"corre-{uuid4().hex[:8]}", name="Corre")
        self.kept["Community"] = str(community.pk)
        with within(community):
            self.community = community
            one, other = self.coordinators()
            takes = {"role": Role.MEMBER.value}
            return [
                self.press(one, "people:member-role", takes, public_id=other.public_id),
                self.press(other, "people:member-role", takes, public_id=one.public_id),
            ]

    def faults(self) -> Iterator[str]:
        with within(Community.objects.get(pk=self.kept["Community"])):
            yield from expect("coordinate", Membership.objects.filter(role=Role.COORDINATOR).count(), 1)


class ImportTwice(Race):
    """A sheet of three people, written in by two who press at once."""

    def presses(self) -> list[Press]:
        one, other = self.coordinators()
        rows = "".join(f"Lucia;Moretti;{uuid4().hex[:12]}@example.org\n" for _ in range(3))
        sheet = io.BytesIO(f"Nome;Cognome;E-mail\n{rows}".encode())
        batch = begin_import(sheet, by=one, name="people.csv", kind=Kind.PEOPLE, key=uuid4().hex, at_once=True)
        batch = self.keep(choose_columns(batch, [one["field"] for one in batch.columns], by=one, at_once=True))
        fields = {"version": str(batch.version)}
        return [self.press(by, "imports:import-execution", fields, public_id=batch.public_id) for by in (one, other)]

    def faults(self) -> Iterator[str]:
        batch = self.row(ImportBatch)
        written = Membership.objects.filter(provenance__contains=str(batch.public_id)).count()
        yield from expect("state", batch.state, "committed")
        yield from expect("people", written, 3)
        yield from expect("begun", self.deeds("start_import", batch), 1)


# ── registering ──────────────────────────────────────────────────────────────


class ApplyTwice(Race):
    """The first page of a registration, sent from many windows."""

    def presses(self) -> list[Press]:
        cohort, person = self.keep(self.cohort(self.coordinators()[0])), self.keep(self.member("Giulio"))
        return [self.press(person, "programmes:application-new", public_id=cohort.public_id, role="mentee")]

    def faults(self) -> Iterator[str]:
        begun = Application.objects.filter(cohort=self.row(Cohort), membership=self.row(Membership))
        yield from expect("applications", begun.count(), 1)
        yield from expect("begun", self.deeds("start_application", begun.get()), 1)


class AcceptTwice(Race):
    """Two coordinators accept the same application."""

    def presses(self) -> list[Press]:
        one, other = self.coordinators()
        application = self.application(self.cohort(one), self.member("Giulio"), "mentee")
        fields = {"decision": "accept", "these": str(application.public_id), "reply": "A presto"}
        return [
            self.press(by, "programmes:decision", fields, public_id=application.cohort.public_id) for by in (one, other)
        ]

    def faults(self) -> Iterator[str]:
        application = self.row(Application)
        places = Enrolment.objects.filter(cohort=application.cohort_id, membership=application.membership_id)
        yield from expect("state", application.state, "accepted")
        yield from expect("places", places.filter(ended_at=None).count(), 1)
        yield from expect("decisions", self.deeds("accepted_application", application), 1)
        yield from expect("letters", self.letters("application_decided", application), 1)


class WithdrawWhileAccepted(Race):
    """Giulio takes his application back while Marta accepts it."""

    def presses(self) -> list[Press]:
        marta, giulio = self.coordinators()[0], self.member("Giulio")
        application = self.application(self.cohort(marta), giulio, "mentee")
        fields = {"decision": "accept", "these": str(application.public_id)}
        return [
            self.press(giulio, "programmes:own-withdrawal", public_id=application.public_id),
            self.press(marta, "programmes:decision", fields, public_id=application.cohort.public_id),
        ]

    def faults(self) -> Iterator[str]:
        application = self.row(Application)
        places = Enrolment.objects.filter(cohort=application.cohort_id, membership=application.membership_id)
        is_in = places.filter(ended_at=None).count()
        yield from expect("state and place", (application.state, is_in), ("withdrawn", 0), ("accepted", 1))
        yield from expect("withdrawals", self.deeds("withdraw_application", application), 0, 1)
        yield from expect("decisions", self.deeds("accepted_application", application), 0, 1)


# ── matching ─────────────────────────────────────────────────────────────────


class PublishTwice(Race):
    """Two coordinators publish the same round."""

    def presses(self) -> list[Press]:
        one, other = self.coordinators()
        found, _mentee = self.computed_round(one)
        fields = {"version": str(found.version)}
        return [self.press(by, "matching:publication", fields, public_id=found.public_id) for by in (one, other)]

    def faults(self) -> Iterator[str]:
        found = self.row(Round)
        yield from expect("published", self.done(), 1)
        yield from expect("state", found.state, "published")
        yield from expect("deeds", self.deeds("publish_round", found), 1)
        yield from expect("mentorships", Mentorship.objects.filter(cohort=found.cohort_id).count(), 1)
        yield from expect("letters", self.letters("mentee_matched", found), 1)


class WithdrawWhilePublished(Race):
    """Giulio takes his application back while Marta publishes the round that gives him a mentor."""

    def presses(self) -> list[Press]:
        marta, _sara = self.coordinators()
        found, mentee = self.computed_round(marta)
        application = self.keep(Application.objects.get(cohort=found.cohort_id, membership=mentee))
        publish = self.press(marta, "matching:publication", {"version": str(found.version)}, public_id=found.public_id)
        return [self.press(mentee, "programmes:own-withdrawal", public_id=application.public_id), publish]

    def faults(self) -> Iterator[str]:
        found, application = self.row(Round), self.row(Application)
        begun = Mentorship.objects.filter(cohort=found.cohort_id).count()
        story = (application.state, found.state, begun)
        yield from expect("story", story, ("withdrawn", "under_review", 0), ("accepted", "published", 1))


class LockTwice(Race):
    """Two coordinators lock the same pair."""

    def presses(self) -> list[Press]:
        one, other = self.coordinators()
        found, mentee, mentor = self.round(one)
        pair = {"public_id": found.public_id, "mentee": mentee.public_id, "mentor": mentor.public_id}
        return [self.press(by, "matching:lock", **pair) for by in (one, other)]

    def faults(self) -> Iterator[str]:
        found = self.row(Round)
        yield from expect("locks", Lock.objects.filter(round=found).count(), 1)
        yield from expect("deeds", self.deeds("lock_pair", found), 1)


class LockWhileExcluded(Race):
    """Marta locks the pair that Sara excludes."""

    def presses(self) -> list[Press]:
        one, other = self.coordinators()
        found, mentee, mentor = self.round(one)
        pair = {"public_id": found.public_id, "mentee": mentee.public_id, "mentor": mentor.public_id}
        reason = {"comment": "Lavorano insieme"}
        return [self.press(one, "matching:lock", **pair), self.press(other, "matching:exclusion", reason, **pair)]

    def faults(self) -> Iterator[str]:
        found = self.row(Round)
        locks = Lock.objects.filter(round=found).count()
        exclusions = Exclusion.objects.filter(cohort=found.cohort_id).count()
        yield from expect("locks and exclusions", (locks, exclusions), (1, 0), (0, 1))


# ── a mentorship ─────────────────────────────────────────────────────────────


class SignTwice(Race):
    """An agreement with two goals is accepted from many windows."""

    def presses(self) -> list[Press]:
        mentorship = self.mentorship()
        agreement = mentoring.propose_agreement(
            mentorship, by=mentorship.mentee, cadence_days=7, minutes=30, goals=["Il prezzo", "Il budget"]
        )
        where = {"public_id": mentorship.public_id, "number": agreement.number}
        return [self.press(mentorship.mentor, "mentoring:agreement-acceptance", **where)]

    def faults(self) -> Iterator[str]:
        mentorship = self.row(Mentorship)
        yield from expect("signed", self.done(), 1)
        yield from expect("in force", mentorship.agreements(manager="objects").filter(state="in_force").count(), 1)
        yield from expect("goals", Goal.objects.filter(mentorship=mentorship).count(), 2)


class FourthGoal(Race):
    """Both write goals; three at a time are enough."""

    def presses(self) -> list[Press]:
        mentorship = self.mentorship()
        return [
            self.press(who, "mentoring:goal-new", {"text": "Obiettivo {n}"}, public_id=mentorship.public_id)
            for who in (mentorship.mentor, mentorship.mentee)
        ]

    def faults(self) -> Iterator[str]:
        yield from expect("goals", Goal.objects.filter(mentorship=self.row(Mentorship)).count(), 3)
        yield from expect("answers", self.done(), 3)


class LastSeat(Race):
    """Two come into an open circle that has one seat left."""

    def presses(self) -> list[Press]:
        circle = self.keep(begin(self.member("Ada"), self.member("Giulio"), most=3))
        return [
            self.press(self.member(name), "circles:circle-joining", public_id=circle.public_id)
            for name in ("Paola", "Davide")
        ]

    def faults(self) -> Iterator[str]:
        circle = self.row(Circle)
        yield from expect("seats", Seat.objects.filter(circle=circle, state=SeatState.TAKEN).count(), 3)
        yield from expect("came in", self.deeds("join_circle", circle), 2)  # Giulio, and one of the two


class PublishCirclesTwice(Race):
    """Two coordinators publish the same composition: its circles begin once, and everybody has one letter."""

    def presses(self) -> list[Press]:
        one, other = self.coordinators()
        people = [self.member(name) for name in ("Ada", "Giulio", "Paola")]
        opened = circles.open_composition(
            by=one, name="Primi passi", about_it="Per chi comincia.", about_en="For beginners.", least=3, most=5,
            closes_at=clock.now() + timedelta(days=7),
        )  # fmt: skip
        for person in people:
            circles.sign_up(opened, by=person, wish="delegare", slots=["mon-evening"])
        found = self.keep(circles.run_composing(circles.start_composing(opened, by=one)))
        fields = {"version": str(found.version)}
        return [
            self.press(by, "circles:composition-publication", fields, public_id=found.public_id) for by in (one, other)
        ]

    def faults(self) -> Iterator[str]:
        found = self.row(Composition)
        begun = Proposed.objects.filter(composition=found, circle__isnull=False)
        yield from expect("published", self.done(), 1)
        yield from expect("state", found.state, "published")
        yield from expect("deeds", self.deeds("publish_composition", found), 1)
        yield from expect("circles", begun.count(), 1)
        people = SignUp.objects.filter(composition=found).values("person")
        yield from expect("seats", Seat.objects.filter(person__in=people).count(), 3)
        yield from expect("charters", Charter.objects.filter(circle__in=begun.values("circle")).count(), 1)
        yield from expect("letters", self.letters("seat_composed", found), 3)


class BecomeOneTogether(Race):
    """The last two say yes at once: two circles become one, once, and everybody has one letter and one seat."""

    def presses(self) -> list[Press]:
        people = [self.member(name) for name in ("Ada", "Giulio", "Paola", "Davide", "Nora", "Irene")]
        found = []
        for three in (people[:3], people[3:]):
            circle = begin(*three)
            agree(circle, three)
            found.append(circle)
        told = {"circle": found[0], "other": found[1], "charter": charter_in_force(found[0])}
        mending = self.keep(Mending.objects.create(closes_at=clock.now() + timedelta(days=7), **told))
        for person in people[:4]:
            circles.answer_mending(mending, True, by=person)
        return [
            self.press(who, "circles:mending-answer", {"answer": "yes"}, public_id=mending.public_id)
            for who in people[4:]
        ]

    def faults(self) -> Iterator[str]:
        mending = self.row(Mending)
        circle = mending.circle
        yield from expect("state", (mending.state, mending.other.state), ("done", "ended"))
        yield from expect("deeds", self.deeds("merge_circles", circle), 1)
        yield from expect("seats", Seat.objects.filter(circle=circle, state=SeatState.TAKEN).count(), 6)
        yield from expect("consents", Consent.objects.filter(charter=mending.charter).count(), 6)
        yield from expect("letters", self.letters("circles_merged", circle), 6)


class AnswerCheckInTogether(Race):
    """Two answer the same check-in, over and over: one answer of each, one line of the ledger."""

    def presses(self) -> list[Press]:
        people = [self.member(name) for name in ("Ada", "Giulio", "Paola")]
        circle = begin(*people)
        agree(circle, people)
        until = clock.today() + timedelta(days=6)
        check_in = self.keep(circles.open_check_in(circle, "Come va?", by=people[0], until=until))
        return [
            self.press(
                who, "circles:check-in-detail", {"text": "Bene {n}", "version": "0"}, public_id=check_in.public_id
            )
            for who in people[:2]
        ]

    def faults(self) -> Iterator[str]:
        check_in = self.row(CheckIn)
        yield from expect("answers", CheckInAnswer.objects.filter(check_in=check_in).count(), 2)
        lines = Interaction.objects.filter(object_kind="checkin", object_id=str(check_in.public_id))
        yield from expect("lines", lines.count(), 1)
        yield from expect("taken", self.done(), 2)


class MetForCoffee(Race):
    """Both say that they met for a coffee, over and over: one line of the ledger."""

    def presses(self) -> list[Press]:
        marta, ada, giulio = self.member("Marta", Role.COORDINATOR), self.member("Ada"), self.member("Giulio")
        coffee = started(marta, [ada, giulio])
        draw_coffee(coffee)
        table = self.keep(of(coffee))
        return [
            self.press(who, "gatherings:table-word", {"answer": "met"}, public_id=table.public_id)
            for who in (ada, giulio)
        ]

    def faults(self) -> Iterator[str]:
        table = self.row(CoffeeTable)
        yield from expect("both said", CoffeePlace.objects.filter(table=table, said="met").count(), 2)
        lines = Interaction.objects.filter(object_kind="coffeetable", object_id=str(table.public_id))
        yield from expect("lines", lines.count(), 1)


class LastPlace(Race):
    """Two are after the last place at a meet-up, over and over: one comes, the other waits."""

    def presses(self) -> list[Press]:
        starts_at = clock.now() + timedelta(days=3)
        told = {"title": "Un tavolo", "starts_at": starts_at, "minutes": 60, "most": 2}
        meetup = self.keep(call_meetup(by=self.member("Ada"), **told))
        return [
            self.press(self.member(name), "gatherings:meetup-presence", {"answer": "yes"}, public_id=meetup.public_id)
            for name in ("Paola", "Davide")
        ]

    def faults(self) -> Iterator[str]:
        meetup = self.row(Meetup)
        seats = MeetupSeat.objects.filter(meetup=meetup)
        yield from expect("coming", seats.filter(coming="yes").count(), 2)
        yield from expect("waiting", seats.filter(coming="waiting").count(), 1)
        letters = OutboxMail.objects.filter(key__startswith=f"meetup_joined {meetup.public_id}")
        yield from expect("letters", letters.count(), 2)


class PlanWhileClosed(Race):
    """Giulio plans sessions while Ada closes the mentorship."""

    def presses(self) -> list[Press]:
        mentorship = self.mentorship()
        day = clock.today() + timedelta(days=7)
        session = {"day": day.isoformat(), "hour": "18:30", "minutes": "45", "channel": "video", "time_zone": "Europe/Rome"}  # fmt: skip
        plan = self.press(mentorship.mentee, "mentoring:session-new", session, public_id=mentorship.public_id)
        close = self.press(mentorship.mentor, "mentoring:mentorship-closing", public_id=mentorship.public_id)
        return [plan, close, plan]

    def faults(self) -> Iterator[str]:
        mentorship = self.row(Mentorship)
        planned = MentoringSession.objects.filter(mentorship=mentorship)
        yield from expect("state", mentorship.state, "ended")
        yield from expect("ends", self.deeds("end_mentorship", mentorship), 1)
        yield from expect("still planned", planned.filter(state="planned").count(), 0)
        yield from expect("planned and answered", planned.count(), self.done("session-new"))


class TellTogether(Race):
    """Both tell the session they had, each in their own words."""

    def presses(self) -> list[Press]:
        mentorship = self.mentorship()
        session = self.keep(
            mentoring.plan_session(
                mentorship, by=mentorship.mentee, starts_at=clock.now() + timedelta(minutes=1), minutes=45
            )
        )
        MentoringSession.objects.filter(pk=session.pk).update(starts_at=clock.now() - timedelta(hours=2))
        told = {"outcome": "done", "minutes": "4{n}", "topics": "Il listino {n}"}
        return [
            self.press(who, "mentoring:session-telling", told, public_id=session.public_id)
            for who in (mentorship.mentor, mentorship.mentee)
        ]

    def faults(self) -> Iterator[str]:
        session = self.row(MentoringSession)
        yield from expect("state", session.state, "disputed")
        yield from expect("stories", session.tellings(manager="objects").count(), 2)
        lines = [line.seq for line in self.lines(session)]
        yield from expect("lines", lines, [] if session.ledger_seq is None else [session.ledger_seq])
        yield from expect("told", self.deeds("tell_session", session), self.done())


class ConfirmTwice(Race):
    """Giulio confirms what Ada told from many windows."""

    def presses(self) -> list[Press]:
        session = self.told_session()
        told = {"told": str(session.version)}
        return [
            self.press(session.mentorship.mentee, "mentoring:session-confirmation", told, public_id=session.public_id)
        ]

    def faults(self) -> Iterator[str]:
        session = self.row(MentoringSession)
        yield from expect("confirmed", self.done(), 1)
        yield from expect("deeds", self.deeds("confirm_session", session), 1)
        yield from expect("lines", [line.seq for line in self.lines(session)], [session.ledger_seq])
        confirmations = Interaction.objects.filter(confirms=session.ledger_seq).count()
        yield from expect("confirmations", confirmations, 1)


class ConfirmWhileToldAnew(Race):
    """Giulio confirms what Ada is just telling differently."""

    def presses(self) -> list[Press]:
        session = self.told_session()
        pair, at = session.mentorship, {"public_id": session.public_id}
        anew = {"outcome": "done", "minutes": "400"}
        return [
            self.press(pair.mentee, "mentoring:session-confirmation", {"told": str(session.version)}, **at),
            self.press(pair.mentor, "mentoring:session-telling", anew, **at),
        ]

    def faults(self) -> Iterator[str]:
        session = self.row(MentoringSession)
        yield from expect("story", (session.state, session.minutes), ("confirmed", 45), ("told", 45))
        yield from expect("lines", [(line.seq, line.minutes) for line in self.lines(session)],
            [(session.ledger_seq, 45 if session.state == "confirmed" else 400)])  # fmt: skip


class AnswerTogether(Race):
    """Both answer the feedback: it opens once, and nothing changes afterwards."""

    def presses(self) -> list[Press]:
        mentorship = self.mentorship()
        window = self.keep(
            FeedbackWindow.objects.create(
                mentorship=mentorship, occasion="midway", closes_at=clock.now() + timedelta(days=14)
            )
        )
        return [
            self.press(who, "mentoring:feedback-edit", {"helped": "Mi ha aiutato {n}"}, public_id=window.public_id)
            for who in (mentorship.mentor, mentorship.mentee)
        ]

    def faults(self) -> Iterator[str]:
        window = self.row(FeedbackWindow)
        yield from expect("open", window.revealed_at is not None, True)
        yield from expect("opened", self.deeds("reveal_feedback", window), 1)
        yield from expect("authors", AnswerAuthor.objects.filter(window=window).count(), 2)
        yield from expect("lines", len(self.lines(window)), 2)
        written = sum(one.version for one in Answer.objects.filter(window=window))
        yield from expect("words kept", written, self.done())


# ── thanks ───────────────────────────────────────────────────────────────────


class ThankTwice(Race):
    """One thing, thanked for from many windows."""

    def presses(self) -> list[Press]:
        session = self.told_session()
        mentee = session.mentorship.mentee
        mentoring.confirm_session(session, by=mentee)
        where = {"object_kind": "mentoringsession", "object_id": session.public_id}
        return [self.press(mentee, "exchanges:recognition-give", {"change": "Regge {n}"}, **where)]

    def faults(self) -> Iterator[str]:
        given = Recognition.objects.filter(object_id=str(self.row(MentoringSession).public_id))
        yield from expect("thanks", given.count(), 1)
        yield from expect("deeds", self.deeds("give_recognition", given.get()), 1)
        yield from expect("letters", self.letters("recognition_given", given.get()), 1)


class ApproveWhileTakenBack(Race):
    """Ada shows the thanks that Giulio takes back and Ada, in another window, keeps for herself."""

    def presses(self) -> list[Press]:
        given = self.thanks()
        at, read = {"public_id": given.public_id}, {"version": str(given.version)}
        return [
            self.press(given.receiver, "exchanges:recognition-approval", read, **at),
            self.press(given.giver, "exchanges:recognition-withdrawal", **at),
            self.press(given.receiver, "exchanges:recognition-keeping", **at),
        ]

    def faults(self) -> Iterator[str]:
        given = self.row(Recognition)
        lines = [line.seq for line in self.lines(given)]
        yield from expect("lines", lines, [] if given.ledger_seq is None else [given.ledger_seq])
        if given.state in ("withdrawn", "given"):
            yield from expect("lines of what is not shown", lines, [])
        if given.state == "shown":
            yield from expect("lines of what is shown", len(lines), 1)
        moved = sum(self.deeds(f"{deed}_recognition", given) for deed in ("approve", "keep", "withdraw"))
        yield from expect("steps and version", moved, given.version - 1)
        yield from expect("steps and answers", moved, self.done())


# ── oneself ──────────────────────────────────────────────────────────────────


class EditTwice(Race):
    """The same part of a profile, saved from many windows that all read the same version."""

    def presses(self) -> list[Press]:
        person = self.member("Paola")
        profile = self.keep(begin_profile(person))
        self.kept["before"] = str(profile.version)
        fields = {"version": str(profile.version), "headline": "Titolo {n}", "story": "Storia {n}"}
        return [self.press(person, "people:profile-section", fields, section="about")]

    def faults(self) -> Iterator[str]:
        profile = self.row(Profile)
        yield from expect("saved", self.done(), 1)
        yield from expect("versions", profile.version - int(self.kept["before"]), 1)
        yield from expect("one text", profile.story, profile.headline.replace("Titolo", "Storia"))
        yield from expect("outdated", sum(status == 409 for _name, status in self.answers), len(self.answers) - 1)


class RefreshWhileClosed(Race):
    """A need is said to be still true and, in another window, solved."""

    def presses(self) -> list[Press]:
        person = self.member("Paola")
        at = {"public_id": self.keep(state_need(person, "Una parola sul budget", by=person)).public_id}
        close = self.press(person, "people:need-end", {"outcome": "solved"}, **at)
        return [self.press(person, "people:need-refreshment", **at), close]

    def faults(self) -> Iterator[str]:
        need = self.row(Need)
        yield from expect("outcome", (need.closed_at is not None, need.outcome), (True, "solved"))
        yield from expect("closed", self.done("need-end"), 1)
        by = str(need.membership.ledger_id)
        for deed, name in (("close_need", "need-end"), ("refresh_need", "need-refreshment")):
            yield from expect(deed, Entry.objects.filter(deed=deed, actor=by).count(), self.done(name))


class BlockWhileAnswered(Race):
    """Paola blocks the one whose offer she accepts, in two windows at once."""

    def presses(self) -> list[Press]:
        paola, giulio = self.member("Paola"), self.member("Giulio")
        need = state_need(paola, "Una parola sul budget", by=paola)
        offer = self.keep(offer_help(need, "Mezz’ora al telefono.", by=giulio))
        accept = {"public_id": offer.public_id}
        return [
            self.press(paola, "people:block", public_id=giulio.public_id),
            self.press(paola, "suggestions:offer-answer", {"answer": "yes"}, **accept),
            self.press(paola, "suggestions:offer-answer", {"answer": "no"}, **accept),
        ]

    def faults(self) -> Iterator[str]:
        offer = self.row(HelpOffer)
        yield from expect("blocks", Block.objects.filter(blocker=offer.recipient).count(), 1)
        answers = self.deeds("accept_help", offer), self.deeds("decline_help", offer)
        wanted = {"sent": (0, 0), "accepted": (1, 0), "declined": (0, 1)}[offer.state]
        yield from expect("answers", answers, wanted)
        yield from expect("answered", self.done("offer-answer"), sum(wanted))


class LeaveWhilePlanned(Race):
    """Giulio asks to be erased while Ada plans a session with him: nobody is left waiting."""

    def presses(self) -> list[Press]:
        mentorship = self.mentorship()
        day = clock.today() + timedelta(days=7)
        session = {"day": day.isoformat(), "hour": "18:30", "minutes": "45", "channel": "video", "time_zone": "Europe/Rome"}  # fmt: skip
        giulio = mentorship.mentee
        erasure = reverse("privacy:own-erasure", kwargs={"public_id": giulio.public_id})
        plan = self.press(mentorship.mentor, "mentoring:session-new", session, public_id=mentorship.public_id)
        return [plan, self.press(giulio, erasure, {"understood": "on"}), plan]

    def faults(self) -> Iterator[str]:
        mentorship = self.row(Mentorship)
        planned = MentoringSession.objects.filter(mentorship=mentorship)
        yield from expect("state", mentorship.mentee.state, "left")
        yield from expect("asked", self.deeds("ask_for_erasure", mentorship.mentee), 1)
        yield from expect("planned with who left", planned.filter(state="planned").count(), 0)


class NewCalendarAddress(Race):
    """A new private address for a calendar, from many windows: one works, and those before do not."""

    def presses(self) -> list[Press]:
        return [self.press(self.keep(self.member("Paola")), "mentoring:calendar")]

    def faults(self) -> Iterator[str]:
        feeds = CalendarFeed.objects.filter(membership=self.row(Membership))
        yield from expect("addresses that work", feeds.filter(revoked_at=None).count(), 1)
        yield from expect("addresses", feeds.count(), sum(status == 200 for _name, status in self.answers))


# ── one button, pressed again and again ──────────────────────────────────────


class Once(Race):
    """One form, and its one key, from all the clients."""

    def press_of(self) -> Press:
        raise NotImplementedError

    def effects(self) -> int:
        raise NotImplementedError

    def presses(self) -> list[Press]:
        return [self.press_of() | {"key": uuid4().hex}]

    def faults(self) -> Iterator[str]:
        yield from expect("effects", self.effects(), 1)
        yield from expect("answers", {status for _name, status in self.answers}, {302})


class OnceANeed(Once):
    def press_of(self) -> Press:
        return self.press(self.keep(self.member("Paola")), "people:need-list", {"text": "Una parola sul budget"})

    def effects(self) -> int:
        return Need.objects.filter(membership=self.row(Membership)).count()


class OnceANote(Once):
    def press_of(self) -> Press:
        pair = self.mentorship()
        return self.press(pair.mentor, "mentoring:note-new", {"text": "La cifra"}, public_id=pair.public_id)

    def effects(self) -> int:
        return SharedNote.objects.filter(mentorship=self.row(Mentorship)).count()


class OnceAnOwnNote(Once):
    def press_of(self) -> Press:
        pair = self.mentorship()
        return self.press(pair.mentee, "mentoring:own-note-new", {"text": "Farci caso"}, public_id=pair.public_id)

    def effects(self) -> int:
        return PrivateNote.objects.filter(mentorship=self.row(Mentorship)).count()


class OnceASignal(Once):
    def press_of(self) -> Press:
        pair = self.mentorship()
        return self.press(pair.mentee, "mentoring:signal-new", {"rating": "4"}, public_id=pair.public_id)

    def effects(self) -> int:
        return Signal.objects.filter(mentorship=self.row(Mentorship)).count()


class OnceAProgramme(Once):
    def press_of(self) -> Press:
        self.kept["name"] = uuid4().hex
        words = {"name_it": self.kept["name"], "name_en": "Bridges"}
        return self.press(self.coordinators()[0], "programmes:programme-new", words)

    def effects(self) -> int:
        return Programme.objects.filter(name_it=self.kept["name"]).count()


class OnceAReview(Once):
    def press_of(self) -> Press:
        marta = self.coordinators()[0]
        application = self.application(self.cohort(marta), self.member("Giulio"), "mentee")
        words = {"text": "Sentita al telefono"}
        return self.press(marta, "programmes:application-notes", words, public_id=application.public_id)

    def effects(self) -> int:
        return ReviewNote.objects.filter(application=self.row(Application)).count()
