"""What the deeds of this room have in common."""

from typing import Any

from reciproca.communities.models import Membership
from reciproca.notifications.actions import post_mail

__all__ = ["write_to"]


def write_to(person: Membership, name: str, row: Any, *, once: str = "") -> None:
    """One letter of a kind to each person for each thing; also to somebody whose membership is paused, who may object."""
    if person.is_erased or not person.account_id:
        return
    post_mail(
        f"reciproca.safeguarding.mails.{name}",
        to=person.email,
        language=person.language,
        key=f"{name} {row.public_id} {person.public_id} {once}".rstrip(),
        community=person.community,
        about={row._meta.model_name: str(row.public_id), "to": str(person.public_id)},
    )
