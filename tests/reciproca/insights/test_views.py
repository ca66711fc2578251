"""The overview and its lists: who may, what is shown, what is never shown, what is taken away."""

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from python_calamine import CalamineWorkbook

from autumn import SAID, Autumn
from cast import Cast, join
from ledger import confirm, give
from pairs import plan
from reciproca.audit.models import Entry
from reciproca.communities.actions import show_face
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.insights.choices import Figure, Load, PairsThat, SessionsThat, Stage
from reciproca.mentoring import actions
from reciproca.mentoring.models import Mentorship
from reciproca.network import circulation
from reciproca.network.tasks import keep_circle
from reciproca.notifications.models import OutboxMail
from reciproca.programmes.models import Enrolment

Queries = Callable[[int], AbstractContextManager]
OVERVIEW = "/montefeltro/overview/"
PAGES = [OVERVIEW, *(f"{OVERVIEW}{figure}/" for figure in Figure.values)]
FILES = [f"{OVERVIEW}{figure}/list.{ending}" for figure in Figure.values for ending in ("csv", "xlsx")]


@pytest.fixture
def marta(client: Client, people: Cast) -> Client:
    client.force_login(people.marta.account)
    return client


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


# ── who may ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_only_who_coordinates_here_comes_in(client: Client, people: Cast, address: str) -> None:
    assert client.get(address).status_code == 302
    for somebody in (people.ada, people.irene):
        client.force_login(somebody.account)
        assert client.get(address).status_code == 404
    client.force_login(people.marta.account)
    assert client.get(address).status_code == 200


def test_a_cohort_or_a_pair_of_another_community_is_not_there(client: Client, people: Cast, autumn: Autumn) -> None:
    client.force_login(people.irene.account)

    for address in (
        f"cohorts/{autumn.cohort.public_id}/overview/", f"overview/pairs/?cohort={autumn.cohort.public_id}",
        f"overview/pairs/{autumn.late.public_id}/reminder/",
    ):  # fmt: skip
        assert client.get(f"/bellini/{address}").status_code == 404
    assert client.get("/bellini/overview/").status_code == 200


def test_what_is_no_list_is_not_there(marta: Client) -> None:
    assert marta.get(f"{OVERVIEW}secrets/").status_code == 404
    assert marta.get(f"{OVERVIEW}secrets/list.csv").status_code == 404


# ── the overview ─────────────────────────────────────────────────────────────


def test_the_overview_says_who_has_not_met_and_every_number_opens_its_list(
    marta: Client, people: Cast, autumn: Autumn
) -> None:
    shown = page(marta, OVERVIEW)

    assert "<h1>Una coppia non si è ancora vista.</h1>" in shown
    assert "Luca Amadori e Paola Neri" in shown
    assert f"/overview/pairs/{autumn.late.public_id}/reminder/" in shown
    context = marta.get(OVERVIEW).context
    numbers = [(stage["count"], stage["url"]) for stage in context["stages"]]
    numbers += [(month.held, month.url) for month in context["months"]]
    numbers += [(context["kept"], context["sessions_url"]), (1, context["not_met_url"])]
    for number, url in numbers:
        assert f'href="{url.replace("&", "&amp;")}"' in shown
        assert marta.get(url).context["page"].paginator.count == number, url


def test_the_overview_of_a_cohort_is_its_own(marta: Client, people: Cast, autumn: Autumn) -> None:
    shown = page(marta, f"/montefeltro/cohorts/{autumn.cohort.public_id}/overview/")

    assert "Autunno 2026" in shown
    assert "Il circolo della comunità" not in shown
    assert 'data-stages="6"' in shown


def test_a_community_that_has_just_begun_is_told_the_next_step(client: Client, people: Cast) -> None:
    client.force_login(people.marta.account)

    shown = page(client, OVERVIEW)

    assert "Nessuna coppia è ancora nata." in shown
    assert "Guarda i turni" in shown
    assert "Il circolo ha appena cominciato a girare." in shown


def test_a_word_in_confidence_shows_that_it_is_there(marta: Client, people: Cast, autumn: Autumn) -> None:
    assert "1 parola in confidenza" in page(marta, OVERVIEW)

    Membership.objects.filter(pk=people.ada.pk).update(role="coordinator")
    actions.send_signal(autumn.met, by=people.giulio, rating=2, words="")
    marta.force_login(people.ada.account)
    assert "1 parola in confidenza" in page(marta, OVERVIEW)  # not the one about herself


