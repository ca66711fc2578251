"""Composing circles: for who coordinates the list, the sign-ups, the review, publishing; for who signs up one page."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reciproca.circles import actions
from reciproca.circles.choices import ComposingStage, LeftOut, PulseWord
from reciproca.circles.composing import facts_said, gather, people_in, times_said, would_sit
from reciproca.circles.composition import Table, exchanges
from reciproca.circles.exports import composition_csv, composition_xlsx
from reciproca.circles.forms import CompositionForm, ExchangeForm, ProposedNameForm, SignUpForm
from reciproca.circles.mending import has_small_circles
from reciproca.circles.models import Composition, Proposed, SignUp
from reciproca.circles.sign_ups import (
    composition_visible_to,
    compositions_open_to,
    compositions_visible_to,
    proposed_in,
    sign_up_of,
    sign_ups_in,
)
from reciproca.circles.standing import Standing, standings_seen_by, without_a_circle_seen_by
from reciproca.circles.words import day_said
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.core.paging import pages_shown
from reciproca.library.queries import notes_that_helped
from reciproca.people.queries import profile_of, zone_named, zone_of

from .shared import asking, at, done, form_page, get_or_post, or_absent

__all__ = [
    "composing", "composition", "composition_discarding", "composition_edit", "composition_export_csv",
    "composition_export_xlsx", "composition_list", "composition_new", "composition_progress",
    "composition_publication", "proposed_fixing", "proposed_name", "sign_up_exchange", "sign_up_fixing",
    "sign_up_page", "sign_up_withdrawal",
]  # fmt: skip

ON_A_PAGE = 12


# ── for who coordinates ──────────────────────────────────────────────────────


@require_safe
def composition_list(request: HttpRequest) -> HttpResponse:
    """What is open now and what was composed before; how the circles are; who signed up and has none."""
    person = request.person
    with timezone.override(zone_of(person)):
        context = {
            "rows": list(compositions_visible_to(person)),
            "standings": [(one, _standing_said(one), _pulse_said(one)) for one in standings_seen_by(person)],
            "has_small": has_small_circles(person),
            "notes": list(notes_that_helped(person)),
            "without": without_a_circle_seen_by(person),
        }
        return render(request, "circles/composition_list.html", context)


def _standing_said(one: Standing) -> str:
    """The reason in a sentence."""
    match one.reason:
        case "forms":
            return _("It is forming.")
        case "too_few":
            return _("For weeks it has been looking for a third.")
        case "no_charter":
            return _("For weeks it has been without a charter that all said yes to.")
        case "paused":
            return _("It has paused.")
        case "no_date" if one.last is not None:
            return _("It met last on %(day)s, and has no date ahead.") % {"day": day_said(timezone.localtime(one.last))}
        case "no_date":
            return _("It has never had a date.")
        case _ if one.next is not None:
            return _("It meets on %(day)s.") % {"day": day_said(timezone.localtime(one.next))}
        case _:
            return _("It meets.")


def _pulse_said(one: Standing) -> str:
    """The word of its last pulse, in a sentence; nothing where it had too few answers."""
    match one.pulse:
        case PulseWord.WELL:
            return _("Those who sit there feel well.")
        case PulseWord.SO_SO:
            return _("Those who sit there feel so-so.")
        case PulseWord.STRUGGLING:
            return _("Those who sit there are struggling.")
        case _:
            return ""


@get_or_post
def composition_new(request: HttpRequest) -> HttpResponse:
    zone = zone_named(request.community.time_zone, request.community)
    initial = {
        "language": request.person.language, "cadence_days": 21, "least": 5, "most": 8,
        "closes_on": (clock.now() + timedelta(days=14)).astimezone(zone).date(),
    }  # fmt: skip
    form = CompositionForm(request.POST or None, initial=initial, zone=zone)

    def act() -> tuple[str, str]:
        made = actions.open_composition(by=request.person, **form.said)
        return _("It is open: whoever it suits finds it on Today and among the circles."), _page(request, made)

    return form_page(
        request, form, act, back=at(request, "composition-list"), title=_("Compose circles"), kicker=_("Circles"),
        lede=_("People sign up; then the circles are put together, you look at them, and publish."),
        submit=_("Open the sign-ups"), draft="composition-new",
        aside=[
            (_("What counts"), _("Something in common, something to give one another, different trades, places and years; and a time at which all can.")),
            (_("What is never asked"), _("Who would rather not meet whom stays with those people: it is kept to, and told to nobody.")),
        ],
    )  # fmt: skip


@get_or_post
def composition_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _composition(request, public_id)
    or_absent(found.is_open)
    zone = zone_named(request.community.time_zone, request.community)
    names = ("name", "about_it", "about_en", "language", "cadence_days", "least", "most", "version")
    initial = {name: getattr(found, name) for name in names} | {
        "topics": ", ".join(found.topics),
        "closes_on": (found.closes_at - timedelta(minutes=1)).astimezone(zone).date(),
    }
    form = CompositionForm(request.POST or None, initial=initial, zone=zone)

    def act() -> tuple[str, str]:
        version = form.cleaned_data["version"] or 0
        actions.change_composition(found, by=request.person, version=version, **form.said)
        return _("Noted."), _page(request, found)

    return form_page(
        request, form, act, back=_page(request, found), row=found, compared="about_it", title=_("Change it"),
        kicker=found.name, lede=_("Until it is composed everything may change."), submit=pgettext("button", "Keep it"),
    )  # fmt: skip


@require_safe
def composition(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """As it stands: one can sign up, it is computing, it is to be looked at, or it is settled."""
    found = _composition(request, public_id)
    if found.is_computing:
        return render(request, "circles/composition_running.html", _running(found))
    signed = list(sign_ups_in(found))
    with timezone.override(zone_of(request.person)):
        context: dict[str, Any] = {
            "composition": found,
            "about": _about(found),
            "closes": day_said(timezone.localtime(found.closes_at - timedelta(minutes=1))),
            "signed": signed,
            "may_compose": found.is_open and len(would_sit(found)) >= found.least,
        }
        if not found.is_open:
            context |= _review(request, found, signed)
        return render(request, "circles/composition_detail.html", context)


def _review(request: HttpRequest, found: Composition, signed: list[SignUp]) -> dict[str, Any]:
    page = Paginator(proposed_in(found), ON_A_PAGE).get_page(request.GET.get("page"))
    people, by_number = people_in(signed), _signed_by_number(signed)
    table = _narrowed(gather(found), {proposed.number for proposed in page}) if found.is_under_review else None
    rows = [
        {
            "proposed": proposed,
            "people": people[proposed.number],
            "signed": by_number[proposed.number],
            "facts": facts_said(table, proposed.number) if table else [],
            "times": times_said(table, proposed.number) if table else "",
        }
        for proposed in page
    ]
    left = [(one, _cause_said(one)) for one in signed if one.group is None]
    return {
        "rows": rows, "page": page, "pages_shown": pages_shown(page, request.GET), "left": left,
        "placed": len(signed) - len(left), "proof": _proof_said(found), "circles": page.paginator.count,
    }  # fmt: skip


def _signed_by_number(signed: list[SignUp]) -> dict[int, list[SignUp]]:
    found: dict[int, list[SignUp]] = {}
    for one in signed:
        if one.group is not None:
            found.setdefault(one.group, []).append(one)
    return found


def _narrowed(table: Table, numbers: set[int]) -> Table:
    """The table of the circles on one page: what the others share need not be read."""
    return replace(table, sitters=tuple(one for one in table.sitters if table.group.get(one.key) in numbers))


def _cause_said(one: SignUp) -> str:
    if one.cause == LeftOut.TIMES:
        return _("Too few others can at the times they gave.")
    return _("It did not work out with the others and their times.")


def _proof_said(found: Composition) -> str:
    """How much better it could be at most, in plain words."""
    if not found.total > 0:
        return ""
    share = round(100 * max(found.upper_bound - found.total, 0) / found.total)
    if share < 1:
        return _("No other composition of these people is better: that is proven.")
    return ngettext(
        "It is proven that no composition of these people is better by more than %(n)s %%.",
        "It is proven that no composition of these people is better by more than %(n)s %%.",
        share,
    ) % {"n": share}


@require_POST
def composing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close the sign-ups, and compose; `keep`: with as few moves as possible."""
    found = _composition(request, public_id)
    try:
        actions.start_composing(found, by=request.person, keep=request.POST.get("keep") == "yes")
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect(_page(request, found))


