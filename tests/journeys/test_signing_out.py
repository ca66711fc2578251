"""Somebody signs out, and nothing of theirs is left in the browser: not on other pages, not behind the back button."""

import re

from playwright.sync_api import expect

from browsing import PageIn, Server, sign_in, wait_until

AT_THE_DOOR = re.compile("/accounts/login/")
KEPT = "Object.keys(sessionStorage).filter((name) => name.startsWith('draft:')).length"


def test_what_was_open_is_gone_after_signing_out(server: Server, page_in: PageIn) -> None:
    ada = page_in("en")
    sign_in(ada, "ada", server)
    other = ada.context.new_page()
    other.goto("/montefeltro/people/")
    expect(other.locator("main")).to_contain_text("Giulio Serra")

    # A section of her profile, half written, is there again when she comes back to it
    ada.goto("/montefeltro/profile/about/")
    field = ada.locator("main form[data-draft] textarea[name=story]")
    field.fill("A loom in the cellar")
    assert wait_until(lambda: ada.evaluate(KEPT))
    ada.goto("/montefeltro/people/")
    ada.go_back()
    expect(field).to_have_value("A loom in the cellar")
    assert ada.evaluate(KEPT) == 1

    ada.locator(".me > summary").click()
    ada.locator("form[data-forgets] button").click()
    ada.wait_for_url(lambda url: "/montefeltro/" not in url)

    assert ada.evaluate(KEPT) == 0
    ada.go_back()
    expect(ada).to_have_url(AT_THE_DOOR)
    expect(other).to_have_url(AT_THE_DOOR, timeout=40_000)
    expect(other.locator("body")).not_to_contain_text("Giulio Serra")
