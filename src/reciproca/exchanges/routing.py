"""The bridge from an ask to the few who can really help. Texts go to the engine; people come back, each with a true reason.

1. Who could: active, may be met and written to by the asker, of the audience they chose, not asked or answering already, with
   room to look at another, and hours left of those they said they can give in a month.
2. What of theirs answers it: an offer or a skill that they show to everyone, by the words of the engine, in either language.
3. The order: how well it fits, times how often they took up what was brought to them, divided by what they carry: asks that
   wait with them, asks of the last three months, people they work with now.
4. The last place is for the best of those whom nobody has asked lately, if there is none among the others.
5. Who wants to be listened to is brought, where offers do not fill the places, to those who have been of help here.

They are found while nothing is held, and looked at again while the ask is (`still_to_ask`). A few are asked at a time
(`PLACES`); who says not now, or passes it on, makes room for the next, up to `MOST_ASKED` in all.
The order depends on what people wrote and did, never on keys or ids.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from reciproca.boundaries.queries import is_minor, partners_of
from reciproca.communities.choices import Role
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.network.queries import allies_of, people_at_their_limit
from reciproca.people.choices import ProfileField, Sight
from reciproca.people.models import Offer, Profile
from reciproca.people.queries import folded, people_visible_to
from reciproca_engine import text

from .choices import AskKind, RouteReason, RouteState
from .models import Ask
from .queries import Load, givers_lately, loads_of, people_asked, skills_to_endorse

__all__ = [
    "ENOUGH",
    "MOST_ASKED",
    "PLACES",
    "Chosen",
    "people_around",
    "people_to_ask",
    "skill_to_endorse",
    "still_to_ask",
    "what_fits",
]

PLACES = {AskKind.LISTEN: 3}
USUAL_PLACES = 4
MOST_ASKED = 8
ENOUGH = 0.15  # below, the words in common are lost among the others
OF_STORY = 0.6  # what a word of the story counts for, beside one of the title
MOST_POINTS = 8
SEASON = timedelta(days=90)
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Somebody to ask, and why: what of theirs answers it, in their words."""

    person: Membership
    reason: RouteReason
    mine: str = ""


@dataclass(frozen=True, slots=True)
class _Fit:
    key: int
    score: float
    reason: RouteReason
    mine: str = ""


def skill_to_endorse(author: Membership, subject: Membership, about: str) -> str:
    """Of the skills that the author may say they saw at work, the one that is nearest to what it was about; none where none
    has to do with it."""
    skills = skills_to_endorse(author, subject) if about.strip() else []
    score = text.closeness([about], skills)[0] if skills else []
    near = [at for at, skill in enumerate(skills) if score[at] >= ENOUGH and text.is_about(about, skill)]
    return skills[max(near, key=lambda at: float(score[at]))] if near else ""


def people_to_ask(ask: Ask, *, budget: int) -> list[Chosen]:
    """The next few; nobody when all places are taken. `budget`: how many asks may wait with one person."""
    asked = people_asked(ask)
    places = _places_left(ask, asked)
    if places <= 0:
        return []
    around = people_around(ask.asker) - set(asked) - {ask.asker_id}
    if ask.is_for_allies:
        around &= set(allies_of(ask.asker).values_list("pk", flat=True))
    fits = _fits(ask, around)
    if ask.wants_to_be_heard:
        fits += [
            _Fit(key, ENOUGH, RouteReason.HELPER) for key in givers_lately(YEAR) & around - {fit.key for fit in fits}
        ]
    loads = loads_of([fit.key for fit in fits], since=clock.now() - SEASON)
    full = people_at_their_limit([fit.key for fit in fits])
    free = [fit for fit in fits if loads[fit.key].waiting < budget and fit.key not in full]
    people = Membership.objects.select_related("community").in_bulk([fit.key for fit in free])
    free.sort(key=lambda fit: (-_worth(fit, loads[fit.key]), fit.mine, folded(people[fit.key].name)))
    chosen = _with_somebody_new(free, loads, places)
    return [Chosen(people[fit.key], fit.reason, fit.mine) for fit in chosen]


def what_fits(person: Membership, title: str, story: str = "") -> tuple[RouteReason, str] | None:
    """What of this person's own answers it best: an offer or a skill, for their eyes alone; nothing where nothing does."""
    needs = [(title, 1.0)] + [(point, OF_STORY) for point in text.phrases(story)[:MOST_POINTS]]
    offers = Offer.objects.filter(membership=person, withdrawn_at=None).order_by("created_at", "text")
    given = [(RouteReason.OFFER, str(mine)) for mine in offers.values_list("text", flat=True)]
    for profile in Profile.objects.filter(membership=person):
        given += [(RouteReason.SKILL, str(skill)) for skill in profile.skills]
    if not given:
        return None
    score = text.closeness([point for point, _weight in needs], [mine for _reason, mine in given])
    fits = [
        (float(score[row, place]) * weight, -place)
        for row, (need, weight) in enumerate(needs)
        for place, (_reason, mine) in enumerate(given)
        if score[row, place] >= ENOUGH and text.is_about(need, mine)
    ]
    return given[-max(fits)[1]] if fits else None


