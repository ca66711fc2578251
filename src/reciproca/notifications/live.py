"""News while a page is open: whatever was worth a letter is worth a word to a page that is open.

One watcher per process looks at the letters that have left, once a second while anybody listens, and tells the pages of
whom they were for. What is told is only that there is news: the page asks for what it may see. Because a letter leaves
only after its own rules were asked again, so does the word.

Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from django.db import connections

from reciproca.core import clock

from .queries import letters_gone_since

logger = logging.getLogger("reciproca.live")

__all__ = ["BREATH", "LIFE", "LOOK_EVERY", "Hub", "TooManyPages", "hub"]

#: Seconds between looks, between two signs of life, and until a page has to come again (and is asked who it is).
LOOK_EVERY, BREATH, LIFE = 1.0, 15.0, 600.0
#: Open pages of one person, and of everybody, in one process.
MOST_OF_ONE, MOST = 8, 800

OVERLAP = timedelta(seconds=5)

Listener = tuple[int, str]  # community, address


class TooManyPages(Exception):
    """So many pages are open that one more would weigh on everybody."""


class Hub:
    """Who listens in this process."""

    def __init__(self, look: Callable[[datetime], list[tuple[int, datetime, int, str]]] = letters_gone_since) -> None:
        self.look = look
        self.pages: dict[Listener, set[asyncio.Queue[datetime]]] = defaultdict(set)
        self.watcher: asyncio.Task[None] | None = None
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="live")

    async def listen(
        self, who: Listener, *, since: datetime | None, still: Callable[[], bool] = lambda: True
    ) -> AsyncIterator[str]:
        """Lines for one page, until its time is over or `still` (asked at every sign of life) says no.

        Raises `TooManyPages` before the first line.
        """
        queue: asyncio.Queue[datetime] = asyncio.Queue(8)
        self._enter(who, queue)
        ends = asyncio.get_running_loop().time() + LIFE
        try:
            yield "retry: 5000\n\n"
            if since is not None:  # the page was away: what it missed
                missed = [at for _key, at, *to in await self._ask(self.look, since) if tuple(to) == who]
                if missed:
                    yield _event(missed[-1])
            while asyncio.get_running_loop().time() < ends:
                try:
                    yield _event(await asyncio.wait_for(queue.get(), BREATH))
                except TimeoutError:
                    if not await self._ask(still):
                        return
                    yield ": here\n\n"
        finally:
            self._leave(who, queue)

    def _enter(self, who: Listener, queue: "asyncio.Queue[datetime]") -> None:
        if len(self.pages[who]) >= MOST_OF_ONE or sum(map(len, self.pages.values())) >= MOST:
            raise TooManyPages
        self.pages[who].add(queue)
        if self.watcher is None or self.watcher.done():
            self.watcher = asyncio.get_running_loop().create_task(self._watch())

    def _leave(self, who: Listener, queue: "asyncio.Queue[datetime]") -> None:
        self.pages[who].discard(queue)
        if not self.pages[who]:
            del self.pages[who]

    async def _watch(self) -> None:
        last, told = clock.now(), dict[int, datetime]()
        while self.pages:
            await asyncio.sleep(LOOK_EVERY)
            # A letter may be written down a moment after a later one: so each look begins before the end of the last.
            try:
                gone = await self._ask(self.look, last - OVERLAP)
            except Exception as trouble:  # a database that is busy or away now is there again at another look
                logger.warning("live: %s", type(trouble).__name__)
                continue
            for key, at, community, address in gone:
                if key in told:
                    continue
                told[key], last = at, max(last, at)
                for queue in self.pages.get((community, address), ()):
                    if not queue.full():
                        queue.put_nowait(at)
            told = {key: at for key, at in told.items() if at > last - 2 * OVERLAP}
        self.watcher = None  # before anything is waited for: who comes now begins a watcher of their own
        await self._ask(connections.close_all)

    async def _ask(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.thread, function, *arguments)


def _event(at: datetime) -> str:
    return f"id: {(at + timedelta(microseconds=1)).isoformat()}\nevent: news\ndata: \n\n"


hub = Hub()
