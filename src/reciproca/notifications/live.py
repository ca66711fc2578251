"""News while a page is open: whatever was worth a letter is worth a word to a page that is open.

One watcher per process looks at the letters that have left, once a second while anybody listens, and tells the pages of
whom they were for. What is told is only that there is news: the page asks for what it may see. Because a letter leaves
only after its own rules were asked again, so does the word. A room above may have its own news looked for (`look_for`).

Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connections

from reciproca.core import clock

from .queries import letters_gone_since

logger = logging.getLogger("reciproca.live")

__all__ = ["BREATH", "LIFE", "LOOK_EVERY", "Found", "Hub", "TooManyPages", "hub", "look_for"]

#: Seconds between looks, between two signs of life, and until a page has to come again (and is asked who it is).
LOOK_EVERY, BREATH, LIFE = 1.0, 15.0, 600.0
#: Open pages of one person, and of everybody, in one process.
MOST_OF_ONE, MOST = 8, 800

OVERLAP = timedelta(seconds=5)

Listener = tuple[int, str]  # community, address


@dataclass(frozen=True, slots=True)
class Found:
    """Something that a page should hear of. `about` names it, without a word of what it says."""

    key: int
    at: datetime
    community: int
    address: str
    event: str = "news"
    about: str = ""

    @property
    def who(self) -> Listener:
        return self.community, self.address

    @property
    def line(self) -> str:
        at = (self.at + timedelta(microseconds=1)).isoformat()
        return f"id: {at}\nevent: {self.event}\ndata: {self.about}\n\n"


Look = Callable[[datetime], Iterable[Found]]


def letters(moment: datetime) -> Iterator[Found]:
    return (Found(*row) for row in letters_gone_since(moment))


LOOKS: list[Look] = [letters]


def look_for(look: Look) -> None:
    """Have a room's own news looked for too: what there is since a moment, oldest first. In AppConfig.ready."""
    if look not in LOOKS:
        LOOKS.append(look)


def everything(moment: datetime) -> list[Found]:
    """What all rooms have. A fault of one room keeps the pages from its own news alone."""
    found: list[Found] = []
    for look in LOOKS:
        try:
            found += look(moment)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("live: %s cannot look", look.__qualname__)
    return sorted(found, key=lambda one: one.at)


class TooManyPages(Exception):
    """So many pages are open that one more would weigh on everybody."""


class Hub:
    """Who listens in this process."""

    def __init__(self, look: Callable[[datetime], list[Found]] = everything) -> None:
        self.look = look
        self.pages: dict[Listener, set[asyncio.Queue[Found]]] = defaultdict(set)
        self.watcher: asyncio.Task[None] | None = None
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="live")

    async def listen(
        self, who: Listener, *, since: datetime | None, still: Callable[[], bool] = lambda: True
    ) -> AsyncIterator[str]:
        """Lines for one page, until its time is over or `still` (asked at every sign of life) says no.

        Raises `TooManyPages` before the first line.
        """
        queue: asyncio.Queue[Found] = asyncio.Queue(8)
        self._enter(who, queue)
        ends = asyncio.get_running_loop().time() + LIFE
        try:
            yield "retry: 5000\n\n"
            if since is not None:  # the page was away: what it missed
                missed = {(one.event, one.about): one for one in await self._ask(self.look, since) if one.who == who}
                for one in missed.values():
                    yield one.line
            while asyncio.get_running_loop().time() < ends:
                try:
                    yield (await asyncio.wait_for(queue.get(), BREATH)).line
                except TimeoutError:
                    if not await self._ask(still):
                        return
                    yield ": here\n\n"
        finally:
            self._leave(who, queue)

    def _enter(self, who: Listener, queue: "asyncio.Queue[Found]") -> None:
        if len(self.pages[who]) >= MOST_OF_ONE or sum(map(len, self.pages.values())) >= MOST:
            raise TooManyPages
        self.pages[who].add(queue)
        if self.watcher is None or self.watcher.done():
            self.watcher = asyncio.get_running_loop().create_task(self._watch())

    def _leave(self, who: Listener, queue: "asyncio.Queue[Found]") -> None:
        self.pages[who].discard(queue)
        if not self.pages[who]:
            del self.pages[who]

    async def _watch(self) -> None:
        last, told = clock.now(), dict[tuple[str, int, str], datetime]()
        while self.pages:
            await asyncio.sleep(LOOK_EVERY)
            # A letter may be written down a moment after a later one: so each look begins before the end of the last.
            try:
                gone = await self._ask(self.look, last - OVERLAP)
            except Exception as trouble:  # a database that is busy or away now is there again at another look
                logger.warning("live: %s", type(trouble).__name__)
                continue
            for one in gone:
                key = (one.event, one.key, one.address)
                if told.get(key) == one.at:  # what happened to the same thing again is told again
                    continue
                told[key], last = one.at, max(last, one.at)
                for queue in self.pages.get(one.who, ()):
                    if not queue.full():
                        queue.put_nowait(one)
            told = {key: at for key, at in told.items() if at > last - 2 * OVERLAP}
        self.watcher = None  # before anything is waited for: who comes now begins a watcher of their own
        await self._ask(connections.close_all)

    async def _ask(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.thread, function, *arguments)


hub = Hub()
