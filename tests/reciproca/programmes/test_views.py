"""Doors, pages and what they change. Who may: coordinators prepare and decide; anyone reads the registration page;
people read and write their own application."""

import io
import re

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from cast import Cast, join
from reciproca.communities.actions import open_account
from reciproca.communities.choices import Role
from reciproca.communities.models import Account, Membership
from reciproca.core import clock
from reciproca.core.urls import reverse_in
from reciproca.notifications.actions import deliver_mail
from reciproca.notifications.models import OutboxMail
from reciproca.people.models import Need, Offer
from reciproca.programmes import actions
from reciproca.programmes.models import Application, Cohort, Enrolment, Programme, Questionnaire
from reciproca.programmes.questionnaire import mark_of, standard_questions

pytestmark = pytest.mark.django_db


def client_of(who: Membership | Account | None) -> Client:
    client = Client(headers={"accept-language": "en"})
    account = who.account if isinstance(who, Membership) else who
    if account is not None:
        account.language = "en"
        account.save(update_fields=["language"])
        client.force_login(account, backend="reciproca.communities.backends.AccountBackend")
    return client


def at(name: str, **arguments) -> str:
    return reverse_in("montefeltro", f"programmes:{name}", **arguments)


def text_of(response) -> str:
    body = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(body.split())


ANSWERS_ON_PAGE = [
    {"q-needs": "One need", "q-topics_needed": ["budgets"], "q-offers": "One offer", "q-topics_offered": ["speaking"], "q-goals": "A goal"},
    {"q-now": "Cook", "q-experience": "0-2"},
    {"q-languages-language": ["it", ""], "q-languages-level": ["C2", ""], "q-availability": ["2-evening", "4-evening"]},
]  # fmt: skip

# ── who may ──

COORDINATORS_ONLY = [
    "programme-detail", "programme-edit", "questionnaire-detail", "question-kinds", "questionnaire-parts", "cohort-new",
]  # fmt: skip
COHORT_PAGES = ["cohort-detail", "cohort-edit", "application-list", "application-export-xlsx", "application-export-csv"]


@pytest.mark.parametrize("name", COORDINATORS_ONLY)
def test_pages_of_a_programme_are_for_its_coordinators(people: Cast, ponti, name):
    address = at(name, public_id=ponti.programme.public_id)

    assert client_of(people.marta).get(address).status_code == 200
    assert client_of(people.ada).get(address).status_code == 404
    assert client_of(people.irene).get(address).status_code == 404
    assert client_of(None).get(address).status_code == 302


@pytest.mark.parametrize("name", COHORT_PAGES)
def test_pages_of_a_cohort_are_for_its_coordinators(people: Cast, ponti, name):
    ponti.apply(people.ada, "mentor")
    address = at(name, public_id=ponti.cohort.public_id)

    assert client_of(people.marta).get(address).status_code == 200
    assert client_of(people.ada).get(address).status_code == 404
    assert client_of(people.irene).get(address).status_code == 404


def test_an_application_is_its_author_s_and_the_coordinators(people: Cast, ponti):
    application = ponti.apply(people.giulio)
    own, detail = (at(name, public_id=application.public_id) for name in ("own-application", "application-detail"))

    assert client_of(people.giulio).get(own).status_code == 200
    assert client_of(people.marta).get(detail).status_code == 200
    for other, address in ((people.marta, own), (people.ada, own), (people.giulio, detail), (people.irene, detail)):
        assert client_of(other).get(address).status_code == 404


def test_a_draft_is_nobody_else_s(people: Cast, ponti):
    draft = ponti.apply(people.giulio, submit=False, now="Un segreto")
    marta = client_of(people.marta)

    listed = marta.get(at("application-list", public_id=ponti.cohort.public_id))
    detail = marta.get(at("application-detail", public_id=draft.public_id))

    assert detail.status_code == 404
    assert "Giulio" not in text_of(listed)


# ── lists ──


