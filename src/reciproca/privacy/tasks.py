"""Background wrappers: ids in, action called."""

__all__ = ["forget_due_data", "look_after_requests", "prepare_export", "replay_tombstones"]


def prepare_export(public_id: str) -> None:
    from . import actions  # -- slow import
    from .models import Export

    export = Export.objects.select_related("account", "community").filter(public_id=public_id).first()
    if export is not None:
        actions.prepare_export(export)


def look_after_requests() -> int:
    """What the schedule calls every hour: erasures whose days are over, copies whose week is over, lost copies."""
    from . import actions  # -- slow import
    from .actions.forgetting import forget_farewells

    done = actions.carry_out_due_erasures() + actions.forget_old_exports() + actions.take_up_lost_exports()
    return done + forget_farewells()


def forget_due_data() -> int:
    """What the schedule calls every day; whoever was erased and is here all the same, out of a backup, goes again."""
    from . import actions  # -- slow import

    return actions.replay_tombstones() + sum(actions.forget_due_data().values())


def replay_tombstones(other_place: str = "") -> int:
    """What a restore calls, so that a backup brings nobody back. `other_place`: the folder of the tombstones to take over."""
    from pathlib import Path

    from reciproca.core.readiness import missing_migrations

    from . import actions  # -- slow import
    from .tombstones import bring_along

    if other_place:
        bring_along(Path(other_place))
    # The tables of an older version are brought up to date first; `reciproca tombstones --replay`, or the daily job, follows.
    return 0 if missing_migrations() else actions.replay_tombstones()
