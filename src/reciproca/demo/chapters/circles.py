"""Six circles: of a year, of a season, one that looks for a third, one that has done its work and can still be read."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from reciproca.circles import actions
from reciproca.circles.choices import CaseState, CommitmentState, RingState
from reciproca.circles.models import QUESTIONS, Case, Circle, Meeting, RingAsk
from reciproca.circles.queries import (
    LATEST,
    bound_by,
    charter_in_force,
    charter_proposed,
    taken_in,
    talk_of,
    template_of,
)
from reciproca.communities.models import Membership
from reciproca.conversations.actions import send_message
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.demo.invention import words
from reciproca.demo.tale import ROME, Event, Tale

__all__ = ["circles"]


def circles(tale: Tale) -> Iterator[Event]:
    yield Event(tale.ago(34, 6, 10), partial(_unless_refused, actions.open_pulses))
    yield Event(tale.ago(19, 6, 10), partial(_unless_refused, actions.settle_pulses))
    for one in words("circles")["circle"]:
        days = one["days"]
        if not one.get("composed"):
            yield Event(tale.ago(days, 20, 40), partial(_begin, tale, one))
        yield Event(tale.ago(days - 3, 21, 10), partial(_agree, tale, one))
        yield from _meetings(tale, one)
        for who, when, text, how, word in one.get("promises", []):
            yield Event(tale.ago(when, 20, 20), partial(_promise, tale, one, who, text))
            if how:
                yield Event(tale.ago(max(when - 12, 1), 20, 20), partial(_settle, tale, one, who, text, how, word))
        yield from _check_ins(tale, one)
        for win in one.get("wins", []):
            yield Event(tale.ago(win[1], 21, 5), partial(_win, tale, one, *win))
        if "second" in one:
            yield Event(tale.ago(60, 21), partial(_change_charter, tale, one))
        if "later" in one:
            yield Event(tale.ago(one["later"][1], 19, 10), partial(_come_later, tale, one))
        for place, answers in enumerate(one.get("pulse", [])):
            yield Event(tale.ago(33 - place, 13, 10), partial(_feel, one, place, answers))
        if "asks" in one:
            yield Event(tale.ago(2, 18, 5), partial(_ask, tale, one))
        for who, day, text in one.get("talk", []):
            yield Event(tale.ago(day, 21, 50), partial(_speak, tale, one, who, text))
        for case in one.get("cases", []):
            yield from _case(tale, one, case)
        for ring in one.get("rings", []):
            yield from _ring(tale, one, ring)
        if "ends" in one:
            yield Event(tale.ago(one["ends"], 21, 30), partial(_end, tale, one))


def _meetings(tale: Tale, one: dict[str, Any]) -> Iterator[Event]:
    """Each is planned three weeks before, those to come a week ago; whoever was there says so the next morning."""
    for number, day in enumerate(one["meets"], start=1):
        starts = tale.evening(-day)
        planned = max(one["days"] - 4, 0) if day < 0 and number == 1 else 22 - day if day < 0 else 9
        yield Event(tale.ago(min(planned, one["days"] - 4) - number / 1000, 9, 15), partial(_plan, tale, one, starts))
        if day < 0:
            yield Event(tale.ago(-day - 1, 8, 30), partial(_tell, tale, one, starts, number))
    for who, presence, word in one.get("says", []):
        yield Event(tale.ago(3, 19, 5), partial(_say, tale, one, who, presence, word))


def _check_ins(tale: Tale, one: dict[str, Any]) -> Iterator[Event]:
    """Asked by one after the other; whose turn it is to answer first goes round, too."""
    for number, (when, span, every, prompt, answers) in enumerate(one.get("check_ins", [])):
        yield Event(tale.ago(when, 8, 15), partial(_ask_all, tale, one, number, span, every, prompt))
        for place, text in enumerate(answers):
            moment = tale.ago(when - 1 - place, 7, 40 + place)
            yield Event(moment, partial(_answer, one, prompt, number + place, text))


def _begin(tale: Tale, one: dict[str, Any]) -> None:
    """With those named who have come in by now, and some more."""
    people = [person for name in one["people"] if (person := _who(tale, name)) is not None]
    circle = actions.start_circle(
        by=people[0], name=one["name"], about=one["about"], topics=one["topics"], language=one.get("language", "it"),
        place=one.get("place", ""), entry="open", cadence_days=one["cadence"], most=one["most"],
    )  # fmt: skip
    others = sorted(tale.people.values(), key=lambda person: person.email)
    others = [person for person in others if person not in people and person.language == circle.language]
    for person in [*people[1:], *Random(one["name"]).sample(others, min(one["fill"], len(others)))]:
        _unless_refused(partial(actions.join_circle, circle, by=person))
    if one["entry"] != "open":
        words_of = {"name": circle.name, "about": circle.about, "entry": one["entry"]}
        actions.change_circle(circle, by=people[0], version=_circle(one).version, **words_of)


def _agree(tale: Tale, one: dict[str, Any]) -> None:
    circle = _circle(one)
    people = [seat.person for seat in taken_in(circle)]
    charter = charter_proposed(circle)  # of those that were composed
    if charter is None:
        text = template_of(circle.language)
        charter = actions.propose_charter(circle, by=people[0], template=LATEST, keeps_days=90, **text)
    for person in people:
        actions.agree_to_charter(charter, by=person)


def _change_charter(tale: Tale, one: dict[str, Any]) -> None:
    circle = _circle(one)
    people = [seat.person for seat in taken_in(circle)]
    text = template_of(circle.language) | {"attendance": one["second"]}
    charter = actions.propose_charter(circle, by=people[1], keeps_days=90, **text)
    for person in people:
        if person.pk != people[1].pk:
            actions.agree_to_charter(charter, by=person)


def _plan(tale: Tale, one: dict[str, Any], starts: datetime) -> None:
    circle = _circle(one)
    people = bound_by(circle)
    if people:
        by = people[starts.toordinal() % len(people)]
        where = {"minutes": 90, "time_zone": ROME.key, "where": one.get("where", "")}
        actions.plan_meetings(circle, by=by, starts_at=starts, **where)


def _tell(tale: Tale, one: dict[str, Any], starts: datetime, number: int) -> None:
    """One in five is missing; it is another one each time."""
    meeting = Meeting.objects.filter(circle=_circle(one), starts_at=starts).first()
    if meeting is None:
        return
    for place, person in enumerate(bound_by(meeting.circle)):
        actions.say_whether_there(meeting, (place + number) % 5 != 0, by=person)


def _say(tale: Tale, one: dict[str, Any], who: str, presence: str, word: str) -> None:
    meeting = Meeting.objects.filter(circle=_circle(one), starts_at__gt=tale.now).order_by("starts_at").first()
    if meeting is not None and (person := _seated(tale, one, who)) is not None:
        actions.say_presence(meeting, presence, by=person, word=word)


def _promise(tale: Tale, one: dict[str, Any], who: str, text: str) -> None:
    if (person := _seated(tale, one, who)) is not None:
        actions.make_commitment(_circle(one), text, by=person)


def _settle(tale: Tale, one: dict[str, Any], who: str, text: str, how: str, word: str) -> None:
    if (person := _seated(tale, one, who)) is not None:
        promised = _circle(one).commitments.get(person=person, text=text)
        actions.settle_commitment(promised, how, by=person, version=promised.version, word=word)


def _win(tale: Tale, one: dict[str, Any], who: str, _days: int, text: str, cheers: list[list[str]], told: str) -> None:
    person, circle = _seated(tale, one, who), _circle(one)
    if person is None:
        return
    about = circle.commitments.filter(person=person, state=CommitmentState.KEPT).order_by("-settled_at").first()
    win = actions.tell_win(circle, text, by=person, commitment=about)
    for name, word in cheers:
        if (other := _seated(tale, one, name)) is not None:
            actions.cheer_win(win, by=other, word=word)
    if told:
        actions.show_win(win, told, by=person)


def _feel(one: dict[str, Any], place: int, answers: list[int]) -> None:
    circle = _circle(one)
    pulse = circle.pulses.filter(settled=False).first()
    if pulse is not None:
        actions.answer_pulse(pulse, dict(zip(QUESTIONS, answers, strict=True)), by=bound_by(circle)[place])


def _ask_all(tale: Tale, one: dict[str, Any], number: int, span: int, every: int, prompt: str) -> None:
    circle = _circle(one)
    people = bound_by(circle)
    until = clock.today() + timedelta(days=span)
    actions.open_check_in(circle, prompt, by=people[number % len(people)], until=until, every_days=every)


def _answer(one: dict[str, Any], prompt: str, place: int, text: str) -> None:
    circle = _circle(one)
    people = bound_by(circle)
    check_in = circle.check_ins.filter(prompt=prompt).latest("opened_at")
    actions.answer_check_in(check_in, text, by=people[place % len(people)])


def _ask(tale: Tale, one: dict[str, Any]) -> None:
    who, said = one["asks"]
    if (person := _who(tale, who)) is not None:
        actions.ask_to_join(_circle(one), by=person, words=said)


def _come_later(tale: Tale, one: dict[str, Any]) -> None:
    """Somebody asks, the first says yes, and they read the charter."""
    who, _days, said = one["later"]
    person, circle = _who(tale, who), _circle(one)
    charter = charter_in_force(circle)
    if person is not None and charter is not None:
        seat = actions.ask_to_join(circle, by=person, words=said)
        actions.answer_request(seat, True, by=taken_in(circle)[0].person)
        actions.agree_to_charter(charter, by=person)


def _end(tale: Tale, one: dict[str, Any]) -> None:
    circle = _circle(one)
    for seat in taken_in(circle):
        actions.would_end(circle, True, by=seat.person)


def _speak(tale: Tale, one: dict[str, Any], who: str, text: str) -> None:
    person = _seated(tale, one, who)
    talk = talk_of(_circle(one), person) if person is not None else None
    if person is not None and talk is not None:
        send_message(talk, by=person, text=text)


def _case(tale: Tale, one: dict[str, Any], told: dict[str, Any]) -> Iterator[Event]:
    """Brought in the evening, asked about on the next days, thought over, opened together, closed; told of later."""
    day, owner = told["day"], told["owner"]
    yield Event(tale.ago(day, 20, 10), partial(_bring, tale, one, told))
    for place, (who, question, answer) in enumerate(told["questions"]):
        yield Event(tale.ago(day, 20, 20 + place), partial(_clarify, tale, one, who, owner, question, answer))
    yield Event(tale.ago(day, 20, 40), partial(_in_silence, tale, one, owner))
    for place, (who, experience, idea, name) in enumerate(told["ideas"]):
        yield Event(tale.ago(day, 20, 45 + place), partial(_write, tale, one, owner, who, experience, idea, name))
    if "takes" in told:
        yield Event(tale.ago(day, 21), partial(_take_away, tale, one, owner, told))
    if "outcome" in told:
        yield Event(tale.ago(told["told"], 20, 30), partial(_tell_outcome, tale, one, owner, told))


def _bring(tale: Tale, one: dict[str, Any], told: dict[str, Any]) -> None:
    if (owner := _seated(tale, one, told["owner"])) is not None:
        brief = {name: told.get(name, "") for name in ("title", "situation", "weighs", "tried", "wanted")}
        actions.open_case(actions.bring_case(_circle(one), by=owner, **brief), by=owner)


def _at_work(tale: Tale, one: dict[str, Any], owner: str) -> Case | None:
    return Case.objects.filter(circle=_circle(one), owner=_who(tale, owner)).exclude(state=CaseState.CLOSED).first()


def _clarify(tale: Tale, one: dict[str, Any], who: str, owner: str, question: str, answer: str) -> None:
    case, person = _at_work(tale, one, owner), _seated(tale, one, who)
    if case is not None and person is not None:
        asked = actions.ask_about_case(case, question, by=person)
        actions.answer_question(asked, answer, by=case.owner)


def _in_silence(tale: Tale, one: dict[str, Any], owner: str) -> None:
    if (case := _at_work(tale, one, owner)) is not None:
        actions.begin_silence(case, by=case.owner)


def _write(tale: Tale, one: dict[str, Any], owner: str, who: str, experience: str, idea: str, name: bool) -> None:
    case, person = _at_work(tale, one, owner), _seated(tale, one, who)
    if case is not None and person is not None:
        actions.write_idea(case, by=person, experience=experience, idea=idea, is_anonymous=not name)


def _take_away(tale: Tale, one: dict[str, Any], owner: str, told: dict[str, Any]) -> None:
    """All is opened, one idea helped, and something is taken away."""
    if (case := _at_work(tale, one, owner)) is not None:
        actions.open_ideas(case, by=case.owner)
        helped = case.ideas.filter(author=_who(tale, told["helped"])).first()
        if helped is not None:
            actions.mark_idea_helped(helped, by=case.owner)
        actions.close_case(case, by=case.owner, takeaway=told["takes"], keeps_days=told.get("keeps"))


def _tell_outcome(tale: Tale, one: dict[str, Any], owner: str, told: dict[str, Any]) -> None:
    case = Case.objects.filter(circle=_circle(one), owner=_who(tale, owner), title=told["title"]).first()
    if case is not None:
        actions.follow_up(case, told["outcome"], by=case.owner, told=told["words"])


def _ring(tale: Tale, one: dict[str, Any], told: dict[str, Any]) -> Iterator[Event]:
    """Called three days before; each brings an ask. One that is to come waits for its round; the other went round, and was told of
    within a week."""
    day = told["day"]
    called = max(day + 3, 1)
    yield Event(tale.ago(called, 20, 15), partial(_call, tale, one, told))
    for place, (who, title, story) in enumerate(told["asks"]):
        yield Event(tale.ago(called - 0.2 * place, 20, 25 + place), partial(_bring_ask, tale, one, who, title, story))
    if day >= 0:
        yield Event(tale.ago(day, 20, 5), partial(_go_round, tale, one, told))
        for place, (who, outcome, words_, thanked) in enumerate(told["told"]):
            yield Event(tale.ago(day - 4, 20, place), partial(_tell_help, tale, one, who, outcome, words_, thanked))


def _call(tale: Tale, one: dict[str, Any], told: dict[str, Any]) -> None:
    if (person := _seated(tale, one, told["by"])) is not None:
        actions.call_ring(_circle(one), by=person, begins_at=tale.evening(told["day"]))


def _bring_ask(tale: Tale, one: dict[str, Any], who: str, title: str, story: str) -> None:
    ring, person = _circle(one).rings.filter(state=RingState.GATHERING).first(), _seated(tale, one, who)
    if ring is not None and person is not None:
        actions.bring_ask(ring, by=person, title=title, story=story)


def _go_round(tale: Tale, one: dict[str, Any], told: dict[str, Any]) -> None:
    """One ask after the other; to each what the others said to it."""
    ring, by = _circle(one).rings.filter(state=RingState.GATHERING).first(), _seated(tale, one, told["by"])
    if ring is None or by is None:
        return
    ring = actions.begin_round(ring, by=by)
    while ring.turn is not None:
        ask = ring.asks.get(place=ring.turn)
        for whose, who, kind, words_, whom in told["offers"]:
            person = _seated(tale, one, who)
            if person is not None and ask.person == _who(tale, whose):
                actions.offer_help(ask, kind, by=person, words=words_, who=whom)
        ring = actions.move_on(ring, by=by, turn=ring.turn)


def _tell_help(tale: Tale, one: dict[str, Any], who: str, outcome: str, told: str, thanked: list[str]) -> None:
    person = _seated(tale, one, who)
    ask = RingAsk.objects.filter(ring__circle=_circle(one), ring__state=RingState.WEEK, person=person).first()
    if person is not None and ask is not None:
        helpers = [helper.pk for name in thanked if (helper := _who(tale, name)) is not None]
        offers = list(ask.offers.filter(person__in=helpers).order_by("pk"))
        actions.tell_help(ask, outcome, by=person, told=told, thanked=offers)


def _circle(one: dict[str, Any]) -> Circle:
    return Circle.objects.get(name=one["name"])


def _who(tale: Tale, name: str) -> Membership | None:
    return tale.people.get(tale.named(name).email)


def _seated(tale: Tale, one: dict[str, Any], name: str) -> Membership | None:
    person = _who(tale, name)
    return person if person is not None and person in bound_by(_circle(one)) else None


def _unless_refused(act: Any) -> None:
    """Somebody may be barred from somebody, or sit in enough circles."""
    try:
        act()
    except Refusal:
        return
