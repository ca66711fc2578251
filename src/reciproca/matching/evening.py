"""An evening of short meetings: two spreadsheets in, a workbook out that says who meets whom in which round.

1. Read both files, as `reciproca match` does.
2. Plan the rounds: best fits first among what is possible, nobody twice, waiting by turns.
3. Write the rounds, a list for each person, the sheet on which answers are noted, and how good the plan is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reciproca.core.tables.writing import OutSheet
from reciproca.matching.lessons import Register
from reciproca.matching.met import MetRefused, read_meetings
from reciproca.matching.standalone import CannotMatch, Role, check_target, how_read, read_both, register_of, write
from reciproca.programmes.wording import say, say_cause, say_reasons

if TYPE_CHECKING:
    from reciproca.matching.meetings import Plan
    from reciproca.matching.problem import Prepared

__all__ = ["Evening", "meet_files"]

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Evening:
    """What to say at the end."""

    meetings: int
    rounds: int
    mean_fit: float
    by_chance: float
    bound: float
    remarks: int
    file: str

    def sentences(self, language: str) -> list[str]:
        said = [
            say(
                "meet.done",
                language,
                meetings=self.meetings,
                rounds=self.rounds,
                mean=self.mean_fit,
                chance=self.by_chance,
                bound=self.bound,
                file=self.file,
            )
        ]
        if self.remarks:
            said.append(say("done.doubts", language, count=self.remarks))
        return said


def meet_files(
    mentors: str | Path,
    mentees: str | Path,
    out: str | Path,
    *,
    rounds: int = 6,
    past: str | Path | None = None,
    mapping: str | Path | None = None,
    language: str = "en",
) -> Evening:
    """Plan the meetings of the people of two files and write the workbook. Raises `CannotMatch` with the sentence to show.

    `past` is the workbook, or any sheet with the columns mentee and mentor, of meetings that there have been: nobody meets
    again, and who had fewest comes first.
    """
    out = Path(out)
    check_target(out, [Path(file) for file in (mentors, mentees, past) if file], language)
    prepared, sides = read_both(mentors, mentees, mapping=mapping, language=language)
    from reciproca.matching import meetings as bridge

    _refuse_two_sides(prepared, language)
    met, strangers = _past_meetings(past, register_of(prepared, sides), language) if past else ((), [])
    plan = bridge.plan_meetings(prepared, rounds, met=met, before=_had(met, prepared) if met else None)
    if not plan.meetings:
        raise CannotMatch(say("error.nobody_meets", language))
    remarks = [*strangers, *(remark for side in sides.values() for remark in side.remarks)]
    told = [*_how_planned(plan, prepared, rounds, met, language), *strangers, *how_read(sides, language)]
    write(
        [
            _rounds_sheet(plan, prepared, language),
            _each_person_sheet(plan, prepared, language),
            _answers_sheet(plan, prepared, language),
            _proof_sheet(plan, told, language),
        ],
        out,
        language,
    )
    return Evening(plan.meetings, len(plan.rounds), plan.mean_fit, plan.by_chance, plan.bound, len(remarks), str(out))


def _refuse_two_sides(prepared: Prepared, language: str) -> None:
    """Somebody who is a mentee here and a mentor there would have to sit at two tables at once."""
    mentors = {person.key for person in prepared.mentors}
    both = [person.name for person in prepared.mentees if person.key in mentors]
    if both:
        raise CannotMatch(say("error.two_sides", language, names=both, count=len(both)))


def _past_meetings(past: str | Path, register: Register, language: str) -> tuple[Pairs, list[str]]:
    """Who has met, and a remark for every name that is not among tonight's people: they cannot meet again."""
    file = Path(past).name
    try:
        meetings = read_meetings(past, language=language, with_answers=False)
    except MetRefused as refused:
        raise CannotMatch(str(refused)) from None
    pairs: set[tuple[int, int]] = set()
    unknown: dict[str, str] = {}
    for meeting in meetings:
        found: dict[Role, set[int]] = {
            "mentee": register.find("mentee", meeting.mentee),
            "mentor": register.find("mentor", meeting.mentor),
        }
        for role, name in (("mentee", meeting.mentee), ("mentor", meeting.mentor)):
            if not found[role]:  # type: ignore[index]
                unknown.setdefault(name, say("meet.stranger", language, file=file, row=meeting.row, name=name))
        pairs |= {(mentee, mentor) for mentee in found["mentee"] for mentor in found["mentor"]}
    return tuple(sorted(pairs)), list(unknown.values())


def _had(met: Pairs, prepared: Prepared) -> tuple[list[int], list[int]]:
    """How many meetings each mentee, and each mentor, has had."""
    of_mentees, of_mentors = (Counter(pair[side] for pair in met) for side in (0, 1))
    return (
        [of_mentees[at] for at in range(len(prepared.mentees))],
        [of_mentors[at] for at in range(len(prepared.mentors))],
    )


# --------------------------------------------------------------------------------------------------------- writing


def _by_table(plan: Plan) -> list[tuple[int, int, int, int]]:
    """Round, table, mentee, mentor; whoever are fewer keep their table."""
    staying = sorted({pair[plan.staying] for pairs in plan.rounds for pair in pairs})
    table_of = {person: number for number, person in enumerate(staying, 1)}
    return sorted(
        (number, table_of[pair[plan.staying]], *pair) for number, pairs in enumerate(plan.rounds, 1) for pair in pairs
    )


