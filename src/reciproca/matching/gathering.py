"""From rows to people: who takes part in a cohort, what they told us, and what keeps two of them apart.

Two people who must not meet are simply not a possible pair: nothing here or above says whether that is because of a
block, an earlier pair or anything else.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from reciproca.boundaries.queries import barred_pairs, cleared_among, may_be_placed, minors_among
from reciproca.communities.choices import MembershipState
from reciproca.mentoring.choices import MentorshipState
from reciproca.mentoring.models import Mentorship
from reciproca.people.choices import ProfileField, Sight
from reciproca.people.models import Need, Offer, Profile
from reciproca.programmes.choices import ApplicationState, ProgrammeRole
from reciproca.programmes.models import Application, Cohort, Enrolment, PastPair
from reciproca.programmes.queries import enrolments_of, questionnaire_of
from reciproca.programmes.questionnaire import Question, QuestionSet

from .models import Exclusion, Lock, Round
from .problem import Feature, Person, Prepared, folded, is_possible, prepare

__all__ = ["HEAD_START", "MINORS", "Gathered", "Trait", "Traits", "gather", "traits_of"]

#: What is added to the fit of each pair of a mentee who was left out last time: a sixteenth, shown among the reasons.
HEAD_START = 0.0625
#: How much counts what no question of the questionnaire asks about, beside the weights of its questions.
WEIGHTS = {"topics": 2.0, "profession": 0.25, "place": 0.5, "languages": 1.0, "availability": 2.0}
#: Parts of a profile are used when their author lets a partner read them.
#: The rule that places minors with nobody but those cleared for minors; there while a minor takes part.
MINORS = "minors"
GONE = (MembershipState.SUSPENDED, MembershipState.LEFT)
OPEN_SIGHTS = (Sight.COMMUNITY, Sight.PARTNERS)


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing that is compared, and the questions it comes from (none: from the profile)."""

    feature: Feature
    questions: tuple[Question, ...] = ()

    @property
    def is_for_partners(self) -> bool:
        """Whether the two may read it: every answer behind it is open to a partner."""
        return all(q.visible_to in ("partner", "all") and not q.staff_only for q in self.questions)


@dataclass(frozen=True, slots=True)
class Traits:
    """What a cohort compares, by name."""

    by_name: Mapping[str, Trait]
    apart: tuple[Question, ...] = ()  # several answers, none of which may be shared

    @property
    def features(self) -> tuple[Feature, ...]:
        return tuple(trait.feature for trait in self.by_name.values())

    def questions_of(self, name: str) -> tuple[Question, ...]:
        trait = self.by_name.get(name)
        return trait.questions if trait else ()

    def labels(self, language: str) -> dict[str, str]:
        return {
            name: trait.questions[0].label.in_language(language).rstrip(" ?:.")
            for name, trait in self.by_name.items()
            if trait.questions
        }

    def is_for_partners(self, name: str) -> bool:
        trait = self.by_name.get(name)
        return trait is not None and trait.is_for_partners


def traits_of(cohort: Cohort) -> Traits:
    """The rules of the questionnaire with their weights, then what every match looks at.

    Delicate answers are never compared. A language or a free time is asked for once: where the questionnaire asks and
    gives it no rule, it does not count.
    """
    questionnaire = questionnaire_of(cohort)
    asked = questionnaire.asked if questionnaire else QuestionSet()
    usable = [question for question in asked if not question.sensitive]
    found: dict[str, Trait] = {}
    apart = []
    for question in usable:
        if question.rule is None:
            continue
        if question.rule.kind == "forbid_equal" and question.kind == "multi":
            apart.append(question)
            continue
        trait = _trait(question, asked)
        if trait is not None:
            name = trait.feature.name
            found[name if name not in found else question.id] = trait
    teams = tuple(question for question in usable if question.feeds == "team")
    if cohort.apart_same_team and teams:
        found["team"] = Trait(Feature("team", 0, "forbid_equal"), teams[:1])
    kinds = {question.kind for question in usable}
    lines = tuple(question for what in ("needs", "offers") for question in asked.feeding(what) if question in usable)
    if not any(question.rule for question in lines):
        found["topics"] = Trait(Feature("topics", WEIGHTS["topics"], "complement"), lines)
    headlines = tuple(question for question in asked.feeding("headline") if question in usable and not question.rule)
    found.setdefault("profession", Trait(Feature("profession", WEIGHTS["profession"], "complement"), headlines[:1]))
    found.setdefault("place", Trait(Feature("place", WEIGHTS["place"], "equal")))
    if "languages" not in kinds:
        found["languages"] = Trait(Feature("languages", WEIGHTS["languages"], "overlap", hard=True))
    if "availability" not in kinds:
        found["availability"] = Trait(Feature("availability", WEIGHTS["availability"], "overlap"))
    return Traits(found, tuple(apart))


