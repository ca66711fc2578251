"""From rows to people: what is compared, what keeps two apart, what a round may not tell."""

from dataclasses import replace

from cast import Cast
from matching_stage import Ready
from reciproca.boundaries.actions import block_person
from reciproca.matching.gathering import HEAD_START, gather, traits_of
from reciproca.matching.models import Exclusion, Proposal, Run, Unmatched
from reciproca.people.actions import begin_profile
from reciproca.people.models import Profile
from reciproca.programmes.actions import remember_past_pair
from reciproca.programmes.models import Application, Cohort, Enrolment, Questionnaire
from reciproca.programmes.questionnaire import Option, Question, Rule, Words, serialise


def ask(ready: Ready, *questions: Question) -> None:
    """Put questions into the questionnaire of the cohort."""
    asked = ready.cohort.questionnaire.asked
    for question in questions:
        asked = asked.with_question(question)
    Questionnaire.objects.filter(pk=ready.cohort.questionnaire_id).update(questions=serialise(asked))
    ready.cohort = Cohort.objects.select_related("questionnaire", "programme").get(pk=ready.cohort.pk)


def answer(ready: Ready, name: str, **answers: object) -> None:
    for application in Application.objects.filter(membership=ready.people[name]):
        Application.objects.filter(pk=application.pk).update(answers=application.answers | answers)


def possible(ready: Ready, mentee: str, mentor: str) -> bool:
    return gather(ready.cohort).could_be(ready.people[mentee].pk, ready.people[mentor].pk)


def test_the_standard_questions_are_compared_with_their_weights(ready: Ready):
    traits = traits_of(ready.cohort)

    assert [(f.name, f.kind, f.weight, f.hard) for f in traits.features] == [
        ("topics_needed", "complement", 4.0, False),
        ("experience", "prefer_different", 1.0, False),
        ("style", "equal", 1.0, False),
        ("languages", "overlap", 1.0, True),
        ("availability", "overlap", 2.0, False),
        ("topics", "complement", 2.0, False),
        ("profession", "complement", 0.25, False),
        ("place", "equal", 0.5, False),
    ]
    assert traits.labels("en")["availability"] == "When could you meet"


def test_needs_meet_offers_in_both_directions(ready: Ready):
    run = ready.compute(ready.open())

    sides = {
        reason["subject"].get("side") for reason in Proposal.objects.get(run=run, mentee=ready.people["giulio"]).reasons
    }

    assert {"mentee", "mentor"} <= sides


def test_a_delicate_answer_is_never_compared(ready: Ready):
    ask(
        ready,
        Question(
            "belief",
            "single",
            Words("Credo", "Belief"),
            options=(Option("a", Words("a")), Option("b", Words("b"))),
            rule=Rule("equal", weight=9),
            sensitive=True,
        ),
    )

    assert "belief" not in traits_of(ready.cohort).by_name


def test_the_same_team_stays_apart_when_the_cohort_says_so(ready: Ready):
    answer(ready, "giulio", organisation="Ceramiche Ducali, logistica")
    answer(ready, "ada", organisation="  ceramiche ducali, LOGISTICA ")
    assert possible(ready, "giulio", "ada")

    ready.cohort.apart_same_team = True

    assert not possible(ready, "giulio", "ada")
    assert possible(ready, "giulio", "paola")


def test_several_answers_none_of_which_may_be_shared(ready: Ready):
    options = tuple(Option(name, Words(name)) for name in ("north", "south", "east"))
    ask(ready, Question("offices", "multi", Words("Sedi", "Offices"), options=options, rule=Rule("forbid_equal")))
    answer(ready, "giulio", offices=["north", "east"])
    answer(ready, "ada", offices=["east", "south"])

    assert (possible(ready, "giulio", "ada"), possible(ready, "giulio", "paola")) == (False, True)


def test_a_hard_scale_forbids_more_than_half_of_it(ready: Ready):
    ask(ready, Question("pace", "scale", Words("Ritmo", "Pace"), most=5, rule=Rule("distance", hard=True)))
    answer(ready, "giulio", pace=1)
    answer(ready, "ada", pace=4)
    answer(ready, "paola", pace=3)

    assert (possible(ready, "giulio", "ada"), possible(ready, "giulio", "paola")) == (False, True)


def test_earlier_pairs_stay_apart_in_both_roles(ready: Ready):
    remember_past_pair(ready.people["giulio"], ready.people["ada"], by=ready.marta)
    assert not possible(ready, "giulio", "ada")

    ready.cohort.apart_past_pairs = False

    assert possible(ready, "giulio", "ada")


