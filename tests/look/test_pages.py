"""The look, looked at: every component in a real browser, in both languages and both themes, wide and narrow."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from browsing import wait_until

pytestmark = pytest.mark.browser

WIDE, PHONE, SMALLEST = 1280, 360, 320
Open = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, look: str) -> Iterator[Open]:
    contexts = []

    def visit(
        page_name: str, language: str = "it", theme: str = "light", width: int = WIDE, scripts: bool = True
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, java_script_enabled=scripts, locale=language
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints = []  # type: ignore[attr-defined]
        page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(f"{look}/{language}/{page_name}/")
        return page

    yield visit
    for context in contexts:
        context.close()


def troubles(page: Page) -> list[tuple[str, str]]:
    violations = Axe().run(page).response["violations"]
    return [(violation["id"], node["html"][:120]) for violation in violations for node in violation["nodes"]]


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["it", "en"])
def test_catalogue_has_nothing_for_axe_to_find(visit: Open, language: str, theme: str, width: int) -> None:
    page = visit("catalogue", language, theme, width)

    assert troubles(page) == []
    assert page.complaints == []
    assert page.evaluate("document.documentElement.lang") == language


@pytest.mark.parametrize("name", ["plain", "404", "403", "403_csrf", "429", "500", "mails/sample"])
def test_bare_pages_have_nothing_for_axe_to_find(visit: Open, name: str) -> None:
    page = visit(name, "it", "dark", PHONE)

    assert troubles(page) == []
    assert page.title() != ""


@pytest.mark.parametrize("name", ["catalogue", "404", "500", "mails/sample"])
@pytest.mark.parametrize("language", ["it", "en"])
def test_nothing_scrolls_sideways_at_320_pixels(visit: Open, name: str, language: str) -> None:
    page = visit(name, language, width=SMALLEST)

    assert page.evaluate("document.documentElement.scrollWidth") == SMALLEST


def test_nothing_scrolls_sideways_with_text_at_twice_its_size(visit: Open) -> None:
    page = visit("catalogue", width=PHONE)

    page.evaluate(
        "document.styleSheets[0].insertRule('html { font-size: 200% }', document.styleSheets[0].cssRules.length)"
    )

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_catalogue_is_whole_in_italian(visit: Open) -> None:
    page = visit("catalogue", "it")

    assert "Riprendi il filo" in page.inner_text("main")
    assert "Pick up the thread" not in page.inner_text("main")
    assert page.inner_text(".page-head h1") == "I componenti, con i loro stati"


def test_first_key_leads_to_the_content(visit: Open) -> None:
    page = visit("catalogue")
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")

    page.focus(".skip")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


def test_errors_take_the_focus_and_lead_to_their_fields(visit: Open) -> None:
    page = visit("catalogue", "en")

    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.click("[data-error-summary] a >> nth=0")

    expect(page.locator("#id_places")).to_be_focused()
    assert page.get_attribute("#id_places", "aria-describedby") == "id_places-error"


def test_theme_is_seen_at_once_and_kept(visit: Open) -> None:
    page = visit("catalogue", "en")

    page.select_option("#theme-switch", "dark")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.reload()

    assert ground == "rgb(33, 28, 24)"
    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground


def test_without_scripts_the_theme_is_a_form(visit: Open) -> None:
    page = visit("catalogue", "en", scripts=False)

    expect(page.locator("[data-theme-switch] button")).to_be_visible()
    expect(page.locator("[data-toast-close]").first).to_be_hidden()
    expect(page.locator("#d1")).to_be_hidden()


def test_dialog_opens_and_closes_with_the_keyboard(visit: Open) -> None:
    page = visit("catalogue", "en")

    page.focus("[data-opens=d1]")
    page.keyboard.press("Enter")
    expect(page.locator("#d1")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator("#d1")).to_be_hidden()
    expect(page.locator("[data-opens=d1]")).to_be_focused()


def test_menu_closes_with_escape(visit: Open) -> None:
    page = visit("catalogue", "en")

    page.click(".me > summary")
    expect(page.locator(".me .me__list")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator(".me .me__list")).to_be_hidden()
    expect(page.locator(".me > summary")).to_be_focused()


def test_toast_lies_over_the_page_and_can_be_closed(visit: Open) -> None:
    page = visit("today", "en", width=PHONE)
    toast = page.locator("[data-toast]")

    expect(toast).to_be_in_viewport()
    expect(toast.get_by_role("button", name="Undo")).to_be_visible()
    assert page.locator("[data-toast] form").get_attribute("action") == "/undo/"
    toast.get_by_role("button", name="Close this message").click()

    expect(toast).to_have_count(0)
    expect(page.locator(".messages .banner")).to_have_count(2)


def test_toast_leaves_when_one_goes_on_unless_it_can_be_undone(visit: Open) -> None:
    page = visit("today", "en", width=PHONE)
    toast = page.locator("[data-toast]")

    page.click("h1")
    expect(toast).to_have_count(1)
    page.eval_on_selector("[data-toast] form", "form => form.remove()")
    page.keyboard.press("Tab")  # to the start of the page, where the toast does not lie
    expect(toast).to_have_count(1)
    page.click("[data-toast] > span")

    expect(toast).to_have_count(0)


def test_toast_leaves_what_the_keyboard_comes_to(visit: Open) -> None:
    page = visit("today", "en", width=PHONE)
    toast = page.locator("[data-toast]")
    page.eval_on_selector("[data-toast] form", "form => form.remove()")
    page.evaluate(
        """() => {
            const under = document.body.appendChild(document.createElement("button"));
            const { top, left } = document.querySelector("[data-toast]").getBoundingClientRect();
            under.id = "under";
            under.style.cssText = `position: fixed; inset-block-start: ${top}px; inset-inline-start: ${left}px`;
        }"""
    )
    expect(toast).to_have_count(1)
    page.focus("#under")

    expect(toast).to_have_count(0)


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_page_with_its_menu_open_has_nothing_for_axe_to_find(visit: Open, width: int) -> None:
    page = visit("today", "en", "dark", width)
    page.click(".me > summary")

    assert troubles(page) == []
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_what_was_typed_is_back_after_a_reload(visit: Open) -> None:
    page = visit("catalogue", "en")
    # The catalogue's form comes back with errors, when nothing is restored: take them away to see a fresh page.
    page.route("**/en/catalogue/", fresh)
    page.reload()

    page.fill("#id_need", "Someone to read my first budget.")
    page.check("#id_topics_0")
    assert wait_until(lambda: kept_in(page))
    page.reload()

    expect(page.locator("#id_need")).to_have_value("Someone to read my first budget.")
    expect(page.locator("#id_topics_0")).to_be_checked()
    expect(page.locator("[data-draft-said]")).to_be_visible()


def test_what_is_kept_can_be_read_by_nobody_else(visit: Open) -> None:
    page = visit("catalogue", "en")
    page.fill("#id_need", "Someone to read my first budget.")
    assert wait_until(lambda: kept_in(page))
    assert "budget" not in kept_in(page)

    page.goto(f"{page.url}?draft_key={'a1' * 32}")

    assert wait_until(lambda: not kept_in(page))
    expect(page.locator("[data-draft-said]")).to_be_hidden()


def kept_in(page: Page) -> str:
    """What the tab keeps until a form has been sent, beside the address that htmx writes there."""
    return page.evaluate("Object.entries(sessionStorage).filter(([name]) => name.startsWith('draft:')).join()")


def fresh(route: Route) -> None:
    response = route.fetch()
    route.fulfill(response=response, body=response.text().replace("data-error-summary", ""))


def test_one_box_chooses_all_and_says_how_many(visit: Open) -> None:
    page = visit("catalogue", "en")

    page.check("[data-select-all]")

    assert page.inner_text("[data-selected-count]") == "4"
    page.uncheck("input[name=who] >> nth=0")
    assert page.evaluate("document.querySelector('[data-select-all]').indeterminate") is True


def test_form_is_sent_once(visit: Open) -> None:
    page = visit("catalogue", "en")
    page.evaluate(
        """() => {
            window.sent = 0;
            document.addEventListener("submit", (event) => {
                if (!event.defaultPrevented) window.sent++;
                event.preventDefault();
            });
            const form = document.querySelector("form[data-draft]");
            form.requestSubmit();
            form.requestSubmit();
        }"""
    )

    assert page.evaluate("window.sent") == 1
    assert page.get_attribute("form[data-draft] [type=submit]", "aria-busy") == "true"


def test_what_was_typed_is_counted(visit: Open) -> None:
    page = visit("catalogue", "en")

    page.fill("#id_need", "Ten words.")

    assert page.inner_text("[data-counts=id_need]") == "10 characters of 400"


def test_small_screens_keep_five_places_and_the_others_at_the_foot(visit: Open) -> None:
    page = visit("catalogue", "en", width=PHONE)

    places = page.locator(".mainnav a:visible").all_inner_texts()
    page.click(".mainnav .only-small a")

    assert [place.split("\n")[0] for place in places] == ["Today", "Relationships", "Conversations", "Circles", "More"]
    expect(page.locator("#more-places a").first).to_be_in_viewport()


def test_the_places_of_who_coordinates_stand_under_one_word(visit: Open) -> None:
    page = visit("catalogue", "en")
    place = page.locator(".places").get_by_role("link", name="Programmes")
    expect(place).to_be_hidden()

    page.locator(".places summary").click()
    expect(place).to_be_visible()
    page.keyboard.press("Escape")

    expect(place).to_be_hidden()
    expect(page.locator(".places summary")).to_be_focused()


def test_the_places_of_who_coordinates_open_without_a_script(visit: Open) -> None:
    page = visit("catalogue", "en", scripts=False)

    page.locator(".places summary").click()

    expect(page.locator(".places").get_by_role("link", name="Programmes")).to_be_visible()
