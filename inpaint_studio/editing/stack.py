"""A stack: an ordered series of pictures of one size, one plane of it in memory. A photograph is a stack of one."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal, Protocol

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Picture

Axis = Literal["frame", "slice", "date", "page"]

LONGEST_RUN = 32  # planes that one fill may span: their samples are compared in memory


@dataclass(frozen=True)
class Place:
    """Where a plane lies in its series."""

    at: Fraction | None  # seconds of a frame, mm of a slice, days since 1970-01-01 of a date; None = not known
    name: str = ""  # of the plane, where it has one of its own: its file's


class Planes(Protocol):
    """Planes that are decoded on demand. Every thread may ask; a plane is the same samples each time."""

    @property
    def path(self) -> Path:
        """The file or the folder that they come from."""

    @property
    def axis(self) -> Axis: ...

    @property
    def places(self) -> tuple[Place, ...]:
        """One for each plane, in their order."""

    @property
    def cuts(self) -> tuple[int, ...] | None:
        """Planes at which another scene begins, ascending, without 0; None = nobody has looked yet."""

    def picture(self, plane: int) -> Picture:
        """Decoded, `Picture.plane` set. Takes a while: for workers. Raises PictureError where it cannot be read."""


@dataclass(frozen=True, eq=False)
class Stack:
    """The plane that is looked at or worked on, and where the others come from.

    Raises ValueError where the plane is not one of `planes`.
    """

    shown: Picture
    planes: Planes | None = None  # None = a stack of one

    def __post_init__(self) -> None:
        if not 0 <= self.shown.plane < len(self):
            raise ValueError(f"Plane {self.shown.plane} is not one of {len(self)}.")

    def __len__(self) -> int:
        return 1 if self.planes is None else len(self.planes.places)

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self)))

    @property
    def plane(self) -> int:
        """The number of the plane in memory."""
        return self.shown.plane

    @property
    def size(self) -> Size:
        return self.shown.size

    def picture(self, plane: int | None = None) -> Picture:
        """A plane, None = the one in memory. Any other is decoded: for workers. Raises PictureError."""
        if plane is None or plane == self.shown.plane:
            return self.shown
        if self.planes is None:
            raise IndexError(plane)
        return self.planes.picture(plane)

    def showing(self, picture: Picture) -> "Stack":
        """The same stack with another plane, or another form of the same one, in memory."""
        return Stack(picture, self.planes)
