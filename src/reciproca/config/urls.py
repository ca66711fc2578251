"""The root of all addresses. Inside a community: /<community>/<room's own addresses>."""

from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern

from reciproca.communities.policies import anyone
from reciproca.core.permission import route
from reciproca.core.urls import ByFirstWord
from reciproca.pages import views

inside_a_community: list[URLPattern | URLResolver] = [
    path("", include("reciproca.pages.urls_inside")),
    path("", include("reciproca.notifications.urls")),
    path("", include("reciproca.people.urls")),
    path("", include("reciproca.safeguarding.urls")),
    path("", include("reciproca.programmes.urls")),
    path("", include("reciproca.imports.urls")),
    path("", include("reciproca.conversations.urls")),
    path("", include("reciproca.network.urls")),
    path("", include("reciproca.library.urls")),
    path("", include("reciproca.exchanges.urls")),
    path("", include("reciproca.circles.urls")),
    path("", include("reciproca.gatherings.urls")),
    path("", include("reciproca.projects.urls")),
    path("", include("reciproca.mentoring.urls")),
    path("", include("reciproca.introductions.urls")),
    path("", include("reciproca.matching.urls")),
    path("", include("reciproca.privacy.urls")),
    path("", include("reciproca.insights.urls")),
    path("", include("reciproca.suggestions.urls")),
]

every_address: list[URLPattern | URLResolver] = [
    path("", include("reciproca.pages.urls")),
    route("language/", views.language, policy=anyone, name="set_language"),
    route("theme/", views.theme, policy=anyone, name="set_theme"),
    path("", include("reciproca.people.urls_outside")),
    path("", include("reciproca.privacy.urls_outside")),
    path("server/", include("reciproca.people.urls_server")),
    path("", include("reciproca.api.urls")),
    path("demo/", include("reciproca.demo.urls")),
    path("accounts/", include("allauth.urls")),
    ByFirstWord(RoutePattern("<slug:community>/"), inside_a_community),
]

urlpatterns = [ByFirstWord(RoutePattern(""), every_address)]

handler400 = "reciproca.pages.views.misread"
handler404 = "reciproca.pages.views.not_found"
handler403 = "reciproca.pages.views.forbidden"
handler500 = "reciproca.pages.views.broken"
