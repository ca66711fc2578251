import pytest
from django.utils import translation

from reciproca.programmes.answers import as_people_say, check_answers
from reciproca.programmes.questionnaire import Option, Question, QuestionSet, Words, standard_questions


def only(question: Question) -> QuestionSet:
    return QuestionSet((question,))


def asked(kind: str, **rest) -> Question:
    return Question("q", kind, Words("Domanda", "Question"), **rest)


COLOURS = (
    Option("red", Words("Rosso, acceso", "Red, bright")),
    Option("blue", Words("Blu", "Blue")),
    Option("red-dark", Words("Rosso", "Red")),
)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_check_answers_keeps_what_is_good_and_says_what_is_missing():
    answers, problems = check_answers(standard_questions(), "mentor", {"needs": "One\nTwo", "experience": "16+"})

    assert answers == {"needs": ["One", "Two"], "experience": "16+"}
    assert problems == {
        "topics_needed": "Choose an answer.",
        "offers": "Write at least one thing, however small: nobody only receives here.",
        "topics_offered": "Choose an answer.",
        "now": "Write a line or two.",
        "languages": "Choose at least one language.",
        "availability": "Mark the moments when you could meet.",
    }


def test_check_answers_of_a_draft_asks_for_nothing():
    assert check_answers(standard_questions(), "mentor", {}, complete=False) == ({}, {})


@pytest.mark.parametrize(
    ("question", "raw", "stored"),
    [
        (asked("text"), "  two   words ", "two words"),
        (asked("long_text"), "a\r\nb ", "a\nb"),
        (asked("lines"), "- uno\n• due; uno", ["uno", "due"]),
        (asked("single", options=COLOURS), "blu", "blue"),
        (asked("single", options=COLOURS), ["red"], "red"),
        (asked("multi", options=COLOURS), ["blue", "red"], ["red", "blue"]),
        (asked("multi", options=COLOURS), "Blu, Rosso, acceso", ["red", "blue"]),
        (asked("multi", options=COLOURS), "rosso; BLUE", ["blue", "red-dark"]),
        (asked("ranking", options=COLOURS), ["blue", "red"], ["blue", "red"]),
        (asked("scale"), "4 - molto", 4),
        (asked("scale"), "3.0", 3),
        (asked("availability"), "Martedì sera, lunedì mattina", ["mon-morning", "tue-evening"]),
        (asked("availability"), ["sat-lunch"], ["sat-lunch"]),
        (asked("languages"), "Italiano (madrelingua), inglese B2", [{"code": "it", "level": "C2"}, {"code": "en", "level": "B2"}]),
        (asked("languages"), [{"code": "fr", "level": ""}, {"code": "", "level": "B1"}], [{"code": "fr", "level": ""}]),
        (asked("consent"), "Sì, accetto", True),
        (asked("consent"), "on", True),
    ],
)  # fmt: skip
def test_check_answers_reads_pages_and_cells(question, raw, stored):
    assert check_answers(only(question), "mentor", {"q": raw}) == ({"q": stored}, {})


@pytest.mark.parametrize(
    ("question", "raw", "sentence"),
    [
        (asked("text"), "x" * 301, "This is 301 characters long, and there is room for 300. What you wrote is still here."),
        (asked("single", options=COLOURS), "Verde", "“Verde” is not among the answers: Red, bright, Blue, Red."),
        (asked("multi", options=COLOURS), "Blu, verde", "“verde” is not among the answers: Red, bright, Blue, Red."),
        (asked("multi", options=COLOURS, most=1), ["red", "blue"], "Only 1 here: you gave 2. Take some away."),
        (asked("scale"), "9", "Choose a number from 1 to 5."),
        (asked("availability"), "a Natale", "“a Natale” is not a moment of the week we know."),
        (asked("languages"), "klingon", "“klingon” is not a language we know."),
        (asked("consent", required=True), "no", "Without this consent we cannot take your application."),
    ],
)  # fmt: skip
def test_check_answers_says_what_would_help(question, raw, sentence):
    assert check_answers(only(question), "mentor", {"q": raw}) == ({}, {"q": sentence})


def test_sensitive_answer_needs_its_own_consent():
    question = asked("text", sensitive=True)

    assert check_answers(only(question), "mentor", {"q": "private"}) == (
        {},
        {"q": "We keep this answer only with your consent: tick it, or leave the answer empty."},
    )
    assert check_answers(only(question), "mentor", {"q": "private", "q:consent": "on"}) == (
        {"q": "private", "q:consent": True},
        {},
    )
    assert check_answers(only(question), "mentor", {"q:consent": "on"}) == ({}, {})


def test_checked_answers_are_taken_as_they_are_a_second_time():
    raw = {
        "needs": "One",
        "topics_needed": "Negoziare",
        "offers": "Two",
        "topics_offered": ["budgets"],
        "now": "Chef",
        "experience": "0-2",
        "languages": "it C2",
        "availability": "lun sera, mar sera",
    }

    answers, _ = check_answers(standard_questions(), "mentor", raw)

    assert check_answers(standard_questions(), "mentor", answers) == (answers, {})


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [
        (asked("multi", options=COLOURS), ["blue", "gone"], ["Blue", "gone"]),
        (asked("ranking", options=COLOURS), ["blue", "red"], ["1. Blue", "2. Red, bright"]),
        (asked("scale"), 4, ["4 out of 5"]),
        (asked("availability"), ["mon-evening"], ["Monday evening"]),
        (asked("languages"), [{"code": "it", "level": "C2"}], ["Italian C2"]),
        (asked("consent"), None, ["Consent not given"]),
        (asked("text"), None, []),
    ],
)
def test_as_people_say(question, value, words):
    assert as_people_say(question, value) == words
