"""Leaving: out of sight at once, taken back within the days, carried out as the registers say, never brought back."""

import sqlite3
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from cast import Cast
from reciproca.audit.models import Entry
from reciproca.communities.actions import change_role
from reciproca.communities.choices import MembershipState, Role
from reciproca.communities.models import Account, LedgerIdentity, Membership
from reciproca.core import clock
from reciproca.core.backups import tampered_chains
from reciproca.core.scope import within
from reciproca.imports.models import ImportBatch
from reciproca.mentoring.actions import plan_session
from reciproca.mentoring.choices import Ending
from reciproca.mentoring.models import PrivateNote, SharedNote
from reciproca.network.models import Interaction
from reciproca.notifications.actions import deliver_mail
from reciproca.notifications.models import OutboxMail
from reciproca.privacy import actions
from reciproca.privacy.actions.forgetting import forget_farewells
from reciproca.privacy.choices import Asker
from reciproca.privacy.models import Erasure
from reciproca.privacy.queries import erasures_of
from reciproca.privacy.tombstones import bring_along, bury, fingerprint, tombstones
from signing import signed_in_now

from .conftest import sow
from .lives import live

AFTER = timedelta(days=14, seconds=1)


def dump() -> str:
    """Every value of every table, as the database gives it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [repr(row) for row in cursor.fetchall()]
    return "\n".join(found)


# ── everything goes ──


def test_after_an_erasure_no_word_is_left_but_the_reasoned_ones(people: Cast) -> None:
    life = live(people)
    words = sow(people.ada, "mine")
    names = [people.ada.email, str(people.ada.ledger_id)]
    ledger_lines = Interaction.objects.filter(giver=people.ada.ledger_id).count()
    assert life.photo.exists()
    assert {word for word in words.words if word in dump()} == words.words.keys()
    assert people.ada.account is not None

    actions.erase_account(people.ada.account)

    left = dump()
    kept = {word for word in words.words if word in left}
    assert kept == words.where(lambda datum: datum.erase == "keep")
    assert {words.words[word][0] for word in kept} == {
        "mentoring.sharednote.text",
        "mentoring.mentoringsession.time_zone",
        # Conversations stay readable for the others, without a name.
        "conversations.message.text", "conversations.message.folded", "conversations.conversation.subject",
        # A note stays if who wrote it said so, or somebody else writes it too; so do collections. Without the name.
        "library.note.title", "library.note.text", "library.note.topics", "library.note.sources",
        "library.version.title", "library.version.text", "library.version.topics", "library.version.sources",
        "library.version.word", "library.collection.title", "library.collection.purpose", "library.entry.why",
        # What was asked and written on a case belongs to who brought it.
        "circles.question.text", "circles.idea.experience", "circles.idea.idea",
        # A coffee round is of all who are in it.
        "gatherings.coffee.title", "gatherings.coffee.words", "gatherings.meetup.title",
        # So is a project.
        "projects.project.title", "projects.project.about",
        # What was reported is held until it is decided, and goes ninety days later.
        "safeguarding.report.words", "safeguarding.report.evidence", "safeguarding.decision.to_reporter",
        "safeguarding.decision.to_concerned", "safeguarding.decision.objection", "safeguarding.decision.reply",
    }  # fmt: skip
    assert people.ada.email not in left
    assert not LedgerIdentity.objects.filter(membership=people.ada).exists()
    assert Interaction.objects.filter(giver=names[1]).count() == ledger_lines  # nobody’s now
    assert tampered_chains() == []
    assert not Account.objects.filter(pk=people.ada.account_id).exists()


def test_the_files_go_when_it_is_certain(committed: Cast) -> None:
    life = live(committed)
    sheet = ImportBatch.objects.get().file
    assert sheet is not None

    actions.erase_person(committed.ada)

    assert not life.photo.exists()
    assert (Path(settings.MEDIA_ROOT) / sheet.path).exists()  # of other people


def test_the_raw_database_holds_none_of_it(committed: Cast) -> None:
    """The bytes of the file and of its log, not only what a query gives."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL: what a dump holds is looked at above; the pages themselves are reused by VACUUM.")
    live(committed)
    words = sow(committed.ada, "mine")
    gone = words.where(lambda datum: datum.erase != "keep")
    file = Path(connection.settings_dict["NAME"])
    raw = lambda: b"".join(p.read_bytes() for p in (file, Path(f"{file}-wal")) if p.exists())  # noqa: E731
    assert [word for word in gone if word.encode() in raw()] != []
    assert committed.ada.account is not None

    actions.erase_account(committed.ada.account)

    with suppress(sqlite3.OperationalError), connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert [word for word in gone if word.encode() in raw()] == []


