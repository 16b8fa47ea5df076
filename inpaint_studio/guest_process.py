"""The helper's end of a guest: one process for what one entry point of another package holds.

Each request names the module of ours that knows this kind of guest. Its `describe(item)` gives plain values that tell
what the guest is; its `work(item, facts, arrays)` yields what the guest answers, and None for moments without.
"""

import os
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from inpaint_studio import frames
from inpaint_studio.frames import Facts, Frame
from inpaint_studio.limits import limit_memory, limit_time

MEMORY_BYTES = 16 * 1024**3  # of address space: a guest may bring torch, which reserves more than it uses
_LONGEST_REASON = 300  # characters


def serve() -> None:
    """Answer requests from standard input until it ends."""
    answers, requests = os.fdopen(os.dup(1), "wb"), os.fdopen(os.dup(0), "rb")
    os.dup2(2, 1)  # whatever a guest prints must not stand among the answers,
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)  # and what it reads is not among the requests
    limit_memory(MEMORY_BYTES)
    while True:
        try:
            request, arrays = frames.read(requests)
        except EOFError:
            return
        try:
            limit_time(request["seconds"])
            for step in _work(request, arrays):
                if step is not None:
                    frames.write(answers, {"answer": step[0]}, step[1])
            frames.write(answers, {"end": True})
        except (Exception, SystemExit) as error:  # whatever a stranger's code may raise
            frames.write(answers, {"error": _reason(error)})
        del arrays


def _work(request: Facts, arrays: list[Any]) -> Iterator[Frame | None]:
    item = _item(request["group"], request["name"])
    server = import_module(request["server"])
    if request["facts"] is None:
        yield server.describe(item), []
    else:
        yield from server.work(item, request["facts"], arrays)


@lru_cache(maxsize=1)
def _item(group: str, name: str) -> object:
    (entry,) = set(entry_points(group=group, name=name))
    return entry.load()


def _reason(error: BaseException) -> str:
    words = " ".join(str(error).split()).rstrip(".")
    return f"{type(error).__name__}: {words}"[:_LONGEST_REASON] if words else type(error).__name__
