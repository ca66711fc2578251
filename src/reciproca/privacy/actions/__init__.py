"""What people do with their data: take a copy, be erased, take that back. And what goes by itself when its time has come."""

from .erasing import (
    GRACE,
    AlreadyAsked,
    HandOverFirst,
    NothingToTakeBack,
    ask_for_account_erasure,
    ask_for_erasure,
    carry_out_due_erasures,
    erase_account,
    erase_person,
    replay_tombstones,
    take_back_erasure,
)
from .exporting import (
    KEPT,
    NotReady,
    OneADay,
    ask_for_export,
    fetch_export,
    forget_old_exports,
    prepare_export,
    take_up_lost_exports,
)
from .forgetting import Due, due_data, forget_due_data

__all__ = [
    "GRACE",
    "KEPT",
    "AlreadyAsked",
    "Due",
    "HandOverFirst",
    "NotReady",
    "NothingToTakeBack",
    "OneADay",
    "ask_for_account_erasure",
    "ask_for_erasure",
    "ask_for_export",
    "carry_out_due_erasures",
    "due_data",
    "erase_account",
    "erase_person",
    "fetch_export",
    "forget_due_data",
    "forget_old_exports",
    "prepare_export",
    "replay_tombstones",
    "take_back_erasure",
    "take_up_lost_exports",
]
