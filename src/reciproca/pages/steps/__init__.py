"""What Today says: a person's next steps, what is due, who waits. Each comes from rows, as data; the template words nothing.

Each room has a file of its own; a provider there is a function of the person that yields what it has to say. A new room adds
its file, and its providers here.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import TypeVar

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.pages.meeting import Change

from .changes import changes_near
from .circles import (
    answer_a_check_in,
    answer_a_pulse,
    answer_an_invitation_to_a_circle,
    answer_what_could_mend_a_circle,
    answer_who_asks_to_join,
    bring_an_ask_to_a_ring,
    compose_circles,
    go_round_with_a_ring,
    meetings_of_my_circles,
    read_a_charter,
    say_what_came_of_an_ask,
    say_whether_you_come,
    say_whether_you_were_there,
    sign_up_for_a_circle,
    tell_what_became_of_a_case,
    think_over_a_case,
)
from .conversations import who_wrote
from .exchanges import (
    answer_a_lead,
    answer_about_recommendations,
    asks_of_mine,
    help_with_an_ask,
    read_answers,
    read_endorsements,
    read_shares,
    read_thanks,
)
from .gatherings import join_a_coffee, meet_for_a_coffee, say_whether_you_met
from .giving import ask_for_something, give_something_small
from .introductions import answer_an_approach, answer_as_introducer, reply_about_an_approach, tell_what_came_of_it
from .library import answer_about_a_note, read_a_note, say_whether_a_note_is_true, say_yes_to_a_note
from .matching import go_on_with_a_round, match_a_cohort
from .meetups import come_to_a_meetup, make_room_at_a_meetup, meetups_of_mine, say_whom_you_met
from .mentoring import (
    agree_how_to_work,
    choose_a_date,
    confirm_a_session,
    look_after_a_minor,
    partners,
    sessions_of_mine,
    tell_a_session,
    write_feedback,
)
from .network import (
    answer_a_request,
    confirm_a_meeting,
    reminders_of_mine,
    reply_to_a_question,
    time_for_ties,
    who_asks_to_connect,
)
from .people import invite_the_imported, needs_to_ask_about, say_whether_a_need_still_holds, tell_of_yourself
from .programmes import (
    applicants,
    cohorts_of_coordinators,
    cohorts_of_mine,
    finish_application,
    join_a_programme,
    own_applications,
    read_applications,
)
from .projects import answer_about_a_project, projects_of_mine, say_whether_a_project_is_there
from .safeguarding import answer_an_objection, look_at_a_report
from .seen import say_what_was_seen
from .shape import MOST, Due, Standing, Step, Waiting
from .suggestions import answer_an_offer, confirm_a_help, towards_others, who_offers, would_you_mentor
from .there import There, what_may_be_there

__all__ = [
    "Due",
    "Standing",
    "Step",
    "Today",
    "Waiting",
    "changes_of",
    "due_for",
    "needs_of_mine",
    "standings_of",
    "steps_for",
    "today_of",
    "waiting_for",
    "what_may_be_there",
]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Today:
    """One reading of everything: what page, programs and the weekly letter take from."""

    steps: list[Step]
    dates: list[Due]
    waiting: list[Waiting]


def today_of(person: Membership, there: There | None = None) -> Today:
    """Steps, dates, and who waits: each at most three, nothing twice."""
    there = there or what_may_be_there(person)
    steps = steps_for(person, there)
    return Today(steps, due_for(person, there), waiting_for(person, there, besides=steps))


def steps_for(person: Membership, there: There | None = None) -> list[Step]:
    """At most three, the most pressing first."""
    there = there or what_may_be_there(person)
    return _first(provider(person) for provider in STEPS if provider in there)


def due_for(person: Membership, there: There | None = None) -> list[Due]:
    """At most three dates of the next three weeks, the nearest first."""
    there = there or what_may_be_there(person)
    today = clock.today(person.community.time_zone)
    found = chain.from_iterable(provider(person, today) for provider in DATES if provider in there)
    return sorted(found, key=lambda due: due.on)[:MOST]


def waiting_for(person: Membership, there: There | None = None, *, besides: Iterable[Step] = ()) -> list[Waiting]:
    """At most three people, who has waited longest first; less what already stands among the steps."""
    there = there or what_may_be_there(person)
    said = {step.key for step in besides}
    found = chain.from_iterable(provider(person) for provider in WAITING if provider in there)
    return list(islice((waiting for waiting in found if waiting.key not in said), MOST))


def standings_of(person: Membership, there: There) -> list[Standing]:
    """Where my applications are: at most three, the latest first."""
    return _first([own_applications(person)] if own_applications in there else [])


def needs_of_mine(person: Membership, there: There) -> list[tuple[str, str]]:
    """What I need now, the freshest first, each with the address of who could help: at most three."""
    return _first([needs_to_ask_about(person)] if needs_to_ask_about in there else [])


def changes_of(person: Membership, there: There) -> list[Change]:
    """What has changed with people near: at most three, the newest first."""
    return _first([changes_near(person)] if changes_near in there else [])


def _first(found: Iterable[Iterator[T]]) -> list[T]:
    return list(islice(chain.from_iterable(found), MOST))


STEPS: tuple[Callable[[Membership], Iterator[Step]], ...] = (
    look_after_a_minor,
    look_at_a_report,
    answer_an_objection,
    confirm_a_session,
    read_thanks,
    agree_how_to_work,
    confirm_a_help,
    confirm_a_meeting,
    answer_an_offer,
    answer_a_lead,
    tell_a_session,
    write_feedback,
    say_whether_you_were_there,
    say_whether_you_met,
    say_whether_a_project_is_there,
    tell_what_became_of_a_case,
    say_what_came_of_an_ask,
    read_answers,
    help_with_an_ask,
    read_endorsements,
    read_shares,
    would_you_mentor,
    answer_about_recommendations,
    answer_as_introducer,
    answer_an_approach,
    reply_about_an_approach,
    tell_what_came_of_it,
    answer_a_request,
    reply_to_a_question,
    read_applications,
    go_on_with_a_round,
    match_a_cohort,
    compose_circles,
    answer_about_a_note,
    say_yes_to_a_note,
    answer_about_a_project,
    answer_an_invitation_to_a_circle,
    answer_what_could_mend_a_circle,
    answer_who_asks_to_join,
    read_a_charter,
    go_round_with_a_ring,
    think_over_a_case,
    bring_an_ask_to_a_ring,
    say_whether_you_come,
    answer_a_check_in,
    answer_a_pulse,
    choose_a_date,
    say_whom_you_met,
    make_room_at_a_meetup,
    meet_for_a_coffee,
    invite_the_imported,
    say_what_was_seen,
    towards_others,
    finish_application,
    tell_of_yourself,
    give_something_small,
    say_whether_a_note_is_true,
    read_a_note,
    say_whether_a_need_still_holds,
    ask_for_something,
    join_a_programme,
    sign_up_for_a_circle,
    come_to_a_meetup,
    join_a_coffee,
)


DATES: tuple[Callable[[Membership, date], Iterator[Due]], ...] = (
    sessions_of_mine,
    meetings_of_my_circles,
    meetups_of_mine,
    reminders_of_mine,
    time_for_ties,
    asks_of_mine,
    projects_of_mine,
    cohorts_of_coordinators,
    cohorts_of_mine,
)


WAITING: tuple[Callable[[Membership], Iterator[Waiting]], ...] = (
    partners,
    who_offers,
    who_asks_to_connect,
    applicants,
    who_wrote,
)
