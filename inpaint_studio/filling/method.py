"""Fill methods: the row in the table, and the input and output of their `fill`. Imports no torch.

Membrane and generator are shared stages of the engine; a method with an exemplar stage fills regions there by its
own `fill`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.guidance import Points
from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.costs import Cost
from inpaint_studio.filling.region import Region
from inpaint_studio.filling.request import STAGES, Stage
from inpaint_studio.options import NoOptions, Option
from inpaint_studio.sentence import say

if TYPE_CHECKING:
    from inpaint_studio.filling.crops import Crop
    from inpaint_studio.model.nets.discriminator import Discriminator

Colours = NDArray[np.float32]  # (H, W, 3), 0..1; of data pictures (H, W, bands), mostly within 0..1
Hole = NDArray[np.bool_]  # (H, W)


@dataclass(frozen=True, eq=False)
class Ask:
    """Parameters of a method besides the crop. Arrays have the crop's size."""

    barred: Hole  # pixels that are no source
    hidden: Hole  # other, still unfilled holes
    seed: int
    grain: float = 1.0  # strength of the surroundings' grain in the hole
    guide: float | None = None  # weight of the generator's fill, which the crop holds in the hole; None = there is none
    lines: tuple[Points, ...] = ()  # guide lines of structure, in pixels of the crop
    pieces_of: tuple[int, ...] = ()  # which guide line each of them is a piece of; empty = each is its own
    is_thin: bool = False
    is_data: bool = False  # whether the crop is of a data picture, with any number of bands
    is_led: bool = False  # whether texture is to be copied whatever lies around: by source regions or guide lines
    scale: float = 1.0  # picture pixels that a pixel of the generator spans
    judge: "Discriminator | None" = None  # to choose by
    threads: int = 1
    options: Any = field(default_factory=NoOptions)  # of the method's own kind


@dataclass(frozen=True, eq=False)
class Answer:
    """The result for a hole."""

    colours: Colours | None  # of the crop, used in the hole; None = unchanged
    method: str | None = None  # key of the method that made it, never "auto"; None = as before
    is_guided: bool = False  # whether it was guided by the generator's fill
    places: tuple[NDArray[np.int32], NDArray[np.int32]] | None = None  # source rows and columns of copied pixels
    is_copy: bool = False  # whether the pixels in the hole are those at `places`, with nothing else in them
    notes: tuple[str, ...] = ()  # messages for the person


FillHole = Callable[["Crop", Hole, Ask], Iterator[Answer | None]]
"""Fills a hole, (H, W), of a crop. None is a point of cancellation; the last value is the result, and without one the
hole is unchanged. Raises FillError, a sentence."""


@dataclass(frozen=True)
class Needs:
    """Requirements of a method."""

    generator: Literal["", "optional", "required"] = ""
    source: bool = False  # copies only, so needs source pixels
    kernels: bool = False  # the compiled loops of our exemplar stage
    planes: bool = False  # a stack of more than one plane: `film.fill_run` fills, not the engine


@dataclass(frozen=True)
class GrainOptions:
    """The options of methods whose fills get the grain of their surroundings; `Ask.grain` has it too."""

    grain: Annotated[
        float, Option(say("Film grain"), 0, 2, " %", 100, say("100 % is the grain measured around the hole"))
    ] = 1.0


LinesSwitch = Annotated[
    bool, Option(say("Find lines"), tip=say("Edges that end at the hole are found and carried on through it"))
]


@dataclass(frozen=True)
class LineOptions(GrainOptions):
    """The options of methods that follow structure lines."""

    lines: LinesSwitch = True


@dataclass(frozen=True)
class NoiseOptions:
    """The options of methods for a data picture, whose samples are measurements: no grain unless it is asked for."""

    noise: Annotated[
        float, Option(say("Noise"), 0, 2, " %", 100, say("100 % is the noise measured around the hole; 0 % adds none"))
    ] = 0.0


@dataclass(frozen=True)
class DataLineOptions(NoiseOptions):
    """The same of methods that follow structure lines."""

    lines: LinesSwitch = True


@dataclass(frozen=True)
class Method:
    """A fill method."""

    key: str
    title: str  # its name on screen
    tip: str  # its description in a few words; both are messages
    stages: tuple[Stage, ...]
    cost: Callable[[Region], Cost]
    fill: FillHole | None = None  # its exemplar stage, if any
    needs: Needs = Needs()
    is_offered: bool = True  # in the editor; else for comparison only
    is_selective: bool = False  # skips regions where the generator's fill has the texture of its surroundings
    order: int = 1000  # position in the table
    version: str = ""  # of a guest's package, as part of cache keys
    candidates: tuple[int, ...] = ()  # seeds of its fills among the candidates of a hole
    options: type = NoOptions  # a frozen dataclass, see `inpaint_studio.options`
    data_options: type | None = None  # the same for data pictures; None = it fills photographs only

    def __post_init__(self) -> None:
        unknown = set(self.stages) - set(STAGES)
        if unknown or (self.fill is not None) != ("exemplar" in self.stages):
            raise ValueError(
                f"The method {self.key!r} has the stages {self.stages}; they are of {STAGES}, and a method has `fill` "
                "where it has the stage 'exemplar'."
            )

    def options_for(self, is_data: bool) -> type:
        """Its options for photographs, or for data pictures; those for photographs where it does not fill data."""
        return self.data_options or self.options if is_data else self.options

    @property
    def fills_data(self) -> bool:
        """Whether it fills data pictures: any number of bands, in their own samples."""
        return self.data_options is not None

    def copies_unasked(self, picture: Picture) -> bool:
        """Whether it copies texture where nobody leads it. Where it has the choice, not into measured data: a copy is
        further from the truth there than the generator's fill, in every kind of hole (DECISIONS 52)."""
        return self.copies and not (self.is_selective and picture.is_data)

    @property
    def generates(self) -> bool:
        return "generator" in self.stages

    @property
    def follows_lines(self) -> bool:
        """Whether its exemplar stage carries structure lines on."""
        return issubclass(self.options, LineOptions)

    @property
    def copies(self) -> bool:
        return "exemplar" in self.stages
