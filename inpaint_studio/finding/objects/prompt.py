"""What a person pointed at: a box about an object, clicks on it and clicks beside it."""

from dataclasses import dataclass, replace

from inpaint_studio.editing.geometry import Rect

Places = tuple[tuple[float, float], ...]  # x, y in picture pixels


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

    def with_click(self, x: float, y: float, *, is_inside: bool) -> "Prompt":
        if is_inside:
            return replace(self, inside=(*self.inside, (x, y)))
        return replace(self, outside=(*self.outside, (x, y)))
