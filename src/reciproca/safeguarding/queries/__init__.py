"""Reads of this room."""

from .doubts import doubts_to_look_at, doubts_visible_to, has_open_doubt, much_has_changed
from .knowing import (
    Fact,
    anchors,
    facts_about,
    facts_to_tell,
    invited_at,
    invited_people,
    is_anchor,
    is_known,
    known_among,
)
from .measures import hold_on, measures_of
from .reports import (
    decisions_about,
    objections_to_answer,
    readers_of,
    reports_by,
    reports_to_decide,
    server_administrators,
)
from .vouching import spent_by, vouch_between, vouches_between, vouches_by, vouches_spent_by

__all__ = [
    "Fact", "anchors", "decisions_about", "doubts_to_look_at", "doubts_visible_to", "facts_about", "facts_to_tell", "has_open_doubt",
    "hold_on", "invited_at", "invited_people", "is_anchor", "is_known", "known_among", "measures_of", "much_has_changed", "objections_to_answer", "readers_of", "reports_by", "reports_to_decide",
    "server_administrators", "spent_by", "vouch_between", "vouches_between", "vouches_by", "vouches_spent_by",
]  # fmt: skip
