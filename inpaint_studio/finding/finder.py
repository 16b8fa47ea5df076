"""What a finder is: its line in the table, what it looks at, and what it proposes. Imports neither torch nor scipy."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.operations import reduced
from inpaint_studio.editing.picture import Mask, Pixels


@dataclass(frozen=True, eq=False)
class View:
    """What a finder looks at: a picture with the fills that lie on it."""

    pixels: Pixels  # (H, W, C), the picture's own samples; never written to


@dataclass(frozen=True)
class Progress:
    """How far a search is."""

    done: int
    total: int


@dataclass(frozen=True, eq=False)
class Finding:
    """A proposed piece of mask."""

    rect: Rect  # in the picture
    mask: Mask  # (rect.height, rect.width), 255 = to be filled: one connected component
    kind: str  # what it is: its class, e.g. "damage"
    confidence: float = 1.0  # 0 .. 1
    source: str = ""  # the key of what found it


@dataclass(frozen=True)
class NoOptions:
    """Of a finder that asks nothing."""


class Evidence(Protocol):
    """What a search has seen so far. One thread adds to it while others ask it for masks."""

    def mask(self, rect: Rect, unit: int, options: Any) -> Mask:
        """255 where something is proposed in `rect`, whose corner lies on the grid of `unit`, a power of two: how many
        picture pixels a side one pixel of the mask stands for. (ceil(rect.height / unit), ceil(rect.width / unit))."""
        ...


Measure = Callable[[View, Any, Rect | None], Iterator[Progress | Evidence]]


@dataclass(frozen=True)
class Finder:
    """One way to find what is to be filled."""

    key: str
    title: str  # of the step that marks what was found; a message, as the others
    find: Callable[[View, Any], Iterator[Progress | Finding]]
    options: type = NoOptions  # a frozen dataclass, see `inpaint_studio.options`; `find` is called with one
    progress: str = ""  # what is said meanwhile, without a stop
    nothing: str = ""  # said where it found nothing
    seconds_per_pixel: float = 1e-6  # of the picture, on one core
    order: int = 1000  # among all of them
    # Looks once for many options: yields its evidence first, then progress while it fills it. The rectangle is where
    # to look first. None: it looks anew for every other option.
    measure: Measure | None = None
    live: frozenset[str] = frozenset()  # names of the options that evidence answers without another look


class _Findings:
    """Findings of one search as evidence, for a finder that does not measure."""

    def __init__(self, size: Size) -> None:
        self._mask = np.zeros((size.height, size.width), np.uint8)

    def add(self, finding: Finding) -> None:
        part = self._mask[finding.rect.slices]
        np.maximum(part, finding.mask, out=part)

    def mask(self, rect: Rect, unit: int, options: Any) -> Mask:
        part = self._mask[rect.slices]
        return reduced(part, unit, "most") if unit > 1 else part.copy()


def look(finder: Finder, view: View, options: Any, first: Rect | None = None) -> Iterator[Progress | Evidence]:
    """Have a finder look: its evidence comes first, then progress while that grows."""
    if finder.measure is not None:
        yield from finder.measure(view, options, first)
        return
    found = _Findings(Size(view.pixels.shape[1], view.pixels.shape[0]))
    yield found
    last = Progress(0, 1)
    for value in finder.find(view, options):
        if isinstance(value, Finding):
            found.add(value)
        else:
            last = value
        yield last