def test_an_entry_that_keeps_too_much_is_found(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    live(people)
    words = sow(people.ada, "mine")
    note = apps.get_model("mentoring", "PrivateNote")
    kept = {name: SharedNote.data_register.get(name, entry) for name, entry in PrivateNote.data_register.items()}
    monkeypatch.setattr(note, "data_register", kept)

    actions.erase_person(people.ada)

    left = {words.words[word][0] for word in words.words if word in dump()}
    assert "mentoring.privatenote.text" in left


def test_what_others_lived_stays_theirs(people: Cast) -> None:
    life = live(people)
    theirs = sow(people.giulio, "theirs")

    actions.erase_person(people.ada)

    left = dump()
    lost = {theirs.words[word][0] for word in theirs.words if word not in left}
    # What speaks of both is emptied: the reasons of the pair, and what they agreed.
    assert lost <= {
        "mentoring.mentorship.reasons", "mentoring.agreement.when", "mentoring.agreement.words", "mentoring.agreement.goals",
        "mentoring.mentoringsession.place", "matching.proposal.reasons", "matching.proposal.said",
        "matching.proposal.looks", "matching.proposal.found_by", "matching.exclusion.comment",
        "mentoring.intervention.reason",
        # What was said about the one who left goes with them.
        "exchanges.recognition.change", "exchanges.recognition.story", "exchanges.recommendation.text",
        "exchanges.recommendation.answer", "exchanges.recommendation.about", "exchanges.recognition.object_id",
        "suggestions.helpoffer.words", "suggestions.helpoffer.reply", "circles.cheer.word",
        "suggestions.keptway.told",  # a step towards who is gone
        # Who is gone is connected with nobody, and what others noted on them goes too.
        "network.connection.origin_id", "network.connection.origin_kind", "network.encounter.place", "network.care.note",
        "network.reminder.words", "network.connectionrequest.context", "network.connectionrequest.why",
        "network.connectionrequest.offer", "network.connectionrequest.question", "network.connectionrequest.reply",
        "network.connectionrequest.no", "network.connectionrequest.no_words",
        # What the one who left had asked goes with its answers; so does a lead between the two.
        "exchanges.answer.text", "exchanges.answer.gives", "exchanges.answer.change", "exchanges.route.note",
        "exchanges.route.mine", "exchanges.lead.title", "exchanges.lead.words", "exchanges.lead.reply",
        "exchanges.lead.outcome",
        # A line with which who is gone was asked to write something together.
        "library.part.words",
        # A skill seen in who left is nobody's any more; what they shared goes with what was said of it.
        "exchanges.endorsement.skill", "exchanges.reception.theirs", "exchanges.reception.change", "exchanges.reception.note",
        # A case goes with who brought it, and what the others wrote on it.
        "circles.question.text", "circles.idea.experience", "circles.idea.idea",
        # What was offered to an ask of who left goes with it.
        "circles.ringoffer.words", "circles.ringoffer.who",
        # An introduction is of three.
        "introductions.introduction.topic", "introductions.introduction.goal", "introductions.introduction.gain",
        "introductions.introduction.note", "introductions.introduction.text", "introductions.introduction.outcome_words",
        "introductions.introduction.outcome", "introductions.approach.words", "introductions.approach.text",
        "introductions.approach.question", "introductions.approach.reply",
    }  # fmt: skip
    person = Membership.objects.get(pk=people.ada.pk)
    assert (person.name, person.given_name, person.is_erased) == ("Chi ha lasciato la comunità",) * 2 + (True,)
    life.mentorship.refresh_from_db()
    assert life.mentorship.ending == Ending.LEFT
    assert life.mentorship.sessions.exists()


def test_the_other_members_page_shows_an_empty_place(people: Cast) -> None:
    life = live(people)
    actions.erase_person(people.ada)

    page = signed_in_now(Client(), people.giulio).get(f"/montefeltro/mentorships/{life.mentorship.public_id}/")

    text = page.content.decode()
    assert page.status_code == 200
    assert "Chi ha lasciato la comunità" in text
    assert "Ada" not in text


def test_a_second_erasure_of_the_same_person_changes_nothing(people: Cast) -> None:
    live(people)
    actions.erase_person(people.ada)
    before = dump()

    assert actions.erase_person(Membership.objects.get(pk=people.ada.pk)) == {}

    assert dump() == before


def test_a_sheet_with_somebody_in_it_goes(people: Cast) -> None:
    live(people)
    batch = ImportBatch.objects.get()
    lucia = Membership.objects.create(email="lucia.moretti@example.org", given_name="Lucia")

    actions.erase_person(lucia)

    batch.refresh_from_db()
    assert (batch.file, batch.shape) == (None, {})
    assert "lucia.moretti" not in dump()


# ── asking, and taking back ──


def test_one_is_out_of_sight_at_once_and_back_when_it_is_taken_back(people: Cast) -> None:
    life = live(people)
    planned = plan_session(life.mentorship, by=people.ada, starts_at=clock.now() + timedelta(days=5), minutes=45)

    erasure = actions.ask_for_erasure(people.ada, by=people.ada)

    assert Membership.objects.get(pk=people.ada.pk).state == MembershipState.LEFT
    planned.refresh_from_db()
    assert planned.state == "cancelled"
    actions.take_back_erasure(erasure)
    person = Membership.objects.get(pk=people.ada.pk)
    assert (person.state, person.left_at) == (MembershipState.ACTIVE, None)
    with clock.at(clock.now() + AFTER):
        assert actions.carry_out_due_erasures() == 0
    assert [e.deed for e in Entry.objects.filter(actor=str(people.ada.ledger_id)).order_by("-seq")[:2]] == [
        "take_back_erasure", "come_back",
    ]  # fmt: skip


def test_the_other_is_told_that_the_session_is_off_and_later_that_it_ended(people: Cast, mailoutbox: list) -> None:
    life = live(people)
    plan_session(life.mentorship, by=people.giulio, starts_at=clock.now() + timedelta(days=5), minutes=45)
    OutboxMail.objects.all().delete()

    actions.ask_for_erasure(people.ada, by=people.ada)
    _deliver()
    cancelled = [mail for mail in mailoutbox if mail.to == [people.giulio.email]]
    with clock.at(clock.now() + AFTER):
        actions.carry_out_due_erasures()
        _deliver()

    assert ["Annullato" in mail.subject for mail in cancelled] == [True]
    assert cancelled[0].attachments[0].mimetype.startswith("text/calendar; method=CANCEL")
    ended = [mail for mail in mailoutbox if mail.to == [people.giulio.email]][-1]
    assert ended.subject == "Il tuo percorso è finito"
    assert "Ada" not in ended.body


def test_it_is_carried_out_on_its_day_and_not_before(people: Cast) -> None:
    actions.ask_for_erasure(people.ada, by=people.ada)

    with clock.at(clock.now() + timedelta(days=13, hours=23)):
        assert actions.carry_out_due_erasures() == 0
    with clock.at(clock.now() + AFTER):
        assert actions.carry_out_due_erasures() == 1
        assert actions.carry_out_due_erasures() == 0

    assert Membership.objects.get(pk=people.ada.pk).is_erased
    assert not Erasure.objects.exists()
    assert Account.objects.filter(pk=people.ada.account_id).exists()  # only the place was left


def test_the_last_mail_leaves_no_address_behind(people: Cast, mailoutbox: list) -> None:
    assert people.ada.account is not None
    actions.ask_for_account_erasure(people.ada.account)
    with clock.at(clock.now() + AFTER):
        actions.carry_out_due_erasures()
        assert people.ada.email in dump()
        _deliver()
        forget_farewells()

    assert mailoutbox[-1].subject == "I tuoi dati non ci sono più"
    assert mailoutbox[-1].to == ["ada.carta@example.org"]
    assert people.ada.email not in dump()


def test_somebody_only_imported_gets_no_mail_from_it(people: Cast) -> None:
    actions.ask_for_erasure(people.nora, by=people.marta, asker=Asker.COORDINATOR)
    with clock.at(clock.now() + AFTER):
        actions.carry_out_due_erasures()

    assert not OutboxMail.objects.filter(recipient="nora.vitali@example.org").exists()
    assert "Vitali" not in dump()


def test_everything_at_once_signs_out_everywhere(people: Cast) -> None:
    assert people.ada.account is not None
    client = signed_in_now(Client(), people.ada)
    assert client.get("/montefeltro/").status_code == 200
    others = Session.objects.count()

    actions.ask_for_account_erasure(people.ada.account)

    assert client.get("/montefeltro/").status_code == 302
    assert Session.objects.count() == others - 1


def test_an_account_of_two_communities_leaves_and_returns_to_both(people: Cast) -> None:
    from reciproca.communities.actions import activate_membership, add_member, suspend_member

    account = people.ada.account
    assert account is not None
    with within(people.bellini):
        there = activate_membership(add_member(email=account.email, given_name="Ada", by=None), account=account)
        suspend_member(there, by=people.irene)
    erasure = actions.ask_for_account_erasure(account)
    states = lambda: sorted(Membership.unscoped.filter(account=account).values_list("state", flat=True))  # noqa: E731
    assert states() == ["left", "left"]

    actions.take_back_erasure(erasure)

    assert states() == ["active", "suspended"]  # as they were: taking back opens no door that was closed


def test_who_alone_coordinates_hands_over_first(people: Cast) -> None:
    assert people.marta.account is not None
    with pytest.raises(actions.HandOverFirst) as refused:
        actions.ask_for_account_erasure(people.marta.account)

    assert "Alumni Montefeltro" in str(refused.value)
    assert Membership.objects.get(pk=people.marta.pk).is_active
    assert not Erasure.objects.exists()
    change_role(people.ada, Role.COORDINATOR, by=people.marta)
    actions.ask_for_account_erasure(people.marta.account)
    assert not Membership.objects.get(pk=people.marta.pk).is_active


def test_what_was_asked_is_not_asked_twice(people: Cast) -> None:
    actions.ask_for_erasure(people.ada, by=people.ada)

    with pytest.raises(actions.AlreadyAsked):
        actions.ask_for_erasure(people.ada, by=people.ada)


def test_what_was_taken_back_is_not_taken_back_twice(people: Cast) -> None:
    erasure = actions.ask_for_erasure(people.ada, by=people.ada)
    actions.take_back_erasure(erasure)

    with pytest.raises(actions.NothingToTakeBack):
        actions.take_back_erasure(erasure)


@tries(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["ask place", "ask all", "take back", "a week", "due"]), max_size=7))
def test_whatever_the_order_nobody_is_half_erased(people: Cast, deeds: list[str]) -> None:
    """Either everything is there and the person is where they were, or they wait, or all is gone."""
    from django.db import transaction

    mark = transaction.savepoint()
    moment = clock.now()
    try:
        for deed in deeds:
            moment += timedelta(days=7 if deed == "a week" else 0)
            with clock.at(moment), suppress(actions.AlreadyAsked, actions.NothingToTakeBack):
                _do(deed, people)
        person = Membership.objects.get(pk=people.ada.pk)
        account = Account.objects.filter(pk=people.ada.account_id).first()
        waits = Erasure.objects.filter(membership=person).exists() or (
            account is not None and Erasure.objects.filter(account=account).exists()
        )
        named, has_identity = person.given_name == "Ada", LedgerIdentity.objects.filter(membership=person).exists()
        assert named == has_identity == (not person.is_erased)
        assert not (person.is_erased and Erasure.objects.filter(membership=person).exists())
        if named:
            assert (person.state == MembershipState.LEFT) == waits
    finally:
        transaction.savepoint_rollback(mark)


