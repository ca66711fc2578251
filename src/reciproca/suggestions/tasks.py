"""Background wrappers: ids in, action called."""

__all__ = ["look_after_giving_back", "renew_next_steps"]

#: So many people’s next steps are worked out in one go, in each community.
AT_ONCE = 1000


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


def renew_next_steps() -> int:
    """What the schedule calls every ten minutes: next steps that are due are worked out and kept; in every community."""
    from reciproca.communities.models import Community  # -- slow import
    from reciproca.core.scope import within

    from . import kept

    done = 0
    for community in Community.objects.all():
        with within(community):
            done += kept.renew_next_steps(most=AT_ONCE)
    return done
