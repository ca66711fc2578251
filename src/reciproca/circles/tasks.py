"""Background wrappers: ids in, action called."""

__all__ = ["look_after_circles", "run_composing"]


def look_after_circles() -> int:
    """What the schedule calls every ten minutes: who must not meet sits in no circle together, questions that nobody answered
    close, circles that ended and cases whose owner chose a day are forgotten when their time is over, check-ins come back and are
    reminded of, pulses are asked and worded, rings close, two circles become one when all said yes; in every community."""
    from reciproca.communities.models import Community  # -- slow import
    from reciproca.core.scope import within

    from . import actions

    done = 0
    for community in Community.objects.all():
        with within(community):
            done += actions.step_out() + actions.close_waiting_seats() + actions.forget_circles()
            done += actions.repeat_check_ins() + actions.nudge() + actions.settle_pulses() + actions.open_pulses()
            done += actions.forget_cases() + actions.settle_rings() + actions.remind_askers()
            done += actions.settle_mendings()
    return done


def run_composing(community: int, public_id: str) -> None:
    """Compose the circles of one composition. May be run twice."""
    from reciproca.core.scope import within

    from . import actions
    from .models import Composition

    with within(community):
        for found in Composition.objects.filter(public_id=public_id):
            actions.run_composing(found)
