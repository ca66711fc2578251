"""Reads: introductions as each of the three may know them, what waits for whom, and how much each carries.

Who asked sees what they wrote, waiting or over, whatever the others did or do: their own pages look at nobody's blocks and
at nobody's leaving, so that neither changes a word of them. The others see a request only while all whom it joins may
meet; for them somebody who must not be met is as absent as somebody who left.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from reciproca.boundaries.models import Block
from reciproca.boundaries.queries import minors_among
from reciproca.communities.models import Membership
from reciproca.conversations.models import Conversation
from reciproca.core import clock
from reciproca.network.queries import connections_of, people_at_their_limit
from reciproca.people.queries import people_visible_to

from .choices import OPEN_STATES, IntroductionState
from .models import MOST_A_MONTH, Approach, Introduction, Willingness

__all__ = [
    "agreed_with", "approach_for", "approaches_to", "approaches_waiting_for", "asked_by", "begun", "carried_and_most", "carried_by",
    "conversation_of", "due_to_close", "free_to_introduce", "introducers_to_remind", "open_request", "open_requests_of", "outcomes_to_ask", "outcomes_to_tell", "people_known_to",
    "questions_to_reply", "recipients_to_remind", "replied_to", "request_of", "through", "to_answer_as_introducer", "willingness_of",
]  # fmt: skip

MONTH = timedelta(days=30)
FACES = ("requester", "introducer", "recipient")
AGREED = (IntroductionState.ACCEPTED, IntroductionState.MADE)


# ── in the eyes of who asks ──────────────────────────────────────────────────


def asked_by(person: Membership) -> QuerySet[Introduction]:
    """What this person asked for and did not take back, the latest first; what was agreed, while all three may meet."""
    agreed = Q(state__in=AGREED)
    here = people_visible_to(person)
    together = Q(introducer__in=here, forwarded_to__in=here)
    mine = Introduction.objects.filter(requester=person).exclude(state=IntroductionState.WITHDRAWN)
    return mine.filter(~agreed | together).select_related(*FACES, "forwarded_to").order_by("-asked_at", "-pk")


def request_of(person: Membership, public_id: UUID) -> Introduction | None:
    return asked_by(person).filter(public_id=public_id).first()


def open_requests_of(person: Membership) -> QuerySet[Introduction]:
    """What still waits, as who asked knows it."""
    return asked_by(person).filter(state__in=OPEN_STATES, closes_at__gt=clock.now())


def open_request(requester: Membership, recipient: Membership) -> Introduction | None:
    """The request for this person that has not been settled, in time or not."""
    return Introduction.objects.filter(requester=requester, recipient=recipient, state__in=OPEN_STATES).first()


def outcomes_to_tell(person: Membership) -> QuerySet[Introduction]:
    """What came about a month ago, and of which this person has not said what it led to."""
    made = asked_by(person).filter(state=IntroductionState.MADE, outcome="", outcome_asked_at__isnull=False)
    return made.order_by("made_at", "pk")


# ── in the eyes of the ally between ──────────────────────────────────────────


def through(person: Membership) -> QuerySet[Introduction]:
    """What others asked of this person, the latest first, while they may meet those it is about."""
    here = people_visible_to(person)
    asked = Introduction.objects.filter(introducer=person, requester__in=here)
    asked = asked.filter(Q(recipient=None) | Q(recipient__in=here), Q(forwarded_to=None) | Q(forwarded_to__in=here))
    asked = asked.exclude(state=IntroductionState.WITHDRAWN)
    return asked.select_related(*FACES, "forwarded_to").order_by("-asked_at", "-pk")


def to_answer_as_introducer(person: Membership) -> QuerySet[Introduction]:
    """Those that wait for this person's word, the oldest first; not what they set aside."""
    waiting = through(person).filter(state=IntroductionState.REQUESTED, set_aside_at=None)
    return waiting.filter(closes_at__gt=clock.now()).order_by("asked_at", "pk")


def carried_by(people: list[int]) -> dict[int, int]:
    """How many requests each of these (by key) received within a month; none is left out."""
    recent = Introduction.objects.filter(introducer__in=people, asked_at__gt=clock.now() - MONTH)
    found = dict.fromkeys(people, 0)
    for key in recent.values_list("introducer_id", flat=True):
        found[key] += 1
    return found


def willingness_of(person: Membership) -> int:
    """How many introductions a month this person may be asked for."""
    found = Willingness.objects.filter(person=person).values_list("a_month", flat=True).first()
    return MOST_A_MONTH if found is None else found


def free_to_introduce(people: list[int]) -> dict[int, int]:
    """Of these (by key) those who may still be asked this month, with how much they carry already. Who has given the hours they
    can give is asked for no more."""
    most = dict(Willingness.objects.filter(person__in=people).values_list("person_id", "a_month"))
    carried, full = carried_by(people), people_at_their_limit(people)
    return {key: n for key, n in carried.items() if n < most.get(key, MOST_A_MONTH) and key not in full}


def carried_and_most(month_ago: datetime) -> tuple[Coalesce, Coalesce]:
    """The two numbers by which `free_to_introduce` goes, as columns of people."""
    recent = Introduction.objects.filter(introducer=OuterRef("pk"), asked_at__gt=month_ago)
    carried = recent.order_by().values("introducer").annotate(number=Count("pk")).values("number")
    most = Willingness.objects.filter(person=OuterRef("pk")).values("a_month")
    return Coalesce(Subquery(carried), 0), Coalesce(Subquery(most), MOST_A_MONTH)


