"""Finders: the row in the table, and the input and output of their `find`. Imports neither torch nor scipy."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.findings import Finding as Finding  # part of the interface of finders
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Pixels, Plane
from inpaint_studio.options import NoOptions


class FinderError(Exception):
    """A finder cannot search: a package or its weights are missing. The message is a sentence that says what to do."""


@dataclass(frozen=True, eq=False)
class Data:
    """What a data picture measures, for finders that look at samples rather than at what is seen."""

    samples: Pixels  # (H, W, bands), the picture's own; never written to
    bands: tuple[Band, ...]
    levels: Levels
    unknown: NDArray[np.bool_] | None = None  # (H, W); None = all is known


Beside = Callable[[], tuple[Pixels, ...]]
"""The planes beside one in its scene, (H, W, C) as they are seen: one before and one after, or two on one side; fewer
where there are no more. Decodes them."""


@dataclass(frozen=True, eq=False)
class View:
    """Input of a finder: a picture composited with its fills. `views` makes it."""

    pixels: Pixels  # (H, W, C), a photograph's own samples; a data picture's as they are seen. Never written to
    first: Rect | None = None  # where to search first, what is in view; None = anywhere. It changes no finding
    infrared: Plane | None = None  # (H, W), the scanner's, of its own dtype; never written to
    data: Data | None = None  # of a data picture
    beside: Beside | None = None  # of a plane of a stack; None = a picture by itself

    @property
    def size(self) -> Size:
        return Size(self.pixels.shape[1], self.pixels.shape[0])


@dataclass(frozen=True)
class Progress:
    """Progress of a search."""

    done: int
    total: int
    note: str = ""  # a message: what the person should know of the search; "" = nothing


class CannotSearch(ValueError):
    """A finder cannot work on this picture: a sentence for the person. Nothing was proposed."""


@dataclass(frozen=True)
class Finder:
    """A detector of regions to fill."""

    key: str
    title: str  # name of the step that marks the findings; a message, as the others
    find: Callable[[View, Any], Iterator[Progress | Finding]]
    options: type = NoOptions  # a frozen dataclass, see `inpaint_studio.options`; `find` is called with one
    progress: str = ""  # message during the search, without a full stop
    nothing: str = ""  # message where there are no findings
    seconds_per_pixel: float = 1e-6  # of the picture, on one core
    order: int = 1000  # position in the table
    pictures: Literal["all", "photographs", "data"] = "all"  # that it can be asked about
    needs_planes: bool = False  # searches planes of stacks alone
    finds_unknown: bool = False  # whether it may propose samples of a data picture that are unknown

    def takes(self, is_data: bool, is_stack: bool = False) -> bool:
        """Whether it can be asked about a data picture, or about a photograph; and about a plane of a stack."""
        if self.needs_planes and not is_stack:
            return False
        return self.pictures == "all" or (self.pictures == "data") == is_data
