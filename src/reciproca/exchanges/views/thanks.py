"""The pages of thanks and recommendations."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reciproca.exchanges import actions
from reciproca.exchanges.forms import AskRecommendationForm, DeclineForm, RecognitionForm, RecommendationForm
from reciproca.exchanges.models import Recognition, Recommendation
from reciproca.exchanges.picture import by_month, seen_recommendations, seen_thanks
from reciproca.exchanges.queries import (
    evidence_for_thanks,
    evidence_of,
    evidence_of_recognition,
    may_recommend,
    people_to_recommend,
    recognitions_about,
    recognitions_given_by,
    recognitions_of,
    recognitions_shown_to,
    recognitions_to_approve,
    recognitions_visible_to,
    recommendation_between,
    recommendations_of,
    recommendations_visible_to,
    refused_lately,
    thanks_said,
    together,
)
from reciproca.exchanges.rules import (
    can_approve,
    can_approve_recommendation,
    can_decline,
    can_edit,
    can_keep,
    can_withdraw,
    can_withdraw_recommendation,
    can_write,
)
from reciproca.exchanges.words import evidence_to_all
from reciproca.people.queries import people_visible_to

from .shared import ON_A_PAGE, asking, at, form_page, get_or_post, or_absent, person_or_404, thanks_tabs, version_of

__all__ = [
    "recognition", "recognition_approval", "recognition_edit", "recognition_give", "recognition_keeping",
    "recognition_withdrawal", "recognitions", "recognitions_given", "recommendation", "recommendation_approval",
    "recommendation_ask", "recommendation_declination", "recommendation_new", "recommendation_withdrawal",
    "recommendation_write", "recommendations", "thanks", "thanks_of",
]  # fmt: skip

A_FEW = 3


# ── thanks ───────────────────────────────────────────────────────────────────


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """The community's thanks, newest first, by month. A page ends."""
    page = Paginator(recognitions_shown_to(request.person), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "months": by_month(seen_thanks(page.object_list, request.person))}
    return render(request, "exchanges/thanks_list.html", context | {"tabs": thanks_tabs(request, "thanks")})


