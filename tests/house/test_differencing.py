"""Whoever coordinates looks again and again, through one filter or another, and subtracts: nothing said in confidence shows.

Two communities live the same story; in one of them people also confide. After each step both are looked at: what their
coordinators see is the same to the last figure, so there is nothing to subtract, whatever is looked at before and after.
The stories are the branches of a tree, grown and cut at random: each goes on from another by one more step, and is looked at
through every filter.
"""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, models, transaction

from cast import Cast
from pairs import cohort_of
from reciproca.boundaries.actions import block_person, unblock_person
from reciproca.communities.actions import activate_membership, add_member, found_community, open_account
from reciproca.communities.choices import Role
from reciproca.communities.models import Community, Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.core.scope import within
from reciproca.insights.picture import page_of_overview
from reciproca.mentoring import actions as mentoring
from reciproca.mentoring.models import AnswerAuthor, FeedbackWindow, MentoringSession, Mentorship, PrivateNote
from reciproca.network.circulation import FEWEST
from reciproca.privacy.actions import ask_for_erasure
from reciproca.programmes.models import Cohort

pytestmark = pytest.mark.sweep

#: The whole community, and each of its cohorts.
FILTERS = 3
#: How many stories. A story seen through one filter is one history of the goal, which asks for 10,000 of them.
STORIES = 10_000 if os.environ.get("EVERY_STORY") == "1" else 3_334
LOOKS = STORIES * FILTERS
LONGEST = 30
PAIRS = 8
ROME = ZoneInfo("Europe/Rome")
#: Addresses hold names that are random; everything else on the page is compared.
ADDRESSES = {"url", "not_met_url", "sessions_url", "free_url", "over_url", "cohort", "cohorts"}


@dataclass(frozen=True)
class Village:
    community: Community
    marta: Membership
    cohorts: list[Cohort]
    pairs: list[Mentorship]

    def pair(self, number: int) -> Mentorship:
        return Mentorship.objects.get(pk=self.pairs[number].pk)

    def looks(self) -> list[Any]:
        """What is on the overview of everybody, and on that of each cohort."""
        with within(self.community):
            return [shown(page_of_overview(self.marta, cohort, ROME)) for cohort in [None, *self.cohorts]]


def shown(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: shown(one) for name, one in value.items() if name not in ADDRESSES}
    if isinstance(value, models.Model):
        return str(value)
    if is_dataclass(value):
        return {field.name: shown(getattr(value, field.name)) for field in fields(value) if field.name not in ADDRESSES}
    if isinstance(value, list | tuple):
        return [shown(one) for one in value]
    return value if value is None or isinstance(value, int | float) else str(value)


def village(slug: str) -> Village:
    """Two cohorts of four pairs who have met and whose feedback is open."""
    community = found_community(slug=slug, name="Alumni")
    with within(community):

        def join(name: str, role: str = Role.MEMBER) -> Membership:
            email = f"{name}@{slug}.example.org".lower()
            person = add_member(email=email, given_name=name, family_name="Prova", role=role, by=None)
            return activate_membership(person, account=open_account(email))

        marta = join("Marta", Role.COORDINATOR)
        cohorts = [cohort_of(SimpleNamespace(marta=marta), name=name) for name in ("Autunno", "Inverno")]
        pairs = []
        for number in range(PAIRS):
            mentor, mentee = join(f"Mentor{number}"), join(f"Mentee{number}")
            pair = mentoring.begin_mentorship(
                cohorts[number % 2], mentor=mentor, mentee=mentee, by=marta, reasons=[], provenance="stories"
            )
            agreement = mentoring.propose_agreement(pair, by=mentee, cadence_days=14, minutes=45)
            mentoring.accept_agreement(agreement, by=mentor)
            pairs.append(pair)
        found = Village(community, marta, cohorts, pairs)
        for number in range(PAIRS):
            tell(found, number)
            confirm(found, number)
            FeedbackWindow.objects.get_or_create(
                mentorship=pairs[number], occasion="midway", defaults={"closes_at": clock.now() + timedelta(days=14)}
            )
        return found


# ── what everybody may know: done in both ──


def tell(here: Village, number: int) -> None:
    pair = here.pair(number)
    mentoring.log_session(pair, by=pair.mentor, starts_at=clock.now() - timedelta(days=1), minutes=45)


def confirm(here: Village, number: int) -> None:
    session = MentoringSession.objects.filter(mentorship=here.pairs[number], state="told").order_by("pk").first()
    if session is not None:
        mentoring.confirm_session(session, by=session.mentorship.mentee)


def end(here: Village, number: int) -> None:
    pair = here.pair(number)
    mentoring.end_mentorship(pair, by=pair.mentee, taken="La pazienza")


def leave(here: Village, number: int) -> None:
    mentee = here.pair(number).mentee
    ask_for_erasure(mentee, by=mentee)


