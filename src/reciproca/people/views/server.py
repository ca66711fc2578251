"""For who keeps the server: its communities, its accounts, the mails and jobs that got stuck."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reciproca.communities.actions import AddressTaken, deactivate_account, reactivate_account
from reciproca.communities.models import Account
from reciproca.communities.queries import account_of, accounts_matching, communities_with_counts
from reciproca.core.jobs import failed_jobs, retry_job
from reciproca.notifications.actions import unpark_mail
from reciproca.notifications.models import OutboxMail
from reciproca.notifications.queries import mails_by_state, unsettled_mails
from reciproca.people.actions import found_community_with_coordinator
from reciproca.people.forms import CommunityForm

__all__ = ["account_state", "accounts", "communities", "community_new", "job_retry", "jobs", "mail_retry", "mails"]

A_PAGE = 50


@require_safe
def communities(request: HttpRequest) -> HttpResponse:
    return render(request, "people/server_communities.html", {"communities": list(communities_with_counts())})


def community_new(request: HttpRequest) -> HttpResponse:
    form = CommunityForm(request.POST or None, initial={"language": "it"})
    if request.method == "POST" and form.is_valid():
        try:
            community = found_community_with_coordinator(**form.cleaned_data, by=account_of(request))
        except AddressTaken as refusal:
            form.add_error("slug", str(refusal))
        else:
            messages.success(
                request,
                _("%(community)s is founded, and the letter to its coordinator is leaving.")
                % {"community": community.name},
            )
            return redirect("server:communities")
    return render(request, "people/server_community_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "")[:120]
    page = Paginator(accounts_matching(words), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/server_accounts.html", {"page": page, "words": words})


@require_POST
def account_state(request: HttpRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(Account, pk=pk)
    if request.POST.get("active") == "yes":
        reactivate_account(account, by=account_of(request))
        messages.success(request, _("%(email)s can sign in again.") % {"email": account.email})
    else:
        deactivate_account(account, by=account_of(request))
        messages.success(request, _("%(email)s can no longer sign in.") % {"email": account.email})
    return redirect("server:accounts")


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    page = Paginator(unsettled_mails(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/server_mails.html", {"page": page, "counts": mails_by_state()})


@require_POST
def mail_retry(request: HttpRequest, public_id: str) -> HttpResponse:
    unpark_mail(get_object_or_404(OutboxMail, public_id=public_id))
    messages.success(request, _("Trying again."))
    return redirect("server:mails")


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    return render(request, "people/server_jobs.html", {"jobs": failed_jobs()})


@require_POST
def job_retry(request: HttpRequest, key: str) -> HttpResponse:
    retry_job(key)
    messages.success(request, _("Trying again."))
    return redirect("server:jobs")
