"""Journeys: whole stories in a real browser, against the real server (`reciproca serve`: web and worker).

    def test_a_story(server: Server, page_in: PageIn) -> None:
        marta = page_in("it")
        sign_in(marta, "marta", server)
        ...
        looks_right(marta)

`server` starts with the cast of tests/cast.py and nothing else. Helpers (`sign_in`, `looks_right`) are in tests/browsing.py.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from browsing import PageIn, Server, watch

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def page_in(server: Server, browser: Browser, request: pytest.FixtureRequest) -> Iterator[PageIn]:
    """`page_in("it")`: a page of a new person at a new computer, at the front page of the server."""
    contexts: list[BrowserContext] = []

    def open_page(language: str = "it", *, width: int = 1280, dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=server.url,
            locale={"it": "it-IT", "en": "en-GB"}[language],
            timezone_id="Europe/Rome",
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        watch(page)
        page.goto("/")
        return page

    yield open_page

    failed = getattr(request.node, "failed_call", False)
    for number, context in enumerate(contexts):
        if failed and context.pages:
            folder = Path("build/journeys")
            folder.mkdir(parents=True, exist_ok=True)
            context.pages[-1].screenshot(path=folder / f"{request.node.name}-{number}.png", full_page=True)
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    report = yield
    if call.when == "call" and report.failed:
        item.failed_call = True  # a picture of each page is kept in build/journeys
    return report
