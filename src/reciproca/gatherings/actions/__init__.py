"""What people do with coffee rounds: start one, say that they are in, skip, leave, meet; with meet-ups: call one, come, say with
whom they met; and what time does."""

from .coffee import (
    AlreadyBegun,
    MovedOn,
    NotForMinors,
    NothingSaid,
    NotYours,
    TooFewRounds,
    change_coffee,
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
from .meetups import (
    ChangedMeanwhile,
    InThePast,
    MeetupsNotForMinors,
    TooFar,
    WrongCode,
    YouCalledIt,
    arrive_at_meetup,
    call_meetup,
    call_off_meetup,
    change_meetup,
    come_to_meetup,
    forget_meetups,
    say_met,
    stay_away,
    tidy_meetups,
)

__all__ = [
    "AlreadyBegun", "ChangedMeanwhile", "InThePast", "MeetupsNotForMinors", "MovedOn", "NotForMinors", "NotYours",
    "NothingSaid", "TooFar", "TooFewRounds", "WrongCode", "YouCalledIt", "arrive_at_meetup", "call_meetup",
    "call_off_meetup", "change_coffee", "change_meetup", "come_to_meetup", "draw_coffee", "draw_coffees", "end_coffee", "end_coffees", "forget_coffees",
    "forget_meetups", "join_coffee", "leave_coffee", "open_talk", "pause_coffee", "say_met", "say_of_table", "skip_round",
    "start_coffee", "stay_away", "tidy_meetups",
]  # fmt: skip
