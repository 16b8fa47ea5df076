"""What the training room asks of torch. Nothing here imports it before a worker calls."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from threading import Event
from typing import cast

from inpaint_studio.editing.picture import Mask
from inpaint_studio.files.writing import write_mask
from inpaint_studio.model.config import TrainingConfig
from inpaint_studio.model.report import Report


@dataclass(frozen=True)
class Device:
    """Something to compute on."""

    key: str  # as TrainingConfig.device takes it
    name: str  # as a person reads it


def devices() -> Iterator[tuple[Device, ...]]:
    """What this machine offers, the best first. One value, after torch is loaded."""
    import torch

    found = []
    if torch.cuda.is_available():
        for number in range(torch.cuda.device_count()):
            found.append(Device(f"cuda:{number}", torch.cuda.get_device_name(number)))
    if torch.backends.mps.is_available():
        found.append(Device("mps", "Apple GPU"))
    yield (*found, Device("cpu", f"CPU ({torch.get_num_threads()})"))


def train(config: TrainingConfig, going: Event, own_holes: Sequence[Mask] = ()) -> Iterator[Report | None]:
    """Walk a run, standing still between two reports while `going` is not set; a None says only that it waits.

    own_holes: masks that are put into `config.holes` first.
    Closing it closes the run, which saves all that is needed to go on.
    """
    from inpaint_studio.model.training import train

    _step_back()
    if own_holes and config.holes is not None:
        config.holes.mkdir(parents=True, exist_ok=True)
        for number, mask in enumerate(own_holes):
            write_mask(mask, config.holes / f"mine-{number:03}.png")
    with closing(cast("Generator[Report]", train(config))) as reports:
        for report in reports:
            yield report
            while not going.wait(0.2):
                yield None  # so that the worker can look whether it was asked to stop


def _step_back() -> None:
    """Let the editor go first: on Linux a thread has a niceness of its own, and the threads it starts inherit it."""
    import os
    import sys
    from threading import get_native_id

    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, get_native_id(), 10)
