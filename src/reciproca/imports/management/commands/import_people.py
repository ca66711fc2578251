"""`reciproca import_people FILE --community SLUG`: the same import as the pages, for scripts.

Exit status: 0 everything went in (or would); 1 refused, nothing was imported; 3 went in, but rows are left to put right.
"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reciproca.communities.models import Community, Membership
from reciproca.communities.queries import community_by_slug, coordinators_of_community
from reciproca.core.errors import Refusal
from reciproca.core.scope import within
from reciproca.core.tables.columns import SheetMapping, load_mapping
from reciproca.core.tables.reading import TableRefused
from reciproca.imports import actions
from reciproca.imports.choices import BatchState, Kind, Outcome
from reciproca.imports.models import ImportBatch
from reciproca.imports.reasons import said
from reciproca.programmes.models import Cohort

__all__ = ["Command"]

DONE, REFUSED, ROWS_LEFT = 0, 1, 3


class CannotImport(Exception):
    """A sentence for who typed the command."""


class Command(BaseCommand):
    help = "Bring a spreadsheet of people (or pairs) into a community. Nobody receives anything."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="XLSX, XLS, ODS, CSV or TSV")
        parser.add_argument("--community", required=True, metavar="SLUG", help="the community's part of the address")
        parser.add_argument("--cohort", metavar="ID", help="public id of the cohort the people apply to")
        parser.add_argument(
            "--kind", choices=Kind.values, help="what the sheet holds (default: people, or applications with --cohort)"
        )
        parser.add_argument(
            "--role", choices=["mentor", "mentee"], help="the role of every row that does not say its own"
        )
        parser.add_argument("--edition", default="", help="for pairs: when they met")
        parser.add_argument(
            "--mapping", type=Path, metavar="FILE.toml", help="which column is what, where the names do not say it"
        )
        parser.add_argument(
            "--by", metavar="EMAIL", help="the coordinator in whose name it is done (default: the first one)"
        )
        parser.add_argument("--dry-run", action="store_true", help="rehearse only: nothing is imported or kept")
        parser.add_argument("--json", action="store_true", help="answer as JSON")
        parser.add_argument("--lang", choices=["it", "en"], help="language of the sentences (default: the community's)")

    def handle(self, *arguments: Any, **options: Any) -> None:
        community = community_by_slug(options["community"])
        with translation.override(options["lang"] or (community.language if community else "en")):
            try:
                status = self._import(community, options)
            except (CannotImport, Refusal, TableRefused) as refusal:
                words = (
                    refusal.sentence(translation.get_language() or "en")
                    if isinstance(refusal, TableRefused)
                    else str(refusal)
                )
                self._refuse(words, as_json=options["json"])
                status = REFUSED
        if status:
            sys.exit(status)

    def _import(self, community: Community | None, options: dict[str, Any]) -> int:
        if community is None:
            raise CannotImport(_("There is no community “%(slug)s” on this server.") % {"slug": options["community"]})
        with within(community):
            by = _coordinator(options["by"])
            batch = _rehearsed(community, by, options)
            if options["dry_run"]:
                status = self._tell(batch, as_json=options["json"])
                actions.discard_import(batch, by=by)
                return status
            if not batch.rows_to_write:
                status = self._tell(batch, as_json=options["json"])
                actions.discard_import(batch, by=by)
                return status
            batch = actions.start_import(batch, by=by, at_once=True)
            if batch.state != BatchState.COMMITTED:
                raise CannotImport(_("The community has changed in the meantime. Nothing was imported: try again."))
            return self._tell(batch, as_json=options["json"])

    def _tell(self, batch: ImportBatch, *, as_json: bool) -> int:
        left = list(batch.rows.filter(outcome=Outcome.REJECTED).order_by("number"))
        counts = {str(outcome): batch.counts.get(outcome, 0) for outcome in Outcome}
        rows: list[dict[str, Any]] = [
            {"row": row.number, "who": row.label, "why": [said(one) for one in row.reasons]} for row in left
        ]
        if as_json:
            imported = str(batch.public_id) if batch.state == BatchState.COMMITTED else None
            answer = {"file": batch.file_name, "imported": imported, "counts": counts, "to_put_right": rows}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.stdout.write(
                _(
                    "%(new)s new, %(updated)s updated, %(unchanged)s unchanged, %(rejected)s to put right, %(skipped)s left out."
                )
                % counts
            )
            for row in rows:
                self.stdout.write(_("Row %(row)s, %(who)s: %(why)s") % {**row, "why": " ".join(row["why"])})
            if batch.state == BatchState.COMMITTED:
                self.stdout.write(
                    ngettext(
                        "%(count)s row imported. Nobody has received anything.",
                        "%(count)s rows imported. Nobody has received anything.",
                        batch.rows_to_write,
                    )
                    % {"count": batch.rows_to_write}
                )
            else:
                self.stdout.write(_("Nothing was imported."))
        return ROWS_LEFT if left else DONE

    def _refuse(self, words: str, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"refused": words}, ensure_ascii=False))
        else:
            self.stderr.write(words)


def _coordinator(email: str | None) -> Membership:
    found = coordinators_of_community().order_by("created_at", "pk")
    person = found.filter(email=email.strip().lower()).first() if email else found.first()
    if person is None:
        raise CannotImport(
            _("%(email)s does not coordinate this community.") % {"email": email} if email
            else _("Nobody coordinates this community yet.")
        )  # fmt: skip
    return person


def _rehearsed(community: Community, by: Membership, options: dict[str, Any]) -> ImportBatch:
    path: Path = options["file"]
    if not path.is_file():
        raise TableRefused("missing", name=path.name)
    cohort = None
    if options["cohort"]:
        cohort = next(
            (one for one in Cohort.objects.select_related("programme") if str(one.public_id) == options["cohort"]), None
        )
        if cohort is None:
            raise CannotImport(_("This community has no cohort %(id)s.") % {"id": options["cohort"]})
    kind = options["kind"] or (Kind.APPLICATIONS if cohort else Kind.PEOPLE)
    mapping = _mapping(options["mapping"], options["role"])
    with path.open("rb") as file:
        batch = actions.begin_import(
            file, by=by, name=path.name, kind=kind, cohort=cohort, key=uuid4().hex, at_once=True
        )
    wishes = {
        name: getattr(mapping, name)
        for name in ("sheet", "header_row", "encoding", "delimiter")
        if getattr(mapping, name)
    }
    if wishes:
        batch = actions.read_again(batch, by=by, at_once=True, **wishes)
    if batch.state == BatchState.FAILED:
        words = said(batch.trouble)
        actions.discard_import(batch, by=by)
        raise CannotImport(words)
    try:
        unknown = [header for header in mapping.columns if header not in batch.headers]
        if unknown:
            raise TableRefused(
                "mapping_unknown_column", header=unknown[0], sheet=batch.shape["sheet"], headers=batch.headers
            )
        fields = [mapping.columns.get(column["header"], column["field"]) for column in batch.columns]
        return actions.choose_columns(
            batch, fields, by=by, at_once=True, role=options["role"] or "", edition=options["edition"],
            date_order=mapping.date_order or "",
        )  # fmt: skip
    except (Refusal, TableRefused):
        actions.discard_import(batch, by=by)
        raise


def _mapping(path: Path | None, role: str | None) -> SheetMapping:
    """What a mapping file says: for the role that was asked for, or for both."""
    if path is None:
        return SheetMapping()
    mappings = load_mapping(path)
    return mappings["mentees" if role == "mentee" else "mentors"]
