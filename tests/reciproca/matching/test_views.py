"""The pages of a round: who may, what is shown, what changes."""

import io
import re
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.utils.text import capfirst
from python_calamine import CalamineWorkbook

from cast import Cast, join
from matching_stage import Ready
from reciproca.audit.models import Entry
from reciproca.boundaries.actions import block_person
from reciproca.communities.actions import show_face
from reciproca.communities.choices import Role
from reciproca.communities.models import Membership
from reciproca.core.urls import reverse_in
from reciproca.matching import actions
from reciproca.matching.models import Exclusion, Lock, Proposal, Round, Run
from reciproca.matching.saying import strongest, weighed
from reciproca.matching.tasks import run_round
from reciproca.mentoring.models import Mentorship
from reciproca.programmes.actions import remember_past_pair
from reciproca.programmes.models import Enrolment

ROUND_PAGES = [
    "round-detail", "round-preparation", "round-options", "unmatched-list", "change-list", "decision-list",
    "letter-list", "export-xlsx", "export-csv", "publication", "setting-aside",
]  # fmt: skip


def client_of(who: Membership, language: str = "en") -> Client:
    who.account.language = language
    who.account.save(update_fields=["language"])
    client = Client()
    client.force_login(who.account, backend="reciproca.communities.backends.AccountBackend")
    return client


def at(name: str, **arguments) -> str:
    return reverse_in("montefeltro", f"matching:{name}", **arguments)


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&#x27;", "'").split())


def pair_at(name: str, match_round: Round, mentee: Membership, mentor: Membership) -> str:
    return at(name, public_id=match_round.public_id, mentee=mentee.public_id, mentor=mentor.public_id)


@pytest.fixture
def marta(ready: Ready) -> Client:
    return client_of(ready.marta)


@pytest.fixture
def reviewed(ready: Ready) -> Round:
    ready.enrol_late("Mei", "Lin", languages=[{"code": "zh", "level": "C2"}])
    opened = ready.open()
    ready.compute(opened)
    return opened


# ── who may ──


@pytest.mark.parametrize("name", ROUND_PAGES)
def test_a_member_finds_nothing_of_a_round_before_or_after_it_is_published(ready: Ready, reviewed: Round, name: str):
    address = at(name, public_id=reviewed.public_id)
    assert client_of(ready.marta).get(address).status_code == 200

    giulio = client_of(ready.people["giulio"])

    assert giulio.get(address).status_code == 404
    ready.publish(reviewed)
    assert giulio.get(address).status_code == 404
    assert giulio.get(at("round-list")).status_code == 404


def test_a_member_is_told_nothing_until_it_is_published(ready: Ready, reviewed: Round):
    giulio = client_of(ready.people["giulio"])
    today = giulio.get(reverse_in("montefeltro", "here:today"))
    own = giulio.get(reverse_in("montefeltro", "programmes:programme-list"))

    assert "Ada" not in text_of(today) + text_of(own)
    assert not Mentorship.objects.exists()


def test_a_coordinator_of_elsewhere_finds_nothing(people: Cast, reviewed: Round):
    assert client_of(people.irene).get(at("round-detail", public_id=reviewed.public_id)).status_code == 404


# ── rounds ──


def test_the_list_of_rounds_asks_as_much_for_one_as_for_three(ready: Ready, marta: Client, django_assert_num_queries):
    ready.open()
    with django_assert_num_queries(5):
        assert "Round 1" in text_of(marta.get(at("round-list")))

    for _more in range(2):
        actions.discard_round(Round.objects.get(state="draft"), by=ready.marta)
        ready.open()

    with django_assert_num_queries(5):
        assert "Round 3" in text_of(marta.get(at("round-list")))


def test_a_round_is_opened_from_its_cohort(ready: Ready, marta: Client):
    response = marta.post(at("cohort", public_id=ready.cohort.public_id))

    assert response["Location"] == at("round-detail", public_id=Round.objects.get().public_id)
    assert "in preparation" in text_of(marta.get(response["Location"]))


def test_the_list_teaches_the_first_step(people: Cast):
    assert "No cohort to match yet" in text_of(client_of(people.marta).get(at("round-list")))


# ── preparing ──


