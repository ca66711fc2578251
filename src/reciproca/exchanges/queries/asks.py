"""Reads: which asks concern somebody, who may read which answers, who was asked."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from reciproca.boundaries.models import Block, Partnership
from reciproca.communities.models import LedgerIdentity, Membership
from reciproca.core import clock
from reciproca.core.prepared import prepared
from reciproca.exchanges.choices import CLOSED_ASKS, OPEN_ASKS, AskState, Audience, RouteState
from reciproca.exchanges.models import Answer, Ask, Route
from reciproca.network.choices import Kind
from reciproca.network.models import Interaction
from reciproca.network.queries import allies_of
from reciproca.people.queries import folded, people_visible_to

from .thanks import among_visible

__all__ = [
    "READERS",
    "Load",
    "answers_in",
    "answers_visible_to",
    "asks_ending_soon",
    "asks_of",
    "asks_open_to_all",
    "asks_visible_to",
    "asks_with_news",
    "found_words",
    "givers_lately",
    "hours_for_calendar",
    "loads_of",
    "own_answer",
    "people_asked",
    "route_of",
    "routes_to_look_at",
    "unanswered_asks",
    "unanswered_in_confidence",
    "unanswered_in_public",
    "waiting_routes",
]  # fmt: skip

#: For so long a closed ask can still be read: whoever was writing an answer hands it in.
LINGERS = timedelta(days=7)

#: Who may read an ask besides its asker and those it was brought to: one line for each audience.
READERS: dict[str, Callable[[Membership], Q]] = {
    Audience.COMMUNITY: lambda person: Q(),
    Audience.ALLIES: lambda person: Q(asker__in=allies_of(person).values("pk")),
    Audience.CONFIDENCE: lambda person: Q(pk=None),
}


# ── asks ─────────────────────────────────────────────────────────────────────


def asks_visible_to(person: Membership) -> QuerySet[Ask]:
    """One's own; those one answered; what is open, or closed lately, to whom its audience names or it was brought to.

    The asker must be here, and neither may have blocked the other. What was taken back is its asker's alone.
    """
    answered = Exists(Answer.objects.filter(ask=OuterRef("pk"), author=person))
    brought = Exists(Route.objects.filter(ask=OuterRef("pk"), person=person, state=RouteState.ASKED))
    readable = Q(state__in=OPEN_ASKS) | Q(state__in=CLOSED_ASKS, closed_at__gt=clock.now() - LINGERS)
    rows = Ask.objects.filter(
        Q(asker=person) | Q(answered) & ~Q(state=AskState.WITHDRAWN) | readable & (Q(brought) | _addressed_to(person))
    )
    return rows.filter(asker__in=people_visible_to(person).values("pk")).select_related(
        "asker__profile__photo", "community"
    )


def _addressed_to(person: Membership) -> Q:
    found = Q(pk=None)
    for audience, rule in READERS.items():
        found |= Q(audience=audience) & rule(person)
    return found


def asks_of(person: Membership) -> QuerySet[Ask]:
    """One's own, what is open first, then the latest; what was taken back stays out."""
    own = Ask.objects.filter(asker=person).exclude(state=AskState.WITHDRAWN)
    return own.order_by(F("closed_at").desc(nulls_first=True), "-posted_at", "-pk").select_related(
        "asker__profile__photo", "community"
    )


def asks_open_to_all(person: Membership, *, words: str = "", kind: str = "", topic: str = "") -> QuerySet[Ask]:
    """Open asks of others that one may read without having been asked, the newest first; narrowed by words, kind and topic."""
    rows = asks_visible_to(person).filter(state__in=OPEN_ASKS).exclude(asker=person)
    rows = rows.exclude(audience=Audience.CONFIDENCE)
    if kind:
        rows = rows.filter(kind=kind)
    if topic:
        rows = rows.filter(found_by__contains=f"|{folded(topic)}|")
    for word in folded(words).split()[:8]:
        rows = rows.filter(found_by__contains=word)
    return rows.order_by("-posted_at", "-pk")


def asks_ending_soon(person: Membership) -> QuerySet[Ask]:
    """One's own that close by themselves within three days, and of which one was told."""
    return Ask.objects.filter(asker=person, state__in=OPEN_ASKS, warned_at__isnull=False).order_by("closes_at", "pk")


def asks_with_news(person: Membership) -> QuerySet[Ask]:
    """One's own, open, with an answer that one has said nothing to; the oldest first."""
    unread = Answer.objects.filter(
        ask=OuterRef("pk"), helped_at=None, author__in=people_visible_to(person).values("pk")
    )
    return Ask.objects.filter(Exists(unread), asker=person, state__in=OPEN_ASKS).order_by("posted_at", "pk")


def found_words(title: str, story: str, topics: Collection[str]) -> str:
    """What an ask is found by: folded words, and each topic between bars."""
    return f"{folded(title)} {folded(story)} |{'|'.join(folded(topic) for topic in topics)}|"


# ── answers ──────────────────────────────────────────────────────────────────


def answers_visible_to(person: Membership) -> QuerySet[Answer]:
    """Those to asks one may read: all of them where the ask is for all. Else its asker reads them, and each author their own:
    who a person's allies are, or who was asked in confidence, is nobody's to learn from an answer.

    Its author must be here, and neither may have blocked the other, nor the reader.
    """
    own = Q(author=person) | Q(ask__asker=person)
    rows = Answer.objects.filter(
        own | Q(ask__audience=Audience.COMMUNITY), ask__in=asks_visible_to(person).values("pk")
    )
    between = Block.objects.filter(
        Q(blocker=OuterRef("ask__asker"), blocked=OuterRef("author"))
        | Q(blocker=OuterRef("author"), blocked=OuterRef("ask__asker"))
    )
    return rows.filter(~Exists(between), author__in=people_visible_to(person).values("pk")).select_related(
        "author__profile__photo", "ask__asker", "ask__community", "community"
    )


