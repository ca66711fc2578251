"""The pages of conversations: the list, one conversation, and what one does with a message or with one's own place."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reciproca.core.doors import addresses_of, asking, form_page, get_or_post
from reciproca.core.errors import Refusal
from reciproca.core.paging import page_of
from reciproca.files.actions import forget_file, ingest_attachment
from reciproca.files.queries import answer_with
from reciproca.people.queries import people_visible_to

from . import actions
from .forms import (
    DraftForm,
    EchoForm,
    FileForm,
    FirstMessageForm,
    LettersForm,
    MessageForm,
    PlaceForm,
    WordsForm,
)
from .models import Message, Seat
from .picture import found_for, listed_for, news_for, people_in, seats_listed, talk_for
from .queries import (
    attachments_visible_to,
    conversation_between,
    conversations_visible_to,
    find_messages,
    messages_visible_to,
    others_in,
    people_to_write_to,
    preference_of,
    seats_of,
)
from .rules import can_delete, can_edit, can_leave, may_begin
from .starters import Starter, starters_for

__all__ = [
    "archived", "conversation", "conversation_archiving", "conversation_departure", "conversation_draft",
    "conversation_files", "conversation_muting", "conversation_new", "conversation_news", "conversation_starters",
    "conversations", "file", "file_removal", "letters", "message_echo", "message_edit", "message_removal",
]  # fmt: skip

_at = addresses_of("conversations")
ON_A_PAGE = 30
BESIDE = 8


# ── the list ─────────────────────────────────────────────────────────────────


@require_safe
def conversations(request: HttpRequest) -> HttpResponse:
    """What waits first. With words to look for, the messages in which they are."""
    words = request.GET.get("q", "").strip()[:100]
    if words:
        found = found_for(request.person, find_messages(request.person, words))
        return render(request, "conversations/conversation_search.html", {"words": words, "found": found})
    return _list(request, archived=False)


@require_safe
def archived(request: HttpRequest) -> HttpResponse:
    return _list(request, archived=True)


def _list(request: HttpRequest, *, archived: bool) -> HttpResponse:
    person = request.person
    page = page_of(seats_listed(person, archived=archived), request.GET.get("page"), ON_A_PAGE)
    seats = list(page.object_list)
    people = people_in(person, [seat.conversation_id for seat in seats])
    context = {
        "page": page,
        "listed": listed_for(person, seats, people),
        "archived": archived,
        "could_write_to": [] if seats or archived else list(people_to_write_to(person)[:6]),
        "tabs": [
            {"label": _("Conversations"), "url": _at(request, "conversation-list"), "current": not archived},
            {"label": _("Put away"), "url": _at(request, "conversation-archived"), "current": archived},
        ],
    }
    return render(request, "conversations/conversation_list.html", context)


# ── one conversation ─────────────────────────────────────────────────────────


@get_or_post
def conversation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Read it, and write the next message. Having seen it, one has read it."""
    seat = _seat(request, public_id)
    if request.method == "POST":
        return _send(request, seat)
    quoted = _quoted(request, seat, request.GET.get("quote", ""))
    form = MessageForm(initial={"text": _begun(request, seat), "quote": quoted and quoted.public_id})
    return _conversation_page(request, seat, form, quoted=quoted)


def _send(request: HttpRequest, seat: Seat) -> HttpResponse:
    form = MessageForm(request.POST)
    quoted = None
    if form.is_valid():
        said = form.cleaned_data
        quoted = _quoted(request, seat, str(said["quote"] or ""))
        try:
            actions.send_message(
                seat.conversation, by=request.person, text=said["text"], is_heard=said["heard"], quotes=quoted
            )
            return redirect(f"{_at(request, 'conversation-detail', public_id=seat.conversation.public_id)}#write")
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return _conversation_page(request, seat, form, quoted=quoted, status=422)


def _conversation_page(
    request: HttpRequest, seat: Seat, form: MessageForm, *, quoted: Message | None, status: int = 200
) -> HttpResponse:
    person = request.person
    if seat.read_number < seat.conversation.last_number:
        actions.mark_read(seat.conversation, by=person, number=seat.conversation.last_number)
    beside = list(seats_listed(person)[:BESIDE])
    people = people_in(person, {seat.conversation_id, *(one.conversation_id for one in beside)})
    before = _number(request.GET.get("before"))
    talk = talk_for(person, seat, people[seat.conversation_id], before=before)
    context = {
        "talk": talk,
        "form": form,
        "quoted": quoted,
        "beside": listed_for(person, beside, people),
        "is_open": bool(talk.people) and seat.conversation.closed_at is None,
        "is_latest": before is None,
        "can_leave": can_leave(seat.conversation),
        "page_title": talk.title,
    }
    return render(request, "conversations/conversation_detail.html", context, status=status)


