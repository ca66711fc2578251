"""Background wrappers: ids in, action called."""

__all__ = ["look_after_minors"]


def look_after_minors() -> int:
    """What the schedule calls every day: the marks of those who have come of age end; in every community."""
    from reciproca.communities.models import Community  # -- slow import
    from reciproca.core.scope import within

    from . import actions

    done = 0
    for community in Community.objects.all():
        with within(community):
            done += actions.end_due_marks()
    return done