@require_safe
def composition_progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The part of the page that asks again every second; when it is done, the page is loaded anew."""
    found = _composition(request, public_id)
    if not found.is_computing:
        return HttpResponse(status=204, headers={"HX-Redirect": _page(request, found)})
    return render(request, "circles/parts/composing.html", _running(found))


def _running(found: Composition) -> dict[str, Any]:
    stages = list(ComposingStage)
    step = stages.index(ComposingStage(found.stage)) + 1
    return {"composition": found, "step": step, "steps": len(stages)}


@get_or_post
def sign_up_exchange(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One person of a composition: what they wrote, and the cheapest ways to put them into another circle."""
    signed = _signed(request, public_id)
    found = signed.composition
    or_absent(found.is_under_review)
    if request.method == "POST":
        form = ExchangeForm(request.POST)
        if not form.is_valid():
            raise Http404
        told = form.cleaned_data
        other = SignUp.objects.filter(composition=found, public_id=told["other"]).first() if told["other"] else None
        return done(
            request,
            lambda: _moved_said(
                signed,
                actions.move_person(
                    found, signed, told["number"], other, by=request.person, version=told["version"]
                ),
            ),
            _page(request, found, "circles"),
        )  # fmt: skip
    table = gather(found)
    people = {one.person_id: one for one in sign_ups_in(found)}
    names = {one.number: one.name for one in proposed_in(found)}
    ways = [
        {
            "name": names.get(one.number, ""), "number": one.number, "cost": _cost_said(one.cost, found.total),
            "other": people[one.other] if one.other is not None else None,
        }
        for one in (exchanges(table, signed.person_id) if signed.person_id in table.at else [])
    ]  # fmt: skip
    context = {"composition": found, "signed": signed, "ways": ways, "now": names.get(signed.group or 0, "")}
    return render(request, "circles/sign_up_exchange.html", context)