@pytest.mark.parametrize("number", [1, 3])
def test_application_list_asks_the_same_whatever_its_length(people: Cast, ponti, number, django_assert_num_queries):
    for person in (people.giulio, people.paola, people.davide)[:number]:
        ponti.apply(person)
    marta = client_of(people.marta)
    marta.get(at("application-list", public_id=ponti.cohort.public_id))

    with django_assert_num_queries(7):
        page = marta.get(at("application-list", public_id=ponti.cohort.public_id))

    assert page.content.decode().count('name="application"') == number


@pytest.mark.parametrize("number", [1, 3])
def test_programme_list_asks_the_same_whatever_its_length(people: Cast, ponti, number, django_assert_num_queries):
    for n in range(number - 1):
        programme = actions.create_programme(by=people.marta, name_it=f"Altro {n}")
        actions.create_cohort(programme, by=people.marta, name_it="Prima")
    marta = client_of(people.marta)
    marta.get(at("programme-list"))

    with django_assert_num_queries(8):
        page = marta.get(at("programme-list"))

    assert page.content.decode().count('class="cohort-rows"') == number


def test_lists_that_are_empty_teach_the_next_step(people: Cast):
    assert "Create a programme" in text_of(client_of(people.marta).get(at("programme-list")))
    assert "No programme is open just now" in text_of(client_of(people.ada).get(at("programme-list")))


def test_application_list_filters(people: Cast, ponti):
    ponti.apply(people.giulio, now="Restauratore di organi")
    ponti.apply(people.paola, topics_needed=["abroad"])
    accepted = ponti.apply(people.ada, "mentor")
    actions.accept_applications([accepted], by=people.marta)
    marta, address = client_of(people.marta), at("application-list", public_id=ponti.cohort.public_id)

    def shown(**query) -> set[str]:
        return {row.membership.given_name for row in marta.get(address, query).context["page"]}

    assert shown() == {"Giulio", "Paola", "Ada"}
    assert shown(q="organi") == {"Giulio"}
    assert shown(q="neri") == {"Paola"}
    assert shown(state="accepted") == {"Ada"}
    assert shown(role="mentee", state="received") == {"Giulio", "Paola"}
    assert shown(topic="topics_needed:abroad") == {"Paola"}
    assert shown(state="nonsense", sort="pk;drop", page="x") == {"Giulio", "Paola", "Ada"}


# ── preparing ──


def test_a_programme_and_its_first_cohort(people: Cast):
    marta = client_of(people.marta)

    missing = marta.post(at("programme-new"), {"name_it": "", "description_it": "Sei mesi"})
    made = marta.post(at("programme-new"), {"name_it": "Ponti", "description_it": "Sei mesi"})
    programme = Programme.objects.get()
    fields = {"name_it": "Prima", "registration_opens": "2026-11-30", "registration_closes": "2026-11-01"}
    fields |= {
        "mentor_name_it": "mentor",
        "mentor_name_en": "mentor",
        "mentee_name_it": "mentee",
        "mentee_name_en": "mentee",
    }
    fields |= {
        "most_mentees": "2",
        "meeting_target": "6",
        "cadence_days": "14",
        "matching_mode": "fit",
        "who_may_join": "anyone",
    }
    wrong = marta.post(at("cohort-new", public_id=programme.public_id), fields)
    right = marta.post(at("cohort-new", public_id=programme.public_id), fields | {"registration_closes": "2026-12-01"})

    assert (missing.status_code, made.status_code, wrong.status_code, right.status_code) == (422, 302, 422, 302)
    assert "Sei mesi" in missing.content.decode()
    assert "Registration would close before it opens." in text_of(wrong)
    assert Cohort.objects.get().matching_mode == "fit"


def test_an_outdated_form_shows_both_texts_and_then_saves(people: Cast, ponti):
    marta, address = client_of(people.marta), at("programme-edit", public_id=ponti.programme.public_id)
    actions.change_programme(ponti.programme, by=people.marta, version=1, name_it="Di lei")

    refused = marta.post(address, {"version": 1, "name_it": "Di lui"})
    kept = marta.post(address, {"version": 2, "name_it": "Di lui"})

    assert refused.status_code == 422
    assert "Di lei" in text_of(refused)
    assert 'value="Di lui"' in refused.content.decode()
    assert 'name="version" value="2"' in refused.content.decode()
    assert kept.status_code == 302
    assert Programme.objects.get().name_it == "Di lui"


