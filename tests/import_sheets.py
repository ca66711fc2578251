"""Sheets as coordinators have them, for tests, journeys and the bench."""

import io

__all__ = ["HEADERS", "messy_cohort", "messy_form", "plain_csv"]

HEADERS = [
    "Informazioni cronologiche", "Nome e cognome", "Indirizzo email", "Professione", "Città",
    "Su che cosa puoi aiutare?", "Che cosa ti serve adesso?", "Quanti mentee?", "Lingue parlate",
    "Con chi preferisci NON lavorare", "Note segreteria",
]  # fmt: skip

ROWS = [
    ["12/09/2026 9.14.02", "Giulia Marras", "g.marras @example.org", "avvocata", "Cagliari",
     "contratti; inglese, parlato", "trovare un ufficio; dire di no", "2", "italiano, inglese B2", "", "pagato"],
    ["12/09/2026 9.20.41", "Dario Pinna", "dario.pinna@example.org", "cuoco", "Nuoro", "cucina", "bilancio", "boh", "italiano", "", ""],
    ["13/09/2026 18.02.10", "SALVATORE IBBA", "salvatore.ibba@example.org", "ragioniere", "Oristano",
     "leggere un bilancio", "raccontarmi meglio", "1", "italiano", "Paola Neri", "pagato"],
    ["13/09/2026 19.44.00", "Ada Carta", "ADA.CARTA@example.org", "ingegnera", "Urbino", "cantieri", "dire di no", "", "italiano; francese", "", ""],
    ["14/09/2026 8.01.59", "Niccolò De Luca", "niccolo.deluca@example.org", "perché no; artigiano", "Pesaro", "legno", "clienti", "", "italiano", "", ""],
]  # fmt: skip


def messy_form(*, last: tuple[str, ...] = ()) -> bytes:
    """Risposte di un modulo: Windows-1252, semicolons, a title above, an empty row, a total below, dotted times.

    last: one more column, its name first.
    """
    lines = ["Ponti 2026;;;;;;;;;;", ""]
    answers = [[*row, *last[n : n + 1]] for n, row in enumerate([HEADERS, *ROWS])]
    for row in [*answers, [""] * len(HEADERS), ["Totale", "5", *[""] * 9]]:
        lines.append(";".join(f'"{cell}"' if ";" in cell else cell for cell in row))
    return "\r\n".join(lines).encode("cp1252")


def messy_cohort() -> bytes:
    """The same, of people who want to take part: Giulia, Dario and Ada as mentors, Salvatore and Niccolò as mentees."""
    return messy_form(last=("Come vuoi partecipare?", "mentor", "mentor", "mentee", "mentor", "mentee"))


def plain_csv(*rows: list[str], headers: list[str]) -> bytes:
    out = io.StringIO()
    for row in [headers, *rows]:
        out.write(",".join(f'"{cell}"' if "," in cell else cell for cell in row) + "\n")
    return out.getvalue().encode()
