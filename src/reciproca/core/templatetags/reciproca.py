"""What the components need from Python: icons, faces, drawings, and a form's control with the right attributes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    DecimalField,
    FloatField,
    NumberInput,
    RadioSelect,
    Select,
    Textarea,
)
from django.template.loader import get_template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from reciproca.core import drawing, italian
from reciproca.core.avatars import avatar
from reciproca.core.days import hour_said
from reciproca.core.icons import shapes_of
from reciproca.core.widgets import week

register = template.Library()


@register.simple_tag
@lru_cache(256)
def icon(name: str, extra: str = "") -> SafeString:
    """{% icon "search" %}: always beside a word, so hidden from screen readers."""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        f" {extra}" if extra else "",
        mark_safe(shapes_of(name)),  # our own shapes, no input
    )


@register.simple_tag
def face(public_id: object, name: str, size: str = "", label: str = "") -> SafeString:
    """{% face person.public_id person.name "l" %}: the generated avatar, drawn with attributes only."""
    it = avatar(public_id, name)
    return format_html(
        '<svg class="avatar tone-{}{}" viewBox="0 0 48 48" {}><circle class="face" cx="24" cy="24" r="24"/>'
        '<path d="{}"/><text x="24" y="30">{}</text></svg>',
        it.tone,
        f" avatar--{size}" if size else "",
        format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"'),
        it.chord_path,
        it.initials,
    )


@register.filter
def grouped(number: int) -> str:
    """{{ page.paginator.count|grouped }}: “12,480”, «12.480»."""
    return number_format(number, force_grouping=True)


@register.filter(is_safe=True)
def elided(sentence: str) -> str:
    """{% filter elided %}{% blocktrans %}since {{ day }}{% endblocktrans %}{% endfilter %}: «dall’8 marzo»."""
    return italian.elided(sentence)


@register.filter(is_safe=True)
def euphonic(sentence: str) -> str:
    """{% filter euphonic %}…{% endfilter %}: «ad Ada», not «a Ada». It only adds a letter."""
    return italian.euphonic(sentence)


@register.filter
def hour(moment: datetime) -> str:
    """{{ line.at|hour }}: “6.30 pm”, «18.30»."""
    return hour_said(moment)


@register.simple_tag
def rows(name: str, given: dict[str, Any] | None = None, **words: Any) -> SafeString:
    """{% rows "people/directory_rows.html" people=people %}: the rows of a long list, compiled (core/rows.py).

    A view that hands many words in gives them in one: {% rows "insights/figure_page.html" drawn %}."""
    return mark_safe(get_template(name, using="rows").render({**(given or {}), **words}))  # escaped there


# ── drawings ─────────────────────────────────────────────────────────────────


@register.simple_tag
@lru_cache(64)
def strand(tie: str, shape: str = "") -> SafeString:
    """{% strand "dormant" %}, {% strand "ally" "long" %}, {% strand "new" "key" %}, {% strand "active" "path" %}."""
    it = drawing.strand(tie, shape)
    # A short thread stretches between two faces; the others keep their proportions.
    stretches = "" if shape else ' preserveAspectRatio="none"'
    return _svg(it, "tie-key" if shape == "key" else "strand", stretches + HIDDEN)


@register.simple_tag
def rhythm_strip(weeks: Sequence[int], label: str = "") -> SafeString:
    """{% rhythm_strip tie.weeks %}: the words that a screen reader hears are made from the weeks unless given."""
    it = drawing.rhythm(weeks)
    return _svg(it.drawing, "", f' preserveAspectRatio="none"{_named(label or _rhythm_in_words(it))}')


@register.simple_tag
def course_drawing(
    moments: Sequence[drawing.Moment], people: Sequence[Any], ends: str = "", small: bool = False
) -> SafeString:
    """The two threads of a mentorship; `people` are the two, as their faces stand from the top."""
    it = drawing.course(moments, ends=ends, small=small)
    return _svg(it, f"course__draw course__draw--{'small' if small else 'wide'}", HIDDEN, people)


@register.simple_tag
def weave_drawing(
    threads: Sequence[Sequence[int]], months: Sequence[str], people: Sequence[Any], small: bool = False
) -> SafeString:
    """A year of one person and those whose threads crossed theirs; `people` begins with the one whose year it is."""
    it = drawing.weave(threads, months, small=small)
    return _svg(it, f"course__draw course__draw--{'small' if small else 'wide'}", HIDDEN, people)


@register.simple_tag
@lru_cache(256)
def coverage_row(label: str, **counts: int) -> SafeString:
    """{% coverage_row "38 of 41 have a match" locked=2 in=36 out=3 %}"""
    return _svg(drawing.coverage(counts), "", f' preserveAspectRatio="none"{_named(label)}')


@register.simple_tag
def tally_row(label: str, **counts: int) -> SafeString:
    """{% tally_row "118 rows: …" new=64 changed=31 same=17 stuck=6 %}"""
    return _svg(drawing.tally(counts), "tally__rows", f' preserveAspectRatio="none"{_named(label)}')


@register.simple_tag
def stitches(count: int, kind: str = "", most: int | None = None, from_end: bool = False) -> SafeString:
    """{% stitches 9 "need" most=10 from_end=True %}: people one by one, beside their number."""
    return _svg(
        drawing.stitches(count, most=most, from_end=from_end),
        f"stitches stitches--{kind}" if kind else "stitches",
        HIDDEN,
    )


@register.simple_tag
def heap(count: int) -> SafeString:
    return _svg(drawing.heap(count), "heap", HIDDEN)


@register.simple_tag
def against(done: float, hoped: float, most: float) -> SafeString:
    return _svg(drawing.against(done, hoped, most), "against", f' preserveAspectRatio="none"{HIDDEN}')


@register.simple_tag
def share_bar(reasons: Sequence[Any], label: str) -> SafeString:
    """What a fit is made of; the colours are those of the list of reasons beside it."""
    parts = [float(_get(reason, "weight")) for reason in reasons]
    letters = ("", "b", "c", "d", "e")
    rects = [
        format_html(
            '<rect{} x="{}%" width="{}%" height="100%"/>',
            format_html(' class="{}"', letter) if (letter := letters[min(i, 4)]) else "",
            drawing.number(x),
            drawing.number(width),
        )
        for i, (x, width) in enumerate(drawing.shares(parts))
    ]
    return mark_safe(f'<svg class="share"{_named(label)}>{"".join(rects)}</svg>')  # escaped piece by piece


@register.simple_tag
def funnel_drawing(counts: Sequence[int], resting: int | None = None) -> SafeString:
    return _svg(drawing.funnel(counts, resting=resting).drawing, "bundle", HIDDEN)


@register.simple_tag
def counts_of(stages: Sequence[Any]) -> list[int]:
    return [int(_get(stage, "count")) for stage in stages]


@register.simple_tag
def people_per_thread(counts: Sequence[int]) -> int:
    return drawing.funnel(counts).people_per_thread


@register.simple_tag
def share_of(part: float, whole: float) -> str:
    """The length of a bar of a hundred, with room for its round ends."""
    return drawing.number(2 + 96 * min(1.0, part / whole) if whole else 2)


@register.simple_tag
def ring_drawing(people: Sequence[Any], middle: Sequence[str], label: str) -> SafeString:
    """A circle: its people round a double thread. First names are written, whole names are in the label."""
    it = drawing.ring([str(_get(person, "name")).split()[0] for person in people], middle)
    return _svg(it, "ring", _named(label), people)


@register.simple_tag
def threadmap_drawing(
    people: Sequence[Any], me: Any, places: Sequence[str], title: str, description: str, tall: bool = False
) -> SafeString:
    """The map of one's relationships. People have name, when, tie, strength, place (an index), public_id."""
    on_map = [
        drawing.MapPerson(
            name=str(_get(person, "name")).split()[0] if tall else str(_get(person, "name")),
            when=str(_get(person, "when") or ""),
            tie=_get(person, "tie"),
            strength=round(float(_get(person, "strength")), 2),  # it fades with each moment, and nobody sees so little
            place=int(_get(person, "place") or 0),
        )
        for person in people
    ]
    it = drawing.threadmap(on_map, [drawing.Place(str(place)) for place in places], tall=tall)
    ids = f"map-{'tall' if tall else 'wide'}"
    words = format_html('<title id="{0}-title">{1}</title><desc id="{0}-words">{2}</desc>', ids, title, description)
    named = f' role="img" aria-labelledby="{ids}-title {ids}-words"'
    return _svg(it, f"map map--{'tall' if tall else 'wide'}", named, [*people, me], words)


