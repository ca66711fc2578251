"""The reminder of a first date, worded when it is sent."""

from django.conf import settings
from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.core.urls import reverse_in
from reciproca.mentoring.choices import MentorshipState
from reciproca.mentoring.models import Mentorship
from reciproca.mentoring.queries import confirmed_sessions_of, mentorships_visible_to
from reciproca.mentoring.words import day_said
from reciproca.notifications.mail import Mail, render_mail
from reciproca.notifications.models import OutboxMail

from .words import first_date_said

__all__ = ["first_date", "first_date_letter"]


def first_date(mail: OutboxMail) -> Mail | None:
    """Nothing any more, when by now they met, stopped, paused, left, or must not meet."""
    reader = Membership.objects.filter(public_id=mail.about["to"]).select_related("community").first()
    if reader is None or not reader.is_active:
        return None
    found = mentorships_visible_to(reader).filter(public_id=mail.about["mentorship"]).first()
    going_on = found is not None and found.state in (MentorshipState.PROPOSED, MentorshipState.ACTIVE)
    if found is None or not going_on or not found.other_of(reader).is_active or confirmed_sessions_of(found).exists():
        return None
    by = Membership.objects.filter(public_id=mail.about["by"]).first()
    return first_date_letter(found, reader, by)


def first_date_letter(mentorship: Mentorship, reader: Membership, by: Membership | None) -> Mail:
    """The letter as `reader` gets it; also for looking at it before it is sent."""
    other = mentorship.other_of(reader)
    page = reverse_in(reader.community, "mentoring:mentorship-detail", public_id=mentorship.public_id)
    programme = mentorship.cohort.programme.name
    words = first_date_said(other.given_name, day_said(mentorship.began_at))
    context = {
        **words,
        "person": reader,
        "community": reader.community,
        "url": f"{settings.SITE_URL}{page}",
        "kicker": f"{programme}, {mentorship.cohort.name}",
        "note": _("%(name)s, who coordinates, asked us to write to both of you.") % {"name": by.given_name}
        if by
        else "",
        "why": _("You receive this because you take part in %(programme)s.") % {"programme": programme},
    }
    return render_mail("insights/mails/first_date", words["subject"], context)
