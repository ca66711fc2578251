"""What people do with coffee rounds: start one, say that they are in, skip, leave, meet; and what time does."""

from .coffee import (
    AlreadyBegun,
    MovedOn,
    NotForMinors,
    NothingSaid,
    NotYours,
    draw_coffee,
    draw_coffees,
    end_coffee,
    end_coffees,
    forget_coffees,
    join_coffee,
    leave_coffee,
    open_talk,
    pause_coffee,
    say_of_table,
    skip_round,
    start_coffee,
)

__all__ = [
    "AlreadyBegun", "MovedOn", "NotForMinors", "NotYours", "NothingSaid", "draw_coffee", "draw_coffees", "end_coffee",
    "end_coffees", "forget_coffees", "join_coffee", "leave_coffee", "open_talk", "pause_coffee", "say_of_table",
    "skip_round", "start_coffee",
]  # fmt: skip