@pytest.mark.parametrize("more", [0, 3])
def test_the_overview_asks_the_database_fifteen_times(
    marta: Client, people: Cast, autumn: Autumn, more: int, django_assert_num_queries: Queries
) -> None:
    for n in range(more):
        with clock.at(clock.now() - timedelta(days=9)):
            actions.begin_mentorship(
                autumn.cohort, mentor=join("Uno", f"Bi{n}"), mentee=join("Due", f"Ci{n}"), by=people.marta,
                reasons=[], provenance="round",
            )  # fmt: skip
    cache.clear()

    with django_assert_num_queries(15):
        marta.get(OVERVIEW)
    with django_assert_num_queries(13):  # the circle is remembered
        marta.get(OVERVIEW)


# ── what is never shown ──────────────────────────────────────────────────────


def test_nothing_that_two_people_say_to_each_other_is_on_any_page_or_in_any_file(
    marta: Client, people: Cast, autumn: Autumn
) -> None:
    """Canaries in every text that a mentorship holds; the negative control is the page of the two."""
    met = autumn.met
    actions.log_session(
        met, by=people.ada, starts_at=clock.now() - timedelta(days=1), minutes=30, topics=SAID, next_step=SAID
    )
    session = plan(people, met, when=clock.now() + timedelta(days=4))
    actions.move_session(
        session,
        by=people.giulio,
        starts_at=clock.now() + timedelta(days=5),
        minutes=30,
        place=SAID,
        version=session.version,
    )
    session.refresh_from_db()
    actions.add_point(session, SAID, by=people.ada)
    actions.set_goal(met, SAID, by=people.giulio)
    actions.add_shared_note(met, SAID, by=people.ada)
    actions.add_private_note(met, SAID, by=people.giulio)
    actions.propose_agreement(met, by=people.ada, cadence_days=7, minutes=30, words=SAID, when=SAID)
    actions.send_signal(met, by=people.giulio, rating=1, words=SAID)

    for address in [
        *PAGES, *FILES, f"/montefeltro/cohorts/{autumn.cohort.public_id}/overview/",
        f"{OVERVIEW}pairs/{autumn.late.public_id}/reminder/",
        *(f"{OVERVIEW}people/?which={stage}" for stage in Stage.values),
        *(f"{OVERVIEW}pairs/?which={which}" for which in PairsThat.values),
        *(f"{OVERVIEW}sessions/?which={which}" for which in SessionsThat.values),
        *(f"{OVERVIEW}mentors/?which={which}" for which in Load.values),
    ]:  # fmt: skip
        answer = marta.get(address)
        assert answer.status_code == 200
        assert SAID not in _text_of(answer), address

    marta.force_login(people.ada.account)
    assert SAID in page(marta, f"/montefeltro/mentorships/{met.public_id}/")


def sheet_of(answer: Any) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def _text_of(answer: Any) -> str:
    if answer["Content-Type"].endswith("sheet"):
        return str(sheet_of(answer))
    return answer.content.decode("utf-8-sig")


def test_the_circle_names_nobody(marta: Client, people: Cast) -> None:
    ring = [people.ada, people.giulio, people.paola, people.davide, join("Luca", "Amadori")]
    for minute, (giver, receiver) in enumerate(zip(ring, [*ring[1:], ring[0]], strict=True)):
        with clock.at(clock.now() - timedelta(minutes=10 - minute)):
            confirm(give(giver, receiver))

    shown = page(marta, OVERVIEW)
    month = marta.get(OVERVIEW).context["circle"]["months"][-1]["month"]
    assert (month.given, month.passed_on, month.went_round) == (5, None, None)  # the one who began is alone

    part = shown[shown.index('id="circle"') : shown.index('id="counted"')]
    assert "Hanno fatto il giro" in part
    assert "troppo pochi per dirlo" in part
    for person in ring:
        assert person.given_name not in part
        assert str(person.public_id) not in part
        assert str(person.ledger_id) not in part


def test_a_large_community_reads_the_circle_of_the_last_reckoning(
    marta: Client, people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(circulation, "MOST_LINES", 3)
    with clock.at(clock.now() - timedelta(days=1)):
        for giver, receiver in (
            (people.ada, people.giulio), (people.marta, people.paola), (people.davide, people.paola),
        ):  # fmt: skip
            confirm(give(giver, receiver))

        assert "i primi arrivano qui entro domani" in page(marta, OVERVIEW)

        keep_circle(people.montefeltro.pk)
    confirm(give(people.paola, people.giulio))

    assert "Conti fatti mercoledì 18 novembre." in page(marta, OVERVIEW)
    assert [one["month"].given for one in marta.get(OVERVIEW).context["circle"]["months"]][-1] == 3


# ── faces ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("address", "times"), [("", 1), ("people/", 1), ("pairs/", 1), ("sessions/", 2), ("mentors/", 1)]
)
def test_who_has_a_photo_is_seen_with_it(marta: Client, people: Cast, autumn: Autumn, address: str, times: int) -> None:
    for person in (people.ada, people.paola):
        show_face(person, uuid4())
    Enrolment.objects.create(cohort=autumn.cohort, membership=people.ada, role="mentor", capacity=2)

    shown = page(marta, f"{OVERVIEW}{address}")

    who = people.paola if not address else people.ada
    assert shown.count(f'src="{who.photo_url}"') == times


