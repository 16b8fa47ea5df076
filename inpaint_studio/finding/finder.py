"""What a finder is: its line in the table, what it looks at, and what it proposes. Imports neither torch nor scipy."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from inpaint_studio.editing.geometry import Rect
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
