"""Columns are recognised by name in both languages, by what was remembered, and by the sheets we know."""

from __future__ import annotations

import pytest

import corpus
from reciproca.core.tables import known
from reciproca.core.tables.columns import FIELDS, fields_of, load_mapping, mapping_from_data, recognise, recognise_name
from reciproca.core.tables.headers import ASKED, NAMES
from reciproca.core.tables.people import is_pairs_sheet, propose_columns, read_pairs, read_people
from reciproca.core.tables.reading import TableRefused, choose_sheet, read_table
from reciproca.core.tables.sheet import Sheet


def sheet_of(*rows: object, delimiter: str = ",") -> Sheet:
    return choose_sheet(read_table(corpus.csv_text(*rows, delimiter=delimiter).encode(), apart=False))


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Nome", "first_name"), ("COGNOME *", "last_name"), ("Nome e cognome", "full_name"), ("Full Name", "full_name"),
        ("Indirizzo e-mail (personale)", "email"), ("E-Mail Address", "email"), ("Qual è la tua e-mail?", "email"),
        ("Matricola", "external_id"), ("EmployeeID", "external_id"), ("Ruolo", "job_title"), ("Job title", "job_title"),
        ("Vuoi partecipare come mentor o come mentee?", "role"), ("Do you want to sign up as a mentor?", "is_mentor"),
        ("Vorresti avere un mentor?", "is_mentee"), ("Both mentor and mentee", "is_both"),
        ("Su che cosa puoi aiutare?", "offers"), ("In cosa puoi essere d’aiuto? Cosa offri?", "offers"),
        ("What can you help others with?", "offers"), ("Competenze da condividere", "offers"),
        ("Che cosa ti serve?", "needs"), ("In cosa vorresti essere aiutata/o?", "needs"), ("What would you like help with?", "needs"),
        ("I tuoi obiettivi", "needs"), ("What are you looking for?", "needs"), ("What do you want to learn?", "needs"),
        ("Quante persone puoi seguire?", "capacity"), ("How many students are you willing to mentor?", "capacity"),
        ("Numero massimo di mentee", "capacity"), ("How many mentors would you like?", "demand"),
        ("Lingue parlate", "languages"), ("Che lingue parli?", "languages"), ("Languages you speak", "languages"),
        ("Quando sei disponibile?", "availability"), ("Availability", "availability"),
        ("Città", "place"), ("Dove vivi?", "place"), ("Geography", "place"), ("Where are you based?", "place"),
        ("Professione", "profession"), ("What do you do?", "profession"), ("Azienda", "organisation"), ("Your department or agency", "organisation"),
        ("Con chi preferisci NON lavorare", "avoid"), ("C’è qualcuno che non vorresti incontrare?", "avoid"),
        ("Is there anyone you would rather not be matched with?", "avoid"), ("People you do not want to meet", "avoid"),
        ("Acconsento al trattamento dei dati", "consent"), ("Do you agree to us using the information you give?", "consent"),
        ("Informazioni cronologiche", "timestamp"), ("Timestamp", "timestamp"), ("Ora di completamento", "timestamp"),
        ("Anno di laurea", "class_year"), ("Class Year", "class_year"), ("Genere", "sensitive"), ("Race / Ethnicity", "sensitive"),
        ("Identity to match", "sensitive"), ("Mentor Email Address", "mentor_email"), ("E-mail del mentee", "mentee_email"),
        ("Telefono", "phone"), ("Note segreteria", "notes"), ("Raccontati in due righe", "story"), ("Codice fiscale", "ignore"),
        ("Piatto preferito", None), ("", None),
    ],
)  # fmt: skip
def test_recognise_name(header: str, name: str | None) -> None:
    assert recognise_name(header)[0] == name


def test_every_name_leads_to_a_field_we_have() -> None:
    assert set(NAMES.values()) | {name for name, _ in ASKED} <= set(FIELDS)


def test_field_that_takes_one_column_goes_to_the_surest() -> None:
    columns = recognise(["La tua e-mail di lavoro", "E-mail", "Cosa offro", "Competenze da condividere"])

    assert [column.field for column in columns] == [None, "email", "offers", "offers"]


def test_name_alone_is_the_full_name_when_no_surname_stands_beside_it() -> None:
    assert [one.field for one in recognise(["Nome", "E-mail"])] == ["full_name", "email"]
    assert [one.field for one in recognise(["Nome", "Cognome"])] == ["first_name", "last_name"]
    assert [one.field for one in recognise(["Name", "Surname"])] == ["first_name", "last_name"]


