"""A drawing that the camera of a phone reads."""

from base64 import b64encode

from allauth.mfa.adapter import get_adapter

__all__ = ["drawing_of"]


def drawing_of(address: str) -> str:
    """As the source of an image; drawn by what draws the second step's."""
    return f"data:image/svg+xml;base64,{b64encode(get_adapter().build_totp_svg(address).encode()).decode()}"
