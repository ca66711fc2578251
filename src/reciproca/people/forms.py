"""The desk of this room: what people tell about themselves, and what coordinators and the server's keepers write."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reciproca.communities.choices import LANGUAGES, Role
from reciproca.communities.models import Account, Community, Membership
from reciproca.core import clock
from reciproca.core.fields import MonthField, put_in_field
from reciproca.core.widgets import DateInput

from .choices import PathKind, ProfileField, Sight
from .models import Profile
from .queries import needs_of, offers_of, path_of
from .week import AvailabilityField
from .widgets import CommaField, LanguagesField, LinesField

__all__ = [
    "PARTS_OF_WELCOME", "SECTIONS", "CommunityForm", "ConsentForm", "DirectoryForm", "InvitationForm", "KeyForm", "MemberForm",
    "MinorForm", "NeedForm", "NewMemberForm", "PathSightForm", "PhotoForm", "RegisterForm", "path_forms",
]  # fmt: skip

LONG = forms.Textarea(attrs={"rows": 6})
SHORT = forms.Textarea(attrs={"rows": 3})


@cache
def time_zones() -> list[tuple[str, str]]:
    places = (
        "Africa/",
        "America/",
        "Antarctica/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    )
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if zone.startswith(places)]


FIELDS: dict[str, Any] = {
    "headline": lambda: forms.CharField(
        label=_("In one line, who are you?"),
        help_text=_("What you would say to somebody sitting next to you. For example: “I take Italian cheeses where nobody knows them yet”."),
        max_length=140,
        required=False,
    ),
    "story": lambda: forms.CharField(
        label=_("Your story"),
        help_text=_("How you got here, in a few sentences; the wrong turns too. Leave a line empty to begin a new paragraph."),
        max_length=4000, widget=LONG, required=False,
    ),
    "aims": lambda: forms.CharField(
        label=_("What you aim for"), help_text=_("In the next year or two."), max_length=1000, widget=SHORT, required=False
    ),
    "offers": lambda: LinesField(
        label=_("What can you offer?"),
        help_text=_("One thing a line, as concrete as you can: “read a first contract”, “business German”. Everyone has something: a tool, a language, a world others do not know."),
        required=False, least=4, most=12,
    ),
    "needs": lambda: LinesField(
        label=_("What do you need now?"),
        help_text=_("One thing a line. A sentence works better than a subject: “rehearse a difficult interview”."),
        required=False, least=3, most=6,
    ),
    "skills": lambda: CommaField(
        label=_("Skills"), help_text=_("With commas between them: negotiation, Excel, food labels."), required=False
    ),
    "interests": lambda: CommaField(label=_("Interests"), help_text=_("With commas between them."), required=False),
    "loves": lambda: CommaField(
        label=_("What you love outside work"), help_text=_("With commas between them: slow running, choirs, bread."), required=False
    ),
    "curious_about": lambda: CommaField(
        label=_("What you are curious about"),
        help_text=_("With commas between them. What you would like to be told about, even without a reason."), required=False,
    ),
    "languages": lambda: LanguagesField(label=_("Which languages do you speak?"), required=False),
    "city": lambda: forms.CharField(label=_("City"), max_length=80, required=False),
    "country": lambda: forms.CharField(label=_("Country"), max_length=80, required=False),
    "time_zone": lambda: forms.ChoiceField(label=_("Time zone"), choices=time_zones),
    "availability": lambda: AvailabilityField(
        label=_("When could you meet somebody?"), help_text=_("Two or three moments are enough. The hours are yours, where you are."), required=False
    ),
    "mentor_capacity": lambda: forms.IntegerField(
        label=_("How many people could you mentor at once?"),
        help_text=_("Zero is a good answer too. A programme asks you again."),
        min_value=0, max_value=20, required=False,
    ),
    "worthwhile": lambda: forms.CharField(
        label=_("What would make this worthwhile for you?"),
        help_text=_("Think of a year from now: what would have to have happened?"), max_length=1000, widget=SHORT, required=False,
    ),
}  # fmt: skip

#: Which choice of sight stands under which field. Interests and loves share one, as city, country and time zone do.
SIGHT_UNDER = {
    "story": ProfileField.STORY,
    "aims": ProfileField.AIMS,
    "offers": ProfileField.OFFERS,
    "needs": ProfileField.NEEDS,
    "skills": ProfileField.SKILLS,
    "loves": ProfileField.INTERESTS,
    "curious_about": ProfileField.CURIOUS_ABOUT,
    "languages": ProfileField.LANGUAGES,
    "time_zone": ProfileField.PLACE,
    "city": ProfileField.PLACE,
    "availability": ProfileField.AVAILABILITY,
    "worthwhile": ProfileField.WORTHWHILE,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A field of a section as the page shows it: the field, who sees it, and what stands there now if that differs."""

    field: forms.BoundField
    sight: forms.BoundField | None
    what: str
    theirs: str