def _do(deed: str, people: Cast) -> None:
    person = Membership.objects.get(pk=people.ada.pk)
    account = Account.objects.filter(pk=people.ada.account_id).first()
    if account is None:
        return
    if deed == "ask place" and not person.is_erased:
        actions.ask_for_erasure(person, by=person)
    if deed == "ask all":
        actions.ask_for_account_erasure(account)
    if deed == "take back" and (erasure := erasures_of(account).first()) is not None:
        actions.take_back_erasure(erasure)
    if deed == "due":
        actions.carry_out_due_erasures()


# ── tombstones ──


def test_a_tombstone_says_that_and_when_and_nothing_more(people: Cast) -> None:
    assert people.ada.account is not None
    membership, account = fingerprint(people.ada), fingerprint(people.ada.account)

    actions.erase_account(people.ada.account)

    text = (Path(settings.DATA_DIR) / "tombstones/erased.jsonl").read_text()
    assert tombstones() == {membership: "membership", account: "account"}
    for word in ("Ada", "ada.carta", str(people.ada.public_id), people.ada.public_id.hex):
        assert word not in text


def test_who_comes_back_with_a_backup_is_erased_again(people: Cast) -> None:
    live(people)
    assert people.ada.account is not None
    bury(people.ada, people.ada.account, at=clock.now())  # erased after the backup was made; this is the backup
    words = sow(people.ada, "mine")

    assert actions.replay_tombstones() == 2  # the place and the account
    assert actions.replay_tombstones() == 0

    assert {word for word in words.where(lambda datum: datum.erase != "keep") if word in dump()} == set()
    assert not OutboxMail.objects.filter(renderer="reciproca.privacy.mails.erasure_done").exists()
    assert Membership.objects.get(pk=people.giulio.pk).given_name == "Giulio"


