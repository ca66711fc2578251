"""The desk: which copy, and the yes to an erasure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Community

__all__ = ["CopyForm", "ErasureForm", "WrittenRequestForm"]

EVERYTHING = "everything"


class CopyForm(forms.Form):
    """Everything on this server, or what one community keeps."""

    what = forms.ChoiceField(label=_("What goes into it"), widget=forms.RadioSelect, initial=EVERYTHING)

    def __init__(self, *args: Any, communities: list[Community], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.communities = {str(community.public_id): community for community in communities}
        names = [
            (key, _("Only what %(community)s keeps") % {"community": one.name}) for key, one in self.communities.items()
        ]
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(EVERYTHING, _("Everything on this server")), *names]
        if len(names) < 2:
            field.widget = forms.HiddenInput()

    def clean_what(self) -> Community | None:
        return self.communities.get(self.cleaned_data["what"])


class ErasureForm(forms.Form):
    """The yes, said once more."""

    understood = forms.BooleanField(
        label=_("I have read what goes and what stays"),
        error_messages={"required": _("Read it and put the tick: it cannot be brought back afterwards.")},
    )


class WrittenRequestForm(forms.Form):
    """A request that came by letter or mail, and that whoever acts on it has made sure of."""

    checked = forms.BooleanField(
        label=_("The request is in writing, and I have made sure that it comes from them"),
        error_messages={"required": _("Make sure first who wrote it: answer to the address you know.")},
    )
