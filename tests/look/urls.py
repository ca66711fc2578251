"""The catalogue and the bare pages, served to a browser under the policy of the application."""

from django.urls import include, path

from look import views

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("theme/", views.set_theme, name="set_theme"),
    path("<str:language>/<path:page>/", views.page),
]
