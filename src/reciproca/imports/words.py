"""What pages say of fields, values and rows: data in, words in the reader's language out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from reciproca.communities.choices import LANGUAGES
from reciproca.core.days import day_written
from reciproca.core.italian import elided
from reciproca.core.tables.columns import FIELDS
from reciproca.core.tables.sentences import sentence
from reciproca.people.queries import SPOKEN_WORDS
from reciproca.programmes.answers import slot_name
from reciproca.programmes.models import Cohort

from .cells import shown
from .choices import Outcome
from .models import ImportBatch, ImportRow
from .reasons import ASK, STOP, said
from .rows import QUESTION

__all__ = [
    "Line",
    "Mend",
    "field_name",
    "how_it_was_read",
    "line_of",
    "mend_of",
    "notes_of",
    "repairs_alike",
    "stitches",
]

NAMES = {
    "given_name": pgettext_lazy("changed field", "given name"),
    "family_name": pgettext_lazy("changed field", "family name"),
    "external_id": pgettext_lazy("changed field", "code"),
    "minor": pgettext_lazy("changed field", "minor"),
    "language": pgettext_lazy("changed field", "language of the pages"),
    "email": pgettext_lazy("changed field", "e-mail"),
    "headline": pgettext_lazy("changed field", "headline"),
    "story": pgettext_lazy("changed field", "story"),
    "worthwhile": pgettext_lazy("changed field", "what would make it worthwhile"),
    "city": pgettext_lazy("changed field", "city"),
    "skills": pgettext_lazy("changed field", "skills"),
    "interests": pgettext_lazy("changed field", "interests"),
    "languages": pgettext_lazy("changed field", "languages"),
    "availability": pgettext_lazy("changed field", "when they can"),
    "mentor_capacity": pgettext_lazy("changed field", "places as a mentor"),
    "offer": pgettext_lazy("changed field", "offers"),
    "need": pgettext_lazy("changed field", "needs"),
    "path": pgettext_lazy("changed field", "path"),
    "graduated": pgettext_lazy("changed field", "path"),
    "barred": pgettext_lazy("changed field", "not to meet"),
    "pair": pgettext_lazy("changed field", "pair"),
    "mentorship": pgettext_lazy("changed field", "mentorship"),
    "ended_on": pgettext_lazy("changed field", "end"),
}

MARKS = {
    Outcome.NEW: ("good", pgettext_lazy("row, one", "new")),
    Outcome.UPDATED: ("news", pgettext_lazy("row, one", "updated")),
    Outcome.UNCHANGED: ("", pgettext_lazy("row, one", "unchanged")),
    Outcome.REJECTED: ("look", pgettext_lazy("row, one", "to be put right")),
    Outcome.SKIPPED: ("", pgettext_lazy("row, one", "left out")),
}


def field_name(name: str, questions: Mapping[str, str] | None = None) -> str:
    """What a column is taken for, as the list of choices says it."""
    if name.startswith(QUESTION):
        return (questions or {}).get(name, name)
    if name in FIELDS:
        return FIELDS[name].label((get_language() or "it")[:2])
    return str(NAMES.get(name, name))


# ── rows ─────────────────────────────────────────────────────────────────────


@dataclass
class Difference:
    """One thing as it is, and as it would be; what is only added is several words under one name."""

    name: str
    before: str
    after: str
    more: list[str] = field(default_factory=list)


@dataclass
class Line:
    """One row of the table: who, what would become of it, what changes."""

    row: ImportRow
    mark: str
    word: str
    about: str
    differences: list[Difference] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def line_of(row: ImportRow, cohort: Cohort | None = None) -> Line:
    mark, word = MARKS[Outcome(row.outcome)]
    differences = _differences(row.changes, cohort)
    remarks = [_remark(one) for one in row.reasons if one["kind"] != STOP]
    if row.outcome == Outcome.NEW:
        differences = _applications_only(row.changes, cohort)
    return Line(row, mark, str(word), _about(row), differences, [one for one in remarks if one])


def _remark(it: Mapping[str, Any]) -> str:
    if it["code"] == "kept" and it["field"]:
        text = said(it) if it["values"].get("value") else _("Stays as they wrote it.")
        return f"{field_name(it['field'])}: {text[:1].lower()}{text[1:]}"
    return said(it)


def _about(row: ImportRow) -> str:
    """City, what they offer or look for: enough to recognise who it is."""
    changes = [(name, after) for name, _before, after in row.changes]
    there = dict(changes)
    parts = []
    if city := row.clean.get("city") or there.get("city"):
        parts.append(city)
    offers = row.clean.get("offers") or [after for name, after in changes if name == "offer"]
    needs = row.clean.get("needs") or [after for name, after in changes if name == "need"]
    if offers:
        parts.append(_("offers “%(what)s”") % {"what": offers[0][:60]})
    elif needs:
        parts.append(_("looks for “%(what)s”") % {"what": needs[0][:60]})
    return "; ".join(parts)


def _differences(changes: Sequence[Sequence[Any]], cohort: Cohort | None) -> list[Difference]:
    barred = sum(1 for name, *_rest in changes if name == "barred")
    if any(name == "headline" for name, *_rest in changes):  # it says the same
        changes = [change for change in changes if change[0] != "path"]
    found = [
        _difference(name, before, after, cohort) for name, before, after in changes if name not in ("barred", "email")
    ]
    found += [
        Difference(str(NAMES["email"]), before, after) for name, before, after in changes if name == "email" and before
    ]
    if barred:
        people = _("one person") if barred == 1 else _("%(count)s people") % {"count": barred}
        found.append(Difference(str(NAMES["barred"]), "", people))
    return _grouped(found)


def _grouped(found: Sequence[Difference]) -> list[Difference]:
    grouped: dict[str, Difference] = {}
    for one in found:
        first = grouped.setdefault(one.name, one)
        if first is not one:
            first.more.append(one.after)
    return list(grouped.values())


def _applications_only(changes: Sequence[Sequence[Any]], cohort: Cohort | None) -> list[Difference]:
    return [
        _difference(name, before, after, cohort)
        for name, before, after in changes
        if name.startswith(("application:", "pair", "mentorship"))
    ]


def _difference(name: str, before: Any, after: Any, cohort: Cohort | None) -> Difference:
    if name.startswith("application:"):
        return _application_difference(name.partition(":")[2], before, after, cohort)
    if name == "mentorship":
        since = _worded("ended_on", after["started_on"])
        names = f"{after['mentor']} · {after['mentee']}"
        return Difference(
            str(NAMES["mentorship"]),
            "",
            elided(_("%(names)s, since %(day)s") % {"names": names, "day": since}) if since else names,
        )
    if name == "pair":
        return Difference(
            str(NAMES["pair"]),
            "",
            " · ".join(one for one in (after["mentor"], after["mentee"], after["edition"]) if one),
        )
    label = str(NAMES.get(name, name))
    if name in ("skills", "interests", "languages"):  # what was there stays: only what is added is news
        there, now = _as_words(name, before), _as_words(name, after)
        added = [one for one in now if one not in there]
        gone = [one for one in there if one not in now]
        return Difference(label, ", ".join(gone), ", ".join(added))
    return Difference(label, _worded(name, before), _worded(name, after))


def _application_difference(role: str, before: Any, after: Any, cohort: Cohort | None) -> Difference:
    name = cohort.role_name(role) if cohort else role
    if before is None:
        count = len(after.get("answers", {}))
        return Difference(_("application"), "", _("as %(role)s, %(count)s answers") % {"role": name, "count": count})
    return Difference(
        _("application as %(role)s") % {"role": name}, "", _("%(count)s answers changed") % {"count": len(after)}
    )


def _as_words(name: str, value: Any) -> list[str]:
    if name == "languages":
        return [str(SPOKEN_WORDS.get(one["code"], one["code"])) for one in value or []]
    return list(value or [])


def _worded(name: str, value: Any) -> str:
    match name:
        case "availability":
            return ", ".join(slot_name(slot) for slot in value or [])
        case "language":
            return dict(LANGUAGES).get(value, value)
        case "minor" if value:
            return _("yes")
        case "path" if value:
            return ", ".join(one for one in value[1:3] if one)
        case "ended_on" if value:
            return day_written(date.fromisoformat(value), "d MMMM y")
    return "" if value in (None, "") else str(value)


# ── rows that ask for somebody ───────────────────────────────────────────────


@dataclass
class MendField:
    """A cell to be put right: what stands there, or what we propose instead."""

    position: int
    header: str
    label: str
    value: str
    help: str = ""
    error: str = ""


@dataclass
class Answer:
    name: str
    value: str
    label: str
    note: str = ""


@dataclass
class Mend:
    """A row with an open question, and the ways to answer it."""

    row: ImportRow
    numbers: list[int]
    who: str
    fields: list[MendField] = field(default_factory=list)
    question: str = ""
    answers: list[Answer] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    alike: tuple[str, str, int] | None = None  # code, header, how many rows
    done: str = ""

    @property
    def id(self) -> str:
        return f"row-{self.row.number}"

    @property
    def is_proposed(self) -> bool:
        """Everything that is asked has its answer ready: agreeing is enough."""
        return bool(self.fields) and not any(one.error for one in self.fields)


def mend_of(row: ImportRow, headers: Sequence[str], alike: Mapping[tuple[str, str], int] | None = None) -> Mend:
    mend = Mend(row, [row.number], row.label or row.key or _("nobody’s name"))
    standing = {**dict(zip(headers, map(shown, row.cells), strict=False)), **row.corrections}
    for it in row.reasons:
        if it["kind"] not in (STOP, ASK):
            continue
        if it["code"] in CHOICES:
            CHOICES[it["code"]](mend, it)
            continue
        header = it["header"]
        if not header or header not in headers:
            mend.sentences.append(said(it))
            continue
        if any(one.header == header for one in mend.fields):
            continue
        words = said(it)
        value = it["repair"] or standing.get(header, "")
        mend.fields.append(
            MendField(
                headers.index(header), header, header, value,
                help=" ".join([words, _("It is already written below.")]) if it["repair"] else "",
                error="" if it["repair"] else words,
            )
        )  # fmt: skip
        count = (alike or {}).get((it["code"], header), 0)
        if it["repair"] and count > 1 and mend.alike is None:
            mend.alike = (it["code"], header, count)
    return mend


def corrected(row: ImportRow) -> Mend:
    """A row somebody has put right, with what became of it."""
    mend = Mend(row, [row.number], row.label or row.key)
    words = ", ".join(
        f"{header}: {text}" if text else _("%(column)s: empty") % {"column": header}
        for header, text in row.corrections.items()
    )
    state = {
        Outcome.NEW: _("Now it is among the new ones."),
        Outcome.UPDATED: _("Now it is among the updated ones."),
        Outcome.UNCHANGED: _("It is as it already was."),
        Outcome.SKIPPED: _("Now it is left out."),
    }.get(Outcome(row.outcome), "")
    mend.done = " ".join([_("Put right by you."), f"{words[:160]}.", state]) if words else state
    return mend


def _two_names(mend: Mend, it: Mapping[str, Any]) -> None:
    values = it["values"]
    mend.numbers = values["rows"]
    mend.who = ", ".join(dict.fromkeys(values["names"]))
    mend.question = said(it)
    mend.answers = [
        Answer("twin", "same", _("The same person"), _("we keep row %(row)s, the latest") % {"row": values["row"]}),
        Answer("twin", "two", _("Two people"), _("the second needs an e-mail of their own")),
    ]


def _another(mend: Mend, it: Mapping[str, Any]) -> None:
    mend.question = said(it)
    mend.answers = [
        Answer(
            "same_as",
            it["values"]["public_id"],
            _("The same person"),
            _("we update %(name)s") % {"name": it["values"]["name"]},
        ),
        Answer("skip", "1", _("Somebody else"), _("they need an e-mail of their own: the row stays out")),
    ]


def _similar(mend: Mend, it: Mapping[str, Any]) -> None:
    values = it["values"]
    mend.question = said(it)
    mend.answers = [
        Answer("same_as", values["public_id"], _("The same person"), _("we update %(name)s, %(email)s") % values),
        Answer("same_as", "nobody", _("Two people"), _("this one is new")),
    ]


CHOICES = {"two_names": _two_names, "email_of_another": _another, "similar_name": _similar}


def repairs_alike(rows: Iterable[Sequence[Mapping[str, Any]]]) -> Counter[tuple[str, str]]:
    """How many rows have the same trouble in the same column, with a repair at hand."""
    found: Counter[tuple[str, str]] = Counter()
    for reasons in rows:
        found.update({(it["code"], it["header"]) for it in reasons if it["repair"] and it["kind"] == STOP})
    return found


# ── how the sheet was read ───────────────────────────────────────────────────

ENCODINGS = {
    "utf-8": gettext_lazy("UTF-8"),
    "utf-8-sig": gettext_lazy("UTF-8"),
    "cp1252": gettext_lazy("Windows-1252: the accented letters are right"),
    "mac_roman": gettext_lazy("Mac Roman"),
}
SEPARATORS = {
    ",": gettext_lazy("comma"), ";": gettext_lazy("semicolon"), "\t": gettext_lazy("tab"), "|": gettext_lazy("bar"),
}  # fmt: skip


def how_it_was_read(batch: ImportBatch) -> list[tuple[str, str]]:
    """The facts of the reading, each with its name."""
    shape, language = batch.shape, (get_language() or "it")[:2]
    facts: list[tuple[str, str]] = []
    if len(shape.get("sheets", [])) > 1:
        facts.append((_("Sheet"), shape["sheet"]))
    if shape.get("encoding"):
        facts.append((_("Characters"), str(ENCODINGS.get(shape["encoding"], shape["encoding"]))))
    if shape.get("delimiter"):
        facts.append((_("Separator"), str(SEPARATORS.get(shape["delimiter"], shape["delimiter"]))))
    row = shape.get("header_row", 1)
    facts.append(
        (
            _("Column names"),
            _("in row %(row)s; there is a title above") % {"row": row} if row > 1 else _("in the first row"),
        )
    )
    facts.append((_("Rows"), str(shape.get("rows", 0))))
    orders = set(batch.decided.get("dates", {}).values())
    if orders:
        facts.append((_("Dates"), "; ".join(sentence(f"order.{order}", language) for order in sorted(orders))))
    return facts


def notes_of(batch: ImportBatch) -> list[str]:
    """What was left out while reading, and what is worth a look."""
    language = (get_language() or "it")[:2]
    told = {"encoding", "header_row"}
    words = []
    for note in batch.shape.get("notes", []):
        if note["code"] not in told:
            values = dict(note["values"])
            if "order" in values:
                values["order"] = sentence(f"order.{values['order']}", language)
            words.append(sentence(f"note.{note['code']}", language, **values))
    return words


def stitches(counts: Mapping[str, int], *, most: int = 200) -> list[tuple[str, str]]:
    """One stitch a row as long as they can be told apart, else in proportion: (class, place)."""
    kinds = [
        ("new", counts.get(Outcome.NEW, 0)),
        ("changed", counts.get(Outcome.UPDATED, 0)),
        ("same", counts.get(Outcome.UNCHANGED, 0) + counts.get(Outcome.SKIPPED, 0)),
        ("stuck", counts.get(Outcome.REJECTED, 0)),
    ]
    total = sum(count for _name, count in kinds)
    if not total:
        return []
    drawn = min(total, most)
    shares = [(name, max(1, round(count * drawn / total)) if count else 0) for name, count in kinds]
    marks = [name for name, count in shares for _ in range(count)]
    step = 1180 / len(marks)
    return [(name, f"{step * (at + 0.5):.1f}") for at, name in enumerate(marks)]
