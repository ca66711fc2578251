"""Two spreadsheets in, a workbook out: the matching of `reciproca match`, with no server and no database.

1. Read both files as people have them, each in its own child process, at the same time.
2. Choose the sheet, recognise the columns, read the rows; what is in doubt is told, never guessed.
3. Make the problem, solve it, verify the answer from the problem alone.
4. Write pairs with their reasons, the unmatched with their cause, and the proof.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from reciproca.core.tables.columns import FIELDS, SheetMapping, load_mapping, plain
from reciproca.core.tables.people import People, PersonRow, read_people
from reciproca.core.tables.reading import Sheet, TableRefused, choose_sheet, people_sheets, read_table
from reciproca.core.tables.writing import OutSheet, write_xlsx
from reciproca.matching.lessons import Register, answers_of, sentences_of
from reciproca.matching.met import MetRefused, read_meetings
from reciproca.matching.scores import ScoresRefused, read_scores
from reciproca.programmes.wording import say, say_cause, say_reasons

if TYPE_CHECKING:
    from reciproca.matching.problem import Prepared

Role = Literal["mentor", "mentee"]
Side = Literal["mentors", "mentees"]
ROLE: dict[Side, Role] = {"mentors": "mentor", "mentees": "mentee"}
FEW = 50  # up to so many unmatched, each is told who would have to give way; beyond, it is places that are missing
LEAVES_OUT = {"no_identity", "no_consent", "left"}


class CannotMatch(Exception):
    """A refusal with its sentence, already in the language asked for."""


@dataclass
class SideRead:
    """One of the two files, read: its rows that take part, and what the coordinator should look at."""

    file: str
    sheet: Sheet
    people: People
    rows: list[PersonRow] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    """What to say at the end."""

    placed: int
    mentees: int
    total: float
    upper_bound: float
    remarks: int
    file: str

    def sentences(self, language: str) -> list[str]:
        said = [
            say(
                "done",
                language,
                placed=self.placed,
                mentees=self.mentees,
                total=self.total,
                bound=self.upper_bound,
                file=self.file,
            )
        ]
        if self.remarks:
            said.append(say("done.doubts", language, count=self.remarks))
        return said


def match_files(
    mentors: str | Path,
    mentees: str | Path,
    out: str | Path,
    *,
    mapping: str | Path | None = None,
    met: str | Path | None = None,
    despite_no: bool = False,
    language: str = "en",
    prefer: Literal["participation", "fit"] = "participation",
) -> Outcome:
    """Match the people of two files and write the workbook. Raises `CannotMatch` with the sentence to show.

    `met` is a sheet of answers given after short meetings, from which the fit is learned; with `despite_no`, a no does not
    keep two people apart.
    """
    out = Path(out)
    check_target(out, [Path(file) for file in (mentors, mentees, met) if file], language)
    prepared, sides = read_both(mentors, mentees, mapping=mapping, language=language)
    from reciproca.matching import problem as bridge

    fit_from = [say("proof.features", language)]
    if met:
        prepared, fit_from = learned_from(met, prepared, sides, heed_no=not despite_no, language=language)
    matched = bridge.match(prepared, prefer=prefer)
    remarks = [remark for side in sides.values() for remark in side.remarks]
    sheets = [
        _pairs_sheet(matched, language),
        _unmatched_sheet(matched, language, bridge),
        _proof_sheet(matched, sides, prefer, fit_from, language),
    ]
    write(sheets, out, language)
    report = matched.report
    return Outcome(
        matched.result.placed, len(prepared.mentees), report.total, report.upper_bound, len(remarks), str(out)
    )


def match_scores(
    scores: str | Path,
    out: str | Path,
    *,
    mentors: str | Path | None = None,
    mapping: str | Path | None = None,
    capacity: int = 1,
    language: str = "en",
    prefer: Literal["participation", "fit"] = "participation",
) -> Outcome:
    """The same from a table of fits. How many each mentor takes: from the sheet of the mentors, else `capacity` for all.

    Raises `CannotMatch` with the sentence to show.
    """
    out = Path(out)
    check_target(out, [Path(path) for path in (scores, mentors) if path], language)
    try:
        mappings = load_mapping(mapping) if mapping else {}
        table = read_scores(scores, language=language)
    except TableRefused as refusal:
        raise CannotMatch(refusal.sentence(language)) from None
    except ScoresRefused as refused:
        raise CannotMatch(str(refused)) from None
    from reciproca.matching import problem as bridge  # it loads the solver

    places = [capacity] * len(table.mentors)
    remarks: list[str] = []
    if mentors:
        own = mappings.get("mentors", SheetMapping(capacity=capacity))
        read = _read_side(Path(mentors), "mentors", own, language)
        remarks += read.remarks
        known: dict[str, int] = {}
        for row, person in zip(read.rows, _people(read, own, bridge), strict=True):
            for name in (name_of(row), str(row.values.get("email") or ""), str(row.values.get("external_id") or "")):
                if name:
                    known[bridge.folded(name)] = person["capacity"]
        for at, name in enumerate(table.mentors):
            if bridge.folded(name) not in known:
                raise CannotMatch(say("error.score_unknown", language, name=name, file=Path(mentors).name))
            places[at] = known[bridge.folded(name)]
    solved = bridge.match_table(len(table.mentees), len(table.mentors), table.fit, capacity=places, prefer=prefer)
    report = solved.report
    why = say("scores.why", language, file=table.file)
    pairs = [(table.mentees[i], table.mentors[j], table.fit[i, j], why) for i, j in solved.pairs]
    unmatched = []
    for i, cause in solved.unplaced:
        name = table.mentees[i]
        kind = {"nobody_possible": "scores.nobody", "table.taken": "scores.taken"}.get(cause.kind)
        unmatched.append((name, say(kind, language, name=name) if kind else say_cause(cause, language, name=name)))
    settings = [
        say("proof.optimal" if report.optimal else "proof.gap", language),
        say(f"proof.{prefer}", language),
        say("scores.proof", language, file=table.file),
        say("proof.people", language, mentees=len(table.mentees), mentors=len(table.mentors), places=solved.places),
        *remarks,
    ]
    rows: list[tuple[object, ...]] = [(None, None, None, text) for text in settings]
    rows[0] = (len(pairs), report.total, report.upper_bound, settings[0])
    write(_three_sheets(pairs, unmatched, rows, language), out, language)
    return Outcome(len(pairs), len(table.mentees), report.total, report.upper_bound, len(remarks), str(out))


# --------------------------------------------------------------------------------------------------------- reading


def read_both(
    mentors: str | Path, mentees: str | Path, *, mapping: str | Path | None, language: str
) -> tuple[Prepared, dict[Side, SideRead]]:
    """The people of both files as a problem, with what was read and what to look at. Raises `CannotMatch`."""
    try:
        mappings = load_mapping(mapping) if mapping else {}
    except TableRefused as refusal:
        raise CannotMatch(refusal.sentence(language)) from None
    paths: dict[Side, Path] = {"mentors": Path(mentors), "mentees": Path(mentees)}
    with ThreadPoolExecutor(2) as both:
        reading = {
            side: both.submit(_read_side, path, side, mappings.get(side, SheetMapping()), language)
            for side, path in paths.items()
        }
        from reciproca.matching import problem as bridge  # here, while the children read: it loads the solver

        sides = {side: future.result() for side, future in reading.items()}

    if mappings:
        _check_common_columns(sides, mappings["mentors"], language)
    people = {side: _people(sides[side], mappings.get(side, SheetMapping()), bridge) for side in sides}
    _resolve_avoided(people, sides, bridge)
    prepared = bridge.prepare(
        [bridge.Person(**one) for one in people["mentees"]], [bridge.Person(**one) for one in people["mentors"]]
    )
    return prepared, sides


def learned_from(
    met: str | Path, prepared: Prepared, sides: dict[Side, SideRead], *, heed_no: bool, language: str
) -> tuple[Prepared, list[str]]:
    """The same people with the fit that a sheet of answers has taught, and the sentences that say so."""
    from reciproca.matching import meetings as bridge

    file = Path(met).name
    try:
        answers = answers_of(
            read_meetings(met, language=language),
            register_of(prepared, sides),
            file=file,
            files={ROLE[side]: read.file for side, read in sides.items()},
            language=language,
        )
    except MetRefused as refused:
        raise CannotMatch(str(refused)) from None
    learned, lesson = bridge.learn_from(prepared, answers, heed_no=heed_no)
    least = bridge.ENOUGH_ANSWERS
    return learned, sentences_of(lesson, file=file, pairs=len(answers), heed_no=heed_no, least=least, language=language)


def register_of(prepared: Prepared, sides: dict[Side, SideRead]) -> Register:
    return Register(prepared, {ROLE[side]: read.rows for side, read in sides.items()})


def _read_side(path: Path, side: Side, mapping: SheetMapping, language: str) -> SideRead:
    try:
        sheets = read_table(
            path,
            sheet=mapping.sheet,
            header_row=mapping.header_row,
            encoding=mapping.encoding,
            delimiter=mapping.delimiter,
        )
        sheet = _sheet_for(sheets, side, mapping)
        _check_mapping(sheet, sorted(mapping.own), _names(sheet))
        people = read_people(
            sheet,
            role=ROLE[side],
            remembered=mapping.columns,
            options=mapping.options,
            date_order=mapping.date_order,  # type: ignore[arg-type]
            required=(),
        )
    except TableRefused as refusal:
        sentence = refusal.sentence(language)
        named = path.name if path.name not in sentence else None
        raise CannotMatch(say("error.in_file", language, file=named, why=sentence) if named else sentence) from None
    fields = {column.field for column in people.columns}
    if not fields & {"full_name", "first_name", "last_name", "email", "external_id"}:
        raise CannotMatch(say("error.no_people", language, file=path.name, columns=list(sheet.headers[:30])))
    read = SideRead(path.name, sheet, people)
    _choose_rows(read, side, language)
    if not read.rows:
        raise CannotMatch(say(f"error.none_left.{side}", language, file=path.name))
    return read


def _sheet_for(sheets: Sequence[Sheet], side: Side, mapping: SheetMapping) -> Sheet:
    """The sheet asked for; else, among sheets of people, the one named after this side; else the likeliest."""
    if mapping.sheet is not None:
        return choose_sheet(sheets, name=mapping.sheet)
    other = ROLE["mentees" if side == "mentors" else "mentors"]
    likely = people_sheets(sheets)
    named = [one for one in likely if ROLE[side] in one.name.casefold() and other not in one.name.casefold()]
    return named[0] if named else choose_sheet(sheets)


def _names(sheet: Sheet) -> set[str]:
    return {plain(header) for header in sheet.headers} | set(sheet.headers)


def _check_mapping(sheet: Sheet, headers: Iterable[str], there: set[str]) -> None:
    """A column named in the mapping file and found nowhere is a slip, not something to pass over."""
    for header in headers:
        if header not in there and plain(header) not in there:
            shown = list(sheet.headers[:30])
            raise TableRefused("mapping_unknown_column", header=header, sheet=sheet.name, headers=shown)


def _check_common_columns(sides: dict[Side, SideRead], mapping: SheetMapping, language: str) -> None:
    """Columns named for both sheets must be in one of them at least."""
    there = _names(sides["mentors"].sheet) | _names(sides["mentees"].sheet)
    try:
        _check_mapping(sides["mentors"].sheet, sorted(set(mapping.columns) - mapping.own), there)
    except TableRefused as refusal:
        raise CannotMatch(refusal.sentence(language)) from None


def _choose_rows(read: SideRead, side: Side, language: str) -> None:
    """Rows of this side, the latest of each person; every row or cell that is not used is told."""
    role = ROLE[side]
    latest: dict[str, PersonRow] = {}
    for note in [*read.sheet.notes, *read.people.notes]:
        if note.code in TOLD:
            read.remarks.append(say("proof.note", language, file=read.file, why=note.sentence(language)))
    for person in read.people.rows:
        if role not in person.roles:
            continue
        out = next(
            (one for one in person.findings if one.problem.about == "row" and one.problem.code in LEAVES_OUT), None
        )
        if out:
            why = out.sentence(language)
            read.remarks.append(say("proof.left_out", language, file=read.file, row=person.number, why=why))
            continue
        for finding in person.findings:
            if finding.problem.about == "cell":
                who = name_of(person) or finding.header or ""
                why = finding.sentence(language)
                read.remarks.append(say("proof.doubt", language, file=read.file, row=person.number, who=who, why=why))
        key = person.values.get("email") or person.values.get("external_id") or f"row {person.number}"
        earlier = latest.pop(key, None)
        if earlier is not None:
            read.remarks.append(
                say(
                    "proof.replaced",
                    language,
                    file=read.file,
                    row=earlier.number,
                    who=name_of(earlier),
                    later=person.number,
                )
            )
        latest[key] = person
    read.rows = sorted(latest.values(), key=lambda person: person.number)


TOLD = {
    "date_order_unsure",
    "formulas_without_result",
    "quotes_broken",
    "ragged_rows",
    "mojibake",
    "total_row",
    "footer_row",
    "repeated_header",
    "cell_errors",
}


def name_of(person: PersonRow) -> str:
    return person.full_name or person.values.get("email") or person.values.get("external_id") or ""


# ---------------------------------------------------------------------------------------------------------- people


def _people(read: SideRead, mapping: SheetMapping, bridge: Any) -> list[dict[str, Any]]:
    names = [name_of(person) for person in read.rows]
    twice = {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else set()
    people = []
    for person, name in zip(read.rows, names, strict=True):
        values = person.values
        shown = name
        if name in twice:
            shown = f"{name} ({values.get('email') or values.get('external_id') or person.number})"
        capacity = values.get("capacity")
        if capacity is None:
            capacity = mapping.capacity if mapping.capacity is not None else 1
        people.append(
            {
                "key": values.get("email") or bridge.folded(name) or f"{read.file} {person.number}",
                "name": shown,
                "offers": tuple(values.get("offers", ())),
                "needs": tuple(values.get("needs", ())),
                "profession": values.get("profession") or values.get("job_title") or values.get("industry") or "",
                "place": values.get("place", ""),
                "languages": frozenset(values.get("languages", ())),
                "availability": values.get("availability", frozenset()),
                "capacity": capacity,
                "demand": max(1, values.get("demand") or 1),
                "avoid": frozenset(values.get("avoid", ())),
            }
        )
    return people


def _resolve_avoided(people: dict[Side, list[dict[str, Any]]], sides: dict[Side, SideRead], bridge: Any) -> None:
    """Whom someone does not want to meet, from a name or an e-mail to the people of the other sheet.

    A surname alone, or an initial, keeps apart everybody it may mean: to leave out one pair too many is the safer slip.
    """
    for side in sides:
        other: Side = "mentees" if side == "mentors" else "mentors"
        names = {
            one["key"]: bridge.folded(name_of(row)) for one, row in zip(people[other], sides[other].rows, strict=True)
        }
        for person in people[side]:
            keys = set()
            for said in person["avoid"]:
                wanted = bridge.folded(said).replace(".", " ").replace(",", " ").split()
                keys |= {
                    key for key, name in names.items() if said.casefold() == key or _may_mean(wanted, name.split())
                }
            person["avoid"] = frozenset(keys)


def _may_mean(said: Sequence[str], name: Sequence[str]) -> bool:
    if not said or not name or not any(len(word) > 2 for word in said):
        return False
    left = list(name)
    for word in said:
        found = next((one for one in left if one == word or (len(word) == 1 and one.startswith(word))), None)
        if found is None:
            return False
        left.remove(found)
    return True


# --------------------------------------------------------------------------------------------------------- writing


def _pairs_sheet(matched: Any, language: str) -> OutSheet:
    mentees, mentors = matched.prepared.mentees, matched.prepared.mentors
    rows = []
    for pair in matched.pairs:
        mentee, mentor = mentees[pair.mentee].name, mentors[pair.mentor].name
        why = say_reasons(pair.reasons, language, mentee=mentee, mentor=mentor, with_numbers=True)
        rows.append((mentee, mentor, pair.fit, why))
    header = [say(f"header.{name}", language) for name in ("mentee", "mentor", "fit", "why")]
    return OutSheet("Pairs", header, rows, widths=(28, 28, 9, 100), formats={2: "0.00"})


def _unmatched_sheet(matched: Any, language: str, bridge: Any) -> OutSheet:
    rows = []
    with_price = len(matched.unplaced) <= FEW
    for mentee in matched.unplaced:
        name = matched.prepared.mentees[mentee].name
        cause = bridge.why_unplaced(matched, mentee, with_price=with_price)
        rows.append((name, say_cause(cause, language, name=name)))
    header = [say(f"header.{name}", language) for name in ("person", "cause")]
    return OutSheet("Unmatched", header, rows, widths=(28, 100))


def _proof_sheet(
    matched: Any, sides: dict[Side, SideRead], prefer: str, fit_from: Sequence[str], language: str
) -> OutSheet:
    prepared, report = matched.prepared, matched.report
    settings = [
        say("proof.optimal" if report.optimal else "proof.gap", language),
        say(f"proof.{prefer}", language),
        *fit_from,
        say(
            "proof.people",
            language,
            mentees=len(prepared.mentees),
            mentors=len(prepared.mentors),
            places=int(prepared.problem.capacity.sum()),
        ),
    ]
    free = [person.name for person, left in zip(prepared.mentors, matched.places_left, strict=True) if left > 0]
    if free:
        settings.append(say("proof.free", language, names=free))
    settings += how_read(sides, language)
    rows: list[tuple[object, ...]] = [(None, None, None, text) for text in settings]
    rows[0] = (matched.result.placed, report.total, report.upper_bound, settings[0])
    header = [say(f"header.{name}", language) for name in ("placed", "total", "upper_bound", "settings")]
    return OutSheet("Proof", header, rows, widths=(12, 12, 16, 120), formats={1: "0.000000", 2: "0.000000"})


def how_read(sides: dict[Side, SideRead], language: str) -> list[str]:
    """Which column was read as what, and every row or cell that was in doubt."""
    told = []
    for side in ("mentors", "mentees"):
        read = sides[side]
        used = [column for column in read.people.columns if column.field not in (None, "ignore", "sensitive")]
        columns = [
            say("proof.column", language, header=column.header, label=FIELDS[column.field or ""].label(language))
            for column in used
        ]
        row = read.sheet.header_row
        told.append(
            say(f"proof.file.{side}", language, file=read.file, sheet=read.sheet.name, row=row, columns=columns)
        )
        unread = [column.header for column in read.people.columns if column not in used]
        if unread:
            told.append(say("proof.unread", language, file=read.file, columns=unread))
    return told + [remark for side in sides.values() for remark in side.remarks]


def _three_sheets(
    pairs: Sequence[Sequence[object]],
    unmatched: Sequence[Sequence[object]],
    proof: Sequence[Sequence[object]],
    language: str,
) -> list[OutSheet]:
    def header(*names: str) -> list[str]:
        return [say(f"header.{name}", language) for name in names]

    return [
        OutSheet("Pairs", header("mentee", "mentor", "fit", "why"), pairs, (28, 28, 9, 100), {2: "0.00"}),
        OutSheet("Unmatched", header("person", "cause"), unmatched, (28, 100)),
        OutSheet(
            "Proof",
            header("placed", "total", "upper_bound", "settings"),
            proof,
            (12, 12, 16, 120),
            {1: "0.000000", 2: "0.000000"},
        ),
    ]


def check_target(out: Path, sources: Sequence[Path], language: str) -> None:
    if out.suffix.lower() != ".xlsx":
        raise CannotMatch(say("error.out_name", language, file=out.name))
    if not out.parent.is_dir() or out.is_dir():
        raise CannotMatch(say("error.out_folder", language, file=str(out)))
    if out.exists() and any(source.exists() and source.samefile(out) for source in sources):
        raise CannotMatch(say("error.same_file", language, file=str(out)))


def write(sheets: Sequence[OutSheet], out: Path, language: str) -> None:
    """Beside its place first, then moved: a half-written workbook never takes the name of a whole one."""
    data = write_xlsx(sheets, title="Reciproca")
    beside = None
    try:
        with tempfile.NamedTemporaryFile(dir=out.parent, prefix=".", suffix=".xlsx", delete=False) as stream:
            beside = Path(stream.name)
            stream.write(data)
        os.chmod(beside, 0o666 & ~_umask())
        os.replace(beside, out)
    except OSError:
        if beside is not None:
            beside.unlink(missing_ok=True)
        raise CannotMatch(say("error.out_folder", language, file=str(out))) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
