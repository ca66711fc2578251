"""What the letters of a round say, worded when they are sent; and the same words beforehand, to be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.conf import settings
from django.urls import NoReverseMatch
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reciproca.boundaries.queries import may_meet
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.italian import euphonic
from reciproca.core.urls import reverse_in
from reciproca.mentoring.choices import MentorshipState
from reciproca.mentoring.models import Mentorship
from reciproca.notifications.mail import Mail, render_mail
from reciproca.notifications.models import OutboxMail
from reciproca.programmes.choices import ProgrammeRole
from reciproca.programmes.models import Cohort

from .gathering import traits_of
from .models import Proposal, Round, Unmatched
from .saying import said_to_partners

__all__ = [
    "FIRST_STEP",
    "Letter",
    "first_step_by",
    "left_out",
    "letter_to_left_out",
    "letters_of_pair",
    "mentee_matched",
    "mentor_matched",
]

#: The mentee takes the first step, within so many days of the publication.
FIRST_STEP = timedelta(days=7)


def mentee_matched(mail: OutboxMail) -> Mail | None:
    return _matched(mail, ProgrammeRole.MENTEE)


def mentor_matched(mail: OutboxMail) -> Mail | None:
    return _matched(mail, ProgrammeRole.MENTOR)


def left_out(mail: OutboxMail) -> Mail | None:
    """Only while it is true: somebody who found a mentor in the meantime gets no such letter."""
    published = _round(mail)
    person = Membership.objects.filter(public_id=mail.about["person"], state="active").first()
    if published is None or person is None:
        return None
    if Mentorship.objects.filter(cohort=published.cohort, mentee=person).exclude(state=MentorshipState.ENDED).exists():
        return None
    cause = Unmatched.objects.filter(run=published.current_run_id, membership=person, role=ProgrammeRole.MENTEE).first()
    return _left_out(person, published.cohort, cause.cause if cause else {})


def first_step_by(moment: datetime, cohort: Cohort) -> date:
    """By when the first of the two writes."""
    return (moment + FIRST_STEP).astimezone(ZoneInfo(cohort.community.time_zone)).date()


# ── to be read before they are sent ──────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it will be."""

    to: Membership
    language: str
    subject: str
    text: str


def letters_of_pair(proposal: Proposal, cohort: Cohort, language: str = "") -> list[Letter]:
    """What the two will read, each in their own language, or both in the one asked for."""
    said = said_to_partners(
        proposal.reasons,
        mentee=proposal.mentee.given_name,
        mentor=proposal.mentor.given_name,
        traits=traits_of(cohort),
    )
    mentee, mentor = proposal.mentee, proposal.mentor
    letters = []
    for role in (ProgrammeRole.MENTEE, ProgrammeRole.MENTOR):
        person, partner = (mentee, mentor) if role == ProgrammeRole.MENTEE else (mentor, mentee)
        with translation.override(language or person.language):
            mail = _letter(role, person, partner, cohort, said, _home(cohort), clock.now())
            letters.append(_as_letter(person, mail))
    return letters


def letter_to_left_out(person: Membership, cohort: Cohort, cause: Mapping[str, Any], language: str = "") -> Letter:
    with translation.override(language or person.language):
        return _as_letter(person, _left_out(person, cohort, cause))


def _as_letter(person: Membership, mail: Mail) -> Letter:
    return Letter(person, get_language() or "it", mail.subject, mail.text.split("\n-- \n")[0].strip())


# ── the words ────────────────────────────────────────────────────────────────


def _matched(mail: OutboxMail, role: ProgrammeRole) -> Mail | None:
    """Only while the two still work with each other, and may."""
    mentorship = (
        Mentorship.objects.filter(public_id=mail.about["mentorship"])
        .exclude(state=MentorshipState.ENDED)
        .select_related("mentor", "mentee", "cohort__programme", "cohort__community")
        .first()
    )
    if mentorship is None or not may_meet(mentorship.mentor, mentorship.mentee):
        return None
    person, partner = mentorship.mentee, mentorship.mentor
    if role == ProgrammeRole.MENTOR:
        person, partner = partner, person
    if not person.is_active:
        return None
    url = _mentorship_url(mentorship)
    return _letter(role, person, partner, mentorship.cohort, mentorship.reasons, url, mentorship.began_at)


