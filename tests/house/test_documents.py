"""What is documented is there, and what is there is documented."""

import re
from pathlib import Path

from django.core.management import get_commands

from reciproca.config.options import OPTIONS
from reciproca.core import texts

ROOT = Path(__file__).parents[2]
#: The same in every language.
NAMES = {"Reciproca", "doctype", "html", "CSV", "XLSX", "Ada", "Marta", "Giulio", "Omar", "Italiano", "English"}


def test_every_setting_is_documented_as_it_is() -> None:
    page = (ROOT / "docs/reference/settings.md").read_text()
    documented = dict(re.findall(r"^\| `([A-Z_]+)` \|.*\| (.*) \|$", page, re.MULTILINE))

    assert documented == {option.name: option.meaning for option in OPTIONS}


def test_every_command_of_ours_is_documented() -> None:
    page = (ROOT / "docs/reference/commands.md").read_text()
    ours = {name for name, room in get_commands().items() if str(room).startswith("reciproca.")}
    documented = set(re.findall(r"^\| `reciproca ([a-z_]+)", page, re.MULTILINE))

    assert ours - documented == set()
    assert documented - ours == {"migrate", "match", "meet", "analyse"}  # Django's, and the three that need no Django


def test_every_page_of_the_documentation_leads_somewhere() -> None:
    broken = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
            if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def test_every_rule_of_safety_leads_to_its_code_and_its_test() -> None:
    page = (ROOT / "docs/explanation/how-it-is-kept-safe.md").read_text()
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if re.match(r"\| \d+\. ", line)]

    assert [int(rule.split(".")[0]) for rule, *_ in rows] == [*range(1, 26), 27, 28, 30, 31, 32, 33]
    assert {len(row) for row in rows} == {4}
    assert [rule for rule, _code, test, _control in rows if "](../../tests/" not in test] == []
    assert "(docs/explanation/how-it-is-kept-safe.md)" in (ROOT / "SECURITY.md").read_text()


def test_every_launcher_starts_and_says_what_it_does() -> None:
    for launcher in [*(file for file in (ROOT / "bin").iterdir() if file.is_file()), ROOT / ".ci/run"]:
        lines = launcher.read_text().splitlines()
        assert lines[0] == "#!/bin/sh", launcher
        assert lines[1].startswith("# "), launcher
        assert launcher.stat().st_mode & 0o111, launcher


def test_every_sentence_has_its_italian() -> None:
    """Empty, fuzzy, or with other placeholders; `bin/check` also looks for sentences no catalogue knows."""
    assert [fault for po in texts.catalogues() for fault in texts.faults_of(po)] == []


def test_no_room_speaks_over_another(tmp_path: Path) -> None:
    """One English sentence has one Italian one, wherever it stands. And the control: two that differ are named."""
    assert texts.clashes_between(texts.catalogues()) == []

    for room, word in (("asks", "Richiesta"), ("circles", "Chiedi"), ("people", "Chiedi")):
        po = tmp_path / room / "locale/it/LC_MESSAGES/django.po"
        po.parent.mkdir(parents=True)
        told = f'msgid "Ask"\nmsgstr "{word}"\n\nmsgctxt "{room}"\nmsgid "Keep it"\nmsgstr "{word}"\n'
        po.write_text(told)
    assert texts.clashes_between(texts.catalogues(tmp_path)) == ["asks and circles say it differently: 'Ask'"]


def test_every_template_marks_its_words() -> None:
    """A word between two tags that no translation tag encloses would be English for everybody."""
    marked = re.compile(
        r"{%\s*(blocktrans|blocktranslate|comment)\b.*?end\1\s*%}|{%\s*block \w+_class.*?endblock\s*%}|{#.*?#}",
        re.DOTALL,
    )
    code = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
    markup = re.compile(r"<!--.*?-->|<(script|style|svg)\b.*?</\1>|<[^>]*>|&\w+;", re.DOTALL)
    unmarked = []
    for file in (ROOT / "src/reciproca").rglob("*.html"):
        text = file.read_text()
        for silent in (marked, code, markup):
            text = silent.sub(" ", text)
        found = [word for word in re.findall(r"[A-Za-zÀ-ÿ]{3,}", text) if word not in NAMES]
        if found and file.name != "catalogue.html":
            unmarked.append(f"{file.relative_to(ROOT / 'src/reciproca')}: {' '.join(found[:6])}")
    assert unmarked == []
