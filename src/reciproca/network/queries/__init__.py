"""Reads: the ledger, who is connected and allied with whom, and what one keeps for oneself."""

from .connections import (
    Beginning,
    allies_of,
    are_allies,
    are_connected,
    beginning_of,
    connection_between,
    connections_of,
    knows,
    named_by,
    naming_of,
    request_to,
    requests_to_answer,
    requests_to_reply,
    requests_visible_to,
    requests_waiting_of,
    who_among_allies_knows,
)
from .encounters import (
    code_of,
    encounter_by_code,
    encounter_days,
    encounters_visible_to,
    encounters_waiting_for,
)
from .garden import (
    care_of,
    cares_of,
    due_reminders,
    reminders_of,
    reminders_on,
    time_of,
)
from .giving import (
    giving_wish_of,
    people_at_their_limit,
)
from .ledger import (
    Direction,
    Face,
    Gift,
    Line,
    confirmed_gifts,
    confirmed_lines,
    has_helped_somebody_known,
    lines_between,
    lines_of,
)

__all__ = [
    "Beginning", "Direction", "Face", "Gift", "Line", "allies_of", "are_allies", "are_connected", "beginning_of",
    "care_of", "cares_of", "code_of", "confirmed_gifts", "confirmed_lines", "connection_between", "connections_of",
    "due_reminders", "encounter_by_code", "encounter_days", "encounters_visible_to", "encounters_waiting_for",
    "giving_wish_of", "has_helped_somebody_known", "knows", "lines_between", "lines_of", "named_by", "naming_of",
    "people_at_their_limit", "reminders_of", "reminders_on", "request_to", "requests_to_answer", "requests_to_reply",
    "requests_visible_to", "requests_waiting_of", "time_of", "who_among_allies_knows",
]  # fmt: skip
