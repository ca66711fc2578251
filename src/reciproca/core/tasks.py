"""Background wrappers of the leaf tools."""

__all__ = ["tidy_up"]


def tidy_up() -> int:
    from . import tidying  # -- slow import

    return tidying.tidy_up()
