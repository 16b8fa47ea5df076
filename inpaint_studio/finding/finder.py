"""Finders: the row in the table, and the input and output of their `find`. Imports neither torch nor scipy."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask, Pixels


@dataclass(frozen=True, eq=False)
class View:
    """Input of a finder: a picture composited with its fills."""

    pixels: Pixels  # (H, W, C), the picture's own samples; never written to


@dataclass(frozen=True)
class Progress:
    """Progress of a search."""

    done: int
    total: int


@dataclass(frozen=True, eq=False)
class Finding:
    """A proposed piece of mask."""

    rect: Rect  # in the picture
    mask: Mask  # (rect.height, rect.width), 255 = to be filled: one connected component
    kind: str  # its class, e.g. "damage"
    confidence: float = 1.0  # 0 .. 1
    source: str = ""  # the key of its finder


@dataclass(frozen=True)
class NoOptions:
    """The options of a finder without any."""


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
