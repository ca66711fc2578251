"""Letters of coffee rounds, worded when they are sent. None carries what anybody wrote."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reciproca.gatherings.models import Coffee
from reciproca.gatherings.queries import coffees_visible_to, company_at, tables_visible_to
from reciproca.gatherings.words import names_said, page_of, question_of, table_page
from reciproca.notifications.letters import letter_to, reader_of
from reciproca.notifications.mail import Mail
from reciproca.notifications.models import OutboxMail
from reciproca.people.queries import in_common_with

__all__ = ["left_over", "table_laid"]


def table_laid(mail: OutboxMail) -> Mail | None:
    reader = reader_of(mail)
    table = tables_visible_to(reader).filter(public_id=mail.about["table"]).first() if reader is not None else None
    company = company_at(table, reader) if reader is not None and table is not None else None
    if reader is None or table is None or company is None or not table.turn.is_open:
        return None
    names = names_said(company.people)
    shared = [word for other in company.people[:1] for word in in_common_with(other, viewer=reader)[:2]]
    said = _("To begin from: “%(question)s”") % {"question": question_of(table)}
    if shared:
        common = ngettext("You have in common: %(words)s.", "You have in common: %(words)s.", len(shared))
        said = f"{common % {'words': ', '.join(shared)}} {said}"
    return letter_to(
        reader,
        _("A coffee with %(names)s") % {"names": names},
        _("This time you are drawn with %(names)s. Half an hour is enough: whoever reads this first proposes two times.")
        % {"names": names_said(company.people, full=True)},
        said,
        url=table_page(table),
        label=_("See with whom, and write"),
        why=_why(table.turn.coffee),
    )  # fmt: skip


def left_over(mail: OutboxMail) -> Mail | None:
    """The same words for whatever reason there is nobody."""
    reader = reader_of(mail)
    coffee = coffees_visible_to(reader).filter(public_id=mail.about["coffee"]).first() if reader is not None else None
    if reader is None or coffee is None:
        return None
    return letter_to(
        reader,
        _("No coffee for you this time"),
        _("In this round there was nobody left for you whom you have not met lately."),
        _("Next time you come first.") if coffee.draws_again else _("It was the last round. Thank you for having been in."),
        url=page_of(coffee),
        label=_("Look at it"),
        why=_why(coffee),
    )  # fmt: skip


def _why(coffee: Coffee) -> str:
    return _("You receive this because you said that you are in: “%(title)s”. You can leave with one tap.") % {
        "title": coffee.title
    }