# ── lists ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("figure", "queries"), [("people", 8), ("pairs", 8), ("sessions", 7), ("mentors", 7)])
def test_a_list_asks_as_often_however_long_it_is(
    marta: Client,
    people: Cast,
    autumn: Autumn,
    figure: str,
    queries: int,
    rows: int,
    django_assert_num_queries: Queries,
) -> None:
    for n in range(rows):
        person = join("Uno", f"Zeta{n}")
        Enrolment.objects.create(cohort=autumn.cohort, membership=person, role="mentor", capacity=2)
        with clock.at(clock.now() - timedelta(days=9)):
            pair = actions.begin_mentorship(
                autumn.cohort, mentor=person, mentee=join("Due", f"Ypsilon{n}"), by=people.marta, reasons=[],
                provenance="round",
            )  # fmt: skip
        actions.log_session(
            pair, by=person, starts_at=clock.now() - timedelta(days=1), minutes=30, topics="", next_step=""
        )

    with django_assert_num_queries(queries):
        shown = marta.get(f"{OVERVIEW}{figure}/?q=Zeta").content.decode()

    assert all(f"Zeta{n}" in shown for n in range(rows))


def test_a_list_comes_in_pages_that_keep_what_was_chosen(marta: Client, people: Cast) -> None:
    for n in range(21):
        join("Tanti", f"Cognome{n:02}")

    first = page(marta, f"{OVERVIEW}people/?q=Tanti&which=registered")
    second = page(marta, f"{OVERVIEW}people/?q=Tanti&which=registered&page=2")

    assert "Cognome19" in first
    assert "Cognome20" not in first
    assert "Cognome20" in second
    assert "q=Tanti&amp;which=registered&amp;page=2" in first


def test_a_list_without_rows_says_why(marta: Client, people: Cast) -> None:
    assert "Nessuna coppia è in questo stato." in page(marta, f"{OVERVIEW}pairs/")
    assert "Niente con queste parole" in page(marta, f"{OVERVIEW}people/?q=nessunissimo")


def pairs_in(shown: str) -> list[str]:
    """The rows of the list, without their marks."""
    rows = re.findall(r'<tr id="mentorship-.*?</tr>', shown, re.DOTALL)
    return [
        " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", "", row, flags=re.DOTALL)).split()) for row in rows
    ]


def test_a_pair_says_where_it_stands_and_nothing_where_there_is_nothing(
    marta: Client, people: Cast, autumn: Autumn
) -> None:
    plan(people, autumn.met, when=clock.now() + timedelta(days=5))

    assert pairs_in(page(marta, f"{OVERVIEW}pairs/")) == [
        "Luca Amadori con Paola Neri Autunno 2026 30 ottobre da concordare non hanno ancora deciso come lavorare "
        "Scrivi a tutt’e due : Luca Amadori, Paola Neri 0 di 4",
        "Giulio Serra con Ada Carta Autunno 2026 10 ottobre attivo 2 di 4 ultimo: 16 novembre prossimo: 24 novembre",
        "Rita Levi con Davide Longo Autunno 2026 20 ottobre chiuso interrotto 0 di 4",
    ]


def test_a_pause_says_until_when_and_an_earlier_year_is_said(marta: Client, people: Cast, autumn: Autumn) -> None:
    actions.pause_mentorship(autumn.met, by=people.ada, until=(clock.now() + timedelta(days=30)).date())
    Mentorship.objects.filter(pk=autumn.met.pk).update(began_at=clock.now() - timedelta(days=400))

    (row,) = pairs_in(page(marta, f"{OVERVIEW}pairs/?which=paused"))

    assert row == (
        "Giulio Serra con Ada Carta Autunno 2026 15 ottobre 2025 in pausa fino a sabato 19 dicembre 2 di 4 ultimo: 16 novembre"
    )


def test_a_pair_leads_to_its_page_and_an_own_one_to_that_of_the_two(
    marta: Client, people: Cast, autumn: Autumn
) -> None:
    Membership.objects.filter(pk=people.ada.pk).update(role="coordinator")
    marta.force_login(people.ada.account)

    shown = page(marta, f"{OVERVIEW}pairs/")

    assert f'href="/montefeltro/mentorships/{autumn.met.public_id}/"' in shown
    assert f"/mentorships/{autumn.met.public_id}/oversight/" not in shown
    assert f'href="/montefeltro/mentorships/{autumn.late.public_id}/oversight/"' in shown


