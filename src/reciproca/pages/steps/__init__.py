"""What Today says: a person's next steps, what is due, who waits. Each comes from rows, as data; the template words nothing.

Each room has a file of its own; a provider there is a function of the person that yields what it has to say. A new room adds
its file, and its providers here.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain, islice

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.pages.search import wish_address
from reciproca.people.queries import needs_of

from .conversations import who_wrote
from .exchanges import (
    answer_a_lead,
    answer_about_recommendations,
    asks_of_mine,
    help_with_an_ask,
    read_answers,
    read_thanks,
)
from .introductions import about_introductions
from .matching import go_on_with_a_round, match_a_cohort
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
from .people import invite_the_imported, say_whether_a_need_still_holds, tell_of_yourself
from .programmes import (
    applicants,
    cohorts_of_coordinators,
    cohorts_of_mine,
    finish_application,
    join_a_programme,
    own_applications,
    read_applications,
)
from .shape import MOST, Due, Standing, Step, Waiting
from .suggestions import answer_an_offer, confirm_a_help, towards_others, who_offers, would_you_mentor

__all__ = [
    "Due",
    "Standing",
    "Step",
    "Waiting",
    "due_for",
    "needs_to_ask_about",
    "standings_of",
    "steps_for",
    "waiting_for",
]


def steps_for(person: Membership) -> list[Step]:
    """At most three, the most pressing first."""
    return list(islice(chain.from_iterable(provider(person) for provider in STEPS), MOST))


def due_for(person: Membership) -> list[Due]:
    """At most three dates of the next three weeks, the nearest first."""
    today = clock.today(person.community.time_zone)
    found = chain.from_iterable(provider(person, today) for provider in DATES)
    return sorted(found, key=lambda due: due.on)[:MOST]


def waiting_for(person: Membership, *, besides: Iterable[Step] = ()) -> list[Waiting]:
    """At most three people, who has waited longest first; less what already stands among the steps."""
    said = {step.key for step in besides}
    found = chain.from_iterable(provider(person) for provider in WAITING)
    return list(islice((waiting for waiting in found if waiting.key not in said), MOST))


def standings_of(person: Membership) -> list[Standing]:
    """Where my applications are: at most three, the latest first."""
    return list(islice(own_applications(person), MOST))


def needs_to_ask_about(person: Membership) -> list[tuple[str, str]]:
    """What I need now, the freshest first, each with the address of who could help: at most three."""
    return [(need.text, wish_address(person, need.text)) for need in needs_of(person)[:MOST]]


STEPS: tuple[Callable[[Membership], Iterator[Step]], ...] = (
    look_after_a_minor,
    confirm_a_session,
    read_thanks,
    agree_how_to_work,
    confirm_a_help,
    confirm_a_meeting,
    answer_an_offer,
    answer_a_lead,
    tell_a_session,
    write_feedback,
    read_answers,
    help_with_an_ask,
    would_you_mentor,
    answer_about_recommendations,
    about_introductions,
    answer_a_request,
    reply_to_a_question,
    read_applications,
    go_on_with_a_round,
    match_a_cohort,
    choose_a_date,
    invite_the_imported,
    towards_others,
    finish_application,
    tell_of_yourself,
    say_whether_a_need_still_holds,
    join_a_programme,
)


DATES: tuple[Callable[[Membership, date], Iterator[Due]], ...] = (
    sessions_of_mine,
    reminders_of_mine,
    time_for_ties,
    asks_of_mine,
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
