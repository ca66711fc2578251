"""A round from its opening to its publication, against the real database."""

import contextvars
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_q.models import OrmQ

from cast import Cast
from matching_stage import Ready
from reciproca.audit.models import Entry
from reciproca.boundaries.actions import block_person
from reciproca.communities.models import Membership
from reciproca.core import clock, scope
from reciproca.core.errors import Refusal
from reciproca.matching import actions
from reciproca.matching.gathering import traits_of
from reciproca.matching.models import Exclusion, Lock, Proposal, Round, Run, Unmatched
from reciproca.matching.saying import cause_in_words
from reciproca.matching.tasks import run_round
from reciproca.mentoring.models import Mentorship
from reciproca.notifications.models import OutboxMail
from reciproca.programmes.actions import open_registration, remember_past_pair
from reciproca.programmes.models import Application, Cohort, Enrolment


def letters() -> list[tuple[str, str]]:
    found = OutboxMail.objects.filter(renderer__startswith="reciproca.matching")
    return sorted((mail.renderer.rpartition(".")[2], mail.recipient.partition(".")[0]) for mail in found)


def deeds(*names: str) -> list[str]:
    return list(Entry.objects.filter(deed__in=names).order_by("seq").values_list("deed", flat=True))


# ── opening ──


def test_a_round_opens_with_the_mode_of_its_cohort(ready: Ready):
    opened = ready.open()

    assert (opened.number, opened.state, opened.mode, opened.version) == (1, "draft", "participation", 1)
    assert deeds("open_round") == ["open_round"]


def test_a_cohort_has_one_open_round(ready: Ready):
    ready.open()

    with pytest.raises(actions.RoundAlreadyOpen):
        ready.open()

    assert Round.objects.count() == 1


def test_a_round_set_aside_makes_room_for_the_next(ready: Ready):
    first = ready.open()
    actions.discard_round(first, by=ready.marta)

    assert (ready.open().number, first.state) == (2, "discarded")
    with pytest.raises(actions.RoundSettled):
        actions.discard_round(first, by=ready.marta)


def test_options_are_refused_from_an_outdated_page(ready: Ready):
    opened = ready.open()
    actions.set_round_options(opened, by=ready.marta, version=1, mode="fit", fair_floor=True)

    with pytest.raises(actions.RoundChanged):
        actions.set_round_options(opened, by=ready.marta, version=1, mode="participation", fair_floor=False)

    opened.refresh_from_db()
    assert (opened.mode, opened.fair_floor, opened.version) == ("fit", False, 2)


# ── computing ──


def test_a_run_is_queued_with_the_deed(ready: Ready):
    before = OrmQ.objects.count()
    run = actions.start_run(ready.open(), by=ready.marta)

    assert (run.state, run.stage, run.round.state) == ("running", "waiting", "running")
    assert OrmQ.objects.count() == before + 1


def test_a_run_finds_everybody_a_place_with_its_proof(ready: Ready):
    opened = ready.open()
    run = ready.compute(opened)

    assert (run.state, run.placed, run.mentees, run.mentors, run.places) == ("done", 3, 3, 2, 3)
    assert run.is_proven
    assert run.total == pytest.approx(run.upper_bound)
    assert ready.pairs(run) == {("Giulio", "Ada"), ("Elisa", "Ada"), ("Davide", "Paola")}
    assert (opened.state, opened.current_run_id) == ("under_review", run.pk)


def test_contributions_add_up_to_the_fit(ready: Ready):
    run = ready.compute(ready.open())

    for proposal in Proposal.objects.filter(run=run):
        assert sum(reason["contribution"] for reason in proposal.reasons) == proposal.fit
    assert sum(proposal.fit for proposal in Proposal.objects.filter(run=run)) == pytest.approx(run.total)


def test_only_one_run_at_a_time(ready: Ready):
    opened = ready.open()
    actions.start_run(opened, by=ready.marta)

    with pytest.raises(actions.RunUnderWay):
        actions.start_run(opened, by=ready.marta)
    with pytest.raises(actions.RunUnderWay):
        actions.lock_pair(opened, mentee=ready.people["giulio"], mentor=ready.people["ada"], by=ready.marta)

    assert Run.objects.count() == 1


