"""What stands in a cell, cleaned: text, e-mails, names, dates, numbers, yes and no, choices, languages, hours.

Every reader returns a `Reading`: the value, or a `Problem` with the precise reason and, where there is one, the repair.
What can be put right without doubt (outer spaces, case, `mailto:`) is; what might be a guess is asked.
"""

from reciproca.core.tables.values.choices import (
    closest,
    infer_options,
    read_roles,
    read_yes_no,
    split_free,
    split_options,
)
from reciproca.core.tables.values.dates import DateEvidence, DateOrder, decide_date_order, read_date, read_moment
from reciproca.core.tables.values.emails import read_email
from reciproca.core.tables.values.hours import PARTS, WEEK, read_availability, read_languages
from reciproca.core.tables.values.names import Name, NameOrder, decide_name_order, split_name, tidy_name
from reciproca.core.tables.values.numbers import Decimal, decide_decimal, read_count, read_number
from reciproca.core.tables.values.readings import Problem, Reading
from reciproca.core.tables.values.text import FORMULA_START, clean_line, clean_text, is_nothing

__all__ = [
    "FORMULA_START",
    "PARTS",
    "WEEK",
    "DateEvidence",
    "DateOrder",
    "Decimal",
    "Name",
    "NameOrder",
    "Problem",
    "Reading",
    "clean_line",
    "clean_text",
    "closest",
    "decide_date_order",
    "decide_decimal",
    "decide_name_order",
    "infer_options",
    "is_nothing",
    "read_availability",
    "read_count",
    "read_date",
    "read_email",
    "read_languages",
    "read_moment",
    "read_number",
    "read_roles",
    "read_yes_no",
    "split_free",
    "split_name",
    "split_options",
    "tidy_name",
]
