"""People as compiled rows draw them, from columns: a long list makes no object of each."""

from typing import Any

from .models import name_of

__all__ = ["COLUMNS", "drawn_person"]

#: The columns of a membership that are asked for, in this order.
COLUMNS = ("public_id", "given_name", "family_name", "face", "erased_at")


def drawn_person(photo: str, columns: Any) -> dict[str, Any]:
    """What `avatar` and `pair` take (core/rows.py), of `COLUMNS`. `photo`: the pattern of the addresses of photos."""
    public_id, given_name, family_name, face, erased_at = columns
    is_erased = erased_at is not None
    return {
        "public_id": str(public_id),
        "name": name_of(given_name, family_name, is_erased=is_erased),
        "is_erased": is_erased,
        "photo_url": photo % face if face else "",
    }
