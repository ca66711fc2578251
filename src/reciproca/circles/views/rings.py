"""A ring: calling it, bringing an ask, the board while it goes round, one step further, what came of it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from reciproca.circles import actions
from reciproca.circles.choices import OfferKind, RingOutcome, RingState
from reciproca.circles.forms import FurtherForm, HelpForm, OfferForm, PassForm, RingAskForm, RingForm
from reciproca.circles.models import Meeting, Ring, RingAsk, RingOffer
from reciproca.circles.queries import meetings_of
from reciproca.circles.rings import (
    allies_beyond,
    answers_from_beyond,
    asks_heard_by,
    found_help,
    how_many_brought,
    offers_heard_by,
    own_ask,
    own_offer,
    rings_visible_to,
)
from reciproca.circles.rules import (
    can_begin_round,
    can_bring,
    can_call_off,
    can_call_ring,
    can_let_further,
    can_move_on,
    can_offer,
    can_pass_further,
    can_say_agreed,
    can_take_ask_back,
    can_tell_help,
    facilitator_of,
)
from reciproca.circles.words import RING_STEPS, day_said
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.days import hour_said
from reciproca.exchanges.choices import AskKind, RouteReason
from reciproca.exchanges.routing import what_fits
from reciproca.people.queries import zone_of

from .shared import asking, at, circle_of_mine, done, form_page, get_or_post, is_bound, or_absent, step_round

__all__ = [
    "ring", "ring_agreement", "ring_ask", "ring_cancellation", "ring_further", "ring_new", "ring_offer", "ring_outcome",
    "ring_passing", "ring_step", "ring_withdrawal",
]  # fmt: skip

MOST_DATES = 3


# ── calling one ──────────────────────────────────────────────────────────────


@get_or_post
def ring_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, person = circle_of_mine(request, public_id), request.person
    or_absent(can_call_ring(found, bound=is_bound(request, found)))
    meetings = [one for one in meetings_of(found, person) if one.is_to_come][:MOST_DATES]
    with timezone.override(zone_of(person)):
        initial = {"when": str(meetings[0].public_id) if meetings else "now", "minutes_each": 3}
        form = RingForm(request.POST or None, initial=initial, meetings=meetings, zone=zone_of(person))

    def act() -> tuple[str, str]:
        made = actions.call_ring(
            found,
            by=person,
            meeting=_chosen(form, meetings),
            begins_at=form.begins_at,
            minutes_each=form.cleaned_data["minutes_each"],
        )
        return _("Called. All of you are asked to bring an ask; begin with yours."), _page(request, made)

    aside = [
        (
            pgettext("ring", "How it goes"),
            _("Each brings one ask. Then one after the other: who can help says so, or says whom they know."),
        ),
        (_("Without pressure"), _("Of a “not this one” nobody learns. Within a week each says what helped.")),
    ]
    return form_page(
        request, form, act, back=at(request, "circle-detail", "rings", public_id=public_id), title=_("A ring of asks"),
        kicker=found.name, lede=_("One ask each, and what all of you together can do for it."),
        submit=pgettext("ring", "Call it"), draft=f"ring-{public_id}", aside=aside,
    )  # fmt: skip


def _chosen(form: RingForm, meetings: list[Meeting]) -> Meeting | None:
    return next((one for one in meetings if str(one.public_id) == form.cleaned_data["when"]), None)


@get_or_post
def ring_cancellation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _ring(request, public_id)
    or_absent(request.method == "POST" or can_call_off(request.person, found))
    back = at(request, "circle-detail", "rings", public_id=found.circle.public_id)
    if request.method == "POST":

        def act() -> str:
            actions.call_off_ring(found, by=request.person)
            return _("Called off.")

        return done(request, act, back)
    return asking(
        request, title=_("Call the ring off?"), text=_("What each has written for it goes with it."), confirm=pgettext("ring", "Call it off"),
        back=_page(request, found),
    )  # fmt: skip


# ── the board ────────────────────────────────────────────────────────────────


@require_safe
def ring(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _ring(request, public_id)
    with timezone.override(zone_of(request.person)):
        return render(request, "circles/ring_detail.html", _seen(request, found))


def _seen(request: HttpRequest, found: Ring) -> dict[str, Any]:
    """What the reader may see of it, and do, at the step at which it is."""
    person = request.person
    mine = own_ask(found, person)
    asks = list(asks_heard_by(person).filter(ring=found))
    for ask in asks:
        ask.ring = found
    offers: dict[int, list[RingOffer]] = {ask.pk: [] for ask in asks}
    for offer in offers_heard_by(person).filter(ask__ring=found):
        offers[offer.ask_id].append(offer)
    rows = [_row(ask, offers[ask.pk], person) for ask in asks]
    now = next((row for row in rows if found.turn is not None and row["ask"].place == found.turn), None)
    facilitator = facilitator_of(found, person)
    starts_at = found.starts_at
    return {
        "ring": found,
        "circle": found.circle,
        "steps": list(RING_STEPS.values()),
        "at": list(RING_STEPS).index(RingState(found.state)) + 1,
        "day": day_said(timezone.localtime(starts_at).date()),
        "hour": hour_said(timezone.localtime(starts_at)),
        "is_today": timezone.localtime(starts_at).date() <= clock.today(),
        "facilitator": facilitator,
        "mine": mine,
        "ask_form": _ask_form(mine) if can_bring(found, mine) else None,
        "may_begin": can_begin_round(person, found),
        "may_call_off": can_call_off(person, found),
        "may_move_on": can_move_on(person, found),
        "brought": how_many_brought(found, person) if can_begin_round(person, found) else None,
        "now": now,
        "hint": _hint(now["ask"], person) if now and now["offer_form"] and now["my_offer"] is None else "",
        "seconds_left": _seconds_left(found),
        "rows": rows,
        "so_far": [row for row in rows[::-1] if row is not now] if found.is_going_round else rows,
        "helped": found_help(asks),
    }


def _row(ask: RingAsk, offers: list[RingOffer], person: Membership) -> dict[str, Any]:
    my_offer = own_offer(ask, person)
    is_mine = ask.person_id == person.pk
    may_pass = can_pass_further(person, ask, my_offer)
    return {
        "ask": ask,
        "is_mine": is_mine,
        "offers": [(offer, offer.who if is_mine and offer.agreed_at else "") for offer in offers],
        "has_help": any(offer.thanked_at for offer in offers) or ask.outcome == RingOutcome.HELPED,
        "my_offer": my_offer,
        "offer_form": _offer_form(my_offer) if can_offer(person, ask, my_offer) else None,
        "may_say_agreed": my_offer is not None and can_say_agreed(person, my_offer),
        "may_let_further": can_let_further(person, ask),
        "may_pass": may_pass and allies_beyond(ask, person).exists(),
        "has_passed": my_offer is not None and my_offer.passed_at is not None,
        "may_tell": can_tell_help(person, ask),
        "may_take_back": can_take_ask_back(person, ask),
        "answers": list(answers_from_beyond(ask, person)) if is_mine else [],
    }


def _seconds_left(found: Ring) -> int:
    ends = found.turn_ends_at
    return max(0, round((ends - clock.now()).total_seconds())) if ends is not None else 0


def _hint(ask: RingAsk, person: Membership) -> str:
    """What of one's own could help: told to oneself alone."""
    fits = what_fits(person, ask.title, ask.story)
    if fits is None:
        return ""
    reason, mine = fits
    if reason == RouteReason.OFFER:
        return _("Your offer “%(mine)s” could be right for this.") % {"mine": mine}
    return _("What you can do, “%(mine)s”, could be right for this.") % {"mine": mine}