@require_safe
def conversation_news(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The messages after one, and what looks different since a change, for the page that is open and looked at: so they have
    been read."""
    seat = _seat(request, public_id)
    people = people_in(request.person, [seat.conversation_id])[seat.conversation_id]
    after, change = _number(request.GET.get("after")) or 0, _number(request.GET.get("change")) or 0
    news = news_for(request.person, seat, people, after=after, change=change)
    actions.mark_read(seat.conversation, by=request.person, number=seat.conversation.last_number)
    answer = render(request, "conversations/parts/bubbles.html", {"rows": news.rows, "words": news.words})
    answer["X-Last-Number"], answer["X-Last-Change"] = str(news.last_number), str(news.last_change)
    return answer


@require_safe
def conversation_starters(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """From where the two could pick up: a page of its own, and a part of the other where scripts run."""
    seat = _seat(request, public_id)
    people = people_in(request.person, [seat.conversation_id])[seat.conversation_id].present
    found = starters_for(request.person, people[0]) if seat.conversation.is_pair and people else []
    context = {"starters": found, "talk_url": _at(request, "conversation-detail", public_id=public_id)}
    context["page_title"] = _("Where you could pick up")
    template = "parts/starters" if request.htmx else "conversation_starters"
    return render(request, f"conversations/{template}.html", context)


@get_or_post
def conversation_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The first message to somebody. Where there is a conversation already, it leads there."""
    other = get_object_or_404(people_visible_to(request.person).exclude(pk=request.person.pk), public_id=public_id)
    before = conversation_between(request.person, other)
    if before is not None and conversations_visible_to(request.person).filter(pk=before.pk).exists():
        picks_up = "?pick-up" if "pick-up" in request.GET else ""
        return redirect(f"{_at(request, 'conversation-detail', public_id=before.public_id)}{picks_up}#write")
    if not may_begin(request.person, other):
        raise Http404
    starters = starters_for(request.person, other)
    text = request.GET.get("text", "")[:1000] or _first_line(request, starters)
    form = FirstMessageForm(request.POST or None, initial={"text": text})

    def act() -> tuple[str, str]:
        sent = actions.write_to(other, by=request.person, text=form.cleaned_data["text"])
        return "", _at(request, "conversation-detail", public_id=sent.conversation.public_id)

    return form_page(
        request, form, act, template="conversations/conversation_new.html", draft=f"to-{other.public_id}",
        page_title=_("Write to %(name)s") % {"name": other.given_name}, other=other, starters=starters, says_absence=True,
    )  # fmt: skip


def _first_line(request: HttpRequest, starters: Sequence[Starter]) -> str:
    """For who comes from a letter to pick up a thread: the nearest line there is, to be changed or sent."""
    return starters[0].text if "pick-up" in request.GET and starters else ""


# ── what one has begun to write ──────────────────────────────────────────────


@require_POST
def conversation_draft(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Kept as one writes; without scripts, by a button."""
    seat = _seat(request, public_id)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    actions.keep_draft(seat.conversation, by=request.person, text=form.cleaned_data["text"])
    if "keep" not in request.POST:
        return HttpResponse(status=204)
    messages.success(request, _("Your draft is kept. Only you can see it."))
    return redirect(_at(request, "conversation-detail", public_id=public_id))


@require_POST
def conversation_files(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A file beside the draft, which is kept too."""
    seat = _seat(request, public_id)
    form = FileForm(request.POST, request.FILES)
    if "text" in form.data:
        actions.keep_draft(seat.conversation, by=request.person, text=request.POST["text"][: actions.MOST_LETTERS])
    if form.is_valid():
        upload = form.cleaned_data["file"]
        stored = ingest_attachment(upload, by=request.person, given_name=upload.name)
        try:
            actions.attach_file(seat.conversation, stored, by=request.person)
        except Refusal:
            forget_file(stored)
            raise
    else:
        messages.error(request, _("Choose a picture or a PDF first."))
    return redirect(f"{_at(request, 'conversation-detail', public_id=public_id)}#write")


@require_safe
def file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return answer_with(get_object_or_404(attachments_visible_to(request.person), file__public_id=public_id).file)


@require_POST
def file_removal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(attachments_visible_to(request.person), file__public_id=public_id, message=None)
    assert found.seat is not None  # it was not sent yet
    talk = found.seat.conversation.public_id
    actions.detach_file(found, by=request.person)
    return redirect(f"{_at(request, 'conversation-detail', public_id=talk)}#write")


# ── one message ──────────────────────────────────────────────────────────────


@get_or_post
def message_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Other words, for a quarter of an hour."""
    message = _message(request, public_id)
    if message.author_id != request.person.pk or (request.method != "POST" and not can_edit(request.person, message)):
        raise Http404
    form = WordsForm(request.POST or None, initial={"text": message.text})

    def act() -> tuple[str, str]:
        actions.edit_message(message, by=request.person, text=form.cleaned_data["text"])
        return "", _at_message(request, message)

    back = _at_message(request, message)
    return form_page(request, form, act, template="conversations/message_edit.html", message=message, back=back)


@get_or_post
def message_removal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    message = _message(request, public_id)
    if not can_delete(request.person, message):
        raise Http404
    if request.method == "POST":
        actions.delete_message(message, by=request.person)
        return redirect(_at_message(request, message))
    return asking(
        request, title=_("Take the message back?"), confirm=_("Take it back"), back=_at_message(request, message),
        text=_("Its words and files go, for everybody. A line stays that says that a message was taken back."),
    )  # fmt: skip


@require_POST
def message_echo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    message = _message(request, public_id)
    form = EchoForm(request.POST)
    if form.is_valid():
        actions.echo_message(message, by=request.person, echo=form.cleaned_data["echo"])
    return redirect(_at_message(request, message))


# ── one's own place ──────────────────────────────────────────────────────────


@require_POST
def conversation_muting(request: HttpRequest, public_id: UUID) -> HttpResponse:
    seat = _seat(request, public_id)
    if _is_on(request):
        actions.mute_conversation(seat.conversation, by=request.person)
        messages.success(request, _("Muted: no mark and no letter. Nobody is told."))
    else:
        actions.unmute_conversation(seat.conversation, by=request.person)
        messages.success(request, _("You are told again when something is written here."))
    return redirect(_at(request, "conversation-detail", public_id=public_id))


@require_POST
def conversation_archiving(request: HttpRequest, public_id: UUID) -> HttpResponse:
    seat = _seat(request, public_id)
    if _is_on(request):
        actions.archive_conversation(seat.conversation, by=request.person)
        messages.success(request, _("Put away. It comes back with the next message."))
        return redirect(_at(request, "conversation-list"))
    actions.restore_conversation(seat.conversation, by=request.person)
    messages.success(request, _("It is among your conversations again."))
    return redirect(_at(request, "conversation-detail", public_id=public_id))


@get_or_post
def conversation_departure(request: HttpRequest, public_id: UUID) -> HttpResponse:
    seat = _seat(request, public_id)
    if not can_leave(seat.conversation):
        raise Http404
    back = _at(request, "conversation-detail", public_id=public_id)
    if request.method == "POST":
        actions.leave_conversation(seat.conversation, by=request.person)
        messages.success(request, _("You have left the conversation."))
        return redirect(_at(request, "conversation-list"))
    return asking(
        request, title=_("Leave the conversation?"), confirm=_("Leave it"), back=back, stay=_("Stay"),
        text=_("The others go on without you. What you wrote stays with them; you no longer read it."),
    )  # fmt: skip


@get_or_post
def letters(request: HttpRequest) -> HttpResponse:
    """Whether to be told by letter."""
    found = preference_of(request.person)
    form = LettersForm(request.POST or None, initial={"letters": found.letters if found else "daily"})

    def act() -> tuple[str, str]:
        actions.choose_letters(form.cleaned_data["letters"], by=request.person)
        return _("Kept as you like it."), _at(request, "conversation-list")

    return form_page(request, form, act, template="conversations/letters.html")


# ── shared by all ────────────────────────────────────────────────────────────


def _at_message(request: HttpRequest, message: Message) -> str:
    talk = _at(request, "conversation-detail", public_id=message.conversation.public_id)
    return (
        f"{talk}?before={message.number + 1}#message-{message.public_id}"
        if _is_far_back(message)
        else (f"{talk}#message-{message.public_id}")
    )


def _is_far_back(message: Message) -> bool:
    return message.conversation.last_number - message.number >= 50


def _seat(request: HttpRequest, public_id: UUID) -> Seat:
    """One's own place in a conversation one may see."""
    visible = conversations_visible_to(request.person)
    seats = seats_of(request.person).filter(conversation__in=visible).select_related("conversation")
    return get_object_or_404(seats, conversation__public_id=public_id)


def _message(request: HttpRequest, public_id: UUID) -> Message:
    rows = messages_visible_to(request.person).select_related("conversation", "author", "quotes")
    return get_object_or_404(rows, public_id=public_id)


def _quoted(request: HttpRequest, seat: Seat, said: str) -> Message | None:
    try:
        key = UUID(said)
    except ValueError:
        return None
    rows = messages_visible_to(request.person).filter(conversation=seat.conversation, deleted_at=None)
    return rows.select_related("author").filter(public_id=key).first()


def _begun(request: HttpRequest, seat: Seat) -> str:
    """What stands in the field: what one had begun to write, else the starter one has chosen, else a first line for who
    comes to pick up a thread."""
    begun = seat.draft or request.GET.get("text", "")[:1000]
    if begun or "pick-up" not in request.GET or not seat.conversation.is_pair:
        return begun
    others = others_in(seat.conversation, request.person)
    return _first_line(request, starters_for(request.person, others[0]) if others else [])


def _number(said: str | None) -> int | None:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 10 else None


def _is_on(request: HttpRequest) -> bool:
    form = PlaceForm(request.POST)
    return form.is_valid() and form.cleaned_data["on"]
