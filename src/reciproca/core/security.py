"""What happens at the doors, in lines of the log that a program can read: who got in, who was sent away.

A line says when in UTC (`logs.Line`), what, from where, and the number of the account where there is one. It names no
person, no address of theirs, and nothing that was typed: no password, no code, no key.
"""

import json
import logging
from typing import Any

from django.http import HttpRequest

from .limits import client_address

__all__ = ["EVENTS", "note"]

logger = logging.getLogger("reciproca.security")

#: docs/reference/logs.md says the same.
EVENTS = {
    "signed_in": "Somebody signed in.",
    "sign_in_failed": "A password was wrong, or there is no such account.",
    "code_refused": "An e-mailed code was wrong; `what` says for what it was.",
    "second_step_failed": "The digits of an app, a recovery code or a passkey were wrong.",
    "refused": "An address was asked for by somebody who may not; `verdict` says what they were told.",
    "limited": "An address was used more often than it may be.",
    "method_refused": "A method that nothing here answers was tried.",
}


def note(event: str, request: HttpRequest | None, **facts: Any) -> None:
    """One line: the event, then what is known of it, as key=value."""
    if request is not None:
        match = request.resolver_match
        facts = {"from": client_address(request) or None, "route": match.route if match else None, **facts}
    known = {name: str(value) for name, value in facts.items() if value is not None}
    told = " ".join(f"{name}={_said(value)}" for name, value in known.items())
    level = logging.INFO if event == "signed_in" else logging.WARNING
    logger.log(level, "event=%s %s", event, told, extra={"facts": {"event": event, **known}})


def _said(text: str) -> str:
    """One word as it is, anything else in quotes, and never another line."""
    return (
        text if text and text.isascii() and not set(text) & set(" =\"'\\") and text.isprintable() else json.dumps(text)
    )
