"""A run as a table, for a spreadsheet: pairs with their reasons, who has nobody and why, the proof."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reciproca.core.tables.writing import OutSheet, write_csv, write_xlsx
from reciproca.programmes.wording import say

from .gathering import Traits
from .models import Proposal, Run, Unmatched
from .queries import Marks
from .review import causes_of
from .saying import reasons_in_words

__all__ = ["run_csv", "run_xlsx"]


def run_csv(run: Run, proposals: Sequence[Proposal], traits: Traits, marks: Marks) -> bytes:
    """The pairs alone; with semicolons for who reads Italian: so their spreadsheet opens it as a table."""
    italian = (get_language() or "it").startswith("it")
    return write_csv(_header(), _rows(proposals, traits, marks), italian=italian)


def run_xlsx(
    run: Run, proposals: Sequence[Proposal], unmatched: Sequence[Unmatched], traits: Traits, marks: Marks
) -> bytes:
    language = get_language() or "it"
    cohort = run.round.cohort
    causes = causes_of(unmatched, cohort, traits)
    proof = [
        (run.placed, run.total, run.upper_bound, say("proof.optimal" if run.is_proven else "proof.gap", language)),
        (None, None, None, say(f"proof.{run.mode}", language)),
        (None, None, None, say("proof.people", language, mentees=run.mentees, mentors=run.mentors, places=run.places)),
    ]
    sheets = [
        OutSheet(
            _("Pairs"),
            _header(),
            _rows(proposals, traits, marks),
            widths=(28, 30, 28, 30, 9, 10, 100),
            formats={4: "0.00"},
        ),
        OutSheet(
            _("Unmatched"),
            [_("Person"), _("Role"), _("Why"), _("What would help")],
            [
                (
                    one["person"]["name"],
                    cohort.role_name("mentor" if one["is_mentor"] else "mentee"),
                    one["cause"],
                    one["help"],
                )
                for one in causes
            ],
            widths=(28, 12, 80, 60),
        ),
        OutSheet(
            _("Proof"),
            [say(f"header.{name}", language) for name in ("placed", "total", "upper_bound", "settings")],
            proof,
            widths=(14, 12, 16, 110),
            formats={1: "0.000000", 2: "0.000000"},
        ),
    ]
    return write_xlsx(sheets, title=str(cohort))


def _header() -> list[str]:
    return [
        _("Mentee"), _("Mentee’s e-mail"), _("Mentor"), _("Mentor’s e-mail"), _("Fit"), _("Locked"), _("Why together"),
    ]  # fmt: skip


def _rows(proposals: Sequence[Proposal], traits: Traits, marks: Marks) -> list[tuple[object, ...]]:
    language = get_language() or "it"
    rows: list[tuple[object, ...]] = []
    for proposal in proposals:
        mentee, mentor = proposal.mentee, proposal.mentor
        reasons = reasons_in_words(
            proposal.reasons, mentee=mentee.given_name, mentor=mentor.given_name, traits=traits, language=language
        )
        why = "; ".join(f"{text} (+{share:.2f})" for share, text in reasons)
        locked = (proposal.mentee_id, proposal.mentor_id) in marks.locks
        rows.append((mentee.name, mentee.email, mentor.name, mentor.email, proposal.fit, locked, why))
    return rows