def still_to_ask(ask: Ask, chosen: Sequence[Chosen], *, budget: int) -> list[Chosen]:
    """Those of the chosen who can be asked at this moment, while the ask is held: they were found while nothing was, and since
    then somebody may have been asked, have answered, have left, have blocked or been blocked, or have had enough."""
    asked = people_asked(ask)
    keys = [one.person.pk for one in chosen if one.person.pk not in asked]
    there = people_around(ask.asker, among=keys)
    if ask.is_for_allies:
        there &= set(allies_of(ask.asker).values_list("pk", flat=True))
    loads = loads_of(keys, since=clock.now() - SEASON)
    there -= people_at_their_limit(keys)
    able = [one for one in chosen if one.person.pk in there and loads[one.person.pk].waiting < budget]
    return able[: max(_places_left(ask, asked), 0)]


def _places_left(ask: Ask, asked: Mapping[int, RouteState]) -> int:
    places = PLACES.get(AskKind(ask.kind), USUAL_PLACES) - sum(state in TAKING for state in asked.values())
    return min(places, MOST_ASKED - len(asked))


#: Places that are taken: waiting for a word, or answered.
TAKING = (RouteState.ASKED, RouteState.ANSWERED)


def people_around(asker: Membership, *, among: Collection[int] | None = None) -> set[int]:
    """Keys of those whom somebody may meet and write to: of all, or of some. Who is under age reaches partners and
    coordinators alone."""
    visible = people_visible_to(asker)
    if among is not None:
        visible = visible.filter(pk__in=among)
    if is_minor(asker):
        near = visible.filter(pk__in=partners_of(asker)) | visible.filter(role=Role.COORDINATOR)
        return set(near.values_list("pk", flat=True))
    return set(visible.values_list("pk", flat=True))


def _fits(ask: Ask, around: Collection[int]) -> list[_Fit]:
    """Of each whose offer or skill answers it, the one that does best."""
    needs = [(point, 1.0) for point in [ask.title, *map(str, ask.topics)]]
    needs += [(point, OF_STORY) for point in text.phrases(ask.story)[:MOST_POINTS]]
    given = list(_what_they_give(around))
    score = text.closeness([point for point, _weight in needs], [mine for _key, _reason, mine in given])
    best: dict[int, _Fit] = {}
    for row, (need, weight) in enumerate(needs):
        for place in (score[row] >= ENOUGH).nonzero()[0].tolist():
            key, reason, mine = given[place]
            worth = float(score[row, place]) * weight
            if (key not in best or worth > best[key].score) and text.is_about(need, mine):
                best[key] = _Fit(key, worth, reason, mine)
    return list(best.values())


def _what_they_give(around: Collection[int]) -> Iterator[tuple[int, RouteReason, str]]:
    """Offers and skills that are shown to everyone, in the order in which they were written."""
    profiles = {
        one.membership_id: one for one in Profile.objects.only("membership_id", "skills", "sight").order_by("pk")
    }

    def shown(key: int, field: ProfileField) -> bool:
        return key in around and (key not in profiles or profiles[key].sight_of(field) == Sight.COMMUNITY)

    offers = Offer.objects.filter(withdrawn_at=None).order_by("created_at", "text")
    for key, mine in offers.values_list("membership_id", "text"):
        if shown(key, ProfileField.OFFERS):
            yield key, RouteReason.OFFER, mine
    for key, profile in profiles.items():
        if shown(key, ProfileField.SKILLS):
            yield from ((key, RouteReason.SKILL, str(skill)) for skill in profile.skills)


def _worth(fit: _Fit, load: Load) -> float:
    willing = (load.taken_up + 1) / (load.settled + 2)
    return fit.score * willing / (1 + load.waiting + load.lately / 2 + load.partners)


def _with_somebody_new(fits: list[_Fit], loads: dict[int, Load], places: int) -> list[_Fit]:
    """The best, with the last place for one whom nobody asked lately, if there is none among them."""
    chosen = fits[:places]
    if len(chosen) < 2 or any(not loads[fit.key].lately for fit in chosen):
        return chosen
    new = next((fit for fit in fits[places:] if not loads[fit.key].lately), None)
    return [*chosen[:-1], new] if new else chosen
