"""Where a frozen program keeps compiled loops: in the cache folder of the person who runs it.

numba's own places go by source files, of which a frozen program has none, or by their paths, which are relative there:
the same loop would be compiled again for each working folder.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any

from numba.core.caching import UserWideCacheLocator


def folder() -> Path:
    """Of this program, in the cache folder of the person; it need not exist."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "inpaint-studio" / "compiled"


class FrozenLocator(UserWideCacheLocator):
    """One folder a module; an entry is stale where the executable is another one."""

    def __init__(self, function: Callable[..., Any], file: str) -> None:
        super().__init__(function, file)  # type: ignore[no-untyped-call]
        self._cache_path = str(folder() / ".".join(PurePath(file).with_suffix("").parts))

    def get_source_stamp(self) -> tuple[int, int]:
        """In place of a digest of the executable: 40 MB would be read in every process."""
        status = os.stat(sys.executable)
        return status.st_mtime_ns, status.st_size