def test_readiness_names_whom_no_mentor_suits_and_why(ready: Ready, marta: Client):
    ready.enrol_late("Mei", "Lin", languages=[{"code": "zh", "level": "C2"}])
    opened = ready.open()

    page = text_of(marta.get(at("round-detail", public_id=opened.public_id)))

    assert "Mei Lin has no language in common with any mentor." in page
    assert "1 mentee speaks only Chinese; mentors who speak it have 0 places." in page
    assert "1 mentee is never free when a mentor is." in page
    assert "1 mentee more than there are places" in page


def test_options_from_an_outdated_page_keep_what_was_chosen(ready: Ready, marta: Client):
    opened = ready.open()
    actions.set_round_options(opened, by=ready.marta, version=1, mode="fit", fair_floor=False)

    response = marta.post(
        at("round-options", public_id=opened.public_id), {"mode": "participation", "fair_floor": "on", "version": 1}
    )

    assert response.status_code == 422
    assert "Somebody changed this round" in text_of(response)
    assert response.context["form"]["fair_floor"].value()


# ── computing ──


def test_a_run_shows_how_far_it_is_and_leads_back_when_done(ready: Ready, marta: Client):
    opened = ready.open()
    here = at("round-detail", public_id=opened.public_id)
    assert marta.post(at("run", public_id=opened.public_id))["Location"] == here
    assert "You can close the page" in text_of(marta.get(here))
    assert marta.get(at("run-progress", public_id=opened.public_id)).status_code == 200

    run = Run.objects.get()
    run_round(run.community_id, str(run.public_id))

    assert marta.get(at("run-progress", public_id=opened.public_id))["HX-Redirect"] == here


def test_rules_in_conflict_are_named(ready: Ready, marta: Client):
    opened = ready.open()
    for name in ("giulio", "davide"):
        actions.lock_pair(opened, mentee=ready.people[name], mentor=ready.people["paola"], by=ready.marta)
    ready.compute(opened)

    page = text_of(marta.get(at("round-detail", public_id=opened.public_id)))

    assert "Paola Neri can take only one person." in page
    assert "Giulio Serra with Paola Neri is a locked pair." in page
    assert "Davide Longo with Paola Neri is a locked pair." in page


# ── reviewing ──


def test_the_review_shows_proof_pairs_and_who_stays_without(marta: Client, reviewed: Round):
    page = text_of(marta.get(at("round-detail", public_id=reviewed.public_id)))

    assert "3 mentees of 4 found a place. One stays without, and the reason is known." in page
    assert "It cannot be done better, and that is proven." in page
    assert "Giulio needs “Reading and making a budget”, which is just what Ada offers" in page
    assert "Mei Lin has no language in common with any mentor." in page


def test_the_review_asks_eight_questions_however_many_pairs(
    ready: Ready, marta: Client, reviewed: Round, django_assert_num_queries
):
    here = at("round-detail", public_id=reviewed.public_id)
    with django_assert_num_queries(8):
        response = marta.get(here)
    assert len(response.context["rows"]) == 3

    actions.discard_round(reviewed, by=ready.marta)
    Enrolment.objects.filter(membership__in=[ready.people["elisa"], ready.people["davide"]]).delete()
    smaller = ready.open()
    ready.compute(smaller)

    with django_assert_num_queries(8):
        response = marta.get(at("round-detail", public_id=smaller.public_id))
    assert len(response.context["rows"]) == 1


def test_shares_on_the_page_add_up_to_the_fit_on_the_page(marta: Client, reviewed: Round):
    for one in Proposal.objects.filter(run=reviewed.current_run):
        pair = {"mentee": one.mentee.public_id, "mentor": one.mentor.public_id}
        row = marta.get(at("pair-detail", public_id=reviewed.public_id, **pair)).context["row"]
        assert sum(round(reason["weight"] * 100) for reason in row["reasons"]) == round(row["proposal"].fit * 100)


def test_each_pair_says_its_strongest_reasons_and_folds_the_rest_that_adds_up(marta: Client, reviewed: Round):
    rows = marta.get(at("round-detail", public_id=reviewed.public_id)).context["rows"]

    assert len(rows) == 3
    for row in rows:
        fit = re.search(r'review-pair__fit">([\d.]+)<', row)[1]
        first = re.findall(r"<li>([^<]+)</li>", row)
        shares, said = zip(*re.findall(r"<b>\+([\d.]+)</b><span>([^<]+)</span>", row), strict=True)
        assert first == [capfirst(text) for text in said[: len(first)]]
        assert len(first) in (2, 3)
        assert len(said) > len(first)
        assert sum(round(float(share) * 100) for share in shares) == round(float(fit) * 100)


