"""Rectangles and sizes in picture pixels, with verbs, so that the off-by-one lives in one file."""

from typing import NamedTuple


class Size(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int

    @property
    def area(self) -> int:
        return self.width * self.height


class Rect(NamedTuple):
    """A half-open rectangle of picture pixels: x .. x + width, y .. y + height."""

    x: int
    y: int
    width: int
    height: int

    @classmethod
    def of_edges(cls, left: int, top: int, right: int, bottom: int) -> "Rect":
        """From half-open edges; an inverted pair gives an empty rectangle at `left`, `top`."""
        return cls(left, top, max(0, right - left), max(0, bottom - top))

    @classmethod
    def of_size(cls, size: Size) -> "Rect":
        return cls(0, 0, size.width, size.height)

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def size(self) -> Size:
        return Size(self.width, self.height)

    @property
    def area(self) -> int:
        return self.width * self.height

    @property
    def is_empty(self) -> bool:
        return self.width <= 0 or self.height <= 0

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns, for indexing an (H, W, ...) array."""
        return slice(self.y, self.bottom), slice(self.x, self.right)

    def grow(self, margin: int) -> "Rect":
        """`margin` pixels more on each side; a negative margin shrinks, down to empty."""
        return Rect.of_edges(self.x - margin, self.y - margin, self.right + margin, self.bottom + margin)

    def intersect(self, other: "Rect") -> "Rect":
        return Rect.of_edges(
            max(self.x, other.x), max(self.y, other.y), min(self.right, other.right), min(self.bottom, other.bottom)
        )

    def clip(self, size: Size) -> "Rect":
        """The part that lies inside a picture of `size`."""
        return self.intersect(Rect.of_size(size))

    def unite(self, other: "Rect") -> "Rect":
        """The smallest rectangle that holds both; an empty one adds nothing."""
        if self.is_empty:
            return other
        if other.is_empty:
            return self
        return Rect.of_edges(
            min(self.x, other.x), min(self.y, other.y), max(self.right, other.right), max(self.bottom, other.bottom)
        )

    def translate(self, dx: int, dy: int) -> "Rect":
        return Rect(self.x + dx, self.y + dy, self.width, self.height)

    def inside(self, outer: "Rect") -> "Rect":
        """This rectangle in the coordinates of `outer`'s own top-left corner."""
        return self.translate(-outer.x, -outer.y)

    def contains(self, other: "Rect") -> bool:
        return self.x <= other.x and self.y <= other.y and self.right >= other.right and self.bottom >= other.bottom

    def intersects(self, other: "Rect") -> bool:
        return not self.intersect(other).is_empty


NOWHERE = Rect(0, 0, 0, 0)
