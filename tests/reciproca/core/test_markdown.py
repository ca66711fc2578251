import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reciproca.core.markdown import on_one_line, rendered

REL = 'rel="nofollow noopener noreferrer"'


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Ciao\ncome va?\n\nBene <3", "<p>Ciao<br>\ncome va?</p>\n<p>Bene &lt;3</p>"),
        ("**forte** e *piano*", "<p><strong>forte</strong> e <em>piano</em></p>"),
        ("- uno\n- due", "<ul>\n<li>uno</li>\n<li>due</li>\n</ul>"),
        ("# nessun titolo", "<p># nessun titolo</p>"),
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
    ],
)
def test_a_little_markdown_is_a_little_html(text: str, page: str) -> None:
    assert rendered(text) == page


def test_an_address_is_a_link_and_its_full_stop_is_not() -> None:
    address = "https://example.org/a?b=1"

    assert rendered(f"Guarda {address}.") == f'<p>Guarda <a href="{address}" {REL}>{address}</a>.</p>'


@pytest.mark.parametrize(
    "words", ["qui", "https://example.org", "https://evil.example.example.org", "vedi https://a.b https://evil.example"]
)
def test_a_link_says_where_it_leads(words: str) -> None:
    page = rendered(f"[{words}](https://evil.example/x)")

    assert page.endswith('</a> <span class="link-host">(evil.example)</span></p>')


def test_pictures_of_elsewhere_are_links_at_most() -> None:
    assert "<img" not in rendered("![foto](https://example.org/a.png)")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "JaVaScRiPt:x"])
def test_links_that_run_are_no_links(address: str) -> None:
    assert "href" not in rendered(f"[x]({address}) <{address}>")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Eccola:\n\n- uno\n- **due**\n2. tre", "Eccola: uno due tre"),
        ("2 * 3, a_b e _piano_", "2 * 3, a_b e piano"),
        ("abcdefghij" * 3, "abcdefghijabcdefghi…"),
    ],
)
def test_on_one_line_a_text_is_without_signs(text: str, line: str) -> None:
    assert on_one_line(text, 20) == line


@given(st.text(alphabet="ab<>\"'&[]()*_`!\\/:.\n #-1x") | st.text())
def test_whatever_is_written_nothing_but_our_tags_comes_out(text: str) -> None:
    tag = r"</?(?:p|br|strong|em|ul|ol|li|blockquote|code|pre|span|a)(?: (?:href|rel|class)=\"[^\"<>]*\")*>"

    assert "<" not in re.sub(tag, "", rendered(text))


@pytest.mark.parametrize("text", ["[" * 4000, "> " * 2000, "*a " * 1300, "_" * 4000, "`" * 3999])
def test_deep_nesting_is_answered(text: str) -> None:
    assert rendered(text)
