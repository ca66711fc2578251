"""Background wrappers: ids in, action called."""

__all__ = ["look_after_giving_back"]


def look_after_giving_back() -> int:
    """What the schedule calls every ten minutes: new needs and evidence are read into the indexes, and who closed a mentorship is
    asked whether they would mentor; in every community."""
    from reciproca.communities.models import Community  # -- slow import
    from reciproca.core.scope import within

    from . import actions

    done = 0
    for community in Community.objects.all():
        with within(community):
            done += actions.read_needs() + actions.read_evidence() + actions.invite_to_mentor()
    return done
