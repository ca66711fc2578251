"""Background wrappers: ids in, action called."""

__all__ = ["tell_unread"]


def tell_unread() -> int:
    """What the schedule calls every half hour: who has something to read, and has not come to read it, gets a letter; in
    every community."""
    from reciproca.communities.models import Community  # -- slow import
    from reciproca.core.scope import within

    from . import actions

    done = 0
    for community in Community.objects.all():
        with within(community):
            done += actions.tell_unread()
    return done
