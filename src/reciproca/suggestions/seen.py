"""What others saw of somebody, about what is asked: a skill of theirs seen at work, a phrase of thanks or of a recommendation.

It is told as evidence for just that, beside whom the words of the sentence have found. It finds nobody, and moves nobody up.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from reciproca.communities.models import Membership
from reciproca.exchanges.queries import SeenOfOne, seen_of_each

from .candidates import answers_to, points_of, words_of
from .queries import Praise, praise_near
from .words import praise_said, skill_said

__all__ = ["phrases_about", "skills_about", "told_in_directory"]


def phrases_about(sentence: str, praise: Sequence[Praise]) -> dict[int, list[tuple[float, Praise]]]:
    """By key of person, the phrases about them that answer the sentence, the best first."""
    phrases = [replace(one, text=phrase) for one in praise for phrase in points_of(one.text)]
    said: dict[int, list[tuple[float, Praise]]] = {}
    for answer in answers_to(sentence, [one.text for one in phrases]):
        one = phrases[answer.text]
        said.setdefault(one.about, []).append((answer.closeness, one))
    for of_one in said.values():
        of_one.sort(key=lambda pair: -pair[0])
    return said


def skills_about(sentence: str, people: Collection[int], reader: Membership) -> dict[int, SeenOfOne]:
    """By key of person, the skill seen at work that answers the sentence best."""
    found = {}
    for key, seen in seen_of_each(people, reader).items():
        answers = answers_to(sentence, [one.skill for one in seen])
        if answers:
            found[key] = seen[max(answers, key=lambda answer: answer.closeness).text]
    return found


def told_in_directory(reader: Membership, people: Mapping[int, str], sentence: str) -> dict[int, list[str]]:
    """For a page of the directory: by key of person (with their given name), what there is about what was looked for."""
    words = words_of([sentence])
    if not words or not people:
        return {}
    said = phrases_about(sentence, [one for one in praise_near(reader, words) if one.about in people])
    told = {key: [skill_said(seen, reader)] for key, seen in skills_about(sentence, people, reader).items()}
    for key, phrases in said.items():
        told.setdefault(key, []).append(praise_said(phrases[0][1], people[key], reader))
    return told
