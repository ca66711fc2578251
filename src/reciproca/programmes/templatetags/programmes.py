"""Words and a bar for the pages of this room."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reciproca.core.days import is_italian
from reciproca.core.drawing import number

register = template.Library()


@register.filter
def in_language(row: Any, field: str) -> str:
    """{{ programme|in_language:"description" }}: the text in the language in force, or in the other."""
    return row.text(field)


@register.filter
def day(value: Any, pattern: str) -> str:
    """{{ cohort.starts_on|day:"l j F" }}: “lunedì 30 novembre”; in Italian days and months begin small."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    if not is_italian():
        return formats.date_format(value, pattern, use_l10n=False)
    first = pattern.replace("j F", "j° F") if value.day == 1 else pattern
    return formats.date_format(value, first, use_l10n=False).lower()


@register.simple_tag
def role_word(cohort: Any, role: str) -> str:
    """{% role_word cohort "mentor" %}: what a mentor is called in this cohort."""
    return cohort.role_name(role)


@register.simple_tag
def role_name(application: Any) -> str:
    """{% role_name application %}: the role somebody applied in, as its cohort calls it."""
    return application.cohort.role_name(application.role)


@register.simple_tag
def demand_bar(count: int, most: int, from_end: bool = False) -> SafeString:
    """A bar beside its number, for when people are too many to be drawn one by one."""
    length = 100 * count / most if most else 0
    start, end = (100 - length, 100) if from_end else (0, length)
    return format_html(
        '<svg class="demand-bar demand-bar--{}" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">'
        '<line x1="{}" x2="{}" y1="6" y2="6"/></svg>',
        "need" if from_end else "offer",
        number(start),
        number(end),
    )


@register.filter
def answer_to(application: Any, question_id: str) -> str:
    """{{ application|answer_to:line }}: what somebody wrote, as they wrote it, for lists."""
    return str(application.answers.get(question_id, ""))[:120]