def test_moving_a_cohort_on_and_its_next_step(people: Cast, ponti):
    marta = client_of(people.marta)
    page = at("cohort-detail", public_id=ponti.cohort.public_id)

    assert "Nobody has applied yet." in text_of(marta.get(page))
    application = ponti.apply(people.giulio)
    assert "1 application waits for an answer." in text_of(marta.get(page))
    actions.accept_applications([application], by=people.marta)
    marta.post(at("cohort-closing", public_id=ponti.cohort.public_id))
    assert "Start the cohort" in text_of(marta.get(page))
    marta.post(at("cohort-start", public_id=ponti.cohort.public_id))
    marta.post(at("cohort-end", public_id=ponti.cohort.public_id))
    assert Cohort.objects.get().state == "ended"
    marta.post(at("cohort-copy", public_id=ponti.cohort.public_id))
    assert Cohort.objects.filter(state="draft").count() == 1


def test_questions_are_added_changed_moved_and_taken_away(people: Cast, ponti):
    marta, programme = client_of(people.marta), ponti.programme

    def asked():
        return Questionnaire.objects.get().asked

    new = at("question-new", public_id=programme.public_id, kind="multi")
    fields = {"role": "both", "visible_to": "partner", "section": "story", "label_en": "Which tools?", "weight": "2"}
    wrong = marta.post(new, fields | {"options": "Solo una"})
    right = marta.post(new, fields | {"options": "Foglio | Sheet\nMartello | Hammer", "rule": "overlap", "most": "2"})
    edit = at("question-edit", public_id=programme.public_id, question_id="which-tools")
    seen = {"seen": marta.get(edit).context["form"]["seen"].value()}
    marta.post(edit, fields | seen | {"label_it": "Quali attrezzi?", "options": "Martello | Hammer\nSega | Saw"})
    marta.post(at("question-up", public_id=programme.public_id, question_id="which-tools"))
    order = [q.id for q in asked().in_section("story")]
    marta.post(
        at("question-removal", public_id=programme.public_id, question_id="style"),
        {"seen": mark_of(asked().question("style"))},
    )

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "Write at least two answers to choose from." in text_of(wrong)
    question = asked().question("which-tools")
    assert [option.id for option in question.options] == ["hammer", "saw"]
    assert str(question.label.it) == "Quali attrezzi?"
    assert order == ["now", "organisation", "experience", "which-tools", "style"]
    assert asked().question("style") is None
    absent = at("question-edit", public_id=programme.public_id, question_id="nothing")
    assert marta.get(absent).status_code == 404


# ── two coordinators at the same questions ──


@pytest.fixture
def sofia(people: Cast) -> Client:
    return client_of(join("Sofia", "Conti", role=Role.COORDINATOR))


def sent_by(client: Client, address: str, **changed: str) -> dict[str, str]:
    """What the page would send, with some of it changed."""
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: str(value) for name, value in values.items() if value not in (None, False, "")} | changed


def test_the_same_question_changed_by_two_shows_both_texts_and_loses_none(people: Cast, ponti, sofia: Client):
    marta = client_of(people.marta)
    edit = at("question-edit", public_id=ponti.programme.public_id, question_id="goals")
    hers, mine = (
        sent_by(sofia, edit, label_it="Che cosa vuoi cambiare?"),
        sent_by(marta, edit, label_it="Dove vuoi arrivare?"),
    )
    assert sofia.post(edit, hers).status_code == 302

    conflict = marta.post(edit, mine)

    assert conflict.status_code == 422
    assert conflict.context["form"]["label_it"].value() == "Dove vuoi arrivare?"
    assert conflict.context["form"].errors["label_it"] == [
        "It now says: “Che cosa vuoi cambiare?”. Yours is in the field: save again to keep it."
    ]
    assert list(conflict.context["form"].errors) == ["label_it"]
    assert str(Questionnaire.objects.get().asked.question("goals").label.it) == "Che cosa vuoi cambiare?"
    again = mine | {"seen": conflict.context["form"]["seen"].value()}
    assert marta.post(edit, again).status_code == 302
    assert str(Questionnaire.objects.get().asked.question("goals").label.it) == "Dove vuoi arrivare?"


