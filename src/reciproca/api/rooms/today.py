"""Today: the next steps, what is due, who is waiting."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from reciproca.api.choices import Scope
from reciproca.api.endpoints import Call, endpoint
from reciproca.api.kinds import Words
from reciproca.api.shapes import PersonNamed, named
from reciproca.pages.steps import Due, Step, Waiting, today_of
from reciproca.suggestions import actions
from reciproca.suggestions.choices import ASIDE_KEY, Aside

__all__ = ["aside", "today"]


@dataclass(frozen=True, slots=True)
class StepToTake:
    """`aside` is the key by which it can be set aside; empty where it cannot."""

    kind: str
    time: str
    title: str
    why: str
    action: str
    url: str
    other: PersonNamed | None
    aside: str


@dataclass(frozen=True, slots=True)
class DateToCome:
    on: date
    what: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class PersonWaiting:
    who: PersonNamed
    what: str
    url: str


@dataclass(frozen=True, slots=True)
class Today:
    steps: list[StepToTake]
    dates: list[DateToCome]
    waiting: list[PersonWaiting]


@dataclass(frozen=True, slots=True)
class StepToSetAside:
    key: Annotated[str, Words(80, pattern=ASIDE_KEY)]
    how: Aside


@endpoint(
    "GET", "today/", scope=Scope.TODAY_READ, says=_("At most three next steps, three dates, three people who wait.")
)
def today(call: Call) -> Today:
    return _today(call)


@endpoint(
    "POST", "today/aside/", scope=Scope.TODAY_WRITE, leads_to="today",
    says=_("Set a suggestion aside: for two months, or for good. Nobody is told."),
)  # fmt: skip
def aside(call: Call, body: StepToSetAside) -> Today:
    actions.set_aside(body.key, body.how, by=call.person)
    return _today(call)


def _today(call: Call) -> Today:
    read = today_of(call.person)
    return Today(
        steps=[_step(step) for step in read.steps],
        dates=[_due(due) for due in read.dates],
        waiting=[_waiting(one) for one in read.waiting],
    )


def _step(step: Step) -> StepToTake:
    return StepToTake(
        kind=str(step.kind),
        time=str(step.time),
        title=str(step.title),
        why=str(step.why),
        action=str(step.action),
        url=step.url or "",
        other=named(step.partner) if step.partner else None,
        aside=step.aside,
    )


def _due(due: Due) -> DateToCome:
    return DateToCome(due.on, str(due.what), str(due.detail), due.url or "")


def _waiting(one: Waiting) -> PersonWaiting:
    return PersonWaiting(named(one.who), str(one.what), one.url or "")
