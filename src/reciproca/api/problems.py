"""What went wrong, as RFC 9457 writes it: a status, a sentence for people, a code for programs."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

__all__ = ["MEDIA_TYPE", "Fault", "Problem", "as_problem", "sentence_of"]

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing of what was sent that cannot be taken: where it stands, and why."""

    pointer: str  # a JSON pointer into the body, or the name of a parameter
    detail: str


class Problem(Exception):
    """Ends a request with this answer."""

    def __init__(self, status: int, detail: str = "", *, code: str = "", errors: Iterable[Fault] = ()) -> None:
        super().__init__(status)
        self.status, self.detail, self.code, self.errors = status, detail, code, list(errors)

    def answer(self) -> HttpResponse:
        return as_problem(self.status, self.detail, code=self.code, errors=self.errors)


def as_problem(status: int, detail: str = "", *, code: str = "", errors: Iterable[Fault] = ()) -> HttpResponse:
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or sentence_of(status),
    }
    if code:
        said["code"] = code
    if found := [{"pointer": fault.pointer, "detail": fault.detail} for fault in errors]:
        said["errors"] = found
    return JsonResponse(said, status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})


def sentence_of(status: int) -> str:
    """What is said where nothing more is known than the status."""
    return {
        400: _("This request cannot be read."),
        401: _("Send a key that is still good, in the header Authorization: Bearer."),
        403: _("This key was not made for that."),
        404: _("There is nothing here, or nothing that this key may know of."),
        405: _("That cannot be done at this address."),
        412: _("It was changed meanwhile. Read it again first."),
        413: _("That is more than can be taken at once."),
        415: _("Send JSON, and say so: Content-Type: application/json."),
        422: _("Something in it cannot be taken: see below what."),
        428: _("Send the header If-Match with the ETag of what you read."),
        429: _("That was too often. Wait a little."),
        503: _("The server cannot read or save its data at this moment. Send it again in a minute, with the same key."),
    }.get(status, _("Something went wrong on the server, and nothing was saved."))