@register.simple_tag
def strand_of(ties: Sequence[str] | None, place: int) -> SafeString:
    """The thread between a person of a path and the next."""
    return strand(ties[place] if ties else "active", "path")


@register.simple_tag
def week_of(free: Sequence[str] | None, days: Sequence[int], parts: Sequence[str]) -> dict[str, Any]:
    return week(set(free or ()), days=days, parts=parts)


@register.filter
def first_word(name: object) -> str:
    return str(name).split()[0] if str(name).strip() else ""


@register.filter
def need_age(days: int) -> str:
    """How a need of the moment looks: it fades after two weeks, and its edge comes undone after a month."""
    return "fresh" if days < 14 else "ageing" if days < 30 else "old"


HIDDEN = ' aria-hidden="true"'


def _named(label: str) -> str:
    return format_html(' role="img" aria-label="{}"', label) if label else HIDDEN


def _svg(it: drawing.Drawing, classes: str, attributes: str, people: Sequence[Any] = (), words: str = "") -> SafeString:
    """Every piece below is escaped by format_html or is a number or a class of ours."""
    number = drawing.number
    pieces = [format_html('<path class="{}" d="{}"/>', line.classes, line.path) for line in it.lines]
    pieces += [
        format_html(
            '<line{} x1="{}" x2="{}" y1="{}" y2="{}"/>',
            format_html(' class="{}"', stitch.classes) if stitch.classes else "",
            number(stitch.x1),
            number(stitch.x2),
            number(stitch.y1),
            number(stitch.y2),
        )
        for stitch in it.stitches
    ]
    pieces += [
        format_html('<circle class="{}" cx="{}" cy="{}" r="{}"/>', k.classes, number(k.x), number(k.y), number(k.r))
        for k in it.knots
    ]
    pieces += [
        format_html('<text class="{}" x="{}" y="{}">{}</text>', t.classes, number(t.x), number(t.y), t.text)
        for t in it.labels
    ]
    pieces += [_face_at(face, people[face.who]) for face in it.faces]
    opening = format_html('<svg{} viewBox="{}"', format_html(' class="{}"', classes) if classes else "", it.view_box)
    return mark_safe(f"{opening}{attributes}>{words}{''.join(pieces)}</svg>")


