"""Taking one's data along: all of one's own, and nothing that somebody else said in confidence."""

import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from cast import Cast
from reciproca.audit.models import Entry
from reciproca.communities.models import Account, Membership
from reciproca.core import clock
from reciproca.core.register_of_others import register_of
from reciproca.notifications.actions import deliver_mail
from reciproca.notifications.models import OutboxMail
from reciproca.privacy import actions, tasks
from reciproca.privacy.models import Export
from reciproca.privacy.queries import personal_models, rows_about, subject_in, subject_on_server

from .conftest import sow
from .lives import live


def copy_of(person: Membership, **options: object) -> tuple[dict, str, zipfile.ZipFile]:
    """The data, the page and the archive of somebody's copy."""
    assert person.account is not None
    export = actions.ask_for_export(person.account, **options)  # type: ignore[arg-type]
    tasks.prepare_export(str(export.public_id))
    export.refresh_from_db()
    archive = zipfile.ZipFile(export.path)
    return json.loads(archive.read("data.json")), archive.read("index.html").decode(), archive


def test_every_word_of_ones_own_is_in_it_and_no_confidential_one_of_others(people: Cast) -> None:
    live(people)
    theirs = sow(people.giulio, "theirs")
    mine = sow(people.ada, "mine")  # after: what speaks of both carries Ada's words
    assert len(mine.words) > 60

    data, page, _archive = copy_of(people.ada)

    text = json.dumps(data)
    expected = mine.where(lambda datum: datum.export)
    assert {word for word in expected if word not in text} == set()
    assert {word for word in mine.where(lambda datum: not datum.export) if word in text} == set()
    names = {"communities.membership.given_name", "communities.membership.family_name"}  # of whom one met
    assert {theirs.words[word][0] for word in theirs.words if word in text + page} <= names
    assert len(mine.where(lambda datum: not datum.export)) > 5


