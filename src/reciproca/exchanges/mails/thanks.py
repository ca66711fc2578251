"""What the letters of this room say, worded when they are sent. None of them carries what was written."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.communities.models import Membership
from reciproca.exchanges.choices import RecommendationState
from reciproca.exchanges.models import Recognition, Recommendation
from reciproca.exchanges.queries import recognitions_visible_to, recommendations_visible_to
from reciproca.notifications.mail import Mail
from reciproca.notifications.models import OutboxMail

from .shared import letter, reader_and

__all__ = [
    "recognition_approved", "recognition_given", "recommendation_approved", "recommendation_asked",
    "recommendation_declined", "recommendation_given",
]  # fmt: skip


def recognition_given(mail: OutboxMail) -> Mail | None:
    reader, row = _thanks(mail)
    if reader is None or row is None or not row.is_given or row.receiver_id != reader.pk:
        return None
    name = row.giver.given_name
    return letter(
        reader,
        row,
        _("%(name)s says thank you") % {"name": name},
        _("%(name)s has written what changed after something you did together.") % {"name": name},
        _("You read it first. Then you decide whether the community may read it too, or whether it stays between you."),
        label=pgettext("letter", "Read it"),
    )


def recognition_approved(mail: OutboxMail) -> Mail | None:
    reader, row = _thanks(mail)
    if reader is None or row is None or not row.is_shown or row.giver_id != reader.pk:
        return None
    name = row.receiver.given_name
    return letter(
        reader,
        row,
        _("Your thanks reached %(name)s") % {"name": name},
        _("%(name)s has read your thanks, and lets the community read them.") % {"name": name},
        _("They stand on the page of thanks and on %(name)s’s profile, with your name.") % {"name": name},
        label=_("See them"),
    )


def recommendation_asked(mail: OutboxMail) -> Mail | None:
    reader, row = _recommendation(mail)
    if reader is None or row is None or row.state != RecommendationState.ASKED or row.author_id != reader.pk:
        return None
    name = row.subject.given_name
    return letter(
        reader,
        row,
        _("%(name)s asks you for a recommendation") % {"name": name},
        _("You have worked together, and %(name)s would like a few words of yours on their profile.") % {"name": name},
        _("Three or four sentences are enough. You can also say no: nobody else will know."),
        label=_("See what it is about"),
    )


def recommendation_declined(mail: OutboxMail) -> Mail | None:
    reader, row = _recommendation(mail)
    if reader is None or row is None or row.state != RecommendationState.DECLINED or row.subject_id != reader.pk:
        return None
    name = row.author.given_name
    return letter(
        reader,
        row,
        _("About the recommendation you asked %(name)s for") % {"name": name},
        _("%(name)s would rather not write it now.") % {"name": name},
        _("It happens, and says nothing about your work. Nobody else knows that you asked."),
        label=_("See the answer"),
    )


def recommendation_given(mail: OutboxMail) -> Mail | None:
    reader, row = _recommendation(mail)
    if reader is None or row is None or not row.is_given or row.subject_id != reader.pk:
        return None
    name = row.author.given_name
    return letter(
        reader,
        row,
        _("%(name)s has written a recommendation for you") % {"name": name},
        _("%(name)s has written a few words about you, for those who have not met you yet.") % {"name": name},
        _("You read them first. They stand on your profile only with your yes."),
        label=pgettext("letter", "Read it"),
    )


def recommendation_approved(mail: OutboxMail) -> Mail | None:
    reader, row = _recommendation(mail)
    if reader is None or row is None or not row.is_shown or row.author_id != reader.pk:
        return None
    name = row.subject.given_name
    return letter(
        reader,
        row,
        _("Your words stand on %(name)s’s profile") % {"name": name},
        _("%(name)s has read your recommendation and put it on their profile.") % {"name": name},
        _("You can take it back at any time."),
        label=_("See it"),
    )


# ── whom and what it is about ────────────────────────────────────────────────


def _thanks(mail: OutboxMail) -> tuple[Membership | None, Recognition | None]:
    return reader_and(recognitions_visible_to, mail, "recognition")


def _recommendation(mail: OutboxMail) -> tuple[Membership | None, Recommendation | None]:
    return reader_and(recommendations_visible_to, mail, "recommendation")