def _face_at(face: drawing.Face, person: Any) -> SafeString:
    number = drawing.number
    corner = (number(face.x - face.size / 2), number(face.y - face.size / 2), number(face.size))
    if photo := _get(person, "photo_url"):
        # A clip of its own keeps the photo round without an id that two drawings might share.
        drawn = format_html(
            '<svg class="avatar" x="{0}" y="{1}" width="{2}" height="{2}" viewBox="0 0 48 48">'
            '<image class="avatar__photo" href="{3}" width="48" height="48" preserveAspectRatio="xMidYMid slice"/>'
            "</svg>",
            *corner,
            photo,
        )
    else:
        it = avatar(_get(person, "public_id"), str(_get(person, "name")))
        drawn = format_html(
            '<svg class="avatar tone-{3}" x="{0}" y="{1}" width="{2}" height="{2}" viewBox="0 0 48 48">'
            '<circle class="face" cx="24" cy="24" r="24"/><path d="{4}"/><text x="24" y="30">{5}</text></svg>',
            *corner,
            it.tone,
            it.chord_path,
            it.initials,
        )
    return format_html('<g class="{}">{}</g>', face.classes, drawn) if face.classes else drawn


def _get(thing: Any, name: str) -> Any:
    """A row from `.values()` or an object: both are people."""
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)