def _moved_said(signed: SignUp, cost: float) -> str:
    said = _("%(name)s is in another circle now, and stays there.") % {"name": signed.person.name}
    return said if cost > 0 else said + " " + _("The whole is no worse for it.")


def _cost_said(cost: float, total: float) -> str:
    """What the whole loses by an exchange, in words."""
    share = 100 * cost / total if total > 0 else 0.0
    if share < -0.05:
        return _("makes the whole a little better")
    if share < 0.5:
        return _("costs the whole next to nothing")
    return _("makes the whole worse by %(n)s %%") % {"n": round(share)}


@require_POST
def sign_up_fixing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    signed = _signed(request, public_id)
    fixed = request.POST.get("fixed") == "yes"

    def act() -> str:
        actions.fix_person(signed.composition, signed, fixed, by=request.person)
        if fixed:
            return _("%(name)s stays where they are, also when it is composed again.") % {"name": signed.person.name}
        return _("%(name)s may move when it is composed again.") % {"name": signed.person.name}

    return done(request, act, at(request, "sign-up-exchange", public_id=signed.public_id))


@require_POST
def proposed_fixing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    proposed = _proposed(request, public_id)
    fixed = request.POST.get("fixed") == "yes"

    def act() -> str:
        actions.fix_circle(proposed.composition, proposed, fixed, by=request.person)
        if fixed:
            return _("“%(name)s” stays as it is, also when the others are composed again.") % {"name": proposed.name}
        return _("“%(name)s” may change when it is composed again.") % {"name": proposed.name}

    return done(request, act, _page(request, proposed.composition, "circles"))


@get_or_post
def proposed_name(request: HttpRequest, public_id: UUID) -> HttpResponse:
    proposed = _proposed(request, public_id)
    or_absent(proposed.composition.is_under_review)
    form = ProposedNameForm(request.POST or None, initial={"name": proposed.name})

    def act() -> tuple[str, str]:
        actions.name_proposed(proposed.composition, proposed, form.cleaned_data["name"], by=request.person)
        return _("Noted."), _page(request, proposed.composition, "circles")

    return form_page(
        request, form, act, back=_page(request, proposed.composition, "circles"), title=_("What is it called?"),
        kicker=proposed.composition.name, lede=_("Those who will sit there can change it later."), submit=pgettext("button", "Keep it"),
    )  # fmt: skip


