"""The ends of ledger and audit trail, kept where who forges the database does not get at them: in a file of their own, or
in the manifest of a backup. Chains grow; what an anchor holds stays in them for ever."""

import json
import tarfile
import zlib
from collections.abc import Mapping
from lzma import LZMAError
from pathlib import Path
from typing import Any

from .chain import chains, contradictions, ends_of_chains

__all__ = ["AnchorUnreadable", "contradicted", "drop_anchor", "read_anchor"]

Anchor = Mapping[str, list[list[Any]]]


class AnchorUnreadable(Exception):
    """The file holds no ends of chains."""


def drop_anchor(file: Path) -> None:
    """Write down where every chain ends now."""
    file.write_text(json.dumps(ends_of_chains(), indent=1) + "\n")


def read_anchor(file: Path) -> Anchor:
    """The ends in a file that `drop_anchor` wrote, or in a backup. Raises `AnchorUnreadable`."""
    try:
        if tarfile.is_tarfile(file):
            with tarfile.open(file) as backup:
                manifest = backup.extractfile("manifest.json")
                anchor = json.load(manifest)["database"]["chains"] if manifest else None
        else:
            anchor = json.loads(file.read_text())
    except (
        OSError,
        EOFError,
        ValueError,
        KeyError,
        TypeError,
        RecursionError,
        LZMAError,
        zlib.error,
        tarfile.TarError,
    ) as trouble:
        raise AnchorUnreadable(f"{file} is no anchor and no backup: {trouble}.") from trouble
    known = {line_model._meta.label_lower for line_model, _head_model in chains()}
    if not isinstance(anchor, dict) or not known <= anchor.keys():
        raise AnchorUnreadable(f"{file} holds no ends of ledger and audit trail.")
    return anchor


def contradicted(anchor: Anchor) -> list[str]:
    """A sentence for each end that the chains no longer pass."""
    try:
        found = contradictions(anchor)
    except (TypeError, ValueError, OverflowError) as trouble:
        raise AnchorUnreadable("The ends in it are not as they were written.") from trouble
    return [f"{table} of community {community} no longer passes line {seq}" for table, community, seq in found]
