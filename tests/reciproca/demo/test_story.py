"""The story: the same dice tell the same rows, nothing is left unsaid in the trail, nothing waits to be sent."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import translation
from django_q.models import OrmQ
from PIL import Image

from reciproca.audit.models import Entry
from reciproca.audit.queries import tampered_entries
from reciproca.boundaries.choices import MarkedBy
from reciproca.boundaries.models import Clearance, Minor, Partnership
from reciproca.communities.models import Community, Membership
from reciproca.core import clock
from reciproca.core.scope import within
from reciproca.core.together import answered
from reciproca.demo.entrances import ENTRANCES, open_entrances
from reciproca.demo.story import tell
from reciproca.exchanges.models import Ask, Endorsement, Lead, Reception, Recognition, Recommendation, Share
from reciproca.exchanges.queries import (
    answers_in,
    seen_at_work,
    unanswered_asks,
    unanswered_in_confidence,
    waiting_routes,
)
from reciproca.files.models import StoredFile
from reciproca.files.queries import path_of_file
from reciproca.insights.words import circle_said
from reciproca.matching.models import Round
from reciproca.mentoring.models import AnswerAuthor, FeedbackWindow, MentoringSession, Mentorship, Signal, Telling
from reciproca.mentoring.words import why_of
from reciproca.network.actions import mend_ties
from reciproca.network.circulation import circle_on
from reciproca.network.lineage import lineages_of
from reciproca.network.models import Interaction
from reciproca.notifications.choices import MailState
from reciproca.notifications.models import OutboxMail
from reciproca.pages.steps import due_for, standings_of, steps_for, waiting_for, what_may_be_there
from reciproca.people.models import Need, Offer, Profile
from reciproca.programmes.models import Application, Cohort, Enrolment
from reciproca.safeguarding.queries import doubts_to_look_at, facts_about, reports_to_decide
from reciproca.suggestions.models import HelpOffer
from reciproca.suggestions.next_steps import work_out
from threads import ties_of_the_whole_ledger

pytestmark = [
    pytest.mark.xdist_group("demo"),  # told twice for the whole module, not once more beside it
    pytest.mark.long,
]

NOW = datetime(2026, 11, 19, 9, 30, tzinfo=ZoneInfo("Europe/Rome"))
#: Keys of rows differ from telling to telling; hashes of tokens, passwords and keys are never the same twice.
NEVER_THE_SAME = {
    "id",
    "need_pk",
    "bucket",
    "digest",
    "previous",
    "password",
    "settings",
    "input_digest",
    "proof",
    "summary",
    "cause",
    "alternatives",
}


@pytest.fixture(scope="module")
def told(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: object
) -> Iterator[dict[str, str] | None]:
    """The demo, which stays for this module; where tellings are compared, what one before it left, as hashes."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        before = None
        if any(item.name == "test_the_same_seed_tells_the_same_rows" for item in request.session.items):
            with transaction.atomic():
                tell(1, NOW)
                before = _hash_of_all()
                transaction.set_rollback(True)
        tell(1, NOW)
        yield before
        transaction.set_rollback(True)


@pytest.fixture
def montefeltro(told: dict[str, str] | None, db: None) -> Iterator[Community]:
    community = Community.objects.get(slug="montefeltro")
    with clock.at(NOW), within(community):
        yield community


@pytest.mark.sweep
def test_the_same_seed_tells_the_same_rows(montefeltro: Community, told: dict[str, str]):
    assert _hash_of_all() == told
    assert Membership.unscoped.count() == 155


