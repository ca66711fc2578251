from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reciproca.programmes.choices import MatchingMode, ProgrammeRole
from reciproca.programmes.models import Cohort
from reciproca.programmes.queries import enrolments_of

from .models import Round
from .queries import SHOWN, SORTS

__all__ = ["ExclusionForm", "OptionsForm", "PairForm", "ReviewForm"]


class OptionsForm(forms.Form):
    """What counts first in a round."""

    mode = forms.ChoiceField(
        label=_("When not everything is possible"),
        choices=[
            (MatchingMode.PARTICIPATION, _("Nobody left out: as many people as possible, then the best fit")),
            (MatchingMode.FIT, _("Best fit: the highest sum, even if somebody more stays without")),
        ],
        widget=forms.RadioSelect,
    )
    fair_floor = forms.BooleanField(
        label=_("Raise the weakest pair first"),
        help_text=_("Before the sum, the smallest fit becomes as large as it can be. It goes with leaving nobody out."),
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, match_round: Round) -> "OptionsForm":
        return cls(
            initial={
                "mode": match_round.mode,
                "fair_floor": match_round.fair_floor,
                "version": match_round.version,
            }
        )


class ExclusionForm(forms.Form):
    """Why a pair should not be."""

    comment = forms.CharField(
        label=_("Why"),
        help_text=_("Only those who coordinate read it. For example: they work in the same team."),
        max_length=200,
        required=False,
    )


class PairForm(forms.Form):
    """Two people of a cohort, to be locked or excluded although they are not among the proposals."""

    def __init__(self, data: object = None, *, cohort: Cohort) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        for role in (ProgrammeRole.MENTEE, ProgrammeRole.MENTOR):
            enrolled = enrolments_of(cohort, role).order_by("membership__family_name", "membership__given_name")
            choices = [(str(one.membership.public_id), one.membership.name) for one in enrolled]
            self.fields[role.value] = forms.ChoiceField(
                label=cohort.role_name(role).capitalize(), choices=[("", _("Choose")), *choices]
            )


class ReviewForm(forms.Form):
    """Which proposals, in what order. Whatever is not among these is taken for the first of them."""

    q = forms.CharField(max_length=80, required=False)
    shown = forms.ChoiceField(choices=[(name, name) for name in SHOWN], required=False)
    sort = forms.ChoiceField(
        label=_("Order"),
        choices=[
            ("look", pgettext_lazy("order of proposals", "worth a look")),
            ("fit", pgettext_lazy("order of proposals", "fit")),
            ("name", pgettext_lazy("order of proposals", "name")),
        ],
        required=False,
    )
    mentor = forms.UUIDField(required=False)

    @property
    def chosen(self) -> dict[str, str]:
        self.is_valid()
        found = self.cleaned_data
        return {
            "words": found.get("q", ""),
            "shown": found.get("shown") or SHOWN[0],
            "sort": found.get("sort") or SORTS[0],
            "mentor": str(found.get("mentor") or ""),
        }
