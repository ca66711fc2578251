"""A picture of each page as the right person sees it: Italian and English, light and dark, 1280 and 360 px.

    bin/screenshots                     every page into ./screenshots
    bin/screenshots --only today        the pages whose name begins so
    bin/screenshots --docs              the chosen few into docs/pictures, small enough for a README

It starts a demo server of its own, with an invented community, and looks at it with Chromium.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["PAGES", "main"]

ROOT = Path(__file__).resolve().parents[3]
HERE = "/montefeltro/"
SIZES = {"1280": {"width": 1280, "height": 900}, "360": {"width": 360, "height": 780}}
LANGUAGES, THEMES = ("it", "en"), ("light", "dark")
HEAVIEST = 150_000  # bytes, for a picture in the documentation


@dataclass(frozen=True, slots=True)
class Page:
    """What to look at: a name for the file, the entrance one comes in by (none: signed out), an address, or the text of
    a link to follow from it."""

    name: str
    who: str | None
    address: str
    follow: tuple[str, ...] = ()
    docs: bool = False


PAGES: tuple[Page, ...] = (
    Page("front", None, "/", docs=True),
    Page("demo-mails", None, "/demo/mail/"),
    Page("sign-in", None, "/accounts/login/"),
    Page("today-coordinator", "coordinator", HERE, docs=True),
    Page("today-mentor", "mentor", HERE),
    Page("today-mentee", "mentee", HERE, docs=True),
    Page("today-newcomer", "newcomer", HERE),
    Page("communities", "coordinator", "/communities/"),
    Page("people", "mentee", f"{HERE}people/", docs=True),
    Page("profile", "mentee", f"{HERE}people/", follow=("main a[href*='/people/']",)),
    Page("programmes", "coordinator", f"{HERE}programmes/"),
    Page("import", "coordinator", f"{HERE}imports/"),
    Page("cohort", "coordinator", f"{HERE}programmes/", follow=("main a[href*='/cohorts/']",)),
    Page("applications", "coordinator", HERE, follow=("main a[href*='/applications/']",)),
    Page("import-rehearsal", "coordinator", f"{HERE}imports/", follow=("main a[href*='/imports/']",)),
    Page("rounds", "coordinator", f"{HERE}rounds/"),
    Page("round", "coordinator", f"{HERE}rounds/", follow=("main a[href*='/rounds/']",), docs=True),
    Page("pairs-overview", "coordinator", f"{HERE}mentorships/overview/"),
    Page("mentorships", "mentee", f"{HERE}mentorships/"),
    Page("mentorship", "mentee", f"{HERE}mentorships/", follow=("main a[href*='/mentorships/']",), docs=True),
    Page("mentorship-mentor", "mentor", f"{HERE}mentorships/", follow=("main a[href*='/mentorships/']",)),
    Page("giving-back", "mentee", f"{HERE}giving-back/"),
    Page("help-form", "mentee", f"{HERE}giving-back/", follow=("main a[href*='/help/']",)),
    Page("help-offer", "mentee", f"{HERE}giving-back/", follow=("main a[href*='/help-offers/']",)),
    Page("thanks", "mentee", f"{HERE}thanks/"),
    Page("thanks-received", "mentor", f"{HERE}thanks/received/"),
    Page("thanks-given", "mentee", f"{HERE}thanks/given/"),
    Page("thanks-to-read", "mentor", f"{HERE}thanks/received/", follow=("main a.button[href*='/thanks/']",)),
    Page("recommendations", "mentor", f"{HERE}recommendations/"),
    Page("welcome", "newcomer", f"{HERE}welcome/"),
    Page("account", "mentee", "/account/"),
)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Pictures of every page.")
    parser.add_argument("--only", default="", help="pages whose name begins so")
    parser.add_argument("--docs", action="store_true", help="the chosen few, into docs/pictures")
    parser.add_argument("--url", default="", help="a demo server that runs already")
    options = parser.parse_args(arguments)
    pages = [page for page in PAGES if page.name.startswith(options.only) and (page.docs or not options.docs)]
    with demo_server(options.url) as address, browser() as chromium:
        if options.docs:
            _for_the_docs(chromium, address, pages)
        else:
            _all(chromium, address, pages, ROOT / "screenshots")
    return 0


def _all(chromium: Any, address: str, pages: list[Page], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for who in dict.fromkeys(page.who for page in pages):
        for language in LANGUAGES:
            for theme in THEMES:
                for size, viewport in SIZES.items():
                    with looking(chromium, address, who, language, theme, viewport) as tab:
                        for page in (page for page in pages if page.who == who):
                            file = folder / f"{page.name}-{language}-{theme}-{size}.png"
                            status = _shoot(tab, address, page, file)
                            print(f"{status} {file.name}", flush=True)


def _for_the_docs(chromium: Any, address: str, pages: list[Page]) -> None:
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for page in pages:
        for language in LANGUAGES:
            with looking(chromium, address, page.who, language, "light", SIZES["1280"]) as tab:
                file = folder / f"{page.name}.{language}.png"
                _shoot(tab, address, page, file, whole=False)
                _make_small(file)
                print(f"{file.stat().st_size // 1000:4} kB {file.relative_to(ROOT)}", flush=True)


def _shoot(tab: Any, address: str, page: Page, file: Path, *, whole: bool = True) -> int:
    answer = tab.goto(address + page.address)
    for selector in page.follow:
        if tab.locator(selector).count() == 0:
            break
        with tab.expect_navigation():
            tab.locator(selector).first.click()
    tab.wait_for_load_state("networkidle")
    tab.evaluate("document.fonts.ready")
    tab.screenshot(path=file, full_page=whole)
    return int(answer.status) if answer else 0


def _make_small(file: Path) -> None:
    """Fewer colours until the file is light: a picture of paper and ink loses nothing."""
    from PIL import Image

    with Image.open(file) as opened:
        picture = opened.convert("RGB")
    for colours in (256, 128, 64, 32):
        picture.quantize(colours, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size <= HEAVIEST:
            return


@contextmanager
def looking(chromium: Any, address: str, who: str | None, language: str, theme: str, viewport: dict) -> Iterator[Any]:
    """A browser window of one person, in one language and one light."""
    context = chromium.new_context(
        viewport=viewport, locale="it-IT" if language == "it" else "en-GB", color_scheme=theme, reduced_motion="reduce"
    )
    tab = context.new_page()
    tab.goto(f"{address}/")
    if who is not None:
        with tab.expect_navigation():
            tab.locator(f"form[action='/demo/sign-in/{who}/'] button").click()
    switch = tab.locator(f"button[name='language'][value='{language}']:not([aria-current])")
    if switch.count():
        with tab.expect_navigation():
            switch.first.click()
    try:
        yield tab
    finally:
        context.close()


@contextmanager
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if executable is None:
        sys.exit("Chromium is not installed: apt-get install chromium, or set CHROMIUM to its path.")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=arguments)
        try:
            yield chromium
        finally:
            chromium.close()


@contextmanager
def demo_server(running: str = "") -> Iterator[str]:
    """The address of a demo server: the one that runs already, or one of our own in a folder that is thrown away."""
    if running:
        yield running.rstrip("/")
        return
    with socket.socket() as free, tempfile.TemporaryDirectory(prefix="reciproca-pictures-") as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = {**os.environ, "PORT": str(port), "DATA_DIR": folder, "DEMO": "true", "DATABASE_URL": ""}
        server = subprocess.Popen([sys.executable, "-m", "reciproca", "demo"], cwd=ROOT, env=environment)
        address = f"http://localhost:{port}"
        try:
            _wait_for(address, server)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait_for(address: str, server: subprocess.Popen) -> None:
    for _ in range(600):
        if server.poll() is not None:
            sys.exit("The demo server did not start.")
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    sys.exit("The demo server did not answer within three minutes.")


if __name__ == "__main__":
    raise SystemExit(main())
