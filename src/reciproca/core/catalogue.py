"""What the catalogue of components shows: a few invented people and things, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from reciproca.core.drawing import Moment
from reciproca.core.widgets import DateInput, WeekGrid


@dataclass(frozen=True)
class Person:
    public_id: str
    name: str
    headline: str = ""
    photo_url: str = ""


MARTA = Person("mf-1", "Marta Ferri")
ADA = Person("ac-4", "Ada Colombo", "Bergamo")
GIULIO = Person("gs-2", "Giulio Serra", "Cagliari")
NADIA = Person("np-1", "Nadia Petrova")
MATTEO = Person("ml-3", "Matteo De Luca")
TOMMASO = Person("tg-5", "Tommaso Greco")
SAMIRA = Person("sh-1", "Samira Haddad")
ELENA = Person("em-2", "Elena Marchetti")
BEATRICE = Person("bv-7", "Beatrice Villa")
CHIARA = Person("cf-3", "Chiara Fontana")
OMAR = Person("od-1", "Omar Diallo")
PHOTO = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 48 48'%3E%3Crect width='48' height='48' "
    "fill='%23b9d6d5'/%3E%3Ccircle cx='24' cy='19' r='9' fill='%23523700'/%3E"
    "%3Cpath d='M6 48c2-14 8-18 18-18s16 4 18 18z' fill='%23a3412a'/%3E%3C/svg%3E"
)


class SampleForm(forms.Form):
    """One field of each kind; sent empty, so that errors show."""

    name = forms.CharField(
        label=gettext_lazy("What would you like to be called?"),
        help_text=gettext_lazy("The name you will use with the others."),
        initial="Marta",
    )
    places = forms.IntegerField(
        label=gettext_lazy("Places as a mentor"),
        error_messages={"invalid": gettext_lazy("Write a number from 1 to 6.")},
    )
    programme = forms.ChoiceField(
        label=gettext_lazy("Programme"), choices=[("ponti", gettext_lazy("Ponti, autumn cohort"))], required=False
    )
    need = forms.CharField(
        label=gettext_lazy("What would help you now?"),
        help_text=gettext_lazy("A concrete sentence works better than a theme."),
        widget=forms.Textarea(attrs={"maxlength": 400}),
        required=False,
    )
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("What would you like to work on?"),
        help_text=gettext_lazy("Up to three."),
        choices=[
            ("budget", gettext_lazy("Reading a budget")),
            ("team", gettext_lazy("Leading a team")),
            ("no", gettext_lazy("Saying no")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    manner = forms.ChoiceField(
        label=gettext_lazy("What kind of mentor would help you most?"),
        choices=[
            ("asks", gettext_lazy("Someone who asks, and lets me find the answer")),
            ("tells", gettext_lazy("Someone who has been there and tells me how it was")),
        ],
        widget=forms.RadioSelect,
    )
    when = forms.MultipleChoiceField(
        label=gettext_lazy("When could you meet?"),
        help_text=gettext_lazy("Two boxes are enough."),
        choices=WeekGrid.choices_of(),
        widget=WeekGrid,
        required=False,
    )
    until = forms.DateField(label=gettext_lazy("Until when?"), widget=DateInput, required=False)
    photo = forms.FileField(label=gettext_lazy("A photo"), required=False)
    seen_by = forms.ChoiceField(
        choices=[
            ("allies", gettext_lazy("my allies")),
            ("connections", gettext_lazy("whoever I am connected with")),
            ("members", gettext_lazy("everybody here")),
        ],
        required=False,
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("I have read the charter"),
        help_text=gettext_lazy("Five articles, one minute."),
    )


def catalogue() -> dict[str, Any]:
    form = SampleForm(
        {
            "name": "Marta",
            "places": pgettext("catalogue", "thirty"),
            "topics": ["team"],
            "when": ["2-evening", "4-evening"],
        }
    )
    weeks = [0] * 3 + [1, 2, 4, 2, 1] + [0] * 4 + [1, 1, 2, 5, 4, 2, 1] + [0] * 6 + [1, 0, 2, 4, 2, 3, 1] + [0] * 5
    weeks += [1, 1, 2] + [0] * 5 + [1, 2, 2, 4, 0, 0, 0]
    return {
        "page_title": pgettext("catalogue", "Components"),
        "community": {"name": "Alumni Montefeltro", "slug": "montefeltro"},
        "person": MARTA,
        "navigation": [
            {"label": _("Today"), "url": "#", "icon": "today", "current": True},
            {"label": _("Relationships"), "url": "#", "icon": "relationships"},
            {"label": _("Conversations"), "url": "#", "icon": "conversations", "waiting": True},
            {"label": _("Circles"), "url": "#", "icon": "circles"},
            {"label": _("Library"), "url": "#", "icon": "library"},
            {"label": _("Programmes"), "url": "#", "icon": "programmes", "coordinates": True},
        ],
        "me_menu": [
            {"label": _("My profile"), "url": "#", "icon": "person"},
            {"label": _("Settings"), "url": "#", "icon": "settings"},
            {"label": _("Sign out"), "url": "#", "icon": "out", "post": True},
        ],
        "search_url": "#",
        "marta": MARTA,
        "ada": ADA,
        "giulio": GIULIO,
        "samira": SAMIRA,
        "elena": ELENA,
        "tommaso": TOMMASO,
        "with_photo": Person("ph-1", "Paola Rinaldi", "Verona", PHOTO),
        "ties": [
            ("ally", ADA, _("allies: two strands twisted")),
            ("active", GIULIO, _("alive: one strand, taut")),
            ("new", NADIA, _("new: thin, with an open knot")),
            ("cooling", MATTEO, _("loosening: dashed, it gives a little")),
            ("dormant", TOMMASO, _("asleep: dotted, it hangs")),
        ],
        "four": [ADA, GIULIO, BEATRICE, CHIARA],
        "form": form,
        "weeks": weeks,
        "moments": [
            *(Moment(when) for when in (_("1 Dec"), _("15 Dec"), _("12 Jan"), _("26 Jan"))),
            Moment(_("9 Feb"), "waiting", _("to confirm")),
            Moment(_("23 Feb"), "next", _("the next one")),
        ],
        "pair": [GIULIO, ADA],
        "stages": [
            {"count": 112, "label": pgettext("catalogue", "invited"), "url": "#", "gap": _("33 have not answered yet")},
            {"count": 79, "label": pgettext("catalogue", "applied"), "url": "#", "gap": _("12 applications to read")},
            {"count": 67, "label": pgettext("catalogue", "accepted"), "url": "#", "gap": _("3 without a mentor")},
            {"count": 62, "label": pgettext("catalogue", "matched"), "url": "#", "gap": _("4 pairs have not met yet")},
            {"count": 56, "label": pgettext("catalogue", "met"), "url": "#", "gap": _("2 pairs paused")},
            {"count": 51, "label": pgettext("catalogue", "in progress"), "url": "#"},
            {"count": 2, "label": pgettext("catalogue", "closed"), "url": "#"},
        ],
        "reasons": [
            {"weight": 0.34, "text": _("he seeks “dealing with suppliers”, she has offered it for thirty years")},
            {"weight": 0.21, "text": _("both free on Tuesday evening, three hours")},
            {"weight": 0.16, "text": _("near trades, but not the same: food and cosmetics")},
            {"weight": 0.15, "text": _("she is curious about automation, he does it")},
        ],
        "both": [
            (_("For you"), _("what you learned stays written down")),
            (_("For Ada"), _("she likes to hear how stories end")),
        ],
        "tabs": [
            {"label": pgettext("catalogue", "All"), "url": "#", "current": True, "count": 12},
            {"label": pgettext("catalogue", "Allies"), "url": "#", "count": 2},
            {"label": pgettext("catalogue", "Asleep"), "url": "#", "count": 3},
        ],
        "parts": [
            pgettext("catalogue", "Sheet"),
            pgettext("catalogue", "Columns"),
            pgettext("catalogue", "Trial"),
            pgettext("catalogue", "Import"),
        ],
        "page": Paginator(range(312), 50).page(2),
        "day": date(2026, 11, 20),
        "free": ["2-evening", "4-morning", "4-evening"],
        "path": [MARTA, ELENA, OMAR],
        "path_ties": ["ally", "active"],
        "chain": [
            {"person": ADA, "who": "Ada", "what": _("shows you how to read a supply contract")},
            {"person": MARTA, "who": _("You"), "what": _("explain it to Giulio one evening, on the phone")},
            {"person": GIULIO, "who": "Giulio", "what": _("turns it into a two-page note for the library")},
        ],
        "circle": [SAMIRA, ELENA, OMAR, MARTA, BEATRICE, GIULIO, CHIARA],
        "circle_middle": [_("we meet"), _("Wed 25 Nov"), _("6.30 pm, on video")],
        "map_people": _map_people(),
        "map_places": [
            _("from Ponti, the mentoring"),
            _("from the circle “First times”"),
            _("introductions"),
            _("met in person"),
        ],
    }


def _map_people() -> list[dict[str, Any]]:
    rows = [
        (TOMMASO, _("7 months ago"), "dormant", 0.4, 3),
        (GIULIO, _("last week"), "active", 0.6, 0),
        (ADA, _("Tuesday"), "ally", 0.95, 0),
        (OMAR, _("3 weeks ago"), "active", 0.5, 1),
        (SAMIRA, _("yesterday"), "ally", 0.9, 1),
        (BEATRICE, _("2 months ago"), "cooling", 0.2, 1),
        (ELENA, _("10 days ago"), "active", 0.6, 1),
        (NADIA, pgettext("catalogue", "new"), "new", 0.4, 2),
        (CHIARA, _("2 weeks ago"), "active", 0.5, 3),
        (MATTEO, _("3 months ago"), "cooling", 0.2, 3),
    ]
    return [
        {"public_id": who.public_id, "name": who.name, "when": when, "tie": tie, "strength": strength, "place": place}
        for who, when, tie, strength, place in rows
    ]