def test_the_third_reason_is_said_where_two_make_less_than_half():
    two, three = [(0.3, "a"), (0.1, "b"), (0.1, "c")], [(0.11, "a"), (0.1, "b"), (0.1, "c"), (0.1, "d"), (0.09, "e")]

    assert (strongest(two, 0.5), strongest(three, 0.5)) == (["a", "b"], ["a", "b", "c"])


def test_every_reason_is_told_and_what_is_no_hundredth_goes_together():
    said = [(0.2, "a"), (0.1, "b"), (0.05, "c"), (0.05, "d"), (0.05, "e"), (0.04, "f"), (0.004, "g"), (0.004, "h")]

    told = weighed(said, 0.498, "rest", most=None)

    assert told == [
        (0.2, "a"), (0.1, "b"), (0.05, "c"), (0.05, "d"), (0.05, "e"), (0.04, "f"), (0.01, "rest"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "giulio"}, ["Giulio"]),
        ({"q": "BÙDGET"}, ["Giulio"]),
        ({"q": "clienti"}, ["Davide"]),
        ({"q": "nobody like that"}, []),
        ({"shown": "look"}, ["Elisa"]),
        ({"shown": "locked"}, ["Davide"]),
        ({"sort": "name"}, ["Davide", "Elisa", "Giulio"]),
        ({"sort": "'; drop table"}, ["Elisa", "Davide", "Giulio"]),
        ({"page": "99"}, ["Elisa", "Davide", "Giulio"]),
    ],
)
def test_the_review_narrows_and_sorts(ready: Ready, marta: Client, reviewed: Round, asked: dict, found: list[str]):
    actions.lock_pair(reviewed, mentee=ready.people["davide"], mentor=ready.people["paola"], by=ready.marta)

    rows = marta.get(at("round-detail", public_id=reviewed.public_id), asked).context["rows"]

    names = [re.search(r'review-pair__name">(\w+)', row)[1] for row in rows]
    assert names == found if "sort" in asked and asked["sort"] == "name" else sorted(names) == sorted(found)


def test_a_row_is_drawn_anew_as_soon_as_anything_it_shows_has_changed(ready: Ready, marta: Client, reviewed: Round):
    here = at("round-detail", public_id=reviewed.public_id)
    giulio, ada = ready.people["giulio"], ready.people["ada"]
    before = set(marta.get(here).context["rows"])

    def new() -> list[str]:
        nonlocal before
        now = set(marta.get(here).context["rows"])
        found, before = now - before, now
        return list(found)

    assert new() == []
    actions.lock_pair(reviewed, mentee=giulio, mentor=ada, by=ready.marta)
    assert 'aria-pressed="true"' in new()[0]
    Membership.objects.filter(pk=giulio.pk).update(given_name="<i>Giulio</i>")
    assert "&lt;i&gt;Giulio&lt;/i&gt; Serra" in new()[0]
    show_face(ada, uuid4())
    ada.refresh_from_db()
    assert ada.photo_url in new()[0]
    marta.cookies["django_language"] = "it"
    ready.marta.account.language = "it"
    ready.marta.account.save()
    assert all("Tutte le ragioni" in row for row in new())


def test_a_pair_of_which_nothing_is_said_has_its_row(ready: Ready, marta: Client, reviewed: Round):
    Proposal.objects.filter(run=reviewed.current_run).update(said={}, looks=[])

    rows = marta.get(at("round-detail", public_id=reviewed.public_id)).context["rows"]

    assert len(rows) == 3
    assert not any("<details" in row or "<b>" in row for row in rows)


def test_twenty_pairs_a_page(ready: Ready, marta: Client, reviewed: Round):
    one = Proposal.objects.filter(run=reviewed.current_run).first()
    for number in range(20):
        person = Membership.objects.create(email=f"p{number}@example.org", given_name=f"P{number:02}")
        Proposal.objects.create(run=one.run, mentor=one.mentor, mentee=person, fit=0.5, reasons=one.reasons)

    first = marta.get(at("round-detail", public_id=reviewed.public_id))
    second = marta.get(at("round-detail", public_id=reviewed.public_id), {"page": "2"})

    assert (len(first.context["rows"]), len(second.context["rows"])) == (20, 3)
    assert "21–23 of 23" in text_of(second)


