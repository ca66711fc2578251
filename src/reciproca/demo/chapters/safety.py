"""Some answer for others; one asks many and is hardly answered, one has copied a story; and whose story it is has said so."""

from collections.abc import Iterator
from functools import partial

from reciproca.communities.models import Membership
from reciproca.demo.invention import Invented, words
from reciproca.demo.tale import Event, Tale
from reciproca.network.actions import request_connection, withdraw_request
from reciproca.network.queries import request_to
from reciproca.people.actions import edit_profile
from reciproca.people.queries import people_visible_to, profile_of
from reciproca.safeguarding.actions import file_report, look_for_doubts, quiet_doubt, vouch_for
from reciproca.safeguarding.choices import DoubtKind
from reciproca.safeguarding.models import Doubt

__all__ = ["safety"]

#: Who has a part in these chapters has none in this one.
TOLD_OF = ("asks", "connections", "giving", "introductions", "mentoring", "talks", "thanks", "threads")


def safety(tale: Tale) -> Iterator[Event]:
    told = words("safety")
    for by, person, days in told["vouches"]:
        yield Event(tale.ago(days), partial(_vouch, tale, by, person))
    elsewhere = str([words(chapter) for chapter in TOLD_OF])
    elsewhere += str([f"{one['given_name']} {one['family_name']}" for one in words("cast")["person"]])
    others = [one for one in tale.invented if tale.was_here(one, 40) and one.name not in elsewhere]
    asker, asked = others[0], others[1 : 1 + len(told["asks"]["days"])]
    for person, days in zip(asked, told["asks"]["days"], strict=True):
        yield Event(tale.ago(days, 12, 15), partial(_ask, tale, asker, person))
    yield Event(tale.ago(10, 9, 5), partial(_take_back, tale, asker, asked[0]))
    yield Event(tale.ago(3, 21, 30), partial(_copy_a_story, tale, others[len(asked) + 1 :]))
    yield Event(tale.ago(2, 8, 20), partial(_report, tale))
    yield Event(tale.ago(0.2), partial(_look, tale))


def _vouch(tale: Tale, by: str, person: str) -> None:
    vouch_for(tale.who(tale.named(person)), by=tale.who(tale.named(by)))


def _ask(tale: Tale, asker: Invented, person: Invented) -> None:
    said = {name: words("safety")["asks"][name] for name in ("context", "why")}
    request_connection(tale.who(person), by=tale.who(asker), **said)


def _take_back(tale: Tale, asker: Invented, person: Invented) -> None:
    request = request_to(tale.who(person), by=tale.who(asker))
    assert request is not None
    withdraw_request(request, by=tale.who(asker))


def _copy_a_story(tale: Tale, others: list[Invented]) -> None:
    """The first of these whom Elena may know to be here."""
    theirs = profile_of(_elena(tale))
    visible = set(people_visible_to(_elena(tale)).values_list("pk", flat=True))
    mine = profile_of(next(person for person in map(tale.who, others) if person.pk in visible))
    assert mine is not None
    assert theirs is not None
    edit_profile(mine, by=mine.membership, version=mine.version, story=theirs.story)
    tale.rows["copied"] = mine.membership.public_id


def _report(tale: Tale) -> None:
    file_report("profile", tale.rows["copied"], by=_elena(tale), is_named=True, **words("safety")["report"])


def _look(tale: Tale) -> None:
    """Marta knows that some who came together told of themselves in the same words, and says that all is well."""
    look_for_doubts()
    for doubt in Doubt.objects.filter(kind=DoubtKind.COPIED_STORY).exclude(person__public_id=tale.rows["copied"]):
        quiet_doubt(doubt, by=tale.marta)


def _elena(tale: Tale) -> Membership:
    return tale.who(tale.named("Elena Marchetti"))
