"""Background wrappers: ids in, action called."""

__all__ = ["look_after_introductions"]


def look_after_introductions() -> int:
    """What the schedule calls every ten minutes: reminders, closings, conversations that began, and what came of them; in every
    community."""
    from reciproca.communities.models import Community  # -- slow import
    from reciproca.core.scope import within

    from . import actions

    done = 0
    for community in Community.objects.all():
        with within(community):
            done += actions.remind_of_introductions() + actions.close_introductions()
            done += actions.count_begun_introductions() + actions.ask_what_came_of_it()
    return done
