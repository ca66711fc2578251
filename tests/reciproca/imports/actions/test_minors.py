"""A column that says who is under age."""

import pytest

from cast import Cast
from import_sheets import plain_csv
from reciproca.boundaries.actions import mark_minor
from reciproca.boundaries.choices import MarkedBy
from reciproca.boundaries.models import Minor
from reciproca.imports.actions import start_import, start_undo


def sheet(people: Cast, header: str, yes: str = "sì", no: str = "no") -> bytes:
    return plain_csv(
        ["Nora Vitali", people.nora.email, yes],
        ["Lia Pes", "lia@example.org", yes],
        ["Ada Carta", people.ada.email, no],
        headers=["Nome e cognome", "E-mail", header],
    )


@pytest.mark.parametrize(("header", "yes", "no"), [("Minorenne", "sì", "no"), ("Under 18", "yes", "no")])
def test_the_column_is_recognised_and_marks(bring, people: Cast, header: str, yes: str, no: str) -> None:
    mark_minor(people.ada, how=MarkedBy.COORDINATOR, by=people.marta)

    batch = start_import(bring(sheet(people, header, yes, no)), by=people.marta)

    assert batch.state == "committed"
    marked = dict(Minor.objects.values_list("membership__given_name", "marked_how"))
    assert marked == {"Nora": "import", "Lia": "import", "Ada": "coordinator"}  # a “no” takes nothing back


def test_undoing_takes_back_the_marks_of_the_import_alone(bring, people: Cast) -> None:
    mark_minor(people.nora, how=MarkedBy.COORDINATOR, by=people.marta)
    batch = start_import(bring(sheet(people, "Minorenne")), by=people.marta)
    assert Minor.objects.count() == 2

    start_undo(batch, by=people.marta)

    assert [minor.membership for minor in Minor.objects.all()] == [people.nora]