@pytest.mark.parametrize("narrowed", [False, True])
@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("", ["Luca", "Giulio", "Rita"]), ("silence", ["Luca", "Giulio", "Rita"]), ("name", ["Luca", "Rita", "Giulio"]),
        ("newest", ["Luca", "Rita", "Giulio"]), ("nonsense", ["Luca", "Giulio", "Rita"]),
    ],
)  # fmt: skip
def test_pairs_come_in_the_order_asked_for(
    marta: Client, people: Cast, autumn: Autumn, sort: str, names: list[str], narrowed: bool
) -> None:
    cohort = f"&cohort={autumn.cohort.public_id}" if narrowed else ""

    shown = page(marta, f"{OVERVIEW}pairs/?sort={sort}{cohort}")

    assert [row.split()[0] for row in pairs_in(shown)] == names
    tabs = re.findall(r'class="tabs".*?</ul>', shown, re.DOTALL)[0]
    assert tabs.count("sort=") == (0 if sort in ("", "nonsense") else 7)


# ── files ────────────────────────────────────────────────────────────────────


def test_a_file_holds_the_rows_of_the_list_and_leaves_a_trace(marta: Client, people: Cast, autumn: Autumn) -> None:
    asked = f"?which=not_met&cohort={autumn.cohort.public_id}"

    csv = marta.get(f"{OVERVIEW}pairs/list.csv{asked}")
    xlsx = marta.get(f"{OVERVIEW}pairs/list.xlsx{asked}")

    lines = csv.content.decode("utf-8-sig").splitlines()
    assert lines[0] == (
        "Programma;Coorte;Mentee;E-mail mentee;Mentor;E-mail mentor;Stato;Come si è chiuso;Insieme dal;D’accordo dal;"
        "Incontri confermati;Sperati;Ultimo incontro;Prossimo incontro;In pausa fino al;Chiuso il"
    )
    assert lines[1:] == [
        "Ponti;Autunno 2026;Luca Amadori;luca.amadori@example.org;Paola Neri;paola.neri@example.org;da concordare;;"
        "30/10/2026;;0;4;;;;"
    ]
    assert sheet_of(xlsx)[1][:3] == ["Ponti", "Autunno 2026", "Luca Amadori"]
    assert csv["Cache-Control"] == "private, no-store"
    traces = Entry.objects.filter(deed="export_overview").order_by("seq")
    assert [(trace.details["figure"], trace.details["rows"], trace.details["ending"]) for trace in traces] == [
        ("pairs", 1, "csv"), ("pairs", 1, "xlsx"),
    ]  # fmt: skip
    assert {trace.object_id for trace in traces} == {str(autumn.cohort.public_id)}


def test_a_name_that_looks_like_a_formula_is_text(marta: Client, people: Cast) -> None:
    Membership.objects.filter(pk=people.ada.pk).update(given_name="=cmd()", family_name="")

    assert ";ada.carta@example.org" in (csv := marta.get(f"{OVERVIEW}people/list.csv").content.decode("utf-8-sig"))
    assert "'=cmd()" in csv


def test_looking_at_a_list_leaves_no_trace(marta: Client, people: Cast, autumn: Autumn) -> None:
    page(marta, f"{OVERVIEW}pairs/")

    assert not Entry.objects.filter(deed="export_overview").exists()


# ── the reminder ─────────────────────────────────────────────────────────────


def test_the_letters_are_read_before_they_are_sent(marta: Client, people: Cast, autumn: Autumn) -> None:
    address = f"{OVERVIEW}pairs/{autumn.late.public_id}/reminder/"
    letters = OutboxMail.objects.filter(renderer__startswith="reciproca.insights")

    shown = page(marta, address)
    assert "Tu e Paola: una prima data" in shown
    assert "Tu e Luca: una prima data" in shown
    assert not letters.exists()

    answer = marta.post(address)
    assert (answer.status_code, answer["Location"]) == (302, f"{OVERVIEW}pairs/?which=not_met")
    assert letters.count() == 2
    assert "lettera mandata" in page(marta, f"{OVERVIEW}pairs/?which=not_met")

    again = marta.post(address)
    assert again.status_code == 409
    assert "Una lettera è partita negli ultimi sette giorni." in again.content.decode()
    assert letters.count() == 2


def test_a_name_is_no_part_of_the_page_that_shows_the_letters(marta: Client, people: Cast, autumn: Autumn) -> None:
    """Past bug: the text of a letter comes from a template, so it counted as escaped."""
    Membership.objects.filter(pk=autumn.luca.pk).update(given_name="<b>Luca</b>")

    shown = page(marta, f"{OVERVIEW}pairs/{autumn.late.public_id}/reminder/")

    assert "<b>Luca" not in shown
    assert "Tu e &lt;b&gt;Luca&lt;/b&gt;" in shown