def _letter(
    role: ProgrammeRole,
    person: Membership,
    partner: Membership,
    cohort: Cohort,
    said: Sequence[Mapping[str, Any]],
    url: str,
    moment: datetime,
) -> Mail:
    is_mentee = role == ProgrammeRole.MENTEE
    subject = euphonic(
        (
            _("%(programme)s: your mentor is %(name)s")
            if is_mentee
            else _("%(programme)s: you will be mentoring %(name)s")
        )
        % {"programme": cohort.programme.name, "name": partner.name}
    )
    own, theirs, common = _by_side(said, role)
    context = _context(person, cohort, url) | {
        "partner": partner,
        "is_mentee": is_mentee,
        "for_you": own,
        "for_partner": theirs,
        "in_common": common,
        "first": person if is_mentee else partner,
        "by": format_date(first_step_by(moment, cohort), "EEEE d MMMM", locale=get_language() or "it"),
        "why": _("You receive this because you take part in %(programme)s.") % {"programme": cohort.programme.name},
    }
    return render_mail(f"matching/mails/{role.value}_matched", subject, context)


def _by_side(said: Sequence[Mapping[str, Any]], role: ProgrammeRole) -> tuple[list[str], list[str], list[str]]:
    """What is in it for the reader, for the other, and what they share; the strongest first, each a sentence."""
    language = (get_language() or "it")[:2]
    parts: tuple[list[str], list[str], list[str]] = ([], [], [])
    for row in sorted(said, key=lambda row: -row.get("contribution", 0)):
        text = row.get("said", {}).get(role.value, {}).get(language, "")
        if not text:
            continue
        side = row.get("side", "")
        place = parts[0] if side == role.value else parts[1] if side else parts[2]
        sentence = text[:1].upper() + text[1:]
        if sentence not in place:
            place.append(sentence)
    return parts[0][:3], parts[1][:3], parts[2][:3]


def _left_out(person: Membership, cohort: Cohort, cause: Mapping[str, Any]) -> Mail:
    subject = _("%(programme)s: this time we found nobody for you") % {"programme": cohort.programme.name}
    context = _context(person, cohort, _home(cohort)) | {
        "because": _because(cause),
        "support": cohort.support_email or cohort.community.support_email,
        "why": _("You receive this because you take part in %(programme)s.") % {"programme": cohort.programme.name},
    }
    return render_mail("matching/mails/left_out", subject, context)


def _because(cause: Mapping[str, Any]) -> str:
    """The cause in words fit for the person; anything that is not about places, languages or times is told as one."""
    kind, feature = cause.get("kind"), (cause.get("subject") or {}).get("feature")
    if kind in ("no_room", "no_mentors"):
        return _("There were more people looking for a mentor than mentors had places.")
    if kind == "barrier" and feature == "languages":
        return _("None of the mentors who had room speaks a language that you gave.")
    if kind == "barrier" and feature == "availability":
        return _("None of the mentors who had room is free when you are.")
    return _("Among the mentors who had room there was nobody whom we could propose to you.")


def _context(person: Membership, cohort: Cohort, url: str) -> dict[str, Any]:
    return {
        "person": person,
        "cohort": cohort,
        "programme": cohort.programme,
        "community": cohort.community,
        "url": url,
    }


def _round(mail: OutboxMail) -> Round | None:
    rounds = Round.objects.filter(public_id=mail.about["round"], state="published")
    return rounds.select_related("cohort__programme", "cohort__community").first()


def _mentorship_url(mentorship: Mentorship) -> str:
    """Its page; until there is one, the community's first page."""
    community = mentorship.cohort.community
    try:
        path = reverse_in(community, "mentoring:mentorship-detail", public_id=mentorship.public_id)
    except NoReverseMatch:
        return _home(mentorship.cohort)
    return f"{settings.SITE_URL}{path}"


def _home(cohort: Cohort) -> str:
    return f"{settings.SITE_URL}{reverse_in(cohort.community, 'here:today')}"
