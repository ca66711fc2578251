"""The pages of introductions: asking for one, and one request as each of the three may know it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reciproca.communities.models import Membership
from reciproca.core.doors import get_or_post, or_absent
from reciproca.core.errors import Refusal
from reciproca.core.urls import reverse_in
from reciproca.exchanges.queries import thanked_for
from reciproca.people.queries import Narrowing, find_people, offers_of, people_visible_to, profile_of, seen_profile

from . import actions
from .forms import (
    AskForm,
    ForwardForm,
    OpenAskForm,
    OutcomeForm,
    QuestionForm,
    ReplyForm,
    WhoKnowsForm,
    WillingnessForm,
)
from .models import WAITS, Approach, Introduction
from .paths import Way, allies_to_ask, have_ways, ways_to
from .queries import (
    approach_for,
    approaches_to,
    approaches_waiting_for,
    asked_by,
    conversation_of,
    people_known_to,
    questions_to_reply,
    request_of,
    through,
    to_answer_as_introducer,
    willingness_of,
)
from .rules import (
    can_answer,
    can_forward,
    can_question,
    can_reply,
    can_set_aside,
    can_tell_outcome,
    can_withdraw,
)
from .words import advice_said, how_said, stands_said

__all__ = [
    "acceptance", "declination", "forwarding", "introduction", "introduction_list", "introduction_new", "open_ask", "outcome",
    "question", "reply", "setting_aside", "who_knows", "willingness", "withdrawal",
]  # fmt: skip

MOST_FOUND = 12
MOST_LISTED = 20


# ── all of mine ──────────────────────────────────────────────────────────────


@require_safe
def introduction_list(request: HttpRequest) -> HttpResponse:
    """What waits for my word, what I asked, and what came about."""
    return _list(request)


def _list(request: HttpRequest, *, status: int = 200, form: Form | None = None) -> HttpResponse:
    person = request.person
    asked = list(asked_by(person)[:MOST_LISTED])
    passed_on = list(through(person)[:MOST_LISTED])
    context = {
        "to_answer": to_answer_as_introducer(person),
        "questions": questions_to_reply(person),
        "reached": approaches_waiting_for(person),
        "waiting": [one for one in asked if one.is_open],
        "agreed": [one for one in asked if one.is_agreed],
        "over": [one for one in asked if not (one.is_open or one.is_agreed)],
        "opened": [one for one in passed_on if one.is_agreed],
        "through_me": [one for one in passed_on if one.is_open and one.forwarded_at],
        "to_me": [one for one in approaches_to(person)[:MOST_LISTED] if one.introduction.is_agreed],
        "form": form or WillingnessForm(initial={"a_month": willingness_of(person)}),
        "who_knows": WhoKnowsForm(),
    }
    context["is_empty"] = not any(context[name] for name in LISTS)
    return render(request, "introductions/introduction_list.html", context, status=status)


LISTS = ("to_answer", "questions", "reached", "waiting", "agreed", "over", "opened", "through_me", "to_me")


@require_POST
def willingness(request: HttpRequest) -> HttpResponse:
    form = WillingnessForm(request.POST)
    if not form.is_valid():
        return _list(request, status=422, form=form)
    actions.choose_willingness(form.cleaned_data["a_month"], by=request.person)
    messages.success(request, _("Kept. Beyond these, nothing reaches you, and nobody learns why."))
    return redirect(_at(request, "introductions:introduction-list"))


# ── asking ───────────────────────────────────────────────────────────────────


@require_safe
def who_knows(request: HttpRequest) -> HttpResponse:
    """Somebody who knows about a thing, as far as they tell the community, and whether there is a way to them."""
    person = request.person
    form = WhoKnowsForm(request.GET or None)
    about = form.cleaned_data["about"].strip() if form.is_valid() else ""
    found = list(find_people(person, Narrowing(words=about)).exclude(pk=person.pk)[: MOST_FOUND * 4]) if about else []
    reachable = have_ways(found, asker=person)
    context = {
        "form": form,
        "about": about,
        "found": [one for one in found if one.pk in reachable][:MOST_FOUND],
        "has_allies": bool(allies_to_ask(person)),
    }
    return render(request, "introductions/who_knows.html", context)


@get_or_post
def introduction_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask for an introduction to this person, through one of those who know them and me."""
    person = request.person
    other = get_object_or_404(people_visible_to(person).exclude(pk=person.pk), public_id=public_id)
    ways = ways_to(other, asker=person)
    form = AskForm(request.POST or None, people=[way.introducer for way in ways])
    profile = profile_of(other)
    context = {
        "form": form,
        "other": other,
        "ways": _shown(ways, form),
        "needs": seen_profile(profile, person).needs if profile is not None else [],
        "offers": offers_of(person),
        "has_allies": bool(ways) or bool(allies_to_ask(person)),
        "days": WAITS.days,
    }
    return _ask(request, form, ways, "introductions/introduction_form.html", context, recipient=other)