def test_the_demo_is_whole(montefeltro: Community):
    # nothing waits: neither a mail nor a job, and no code or link is kept
    assert dict(Counter(OutboxMail.objects.values_list("state", flat=True))).keys() == {MailState.SENT}
    assert not [mail for mail in OutboxMail.objects.all() if {"code", "url"} & set(mail.about)]
    assert OrmQ.objects.count() == 0

    # the trail is whole, in the order of time, and every row a person made has its line
    assert tampered_entries() == []
    moments = list(Entry.objects.order_by("seq").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] <= NOW
    deeds = Counter(Entry.objects.values_list("deed", flat=True))
    assert deeds["add_member"] == Membership.objects.count() == 145
    assert deeds["accept_invitation"] == Profile.objects.count() == 135
    assert deeds["start_application"] == Application.objects.count()
    assert deeds["set_offers"] == Offer.objects.values("membership").distinct().count()
    assert deeds["create_cohort"] == Cohort.objects.count() == 5

    # the needs of the community are of all ages
    assert {need.age.value for need in Need.objects.filter(closed_at=None)} == {"fresh", "ageing", "old"}


def test_ties_are_those_of_the_ledger_and_of_every_kind(montefeltro: Community):
    states = ties_of_the_whole_ledger(NOW)

    assert mend_ties() == 0
    assert Counter(states.values()).keys() == {"new", "active", "cooling", "dormant"}


def test_the_job_finds_for_each_the_next_steps_that_their_page_finds(montefeltro: Community):
    everybody = list(Membership.objects.filter(state="active").select_related("community"))

    alone = [work_out(person) for person in everybody]

    assert answered([work_out.ask(person) for person in everybody]) == alone
    assert len({way.way for found in alone for way in found.steps}) >= 5


def test_the_waiting_cohort_is_hard_to_match(montefeltro: Community):
    cohort = Cohort.objects.get(state="closed")
    roles = Counter(Enrolment.objects.filter(cohort=cohort).values_list("role", flat=True))
    accepted = Application.objects.filter(cohort=cohort, state="accepted").select_related("membership")
    mentors = [_languages(one) for one in accepted if one.role == "mentor"]
    alone = [
        one.membership.name
        for one in accepted
        if one.role == "mentee" and not any(_languages(one) & mentor for mentor in mentors)
    ]
    english_mentors = sum("en" in mentor for mentor in mentors)
    without_italian = sum("it" not in _languages(one) for one in accepted if one.role == "mentee")

    assert roles == {"mentor": 24, "mentee": 40}
    assert alone == ["Leïla Benali"]
    assert english_mentors == 5
    assert without_italian > english_mentors


def test_mentorships_were_lived(montefeltro: Community):
    states = Counter(Mentorship.objects.values_list("cohort__state", "state"))
    deeds = Counter(Entry.objects.values_list("deed", flat=True))
    confirmed = MentoringSession.objects.filter(state="confirmed", ledger_seq__isnull=False).count()
    feedback = AnswerAuthor.objects.filter(window__revealed_at__isnull=False).count()
    lines = Interaction.objects.all()

    # every pair comes from a published round; the past is over, and seven work together now
    assert set(states) == {("ended", "ended"), ("running", "active")}
    assert deeds["begin_mentorship"] == Mentorship.objects.count()
    assert deeds["publish_round"] == Round.objects.count() == 3
    assert Partnership.objects.count() == states["running", "active"]
    # the ledger holds what was confirmed, and nothing else
    assert lines.filter(kind="session", confirms__isnull=False).count() == confirmed > 150
    assert lines.filter(kind="feedback").count() == feedback > 30
    assert FeedbackWindow.objects.filter(revealed_at=None, closes_at__lte=NOW).count() == 0
    assert {"moved", "no_show"} & set(Telling.objects.values_list("outcome", flat=True)) == {"no_show"}
    assert deeds["move_session"] > 5
    assert Signal.objects.filter(settled_at=None).exclude(mentorship__cohort__state="running").count() == 0
    assert 1 <= Signal.objects.filter(settled_at=None).count() <= 4


def test_people_thanked_each_other(montefeltro: Community):
    states = Counter(Recognition.objects.values_list("state", flat=True))
    lines = Counter(Interaction.objects.values_list("kind", flat=True))
    said = Recognition.objects.values_list("change", flat=True)

    assert lines["recognition"] == states["shown"] >= 15
    assert states["kept"] >= 1
    assert len(set(said)) == len(said)  # nobody says what somebody else has said
    assert Recommendation.objects.filter(state="shown").count() == lines["recommendation"] >= 2
    assert [row.giver.name for row in Recognition.objects.filter(state="given")] == ["Giulio Serra"]