class SectionForm(forms.Form):
    """A part of a profile. It carries the version it was read at; `keep_both` shows what was saved meanwhile."""

    names: tuple[str, ...] = ()
    required_names: tuple[str, ...] = ()
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.profile = profile
        self.theirs: dict[str, str] = {}
        told = _told(profile, self.names)
        self.initial = {"version": profile.version} | told
        for name in self.names:
            self.fields[name] = FIELDS[name]()
            if name in self.required_names:
                self.fields[name].required = True
        for sight in self._sights():
            self.fields[f"sight_{sight}"] = forms.ChoiceField(label=sight.label, choices=Sight.choices, required=False)
            self.initial[f"sight_{sight}"] = profile.sight_of(sight)
        if "offers" in self.required_names:
            self.fields["offers"].error_messages["required"] = _(
                "Write at least one thing, however small: nobody only receives here."
            )
            self.fields["needs"].error_messages["required"] = _(
                "Write at least one thing: who asks makes it easier for others to ask."
            )

    def _sights(self) -> list[ProfileField]:
        there = [SIGHT_UNDER[name] for name in self.names if name in SIGHT_UNDER]
        return list(dict.fromkeys(there))

    def clean_mentor_capacity(self) -> int:
        return self.cleaned_data.get("mentor_capacity") or 0

    def clean_headline(self) -> str:
        return " ".join(self.cleaned_data["headline"].split())

    def rows(self) -> Iterator[Row]:
        last_of = {SIGHT_UNDER[name]: name for name in self.names if name in SIGHT_UNDER}
        for name in self.names:
            sight = SIGHT_UNDER.get(name)
            shown = self[f"sight_{sight}"] if sight and last_of[sight] == name else None
            yield Row(self[name], shown, str(self.fields[name].label), self.theirs.get(name, ""))

    def changes(self) -> dict[str, Any]:
        """What to hand to `edit_profile`."""
        data = self.cleaned_data
        sights = {sight: data[f"sight_{sight}"] for sight in self._sights() if data.get(f"sight_{sight}")}
        return {name: data[name] for name in self.names} | {"version": data["version"], "sights": sights}

    def keep_both(self, theirs: Profile) -> None:
        """Somebody saved meanwhile: what they wrote is shown under what was typed here, and saving again is deliberate."""
        put_in_field(self, "version", str(theirs.version))
        there = _told(theirs, self.names)
        self.theirs = {
            name: _as_text(there[name])
            for name in self.names
            if _as_text(there[name]) != _as_text(self.cleaned_data.get(name))
        }


def _told(profile: Profile, names: tuple[str, ...]) -> dict[str, Any]:
    person = profile.membership
    told = {name: getattr(profile, name) for name in names if hasattr(profile, name)}
    if "offers" in names:
        told["offers"] = [offer.text for offer in offers_of(person)]
    if "needs" in names:
        told["needs"] = [need.text for need in needs_of(person)]
    return told


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(item["code"] if isinstance(item, dict) else str(item) for item in value)
    return str(value or "").replace("\r\n", "\n").strip()


def _section(title: Any, *names: str, required: tuple[str, ...] = ()) -> type[SectionForm]:
    return type("Section", (SectionForm,), {"names": names, "required_names": required, "title": title})


#: The parts in which a profile is edited, by the word in their address. The path and the photo have pages of their own.
SECTIONS: dict[str, type[SectionForm]] = {
    "about": _section(_("Who you are"), "headline", "story", "aims"),
    "exchange": _section(_("What you offer, what you need"), "offers", "needs"),
    "interests": _section(_("Skills and interests"), "skills", "interests", "loves", "curious_about"),
    "meeting": _section(_("Languages, place and time"), "languages", "city", "country", "time_zone", "availability"),
    "giving": _section(_("What it is worth to you"), "worthwhile", "mentor_capacity"),
}

#: What is asked of who has just come, a page each.
PARTS_OF_WELCOME: list[type[SectionForm]] = [
    _section(_("Who you are"), "headline", "city", "languages"),
    _section(_("What you offer, what you need"), "offers", "needs", required=("offers", "needs")),
    _section(_("What it is worth to you"), "worthwhile", "availability", "mentor_capacity"),
]


