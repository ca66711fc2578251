"""Puts the cast into the database of a real server: `python tests/stage.py`, run in the server's environment."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reciproca.config.settings")

import django

if __name__ == "__main__":
    django.setup()

    from datetime import timedelta

    from django.utils import timezone
    from django_q.models import Schedule

    from cast import assemble
    from reciproca.communities.models import Membership
    from reciproca.core.jobs import arrange_schedule
    from reciproca.notifications.choices import Every
    from reciproca.notifications.models import LetterWishes

    assemble()
    # What a journey finds does not depend on the day of the week: who wants the weekly letter asks for it there.
    LetterWishes.unscoped.bulk_create(
        LetterWishes(community_id=person.community_id, membership=person, every=Every.NEVER)
        for person in Membership.unscoped.all()
    )
    # What is done by itself was done a moment ago, as on a server that runs: else all of it begins in the middle of a story.
    arrange_schedule()
    now = timezone.now()
    for entry in Schedule.objects.all():
        entry.next_run = now + timedelta(minutes=entry.minutes)
        entry.save(update_fields=["next_run"])
