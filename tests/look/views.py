from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from reciproca.core.catalogue import catalogue

POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; object-src 'none'"


def page(request: HttpRequest, language: str, page: str) -> HttpResponse:
    with translation.override(language):
        html = render_to_string(f"{page}.html", catalogue() if page == "catalogue" else {}, request)
    return HttpResponse(html, headers={"Content-Security-Policy": POLICY})
