"""The catalogue and the bare pages, served to a browser under the policy of the application."""

from django.urls import include, path
from reciproca.core.appearance import set_theme

from look import views

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("theme/", set_theme, name="set_theme"),
    path("<str:language>/<path:page>/", views.page),
]
