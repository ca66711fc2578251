"""Days and hours are written as each language writes them, and Italian articles give way to a vowel."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import translation

from reciproca.core.days import day_written, hour_said
from reciproca.core.italian import elided, euphonic

ROME = ZoneInfo("Europe/Rome")


@pytest.mark.parametrize(
    ("language", "day", "said"),
    [
        ("it", date(2026, 11, 1), "1° novembre 2026"),
        ("it", date(2026, 11, 21), "21 novembre 2026"),
        ("en", date(2026, 11, 1), "1 November 2026"),
    ],
)
def test_the_first_of_a_month_is_an_ordinal_in_italian(language: str, day: date, said: str):
    with translation.override(language):
        assert day_written(day, "d MMMM y") == said


@pytest.mark.parametrize(("language", "said"), [("it", "18.30"), ("en", "6.30 pm")])
def test_an_hour_is_said_by_the_reader_s_clock(language: str, said: str):
    with translation.override(language):
        assert hour_said(datetime(2026, 11, 19, 17, 30, tzinfo=UTC), ROME) == said


@pytest.mark.parametrize(
    ("put_together", "said"),
    [
        ("qui dal 8 giugno 2025", "qui dall’8 giugno 2025"),
        ("Il 11 marzo Ada ti ha dedicato un’ora", "L’11 marzo Ada ti ha dedicato un’ora"),
        ("fino al 8 dic", "fino all’8 dic"),
        ("dal 18 maggio al 1° giugno", "dal 18 maggio al 1° giugno"),
        ("il 8 per cento", "il 8 per cento"),  # only what is a date
        ("on 8 June", "on 8 June"),
    ],
)
def test_an_article_gives_way_before_eight_and_eleven(put_together: str, said: str):
    assert elided(put_together) == said


def test_what_is_escaped_in_a_sentence_stays_escaped():
    page = Template("{% filter elided %}{{ name }}, dal {{ day }}{% endfilter %}")

    assert page.render(Context({"name": "<b>", "day": "8 marzo"})) == "&lt;b&gt;, dall’8 marzo"


@pytest.mark.parametrize(
    ("language", "put_together", "said"),
    [
        ("it", "Manda a Ada", "Manda ad Ada"),
        ("it", "Manda a Omar", "Manda a Omar"),
        ("en", "A Ada of our own", "A Ada of our own"),
    ],
)
def test_a_preposition_grows_before_its_own_vowel(language: str, put_together: str, said: str):
    with translation.override(language):
        assert euphonic(put_together) == said