def test_a_blocked_pair_is_absent_in_either_direction(ready: Ready):
    block_person(ready.people["ada"], by=ready.people["giulio"])
    block_person(ready.people["davide"], by=ready.people["paola"])

    run = ready.compute(ready.open())

    assert ready.pairs(run).isdisjoint({("Giulio", "Ada"), ("Davide", "Paola")})
    barred = {
        (ready.people["giulio"].pk, ready.people["ada"].pk),
        (ready.people["davide"].pk, ready.people["paola"].pk),
    }
    others = {(p.mentee_id, way["mentor"]) for p in Proposal.objects.filter(run=run) for way in p.alternatives}
    assert others.isdisjoint(barred)


def test_nobody_is_matched_with_themselves(ready: Ready):
    enrolment = Enrolment.objects.get(membership=ready.people["giulio"])
    Enrolment.objects.create(cohort=ready.cohort, membership=enrolment.membership, role="mentor")

    assert not possible(ready, "giulio", "giulio")
    assert ("Giulio", "Giulio") not in ready.pairs(ready.compute(ready.open()))


def test_capacity_is_bounded_by_the_cohort(ready: Ready):
    ready.cohort.most_mentees = 1

    assert [person.capacity for person in gather(ready.cohort).mentors] == [1, 1]


def test_a_profile_is_used_only_as_far_as_a_partner_may_read_it(people: Cast, ready: Ready):
    for who, sight in ((people.ada, {}), (people.giulio, {"place": "me"})):
        begin_profile(who)
        Profile.objects.filter(membership=who).update(city="Torino", sight=sight)

    found = gather(ready.cohort)

    assert found.mentors[found.mentor_at[people.ada.pk]].place == "Torino"
    assert found.mentees[found.mentee_at[people.giulio.pk]].place == ""


def test_the_head_start_is_small_and_the_same_for_all(ready: Ready):
    Enrolment.objects.filter(role="mentee").update(left_out_at="2026-06-01T00:00:00Z")

    assert {person.priority for person in gather(ready.cohort).mentees} == {HEAD_START}
    assert HEAD_START < 0.1


def test_the_digest_tells_what_changed_and_no_finer(ready: Ready):
    before = gather(ready.cohort).digests()

    def changed() -> set[str]:
        now = gather(ready.cohort).digests()
        return {name for name in now if now[name] != before[name]}

    assert changed() == set()
    block_person(ready.people["ada"], by=ready.people["giulio"])
    assert changed() == {"told"}
    answer(ready, "ada", style="plans")
    assert changed() == {"told"}
    Enrolment.objects.filter(membership=ready.people["ada"]).update(capacity=1)
    assert changed() == {"told", "places"}
    Exclusion.objects.create(cohort=ready.cohort, mentor=ready.people["ada"], mentee=ready.people["elisa"])
    assert changed() == {"told", "places"}


def test_a_block_and_an_earlier_pair_give_the_same_run(ready: Ready):
    """Whatever is stored and shown of a run is the same, whether the two are kept apart by one of them or by the past."""
    opened = ready.open()
    remember_past_pair(ready.people["ada"], ready.people["giulio"], by=ready.marta)
    past = told(ready.compute(opened))
    ready.cohort.apart_past_pairs = False
    Cohort.objects.filter(pk=ready.cohort.pk).update(apart_past_pairs=False)
    block_person(ready.people["ada"], by=ready.people["giulio"])

    blocked = told(ready.compute(opened))

    assert blocked == past


def told(run: Run) -> dict:
    """Everything of a run that a page can show."""
    return {
        "numbers": (run.mentees, run.mentors, run.places, run.allowed_pairs, run.placed, run.total, run.upper_bound),
        "settings": {name: value for name, value in run.settings.items() if name != "digests"},
        "proposals": list(
            Proposal.objects.filter(run=run)
            .order_by("mentee")
            .values_list("mentee", "mentor", "fit", "reasons", "alternatives", "looks", "places", "taken", "found_by")
        ),
        "unmatched": list(
            Unmatched.objects.filter(run=run).order_by("membership").values_list("membership", "role", "cause")
        ),
    }


def test_option_ids_meet_only_themselves(ready: Ready):
    """An answer chosen from a list meets the same answer, however alike two ids may read."""
    trait = traits_of(ready.cohort).by_name["topics_needed"]

    assert trait.feature == replace(trait.feature, least=0.999)
