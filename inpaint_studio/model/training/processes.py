"""The processes of a run under torchrun: rank, world size and agreement among them."""

import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import torch
from torch import distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

# Timeout for a process that hangs; one that ends is detected at once. It must cover the first one's validation, during
# which the others wait.
LONGEST_WAIT = timedelta(minutes=30)

_Choice = TypeVar("_Choice")


@dataclass(frozen=True)
class Processes:
    """One process of a run. Only the first reports and writes."""

    rank: int = 0
    world: int = 1  # number of processes

    @property
    def is_first(self) -> bool:
        return self.rank == 0

    @property
    def is_alone(self) -> bool:
        return self.world == 1

    def choice_of_first(self, choice: _Choice, choices: Sequence[_Choice], device: torch.device) -> _Choice:
        """Broadcast the choice of the first process."""
        number = torch.tensor([choices.index(choice)], device=device)
        dist.broadcast(number, src=0)
        return choices[int(number.item())]

    def first_text(self, text: str | None, device: torch.device) -> str | None:
        """Broadcast the text of the first process that has one."""
        first = torch.tensor(self.world if text is None else self.rank, device=device)
        dist.all_reduce(first, dist.ReduceOp.MIN)
        if int(first) == self.world:
            return None
        texts = [text]
        dist.broadcast_object_list(texts, src=int(first), device=device)
        return texts[0]

    def distributed(self, net: nn.Module) -> nn.Module:
        """The net for a training step: with gradients averaged over all processes, if there are several."""
        if self.is_alone:
            return net
        # Buffers are spectral norm's power iteration, which depends on weights alone and so agrees on all processes.
        with warnings.catch_warnings():  # torch 2.13 renames the argument, torch 2.11 has no other
            warnings.simplefilter("ignore", FutureWarning)
            return DistributedDataParallel(net, broadcast_buffers=False)


class ProcessGroup:
    """Context manager of the process group that torchrun requests by environment variables, if any."""

    def __enter__(self) -> Processes:
        self._ours = "WORLD_SIZE" in os.environ and not dist.is_initialized() and int(os.environ["WORLD_SIZE"]) > 1
        if self._ours:
            if torch.cuda.is_available():
                torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
            backend = "nccl" if torch.cuda.is_available() else "gloo"
            dist.init_process_group(backend, timeout=LONGEST_WAIT)
        return Processes(dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else Processes()

    def __exit__(self, *error: object) -> None:
        # NCCL would wait for dead processes; the group ends with this process.
        if self._ours and not (isinstance(error[1], Exception) and dist.get_backend() == "nccl"):
            dist.destroy_process_group()


def is_lost_process(error: RuntimeError) -> bool:
    """Whether an error reports a lost process. Gloo raises a plain RuntimeError."""
    return isinstance(error, dist.DistError) or "gloo" in str(error).lower()
