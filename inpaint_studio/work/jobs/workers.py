"""Who works: a process on a machine, recognised by others on the same machine and on other ones."""

import os
import platform
import secrets
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Worker:
    """One process. Frozen and JSON: it stands in claims and in the names of ledgers."""

    host: str  # for people
    machine: str  # the same where process numbers mean the same: not so in two containers of one host
    pid: int
    started: str  # when the process began, as the system counts it: process numbers are used again. "" = unknown
    nonce: str

    @classmethod
    def here(cls) -> "Worker":
        pid = os.getpid()
        return cls(_host(), _machine(), pid, _started(pid) or "", secrets.token_hex(3))

    @property
    def name(self) -> str:
        """For names of files: no two workers share it."""
        return f"{self.host}-{self.pid}-{self.nonce}"

    def is_alive(self) -> bool | None:
        """Whether the process runs; None where that cannot be known from this machine."""
        if self.machine != _machine():
            return None
        if not _runs(self.pid):
            return False
        return not self.started or _started(self.pid) in (self.started, None)

    def to_facts(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("host", "machine", "pid", "started", "nonce")}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> "Worker":
        """Raises KeyError, TypeError or ValueError for other content."""
        texts = (str(facts[name]) for name in ("host", "machine", "started", "nonce"))
        host, machine, started, nonce = texts
        return cls(host, machine, int(facts["pid"]), started, nonce)


def _host() -> str:
    name = "".join(letter if letter.isalnum() else "_" for letter in platform.node())
    return name[:32] or "host"


def _machine() -> str:
    parts = [platform.node(), f"{uuid.getnode():012x}"]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text().strip())
    with suppress(OSError):
        parts.append(os.readlink("/proc/self/ns/pid"))
    return "/".join(parts)


def _runs(pid: int) -> bool:
    if os.name == "nt":
        return _runs_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # of another person
    with suppress(OSError, IndexError):  # killed, and nobody has asked for its exit code yet
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    return True


def _runs_on_windows(pid: int) -> bool:
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
    if not handle:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == 259  # STILL_ACTIVE


def _started(pid: int) -> str | None:
    """In ticks since the machine began; None where the system does not say."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return None
