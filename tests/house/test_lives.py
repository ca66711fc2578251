"""Whatever people do with a mentorship, in whatever order: a model says before each step what must come of it.

The model knows the rules as the pages of the rooms tell them, and none of the code. Ada mentors Giulio; Paola has nothing to do with
it; Marta coordinates. They plan, tell, confirm, put right and cancel sessions, thank for them, pause, go on and end.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cast import Cast
from pairs import ROME, agree, pair
from reciproca.audit.models import Entry
from reciproca.audit.queries import tampered_entries
from reciproca.core import clock
from reciproca.core.chain import broken_lines
from reciproca.core.errors import Refusal
from reciproca.core.prepared import forget
from reciproca.core.scope import within
from reciproca.exchanges import actions as exchanges
from reciproca.exchanges.models import Recognition
from reciproca.mentoring import actions
from reciproca.mentoring.models import MentoringSession, Mentorship
from reciproca.network.actions import mend_ties
from reciproca.network.models import Interaction, LedgerHead
from reciproca.notifications.models import OutboxMail

EVERY_LIFE = os.environ.get("EVERY_LIFE") == "1"
#: So many lives, of so many steps each.
LIVES, STEPS = 2_000 if EVERY_LIFE else 20, 50
EXPECTED = settings(
    max_examples=LIVES,
    stateful_step_count=STEPS,
    deadline=None,
    derandomize=not EVERY_LIFE,
    database=None,
    suppress_health_check=list(HealthCheck),
)
ANYBODY = st.sampled_from(["ada", "giulio", "ada", "giulio", "paola", "marta"])
ONE = st.integers(0, 1_000)
THE_TWO = ("ada", "giulio")


@dataclass
class Told:
    """A session, as it should be."""

    public_id: str
    state: str
    starts_at: datetime
    tellings: dict[str, tuple[str, int]] = field(default_factory=dict)
    line: bool | None = None  # none; written; confirmed
    minutes: int = 0
    thanks: dict[str, str] = field(default_factory=dict)  # by who thanked


def machine_of(people: Cast) -> type[RuleBasedStateMachine]:
    """The machine, in the community of these people: what one life writes, the next does not find."""

    class Lives(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.before = transaction.savepoint()
            forget()
            self.now = clock.now()
            self.sessions: list[Told] = []
            self.state, self.paused_by = "active", ""
            self.until = self.now
            self.refused = self.done = 0

        @initialize()
        def begin(self) -> None:
            self.mentorship = agree(people, pair(people))

        def teardown(self) -> None:
            assert tampered_entries() == []
            assert broken_lines(Interaction, LedgerHead) == []
            assert mend_ties() == 0
            with within(people.bellini):
                assert not any(
                    model.objects.exists() for model in (Mentorship, MentoringSession, Interaction, Recognition)
                )
            transaction.savepoint_rollback(self.before)
            forget()

        # ── what people do ──

        @rule(who=ANYBODY, days=st.integers(0, 12), minutes=st.sampled_from([30, 60]))
        def plan(self, who: str, days: int, minutes: int) -> None:
            starts = self.now + timedelta(days=days, minutes=1)
            made = self.try_it(
                who in THE_TWO and self.state == "active",
                lambda: actions.plan_session(
                    self.there(), by=self.person(who), starts_at=starts, minutes=minutes, time_zone="Europe/Rome"
                ),
            )
            if made:
                self.sessions.append(Told(str(made.public_id), "planned", starts, minutes=minutes))

        @rule(who=ANYBODY, days=st.integers(-3, 1), minutes=st.sampled_from([20, 45]))
        def log(self, who: str, days: int, minutes: int) -> None:
            starts = self.now + timedelta(days=days)
            made = self.try_it(
                who in THE_TWO and self.state != "ended" and days <= 0,
                lambda: actions.log_session(
                    self.there(), by=self.person(who), starts_at=starts, minutes=minutes, topics="ancoraggio"
                ),
            )
            if made:
                told = Told(str(made.public_id), "told", starts, {who: ("done", minutes)}, line=False, minutes=minutes)
                self.sessions.append(told)

        @precondition(lambda self: self.sessions)
        @rule(
            who=ANYBODY,
            which=ONE,
            minutes=st.sampled_from([15, 90]),
            outcome=st.sampled_from(["done", "done", "no_show"]),
        )
        def tell(self, who: str, which: int, minutes: int, outcome: str) -> None:
            one = self.one_of(which)
            may = who in THE_TWO and self.state != "ended" and one.state in ("planned", "told", "disputed")
            may = may and (outcome != "done" or one.starts_at <= self.now)
            if self.try_it(
                may,
                lambda: actions.tell_session(self.row(one), by=self.person(who), outcome=outcome, minutes=minutes),
            ):
                one.tellings[who] = (outcome, minutes)
                alone = len(one.tellings) == 1
                one.state, one.line = ("told", False if outcome == "done" else None) if alone else ("disputed", None)

        @precondition(lambda self: self.sessions)
        @rule(who=ANYBODY, which=ONE)
        def confirm(self, who: str, which: int) -> None:
            one = self.one_of(which)
            theirs = [telling for author, telling in one.tellings.items() if author != who]
            may = who in THE_TWO and one.state in ("told", "disputed") and bool(theirs)
            if self.try_it(may, lambda: actions.confirm_session(self.row(one), by=self.person(who))):
                outcome, minutes = theirs[0]
                one.state, one.line = "confirmed", True if outcome == "done" else None
                one.minutes = minutes if outcome == "done" else one.minutes

        @precondition(lambda self: self.sessions)
        @rule(who=ANYBODY, which=ONE)
        def cancel(self, who: str, which: int) -> None:
            one = self.one_of(which)
            may = who in THE_TWO and self.state != "ended" and one.state == "planned"
            if self.try_it(may, lambda: actions.cancel_session(self.row(one), by=self.person(who))):
                one.state = "cancelled"

        @precondition(lambda self: self.sessions)
        @rule(who=ANYBODY, which=ONE)
        def thank(self, who: str, which: int) -> None:
            one = self.one_of(which)
            may = who in THE_TWO and one.line is True and one.thanks.get(who, "withdrawn") == "withdrawn"
            thanks = lambda: exchanges.give_recognition(  # noqa: E731
                "mentoringsession", one.public_id, by=self.person(who), change="Ora il prezzo lo dico io."
            )
            if self.try_it(may, thanks):
                one.thanks[who] = "given"

        @precondition(lambda self: any(one.thanks for one in self.sessions))
        @rule(who=ANYBODY, which=ONE, deed=st.sampled_from(["approve", "keep", "withdraw"]))
        def answer_thanks(self, who: str, which: int, deed: str) -> None:
            thanked = [(one, giver) for one in self.sessions for giver in one.thanks]
            one, giver = thanked[which % len(thanked)]
            state, other = one.thanks[giver], THE_TWO[giver == THE_TWO[0]]
            row = Recognition.objects.get(giver=self.person(giver), object_id=one.public_id)
            by = self.person(who)
            if deed == "approve":
                may, after = who == other and state in ("given", "kept"), "shown"
                act: Callable[[], Any] = lambda: exchanges.approve_recognition(row, by=by, version=row.version)  # noqa: E731
            elif deed == "keep":
                may, after = who == other and state in ("given", "shown"), "kept"
                act = lambda: exchanges.keep_recognition(row, by=by)  # noqa: E731
            else:
                may, after = who == giver and state != "withdrawn", "withdrawn"
                act = lambda: exchanges.withdraw_recognition(row, by=by)  # noqa: E731
            if self.try_it(may, act):
                one.thanks[giver] = after

        @rule(who=ANYBODY, days=st.integers(0, 9))
        def pause(self, who: str, days: int) -> None:
            until = (self.now + timedelta(minutes=1)).astimezone(ROME).date() + timedelta(days=days)
            may = who in (*THE_TWO, "marta") and self.state == "active" and days > 0
            if self.try_it(may, lambda: actions.pause_mentorship(self.there(), by=self.person(who), until=until)):
                self.state, self.paused_by = "paused", who
                back = datetime(until.year, until.month, until.day, tzinfo=ROME)
                self.drop_what_is_planned(before=back)

        @rule(who=ANYBODY)
        def go_on(self, who: str) -> None:
            may = who in (*THE_TWO, "marta") and self.state == "paused"
            may = may and (who == "marta" or self.paused_by != "marta")
            if self.try_it(may, lambda: actions.resume_mentorship(self.there(), by=self.person(who))):
                self.state = "active"

        @precondition(lambda self: len(self.sessions) > 5)
        @rule(who=ANYBODY, sure=st.integers(0, 9))
        def end(self, who: str, sure: int) -> None:
            if sure:
                return
            may = who in (*THE_TWO, "marta") and self.state != "ended"
            if self.try_it(may, lambda: actions.end_mentorship(self.there(), by=self.person(who))):
                self.state = "ended"
                self.drop_what_is_planned()

        @rule(hours=st.integers(1, 60))
        def wait(self, hours: int) -> None:
            self.now += timedelta(hours=hours)

        # ── what must be true after each step ──

        @invariant()
        def everything_is_as_the_model_says(self) -> None:
            if not hasattr(self, "mentorship"):
                return
            assert self.there().state == self.state
            rows = {str(row.public_id): row for row in MentoringSession.objects.all()}
            assert {key: (row.state, row.starts_at) for key, row in rows.items()} == {
                one.public_id: (one.state, one.starts_at) for one in self.sessions
            }
            thanks = Recognition.objects.values_list("object_id", "giver__given_name", "state")
            assert sorted((what, who.lower(), state) for what, who, state in thanks) == sorted(
                (one.public_id, who, state) for one in self.sessions for who, state in one.thanks.items()
            )

        @invariant()
        def what_stands_in_the_ledger_is_what_happened(self) -> None:
            lines = list(Interaction.objects.all())
            cancelled = {line.cancels for line in lines if line.cancels}
            confirmed = {line.confirms for line in lines if line.confirms}
            standing = [line for line in lines if not line.cancels and not line.confirms and line.seq not in cancelled]
            sessions = sorted(
                (line.object_id, line.confirmed or line.seq in confirmed, line.minutes)
                for line in standing
                if line.object_kind == "mentoringsession"
            )
            expected = []
            for one in self.sessions:
                if one.line is not None:
                    told = one.minutes if one.line else next(iter(one.tellings.values()))[1]
                    expected.append((one.public_id, one.line, told))
            assert sessions == sorted(expected)

        # ── the hands ──

        def try_it(self, may: bool, act: Callable[[], Any]) -> Any:
            """The step succeeds where the model says so and leaves its trace; where not, it is refused and leaves nothing."""
            self.now += timedelta(minutes=1)
            counts = self.written()
            with clock.at(self.now):
                try:
                    made = act()
                except Refusal:
                    made = None
            assert bool(made) is may
            if may:
                assert self.written()[0] > counts[0]
            else:
                assert self.written() == counts
            return made

        def written(self) -> tuple[int, ...]:
            return (Entry.objects.count(), Interaction.objects.count(), OutboxMail.objects.count())

        def drop_what_is_planned(self, before: datetime | None = None) -> None:
            for one in self.sessions:
                if one.state == "planned" and (before is None or one.starts_at < before):
                    one.state = "cancelled"

        def person(self, name: str) -> Any:
            return getattr(people, name)

        def there(self) -> Mentorship:
            return Mentorship.objects.get(pk=self.mentorship.pk)

        def row(self, one: Told) -> MentoringSession:
            return MentoringSession.objects.get(public_id=one.public_id)

        def one_of(self, which: int) -> Told:
            return self.sessions[which % len(self.sessions)]

    return Lives


@pytest.mark.long
def test_whatever_is_done_in_whatever_order_comes_out_as_the_model_says(people: Cast) -> None:
    run_state_machine_as_test(machine_of(people), settings=EXPECTED)


@pytest.mark.parametrize("forgets", ["_cancel_line", "record"])
def test_an_action_that_forgets_a_line_is_found(people: Cast, monkeypatch: pytest.MonkeyPatch, forgets: str) -> None:
    """The negative control: what was told before is not taken back; or nobody writes who did what."""
    monkeypatch.setattr(actions, forgets, lambda *arguments, **more: None)
    quick = settings(EXPECTED, phases=[Phase.generate], print_blob=False)

    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine_of(people), settings=quick)
