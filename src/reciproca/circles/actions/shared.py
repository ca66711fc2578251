"""What the actions of this room have in common: refusals, the row that is held, letters."""

from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from reciproca.circles.choices import OPEN_CIRCLES
from reciproca.circles.models import Circle, Seat
from reciproca.circles.queries import bound_by, circles_of, taken_in
from reciproca.communities.models import Membership
from reciproca.core.errors import ChangedMeanwhile, Refusal
from reciproca.notifications.actions import post_mail

__all__ = [
    "ChangedMeanwhile",
    "CharterFirst",
    "CircleOver",
    "MovedOn",
    "NotYours",
    "NothingSaid",
    "hold",
    "must_be_bound",
    "said",
    "take_part",
    "write_to",
]  # fmt: skip


class NotYours(Refusal):
    """Not in the circle, or the circle is not there for them: which of these is not told."""

    sentence = _("This is between other people.")
    status = 404


class MovedOn(Refusal):
    sentence = _("This moved on meanwhile. Look at where it stands now.")


class CircleOver(Refusal):
    sentence = _("The circle has ended: it can be read, and no longer written in.")


class CharterFirst(Refusal):
    sentence = _("First the charter: it holds once everybody has said yes.")


class NothingSaid(Refusal):
    sentence = _("Write a few words first.")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


def hold(circle: Circle, *states: str, **changes: Any) -> Circle:
    """Its row is held until the transaction is through: of two who act at once the second finds what the first wrote."""
    rows = Circle.objects.filter(pk=circle.pk, state__in=states or OPEN_CIRCLES)
    moved = rows.update(**changes, version=F("version") + 1)
    found = Circle.objects.filter(pk=circle.pk).first()
    if found is None:
        raise NotYours
    circle.__dict__.update({field.attname: getattr(found, field.attname) for field in Circle._meta.concrete_fields})
    if moved != 1:
        raise CircleOver if circle.is_ended else MovedOn
    return circle


def take_part(circle: Circle, by: Membership) -> Seat:
    """The seat `by` has taken."""
    seat = taken_in(circle).filter(person=by).first()
    if seat is None or not circles_of(by).filter(pk=circle.pk).exists():
        raise NotYours
    return seat


def must_be_bound(circle: Circle, by: Membership) -> list[Membership]:
    """Who said yes to the charter in force, `by` among them."""
    take_part(circle, by)
    everybody = bound_by(circle)
    if by.pk not in {person.pk for person in everybody}:
        raise CharterFirst
    return everybody


def said(**fields: str) -> dict[str, str]:
    """The same, trimmed; refused where nothing was written."""
    for name, words in fields.items():
        if not words.strip():
            raise NothingSaid(name)
    return {name: words.strip() for name, words in fields.items()}


def write_to(person: Membership, name: str, row: Any, *, once: str = "", **about: Any) -> None:
    if not person.is_active:
        return
    post_mail(
        f"reciproca.circles.mails.{name}",
        to=person.email,
        language=person.language,
        key=f"{name} {row.public_id} {once} {person.public_id}",
        community=person.community,
        about={row._meta.model_name: str(row.public_id), "to": str(person.public_id), **about},
    )
