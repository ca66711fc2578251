"""Rounds are computed and published; the pairs agree, meet, tell, give each other feedback, and say goodbye."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from random import Random
from typing import Any

from reciproca.communities.models import Membership
from reciproca.demo.invention import Invented, words
from reciproca.demo.tale import Event, Tale
from reciproca.matching.actions import lock_pair, open_round, publish_round, run_round, start_run
from reciproca.mentoring import actions
from reciproca.mentoring.choices import Channel, GoalState, Occasion, Outcome, SessionState, Wish
from reciproca.mentoring.models import MentoringSession, Mentorship
from reciproca.mentoring.queries import agreement_waiting, signals_visible_to

__all__ = ["mentorships"]

#: When a cohort starts and ends, in days ago.
PAST = {"first": (470, 290), "second": (255, 75)}
RUNNING = (45, -45)
ADA, GIULIO = "Ada Carta", "Giulio Serra"
OPEN, ALL = True, False


def mentorships(tale: Tale) -> Iterator[Event]:
    """From the round of each cohort to the farewells; one cohort is half-way now, with Ada and Giulio in it."""
    for key, (starts, ends) in PAST.items():
        yield Event(tale.ago(starts, 9), partial(_match, tale, key))
        for number, person in enumerate(_mentees(tale, key)):
            yield from _Course(tale, key, person).whole(starts, ends, broken=number == 7)
        yield from _revealed(tale, starts - 60, ends - 20)
    yield Event(tale.ago(RUNNING[0], 9), partial(_match, tale, "running", lock=(ADA, GIULIO)))
    for number, person in enumerate(_mentees(tale, "running")):
        course = _Course(tale, "running", person)
        if number == 1:
            yield from course.beginning(RUNNING[0])  # and there they still are
            continue
        yield from course.of_giulio() if person.name == GIULIO else course.half(RUNNING[0])
    yield from _revealed(tale, 30, 0)


def _mentees(tale: Tale, key: str) -> list[Invented]:
    return [person for role, person in tale.rows[f"{key} people"] if role == "mentee"]


def _revealed(tale: Tale, first: int, last: int) -> Iterator[Event]:
    """What the server does by itself at night, every so often."""
    for days in range(first, last, -9):
        yield Event(tale.ago(days, 3, 10), actions.reveal_due_feedback)


def _match(tale: Tale, key: str, *, lock: tuple[str, str] | None = None) -> None:
    """Marta has the round computed, reads it, and publishes it."""
    opened = open_round(tale.rows[key], by=tale.marta)
    if lock:
        mentor, mentee = (tale.who(tale.named(name)) for name in lock)
        lock_pair(opened, mentor=mentor, mentee=mentee, by=tale.marta)
    run_round(start_run(opened, by=tale.marta))
    opened.refresh_from_db()
    publish_round(opened, by=tale.marta, version=opened.version)
    tale.rows[key].refresh_from_db()


@dataclass(slots=True)
class _Course:
    """The mentorship of one mentee, as it goes. Who was left out of the round has none, and nothing happens."""

    tale: Tale
    key: str
    mentee: Invented

    @property
    def rng(self) -> Random:
        return self.tale.rng

    def whole(self, starts: int, ends: int, *, broken: bool = False) -> Iterator[Event]:
        """Six months, or (`broken`) two meetings and a clear word."""
        yield from self.beginning(starts)
        turns = 2 if broken else self.rng.randint(4, 8)
        gap = (starts - ends - 18) / 8 if broken else (starts - ends - 18) / turns
        for turn in range(turns):
            yield from self.meeting(starts - 7 - gap * turn - self.rng.uniform(0, gap / 3))
        if broken:
            yield self.at(starts - 60, self.give_up)
            yield self.at(starts - 62, self.settle, ALL)
            return
        if turns >= 5:
            yield from self.feedback(Occasion.MIDWAY, starts - 7 - gap * 4.6, both=True)
        yield self.at(ends + self.rng.uniform(1, 3), self.close)
        yield self.at(ends - self.rng.uniform(0.1, 1), self.answer_farewell, ALL)
        yield from self.feedback(Occasion.CLOSING, ends - 2, both=self.rng.random() < 0.8)

    def half(self, starts: int) -> Iterator[Event]:
        yield from self.beginning(starts)
        for days in (starts - 8 - self.rng.uniform(0, 3), starts - 22 - self.rng.uniform(0, 4)):
            yield from self.meeting(days)
        yield self.at(self.rng.uniform(2, 4), partial(self.plan, -self.rng.randint(3, 12)))

    def of_giulio(self) -> Iterator[Event]:
        """Three meetings behind them, one told by Ada the other evening that Giulio has not read, one to come."""
        yield from self.beginning(RUNNING[0])
        for days in (36, 24, 11):
            yield from self.meeting(days)
        yield from self.feedback(Occasion.MIDWAY, 9, both=False)
        yield self.at(8, self.reach_a_goal)
        yield self.at(6, partial(self.plan, 2))
        yield self.at(self.tale.ago(2, 21, 15), self.tell)
        yield self.at(self.tale.ago(1, 8), partial(self.plan, -5))

    # what happens, when it happens

    def beginning(self, starts: int) -> Iterator[Event]:
        yield self.at(starts - self.rng.uniform(0.6, 2), self.propose)
        yield self.at(starts - self.rng.uniform(2.2, 5), self.accept)
        if self.rng.random() < 0.4:
            yield self.at(starts - 20, self.note)
        if self.rng.random() < 0.3:
            yield self.at(starts - 33, self.signal)
            if starts > RUNNING[0]:
                yield self.at(starts - 35, self.settle)

    def meeting(self, days: float) -> Iterator[Event]:
        """Planned (at times moved, at times missed) or told afterwards; then confirmed."""
        days, dice = int(days), self.rng.random()
        that_evening = self.tale.ago(days, 21, self.rng.randint(0, 59))
        if dice < 0.3:
            yield self.at(that_evening, partial(self.log, days))
        else:
            yield self.at(days + self.rng.uniform(3, 5), partial(self.plan, days))
            if dice > 0.88:
                yield self.at(days + 2, partial(self.move, days))
            outcome = Outcome.NO_SHOW if 0.82 < dice < 0.88 and self.mentee.name != GIULIO else Outcome.DONE
            yield self.at(that_evening, partial(self.tell, outcome=outcome))
        yield self.at(self.tale.ago(days - self.rng.randint(1, 2), self.rng.randint(8, 20)), self.confirm)

    def feedback(self, occasion: str, days: float, *, both: bool) -> Iterator[Event]:
        yield self.at(days - self.rng.uniform(0.2, 3), partial(self.write, occasion, mentor=True), ALL)
        if both:
            yield self.at(days - self.rng.uniform(0.2, 5), partial(self.write, occasion, mentor=False), ALL)

    def at(self, when: float | datetime, happen: Callable[[Mentorship], Any], going_on: bool = OPEN) -> Event:
        moment = when if isinstance(when, datetime) else self.tale.ago(when)
        return Event(moment, partial(self._if_paired, happen, going_on))

    def _if_paired(self, happen: Callable[[Mentorship], Any], going_on: bool) -> None:
        found = Mentorship.objects.filter(cohort=self.tale.rows[self.key], mentee=self.tale.who(self.mentee))
        found = found.exclude(state="ended") if going_on else found
        mentorship = found.select_related("mentor", "mentee", "cohort", "community").first()
        if mentorship is not None:
            happen(mentorship)

    def said(self, what: str, who: Membership | None = None) -> Any:
        return self.rng.choice(words("mentoring")[who.language if who else self.mentee.language][what])

    def about(self, what: str, mentorship: Mentorship) -> list[str]:
        """What they work on: a need of the mentee that the mentor has an offer for, or else the first."""
        topics = words("mentoring")[self.mentee.language]["topics"]
        offers = {
            offer.topic for one in self.tale.invented if one.email == mentorship.mentor.email for offer in one.offers
        }
        needs = [need.topic for need in self.mentee.needs if need.topic in topics]
        topic = next((need for need in needs if need in offers), needs[0] if needs else "other")
        return list((topics.get(topic) or next(iter(topics.values())))[what])

    def spoke(self, mentorship: Mentorship, number: int) -> str:
        subjects = self.about("spoke", mentorship)
        return subjects[number % len(subjects)]

    def propose(self, mentorship: Mentorship) -> None:
        actions.propose_agreement(
            mentorship,
            by=mentorship.mentee,
            cadence_days=self.rng.choice((14, 14, 14, 21, 28)),
            minutes=self.rng.choice((45, 60)),
            channel=self.rng.choice((Channel.VIDEO, Channel.VIDEO, Channel.IN_PERSON)),
            when=self.said("when"),
            words=self.said("words"),
            goals=self.about("goals", mentorship),
        )

    def accept(self, mentorship: Mentorship) -> None:
        waiting = agreement_waiting(mentorship)
        if waiting is not None:
            actions.accept_agreement(waiting, by=mentorship.mentor)

    def note(self, mentorship: Mentorship) -> None:
        actions.add_shared_note(mentorship, self.said("notes"), by=mentorship.mentee)

    def signal(self, mentorship: Mentorship) -> None:
        by = self.rng.choice((mentorship.mentor, mentorship.mentee))
        rating, said = Random(by.email).choice(words("mentoring")[by.language]["signals"])
        actions.send_signal(mentorship, by=by, rating=rating, words=said)

    def hour(self, days: float) -> datetime:
        return self.tale.evening(days)

    def plan(self, days: float, mentorship: Mentorship) -> None:
        actions.plan_session(
            mentorship,
            by=mentorship.mentee,
            starts_at=self.hour(days),
            minutes=self.rng.choice((45, 60)),
            channel=self.rng.choice((Channel.VIDEO, Channel.VIDEO, Channel.PHONE)),
            points=[self.spoke(mentorship, mentorship.sessions.count())],
        )

    def move(self, days: float, mentorship: Mentorship) -> None:
        session = self._session(mentorship, SessionState.PLANNED)
        if session is not None:
            actions.move_session(
                session,
                by=mentorship.mentor,
                version=session.version,
                starts_at=self.hour(days),
                minutes=session.minutes,
                channel=Channel.IN_PERSON,
                place=self.said("places"),
            )

    def log(self, days: float, mentorship: Mentorship) -> None:
        actions.log_session(
            mentorship,
            by=mentorship.mentor,
            starts_at=self.hour(days),
            minutes=self.rng.choice((30, 45, 50, 60, 75)),
            topics=self.spoke(mentorship, mentorship.sessions.count()),
            next_step=self.said("next_steps"),
        )

    def tell(self, mentorship: Mentorship, outcome: str = Outcome.DONE) -> None:
        session = self._session(mentorship, SessionState.PLANNED)
        if session is None:
            return
        done = outcome == Outcome.DONE
        actions.tell_session(
            session,
            by=mentorship.mentor,
            outcome=outcome,
            minutes=self.rng.choice((40, 45, 50, 60, 75)),
            topics=self.spoke(mentorship, mentorship.sessions.count() - 1) if done else "",
            next_step=self.said("next_steps") if done else "",
        )

    def confirm(self, mentorship: Mentorship) -> None:
        session = self._session(mentorship, SessionState.TOLD)
        if session is not None:
            actions.confirm_session(session, by=mentorship.mentee)

    @staticmethod
    def _session(mentorship: Mentorship, state: str) -> MentoringSession | None:
        found = MentoringSession.objects.filter(mentorship=mentorship, state=state).order_by("starts_at", "pk").first()
        if found is not None:
            found.mentorship = mentorship
        return found

    def reach_a_goal(self, mentorship: Mentorship) -> None:
        goal = mentorship.goals.order_by("set_at", "pk").last()
        if goal is not None:
            actions.settle_goal(
                goal, GoalState.REACHED, by=mentorship.mentee, version=goal.version, word="L’ho fatto davvero."
            )

    def write(self, occasion: str, mentorship: Mentorship, *, mentor: bool) -> None:
        window = mentorship.feedback_windows.filter(occasion=occasion).first()
        if window is None or window.is_revealed:
            return
        author = mentorship.mentor if mentor else mentorship.mentee
        actions.write_feedback(
            window,
            by=author,
            helped=self.said("helped_by_mentee" if mentor else "helped", author),
            change=self.said("change", author),
            gained=self.said("gained", author),
            gave=self.said("gave", author),
        )

    def give_up(self, mentorship: Mentorship) -> None:
        text = words("mentoring")[self.mentee.language]["not_working"]
        actions.report_not_working(mentorship, by=mentorship.mentee, wish=Wish.REMATCH, troubles=["time"], words=text)

    def settle(self, mentorship: Mentorship) -> None:
        for signal in signals_visible_to(self.tale.marta).filter(mentorship=mentorship, settled_at=None):
            actions.settle_signal(signal, by=self.tale.marta)

    def close(self, mentorship: Mentorship) -> None:
        for goal in mentorship.goals.filter(state=GoalState.OPEN):
            if self.rng.random() < 0.7:
                actions.settle_goal(goal, GoalState.REACHED, by=mentorship.mentee, version=goal.version)
        actions.end_mentorship(mentorship, by=mentorship.mentee, **self._farewell(mentorship.mentee))

    def answer_farewell(self, mentorship: Mentorship) -> None:
        actions.write_reflection(mentorship, by=mentorship.mentor, **self._farewell(mentorship.mentor))

    def _farewell(self, who: Membership) -> dict[str, Any]:
        return {what: self.said(what, who) for what in ("taken", "passing_on", "farewell")}
