"""What people do here: report, decide, object; answer for somebody; set the measure; look twice."""

from .doubts import ask_for_confirmation, hold_for_doubt, look_for_doubts, quiet_doubt
from .holding import AlreadyHeld, HeldForNow, end_hold, end_past_holds, hold_contact, refuse_while_held
from .measuring import MeasuresChanged, OutOfBounds, set_measures
from .reports import (
    AlreadyReported,
    CannotTakeAway,
    NothingSaid,
    NothingToReport,
    NotYours,
    ReportedEnough,
    SettledAlready,
    decide_report,
    file_report,
    note_reading,
    object_to_decision,
    reply_to_objection,
)
from .vouching import CannotVouch, attest_meeting, end_vouches_for, revoke_vouch, vouch_for

__all__ = [
    "AlreadyHeld",
    "AlreadyReported",
    "CannotTakeAway",
    "CannotVouch",
    "HeldForNow",
    "MeasuresChanged",
    "NotYours",
    "NothingSaid",
    "NothingToReport",
    "OutOfBounds",
    "ReportedEnough",
    "SettledAlready",
    "ask_for_confirmation",
    "attest_meeting",
    "decide_report",
    "end_hold",
    "end_past_holds",
    "end_vouches_for",
    "file_report",
    "hold_contact",
    "hold_for_doubt",
    "look_for_doubts",
    "note_reading",
    "object_to_decision",
    "quiet_doubt",
    "refuse_while_held",
    "reply_to_objection",
    "revoke_vouch",
    "set_measures",
    "vouch_for",
]  # fmt: skip
