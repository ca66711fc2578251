"""An endpoint: one function of a room, and what its declaration promises.

    @endpoint("POST", "needs/", scope=Scope.PROFILE_WRITE, says=_("State a need."), status=201)
    def state_need(call: Call, body: NewNeed) -> StatedNeed: …

Its parameters say what it takes (`body`, `query`, the ids of the address), its return type what it answers: the same
signature is what is checked, what is served, and what the documentation is written from.
"""

import inspect
import json
import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any, get_args, get_origin, get_type_hints

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from reciproca.communities.choices import Role
from reciproca.communities.models import Community, Membership
from reciproca.core.errors import Refusal
from reciproca.core.idempotency import DoneBefore, KeyReused, once
from reciproca.core.limits import TooMany
from reciproca.core.middleware import SAFE, THERE_ALREADY
from reciproca.core.permission import Limit, Policy, Verdict

from .choices import Scope, allows
from .kinds import Faults, from_json, from_query, to_json
from .languages import speak
from .models import Token
from .paging import Paged
from .problems import Fault, Problem, as_problem

__all__ = ["HEAVIEST", "KEY", "Call", "Endpoint", "door_of", "endpoint", "policy_of"]

#: What a body may weigh.
HEAVIEST = 64 * 1024
#: The form of an idempotency key.
KEY = r"^[A-Za-z0-9_-]{8,64}$"
WITHOUT_COMMUNITY = "me/"


