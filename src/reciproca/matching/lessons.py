"""From the names on a sheet of answers to the people of the two spreadsheets; and what was learned, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from reciproca.core.tables.people import PersonRow
from reciproca.core.tables.values import closest
from reciproca.matching.met import Meeting, MetRefused
from reciproca.programmes.wording import feature_label, say

if TYPE_CHECKING:
    from reciproca.matching.meetings import Answer, Lesson
    from reciproca.matching.problem import Prepared

__all__ = ["Register", "answers_of", "sentences_of"]

Role = Literal["mentee", "mentor"]
WEIGHS = 0.1  # of the log-odds: below, a feature is not named among what counted


class Register:
    """Who is meant by a name: as it stands in the workbook, the full name, the e-mail or the external id."""

    def __init__(self, prepared: Prepared, rows: Mapping[Role, Sequence[PersonRow]]) -> None:
        from reciproca.matching.problem import folded

        self._folded = folded
        self._people: dict[Role, dict[str, set[int]]] = {"mentee": {}, "mentor": {}}
        self.names: dict[Role, list[str]] = {
            "mentee": [person.name for person in prepared.mentees],
            "mentor": [person.name for person in prepared.mentors],
        }
        for role, people in self._people.items():
            for at, (row, shown) in enumerate(zip(rows[role], self.names[role], strict=True)):
                for name in (shown, row.full_name, row.values.get("email"), row.values.get("external_id")):
                    if name:
                        people.setdefault(folded(str(name)), set()).add(at)

    def find(self, role: Role, name: str) -> set[int]:
        return self._people[role].get(self._folded(name), set())

    def near(self, role: Role, name: str) -> str | None:
        return closest(name, self.names[role])


def answers_of(
    meetings: Iterable[Meeting], register: Register, *, file: str, files: Mapping[Role, str], language: str
) -> list[Answer]:
    """One answer for each pair. Raises `MetRefused` for a name that nobody or more than one has, and for rows that say
    both yes and no of the same thing; rows that repeat or complete one another are one."""
    from reciproca.matching.meetings import Answer

    found: dict[tuple[int, int], tuple[Meeting, list[bool | None]]] = {}
    for meeting in meetings:
        pair = (
            _person(meeting, "mentee", register, file, files, language),
            _person(meeting, "mentor", register, file, files, language),
        )
        earlier, said = found.setdefault(pair, (meeting, [None, None]))
        for at, answer in enumerate((meeting.mentee_yes, meeting.mentor_yes)):
            if answer is not None and said[at] not in (None, answer):
                raise MetRefused(
                    say(
                        "error.met_twice",
                        language,
                        **_where(meeting, file),
                        column=meeting.headers[("mentee_yes", "mentor_yes")[at]],
                        earlier=earlier.row,
                        mentee=meeting.mentee,
                        mentor=meeting.mentor,
                    )
                )
            said[at] = said[at] if answer is None else answer
    return [Answer(*pair, *said) for pair, (_, said) in sorted(found.items(), key=lambda one: one[0])]


def _where(meeting: Meeting, file: str) -> dict[str, object]:
    return {"file": file, "sheet": meeting.sheet, "row": meeting.row}


def _person(
    meeting: Meeting, role: Role, register: Register, file: str, files: Mapping[Role, str], language: str
) -> int:
    name = meeting.mentee if role == "mentee" else meeting.mentor
    found = register.find(role, name)
    if len(found) == 1:
        return next(iter(found))
    words = {**_where(meeting, file), "column": meeting.headers[role], "name": name, "people": files[role]}
    if found:
        raise MetRefused(say("error.met_ambiguous", language, **words))
    near = register.near(role, name)
    key = f"error.met_unknown.{role}"
    raise MetRefused(say(key, language, **words) + (" " + say("error.met_near", language, name=near) if near else ""))


def sentences_of(lesson: Lesson, *, file: str, pairs: int, heed_no: bool, least: int, language: str) -> list[str]:
    """What the answers have taught, how well hidden answers were foretold, and what a no means here."""
    told = [
        say(
            "learned.read",
            language,
            file=file,
            count=pairs,
            mentee_yes=lesson.yes[0],
            mentee_asked=lesson.asked[0],
            mentor_yes=lesson.yes[1],
            mentor_asked=lesson.asked[1],
        )
    ]
    told += _what_was_learned(lesson, least, language)
    if lesson.refused:
        told.append(say("learned.no" if heed_no else "learned.despite_no", language, count=lesson.refused))
    return told


def _what_was_learned(lesson: Lesson, least: int, language: str) -> list[str]:
    answers = sum(lesson.asked)
    if not lesson.is_used:
        told = [say("proof.features", language)]
        if lesson.held_out is not None:
            return [say("learned.no_gain", language), *told]
        key = "learned.few" if answers < least else "learned.alike"
        return [say(key, language, answers=answers, least=least), *told]
    told = [say("learned.fit", language, least=least)]
    for key, counts in (
        ("learned.for", lambda weight: weight >= WEIGHS),
        ("learned.against", lambda weight: weight <= -WEIGHS),
    ):
        names = sorted((name for name in lesson.weights if counts(lesson.weights[name])), key=lesson.weights.get)  # type: ignore[arg-type]
        if names:
            labels = [feature_label(name, language) for name in (names if key == "learned.against" else names[::-1])]
            told.append(say(key, language, labels=labels))
    assert lesson.held_out is not None
    groups = [
        say("learned.group", language, answers=size, told=round(100 * chance), said=round(100 * share))
        for size, chance, share in reversed(lesson.held_out.groups())
    ]
    told.append(say("learned.calibrated", language, answers=answers, groups="; ".join(groups)))
    return told
