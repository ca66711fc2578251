from django.db import models

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named
from reciproca.core.register import data, technical
from reciproca.programmes.models import Cohort

from .choices import MentorshipState

__all__ = ["Mentorship"]


class Mentorship(Named):
    """The relationship between a mentor and a mentee, with start, goals, end."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="mentorships")
    mentor = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="mentorships_given")
    mentee = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="mentorships_received")
    state = models.CharField(max_length=10, choices=MentorshipState, default=MentorshipState.PROPOSED)
    reasons = models.JSONField(default=list, blank=True)  # why they were matched, as stored with the proposal
    provenance = models.CharField(max_length=120, blank=True)  # "round <public id>", "import <public id>"
    began_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "public_id", "cohort", "provenance", "version") | data(
        "mentor", ["mentor", "state", "reasons", "began_at", "ended_at"], retention="programme"
    )
    data_register |= data("mentee", ["mentee"], retention="programme")

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "mentor", "mentee"],
                condition=~models.Q(state="ended"),
                name="one_open_mentorship_per_pair",
            ),
            models.CheckConstraint(condition=~models.Q(mentor=models.F("mentee")), name="nobody_mentors_themselves"),
        ]
