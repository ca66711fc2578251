"""The circle's conversation: of who sits there and said yes to the charter in force. Everything else of it is the room conversations."""

from reciproca.circles.models import Circle
from reciproca.circles.queries import bound_by, origin_of
from reciproca.conversations.actions import close_conversation, forget_conversation, keep_together

__all__ = ["close_talk", "forget_talk", "keep_talk"]


def keep_talk(circle: Circle) -> None:
    """Somebody came, went or said yes: it is of those who are bound now."""
    keep_together(bound_by(circle), origin=origin_of(circle), subject=circle.name)


def close_talk(circle: Circle) -> None:
    close_conversation(origin_of(circle))


def forget_talk(circle: Circle) -> None:
    forget_conversation(origin_of(circle))
