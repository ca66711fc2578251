"""Ask a circle how it feels to sit there, answer without a name, and put it into words once. None of it is in the audit trail."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from reciproca.circles.choices import CircleState
from reciproca.circles.models import QUESTIONS, Circle, Pulse, PulseSheet, PulseVoice
from reciproca.circles.rhythm import FEWEST, circles_to_pulse, pulses_to_settle
from reciproca.circles.rules import pulse_said
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal

from .shared import MovedOn, must_be_bound

__all__ = ["AnsweredAlready", "answer_pulse", "open_pulses", "settle_pulses"]

#: So long there is time to answer.
OPEN_FOR = timedelta(days=14)


class AnsweredAlready(Refusal):
    sentence = _("You have answered. It cannot be changed, because nobody can tell which answer is yours.")


@transaction.atomic
def answer_pulse(pulse: Pulse, answers: Mapping[str, int], *, by: Membership) -> None:
    """Counted into the one sheet of all; of who answered there is only that they did."""
    must_be_bound(pulse.circle, by)
    sheet = (
        PulseSheet.objects.select_for_update().filter(pulse=pulse).first()
    )  # held: not the circle, whose version all can read
    still = Pulse.objects.filter(pk=pulse.pk, settled=False, closes_at__gt=clock.now())
    if sheet is None or not still.filter(circle__state=CircleState.MEETING).exists():
        raise MovedOn
    try:
        with transaction.atomic():
            PulseVoice.objects.create(pulse=pulse, person=by)
    except IntegrityError:
        raise AnsweredAlready from None
    for name in QUESTIONS:
        sheet.counts[name][min(max(answers[name], 1), 5) - 1] += 1
    sheet.save(update_fields=["counts"])


# ── what time does, in the community in force ────────────────────────────────


def open_pulses() -> int:
    return sum(_open_pulse(circle) for circle in circles_to_pulse())


@transaction.atomic
def _open_pulse(circle: Circle) -> bool:
    now = clock.now()
    pulse = Pulse.objects.create(circle=circle, opened_at=now, closes_at=now + OPEN_FOR)
    PulseSheet.objects.create(pulse=pulse, counts={name: [0] * 5 for name in QUESTIONS})
    return True


def settle_pulses() -> int:
    """What is over: worded from five answers on; then the sheet goes, and nothing of it is worded again."""
    return sum(_settle_pulse(pulse) for pulse in pulses_to_settle())


@transaction.atomic
def _settle_pulse(pulse: Pulse) -> bool:
    sheet = PulseSheet.objects.select_for_update().filter(pulse=pulse).first()
    word, words = pulse_said(sheet.counts if sheet is not None else {}, FEWEST)
    settled = Pulse.objects.filter(pk=pulse.pk, settled=False).update(settled=True, word=word, words=words)
    PulseSheet.objects.filter(pulse=pulse).delete()
    PulseVoice.objects.filter(pulse=pulse).delete()
    return bool(settled)
