from datetime import UTC, datetime, timedelta

import pytest

from cast import Cast
from reciproca.audit.models import Entry
from reciproca.communities.actions import leave_community, open_account
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.notifications.models import OutboxMail
from reciproca.programmes import actions
from reciproca.programmes.models import AnswerChange, Application, Enrolment, Questionnaire
from reciproca.programmes.questionnaire import standard_questions

LATE = datetime(2026, 12, 5, 9, tzinfo=UTC)


def posted() -> list[tuple[str, str]]:
    return list(OutboxMail.objects.order_by("pk").values_list("renderer", "recipient"))


# ── programmes and cohorts ──


def test_create_programme_asks_the_standard_questions(people: Cast):
    programme = actions.create_programme(by=people.marta, name_it="Ponti")

    assert Questionnaire.objects.get(programme=programme).asked == standard_questions()


def test_change_programme_refuses_an_outdated_version(people: Cast, ponti):
    actions.change_programme(ponti.programme, by=people.marta, version=1, name_it="Ponti e strade")

    with pytest.raises(actions.ChangedMeanwhile):
        actions.change_programme(ponti.programme, by=people.marta, version=1, name_it="Altro")

    ponti.programme.refresh_from_db()
    assert (ponti.programme.name_it, ponti.programme.version) == ("Ponti e strade", 2)


def test_archived_programme_takes_no_new_cohort(people: Cast, ponti):
    actions.archive_programme(ponti.programme, by=people.marta)

    with pytest.raises(actions.ProgrammeIsArchived):
        actions.create_cohort(ponti.programme, by=people.marta, name_it="Altra")

    actions.restore_programme(ponti.programme, by=people.marta)
    assert actions.create_cohort(ponti.programme, by=people.marta, name_it="Altra").state == "draft"


def test_cohort_goes_one_way_and_may_reopen(people: Cast, ponti):
    cohort = ponti.cohort

    with pytest.raises(actions.CohortCannotMove):
        actions.begin_cohort(cohort, by=people.marta)

    states = [
        act(cohort, by=people.marta).state
        for act in (
            actions.open_registration,  # it is open already: nothing happens
            actions.close_registration,
            actions.open_registration,
            actions.close_registration,
            actions.begin_cohort,
            actions.end_cohort,
        )
    ]
    assert states == ["open", "closed", "open", "closed", "running", "ended"]
    assert Entry.objects.filter(deed="move_cohort").count() == 6  # the opening of the fixture, and five


def test_open_registration_needs_questions(people: Cast):
    programme = actions.create_programme(by=people.marta, name_it="Vuoto")
    actions.change_questions(programme, type(standard_questions())(), by=people.marta)
    cohort = actions.create_cohort(programme, by=people.marta, name_it="Prima")

    with pytest.raises(actions.NotWithoutQuestions):
        actions.open_registration(cohort, by=people.marta)


def test_copy_cohort_keeps_the_rules_and_forgets_the_dates(people: Cast, ponti):
    copy = actions.copy_cohort(ponti.cohort, by=people.marta)

    assert (copy.name_it, copy.state, copy.starts_on, copy.questionnaire) == (
        "Autunno 2026 (copia)",
        "draft",
        None,
        None,
    )
    assert copy.most_mentees == ponti.cohort.most_mentees


def test_change_questions_in_place_until_somebody_answers(people: Cast, ponti):
    fewer = standard_questions().without("style")

    first = actions.change_questions(ponti.programme, fewer, by=people.marta)
    ponti.apply(people.giulio)
    second = actions.change_questions(ponti.programme, fewer.without("experience"), by=people.marta)

    assert (first.number, second.number) == (1, 2)
    ponti.cohort.refresh_from_db()
    assert ponti.cohort.questionnaire == first
    assert ponti.cohort.questionnaire.asked == fewer