@get_or_post
def composition_publication(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Asks with the numbers, then publishes; a refusal is shown on the same page."""
    found = _composition(request, public_id)
    or_absent(found.is_under_review or found.is_published)
    refusal = ""
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            actions.publish_composition(found, by=request.person, version=int(version) if version.isdigit() else 0)
        except Refusal as refused:
            refusal = str(refused)
            found = _composition(request, public_id)
        else:
            messages.success(request, _("Published: the circles begin, and the letters are on their way."))
            return redirect(_page(request, found))
    context = {"composition": found, "refusal": refusal, "left": found.signed - found.placed}
    return render(request, "circles/composition_publication.html", context, status=409 if refusal else 200)


@get_or_post
def composition_discarding(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _composition(request, public_id)
    or_absent(not found.is_published)
    if request.method == "POST":
        return done(
            request,
            lambda: _discarded(request, found),
            at(request, "composition-list"),
        )
    return asking(
        request, kicker=found.name, title=_("Set it aside?"), confirm=_("Set it aside"), back=_page(request, found),
        text=_("No circle begins, and nobody is told. Who signed up stays written here."),
    )  # fmt: skip


def _discarded(request: HttpRequest, found: Composition) -> str:
    actions.discard_composition(found, by=request.person)
    return _("It is set aside. Nobody was told anything.")


@require_safe
def composition_export_csv(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _composition(request, public_id)
    return _file(composition_csv(found, list(sign_ups_in(found))), "csv", "text/csv")


@require_safe
def composition_export_xlsx(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _composition(request, public_id)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(composition_xlsx(found, list(sign_ups_in(found))), "xlsx", kind)


def _file(content: bytes, ending: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="circles.{ending}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


# ── for who signs up ─────────────────────────────────────────────────────────


@get_or_post
def sign_up_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What I would like, and when I can; the same page changes it until the sign-ups close."""
    person = request.person
    found = get_object_or_404(compositions_open_to(person), public_id=public_id)
    mine = sign_up_of(person, found)
    if mine is not None:
        names = ("wish", "slots", "way", "place", "rather", "team")
        initial = {name: getattr(mine, name) for name in names}
    else:
        profile = profile_of(person)
        initial = {"way": "distance", "rather": ""}
        initial |= {"slots": profile.availability, "place": profile.city} if profile is not None else {}
    form = SignUpForm(request.POST or None, initial=initial)

    def act() -> tuple[str, str]:
        actions.sign_up(found, by=person, **form.cleaned_data)
        return _("You are signed up. When the circles are there you get a letter, whatever comes of it."), at(
            request, "circle-list"
        )

    with timezone.override(zone_of(person)):
        closes = day_said(timezone.localtime(found.closes_at - timedelta(minutes=1)))
    return form_page(
        request, form, act, back=at(request, "circle-list"), title=found.name,
        kicker=_("Circles"), lede=_about(found), submit=pgettext("button", "Keep it") if mine else _("Sign up"),
        or_else=(at(request, "sign-up-withdrawal", public_id=found.public_id), _("Take my sign-up back"), "danger") if mine else (),
        aside=[
            (_("Until when"), _("You can sign up, change it or take it back until %(day)s.") % {"day": closes}),
            (_("What happens then"), _("From %(least)s to %(most)s people with something in common and a time at which all can are put together. You find a circle and its charter, or an honest word why not this time.") % {"least": found.least, "most": found.most}),
            (_("Who reads this"), _("Whoever coordinates. Those who end up in your circle do not.")),
        ],
    )  # fmt: skip


@require_POST
def sign_up_withdrawal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(compositions_open_to(request.person), public_id=public_id)

    def act() -> str:
        actions.withdraw_sign_up(found, by=request.person)
        return _("You are no longer signed up. Nothing of what you wrote there is kept.")

    return done(request, act, at(request, "circle-list"))


# ── below: how ───────────────────────────────────────────────────────────────


def _composition(request: HttpRequest, public_id: UUID) -> Any:
    found = composition_visible_to(request.person, public_id)
    if found is None:
        raise Http404
    return found


def _signed(request: HttpRequest, public_id: UUID) -> SignUp:
    rows = SignUp.objects.filter(composition__in=compositions_visible_to(request.person).values("pk"))
    return get_object_or_404(rows.select_related("composition", "person__profile__photo"), public_id=public_id)


def _proposed(request: HttpRequest, public_id: UUID) -> Proposed:
    rows = Proposed.objects.filter(composition__in=compositions_visible_to(request.person).values("pk"))
    return get_object_or_404(rows.select_related("composition"), public_id=public_id)


def _page(request: HttpRequest, found: Composition, part: str = "") -> str:
    return at(request, "composition-detail", part, public_id=found.public_id)


def _about(found: Composition) -> str:
    return found.about_it if (get_language() or "it").startswith("it") else found.about_en
