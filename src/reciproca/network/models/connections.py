"""Who two people are to each other by their own word: connected, met in person, allies."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named
from reciproca.core.register import Holding, data, technical
from reciproca.network.choices import OPEN_REQUESTS, KindNo, RequestState

__all__ = ["Alliance", "Connection", "ConnectionRequest", "Encounter"]

#: How long a request waits for its answer, and a code for being read.
REQUEST_WAITS = timedelta(days=30)
CODE_LASTS = timedelta(minutes=10)


class ConnectionRequest(Named):
    """Somebody would like to be connected with somebody else, and says from where they know each other and why now.

    `laid_aside_at` is known to the receiver alone: for the asker the request goes on waiting until it lapses.
    """

    asker = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="connections_asked")
    receiver = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="connections_received")
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.OPEN)
    context = models.TextField(max_length=300)  # where we met, or what we share
    why = models.TextField(max_length=600)  # why now
    offer = models.TextField(max_length=300, blank=True)  # what I could do for you
    question = models.TextField(max_length=600, blank=True)  # the receiver's one question
    reply = models.TextField(max_length=600, blank=True)  # the asker's one answer to it
    no = models.CharField(max_length=10, choices=KindNo, blank=True)
    no_words = models.TextField(max_length=300, blank=True)
    laid_aside_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(default=clock.now)
    lapses_at = models.DateTimeField()  # without an answer until then, it is over
    questioned_at = models.DateTimeField(null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "public_id", "version") | data(
        ("asker", "receiver"),
        ["asker", "receiver", "state", "context", "why", "offer", "question", "reply", "no", "no_words", "sent_at",
         "lapses_at", "questioned_at", "replied_at", "settled_at"],
    )  # fmt: skip
    # The asker is never told, not even in their own copy.
    data_register |= data("receiver", ["laid_aside_at"], goes_with=["asker"])
    data_holding = Holding(
        what=_("Requests to be connected, yours and to you"),
        purpose=_("So that a connection begins with its context, and each knows where it stands."),
        seen_by=_("The two of you."),
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["asker", "receiver"],
                condition=models.Q(state__in=[state.value for state in OPEN_REQUESTS]),
                name="one_open_request_per_pair",
            ),
            models.CheckConstraint(
                condition=~models.Q(asker=models.F("receiver")), name="nobody_asks_themselves_to_connect"
            ),
        ]
        indexes = [models.Index(fields=["community", "receiver", "state"], name="requests_by_receiver")]

    def other_of(self, person: Membership) -> Membership:
        """The one of the two who is not `person`."""
        return self.receiver if person.pk == self.asker_id else self.asker

    @property
    def is_open(self) -> bool:
        """Still to be settled, and still in time."""
        return self.state in OPEN_REQUESTS and clock.now() < self.lapses_at

    @property
    def is_lapsed(self) -> bool:
        """Nobody answered in time, whether or not the job has written it down yet."""
        return self.state == RequestState.LAPSED or (self.state in OPEN_REQUESTS and not self.is_open)

    @property
    def waits_for_reply(self) -> bool:
        return self.is_open and self.state == RequestState.QUESTIONED


class Connection(Named):
    """An accepted link between two people. Where it comes from is named by kind and public id, and stays with it.

    Each may hide it: then nobody else is told that the two know each other, by whichever page.
    """

    first = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")  # the smaller key of the two
    second = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    origin_kind = models.CharField(max_length=40)
    origin_id = models.CharField(max_length=36)
    at = models.DateTimeField(default=clock.now)
    hidden_by_first = models.BooleanField(default=False)
    hidden_by_second = models.BooleanField(default=False)

    data_register = technical("id", "community", "public_id") | data(
        ("first", "second"), ["first", "second", "origin_kind", "origin_id", "at"]
    )
    # Whether the other hides it is theirs to know.
    data_register |= data("first", ["hidden_by_first"], goes_with=["second"])
    data_register |= data("second", ["hidden_by_second"], goes_with=["first"])
    data_holding = Holding(
        what=_("Whom you are connected with"),
        purpose=_("So that the two of you find each other again, and how you met stays with you."),
        seen_by=_("The two of you. Allies you have in common too, unless one of you hides it."),
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_connection_per_pair"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="connections_are_ordered"),
        ]

    def is_hidden_by(self, person: Membership) -> bool:
        return self.hidden_by_first if person.pk == self.first_id else self.hidden_by_second


class Encounter(Named):
    """Two people met in person: one showed a code, the other read it, and both said that it was so.

    The code is worked out from the row and kept nowhere; `digest` finds the row, and goes when the code was used.
    """

    host = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    guest = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    shown_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)  # the guest says that they met
    confirmed_at = models.DateTimeField(null=True, blank=True)  # and so does the host
    refused_at = models.DateTimeField(null=True, blank=True)

    data_register = technical("id", "community", "public_id", "digest", "closes_at") | data(
        ("host", "guest"), ["host", "guest", "place", "shown_at", "read_at", "confirmed_at", "refused_at"]
    )
    data_holding = Holding(
        what=_("Whom you met in person"),
        purpose=_("So that a meeting counts for both of you, with where it was."),
        seen_by=_("The two of you."),
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["community", "digest"], condition=~models.Q(digest=""), name="one_encounter_per_code"
            ),
            models.CheckConstraint(
                condition=models.Q(guest=None) | ~models.Q(host=models.F("guest")), name="nobody_meets_themselves"
            ),
        ]

    def other_of(self, person: Membership) -> Membership | None:
        return self.guest if person.pk == self.host_id else self.host

    @property
    def is_readable(self) -> bool:
        """The code can still be used."""
        return self.guest_id is None and self.refused_at is None and clock.now() < self.closes_at

    @property
    def waits_for_host(self) -> bool:
        return self.read_at is not None and self.confirmed_at is None and self.refused_at is None


class Alliance(Named):
    """One person names another as an ally. It is their own wish until the other has named them too."""

    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    is_close = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)

    # Who was named is not told of it, not even in their own copy.
    data_register = technical("id", "community", "public_id") | data(
        "person", ["person", "other", "is_close", "at"], goes_with=["other"]
    )
    data_holding = Holding(
        what=_("Whom you named as an ally"),
        purpose=_("So that you can start from those you trust."),
        seen_by=_("You alone, until the other has named you as well. Whom you marked as close: you alone."),
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["person", "other"], name="one_alliance_per_side"),
            models.CheckConstraint(condition=~models.Q(person=models.F("other")), name="nobody_is_their_own_ally"),
        ]
