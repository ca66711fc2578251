"""What the tests of reports, vouches and first days begin with."""

from datetime import timedelta

from cast import Cast, join
from reciproca.communities.models import Membership
from reciproca.conversations.models import Message
from reciproca.core import clock
from reciproca.people.models import Invitation
from reciproca.safeguarding import actions
from reciproca.safeguarding.choices import Reason
from reciproca.safeguarding.models import Report
from talking import between

__all__ = ["came_by_letter", "newcomer", "of_long_standing", "reported_message"]

UGLY = "Sei una nullità, e lo sanno tutti."


def newcomer(given_name: str = "Lea", family_name: str = "Nuova") -> Membership:
    """Somebody who came just now, and for whom nobody stands."""
    return join(given_name, family_name)


def came_by_letter(people: Cast, *some: Membership) -> None:
    """These came by a letter of Marta, who coordinates, a year ago."""
    for person in some:
        Invitation.objects.create(
            membership=person,
            invited_by=people.marta,
            digest=f"letter of {person.public_id}",
            used_at=clock.now() - timedelta(days=365),
            expires_at=clock.now() - timedelta(days=300),
        )


def of_long_standing(person: Membership) -> Membership:
    person.joined_at = clock.now() - timedelta(days=400)
    person.save(update_fields=["joined_at"])
    return person


def reported_message(people: Cast, *, text: str = UGLY, **more: object) -> tuple[Message, Report]:
    """Giulio has written something ugly to Ada, who reports it."""
    message = between(people.giulio, people.ada, "Ciao Ada!", text).messages.get(number=2)
    said = {"reason": Reason.HURTS, "words": "Non è la prima volta.", **more}
    return message, actions.file_report("message", message.public_id, by=people.ada, **said)  # type: ignore[arg-type]