def test_new_version_is_asked_by_a_cohort_that_nobody_answered(people: Cast, ponti):
    ponti.apply(people.giulio)
    other = actions.open_registration(actions.copy_cohort(ponti.cohort, by=people.marta), by=people.marta)

    second = actions.change_questions(ponti.programme, standard_questions().without("style"), by=people.marta)

    other.refresh_from_db()
    assert other.questionnaire == second


# ── applying ──


def test_application_is_kept_resumed_and_sent(people: Cast, ponti):
    application = actions.start_application(ponti.cohort, by=people.giulio, role="mentee")
    application = actions.keep_answers(application, {"now": "Cuoco"}, by=people.giulio, version=1)

    again = actions.start_application(ponti.cohort, by=people.giulio, role="mentee")

    assert again == application
    assert again.answers == {"now": "Cuoco"}
    with pytest.raises(actions.AnswersIncomplete) as refused:
        actions.submit_application(again, by=people.giulio)
    assert set(refused.value.values["problems"]) == {
        "needs", "topics_needed", "offers", "topics_offered", "goals", "experience", "languages", "availability",
    }  # fmt: skip
    assert AnswerChange.objects.count() == 0
    assert posted() == []


def test_submit_application_is_received_once(people: Cast, ponti):
    application = ponti.apply(people.giulio)

    actions.submit_application(application, by=people.giulio)

    assert (application.state, application.submitted_at) == ("received", clock.now())
    assert posted() == [("reciproca.programmes.mails.application_received", "giulio.serra@example.org")]


def test_keep_answers_of_a_sent_application_leaves_a_line_for_each_change(people: Cast, ponti):
    application = ponti.apply(people.ada, "mentor")

    actions.keep_answers(
        application, {"now": "Altro", "style": "plans"}, by=people.ada, version=application.version, capacity=2
    )

    changes = AnswerChange.objects.filter(application=application).order_by("question")
    assert list(changes.values_list("question", "by")) == [
        ("capacity", people.ada.pk),
        ("now", people.ada.pk),
        ("style", people.ada.pk),
    ]


def test_keep_answers_takes_away_what_is_none_and_keeps_the_rest(people: Cast, ponti):
    application = ponti.apply(people.ada, "mentor", style="plans", submit=False)

    actions.keep_answers(application, {"style": None}, by=people.ada, version=application.version)

    assert "style" not in application.answers
    assert application.answers["now"] == "Responsabile della logistica"


def test_keep_answers_refuses_an_outdated_version(people: Cast, ponti):
    application = ponti.apply(people.ada, "mentor", submit=False)

    with pytest.raises(actions.ChangedMeanwhile):
        actions.keep_answers(application, {"now": "Altro"}, by=people.ada, version=1)


def test_keep_answers_stays_within_the_cohort_s_bounds(people: Cast, ponti):
    assert ponti.apply(people.ada, "mentor", capacity=40).capacity == ponti.cohort.most_mentees == 3


def test_registration_ends_with_its_last_day(people: Cast, ponti):
    application = ponti.apply(people.giulio)

    with clock.at(datetime(2026, 11, 30, 22, 59, tzinfo=UTC)):  # 23.59 in Rome
        actions.keep_answers(application, {"now": "Uno"}, by=people.giulio, version=application.version)
    with clock.at(datetime(2026, 11, 30, 23, 0, tzinfo=UTC)):
        with pytest.raises(actions.AnswersNoLongerChange):
            actions.keep_answers(application, {"now": "Due"}, by=people.giulio, version=application.version)
        with pytest.raises(actions.RegistrationNotOpen):
            actions.start_application(ponti.cohort, by=people.paola, role="mentee")


def test_one_person_may_apply_in_both_roles_and_writes_what_is_common_once(people: Cast, ponti):
    ponti.apply(people.ada, "mentee")

    other = actions.start_application(ponti.cohort, by=people.ada, role="mentor")

    assert other.answers["now"] == "Responsabile della logistica"
    assert "goals" not in other.answers  # asked of mentees only


