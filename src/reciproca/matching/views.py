"""The pages of a round: prepare, compute, review, publish. For coordinators alone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reciproca.communities.models import Membership
from reciproca.core.doors import get_or_post
from reciproca.core.errors import Refusal
from reciproca.core.paging import pages_shown
from reciproca.core.urls import reverse_in
from reciproca.programmes.choices import ProgrammeRole
from reciproca.programmes.models import Cohort
from reciproca.programmes.queries import cohorts_visible_to

from . import actions, mails, review
from .choices import RunStage
from .exports import run_csv, run_xlsx
from .forms import ExclusionForm, OptionsForm, PairForm, ReviewForm
from .gathering import traits_of
from .models import Proposal, Round, Run
from .problem import folded
from .queries import (
    ListedProposal,
    Marks,
    changes_between,
    cohorts_to_match,
    exclusions_of,
    locks_of,
    marks_of,
    names_of,
    people_of,
    proposal_to_review,
    proposals_of,
    proposals_to_review,
    round_visible_to,
    rounds_of,
    rounds_visible_to,
    run_before,
    unmatched_of,
    unmet_marks,
)
from .rules import can_open_round, is_changeable
from .saying import conflict_in_words
from .showing import bar_shown, review_shown

__all__ = [
    "changes", "cohort", "decisions", "exclusion", "export_csv", "export_xlsx", "letters", "lock", "match_round",
    "options", "pair", "preparation", "progress", "publication", "readmission", "release", "round_list", "run",
    "setting_aside", "swap", "trial", "unmatched",
]  # fmt: skip

ON_A_PAGE = 20
BESIDE = 4  # of who has nobody, beside the proposals


# ── rounds ───────────────────────────────────────────────────────────────────


@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    cohorts = list(cohorts_to_match(request.person))
    found: dict[int, list[Round]] = {one.pk: [] for one in cohorts}
    for one in rounds_visible_to(request.person).filter(cohort__in=cohorts).order_by("-number"):
        found[one.cohort_id].append(one)
    rows = [{"cohort": one, "rounds": found[one.pk], "can_open": _can_open(one, found[one.pk])} for one in cohorts]
    return render(request, "matching/round_list.html", {"rows": rows})


@get_or_post
def cohort(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The rounds of one cohort; opening a new one."""
    found = get_object_or_404(cohorts_visible_to(request.person), public_id=public_id)
    if request.method == "POST":
        opened = actions.open_round(found, by=request.person)
        return redirect(_at(request, "round-detail", public_id=opened.public_id))
    rounds = list(rounds_of(found, request.person))
    rows = [{"cohort": found, "rounds": rounds, "can_open": _can_open(found, rounds)}]
    return render(request, "matching/round_list.html", {"rows": rows, "cohort": found})


def _can_open(cohort: Cohort, rounds: list[Round]) -> bool:
    return can_open_round(cohort) and not any(one.is_open for one in rounds)


