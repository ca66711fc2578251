"""A backup from before somebody was erased, put back by the documented command."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from browsing import Server, fresh_database


@pytest.fixture
def elsewhere(server: Server, tmp_path: Path) -> Iterator[Server]:
    """An empty place of the same kind of database."""
    with fresh_database(server.database_url, empty=True) as database_url:
        yield Server(tmp_path / "elsewhere", database_url)


@pytest.mark.parametrize("with_tombstones", [True, False])
def test_a_restore_brings_nobody_back(server: Server, elsewhere: Server, tmp_path: Path, with_tombstones: bool) -> None:
    server.run("backup", str(tmp_path / "backup.tar.gz"))
    server.python(
        "from reciproca.privacy.actions import erase_account\n"
        "erase_account(Account.objects.get(email='ada.carta@example.org'))"
    )
    taken = ["--tombstones", str(server.data_dir / "tombstones")] if with_tombstones else []

    said = elsewhere.run("restore", str(tmp_path / "backup.tar.gz"), *taken)

    addresses = elsewhere.python("print(*Membership.unscoped.values_list('email', flat=True))").split()
    accounts = elsewhere.python("print(*Account.objects.values_list('email', flat=True))").split()
    assert (
        "ada.carta@example.org" in addresses + accounts
    ) is not with_tombstones  # without them: the negative control
    assert "giulio.serra@example.org" in addresses
    assert ("erased again" in said) is with_tombstones
    assert "The server can start." in elsewhere.run("check", "--chains")
    if with_tombstones:
        assert "1 memberships and 1 accounts were erased." in elsewhere.run("tombstones")
