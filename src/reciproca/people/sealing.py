"""What second steps rest on, the secret of an app and the seed of recovery codes, is kept sealed with the server's key.

Whoever reads the database, or a copy of it without the key, cannot make the digits of anybody. What does not open, because
the key is another one, matches nothing: the second step then fails, it is not left out.
"""

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.crypto import salted_hmac

__all__ = ["opened", "sealed"]

SALT = "reciproca.people.second_steps"
#: What a sealed text begins with: the way in which it is sealed.
FIRST = "aes1:"
NONCE = 12


def sealed(text: str) -> str:
    nonce = secrets.token_bytes(NONCE)
    return FIRST + base64.b64encode(nonce + _cipher().encrypt(nonce, text.encode(), None)).decode()


def opened(kept: str) -> str:
    """The text; something that nobody can guess where it does not open."""
    try:
        nonce_and_text = base64.b64decode(kept.removeprefix(FIRST), validate=True)
        return _cipher().decrypt(nonce_and_text[:NONCE], nonce_and_text[NONCE:], None).decode()
    except (InvalidTag, ValueError):
        return base64.b32encode(secrets.token_bytes(20)).decode()


def _cipher() -> AESGCM:
    return AESGCM(salted_hmac(SALT, "", algorithm="sha256").digest())