def test_topics_are_offers_of_mentors_and_needs_of_mentees() -> None:
    assert [one.field for one in recognise(["Nome", "Temi"], role="mentor")] == ["full_name", "offers"]
    assert [one.field for one in recognise(["Nome", "Temi"], role="mentee")] == ["full_name", "needs"]
    assert [one.field for one in recognise(["Nome", "Temi"])] == ["full_name", "topics"]


def test_what_was_remembered_wins_over_the_name() -> None:
    columns = recognise(["Nome", "Temi "], remembered={"TEMI": "interests"})

    assert [(one.field, one.how) for one in columns] == [("full_name", "name"), ("interests", "remembered")]
    assert fields_of(columns) == {"Nome": "full_name", "Temi ": "interests"}


def test_column_without_a_telling_name_is_known_by_its_content() -> None:
    sheet = sheet_of(
        ("Chi", "Contatto", "Ruolo"), ("Lucia Neri", "l@example.org", "Mentor"), ("Omar Ba", "o@example.org", "mentee")
    )

    columns, _ = propose_columns(sheet)

    assert [one.field for one in columns] == [None, "email", "role"]


# ---------------------------------------------------------------------------------------------------- sheets we know

KNOWN_HEADERS = {
    "mentor-match-mentors": "first name,last name,email address,both mentor and mentee,job title,grade,organisation,profession,characteristics,biography",
    "mentor-match-mentees": "first name,last name,email address,both mentor and mentee,job title,grade,organisation,profession,match with similar identity,identity to match,biography",
    "mentor-match-package": "first name,last name,email,role,organisation,grade,profession",
    "mentor-match-form": "Timestamp,Do you want to sign up as a mentor?,Do you agree to us using the information you provide to us?,Your first name,Your last name,Your email,Your job title or role,Your department or agency,Your grade,Your profession",
    "yenta": "Timestamp,First Name,Last Name,Email Address,Class Year,Industry,Function,Geography,How many students are you willing to mentor?,Gender,Race / Ethnicity",
    "together": "First name,Last name,Email,EmployeeID,EmployeeStatusCode,Sede",
    "chronus": "First Name,Last Name,Email",
    "chronus-pairs": "Mentor Email Address,Mentee Email Address,Mentoring Connection Name",
    "wikiedu": "real_name,username,email,institution,course_title,course_subject,course_term,course_slug",
    "yuanjian-capacities": "中文姓名,学生容量",
    "google-forms-it": "Informazioni cronologiche,Nome e cognome,Indirizzo email,Che cosa offri?",
    "google-forms-en": "Timestamp,Email Address,Your name,What can you help with?",
    "microsoft-forms-it": "ID,Ora di inizio,Ora di completamento,Posta elettronica,Nome,Cosa offri?",
    "microsoft-forms-en": "ID,Start time,Completion time,Email,Name,What do you offer?",
}  # fmt: skip


@pytest.mark.parametrize(("key", "headers"), KNOWN_HEADERS.items(), ids=KNOWN_HEADERS)
def test_known_sheet_is_detected_and_mapped(key: str, headers: str) -> None:
    found = known.detect(headers.split(","))

    assert found is not None
    assert found.key == key
    assert found.title("it")
    assert found.title("en")
    assert set(known.columns_of(found, headers.split(",")).values()) <= set(FIELDS)


def test_every_known_sheet_is_tried() -> None:
    assert set(KNOWN_HEADERS) == {one.key for one in known.KNOWN}


def test_ordinary_sheet_is_nobodys() -> None:
    assert known.detect(["Nome", "Cognome", "E-mail"]) is None
    assert known.detect(["First name", "Last name", "Email", "Offers"]) is None
    assert known.detect(["Nome", "Timestamp"]) is None


def test_mentor_match_leaves_protected_characteristics_out() -> None:
    sheet = sheet_of(
        KNOWN_HEADERS["mentor-match-mentors"].split(","),
        ("Ada", "Neri", "ada@example.org", "yes", "Analyst", "G7", "HMT", "Policy", "LGBTQ+", "Hello"),
        ("Ivo", "Cattaneo", "ivo@example.org", "no", "Analyst", "G7", "HMT", "Policy", "", ""),
    )

    people = read_people(sheet)

    assert people.known is not None
    assert [row.values["roles"] for row in people.rows] == [{"mentor", "mentee"}, {"mentor"}]
    assert "LGBTQ+" not in repr(people.rows[0])
    assert people.rows[0].values["story"] == "Hello"


