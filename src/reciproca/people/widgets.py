"""Controls of this room: several short lines, several languages. They work without script: there is always a free line."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .choices import SPOKEN, LanguageLevel

__all__ = ["CommaField", "LanguagesField", "LinesField"]


class LinesInput(forms.Widget):
    """One input a line, and one free line at least."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, least: int = 3, most: int = 8, each: int = 200) -> None:
        super().__init__(attrs)
        self.least, self.most, self.each = least, most, each

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, []))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        texts = [text for text in value or [] if str(text).strip()]
        lines = texts + [""] * (min(max(self.least, len(texts) + 1), self.most) - len(texts))
        attrs = self.build_attrs(self.attrs, attrs)
        extra = _flat({key: attrs[key] for key in ("aria-describedby", "aria-invalid") if key in attrs})
        return format_html(
            '<div class="lines">{}</div>',
            format_html_join(
                "",
                '<input class="input" type="text" name="{}" id="{}" value="{}" maxlength="{}" aria-label="{}"{}>',
                (
                    (
                        name,
                        f"{attrs.get('id', name)}_{i}",
                        text,
                        self.each,
                        _("line %(number)s") % {"number": i + 1},
                        extra,
                    )
                    for i, text in enumerate(lines)
                ),
            ),
        )

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_0" if id_ else id_


class LinesField(forms.Field):
    """A few short texts, one a line."""

    widget = LinesInput

    def __init__(self, *, least: int = 3, most: int = 8, each: int = 200, **options: Any) -> None:
        options.setdefault("widget", LinesInput(least=least, most=most, each=each))
        super().__init__(**options)
        self.most, self.each = most, each

    def to_python(self, value: Any) -> list[str]:
        return [" ".join(str(text).split()) for text in value or [] if str(text).strip()]

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(value) > self.most:
            raise forms.ValidationError(
                ngettext("At most %(most)d line.", "At most %(most)d lines.", self.most) % {"most": self.most}
            )
        if any(len(text) > self.each for text in value):
            raise forms.ValidationError(_("A line is at most %(each)d characters long.") % {"each": self.each})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.to_python(data)


class CommaInput(forms.TextInput):
    def format_value(self, value: Any) -> str:
        return ", ".join(value) if isinstance(value, list | tuple) else (value or "")


class CommaField(forms.CharField):
    """A few words in one line, with commas between them."""

    widget = CommaInput

    def __init__(self, *, most: int = 15, each: int = 60, **options: Any) -> None:
        super().__init__(max_length=most * (each + 2), **options)
        self.most, self.each = most, each

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        found = {
            " ".join(word.split()).casefold(): " ".join(word.split()) for word in text.replace(";", ",").split(",")
        }
        found.pop("", None)
        words = list(found.values())
        if len(words) > self.most:
            raise forms.ValidationError(
                ngettext("At most %(most)d thing.", "At most %(most)d things.", self.most) % {"most": self.most}
            )
        if any(len(word) > self.each for word in words):
            raise forms.ValidationError(_("Each is at most %(each)d characters long.") % {"each": self.each})
        return words


class LanguagesInput(forms.Widget):
    """A language and how well it is spoken, a row each."""

    use_fieldset = True
    most = 6

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        codes, levels = data.getlist(name), data.getlist(f"{name}_level")
        return [{"code": code, "level": level} for code, level in zip(codes, levels, strict=False) if code]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        spoken: list[Mapping[str, str]] = [language for language in value or [] if language.get("code")]
        rows = [*spoken, {}][: self.most]
        rows += [{}] * (2 - len(rows))
        id_ = self.build_attrs(self.attrs, attrs).get("id", name)
        return format_html(
            '<div class="lines">{}</div>',
            format_html_join(
                "",
                '<div class="lines__pair"><select class="select" name="{}" id="{}" aria-label="{}">{}</select>'
                '<select class="select" name="{}" aria-label="{}">{}</select></div>',
                (
                    (
                        name,
                        f"{id_}_{i}",
                        _("language %(number)s") % {"number": i + 1},
                        _options([("", "—"), *SPOKEN], language.get("code", "")),
                        f"{name}_level",
                        _("how well you speak language %(number)s") % {"number": i + 1},
                        _options(LanguageLevel.choices, language.get("level", LanguageLevel.FLUENT)),
                    )
                    for i, language in enumerate(rows)
                ),
            ),
        )

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_0" if id_ else id_


class LanguagesField(forms.Field):
    """Languages from a list, each with how well it is spoken."""

    widget = LanguagesInput

    def clean(self, value: Any) -> list[dict[str, str]]:
        known, seen = dict(SPOKEN), {}
        for language in value or []:
            code, level = language.get("code"), language.get("level")
            if code in known and code not in seen:
                seen[code] = {
                    "code": code,
                    "level": level if level in LanguageLevel.values else LanguageLevel.FLUENT.value,
                }
        languages = list(seen.values())
        if self.required and not languages:
            raise forms.ValidationError(self.error_messages["required"])
        return languages


def _options(choices: Sequence[tuple[Any, Any]], chosen: str) -> str:
    plain, marked = '<option value="{}">{}</option>', '<option value="{}" selected>{}</option>'
    options = (format_html(marked if value == chosen else plain, value, label) for value, label in choices)
    return format_html_join("", "{}", ((option,) for option in options))


def _flat(attrs: Mapping[str, str]) -> str:
    return format_html_join("", ' {}="{}"', attrs.items())
