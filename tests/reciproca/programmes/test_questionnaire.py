import pytest

from reciproca.programmes.questionnaire import (
    Option,
    Question,
    QuestionSet,
    Rule,
    Words,
    new_option_ids,
    parse,
    problems_of,
    problems_of_question,
    serialise,
    standard_questions,
)


def test_standard_questions_are_sound_and_speak_both_languages():
    questions = standard_questions()

    assert problems_of(questions) == []
    assert parse(serialise(questions)) == questions
    assert all(q.label.it and q.label.en for q in questions)
    assert all(bool(q.help.it) == bool(q.help.en) for q in questions)
    assert all(o.label.it and o.label.en for q in questions for o in q.options)


def test_standard_questions_ask_everyone_for_an_offer_and_a_need():
    for role in ("mentor", "mentee"):
        required = {q.feeds for q in standard_questions().asked_of(role) if q.required}

        assert {"offers", "needs"} <= required


def test_standard_questions_pair_needs_with_offers():
    assert [(n.id, o.id) for n, o in standard_questions().topics()] == [("topics_needed", "topics_offered")]


def test_sections_for_leaves_out_what_is_not_asked_of_the_role():
    pages = standard_questions().sections_for("mentor")

    assert [section.id for section, _ in pages] == ["seek-and-offer", "story", "meeting"]
    assert "goals" not in {q.id for _, asked in pages for q in asked}
    assert "staff_remark" not in {q.id for _, asked in pages for q in asked}


def test_parse_refuses_a_rule_that_meets_nothing():
    content = serialise(standard_questions().without("topics_offered"))
    content["questions"][1]["rule"] = {"kind": "complement", "other": "gone"}

    with pytest.raises(ValueError):
        parse(content)


def test_without_takes_the_rules_that_met_the_question():
    questions = standard_questions().without("topics_offered")

    assert questions.question("topics_needed").rule is None
    assert problems_of(questions) == []


def test_moved_stays_within_its_section():
    questions = standard_questions()

    assert [q.id for q in questions.moved("topics_needed", -1)][:2] == ["topics_needed", "needs"]
    assert questions.moved("needs", -1) == questions
    assert questions.moved("goals", 1) == questions


def test_options_keep_their_ids_when_their_words_stay():
    before = (Option("a", Words("Uno", "One")), Option("b", Words("Due", "Two")))

    options = new_option_ids([Words("Due", "Two"), Words("Tre", "Three"), Words("Uno", "One (first)")], before)

    assert [option.id for option in options] == ["b", "three", "a"]


def test_new_id_differs_from_every_other():
    questions = QuestionSet((Question("city", "text", Words("Città", "City")),))

    assert questions.new_id("City") == "city-2"
    assert questions.new_id("…") == "question"


@pytest.mark.parametrize(
    ("question", "part"),
    [
        (Question("q", "poem", Words("A", "A")), "kind"),
        (Question("q", "text", Words()), "label"),
        (Question("q", "single", Words("A", "A"), options=(Option("x", Words("X", "X")),)), "options"),
        (Question("q", "scale", Words("A", "A"), most=40), "most"),
        (Question("q", "long_text", Words("A", "A"), rule=Rule("equal")), "rule"),
        (Question("q", "text", Words("A", "A"), rule=Rule("equal"), visible_to="me"), "rule"),
        (Question("q", "text", Words("A", "A"), rule=Rule("equal", weight=11)), "rule"),
    ],
)
def test_problems_of_question_names_the_part(question, part):
    assert list(problems_of_question(question, QuestionSet((question,)))) == [part]
