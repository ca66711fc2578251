"""Background wrappers: ids in, action called."""

__all__ = ["post_weekly_letters"]


def post_weekly_letters() -> int:
    """What the schedule calls every quarter of an hour: the letters whose moment has come, in every community."""
    from reciproca.communities.models import Community  # -- slow import
    from reciproca.core.scope import within

    from . import actions

    posted = 0
    for community in Community.objects.all():
        with within(community):
            posted += actions.post_weekly_letters()
    return posted