def test_a_pair_is_locked_and_the_undo_releases_it(ready: Ready, marta: Client, reviewed: Round):
    pair = (reviewed, ready.people["giulio"], ready.people["ada"])
    page = marta.post(pair_at("lock", *pair), follow=True)

    assert "Giulio Serra with Ada Carta is locked." in text_of(page)
    assert pair_at("release", *pair) in page.content.decode()
    assert Lock.objects.count() == 1
    marta.post(pair_at("release", *pair))
    assert Lock.objects.count() == 0


def test_with_htmx_only_the_pair_and_the_bar_come_back(ready: Ready, marta: Client, reviewed: Round):
    answer = marta.post(
        pair_at("lock", reviewed, ready.people["giulio"], ready.people["ada"]), headers={"HX-Request": "true"}
    )

    body = answer.content.decode()
    assert body.lstrip().startswith("<li")
    assert "<html" not in body
    assert 'id="round-bar" hx-swap-oob="true"' in body
    assert 'id="messages" hx-swap-oob="true"' in body
    assert "1 locked" in text_of(answer)


def test_an_impossible_lock_is_said_beside_what_was_chosen(ready: Ready, marta: Client, reviewed: Round):
    block_person(ready.people["ada"], by=ready.people["giulio"])
    chosen = {"mentee": str(ready.people["giulio"].public_id), "mentor": str(ready.people["ada"].public_id)}

    response = marta.post(at("decision-list", public_id=reviewed.public_id), {**chosen, "what": "lock"})

    assert response.status_code == 422
    assert "Giulio Serra with Ada Carta is not a possible pair in this round." in text_of(response)
    assert response.context["form"]["mentor"].value() == chosen["mentor"]


def test_a_pair_is_excluded_with_a_comment_and_the_undo_lifts_it(ready: Ready, marta: Client, reviewed: Round):
    pair = (reviewed, ready.people["giulio"], ready.people["ada"])
    assert "Exclude Giulio Serra with Ada Carta?" in text_of(marta.get(pair_at("exclusion", *pair)))

    page = marta.post(pair_at("exclusion", *pair), {"comment": "The same team"}, follow=True)

    assert Exclusion.objects.get().comment == "The same team"
    assert "Since the computation you decided something that changes it." in text_of(page)
    assert "The same team" in text_of(marta.get(at("decision-list", public_id=reviewed.public_id)))
    marta.post(pair_at("readmission", *pair))
    assert Exclusion.objects.count() == 0


def test_a_comment_that_is_too_long_stays_in_the_field(ready: Ready, marta: Client, reviewed: Round):
    long = "a" * 201
    response = marta.post(
        pair_at("exclusion", reviewed, ready.people["giulio"], ready.people["ada"]), {"comment": long}
    )

    assert (response.status_code, response.context["form"]["comment"].value()) == (422, long)


def test_a_pair_from_near_says_what_each_gains_and_what_another_would_cost(
    ready: Ready, marta: Client, reviewed: Round
):
    page = text_of(marta.get(pair_at("pair-detail", reviewed, ready.people["giulio"], ready.people["ada"])))

    assert "Giulio needs “Reading and making a budget”, which is just what Ada offers" in page
    assert "Paola Neri" in page
    assert "The sum would fall by" in page


def test_trying_another_mentor_locks_and_computes(ready: Ready, marta: Client, reviewed: Round):
    marta.post(pair_at("trial", reviewed, ready.people["giulio"], ready.people["paola"]))

    run = Run.objects.get(state="running")
    run_round(run.community_id, str(run.public_id))
    assert ("Giulio", "Paola") in ready.pairs(run)
    page = text_of(marta.get(at("change-list", public_id=reviewed.public_id)))
    assert "Giulio Serra with Paola Neri" in page
    assert "Giulio Serra with Ada Carta" in page


def test_a_swap_without_a_choice_says_so(ready: Ready, marta: Client, reviewed: Round):
    pair = (reviewed, ready.people["giulio"], ready.people["ada"])

    assert "Choose with whom to swap." in text_of(marta.post(pair_at("swap", *pair), {"other": "x"}, follow=True))


