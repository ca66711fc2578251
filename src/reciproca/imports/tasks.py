"""Background work: ids in, one action called. Each may be run twice."""

from reciproca.communities.models import Community
from reciproca.core.scope import within

__all__ = ["check_batch", "forget_old_imports", "read_batch", "run_import", "run_undo"]


def read_batch(community: int, public_id: str) -> None:
    from .actions import read_batch as act

    _with(community, public_id, act)


def check_batch(community: int, public_id: str) -> None:
    from .actions import check_batch as act

    _with(community, public_id, act)


def run_import(community: int, public_id: str) -> None:
    from .actions import run_import as act

    _with(community, public_id, act, tell=True)


def run_undo(community: int, public_id: str) -> None:
    from .actions import run_undo as act

    _with(community, public_id, act)


def forget_old_imports() -> int:
    """For the daily round: every community, one by one."""
    from .actions import forget_old_imports as act

    gone = 0
    for community in Community.objects.all():
        with within(community):
            gone += act()
    return gone


def _with(community: int, public_id: str, act, **options) -> None:
    from .models import ImportBatch

    with within(community):
        batch = ImportBatch.objects.select_related("community", "cohort").filter(public_id=public_id).first()
        if batch is not None:
            act(batch, **options)