def test_two_questions_changed_by_two_are_both_kept(people: Cast, ponti, sofia: Client):
    marta = client_of(people.marta)
    goals, style = (
        at("question-edit", public_id=ponti.programme.public_id, question_id=name) for name in ("goals", "style")
    )
    hers, mine = sent_by(sofia, goals, label_it="Lei"), sent_by(marta, style, label_it="Io")

    assert [sofia.post(goals, hers).status_code, marta.post(style, mine).status_code] == [302, 302]

    asked = Questionnaire.objects.get().asked
    assert (str(asked.question("goals").label.it), str(asked.question("style").label.it)) == ("Lei", "Io")


def test_a_question_taken_away_meanwhile_can_be_asked_again_with_what_was_written(people: Cast, ponti, sofia: Client):
    marta = client_of(people.marta)
    edit = at("question-edit", public_id=ponti.programme.public_id, question_id="goals")
    mine = sent_by(marta, edit, label_it="Dove vuoi arrivare?")
    removal = at("question-removal", public_id=ponti.programme.public_id, question_id="goals")
    sofia.post(removal, {"seen": sofia.get(edit).context["seen"]})
    assert marta.get(edit).status_code == 404

    gone = marta.post(edit, mine)

    assert gone.status_code == 422
    assert "Somebody has taken this question away meanwhile." in text_of(gone)
    assert gone.context["form"]["label_it"].value() == "Dove vuoi arrivare?"
    assert marta.post(edit, mine | {"seen": ""}).status_code == 302
    assert "Dove vuoi arrivare?" in {str(question.label.it) for question in Questionnaire.objects.get().asked}


def test_what_somebody_has_just_changed_is_not_taken_away_unread(people: Cast, ponti, sofia: Client):
    marta = client_of(people.marta)
    edit = at("question-edit", public_id=ponti.programme.public_id, question_id="goals")
    seen = marta.get(edit).context["seen"]
    sofia.post(edit, sent_by(sofia, edit, label_it="Che cosa vuoi cambiare?"))

    page = marta.post(
        at("question-removal", public_id=ponti.programme.public_id, question_id="goals"), {"seen": seen}, follow=True
    )

    assert "Read it again before you take it away." in text_of(page)
    assert Questionnaire.objects.get().asked.question("goals") is not None


def test_parts_changed_by_two_show_both_titles(people: Cast, ponti, sofia: Client):
    marta, here = client_of(people.marta), at("questionnaire-parts", public_id=ponti.programme.public_id)
    first = Questionnaire.objects.get().asked.sections[0].id
    hers = sent_by(sofia, here, **{f"it-{first}": "Lei", "it-new": "Sua"})
    mine = sent_by(marta, here, **{f"it-{first}": "Io", "it-new": "Mia"})
    assert sofia.post(here, hers).status_code == 302

    conflict = marta.post(here, mine)

    assert conflict.status_code == 422
    form = conflict.context["form"]
    assert "“Lei”" in form.errors[f"it-{first}"][0]
    again = {name: form[name].value() or "" for name in form.fields}
    assert marta.post(here, again).status_code == 302
    titles = [section.title.it for section in Questionnaire.objects.get().asked.sections]
    assert (titles[0], titles[-2:]) == ("Io", ["Sua", "Mia"])


def test_change_questions_over_an_older_reading_is_refused(people: Cast, ponti):
    before = Questionnaire.objects.get()
    actions.change_questions(ponti.programme, standard_questions().without("style"), by=people.marta, over=before)

    with pytest.raises(actions.ChangedMeanwhile):
        actions.change_questions(ponti.programme, standard_questions(), by=people.marta, over=before)

    assert Questionnaire.objects.get().asked.question("style") is None


def test_changing_answered_questions_says_that_it_is_a_new_version(people: Cast, ponti):
    ponti.apply(people.giulio)

    page = client_of(people.marta).post(
        at("question-down", public_id=ponti.programme.public_id, question_id="needs"), follow=True
    )

    assert "this is version 2, for the next cohort" in text_of(page)
    assert Questionnaire.objects.get(number=1).asked == standard_questions()