@require_safe
def thanks_of(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Those that one person received and shows."""
    them = get_object_or_404(people_visible_to(request.person), public_id=public_id)
    page = Paginator(recognitions_about(them, request.person), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"them": them, "page": page, "months": by_month(seen_thanks(page.object_list, request.person))}
    return render(request, "exchanges/thanks_of.html", context)


@require_safe
def recognitions(request: HttpRequest) -> HttpResponse:
    """What was said to me: first what waits to be read."""
    person = request.person
    waiting = list(recognitions_to_approve(person)[:ON_A_PAGE])
    found = recognitions_of(person).exclude(pk__in=[row.pk for row in waiting])
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": seen_thanks(waiting, person),
        "page": page,
        "rows": seen_thanks(page.object_list, person),
        "tabs": thanks_tabs(request, "recognition-list"),
    }
    return render(request, "exchanges/recognition_list.html", context)


@require_safe
def recognitions_given(request: HttpRequest) -> HttpResponse:
    """What I said to others, and a few things I could say thank you for: one a person, the latest."""
    person = request.person
    latest = {found.other.pk: found for found in reversed(evidence_for_thanks(person))}
    page = Paginator(recognitions_given_by(person), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "possible": sorted(latest.values(), key=lambda found: found.on, reverse=True)[:A_FEW],
        "page": page,
        "rows": seen_thanks(page.object_list, person),
        "tabs": thanks_tabs(request, "recognition-given"),
    }
    return render(request, "exchanges/recognition_given.html", context)


@get_or_post
def recognition_give(request: HttpRequest, object_kind: str, object_id: UUID) -> HttpResponse:
    """Say thank you for one thing, to one of those who shared it. Done already, it leads to what was said."""
    person, to = request.person, _to(request)
    evidence = evidence_of(person, object_kind, str(object_id), to)
    if evidence is None:
        raise Http404
    before = thanks_said(person, evidence)
    if before is not None and not before.is_withdrawn:
        if request.method == "POST":
            messages.info(request, _("You have already said thank you for this: here it is."))
        return redirect(at(request, "recognition-detail", public_id=before.public_id))
    initial = {"change": before.change, "story": before.story} if before else {}
    form = RecognitionForm(request.POST or None, initial=initial)
    name = evidence.other.given_name

    def act() -> tuple[str, str]:
        words = {each: form.cleaned_data[each] for each in ("change", "story")}
        given = actions.give_recognition(object_kind, str(object_id), by=person, to=to, **words)
        said = _("%(name)s reads it first. Until then you can change it.") % {"name": name}
        return said, at(request, "recognition-detail", public_id=given.public_id)

    return form_page(
        request,
        form,
        act,
        title=_("Tell %(name)s what changed.") % {"name": name},
        kicker=_("Thanks, with facts"),
        back=evidence.url or at(request, "recognition-given"),
        submit=_("Send it to %(name)s") % {"name": name},
        draft=f"thanks-{object_id}-{to}" if to else f"thanks-{object_id}",
        evidence=evidence.words,
        other=evidence.face,
        aside=_about_thanks(name, evidence_to_all(evidence.kind, evidence.on)),
    )


def _to(request: HttpRequest) -> UUID | None:
    """Who of several is meant."""
    try:
        return UUID(request.GET["to"]) if "to" in request.GET else None
    except ValueError:
        raise Http404 from None


@require_safe
def recognition(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Thanks in full: for the two with what each can do, for the others as they are shown."""
    row, person = _recognition(request, public_id), request.person
    [seen] = seen_thanks([row], person)
    words, url = evidence_of_recognition(row, person) if row.has(person) else ("", "")
    context = {
        "seen": seen,
        "row": row,
        "is_mine": row.has(person),
        "evidence": words,
        "evidence_url": url,
        "may_approve": can_approve(person, row),
        "may_keep": can_keep(person, row),
        "may_edit": can_edit(person, row),
        "may_withdraw": can_withdraw(person, row),
    }
    return render(request, "exchanges/recognition_detail.html", context)


@get_or_post
def recognition_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _recognition(request, public_id)
    or_absent(row.giver_id == request.person.pk)
    if not can_edit(request.person, row):
        if request.method == "POST":
            raise actions.AlreadyRead
        return redirect(at(request, "recognition-detail", public_id=public_id))
    initial = {"change": row.change, "story": row.story, "version": row.version}
    form = RecognitionForm(request.POST or None, initial=initial)
    words, _url = evidence_of_recognition(row, request.person)
    [seen] = seen_thanks([row], request.person)

    def act() -> tuple[str, str]:
        data = form.cleaned_data
        actions.edit_recognition(
            row, by=request.person, version=data["version"] or 0, change=data["change"], story=data["story"]
        )
        return _("Changed."), at(request, "recognition-detail", public_id=public_id)

    return form_page(
        request,
        form,
        act,
        title=_("Your thanks to %(name)s") % {"name": row.receiver.given_name},
        kicker=_("Thanks, with facts"),
        back=at(request, "recognition-detail", public_id=public_id),
        submit=_("Save"),
        draft=f"thanks-{row.public_id}",
        evidence=words,
        other=seen.receiver,
        row=row,
        compared="change",
        aside=_about_thanks(row.receiver.given_name, seen.after),
    )


@require_POST
def recognition_approval(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _recognition(request, public_id)
    actions.approve_recognition(row, by=request.person, version=version_of(request))
    messages.success(
        request,
        _("Now the community can read it. %(name)s is told.") % {"name": row.giver.given_name},
        extra_tags=at(request, "recognition-keeping", public_id=public_id),
    )
    return redirect(at(request, "recognition-detail", public_id=public_id))


@require_POST
def recognition_keeping(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _recognition(request, public_id)
    actions.keep_recognition(row, by=request.person)
    messages.success(request, _("It stays between the two of you. Nobody is told."))
    return redirect(at(request, "recognition-detail", public_id=public_id))


@get_or_post
def recognition_withdrawal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _recognition(request, public_id)
    or_absent(row.giver_id == request.person.pk)
    if request.method == "POST":
        actions.withdraw_recognition(row, by=request.person)
        messages.success(request, _("Taken back. Only you still find the words, if you want to say it anew."))
        return redirect(at(request, "recognition-given"))
    or_absent(can_withdraw(request.person, row))
    return asking(
        request,
        title=_("Take your thanks back?"),
        text=_("It disappears from every page, and from %(name)s’s too. Nobody receives a mail.")
        % {"name": row.receiver.given_name},
        confirm=_("Take it back"),
        back=at(request, "recognition-detail", public_id=public_id),
    )


# ── recommendations ──────────────────────────────────────────────────────────


@require_safe
def recommendations(request: HttpRequest) -> HttpResponse:
    """Everything of mine: what is asked of me, what waits to be read, what stands; and with whom it could begin."""
    person = request.person
    seen = seen_recommendations(recommendations_of(person)[:200], person)
    open_to = {(one.row.author_id, one.row.subject_id) for one in seen if one.row.is_open}
    possible = [
        (face, (person.pk, face.person.pk) not in open_to, (face.person.pk, person.pk) not in open_to)
        for face in people_to_recommend(person)
    ]
    context = {
        "asked_of_me": [one for one in seen if one.written and one.row.state == "asked"],
        "to_read": [one for one in seen if not one.written and one.row.is_given],
        "about_me": [one for one in seen if not one.written and one.row.is_shown],
        "asked_by_me": [one for one in seen if not one.written and one.row.state in ("asked", "declined")],
        "written": [one for one in seen if one.written and one.row.state in ("draft", "given", "shown")],
        "possible": [each for each in possible if each[1] or each[2]][:A_FEW],
        "tabs": thanks_tabs(request, "recommendation-list"),
    }
    return render(request, "exchanges/recommendation_list.html", context)


@get_or_post
def recommendation_ask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask this person for a few words on my profile."""
    them, person = person_or_404(request, public_id), request.person
    or_absent(may_recommend(them, person))
    known = recommendation_between(them, person)
    if known is not None and known.state != "draft":  # that somebody began one unasked is theirs to tell
        return redirect(at(request, "recommendation-detail", public_id=known.public_id))
    form = AskRecommendationForm(request.POST or None)
    name = them.given_name

    def act() -> tuple[str, str]:
        asked = actions.ask_recommendation(them, by=person, about=form.cleaned_data["about"])
        said = _("Asked. %(name)s can also say no, and nobody else will know.") % {"name": name}
        return said, at(request, "recommendation-detail", public_id=asked.public_id)

    return form_page(
        request,
        form,
        act,
        title=_("Ask %(name)s for a recommendation") % {"name": name},
        kicker=_("Words about you, for others"),
        lede=_("%(name)s knows your work %(together)s.") % {"name": name, "together": together(person, them)},
        back=at(request, "recommendation-list"),
        submit=_("Ask %(name)s") % {"name": name},
        draft=f"ask-{public_id}",
        closed=refused_lately(them, person, by=person),
        aside=[
            (_("A no is fine"), _("%(name)s can decline, with a word or without. Nobody else learns that you asked.") % {"name": name}),
            (_("You read it first"), _("It stands on your profile only once you have approved it. Either of you can take it back at any time.")),
        ],
    )  # fmt: skip


@get_or_post
def recommendation_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Begin one about this person, unasked."""
    them, person = person_or_404(request, public_id), request.person
    or_absent(may_recommend(person, them))
    if (known := recommendation_between(person, them)) is not None:
        if request.method == "POST":
            raise actions.OneIsOpen
        page = "recommendation-detail" if known.is_shown else "recommendation-write"
        return redirect(at(request, page, public_id=known.public_id))
    return _writing_page(request, None, them)


@get_or_post
def recommendation_write(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _recommendation(request, public_id)
    or_absent(row.author_id == request.person.pk)
    if not can_write(request.person, row):
        if request.method == "POST":
            raise actions.AlreadyRead if row.is_shown else actions.NoLongerThere
        return redirect(at(request, "recommendation-detail", public_id=public_id))
    return _writing_page(request, row, row.subject)


def _writing_page(request: HttpRequest, row: Recommendation | None, them: Any) -> HttpResponse:
    """One form, two buttons: hand it over, or keep a draft."""
    person, name = request.person, them.given_name
    gives = "give" in request.POST
    initial = {"text": row.text, "version": row.version} if row else {}
    form = RecommendationForm(request.POST or None, initial=initial, finished=gives, name=name)

    def act() -> tuple[str, str]:
        data = form.cleaned_data
        version = data["version"] or 0
        if row is None:
            kept = actions.save_recommendation(them, by=person, text=data["text"])
            version = kept.version
        elif not gives:
            kept = actions.save_recommendation(them, by=person, text=data["text"], recommendation=row, version=version)
        else:
            kept = row
        if gives:
            actions.give_recommendation(kept, by=person, version=version, text=data["text"])
            said = _("%(name)s reads it first. Until then you can change it.") % {"name": name}
            return said, at(request, "recommendation-detail", public_id=kept.public_id)
        return _("Kept. Only you can read it, until you hand it over."), at(request, "recommendation-list")

    return form_page(
        request,
        form,
        act,
        template="exchanges/recommendation_form.html",
        title=_("A recommendation for %(name)s") % {"name": name},
        kicker=_("Words for those who have not met yet"),
        lede=_("You can say it %(together)s: that stands below your words.") % {"together": together(person, them)},
        back=at(request, "recommendation-list"),
        submit=_("Hand it to %(name)s") % {"name": name},
        draft=f"recommendation-{row.public_id if row else them.public_id}",
        row=row,
        compared="text",
        given=row is not None and row.is_given,
        about=row.about if row else "",
        may_decline=row is not None and can_decline(person, row),
        decline_id=row.public_id if row else None,
        other=them,
        aside=[
            (_("Who reads it"), _("%(name)s, first. With a yes it stands on their profile, with your name. Without, nobody sees it.") % {"name": name}),
            (_("What helps"), _("One thing that you saw yourself says more than five adjectives.")),
        ],
    )  # fmt: skip


@require_safe
def recommendation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row, person = _recommendation(request, public_id), request.person
    [seen] = seen_recommendations([row], person)
    context = {
        "seen": seen,
        "row": row,
        "is_mine": row.has(person),
        "together": together(row.subject, row.author, until=row.shown_at),
        "may_approve": can_approve_recommendation(person, row),
        "may_write": can_write(person, row),
        "may_decline": can_decline(person, row),
        "may_withdraw": can_withdraw_recommendation(person, row),
    }
    return render(request, "exchanges/recommendation_detail.html", context)


@require_POST
def recommendation_approval(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _recommendation(request, public_id)
    actions.approve_recommendation(row, by=request.person, version=version_of(request))
    messages.success(request, _("It stands on your profile now. %(name)s is told.") % {"name": row.author.given_name})
    return redirect(at(request, "recommendation-detail", public_id=public_id))


@get_or_post
def recommendation_declination(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _recommendation(request, public_id)
    or_absent(row.author_id == request.person.pk)
    if not can_decline(request.person, row):
        if request.method == "POST":
            raise actions.NoLongerThere
        return redirect(at(request, "recommendation-detail", public_id=public_id))
    form = DeclineForm(request.POST or None)
    name = row.subject.given_name

    def act() -> tuple[str, str]:
        actions.decline_recommendation(row, by=request.person, answer=form.cleaned_data["answer"])
        return _("Said. %(name)s is told kindly, and nobody else.") % {"name": name}, at(request, "recommendation-list")

    return form_page(
        request,
        form,
        act,
        title=_("Not now, for %(name)s") % {"name": name},
        kicker=_("A no is fine"),
        lede=_("%(name)s reads that you would rather not write it now, with your word if you add one.")
        % {"name": name},
        back=at(request, "recommendation-detail", public_id=public_id),
        submit=_("Say it"),
        draft=f"no-{row.public_id}",
        aside=[(_("Nobody else"), _("Neither whoever coordinates nor anybody else learns of it."))],
    )  # fmt: skip


@get_or_post
def recommendation_withdrawal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _recommendation(request, public_id)
    or_absent(row.has(request.person))
    if request.method == "POST":
        actions.withdraw_recommendation(row, by=request.person)
        messages.success(request, _("Taken back. It stands nowhere any more."))
        return redirect(at(request, "recommendation-list"))
    or_absent(can_withdraw_recommendation(request.person, row))
    asked = row.state == "asked"
    return asking(
        request,
        title=_("Take your request back?") if asked else _("Take the recommendation back?"),
        text=_("%(name)s no longer finds it. Nobody receives a mail.") % {"name": row.other_of(request.person).given_name}
        if asked
        else _("It disappears from every page, for both of you. Nobody receives a mail."),
        confirm=_("Take it back"),
        back=at(request, "recommendation-detail", public_id=public_id),
    )  # fmt: skip


# ── shared by both ───────────────────────────────────────────────────────────


def _recognition(request: HttpRequest, public_id: UUID) -> Recognition:
    return get_object_or_404(recognitions_visible_to(request.person), public_id=public_id)


def _recommendation(request: HttpRequest, public_id: UUID) -> Recommendation:
    return get_object_or_404(recommendations_visible_to(request.person), public_id=public_id)


def _about_thanks(name: str, after: str) -> list[tuple[str, str]]:
    return [
        (
            _("Who reads it"),
            _("%(name)s, first. With a yes the community reads it too; otherwise it stays between the two of you.")
            % {"name": name},
        ),
        (
            _("What the others learn"),
            _("Your words, your two names, and “%(after)s”. Not what you spoke of.") % {"after": after},
        ),
    ]
