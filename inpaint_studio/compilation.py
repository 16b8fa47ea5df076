"""Compiling inner loops by numba, whose import takes 0.3 s: only for modules of loops, which are imported late."""

import os
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

from inpaint_studio.installation import is_frozen

if is_frozen():
    os.environ.setdefault("NUMBA_CACHE_LOCATOR_CLASSES", "inpaint_studio.compiled_cache.FrozenLocator")
    numba.config.reload_config()  # type: ignore[no-untyped-call]

_F = TypeVar("_F", bound=Callable[..., Any])


def compiled(function: _F, fastmath: bool = False) -> _F:
    """Compiled when first called and kept on disk after; the GIL is released while it runs.

    fastmath: sums may be reordered, so that they are vectorised.
    """
    try:
        made = numba.njit(function, cache=True, nogil=True, fastmath=fastmath)
    except RuntimeError:  # no cache folder: compiled at each start
        made = numba.njit(function, nogil=True, fastmath=fastmath)
    return cast("_F", made)
