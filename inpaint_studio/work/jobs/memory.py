"""How many workers the memory of this machine bears."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from inpaint_studio.work.jobs.ledger import Ledger

_WORKER = 700 << 20  # bytes of a worker with its nets, before it opens a picture: 490 MB were measured
_TIMES = 6  # bytes in work for each byte of decoded samples: picture, composite, masks, what is read back
_PACKED = 8  # bytes of samples that a byte of a packed file may hold: JPEG of a scan
_UNPACKED = (".tif", ".tiff", ".bmp", ".tga", ".ppm", ".pgm", ".pbm", ".pfm", ".pnm")


def workers_for(ledger: Ledger, most: int) -> int:
    """How many of `most` workers can have the largest waiting picture in hand at once; at least one."""
    free = free_memory()
    if free is None:
        return max(1, most)
    largest = max((_samples(key, ledger.facts(key)[0]) for key in ledger.keys_in("waiting", "decided")), default=0)
    return max(1, min(most, free // (_WORKER + _TIMES * largest)))


def free_memory() -> int | None:
    """Bytes that can be used without swapping; None where this system does not say."""
    if sys.platform == "win32":
        return _free_on_windows()
    free = None
    with suppress(OSError, ValueError, IndexError):
        lines = Path("/proc/meminfo").read_text().splitlines()
        free = next(int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:"))
    if free is None:
        with suppress(OSError, ValueError, AttributeError):  # a Mac says how much there is, not how much is free
            free = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    with suppress(OSError, ValueError):  # of a container
        most = int(Path("/sys/fs/cgroup/memory.max").read_text())
        left = most - int(Path("/sys/fs/cgroup/memory.current").read_text())
        free = left if free is None else min(free, left)
    return free


def _samples(key: str, size: int) -> int:
    return size if key.lower().endswith(_UNPACKED) else _PACKED * size


def _free_on_windows() -> int | None:
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("total", "free", "f1", "f2", "f3", "f4", "f5")),
        )

    status = Status()
    status.length = ctypes.sizeof(Status)
    windll = getattr(ctypes, "windll", None)
    if windll is None or not windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
        return None
    return int(status.free)
