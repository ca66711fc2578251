"""How a control describes itself: the error first, then the help; the right class for each widget."""

from datetime import date

from django import forms

from reciproca.core.templatetags.reciproca import (
    choices_are_short,
    control,
    described_by,
    first_control,
    kind_of,
    need_age,
    without_mark,
)
from reciproca.core.widgets import CodeInput, DateInput, TimeInput, WeekGrid, week


class Sample(forms.Form):
    name = forms.CharField(help_text="The name you use.")
    why = forms.CharField(widget=forms.Textarea)
    language = forms.ChoiceField(choices=[("it", "Italiano"), ("en", "English")])
    topics = forms.MultipleChoiceField(choices=[("a", "One"), ("b", "Two")], widget=forms.CheckboxSelectMultiple)
    manner = forms.ChoiceField(choices=[("a", "A" * 40), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField()
    when = forms.MultipleChoiceField(choices=WeekGrid.choices_of(), widget=WeekGrid)
    code = forms.CharField(widget=CodeInput)
    day = forms.DateField(widget=DateInput)
    hidden = forms.CharField(widget=forms.HiddenInput)


def test_fields_are_laid_out_by_their_widget() -> None:
    kinds = {field.name: kind_of(field) for field in Sample()}

    assert kinds == {
        "name": "one",
        "why": "one",
        "language": "one",
        "topics": "choices",
        "manner": "choices",
        "agreed": "tick",
        "when": "grid",
        "code": "one",
        "day": "one",
        "hidden": "hidden",
    }


def test_control_names_the_error_before_the_help() -> None:
    field = Sample({"name": ""})["name"]

    assert described_by(field) == "id_name-error id_name-help"
    assert 'aria-describedby="id_name-error id_name-help"' in control(field)
    assert 'aria-invalid="true"' in control(field)


def test_control_without_error_is_described_by_its_help_alone() -> None:
    assert described_by(Sample()["name"]) == "id_name-help"
    assert "aria-invalid" not in control(Sample()["name"])


def test_control_has_the_class_of_its_kind() -> None:
    form = Sample()

    assert 'class="select"' in control(form["language"])
    assert 'class="textarea"' in control(form["why"])
    assert 'class="input code-input figures"' in control(form["code"])
    assert 'class="input input--short"' in control(form["day"])


def test_number_written_in_letters_stays_where_it_was() -> None:
    class Places(forms.Form):
        places = forms.IntegerField(min_value=1, max_value=6)

    html = control(Places({"places": "thirty"})["places"])

    assert 'value="thirty"' in html
    assert 'type="text"' in html
    assert 'inputmode="numeric"' in html
    assert "max=" not in html


def test_summary_leads_to_the_first_of_a_list() -> None:
    form = Sample()

    assert [first_control(form[name]) for name in ("name", "topics", "when")] == [
        "id_name",
        "id_topics_0",
        "id_when_1-morning",
    ]


def test_choices_are_pills_while_short() -> None:
    assert (choices_are_short(Sample()["topics"]), choices_are_short(Sample()["manner"])) == (True, False)


def test_dates_and_times_travel_in_the_browsers_own_form() -> None:
    assert 'value="2026-11-22"' in DateInput().render("day", date(2026, 11, 22))
    assert 'type="time"' in TimeInput().render("at", "18:30")


def test_week_marks_the_moments_chosen() -> None:
    it = week({"2-evening"}, days=(1, 2), parts=("morning", "evening"))

    assert [[cell["free"] for cell in row["cells"]] for row in it["rows"]] == [[False, False], [False, True]]
    assert [cell["value"] for cell in it["rows"][1]["cells"]] == ["1-evening", "2-evening"]


def test_week_grid_offers_exactly_the_choices_of_its_field() -> None:
    form = Sample({"when": ["2-evening", "9-midnight"]})

    assert form["when"].errors
    assert [value for value, _ in WeekGrid.choices_of(days=(1,))] == ["1-morning", "1-lunch", "1-evening"]


def test_need_ages_after_two_weeks_and_a_month() -> None:
    assert [need_age(days) for days in (0, 13, 14, 29, 30, 400)] == ["fresh", "fresh", "ageing", "ageing", "old", "old"]


def test_question_becomes_the_name_of_its_field() -> None:
    assert without_mark("When could you meet?") == "When could you meet"
