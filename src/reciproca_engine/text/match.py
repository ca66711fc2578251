"""What an offer has to do with a need, by their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.exceptions import InvalidProblem, NotSupported
from reciproca_engine.explain import Reason
from reciproca_engine.text.words import LANGUAGES, Word, is_light, words

__all__ = ["Matches", "closeness", "is_about", "match", "shared_words"]


@dataclass(frozen=True, eq=False)
class Matches:
    """Needs and offers that have something to do with each other, each need's best offer first.

    Parameters
    ----------
    need, offer : int[k]
        Positions in the lists handed in.
    score : float[k]
        In (0, 1]; 1 when the offer speaks about all of the need and about nothing else.
    reason : tuple of Reason
        The words they share, as written on either side.
    """

    need: NDArray[np.int64]
    offer: NDArray[np.int64]
    score: NDArray[np.float64]
    reason: tuple[Reason, ...]

    def __len__(self) -> int:
        return len(self.need)

    def __iter__(self) -> Iterator[tuple[int, int, float, Reason]]:
        return iter(zip(self.need.tolist(), self.offer.tolist(), self.score.tolist(), self.reason, strict=True))


def match(
    needs: Sequence[str], offers: Sequence[str], languages: Sequence[str] | None = None, encoder: Any = None
) -> Matches:
    """Which offers answer which needs.

    The score of a need and an offer is ``c (1 + d) / 2``, where `c` is the share of the need's words that the offer
    takes up and `d` the share of the offer's words that the need asks for.

    Parameters
    ----------
    needs, offers : sequences of str
        Short texts in Italian or English: one need, one offer each (`text.phrases` splits longer ones).
    languages : sequence of {"it", "en"} or None
        By whose rules endings are cut off; None for both.
    encoder
        Reserved.

    Raises
    ------
    NotSupported
        With an encoder: only words are compared.

    Notes
    -----
    1. Fold accents and case, join gendered forms ("ricercatore/trice", "ricercatric*"), drop small words.
    2. Words of a known topic stand for the topic, so that an offer in English meets a need in Italian.
    3. Other words meet when their stems are equal, by Italian or by English rules.

    The score of a pair depends on nothing but the two texts.

    Examples
    --------
    >>> found = match(["Parlare in pubblico", "Un curriculum efficace"], ["Public speaking", "CV e colloqui"])
    >>> found.need.tolist(), found.offer.tolist(), found.score.tolist()
    ([0, 1], [0, 1], [1.0, 0.375])
    >>> found.reason[0].values["words"]
    (('parlare pubblico', 'public speaking'),)
    """
    if encoder is not None:
        raise NotSupported("encoder", "only words are compared in this version")
    score = closeness(needs, offers, languages)
    need, offer = np.nonzero(score)
    order = np.lexsort((offer, -score[need, offer], need))
    need, offer = need[order], offer[order]
    found = score[need, offer]
    reason = tuple(
        Reason("shared_words", float(value), {"need": needs[n], "offer": offers[o]},
               {"words": shared_words(needs[n], offers[o], languages)})
        for n, o, value in zip(need.tolist(), offer.tolist(), found, strict=True)
    )  # fmt: skip
    return Matches(need.astype(np.int64), offer.astype(np.int64), found, reason)


def closeness(
    needs: Sequence[str], offers: Sequence[str], languages: Sequence[str] | None = None
) -> NDArray[np.float64]:
    """The score of every need with every offer: float[needs, offers].

    Examples
    --------
    >>> closeness(["negoziazione"], ["Negotiation and leadership", "giardinaggio"]).tolist()
    [[0.75, 0.0]]
    """
    spoken = _languages(languages)
    words_of_needs, words_of_offers = ([words(text, spoken) for text in texts] for texts in (needs, offers))
    of_need = _share_taken_up(words_of_needs, words_of_offers)
    of_offer = _share_taken_up(words_of_offers, words_of_needs)
    return of_need * (0.5 + 0.5 * of_offer.T)


def shared_words(need: str, offer: str, languages: Sequence[str] | None = None) -> tuple[tuple[str, str], ...]:
    """The words that a need and an offer share, as each side wrote them.

    Examples
    --------
    >>> shared_words("gestione del team", "Team management, agile")
    (('gestione team', 'team management'),)
    """
    spoken = _languages(languages)
    theirs = words(offer, spoken)
    pairs = ((mine, next((word for word in theirs if word.keys & mine.keys), None)) for mine in words(need, spoken))
    return tuple((mine.written, other.written) for mine, other in pairs if other is not None)


def is_about(need: str, offer: str, languages: Sequence[str] | None = None) -> bool:
    """Whether what the two share is enough to be said aloud as a reason: a known topic, two words, or half of the need.

    One word among many ("documents"), or one that goes with everything ("speak", "week"), brings an offer into a list;
    it is no reason to write to somebody.

    Examples
    --------
    >>> is_about("Preparare il mio primo budget", "Budgeting for small teams")
    True
    >>> is_about("Tradurre tre pagine entro lunedì", "Corro ogni lunedì mattina")
    False
    >>> is_about("Imparare a fare un preventivo", "Quali domande fare")
    False
    """
    spoken = _languages(languages)
    theirs = words(offer, spoken)
    mine = [word for word in words(need, spoken) if not is_light(word)]
    shared = [word for word in mine if any(word.keys & other.keys for other in theirs)]
    return len(shared) >= 2 or 2 * len(shared) >= max(len(mine), 1) or any(_is_topic(word) for word in shared)


def _is_topic(word: Word) -> bool:
    return any(key.startswith("topic:") for key in word.keys)


def _share_taken_up(texts: list[tuple[Word, ...]], others: list[tuple[Word, ...]]) -> NDArray[np.float64]:
    """Which share of the words of each text is found in each other text: float[texts, others]."""
    where: dict[str, list[int]] = defaultdict(list)
    for position, text in enumerate(others):
        for word in text:
            for key in word.keys:
                where[key].append(position)
    share = np.zeros((len(texts), len(others)))
    for row, text in zip(share, texts, strict=True):
        for word in text:
            found = {position for key in word.keys for position in where.get(key, ())}
            row[list(found)] += 1.0
        if text:
            row /= len(text)
    return share


def _languages(languages: Sequence[str] | None) -> tuple[str, ...]:
    if languages is None:
        return LANGUAGES
    for position, code in enumerate(languages):
        if code not in LANGUAGES:
            raise InvalidProblem("languages", position, f"must be one of {', '.join(LANGUAGES)}")
    return tuple(languages)