def _trait(question: Question, asked: QuestionSet) -> Trait | None:
    rule = question.rule
    assert rule is not None
    name = question.kind if question.kind in ("languages", "availability") else question.id
    questions: tuple[Question, ...] = (question,)
    options: dict[str, Any] = {}
    if rule.kind == "complement":
        other = asked.question(rule.other)
        if other is None or other.sensitive:
            return None
        questions = (question, other)
        if question.options:
            options["least"] = 0.999  # an answer that was chosen meets the same answer, and no other
    if rule.kind == "distance":
        widest = float((question.most or 5) - 1)
        options |= {"span": widest, "limit": widest / 2}
    return Trait(Feature(name, rule.weight, rule.kind, hard=rule.hard, **options), questions)  # type: ignore[arg-type]


# ── a cohort, gathered ───────────────────────────────────────────────────────


@dataclass(frozen=True)
class Gathered:
    """The people of a cohort, ready to be compared, and what the round adds."""

    mentees: tuple[Person, ...]
    mentors: tuple[Person, ...]
    traits: Traits
    apart: frozenset[tuple[int, int]]  # keys (mentee, mentor): for whatever cause
    locks: tuple[tuple[int, int], ...] = ()
    exclusions: frozenset[tuple[int, int]] = frozenset()
    enrolments: Mapping[tuple[str, int], Enrolment] = field(default_factory=dict)
    minors: frozenset[int] = frozenset()
    cleared: frozenset[int] = frozenset()

    @cached_property
    def mentee_at(self) -> dict[int, int]:
        return {int(person.key): at for at, person in enumerate(self.mentees)}

    @cached_property
    def mentor_at(self) -> dict[int, int]:
        return {int(person.key): at for at, person in enumerate(self.mentors)}

    @property
    def places(self) -> int:
        return sum(person.capacity for person in self.mentors)

    def take_part(self, mentee: int, mentor: int) -> bool:
        return mentee in self.mentee_at and mentor in self.mentor_at

    def is_kept_from_minor(self, mentee: int, mentor: int) -> bool:
        """Whether one of the two is a minor and the other is not cleared for minors."""
        return not may_be_placed(mentee, mentor, minors=self.minors, cleared=self.cleared)

    def could_be(self, mentee: int, mentor: int) -> bool:
        """Whether the two take part and nothing but a coordinator's exclusion keeps them apart."""
        if not self.take_part(mentee, mentor) or (mentee, mentor) in self.apart:
            return False
        one, other = self.mentees[self.mentee_at[mentee]], self.mentors[self.mentor_at[mentor]]
        return is_possible(one, other, self.traits.features)

    def prepared(self) -> Prepared:
        """The problem: possible pairs with their fit, locks, limits. Locks must be possible (`lost_locks`)."""
        return prepare(
            self.mentees,
            self.mentors,
            features=self.traits.features,
            bans=self._positions(self.apart | self.exclusions),
            locks=self._positions(self.locks),
        )

    def prepared_without_locks(self) -> Prepared:
        """The same before anything was decided: which pairs are possible at all."""
        return prepare(self.mentees, self.mentors, features=self.traits.features, bans=self._positions(self.apart))

    def lost_locks(self) -> list[tuple[int, int, str]]:
        """Locked pairs that cannot be, with "not_there" or "not_possible"; the second says no more than that."""
        lost = []
        for mentee, mentor in self.locks:
            if not self.take_part(mentee, mentor):
                lost.append((mentee, mentor, "not_there"))
            elif (mentee, mentor) in self.exclusions or not self.could_be(mentee, mentor):
                lost.append((mentee, mentor, "not_possible"))
        return lost

    def _positions(self, pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        return [(self.mentee_at[i], self.mentor_at[j]) for i, j in sorted(pairs) if self.take_part(i, j)]

    def digests(self) -> dict[str, str]:
        """What the computation starts from, so that a change can be told, by kind and no finer."""
        told = [_plain(person) for person in (*self.mentees, *self.mentors)]
        apart = sorted(pair for pair in self.apart if self.take_part(*pair))
        return {
            "people": _digest([sorted(self.mentee_at), sorted(self.mentor_at)]),
            "places": _digest([[person.key, person.capacity] for person in self.mentors]),
            "rules": _digest([_feature(feature) for feature in self.traits.features]),
            "told": _digest([told, apart]),
        }

    def fingerprint(self) -> str:
        """One digest of everything that a published answer rests on: what was computed from, locks and exclusions."""
        return _digest([self.digests(), self.locks, sorted(self.exclusions)])


def gather(cohort: Cohort, match_round: Round | None = None) -> Gathered:
    """Read a cohort as it is now, and the locks of a round; a dozen queries, however many people there are."""
    enrolments = list(
        enrolments_of(cohort).exclude(membership__state__in=GONE).order_by("membership_id").select_related("membership")
    )
    pairs = list(Mentorship.objects.filter(cohort=cohort).values_list("mentee_id", "mentor_id", "state"))
    under_way = [(mentee, mentor) for mentee, mentor, state in pairs if state != MentorshipState.ENDED]
    with_somebody = {mentee for mentee, _mentor in under_way}
    taken: dict[int, int] = defaultdict(int)
    for _mentee, mentor in under_way:
        taken[mentor] += 1

    traits = traits_of(cohort)
    telling = _Telling(cohort, [enrolment.membership_id for enrolment in enrolments], traits)
    mentees, mentors = [], []
    for enrolment in enrolments:
        person = enrolment.membership_id
        if enrolment.role == ProgrammeRole.MENTOR:
            room = min(enrolment.capacity, cohort.most_mentees) - taken[person]
            mentors.append(telling.person(enrolment, capacity=max(room, 0)))
        elif person not in with_somebody:
            mentees.append(telling.person(enrolment, capacity=1))
    everyone = {int(person.key) for person in (*mentees, *mentors)}
    minors = minors_among(everyone)
    cleared = cleared_among(everyone) if minors else set()
    if minors:
        traits = replace(traits, by_name={MINORS: Trait(Feature(MINORS, 0, "overlap", hard=True)), **traits.by_name})
        mentees = [_in_company(person, ProgrammeRole.MENTEE, minors, cleared) for person in mentees]
        mentors = [_in_company(person, ProgrammeRole.MENTOR, minors, cleared) for person in mentors]
    return Gathered(
        mentees=tuple(mentees),
        mentors=tuple(mentors),
        traits=traits,
        minors=frozenset(minors),
        cleared=frozenset(cleared),
        apart=frozenset(_apart(cohort, mentees, mentors, traits, telling)),
        locks=tuple(sorted(Lock.objects.filter(round=match_round).values_list("mentee_id", "mentor_id")))
        if match_round
        else (),
        exclusions=frozenset(Exclusion.objects.filter(cohort=cohort).values_list("mentee_id", "mentor_id")),
        enrolments={(enrolment.role, enrolment.membership_id): enrolment for enrolment in enrolments},
    )


class _Telling:
    """What each person of a cohort told us: in their application, or else in their profile."""

    def __init__(self, cohort: Cohort, people: list[int], traits: Traits) -> None:
        self.traits = traits
        self.applications = {
            (application.role, application.membership_id): application
            for application in Application.objects.filter(cohort=cohort, state=ApplicationState.ACCEPTED)
        }
        self.profiles = {one.membership_id: one for one in Profile.objects.filter(membership__in=people)}
        self.offers = self.needs = {}
        if not traits.questions_of("topics") and "topics" in traits.by_name:
            self.offers = _texts(Offer.objects.filter(membership__in=people, withdrawn_at=None))
            self.needs = _texts(Need.objects.filter(membership__in=people, closed_at=None))

    def answers_of(self, role: str, person: int) -> dict[str, Any]:
        application = self.applications.get((role, person))
        return application.answers if application else {}

    def person(self, enrolment: Enrolment, *, capacity: int) -> Person:
        key, role = enrolment.membership_id, enrolment.role
        application = self.applications.get((role, key))
        answers = application.answers if application else {}
        profile = self.profiles.get(key)
        waited = role == ProgrammeRole.MENTEE and (
            enrolment.left_out_at is not None or bool(application and application.left_out_before)
        )
        return Person(
            key=str(key),
            name=enrolment.membership.name,
            profession=self._profession(answers, profile),
            place=profile.city if profile and _may_use(profile, ProfileField.PLACE) else "",
            languages=frozenset(row["code"] for row in profile.languages if row.get("code"))
            if profile and _may_use(profile, ProfileField.LANGUAGES)
            else frozenset(),
            availability=frozenset(profile.availability)
            if profile and _may_use(profile, ProfileField.AVAILABILITY)
            else frozenset(),
            offers=tuple(self._lines("offers", answers, key, profile)),
            needs=tuple(self._lines("needs", answers, key, profile)),
            capacity=capacity,
            priority=HEAD_START if waited else 0.0,
            answers=self._compared(answers),
        )

    def _profession(self, answers: Mapping[str, Any], profile: Profile | None) -> str:
        for question in self.traits.questions_of("profession"):
            return str(answers.get(question.id) or "")
        return profile.headline if profile else ""

    def _lines(self, what: str, answers: Mapping[str, Any], key: int, profile: Profile | None) -> list[str]:
        questions = [question for question in self.traits.questions_of("topics") if question.feeds == what]
        if questions:
            return [line for question in questions for line in _listed(answers.get(question.id))]
        which = ProfileField.OFFERS if what == "offers" else ProfileField.NEEDS
        if profile is None or not _may_use(profile, which):
            return []
        return (self.offers if what == "offers" else self.needs).get(key, [])

    def _compared(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        compared: dict[str, Any] = {}
        for name, trait in self.traits.by_name.items():
            if name in ("topics", "profession", "place") or not trait.questions:
                continue
            compared[name] = _value(trait, answers)
        return compared


def _value(trait: Trait, answers: Mapping[str, Any]) -> Any:
    """An answer as the kind of its feature compares it; None when there is none."""
    question = trait.questions[0]
    answer = answers.get(question.id)
    match trait.feature.kind:
        case "complement":
            return {"needs": _listed(answer), "offers": _listed(answers.get(trait.questions[1].id))}
        case "overlap" if question.kind == "languages":
            return frozenset(row["code"] for row in answer or ()) or None
        case "overlap":
            return frozenset(_listed(answer)) or None
        case "distance":
            return answer
        case "forbid_equal":
            return folded("|".join(sorted(map(str, _listed(answer))))) or None
        case _:
            return "|".join(sorted(map(str, _listed(answer)))) or None


def _in_company(person: Person, role: ProgrammeRole, minors: set[int], cleared: set[int]) -> Person:
    """With which kinds of company they may be placed, as an answer: two people of whom one is a minor have one in common
    only when the other is cleared for minors."""
    key, other = int(person.key), ProgrammeRole.MENTEE if role == ProgrammeRole.MENTOR else ProgrammeRole.MENTOR
    if key in minors:
        company = {f"minor {role}"}
    elif key in cleared:
        company = {"of age", f"minor {other}"}
    else:
        company = {"of age"}
    return replace(person, answers={**person.answers, MINORS: frozenset(company)})


def _apart(
    cohort: Cohort, mentees: list[Person], mentors: list[Person], traits: Traits, telling: _Telling
) -> Iterable[tuple[int, int]]:
    """Pairs (mentee, mentor) that are not to be, whatever the answers: told apart by nobody from here on."""
    seeking, giving = {int(person.key) for person in mentees}, {int(person.key) for person in mentors}
    together: set[frozenset[int]] = set(barred_pairs())
    if cohort.apart_past_pairs:
        past = PastPair.objects.values_list("mentor_id", "mentee_id")
        before = Mentorship.objects.values_list("mentor_id", "mentee_id")
        together |= {frozenset(pair) for pair in (*past, *before)}
    for pair in together:
        for one in pair:
            for other in pair:
                if one != other and one in seeking and other in giving:
                    yield one, other
    for question in traits.apart:
        holders: dict[str, set[int]] = defaultdict(set)
        for mentor in giving:
            for answer in _listed(telling.answers_of(ProgrammeRole.MENTOR, mentor).get(question.id)):
                holders[answer].add(mentor)
        for mentee in seeking:
            for answer in _listed(telling.answers_of(ProgrammeRole.MENTEE, mentee).get(question.id)):
                yield from ((mentee, mentor) for mentor in holders[answer])


def _may_use(profile: Profile, which: ProfileField) -> bool:
    return profile.sight_of(which) in OPEN_SIGHTS


def _texts(rows: Any) -> dict[int, list[str]]:
    texts: dict[int, list[str]] = defaultdict(list)
    for person, text in rows.order_by("pk").values_list("membership_id", "text"):
        texts[person].append(text)
    return texts


def _listed(answer: Any) -> list[Any]:
    if answer is None or answer == "":
        return []
    return list(answer) if isinstance(answer, list | tuple) else [answer]


# ── digests ──────────────────────────────────────────────────────────────────


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def _feature(feature: Feature) -> list[Any]:
    return [feature.name, feature.kind, feature.weight, feature.hard, feature.span, feature.limit, feature.least]


def _plain(person: Person) -> list[Any]:
    return [
        person.key, person.profession, person.place, sorted(person.languages), sorted(person.availability),
        person.offers, person.needs, person.priority,
        {name: sorted(value) if isinstance(value, frozenset) else value for name, value in person.answers.items()},
    ]  # fmt: skip
