"""The tables of this room."""

from .doubts import Doubt
from .measures import Hold, Measures
from .reports import Decision, Report
from .vouching import Attestation

__all__ = ["Attestation", "Decision", "Doubt", "Hold", "Measures", "Report"]
