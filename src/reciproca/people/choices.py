from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

__all__ = [
    "DAYS",
    "DAY_PARTS",
    "DEEDS",
    "SPOKEN",
    "InvitationState",
    "LanguageLevel",
    "NeedAge",
    "NeedOutcome",
    "PathKind",
    "ProfileField",
    "Sight",
]


class Sight(models.TextChoices):
    """Who sees a field of a profile; chosen by the member."""

    COMMUNITY = "community", pgettext_lazy("who sees it", "everyone in the community")
    PARTNERS = "partners", pgettext_lazy("who sees it", "my mentors and mentees, and coordinators")
    COORDINATORS = "coordinators", pgettext_lazy("who sees it", "coordinators only")
    ME = "me", pgettext_lazy("who sees it", "only me")


class ProfileField(models.TextChoices):
    """The parts of a profile whose sight can be chosen. Name, headline and face are always seen in the community."""

    STORY = "story", pgettext_lazy("profile", "My story")
    OFFERS = "offers", pgettext_lazy("profile", "What I offer")
    NEEDS = "needs", pgettext_lazy("profile", "What I need now")
    PATH = "path", pgettext_lazy("profile", "The path so far")
    SKILLS = "skills", pgettext_lazy("profile", "Skills")
    AIMS = "aims", pgettext_lazy("profile", "What I aim for")
    INTERESTS = "interests", pgettext_lazy("profile", "Interests, and what I love outside work")
    CURIOUS_ABOUT = "curious_about", pgettext_lazy("profile", "What I am curious about")
    LANGUAGES = "languages", pgettext_lazy("profile", "Languages")
    PLACE = "place", pgettext_lazy("profile", "Place and time zone")
    AVAILABILITY = "availability", pgettext_lazy("profile", "When I am available")
    WORTHWHILE = "worthwhile", pgettext_lazy("profile", "What would make this worthwhile for me")


class PathKind(models.TextChoices):
    WORK = "work", pgettext_lazy("kind of experience", "work")
    STUDY = "study", pgettext_lazy("kind of experience", "study")


class NeedAge(models.TextChoices):
    FRESH = "fresh", pgettext_lazy("age of a need", "fresh")
    AGEING = "ageing", pgettext_lazy("age of a need", "two weeks or more")
    OLD = "old", pgettext_lazy("age of a need", "a month or more")


#: The availability grid: seven days, four parts of a day; a slot is "mon-evening".
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_PARTS = ("morning", "lunch", "afternoon", "evening")


class NeedOutcome(models.TextChoices):
    """How a need ended."""

    SOLVED = "solved", pgettext_lazy("how a need ended", "solved")
    WITHDRAWN = "withdrawn", pgettext_lazy("how a need ended", "no longer needed")


class InvitationState(models.TextChoices):
    """What a token opens; computed from the row, never stored."""

    OPEN = "open", pgettext_lazy("invitation state", "open")
    USED = "used", pgettext_lazy("invitation state", "used")
    REVOKED = "revoked", pgettext_lazy("invitation state", "replaced or withdrawn")
    EXPIRED = "expired", pgettext_lazy("invitation state", "expired")


class LanguageLevel(models.TextChoices):
    """How well a language is spoken, in words a person would use."""

    NATIVE = "native", pgettext_lazy("language level", "my own language")
    FLUENT = "fluent", pgettext_lazy("language level", "with ease")
    BASIC = "basic", pgettext_lazy("language level", "enough to get by")


#: Languages one may choose from, by ISO 639-1 code. The first six are the most spoken among our communities.
SPOKEN = [
    ("it", pgettext_lazy("language", "Italian")),
    ("en", pgettext_lazy("language", "English")),
    ("fr", pgettext_lazy("language", "French")),
    ("de", pgettext_lazy("language", "German")),
    ("es", pgettext_lazy("language", "Spanish")),
    ("pt", pgettext_lazy("language", "Portuguese")),
    ("sq", pgettext_lazy("language", "Albanian")),
    ("ar", pgettext_lazy("language", "Arabic")),
    ("bg", pgettext_lazy("language", "Bulgarian")),
    ("ca", pgettext_lazy("language", "Catalan")),
    ("zh", pgettext_lazy("language", "Chinese")),
    ("hr", pgettext_lazy("language", "Croatian")),
    ("cs", pgettext_lazy("language", "Czech")),
    ("da", pgettext_lazy("language", "Danish")),
    ("nl", pgettext_lazy("language", "Dutch")),
    ("fi", pgettext_lazy("language", "Finnish")),
    ("el", pgettext_lazy("language", "Greek")),
    ("he", pgettext_lazy("language", "Hebrew")),
    ("hi", pgettext_lazy("language", "Hindi")),
    ("hu", pgettext_lazy("language", "Hungarian")),
    ("ja", pgettext_lazy("language", "Japanese")),
    ("ko", pgettext_lazy("language", "Korean")),
    ("no", pgettext_lazy("language", "Norwegian")),
    ("fa", pgettext_lazy("language", "Persian")),
    ("pl", pgettext_lazy("language", "Polish")),
    ("ro", pgettext_lazy("language", "Romanian")),
    ("ru", pgettext_lazy("language", "Russian")),
    ("sr", pgettext_lazy("language", "Serbian")),
    ("sk", pgettext_lazy("language", "Slovak")),
    ("sl", pgettext_lazy("language", "Slovenian")),
    ("sv", pgettext_lazy("language", "Swedish")),
    ("tr", pgettext_lazy("language", "Turkish")),
    ("uk", pgettext_lazy("language", "Ukrainian")),
    ("ur", pgettext_lazy("language", "Urdu")),
]


#: What a coordinator reads in the history of a person, by the name of the deed in the audit trail.
DEEDS = {
    "accept_invitation": _("Accepted the invitation."),
    "activate_membership": _("Joined the community."),
    "ask_for_erasure": _("Asked to be erased."),
    "ask_for_export": _("A copy of the data was asked for."),
    "come_back": _("Came back."),
    "fetch_export": _("The copy of the data was fetched."),
    "take_back_erasure": _("Took the erasure back."),
    "add_member": _("Added to the community."),
    "change_minor": _("The month of coming of age was corrected."),
    "clear_for_minors": _("Cleared for minors."),
    "end_clearance": _("No longer cleared for minors."),
    "end_minor": _("The mark of a minor has ended."),
    "mark_minor": _("Marked as a minor."),
    "record_consent": _("The consent of who has parental responsibility was recorded."),
    "withdraw_consent": _("The consent of who has parental responsibility was withdrawn."),
    "change_role": _("The role was changed."),
    "choose_sights": _("Chose who sees what."),
    "close_need": _("Closed a need."),
    "correct_email": _("The address was corrected."),
    "deactivate_account": _("The account was closed."),
    "edit_profile": _("Worked on the profile."),
    "fill_profile": _("The profile was filled in from elsewhere."),
    "finish_welcome": _("Answered the first questions."),
    "invite_person": _("A letter was written."),
    "leave_community": _("Left the community."),
    "reactivate_account": _("The account was opened again."),
    "refresh_need": _("Said that a need still holds."),
    "reinstate_member": _("The community was opened again."),
    "rename_member": _("The name was corrected."),
    "reopen_need": _("Opened a need again."),
    "set_needs": _("Wrote down needs."),
    "set_offers": _("Wrote down offers."),
    "set_path": _("Told the path so far."),
    "set_photo": _("Changed the photo."),
    "state_need": _("Stated a need."),
    "suspend_member": _("The community was closed for now."),
    "undo_refreshment": _("Took a confirmation back."),
    "withdraw_invitation": _("The letter was withdrawn."),
}
