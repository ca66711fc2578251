"""Who may come to the doors of the demo: anyone, on a demo server; elsewhere they do not exist."""

from django.conf import settings
from django.http import HttpRequest

from reciproca.core.permission import Policy, Verdict

__all__ = ["anyone_on_a_demo"]


def _on_a_demo(request: HttpRequest) -> Verdict:
    return "allow" if settings.DEMO else "absent"


anyone_on_a_demo = Policy("anyone, on a demo server", _on_a_demo, inside=False)
