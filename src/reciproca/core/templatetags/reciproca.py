"""What the components need from Python: icons, faces, drawings, and a form's control with the right attributes."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, Textarea
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from reciproca.core import drawing
from reciproca.core.avatars import avatar
from reciproca.core.icons import shapes_of

register = template.Library()


@register.simple_tag
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


@register.simple_tag
def strand(tie: str, shape: str = "") -> SafeString:
    """{% strand "dormant" %}, {% strand "ally" "long" %}, {% strand "new" "key" %}."""
    it = drawing.strand(tie, long=shape == "long", key=shape == "key")
    # A short thread stretches between two faces; a long one and a key keep their proportions.
    opening = format_html(
        '<svg class="{}" viewBox="{}"{} aria-hidden="true">',
        "tie-key" if shape == "key" else "strand",
        it.view_box,
        mark_safe("" if shape else ' preserveAspectRatio="none"'),
    )
    return mark_safe(opening + _inside(it) + "</svg>")


def _inside(it: drawing.Drawing) -> str:
    lines = [format_html('<path class="{}" d="{}"/>', line.classes, line.path) for line in it.lines]
    knots = [
        format_html(
            '<circle class="{}" cx="{}" cy="{}" r="{}"/>',
            knot.classes,
            drawing.number(knot.x),
            drawing.number(knot.y),
            drawing.number(knot.r),
        )
        for knot in it.knots
    ]
    labels = [
        format_html(
            '<text class="{}" x="{}" y="{}">{}</text>', t.classes, drawing.number(t.x), drawing.number(t.y), t.text
        )
        for t in it.labels
    ]
    return "".join(lines + knots + labels)


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
    attributes: dict[str, Any] = {}
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


def _class_of(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, CheckboxInput | CheckboxSelectMultiple | RadioSelect):
        return ""
    if isinstance(widget, Select):
        return "select"
    if isinstance(widget, Textarea):
        return "textarea"
    if getattr(widget, "input_type", "") in ("date", "time", "datetime-local", "number"):
        return "input input--short"
    return "input"


@register.filter
def without_words(value: Any) -> bool:
    """True when nothing would be read: for slots that hold only white space."""
    return not str(value or "").strip()


@register.filter
def first_control(field: BoundField) -> str:
    """The id that a link in the summary of errors leads to: the control, or the first of a list."""
    if kind_of(field) in ("choices", "grid"):
        return next((str(choice.id_for_label) for choice in field.subwidgets), field.auto_id)
    return field.id_for_label or field.auto_id


@register.filter
def choices_are_short(field: BoundField) -> bool:
    """A handful of words each lie beside one another as pills; longer answers take a row each."""
    labels = [str(label) for _, label in field.field.choices]
    return len(labels) > 1 and max(map(len, labels)) <= 28
