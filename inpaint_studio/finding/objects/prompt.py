"""What a person pointed at: a box about an object, clicks on it and clicks beside it."""

from dataclasses import dataclass
from math import floor, hypot

from inpaint_studio.editing.geometry import Rect

Places = tuple[tuple[float, float], ...]  # x, y in picture pixels

SEED = 0.012  # radius of a click, of the picture's longer side
_WIDENED = 0.25  # of a box's longer side: how far it reaches past a click beyond it


@dataclass(frozen=True)
class Prompt:
    """A box, clicks, or both. A value: a click makes another one."""

    box: Rect | None = None  # the object lies inside
    inside: Places = ()  # on the object
    outside: Places = ()  # on what surrounds it

    @property
    def is_empty(self) -> bool:
        """Whether nothing is pointed at; clicks beside it alone point at nothing."""
        return self.box is None and not self.inside

    def with_click(self, x: float, y: float, *, is_inside: bool, reach: float = 0) -> "Prompt":
        """A click on the object beyond its box widens that: what is clicked belongs to it.

        reach: picture pixels within which it overrules earlier clicks that said the opposite.
        """

        def without(places: Places) -> Places:
            return tuple(place for place in places if hypot(place[0] - x, place[1] - y) > reach)

        if is_inside:
            return Prompt(self._box_with(x, y), (*self.inside, (x, y)), without(self.outside))
        return Prompt(self.box, without(self.inside), (*self.outside, (x, y)))

    def _box_with(self, x: float, y: float) -> Rect | None:
        box, place = self.box, Rect(floor(x), floor(y), 1, 1)
        if box is None or box.contains(place):
            return box
        return box.unite(place.grow(max(8, round(_WIDENED * max(box.size)))))