@pytest.mark.parametrize(("language", "words"), [("it", "Che cosa puoi dare"), ("en", "And what can you give?")])
@pytest.mark.parametrize("role", ["mentor", "mentee"])
def test_preview_speaks_the_language_asked_for(people: Cast, ponti, role, language, words):
    page = client_of(people.marta).get(
        at("questionnaire-preview", public_id=ponti.programme.public_id, role=role, language=language)
    )

    assert words.lower() in text_of(page).lower()
    assert ("at the end" in text_of(page) or "alla fine" in text_of(page)) == (role == "mentee")


def test_help_written_by_a_coordinator_is_text_and_nothing_else(people: Cast, ponti):
    fields = {"role": "both", "visible_to": "all", "label_en": "<b>Bold</b>?", "help_en": "<script>alert(1)</script>"}
    marta = client_of(people.marta)
    marta.post(at("question-new", public_id=ponti.programme.public_id, kind="text"), fields)

    page = marta.get(at("questionnaire-preview", public_id=ponti.programme.public_id, role="mentor", language="en"))

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.content.decode()
    assert "<script>alert" not in page.content.decode()
    assert "<b>Bold" not in page.content.decode()


# ── applying ──


def test_registration_page_is_read_by_anyone_once_opened(people: Cast, ponti):
    actions.change_programme(ponti.programme, by=people.marta, version=1, description_en="Six months of talks.")
    address = at("registration", public_id=ponti.programme.public_id)
    draft = actions.create_programme(by=people.marta, name_it="In preparazione")

    page = client_of(None).get(address)

    assert page.status_code == 200
    assert all(
        words in text_of(page) for words in ("Six months of talks.", "until Monday 30 November", "Apply as a mentor")
    )
    assert client_of(None).get(at("registration", public_id=draft.public_id)).status_code == 404
    actions.archive_programme(ponti.programme, by=people.marta)
    assert client_of(None).get(address).status_code == 404


def test_applying_part_by_part_stopping_and_sending(people: Cast, ponti):
    giulio = client_of(people.giulio)

    began = giulio.post(at("application-new", public_id=ponti.cohort.public_id, role="mentee"))
    application = Application.objects.get()
    steps = [at("own-answers", public_id=application.public_id, step=n) for n in (1, 2, 3)]
    missing = giulio.post(steps[0], {"version": 1, "q-needs": "One need"})
    stopped = giulio.post(steps[0], {"version": 1, "q-needs": "One need", "stop": "1"})
    again = giulio.post(at("application-new", public_id=ponti.cohort.public_id, role="mentee"))
    early = giulio.post(at("own-sending", public_id=application.public_id))
    where = []
    for address, answers in zip(steps, ANSWERS_ON_PAGE, strict=True):
        application.refresh_from_db()
        where.append(giulio.post(address, {"version": application.version, **answers}).url)
    sent = giulio.post(at("own-sending", public_id=application.public_id), follow=True)

    assert began.url == again.url == steps[0]
    assert missing.status_code == 422
    assert "One need" in missing.content.decode()
    assert "Write at least one thing, however small: nobody only receives here." in text_of(missing)
    assert stopped.url == at("own-application", public_id=application.public_id)
    assert early.status_code == 422
    assert where == [*steps[1:], at("own-sending", public_id=application.public_id)]
    assert "It has arrived" in text_of(sent)
    application.refresh_from_db()
    assert application.state == "received"
    assert application.answers == {
        "needs": ["One need"], "topics_needed": ["budgets"], "offers": ["One offer"], "topics_offered": ["speaking"],
        "goals": "A goal", "now": "Cook", "experience": "0-2", "languages": [{"code": "it", "level": "C2"}],
        "availability": ["tue-evening", "thu-evening"],
    }  # fmt: skip
    assert [offer.text for offer in Offer.objects.filter(membership=people.giulio)] == ["One offer"]
    assert [need.text for need in Need.objects.filter(membership=people.giulio)] == ["One need"]


