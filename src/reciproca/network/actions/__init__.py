"""What is written of two people: the ledger and its ties; connections, meetings and allies; what one keeps for oneself."""

from .allies import (
    NotMetYet,
    end_alliances_under_blocks,
    mark_close,
    name_ally,
    take_back_ally,
)
from .connections import (
    AlreadyAsked,
    AlreadyConnected,
    AskedBefore,
    AskedEnough,
    AskedEnoughAtFirst,
    AskedEnoughToday,
    MovedOn,
    NothingSaid,
    NotYours,
    accept_connection,
    connect,
    decline_connection,
    end_connection,
    hide_connection,
    lapse_requests,
    lay_request_aside,
    question_connection,
    reply_to_question,
    request_connection,
    withdraw_request,
)
from .encounters import (
    CodeUnknown,
    MetToday,
    confirm_encounter,
    forget_unread_codes,
    read_code,
    refuse_encounter,
    show_code,
)
from .garden import (
    EnoughReminders,
    PastDay,
    care_for,
    give_up_time,
    keep_time,
    remind,
    settle_reminder,
)
from .giving import (
    TooManyHours,
    choose_giving,
)
from .ledger import (
    cancel_interaction,
    confirm_interaction,
    keep_circle,
    mend_ties,
    record_interaction,
)
from .turning import (
    EnoughAtFirst,
    turn_to,
)

__all__ = [
    "AlreadyAsked", "AlreadyConnected", "AskedBefore", "AskedEnough", "AskedEnoughAtFirst", "AskedEnoughToday",
    "CodeUnknown", "EnoughAtFirst", "EnoughReminders", "MetToday", "MovedOn", "NotMetYet", "NotYours", "NothingSaid",
    "PastDay", "TooManyHours", "accept_connection", "cancel_interaction", "care_for", "choose_giving",
    "confirm_encounter", "confirm_interaction", "connect", "decline_connection", "end_alliances_under_blocks",
    "end_connection", "forget_unread_codes", "give_up_time", "hide_connection", "keep_circle", "keep_time",
    "lapse_requests", "lay_request_aside", "mark_close", "mend_ties", "name_ally", "question_connection", "read_code",
    "record_interaction", "refuse_encounter", "remind", "reply_to_question", "request_connection", "settle_reminder",
    "show_code", "take_back_ally", "turn_to", "withdraw_request",
]  # fmt: skip
