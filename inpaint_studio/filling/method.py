"""What a fill method is: its line in the table, what it is shown of a hole, and what it answers. Imports no torch.

The membrane and the generator are stages that methods share, and the engine's; a method that has an exemplar stage
fills a region there by its own `fill`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.guidance import Points
from inpaint_studio.filling.costs import Cost
from inpaint_studio.filling.region import Region
from inpaint_studio.filling.request import Stage

if TYPE_CHECKING:
    from inpaint_studio.filling.crops import Crop
    from inpaint_studio.model.nets.discriminator import Discriminator

Colours = NDArray[np.float32]  # (H, W, 3), 0..1
Hole = NDArray[np.bool_]  # (H, W)


@dataclass(frozen=True, eq=False)
class Ask:
    """What a method is to know beside the crop. Arrays are of the crop's size."""

    barred: Hole  # what is no source
    hidden: Hole  # other holes in sight, which nothing has filled yet
    seed: int
    grain: float = 1.0  # how much of the surroundings' grain is wanted in the hole
    guide: float | None = None  # how much the generator's fill, shown in the hole, is to lead; None = there is none
    lines: tuple[Points, ...] = ()  # of structure, in pixels of the crop
    pieces_of: tuple[int, ...] = ()  # which guide line each of them is a piece of; empty = each is its own
    is_thin: bool = False
    judge: "Discriminator | None" = None  # to choose by
    threads: int = 1


@dataclass(frozen=True, eq=False)
class Answer:
    """What came of a hole."""

    colours: Colours | None  # of the crop, of which the hole is taken; None = it stays as it was
    method: str | None = None  # the key of what made it, never "auto"; None = what had made it before
    is_guided: bool = False  # whether the generator's fill led it
    places: tuple[NDArray[np.int32], NDArray[np.int32]] | None = None  # rows and columns that pixels were copied from
    notes: tuple[str, ...] = ()  # what the person should know


FillHole = Callable[["Crop", Hole, Ask], Iterator[Answer | None]]
"""Fills a hole, (H, W), of a crop. None is a moment to be stopped at; the last value is the answer, and without one the
hole stays as it was. Raises FillError, a sentence."""


@dataclass(frozen=True)
class Needs:
    """What there must be for a method to work."""

    generator: Literal["", "optional", "required"] = ""
    source: bool = False  # it copies and does nothing else
    kernels: bool = False  # the compiled loops of our exemplar stage


@dataclass(frozen=True)
class Method:
    """One way to fill."""

    key: str
    title: str  # what it is called on screen, and
    tip: str  # what it does, in a few words; both messages
    stages: tuple[Stage, ...]
    cost: Callable[[Region], Cost]
    fill: FillHole | None = None  # the exemplar stage, where it has one
    needs: Needs = Needs()
    is_offered: bool = True  # in the editor; else it is there to compare with
    is_selective: bool = False  # leaves a region alone where the generator's fill has its surroundings' texture
    order: int = 1000  # among all of them
    version: str = ""  # of the package of a guest, which must be in what is kept by it
    candidates: tuple[int, ...] = ()  # seeds of those it makes where a hole is filled in several ways to choose from

    @property
    def generates(self) -> bool:
        return "generator" in self.stages

    @property
    def copies(self) -> bool:
        return "exemplar" in self.stages
