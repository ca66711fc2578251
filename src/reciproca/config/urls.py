"""The root of all addresses. Inside a community: /<community>/<room's own addresses>."""

from django.urls import include, path

inside_a_community = [
    path("", include("reciproca.pages.urls_inside")),
    path("", include("reciproca.people.urls")),
    path("", include("reciproca.programmes.urls")),
    path("", include("reciproca.imports.urls")),
    path("", include("reciproca.matching.urls")),
]

urlpatterns = [
    path("", include("reciproca.pages.urls")),
    path("", include("reciproca.people.urls_outside")),
    path("demo/", include("reciproca.demo.urls")),
    path("accounts/", include("allauth.urls")),
    path("<slug:community>/", include(inside_a_community)),
]

handler404 = "reciproca.pages.views.not_found"
handler403 = "reciproca.pages.views.forbidden"
handler500 = "reciproca.pages.views.broken"
