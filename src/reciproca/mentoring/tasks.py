"""Background wrappers: ids in, action called."""

__all__ = ["look_after_mentorships"]


def look_after_mentorships() -> int:
    """What the schedule calls every hour: what must not go on because of a minor, windows of feedback that closed, pauses
    that are over; in every community."""
    from reciproca.communities.models import Community  # -- slow import
    from reciproca.core.scope import within

    from . import actions

    done = 0
    for community in Community.objects.all():
        with within(community):
            done += actions.hold_unsafe_mentorships()
            done += actions.reveal_due_feedback() + actions.resume_due_mentorships()
    return done
