"""Background wrappers: ids in, action called."""

__all__ = ["look_after_library"]


def look_after_library() -> int:
    """What the schedule calls every day: who wrote a note is asked whether it still is true; in every community."""
    from reciproca.communities.models import Community  # -- slow import
    from reciproca.core import clock
    from reciproca.core.scope import within

    from . import actions

    done = 0
    for community in Community.objects.all():
        with within(community):
            done += actions.ask_whether_still_true(clock.today(community.time_zone))
    return done
