"""The desk at which a key is made."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reciproca.communities.models import Membership
from reciproca.core.fields import choice_field

from .choices import Lasts, Scope

__all__ = ["TokenForm"]


class TokenForm(forms.Form):
    """A key for a program: which community, what it may do, how long it lasts."""

    name = forms.CharField(
        label=pgettext_lazy("key", "What it is for"),
        max_length=80,
        help_text=_("So that you know it again: “my calendar script”."),
    )
    community = forms.ChoiceField(label=_("Which community it opens"))
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As little as it needs. What it does is done in your name."),
        error_messages={"required": _("Choose at least one thing it may do.")},
    )
    days = forms.TypedChoiceField(
        label=_("How long it lasts"), coerce=int, choices=Lasts.choices, initial=Lasts.QUARTER, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, memberships: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.memberships = {str(one.public_id): one for one in memberships}
        choice_field(self, "community").choices = [(key, one.community.name) for key, one in self.memberships.items()]
        if not any(one.is_coordinator for one in memberships):
            offered = [choice for choice in Scope.choices if choice[0] != Scope.COORDINATION_READ]
            choice_field(self, "scopes").choices = offered

    @property
    def place(self) -> Membership:
        return self.memberships[self.cleaned_data["community"]]
