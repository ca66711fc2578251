"""Ada helped Giulio; who offers and needs what, for the tests of giving back."""

from collections.abc import Sequence

from cast import Cast
from pairs import agree, held, pair
from reciproca.communities.models import Membership
from reciproca.exchanges.actions import give_recognition
from reciproca.mentoring import actions as mentoring
from reciproca.mentoring.models import Mentorship
from reciproca.people.actions import begin_profile, choose_sights, set_needs, set_offers
from reciproca.people.models import Need
from reciproca.suggestions.actions import offer_help
from reciproca.suggestions.models import HelpOffer

__all__ = ["closed", "helped", "hide", "need_of", "offered", "tell"]


def tell(person: Membership, *, offers: Sequence[str] = (), needs: Sequence[str] = ()) -> Membership:
    """What somebody offers and needs, as they would write it on their profile."""
    begin_profile(person)
    set_offers(person, offers, by=person)
    set_needs(person, needs, by=person)
    return person


def hide(person: Membership, field: str, sight: str) -> None:
    profile = begin_profile(person)
    choose_sights(profile, {field: sight}, by=person, version=profile.version)


def need_of(person: Membership) -> Need:
    return Need.objects.get(membership=person, closed_at=None)


def helped(people: Cast, *, thanked: bool = True) -> Mentorship:
    """Giulio received 45 minutes of Ada's time, confirmed them and said thank you; he knows something about budgets."""
    mentorship = agree(people, pair(people))
    session = held(people, mentorship)
    if thanked:
        give_recognition(
            "mentoringsession", str(session.public_id), by=people.giulio, change="Ora il prezzo lo dico io."
        )
    tell(people.giulio, offers=["Preparare un budget"], needs=["Un contatto in Germania"])
    return mentorship


def closed(people: Cast, *, taken: str = "Aspettare undici secondi") -> Mentorship:
    """The same, and Giulio closed it with a look back and a goal reached."""
    mentorship = helped(people)
    goal = mentorship.goals.get()
    mentoring.settle_goal(goal, "reached", by=people.giulio, version=goal.version, word="Detto.")
    return mentoring.end_mentorship(mentorship, by=people.giulio, taken=taken, farewell="Grazie, Ada.")


def offered(people: Cast, *, to: Membership | None = None) -> HelpOffer:
    """Giulio offers Paola a hand with her budget."""
    recipient = to or people.paola
    if not Need.objects.filter(membership=recipient).exists():
        tell(recipient, needs=["Il mio primo budget di reparto"])
    return offer_help(need_of(recipient), "Mezz’ora al telefono, con il tuo foglio davanti.", by=people.giulio)
