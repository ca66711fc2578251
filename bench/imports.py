"""An import of 20,000 rows: how long each step takes, and the peak of memory.

    PYTHONPATH=src python bench/imports.py [ROWS]

Runs on SQLite in a folder of its own (or on DATABASE_URL), with the settings of a real server, so every commit is on
disk. Aim: 20,000 rows from the file to the last written row in 60 seconds and 400 MiB. Prints one line of JSON.
"""

import io
import json
import os
import random
import resource
import sys
import tempfile
import time

FIRST = [
    "Giulia",
    "Dario",
    "Salvatore",
    "Beatrice",
    "Matteo",
    "Omar",
    "Teresa",
    "Ivo",
    "Anna",
    "Chiara",
    "Luca",
    "Elena",
    "Paolo",
    "Sara",
    "Marco",
    "Irene",
    "Davide",
    "Silvia",
]
LAST = [
    "Marras",
    "Pinna",
    "Ibba",
    "Villa",
    "Diallo",
    "Bianchi",
    "Cattaneo",
    "Sanna",
    "Russo",
    "Greco",
    "Conti",
    "Ferrari",
    "Gallo",
    "Fontana",
    "Moretti",
    "Rizzo",
]
CITIES = ["Cagliari", "Nuoro", "Oristano", "Como", "Napoli", "Bari", "Pesaro", "Urbino", "Milano", "Torino"]
OFFERS = ["leggere un bilancio", "contratti", "inglese, parlato", "parlare in pubblico", "negoziare", "scrivere un CV"]
NEEDS = ["dire di no", "cambiare settore", "raccontarmi meglio", "capire il mercato", "trovare un socio"]
JOBS = ["avvocata", "responsabile di negozio", "ragioniere", "cuoco", "ingegnera", "docente"]
HEADERS = (
    "Informazioni cronologiche;Nome e cognome;Indirizzo email;Professione;Azienda;Città;Su che cosa puoi aiutare?;"
    "Che cosa ti serve adesso?;Quanti mentee?;Lingue parlate;Matricola;Note segreteria"
)


def sheet(rows: int, *, seed: int = 7, changed: bool = False) -> bytes:
    chance = random.Random(seed)
    lines = ["Soci;;;;;;;;;;;", HEADERS]
    for number in range(rows):
        given, family = chance.choice(FIRST), chance.choice(LAST)
        offers = "; ".join(chance.sample(OFFERS, 2))
        cells = [
            f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/2026 {chance.randint(8, 20)}.{chance.randint(10, 59)}.02",
            f"{given} {family}", f"{given}.{family}.{number}@example.org".lower(), chance.choice(JOBS),
            f"Azienda {number % 300}", chance.choice(CITIES), f'"{offers}"', chance.choice(NEEDS), chance.choice("123"),
            "italiano, inglese B2", f"M{number}", "pagato",
        ]  # fmt: skip
        if changed:
            cells[5], cells[7] = "Ancona", "un parere sincero"
        lines.append(";".join(cells))
    return "\r\n".join(lines).encode("cp1252")


def main(rows: int) -> dict[str, object]:
    folder = tempfile.mkdtemp(prefix="bench-imports-")
    os.environ.setdefault("DATA_DIR", folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reciproca.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from reciproca.communities.actions import activate_membership, add_member, found_community, open_account
    from reciproca.communities.choices import Role
    from reciproca.core.scope import within
    from reciproca.imports import actions

    call_command("migrate", verbosity=0)
    community = found_community(slug="bench", name="Bench")
    figures: dict[str, object] = {"rows": rows}

    def timed(name: str, act):  # type: ignore[no-untyped-def]
        start, cpu = time.perf_counter(), time.process_time()
        result = act()
        figures[name] = round(time.perf_counter() - start, 2)
        figures[f"{name}_cpu"] = round(time.process_time() - cpu, 2)
        figures[f"{name}_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        return result

    def bring(content: bytes, key: str):  # type: ignore[no-untyped-def]
        batch = timed(
            f"{key}_read",
            lambda: actions.begin_import(
                io.BytesIO(content), by=marta, name="soci.csv", kind="people", key=key, at_once=True
            ),
        )
        fields = [column["field"] for column in batch.columns]
        return timed(f"{key}_rehearse", lambda: actions.choose_columns(batch, fields, by=marta, at_once=True))

    with within(community):
        marta = add_member(email="marta@example.org", given_name="Marta", role=Role.COORDINATOR, by=None)
        activate_membership(marta, account=open_account("marta@example.org"))
        first = bring(sheet(rows), "new")
        figures["new_counts"] = first.counts
        timed("new_write", lambda: actions.start_import(first, by=marta, at_once=True))
        figures["new_total"] = round(sum(figures[f"new_{step}"] for step in ("read", "rehearse", "write")), 2)  # type: ignore[misc]
        again = bring(sheet(rows), "again")
        figures["again_counts"] = again.counts
        actions.discard_import(again, by=marta)
        second = bring(sheet(rows, changed=True), "changed")
        figures["changed_counts"] = second.counts
        timed("changed_write", lambda: actions.start_import(second, by=marta, at_once=True))
        timed("undo_changed", lambda: actions.start_undo(second, by=marta, at_once=True))
        first.refresh_from_db()
        timed("undo_new", lambda: actions.start_undo(first, by=marta, at_once=True))
    figures["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    figures["peak_of_the_reader_mib"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    return figures


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)))
