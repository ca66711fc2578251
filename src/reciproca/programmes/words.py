"""What kinds of question, rules and sights are called, for forms and pages."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .choices import ApplicationState, CohortState
from .questionnaire import Question

__all__ = [
    "FEED_WORDS",
    "KIND_HELP",
    "KIND_WORDS",
    "ROLE_WORDS",
    "RULE_WORDS",
    "SIGHT_TO_AUTHOR",
    "SIGHT_WORDS",
    "STATE_KIND",
    "WEIGHT_WORDS",
    "rule_in_words",
]

KIND_WORDS = {
    "text": pgettext_lazy("kind of question", "one line"),
    "long_text": pgettext_lazy("kind of question", "a longer text"),
    "lines": pgettext_lazy("kind of question", "several things, one a line"),
    "single": pgettext_lazy("kind of question", "one answer out of several"),
    "multi": pgettext_lazy("kind of question", "several answers out of several"),
    "scale": pgettext_lazy("kind of question", "a number on a scale"),
    "ranking": pgettext_lazy("kind of question", "an order of preference"),
    "availability": pgettext_lazy("kind of question", "moments of the week"),
    "languages": pgettext_lazy("kind of question", "languages, and how well"),
    "consent": pgettext_lazy("kind of question", "a consent"),
}
KIND_HELP = {
    "text": _("A name, a job, a place."),
    "long_text": _("A few lines: what one hopes for, what one has done."),
    "lines": _("Offers and needs: each line becomes a thing of its own."),
    "single": _("Years of experience, a way of talking."),
    "multi": _("Topics, fields, interests. The best kind for matching."),
    "scale": _("From 1 to 5, say: how sure one feels about something."),
    "ranking": _("First, second, third choice."),
    "availability": _("A week’s grid, morning to evening."),
    "languages": _("So that two people can talk."),
    "consent": _("Something one agrees to before taking part."),
}
ROLE_WORDS = [
    ("both", pgettext_lazy("who answers", "everyone")),
    ("mentor", pgettext_lazy("who answers", "who offers to be a mentor")),
    ("mentee", pgettext_lazy("who answers", "who looks for a mentor")),
]
SIGHT_WORDS = [
    ("me", pgettext_lazy("who reads the answer", "only its author")),
    ("coordinators", pgettext_lazy("who reads the answer", "coordinators")),
    ("partner", pgettext_lazy("who reads the answer", "coordinators, and the partner after the match")),
    ("all", pgettext_lazy("who reads the answer", "everyone who takes part")),
]
#: The same, said to who answers.
SIGHT_TO_AUTHOR = {
    "me": pgettext_lazy("who reads the answer, said to its author", "only you"),
    "coordinators": pgettext_lazy("who reads the answer, said to its author", "whoever coordinates"),
    "partner": pgettext_lazy(
        "who reads the answer, said to its author", "whoever coordinates, and the person you will meet"
    ),
    "all": pgettext_lazy("who reads the answer, said to its author", "everyone who takes part"),
}
FEED_WORDS = [
    ("", pgettext_lazy("what an answer also says", "nothing else")),
    ("offers", pgettext_lazy("what an answer also says", "what the person offers, in their profile")),
    ("needs", pgettext_lazy("what an answer also says", "what the person needs now, in their profile")),
    ("languages", pgettext_lazy("what an answer also says", "their languages, in their profile")),
    ("availability", pgettext_lazy("what an answer also says", "when they are free, in their profile")),
    ("worthwhile", pgettext_lazy("what an answer also says", "what would make it worthwhile, in their profile")),
    ("headline", pgettext_lazy("what an answer also says", "the line under their name")),
    ("team", pgettext_lazy("what an answer also says", "the team, so as to keep colleagues apart")),
]
RULE_WORDS = {
    "equal": pgettext_lazy("rule of matching", "better when the two answers are the same"),
    "overlap": pgettext_lazy("rule of matching", "better when the two answers have much in common"),
    "complement": pgettext_lazy("rule of matching", "what one needs meets what the other offers"),
    "distance": pgettext_lazy("rule of matching", "better when the two numbers are close"),
    "forbid_equal": pgettext_lazy("rule of matching", "never when the two answers are the same"),
    "prefer_different": pgettext_lazy("rule of matching", "better when the two answers differ"),
}
WEIGHT_WORDS = [
    ("0.5", pgettext_lazy("weight", "hardly (0.5)")),
    ("1", pgettext_lazy("weight", "a little (1)")),
    ("2", pgettext_lazy("weight", "so much (2)")),
    ("4", pgettext_lazy("weight", "a lot (4)")),
    ("8", pgettext_lazy("weight", "more than anything (8)")),
]
#: The look of a badge for each state.
STATE_KIND: dict[str, str] = {
    CohortState.OPEN: "good",
    CohortState.CLOSED: "look",
    CohortState.RUNNING: "news",
    ApplicationState.RECEIVED: "news",
    ApplicationState.UNDER_REVIEW: "look",
    ApplicationState.ACCEPTED: "good",
}


def rule_in_words(question: Question, other: Question | None) -> str:
    """How a question counts in matching, in a sentence; empty when it does not."""
    rule = question.rule
    if rule is None:
        return ""
    if rule.kind == "complement" and other is not None:
        words = _("it meets “%(question)s”") % {"question": other.label}
    else:
        words = str(RULE_WORDS[rule.kind])
    if rule.hard:
        return str(_("%(rule)s; without it, no pair") % {"rule": words})
    return str(_("%(rule)s; weight %(weight)s") % {"rule": words, "weight": f"{rule.weight:g}"})