@require_POST
def ring_step(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Begin the round, or on to the next ask: whoever facilitates, and anybody where they are away."""
    found, person = _ring(request, public_id), request.person
    return step_round(
        request,
        _page(request, found),
        lambda: actions.begin_round(found, by=person),
        lambda turn: actions.move_on(found, by=person, turn=turn),
    )


# ── one's own ask ────────────────────────────────────────────────────────────


def _ask_form(mine: RingAsk | None, sent: Any = None) -> RingAskForm:
    initial: dict[str, Any] = {"is_brought": True}
    if mine is not None:
        initial = {"title": mine.title, "story": mine.story, "is_brought": mine.brought_at is not None}
    return RingAskForm(sent, initial=initial)


@get_or_post
def ring_ask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, person = _ring(request, public_id), request.person
    mine = own_ask(found, person)
    or_absent(request.method == "POST" or can_bring(found, mine))
    form = _ask_form(mine, request.POST or None)

    def act() -> tuple[str, str]:
        actions.bring_ask(found, by=person, **form.cleaned_data)
        if form.cleaned_data["is_brought"]:
            return _("Brought. Nobody reads it before its turn."), _page(request, found, "mine")
        return _("Kept as a draft."), _page(request, found, "mine")

    return form_page(
        request, form, act, back=_page(request, found), title=_("Your ask"), kicker=found.circle.name,
        submit=pgettext("button", "Keep it"), draft=f"ring-ask-{public_id}", aside=_prompts(),
    )  # fmt: skip


def _prompts() -> list[tuple[str, str]]:
    return [
        (_("To begin from"), _("“I look for somebody who…”, “I would like half an hour with…”, “By Friday I need…”.")),
        (_("Small and concrete"), _("“A printer in Urbino who binds by hand” finds help; “advice on my career” does not.")),
    ]  # fmt: skip


@get_or_post
def ring_withdrawal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    mine = RingAsk.objects.filter(person=request.person, ring__in=rings_visible_to(request.person))
    found = get_object_or_404(mine.select_related("ring__circle", "ring__meeting"), public_id=public_id)
    or_absent(request.method == "POST" or can_take_ask_back(request.person, found))
    page = _page(request, found.ring)
    if request.method == "POST":

        def act() -> str:
            actions.take_ask_back(found, by=request.person)
            return _("Taken back.")

        return done(request, act, page)
    return asking(
        request, title=_("Take your ask back?"), text=_("It goes, with all that was said to it."), back=page,
        confirm=pgettext("ring", "Take it back"),
    )  # fmt: skip


# ── what is said to it ───────────────────────────────────────────────────────


def _offer_form(mine: RingOffer | None, sent: Any = None) -> OfferForm:
    if mine is None or (mine.passed_at is not None and mine.kind == OfferKind.NOT_THIS):
        return OfferForm(sent)
    return OfferForm(sent, initial={"kind": mine.kind, "words": mine.words, "who": mine.who})


@get_or_post
def ring_offer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, person = _ask(request, public_id), request.person
    mine = own_offer(found, person)
    or_absent(request.method == "POST" or can_offer(person, found, mine))
    form = _offer_form(mine, request.POST or None)
    page = _page(request, found.ring, f"ask-{found.public_id}")

    def act() -> tuple[str, str]:
        actions.offer_help(found, by=person, **form.cleaned_data)
        if form.cleaned_data["kind"] == OfferKind.NOT_THIS:
            return _("All right. Nobody learns of it."), page
        return _("Said to the circle."), page

    return form_page(
        request, form, act, back=page, title=found.title, kicker=found.person.given_name, lede=found.story,
        submit=_("Say it"), draft=f"ring-offer-{public_id}",
    )  # fmt: skip


@get_or_post
def ring_agreement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    mine = RingOffer.objects.filter(person=request.person, ask__in=asks_heard_by(request.person))
    found = get_object_or_404(mine.select_related("ask__ring__circle", "ask__person"), public_id=public_id)
    name = found.ask.person.given_name
    page = _page(request, found.ask.ring, f"ask-{found.ask.public_id}")
    if request.method == "POST":

        def act() -> str:
            actions.say_they_agreed(found, by=request.person)
            return _("Said: %(name)s reads now who it is.") % {"name": name}

        return done(request, act, page)
    or_absent(can_say_agreed(request.person, found))
    return asking(
        request, title=_("Have they said yes?"), confirm=_("They agree"), back=page,
        text=_("%(name)s, and nobody else, then reads: %(who)s.") % {"name": name, "who": found.who},
    )  # fmt: skip


# ── one step further ─────────────────────────────────────────────────────────


@get_or_post
def ring_further(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, person = _ask(request, public_id), request.person
    or_absent(found.person_id == person.pk and (request.method == "POST" or can_let_further(person, found)))
    initial = {"title": found.title, "story": found.story, "kind": AskKind.ADVICE}
    form = FurtherForm(request.POST or None, initial=initial)
    page = _page(request, found.ring, f"ask-{found.public_id}")

    def act() -> tuple[str, str]:
        actions.let_go_further(found, by=person, **form.cleaned_data)
        return _("Each of the others may now pass it on to one ally."), page

    return form_page(
        request, form, act, back=page, title=_("One step further?"), kicker=found.ring.circle.name, submit=_("I agree"),
        lede=_("Each of the others may pass it on to one ally, who reads it and decides. Whoever answers, you alone read it."),
        draft=f"ring-further-{public_id}",
    )  # fmt: skip


@get_or_post
def ring_passing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, person = _ask(request, public_id), request.person
    or_absent(request.method == "POST" or can_pass_further(person, found, own_offer(found, person)))
    allies = list(allies_beyond(found, person))
    form = PassForm(request.POST or None, allies=allies)
    page = _page(request, found.ring, f"ask-{found.public_id}")

    def act() -> tuple[str, str]:
        to = next(one for one in allies if str(one.public_id) == form.cleaned_data["to"])
        actions.pass_further(found, by=person, to=to, note=form.cleaned_data["note"])
        return _("Passed on to %(name)s, who reads it and decides.") % {"name": to.given_name}, page

    words = found.further.title if found.further is not None else ""
    return form_page(
        request, form, act, back=page, title=_("To an ally of yours"), kicker=found.person.given_name, lede=words,
        submit=_("Pass it on"), draft=f"ring-passing-{public_id}",
        nothing="" if allies else _("You have no ally outside this circle yet."),
    )  # fmt: skip


# ── what came of it ──────────────────────────────────────────────────────────


@get_or_post
def ring_outcome(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, person = _ask(request, public_id), request.person
    or_absent(can_tell_help(person, found))
    offers = {f"offer {one.public_id}": one for one in offers_heard_by(person).filter(ask=found, thanked_at=None)}
    answers = {f"answer {one.public_id}": one for one in answers_from_beyond(found, person) if not one.helped}
    helpers = [(key, _helper(one)) for key, one in offers.items()]
    helpers += [
        (key, _("%(name)s, who was asked by an ally") % {"name": one.author.name}) for key, one in answers.items()
    ]
    initial = {"outcome": found.outcome, "told": found.told}
    form = HelpForm(request.POST or None, initial=initial, helpers=helpers)
    page = _page(request, found.ring, f"ask-{found.public_id}")

    def act() -> tuple[str, str]:
        chosen = form.cleaned_data.get("thanked", [])
        actions.tell_help(
            found,
            form.cleaned_data["outcome"],
            by=person,
            told=form.cleaned_data["told"],
            thanked=[one for key, one in offers.items() if key in chosen],
            answers=[one for key, one in answers.items() if key in chosen],
        )
        return _("Said to the circle."), page

    return form_page(
        request, form, act, back=page, title=_("What came of it?"), kicker=found.ring.circle.name, lede=found.title,
        submit=_("Say it"), draft=f"ring-outcome-{public_id}",
    )  # fmt: skip


def _helper(offer: RingOffer) -> str:
    said = f"{offer.person.name}: {offer.get_kind_display()}"
    return f"{said}, {offer.words}" if offer.words else said


# ── addresses ────────────────────────────────────────────────────────────────


def _page(request: HttpRequest, found: Ring, part: str = "") -> str:
    return at(request, "ring-detail", part, public_id=found.public_id)


def _ring(request: HttpRequest, public_id: UUID) -> Ring:
    return get_object_or_404(rings_visible_to(request.person), public_id=public_id)


def _ask(request: HttpRequest, public_id: UUID) -> RingAsk:
    return get_object_or_404(asks_heard_by(request.person), public_id=public_id)
