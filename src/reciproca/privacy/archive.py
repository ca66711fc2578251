"""The copy of somebody's data, as one ZIP: a page to read, a file for programs, and the files they gave us.

    index.html   everything in words, in the person's language; style.css beside it
    data.json    everything as values, format "reciproca-export" version 1; schema.json says what stands where
    files/…      photos, as they are kept

Format 1 of data.json: `format`, `version`, `made_at` (UTC), `site`, `language`; `account`: {`email`, `tables`};
`communities`: a list of {`slug`, `name`, `id` (of the membership), `tables`, `files`}. A table has `name`
(room.table), `what`, `purpose`, `seen_by`, `kept` (sentences), and `rows`: objects from field name to value. Moments
are ISO 8601 in UTC, days ISO dates. Another row is {"kind", "id"?, "name"?}; oneself is {"me": true}.
"""

import json
import os
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone, translation

from reciproca.communities.models import Account
from reciproca.core.register_of_others import register_of

from .gathering import Place, Table
from .queries import personal_models
from .words import kept_words, value_words

__all__ = ["FORMAT", "VERSION", "contents_of", "write_archive"]

FORMAT, VERSION = "reciproca-export", 1
BESIDE = Path(__file__).parent / "copy"


def contents_of(
    account: Account | None, on_server: Place | None, places: list[Place], *, made_at: datetime, language: str
) -> dict[str, Any]:
    """What stands in data.json."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": made_at,
        "site": settings.SITE_URL,
        "language": language,
        "account": {"email": account.email, "tables": [_table(one) for one in on_server.tables]}
        if account is not None and on_server is not None
        else None,
        "communities": [
            {
                "slug": place.person.community.slug,
                "name": place.person.community.name,
                "id": place.person.public_id,
                "tables": [_table(one) for one in place.tables],
                "files": [
                    {"name": one.name, "kind": one.kind, "sha256": one.sha256, "size": one.size} for one in place.files
                ],
            }
            for place in places
            if place.person is not None
        ],
    }


def write_archive(
    target: Path,
    account: Account | None,
    on_server: Place | None,
    places: list[Place],
    *,
    made_at: datetime,
    language: str,
) -> int:
    """Write the ZIP to `target`, whole or not at all, readable by us alone; its size in bytes."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_suffix(".part")
    draft.unlink(missing_ok=True)
    with (
        translation.override(language),
        open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as raw,
    ):
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
            contents = contents_of(account, on_server, places, made_at=made_at, language=language)
            archive.writestr("index.html", _page(account, on_server, places, made_at=made_at, language=language))
            archive.write(BESIDE / "style.css", "style.css")
            archive.writestr("data.json", json.dumps(contents, cls=_Encoder, indent=1, ensure_ascii=False))
            archive.write(BESIDE / "schema.json", "schema.json")
            for file in (file for place in places for file in place.files):
                if file.path.exists():
                    archive.write(file.path, file.name, zipfile.ZIP_STORED)
        raw.flush()
        os.fsync(raw.fileno())
    os.replace(draft, target)
    return target.stat().st_size


def _page(
    account: Account | None, on_server: Place | None, places: list[Place], *, made_at: datetime, language: str
) -> str:
    zone = places[0].person.community.time_zone if places and places[0].person is not None else "Europe/Rome"
    with timezone.override(zone):
        return render_to_string(
            "privacy/copy.html",
            {
                "account": account,
                "on_server": _with_lengths(on_server) if on_server is not None else [],
                "places": [
                    {"person": place.person, "tables": _with_lengths(place), "files": place.files} for place in places
                ],
                "made_at_said": value_words(made_at),
                "language": language,
                "site": settings.SITE_URL,
            },
        )


def _with_lengths(place: Place) -> list[dict[str, Any]]:
    return [{"table": one, "kept": _kept(one)} for one in place.tables]


def _table(table: Table) -> dict[str, Any]:
    holding = table.holding
    return {
        "name": table.name,
        "what": str(holding.what),
        "purpose": str(holding.purpose),
        "seen_by": str(holding.seen_by),
        "kept": _kept(table),
        "rows": table.rows,
    }


def _kept(table: Table) -> list[str]:
    model = next(model for model in personal_models() if model._meta.label_lower == table.name)
    return kept_words(datum for datum in register_of(model).values() if datum.is_personal and datum.export)


class _Encoder(DjangoJSONEncoder):
    """Moments with all their digits: Django's own cuts them."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)
