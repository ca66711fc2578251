"""The desk: a sheet is handed in, its columns are named, cells are put right."""

import io
from typing import IO, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reciproca.communities.models import Membership
from reciproca.core.fields import choice_field
from reciproca.programmes.choices import CohortState
from reciproca.programmes.queries import cohorts_visible_to

from .choices import TARGETS, Kind
from .models import ImportBatch, ImportRow
from .words import field_name

__all__ = ["ColumnsForm", "MappingNameForm", "ReadingForm", "RowForm", "UploadForm"]


class CohortField(forms.ModelChoiceField):
    def label_from_instance(self, cohort: Any) -> str:
        return f"{cohort.programme.name}, {cohort.name}"


class UploadForm(forms.Form):
    """A file, or a table pasted from a spreadsheet program."""

    kind = forms.ChoiceField(
        label=_("What is in the sheet?"),
        choices=[
            (Kind.PEOPLE, _("People")),
            (Kind.APPLICATIONS, _("People who apply to a cohort, with their answers")),
            (Kind.PAIRS, _("Pairs that are meeting now")),
            (Kind.PAST_PAIRS, _("Pairs of past editions")),
        ],
        widget=forms.RadioSelect,
        initial=Kind.PEOPLE,
    )
    cohort = CohortField(
        queryset=None,
        required=False,
        label=_("Which cohort do they apply to?"),
        help_text=_("Only for people with their answers."),
        empty_label=_("none"),
        to_field_name="public_id",
    )
    file = forms.FileField(
        label=_("The file"),
        required=False,
        help_text=_("Excel, LibreOffice, CSV or TSV, as it is. Your file is not changed."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
        allow_empty_file=True,  # the reading says better what is the matter
    )
    pasted = forms.CharField(
        label=_("Or paste the rows here"),
        required=False,
        strip=False,
        max_length=2_000_000,
        help_text=_("Select the rows in your program, with the names of the columns, copy and paste."),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )

    def __init__(self, *arguments: Any, person: Membership, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["cohort"].queryset = cohorts_visible_to(person).order_by("-created_at")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("file") and not (given.get("pasted") or "").strip() and "file" not in self.errors:
            self.add_error("file", _("Choose a file, or paste the rows below."))
        if given.get("kind") == Kind.APPLICATIONS and not given.get("cohort") and "cohort" not in self.errors:
            self.add_error("cohort", _("Choose the cohort these people apply to."))
        return given

    @property
    def upload(self) -> tuple[IO[bytes], str]:
        """What was handed in, and its name."""
        file = self.cleaned_data.get("file")
        if file:
            return file, file.name
        text = self.cleaned_data["pasted"]
        return io.BytesIO(text.encode("utf-8", "ignore")), str(pgettext_lazy("name of a file", "pasted rows")) + ".tsv"


class ReadingForm(forms.Form):
    """Reading the same file in another way."""

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    header_row = forms.IntegerField(
        label=_("The names of the columns are in row"), required=False, min_value=1, max_value=1000,
        widget=forms.NumberInput(attrs={"class": "input input--short", "inputmode": "numeric"}),
    )  # fmt: skip
    encoding = forms.ChoiceField(
        label=_("Characters"), required=False,
        choices=[("", _("as we found them")), ("utf-8", "UTF-8"), ("cp1252", "Windows-1252"), ("mac_roman", "Mac Roman"), ("utf-16", "UTF-16")],
    )  # fmt: skip
    delimiter = forms.ChoiceField(
        label=_("Separator"), required=False,
        choices=[("", _("as we found it")), (",", _("comma")), (";", _("semicolon")), ("\t", _("tab")), ("|", _("bar"))],
    )  # fmt: skip

    def __init__(self, *arguments: Any, batch: ImportBatch, **options: Any) -> None:
        shape = batch.shape
        options.setdefault(
            "initial", {"sheet": shape.get("sheet"), "header_row": shape.get("header_row"), **batch.reading}
        )
        options["prefix"] = "reading"
        super().__init__(*arguments, **options)
        sheets = shape.get("sheets", [])
        choice_field(self, "sheet").choices = [
            (one["name"], one["name"] if not one["hidden"] else _("%(sheet)s (hidden)") % {"sheet": one["name"]})
            for one in sheets
        ]
        if len(sheets) < 2:
            del self.fields["sheet"]
        if shape.get("kind") not in ("csv", "tsv", None):
            del self.fields["encoding"], self.fields["delimiter"]

    def wishes(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


class ColumnsForm(forms.Form):
    """One choice for each column, and what cannot be told from the sheet alone."""

    def __init__(
        self, *arguments: Any, batch: ImportBatch, questions: dict[str, str], person: Membership, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.batch = batch
        groups = [(label, [(name, field_name(name)) for name in names]) for label, names in TARGETS[batch.kind]]
        if questions:
            groups.append((_("Questions of the cohort"), list(questions.items())))
        choices = [("", _("do not import")), *groups]
        for position, column in enumerate(batch.columns):
            self.fields[f"c{position}"] = forms.ChoiceField(
                label=column["header"], choices=choices, required=False, initial=column["field"],
                widget=forms.Select(attrs={"class": "select select--row"}),
            )  # fmt: skip
        if batch.is_about_people:
            self.fields["role"] = forms.ChoiceField(
                label=_("Where the row does not say it, they are"), required=False, initial=batch.options.get("role", ""),
                choices=[("", _("let the row say it")), ("mentor", _("mentors")), ("mentee", _("mentees"))],
            )  # fmt: skip
            if batch.kind == Kind.PEOPLE:
                del self.fields["role"]
        else:
            self.fields["pairs"] = forms.ChoiceField(
                label=_("These pairs"), initial=batch.kind, required=False, widget=forms.RadioSelect,
                choices=[
                    (Kind.PAIRS, _("are meeting now: they go on here as mentorships")),
                    (Kind.PAST_PAIRS, _("are of the past: they are not proposed to one another again")),
                ],
            )  # fmt: skip
            self.fields["cohort"] = CohortField(
                queryset=cohorts_visible_to(person).exclude(state=CohortState.ENDED).order_by("-created_at"),
                required=False, label=_("In which cohort they are meeting"), empty_label=_("none"),
                to_field_name="public_id", initial=batch.cohort.public_id if batch.cohort else None,
                help_text=_("Only for pairs that are meeting now. Who is not in it yet comes in, as mentor or as mentee."),
            )  # fmt: skip
            self.fields["edition"] = forms.CharField(
                label=_("Edition"), required=False, max_length=120, initial=batch.options.get("edition", ""),
                help_text=_("Only for pairs of the past: when they met, for example “Ponti 2024”. A column of its own wins over this."),
            )  # fmt: skip
        self.fields["date_order"] = forms.ChoiceField(
            label=_("Dates are written as"), required=False, initial=batch.options.get("date_order", ""),
            choices=[("", _("as the column shows")), ("dmy", _("day, month, year")), ("mdy", _("month, day, year")), ("ymd", _("year, month, day"))],
        )  # fmt: skip

    def columns(self) -> list[tuple[dict[str, Any], forms.BoundField, list[Any]]]:
        """Each column with its control and what stands in it, for the table."""
        samples = self.batch.shape.get("samples", [])
        return [
            (column, self[f"c{position}"], samples[position] if position < len(samples) else [])
            for position, column in enumerate(self.batch.columns)
        ]

    def chosen(self) -> list[str]:
        return [self.cleaned_data[f"c{position}"] for position in range(len(self.batch.columns))]

    def asked(self) -> dict[str, str]:
        names = ("role", "edition", "date_order", "pairs")
        asked = {name: self.cleaned_data[name].strip() for name in names if name in self.cleaned_data}
        if cohort := self.cleaned_data.get("cohort"):
            asked["cohort"] = str(cohort.public_id)
        return asked


class RowForm(forms.Form):
    """Cells of one row; only those that are sent are changed."""

    def __init__(self, *arguments: Any, row: ImportRow, standing: dict[str, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.headers = {f"c{position}": header for position, header in enumerate(row.batch.headers)}
        for name, header in self.headers.items():
            text = standing.get(header, "")
            long = len(text) > 80 or "\n" in text
            widget = forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput()
            self.fields[name] = forms.CharField(
                label=header, required=False, strip=False, max_length=32_000, widget=widget, initial=text
            )

    def corrections(self) -> dict[str, str]:
        return {header: self.cleaned_data[name] for name, header in self.headers.items() if name in self.data}


class MappingNameForm(forms.Form):
    title = forms.CharField(
        label=_("Remember these columns as"),
        max_length=80,
        help_text=_("They are remembered anyway; with a name you can choose them for another sheet."),
    )