def hours_for_calendar(person: Membership) -> QuerySet[Answer]:
    """The hours of this person that were offered with an answer, taken up and not called off; from a month ago on."""
    mine = Answer.objects.filter(Q(author=person) | Q(ask__asker=person), meeting_taken_at__isnull=False)
    lately = mine.filter(meeting_ended_at=None, meets_at__gte=clock.now() - timedelta(days=31))
    return among_visible(lately, person, "author", "ask__asker").order_by("meets_at")[:200]


def answers_in(ask: Ask, reader: Membership) -> list[Answer]:
    """Side by side, the first that came first."""
    return list(answers_visible_to(reader).filter(ask=ask).order_by("written_at", "pk"))


def own_answer(ask: Ask, person: Membership) -> Answer | None:
    return Answer.objects.filter(ask=ask, author=person).select_related("ask__asker").first()


# ── who was asked ────────────────────────────────────────────────────────────


def waiting_routes(person: Membership) -> QuerySet[Route]:
    """Asks that were brought to this person and wait for a word, the oldest first; with who passed them on, if they may meet."""
    rows = Route.objects.filter(person=person, state=RouteState.ASKED, ask__state__in=OPEN_ASKS)
    rows = rows.filter(ask__in=asks_visible_to(person).values("pk"))
    return rows.select_related("ask__asker__profile__photo", "ask__community", "passed_by").order_by("asked_at", "pk")


def route_of(ask: Ask, person: Membership) -> Route | None:
    return Route.objects.filter(ask=ask, person=person).select_related("passed_by").first()


def routes_to_look_at(people: Collection[int]) -> Counter[int]:
    """How many open asks wait with each of these people, by key."""
    rows = Route.objects.filter(person__in=people, state=RouteState.ASKED, ask__state__in=OPEN_ASKS)
    return Counter(rows.values_list("person", flat=True))


def people_asked(ask: Ask) -> dict[int, RouteState]:
    """Everybody it was brought to, by key, and where it stands with each; who answered by themselves is among them."""
    asked = {key: RouteState(state) for key, state in ask.routes.values_list("person", "state")}
    return asked | dict.fromkeys(ask.answers.values_list("author", flat=True), RouteState.ANSWERED)


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody carries: asks that wait with them, how many were brought lately, were settled, and taken up; partners."""

    waiting: int = 0
    lately: int = 0
    settled: int = 0
    taken_up: int = 0
    partners: int = 0


def loads_of(people: Collection[int], *, since: datetime) -> dict[int, Load]:
    """By key of each of these people: two queries."""
    routes = Route.objects.filter(person__in=people, asked_at__gte=since).values_list("person", "state", "ask__state")
    waiting, lately, settled, taken_up, partners = (Counter[int]() for _ in range(5))
    for person, state, ask in routes:
        lately[person] += 1
        waiting[person] += state == RouteState.ASKED and ask in OPEN_ASKS
        settled[person] += state in (RouteState.ANSWERED, RouteState.PASSED, RouteState.NOT_NOW)
        taken_up[person] += state in (RouteState.ANSWERED, RouteState.PASSED)
    for pair in Partnership.objects.values_list("first", "second"):
        partners.update(pair)
    return {key: Load(waiting[key], lately[key], settled[key], taken_up[key], partners[key]) for key in people}


def givers_lately(within: timedelta) -> set[int]:
    """Keys of those whose help somebody confirmed in that time."""
    lines = Interaction.objects.filter(confirmed=True, mutual=False, cancels=None, at__gte=clock.now() - within)
    lines = lines.filter(kind__in=[Kind.SESSION, Kind.ANSWER])
    return set(
        LedgerIdentity.objects.filter(ledger_id__in=lines.values("giver")).values_list("membership_id", flat=True)
    )


# ── for who coordinates ──────────────────────────────────────────────────────


def unanswered_asks(coordinator: Membership) -> QuerySet[Ask]:
    """Open asks of the community that nobody has answered, the oldest first: whom else one asks is not for who coordinates."""
    rows = _unanswered(coordinator).filter(audience=Audience.COMMUNITY)
    return rows.select_related("asker__profile__photo", "community").order_by("posted_at", "pk")


def unanswered_in_public(coordinator: Membership) -> int:
    """How many `unanswered_asks` are."""
    return _unanswered_among.count(coordinator.pk, Audience.COMMUNITY.value)


def unanswered_in_confidence(coordinator: Membership) -> int:
    """How many wait in confidence for a first answer: counted, and no more than that."""
    return _unanswered_among.count(coordinator.pk, Audience.CONFIDENCE.value)


@prepared("pk")
def _unanswered_among(coordinator: int, audience: str) -> QuerySet[Ask]:
    return _unanswered(Membership(pk=coordinator)).filter(audience=audience, by_hand=False)


def _unanswered(coordinator: Membership) -> QuerySet[Ask]:
    visible = people_visible_to(coordinator).values("pk")
    answered = Answer.objects.filter(ask=OuterRef("pk"), author__in=visible)
    return Ask.objects.filter(~Exists(answered), state__in=OPEN_ASKS, asker__in=visible)
