"""Stored reasons, causes and conflicts as sentences: to the coordinator all of them, to the two what each may read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reciproca.programmes.questionnaire import Question
from reciproca.programmes.wording import MENTEE, MENTOR, Audience, say_cause, say_conflict, say_reason, with_names

from .gathering import Traits
from .models import Proposal
from .problem import Reason
from .queries import said_in

__all__ = [
    "as_reason",
    "cause_in_words",
    "conflict_in_words",
    "reasons_in_words",
    "said_by_reasons",
    "said_of",
    "said_to_partners",
    "said_with",
    "stored",
    "strongest",
    "weighed",
]

#: Reasons that speak of more than the two: never told to them.
FOR_COORDINATORS = ("priority", "nothing_known")
MOST_SHARES = 5


def stored(reason: Reason) -> dict[str, Any]:
    """A reason as data that a row can keep."""
    return {
        "kind": reason.kind,
        "contribution": reason.contribution,
        "subject": dict(reason.subject),
        "values": {name: _plain(value) for name, value in reason.values.items()},
    }


def as_reason(row: Mapping[str, Any]) -> Reason:
    return Reason(row["kind"], row.get("contribution", 0.0), row.get("subject", {}), row.get("values", {}))


def reasons_in_words(
    rows: Sequence[Mapping[str, Any]],
    *,
    mentee: str,
    mentor: str,
    traits: Traits,
    language: str,
    audience: Audience = "coordinator",
) -> list[tuple[float, str]]:
    """What each reason brings to the fit, and its sentence; the same sentence once, largest first, nothing of weight 0."""
    labels = traits.labels(language)
    said: dict[str, float] = {}
    for row in rows:
        if row["contribution"] <= 0 or (audience != "coordinator" and not _may_be_told(row, traits)):
            continue
        reason = _labelled(row, traits, language)
        text = say_reason(reason, language, mentee=mentee, mentor=mentor, audience=audience, labels=labels)
        said[text] = said.get(text, 0.0) + row["contribution"]
    return sorted(((share, text) for text, share in said.items()), key=lambda pair: -pair[0])


def said_by_reasons(rows: Sequence[Mapping[str, Any]], traits: Traits) -> dict[str, list[tuple[float, str]]]:
    """`reasons_in_words` in each language, with marks in the place of the names: as a proposal keeps them."""
    return {
        language: reasons_in_words(rows, mentee=MENTEE, mentor=MENTOR, traits=traits, language=language)
        for language in ("it", "en")
    }


def said_of(proposal: Proposal, language: str) -> list[tuple[float, str]]:
    """What the reasons of a proposal say to who coordinates, with the names of the two."""
    return said_with(proposal.said.get(said_in(language), ()), proposal.mentee.given_name, proposal.mentor.given_name)


def said_with(said: Sequence[tuple[float, str]], mentee: str, mentor: str) -> list[tuple[float, str]]:
    """The sentences a proposal keeps, with the names of the two."""
    return [(share, with_names(text, mentee=mentee, mentor=mentor)) for share, text in said]


def strongest(said: Sequence[tuple[float, str]], fit: float) -> list[str]:
    """The two reasons that bring most, and the third where those two make up less than half of the fit."""
    two = sum(share for share, _text in said[:2])
    return [text for _share, text in said[: 2 if 2 * two >= fit else 3]]


def weighed(
    said: Sequence[tuple[float, str]], fit: float, rest: str, *, most: int | None = MOST_SHARES
) -> list[tuple[float, str]]:
    """Shares whose hundredths add up to the fit as it is shown; the small ones together are `rest`.

    At most `most` of them, as a picture can take; with None every one that is worth a hundredth.
    """
    if not said:
        return []
    told = len(said) if most is None else most
    if most is None and said[-1][0] < 0.005:
        told = sum(share >= 0.005 for share, _text in said) + 1
    if len(said) > told:
        kept = list(said[: told - 1])
        said = [*kept, (sum(share for share, _text in said[told - 1 :]), rest)]
    wanted = round(fit * 100)
    hundredths = [int(share * 100 + 1e-9) for share, _text in said]
    by_remainder = sorted(range(len(said)), key=lambda at: hundredths[at] - said[at][0] * 100)
    for at in by_remainder[: max(wanted - sum(hundredths), 0)]:
        hundredths[at] += 1
    return [(number / 100, text) for number, (_share, text) in zip(hundredths, said, strict=True)]


def said_to_partners(
    rows: Sequence[Mapping[str, Any]], *, mentee: str, mentor: str, traits: Traits
) -> list[dict[str, Any]]:
    """Reasons as a mentorship keeps them: only what both may read, already in words for each, in both languages."""
    kept = []
    for row in rows:
        if row["contribution"] <= 0 or not _may_be_told(row, traits):
            continue
        said = {
            audience: {
                language: say_reason(
                    _labelled(row, traits, language), language, mentee=mentee, mentor=mentor, audience=audience,
                    labels=traits.labels(language),
                )
                for language in ("it", "en")
            }
            for audience in ("mentor", "mentee")
        }  # fmt: skip
        kept.append(
            {
                "kind": row["kind"],
                "contribution": row["contribution"],
                "feature": row["subject"].get("feature", ""),
                "side": _side(row),
                "said": said,
            }
        )
    return kept


def cause_in_words(
    cause: Mapping[str, Any], *, name: str, traits: Traits, language: str, people: Mapping[int, str] | None = None
) -> str:
    """Why somebody has nobody; with the names of `people`, also who would have to give way."""
    reason = as_reason(cause)
    way = cause.get("way")
    if way and people and reason.kind in ("no_room", "lost_by_total") and way["mentor"] in people:
        displaced = [people[key] for key in way["displaced"] if key in people]
        if reason.kind == "lost_by_total" or displaced:
            named = {**reason.values, "mentor": people[way["mentor"]], "displaced": displaced}
            reason = Reason(reason.kind, 0.0, reason.subject, named)
    if reason.kind == "lost_by_total" and "mentor" not in reason.values:
        reason = Reason("nobody_possible")
    return say_cause(reason, language, name=name, labels=traits.labels(language))


def conflict_in_words(conflict: Sequence[Mapping[str, Any]], *, people: Mapping[int, str], language: str) -> list[str]:
    """Rules that contradict one another, one sentence each; people come by key."""
    mentees = [people.get(one.get("mentee", 0), "") for one in conflict]
    mentors = [people.get(one.get("mentor", 0), "") for one in conflict]
    placed = [{**one, **{side: at for side in ("mentee", "mentor") if side in one}} for at, one in enumerate(conflict)]
    return say_conflict(placed, language, mentees=mentees, mentors=mentors)


def _side(row: Mapping[str, Any]) -> str:
    """Whose need is met; a kindred profession is common to both."""
    subject = row["subject"]
    return "" if subject.get("feature") == "profession" else str(subject.get("side", ""))


def _may_be_told(row: Mapping[str, Any], traits: Traits) -> bool:
    return row["kind"] not in FOR_COORDINATORS and traits.is_for_partners(row["subject"].get("feature", ""))


def _labelled(row: Mapping[str, Any], traits: Traits, language: str) -> Reason:
    """The reason with the words of the options in the place of their ids."""
    questions = traits.questions_of(row["subject"].get("feature", ""))
    values = {name: _in_words(value, questions, language) for name, value in row["values"].items()}
    return Reason(row["kind"], row["contribution"], row["subject"], values)


def _in_words(value: Any, questions: Iterable[Question], language: str) -> Any:
    if isinstance(value, list | tuple):
        return [_in_words(one, questions, language) for one in value]
    if isinstance(value, str):
        for question in questions:
            if (option := question.option(value)) is not None:
                return option.label.in_language(language)
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in (sorted(value, key=str) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    return value.item() if hasattr(value, "item") else value
