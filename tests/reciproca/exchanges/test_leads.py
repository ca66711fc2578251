import pytest

from asking import lead
from cast import Cast
from reciproca.boundaries.actions import block_person
from reciproca.exchanges import actions
from reciproca.exchanges.models import Lead
from reciproca.exchanges.queries import evidence_for_thanks, leads_to_answer, leads_visible_to
from reciproca.network.models import Interaction
from reciproca.network.queries import lines_between
from reciproca.notifications.models import OutboxMail


def letters() -> list[tuple[str, str]]:
    rows = OutboxMail.objects.filter(renderer__contains=".lead_").order_by("pk")
    return [
        (renderer.rpartition(".")[2], to.partition(".")[0])
        for renderer, to in rows.values_list("renderer", "recipient")
    ]


def test_a_lead_is_read_by_the_two_alone(people: Cast) -> None:
    given = lead(people)

    assert given.state == "given"
    assert list(leads_visible_to(people.ada)) == list(leads_to_answer(people.giulio)) == [given]
    assert list(leads_visible_to(people.marta)) == []
    assert (letters(), Interaction.objects.count()) == ([("lead_given", "giulio")], 0)


def test_taken_up_it_is_a_line_and_heavier_once_it_came_to_something(people: Cast) -> None:
    given = lead(people)

    actions.take_up_lead(given, by=people.giulio, reply="Ci provo.")
    assert [line.object_id for line in lines_between(people.ada, people.giulio)] == [str(given.public_id)]
    assert Interaction.objects.get().weight == 3.0
    actions.tell_outcome(given, by=people.giulio, came=True, outcome="Ammessi.")

    assert given.state == "something"
    weights = [(row.weight, row.cancels is not None) for row in Interaction.objects.order_by("seq")]
    assert weights == [(3.0, False), (3.0, True), (5.0, False)]
    [line] = lines_between(people.ada, people.giulio)
    assert line.is_confirmed
    assert [found.object_kind for found in evidence_for_thanks(people.giulio)] == ["lead"]
    assert letters()[1:] == [("lead_taken_up", "ada"), ("lead_settled", "ada")]
    with pytest.raises(actions.NoLongerThere):
        actions.tell_outcome(given, by=people.giulio, came=True)


def test_nothing_came_of_it_and_the_line_stays_as_it_was(people: Cast) -> None:
    given = actions.take_up_lead(lead(people), by=people.giulio)

    actions.tell_outcome(given, by=people.giulio, came=False, outcome="Arrivati tardi.")

    assert (given.state, Interaction.objects.count()) == ("nothing", 1)


def test_a_kind_no_and_taking_back(people: Cast) -> None:
    first, second = lead(people), lead(people, title="Un cliente")
    with pytest.raises(actions.NoLongerThere):
        actions.take_up_lead(first, by=people.ada)

    actions.decline_lead(first, by=people.giulio, reply="Non è il mio campo.")
    actions.withdraw_lead(second, by=people.ada)

    assert [one.state for one in leads_visible_to(people.ada)] == ["withdrawn", "declined"]
    assert [one.state for one in leads_visible_to(people.giulio)] == ["declined"]
    with pytest.raises(actions.NoLongerThere):
        actions.take_up_lead(Lead.objects.get(title="Un cliente"), by=people.giulio)
    assert Interaction.objects.count() == 0


def test_between_two_who_must_not_meet_there_is_no_lead(people: Cast) -> None:
    given = lead(people)
    block_person(people.ada, by=people.giulio)

    assert list(leads_visible_to(people.giulio)) == list(leads_visible_to(people.ada)) == []
    with pytest.raises(actions.NoLongerThere):
        actions.take_up_lead(given, by=people.giulio)
    with pytest.raises(actions.NobodyToLead):
        lead(people)
    with pytest.raises(actions.NobodyToLead):
        actions.give_lead(people.ada, by=people.ada, kind="job", title="A me", words="Sempre a me.")
    with pytest.raises(actions.NothingPassedOn):
        actions.give_lead(people.paola, by=people.ada, kind="job", title="Un posto", words=" ")
