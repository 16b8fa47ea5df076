"""Claims: which worker has which picture, as files that only one can create.

`claims/ID.1` is created exclusively, which SMB and NFS (3 and later) grant to one client alone. While its worker lives
it adds a byte every few seconds: the file's time is then the server's, and its age is judged by the folder's own clock,
that of a file touched now; clocks of machines are never compared. On one machine a dead process is known at once.
A claim whose worker is dead is not removed but superseded, by creating `ID.2` exclusively: of two that try, one
succeeds, and the number says how many workers have died of this picture.
"""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from inpaint_studio.work.jobs import disk
from inpaint_studio.work.jobs.workers import Worker

BEAT = 10.0  # seconds between two signs of life
EXPIRY = 60.0  # seconds without one, after which a worker on another machine counts as dead


def claim_id(key: str) -> str:
    """The name of a picture's files in the job's folder."""
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


@dataclass(frozen=True)
class Running:
    """A picture that a worker has, as others see it."""

    id: str
    key: str
    worker: Worker
    stage: str = ""  # "finding", "filling", ...
    share: float = 0.0  # of the stage, 0..1


class Claim:
    """One picture that is ours alone, until it is released."""

    def __init__(
        self, folder: Path, id: str, generation: int, worker: Worker, left: Mapping[str, Any], key: str = ""
    ) -> None:
        self.id, self.generation, self.left, self.key = id, generation, left, key
        self._folder, self._worker = folder, worker
        self.recorded: Mapping[str, Any] = {}  # by `record`
        self._noted = 0.0
        self._lock = threading.Lock()  # the heart beats on a thread of its own

    @property
    def path(self) -> Path:
        return self._folder / f"{self.id}.{self.generation}"

    @property
    def deaths(self) -> int:
        """Workers that died while they had it."""
        return self.generation - 1

    def is_mine(self) -> bool:
        """False once another worker has taken us for dead."""
        return self.path.exists() and not (self._folder / f"{self.id}.{self.generation + 1}").exists()

    def note(self, stage: str, share: float = 0.0) -> None:
        """Say how far it is, for whoever looks; not synced."""
        name = self.path.with_name(f".{self.path.name}.{self._worker.nonce}")
        with self._lock, suppress(OSError):
            if not self.path.exists():
                return  # another worker has taken us for dead, and is done with it
            name.write_bytes(_content(self._worker, self.key, {"stage": stage, "share": round(share, 2)}))
            os.replace(name, self.path)

    def note_now_and_then(self, stage: str, share: float, interval: float) -> None:
        """`note`, at most once in so many seconds."""
        now = time.monotonic()
        if now - self._noted >= interval:
            self._noted = now
            self.note(stage, share)

    def record(self, facts: Mapping[str, Any]) -> None:
        """Leave facts for whoever takes over should we die now; synced. Raises OSError."""
        with self._lock:
            self.recorded = facts
            disk.put(self.path, _content(self._worker, self.key, facts))

    def beat(self) -> None:
        with self._lock, suppress(OSError):
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND)  # never creates it
            try:
                os.write(descriptor, b"\n")
            finally:
                os.close(descriptor)

    def release(self) -> None:
        """What is left of dead workers goes first: as long as ours is there, the picture is ours."""
        for generation in range(1, self.generation + 1):
            disk.remove(self._folder / f"{self.id}.{generation}")


class Claims:
    """The claims of a job, for one worker.

    clock: the folder's time, in seconds; None = that of a file touched there.
    """

    def __init__(self, folder: Path, worker: Worker, clock: Callable[[], float] | None = None) -> None:
        self._folder, self._worker = folder, worker
        self._clock = clock or self._folder_time

    def take(self, id: str, key: str = "") -> Claim | None:
        """Claim a picture; None where a living worker has it. key: of the picture, for `sweep`. Raises OSError."""
        content = _content(self._worker, key, {})
        if disk.create(self._folder / f"{id}.1", content):
            return Claim(self._folder, id, 1, self._worker, {}, key)
        generation = self._highest(id)
        path = self._folder / f"{id}.{generation}"
        if not generation or self._is_held(path):
            return None
        left = _read(path)
        if not disk.create(self._folder / f"{id}.{generation + 1}", content):
            return None
        return Claim(self._folder, id, generation + 1, self._worker, left, key)

    def sweep(self, is_over: Callable[[str], bool]) -> None:
        """Remove what dead workers have left of pictures that are settled: they died between line and release."""
        for name in self._names():
            key = _read(self._folder / name).get("key", "")
            if key and is_over(key) and not self._is_held(self._folder / name):
                disk.remove(self._folder / name)

    def held(self) -> frozenset[str]:
        """Of every claim there is, dead or alive; for skipping them in a first look."""
        return frozenset(name.rpartition(".")[0] for name in self._names())

    def running(self) -> tuple[Running, ...]:
        """What living workers have in hand."""
        listed = []
        newest: dict[str, int] = {}
        for name in self._names():
            id, _, number = name.rpartition(".")
            newest[id] = max(newest.get(id, 0), int(number))
        for id, generation in sorted(newest.items()):
            path = self._folder / f"{id}.{generation}"
            facts = _read(path)
            with suppress(KeyError, TypeError, ValueError):
                worker = Worker.from_facts(facts["worker"])
                if self._is_held(path):
                    share = float(facts.get("share", 0.0))
                    listed.append(Running(id, str(facts.get("key", "")), worker, str(facts.get("stage", "")), share))
        return tuple(listed)

    def _names(self) -> list[str]:
        with suppress(OSError):
            return [name for name in os.listdir(self._folder) if name[0] != "." and name.rpartition(".")[2].isdigit()]
        return []

    def _highest(self, id: str) -> int:
        """0 where there is none: it was released meanwhile."""
        generations = [int(name.rpartition(".")[2]) for name in self._names() if name.rpartition(".")[0] == id]
        return max(generations, default=0)

    def _is_held(self, path: Path) -> bool:
        try:
            changed = path.stat().st_mtime
        except OSError:
            return True  # it was released this moment: next time
        with suppress(KeyError, TypeError, ValueError):
            alive = Worker.from_facts(_read(path)["worker"]).is_alive()
            if alive is not None:
                return alive
        return self._clock() - changed < EXPIRY

    def _folder_time(self) -> float:
        path = self._folder / f".clock-{self._worker.name}"
        try:
            path.write_bytes(b"\n")
            return path.stat().st_mtime
        except OSError:
            return time.time()
        finally:
            disk.remove(path)


@contextmanager
def heart(claim: Claim, interval: float = BEAT) -> Iterator[None]:
    """Give signs of life of a claim for the time of the block."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(interval):
            claim.beat()

    thread = threading.Thread(target=beat, name="claim", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _content(worker: Worker, key: str, facts: Mapping[str, Any]) -> bytes:
    return json.dumps({"worker": worker.to_facts(), "key": key, **facts}).encode()


def _read(path: Path) -> dict[str, Any]:
    """Empty where it cannot be read, or is being created."""
    with suppress(OSError, ValueError):
        facts = json.loads(path.read_bytes())
        if isinstance(facts, dict):
            return facts
    return {}