def test_tombstones_of_another_place_are_added_once(people: Cast, tmp_path: Path) -> None:
    bury(people.ada, at=clock.now())
    other = tmp_path / "elsewhere"
    other.mkdir()
    (other / "erased.jsonl").write_text(
        (Path(settings.DATA_DIR) / "tombstones/erased.jsonl").read_text()
        + '{"at": "2026-01-01T00:00:00+00:00", "kind": "account", "fingerprint": "ff"}\n{"at": "cut o'
    )

    assert (bring_along(other), bring_along(other)) == (1, 0)
    bury(people.giulio, at=clock.now())

    assert len(tombstones()) == 3


def test_a_line_cut_off_by_a_power_failure_spoils_no_other(people: Cast) -> None:
    bury(people.ada, at=clock.now())
    file = Path(settings.DATA_DIR) / "tombstones/erased.jsonl"
    file.write_text(file.read_text() + '{"at": "2026')

    bury(people.giulio, at=clock.now())

    assert tombstones().keys() == {fingerprint(people.ada), fingerprint(people.giulio)}


def test_another_account_with_the_same_number_is_somebody_else(people: Cast) -> None:
    assert people.ada.account is not None
    before = fingerprint(people.ada.account)
    people.ada.account.created_at += timedelta(microseconds=1)

    assert fingerprint(people.ada.account) != before


def _deliver() -> None:
    for key in list(OutboxMail.objects.filter(state="waiting").values_list("pk", flat=True)):
        deliver_mail(key)
