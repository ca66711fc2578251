"""What the overview says: its sentence, its definitions, the letter."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from reciproca.network.circulation import Circle, Shares
from reciproca.network.words import long_month

__all__ = ["CIRCLE_COUNTED", "COUNTED", "circle_said", "first_date_said", "headline", "mentees_said", "share_said"]

NUMBERS = (
    pgettext_lazy("number of pairs", "No"), pgettext_lazy("number of pairs", "One"),
    pgettext_lazy("number of pairs", "Two"), pgettext_lazy("number of pairs", "Three"),
    pgettext_lazy("number of pairs", "Four"), pgettext_lazy("number of pairs", "Five"),
    pgettext_lazy("number of pairs", "Six"), pgettext_lazy("number of pairs", "Seven"),
    pgettext_lazy("number of pairs", "Eight"), pgettext_lazy("number of pairs", "Nine"),
)  # fmt: skip


def headline(*, pairs: int, not_met: int, quiet: int) -> str:
    """The one thing to know: who has not met, else who has gone quiet, else that all is well."""
    if not pairs:
        return _("Nobody has been matched yet.")
    if not_met:
        return ngettext("%(n)s pair has not met yet.", "%(n)s pairs have not met yet.", not_met) % _number(not_met)
    if quiet:
        return ngettext(
            "Everybody has met. %(n)s pair has been quiet for a month.",
            "Everybody has met. %(n)s pairs have been quiet for a month.",
            quiet,
        ) % _number(quiet)
    return _("Every pair has met.")


def _number(n: int) -> dict[str, str]:
    return {"n": str(NUMBERS[n]) if n < len(NUMBERS) else str(n)}


def mentees_said(n: int) -> str:
    if n == 0:
        return pgettext("load", "no mentee")
    return ngettext("%(n)s mentee", "%(n)s mentees", n) % {"n": n}


# ── the letter ───────────────────────────────────────────────────────────────


def first_date_said(name: str, began: str) -> dict[str, str]:
    """Subject, sentences and button of the reminder; `name` is the other’s."""
    return {
        "subject": _("You and %(name)s: a first date") % {"name": name},
        "lede": _("You were brought together with %(name)s on %(day)s, and no session has taken place yet.")
        % {"name": name, "day": began},
        "more": _(
            "It happens: the first one is the hardest to fit in. Propose two dates, or say there that this is not the "
            "right moment: both are fine, and both help the other."
        ),
        "label": _("Choose a date"),
    }


# ── the circle ───────────────────────────────────────────────────────────────


def circle_said(circle: Circle, today: date) -> str:
    """The title of the card: the farthest that help has gone in the last whole month that can be told."""
    whole = [month for month in circle.months if month.first_day < today.replace(day=1) and month.given]
    if not whole:
        return _("The circle has only just begun to turn.")
    month = whole[-1]
    names = {"month": long_month(month.first_day)}
    if month.went_round:
        said = ngettext(
            "In %(month)s %(n)s help went round and came back to where it had begun.",
            "In %(month)s %(n)s helps went round and came back to where they had begun.",
            month.went_round,
        )
        return said % {**names, "n": month.went_round}
    if month.passed_on:
        said = ngettext(
            "In %(month)s %(n)s help was passed on to somebody else.",
            "In %(month)s %(n)s helps were passed on to somebody else.",
            month.passed_on,
        )
        return said % {**names, "n": month.passed_on}
    if month.returned:
        said = ngettext(
            "In %(month)s %(n)s help found its way back.",
            "In %(month)s %(n)s helps found their way back.",
            month.returned,
        )
        return said % {**names, "n": month.returned}
    return _("In %(month)s help was given, and is still on its way.") % names


def share_said(shares: Shares | None) -> str:
    if shares is None:
        return _("For the year as a whole there are too few people to tell.")
    return _(
        "Of all that was given in the last twelve months, %(direct)s %% came straight back, %(further)s %% went further "
        "round through others, and %(one_way)s %% is on its way."
    ) % {"direct": shares.direct, "further": shares.further, "one_way": shares.one_way}


#: How this is counted: term and definition.
COUNTED: tuple[tuple[str | Promise, str | Promise], ...] = (
    (
        pgettext_lazy("counted", "People"),
        gettext_lazy(
            "Each is counted once at every stage they have reached, as a mentor or as a mentee. Invited: written to, or "
            "came by themselves. Registered: they have joined (in a cohort: they sent an application). Accepted: they "
            "take part. Matched: they have had at least one mentorship. Met: one session that both confirmed. Under "
            "way: it goes on today, or was closed together. Closed: closed together."
        ),
    ),
    (
        pgettext_lazy("counted", "Pairs"),
        gettext_lazy(
            "Not met yet: open, without any confirmed session. Quiet: under way, with no session in the last thirty days "
            "and none planned. Stopped early: ended because one of the two wished so."
        ),
    ),
    (
        pgettext_lazy("counted", "Sessions"),
        gettext_lazy(
            "One counts on the day it took place, once both have said that it did. Hoped for: the number of meetings each "
            "cohort aims at, spread evenly from the day a pair begins to the end of the cohort, up to today; once a pair "
            "has ended, nothing more is hoped for."
        ),
    ),
    (
        pgettext_lazy("counted", "Load"),
        gettext_lazy(
            "Open mentorships of each mentor in one cohort, beside the number they chose and the cohort allows. Who mentors "
            "in two cohorts stands in both. Cohorts that are over are left out."
        ),
    ),
    (
        pgettext_lazy("counted", "Left out"),
        gettext_lazy("Mentees for whom a published round found nobody, and who have had nobody since."),
    ),
    (
        pgettext_lazy("counted", "What is not here"),
        gettext_lazy(
            "Messages, notes, goals, what was talked about, what people told each other: no figure is made of them, and "
            "no page of yours opens them."
        ),
    ),
)

CIRCLE_COUNTED: tuple[tuple[str | Promise, str | Promise], ...] = (
    (
        pgettext_lazy("counted", "What counts as given"),
        gettext_lazy(
            "A session, an introduction, an answer, an opening, a note that helped; and public words about them: thanks, a "
            "recommendation. Only what its receiver confirmed. What two people did together has no giver and is left out; "
            "so is what they wrote to each other about how it goes."
        ),
    ),
    (
        pgettext_lazy("counted", "Came back"),
        gettext_lazy(
            "Whoever gives something had received from the same person in the year before. Each thing received can be "
            "returned once."
        ),
    ),
    (
        pgettext_lazy("counted", "Passed on"),
        gettext_lazy(
            "Whoever helps had been helped by a third person in the year before, and had not passed that on yet. Thanks and "
            "words can return something; they pass nothing on."
        ),
    ),
    (
        pgettext_lazy("counted", "Went round"),
        gettext_lazy("Of what was passed on: what reached, over three people or more, somebody it had come from."),
    ),
    (
        pgettext_lazy("counted", "The year"),
        gettext_lazy(
            "By weight, an hour of a session being four and thanks two, over the last twelve months. Straight back: the "
            "smaller of what went each way between two people. Further round: what the largest flow in which everybody "
            "gives as much as they receive adds to that. The months and the year answer different questions, and do not add up."
        ),
    ),
    (
        pgettext_lazy("counted", "Too few"),
        gettext_lazy(
            "A figure that concerns fewer than five people is not shown, nor one from which it could be worked out."
        ),
    ),
)
