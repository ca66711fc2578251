"""Say that something is not right. What became of it is read on the pages, by whom it concerns."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.api.choices import Scope
from reciproca.api.endpoints import Call, endpoint
from reciproca.api.kinds import Words
from reciproca.safeguarding.actions import file_report
from reciproca.safeguarding.choices import Reason

__all__ = ["report_new"]


class Reportable(models.TextChoices):
    """What somebody reads here can be reported here."""

    MESSAGE = "message"
    ASK = "ask"
    ANSWER = "answer"
    RECOGNITION = "recognition"
    SHARE = "share"
    PROFILE = "profile"
    PERSON = "membership"


@dataclass(frozen=True, slots=True)
class ToReport:
    """`named`: who decides may know that it was you. `block`: you would rather not meet this person any more."""

    kind: Reportable
    id: UUID
    reason: Reason
    words: Annotated[str, Words(2000, may_be_empty=True)] = ""
    named: bool = False
    block: bool = False


@dataclass(frozen=True, slots=True)
class Reported:
    id: UUID
    reason: str


@endpoint(
    "POST", "reports/", scope=Scope.REPORTS_WRITE, status=201,
    says=_("Report something you read, with a copy of that one thing. Nobody but who coordinates learns of it."),
)  # fmt: skip
def report_new(call: Call, body: ToReport) -> Reported:
    made = file_report(
        body.kind.value,
        body.id,
        by=call.person,
        reason=body.reason,
        words=body.words,
        is_named=body.named,
        block=body.block,
    )
    return Reported(made.public_id, made.reason)