def people_known_to(introducer: Membership, *, besides: Membership) -> QuerySet[Membership]:
    """Whom an ally can think of for somebody: the people they are connected with. Whether those and who asks may meet is
    not looked at here, or the list would tell."""
    known = connections_of(introducer).exclude(pk=besides.pk)
    return known.exclude(pk__in=minors_among(known.values_list("pk", flat=True))).order_by("given_name", "family_name")


def questions_to_reply(person: Membership) -> QuerySet[Approach]:
    """Questions back to this person, who made the approach, that have no answer yet."""
    mine = Approach.objects.filter(introduction__in=through(person), reply="").exclude(question="")
    mine = mine.filter(introduction__state=IntroductionState.FORWARDED, introduction__closes_at__gt=clock.now())
    return mine.filter(recipient__in=people_visible_to(person)).select_related("introduction__requester", "recipient")


# ── in the eyes of the person somebody would like to know ────────────────────


def approaches_to(person: Membership) -> QuerySet[Approach]:
    """What reached this person, while all three may meet; what the others took back, or a block lies upon, is absent."""
    here = people_visible_to(person)
    barred = Block.objects.filter(
        Q(blocker=OuterRef("introduction__requester"), blocked=OuterRef("introduction__introducer"))
        | Q(blocker=OuterRef("introduction__introducer"), blocked=OuterRef("introduction__requester"))
    )
    mine = Approach.objects.filter(
        recipient=person, introduction__requester__in=here, introduction__introducer__in=here
    )
    mine = mine.exclude(introduction__state=IntroductionState.WITHDRAWN).exclude(Exists(barred))
    faces = [f"introduction__{name}" for name in FACES]
    return mine.select_related(*faces, "recipient").order_by("-reached_at", "-pk")


def approach_for(person: Membership, public_id: UUID) -> Approach | None:
    """The approach that belongs to the introduction of this address."""
    return approaches_to(person).filter(introduction__public_id=public_id).first()


def approaches_waiting_for(person: Membership) -> QuerySet[Approach]:
    """Those that wait for this person's word, the oldest first."""
    waiting = approaches_to(person).filter(declined_at=None, introduction__state=IntroductionState.FORWARDED)
    return waiting.filter(introduction__closes_at__gt=clock.now()).order_by("reached_at", "pk")


def replied_to(person: Membership) -> QuerySet[Approach]:
    """Of these, where the ally has answered what was asked back."""
    return approaches_waiting_for(person).exclude(reply="")


# ── once all agreed ──────────────────────────────────────────────────────────


def agreed_with(person: Membership) -> QuerySet[Introduction]:
    """The introductions that came about and in which this person is one of the three, while all may meet."""
    here = people_visible_to(person)
    one_of_them = Q(requester=person) | Q(introducer=person) | Q(forwarded_to=person)
    agreed = Introduction.objects.filter(one_of_them, state__in=AGREED)
    agreed = agreed.filter(requester__in=here, introducer__in=here, forwarded_to__in=here)
    return agreed.select_related(*FACES, "forwarded_to").order_by("-accepted_at", "-pk")


def conversation_of(introduction: Introduction) -> Conversation | None:
    named = {"origin_kind": introduction._meta.model_name, "origin_id": str(introduction.public_id)}
    return Conversation.objects.filter(**named).first()


def begun() -> QuerySet[Introduction]:
    """Those agreed in whose conversation somebody has written."""
    written = Conversation.objects.filter(origin_kind="introduction", last_number__gt=0)
    accepted = Introduction.objects.filter(state=IntroductionState.ACCEPTED)
    names = {str(public_id): key for key, public_id in accepted.values_list("pk", "public_id")}
    keys = [names[origin] for origin in written.filter(origin_id__in=list(names)).values_list("origin_id", flat=True)]
    return accepted.filter(pk__in=keys).select_related(*FACES, "forwarded_to").order_by("pk")


def due_to_close(now: datetime) -> QuerySet[Introduction]:
    return Introduction.objects.filter(state__in=OPEN_STATES, closes_at__lte=now).select_related("requester__community")


def introducers_to_remind(before: datetime) -> QuerySet[Introduction]:
    """Requests that have waited for their introducer since before then, and of which nothing more was said."""
    waiting = Introduction.objects.filter(state=IntroductionState.REQUESTED, set_aside_at=None, reminded_at=None)
    return waiting.filter(asked_at__lte=before, closes_at__gt=clock.now()).select_related("introducer__community")


def recipients_to_remind(before: datetime) -> QuerySet[Approach]:
    waiting = Approach.objects.filter(declined_at=None, reminded_at=None, reached_at__lte=before)
    waiting = waiting.filter(introduction__state=IntroductionState.FORWARDED, introduction__closes_at__gt=clock.now())
    return waiting.exclude(~Q(question=""), reply="").select_related("recipient__community", "introduction")


def outcomes_to_ask(before: datetime) -> QuerySet[Introduction]:
    made = Introduction.objects.filter(state=IntroductionState.MADE, outcome_asked_at=None, outcome="")
    return made.filter(made_at__lte=before).select_related("requester__community").order_by("made_at", "pk")
