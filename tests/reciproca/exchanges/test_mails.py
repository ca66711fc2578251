import pytest
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives

from cast import Cast
from reciproca.boundaries.actions import block_person
from reciproca.communities.actions import leave_community
from reciproca.exchanges import actions
from reciproca.exchanges.models import Recognition
from reciproca.mentoring.models import MentoringSession
from reciproca.notifications.actions import deliver_mail, due_mails
from reciproca.notifications.models import OutboxMail

CANARY = "canarino-giallo-7431"


def of_room() -> list[EmailMultiAlternatives]:
    """What leaves now, of this room alone."""
    OutboxMail.objects.exclude(renderer__contains=".exchanges.").delete()
    outbox.outbox.clear()
    for key in due_mails():
        deliver_mail(key)
    return list(outbox.outbox)  # type: ignore[arg-type]


def test_each_hears_of_thanks_in_their_language(people: Cast, session: MentoringSession) -> None:
    people.ada.language = "en"
    people.ada.save(update_fields=["language"])
    row = actions.give_recognition("mentoringsession", str(session.public_id), by=people.giulio, change=CANARY)
    [letter] = of_room()
    assert (letter.to, letter.subject) == (["ada.carta@example.org"], "Giulio says thank you")
    assert f"/montefeltro/thanks/{row.public_id}/" in letter.body

    row.refresh_from_db()
    actions.approve_recognition(row, by=people.ada, version=1)

    [letter] = of_room()
    assert (letter.to, letter.subject) == (["giulio.serra@example.org"], "Il tuo grazie è arrivato ad Ada")


def test_no_letter_carries_what_was_written(people: Cast, session: MentoringSession) -> None:
    row = actions.give_recognition(
        "mentoringsession", str(session.public_id), by=people.giulio, change=CANARY, story=CANARY
    )
    asked = actions.ask_recommendation(people.giulio, by=people.ada, about=CANARY)
    letters = of_room()
    actions.approve_recognition(row, by=people.ada, version=1)
    actions.give_recommendation(asked, by=people.giulio, version=1, text=CANARY)
    letters += of_room()
    actions.approve_recommendation(asked, by=people.ada, version=2)
    letters += of_room()

    assert sorted(letter.subject for letter in letters) == [
        "Ada ti chiede una referenza",
        "Giulio ha scritto una referenza per te",
        "Giulio ti dice grazie",
        "Il tuo grazie è arrivato ad Ada",
        "Le tue parole sono sul profilo di Ada",
    ]
    assert all(CANARY not in str(letter.message()) for letter in letters)


def test_a_no_is_told_kindly(people: Cast, session: MentoringSession) -> None:
    asked = actions.ask_recommendation(people.giulio, by=people.ada)
    actions.decline_recommendation(asked, by=people.giulio, answer=CANARY)

    [letter] = of_room()  # the request itself is no longer wanted

    assert (letter.to, letter.subject) == (["ada.carta@example.org"], "La referenza che hai chiesto a Giulio")
    assert CANARY not in str(letter.message())


@pytest.mark.parametrize("then", ["withdrawn", "blocked", "left", "kept"])
def test_what_is_no_longer_so_is_not_sent(people: Cast, thanks: Recognition, then: str) -> None:
    match then:
        case "withdrawn":
            actions.withdraw_recognition(thanks, by=people.giulio)
        case "blocked":
            block_person(people.ada, by=people.giulio)
        case "left":
            leave_community(people.giulio, by=people.giulio)
        case "kept":
            actions.keep_recognition(thanks, by=people.ada)

    assert of_room() == []
