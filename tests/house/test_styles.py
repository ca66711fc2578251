"""The look, kept: one fresh style sheet, nothing inline, no class that no sheet knows."""

import re
from pathlib import Path

import pytest

from reciproca.core import styles
from reciproca.core.icons import names

SRC = Path(styles.__file__).resolve().parent.parent
TEMPLATES = sorted(SRC.rglob("templates/**/*.html"))
PAGES = [path for path in TEMPLATES if "mails" not in path.parts]
SCRIPTS = sorted((SRC / "static" / "reciproca" / "js").glob("*.js"))

# Tags of the template language, so that what remains is what a browser would see.
TEMPLATE_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
VALUE = re.compile(r"\{\{.*?\}\}")
COMMENT = re.compile(r"\{% comment.*?%\}.*?\{% endcomment %\}", re.DOTALL)


def named(path: Path) -> str:
    return str(path.relative_to(SRC))


def test_style_sheet_is_fresh() -> None:
    assert not styles.is_stale(), "Run python -m reciproca.core.styles and commit the sheet."


def test_layers_are_declared_once() -> None:
    assert styles.joined().count("@layer tokens, base, layout, components, pages;") == 1
    assert all("@layer" not in path.read_text() for path in styles.SOURCES.rglob("*.css"))


def test_every_declared_component_exists() -> None:
    files = {path.stem for path in (styles.SOURCES / "components").glob("*.css")}

    assert {*styles.COMPONENTS, *styles.LAST} - files == set()


def test_fonts_of_the_sheet_exist_with_their_licences() -> None:
    urls = re.findall(r'url\("([^"]+)"\)', styles.joined())

    assert urls
    assert [url for url in urls if not (styles.STATIC / url).exists()] == []
    assert len(list((styles.STATIC / "fonts").glob("OFL-*.txt"))) == 2


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_page_has_nothing_inline(path: Path) -> None:
    html = COMMENT.sub("", path.read_text())

    assert re.findall(r"<style\b|\sstyle\s*=", html) == []
    assert re.findall(r"<script\b(?![^>]*\bsrc=)", html) == []
    assert re.findall(r"""\son[a-z]+\s*=\s*["']""", html) == []
    assert "javascript:" not in html


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_page_uses_only_classes_that_exist(path: Path) -> None:
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", styles.joined()))

    assert sorted(classes_in(path) - known - BEHAVIOUR) == []


# Classes that say what a thing is to a test or a script, and look like nothing.
BEHAVIOUR = {"rest"}


def classes_in(path: Path) -> set[str]:
    """The classes written whole in a template; `tag--{{ kind }}` is left to the catalogue."""
    html = COMMENT.sub("", path.read_text())
    found: set[str] = set()
    for value in re.findall(r"""\bclass=(?:"((?:[^"{]|\{[%{].*?[%}]\})*)"|'([^']*)')""", html):
        words = VALUE.sub("{}", TEMPLATE_TAG.sub(" ", "".join(value)))
        found |= {
            word for word in words.split() if "{" not in word and "}" not in word and re.fullmatch(r"[\w-]+", word)
        }
    return {word for word in found if not word.endswith("--")}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_behaviour_is_loaded_and_says_how_to_attach_it(path: Path) -> None:
    loaded = (SRC / "core" / "jinja2" / "shell" / "behaviours.html").read_text()
    text = path.read_text()

    assert f"reciproca/js/{path.name}" in loaded
    assert text.startswith("// ")
    assert "eval(" not in text
    assert ".style" not in text.replace(".styleSheets", "")


def test_every_icon_named_in_a_template_exists() -> None:
    used = set()
    for path in TEMPLATES:
        used |= set(re.findall(r'\{% icon "([\w-]+)"', path.read_text()))
        used |= set(re.findall(r'<c-[\w-]+[^>]*\bicon="([\w-]+)"', path.read_text()))

    assert used - set(names()) == set()
