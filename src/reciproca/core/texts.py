"""Compiles the translations: ``python -m reciproca.core.texts``; with --check says what is missing or stale.

Needs neither Django nor the programs of gettext, so that it works on a fresh machine. With --check and `xgettext` at
hand the strings of the source are also looked for in the catalogues.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

__all__ = ["catalogues", "clashes_between", "compile_all", "faults_of", "main"]

SOURCE = Path(__file__).resolve().parent.parent


def catalogues(source: Path = SOURCE) -> Iterator[Path]:
    return iter(sorted(source.glob("**/locale/*/LC_MESSAGES/django.po")))


def compile_all(source: Path = SOURCE) -> list[Path]:
    """Write the .mo beside every .po that is newer; which were written."""
    written = []
    for po in catalogues(source):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        draft = mo.with_suffix(".mo.new")
        with open(draft, "wb") as file:
            write_mo(file, _read(po))
        draft.replace(mo)
        written.append(mo)
    return written


def faults_of(po: Path, shared: Catalog | None = None) -> list[str]:
    """Entries that are empty, fuzzy, or whose placeholders differ; what the `shared` catalogue says is not empty."""
    faults = []
    for message in _read(po):
        if not message.id:
            continue
        elsewhere = shared.get(message.id, message.context) if shared is not None else None
        if elsewhere is not None and elsewhere.string and not any(message.string or ()):
            continue
        texts = message.string if isinstance(message.string, tuple | list) else [message.string]
        sentence = message.id[0] if isinstance(message.id, tuple | list) else message.id
        if message.fuzzy or not all(texts):
            faults.append(f"{_short(po)}: {'fuzzy' if message.fuzzy else 'empty'}: {sentence[:90]!r}")
        elif message.python_format and not message.pluralizable and _names(sentence) != _names(texts[0] or ""):
            faults.append(f"{_short(po)}: other placeholders: {sentence[:90]!r}")
    return faults


def clashes_between(catalogues: Iterable[Path]) -> list[str]:
    """Sentences that two catalogues of one language translate differently. Catalogues are merged when they are read, so one of
    the two is seen on the pages of both rooms: a context in the source tells meanings apart."""
    said: dict[tuple, dict[str | tuple, list[Path]]] = defaultdict(lambda: defaultdict(list))
    for po in catalogues:
        for message in _read(po):
            texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
            if message.id and all(texts):
                key = (po.parent.parent.name, message.context, message.id, message.pluralizable)
                said[key][tuple(texts)].append(po)
    return [
        f"{' and '.join(_room(files[0]) for files in ways.values())} say it differently: {key[2]!r}"
        for key, ways in said.items()
        if len(ways) > 1
    ]


def missing_strings(source: Path = SOURCE) -> list[str]:
    """Strings of the source that a room's catalogue lacks, found with xgettext in a copy of the tree."""
    shared = _read(source / "locale/it/LC_MESSAGES/django.po")  # of the components, and of rooms without one
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "reciproca"
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("*.mo", "__pycache__", "static"))
        faults = []
        for room in sorted({path for path in copy.iterdir() if path.is_dir() and not path.name.startswith("__")}):
            (room / "locale").mkdir(exist_ok=True)
            made = subprocess.run(
                [sys.executable, "-m", "django", "makemessages", "-l", "it", "--no-obsolete", "--no-location",
                 "-i", "locale", "-e", "py,html,txt"],
                cwd=room, capture_output=True, text=True,
            )  # fmt: skip
            if made.returncode:
                faults.append(f"{room.name}: {made.stderr.strip()[-300:]}")
            po = room / "locale/it/LC_MESSAGES/django.po"
            if po.exists():
                faults += faults_of(po, shared)
    return faults


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--check", action="store_true", help="say what is missing, and write nothing")
    if not asked.parse_args().check:
        compile_all()
        return 0
    faults = [fault for po in catalogues() for fault in faults_of(po)] + clashes_between(catalogues())
    if shutil.which("xgettext"):
        faults += [fault for fault in missing_strings() if fault not in faults]
    else:
        print(
            "xgettext is not installed (apt-get install gettext): strings that no catalogue knows were not looked for."
        )
    print("\n".join(faults) or "Every string has its translation.")
    return 1 if faults else 0


def _read(po: Path) -> Catalog:
    with open(po, "rb") as file:
        return read_po(file, locale=po.parent.parent.name)


def _names(text: str) -> set[str]:
    import re

    return set(re.findall(r"%\((\w+)\)|%[sd]", text))


def _room(po: Path) -> str:
    return po.parts[po.parts.index("locale", 1) - 1]


def _short(po: Path) -> str:
    parts = po.parts
    return "/".join(parts[parts.index("locale") - 1 :])


if __name__ == "__main__":
    sys.exit(main())