def test_a_swap_locks_both_and_computes(ready: Ready, marta: Client, reviewed: Round):
    other = Proposal.objects.get(run=reviewed.current_run, mentee=ready.people["davide"])

    marta.post(pair_at("swap", reviewed, ready.people["giulio"], ready.people["ada"]), {"other": str(other.public_id)})

    assert (Lock.objects.count(), Run.objects.filter(state="running").count()) == (2, 1)


def test_somebody_of_another_cohort_is_no_part_of_a_pair(ready: Ready, marta: Client, reviewed: Round):
    assert marta.post(pair_at("lock", reviewed, ready.marta, ready.people["ada"])).status_code == 404


# ── tables and letters ──


def test_the_workbook_holds_pairs_causes_and_proof(ready: Ready, marta: Client, reviewed: Round):
    actions.lock_pair(reviewed, mentee=ready.people["davide"], mentor=ready.people["paola"], by=ready.marta)

    book = CalamineWorkbook.from_filelike(
        io.BytesIO(marta.get(at("export-xlsx", public_id=reviewed.public_id)).content)
    )

    pairs = book.get_sheet_by_name("Pairs").to_python()
    assert [(row[0], row[2], row[5]) for row in pairs[1:]] == [
        ("Davide Longo", "Paola Neri", True), ("Elisa Riva", "Ada Carta", False), ("Giulio Serra", "Ada Carta", False),
    ]  # fmt: skip
    assert book.get_sheet_by_name("Unmatched").to_python()[1][:3] == [
        "Mei Lin", "mentee", "Mei Lin has no language in common with any mentor.",
    ]  # fmt: skip
    assert book.get_sheet_by_name("Proof").to_python()[1][0] == 3


def test_the_csv_speaks_the_language_of_who_reads(ready: Ready, reviewed: Round):
    content = (
        client_of(ready.marta, "it").get(at("export-csv", public_id=reviewed.public_id)).content.decode("utf-8-sig")
    )

    assert content.count("\r\n") == 4
    assert ";" in content.splitlines()[0]


def test_letters_are_shown_with_a_real_pair_in_either_language(marta: Client, reviewed: Round):
    own = text_of(marta.get(at("letter-list", public_id=reviewed.public_id)))
    english = text_of(marta.get(at("letter-list", public_id=reviewed.public_id), {"language": "en"}))

    assert "Davide" in own
    assert "to Mei Lin, who stays without" in own
    assert "you will be mentoring Davide Longo" in english


# ── publishing ──


def test_publishing_asks_with_the_numbers_and_then_freezes(ready: Ready, marta: Client, reviewed: Round):
    here = at("publication", public_id=reviewed.public_id)
    asked = text_of(marta.get(here))
    assert "3 mentorships begin." in asked
    assert "7 letters leave" in asked
    assert "1 mentee without a mentor" in asked

    page = marta.post(here, {"version": str(reviewed.version)}, follow=True)

    assert "Published: 3 mentorships begin" in text_of(page)
    assert "Round 1, published" in text_of(page)
    assert "Lock" not in text_of(page).replace("Locked", "")
    assert Mentorship.objects.count() == 3


def test_the_dialog_asks_the_same_as_the_page_with_the_letters(ready: Ready, marta: Client, reviewed: Round):
    here = at("publication", public_id=reviewed.public_id)
    review = marta.get(at("round-detail", public_id=reviewed.public_id)).content.decode()
    assert f'href="{here}" data-opens="publish" hx-get="{here}"' in " ".join(review.split())
    assert '<dialog class="dialog" id="publish"' in review

    asked, page = marta.get(here, headers={"HX-Request": "true"}), marta.get(here)

    assert "<html" not in asked.content.decode()
    assert 'id="publish-title"' in asked.content.decode()
    for said in (
        "3 mentorships begin.",
        "7 letters leave",
        "The letter to Mei Lin, who stays without",
        "The letter to Ada",
    ):
        assert said in text_of(asked)
        assert said in text_of(page)
    assert f'name="version" value="{reviewed.version}"' in asked.content.decode()
    assert not Mentorship.objects.exists()


def test_the_dialog_does_not_offer_what_is_outdated(ready: Ready, marta: Client, reviewed: Round):
    actions.exclude_pair(reviewed, mentee=ready.people["giulio"], mentor=ready.people["ada"], by=ready.marta)

    asked = marta.get(at("publication", public_id=reviewed.public_id), headers={"HX-Request": "true"})

    assert "Publish and write to everybody" not in text_of(asked)
    assert "Since the computation you decided something that changes it." in text_of(asked)


