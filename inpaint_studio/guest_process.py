"""The helper's side of a guest: one process for one entry point of another package.

Each request names our server module for this kind of guest. Its `describe(item)` returns a description of the guest as
plain values; its `work(item, facts, arrays)` yields the guest's results, and None as points of cancellation.
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
    """Serve requests from standard input until end of file."""
    answers, requests = os.fdopen(os.dup(1), "wb"), os.fdopen(os.dup(0), "rb")
    os.dup2(2, 1)  # a guest that prints must not corrupt the answers,
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)  # and one that reads must not consume requests
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
        except (Exception, SystemExit) as error:  # third-party code may raise anything
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
