from django.db import models
from django.utils.translation import pgettext_lazy

__all__ = ["Echo", "Letters", "MessageKind"]


class MessageKind(models.TextChoices):
    WORDS = "words", pgettext_lazy("message", "words")
    HEARD = "heard", pgettext_lazy("message", "what I heard")


class Echo(models.TextChoices):
    """What the other says of “what I heard”."""

    OPEN = "", pgettext_lazy("echo", "not answered yet")
    YES = "yes", pgettext_lazy("echo", "yes, that is it")
    NOT_QUITE = "not_quite", pgettext_lazy("echo", "not quite")


class Letters(models.TextChoices):
    """Whether somebody wants to be told by letter of what they have not read."""

    DAILY = "daily", pgettext_lazy("letters", "One letter a day at most, when something waits to be read")
    NEVER = "never", pgettext_lazy("letters", "No letters: I read it here")
