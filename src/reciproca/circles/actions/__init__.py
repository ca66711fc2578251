"""What people do in circles: begin one and come in, agree on a charter, meet, promise; leave, and end."""

from .charters import NotYourProposal, agree_to_charter, propose_charter, withdraw_charter
from .checkins import (
    AskedEnoughHere,
    NoTimeLeft,
    answer_check_in,
    choose_nudges,
    nudge,
    open_check_in,
    pass_check_in,
    repeat_check_ins,
    stop_check_in,
)
from .circles import (
    AlreadyThere,
    CircleFull,
    NotForMinors,
    NotThisWay,
    TooManyCircles,
    accept_invitation,
    answer_request,
    ask_to_join,
    change_circle,
    close_waiting_seats,
    decline_invitation,
    forget_circles,
    invite_to_circle,
    join_circle,
    leave_circle,
    let_go_of,
    pause_circle,
    resume_circle,
    start_circle,
    step_aside,
    step_out,
    would_end,
)
from .commitments import EnoughPromised, change_commitment, make_commitment, settle_commitment
from .concerns import tell_outside
from .meetings import InThePast, TooFar, cancel_meeting, move_meeting, plan_meetings, say_presence, say_whether_there
from .pulses import AnsweredAlready, answer_pulse, open_pulses, settle_pulses
from .shared import ChangedMeanwhile, CharterFirst, CircleOver, MovedOn, NothingSaid, NotYours
from .wins import SomebodyNamed, cheer_win, hide_win, show_win, take_win_away, tell_win

__all__ = [
    "AlreadyThere", "AnsweredAlready", "AskedEnoughHere", "ChangedMeanwhile", "CharterFirst", "CircleFull",
    "CircleOver", "EnoughPromised", "InThePast", "MovedOn", "NoTimeLeft", "NotForMinors", "NotThisWay",
    "NotYourProposal", "NotYours", "NothingSaid", "SomebodyNamed", "TooFar", "TooManyCircles", "accept_invitation",
    "agree_to_charter", "answer_check_in", "answer_pulse", "answer_request", "ask_to_join", "cancel_meeting",
    "change_circle", "change_commitment", "cheer_win", "choose_nudges", "close_waiting_seats", "decline_invitation",
    "forget_circles", "hide_win", "invite_to_circle", "join_circle", "leave_circle", "let_go_of", "make_commitment",
    "move_meeting", "nudge", "open_check_in", "open_pulses", "pass_check_in", "pause_circle", "plan_meetings",
    "propose_charter", "repeat_check_ins", "resume_circle", "say_presence", "say_whether_there", "settle_commitment",
    "settle_pulses", "show_win", "start_circle", "step_aside", "step_out", "stop_check_in", "take_win_away", "tell_outside", "tell_win",
    "withdraw_charter", "would_end",
]  # fmt: skip
