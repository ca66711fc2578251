"""Of oneself: the profile, a need that grows old; and for who coordinates, people who were not invited yet."""

from collections.abc import Iterator

from django.db.models import Exists, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.pages.navigation import address_in
from reciproca.pages.search import wish_address
from reciproca.people.models import Need, Offer
from reciproca.people.queries import own_words_of

from .shape import MOST, OLD, Step, once
from .there import Asked, for_coordinators, if_any

__all__ = ["invite_the_imported", "needs_to_ask_about", "say_whether_a_need_still_holds", "tell_of_yourself"]


@if_any(lambda asked: _with_something_left_to_say(asked))
def tell_of_yourself(person: Membership) -> Iterator[Step]:
    told = Membership.objects.filter(pk=person.pk).values_list(
        "profile__headline", "profile__welcomed_at", Exists(_offers(person.pk)), Exists(_needs(person.pk))
    )
    headline, welcomed_at, offers, needs = told.get()
    url = address_in(person.community, "people:own-profile" if welcomed_at else "people:welcome")
    if url is None or (offers and needs and headline):
        return
    if not offers and not needs:
        title, why = _("Say one thing you offer, and one you need."), _("That is where every tie here starts from.")
    elif not needs:
        title, why = (
            _("Say one thing you need now."),
            _("You have said what you offer. Nobody only gives here: a small need is an open door."),
        )
    elif not offers:
        title, why = (
            _("Say one thing you offer."),
            _("However small: an hour, a contact, something you have been through."),
        )
    else:
        title, why = (
            _("Say who you are in one line."),
            _("It stands beside your name wherever people meet you here."),
        )
    yield Step(
        key="profile",
        kind=pgettext("kind of step", "Tell of yourself"),
        time=_("five minutes"),
        title=title,
        why=why,
        action=_("Complete your profile"),
        url=url,
    )


@if_any(lambda asked: _needs(asked.person).filter(refreshed_at__lte=asked.month_ago))
def say_whether_a_need_still_holds(person: Membership) -> Iterator[Step]:
    old = Need.objects.filter(membership=person, closed_at=None, refreshed_at__lte=clock.now() - OLD)
    need = old.order_by("refreshed_at").first()
    own = address_in(person.community, "people:own-profile")
    url = need and address_in(person.community, "people:need-refreshment", public_id=need.public_id)
    if need is None or own is None or not url:
        return
    days = (clock.now() - need.refreshed_at).days
    yield Step(
        key=f"need {need.public_id}",
        kind=pgettext("kind of step", "Refresh"),
        time=_("ten seconds"),
        title=_("Do you still need this? “%(need)s”") % {"need": need.text},
        why=ngettext(
            "You said so %(days)s day ago. Who could help wonders whether it still holds.",
            "You said so %(days)s days ago. Who could help wonders whether it still holds.",
            days,
        )
        % {"days": days},
        action=pgettext("button", "I still need it"),
        url=url,
        post=True,
        other_action=pgettext("button", "Change it"),
        other_url=own,
    )


@for_coordinators(lambda: Membership.objects.filter(state=MembershipState.IMPORTED))
def invite_the_imported(person: Membership) -> Iterator[Step]:
    url = address_in(person.community, "people:member-list")
    if url is None:
        return
    number = Membership.objects.filter(state=MembershipState.IMPORTED).count()
    if number:
        yield Step(
            key="invitations",
            kind=pgettext("kind of step", "Invite"),
            time=_("two minutes"),
            title=ngettext(
                "%(number)s person has not had their letter yet.",
                "%(number)s people have not had their letter yet.",
                number,
            )
            % {"number": number},
            why=_(
                "They are in the register of the community and know nothing of it: nothing is sent until you say so."
            ),
            action=_("Choose whom to invite"),
            url=url,
        )


@if_any(lambda asked: _needs(asked.person))
def needs_to_ask_about(person: Membership) -> Iterator[tuple[str, str]]:
    """What I need now, the freshest first, each with the address of who could help."""
    for need in once(person, own_words_of).needs[:MOST]:
        yield need, wish_address(person, need)


# ── whether there may be any ──


def _needs(person: int) -> QuerySet[Need]:
    return Need.objects.filter(membership=person, closed_at=None)


def _offers(person: int) -> QuerySet[Offer]:
    return Offer.objects.filter(membership=person, withdrawn_at=None)


def _with_something_left_to_say(asked: Asked) -> QuerySet[Membership]:
    no_line = Q(profile__isnull=True) | Q(profile__headline="")
    return Membership.objects.filter(
        no_line | ~Q(Exists(_needs(asked.person))) | ~Q(Exists(_offers(asked.person))), pk=asked.person
    )