def test_things_are_shared_skills_were_seen_and_what_went_on_is_told(montefeltro: Community):
    lines = Counter(Interaction.objects.values_list("kind", flat=True))
    ada = Membership.objects.get(given_name="Ada", family_name="Carta")

    assert sorted(Share.objects.values_list("state", flat=True)) == ["expired", "expired", "open"]
    assert Reception.objects.filter(state="thanked").count() == 2
    assert Reception.objects.exclude(theirs="").exists()  # somebody was found by what they look for
    assert Endorsement.objects.filter(state="shown").count() == lines["endorsement"] >= 4
    assert seen_at_work(ada, ada) != []
    assert any(lineages_of(person) for person in Membership.objects.filter(state="active"))


def test_help_is_passed_on_month_by_month_and_comes_round(montefeltro: Community):
    today = clock.today(montefeltro.time_zone)
    told = circle_on(today, zone=ZoneInfo(montefeltro.time_zone))
    months = {month.first_day.month: month for month in told.months}
    passed_on = [months[number].passed_on for number in range(6, 11)]

    of_enough_people = [n for n in passed_on if n is not None]
    assert len(of_enough_people) >= 4, passed_on
    assert min(of_enough_people) >= 3, passed_on
    assert 3 <= (months[10].went_round or 0) <= len(_triangles_closed_in(10))
    assert told.year is not None
    assert told.year.further >= 3
    with translation.override("it"):
        assert "hanno fatto il giro" in circle_said(told, today)
    # each was written by the actions of the pages: an offer, a yes, a word that it happened, another that it helped
    confirmed = HelpOffer.objects.filter(state="confirmed")
    lines = Interaction.objects.filter(kind="answer", object_kind="helpoffer")
    assert lines.filter(confirms__isnull=False).count() == confirmed.count() >= 25
    assert Entry.objects.filter(deed="confirm_help").count() == confirmed.count()


def _triangles_closed_in(month: int) -> list[Interaction]:
    """Confirmed helps of a month that reached who had given an hour to somebody who had helped the one who gave them."""
    helps = {row.seq: row for row in Interaction.objects.filter(kind__in=["session", "answer"]).order_by("seq")}
    told = [helps[row.confirms] for row in helps.values() if row.confirms]
    return [
        last
        for last in told
        if last.kind == "answer"
        and last.at.astimezone(ZoneInfo("Europe/Rome")).month == month
        and any(
            second.kind == "answer" and (first.giver, second.receiver) == (last.receiver, last.giver)
            for first in told
            for second in told
            if first.kind == "session" and first.receiver == second.giver and first.seq < second.seq < last.seq
        )
    ]


def test_a_pupil_applies_with_the_consent_of_a_parent(montefeltro: Community):
    minor = Minor.objects.get()
    application = Application.objects.get(membership=minor.membership)

    assert (minor.marked_how, minor.has_consent) == (MarkedBy.SELF, True)
    assert (application.cohort.asks_age, application.state) == (True, "received")
    assert minor.of_age_from is not None
    assert minor.of_age_from > NOW.date()
    assert [one.membership.name for one in Clearance.objects.all()] == ["Elena Marchetti"]


def test_some_show_a_picture_of_their_own(montefeltro: Community):
    photos = StoredFile.objects.filter(purpose="photo")

    assert len({photo.sha256 for photo in photos}) == photos.count() == 6
    assert Profile.objects.filter(photo__isnull=False).count() == 6
    for photo in photos:
        with Image.open(path_of_file(photo)) as picture:
            assert (picture.format, picture.size) == ("JPEG", (640, 640))


