"""Background wrappers: ids in, action called."""

__all__ = ["look_after_gatherings"]


def look_after_gatherings() -> int:
    """What the schedule calls every ten minutes: rounds of coffee that are due are drawn, those that are over end; places at meet-ups
    go on to those who wait; old ones are forgotten; in every community."""
    from reciproca.communities.models import Community  # -- slow import
    from reciproca.core.scope import within

    from . import actions

    done = 0
    for community in Community.objects.all():
        with within(community):
            done += actions.draw_coffees() + actions.end_coffees() + actions.forget_coffees()
            done += actions.tidy_meetups() + actions.forget_meetups()
    return done
