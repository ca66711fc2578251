"""What a line of the ledger says to one of its people: a sentence that names what it was, and for whom; and its month."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language, npgettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core.days import day_written
from reciproca.core.italian import elided, euphonic

from .choices import Kind, RequestState
from .models import ConnectionRequest
from .queries import Direction, Line

__all__ = ["in_letters", "long_month", "name_said", "said", "stands_said"]

Sentences = dict[Direction, str | Promise]

#: By kind: what I gave, what reached me, what we did together. `name` is the other.
SENTENCES: dict[str, Sentences] = {
    Kind.INTRODUCTION: {
        "given": _("An introduction you made for %(name)s"),
        "received": _("An introduction %(name)s made for you"),
        "mutual": _("An introduction between you and %(name)s"),
    },
    Kind.ANSWER: {
        "given": _("An answer of yours for %(name)s"),
        "received": _("An answer from %(name)s for you"),
        "mutual": _("Answers between you and %(name)s"),
    },
    Kind.LEAD: {
        "given": _("An opening you passed on to %(name)s"),
        "received": _("An opening %(name)s passed on to you"),
        "mutual": _("An opening you and %(name)s share"),
    },
    Kind.NOTE: {
        "given": _("A note of yours that helped %(name)s"),
        "received": _("A note by %(name)s that helped you"),
        "mutual": _("A note you and %(name)s wrote together"),
    },
    Kind.FEEDBACK: {
        "given": _("Your words for %(name)s on what has helped"),
        "received": _("Words from %(name)s on what has helped"),
        "mutual": _("Words between you and %(name)s on what has helped"),
    },
    Kind.RECOGNITION: {
        "given": _("Your thanks to %(name)s, for all to read"),
        "received": _("Thanks to you from %(name)s, for all to read"),
        "mutual": _("Thanks between you and %(name)s"),
    },
    Kind.RECOMMENDATION: {
        "given": _("A recommendation you wrote for %(name)s"),
        "received": _("A recommendation %(name)s wrote for you"),
        "mutual": _("Recommendations between you and %(name)s"),
    },
    Kind.ENDORSEMENT: {
        "given": _("Your word for what %(name)s can do"),
        "received": _("The word of %(name)s for what you can do"),
        "mutual": _("Your word for each other, you and %(name)s"),
    },
    Kind.ENCOUNTER: dict.fromkeys(("given", "received", "mutual"), _("A meeting in person with %(name)s")),
    Kind.CHECK_IN: dict.fromkeys(("given", "received", "mutual"), _("A check-in with %(name)s")),
    Kind.MESSAGE: dict.fromkeys(("given", "received", "mutual"), _("An exchange of messages with %(name)s")),
    Kind.EVENT: dict.fromkeys(("given", "received", "mutual"), _("A meeting in a circle with %(name)s")),
    Kind.PROJECT: dict.fromkeys(("given", "received", "mutual"), _("Something you made with %(name)s")),
}  # fmt: skip
#: What is told by the thing it came from, whatever its kind.
OF_OBJECTS: dict[str, str | Promise] = {
    "coffeetable": _("A coffee with %(name)s"),
    "meetuppair": _("A meet-up with %(name)s"),
}


STANDS_MINE: dict[str, str | Promise] = {
    RequestState.OPEN: _("Sent. Without an answer it closes by itself on %(day)s."),
    RequestState.QUESTIONED: _("%(name)s asks you something before answering."),
    RequestState.ACCEPTED: _("%(name)s said yes."),
    RequestState.DECLINED: _("%(name)s has read it, and left you a word."),
    RequestState.WITHDRAWN: _("You took it back."),
}
REPLIED_MINE = _("You have answered the question. It is for %(name)s now.")
REPLIED_THEIRS = _("%(name)s has answered your question. It is for you now.")
STANDS_THEIRS: dict[str, str | Promise] = {
    RequestState.OPEN: _("Yes, a question, a kind no, or nothing: it is for you to say."),
    RequestState.QUESTIONED: _("You asked something. When %(name)s has answered, it is for you again."),
    RequestState.ACCEPTED: _("You said yes."),
    RequestState.DECLINED: _("You said no, in the words you chose."),
    RequestState.WITHDRAWN: _("%(name)s took it back."),
}

NUMBERS = (
    pgettext_lazy("number", "no"),
    pgettext_lazy("number", "one"),
    pgettext_lazy("number", "two"),
    pgettext_lazy("number", "three"),
    pgettext_lazy("number", "four"),
    pgettext_lazy("number", "five"),
    pgettext_lazy("number", "six"),
    pgettext_lazy("number", "seven"),
    pgettext_lazy("number", "eight"),
    pgettext_lazy("number", "nine"),
    pgettext_lazy("number", "ten"),
    pgettext_lazy("number", "eleven"),
    pgettext_lazy("number", "twelve"),
)


def in_letters(number: int) -> str:
    """“seven”; above twelve, the figures."""
    return str(NUMBERS[number]) if number < len(NUMBERS) else str(number)


def said(line: Line) -> str:
    """“45 minutes of your time for Giulio”; in the language in force."""
    names = {"name": name_said(line), "n": line.minutes or 0}
    if line.kind == Kind.SESSION:
        return _session(line) % names
    return str(OF_OBJECTS.get(line.object_kind) or SENTENCES[line.kind][line.direction]) % names


def name_said(line: Line) -> str:
    """The other’s given name, or that it is somebody."""
    return line.other.given_name if line.other else pgettext("the other of two people", "somebody")


def long_month(day: date) -> str:
    """“November”, “novembre”."""
    from babel.dates import format_date  # -- slow import

    return format_date(day, "LLLL", locale="it" if (get_language() or "it").startswith("it") else "en_GB")


def stands_said(request: ConnectionRequest, person: Membership) -> str:
    """Where a request stands, as one of its two people knows it."""
    is_mine = request.asker_id == person.pk
    values = {"name": request.other_of(person).given_name, "day": day_written(request.lapses_at, "d MMMM")}
    if request.is_lapsed:
        return str(_("Nobody answered in time: it has closed by itself.") if is_mine else _("It has closed by itself."))
    if request.state == RequestState.OPEN and request.reply:
        return euphonic(str(REPLIED_MINE if is_mine else REPLIED_THEIRS) % values)
    said = STANDS_MINE if is_mine else STANDS_THEIRS
    return elided(str(said[RequestState(request.state)]) % values)


def _session(line: Line) -> str:
    minutes = line.minutes or 0
    if line.direction == "given":
        return npgettext(
            "session", "%(n)s minute of your time for %(name)s", "%(n)s minutes of your time for %(name)s", minutes
        )
    if line.direction == "received":
        return npgettext(
            "session", "%(n)s minute of %(name)s’s time for you", "%(n)s minutes of %(name)s’s time for you", minutes
        )  # fmt: skip
    return npgettext("session", "%(n)s minute with %(name)s", "%(n)s minutes with %(name)s", minutes)
