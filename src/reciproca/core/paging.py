"""Pages of a long list, and what the macro `pages` of compiled templates draws of them."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _

__all__ = ["page_of", "pages_shown"]


def page_of(rows: Any, wanted: str | None, size: int, *, total: int | None = None) -> Page:
    """One page of the rows; where their number is known already, they are not counted again."""
    paginator = Paginator(rows, size)
    if total is not None:
        paginator.count = total
    return paginator.get_page(wanted)


def pages_shown(page: Page, asked: QueryDict) -> dict[str, str] | None:
    """Where in the list one is, and the ways on; `asked` is kept in the addresses. None for an empty list."""
    if not page.paginator.count:
        return None
    places = {"first": page.start_index(), "last": page.end_index(), "total": page.paginator.count}
    said = {name: number_format(number, force_grouping=True) for name, number in places.items()}
    return {
        "label": _("Pages"),
        "said": _("%(first)s–%(last)s of %(total)s") % said,
        "before": _("The ones before"),
        "after": _("The next ones"),
        "before_url": _at(page.previous_page_number(), asked) if page.has_previous() else "",
        "after_url": _at(page.next_page_number(), asked) if page.has_next() else "",
    }


def _at(number: int, asked: QueryDict) -> str:
    kept = asked.copy()
    kept["page"] = str(number)
    return f"?{kept.urlencode()}"