def _header(language: str, *names: str) -> list[str]:
    return [say(f"header.{name}", language) for name in names]


def _rounds_sheet(plan: Plan, prepared: Prepared, language: str) -> OutSheet:
    rows = [
        (number, table, prepared.mentees[mentee].name, prepared.mentors[mentor].name)
        for number, table, mentee, mentor in _by_table(plan)
    ]
    return OutSheet("Rounds", _header(language, "round", "table", "mentee", "mentor"), rows, (9, 9, 28, 28))


def _each_person_sheet(plan: Plan, prepared: Prepared, language: str) -> OutSheet:
    """Mentees, then mentors, each with all rounds in their order: whom they meet and why, or that they wait."""
    from reciproca.matching import problem as bridge

    made = _by_table(plan)
    rows: list[tuple[object, ...]] = []
    for side, (role, people) in enumerate((("mentee", prepared.mentees), ("mentor", prepared.mentors))):
        for at in sorted(range(len(people)), key=lambda one: people[one].name.casefold()):
            own = {number: (table, pair) for number, table, *pair in made if pair[side] == at}
            for number in range(1, len(plan.rounds) + 1) if own else ():
                if number not in own:
                    rows.append((people[at].name, role, number, None, say("meet.waits", language), None))
                    continue
                table, (mentee, mentor) = own[number]
                names = {"mentee": prepared.mentees[mentee].name, "mentor": prepared.mentors[mentor].name}
                why = say_reasons(bridge.reasons_of(prepared, mentee, mentor), language, **names, audience=role)  # type: ignore[arg-type]
                rows.append(
                    (people[at].name, role, number, table, names["mentor" if role == "mentee" else "mentee"], why)
                )
    header = _header(language, "person", "role", "round", "table", "meets", "why")
    return OutSheet("Each person", header, rows, (28, 9, 9, 9, 28, 90))


def _answers_sheet(plan: Plan, prepared: Prepared, language: str) -> OutSheet:
    rows = [
        (prepared.mentees[mentee].name, prepared.mentors[mentor].name, None, None)
        for _, _, mentee, mentor in _by_table(plan)
    ]
    yes_or_no = (say("answer.yes", language), say("answer.no", language))
    header = _header(language, "mentee", "mentor", "mentee_yes", "mentor_yes")
    return OutSheet("Answers", header, rows, (28, 28, 24, 24), choices={2: yes_or_no, 3: yes_or_no})


def _proof_sheet(plan: Plan, told: Sequence[str], language: str) -> OutSheet:
    rows: list[tuple[object, ...]] = [(None, None, None, None, text) for text in told]
    rows[0] = (plan.meetings, plan.mean_fit, plan.by_chance, plan.bound, told[0])
    header = _header(language, "meetings", "mean_fit", "by_chance", "upper_bound", "settings")
    formats = dict.fromkeys((1, 2, 3), "0.000")
    return OutSheet("Proof", header, rows, (10, 14, 14, 16, 120), formats)


def _how_planned(plan: Plan, prepared: Prepared, asked: int, met: Pairs, language: str) -> list[str]:
    told = [
        say("meet.proven" if plan.is_proven else "meet.gap", language),
        say("meet.mean", language, mean=plan.mean_fit, chance=plan.by_chance, bound=plan.bound),
    ]
    if len(plan.rounds) < asked:
        told.append(say("meet.fewer_rounds", language, asked=asked, count=len(plan.rounds)))
    if met:
        told.append(say("meet.past", language, count=len(met)))
    told += _who_meets_how_often(plan, prepared, language)
    told += _who_waits(plan, prepared, language)
    return [*told, say("proof.features", language)]


def _who_meets_how_often(plan: Plan, prepared: Prepared, language: str) -> list[str]:
    told = []
    for side, (role, people) in enumerate((("mentee", prepared.mentees), ("mentor", prepared.mentors))):
        had = Counter(pair[side] for pairs in plan.rounds for pair in pairs)
        least, most = min(had.values()), max(had.values())
        told.append(say(f"meet.each.{role}" + (".same" if least == most else ""), language, least=least, most=most))
        for at, person in enumerate(people):
            if not had[at]:
                told.append(_why_nobody(prepared, side, at, person.name, language))
    return told


def _why_nobody(prepared: Prepared, side: int, at: int, name: str, language: str) -> str:
    from reciproca.matching import problem as bridge

    if side == 1 and prepared.problem.capacity[at] == 0:
        return say("cause.mentor.no_places", language, name=name)
    cause: Any = bridge.why_nobody(prepared, at) if side == 0 else None
    return say_cause(cause, language, name=name) if cause else say("meet.nobody", language, name=name)


def _who_waits(plan: Plan, prepared: Prepared, language: str) -> list[str]:
    """In each round, those who meet somebody in another one."""
    told = []
    for number, pairs in enumerate(plan.rounds, 1):
        waiting = []
        for side, people in enumerate((prepared.mentees, prepared.mentors)):
            meets = {pair[side] for others in plan.rounds for pair in others}
            waiting += [people[at].name for at in sorted(meets - {pair[side] for pair in pairs})]
        if waiting:
            told.append(say("meet.wait", language, round=number, names=waiting))
    return told or [say("meet.nobody_waits", language)]
