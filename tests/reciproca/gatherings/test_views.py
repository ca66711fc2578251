"""The pages of coffee rounds: from both sides, each step by the forms that are on them."""

import io
import re
import zipfile
from datetime import timedelta

from django.test import Client

from cast import Cast
from circling import under_way
from gathering import started, together
from reciproca.boundaries.actions import block_person, mark_minor
from reciproca.boundaries.choices import MarkedBy
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.gatherings import actions
from reciproca.gatherings.models import Coffee, CoffeeSeat
from reciproca.network.models import Interaction
from reciproca.pages.steps import steps_for

HERE = "/montefeltro/coffee/"


def signed_in(person: Membership) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def page(person: Membership, path: str = "", status: int = 200) -> str:
    answer = signed_in(person).get(HERE + path)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode())


def press(by: Membership, path: str, **fields: object) -> int:
    return signed_in(by).post(HERE + path, fields).status_code


def told(**changes: object) -> dict[str, object]:
    day = clock.today() + timedelta(days=3)
    return {
        "title": "Un caffè in più", "words": "Mezz’ora.", "whose": "all", "begins_on": day.isoformat(), "every_weeks": "2",
        "rounds": "6", "apart_rounds": "", "way": "either", "city": "", **changes,
    }  # fmt: skip


def test_who_may_end_one_changes_it_and_what_was_typed_stays(people: Cast) -> None:
    coffee = started(people.marta)
    one = f"{coffee.public_id}/"
    assert f"{one}change/" in page(people.marta, one)
    assert f"{one}change/" not in page(people.ada, one)
    assert page(people.ada, f"{one}change/", status=404)
    assert 'value="Un caffè con chi non conosci"' in page(people.marta, f"{one}change/")

    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    refused = signed_in(people.marta).post(f"{HERE}{one}change/", told(version="1", begins_on=yesterday))
    assert refused.status_code == 422
    assert "Scegli un giorno che deve ancora venire." in refused.content.decode()
    assert "Un caffè in più" in refused.content.decode()

    assert press(people.marta, f"{one}change/", **told(version="1")) == 302
    assert "Un caffè in più" in page(people.ada, one)
    stale = signed_in(people.marta).post(f"{HERE}{one}change/", told(version="1", title="Un caffè a metà"))
    assert stale.status_code == 409
    assert 'value="Un caffè a metà"' in stale.content.decode()  # sending again keeps it
    assert 'name="version" value="2"' in stale.content.decode()


def test_one_is_started_joined_skipped_paused_and_left(people: Cast) -> None:
    assert "Nessun giro in corso." in page(people.ada)
    assert page(people.ada, "new/", status=302) == ""  # who sits in no circle and does not coordinate
    assert press(people.marta, "new/", **told()) == 302
    coffee = Coffee.objects.get()
    one = f"{coffee.public_id}/"

    assert "Un caffè in più" in page(people.ada)
    assert "Ci sto" in page(people.ada, one)
    assert press(people.ada, f"{one}joining/") == 302
    assert "Salta il prossimo" in page(people.ada, one)
    assert press(people.ada, f"{one}skip/", answer="yes") == 302
    assert "Al prossimo ci sono, invece" in page(people.ada, one)
    assert press(people.ada, f"{one}pause/", answer="yes") == 302
    assert "Torna a partecipare" in page(people.ada, one)
    assert press(people.ada, f"{one}departure/") == 302
    assert not CoffeeSeat.objects.exists()
    assert "Ci sto" in page(people.ada, one)


def test_what_cannot_be_taken_stays_in_the_form(people: Cast) -> None:
    today = clock.today()
    for wrong, field in (({"title": ""}, "title"), ({"rounds": "0"}, "rounds"), ({"whose": "circle 0"}, "whose")):
        answer = signed_in(people.marta).post(f"{HERE}new/", told(**wrong))
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        assert "Mezz’ora." in answer.content.decode()
    answer = signed_in(people.marta).post(f"{HERE}new/", told(begins_on=today.isoformat()))
    assert "Scegli un giorno che deve ancora venire." in answer.content.decode()
    assert not Coffee.objects.exists()


