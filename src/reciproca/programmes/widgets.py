"""Controls for answers that no single field can hold: a week’s moments, languages with their level, an order."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from reciproca.core.widgets import WeekGrid
from reciproca.people.choices import DAY_PARTS, DAYS

from .answers import LANGUAGE_NAMES
from .questionnaire import LEVELS, Option

__all__ = ["LanguagesInput", "MomentsInput", "RankingInput"]

_NUMBER_OF_DAY = {day: str(number) for number, day in enumerate(DAYS, 1)}
_DAY_OF_NUMBER = {number: day for day, number in _NUMBER_OF_DAY.items()}


class MomentsInput(WeekGrid):
    """The grid of a week; outside it a moment is “tue-evening”, inside “2-evening”."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, days=range(1, 8), parts=DAY_PARTS)
        self.choices = self.choices_of(range(1, 8), DAY_PARTS)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        moments = (str(moment).partition("-") for moment in value or ())
        return super().get_context(
            name, [f"{_NUMBER_OF_DAY.get(day, day)}-{part}" for day, _dash, part in moments], attrs
        )

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        moments = (moment.partition("-") for moment in super().value_from_datadict(data, files, name) or ())
        return [f"{_DAY_OF_NUMBER.get(day, day)}-{part}" for day, _dash, part in moments]


class _FromTemplate(forms.Widget):
    """A widget drawn by a template of this room, with rows of small controls."""

    template_name = ""
    use_fieldset = True

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        return render_to_string(self.template_name, self.get_context(name, value, attrs))


class LanguagesInput(_FromTemplate):
    """A few rows: language, level. Value: [{"code": "it", "level": "C2"}]."""

    template_name = "programmes/widgets/languages.html"
    ROWS = 4

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        rows = list(value or [])
        rows += [{}] * max(1, self.ROWS - len(rows))
        names = sorted(LANGUAGE_NAMES.items(), key=lambda pair: (pair[0] not in ("it", "en"), str(pair[1])))
        context |= {
            "name": name,
            "rows": rows,
            "names": names,
            "levels": LEVEL_WORDS,
            "id": (attrs or {}).get("id", name),
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        codes, levels = _list(data, f"{name}-language"), _list(data, f"{name}-level")
        levels = [*levels, *[""] * len(codes)]
        return [{"code": code, "level": level} for code, level in zip(codes, levels, strict=False) if code]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-language" not in data

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-1" if id_ else ""


class RankingInput(_FromTemplate):
    """A place for each option. Value: ids in order; two in the same place keep the order of the question."""

    template_name = "programmes/widgets/ranking.html"

    def __init__(self, options: Iterable[Option], most: int | None = None, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.options = tuple(options)
        self.most = min(most or len(self.options), len(self.options))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        place = {option_id: number for number, option_id in enumerate(value or [], 1)}
        rows = [{"option": option, "place": place.get(option.id)} for option in self.options]
        context |= {"name": name, "rows": rows, "places": range(1, self.most + 1), "id": (attrs or {}).get("id", name)}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        places = {option.id: data.get(f"{name}-{option.id}", "") for option in self.options}
        chosen = [option_id for option_id, place in places.items() if place.isdigit()]
        return sorted(chosen, key=lambda option_id: int(places[option_id]))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}-{option.id}" in data for option in self.options)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-1" if id_ else ""


LEVEL_WORDS = [
    ("", _("how well?")),
    (LEVELS[1], _("a little")),
    (LEVELS[2], _("enough to get by")),
    (LEVELS[3], _("well")),
    (LEVELS[4], _("very well")),
    (LEVELS[5], _("as my own")),
]


def _list(data: Any, name: str) -> list[str]:
    if hasattr(data, "getlist"):
        return data.getlist(name)
    value = data.get(name, [])
    return value if isinstance(value, list) else [value]
