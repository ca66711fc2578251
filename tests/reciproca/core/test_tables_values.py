"""What stands in a cell is cleaned without guessing; what is in doubt is asked, with the repair ready."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examples import many
from reciproca.core.tables import values
from reciproca.core.tables.values import (
    Name,
    clean_line,
    clean_text,
    decide_date_order,
    decide_decimal,
    decide_name_order,
    infer_options,
    read_availability,
    read_count,
    read_date,
    read_email,
    read_languages,
    read_moment,
    read_number,
    read_roles,
    read_yes_no,
    split_free,
    split_name,
    split_options,
    tidy_name,
)

# ---------------------------------------------------------------------------------------------------------- e-mail


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" Lucia.Ferraro@Example.ORG ", "lucia.ferraro@example.org"),
        ("mailto:lucia@example.org", "lucia@example.org"),
        ("Lucia Ferraro <lucia@example.org>", "lucia@example.org"),
        ("<lucia@example.org>;", "lucia@example.org"),
        ("lucia@example.org.", "lucia@example.org"),
        ("E-mail: lucia@example.org", "lucia@example.org"),
        ("«lucia@example.org»", "lucia@example.org"),
        ("lucia\u200b@example.org", "lucia@example.org"),
        ("lucia@caffè.example", "lucia@xn--caff-8oa.example"),
        ("lucia+prova@example.org", "lucia+prova@example.org"),
        ("", None),
        ("n/a", None),
        (None, None),
    ],
)
def test_read_email_takes_what_is_beyond_doubt(typed: object, address: str | None) -> None:
    reading = read_email(typed)

    assert (reading.value, reading.problem) == (address, None)


@pytest.mark.parametrize(
    ("typed", "sentence", "repair"),
    [
        ("g.marras @example.org", "C’è uno spazio prima della chiocciola. Togliendolo va bene.", "g.marras@example.org"),
        ("g.marras@ example.org", "C’è uno spazio dopo la chiocciola. Togliendolo va bene.", "g.marras@example.org"),
        ("g marras@example.org", "C’è uno spazio in mezzo all’indirizzo. Togliendolo va bene.", "gmarras@example.org"),
        ("g.marras@example,org", "C’è una virgola al posto di un punto. Con il punto va bene.", "g.marras@example.org"),
        ("g.marras@@example.org", "La chiocciola è ripetuta. Con una sola va bene.", "g.marras@example.org"),
        ("g.marras(at)example.org", "La chiocciola è scritta a parole. Con @ va bene.", "g.marras@example.org"),
        ("g..marras@example.org", "Ci sono due punti di seguito. Con uno solo va bene.", "g.marras@example.org"),
        ("a@example.org; b@example.org", "Qui ci sono 2 indirizzi: ne serve uno solo. Proponiamo il primo.", "a@example.org"),
        ("nicolò@example.org", "Nell’indirizzo c’è una lettera accentata («ò»): quasi sempre è senza accento.", "nicolo@example.org"),
        ("gino@gmial.com", "«gmial.com» sembra un errore di battitura per «gmail.com».", "gino@gmail.com"),
        ("gino", "Manca la chiocciola: non è un indirizzo e-mail.", None),
        ("@example.org", "Davanti alla chiocciola non c’è niente.", None),
        ("gino@", "Dopo la chiocciola non c’è niente.", None),
        ("gino@example", "Dopo la chiocciola manca la fine, per esempio «.it».", None),
        ("gino@a@example.org", "Ci sono due chiocciole: quale delle due parti è giusta?", None),
        ("gi\"no@example.org", "Nell’indirizzo c’è un carattere che non può starci: «\"».", None),
        ("gino@-example.org", "La parte dopo la chiocciola («-example.org») non è scritta bene.", None),
    ],
)  # fmt: skip
def test_read_email_says_what_is_wrong_and_how_to_put_it_right(typed: str, sentence: str, repair: str | None) -> None:
    reading = read_email(typed)

    assert reading.value is None
    assert reading.problem is not None
    assert reading.problem.sentence("it") == sentence
    assert reading.problem.repair == repair


@settings(deadline=None)
@given(st.text(max_size=80))
def test_read_email_is_settled_after_one_reading(typed: str) -> None:
    reading = read_email(typed)

    if reading.value is not None:
        assert read_email(reading.value).value == reading.value
        assert reading.value.isascii()
    if reading.problem is not None and reading.problem.repair is not None:
        assert read_email(reading.problem.repair).value == reading.problem.repair
    if reading.problem is not None:
        assert reading.problem.sentence("it") != reading.problem.sentence("en")


# ----------------------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("Mario Rossi", "Mario", "Rossi"),
        ("ROSSI Mario", "Mario", "Rossi"),
        ("Mario ROSSI", "Mario", "Rossi"),
        ("Rossi, Mario", "Mario", "Rossi"),
        ("MARIO ROSSI", "Mario", "Rossi"),
        ("Maria Grazia De Luca", "Maria Grazia", "De Luca"),
        ("Maria Grazia Bianchi", "Maria Grazia", "Bianchi"),
        ("DE LUCA Maria Grazia", "Maria Grazia", "De Luca"),
        ("Gabriel Garcia Marquez", "Gabriel", "Garcia Marquez"),
        ("Dott.ssa Anna Sanna", "Anna", "Sanna"),
        ("D'AMICO Luca", "Luca", "D'Amico"),
        ("  Zoë   van der Berg ", "Zoë", "van der Berg"),
        ("Anna", "Anna", ""),
        ("", "", ""),
    ],
)
def test_split_name(typed: str, first: str, last: str) -> None:
    name = split_name(typed)

    assert (name.first, name.last) == (first, last)


def test_split_name_follows_the_order_of_the_column() -> None:
    column = ["Rossi Mario", "De Luca Anna", "Marras Giulia", "Xyz Qwerty"]

    order = decide_name_order(column)

    assert order == "family_first"
    assert split_name("Rossi Mario", order=order) == Name("Mario", "Rossi")
    assert split_name("De Luca Anna", order=order) == Name("Anna", "De Luca")
    assert split_name("Rossi Bianchi Mario", order=order) == Name("Mario", "Rossi Bianchi")
    assert decide_name_order(["Mario Rossi", "Anna De Luca"]) == "given_first"


def test_split_name_says_when_it_is_not_sure() -> None:
    assert not split_name("Xyz Qwerty Abc").sure
    assert not split_name("Rossi Mario").sure


def test_tidy_name_keeps_the_capitals_people_chose() -> None:
    assert [tidy_name(name) for name in ("McDonald", "de luca", "DELLA VALLE", "O'neill")] == [
        "McDonald", "De Luca", "Della Valle", "O'neill",
    ]  # fmt: skip


# ----------------------------------------------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("typed", "order", "moment"),
    [
        ("12/02/2026 19.07.17", "dmy", datetime(2026, 2, 12, 19, 7, 17)),
        ("2/12/2026 19:07:17", "mdy", datetime(2026, 2, 12, 19, 7, 17)),
        ("2026/02/12 7:07:17 PM GMT+1", "dmy", datetime(2026, 2, 12, 19, 7, 17)),
        ("2026/02/12 7:07:17 PM OEC", "mdy", datetime(2026, 2, 12, 19, 7, 17)),
        ("2026-02-12T19:07:17", "dmy", datetime(2026, 2, 12, 19, 7, 17)),
        ("12-2-26", "dmy", datetime(2026, 2, 12)),
        ("12.02.2026", "dmy", datetime(2026, 2, 12)),
        ("12 febbraio 2026", "dmy", datetime(2026, 2, 12)),
        ("giovedì 12 feb 2026", "dmy", datetime(2026, 2, 12)),
        ("05 Mar 2024", "mdy", datetime(2024, 3, 5)),
        ("February 12, 2026", "dmy", datetime(2026, 2, 12)),
        ("1° gennaio 1999", "dmy", datetime(1999, 1, 1)),
        (46065, "dmy", datetime(2026, 2, 12)),
        (46065.5, "dmy", datetime(2026, 2, 12, 12)),
        (date(2026, 2, 12), "dmy", datetime(2026, 2, 12)),
        ("", "dmy", None),
    ],
)
def test_read_moment(typed: object, order: values.DateOrder, moment: datetime | None) -> None:
    reading = read_moment(typed, order=order)

    assert (reading.value, reading.problem) == (moment, None)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31/02/2026", "«31/02/2026» non esiste nel calendario: scrivila come 28/02/2026."),
        ("ieri", "«ieri» non si capisce come data: scrivila come 28/02/2026."),
        ("12/02/2026 boh", "«12/02/2026 boh» non si capisce come data: scrivila come 28/02/2026."),
        ("2/28/2026", "«2/28/2026» non va con le altre date della colonna, lette come giorno, mese, anno. Forse è il 28 febbraio 2026?"),
        (7, "«7» non si capisce come data: scrivila come 28/02/2026."),
    ],
)  # fmt: skip
def test_read_date_says_what_is_wrong(typed: object, sentence: str) -> None:
    reading = read_date(typed)

    assert reading.value is None
    assert reading.problem is not None
    assert reading.problem.sentence("it") == sentence


@pytest.mark.parametrize(
    ("column", "order", "sure"),
    [
        (["03/04/2026", "13/04/2026"], "dmy", True),
        (["03/04/2026", "04/13/2026"], "mdy", True),
        (["03/04/2026", "05/06/2026"], "dmy", False),
        (["2026-04-03"], "ymd", True),
        (["13/04/2026", "04/13/2026"], "dmy", False),
        ([date(2026, 4, 3)], "dmy", True),
        ([], "dmy", True),
        # Stamps of a form stand in order of time: only one reading keeps them so.
        ([f"0{month}/0{day}/2026" for month in (1, 2, 3) for day in (5, 6, 7)], "mdy", True),
    ],
)
def test_decide_date_order(column: list[object], order: str, sure: bool) -> None:
    evidence = decide_date_order(column)

    assert (evidence.order, evidence.sure) == (order, sure)


@settings(deadline=None)
@given(st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2090, 1, 1)))
def test_read_moment_reads_back_what_a_form_writes(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)

    assert read_moment(moment.strftime("%d/%m/%Y %H.%M.%S")).value == moment
    assert read_moment(moment.strftime("%m/%d/%Y %H:%M:%S"), order="mdy").value == moment
    assert read_moment(moment.isoformat()).value == moment


# --------------------------------------------------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("typed", "decimal", "number"),
    [
        ("3,5", None, 3.5), ("3.5", None, 3.5), ("1.234,50", None, 1234.5), ("1,234.50", None, 1234.5),
        ("1.234", ",", 1234.0), ("1.234", ".", 1.234), ("1,234", ".", 1234.0), ("1.234.567", None, 1234567.0),
        ("12 €", None, 12.0), ("-4", None, -4.0), ("0,500", None, 0.5), (7, None, 7.0), ("1 234,5", None, 1234.5), ("", None, None),
    ],
)  # fmt: skip
def test_read_number(typed: object, decimal: values.Decimal | None, number: float | None) -> None:
    reading = read_number(typed, decimal=decimal)

    assert (reading.value, reading.problem) == (number, None)


def test_read_number_asks_where_two_readings_are_possible() -> None:
    problem = read_number("1.234").problem

    assert problem is not None
    assert problem.sentence("it") == "«1.234» si può leggere in due modi: 1.234 oppure 1,234. Quale dei due?"
    assert problem.sentence("en") == "“1.234” can be read in two ways: 1,234 or 1.234. Which one?"


def test_decide_decimal_takes_only_evidence() -> None:
    assert decide_decimal(["1.234", "2,5"]) == ","
    assert decide_decimal(["1,234", "2.5"]) == "."
    assert decide_decimal(["1.234", "5.678"]) is None
    assert decide_decimal(["2.5", "2,5"]) is None


@settings(deadline=None)
@given(st.floats(min_value=-1e6, max_value=1e6), st.booleans())
def test_read_number_reads_back_what_excel_writes(number: float, italian: bool) -> None:
    written = f"{number:,.2f}"
    if italian:
        written = written.translate(str.maketrans(",.", ".,"))

    assert read_number(written).value == pytest.approx(number, abs=0.0051)


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("2", 2), (2.0, 2), ("due", 2), ("fino a 3", 3), ("1-2", 2), ("max 2 persone", 2), ("due o tre", 3), ("nessuno", 0),
        ("0", 0), ("3 (tre)", 3), ("two", 2), ("2,0", 2), ("", None), ("-", None), (None, None),
    ],
)  # fmt: skip
def test_read_count(typed: object, count: int | None) -> None:
    reading = read_count(typed)

    assert (reading.value, reading.problem) == (count, None)


def test_read_count_says_what_is_wrong() -> None:
    assert read_count("tanti", least=1, most=6).problem.sentence("it") == (  # type: ignore[union-attr]
        "Qui serve un numero da 1 a 6, non «tanti». Se non lo sai, lascia vuoto."
    )
    turned = read_count(date(2026, 3, 2)).problem
    assert turned is not None
    assert (
        turned.sentence("it")
        == "Il programma di calcolo ha trasformato «2/3» in una data. Scrivi solo il numero più alto."
    )
    assert turned.repair == 3
    assert [read_count(typed).problem is None for typed in ("-1", "2.5", "1000", True)] == [False] * 4


# --------------------------------------------------------------------------------------------------------- choices


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("sì", True), ("Si", True), ("SI'", True), ("x", True), ("✓", True), ("1", True), ("Yes, I agree", True),
        ("Accetto il trattamento", True), (True, True), ("no", False), ("NO.", False), ("0", False), ("I do not agree", False),
        ("Non acconsento", False), ("", None), (None, None),
    ],
)  # fmt: skip
def test_read_yes_no(typed: object, answer: bool | None) -> None:
    assert read_yes_no(typed).value is answer


@pytest.mark.parametrize(
    ("typed", "roles"),
    [
        ("Mentor", {"mentor"}), ("mentee", {"mentee"}), ("entrambi", {"mentor", "mentee"}), ("Mentor, Mentee", {"mentor", "mentee"}),
        ("Vorrei fare da mentor", {"mentor"}), ("Cerco un mentor", {"mentee"}), ("I want a mentor", {"mentee"}),
        ("I want to be a mentor", {"mentor"}), ("Both", {"mentor", "mentee"}),
    ],
)  # fmt: skip
def test_read_roles(typed: str, roles: set[str]) -> None:
    assert read_roles(typed).value == roles


OPTIONS = ["Marketing", "Finanza", "Finanza, controllo e budget", "Vendite (Italia, estero)", "Altro; da dire"]


@pytest.mark.parametrize(
    ("cell", "chosen", "left"),
    [
        ("Marketing, Finanza, controllo e budget", ["Marketing", "Finanza, controllo e budget"], []),
        ("Finanza, Marketing", ["Finanza", "Marketing"], []),
        ("Vendite (Italia, estero);Finanza;", ["Vendite (Italia, estero)", "Finanza"], []),
        ("marketing,  finanza,  controllo e budget", ["Marketing", "Finanza, controllo e budget"], []),
        ("Marketing, Cucina sarda, Finanza", ["Marketing", "Finanza"], ["Cucina sarda"]),
        ("Marketing digitale", [], ["Marketing digitale"]),
        ("Altro; da dire, Marketing", ["Altro; da dire", "Marketing"], []),
        ("", [], []),
    ],
)
def test_split_options_takes_the_longest_that_fits(cell: str, chosen: list[str], left: list[str]) -> None:
    assert split_options(cell, OPTIONS) == (chosen, left)


@settings(deadline=None)
@given(st.lists(st.sampled_from(OPTIONS), unique=True), st.sampled_from([", ", ";", "; "]))
def test_split_options_finds_whatever_a_form_has_joined(ticked: list[str], separator: str) -> None:
    chosen, left = split_options(separator.join(ticked), OPTIONS)

    # «Finanza» followed by words of its own longer sister is the one ambiguity, and none of these options makes it.
    assert (chosen, left) == (ticked, [])


def test_infer_options_joins_what_always_stands_together() -> None:
    cells = ["Marketing, Finanza, controllo e budget", "Finanza, controllo e budget", "Vendite, Marketing", "Vendite"]

    assert infer_options(cells) == ["Finanza, controllo e budget", "Marketing", "Vendite"]


@pytest.mark.parametrize(
    ("cell", "pieces"),
    [
        ("python, excel (base, avanzato), SQL", ["python", "excel (base, avanzato)", "SQL"]),
        ("bilanci; marketing", ["bilanci", "marketing"]),
        ("• uno\n• due\n", ["uno", "due"]),
        ("inglese, parlato; tedesco", ["inglese, parlato", "tedesco"]),
        ("nessuno", []),
        ("bilanci, Bilanci", ["bilanci"]),
    ],
)
def test_split_free(cell: str, pieces: list[str]) -> None:
    assert split_free(cell) == pieces


# ------------------------------------------------------------------------------------------- languages and free time


@pytest.mark.parametrize(
    ("cell", "spoken"),
    [
        ("Italiano, inglese (B2), francese base", {"it": None, "en": "B2", "fr": "A2"}),
        ("it/en", {"it": None, "en": None}),
        ("Italiano madrelingua e un po' di tedesco", {"it": "native", "de": None}),
        ("English", {"en": None}),
        ("italiano; inglese: C1", {"it": None, "en": "C1"}),
    ],
)
def test_read_languages(cell: str, spoken: dict[str, str | None]) -> None:
    assert read_languages(cell).value == spoken


def test_read_languages_names_the_one_it_does_not_know() -> None:
    assert read_languages("klingon").problem.sentence("it") == "Non riconosciamo questa lingua: «klingon»."  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("cell", "slots"),
    [
        ("lunedì sera", {"mon-evening"}),
        ("mar/gio pomeriggio", {"tue-afternoon", "thu-afternoon"}),
        ("dal lunedì al mercoledì dopo le 18", {"mon-evening", "tue-evening", "wed-evening"}),
        ("sabato mattina; Sunday afternoon", {"sat-morning", "sun-afternoon"}),
        ("lunedì 18:00-20:00", {"mon-evening"}),
        ("weekend mornings", {"sat-morning", "sun-morning"}),
    ],
)
def test_read_availability(cell: str, slots: set[str]) -> None:
    assert read_availability(cell).value == slots


# ------------------------------------------------------------------------------------------------------------ text


def test_clean_text_takes_out_what_cannot_be_seen() -> None:
    assert clean_text("  Lu\u200bcia\u202e \u00a0 Ferraro\r\n\r\n") == "Lucia Ferraro"
    assert clean_text("e\u0300") == "è"
    assert clean_text("'=1+1") == "=1+1"
    assert clean_text("'ndrangheta") == "'ndrangheta"
    assert clean_text(3.0) == "3"


READERS = (
    clean_text, clean_line, read_email, read_moment, read_number, read_count, read_yes_no, read_roles, read_languages,
    read_availability, split_name, tidy_name, split_free, lambda text: split_options(text, OPTIONS),
)  # fmt: skip


@many
@given(st.text(st.characters(codec=None), max_size=200))
def test_no_text_upsets_any_reader(text: str) -> None:
    for reader in READERS:
        reading = reader(text)
        problem = getattr(reading, "problem", None)
        if problem is not None:
            assert problem.sentence("it")
            assert problem.sentence("en")


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.dates(), st.booleans(), st.none()), max_size=20
    )
)
def test_no_column_upsets_any_decision(column: list[object]) -> None:
    for decide in (decide_date_order, decide_decimal, decide_name_order, infer_options):
        decide(column)
    for cell in column:
        for reader in (read_moment, read_number, read_count, read_yes_no, read_email, read_languages):
            reader(cell)


@pytest.mark.parametrize("reader", READERS)
def test_long_cells_are_read_in_no_time(reader) -> None:
    """Traps for regular expressions: nothing here may take more than a moment."""
    import time

    for trap in (
        "a" * 30_000,
        "@" * 30_000,
        "a@" * 15_000,
        "1." * 15_000,
        " " * 15_000 + "x",
        "a, " * 10_000,
        "<" * 30_000,
        "lunedì " * 4_000,
    ):
        before = time.process_time()
        reader(trap)
        assert time.process_time() - before < 2