def test_two_windows_show_both_answers(people: Cast, ponti):
    application = ponti.apply(people.giulio, submit=False)
    address = at("own-answers", public_id=application.public_id, step=2)
    client_of(people.giulio).post(address, {"version": application.version, "q-now": "First", "q-experience": "0-2"})

    refused = client_of(people.giulio).post(
        address, {"version": application.version, "q-now": "Second", "q-experience": "0-2"}
    )

    assert refused.status_code == 422
    assert "It now says: “First”." in text_of(refused)
    assert 'value="Second"' in refused.content.decode()


def test_a_newcomer_applies_and_becomes_a_member(people: Cast, ponti):
    actions.change_cohort(ponti.cohort, by=people.marta, version=ponti.cohort.version, who_may_join="anyone")
    account = open_account("sara@example.org")
    sara, address = client_of(account), at("application-new", public_id=ponti.cohort.public_id, role="mentee")

    nameless = sara.post(address, {"given_name": ""})
    sara.post(address, {"given_name": "Sara", "family_name": "Poli"})
    application = Application.objects.get()
    directory = sara.get(at("programme-list"))
    for step, answers in enumerate(ANSWERS_ON_PAGE, 1):
        application.refresh_from_db()
        sara.post(
            at("own-answers", public_id=application.public_id, step=step), {"version": application.version, **answers}
        )
    sara.post(at("own-sending", public_id=application.public_id))

    assert nameless.status_code == 422
    assert directory.status_code == 404  # not a member yet
    assert Membership.objects.get(email="sara@example.org").is_active


def test_a_cohort_for_members_says_so_to_others(people: Cast, ponti):
    address = at("application-new", public_id=ponti.cohort.public_id, role="mentee")
    stranger = client_of(open_account("sara@example.org"))

    assert "It is for members of the community." in text_of(stranger.get(address))
    stranger.post(address, {"given_name": "Sara"})
    assert Application.objects.count() == 0
    assert client_of(None).get(address).status_code == 302


def test_changes_after_sending_and_withdrawing(people: Cast, ponti):
    application = ponti.apply(people.giulio)
    giulio = client_of(people.giulio)

    giulio.post(
        at("own-answers", public_id=application.public_id, step=2),
        {"version": application.version, "q-now": "Another thing", "q-experience": "3-7"},
    )
    own = text_of(giulio.get(at("own-application", public_id=application.public_id)))
    emptied = giulio.post(
        at("own-answers", public_id=application.public_id, step=2),
        {"version": application.version + 1, "q-now": "", "q-experience": "3-7", "stop": "1"},
    )
    giulio.post(at("own-withdrawal", public_id=application.public_id))

    assert "1 change since it was sent" in own
    assert "Another thing" in own
    assert emptied.status_code == 422
    application.refresh_from_db()
    assert application.state == "withdrawn"


# ── deciding ──


def test_bulk_decision_is_previewed_then_done_once(people: Cast, ponti):
    chosen = [str(ponti.apply(person).public_id) for person in (people.giulio, people.davide)]
    OutboxMail.objects.all().delete()
    marta, data = client_of(people.marta), {"decision": "accept", "application": chosen}

    preview = marta.post(at("decision-preview", public_id=ponti.cohort.public_id), data)
    before = Enrolment.objects.count()
    done = marta.post(at("decision", public_id=ponti.cohort.public_id), data | {"reply": "See you soon"}, follow=True)
    again = marta.post(at("decision", public_id=ponti.cohort.public_id), data, follow=True)

    assert "Accept 2 applications?" in text_of(preview)
    assert "You are in: Bridges" in text_of(preview)  # Davide’s letter, in English
    assert "With them: 2 mentees, 0 places. 2 places would be missing." in text_of(preview)
    assert before == 0
    assert "2 applications are accepted." in text_of(done)
    assert "2 were left as they are" in text_of(again)
    assert Enrolment.objects.count() == 2
    assert OutboxMail.objects.count() == 2


@pytest.fixture
def crowd(people: Cast, ponti) -> list[Application]:
    """Sixty applications: more than a page; every third of somebody who could mentor."""
    found = []
    for number in range(60):
        person = Membership.objects.create(
            email=f"p{number:02}@example.org", given_name=f"P{number:02}", family_name="Rossi"
        )
        found.append(
            Application(
                cohort=ponti.cohort, membership=person, role="mentee" if number % 3 else "mentor",
                questionnaire=ponti.cohort.questionnaire or Questionnaire.objects.get(), answers=ponti.answers,
                state="accepted" if number < 3 else "received", submitted_at=clock.now(),
            )
        )  # fmt: skip
    return Application.objects.bulk_create(found)