class PathStepForm(forms.Form):
    kind = forms.ChoiceField(label=pgettext_lazy("step of the path", "Kind"), choices=PathKind.choices)
    title = forms.CharField(label=pgettext_lazy("step of the path", "What"), max_length=120, required=False)
    organisation = forms.CharField(label=pgettext_lazy("step of the path", "Where"), max_length=120, required=False)
    from_year = forms.IntegerField(label=_("From (year)"), min_value=1930, required=False)
    to_year = forms.IntegerField(label=_("To (year)"), min_value=1930, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        told = data.get("organisation") or data.get("from_year") or data.get("to_year")
        if told and not data.get("title"):
            self.add_error("title", _("Say what it was, or empty the whole step to take it away."))
        if data.get("from_year") and data["from_year"] > clock.today().year:
            self.add_error("from_year", _("This year has not come yet."))
        if data.get("from_year") and data.get("to_year") and data["to_year"] < data["from_year"]:
            self.add_error("to_year", _("It ends before it begins: perhaps the two years are swapped."))
        return data


class PathForms(forms.BaseFormSet):
    def steps(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.forms if form.cleaned_data.get("title")]


def path_forms(person: Membership, data: Any = None) -> PathForms:
    """The path so far, a form a step, and two more."""
    there = list(path_of(person).values("kind", "title", "organisation", "from_year", "to_year"))
    factory = forms.formset_factory(
        PathStepForm, formset=PathForms, extra=2, max_num=25, absolute_max=30, validate_max=True
    )
    made = factory(data, initial=there, prefix="path")
    assert isinstance(made, PathForms)
    return made


class PathSightForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    sight_path = forms.ChoiceField(label=ProfileField.PATH.label, choices=Sight.choices, required=False)


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label=_("A photo of you"),
        help_text=_(
            "JPEG, PNG or WebP, up to 12 MB. We cut it square and throw away what the camera wrote into it, such as the place."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={
            "required": _("Choose a photo first."),
            "empty": _("The file is empty. Choose another one."),
        },
    )


class NeedForm(forms.Form):
    text = forms.CharField(
        label=_("Something you need now"), max_length=200,
        help_text=_("A sentence works better than a subject."),
        error_messages={"required": _("Write what you need, in a sentence.")},
    )  # fmt: skip

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())


class DirectoryForm(forms.Form):
    """What narrows the directory: from the address, forgiving."""

    q = forms.CharField(required=False, max_length=200)
    city = forms.CharField(required=False, max_length=80)
    language = forms.CharField(required=False, max_length=5)
    offer = forms.CharField(required=False, max_length=80)
    need = forms.CharField(required=False, max_length=80)
    interest = forms.CharField(required=False, max_length=80)
    free = forms.BooleanField(required=False)  # when whoever looks is


# ── coordinators ─────────────────────────────────────────────────────────────


class RegisterForm(forms.Form):
    q = forms.CharField(required=False, max_length=120)
    state = forms.CharField(required=False, max_length=20)
    role = forms.CharField(required=False, max_length=20)


class InvitationForm(forms.Form):
    note = forms.CharField(
        label=_("A few words of yours"),
        help_text=_("They stand in the letter as you write them: why this person, why now."),
        max_length=600, required=False, widget=SHORT,
    )  # fmt: skip


class KeyForm(forms.Form):
    """The key of a letter: what stands after the # of its link, or the whole link."""

    key = forms.CharField(
        label=_("The link of your letter"),
        help_text=_("All of it, or what stands after the sign #."),
        max_length=400,
    )

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        return key.rpartition("#")[2].strip()


class NewMemberForm(forms.Form):
    given_name = forms.CharField(label=_("Given name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the mails"), choices=LANGUAGES)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class MemberForm(forms.Form):
    given_name = forms.CharField(label=_("Given name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254)

    def __init__(self, *args: Any, person: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.initial = {name: getattr(person, name) for name in ("given_name", "family_name", "email")}
        if person.account_id:
            del self.fields["email"]  # who has joined changes it alone, in their account


class MinorForm(forms.Form):
    """From when somebody is of age: the month at most."""

    of_age_from = MonthField(
        label=_("Of age from"),
        help_text=_("The month, if you know it: the mark then ends by itself. No date of birth is kept."),
        required=False,
    )


class ConsentForm(forms.Form):
    """The consent of who has parental responsibility."""

    consent_on = forms.DateField(
        label=_("Given on"), widget=DateInput, error_messages={"required": _("Write the day on which it was given.")}
    )
    consent_from = forms.CharField(
        label=_("By whom"),
        help_text=_("Name and relation: “Lia Serra, mother”."),
        max_length=120,
        error_messages={"required": _("Write who gave it.")},
    )
    consent_note = forms.CharField(
        label=_("Note"),
        help_text=_("How it was given, where the paper is. Only coordinators read it."),
        max_length=1000, required=False, widget=SHORT,
    )  # fmt: skip


# ── who keeps the server ─────────────────────────────────────────────────────


class CommunityForm(forms.Form):
    name = forms.CharField(label=_("What the community is called"), max_length=120)
    slug = forms.SlugField(
        label=_("Its address"), max_length=50,
        help_text=_("Short, lower case: it stands in every link of the community and does not change."),
        validators=Community._meta.get_field("slug").validators,
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Its language"), choices=LANGUAGES)
    given_name = forms.CharField(label=_("Given name of who will coordinate it"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    email = forms.EmailField(
        label=_("Their e-mail"), help_text=_("We write to them at once, with the link to join."), max_length=254
    )

    def clean_email(self) -> str:
        return Account.objects.normalize_email(self.cleaned_data["email"]).lower()
