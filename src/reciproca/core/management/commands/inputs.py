"""`reciproca inputs [--check]`"""

from itertools import groupby
from pathlib import Path

from reciproca.core.inputs import BESIDE_FORMS, Described, described_forms
from reciproca.core.written import WritesPage

__all__ = ["Command"]

PAGE = Path("docs/reference/inputs.md")
HEAD = """# What each input must look like

Written from the forms by `reciproca inputs`: do not edit it. What is not as it stands here is refused with a sentence, on the server, whatever the
browser did. Text has no signs that cannot be seen (a NUL is refused everywhere). How values must agree with one another, the docstrings
and the pages of the [rooms](../rooms/) say; what a whole request may weigh, [how it is kept safe](../explanation/how-it-is-kept-safe.md); the cells of a
sheet, [imports](../rooms/imports.md#what-holds).

In addresses, an id is a UUID, a community or a section a word of small letters, figures and hyphens, and a number a whole number: anything else is an
address that is not there. What stands after a question mark only narrows a list or says where to go on; what is not understood there counts for nothing.
"""


class Command(WritesPage):
    help = "Write docs/reference/inputs.md from the forms; with --check, say whether it is stale."
    path = PAGE

    def page(self) -> str:
        return page()


def page() -> str:
    lines = [HEAD]
    for room, forms in groupby(described_forms(), lambda form: form.room):
        lines += [f"## {room}", ""]
        for form in forms:
            lines += _lines_of(form)
    lines += ["## What is read without a form", "", "| input | must be |", "|---|---|"]
    lines += [f"| `{name}` | {what} |" for name, what in sorted(BESIDE_FORMS.items())]
    return "\n".join([*lines, ""])


def _lines_of(form: Described) -> list[str]:
    lines = [f"### {form.name}", ""] + ([form.what, ""] if form.what else [])
    if not form.fields:
        return [*lines, "Its fields are those of the form it is made from, or are made as it is opened.", ""]
    lines += ["| field | must be there | must be |", "|---|---|---|"]
    lines += [f"| `{name}` | {'yes' if required else 'no'} | {what} |" for name, required, what in form.fields]
    return [*lines, ""]
