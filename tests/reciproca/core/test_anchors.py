"""The ends of the chains, kept outside: what they find that the chains themselves cannot."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from cast import Cast
from reciproca.audit.actions import record
from reciproca.audit.models import Entry, Head
from reciproca.audit.queries import tampered_entries
from reciproca.core.anchors import AnchorUnreadable, contradicted, drop_anchor, read_anchor
from reciproca.core.guards import remove_guards


def cut_off_and_smooth(last: int) -> None:
    """Forget the lines after `last` as somebody would who knows how chains work."""
    Entry.objects.filter(seq__gt=last).delete()
    line = Entry.objects.get(seq=last)
    Head.objects.update(seq=line.seq, digest=line.digest)


def test_a_chain_that_grew_agrees_with_its_anchor(people: Cast, tmp_path: Path) -> None:
    record("look_at", by=people.marta)
    drop_anchor(tmp_path / "ends.json")

    record("look_again", by=people.marta)

    assert contradicted(read_anchor(tmp_path / "ends.json")) == []


def test_what_was_cut_off_is_found_by_the_anchor_alone(people: Cast, tmp_path: Path) -> None:
    record("look_at", by=people.marta)
    last = record("look_again", by=people.marta)
    drop_anchor(tmp_path / "ends.json")

    with transaction.atomic():
        remove_guards()
        cut_off_and_smooth(last.seq - 1)
        whole, found = tampered_entries(), contradicted(read_anchor(tmp_path / "ends.json"))
        transaction.set_rollback(True)

    assert whole == []  # the negative control: without the anchor nothing is noticed
    assert found == [f"audit.entry of community {people.montefeltro.pk} no longer passes line {last.seq}"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"audit.entry": 3, "network.interaction": []}', "PK"])
def test_what_is_no_anchor_is_said(people: Cast, tmp_path: Path, content: str) -> None:
    file = tmp_path / "ends.json"
    file.write_text(content)

    with pytest.raises(AnchorUnreadable):
        contradicted(read_anchor(file))


def test_the_command_drops_and_compares(people: Cast, tmp_path: Path, sound: dict) -> None:
    file = tmp_path / "ends.json"
    call_command("check", drop_anchor=file)
    call_command("check", anchor=file)

    forged = json.loads(file.read_text())
    forged["audit.entry"][0][2] = "0" * 64
    file.write_text(json.dumps(forged))

    with pytest.raises(CommandError, match="What was kept outside says otherwise"):
        call_command("check", anchor=file)
