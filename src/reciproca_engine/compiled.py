"""Kernels compiled at first use and kept on disk, so that only a fresh installation ever waits for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit

__all__ = ["compiled"]


def compiled(signature: Any, **options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Compile with Numba for one signature; cache on disk where some folder can be written, else in memory only.

    Parameters
    ----------
    signature : str
        Types of the arguments and of the result: with them given, nothing is compiled twice for two integer widths.
    """

    def decorate(function: Callable[..., Any]) -> Any:
        try:
            return njit(signature, cache=True, **options)(function)
        except RuntimeError as error:  # Numba found no folder for its cache: a read-only container
            if "cannot cache" not in str(error):
                raise
            return njit(signature, **options)(function)

    return decorate
