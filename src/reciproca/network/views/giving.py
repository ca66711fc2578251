"""The page of how much one can give."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reciproca.core.urls import reverse_in
from reciproca.network import actions
from reciproca.network.forms import GivingForm
from reciproca.network.queries import giving_wish_of

__all__ = ["giving"]


@require_http_methods(["GET", "HEAD", "POST"])
def giving(request: HttpRequest) -> HttpResponse:
    wish = giving_wish_of(request.person)
    before = {"hours_a_month": wish.hours_a_month, "named": wish.named} if wish else None
    form = GivingForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        actions.choose_giving(by=request.person, **form.cleaned_data)
        messages.success(request, _("Kept. You can change it whenever you like."))
        return redirect(reverse_in(request.community, "here:given-and-received"))
    status = 422 if request.method == "POST" else 200
    return render(request, "network/giving_form.html", {"form": form}, status=status)
