"""What each input must look like is written down, whole and as it is."""

import ast

import pytest
from django.core.management import CommandError, call_command

from reciproca.core.inputs import BESIDE_FORMS, described_forms
from reciproca.people.forms import NeedForm

from .test_code import modules

TAKERS = ("request.POST.get", "request.POST.getlist")


def read_without_a_form(tree: ast.Module) -> set[str]:
    """Names of what is taken from what was sent: `request.POST.get("name")`, `request.POST["name"]`, `request.POST.getlist("name")`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in TAKERS:
            found.add(node.args[0])
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "request.POST":
            found.add(node.slice)
    return {one.value if isinstance(one, ast.Constant) else "idempotency_key" for one in found}


def test_the_page_is_not_stale() -> None:
    call_command("inputs", check=True)


def test_a_stale_page_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    monkeypatch.setattr(NeedForm.base_fields["text"], "max_length", 7)

    with pytest.raises(CommandError, match="stale"):
        call_command("inputs", check=True)


def test_every_form_is_there_and_every_field_says_what_it_must_be() -> None:
    described = list(described_forms())
    named = {form.name for form in described}
    written = {
        node.name
        for name, tree in modules()
        if name.endswith(("/forms.py", "/account_forms.py"))
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name.endswith("Form")
    }

    assert len(described) > 60
    assert written - named == set()
    assert [(form.name, name) for form in described for name, _required, what in form.fields if not what] == []


def test_what_is_read_without_a_form_is_there_too() -> None:
    read = {name for _module, tree in modules() for name in read_without_a_form(tree)}

    assert read == set(BESIDE_FORMS)


def test_what_is_read_without_a_form_is_found() -> None:
    """The negative control."""
    assert read_without_a_form(ast.parse('request.POST.get("loom", "")')) == {"loom"}
