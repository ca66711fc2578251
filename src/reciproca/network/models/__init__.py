"""What happened between two people, who they are to each other by their own word, and what one keeps of another for oneself."""

from .connections import Alliance, Connection, ConnectionRequest, Encounter
from .garden import Care, Reminder, TimeForTies
from .giving import MOST_HOURS, GivingWish
from .ledger import Interaction, KeptCircle, LedgerHead, Onward, Tie

__all__ = [
    "MOST_HOURS", "Alliance", "Care", "Connection", "ConnectionRequest", "Encounter", "GivingWish", "Interaction", "KeptCircle", "LedgerHead", "Onward",
    "Reminder", "Tie", "TimeForTies",
]  # fmt: skip
