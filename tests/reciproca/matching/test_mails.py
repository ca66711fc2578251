"""The letters of a round: to each in their language, only while they are true."""

from cast import Cast
from matching_stage import Ready
from reciproca.boundaries.actions import block_person
from reciproca.communities.models import Membership
from reciproca.matching import mails
from reciproca.matching.gathering import traits_of
from reciproca.matching.models import Proposal
from reciproca.mentoring.models import Mentorship
from reciproca.notifications.actions import deliver_mail
from reciproca.notifications.models import OutboxMail


def published(ready: Ready) -> None:
    opened = ready.open()
    ready.compute(opened)
    ready.publish(opened)


def to(name: str) -> OutboxMail:
    return OutboxMail.objects.get(renderer__startswith="reciproca.matching", recipient__startswith=name)


def test_the_mentee_reads_in_their_language_what_is_in_it_for_each(ready: Ready, mailoutbox):
    published(ready)

    assert deliver_mail(to("davide").pk) == "sent"

    body = mailoutbox[-1].body
    assert mailoutbox[-1].subject == "Bridges: your mentor is Paola Neri"
    assert "You need “Selling and finding clients”, which is just what Paola offers" in body
    assert "The first step is yours, by Thursday 26 November" in body


def test_a_letter_is_dropped_when_the_two_must_not_meet_any_more(ready: Ready):
    published(ready)
    block_person(ready.people["davide"], by=ready.people["paola"])

    assert deliver_mail(to("davide").pk) == "dropped"
    assert deliver_mail(to("paola").pk) == "dropped"


def test_a_letter_is_dropped_when_the_person_left(ready: Ready):
    published(ready)
    Membership.objects.filter(pk=ready.people["davide"].pk).update(state="left", account=None)

    assert deliver_mail(to("davide").pk) == "dropped"


def test_who_was_left_out_reads_why_and_what_to_do(ready: Ready, mailoutbox):
    mei = ready.enrol_late("Mei", "Lin", languages=[{"code": "zh", "level": "C2"}])
    Membership.objects.filter(pk=mei.pk).update(language="en")
    published(ready)

    assert deliver_mail(to("mei").pk) == "sent"

    assert "None of the mentors who had room speaks a language that you gave." in mailoutbox[-1].body
    assert "whoever was left out this time comes first" in mailoutbox[-1].body


def test_who_found_a_mentor_in_the_meantime_is_not_told_they_were_left_out(people: Cast, ready: Ready):
    mei = ready.enrol_late("Mei", "Lin", languages=[{"code": "zh", "level": "C2"}])
    published(ready)
    Mentorship.objects.create(cohort=ready.cohort, mentor=people.ada, mentee=mei)

    assert deliver_mail(to("mei").pk) == "dropped"


def test_the_preview_says_what_will_be_sent(ready: Ready, mailoutbox):
    opened = ready.open()
    run = ready.compute(opened)
    proposal = Proposal.objects.select_related("mentor", "mentee").get(run=run, mentee=ready.people["davide"])

    mentee, mentor = mails.letters_of_pair(proposal, ready.cohort)

    ready.publish(opened)
    for letter, name in ((mentee, "davide"), (mentor, "paola")):
        deliver_mail(to(name).pk)
        sent = mailoutbox[-1].body.split("\n-- \n")[0].strip()
        assert letter.subject == mailoutbox[-1].subject
        assert without_address(letter.text) == without_address(sent)


def without_address(text: str) -> list[str]:
    """The page of a mentorship exists only once it has begun."""
    return [line for line in text.splitlines() if not line.startswith("http")]


def test_nothing_for_coordinators_alone_is_told_to_the_two(ready: Ready):
    asked = ready.cohort.questionnaire.asked
    assert asked.question("organisation").visible_to == "coordinators"
    run = ready.compute(ready.open())
    proposal = Proposal.objects.filter(run=run).first()
    rows = [*proposal.reasons, {"kind": "priority", "contribution": 0.0625, "subject": {}, "values": {}}]

    told = mails.said_to_partners(rows, mentee="A", mentor="B", traits=traits_of(ready.cohort))

    assert {row["kind"] for row in told} <= {"complement", "overlap", "prefer_different", "equal"}
    assert "team" not in {row["feature"] for row in told}


def test_the_cause_told_to_a_person_never_says_who():
    """Of a block, an earlier pair and an exclusion, the person reads the same."""
    said = {mails._because({"kind": kind, "subject": {}}) for kind in ("nobody_possible", "barrier")}

    assert said == {"Among the mentors who had room there was nobody whom we could propose to you."}
