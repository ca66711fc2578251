"""Addresses that exist only on a demo server."""

from reciproca.core.permission import route

from . import views
from .policies import anyone_on_a_demo

app_name = "demo"
urlpatterns = [
    route("sign-in/<slug:key>/", views.sign_in, policy=anyone_on_a_demo, name="sign-in"),
    route("mail/", views.mails, policy=anyone_on_a_demo, name="mails"),
    route("mail/<slug:name>/", views.mail, policy=anyone_on_a_demo, name="mail"),
]
