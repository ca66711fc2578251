"""A worry about one's circle, told to somebody outside it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from reciproca.circles import actions
from reciproca.circles.forms import ConcernForm
from reciproca.circles.rhythm import people_outside
from reciproca.core.urls import reverse_in

from .shared import at, circle_of_mine, form_page, get_or_post

__all__ = ["circle_concern"]


@get_or_post
def circle_concern(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = circle_of_mine(request, public_id)
    people = {str(one.public_id): one for one in people_outside(found, request.person)}
    form = ConcernForm(request.POST or None, people=people.values())

    def act() -> tuple[str, str]:
        person = people[form.cleaned_data["person"]]
        talk = actions.tell_outside(found, person, form.cleaned_data["words"], by=request.person)
        page = reverse_in(request.community, "conversations:conversation-detail", public_id=talk.public_id)
        return _("Only %(name)s reads it. The circle learns nothing of it.") % {"name": person.given_name}, page

    return form_page(
        request, form, act, back=at(request, "circle-detail", "exits", public_id=public_id), kicker=found.name,
        title=_("Something is not right here"), submit=_("Tell them alone"), draft="",
        lede=_("Choose one person who coordinates and does not sit here. It becomes a conversation between you two."),
        nothing="" if people else _("Nobody who coordinates is outside this circle. Report a message or a person from their page instead."),
        aside=[
            (_("What is told"), _("The name of the circle, and what you write. Nothing of what was said here, unless you write it.")),
            (_("In danger"), _("If somebody is in danger, call for help first: 112.")),
        ],
    )  # fmt: skip