def test_newcomer_becomes_a_member_on_sending(people: Cast, ponti):
    cohort = actions.change_cohort(ponti.cohort, by=people.marta, version=ponti.cohort.version, who_may_join="anyone")
    account = open_account("sara@example.org")

    application = actions.start_application_of_newcomer(cohort, account=account, role="mentee", given_name="Sara")
    assert application.membership.is_active is False
    application = actions.keep_answers(
        application, ponti.answers, by=application.membership, version=application.version
    )
    actions.submit_application(application, by=application.membership)

    sara = Membership.objects.get(email="sara@example.org")
    assert (sara.is_active, sara.provenance) == (True, f"registration {cohort.public_id}")


def test_newcomer_is_found_again_under_their_address(people: Cast, ponti):
    cohort = actions.change_cohort(ponti.cohort, by=people.marta, version=ponti.cohort.version, who_may_join="anyone")

    application = actions.start_application_of_newcomer(
        cohort, account=open_account("nora.vitali@example.org"), role="mentee", given_name="N"
    )

    assert application.membership == people.nora


def test_newcomer_is_refused_by_a_cohort_for_members(people: Cast, ponti):
    with pytest.raises(actions.CannotApply):
        actions.start_application_of_newcomer(
            ponti.cohort, account=open_account("sara@example.org"), role="mentee", given_name="Sara"
        )

    assert Membership.objects.filter(email="sara@example.org").count() == 0


def test_who_left_does_not_come_back_by_applying(people: Cast, ponti):
    application = ponti.apply(people.davide, submit=False)
    leave_community(people.davide, by=people.davide)

    with pytest.raises(actions.CannotApply):
        actions.submit_application(Application.objects.get(pk=application.pk), by=people.davide)

    people.davide.refresh_from_db()
    assert people.davide.state == "left"


def test_receive_application_twice_changes_nothing(people: Cast, ponti):
    first = actions.receive_application(
        ponti.cohort, people.nora, role="mentor", answers=ponti.answers, by=people.marta, capacity=2
    )
    second = actions.receive_application(
        ponti.cohort, people.nora, role="mentor", answers=ponti.answers, by=people.marta, capacity=2
    )
    third = actions.receive_application(
        ponti.cohort, people.nora, role="mentor", answers={"now": "Altro"}, by=people.marta, capacity=2
    )

    assert [word for _, word in (first, second, third)] == ["new", "unchanged", "updated"]
    assert third[0].answers["needs"] == ponti.answers["needs"]
    assert posted() == []


def test_withdraw_application_and_think_better_of_it(people: Cast, ponti):
    application = ponti.apply(people.giulio)
    actions.accept_applications([application], by=people.marta)

    actions.withdraw_application(application, by=people.giulio)

    assert Enrolment.objects.filter(ended_at=None).count() == 0
    again = actions.start_application(ponti.cohort, by=people.giulio, role="mentee")
    assert (again.state, again.answers) == ("draft", application.answers)
    again = actions.submit_application(again, by=people.giulio)
    actions.accept_applications([again], by=people.marta)
    assert Enrolment.objects.filter(ended_at=None).count() == 1


def test_withdraw_application_not_once_the_cohort_runs(people: Cast, ponti):
    application = ponti.apply(people.giulio)
    actions.begin_cohort(actions.close_registration(ponti.cohort, by=people.marta), by=people.marta)
    application.cohort.refresh_from_db()

    with pytest.raises(actions.CannotWithdraw):
        actions.withdraw_application(application, by=people.giulio)


# ── deciding ──


def test_accept_applications_enrols_and_tells_once(people: Cast, ponti):
    mentor, mentee = ponti.apply(people.ada, "mentor", capacity=2), ponti.apply(people.giulio)
    OutboxMail.objects.all().delete()

    first = actions.accept_applications([mentor, mentee], by=people.marta, reply="A presto")
    second = actions.accept_applications([mentor, mentee], by=people.marta)

    assert (first, second) == ([mentor, mentee], [])
    enrolled = Enrolment.objects.order_by("role").values_list("membership", "role", "capacity")
    assert list(enrolled) == [(people.giulio.pk, "mentee", 1), (people.ada.pk, "mentor", 2)]
    assert [renderer for renderer, _ in posted()] == ["reciproca.programmes.mails.application_decided"] * 2
    assert Application.objects.filter(reply="A presto", decided_at=clock.now()).count() == 2