@dataclass(frozen=True, slots=True)
class Call:
    """Who asks, where, and with which key. `person` is no coordinator unless the key says so."""

    request: Any
    token: Token
    person: Membership
    community: Community

    def must_match(self, version: int) -> int:
        """The version that was read, from If-Match: refused when it is not the one there is."""
        sent = self.request.headers.get("If-Match", "").strip()
        if not sent:
            raise Problem(428)
        if sent != etag_of(version):
            raise Problem(412)
        return version


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one address."""

    method: str
    path: str
    scope: Scope | None
    says: Promise | str
    run: Callable[..., Any]
    status: int = 200
    leads_to: str = ""  # the name of the address where what was made or changed is read
    guarded: bool = False  # wants If-Match
    limit: Limit | None = None  # where the usual one is not enough
    room: str = ""

    @property
    def name(self) -> str:
        """“planned-session-new”, from the function."""
        return self.run.__name__.strip("_").replace("_", "-")

    @property
    def is_safe(self) -> bool:
        return self.method in SAFE

    @property
    def is_inside(self) -> bool:
        return self.path != WITHOUT_COMMUNITY

    @property
    def takes(self) -> dict[str, Any]:
        """The types of its parameters, less the call and what it answers."""
        return {name: hint for name, hint in get_type_hints(self.run).items() if name not in ("call", "return")}

    @property
    def body(self) -> type | None:
        return self.takes.get("body")

    @property
    def query(self) -> type | None:
        return self.takes.get("query")

    @property
    def answers(self) -> Any:
        return get_type_hints(self.run)["return"]

    @property
    def is_paged(self) -> bool:
        return get_origin(self.answers) is Paged

    @property
    def row(self) -> Any:
        """What a page of it holds."""
        return get_args(self.answers)[0]


def endpoint(
    method: str,
    path: str,
    *,
    scope: Scope | None,
    says: Promise | str,
    status: int = 200,
    leads_to: str = "",
    guarded: bool = False,
    limit: Limit | None = None,
) -> Callable[[Callable[..., Any]], Endpoint]:
    """Declare a function of a room as an endpoint."""

    def declared(run: Callable[..., Any]) -> Endpoint:
        room = run.__module__.rpartition(".")[2]
        assert set(inspect.signature(run).parameters) >= {"call"}
        return Endpoint(method, path, scope, says, run, status, leads_to, guarded, limit, room)

    return declared


# ── who may ──────────────────────────────────────────────────────────────────


def policy_of(endpoints: dict[str, Endpoint]) -> Policy:
    """A key made for this community, by somebody who is still here, and for this; to what does not exist, any key."""
    some = next(iter(endpoints.values()))

    def decide(request: Any) -> Verdict:
        token: Token | None = request.token
        if token is None:
            return "sign_in"
        asked = endpoints.get("GET" if request.method == "HEAD" else request.method or "")
        if some.is_inside and (request.community is None or token.community_id != request.community.pk):
            return "absent"
        if asked is None or asked.scope is None:
            return "allow"
        if asked.scope == Scope.COORDINATION_READ and not request.person.is_coordinator:
            return "absent"
        return "allow" if allows(token.scopes, asked.scope) else "refuse"

    scopes = sorted({str(one.scope.value) for one in endpoints.values() if one.scope})
    return Policy(f"token {' '.join(scopes)}".strip(), decide, inside=some.is_inside)


# ── the door ─────────────────────────────────────────────────────────────────


def door_of(endpoints: dict[str, Endpoint]) -> Callable[..., HttpResponse]:
    """The view of one address."""

    def door(request: HttpRequest, **ids: Any) -> HttpResponse:
        speak(request)
        found = endpoints.get("GET" if request.method == "HEAD" else request.method or "")
        if found is None:
            return as_problem(405)  # what is allowed the middleware says, as for methods that nothing here answers
        try:
            return _answer(found, request, ids)
        except Problem as problem:
            return problem.answer()
        except Faults as faults:
            return as_problem(422, errors=faults.found)
        except Http404:
            return as_problem(404)
        except Refusal as refusal:
            pointers = [Fault(f"/{refusal.field}", str(refusal))] if refusal.field else []
            return as_problem(refusal.status, str(refusal), code=refusal.code, errors=pointers)
        except TooMany as too_many:
            response = as_problem(429)
            response["Retry-After"] = str(too_many.seconds)
            return response
        except IntegrityError as error:
            if not any(word in str(error).lower() for word in THERE_ALREADY):
                raise
            return as_problem(
                409, _("This was done at the same moment, by you or by somebody else. Look at what is there now.")
            )

    door.csrf_exempt = True  # type: ignore[attr-defined]  # cookies open nothing here, so nobody's browser can be used
    door.allow = ", ".join(sorted({*endpoints, *(["HEAD"] if "GET" in endpoints else [])}))  # type: ignore[attr-defined]
    return door


def _answer(found: Endpoint, request: Any, ids: dict[str, Any]) -> HttpResponse:
    token: Token = request.token
    person = _as_allowed(request.person or token.membership, token)
    call = Call(request, token, person, token.membership.community)
    arguments = dict(ids)
    if found.query:
        arguments["query"] = from_query(found.query, dict(request.GET.lists()))
    elif request.GET:
        raise Faults([Fault(name, _("There is no such field.")) for name in request.GET])
    if found.is_safe:
        return _said(found, found.run(call, **arguments), request)
    key = _key_of(request)
    body = _body_of(request)
    if found.body:
        arguments["body"] = from_json(found.body, body)
    elif body:
        raise Faults([Fault("/", _("Nothing is wanted in the body."))])
    try:
        return once(request, key, lambda: _said(found, found.run(call, **arguments), request))
    except DoneBefore as done:
        if not done.location:
            return HttpResponse(status=204)
        return HttpResponse(status=303, headers={"Location": done.location})
    except KeyReused:
        raise Problem(422, _("This idempotency key was used before, with something else."), code="KeyReused") from None


def _as_allowed(person: Membership, token: Token) -> Membership:
    """Who coordinates does so through the API only with a key that was made for it."""
    if person.is_coordinator and not allows(token.scopes, Scope.COORDINATION_READ):
        person = copy(person)
        person.role = Role.MEMBER
    return person


def _key_of(request: HttpRequest) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not re.fullmatch(r"[A-Za-z0-9_-]{8,64}", key):
        raise Problem(
            400, _("Send the header Idempotency-Key: 8 to 64 letters, figures, hyphens, a new one for each deed.")
        )
    return key


def _body_of(request: HttpRequest) -> Any:
    if not request.headers.get("Content-Length", "").strip("0") and not request.body:
        return None
    if request.content_type != "application/json":
        raise Problem(415)
    if len(request.body) > HEAVIEST:
        raise Problem(413)
    try:
        return json.loads(request.body.decode(), parse_constant=_no_constant, object_pairs_hook=_once_each)
    except (ValueError, RecursionError):
        raise Problem(400) from None


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _said(found: Endpoint, value: Any, request: Any) -> HttpResponse:
    response = JsonResponse(to_json(value), safe=False, status=found.status, json_dumps_params={"ensure_ascii": False})
    if found.is_paged and value.next:
        onward = request.GET.copy()
        onward["cursor"] = value.next
        response["Link"] = f'<{request.path}?{onward.urlencode()}>; rel="next"'
    if (version := getattr(value, "version", None)) is not None:
        response["ETag"] = etag_of(version)
    if found.leads_to:
        response["Location"] = _address(found.leads_to, request, value)
    return response


def _address(name: str, request: Any, value: Any) -> str:
    here = {"community": request.community.slug}
    try:
        return reverse(f"api:{name}", kwargs={**here, "public_id": value.id} if hasattr(value, "id") else here)
    except NoReverseMatch:  # what was made or ended is read in a list
        return reverse(f"api:{name}", kwargs=here)


def etag_of(version: int) -> str:
    return f'"{version}"'
