"""Why a row is as it is: kept as data, said in the reader's language."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reciproca.core.days import day_written
from reciproca.core.tables.columns import FIELDS
from reciproca.core.tables.people import Finding
from reciproca.core.tables.sentences import SENTENCES, sentence

from .cells import clean_surrogates

__all__ = ["ASK", "NOTE", "SKIP", "STOP", "from_finding", "reason", "said"]

#: stop: the row stays out until it is put right; skip: it is left out; ask: it goes in, and a question is open; note: told.
STOP, SKIP, ASK, NOTE = "stop", "skip", "ask", "note"

#: Codes of a reading that leave a row out rather than ask for a correction.
LEAVES_OUT = {"no_consent", "left"}

OURS = {
    "skipped_by_hand": _("Left out by you."),
    "same_email_kept": _("The same person as in row %(row)s, which is the latest: we keep that one."),
    "needs_own_email": _("Row %(row)s has the same e-mail: this person needs one of their own."),
    "two_names": _("The same e-mail, two names. Who is it?"),
    "same_external_id": _("Row %(row)s has the same code. A code belongs to one person only."),
    "same_person_as_row": _("Row %(row)s speaks of the same person. Leave one of the two out."),
    "identity_conflict": _("The e-mail belongs to %(by_email)s and the code to %(by_code)s. Which of the two is it?"),
    "email_of_another": _("This e-mail already belongs to %(name)s. Is it the same person?"),
    "code_of_another": _("This code already belongs to %(name)s. Check the code, or the name."),
    "similar_name": _("There is already somebody called %(name)s here. Is it the same person?"),
    "has_left": _("%(name)s has left the community: an import does not bring people back."),
    "name_unsure": _("We read “%(given)s” as the given name and “%(family)s” as the family name."),
    "kept": _("Stays as they wrote it: “%(value)s”."),
    "too_many": _("There are %(count)s of them, and %(limit)s fit: keep the ones that matter most."),
    "avoid_unknown": _("We do not know who “%(text)s” is. Write their e-mail, or empty the cell."),
    "avoid_several": _("More than one person here is called “%(text)s”. Write the e-mail of the one that is meant."),
    "avoid_self": _("That is the person themselves. Empty the cell."),
    "year_unclear": _("A year is needed here, such as 2014, not “%(text)s”."),
    "no_role": _("Mentor or mentee? Nothing in the row says so."),
    "answer": _("%(sentence)s"),
    "withdrawn": _("This person withdrew their application: an import does not send it again."),
    "application_decided": _("Their application has already been decided on: the answers stay as they are."),
    "nobody_here": _("Nobody here has the e-mail %(email)s. Import the people first."),
    "nobody_named": _("Nobody here is called “%(text)s”. Write their e-mail, or import the people first."),
    "several_named": _("More than one person here is called “%(text)s”. Write the e-mail of the one that is meant."),
    "same_two": _("Mentor and mentee are the same person."),
    "pair_twice": _("The same pair as in row %(row)s."),
    "ended_before": _("The end comes before the start."),
    "ended_already": _("This pair ended on %(day)s. Bring it in with the pairs of past editions."),
    "starts_later": _("The start is still to come: such a pair is made by a round, or brought in when it has begun."),
    "no_place_left": _("%(name)s has %(places)s places in this cohort, and all are taken. Give them one more, or leave this pair out."),
    "no_place": _("%(name)s has one place in this cohort, and it is taken. Give them one more, or leave this pair out."),
    "has_a_mentor": _("%(name)s already has a mentor in this cohort: %(mentor)s."),
    "has_a_mentor_above": _("%(name)s already has a mentor in row %(row)s."),
    "not_a_pair": _("These two cannot be a pair in this cohort."),
    "no_consent": _(
        "%(name)s is a minor, and the consent of who has parental responsibility is not recorded: you write it down on "
        "their page in the register."
    ),
    "not_cleared": _(
        "%(name)s is a minor, and %(other)s has not been cleared for minors: you do that on their page in the register."
    ),
}  # fmt: skip

Reason = dict[str, Any]


def reason(
    code: str,
    kind: str = STOP,
    *,
    header: str = "",
    field: str = "",
    typed: str = "",
    repair: Any = None,
    **values: Any,
) -> Reason:
    return {
        "code": code, "kind": kind, "header": header, "field": field, "typed": typed,
        "repair": _written(repair), "values": {name: _plain(value) for name, value in values.items()},
    }  # fmt: skip


def from_finding(finding: Finding) -> Reason:
    problem = finding.problem
    return {
        "code": f"{problem.about}.{problem.code}",
        "kind": SKIP if problem.code in LEAVES_OUT else STOP,
        "header": finding.header or "",
        "field": finding.field or "",
        "typed": clean_surrogates(finding.typed),
        "repair": _written(problem.repair),
        "values": {name: _plain(value) for name, value in problem.values.items()},
    }


def said(it: Mapping[str, Any]) -> str:
    """The sentence of a reason, in the language in force."""
    language = (get_language() or "it")[:2]
    values = {name: _spoken(value, language) for name, value in it.get("values", {}).items()}
    if it["code"] in OURS:
        values = {name: _dated(value) for name, value in values.items()}
        return str(OURS[it["code"]]) % values if values else str(OURS[it["code"]])
    if it["code"] not in SENTENCES:
        return ""
    if "order" in values:
        values["order"] = sentence(f"order.{values['order']}", language)
    return sentence(it["code"], language, **values)


def _plain(value: Any) -> Any:
    if hasattr(value, "said"):  # the name of a field, said in the language of the sentence
        return {"field": value.name}
    if isinstance(value, datetime | date):
        return {"date": value.isoformat()}
    if isinstance(value, str):
        return clean_surrogates(value)
    return value


def _spoken(value: Any, language: str) -> Any:
    if isinstance(value, dict):
        if "field" in value:
            return FIELDS[value["field"]].label(language)
        return date.fromisoformat(value["date"][:10])
    return value


def _dated(value: Any) -> Any:
    return day_written(value, "d MMMM y") if isinstance(value, date) else value


def _written(repair: Any) -> str | None:
    """A repair as one would type it into the cell."""
    if repair is None or repair == "":
        return None
    if isinstance(repair, datetime | date):
        return repair.strftime("%d/%m/%Y")
    return clean_surrogates(str(repair))
