"""What an offer has to do with a need, by their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.explain import Reason
from reciproca_engine.text.words import LANGUAGES, Word, is_light, words

__all__ = ["Matches", "TextEncoder", "closeness", "is_about", "match", "shared_words"]

_FUSION = 5  # how little the first ranks count for more than the next; 60 is usual where lists have thousands
_NEAREST = 10  # so many offers nearest in meaning are looked at for each need


class TextEncoder(Protocol):
    """Whatever turns texts into vectors that are close when the meanings are."""

    def encode(self, texts: Sequence[str], /) -> ArrayLike:
        """float[texts, d]."""


@dataclass(frozen=True, eq=False)
class Matches:
    """Needs and offers that have something to do with each other, each need's best offer first.

    Parameters
    ----------
    need, offer : int[k]
        Positions in the lists handed in.
    score : float[k]
        In (0, 1]; 1 when the offer speaks about all of the need and about nothing else, or, with an encoder, when it
        is the first by words and by meaning.
    reason : tuple of Reason
        The words they share, as written on either side (`shared_words`), or that only an encoder finds them close
        (`close_in_meaning`).
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
    needs: Sequence[str],
    offers: Sequence[str],
    languages: Sequence[str] | None = None,
    encoder: TextEncoder | None = None,
) -> Matches:
    """Which offers answer which needs.

    The score of a need and an offer is ``c (1 + d) / 2``, where `c` is the share of the need's words that the offer
    takes up and `d` the share of the offer's words that the need asks for. With an encoder it is made of the two ranks
    that the offer has for this need, by words and by meaning.

    Parameters
    ----------
    needs, offers : sequences of str
        Short texts in Italian or English: one need, one offer each (`text.phrases` splits longer ones).
    languages : sequence of {"it", "en"} or None
        By whose rules endings are cut off; None for both.
    encoder : TextEncoder or None
        Adds the offers nearest in meaning; None, the default: words alone.

    Raises
    ------
    InvalidProblem
        When the encoder does not give one finite vector for each text.

    Notes
    -----
    1. Fold accents and case, join gendered forms ("ricercatore/trice", "ricercatric*"), drop small words.
    2. Words of a known topic stand for the topic, so that an offer in English meets a need in Italian.
    3. Other words meet when their stems are equal, by Italian or by English rules.

    4. With an encoder, the score is the mean over the two rankings of ``6 / (5 + rank)``, 0 where an offer shares no
       word with the need, or is not among the ten nearest in meaning. Equals share the mean of their ranks.

    By words alone the score of a pair depends on nothing but the two texts.

    References
    ----------
    G. V. Cormack, C. L. A. Clarke, S. Büttcher, *Reciprocal rank fusion outperforms Condorcet and individual rank
    learning methods*, SIGIR 2009, 758-759.

    Examples
    --------
    >>> found = match(["Parlare in pubblico", "Un curriculum efficace"], ["Public speaking", "CV e colloqui"])
    >>> found.need.tolist(), found.offer.tolist(), found.score.tolist()
    ([0, 1], [0, 1], [1.0, 0.375])
    >>> found.reason[0].values["words"]
    (('parlare pubblico', 'public speaking'),)
    """
    by_words = closeness(needs, offers, languages)
    score = by_words if encoder is None else _fused(by_words, _nearness(needs, offers, encoder))
    need, offer = np.nonzero(score)
    order = np.lexsort((offer, -score[need, offer], need))
    need, offer = need[order], offer[order]
    found = score[need, offer]
    reason = tuple(
        _reason(needs[n], offers[o], float(value), languages, by_meaning=by_words[n, o] == 0)
        for n, o, value in zip(need.tolist(), offer.tolist(), found, strict=True)
    )
    return Matches(need.astype(np.int64), offer.astype(np.int64), found, reason)


def _reason(need: str, offer: str, score: float, languages: Sequence[str] | None, *, by_meaning: bool) -> Reason:
    subject = {"need": need, "offer": offer}
    if by_meaning:
        return Reason("close_in_meaning", score, subject)
    return Reason("shared_words", score, subject, {"words": shared_words(need, offer, languages)})


def _nearness(needs: Sequence[str], offers: Sequence[str], encoder: TextEncoder) -> NDArray[np.float64]:
    """The cosine of each need with each offer; 0 for those that are not among the nearest: float[needs, offers]."""
    if not needs or not offers:
        return np.zeros((len(needs), len(offers)))
    cosine = _directions(needs, encoder) @ _directions(offers, encoder).T
    cosine = np.maximum(np.round(cosine, 9), 0.0)  # so that equal texts are equally near
    if len(offers) > _NEAREST:
        least = np.partition(cosine, -_NEAREST, axis=1)[:, -_NEAREST, None]
        cosine = np.where(cosine >= least, cosine, 0.0)
    return cosine


def _directions(texts: Sequence[str], encoder: TextEncoder) -> NDArray[np.float64]:
    vectors: NDArray[np.float64] = np.asarray(encoder.encode(list(texts)), dtype=np.float64)
    if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
        raise InvalidProblem("encoder", None, "must give one vector of finite numbers for each text")
    lengths = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    return vectors / np.maximum(lengths, 1e-300)


def _fused(*rankings: NDArray[np.float64]) -> NDArray[np.float64]:
    """Reciprocal rank fusion of tables [needs, offers] in which higher is better and 0 is out."""
    fused = np.zeros(rankings[0].shape)
    for values, fused_of_need in zip(np.stack(rankings, axis=1), fused, strict=True):
        for value in values:
            in_order = np.sort(-value)
            before = (np.searchsorted(in_order, -value) + np.searchsorted(in_order, -value, side="right") - 1) / 2
            fused_of_need += np.where(value > 0, (_FUSION + 1) / (_FUSION + 1 + before), 0.0) / len(rankings)
    return fused


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
