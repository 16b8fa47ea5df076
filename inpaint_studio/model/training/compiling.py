"""torch.compile for a generator in training, which never ends or delays a run."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import torch
from torch import Tensor, nn

from inpaint_studio.sentence import Sentence, say

Autocast = Callable[[], AbstractContextManager[Any]]


class CompiledGenerator(nn.Module):
    """Calls the generator compiled for the shapes that it is prepared for, and as it is for all others.

    A shape is prepared when it comes the second time, so that the last, smaller batch of a run costs no compilation.
    """

    def __init__(self, generator: nn.Module, most: float | None = None) -> None:
        """most: seconds for compiling in all, as far as can be foreseen from the shapes before; None = no limit."""
        super().__init__()
        self.generator = generator
        self._most = most
        self.failure: Sentence | None = None  # why nothing is compiled any more
        self.seconds = 0.0  # spent on compiling
        self._compiled: Any = None
        self._prepared: set[torch.Size] = set()
        self._before: torch.Size | None = None

    def prepare(self, inputs: tuple[Tensor, ...], autocast: Autocast) -> None:
        """Compile forward and backward for the shape of this batch where that is due. Changes no weight or gradient."""
        shape, before, self._before = inputs[0].shape, self._before, inputs[0].shape
        if self.failure is not None or shape in self._prepared or shape != before:
            return
        if self._most is not None and self._prepared and self.seconds * (1 + 1 / len(self._prepared)) > self._most:
            return
        started = time.monotonic()
        try:
            if self._compiled is None:
                self._compiled = torch.compile(self.generator, dynamic=False)
            with autocast():
                fake = self._compiled(*inputs)
            torch.autograd.grad(fake.sum(), [p for p in self.generator.parameters() if p.requires_grad])
            self._prepared.add(shape)
        except Exception as error:  # compilers and their back ends raise nearly anything
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            self.failure = say("The generator could not be compiled, so it runs as it is: {reason}.", reason=reason)
            self._compiled = None
            self._prepared = set()
        self.seconds += time.monotonic() - started

    @property
    def prepared(self) -> int:
        """Number of shapes that are compiled."""
        return len(self._prepared)

    def forward(self, *inputs: Tensor) -> Tensor:
        called = self._compiled if inputs[0].shape in self._prepared else self.generator
        fake: Tensor = called(*inputs)
        return fake
