"""Background wrappers: ids in, action called."""

__all__ = ["keep_circle", "keep_circles", "look_after_connections", "mend_ties"]


def keep_circle(community: int) -> bool:
    """Work out and keep the circle of one community."""
    from zoneinfo import ZoneInfo  # -- slow import

    from reciproca.communities.models import Community  # -- slow import
    from reciproca.core.scope import within

    from . import actions

    found = Community.objects.get(pk=community)
    with within(found):
        return actions.keep_circle(zone=ZoneInfo(found.time_zone))


def keep_circles() -> int:
    """What the schedule calls every day: the circle of every community; how many had something new."""
    from reciproca.communities.models import Community  # -- slow import

    return sum(keep_circle(community) for community in Community.objects.values_list("pk", flat=True))


def mend_ties() -> int:
    """What the schedule calls every day: the ties of every community are held against its ledger; how many were mended."""
    from reciproca.communities.models import Community  # -- slow import
    from reciproca.core.scope import within

    from . import actions

    mended = 0
    for community in Community.objects.all():
        with within(community):
            mended += actions.mend_ties()
    return mended


def look_after_connections() -> int:
    """What the schedule calls every hour: what was not answered in time lapses, what a block hides among allies ends, and codes
    that nobody read are forgotten; in every community."""
    from reciproca.communities.models import Community  # -- slow import
    from reciproca.core.scope import within

    from . import actions

    done = 0
    for community in Community.objects.all():
        with within(community):
            done += actions.lapse_requests() + actions.end_alliances_under_blocks() + actions.forget_unread_codes()
    return done
