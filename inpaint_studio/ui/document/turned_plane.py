"""A plane of a stack, made ready on a worker: all that bringing it into view needs besides handing it over."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from inpaint_studio.editing.bands import Levels
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.level_changes import seen_through
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.editing.plane_state import PlaneState
from inpaint_studio.editing.stack import Planes
from inpaint_studio.editing.state import State
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.ui.canvas.display import Display, reduce_picture


@dataclass(frozen=True)
class PlaneRequest:
    """A plane to come into view, and how it will be looked at."""

    plane: int
    is_rough: bool = False  # a plane near it will do, if that is quicker: somebody drags the slider
    scale: float = 1.0  # device pixels per picture pixel
    part: Rect | None = None  # of the picture that is in view; None = nobody looks


@dataclass(frozen=True, eq=False)
class TurnedPlane:
    """What is shown of a plane, made from what was laid on it then."""

    picture: Picture
    laid: PlaneState
    display: Display
    mask: Mask
    mask_levels: MaskLevels
    source_levels: MaskLevels | None
    source_area: PackedTiles | None  # that the levels are of
    left: PackedTiles  # the mask of the plane that was in view
    moment: tuple[int, int]  # of the document when that was packed

    @property
    def plane(self) -> int:
        return self.picture.plane

    def is_current(self, state: State) -> bool:
        """Whether nothing was laid on the plane, or taken off it, since."""
        now = state.elsewhere.get(self.plane)
        return now is self.laid or (now is None and self.laid.is_empty)


def turned_plane(document: Document, request: PlaneRequest) -> Iterator[TurnedPlane]:
    """Decode a plane of the document's stack, and draw what will be in view. Raises PictureError."""
    state, moment = document.state, document.moment
    planes = state.stack.planes
    assert planes is not None
    picture = _decoded(planes, request)
    if picture.plane == state.plane:  # near enough, and in view already
        return
    picture = _seen_alike(picture, state.picture.levels)
    laid = state.on(picture.plane)
    display = Display(picture, reduce_picture(picture))
    display.set_fills(laid.fills)
    if request.part is not None:  # or the first frame would show the plane without its fills
        level = display.level_for(request.scale)
        unit = 1 << level
        x, y = request.part.x // unit, request.part.y // unit
        right, bottom = -(-request.part.right // unit), -(-request.part.bottom // unit)
        list(display.pieces("composite", level, Rect.of_edges(x, y, right, bottom), lambda: True))
    size = picture.size
    mask = np.empty((size.height, size.width), np.uint8)
    mask.fill(0)  # touches its pages here: in the first stroke they would be felt
    if laid.mask is not None:
        laid.mask.xor_into(mask)
    area = laid.guidance.sources
    sources = None if area is None else MaskLevels(area.unpack())
    left = PackedTiles.of_mask(document.mask)  # painted meanwhile, it is packed anew
    yield TurnedPlane(picture, laid, display, mask, MaskLevels(mask), sources, area, left, moment)


def _decoded(planes: Planes, request: PlaneRequest) -> Picture:
    nearest = getattr(planes, "nearest", None)  # of films alone: a key frame, which is quickly decoded
    if request.is_rough and nearest is not None:
        picture = nearest(request.plane)
        assert isinstance(picture, Picture)
        return picture
    return planes.picture(request.plane)


def _seen_alike(picture: Picture, levels: Levels | None) -> Picture:
    """Seen through the levels of the plane that was in view: a person sets those of the whole stack."""
    if levels is None or picture.levels is None or max(levels.bands) >= picture.pixels.shape[2]:
        return picture
    return seen_through(picture, levels)