def test_decisions_follow_the_states(people: Cast, ponti):
    application = ponti.apply(people.giulio)

    states = []
    for act in (
        actions.review_applications,
        actions.waitlist_applications,
        actions.review_applications,  # no way back from the waiting list to the pile
        actions.decline_applications,
        actions.waitlist_applications,
        actions.accept_applications,
    ):
        act([application], by=people.marta)
        application.refresh_from_db()
        states.append(application.state)

    assert states == ["under_review", "waitlisted", "waitlisted", "declined", "declined", "accepted"]


def test_drafts_and_withdrawn_applications_cannot_be_decided(people: Cast, ponti):
    draft = ponti.apply(people.giulio, submit=False)
    withdrawn = actions.withdraw_application(ponti.apply(people.paola), by=people.paola)

    assert actions.accept_applications([draft, withdrawn], by=people.marta) == []
    assert Enrolment.objects.count() == 0


def test_imported_people_get_no_letter(people: Cast, ponti):
    application, _ = actions.receive_application(
        ponti.cohort, people.nora, role="mentor", answers=ponti.answers, by=people.marta
    )

    actions.accept_applications([application], by=people.marta)

    assert posted() == []
    assert Enrolment.objects.get().membership == people.nora


def test_fill_in_for_staff_leaves_other_answers_alone(people: Cast, ponti):
    application = ponti.apply(people.giulio)

    actions.fill_in_for_staff(application, {"staff_remark": "Sentita al telefono", "now": "Altro"}, by=people.marta)

    assert application.answers["staff_remark"] == "Sentita al telefono"
    assert application.answers["now"] == "Responsabile della logistica"
    assert [change.question for change in AnswerChange.objects.all()] == ["staff_remark"]


def test_left_out_last_time_is_remembered(people: Cast, ponti):
    application = ponti.apply(people.giulio)
    waited = ponti.apply(people.paola)
    actions.accept_applications([application], by=people.marta)
    actions.waitlist_applications([waited], by=people.marta)
    actions.mark_left_out(Enrolment.objects.all(), by=people.marta)
    actions.end_cohort(
        actions.begin_cohort(actions.close_registration(ponti.cohort, by=people.marta), by=people.marta),
        by=people.marta,
    )
    later = actions.open_registration(actions.copy_cohort(ponti.cohort, by=people.marta), by=people.marta)
    marks = {}
    for person in (people.giulio, people.paola, people.davide):
        new = actions.start_application(later, by=person, role="mentee")
        new = actions.keep_answers(new, ponti.answers, by=person, version=new.version)
        marks[person] = actions.submit_application(new, by=person).left_out_before

    assert marks == {people.giulio: True, people.paola: True, people.davide: False}


def test_remember_past_pair_twice_is_one(people: Cast):
    first = actions.remember_past_pair(people.ada, people.giulio, by=people.marta, edition="2024")
    second = actions.remember_past_pair(people.ada, people.giulio, by=people.marta, edition="2024")

    assert (first[1], second[1], first[0] == second[0]) == (True, False, True)


def test_a_night_s_difference_is_the_community_s_own(people: Cast, ponti):
    """Registration opens on the first of November in Rome, while it is still October in London."""
    closed = datetime(2026, 10, 31, 22, 59, tzinfo=UTC)
    for moment, is_open in ((closed, False), (closed + timedelta(minutes=1), True)):
        with clock.at(moment):
            if is_open:
                assert actions.start_application(ponti.cohort, by=people.paola, role="mentee").is_draft
            else:
                with pytest.raises(actions.RegistrationNotOpen):
                    actions.start_application(ponti.cohort, by=people.paola, role="mentee")