def wait(here: Village, number: int) -> None:
    """The clock has gone on (see `Story`): what was due is done."""
    mentoring.reveal_due_feedback()


# ── what is confided: done in one ──


def answer(here: Village, number: int, *, who: str) -> None:
    window = FeedbackWindow.objects.filter(mentorship=here.pairs[number]).order_by("-pk")[0]
    mentoring.write_feedback(window, by=getattr(here.pair(number), who), helped="Le domande", change="Il ritardo")


def answer_as_mentor(here: Village, number: int) -> None:
    answer(here, number, who="mentor")


def answer_as_mentee(here: Village, number: int) -> None:
    answer(here, number, who="mentee")


def note(here: Village, number: int) -> None:
    mentoring.add_private_note(here.pair(number), "Farci caso", by=here.pair(number).mentee)


def drop_note(here: Village, number: int) -> None:
    written = PrivateNote.objects.filter(mentorship=here.pairs[number]).first()
    if written is not None:
        mentoring.delete_private_note(written, by=written.author)


def block(here: Village, number: int) -> None:
    block_person(here.pair((number + 2) % PAIRS).mentor, by=here.pair(number).mentee)


def unblock(here: Village, number: int) -> None:
    unblock_person(here.pair((number + 2) % PAIRS).mentor, by=here.pair(number).mentee)


Deed = Callable[[Village, int], None]
PUBLIC: list[Deed] = [tell, confirm, confirm, end, leave, wait]
CONFIDED: list[Deed] = [
    answer_as_mentor,
    answer_as_mentee,
    answer_as_mentor,
    answer_as_mentee,
    note,
    drop_note,
    block,
    unblock,
]
A_STEP_TAKES = timedelta(days=4)


# ── the stories ──


@dataclass(frozen=True)
class Step:
    """One step of a story: how to forget it and all that follows, and what is seen after it where nobody confides."""

    mark: str
    moment: datetime
    without: list[Any]


def stories(chance: random.Random, number: int, with_confidences: Village, without: Village) -> Iterator[str]:
    """So many; of each what differs for the coordinators, empty where nothing does. Leaves everything as it was."""
    story = [Step(transaction.savepoint(), clock.now(), without.looks())]
    for _ in range(number):
        if len(story) > LONGEST or chance.random() < 0.1:
            kept = chance.randrange(len(story))
            transaction.savepoint_rollback(story[kept].mark)
            del story[kept + 1 :]
            story[kept] = replace(story[kept], mark=transaction.savepoint())
        before = story[-1]
        confides = chance.random() < 0.7
        deed, pair = chance.choice(CONFIDED if confides else PUBLIC), chance.randrange(PAIRS)
        with clock.at(before.moment + (A_STEP_TAKES if deed is wait else timedelta(0))):
            for here in [with_confidences] if confides else [with_confidences, without]:
                with suppress(Refusal), within(here.community), transaction.atomic():
                    deed(here, pair)
            seen = with_confidences.looks()
            story.append(Step(transaction.savepoint(), clock.now(), before.without if confides else without.looks()))
        yield f"after {deed.__name__}: {differs}" if (differs := differing(seen, story[-1].without)) else ""
    transaction.savepoint_rollback(story[0].mark)


def differing(looks: list[Any], others: list[Any]) -> list[str]:
    return sorted(
        {name for seen, other in zip(looks, others, strict=True) for name in seen if seen[name] != other[name]}
    )


@pytest.fixture
def villages(people: Cast) -> tuple[Village, Village]:
    if connection.vendor != "sqlite":
        pytest.skip("What is on the page is the same whatever the database.")
    return village("ponti"), village("argini")


def test_whatever_is_confided_no_figure_of_any_story_differs(villages: tuple[Village, Village]) -> None:
    with_confidences, without = villages
    of_everybody, *of_cohorts = with_confidences.looks()
    assert [of_everybody, *of_cohorts] == without.looks()
    assert len(of_cohorts) + 1 == FILTERS
    assert of_everybody["circle"]["shares"] is not None  # so many have met that it is told

    assert [found for found in stories(random.Random(20261119), STORIES, with_confidences, without) if found] == []


def test_live_averages_are_found(villages: tuple[Village, Village], monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: a figure of at least five people that moves with every answer can be subtracted."""

    def average(**counts: Any) -> str:
        lengths = [len(one.answer.helped) for one in AnswerAuthor.objects.select_related("answer")]
        return f"{sum(lengths) / len(lengths)} · {len(lengths)}" if len(lengths) >= FEWEST else ""

    monkeypatch.setattr("reciproca.insights.picture.headline", average)

    found = [one for one in stories(random.Random(20261119), STORIES // 12, *villages) if one]

    assert found != []
    assert all("headline" in one for one in found)
