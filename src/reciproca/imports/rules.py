"""What may be done with an import now: for pages; the actions ask again."""

from .choices import BatchState
from .models import ImportBatch

__all__ = ["can_be_discarded", "can_be_read_again"]


def can_be_read_again(batch: ImportBatch) -> bool:
    return batch.file is not None and batch.state in (
        BatchState.READ,
        BatchState.PREVIEWED,
        BatchState.FAILED,
        BatchState.CHECKING,
    )


def can_be_discarded(batch: ImportBatch) -> bool:
    return batch.state in (
        BatchState.READING,
        BatchState.READ,
        BatchState.CHECKING,
        BatchState.PREVIEWED,
        BatchState.FAILED,
    )