@get_or_post
def open_ask(request: HttpRequest) -> HttpResponse:
    """Ask an ally whether they know of somebody."""
    ways = allies_to_ask(request.person)
    initial = {"topic": request.GET.get("about", "")[:120]}
    form = OpenAskForm(request.POST or None, people=[way.introducer for way in ways], initial=initial)
    context = {"form": form, "ways": _shown(ways, form), "days": WAITS.days}
    return _ask(request, form, ways, "introductions/open_form.html", context)


def _ask(
    request: HttpRequest,
    form: AskForm,
    ways: list[Way],
    template: str,
    context: dict[str, Any],
    *,
    recipient: Membership | None = None,
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = dict(form.cleaned_data)
            through_whom = said.pop("through")
            introducer = next(way.introducer for way in ways if str(way.introducer.public_id) == through_whom)
            try:
                made = actions.request_introduction(
                    by=request.person, introducer=introducer, recipient=recipient, **said
                )
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(
                    request, _("Sent. %(name)s decides, in their own time.") % {"name": introducer.given_name}
                )
                return redirect(_at(request, "introductions:introduction-detail", public_id=made.public_id))
    return render(request, template, context, status=status)


def _shown(ways: list[Way], form: AskForm) -> list[dict[str, Any]]:
    """Each way with what is said of it, and whether it is the chosen one."""
    chosen = form["through"].value()
    return [
        {
            "way": way,
            "how": how_said(way),
            "advice": advice_said(way),
            "chosen": str(way.introducer.public_id) == chosen,
        }
        for way in ways
    ]


# ── one introduction, as each of the three may know it ───────────────────────


@require_safe
def introduction(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _detail(request, public_id)


def _detail(request: HttpRequest, public_id: UUID, *, status: int = 200, **more: Any) -> HttpResponse:
    person = request.person
    if (asked := request_of(person, public_id)) is not None:
        return _asked(request, asked, status, more)
    if (found := through(person).filter(public_id=public_id).first()) is not None:
        return _through(request, found, status, more)
    if (approach := approach_for(person, public_id)) is not None:
        return _reached(request, approach, status, more)
    raise Http404


def _asked(request: HttpRequest, asked: Introduction, status: int, more: dict[str, Any]) -> HttpResponse:
    person = request.person
    context = {
        "asked": asked,
        "stands": stands_said(asked),
        "closes_by": asked.asked_at + WAITS,
        "may_withdraw": can_withdraw(person, asked),
        "may_tell": can_tell_outcome(person, asked),
        "outcome_form": OutcomeForm(initial={"outcome": asked.outcome, "words": asked.outcome_words}),
        **_come_about(asked, person),
        **more,
    }
    return render(request, "introductions/introduction_asked.html", context, status=status)


def _through(request: HttpRequest, found: Introduction, status: int, more: dict[str, Any]) -> HttpResponse:
    person = request.person
    approach = Approach.objects.filter(introduction=found).first()
    known = people_known_to(person, besides=found.requester) if found.recipient is None else []
    context = {
        "asked": found,
        "closes_by": found.asked_at + WAITS,
        "may_forward": can_forward(person, found),
        "may_set_aside": can_set_aside(person, found),
        "approach": approach,
        "may_reply": approach is not None and can_reply(person, approach),
        "known": known,
        "forward_form": ForwardForm(people=known, initial={"text": found.text}),
        "reply_form": ReplyForm(),
        **_come_about(found, person),
        **more,
    }
    return render(request, "introductions/introduction_through.html", context, status=status)


def _reached(request: HttpRequest, approach: Approach, status: int, more: dict[str, Any]) -> HttpResponse:
    person, found = request.person, approach.introduction
    profile = profile_of(found.requester)
    context = {
        "approach": approach,
        "asked": found,
        "may_answer": can_answer(person, approach),
        "may_question": can_question(person, approach),
        "question_form": QuestionForm(),
        "headline": profile.headline if profile is not None else "",
        **_come_about(found, person),
        **more,
    }
    return render(request, "introductions/introduction_reached.html", context, status=status)


def _come_about(found: Introduction, person: Membership) -> dict[str, Any]:
    """The conversation of the three, and whether thanks to who made it were said."""
    if not found.is_agreed:
        return {"conversation": None, "may_thank": False}
    key = str(found.public_id)
    may_thank = found.made_at is not None and person.pk != found.introducer_id
    thanked = thanked_for(person, "introduction", [key]) if may_thank else {}
    return {"conversation": conversation_of(found), "may_thank": may_thank and key not in thanked}


@require_POST
def withdrawal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = or_absent(request_of(request.person, public_id))

    def act() -> str:
        actions.withdraw_introduction(found, by=request.person)
        return _("Taken back. Nobody is written to.")

    return _done(request, public_id, act, to="introductions:introduction-list")


@require_POST
def forwarding(request: HttpRequest, public_id: UUID) -> HttpResponse:
    person = request.person
    found = or_absent(through(person).filter(public_id=public_id).first())
    known = people_known_to(person, besides=found.requester) if found.recipient is None else []
    form = ForwardForm(request.POST, people=known)
    if not form.is_valid():
        return _detail(request, public_id, status=422, forward_form=form)
    chosen = form.cleaned_data.get("recipient")
    whom = next((one for one in known if str(one.public_id) == chosen), None)

    def act() -> str:
        said = {"text": form.cleaned_data["text"], "words": form.cleaned_data["words"]}
        actions.forward_introduction(found, by=person, recipient=whom, **said)
        return _("Passed on. You hear of it if it comes about.")

    return _done(request, public_id, act, forward_form=form)


@require_POST
def setting_aside(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = or_absent(through(request.person).filter(public_id=public_id).first())

    def act() -> str:
        actions.set_introduction_aside(found, by=request.person)
        return _("Set aside. Nobody learns of it, and it closes by itself.")

    return _done(request, public_id, act, to="introductions:introduction-list")


@require_POST
def acceptance(request: HttpRequest, public_id: UUID) -> HttpResponse:
    approach = or_absent(approach_for(request.person, public_id))

    def act() -> str:
        actions.accept_introduction(approach, by=request.person)
        return _("You have a conversation, the three of you.")

    return _done(request, public_id, act)


@require_POST
def declination(request: HttpRequest, public_id: UUID) -> HttpResponse:
    approach = or_absent(approach_for(request.person, public_id))

    def act() -> str:
        actions.decline_introduction(approach, by=request.person)
        return _("Nobody learns of it. It closes by itself.")

    return _done(request, public_id, act, to="introductions:introduction-list")


@require_POST
def question(request: HttpRequest, public_id: UUID) -> HttpResponse:
    approach = or_absent(approach_for(request.person, public_id))
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _detail(request, public_id, status=422, question_form=form)

    def act() -> str:
        actions.question_introduction(approach, form.cleaned_data["question"], by=request.person)
        return _("Asked. %(name)s answers you alone.") % {"name": approach.introduction.introducer.given_name}

    return _done(request, public_id, act, question_form=form)


@require_POST
def reply(request: HttpRequest, public_id: UUID) -> HttpResponse:
    waiting = questions_to_reply(request.person)
    approach = or_absent(waiting.filter(introduction__public_id=public_id).first())
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _detail(request, public_id, status=422, reply_form=form)

    def act() -> str:
        actions.reply_to_question(approach, form.cleaned_data["reply"], by=request.person)
        return _("Answered. The rest is for %(name)s to say.") % {"name": approach.recipient.given_name}

    return _done(request, public_id, act, reply_form=form)


@require_POST
def outcome(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = or_absent(request_of(request.person, public_id))
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return _detail(request, public_id, status=422, outcome_form=form)

    def act() -> str:
        said = form.cleaned_data
        actions.tell_outcome(found, said["outcome"], by=request.person, words=said["words"])
        return _("Kept, for you alone.")

    return _done(request, public_id, act, outcome_form=form)


# ── shared by all ────────────────────────────────────────────────────────────


def _done(
    request: HttpRequest,
    public_id: UUID,
    act: Callable[[], str],
    *,
    to: str = "introductions:introduction-detail",
    **more: Any,
) -> HttpResponse:
    """The act and on; what was refused is said on its page, with everything typed still there."""
    try:
        messages.success(request, act())
    except Refusal as refusal:
        form = next(iter(more.values()), None)
        if form is not None and refusal.field in form.fields:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.warning(request, str(refusal))
        return _detail(request, public_id, status=refusal.status, **more)
    arguments = {"public_id": public_id} if to.endswith("detail") else {}
    return redirect(_at(request, to, **arguments))


def _at(request: HttpRequest, name: str, **arguments: Any) -> str:
    return reverse_in(request.community, name, **arguments)
