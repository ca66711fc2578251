"""A generated face: one of eight tones, one of six chords, and the initials of a name.

Tone and chord come from a hash of the member's public id, never of the name: a name may change, the face stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

TONES = 8

# A chord lies under the monogram of a 48-unit circle: two waves each way, a smile, a double wave.
CHORDS = (
    "M1.4 32.2C15.3 31 29.1 46 43.4 38.1",
    "M6.2 40.1C17.9 30 29.7 46 41.8 40.1",
    "M5.6 39.4C19.2 46 32.8 33 46.8 31.4",
    "M2.1 33.8Q24 45 45.9 33.8",
    "M3.2 36C16.9 44 30.7 30 44.8 36",
    "M4.6 38.1C18.9 46 32.7 31 46.6 32.2",
)

# Words that belong to the name after them: Matteo De Luca is MD, Ada van den Berg is AB only if they are skipped.
PARTICLES = frozenset({"da", "dal", "de", "dei", "del", "della", "di", "du", "la", "le", "van", "von", "der", "den"})


@dataclass(frozen=True)
class Avatar:
    tone: int
    chord_path: str
    initials: str


@lru_cache(4096)
def avatar(public_id: object, name: str) -> Avatar:
    """The face of a member. The same id has the same tone and chord on every page, server and release."""
    digest = blake2b(str(public_id).encode(), digest_size=8).digest()
    return Avatar(tone=1 + digest[0] % TONES, chord_path=CHORDS[digest[1] % len(CHORDS)], initials=initials(name))


def initials(name: str) -> str:
    """
    >>> initials("Marta Ferri"), initials("Mei Lin Rossi"), initials("Matteo De Luca"), initials("Samira")
    ('MF', 'MR', 'ML', 'S')
    """
    words = [word for word in name.replace("-", " ").split() if word[0].isalpha()]
    carrying = [word for word in words[1:] if word.lower() not in PARTICLES] or words[1:]
    letters = [word[0] for word in words[:1] + carrying[-1:]]
    return "".join(letters).upper() or "·"
