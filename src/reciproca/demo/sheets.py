"""The spreadsheets of the tutorials: people as coordinators really have them, from the same words as the demo.

    python -m reciproca.demo.sheets            write docs/tutorials/files
    python -m reciproca.demo.sheets --check    say which are not as they would be written

`candidature-ponti.xlsx` is the export of an Italian form, untouched: a sheet of instructions first, a title above the
columns, dotted times, several choices in a cell, a total at the foot, and rows to be put right. `mentor.xlsx` and
`mentee.csv` are for `reciproca match`: no questions, only what people offer and need.
"""

import csv
import io
import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import xlsxwriter

from .invention import Invented, invent

__all__ = ["FILES", "main"]

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "docs" / "tutorials" / "files"
MADE = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)  # what the files say of when they were made, so that they stay the same
SEED = "sheets 1"
DAYS = {
    "mon": "Lunedì",
    "tue": "Martedì",
    "wed": "Mercoledì",
    "thu": "Giovedì",
    "fri": "Venerdì",
    "sat": "Sabato",
    "sun": "Domenica",
}
PARTS = {"morning": "mattina", "lunch": "pranzo", "afternoon": "pomeriggio", "evening": "sera"}
LANGUAGES = {"it": "italiano", "en": "inglese", "fr": "francese", "de": "tedesco", "es": "spagnolo", "ar": "arabo"}
EXPERIENCE = {
    "0-2": "Meno di due anni",
    "3-7": "Da tre a sette anni",
    "8-15": "Da otto a quindici anni",
    "16+": "Più di quindici anni",
}
QUESTIONS = [
    "Informazioni cronologiche",
    "Indirizzo email",
    "Nome",
    "Cognome",
    "Vorrei partecipare come",
    "Città",
    "Che cosa fai, in una riga?",
    "Da quanto tempo lavori?",
    "Su quali temi vorresti lavorare?",
    "Su quali temi puoi aiutare?",
    "Che cosa ti servirebbe, adesso?",
    "E tu, che cosa puoi dare?",
    "In quali lingue puoi fare una conversazione?",
    "Quando potreste incontrarvi?",
    "Quante persone puoi seguire?",
    "Che cosa vorresti che fosse diverso, alla fine?",
]
COLUMNS = [
    "Nome",
    "Cognome",
    "Email",
    "Professione",
    "Organizzazione",
    "Città",
    "Lingue",
    "Offro",
    "Mi serve",
    "Disponibilità",
    "Posti",
]


def form_answers() -> bytes:
    """The export of the form, as it comes: one sheet for both roles."""
    rng = random.Random(SEED)
    mentors, mentees = _people(rng, 10, 18)
    rows = [_form_row(rng, "Mentor", person) for person in mentors] + [
        _form_row(rng, "Mentee", person) for person in mentees
    ]
    rng.shuffle(rows)
    moment = MADE - timedelta(days=21)
    for row in rows:
        moment += timedelta(minutes=rng.randint(40, 1400))
        row[0] = moment.strftime("%d/%m/%Y %H.%M.%S")
    _spoil(rows)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": MADE, "title": "Candidature Ponti"})
        bold = book.add_format({"bold": True})
        notes = book.add_worksheet("Leggimi")
        for line, text in enumerate(INSTRUCTIONS):
            notes.write_string(line, 0, text)
        sheet = book.add_worksheet("Risposte del modulo 1")
        sheet.write_string(0, 0, "Candidature Ponti, primavera 2027", bold)
        for column, question in enumerate(QUESTIONS):
            sheet.write_string(2, column, question, bold)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value:
                    sheet.write_string(3 + number, column, value)
        sheet.write_string(4 + len(rows), 0, "Totale")
        sheet.write_string(4 + len(rows), 1, f"{len(rows)} risposte")
        sheet.set_column(0, len(QUESTIONS) - 1, 24)
    return out.getvalue()


INSTRUCTIONS = (
    "Esportato dal modulo «Ponti, primavera 2027».",
    "Non cancellare le colonne: servono per gli abbinamenti.",
    "Chi ha risposto due volte: vale l’ultima.",
)


