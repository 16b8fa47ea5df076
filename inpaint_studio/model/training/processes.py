"""The processes of one run that torchrun started: which one this is, and how all of them agree."""

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

# For a process that neither answers nor ends; one that ends is missed at once. As long as the first one may take to
# judge, while the others wait for it.
LONGEST_WAIT = timedelta(minutes=30)

_Choice = TypeVar("_Choice")


@dataclass(frozen=True)
class Processes:
    """One process among those that share a run. The first one alone reports and writes."""

    rank: int = 0
    world: int = 1  # how many there are

    @property
    def is_first(self) -> bool:
        return self.rank == 0

    @property
    def is_alone(self) -> bool:
        return self.world == 1

    def choice_of_first(self, mine: _Choice, choices: Sequence[_Choice], device: torch.device) -> _Choice:
        """What the first process chooses; the same in all of them."""
        number = torch.tensor([choices.index(mine)], device=device)
        dist.broadcast(number, src=0)
        return choices[int(number.item())]

    def first_text(self, mine: str | None, device: torch.device) -> str | None:
        """The text of the first process that has one; the same in all of them."""
        first = torch.tensor(self.world if mine is None else self.rank, device=device)
        dist.all_reduce(first, dist.ReduceOp.MIN)
        if int(first) == self.world:
            return None
        texts = [mine]
        dist.broadcast_object_list(texts, src=int(first), device=device)
        return texts[0]

    def distributed(self, net: nn.Module) -> nn.Module:
        """The net as it is called in a step: with its gradients averaged over all processes, where there are more."""
        if self.is_alone:
            return net
        # Buffers are spectral norm's power iteration, which sees only weights and so agrees everywhere by itself.
        with warnings.catch_warnings():  # torch 2.13 renames the argument, torch 2.11 has no other
            warnings.simplefilter("ignore", FutureWarning)
            return DistributedDataParallel(net, broadcast_buffers=False)


class ProcessGroup:
    """The process group that torchrun asks for by its environment variables, if it does; a context manager."""

    def __enter__(self) -> Processes:
        self._ours = "WORLD_SIZE" in os.environ and not dist.is_initialized() and int(os.environ["WORLD_SIZE"]) > 1
        if self._ours:
            if torch.cuda.is_available():
                torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
            backend = "nccl" if torch.cuda.is_available() else "gloo"
            dist.init_process_group(backend, timeout=LONGEST_WAIT)
        return Processes(dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else Processes()

    def __exit__(self, *error: object) -> None:
        # NCCL would wait for those that are gone; the end of the process takes its group along.
        if self._ours and not (isinstance(error[1], Exception) and dist.get_backend() == "nccl"):
            dist.destroy_process_group()


def is_lost_process(error: RuntimeError) -> bool:
    """Whether an error says that another process of the run cannot be reached any more. Gloo says so in words."""
    return isinstance(error, dist.DistError) or "gloo" in str(error).lower()