def test_together_people_who_left_are_told() -> None:
    sheet = sheet_of(
        KNOWN_HEADERS["together"].split(","),
        ("Ada", "Neri", "ada@example.org", "0012", "A", "Roma"),
        ("Ivo", "Cattaneo", "ivo@example.org", "0013", "T", "Roma"),
    )

    people = read_people(sheet)

    assert [row.values["external_id"] for row in people.rows] == ["0012", "0013"]
    assert [[one.sentence("it") for one in row.findings] for row in people.rows] == [
        [],
        ["Nel foglio questa persona risulta uscita (T)."],
    ]


def test_civil_service_form_says_who_is_mentor() -> None:
    sheet = sheet_of(
        KNOWN_HEADERS["mentor-match-form"].split(","),
        ("2/27/2026 9:00:00", "Yes", "I agree", "Ada", "Neri", "ada@example.org", "Analyst", "HMT", "G7", "Policy"),
        ("3/1/2026 9:00:00", "No", "I agree", "Ivo", "Cattaneo", "ivo@example.org", "Analyst", "HMT", "G7", "Policy"),
    )

    people = read_people(sheet)

    assert [row.values["roles"] for row in people.rows] == [{"mentor"}, {"mentee"}]
    assert people.date_orders == {"Timestamp": "mdy"}


def test_score_matrix_and_capacities() -> None:
    scores = sheet_of(("mentee", "MentorM", "MentorN"), ("MenteeE", "0", "-10"), ("MenteeF", "2", "4"))
    places = sheet_of(("中文姓名", "学生容量"), ("MentorM", "2"), ("MentorN", "4"))

    assert known.is_score_matrix(scores)
    assert known.read_scores(scores) == known.ScoreMatrix(
        ("MenteeE", "MenteeF"), ("MentorM", "MentorN"), ((0.0, None), (2.0, 4.0))
    )
    assert known.read_capacities(places) == {"MentorM": 2, "MentorN": 4}
    assert not known.is_score_matrix(places)


def test_pairs_are_read_by_e_mail_and_by_name() -> None:
    by_mail = sheet_of(
        ("Mentor Email Address", "Mentee Email Address", "Mentoring Connection Name", "Start date"),
        ("Ada@Example.org", "ivo@example.org", "Ada e Ivo", "13/02/2026"),
        ("ada @example.org", "", "", ""),
    )
    by_name = sheet_of(("Mentor", "Mentee"), ("NERI Ada", "Cattaneo, Ivo"), delimiter=";")

    first, second = read_pairs(by_mail)

    assert (first.mentor_email, first.mentee_email, first.pair_name) == (
        "ada@example.org",
        "ivo@example.org",
        "Ada e Ivo",
    )
    assert first.started_on is not None
    assert first.started_on.isoformat() == "2026-02-13"
    assert [one.sentence("it") for one in second.findings] == [
        "C’è uno spazio prima della chiocciola. Togliendolo va bene.",
        "Qui manca «e-mail del mentee»: scrivilo, oppure lascia fuori la riga.",
    ]
    assert is_pairs_sheet(propose_columns(by_name)[0])
    assert [(pair.mentor_name, pair.mentee_name) for pair in read_pairs(by_name)] == [("Ada Neri", "Ivo Cattaneo")]


# ------------------------------------------------------------------------------------------------------------ people


def test_messy_form_becomes_people_with_their_doubts() -> None:
    sheet = sheet_of(
        ("Informazioni cronologiche", "Nome e cognome", "Indirizzo email", "Su che cosa puoi aiutare?", "Che cosa ti serve?",
         "Quanti mentee?", "Lingue parlate", "Con chi preferisci NON lavorare", "Piatto preferito"),
        ("12/02/2026 19.07.17", "MARRAS Giulia", "g.marras @example.org", "contratti", "-", "2", "italiano", "Paola R.", "pane frattau"),
        ("13/02/2026 8.00.00", "Pinna, Dario", "dario@example.org", '"bilanci, marketing"', "crescere", "tanti", "italiano", "", ""),
        ("13/02/2026 9.00.00", "Dario Pinna", "DARIO@example.org", "bilanci", "crescere", "3", "italiano", "", ""),
        delimiter=";",
    )  # fmt: skip

    people = read_people(sheet)

    giulia, dario, again = people.rows
    assert (giulia.full_name, giulia.values["offers"], giulia.values["capacity"]) == ("Giulia Marras", ["contratti"], 2)
    assert giulia.values["avoid"] == ["Paola R"]
    assert giulia.answers == {"Piatto preferito": "pane frattau"}
    assert [(one.number, one.header, one.field, one.typed, one.problem.repair) for one in giulia.findings] == [
        (2, "Indirizzo email", "email", "g.marras @example.org", "g.marras@example.org")
    ]
    assert [one.problem.code for one in dario.findings] == ["count_unclear"]
    assert [one.sentence("it") for one in again.findings] == [
        "Stessa e-mail della riga 3: è la stessa persona? Teniamo questa, che è la più recente."
    ]