@require_safe
def match_round(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The round as it stands: to be prepared, computing, to be reviewed, or settled."""
    found = _round(request, public_id)
    if found.is_running:
        return render(request, "matching/round_running.html", _running(found))
    if found.current_run is None:
        return _preparation(request, found)
    return _review(request, found)


@require_safe
def preparation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _preparation(request, _round(request, public_id))


def _preparation(request: HttpRequest, found: Round) -> HttpResponse:
    context = {
        **_about(found),
        **_last_trouble(found),
        "ready": review.readiness(found.cohort),
        "form": OptionsForm.of(found) if is_changeable(found) else None,
    }
    return render(request, "matching/round_preparation.html", context)


@get_or_post
def options(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _round(request, public_id)
    form = OptionsForm(request.POST) if request.method == "POST" else OptionsForm.of(found)
    if form.is_valid():
        try:
            actions.set_round_options(found, by=request.person, **form.cleaned_data)
        except actions.RoundChanged as refusal:
            form.data = request.POST | {"version": found.version}
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Noted. It counts from the next computation on."))
            return redirect(_at(request, "round-detail", public_id=found.public_id))
    status = 422 if form.is_bound else 200
    return render(request, "matching/round_options.html", {**_about(found), "form": form}, status=status)


# ── computing ────────────────────────────────────────────────────────────────


@require_POST
def run(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _round(request, public_id)
    actions.start_run(found, by=request.person)
    return _to(request, _at(request, "round-detail", public_id=found.public_id))


@require_safe
def progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The part of the page that asks again every second; when it is done, the page is loaded anew."""
    found = _round(request, public_id)
    if not found.is_running:
        return HttpResponse(
            status=204, headers={"HX-Redirect": _at(request, "round-detail", public_id=found.public_id)}
        )
    return render(request, "matching/parts/progress.html", _running(found))


def _running(found: Round) -> dict[str, Any]:
    now: Run | None = found.last_run
    stages = list(RunStage)
    at = stages.index(RunStage(now.stage)) if now else 0
    return {**_about(found), "run": now, "step": at + 1, "steps": len(stages)}


# ── reviewing ────────────────────────────────────────────────────────────────


def _review(request: HttpRequest, found: Round) -> HttpResponse:
    now, marks = _run_of(found), marks_of(found)
    form = ReviewForm(request.GET)
    chosen = form.chosen
    proposals = proposals_to_review(
        now,
        get_language() or "it",
        shown=chosen["shown"],
        sort=chosen["sort"],
        words=folded(chosen["words"]),
        mentor=chosen["mentor"],
        locked=marks.locks,
    )
    page = _page(proposals, request.GET.get("page", ""))
    beside = list(unmatched_of(now, ProgrammeRole.MENTEE)[:BESIDE]) if now.left_out else []
    causes = review.causes_of(beside, found.cohort, traits_of(found.cohort), with_ways=False) if beside else []
    state = _state(found, marks)
    context = {
        **_about(found),
        **state,
        **_last_trouble(found),
        "rows": review.rows_drawn(page, found, marks),
        "drawn": review_shown(found, now, state, chosen=chosen, orders=form.fields["sort"].choices, beside=causes),
        "page": page,
        "pages_shown": pages_shown(page, request.GET),
        "is_narrowed": bool(chosen["words"] or chosen["mentor"] or chosen["shown"] != "all"),
        "tabs": _tabs(request, found, marks, "proposals"),
    }
    return render(request, "matching/round_review.html", context)


class _Counted(Paginator):
    """A paginator that is told how many there are: the rows bring their own count."""

    def __init__(self, rows: list[ListedProposal], number: int, total: int) -> None:
        super().__init__(rows, ON_A_PAGE)
        self.number, self.total = number, total

    @property
    def count(self) -> int:
        return self.total


def _page(proposals: Any, wanted: str) -> Any:
    """One page of pairs with the count of all of them, in one query."""
    number = max(int(wanted), 1) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 1
    rows = proposals[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    if not rows and number > 1:
        number, rows = 1, proposals[:ON_A_PAGE]
    rows = [*map(ListedProposal._make, rows)]
    paginator = _Counted(rows, number, rows[0].found if rows else 0)
    return paginator._get_page(rows, number, paginator)


@require_safe
def unmatched(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _computed(request, public_id)
    marks, traits = marks_of(found), traits_of(found.cohort)
    rows = review.causes_of(list(unmatched_of(_run_of(found))), found.cohort, traits)
    context = {
        **_about(found),
        **_state(found, marks),
        "mentees": [row for row in rows if not row["is_mentor"]],
        "mentors": [row for row in rows if row["is_mentor"]],
        "tabs": _tabs(request, found, marks, "unmatched"),
    }
    return render(request, "matching/unmatched_list.html", context)


@require_safe
def changes(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _computed(request, public_id)
    marks = marks_of(found)
    before = run_before(_run_of(found))
    context = {
        **_about(found),
        **_state(found, marks),
        "changes": changes_between(before, _run_of(found)) if before else None,
        "tabs": _tabs(request, found, marks, "changes"),
    }
    return render(request, "matching/change_list.html", context)


@get_or_post
def decisions(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Locks and exclusions, with who decided them; and a form for a pair that is not among the proposals."""
    found = _round(request, public_id)
    form = PairForm(request.POST if request.method == "POST" else None, cohort=found.cohort)
    if form.is_valid():
        mentee, mentor = (_person(found, form.cleaned_data[role]) for role in ("mentee", "mentor"))
        if request.POST.get("what") == "exclude":
            return redirect(_at(request, "exclusion", **_pair(found, mentee, mentor)))
        try:
            actions.lock_pair(found, mentee=mentee, mentor=mentor, by=request.person)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            _said_locked(request, found, mentee, mentor)
            return redirect(_at(request, "decision-list", public_id=found.public_id))
    marks = marks_of(found)
    context = {
        **_about(found),
        **(_state(found, marks) if found.current_run else {"pending": []}),
        "form": form,
        "locks": list(locks_of(found)),
        "exclusions": list(exclusions_of(found)),
        "tabs": _tabs(request, found, marks, "decisions") if found.current_run else [],
        "can_change": is_changeable(found),
    }
    return render(request, "matching/decision_list.html", context, status=422 if form.is_bound else 200)


@require_safe
def pair(request: HttpRequest, public_id: UUID, mentee: UUID, mentor: UUID) -> HttpResponse:
    """One proposal from near: what each gains, what another mentor would cost, with whom to swap."""
    found = _computed(request, public_id)
    proposal = _proposal(found, mentee, mentor)
    marks, traits = marks_of(found), traits_of(found.cohort)
    others = proposals_of(_run_of(found), sort="name").exclude(mentor=proposal.mentor_id)
    context = {
        **_about(found),
        **_state(found, marks),
        "row": review.row_of(proposal, marks),
        "sides": review.two_sides(proposal, traits),
        "ways": review.other_ways(proposal),
        "others": [(str(one.public_id), one.mentee.name, one.mentor.name) for one in others],
    }
    return render(request, "matching/pair_detail.html", context)


@require_POST
def lock(request: HttpRequest, public_id: UUID, mentee: UUID, mentor: UUID) -> HttpResponse:
    found = _round(request, public_id)
    one, other = _person(found, mentee), _person(found, mentor)
    actions.lock_pair(found, mentee=one, mentor=other, by=request.person)
    _said_locked(request, found, one, other)
    return _after(request, found, one, other)


def _said_locked(request: HttpRequest, found: Round, one: Membership, other: Membership) -> None:
    undo = _at(request, "release", **_pair(found, one, other))
    said = _("%(mentee)s with %(mentor)s is locked.") % {"mentee": one.name, "mentor": other.name}
    messages.success(request, said, extra_tags=undo)


@require_POST
def release(request: HttpRequest, public_id: UUID, mentee: UUID, mentor: UUID) -> HttpResponse:
    found = _round(request, public_id)
    one, other = _person(found, mentee), _person(found, mentor)
    actions.unlock_pair(found, mentee=one, mentor=other, by=request.person)
    said = _("%(mentee)s with %(mentor)s is no longer locked.") % {"mentee": one.name, "mentor": other.name}
    messages.success(request, said, extra_tags=_at(request, "lock", **_pair(found, one, other)))
    return _after(request, found, one, other)


@get_or_post
def exclusion(request: HttpRequest, public_id: UUID, mentee: UUID, mentor: UUID) -> HttpResponse:
    """Asks why, and writes it down; without a form (the undo of a readmission) it writes at once."""
    found = _round(request, public_id)
    one, other = _person(found, mentee), _person(found, mentor)
    form = ExclusionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.exclude_pair(found, mentee=one, mentor=other, by=request.person, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("%(mentee)s with %(mentor)s is excluded.") % {"mentee": one.name, "mentor": other.name}
            messages.success(request, said, extra_tags=_at(request, "readmission", **_pair(found, one, other)))
            return redirect(_at(request, "round-detail", public_id=found.public_id))
    context = {**_about(found), "form": form, "mentee": one, "mentor": other}
    return render(request, "matching/exclusion_form.html", context, status=422 if form.is_bound else 200)


@require_POST
def readmission(request: HttpRequest, public_id: UUID, mentee: UUID, mentor: UUID) -> HttpResponse:
    found = _round(request, public_id)
    one, other = _person(found, mentee), _person(found, mentor)
    actions.lift_exclusion(found, mentee=one, mentor=other, by=request.person)
    said = _("%(mentee)s with %(mentor)s may be a pair again.") % {"mentee": one.name, "mentor": other.name}
    messages.success(request, said, extra_tags=_at(request, "exclusion", **_pair(found, one, other)))
    return _after(request, found, one, other)


@require_POST
def trial(request: HttpRequest, public_id: UUID, mentee: UUID, mentor: UUID) -> HttpResponse:
    """Put a mentee with another mentor, and compute the rest around them."""
    found = _round(request, public_id)
    one, other = _person(found, mentee), _person(found, mentor)
    actions.try_pair(found, mentee=one, mentor=other, by=request.person)
    return _to(request, _at(request, "round-detail", public_id=found.public_id))


@require_POST
def swap(request: HttpRequest, public_id: UUID, mentee: UUID, mentor: UUID) -> HttpResponse:
    found = _computed(request, public_id)
    proposal = _proposal(found, mentee, mentor)
    others = Proposal.objects.filter(run=_run_of(found)).select_related("mentor", "mentee")
    other = others.filter(public_id=_uuid(request.POST.get("other", ""))).first()
    if other is None:
        messages.error(request, _("Choose with whom to swap."))
        return redirect(_at(request, "pair-detail", **_pair(found, proposal.mentee, proposal.mentor)))
    actions.swap_partners(found, proposal, other, by=request.person)
    return redirect(_at(request, "round-detail", public_id=found.public_id))


# ── letters, tables ──────────────────────────────────────────────────────────


@require_safe
def letters(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What people will read, with a real pair, in the language of each or in the one asked for."""
    found = _computed(request, public_id)
    pairs = list(proposals_of(_run_of(found), sort="name"))
    chosen = next(
        (one for one in pairs if str(one.public_id) == request.GET.get("pair", "")), pairs[0] if pairs else None
    )
    language = request.GET.get("language", "")
    language = language if language in ("it", "en") else ""
    without = unmatched_of(_run_of(found), ProgrammeRole.MENTEE).first()
    context = {
        **_about(found),
        "pairs": pairs,
        "chosen": chosen,
        "language": language,
        "letters": mails.letters_of_pair(chosen, found.cohort, language) if chosen else [],
        "without": mails.letter_to_left_out(without.membership, found.cohort, without.cause, language)
        if without
        else None,
    }
    return render(request, "matching/letter_list.html", context)


@require_safe
def export_xlsx(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _computed(request, public_id)
    rows = list(proposals_of(_run_of(found), sort="name"))
    _run_of(found).round = found
    content = run_xlsx(
        _run_of(found), rows, list(unmatched_of(_run_of(found))), traits_of(found.cohort), marks_of(found)
    )
    return _file(found, content, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@require_safe
def export_csv(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _computed(request, public_id)
    rows = list(proposals_of(_run_of(found), sort="name"))
    return _file(found, run_csv(_run_of(found), rows, traits_of(found.cohort), marks_of(found)), "csv", "text/csv")


def _file(found: Round, content: bytes, ending: str, kind: str) -> HttpResponse:
    name = f"round-{found.number}.{ending}"
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


# ── settling ─────────────────────────────────────────────────────────────────


@get_or_post
def publication(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Asks with the numbers, then publishes; a refusal is shown on the same page."""
    found = _computed(request, public_id)
    refusal = ""
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            actions.publish_round(found, by=request.person, version=int(version) if version.isdigit() else 0)
        except Refusal as refused:
            refusal = str(refused)
            found = _computed(request, public_id)
        else:
            count = _run_of(found).placed
            said = ngettext(
                "Published: %(count)s mentorship begins, and the letters are on their way.",
                "Published: %(count)s mentorships begin, and the letters are on their way.",
                count,
            )
            messages.success(request, said % {"count": count})
            return redirect(_at(request, "round-detail", public_id=found.public_id))
    context = {
        **_about(found),
        **_state(found, marks_of(found)),
        "refusal": refusal,
        **_who_is_written_to(found),
        **_letters_for_example(found),
    }
    in_dialog = request.method != "POST" and request.headers.get("HX-Request") == "true"
    template = "matching/parts/confirm.html" if in_dialog else "matching/publication_form.html"
    return render(request, template, context, status=409 if refusal else 200)


def _letters_for_example(found: Round) -> dict[str, Any]:
    """What the two of a real pair will read, and one who stays without."""
    if not found.is_open:
        return {}
    one = proposals_of(_run_of(found), sort="fit").first()
    without = unmatched_of(_run_of(found), ProgrammeRole.MENTEE).first()
    return {
        "letters_of_one": mails.letters_of_pair(one, found.cohort) if one else [],
        "without": mails.letter_to_left_out(without.membership, found.cohort, without.cause) if without else None,
    }


def _who_is_written_to(found: Round) -> dict[str, Any]:
    rows = proposals_of(_run_of(found)).values_list("mentee__state", "mentor__state", "mentor_id")
    pairs = list(rows)
    without = list(unmatched_of(_run_of(found), ProgrammeRole.MENTEE).values_list("membership__state", flat=True))
    states = [state for mentee, mentor, _key in pairs for state in (mentee, mentor)] + without
    return {
        "pairs": len(pairs),
        "mentors": len({key for _mentee, _mentor, key in pairs}),
        "letters": sum(state == "active" for state in states),
        "unwritten": sum(state != "active" for state in states),
        "left_out": len(without),
    }


@get_or_post
def setting_aside(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _round(request, public_id)
    if request.method == "POST":
        actions.discard_round(found, by=request.person)
        messages.success(request, _("The round is set aside. Nobody was told anything."))
        return redirect(_at(request, "cohort", public_id=found.cohort.public_id))
    return render(request, "matching/setting_aside_form.html", _about(found))


# ── below: how ───────────────────────────────────────────────────────────────


def _round(request: HttpRequest, public_id: UUID) -> Round:
    found = round_visible_to(request.person, public_id)
    if found is None:
        raise Http404
    return found


def _computed(request: HttpRequest, public_id: UUID) -> Round:
    found = _round(request, public_id)
    if found.current_run is None:
        raise Http404
    return found


def _run_of(found: Round) -> Run:
    """The run under review."""
    if found.current_run is None:
        raise Http404
    return found.current_run


def _person(found: Round, public_id: Any) -> Membership:
    return get_object_or_404(people_of(found.cohort), public_id=public_id)


def _proposal(found: Round, mentee: UUID, mentor: UUID) -> Proposal:
    proposals = Proposal.objects.filter(run=_run_of(found))
    proposals = proposals.select_related("mentor__profile__photo", "mentee__profile__photo")
    return get_object_or_404(proposals, mentee__public_id=mentee, mentor__public_id=mentor)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _pair(found: Round, mentee: Membership, mentor: Membership) -> dict[str, Any]:
    return {"public_id": found.public_id, "mentee": mentee.public_id, "mentor": mentor.public_id}


def _at(request: HttpRequest, name: str, **arguments: Any) -> str:
    return reverse_in(request.community, f"matching:{name}", **arguments)


def _about(found: Round) -> dict[str, Any]:
    return {
        "round": found,
        "cohort": found.cohort,
        "programme": found.cohort.programme,
        "run": found.current_run,
        "can_change": is_changeable(found),
        "can_see_cohort": True,
    }


def _state(found: Round, marks: Marks) -> dict[str, Any]:
    """What was decided, and whether the computation still answers it."""
    now = _run_of(found)
    locked = len(marks.locks & {tuple(one) for one in now.settings.get("pairs", [])})
    pending = unmet_marks(now, marks, mode=found.mode, floor=found.fair_floor) if found.is_open else []
    state = {
        "locks_count": len(marks.locks),
        "exclusions_count": len(marks.exclusions),
        "locked_pairs": locked,
        "proposed_pairs": now.placed - locked,
        "pending": pending,
    }
    return {**state, "bar": bar_shown(found, state)}


def _last_trouble(found: Round) -> dict[str, Any]:
    """When the last computation came to nothing: why, in words."""
    last: Run | None = found.last_run
    if last is None or found.last_run_id == found.current_run_id or not found.is_open:
        return {}
    if last.state == "infeasible":
        people = {key: one.name for key, one in names_of(review.people_in(last.conflict)).items()}
        return {"conflict": conflict_in_words(last.conflict, people=people, language=get_language() or "it")}
    return {"fault": last.state == "failed"}


def _tabs(request: HttpRequest, found: Round, marks: Marks, current: str) -> list[dict[str, Any]]:
    now = _run_of(found)
    changed = now.summary.get("changes")
    tabs = [
        ("proposals", "round-detail", _("Proposals"), now.placed),
        ("unmatched", "unmatched-list", _("Without a match"), now.left_out),
        ("decisions", "decision-list", _("Locked and excluded"), len(marks.locks) + len(marks.exclusions)),
    ]
    if changed:
        tabs.append(("changes", "change-list", _("What changed"), changed["gone"] + changed["new"]))
    return [
        {
            "label": label,
            "url": _at(request, name, public_id=found.public_id),
            "count": count,
            "current": key == current,
        }
        for key, name, label, count in tabs
    ]


def _after(request: HttpRequest, found: Round, mentee: Membership, mentor: Membership) -> HttpResponse:
    """After a small decision: with htmx the pair and the bar below, else back to where it was taken."""
    proposal = None
    if request.headers.get("HX-Request") == "true" and found.current_run_id:
        proposal = proposal_to_review(_run_of(found), mentee, mentor, get_language() or "it")
    if proposal is None:
        back = request.headers.get("Referer", "")
        here = _at(request, "round-detail", public_id=found.public_id)
        path = back.partition(request.get_host())[2]
        return _to(request, path if path.startswith(here) else here)
    marks = marks_of(found)
    context = {
        **_about(found),
        **_state(found, marks),
        "row": review.rows_drawn([proposal], found, marks)[0],
        "oob": True,
    }
    return render(request, "matching/parts/proposal_answer.html", context)


def _to(request: HttpRequest, url: str) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)
