"""Background wrappers: ids in, action called."""

__all__ = ["look_after_projects"]


def look_after_projects() -> int:
    """What the schedule calls every ten minutes: who must not meet others in a project steps out, what all have spoken of ends,
    what is old is forgotten; in every community."""
    from reciproca.communities.models import Community  # -- slow import
    from reciproca.core.scope import within

    from . import actions

    done = 0
    for community in Community.objects.all():
        with within(community):
            done += actions.step_out() + actions.settle_projects() + actions.forget_projects()
    return done
