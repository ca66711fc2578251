"""Puts the cast into the database of a real server: `python tests/stage.py`, run in the server's environment."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reciproca.config.settings")

import django

if __name__ == "__main__":
    django.setup()

    from cast import assemble
    from reciproca.communities.models import Membership
    from reciproca.notifications.choices import Every
    from reciproca.notifications.models import LetterWishes

    assemble()
    # What a journey finds does not depend on the day of the week: who wants the weekly letter asks for it there.
    LetterWishes.unscoped.bulk_create(
        LetterWishes(community_id=person.community_id, membership=person, every=Every.NEVER)
        for person in Membership.unscoped.all()
    )