def test_correction_is_read_by_the_same_rules() -> None:
    sheet = sheet_of(("Nome", "Cognome", "E-mail"), ("Giulia", "Marras", "g.marras @example.org"))

    people = read_people(sheet, corrections={(2, "E-mail"): "G.Marras@Example.org"})

    assert people.rows[0].ok
    assert people.rows[0].values["email"] == "g.marras@example.org"


def test_row_without_e_mail_asks_for_it_in_both_languages() -> None:
    sheet = sheet_of(("Nome", "Cognome", "E-mail"), ("Giulia", "Marras", ""), ("Ivo", "Neri", "ivo@example.org"))

    finding = read_people(sheet).rows[0].findings[0]

    assert finding.sentence("it") == "Qui manca «e-mail»: scrivilo, oppure lascia fuori la riga."
    assert finding.sentence("en") == "“e-mail” is missing here: write it, or leave the row out."
    assert finding.header == "E-mail"


def test_answers_are_split_against_the_options_foreseen() -> None:
    sheet = sheet_of(
        ("Nome", "E-mail", "Cosa offro"),
        ("Giulia Marras", "g@example.org", '"Finanza, controllo e budget, Markting"'),
    )
    options = {"offers": ["Finanza, controllo e budget", "Finanza", "Marketing"]}

    row = read_people(sheet, options=options).rows[0]

    assert row.values["offers"] == ["Finanza, controllo e budget"]
    assert [(one.sentence("it"), one.problem.repair) for one in row.findings] == [
        ("«Markting» non è fra le risposte previste. Forse intendevi «Marketing»?", "Marketing")
    ]


def test_consent_refused_leaves_the_row_out() -> None:
    sheet = sheet_of(
        ("Nome", "E-mail", "Consenso"), ("Ada Neri", "a@example.org", "sì"), ("Ivo Ba", "i@example.org", "no")
    )

    people = read_people(sheet)

    assert [[one.problem.code for one in row.findings] for row in people.rows] == [[], ["no_consent"]]


def test_unsure_dates_are_told() -> None:
    sheet = sheet_of(("Timestamp", "Nome", "E-mail"), ("03/04/2026 9:00:00", "Ada Neri", "a@example.org"))

    people = read_people(sheet)

    assert [note.sentence("it") for note in people.notes] == [
        "Nella colonna «Timestamp» le date si possono leggere in due modi (per esempio «03/04/2026 9:00:00»): "
        "le abbiamo lette come giorno, mese, anno. Controlla."
    ]
    assert read_people(sheet, date_order="mdy").notes == []


# ----------------------------------------------------------------------------------------------------- mapping files


def test_mapping_file_serves_both_sheets(tmp_path) -> None:
    path = tmp_path / "colonne.toml"
    path.write_text(
        'capacity = 2\n[columns]\n"Chi sei" = "full_name"\n[mentors]\nsheet = "Mentor"\n[mentors.columns]\n"Domanda 7" = "offers"\n'
        '[mentees.options]\nneeds = ["Finanza, controllo"]\n',
        encoding="utf-8",
    )

    mappings = load_mapping(path)

    assert mappings["mentors"].columns == {"Chi sei": "full_name", "Domanda 7": "offers"}
    assert (mappings["mentors"].sheet, mappings["mentors"].capacity, mappings["mentees"].capacity) == ("Mentor", 2, 2)
    assert mappings["mentees"].options == {"needs": ("Finanza, controllo",)}
    assert mapping_from_data(mappings["mentees"].as_data())["mentees"].as_data() == mappings["mentees"].as_data()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[columns\n", "mapping_broken"),
        ("[columns]\nNome = 3\n", "mapping_unknown_field"),
        ('[columns]\nNome = "nome"\n', "mapping_unknown_field"),
        ("colonne = 1\n", "mapping_shape"),
        ('columns = "Nome"\n', "mapping_shape"),
        ("[mentors]\nrow = 3\n", "mapping_shape"),
        ('header_row = "3"\n', "mapping_shape"),
        ('date_order = "american"\n', "mapping_shape"),
        ('[options]\noffers = "a"\n', "mapping_shape"),
        ("mentors = 1\n", "mapping_shape"),
    ],
)
def test_mapping_file_with_a_slip_is_refused_in_words(tmp_path, text: str, code: str) -> None:
    path = tmp_path / "colonne.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(TableRefused) as refused:
        load_mapping(path)

    assert refused.value.code == code
    assert refused.value.sentence("it") != refused.value.sentence("en")