def test_a_refused_publication_says_what_changed_and_what_to_do(ready: Ready, marta: Client, reviewed: Round):
    Enrolment.objects.filter(membership=ready.people["ada"]).update(capacity=1)

    response = marta.post(at("publication", public_id=reviewed.public_id), {"version": str(reviewed.version)})

    assert response.status_code == 409
    assert "Ada Carta had 2 places and now has 1" in text_of(response)
    assert "Compute again" in text_of(response)
    assert not Mentorship.objects.exists()


def test_the_second_press_says_it_was_done(ready: Ready, marta: Client, reviewed: Round):
    here, version = at("publication", public_id=reviewed.public_id), {"version": str(reviewed.version)}
    marta.post(here, version)

    response = marta.post(here, version)

    assert response.status_code == 409
    assert "This round has been published already" in text_of(response)
    assert Mentorship.objects.count() == 3


def test_the_second_of_two_coordinators_reads_that_it_was_done(ready: Ready, marta: Client, reviewed: Round):
    sofia = client_of(join("Sofia", "Conti", role=Role.COORDINATOR))
    here = at("publication", public_id=reviewed.public_id)
    seen = {"version": str(reviewed.version)}
    assert (marta.get(here).status_code, sofia.get(here).status_code) == (200, 200)

    first, second = marta.post(here, seen), sofia.post(here, seen)

    assert (first.status_code, second.status_code) == (302, 409)
    assert "nothing was done twice, and nobody got a second letter." in text_of(second)
    assert Entry.objects.filter(deed="publish_round").count() == 1


def test_a_round_is_set_aside(ready: Ready, marta: Client, reviewed: Round):
    page = marta.post(at("setting-aside", public_id=reviewed.public_id), follow=True)

    assert "The round is set aside." in text_of(page)
    assert Round.objects.get().state == "discarded"


# ── what no page may tell ──


def scrubbed(client: Client, address: str) -> str:
    body = client.get(address).content.decode()
    body = re.sub(r'(csrfmiddlewaretoken|idempotency_key)" value="[^"]*"', "", body)
    body = re.sub(r'X-CSRFToken": "[^"]*"', "", body)
    body = re.sub(r"proposal-[0-9a-f-]{36}|value=\"[0-9a-f-]{36}\"", "", body)
    return body


@pytest.mark.parametrize("when", ["before the first run", "between two runs"])
def test_no_page_tells_a_block_from_an_earlier_pair(ready: Ready, marta: Client, when: str):
    """Two worlds that differ only in why Ada and Giulio are no possible pair. All that a coordinator can fetch is the same."""
    opened = ready.open()
    if when == "between two runs":
        ready.compute(opened)
    seen = []
    for world in ("block", "earlier pair"):
        here = transaction.savepoint()
        if world == "block":
            block_person(ready.people["ada"], by=ready.people["giulio"])
        else:
            remember_past_pair(ready.people["ada"], ready.people["giulio"], by=ready.marta)
        seen.append(
            [scrubbed(marta, at("round-preparation", public_id=opened.public_id)), *everything(marta, ready, opened)]
        )
        transaction.savepoint_rollback(here)
        opened.refresh_from_db()

    assert "Giulio" in "".join(seen[0])
    assert seen[0] == seen[1]


def everything(marta: Client, ready: Ready, opened: Round) -> list[str]:
    """Compute, then all the pages of the round, and the refusal of a lock."""
    ready.compute(opened)
    pages = [scrubbed(marta, at(name, public_id=opened.public_id)) for name in ROUND_PAGES if "xlsx" not in name]
    for proposal in (
        Proposal.objects.filter(run=opened.current_run).select_related("mentee", "mentor").order_by("mentee")
    ):
        pages.append(scrubbed(marta, pair_at("pair-detail", opened, proposal.mentee, proposal.mentor)))
    chosen = {"mentee": str(ready.people["giulio"].public_id), "mentor": str(ready.people["ada"].public_id)}
    refused = marta.post(at("decision-list", public_id=opened.public_id), {**chosen, "what": "lock"})
    assert refused.status_code == 422
    return [*pages, text_of(refused)]
