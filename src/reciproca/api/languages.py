"""The language of an answer: what the request asks for, else that of the account."""

from django.http import HttpRequest
from django.utils import translation

__all__ = ["speak"]


def speak(request: HttpRequest) -> None:
    """Put it in force until the request ends."""
    account = getattr(request, "user", None)
    own = getattr(account, "language", "")
    asked = translation.get_language_from_request(request) if request.headers.get("Accept-Language") else own
    if asked:
        translation.activate(asked)
        request.LANGUAGE_CODE = translation.get_language()
