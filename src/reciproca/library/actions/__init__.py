"""What people do with notes: write them, agree, publish, say what they changed, keep them true, put them together."""

from .collections import (
    CollectionFull,
    CollectionUntold,
    change_collection,
    delete_collection,
    make_collection,
    move_up,
    put_in,
    take_out,
)
from .enclosures import FilesAtFirst, TooManyFiles, enclose, take_enclosure_out
from .parts import (
    AlreadyHasAPart,
    StillTwoTexts,
    TooMany,
    agree_to_note,
    ask_to_take_part,
    leave_note,
    let_go_of,
    refuse_to_appear,
    remark_on_draft,
    settle_remark,
    take_back_agreement,
    take_off,
    take_part,
)
from .reading import (
    NothingChanged,
    ask_whether_still_true,
    confirm_note,
    doubt_note,
    retire_note,
    say_it_helped,
    settle_caveat,
    take_note_away,
    take_note_back,
)
from .shared import ChangedMeanwhile, NoLongerThere, NotForYou, NothingSaid
from .writing import (
    NothingWritten,
    begin_note,
    delete_draft,
    edit_note,
    let_parallel_go,
    put_together,
)

__all__ = [
    "AlreadyHasAPart", "ChangedMeanwhile", "CollectionFull", "CollectionUntold", "FilesAtFirst", "NoLongerThere", "NotForYou", "NothingChanged",
    "NothingSaid", "NothingWritten", "StillTwoTexts", "TooMany", "TooManyFiles", "agree_to_note", "ask_to_take_part",
    "ask_whether_still_true", "begin_note", "change_collection", "confirm_note", "delete_collection", "delete_draft",
    "doubt_note", "edit_note", "enclose", "leave_note", "let_go_of", "let_parallel_go", "make_collection", "move_up", "put_in",
    "put_together", "refuse_to_appear", "remark_on_draft", "retire_note", "say_it_helped", "settle_caveat",
    "settle_remark", "take_back_agreement", "take_enclosure_out", "take_note_away", "take_note_back", "take_off", "take_out", "take_part",
]  # fmt: skip