def test_of_a_circle_only_its_people_know(people: Cast) -> None:
    circle = under_way(people)
    assert press(people.ada, "new/", **told(whose=f"circle {circle.public_id}")) == 302
    one = f"{Coffee.objects.get().public_id}/"

    assert "del cerchio «Prime volte»" in page(people.giulio, one)
    for stranger in (people.davide, people.marta):
        assert page(stranger, one, status=404)
        assert "Un caffè in più" not in page(stranger)
        assert press(stranger, f"{one}joining/") == 404
    assert page(people.ada, f"{one}export.csv", status=404)
    assert "I giri, in numeri" not in page(people.ada, one)


def test_the_table_says_with_whom_and_both_say_that_they_met(people: Cast) -> None:
    table = together(people)
    one = f"tables/{table.public_id}/"
    assert "Un caffè con Giulio" in page(people.ada, one)
    assert page(people.paola, one, status=404)
    assert page(people.marta, one, status=404)

    answer = signed_in(people.ada).post(f"{HERE}{one}conversation/")
    assert answer.status_code == 302
    assert "/conversations/" in answer["Location"]
    assert press(people.ada, f"{one}word/", answer="met") == 302
    assert "Ada dice che vi siete visti" in page(people.giulio, one)
    assert any("Ada dice che avete preso un caffè" in step.title for step in steps_for(people.giulio))
    assert press(people.giulio, f"{one}word/", answer="met") == 302
    assert "Vi siete visti." in page(people.ada, one)
    assert Interaction.objects.filter(object_kind="coffeetable").count() == 1
    assert press(people.giulio, f"{one}word/", answer="nonsense") == 404


def test_today_says_with_whom_one_is_drawn_and_what_one_could_be_in(people: Cast) -> None:
    together(people)
    assert any("Questa volta prendi il caffè con Giulio." in step.title for step in steps_for(people.ada))
    assert any("vuoi partecipare?" in step.title for step in steps_for(people.paola))


def test_who_is_left_over_reads_it_in_the_same_words_as_who_was_blocked(people: Cast) -> None:
    table = together(people)
    one = f"{table.turn.coffee.public_id}/"
    left = started(people.marta, [people.paola], title=table.turn.coffee.title)
    actions.draw_coffee(left)
    block_person(people.giulio, by=people.ada)

    said = "Questa volta per te non c’è nessuno."
    assert said in page(people.paola, f"{left.public_id}/")
    assert said in page(people.giulio, one)
    assert said in page(people.ada, one)
    assert page(people.giulio, f"tables/{table.public_id}/", status=404)


def test_who_coordinates_sees_numbers_and_never_who_met_whom(people: Cast) -> None:
    table = together(people)
    for person in (people.ada, people.giulio):
        actions.say_of_table(table, "met", by=person)
    one = f"{table.turn.coffee.public_id}/"
    seen = page(people.marta, one)

    assert "I giri, in numeri" in seen
    assert "Giulio" not in seen
    assert "Ada" not in seen
    numbers = signed_in(people.marta).get(f"{HERE}{one}export.csv").content.decode("utf-8-sig")
    assert numbers.splitlines()[1].startswith("1;")
    assert "2;2;0;0" in numbers
    assert "Ada" not in numbers
    with zipfile.ZipFile(io.BytesIO(signed_in(people.marta).get(f"{HERE}{one}export.xlsx").content)) as book:
        who_is_in = " ".join(book.read(name).decode() for name in book.namelist())
    assert "Ada Carta" in who_is_in
    assert "Giulio Serra" in who_is_in
    assert page(people.ada, f"{one}export.csv", status=404)


def test_who_coordinates_ends_it(people: Cast) -> None:
    coffee = started(people.marta, [people.ada])
    one = f"{coffee.public_id}/"
    assert page(people.ada, f"{one}ending/", status=404)
    assert "Vuoi chiudere" in page(people.marta, f"{one}ending/")
    assert press(people.marta, f"{one}ending/") == 302
    assert "È finito." in page(people.ada, one)
    assert press(people.giulio, f"{one}joining/") == 302
    assert CoffeeSeat.objects.count() == 1


def test_minors_are_told_so(people: Cast) -> None:
    coffee = started(people.marta)
    mark_minor(people.paola, how=MarkedBy.COORDINATOR, by=people.marta)
    assert "I giri di caffè sono fra persone adulte." in page(people.paola)
    assert page(people.paola, f"{coffee.public_id}/", status=404)


def test_who_has_nobody_to_start_one_for_reads_who_may(people: Cast) -> None:
    answer = signed_in(people.paola).get(f"{HERE}new/", follow=True)

    assert answer.redirect_chain == [(HERE, 302)]
    assert "Lo avvia chi coordina" in answer.content.decode()