def _rhythm_in_words(it: drawing.Rhythm) -> str:
    if not it.active_weeks:
        return gettext("A year of silence")
    weeks = ngettext(
        "In the last year, something between you in one week",
        "In the last year, something between you in %(number)s weeks",
        it.active_weeks,
    ) % {"number": it.active_weeks}
    if it.longest_silence < 4:
        return weeks
    silence = ngettext(
        "the longest silence lasted %(number)s week", "the longest silence lasted %(number)s weeks", it.longest_silence
    ) % {"number": it.longest_silence}
    return f"{weeks}; {silence}"


# ── forms ────────────────────────────────────────────────────────────────────


@register.filter
def kind_of(field: BoundField) -> str:
    """How a field is laid out: "choices" (a list of radio buttons or boxes), "tick" (one box), "hidden" or "one"."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, CheckboxSelectMultiple | RadioSelect):
        return "grid" if getattr(widget, "is_week", False) else "choices"
    if isinstance(widget, CheckboxInput):
        return "tick"
    return "one"


@register.simple_tag
def control(field: BoundField, extra: str = "") -> SafeString:
    """The widget of a field, with our class and with what describes it: the error first, then the help."""
    attributes: dict[str, Any] = _as_typed(field)
    classes = [_class_of(field), field.field.widget.attrs.get("class", ""), extra]
    if joined := " ".join(word for word in classes if word):
        attributes["class"] = joined
    if described := described_by(field):
        attributes["aria-describedby"] = described
    if field.errors:
        attributes["aria-invalid"] = "true"
    return field.as_widget(attrs=attributes)


@register.filter
def described_by(field: BoundField) -> str:
    parts = [("error", field.errors), ("help", field.help_text)]
    return " ".join(f"{field.auto_id}-{part}" for part, present in parts if present and field.auto_id)


def _as_typed(field: BoundField) -> dict[str, Any]:
    """A browser’s number field forgets “thirty”; ours is text with the keys of figures, and what was written stays."""
    widget = field.field.widget
    if not isinstance(widget, NumberInput):
        return {}
    widget.input_type = "text"
    for name in ("min", "max", "step"):
        widget.attrs.pop(name, None)
    return {"inputmode": "decimal" if isinstance(field.field, DecimalField | FloatField) else "numeric"}


def _class_of(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, NumberInput):
        return "input input--short"
    if isinstance(widget, CheckboxInput | CheckboxSelectMultiple | RadioSelect):
        return ""
    if isinstance(widget, Select):
        return "select"
    if isinstance(widget, Textarea):
        return "textarea"
    if getattr(widget, "input_type", "") in ("date", "time", "datetime-local"):
        return "input input--short"
    return "input"


@register.filter
def without_words(value: Any) -> bool:
    """True when nothing would be read: for slots that hold only white space."""
    return not str(value or "").strip()


@register.filter
def first_control(field: BoundField) -> str:
    """The id that a link in the summary of errors leads to: the control, or the first of a list."""
    if kind_of(field) == "grid":
        return field.field.widget.first_id(field.auto_id)
    if kind_of(field) == "choices":
        return next((str(choice.id_for_label) for choice in field.subwidgets), field.auto_id)
    return field.id_for_label or field.auto_id


@register.filter
def without_mark(label: object) -> str:
    """A question as the name of its field: the summary of errors says “When could you meet: …”."""
    return str(label).rstrip(" ?:.…")


@register.filter
def choices_are_short(field: BoundField) -> bool:
    """A handful of words each lie beside one another as pills; longer answers take a row each."""
    labels = [str(label) for _, label in field.field.widget.choices]
    return len(labels) > 1 and max(map(len, labels)) <= 28
