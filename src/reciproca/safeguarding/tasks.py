"""Background wrappers: ids in, action called."""

__all__ = ["look_after_safety", "look_for_doubts", "look_for_doubts_in"]


def look_for_doubts_in(community: int) -> int:
    """What there is to look at in one community; how many reasons are new."""
    from reciproca.communities.models import Community  # -- slow import
    from reciproca.core.scope import within

    from . import actions

    with within(Community.objects.get(pk=community)):
        return actions.look_for_doubts()


def look_for_doubts() -> int:
    """What the schedule calls every day: the same in every community."""
    from reciproca.communities.models import Community  # -- slow import

    return sum(look_for_doubts_in(community) for community in Community.objects.values_list("pk", flat=True))


def look_after_safety() -> int:
    """What the schedule calls every hour: holds end on their day; where many came or wrote since the last look, there is
    another; in every community."""
    from reciproca.communities.models import Community  # -- slow import
    from reciproca.core.scope import within

    from . import actions
    from .queries import much_has_changed

    done = 0
    for community in Community.objects.all():
        with within(community):
            done += actions.end_past_holds()
            if much_has_changed():
                done += actions.look_for_doubts()
    return done
