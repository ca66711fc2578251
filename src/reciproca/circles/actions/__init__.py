"""What people do in circles: begin one and come in, agree on a charter, meet, promise; leave, and end."""

from .cases import (
    AnotherCaseThere,
    CaseUnderWay,
    answer_question,
    ask_about_case,
    begin_silence,
    bring_case,
    change_case,
    close_case,
    delete_case,
    follow_up,
    forget_cases,
    mark_idea_helped,
    open_case,
    open_ideas,
    say_who_wrote,
    take_idea_back,
    write_idea,
    write_note_of,
)
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
from .compositions import (
    AlreadyPublished,
    BeingComposed,
    NobodyToCompose,
    NoTimeGiven,
    NotPossible,
    OutOfDate,
    SignUpsClosed,
    change_composition,
    discard_composition,
    fix_circle,
    fix_person,
    move_person,
    name_proposed,
    open_composition,
    publish_composition,
    run_composing,
    sign_up,
    start_composing,
    withdraw_sign_up,
)
from .concerns import tell_outside
from .meetings import InThePast, TooFar, cancel_meeting, move_meeting, plan_meetings, say_presence, say_whether_there
from .pulses import AnsweredAlready, answer_pulse, open_pulses, settle_pulses
from .shared import ChangedMeanwhile, CharterFirst, CircleOver, MovedOn, NothingSaid, NotYours
from .wins import SomebodyNamed, cheer_win, hide_win, show_win, take_win_away, tell_win

__all__ = [
    "AlreadyPublished", "AlreadyThere", "AnotherCaseThere", "AnsweredAlready", "AskedEnoughHere", "BeingComposed",
    "CaseUnderWay", "ChangedMeanwhile", "CharterFirst", "CircleFull", "CircleOver", "EnoughPromised", "InThePast",
    "MovedOn", "NoTimeGiven", "NoTimeLeft", "NobodyToCompose", "NotForMinors", "NotPossible", "NotThisWay",
    "NotYourProposal", "NotYours", "NothingSaid", "OutOfDate", "SignUpsClosed", "SomebodyNamed", "TooFar",
    "TooManyCircles", "accept_invitation", "agree_to_charter", "answer_check_in", "answer_pulse", "answer_question",
    "answer_request", "ask_about_case", "ask_to_join", "begin_silence", "bring_case", "cancel_meeting", "change_case",
    "change_circle", "change_commitment", "change_composition", "cheer_win", "choose_nudges", "close_case",
    "close_waiting_seats", "decline_invitation", "delete_case", "discard_composition", "fix_circle", "fix_person",
    "follow_up", "forget_cases", "forget_circles", "hide_win", "invite_to_circle", "join_circle", "leave_circle",
    "let_go_of", "make_commitment", "mark_idea_helped", "move_meeting", "move_person", "name_proposed", "nudge",
    "open_case", "open_check_in", "open_composition", "open_ideas", "open_pulses", "pass_check_in", "pause_circle",
    "plan_meetings", "propose_charter", "publish_composition", "repeat_check_ins", "resume_circle", "run_composing",
    "say_presence", "say_whether_there", "say_who_wrote", "settle_commitment", "settle_pulses", "show_win", "sign_up",
    "start_circle", "start_composing", "step_aside", "step_out", "stop_check_in", "take_idea_back", "take_win_away",
    "tell_outside", "tell_win", "withdraw_charter", "withdraw_sign_up", "would_end", "write_idea",
    "write_note_of",
]  # fmt: skip
