"""Ask for the weekly letters whose moment has come."""

from django.db import transaction

from reciproca.core import clock
from reciproca.notifications.actions import post_mails, take_days

from .letters import Asked, due_letters

__all__ = ["post_weekly_letters"]

#: So many are asked for at a time: what is killed in the middle has asked for whole handfuls.
A_HANDFUL = 200


def post_weekly_letters() -> int:
    """In the community in force: one for each whose moment has come, and who has had no such letter today. It may run as often
    as one likes, and at the same time as itself: the day of a person is taken once, in the transaction of their letter."""
    due = list(due_letters(clock.now()))
    return sum(_post(due[at : at + A_HANDFUL]) for at in range(0, len(due), A_HANDFUL))


@transaction.atomic
def _post(handful: list[Asked]) -> int:
    now = clock.now()
    taken = take_days([(one.person, one.moment, now.astimezone(one.zone).date()) for one in handful])
    return post_mails(
        {
            "renderer": "reciproca.pages.mails.weekly",
            "to": one.person.email,
            "language": one.person.language,
            "key": f"weekly {one.person.public_id} {one.moment:%Y-%m-%d}",
            "community": one.person.community,
            "about": {"to": str(one.person.public_id)},
        }
        for one in handful
        if one.person.pk in taken
    )
