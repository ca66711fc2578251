"""The first page, before anything else."""

import pytest

from browsing import PageIn, Server


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_front_page_answers_in_the_language_of_the_browser(server: Server, page_in: PageIn, language: str) -> None:
    page = page_in(language)

    assert page.locator("html").get_attribute("lang") == language
