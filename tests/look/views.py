from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from reciproca.core.catalogue import catalogue

POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; object-src 'none'"


def page(request: HttpRequest, language: str, page: str) -> HttpResponse:
    """Any template, in a language, under the policy of the application; a mail carries its own style, as mails must."""
    is_mail = page.startswith("mails/")
    with translation.override(language):
        context = catalogue() if page == "catalogue" else {"subject": _("Have a good week, Marta.")} if is_mail else {}
        html = render_to_string(f"{page}.html", context, request)
    return HttpResponse(html, headers={} if is_mail else {"Content-Security-Policy": POLICY})
