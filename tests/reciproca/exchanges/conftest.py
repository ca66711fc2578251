import pytest

from cast import Cast
from pairs import agree, held, pair
from reciproca.exchanges import actions
from reciproca.exchanges.models import Recognition
from reciproca.mentoring.models import MentoringSession, Mentorship


@pytest.fixture
def agreed(people: Cast) -> Mentorship:
    """Ada mentors Giulio, and both have signed."""
    return agree(people, pair(people))


@pytest.fixture
def session(people: Cast, agreed: Mentorship) -> MentoringSession:
    """A session that both have confirmed, yesterday."""
    return held(people, agreed)


@pytest.fixture
def thanks(people: Cast, session: MentoringSession) -> Recognition:
    """Giulio thanks Ada, who has not read it yet."""
    return actions.give_recognition(
        "mentoringsession",
        str(session.public_id),
        by=people.giulio,
        change="Ho detto il mio prezzo senza scusarmi.",
        story="Abbiamo provato la telefonata due volte.",
    )
