"""Letters of coffee rounds and of meet-ups, worded when they are sent. None carries what anybody wrote but the name of a meet-up."""

from .coffee import left_over, table_laid
from .meetups import meetup_changed, meetup_gone, meetup_joined, meetup_left, meetup_off, place_freed

__all__ = [
    "left_over", "meetup_changed", "meetup_gone", "meetup_joined", "meetup_left", "meetup_off", "place_freed", "table_laid",
]  # fmt: skip
