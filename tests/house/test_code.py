"""What the code of the house never does, read from its syntax."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "reciproca"

#: Besides a room's actions: bulk.py is the same for many rows at once; core and migrations are below the rooms;
#: the demo lives by actions and clears its own place.
MAY_WRITE = ("actions.py", "actions/", "bulk.py", "core/", "migrations/", "demo/")
WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete", "update",
          "asave", "acreate", "adelete", "aupdate"}  # fmt: skip
#: file:function → why it may. At most a handful.
WRITES_ELSEWHERE = {
    "communities/middleware.py:UserSession": "notes that a session is in use",
    "files/photo_child.py:anew": "a picture",
    "communities/models.py:account": "Django's own way to make an account; called by open_account",
}
MAY_MARK_SAFE = {"core/templatetags/reciproca.py", "core/widgets.py", "core/drawing.py", "core/markdown.py",
    "people/widgets.py", "programmes/widgets.py",  # each line beside its reason
}  # fmt: skip
#: Reads over all communities, each with its reason beside it in the code.
MAY_UNSCOPE = {
    "api/queries.py", "circles/queries.py", "circles/rings.py", "communities/queries.py", "communities/actions.py", "conversations/queries.py", "core/chain.py", "core/models.py", "core/scope.py", "demo/entrances.py",
    "people/queries.py", "privacy/queries.py", "privacy/actions/erasing.py",
}  # fmt: skip


def modules(folder: Path = SOURCE) -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(folder.rglob("*.py")):
        name = file.relative_to(folder).as_posix()
        if "/migrations/" not in name:
            yield name, ast.parse(file.read_text())


def writes_in(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Calls that write rows: ``x.save()``, ``Model.objects.create(…)``, ``rows.filter(…).update(…)``, ``row.delete()``."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
            continue
        receiver = ast.unparse(node.func.value)
        if node.func.attr == "update" and not _is_query(receiver):
            continue  # a dictionary, a digest
        if node.func.attr == "delete" and (node.args or node.keywords):
            continue
        if node.func.attr == "save" and receiver.split(".")[-1] in ("image", "session", "workbook"):
            continue
        if receiver in ("transaction", "super()"):
            continue
        yield node.lineno, receiver


def _is_query(receiver: str) -> bool:
    return any(word in receiver for word in (".objects", ".unscoped", ".filter(", ".exclude(", ".all(", "queryset"))


def unlisted_writes(name: str, tree: ast.Module) -> list[str]:
    inside = name.split("/", 1)[1] if "/" in name else name
    if inside.startswith(MAY_WRITE) or name.startswith(MAY_WRITE):
        return []
    return [
        f"{name}:{line} {receiver}"
        for line, receiver in writes_in(tree)
        if f"{name}:{receiver.split('.')[0]}" not in WRITES_ELSEWHERE
    ]


def test_rows_are_written_by_actions_only() -> None:
    assert [found for name, tree in modules() for found in unlisted_writes(name, tree)] == []


@pytest.mark.parametrize(
    "line",
    ["person.save()", "Profile.objects.create(person=person)", "Offer.objects.filter(pk=1).update(text='')",
     "offer.delete()", "Offer.objects.bulk_create([])", "form.save()"],
)  # fmt: skip
def test_a_write_in_a_view_is_found(line: str) -> None:
    """The negative control."""
    assert unlisted_writes("people/views.py", ast.parse(line)) != []


CHAINED = {"record", "record_many", "record_interaction", "confirm_interaction", "cancel_interaction"}


def written_outside_a_transaction(tree: ast.Module) -> list[str]:
    """Public functions that write to the ledger or the audit trail, themselves or through a private helper, without
    opening a transaction: behind a GET (an export), nothing else would open one."""
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}

    def called(node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.With) and any("atomic" in ast.unparse(item.context_expr) for item in node.items):
            return
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id
        for child in ast.iter_child_nodes(node):
            yield from called(child)

    def writes(name: str, on_the_way: tuple[str, ...] = ()) -> bool:
        function = functions[name]
        if any("atomic" in ast.unparse(decorator) for decorator in function.decorator_list):
            return False
        within = [each for statement in function.body for each in called(statement)]
        return any(
            each in CHAINED
            or (
                each in functions
                and each.startswith("_")
                and each not in on_the_way
                and writes(each, (*on_the_way, name))
            )
            for each in within
        )

    return [name for name in functions if not name.startswith("_") and writes(name)]


def test_ledger_and_audit_trail_are_written_in_a_transaction() -> None:
    found = {name: functions for name, tree in modules() if (functions := written_outside_a_transaction(tree))}

    assert found == {}  # and core.chain refuses to write outside one


@pytest.mark.parametrize("helper", ["record('read', by=by)", "_note(by)"])
def test_a_deed_written_outside_a_transaction_is_found(helper: str) -> None:
    """The negative control."""
    code = f"def read(by):\n    {helper}\n\ndef _note(by):\n    record('read', by=by)\n"

    assert written_outside_a_transaction(ast.parse(code)) == ["read"]
    assert written_outside_a_transaction(ast.parse(f"@transaction.atomic\n{code}")) == []


def test_html_is_marked_safe_in_listed_places_only() -> None:
    marking = {
        name
        for name, tree in modules()
        if any(
            isinstance(node, ast.Name | ast.Attribute)
            and getattr(node, "id", getattr(node, "attr", "")) in ("mark_safe", "SafeString")
            and isinstance(node.ctx, ast.Load)
            for node in _calls(tree)
        )
    }

    assert marking - MAY_MARK_SAFE == set()


def test_no_template_switches_escaping_off() -> None:
    off = [
        file.relative_to(SOURCE).as_posix()
        for file in SOURCE.rglob("*.html")
        if "autoescape off" in (text := file.read_text()) or "|safe " in text or "|safe}" in text or "|safe|" in text
    ]

    assert off == []


def test_no_template_carries_script_or_style() -> None:
    """They would be refused by the content security policy; better to know before. Letters carry their style within,
    and so does the report that `reciproca analyse` writes as one file, which no server serves."""
    import re

    inline = re.compile(
        r"<script(?![^>]*(\bsrc=|application/json))[^>]*>|<style[\s>]|\sstyle=|\son[a-z]+=\"", re.IGNORECASE
    )
    found = [
        f"{file.relative_to(SOURCE).as_posix()}: {match[0]}"
        for file in SOURCE.rglob("*.html")
        if "mails/" not in file.as_posix()
        and file.name != "analysis.html"
        and (match := inline.search(file.read_text()))
    ]

    assert found == []


def test_communities_are_left_in_listed_places_only() -> None:
    unscoping = {
        name
        for name, tree in modules()
        if any(isinstance(n, ast.Attribute) and n.attr == "unscoped" for n in ast.walk(tree))
    }

    assert unscoping - MAY_UNSCOPE == set()


def test_forms_name_their_fields() -> None:
    found = [
        name
        for name, tree in modules()
        if "fields = '__all__'" in ast.unparse(tree) or "__all__'" in _meta_fields(tree)
    ]

    assert found == []


def test_the_clock_is_asked_in_one_place() -> None:
    """`core.clock.now()`, so that the demo and the tests can say what time it is."""
    asking = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        if name != "core/clock.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func)
        in ("timezone.now", "datetime.now", "datetime.utcnow", "date.today", "timezone.localdate")
    ]

    assert asking == []


def test_a_person_is_held_without_their_key() -> None:
    """Else two who write to one another at once wait for each other for ever: every row that names somebody asks for their key."""
    keyed = re.compile(r"Membership\.objects\.select_for_update\(\)")
    found = [name for name, _tree in modules() if keyed.search((SOURCE / name).read_text())]

    assert found == []


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-3000:]


def _calls(tree: ast.Module) -> Iterator[ast.AST]:
    return (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))


def _meta_fields(tree: ast.Module) -> str:
    return " ".join(
        ast.unparse(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "fields" for t in node.targets)
    )