def _spoil(rows: list[list[str]]) -> None:
    """What happens in every real file: a space in an address, somebody without one, one who answered twice, capitals."""
    rows[3][1] = rows[3][1].replace("@", " @")
    rows[7][1] = rows[7][1].upper()
    rows[9][1] = rows[9][1].replace("@", "(at)")
    rows[12][1] = ""
    rows[14][2], rows[14][3] = rows[14][2].lower(), rows[14][3].upper()
    again = list(rows[5])
    again[0] = rows[-1][0][:-2] + "59"
    again[10] = "Un parere su una scelta che rimando da mesi"
    rows.append(again)


def _form_row(rng: random.Random, role: str, person: Invented) -> list[str]:
    topics = _topics()
    mentee = role == "Mentee"
    return [
        "",
        person.email,
        person.given_name,
        person.family_name,
        role,
        person.city,
        person.headline,
        EXPERIENCE[person.experience],
        ", ".join(dict.fromkeys(topics[need.topic] for need in person.needs)),
        ", ".join(dict.fromkeys(topics[offer.topic] for offer in person.offers)),
        "\n".join(need.text for need in person.needs),
        "\n".join(offer.text for offer in person.offers),
        ", ".join(f"{LANGUAGES[code]} {level}" for code, level in person.languages if code in LANGUAGES),
        ", ".join(_slot(slot) for slot in person.slots),
        "" if mentee else str(person.capacity),
        person.goals if mentee else "",
    ]


def mentors_for_match() -> bytes:
    mentors, _ = _people(random.Random(SEED), 14, 20)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": MADE, "title": "Mentor"})
        sheet = book.add_worksheet("Mentor")
        for column, name in enumerate(COLUMNS):
            sheet.write_string(0, column, name)
        for number, person in enumerate(mentors, start=1):
            for column, value in enumerate(_match_row(person)):
                sheet.write_string(number, column, value)
            sheet.write_number(number, len(COLUMNS) - 1, person.capacity)
    return out.getvalue()


def mentees_for_match() -> bytes:
    """As an Italian spreadsheet program saves it: semicolons and Windows-1252."""
    _, mentees = _people(random.Random(SEED), 14, 20)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS[:-1])
    for person in mentees:
        writer.writerow(_match_row(person)[:-1])
    return out.getvalue().encode("cp1252")


def _match_row(person: Invented) -> list[str]:
    return [
        person.given_name,
        person.family_name,
        person.email,
        person.path[0]["title"],
        person.path[0]["organisation"],
        person.city,
        ", ".join(LANGUAGES[code] for code, _ in person.languages if code in LANGUAGES),
        "; ".join(offer.text for offer in person.offers),
        "; ".join(need.text for need in person.needs),
        ", ".join(_slot(slot) for slot in person.slots),
        str(person.capacity),
    ]


def _people(rng: random.Random, mentors: int, mentees: int) -> tuple[list[Invented], list[Invented]]:
    """People who are not in the demo's community; the last mentee shares no language with anybody."""
    everyone = [
        person
        for person in invent(random.Random(f"{SEED} people"), domain="posta.example", year=MADE.year)
        if person.language == "it" and person.headline and not person.face and person.role in ("mentor", "mentee")
    ][20:]
    gives = [person for person in everyone if person.role == "mentor"][:mentors]
    seeks = [person for person in everyone if person.role == "mentee"][:mentees]
    seeks[-1].languages = [("fr", "C2"), ("ar", "C1")]
    return gives, seeks


def _slot(slot: str) -> str:
    day, part = slot.split("-")
    return f"{DAYS[day]} {PARTS[part]}"


def _topics() -> dict[str, str]:
    from reciproca.programmes.questionnaire import standard_questions

    question = standard_questions().question("topics_needed")
    assert question is not None
    return {option.id: option.label.it for option in question.options}


FILES: dict[str, Callable[[], bytes]] = {
    "candidature-ponti.xlsx": form_answers,
    "mentor.xlsx": mentors_for_match,
    "mentee.csv": mentees_for_match,
}


def main(arguments: list[str]) -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    stale = [
        name for name, make in FILES.items() if not (FOLDER / name).exists() or (FOLDER / name).read_bytes() != make()
    ]
    if "--check" in arguments:
        print("\n".join(f"docs/tutorials/files/{name} is stale" for name in stale) or "The tutorials’ files are fresh.")
        return 1 if stale else 0
    for name in stale:
        (FOLDER / name).write_bytes(FILES[name]())
        print(f"docs/tutorials/files/{name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
