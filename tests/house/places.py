"""An example of what each address with arguments is about. A new address is added here, or the tests fail and say so.

Each function is called inside a community (`core.scope`) and gives the address's own arguments. What it makes is made
through actions, so that it looks as in earnest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reciproca.communities.models import Community, Membership
from reciproca.programmes.actions import create_cohort, create_programme, open_registration, receive_application

__all__ = ["EXAMPLES", "EXAMPLES_OUTSIDE", "Neighbourhood"]


@dataclass(frozen=True)
class Neighbourhood:
    """One community, seen from an address: who coordinates it, and two who belong to it."""

    community: Community
    coordinator: Membership
    one: Membership
    other: Membership


def a_programme(here: Neighbourhood) -> dict[str, Any]:
    programme = create_programme(by=here.coordinator, name_it="Ponti", name_en="Bridges")
    open_registration(create_cohort(programme, by=here.coordinator, name_it="Autunno"), by=here.coordinator)
    return {"public_id": programme.public_id}


def a_cohort(here: Neighbourhood) -> dict[str, Any]:
    programme = create_programme(by=here.coordinator, name_it="Ponti", name_en="Bridges")
    cohort = create_cohort(programme, by=here.coordinator, name_it="Autunno")
    return {"public_id": open_registration(cohort, by=here.coordinator).public_id}


def an_application(here: Neighbourhood) -> dict[str, Any]:
    """Sent by the first of the two, and still open."""
    programme = create_programme(by=here.coordinator, name_it="Ponti", name_en="Bridges")
    cohort = create_cohort(programme, by=here.coordinator, name_it="Autunno")
    cohort = open_registration(cohort, by=here.coordinator)
    application, _word = receive_application(cohort, here.one, role="mentee", answers={}, by=here.coordinator)
    return {"public_id": application.public_id}


def with_(example: Callable[[Neighbourhood], dict[str, Any]], **more: Any) -> Callable[[Neighbourhood], dict[str, Any]]:
    return lambda here: {**example(here), **more}


#: Addresses inside a community: name → arguments besides the community.
EXAMPLES: dict[str, Callable[[Neighbourhood], dict[str, Any]]] = {
    **dict.fromkeys(
        (
            "programmes:programme-detail",
            "programmes:programme-edit",
            "programmes:programme-archive",
            "programmes:programme-restoration",
            "programmes:questionnaire-detail",
            "programmes:questionnaire-parts",
            "programmes:question-kinds",
            "programmes:cohort-new",
            "programmes:registration",
        ),
        a_programme,
    ),
    "programmes:question-new": with_(a_programme, kind="text"),
    "programmes:questionnaire-preview": with_(a_programme, role="mentee", language="it"),
    **dict.fromkeys(
        (
            "programmes:question-edit",
            "programmes:question-up",
            "programmes:question-down",
            "programmes:question-removal",
        ),
        with_(a_programme, question_id="topics_needed"),
    ),
    **dict.fromkeys(
        (
            "programmes:cohort-detail",
            "programmes:cohort-edit",
            "programmes:cohort-copy",
            "programmes:cohort-opening",
            "programmes:cohort-closing",
            "programmes:cohort-start",
            "programmes:cohort-end",
            "programmes:application-list",
            "programmes:decision-preview",
            "programmes:decision",
            "programmes:application-export-xlsx",
            "programmes:application-export-csv",
        ),
        a_cohort,
    ),
    "programmes:application-new": with_(a_cohort, role="mentee"),
    **dict.fromkeys(
        (
            "programmes:application-detail",
            "programmes:application-notes",
            "programmes:application-remarks",
            "programmes:own-application",
            "programmes:own-sending",
            "programmes:own-withdrawal",
        ),
        an_application,
    ),
    "programmes:own-answers": with_(an_application, step=1),
}

#: Addresses outside any community: fixed examples, of nobody.
EXAMPLES_OUTSIDE: dict[str, dict[str, Any]] = {
    "account:invitation": {"token": "no-such-token-no-such-token"},
    "demo:sign-in": {"key": "coordinator"},
    "demo:mail": {"name": "20261119-090000-1"},
    "mfa_edit_webauthn": {"pk": 999_999},
    "mfa_remove_webauthn": {"pk": 999_999},
}
