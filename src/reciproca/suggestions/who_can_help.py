"""Who can help with what one sentence says: few people, each with what of theirs answers it.

1. The words of the sentence are looked up in the indexes: of what people show to everyone (offers, skills, path), and of
   thanks and recommendations that everyone may read. Partners are always looked at, for what they show to partners.
2. Of those who share most words, the first `LOOKED_AT` whom the reader may meet are read, as far as they show themselves to
   the reader; the engine says which text answers the sentence, and how well.
3. The order is by how well alone: what somebody offers counts whole, what others say or where they have been a little less
   (`COUNTS`). Nobody gains by how many know or thank them. Equals are drawn, anew each day and for each reader.
4. Who helps as many as one asks of a person, or has given the hours of this month, comes after the others, and it is said.
5. What others say or have seen at work counts for the sentence asked: it is told beside what somebody offers when it is about
   the same thing (`seen`).

The sentence is written down nowhere.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import islice

from reciproca.boundaries.queries import partners_of
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.exchanges.queries import SeenOfOne
from reciproca.network.queries import people_at_their_limit
from reciproca.people.queries import EVERYONE, Narrowing, folded, profile_of

from .candidates import answers_to, said_by_both, telling_parts, words_of
from .choices import Source
from .queries import (
    Praise,
    Told,
    held_by_each,
    offers_waiting_with,
    people_told_of,
    praise_near,
    told_by,
    words_in_profile,
    words_somebody_has,
)
from .rules import MOST_HELD, MOST_WAITING
from .seen import phrases_about, skills_about

__all__ = ["AT_MOST", "Helper", "smaller_sentences", "who_can_help"]

AT_MOST = 12
LOOKED_AT = 150
LONGEST_SENTENCE = 200

#: What each source counts for: first who offers just this, then what others saw, then who has been there.
COUNTS = {
    Source.OFFER: 1.0,
    Source.SKILL: 0.9,
    Source.RECOMMENDATION: 0.8,
    Source.THANKS: 0.8,
    Source.PATH: 0.7,
}


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who can help, and why: the text of theirs that answers best, with the words that it shares with the sentence."""

    person: Membership
    source: Source
    text: str
    fit: float
    asked: str = ""  # of the sentence
    answered: str = ""  # of the text
    seen: Praise | None = None  # what somebody says of them that is about the same thing
    at_work: SeenOfOne | None = None  # a skill about the same thing that others have seen
    has_room: bool = True
    has_given: bool = False  # as much as they said they can in a month
    common: str = ""  # one thing that both put on their profiles
    place: str = ""


def who_can_help(reader: Membership, sentence: str, narrowing: Narrowing = EVERYONE) -> list[Helper]:
    """At most twelve, the best first. See the module for the rules."""
    sentence = sentence[:LONGEST_SENTENCE]
    words = words_of([sentence])
    if not words:
        return []
    drawn = _draw(reader)
    praise = praise_near(reader, words)
    near = people_told_of(words, apart=reader)
    told = told_by(_first(near, {one.about for one in praise} | partners_of(reader), drawn), reader, narrowing)
    said = phrases_about(sentence, [one for one in praise if one.about in told])
    found = [helper for one in told.values() if (helper := _helper(sentence, one, said.get(one.person.pk, [])))]
    keys = [helper.person.pk for helper in found]
    given = people_at_their_limit(keys)
    full = _without_room(keys) | given
    found.sort(key=lambda one: (one.person.pk in full, -round(one.fit, 2), drawn(one.person.pk)))
    few = [
        replace(one, has_room=one.person.pk not in full, has_given=one.person.pk in given) for one in found[:AT_MOST]
    ]
    return _with_words(sentence, few, told, reader) if few else []


def smaller_sentences(reader: Membership, sentence: str, *, most: int = 3) -> list[str]:
    """What to ask instead when all of it finds nobody: parts of the sentence that say what it is about, in either language,
    and under which somebody is found. A part that finds nobody either is not proposed."""
    parts = telling_parts(sentence[:LONGEST_SENTENCE])
    keys = {part: words_of([part]) for part in parts if folded(part) != folded(sentence)}
    there = words_somebody_has(set().union(*keys.values()), apart=reader) if keys else set()
    near = (part for part, known in keys.items() if known & there)
    return list(islice((part for part in near if who_can_help(reader, part)), most))


def _draw(reader: Membership) -> Callable[[int], bytes]:
    """A lot for each person, the same all day for one reader."""
    seed = f"{reader.public_id} {clock.today().isoformat()}"
    return lambda key: blake2b(f"{seed} {key}".encode(), digest_size=8).digest()


def _first(near: Mapping[int, int], besides: Collection[int], drawn: Callable[[int], bytes]) -> list[int]:
    """Keys of those to look at: who shares most words, equals drawn."""
    by_words = sorted(near, key=lambda key: (-near[key], drawn(key)))[:LOOKED_AT]
    return list({*by_words, *besides})


def _without_room(people: Collection[int]) -> set[int]:
    """Which of these people help as many as one asks of them, or have enough offers to answer."""
    held, waiting = held_by_each(people), offers_waiting_with(people)
    return {key for key in people if held[key] >= MOST_HELD or waiting[key] >= MOST_WAITING}


def _helper(sentence: str, told: Told, said: Sequence[tuple[float, Praise]]) -> Helper | None:
    """The best of what somebody tells; or, with nothing of theirs, the best of what others say."""
    own = [(Source.OFFER, text) for text in told.offers] + [(Source.SKILL, text) for text in told.skills]
    own += [(Source.PATH, text) for text in told.path]
    found = [
        (answer.closeness * COUNTS[own[answer.text][0]], *own[answer.text])
        for answer in answers_to(sentence, [text for _, text in own])
    ]
    seen = said[0][1] if said else None
    if found:
        fit, source, text = max(found, key=lambda one: one[0])
        return Helper(told.person, source, text, fit, seen=seen, place=told.place)
    if seen is None:
        return None
    source = Source(seen.kind)
    return Helper(told.person, source, seen.text, said[0][0] * COUNTS[source], seen=seen, place=told.place)


def _with_words(sentence: str, few: Sequence[Helper], told: Mapping[int, Told], reader: Membership) -> list[Helper]:
    """The few that are shown, with the words that answer, the skill of it that others saw at work, and what they and the reader
    have in common."""
    profile = profile_of(reader)
    mine = {folded(word) for word in words_in_profile(profile)} if profile else set()
    at_work = skills_about(sentence, [one.person.pk for one in few], reader)
    done = []
    for one in few:
        asked, answered = said_by_both(sentence, one.text)
        theirs = told[one.person.pk].words
        common = next((word for word in theirs if folded(word) in mine), "")
        seen = at_work.get(one.person.pk)
        done.append(replace(one, asked=asked, answered=answered, common=common, at_work=seen))
    return done
