"""What happens to a sheet on its way in: begun, read, its columns named, rehearsed, corrected, written, undone."""

from .checking import (
    CohortOfPairsNeeded,
    ColumnsMissing,
    accept_repairs,
    check_batch,
    choose_columns,
    correct_row,
    decide_row,
    propose_columns,
    questions_by_target,
    read_again,
    retry_batch,
)
from .moving import NotNow
from .reading import CohortNeeded, begin_import, discard_import, forget_old_imports, name_mapping, read_batch
from .undoing import UNDO_WITHIN, NothingToUndo, UndoTooLate, can_be_undone, run_undo, start_undo, undo_preview
from .writing import NothingToImport, SeenChanged, run_import, start_import

__all__ = [
    "UNDO_WITHIN",
    "CohortNeeded",
    "CohortOfPairsNeeded",
    "ColumnsMissing",
    "NotNow",
    "NothingToImport",
    "NothingToUndo",
    "SeenChanged",
    "UndoTooLate",
    "accept_repairs",
    "begin_import",
    "can_be_undone",
    "check_batch",
    "choose_columns",
    "correct_row",
    "decide_row",
    "discard_import",
    "forget_old_imports",
    "name_mapping",
    "propose_columns",
    "questions_by_target",
    "read_again",
    "read_batch",
    "retry_batch",
    "run_import",
    "run_undo",
    "start_import",
    "start_undo",
    "undo_preview",
]
