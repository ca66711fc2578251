"""Pages that no other story passes, or passes without looking: they are clean, in either language and either light."""

import pytest

from browsing import PageIn, Server, looks_right, sign_in

QUIET = {
    "marta": (
        "overview/people/", "overview/pairs/", "overview/sessions/", "overview/mentors/",
        "mentorships/signals/", "members/", "members/new/", "members/invitations/", "programmes/",
    ),
    "ada": (
        "", "calendar/", "given-and-received/", "thanks/received/", "thanks/given/", "profile/", "profile/about/",
        "profile/path/", "profile/meeting/", "profile/blocks/",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("person", "language", "theme"), [("marta", "it", "dark"), ("ada", "en", "light")])
def test_quiet_pages_are_clean(server: Server, page_in: PageIn, person: str, language: str, theme: str) -> None:
    server.everyone_speaks(language)
    page = page_in(language)
    sign_in(page, person, server)

    for address in QUIET[person]:
        answer = page.goto(f"/montefeltro/{address}")
        assert answer is not None
        assert answer.status == 200
        assert page.locator("html").get_attribute("lang") == language
        looks_right(page, themes=(theme,))
