"""What some make together: two projects that are under way, and one that is there, shown and thanked for."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from reciproca.communities.models import Membership
from reciproca.demo.invention import words
from reciproca.demo.tale import Event, Tale
from reciproca.exchanges.actions import approve_recognition, give_recognition
from reciproca.exchanges.models import Recognition
from reciproca.projects import actions
from reciproca.projects.choices import Word
from reciproca.projects.models import Project
from reciproca.projects.queries import pairs_of

__all__ = ["projects"]


def projects(tale: Tale) -> Iterator[Event]:
    for one in words("projects")["projects"]:
        yield Event(tale.ago(one["ago"], 20, 40), partial(_begin, tale, one))
        for place in range(1, len(one["people"])):
            yield Event(tale.ago(one["ago"] - 2, 7, 30 + place), partial(_come_in, tale, one, place))
        for place in range(len(one["people"]) if "ended" in one else 0):
            yield Event(tale.ago(one["ended"], 18, 10 + place), partial(_say, tale, one, place))
        for giver, receiver, change in one.get("thanks", []):
            yield Event(tale.ago(one["ended"] - 1, 9, 5), partial(_thank, tale, one, giver, receiver, change))


def _who(tale: Tale, name: str) -> Membership:
    return tale.who(tale.named(name))


def _of(one: dict[str, Any]) -> Project:
    return Project.objects.select_related("community").get(title=one["title"])


def _begin(tale: Tale, one: dict[str, Any]) -> None:
    first, *others = [_who(tale, name) for name in one["people"]]
    until = tale.day(-one["until"]) if "until" in one else None
    told = {"title": one["title"], "about": one["about"], "until": until, "brings": one["brings"][0]}
    begun = actions.begin_project(by=first, person=others[0], **told)
    for other in others[1:]:
        actions.invite_to_project(begun, other, by=first)


def _come_in(tale: Tale, one: dict[str, Any], place: int) -> None:
    actions.accept_invitation(_of(one), by=_who(tale, one["people"][place]), brings=one["brings"][place])


def _say(tale: Tale, one: dict[str, Any], place: int) -> None:
    project, person = _of(one), _who(tale, one["people"][place])
    if one.get("shown"):
        actions.show_project(project, True, by=person, version=project.version)
    actions.say_of_end(project, Word.DONE, by=person)


def _thank(tale: Tale, one: dict[str, Any], giver: str, receiver: str, change: str) -> None:
    by, to = _who(tale, giver), _who(tale, receiver)
    pair = next(pair for pair, other in pairs_of(_of(one), by) if other == to)
    given = give_recognition("together", str(pair.public_id), by=by, change=change)
    read = Recognition.objects.select_related("giver", "receiver").get(pk=given.pk)
    approve_recognition(read, by=to, version=read.version)
