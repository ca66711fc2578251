"""What a few write to one another, over months: some of it waits to be read today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from reciproca.communities.models import Membership
from reciproca.conversations import actions
from reciproca.conversations.models import Conversation, Message
from reciproca.demo.invention import words
from reciproca.demo.tale import Event, Tale

__all__ = ["talks"]

#: So long after the last line everybody has read it, but those who have not.
READ_AFTER = timedelta(hours=3)


def talks(tale: Tale) -> Iterator[Event]:
    for told in words("talks")["talks"]:
        talk = _Talk(tale, told)
        for days, hour, *line in told["lines"]:
            at = tale.ago(days, *map(int, hour.split(":")))
            yield Event(at, partial(talk.goes_on, *line))
        yield Event(min(at + READ_AFTER, tale.now), talk.was_read)


@dataclass(slots=True)
class _Talk:
    """One conversation: it is opened with its first line."""

    tale: Tale
    told: dict[str, Any]
    conversation: Conversation | None = None
    last: Message | None = None

    def goes_on(self, name: str, text: str, how: str = "") -> None:
        who = self._who(name)
        if self.conversation is None:
            everyone = map(self._who, self.told["people"])
            self.conversation = actions.open_conversation(everyone, by=who, subject=self.told.get("subject", ""))
        if self.last is not None:
            actions.mark_read(self.conversation, by=who, number=self.last.number)
        if self.last is not None and how in ("yes", "not_quite"):
            actions.echo_message(self.last, by=who, echo=how)
            return
        quotes = self.last if how == "quote" else None
        self.last = actions.send_message(self.conversation, by=who, text=text, is_heard=how == "heard", quotes=quotes)
        self.conversation = self.last.conversation

    def was_read(self) -> None:
        assert self.conversation is not None
        assert self.last is not None
        for name in self.told["people"]:
            if name not in self.told.get("unread", ()):
                actions.mark_read(self.conversation, by=self._who(name), number=self.last.number)
        for name in self.told.get("away", ()):
            actions.archive_conversation(self.conversation, by=self._who(name))

    def _who(self, name: str) -> Membership:
        return self.tale.who(self.tale.named(name))