def test_all_that_match_are_decided_on_beyond_the_page_with_the_count_said_before(people: Cast, ponti, crowd):
    marta = client_of(people.marta)
    page = marta.get(at("application-list", public_id=ponti.cohort.public_id), {"role": "mentee"})
    assert "All 40 that match, on the other pages too" not in text_of(page)  # one page holds them
    everything = marta.get(at("application-list", public_id=ponti.cohort.public_id))
    assert "All 60 that match, on the other pages too" in text_of(everything)

    sent = {"decision": "accept", "everything": "1", "filter-role": "mentee"}
    preview = marta.post(at("decision-preview", public_id=ponti.cohort.public_id), sent)
    ponti.apply(people.giulio)  # comes in between: not counted, and not decided on
    pinned = {"decision": "accept", "these": preview.context["these"]}
    done = marta.post(at("decision", public_id=ponti.cohort.public_id), pinned, follow=True)

    assert "Accept 40 applications?" in text_of(preview)
    assert "2 of them stay as they are: their state does not allow this." in text_of(preview)
    assert "38 applications are accepted." in text_of(done)
    assert set(Application.objects.filter(state="received").values_list("role", flat=True)) == {"mentor", "mentee"}
    assert Application.objects.get(membership=people.giulio).state == "received"
    assert Enrolment.objects.filter(role="mentor").count() == 0


def test_all_that_match_follows_the_words_looked_for(people: Cast, ponti, crowd):
    sent = {"decision": "decline", "everything": "1", "filter-q": "P07"}

    preview = client_of(people.marta).post(at("decision-preview", public_id=ponti.cohort.public_id), sent)

    assert [one.membership.given_name for one in preview.context["applications"]] == ["P07"]


def test_a_long_list_of_names_is_folded(people: Cast, ponti, crowd):
    sent = {"decision": "decline", "everything": "1"}

    preview = client_of(people.marta).post(at("decision-preview", public_id=ponti.cohort.public_id), sent)

    assert "Decline 60 applications?" in text_of(preview)
    assert "And 10 more" in text_of(preview)


def test_bulk_decision_needs_a_choice_and_stays_in_its_cohort(people: Cast, ponti):
    other = actions.open_registration(actions.copy_cohort(ponti.cohort, by=people.marta), by=people.marta)
    elsewhere = ponti.apply(people.giulio)
    marta = client_of(people.marta)

    for chosen in ([], [str(elsewhere.public_id)], ["nonsense"]):
        page = marta.post(
            at("decision-preview", public_id=other.public_id),
            {"decision": "accept", "application": chosen},
            follow=True,
        )
        assert "Choose at least one application" in text_of(page)
    refused = client_of(people.ada).post(
        at("decision", public_id=ponti.cohort.public_id), {"decision": "accept", "application": [elsewhere.public_id]}
    )
    assert refused.status_code == 404
    assert Enrolment.objects.count() == 0


@pytest.mark.parametrize("decision", ["accept", "waitlist", "decline"])
def test_letters_are_worded_when_they_are_sent(people: Cast, ponti, decision, mailoutbox):
    application = ponti.apply(people.davide)
    OutboxMail.objects.all().delete()
    acts = {"accept": actions.accept_applications, "waitlist": actions.waitlist_applications, "decline": actions.decline_applications}  # fmt: skip

    acts[decision]([application], by=people.marta, reply="In my own words")
    deliver_mail(OutboxMail.objects.get().pk)

    assert len(mailoutbox) == 1
    assert "Bridges" in mailoutbox[0].subject
    assert "In my own words" in mailoutbox[0].body
    assert "In my own words" in mailoutbox[0].alternatives[0][0]
    assert str(application.public_id) in mailoutbox[0].body


