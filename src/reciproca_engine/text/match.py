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
from reciproca_engine.text.words import LANGUAGES, Word, is_light, one_gender, phrases, words

__all__ = ["Matches", "TextEncoder", "closeness", "is_about", "match", "shared_words"]

_FUSION = 5  # how little the first ranks count for more than the next; 60 is usual where lists have thousands
_OF_MEANING = 0.75  # what the rank by meaning counts for; the rest is for the rank by words
_NEAREST = 10  # so many offers nearest in meaning are looked at for each need
_AROUND = 5  # so many neighbours tell how crowded it is around a text
_BLOCK = 256  # points of needs compared at a time


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
        Short texts in Italian or English: one need, one offer each (`text.phrases` splits longer ones). Points of one offer,
        or other names of it, stand on lines of their own.
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

    4. With an encoder, the score is the mean over the two rankings of ``6 / (5 + rank)``, three parts by meaning and
       one by words; 0 where an offer shares no word with the need, or is not among the ten nearest in meaning. Equals
       share the mean of their ranks.
    5. Near in meaning are texts whose points (`phrases`, of a gendered form the first) have each a near one in the other
       text: the mean of the best cosine of each point, over both texts in equal parts. A text that is near to everything
       is near to nobody in particular: twice the nearness, less that of the five nearest on either side.

    By words alone the score of a pair depends on nothing but the two texts.

    References
    ----------
    G. V. Cormack, C. L. A. Clarke, S. Büttcher, *Reciprocal rank fusion outperforms Condorcet and individual rank
    learning methods*, SIGIR 2009, 758-759. A. Conneau, G. Lample, M. Ranzato, L. Denoyer, H. Jégou, *Word translation
    without parallel data*, ICLR 2018, section 2.3 (cross-domain similarity local scaling).

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
    """How near in meaning each offer is to each need; 0 for those that are not among the nearest: float[needs, offers]."""
    if not needs or not offers:
        return np.zeros((len(needs), len(offers)))
    cosine = _cosines(_Points.of(needs, encoder), _Points.of(offers, encoder))
    scaled = 2 * cosine - _crowd(cosine)[:, None] - _crowd(cosine.T)[None, :]
    near = np.where(cosine > 0, np.exp(np.round(scaled, 9)), 0.0)  # rounded, so that equal texts are equally near
    if len(offers) > _NEAREST:
        least = np.partition(near, -_NEAREST, axis=1)[:, -_NEAREST, None]
        near = np.where(near >= least, near, 0.0)
    return near


def _crowd(cosine: NDArray[np.float64]) -> NDArray[np.float64]:
    """How near each row's nearest are, in the mean."""
    around = min(_AROUND, cosine.shape[1])
    nearest: NDArray[np.float64] = np.partition(cosine, -around, axis=1)[:, -around:]
    return np.sort(nearest, axis=1).mean(axis=1)


@dataclass(frozen=True, eq=False)
class _Points:
    """The points that texts make, as directions, those of text `t` from `first[t]` on.

    Parameters
    ----------
    directions : float[points, d]
        Of length 1, or 0 where the encoder saw nothing.
    first : int[texts]
    many : int[texts]
        How many points each text makes: at least one.
    """

    directions: NDArray[np.float64]
    first: NDArray[np.int64]
    many: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str], encoder: TextEncoder) -> _Points:
        points = [_points(text) for text in texts]
        many = np.array([*map(len, points)], dtype=np.int64)
        return cls(_directions([point for some in points for point in some], encoder), np.cumsum(many) - many, many)

    def blocks(self) -> Iterator[tuple[slice, _Points]]:
        """The texts in runs that are small enough to be compared with everything at once."""
        at = 0
        while at < len(self.first):
            begins = self.first[at]
            end = max(int(np.searchsorted(self.first + self.many, begins + _BLOCK, side="right")), at + 1)
            last = self.first[end - 1] + self.many[end - 1]
            texts = slice(at, end)
            yield texts, _Points(self.directions[begins:last], self.first[texts] - begins, self.many[texts])
            at = end


def _points(text: str) -> list[str]:
    """What an encoder reads of a text: each of its points once, of "direttore tecnico/direttrice tecnica" the first half."""
    return list(dict.fromkeys(one_gender(point) for point in phrases(text))) or [text]


def _cosines(needs: _Points, offers: _Points) -> NDArray[np.float64]:
    """The mean of the best cosine of each point with the other text, over both texts in equal parts."""
    cosine = np.empty((len(needs.first), len(offers.first)))
    for texts, some in needs.blocks():
        each = some.directions @ offers.directions.T
        of_needs = np.add.reduceat(np.maximum.reduceat(each, offers.first, axis=1), some.first, axis=0)
        of_offers = np.add.reduceat(np.maximum.reduceat(each, some.first, axis=0), offers.first, axis=1)
        cosine[texts] = (of_needs / some.many[:, None] + of_offers / offers.many[None, :]) / 2
    return np.round(cosine, 9)


def _directions(texts: Sequence[str], encoder: TextEncoder) -> NDArray[np.float64]:
    vectors: NDArray[np.float64] = np.asarray(encoder.encode(list(texts)), dtype=np.float64)
    if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
        raise InvalidProblem("encoder", None, "must give one vector of finite numbers for each text")
    lengths = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    return vectors / np.maximum(lengths, 1e-300)


def _fused(by_words: NDArray[np.float64], by_meaning: NDArray[np.float64]) -> NDArray[np.float64]:
    """Reciprocal rank fusion of two tables [needs, offers] in which higher is better and 0 is out."""
    fused = np.zeros(by_words.shape)
    for share, table in ((1 - _OF_MEANING, by_words), (_OF_MEANING, by_meaning)):
        for value, fused_of_need in zip(table, fused, strict=True):
            in_order = np.sort(-value)
            before = (np.searchsorted(in_order, -value) + np.searchsorted(in_order, -value, side="right") - 1) / 2
            fused_of_need += np.where(value > 0, share * (_FUSION + 1) / (_FUSION + 1 + before), 0.0)
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
    cells: list[int] = []
    for row, text in enumerate(texts):
        for word in text:
            found = {position for key in word.keys for position in where.get(key, ())}
            cells.extend(row * len(others) + position for position in found)
    shape = len(texts), len(others)
    taken_up = np.bincount(np.array(cells, dtype=np.int64), minlength=shape[0] * shape[1]).reshape(shape)
    lengths: NDArray[np.float64] = np.array([max(len(text), 1) for text in texts], dtype=np.float64).reshape(-1, 1)
    return taken_up / lengths


def _languages(languages: Sequence[str] | None) -> tuple[str, ...]:
    if languages is None:
        return LANGUAGES
    for position, code in enumerate(languages):
        if code not in LANGUAGES:
            raise InvalidProblem("languages", position, f"must be one of {', '.join(LANGUAGES)}")
    return tuple(languages)