def test_ada_and_giulio_are_half_way(montefeltro: Community):
    mentorship = Mentorship.objects.get(cohort__state="running", mentee__email="giulio.serra@montefeltro.example")
    states = Counter(mentorship.sessions.values_list("state", flat=True))

    assert mentorship.mentor.name == "Ada Carta"
    assert states == {"confirmed": 3, "told": 1, "planned": 1}
    assert mentorship.reasons
    with translation.override("it"):
        why = why_of(mentorship, mentorship.mentee)
    assert [line for _title, lines in why.reasons for line in lines if "None" in line or "«»" in line] == []
    assert why.for_me


def test_people_asked_and_answered(montefeltro: Community):
    states = Counter(Ask.objects.values_list("state", flat=True))
    ada, giulio, marta = (Membership.objects.get(given_name=name, family_name=of) for name, of in WHO)
    own = Ask.objects.get(asker=giulio, state="helped")

    assert (states["solved"], states["expired"], states["open"]) == (9, 1, 3)
    assert [route.ask.asker.name for route in waiting_routes(ada)] == ["Niccolò Lombardi"]
    assert [answer.differs for answer in answers_in(own, giulio)] == [False, True]
    assert unanswered_asks(marta).count() == 2
    assert unanswered_in_confidence(marta) == 1
    assert Counter(Lead.objects.values_list("state", flat=True)) == {"something": 2, "nothing": 1, "given": 1}


def test_something_waits_to_be_looked_at(montefeltro: Community):
    _ada, _giulio, marta = (Membership.objects.get(given_name=name, family_name=of) for name, of in WHO)
    (report,) = reports_to_decide(marta).filter(settled_at=None)

    assert (report.object_kind, report.reporter.name if report.reporter else "") == ("profile", "Elena Marchetti")
    assert Counter(doubts_to_look_at(marta).values_list("kind", flat=True)) == {"copied_story": 1, "unanswered": 1}
    assert [fact.by.name for fact in facts_about(Membership.objects.get(given_name="Nora"), marta) if fact.by] == [
        "Ada Carta"
    ]


WHO = (("Ada", "Carta"), ("Giulio", "Serra"), ("Marta", "Ferri"))


def test_each_entrance_has_a_today_of_its_own(montefeltro: Community):
    people = {one["entrance"].key: one["person"] for one in open_entrances()}
    kinds = {key: [step.key.partition(" ")[0] for step in steps_for(person)] for key, person in people.items()}
    standings = {key: len(standings_of(person, what_may_be_there(person))) for key, person in people.items()}
    waiting = len(waiting_for(people["coordinator"]))
    dates = len(due_for(people["coordinator"]))

    assert list(people) == [entrance.key for entrance in ENTRANCES]
    assert kinds == {
        "coordinator": ["report", "request", "applications"],
        "mentor": ["lead", "ask", "recommendation"],
        "mentee": ["confirm", "offer", "feedback"],
        "newcomer": ["request", "profile", "cohort"],
    }
    assert standings == {"coordinator": 0, "mentor": 1, "mentee": 1, "newcomer": 0}
    assert (waiting, dates) == (3, 3)


def _languages(application: Application) -> set[str]:
    return {language["code"] for language in application.answers["languages"]}


def _hash_of_all() -> dict[str, str]:
    """A hash of every row of our own tables, table by table."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("reciproca.")]
    tables = {model: {row.pk: row for row in _all_of(model)} for model in ours}
    names = {
        model: {pk: str(getattr(row, "public_id", row)) for pk, row in rows.items()} for model, rows in tables.items()
    }
    return {
        model._meta.label: hashlib.sha256(
            json.dumps([_told(row, names) for row in rows.values()], sort_keys=True).encode()
        ).hexdigest()
        for model, rows in tables.items()
    }


def _all_of(model: type[Model]) -> QuerySet:
    return getattr(model, "unscoped", model._default_manager).order_by("pk")


def _told(row: Model, names: dict[type[Model], dict[object, str]]) -> dict[str, str]:
    """The row with the names of what it points to, where a key would tell one telling from the other."""
    told = {}
    for field in row._meta.concrete_fields:
        if field.name not in NEVER_THE_SAME:
            value = getattr(row, field.attname)
            told[field.name] = (
                names[field.related_model][value] if value and field.related_model in names else str(value)
            )
    return told
