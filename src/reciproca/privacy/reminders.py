"""At signing in: that an erasure waits, and can be taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from reciproca.core.italian import elided

from .queries import erasures_of
from .words import day_of

__all__ = ["say_what_waits"]


def say_what_waits(request: HttpRequest, user: Any, **signal: Any) -> None:
    if not hasattr(request, "_messages"):
        return  # a sign-in without a page
    erasure = erasures_of(user).filter(membership=None).first()
    if erasure is not None:
        day = day_of(erasure.due_at)
        messages.warning(
            request,
            elided(
                _(
                    "Your account will be erased on %(day)s. Until then you can take that back: Your account, then Your data."
                )
                % {"day": day}
            ),
        )