def test_a_register_that_gives_too_much_is_found(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: were private notes said to speak of both, the other's would be in the copy."""
    live(people)
    theirs = sow(people.giulio, "theirs")
    note = next(model for model in personal_models() if model._meta.label_lower == "mentoring.privatenote")
    both = register_of(note) | dict.fromkeys(
        ["author", "text"], register_of(next(m for m in personal_models() if m._meta.label_lower == "mentoring.sharednote"))["text"]
    )  # fmt: skip
    monkeypatch.setattr(note, "data_register", both)

    data, _page, _archive = copy_of(people.ada)

    assert [word for word in theirs.words if word in json.dumps(data)] != []


def test_every_table_about_somebody_was_looked_at(people: Cast) -> None:
    """The life in these tests has a row in each table that can have one, or the canaries would say nothing of it."""
    live(people)
    assert people.ada.account is not None
    empty = {
        model._meta.label_lower
        for model in personal_models()
        for rows in [
            [rows_about(model, one) for one in (subject_in(people.ada), subject_on_server(people.ada.account))]
        ]
        if not any(found is not None and found.exists() for found in rows)
    }

    assert empty <= {
        "account.emailconfirmation", "mfa.authenticator",  # codes and passkeys, which no action of ours makes
        "privacy.export", "privacy.erasure", "matching.run", "matching.unmatched", "imports.importbatch", "imports.importrow",
        "people.invitation", "programmes.answerchange",
        "suggestions.mentorinvitation",  # of mentees: Ada is the mentor
        "suggestions.evidenceword",  # of thanks that are shown, made by a job
        "boundaries.minor", "boundaries.clearance",  # what is kept of minors changes what everybody else sees
    }  # fmt: skip


def test_the_page_says_it_in_the_language_of_the_person(people: Cast) -> None:
    live(people)
    Account.objects.filter(pk=people.ada.account_id).update(language="en")
    people.ada.account.refresh_from_db()  # type: ignore[union-attr]

    _data, page, archive = copy_of(people.ada)

    assert '<html lang="en">' in page
    assert "What you gave and received" in page
    assert "Farci caso" in page  # one's own private note
    assert "Giulio Serra" in page  # whom one met
    assert "<script" not in page
    assert {"index.html", "style.css", "data.json", "schema.json"} <= set(archive.namelist())


def test_the_copy_is_as_its_schema_says(people: Cast) -> None:
    live(people)

    data, _page, archive = copy_of(people.ada)

    schema = json.loads(archive.read("schema.json"))
    assert data.keys() == set(schema["required"])
    assert (data["format"], data["version"]) == ("reciproca-export", 1)
    table = schema["$defs"]["tables"]["items"]
    for one in [*data["account"]["tables"], *data["communities"][0]["tables"]]:
        assert one.keys() == set(table["required"])
    held = {archive.read(file["name"]) for file in data["communities"][0]["files"]}
    assert held == {b"a picture", b"%PDF-1 sent", b"%PDF-1 sheet", b"%PDF-1 waits"}


def test_a_spreadsheet_of_others_is_in_nobodys_copy(people: Cast) -> None:
    live(people)

    data, page, archive = copy_of(people.marta)

    assert "lucia.moretti@example.org" not in json.dumps(data) + page
    assert [name for name in archive.namelist() if name.startswith("files/")] == []


def test_a_copy_of_one_community_holds_nothing_of_another(people: Cast) -> None:
    data, _page, _archive = copy_of(people.ada, community=people.montefeltro)

    assert data["account"] is None
    assert [one["slug"] for one in data["communities"]] == ["montefeltro"]


def test_one_a_day(people: Cast) -> None:
    assert people.ada.account is not None
    actions.ask_for_export(people.ada.account)

    with pytest.raises(actions.OneADay):
        actions.ask_for_export(people.ada.account)

    with clock.at(clock.now() + timedelta(days=1, seconds=1)):
        actions.ask_for_export(people.ada.account)
    assert Export.objects.count() == 2


def test_it_is_said_in_a_mail_and_noted(people: Cast, mailoutbox: list) -> None:
    copy_of(people.ada)

    [mail] = OutboxMail.objects.filter(renderer="reciproca.privacy.mails.export_ready")
    assert deliver_mail(mail.pk) == "sent"
    assert mailoutbox[0].subject == "I tuoi dati sono pronti"
    assert "/account/data/" in mailoutbox[0].body
    assert Entry.objects.filter(deed="ask_for_export", actor=str(people.ada.ledger_id)).count() == 1


def test_prepared_twice_is_the_same_as_once(people: Cast) -> None:
    assert people.ada.account is not None
    export = actions.ask_for_export(people.ada.account)

    tasks.prepare_export(str(export.public_id))
    tasks.prepare_export(str(export.public_id))

    assert OutboxMail.objects.filter(renderer="reciproca.privacy.mails.export_ready").count() == 1


def test_after_a_week_it_is_gone(people: Cast) -> None:
    copy_of(people.ada)
    [export] = Export.objects.all()
    path = export.path
    assert path.stat().st_mode & 0o077 == 0

    with clock.at(clock.now() + timedelta(days=6, hours=23)):
        assert actions.forget_old_exports() == 0
    with clock.at(clock.now() + timedelta(days=7)):
        with pytest.raises(actions.NotReady):
            actions.fetch_export(export)
        assert actions.forget_old_exports() == 1

    assert not path.exists()
    assert not Export.objects.exists()


def test_a_lost_job_is_taken_up_again(people: Cast) -> None:
    assert people.ada.account is not None
    actions.ask_for_export(people.ada.account)

    assert actions.take_up_lost_exports() == 0
    with clock.at(clock.now() + timedelta(minutes=21)):
        assert actions.take_up_lost_exports() == 1


def test_the_copies_lie_outside_what_is_backed_up(people: Cast, settings: object) -> None:
    copy_of(people.ada)

    [export] = Export.objects.all()
    assert Path(settings.MEDIA_ROOT) not in export.path.parents  # type: ignore[attr-defined]
