"""The stream of news: who hears what, and what ends it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextvars import Context
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.http import StreamingHttpResponse
from django.test import AsyncClient, Client
from tests.cast import Cast

from reciproca.communities.actions import suspend_member
from reciproca.communities.queries import is_still_welcome
from reciproca.core import clock
from reciproca.notifications import live
from reciproca.notifications.actions import deliver_mail, post_mail
from reciproca.notifications.live import Found, Hub, TooManyPages
from reciproca.notifications.queries import letters_gone_since

NOW = datetime.fromisoformat("2026-11-19T09:00:00+00:00")
ADA, GIULIO = (1, "ada@example.org"), (1, "giulio@example.org")


class Letters:
    """Stands for the outbox: what has left, and when."""

    def __init__(self) -> None:
        self.gone: list[Found] = []

    def leave(self, to: tuple[int, str], at: datetime | None = None, *about: str) -> None:
        self.gone.append(Found(len(self.gone), at or clock.now(), *to, *about))

    def since(self, moment: datetime) -> list[Found]:
        return [letter for letter in self.gone if letter.at >= moment]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(live, "BREATH", 0.1)


async def heard(lines: AsyncIterator[str], number: int) -> list[str]:
    return [line async for line, _ in _first(lines, number)]


async def _first(lines: AsyncIterator[str], number: int) -> AsyncIterator[tuple[str, int]]:
    for place in range(number):
        yield await asyncio.wait_for(anext(lines), 5), place


def told(work: Callable[[], Any]) -> Any:
    return asyncio.run(work())


def test_a_page_hears_its_own_news_once_and_nobody_elses(quick: None) -> None:
    letters = Letters()

    async def work() -> tuple[list[str], list[str]]:
        hub = Hub(letters.since)
        ada, giulio = hub.listen(ADA, since=None), hub.listen(GIULIO, since=None)
        await heard(ada, 1), await heard(giulio, 1)
        letters.leave(ADA)
        of_ada, of_giulio = await heard(ada, 3), await heard(giulio, 2)
        await ada.aclose(), await giulio.aclose()
        assert not hub.pages
        return of_ada, of_giulio

    of_ada, of_giulio = told(work)
    assert sum("event: news" in line for line in of_ada) == 1
    assert [line for line in of_giulio if "event" in line] == []


def test_what_happens_again_to_the_same_thing_is_told_again(quick: None) -> None:
    letters = Letters()

    async def work() -> list[str]:
        ada = Hub(letters.since).listen(ADA, since=None)
        await heard(ada, 1)
        letters.leave(ADA, None, "conversation", "7")
        found = await heard(ada, 2)
        first = letters.gone[0]
        letters.gone[0] = replace(first, at=first.at + timedelta(milliseconds=1))
        found += await heard(ada, 2)
        await ada.aclose()
        return found

    assert sum("event: conversation" in line for line in told(work)) == 2


def test_a_page_that_was_away_hears_what_it_missed(quick: None) -> None:
    letters = Letters()
    letters.leave(ADA, NOW - timedelta(minutes=5))

    async def work(since: datetime) -> str:
        lines = Hub(letters.since).listen(ADA, since=since)
        found = await heard(lines, 2)
        await lines.aclose()
        return found[1]

    assert "event: news" in told(lambda: work(NOW - timedelta(minutes=10)))
    assert "event: news" not in told(lambda: work(NOW))


def test_a_page_that_was_away_hears_of_each_thing_once(quick: None) -> None:
    letters = Letters()
    for minutes, about in ((9, "a"), (8, "b"), (7, "a")):
        letters.leave(ADA, NOW - timedelta(minutes=minutes), "conversation", about)

    async def work() -> list[str]:
        lines = Hub(letters.since).listen(ADA, since=NOW - timedelta(minutes=10))
        found = await heard(lines, 4)
        await lines.aclose()
        return [line.split("\n")[2] for line in found if "event: conversation" in line]

    assert sorted(told(work)) == ["data: a", "data: b"]


def test_a_page_ends_when_its_reader_is_no_longer_welcome(quick: None) -> None:
    async def work() -> list[str]:
        return [line async for line in Hub(Letters().since).listen(ADA, since=None, still=lambda: False)]

    assert told(work) == ["retry: 5000\n\n"]


def test_too_many_pages_of_one_person_are_refused(quick: None) -> None:
    async def work() -> None:
        hub = Hub(Letters().since)
        pages = [hub.listen(ADA, since=None) for _ in range(live.MOST_OF_ONE + 1)]
        for page in pages[:-1]:
            await heard(page, 1)
        with pytest.raises(TooManyPages):
            await anext(pages[-1])
        for page in pages:
            await page.aclose()

    told(work)


def test_a_look_that_fails_is_followed_by_another(quick: None) -> None:
    letters = Letters()
    fails = iter([True, True])

    def look(moment: datetime) -> list[Found]:
        if next(fails, False):
            raise OSError("away")
        return letters.since(moment)

    async def work() -> list[str]:
        ada = Hub(look).listen(ADA, since=None)
        await heard(ada, 1)
        letters.leave(ADA)
        found = await heard(ada, 3)
        await ada.aclose()
        return found

    assert sum("event: news" in line for line in told(work)) == 1


def test_who_comes_while_the_last_watcher_goes_hears_all_the_same(quick: None) -> None:
    letters = Letters()

    async def work() -> list[str]:
        hub = Hub(letters.since)
        first = hub.listen(GIULIO, since=None)
        await heard(first, 1)
        leaving = hub.watcher
        assert leaving is not None
        hub._ask = _slow_to_close(hub._ask)  # type: ignore[method-assign]
        await first.aclose()
        await asyncio.sleep(0.15)  # it has seen that nobody is there, and closes its connection
        assert not leaving.done()
        assert not hub.pages
        ada = hub.listen(ADA, since=None)
        await heard(ada, 1)
        letters.leave(ADA)
        found = await heard(ada, 8)
        await ada.aclose()
        return found

    assert sum("event: news" in line for line in told(work)) == 1


def _slow_to_close(ask: Callable[..., Any]) -> Callable[..., Any]:
    async def slowly(function: Callable[..., Any], *arguments: Any) -> Any:
        if function == connections.close_all:
            await asyncio.sleep(0.6)
        return await ask(function, *arguments)

    return slowly


@pytest.mark.django_db
def test_only_letters_that_left_are_news(people: Cast, mailoutbox: list) -> None:
    mail = post_mail(
        "reciproca.people.mails.welcome_nobody",
        to=people.ada.email,
        language="it",
        key="one",
        community=people.montefeltro,
    )
    assert mail is not None
    assert letters_gone_since(clock.now() - timedelta(hours=1)) == []
    assert deliver_mail(mail.pk) != "sent"  # no such letter: it is tried again, and it is no news
    assert letters_gone_since(clock.now() - timedelta(hours=1)) == []


@pytest.mark.django_db
def test_who_is_suspended_or_signed_out_is_no_longer_welcome(people: Cast, client: Client) -> None:
    client.force_login(people.ada.account)
    session = client.session.session_key or ""
    assert is_still_welcome(session, people.ada.pk)
    assert not is_still_welcome("another", people.ada.pk)
    suspend_member(people.ada, by=people.marta)
    assert not is_still_welcome(session, people.ada.pk)


@pytest.mark.django_db(transaction=True)
def test_the_address_answers_a_member_with_a_stream(committed: Cast) -> None:
    async def work() -> tuple[int, str, str]:
        client = AsyncClient()
        await client.aforce_login(committed.ada.account)
        response = await client.get("/montefeltro/live/", headers={"Last-Event-ID": "not a time"})
        assert isinstance(response, StreamingHttpResponse)
        stream = aiter(response)
        first = await anext(stream)
        await stream.aclose()
        return response.status_code, response["Content-Type"], first.decode()

    status, kind, first = told(work)
    assert (status, kind, first) == (200, "text/event-stream; charset=utf-8", "retry: 5000\n\n")


@pytest.mark.django_db
def test_every_room_looks_over_all_communities() -> None:
    """The watcher is inside none."""
    for look in live.LOOKS:
        assert Context().run(lambda look=look: list(look(clock.now()))) == [], look


@pytest.mark.django_db
def test_a_room_that_cannot_look_keeps_nobody_elses_news(monkeypatch: pytest.MonkeyPatch) -> None:
    letters = Letters()
    letters.leave(ADA, NOW)

    def broken(_moment: datetime) -> list[Found]:
        raise LookupError("not inside a community")

    monkeypatch.setattr(live, "LOOKS", [broken, letters.since])

    assert live.everything(NOW) == letters.gone