def test_a_letter_about_a_decision_that_no_longer_stands_is_not_sent(people: Cast, ponti, mailoutbox):
    application = ponti.apply(people.davide)
    OutboxMail.objects.all().delete()
    actions.waitlist_applications([application], by=people.marta)
    first = OutboxMail.objects.get()
    actions.accept_applications([application], by=people.marta)

    assert deliver_mail(first.pk) == "dropped"
    assert mailoutbox == []


def test_notes_and_remarks_are_for_coordinators(people: Cast, ponti):
    application = ponti.apply(people.giulio)
    marta = client_of(people.marta)

    empty = marta.post(at("application-notes", public_id=application.public_id), {"text": " "})
    marta.post(at("application-notes", public_id=application.public_id), {"text": "Sentito al telefono"})
    marta.post(at("application-remarks", public_id=application.public_id), {"q-staff_remark": "Parla piano"})
    detail = text_of(marta.get(at("application-detail", public_id=application.public_id)))
    own = text_of(client_of(people.giulio).get(at("own-application", public_id=application.public_id)))

    assert empty.status_code == 422
    assert "Sentito al telefono" in detail
    assert "Parla piano" in detail
    assert "Sentito al telefono" not in own
    assert "Parla piano" not in own


def test_exports_leave_out_what_is_delicate_and_what_is_for_its_author(people: Cast, ponti):
    questions = standard_questions()
    from dataclasses import replace

    questions = questions.with_question(replace(questions.question("goals"), sensitive=True, visible_to="coordinators"))
    questions = questions.with_question(replace(questions.question("style"), visible_to="me", rule=None))
    actions.change_questions(ponti.programme, questions, by=people.marta)
    ponti.cohort.refresh_from_db()
    application = ponti.apply(people.giulio, now="=HYPERLINK(1)", **{"goals:consent": True}, style="plans")
    marta = client_of(people.marta)

    xlsx = marta.get(at("application-export-xlsx", public_id=ponti.cohort.public_id))
    csv = marta.get(at("application-export-csv", public_id=ponti.cohort.public_id)).content.decode("utf-8-sig")
    detail = text_of(marta.get(at("application-detail", public_id=application.public_id)))

    rows = CalamineWorkbook.from_filelike(io.BytesIO(xlsx.content)).get_sheet_by_index(0).to_python()
    assert rows[1][:5] == ["Giulio", "Serra", "giulio.serra@example.org", "mentee", "received"]
    assert "'=HYPERLINK(1)" in csv
    assert "Arrivare a gennaio" in detail
    for secret in ("Arrivare a gennaio", "Someone who makes plans"):
        assert secret not in csv
    assert "Someone who makes plans" not in detail
    assert len(rows) == 2


def test_supply_and_demand_links_to_the_people_it_counts(people: Cast, ponti):
    ponti.apply(people.giulio, topics_needed=["abroad"])
    ponti.apply(people.paola, topics_needed=["abroad"])
    ponti.apply(people.ada, "mentor", topics_offered=["speaking"])

    page = client_of(people.marta).get(at("cohort-detail", public_id=ponti.cohort.public_id))

    assert "Recruits are short for one topic: Working abroad." in text_of(page)
    assert "?role=mentee&amp;topic=topics_needed%3Aabroad" in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_cohort_page_asks_the_same_whatever_its_length(people: Cast, ponti, number, django_assert_num_queries):
    for n in range(number):
        actions.accept_applications([ponti.apply(join(f"Nome{n}", "Prova"))], by=people.marta)
    marta = client_of(people.marta)
    marta.get(at("cohort-detail", public_id=ponti.cohort.public_id))

    with django_assert_num_queries(12):
        marta.get(at("cohort-detail", public_id=ponti.cohort.public_id))


def test_a_cohort_leads_to_its_rounds_and_back(people: Cast, ponti):
    actions.close_registration(ponti.cohort, by=people.marta)
    marta, rounds = client_of(people.marta), f"/montefeltro/cohorts/{ponti.cohort.public_id}/rounds/"

    page = marta.get(at("cohort-detail", public_id=ponti.cohort.public_id)).content.decode()
    back = marta.get(rounds).content.decode()

    assert page.count(f'href="{rounds}"') == 2  # the next step, and where readiness is counted
    assert f'href="{at("cohort-detail", public_id=ponti.cohort.public_id)}"' in back
