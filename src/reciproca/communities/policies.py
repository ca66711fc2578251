"""Who may come to a door. What they see behind it is for the queries, what they may do now for the actions."""

from django.http import HttpRequest

from reciproca.core.permission import Policy, Verdict

__all__ = ["anyone", "anyone_inside", "coordinator", "member", "server_administrator", "signed_in", "signed_in_inside"]


def _anyone(request: HttpRequest) -> Verdict:
    return "allow"


def _signed_in(request: HttpRequest) -> Verdict:
    return "allow" if request.user.is_authenticated else "sign_in"


def _server_administrator(request: HttpRequest) -> Verdict:
    if not request.user.is_authenticated:
        return "sign_in"
    return "allow" if request.user.is_server_administrator else "absent"


def _anyone_inside(request: HttpRequest) -> Verdict:
    return "allow" if request.community is not None else "absent"


def _signed_in_inside(request: HttpRequest) -> Verdict:
    if request.community is None:
        return "absent"
    return "allow" if request.user.is_authenticated else "sign_in"


def _member(request: HttpRequest) -> Verdict:
    if not request.user.is_authenticated:
        return "sign_in"
    return "allow" if request.person is not None and request.person.is_active else "absent"


def _coordinator(request: HttpRequest) -> Verdict:
    if not request.user.is_authenticated:
        return "sign_in"
    return "allow" if request.person is not None and request.person.is_coordinator else "absent"


#: Pages that say what this is: no sign-in.
anyone = Policy("anyone", _anyone, inside=False)
#: Any account, whatever community.
signed_in = Policy("signed in", _signed_in, inside=False)
#: Who keeps the server: communities, people, jobs, outbox.
server_administrator = Policy("server administrator", _server_administrator, inside=False)
#: Public pages of one community (its registration page).
anyone_inside = Policy("anyone, inside a community", _anyone_inside)
#: Any account, inside a community: for who is applying, and may not belong to it yet.
signed_in_inside = Policy("signed in, inside a community", _signed_in_inside)
#: Active members of the community in the address.
member = Policy("member", _member)
#: Active coordinators of the community in the address.
coordinator = Policy("coordinator", _coordinator)
