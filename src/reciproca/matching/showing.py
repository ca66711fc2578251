"""The review of a round as `review_page.html` and `bar.html` draw it: what it says, and where it leads."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from reciproca.core.days import hour_said
from reciproca.core.urls import reverse_in

from .models import Round, Run

__all__ = ["bar_shown", "review_shown"]


def review_shown(
    found: Round,
    run: Run,
    state: Mapping[str, Any],
    *,
    chosen: Mapping[str, str],
    orders: Iterable[tuple[str, Any]],
    beside: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """All of the page but its pairs and the bar. `state`: see `views._state`; `beside`: some of those who have nobody."""
    return {
        "heading": _heading(found),
        "lede": _lede(run),
        "words": _words(get_language() or ""),
        "urls": {
            name.replace("-", "_"): reverse_in(found.cohort.community, f"matching:{name}", public_id=found.public_id)
            for name in (
                "round-detail", "export-xlsx", "export-csv", "letter-list", "unmatched-list", "change-list",
                "round-preparation", "round-options", "setting-aside",
            )
        },
        "coverage_of_mentees": _mentees(run, state),
        "coverage_of_places": _places(run),
        "proof": _proof(run),
        "chosen": chosen,
        "kinds": [
            (value, said, value == chosen["shown"])
            for value, said in (
                ("all", _("all the pairs")),
                ("look", _("worth a look (%(n)s)") % {"n": run.summary.get("look", "")}),
                ("locked", _("locked (%(n)s)") % {"n": state["locked_pairs"]}),
            )
        ],
        "orders": [(value, said, value == chosen["sort"]) for value, said in orders],
        "beside": beside,
        "all_beside": _("All %(n)s") % {"n": run.left_out} if run.left_out > len(beside) else "",
        "changes": _changes(run),
        "first": _first(found),
    }  # fmt: skip


def _heading(found: Round) -> str:
    if found.is_published:
        return _("Round %(n)s, published") % {"n": found.number}
    if found.is_under_review:
        return _("Round %(n)s, to be reviewed") % {"n": found.number}
    return _("Round %(n)s, set aside") % {"n": found.number}


def _lede(run: Run) -> str:
    if not run.left_out:
        return ngettext("The one mentee found a place.", "All %(n)s mentees found a place.", run.placed) % {
            "n": run.placed
        }
    said = ngettext(
        "%(placed)s mentees of %(mentees)s found a place. One stays without, and the reason is known.",
        "%(placed)s mentees of %(mentees)s found a place. %(out)s stay without, and of each the reason is known.",
        run.left_out,
    )
    return said % {"placed": run.placed, "mentees": run.mentees, "out": run.left_out}


def bar_shown(found: Round, state: Mapping[str, Any]) -> dict[str, Any]:
    """What is decided so far, and the two ways on; `state`: see `views._state`."""
    community, public_id = found.cohort.community, found.public_id
    locks, exclusions = state["locks_count"], state["exclusions_count"]
    return {
        "words": _words_of_bar(get_language() or ""),
        "pending": bool(state["pending"]),
        "locked": ngettext("%(n)s locked", "%(n)s locked", locks) % {"n": locks},
        "excluded": ngettext("%(n)s excluded", "%(n)s excluded", exclusions) % {"n": exclusions},
        "run_url": reverse_in(community, "matching:run", public_id=public_id),
        "publication_url": reverse_in(community, "matching:publication", public_id=public_id),
        "title": _("Publish round %(n)s?") % {"n": found.number},
    }


def _mentees(run: Run, state: Mapping[str, Any]) -> dict[str, Any]:
    numbers = {"placed": run.placed, "mentees": run.mentees, "locked": state["locked_pairs"], "out": run.left_out}
    note = ngettext(
        "mentees matched; %(n)s pair locked by you", "mentees matched; %(n)s pairs locked by you", numbers["locked"]
    )
    label = _("%(placed)s mentees of %(mentees)s have a match, %(locked)s of them locked; %(out)s are left without")
    return {
        "title": _("%(placed)s of %(mentees)s") % numbers,
        "note": note % {"n": numbers["locked"]},
        "label": label % numbers,
        "counts": {"locked": numbers["locked"], "in": state["proposed_pairs"], "out": run.left_out},
    }


def _places(run: Run) -> dict[str, Any]:
    numbers = {"placed": run.placed, "places": run.places}
    note = ngettext(
        "places offered by %(n)s mentor", "places offered by %(n)s mentors; nobody over their limit", run.mentors
    )
    return {
        "title": _("%(placed)s of %(places)s") % numbers,
        "note": note % {"n": run.mentors},
        "label": _("%(placed)s of %(places)s places are taken") % numbers,
        "counts": {"locked": 0, "in": run.placed, "out": run.free_places},
    }


def _proof(run: Run) -> dict[str, Any]:
    assert run.finished_at is not None  # only what came to its end is reviewed
    checked = _("A second check, written apart, verified it at %(time)s.") % {"time": hour_said(run.finished_at)}
    return {
        "is_proven": run.is_proven,
        "total": number_format(run.total, 2),
        "bound": number_format(run.upper_bound, 2),
        "checked": checked,
        "rule": " ".join(_rules(run)),
    }


def _rules(run: Run) -> list[str]:
    """What was put first."""
    said = [
        _("First as many mentees as possible have a mentor; then the sum of the fits is as high as it can be.")
        if run.mode == "participation"
        else _("The sum of the fits is as high as it can be, before anything else.")
    ]
    if run.settings.get("floor"):
        said.append(_("Before the sum, the weakest pair was raised as far as possible."))
    if starts := run.summary.get("head_starts"):
        told = ngettext(
            "%(n)s person who was left out last time has a head start of 0.06.",
            "%(n)s people who were left out last time have a head start of 0.06.",
            starts,
        )
        said.append(told % {"n": starts})
    return said


def _changes(run: Run) -> dict[str, str] | None:
    changes = run.summary.get("changes")
    if not changes:
        return None
    sums = {"before": number_format(changes["total"], 2), "after": number_format(run.total, 2)}
    return {
        "pairs": _("%(new)s new pairs, %(kept)s as before") % changes,
        "sum": _("The sum went from %(before)s to %(after)s.") % sums,
    }


def _first(found: Round) -> str:
    """What counts first in the next computation."""
    first = capfirst(found.get_mode_display())
    if found.fair_floor:
        first += "; " + _("the weakest pair is raised first")
    return first


@lru_cache(16)
def _words(_language: str) -> dict[str, str]:
    return {
        "proven": _("It cannot be done better, and that is proven."),
        "best_found": _("This is the best that was found."),
        "sum": _("Sum of the fits"),
        "most": _("the most there can be"),
        "how": _("How it is proven"),
        "prices": _(
            "Besides the pairs, the computation gives every place of every mentor a price. Whatever the prices are, nobody can reach more than what all the places cost plus what each mentee could still gain by choosing the best mentor at those prices. The second check adds that up anew, from the answers and the prices alone: when it comes to the same sum, nothing better exists."
        ),
        "parts": _("Parts of the review"),
        "find": _("Find a person or a topic"),
        "which_pairs": _("Which pairs"),
        "order_by": _("Order by"),
        "show": _("Show"),
        "export": _("Export"),
        "letters": _("Read the letters"),
        "proposals": _("Proposals"),
        "beside": _("Who stays without, and what changed"),
        "without": _("Without a match"),
        "nobody": _("Nobody."),
        "since": _("Since the computation before"),
        "also": _("Also"),
        "who_takes_part": _("Who takes part now"),
        "what_counts": _("What counts first"),
        "set_aside": _("Set this round aside"),
        "no_pair_like_that": _("No pair like that"),
        "fewer_words": _("Try fewer words, or all the pairs."),
        "show_all": _("Show them all"),
        "no_pair_possible": _("No pair is possible"),
        "kept_apart": _(
            "Between these mentors and these mentees every pair is kept apart by a rule. Beside each name you read which one."
        ),
        "see_why": _("See why"),
    }


@lru_cache(16)
def _words_of_bar(_language: str) -> dict[str, str]:
    return {
        "stale": _("Since the computation you decided something that changes it."),
        "up_to_date": _("The computation is up to date."),
        "again": _("Compute again"),
        "publish": _("Read again and publish"),
        "moment": _("One moment: we count the letters."),
    }
