"""Addresses with one effect (a community is founded) and every kind of answer."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path

from reciproca.communities.actions import found_community
from reciproca.communities.policies import anyone
from reciproca.core.errors import Refusal
from reciproca.core.permission import Limit, Policy, route


class NotNow(Refusal):
    sentence = "Not now, %(name)s."


def press(request: HttpRequest) -> HttpResponse:
    slug = request.POST["slug"]
    taken = request.POST.get("again", "")
    found_community(slug=f"{slug}-{len(taken)}" if taken else slug, name="Pressed")
    match request.POST.get("how"):
        case "invalid":
            return HttpResponse("typed text", status=422)
        case "refused":
            raise NotNow(name="Ada")
        case "absent":
            raise Http404
        case "broken":
            raise RuntimeError("broken")
        case "fragment":
            return HttpResponse("<p>done</p>")
    return HttpResponseRedirect(f"/pressed/{slug}/")


def upload(request: HttpRequest) -> HttpResponse:
    request.FILES["file"].read()
    return HttpResponseRedirect("/uploaded/")


def broken_policy(request: HttpRequest) -> str:
    raise RuntimeError("the policy itself is broken")


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret")


urlpatterns = [
    route("press/", press, policy=anyone, name="press"),
    route("upload/", upload, policy=anyone, name="upload"),
    route("strict/<slug:thing>/", lambda r, thing: HttpResponse("ok"), policy=anyone, name="strict",
          limit=Limit(per_account=3, per_address=3)),
    route("broken-policy/", bare, policy=Policy("broken", broken_policy), name="broken-policy"),  # type: ignore[arg-type]
    route("odd-policy/", bare, policy=Policy("odd", lambda r: "perhaps"), name="odd-policy"),  # type: ignore[arg-type, return-value]
    path("bare/", bare, name="bare"),
    path("", include("reciproca.pages.urls")),
    path("accounts/", include("allauth.urls")),
]  # fmt: skip

handler404 = "reciproca.pages.views.not_found"
handler403 = "reciproca.pages.views.forbidden"
handler500 = "reciproca.pages.views.broken"
