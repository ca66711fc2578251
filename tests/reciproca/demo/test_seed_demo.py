"""The command: into an empty database only."""

import pytest
from django.core.management import CommandError, call_command

from reciproca.communities.models import Account, Community


@pytest.mark.django_db
def test_nobody_is_invented_among_real_people():
    Account.objects.create_user("somebody@example.org")

    with pytest.raises(CommandError, match="only for an empty one"):
        call_command("seed_demo")
    call_command("seed_demo", if_empty=True)

    assert Community.objects.count() == 0
