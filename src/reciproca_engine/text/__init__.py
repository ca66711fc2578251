"""What an offer has to do with a need, in Italian and in English: by words, and by an encoder when one is given.

>>> from reciproca_engine import text
>>> [(need, offer) for need, offer, _, _ in text.match(["raccolta fondi"], ["Fundraising for charities", "CV"])]
[(0, 0)]
"""

from reciproca_engine.text.match import Matches, TextEncoder, closeness, is_about, match, shared_words
from reciproca_engine.text.words import keys, phrases, words

__all__ = ["Matches", "TextEncoder", "closeness", "is_about", "keys", "match", "phrases", "shared_words", "words"]
