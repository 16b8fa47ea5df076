"""Finders: the row in the table, and the input and output of their `find`. Imports neither torch nor scipy."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from inpaint_studio.editing.findings import Finding as Finding  # part of the interface of finders
from inpaint_studio.editing.findings import ReviewFilter
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.operations import reduced
from inpaint_studio.editing.picture import Mask, Pixels, Plane
from inpaint_studio.options import NoOptions


class FinderError(Exception):
    """A finder cannot search: a package or its weights are missing. The message is a sentence that says what to do."""


@dataclass(frozen=True, eq=False)
class View:
    """Input of a finder: a picture composited with its fills."""

    pixels: Pixels  # (H, W, C), the picture's own samples; never written to
    first: Rect | None = None  # where to search first, what is in view; None = anywhere. It changes no finding
    infrared: Plane | None = None  # (H, W), the scanner's, of its own dtype; never written to

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


class Evidence(Protocol):
    """Intermediate result of a search, which one thread adds to while others read masks of it."""

    def mask(self, rect: Rect, unit: int, options: Any) -> Mask:
        """255 where something is proposed in `rect`, whose corner lies on the grid of `unit`, a power of two: how many
        picture pixels a side one pixel of the mask stands for. (ceil(rect.height / unit), ceil(rect.width / unit))."""
        ...


_DEFAULT = ReviewFilter()
Measure = Callable[[View, Any, Rect | None], Iterator[Progress | Evidence]]


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
    # One search for many options: yields its evidence first, then progress while it adds to it. The rectangle is to be
    # searched first. None: other options take another search.
    measure: Measure | None = None
    live: frozenset[str] = frozenset()  # names of the options that evidence answers without another search


class Findings:
    """The findings of one search joined to a mask: the evidence of a finder that does not measure."""

    def __init__(self, size: Size) -> None:
        self._mask = np.zeros((size.height, size.width), np.uint8)
        self.count = 0

    def add(self, finding: Finding) -> None:
        """Raises ValueError for one outside the picture."""
        rect = finding.rect
        if not Rect(0, 0, self._mask.shape[1], self._mask.shape[0]).contains(rect):
            raise ValueError(f"The finder {finding.source!r} proposes {rect}, outside the picture.")
        part = self._mask[rect.slices]
        np.maximum(part, finding.mask, out=part)
        self.count += 1

    def mask(self, rect: Rect, unit: int, options: Any) -> Mask:
        part = self._mask[rect.slices]
        return reduced(part, unit, "most") if unit > 1 else part.copy()

    def collect(self, finder: Finder, view: View, options: Any) -> Iterator[Progress]:
        """Search and add what is found. Yields between findings too: each is a point of cancellation."""
        progress = Progress(0, 1)
        for value in finder.find(view, options):
            if isinstance(value, Finding):
                if value.is_suggested and _DEFAULT.admits(value):  # what a review would take that nobody touched
                    self.add(value)
            else:
                progress = value
            yield progress


def look(finder: Finder, view: View, options: Any, first: Rect | None = None) -> Iterator[Progress | Evidence]:
    """Run a finder: its evidence comes first, then progress while that grows."""
    if finder.measure is not None:
        yield from finder.measure(view, options, first)
        return
    findings = Findings(view.size)
    yield findings
    yield from findings.collect(finder, view, options)