def test_a_run_whose_worker_was_killed_gives_way_to_a_new_one(ready: Ready, now):
    opened = ready.open()
    killed = actions.start_run(opened, by=ready.marta)

    with clock.at(now + timedelta(minutes=3)):
        assert Run.objects.get(pk=killed.pk).is_silent
        second = ready.compute(opened)

    killed.refresh_from_db()
    assert (killed.state, second.state, second.number, opened.state) == ("failed", "done", 2, "under_review")


def test_a_worker_that_comes_back_late_leaves_no_trace(ready: Ready, now):
    opened = ready.open()
    killed = actions.start_run(opened, by=ready.marta)
    with clock.at(now + timedelta(minutes=3)):
        second = ready.compute(opened)

    run_round(killed.community_id, str(killed.public_id))

    opened.refresh_from_db()
    assert opened.current_run_id == second.pk
    assert set(Proposal.objects.values_list("run", flat=True)) == {second.pk}


def test_a_worker_killed_while_it_writes_leaves_nothing_half_done(ready: Ready, monkeypatch: pytest.MonkeyPatch):
    opened = ready.open()
    run = actions.start_run(opened, by=ready.marta)

    def die(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(actions, "_summary", die)
        with pytest.raises(KeyboardInterrupt):
            run_round(run.community_id, str(run.public_id))

    run.refresh_from_db()
    assert (run.state, Proposal.objects.count(), Unmatched.objects.count()) == ("running", 0, 0)
    run_round(run.community_id, str(run.public_id))  # the queue hands it out again
    run.refresh_from_db()
    assert (run.state, Proposal.objects.count()) == ("done", 3)


def test_the_same_run_computed_twice_is_written_once(ready: Ready):
    run = ready.compute(ready.open())

    run_round(run.community_id, str(run.public_id))

    assert Proposal.objects.filter(run=run).count() == 3


def test_a_fault_of_ours_lets_the_round_be_started_again(ready: Ready, monkeypatch: pytest.MonkeyPatch):
    opened = ready.open()

    def fail(*arguments: object, **options: object) -> None:
        raise RuntimeError("a fault")

    with monkeypatch.context() as patched:
        patched.setattr(actions, "match", fail)
        with pytest.raises(RuntimeError):
            ready.compute(opened)

    opened.refresh_from_db()
    assert (opened.state, Run.objects.get().state) == ("draft", "failed")
    assert ready.compute(opened).state == "done"


def test_nobody_to_match_is_said(people: Cast, ready: Ready):
    Enrolment.objects.filter(role="mentor").update(ended_at=clock.now())

    with pytest.raises(actions.NothingToMatch):
        actions.start_run(ready.open(), by=ready.marta)


@pytest.mark.parametrize("first", ["Giulio", "Sara"])
def test_who_was_left_out_before_comes_first(ready: Ready, first: str):
    ready.enrol_late("Sara", "Zanetti", topics_needed=["budgets"], topics_offered=["data-digital"])  # as Giulio
    alike = Enrolment.objects.filter(role="mentee", membership__given_name__in=["Giulio", "Sara"])
    Enrolment.objects.exclude(pk__in=alike).exclude(membership=ready.people["ada"]).update(ended_at=clock.now())
    Enrolment.objects.filter(membership=ready.people["ada"]).update(capacity=1)
    alike.filter(membership__given_name=first).update(left_out_at=clock.now())

    run = ready.compute(ready.open())

    proposal = Proposal.objects.get(run=run)
    assert (proposal.mentee.given_name, run.summary["head_starts"]) == (first, 1)
    assert "priority" in {reason["kind"] for reason in proposal.reasons}
    assert sum(reason["contribution"] for reason in proposal.reasons) == proposal.fit


# ── why somebody has nobody ──


def test_the_cause_names_the_language(ready: Ready):
    mei = ready.enrol_late("Mei", "Lin", languages=[{"code": "zh", "level": "C2"}])

    run = ready.compute(ready.open())

    cause = Unmatched.objects.get(run=run, membership=mei).cause
    said = cause_in_words(cause, name="Mei Lin", traits=traits_of(ready.cohort), language="it")
    assert said == "Mei Lin non ha lingue in comune con nessun mentor."


def test_the_cause_names_the_places_when_all_are_taken(ready: Ready):
    ready.enrol_late("Sara", "Zanetti")

    run = ready.compute(ready.open())

    cause = Unmatched.objects.get(run=run, role="mentee").cause
    assert (cause["kind"], cause["values"]) == ("no_room", {"places": 3, "mentees": 4})


# ── locks, exclusions, swaps ──


def test_a_locked_pair_stays_in_the_next_run(ready: Ready):
    opened = ready.open()
    ready.compute(opened)
    actions.lock_pair(opened, mentee=ready.people["elisa"], mentor=ready.people["paola"], by=ready.marta)
    actions.lock_pair(opened, mentee=ready.people["elisa"], mentor=ready.people["paola"], by=ready.marta)

    run = ready.compute(opened)

    assert ("Elisa", "Paola") in ready.pairs(run)
    assert Lock.objects.count() == 1
    assert run.summary["changes"]["new"] == run.summary["changes"]["gone"] == 2
    assert Proposal.objects.get(run=run, locked=True).mentee == ready.people["elisa"]


def test_an_excluded_pair_is_gone_from_the_next_run(ready: Ready):
    opened = ready.open()
    ready.compute(opened)
    excluded = actions.exclude_pair(
        opened, mentee=ready.people["giulio"], mentor=ready.people["ada"], by=ready.marta, comment=" Stessa squadra "
    )

    assert ("Giulio", "Ada") not in ready.pairs(ready.compute(opened))
    assert excluded.comment == "Stessa squadra"
    actions.lift_exclusion(opened, mentee=ready.people["giulio"], mentor=ready.people["ada"], by=ready.marta)
    assert ("Giulio", "Ada") in ready.pairs(ready.compute(opened))
    assert Exclusion.objects.count() == 0


def test_a_pair_is_not_both_locked_and_excluded(ready: Ready):
    opened, pair = ready.open(), {"mentee": ready.people["giulio"], "mentor": ready.people["ada"]}
    actions.lock_pair(opened, **pair, by=ready.marta)

    with pytest.raises(actions.PairLocked):
        actions.exclude_pair(opened, **pair, by=ready.marta)

    actions.unlock_pair(opened, **pair, by=ready.marta)
    actions.exclude_pair(opened, **pair, by=ready.marta)
    with pytest.raises(actions.PairExcluded):
        actions.lock_pair(opened, **pair, by=ready.marta)


def test_an_impossible_pair_is_refused_in_the_same_words_whatever_the_cause(ready: Ready):
    opened, ada, giulio = ready.open(), ready.people["ada"], ready.people["giulio"]
    mei = ready.enrol_late("Mei", "Lin", languages=[{"code": "zh", "level": "C2"}])
    block_person(giulio, by=ada)
    remember_past_pair(ada, ready.people["davide"], by=ready.marta)

    said = set()
    for mentee in (giulio, ready.people["davide"], mei, ready.marta):
        with pytest.raises(actions.PairNotPossible) as refused:
            actions.lock_pair(opened, mentee=mentee, mentor=ada, by=ready.marta)
        said.add(str(refused.value).replace(mentee.name, "X"))

    assert len(said) == 1


def test_a_swap_locks_the_new_pairs_and_computes_the_rest(ready: Ready):
    opened = ready.open()
    run = ready.compute(opened)
    one = Proposal.objects.get(run=run, mentee=ready.people["giulio"])
    other = Proposal.objects.get(run=run, mentee=ready.people["davide"])

    second = actions.swap_partners(opened, one, other, by=ready.marta)
    run_round(second.community_id, str(second.public_id))

    second.refresh_from_db()
    assert {("Giulio", "Paola"), ("Davide", "Ada")} <= ready.pairs(second)
    assert Lock.objects.count() == 2


def test_a_swap_from_an_outdated_page_is_refused(ready: Ready):
    opened = ready.open()
    first = ready.compute(opened)
    one, other = (Proposal.objects.get(run=first, mentee=ready.people[name]) for name in ("giulio", "davide"))
    ready.compute(opened)

    with pytest.raises(actions.RoundChanged):
        actions.swap_partners(opened, one, other, by=ready.marta)


def test_locks_that_contradict_one_another_are_named(ready: Ready):
    opened = ready.open()
    for name in ("giulio", "davide"):
        actions.lock_pair(opened, mentee=ready.people[name], mentor=ready.people["paola"], by=ready.marta)

    run = ready.compute(opened)

    assert (run.state, opened.state) == ("infeasible", "draft")
    assert [(one["kind"], one["mentor"]) for one in run.conflict] == [
        ("capacity", ready.people["paola"].pk),
        ("lock", ready.people["paola"].pk),
        ("lock", ready.people["paola"].pk),
    ]


def test_a_locked_pair_that_becomes_impossible_is_named_without_a_cause(ready: Ready):
    opened = ready.open()
    actions.lock_pair(opened, mentee=ready.people["giulio"], mentor=ready.people["ada"], by=ready.marta)
    block_person(ready.people["ada"], by=ready.people["giulio"])

    run = ready.compute(opened)

    assert (run.state, run.conflict) == (
        "infeasible",
        [{"kind": "not_possible", "mentee": ready.people["giulio"].pk, "mentor": ready.people["ada"].pk}],
    )


# ── publishing ──


def test_publishing_begins_mentorships_and_writes_to_everybody(ready: Ready):
    ready.enrol_late("Mei", "Lin", languages=[{"code": "zh", "level": "C2"}])
    opened = ready.open()
    ready.compute(opened)
    assert not Mentorship.objects.exists()

    published = ready.publish(opened)

    assert published.state == "published"
    assert {(one.mentee.given_name, one.mentor.given_name) for one in Mentorship.objects.all()} == {
        ("Giulio", "Ada"), ("Elisa", "Ada"), ("Davide", "Paola"),
    }  # fmt: skip
    assert letters() == [
        ("left_out", "mei"), ("mentee_matched", "davide"), ("mentee_matched", "elisa"), ("mentee_matched", "giulio"),
        ("mentor_matched", "ada"), ("mentor_matched", "ada"), ("mentor_matched", "paola"),
    ]  # fmt: skip
    assert Cohort.objects.get(pk=ready.cohort.pk).state == "running"
    assert list(Enrolment.objects.exclude(left_out_at=None).values_list("membership__given_name", flat=True)) == ["Mei"]
    assert deeds("publish_round", "begin_mentorship").count("begin_mentorship") == 3


def test_a_mentorship_keeps_its_reasons_in_words_for_each(ready: Ready):
    opened = ready.open()
    ready.compute(opened)
    ready.publish(opened)

    reasons = Mentorship.objects.get(mentee=ready.people["giulio"]).reasons

    met = next(reason for reason in reasons if reason["side"] == "mentee")
    assert met["said"] == {
        "mentor": {
            "it": "a Giulio serve «Leggere e fare un budget», proprio quello che offri tu",
            "en": "Giulio needs “Reading and making a budget”, which is just what you offer",
        },
        "mentee": {
            "it": "ti serve «Leggere e fare un budget», proprio quello che Ada offre",
            "en": "you need “Reading and making a budget”, which is just what Ada offers",
        },
    }


def test_publishing_has_the_circle_worked_out_anew(ready: Ready, monkeypatch: pytest.MonkeyPatch):
    queued = []
    monkeypatch.setattr("reciproca.core.jobs.enqueue", lambda *job: queued.append(job))
    opened = ready.open()
    ready.compute(opened)
    queued.clear()

    ready.publish(opened)

    assert ("reciproca.network.tasks.keep_circle", opened.community_id) in queued


def test_a_published_round_does_not_change(ready: Ready):
    opened = ready.open()
    ready.compute(opened)
    published = ready.publish(opened)

    for refused in (
        lambda: ready.publish(published),
        lambda: actions.lock_pair(published, mentee=ready.people["giulio"], mentor=ready.people["ada"], by=ready.marta),
        lambda: actions.exclude_pair(
            published, mentee=ready.people["elisa"], mentor=ready.people["paola"], by=ready.marta
        ),
        lambda: actions.start_run(published, by=ready.marta),
        lambda: actions.discard_round(published, by=ready.marta),
    ):
        with pytest.raises(Refusal):
            refused()

    assert (Mentorship.objects.count(), Lock.objects.count(), Exclusion.objects.count()) == (3, 0, 0)


def test_publishing_waits_for_the_end_of_registration(ready: Ready):
    opened = ready.open()
    ready.compute(opened)
    open_registration(ready.cohort, by=ready.marta)

    with pytest.raises(actions.RegistrationStillOpen):
        ready.publish(opened)

    opened.refresh_from_db()
    assert (opened.state, Mentorship.objects.count(), letters()) == ("under_review", 0, [])


def test_publishing_from_an_outdated_page_is_refused(ready: Ready):
    opened = ready.open()
    ready.compute(opened)
    seen = opened.version
    actions.lock_pair(opened, mentee=ready.people["giulio"], mentor=ready.people["ada"], by=ready.marta)

    with pytest.raises(actions.RoundChanged):
        actions.publish_round(opened, by=ready.marta, version=seen)

    assert Mentorship.objects.count() == 0


def test_a_lock_on_a_proposed_pair_needs_no_new_run(ready: Ready):
    opened = ready.open()
    ready.compute(opened)
    actions.lock_pair(opened, mentee=ready.people["giulio"], mentor=ready.people["ada"], by=ready.marta)

    assert ready.publish(opened).state == "published"


def test_a_changed_capacity_is_noticed(ready: Ready):
    opened = ready.open()
    ready.compute(opened)
    Enrolment.objects.filter(membership=ready.people["ada"]).update(capacity=1)

    with pytest.raises(actions.OutOfDate) as refused:
        ready.publish(opened)

    assert "Ada Carta had 2 places and now has 1" in str(refused.value)
    opened.refresh_from_db()
    assert (opened.state, Mentorship.objects.count(), letters()) == ("under_review", 0, [])


@pytest.mark.parametrize("cause", ["block", "past pair"])
def test_a_change_among_people_is_noticed_and_not_explained(ready: Ready, cause: str):
    opened = ready.open()
    ready.compute(opened)
    if cause == "block":
        block_person(ready.people["ada"], by=ready.people["giulio"])
    else:
        remember_past_pair(ready.people["ada"], ready.people["giulio"], by=ready.marta)

    with pytest.raises(actions.OutOfDate) as refused:
        ready.publish(opened)

    assert refused.value.values == {"what": "what people have told us about themselves"}


@pytest.mark.parametrize(
    ("act", "what"),
    [
        ("lock", "the locked pairs"),
        ("exclude", "the excluded pairs"),
        ("options", "what counts first"),
        ("leave", "1 person joined or left"),
    ],
)
def test_whatever_changed_since_the_run_is_said(ready: Ready, act: str, what: str):
    opened = ready.open()
    ready.compute(opened)
    match act:
        case "lock":
            actions.lock_pair(opened, mentee=ready.people["elisa"], mentor=ready.people["paola"], by=ready.marta)
        case "exclude":
            actions.exclude_pair(opened, mentee=ready.people["giulio"], mentor=ready.people["ada"], by=ready.marta)
        case "options":
            actions.set_round_options(opened, by=ready.marta, version=opened.version, mode="fit", fair_floor=False)
        case "leave":
            Enrolment.objects.filter(membership=ready.people["elisa"]).update(ended_at=clock.now())

    with pytest.raises(actions.OutOfDate) as refused:
        ready.publish(opened)

    assert refused.value.values == {"what": what}


def test_a_tampered_answer_is_not_published(ready: Ready):
    opened = ready.open()
    run = ready.compute(opened)
    elisas = Proposal.objects.filter(run=run, mentee=ready.people["elisa"])
    elisas.update(mentor=ready.people["paola"])  # who has one place
    settings = run.settings | {"pairs": []}
    Run.objects.filter(pk=run.pk).update(settings=settings)

    with pytest.raises(actions.OutOfDate):
        ready.publish(opened)

    assert Mentorship.objects.count() == 0


def test_a_second_round_takes_up_who_was_left_out(ready: Ready):
    mei = ready.enrol_late("Mei", "Lin", languages=[{"code": "zh", "level": "C2"}])
    first = ready.open()
    ready.compute(first)
    ready.publish(first)
    ready.enrol_late("Li", "Wen", role="mentor", languages=[{"code": "zh", "level": "C2"}])

    second = ready.open()
    run = ready.compute(second)

    assert ready.pairs(run) == {("Mei", "Li")}
    assert Enrolment.objects.exclude(left_out_at=None).get().membership == mei
    ready.publish(second)
    assert Mentorship.objects.filter(mentee=mei).count() == 1


def test_who_finds_a_place_in_a_later_round_waits_no_longer(ready: Ready):
    mei = ready.enrol_late("Mei", "Lin", languages=[{"code": "zh", "level": "C2"}])
    tao = ready.enrol_late("Tao", "Bai", languages=[{"code": "zh", "level": "C2"}])
    first = ready.open()
    ready.compute(first)
    ready.publish(first)
    ready.enrol_late("Li", "Wen", role="mentor", languages=[{"code": "zh", "level": "C2"}])
    second = ready.open()
    ready.compute(second)

    ready.publish(second)

    placed = Mentorship.objects.get(mentor__given_name="Li").mentee
    waiting = Enrolment.objects.exclude(left_out_at=None).get().membership
    assert {placed, waiting} == {mei, tao}
    assert deeds("mark_placed") == ["mark_placed"]


def test_people_who_were_never_invited_get_no_letter(ready: Ready):
    Membership.objects.filter(pk=ready.people["elisa"].pk).update(state="imported", account=None)
    opened = ready.open()
    ready.compute(opened)
    ready.publish(opened)

    assert ("mentee_matched", "elisa") not in letters()


@pytest.mark.parametrize("what", ["places", "block", "exclusion", "answers"])
def test_what_changes_between_the_check_and_the_lock_is_noticed_under_the_lock(ready: Ready, what: str):
    opened = ready.open()
    ready.compute(opened)
    examined = actions._examine(opened, version=opened.version)
    if what == "places":
        Enrolment.objects.filter(membership=ready.people["ada"]).update(capacity=1)
    elif what == "block":
        block_person(ready.people["ada"], by=ready.people["giulio"])
    elif what == "exclusion":
        Exclusion.objects.create(
            cohort=ready.cohort, mentee=ready.people["giulio"], mentor=ready.people["ada"], by=ready.marta
        )
    else:
        Application.objects.filter(membership=ready.people["giulio"]).update(answers={})

    with pytest.raises(actions.OutOfDate):
        actions._publish(opened, examined, by=ready.marta, version=opened.version)

    assert (Mentorship.objects.count(), letters(), Round.objects.get().state) == (0, [], "under_review")


def test_publishing_asks_as_much_for_one_pair_as_for_three(ready: Ready):
    asked = []
    for names in (("elisa", "davide"), ()):
        here = transaction.savepoint()
        Enrolment.objects.filter(membership__in=[ready.people[name] for name in names]).delete()
        opened = ready.open()
        ready.compute(opened)
        with CaptureQueriesContext(connection) as queries:
            ready.publish(opened)
        asked.append((Mentorship.objects.count(), len(queries)))
        transaction.savepoint_rollback(here)

    assert [pairs for pairs, _queries in asked] == [1, 3]
    assert asked[0][1] == asked[1][1]


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_publish_at_once_have_one_effect(ready_committed: Ready):
    ready = ready_committed
    opened = ready.open()
    ready.compute(opened)
    start, outcomes = threading.Barrier(2), []

    def publish() -> None:
        own = Round.objects.select_related("cohort__community").get(pk=opened.pk)
        start.wait()
        try:
            actions.publish_round(own, by=ready.marta, version=opened.version)
            outcomes.append("published")
        except Refusal as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=contextvars.copy_context().run, args=(publish,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(outcomes) == ["RoundAlreadyPublished", "published"]
    assert (Mentorship.objects.count(), len(letters())) == (3, 6)
    assert scope.community_in_force() == ready.cohort.community_id
