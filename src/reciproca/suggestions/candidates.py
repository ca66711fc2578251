"""The bridge: what I could give, whose need it answers, and which few things are worth suggesting. Texts and what is known
of each possibility go to the engine; keys, places and reasons come back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from reciproca_engine import suggestions, text

__all__ = [
    "Answer", "Meeting", "Possible", "answers_to", "best_few", "best_meetings", "points_of", "said_by_both",
    "telling_parts", "words_of",
]  # fmt: skip

ENOUGH = 0.15  # below, the words in common are lost among the others
ENOUGH_OF_A_SENTENCE = 0.08  # who asks in a sentence says more words than a need has
LONGEST_KEY = 60
LONGEST_TOPIC = 4  # words


@dataclass(frozen=True, slots=True)
class Meeting:
    """A need and the one of my texts that answers it best: positions in the two lists, and how well, in (0, 1]."""

    need: int
    mine: int
    closeness: float


def best_meetings(needs: Sequence[str], mine: Sequence[str]) -> list[Meeting]:
    """For each need that something of mine answers, what answers it best; among equals the first of `mine`.

    The result depends on the texts and their order in `mine` alone; needs keep their order.
    """
    if not needs or not mine:
        return []
    found = []
    for position, (need, row) in enumerate(zip(needs, text.closeness(needs, mine).tolist(), strict=True)):
        near = sorted((-score, at) for at, score in enumerate(row) if score >= ENOUGH)
        best = next((at for _, at in near if text.is_about(need, mine[at])), None)
        if best is not None:
            found.append(Meeting(position, best, row[best]))
    return found


@dataclass(frozen=True, slots=True)
class Answer:
    """A text that answers a sentence: its position, and how well, in (0, 1]."""

    text: int
    closeness: float


def answers_to(sentence: str, texts: Sequence[str]) -> list[Answer]:
    """Those of the texts that answer the sentence, in their order."""
    if not texts:
        return []
    score = text.closeness([sentence], texts)[0]
    return [
        Answer(at, float(score[at]))
        for at in range(len(texts))
        if score[at] >= ENOUGH_OF_A_SENTENCE and text.is_about(sentence, texts[at])
    ]


def said_by_both(sentence: str, answer: str) -> tuple[str, str]:
    """The words that a sentence and its answer share, as each wrote them."""
    pairs = text.shared_words(sentence, answer)
    return " ".join(mine for mine, _ in pairs), " ".join(dict.fromkeys(theirs for _, theirs in pairs))


def words_of(texts: Iterable[str]) -> set[str]:
    """The words under which the index knows these texts."""
    return {key[:LONGEST_KEY] for one in texts for key in text.keys(one)}


def points_of(written: str) -> list[str]:
    """What was written in one field, point by point."""
    return text.phrases(written)


def telling_parts(sentence: str) -> list[str]:
    """What a sentence is about, as it was written: known topics first, then the words that do not go with everything.

    >>> telling_parts("Mi serve aiuto per parlare in pubblico di celiachia")
    ['parlare in pubblico', 'celiachia']
    """
    written = [part for part in (part.strip(".,;:!?«»“”\"'()") for part in sentence.split()) if part]
    topics: list[str] = []
    taken: set[int] = set()
    for length in range(min(LONGEST_TOPIC, len(written)), 0, -1):
        for at in range(len(written) - length + 1):
            places = range(at, at + length)
            if not taken.intersection(places) and _is_one_topic(written[at : at + length]):
                topics.append(" ".join(written[at : at + length]))
                taken.update(places)
    telling = {word.keys for word in text.words(sentence)}
    others = [
        part
        for at, part in enumerate(written)
        if at not in taken and text.is_about(part, part) and telling.issuperset(word.keys for word in text.words(part))
    ]
    return list(dict.fromkeys([*topics, *others]))


def _is_one_topic(parts: Sequence[str]) -> bool:
    """Whether these words stand together for one known topic, and neither end of them is idle."""
    found = text.words(" ".join(parts))
    whole = len(found) == 1 and all(key.startswith("topic:") for key in found[0].keys)
    return whole and all(found != text.words(" ".join(fewer)) for fewer in (parts[1:], parts[:-1]) if fewer)


Kind = Literal["thank", "help", "reconnect", "meet"]


@dataclass(frozen=True, slots=True)
class Possible:
    """Something one could do towards another (their key): of which kind, and what tells how good it would be.

    fit: how well it goes together, in (0, 1]. chance: how probable it is to be taken well. days: since the help that would
    be thanked for, or since the need is open.
    """

    kind: Kind
    other: int
    fit: float = 1.0
    chance: float = 1.0
    days: float = 0.0


def best_few(possible: Sequence[Possible], *, most: int, waiting: Mapping[int, int], budget: int) -> list[int]:
    """Places of the best, the best first: at most one for each other person, and not all of one kind where there are several.

    waiting: how much each other already has to answer; who has `budget` is not named. Of several of one kind towards one
    person the first counts.
    """
    first: dict[tuple[str, int], int] = {}
    for place, one in enumerate(possible):
        first.setdefault((one.kind, one.other), place)
    people = {key: number for number, key in enumerate(sorted({other for _, other in first}), start=1)}
    rows = [_rows(kind, [one for one in map(possible.__getitem__, first.values()) if one.kind == kind], people)
            for kind in suggestions.KINDS]  # fmt: skip
    chosen = suggestions.for_person(
        suggestions.joined(rows),
        0,
        most=most,
        budget=budget,
        exposure=[0, *(min(waiting.get(key, 0), budget) for key in people)],
    )
    keys = [0, *people]
    return [
        first[suggestions.KINDS[kind], keys[other]]
        for kind, other in zip(chosen.kind.tolist(), chosen.other.tolist(), strict=True)
    ]


def _rows(kind: str, possible: Sequence[Possible], people: Mapping[int, int]) -> suggestions.Candidates:
    me, others = [0] * len(possible), [people[one.other] for one in possible]
    fit, chance = [one.fit for one in possible], [one.chance for one in possible]
    days = [one.days for one in possible]
    if kind == "thank":
        return suggestions.thank(me, others, [-age for age in days], now=0.0, value=fit)
    if kind == "help":
        return suggestions.help(me, others, fit, yes=chance, waiting=days)
    if kind == "reconnect":
        return suggestions.reconnect(me, others, chance, fit)
    return suggestions.meet(me, others, fit, introduction=chance)
