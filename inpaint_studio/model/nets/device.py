"""Device and thread selection for nets in use, and detection of memory exhaustion."""

import os

import torch

from inpaint_studio.sentence import say

DEVICES = ("auto", "cpu", "cuda", "mps")


class DeviceError(Exception):
    """A device that this machine does not have. The message is a sentence for the person."""


def pick(name: str) -> torch.device:
    """The device called `name`; "auto" takes CUDA, then MPS, then the CPU.

    Raises DeviceError, a sentence, for a device that this machine does not have.
    """
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    kind = name.split(":")[0]
    if kind not in DEVICES:
        raise DeviceError(
            say("There is no device called {name}; there are {known}.", name=f"{name!r}", known=", ".join(DEVICES))
        )
    present = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}[kind]
    if not present:
        raise DeviceError(
            say("This machine has no {kind} device that the installed PyTorch can use.", kind=kind.upper())
        )
    return torch.device(name)


def use_threads(threads: int | None) -> None:
    """Set the calling thread's number of intra-op threads; None = all cores, less one for the interface.

    On one or two cores all are used: PyTorch releases the GIL while it computes, and a fill on half the machine
    would be more noticeable than 10 ms of latency in the interface (DESIGN 5).
    """
    if threads is None:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        limit = int(os.environ.get("OMP_NUM_THREADS", cores) or cores)
        threads = min(cores if cores <= 2 else cores - 1, limit)
    if torch.get_num_threads() != threads:
        torch.set_num_threads(max(1, threads))


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error reports that memory ran out. PyTorch's CPU allocator raises a plain RuntimeError."""
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    words = str(error).lower()
    return isinstance(error, RuntimeError) and ("out of memory" in words or "can't allocate memory" in words)
