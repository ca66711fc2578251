from django.db import models
from django.utils.translation import pgettext_lazy

__all__ = ["ABOUT", "ASIDE_KEY", "OPEN", "UNDER_WAY", "Aside", "HelpState", "MentorAnswer", "Source", "Way"]


class Way(models.TextChoices):
    """How one could give back what was received."""

    THANK = "thank", pgettext_lazy("giving back", "say thank you")
    RECOMMEND = "recommend", pgettext_lazy("giving back", "recommend")
    RETURN = "return", pgettext_lazy("giving back", "return it")
    PASS_ON = "pass_on", pgettext_lazy("giving back", "pass it on")
    RECONNECT = "reconnect", pgettext_lazy("giving back", "be in touch again")
    MEET = "meet", pgettext_lazy("giving back", "meet")


class Source(models.TextChoices):
    """What of somebody answers a sentence: what they write, where they have been, or what others say of them."""

    OFFER = "offer", pgettext_lazy("who can help", "Offers")
    SKILL = "skill", pgettext_lazy("who can help", "Among the skills")
    PATH = "path", pgettext_lazy("who can help", "On the path so far")
    THANKS = "thanks", pgettext_lazy("who can help", "In a word of thanks")
    RECOMMENDATION = "recommendation", pgettext_lazy("who can help", "In a recommendation")


class Aside(models.TextChoices):
    """What somebody said to a suggestion: later, or never this one."""

    NOT_NOW = "not_now", pgettext_lazy("suggestion", "not now")
    NOT_THIS = "not_this", pgettext_lazy("suggestion", "not this")


#: What a suggestion that is set aside can be about, beside a whole kind: a need, a help received, or a person.
ABOUT = ("help", "thank", "recommend", "reconnect", "person")
#: How it is named: by what it is about, or all of its kind.
ASIDE_KEY = (
    rf"^(({'|'.join(ABOUT)}) [0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}|kind (thank|help|reconnect|meet))$"
)


class HelpState(models.TextChoices):
    """sent → accepted → told → confirmed; or declined, withdrawn, let go. One that is not answered closes by its date."""

    SENT = "sent", pgettext_lazy("offered help", "waiting for an answer")
    ACCEPTED = "accepted", pgettext_lazy("offered help", "accepted")
    TOLD = "told", pgettext_lazy("offered help", "told, to be confirmed")
    CONFIRMED = "confirmed", pgettext_lazy("offered help", "it helped")
    DECLINED = "declined", pgettext_lazy("offered help", "not this time")
    WITHDRAWN = "withdrawn", pgettext_lazy("offered help", "taken back")
    LET_GO = "let_go", pgettext_lazy("offered help", "it did not come to it")


#: Between the yes and the help itself.
UNDER_WAY = (HelpState.ACCEPTED, HelpState.TOLD)
#: As long as something is still to happen between the two.
OPEN = (HelpState.SENT, *UNDER_WAY)


class MentorAnswer(models.TextChoices):
    """Whether somebody who was a mentee would mentor."""

    YES = "yes", pgettext_lazy("would you mentor", "yes")
    LATER = "later", pgettext_lazy("would you mentor", "later")
    NO = "no", pgettext_lazy("would you mentor", "no, thank you")
