"""Views of planes of a stack, each with what lies beside it in the same scene, decoded as finders ask for it."""

from collections import OrderedDict
from collections.abc import Callable

from inpaint_studio.editing.fills import Fill, composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.editing.scene_cuts import Small, begins_scene, reduced
from inpaint_studio.editing.stack import Planes
from inpaint_studio.files.errors import PictureError
from inpaint_studio.finding.finder import View
from inpaint_studio.finding.views import seen

_HELD = 5  # planes as they are seen: one, and two on either side
_KNOWN = 64  # planes that are held reduced, by which cuts are told
_SCENIC = ("frame", "page")  # axes whose planes are of scenes


def _no_fills(plane: int) -> tuple[Fill, ...]:
    return ()


class StackViews:
    """For one worker: what it has decoded last is held, so that a walk over planes decodes each about once."""

    def __init__(self, planes: Planes, fills: Callable[[int], tuple[Fill, ...]] = _no_fills) -> None:
        """fills: of any plane, which are seen."""
        self._planes, self._fills = planes, fills
        self._seen: OrderedDict[int, Pixels] = OrderedDict()
        self._reduced: OrderedDict[int, Small] = OrderedDict()

    def view(self, picture: Picture, first: Rect | None = None) -> View:
        """Of a plane. first: where to search first. Raises nothing for planes beside it that cannot be read."""
        plane = picture.plane
        fills = self._fills(plane)
        pixels = composite(picture, fills, picture.rect) if fills else picture.pixels
        return self.seen(picture, pixels, fills, first)

    def seen(self, picture: Picture, pixels: Pixels, fills: tuple[Fill, ...] = (), first: Rect | None = None) -> View:
        """The same where `pixels`, the plane with these fills, are there already."""
        return seen(picture, pixels, fills, first, lambda: self.beside(picture.plane))

    def beside(self, plane: int) -> tuple[Pixels, ...]:
        """(H, W, C) each, as they are seen: one before and one after, at the end of a scene two on one side; fewer
        where the scene has no more, or they cannot be read."""
        before, after = self._same_scene(plane, plane - 1), self._same_scene(plane, plane + 1)
        if before and after:
            chosen = [plane - 1, plane + 1]
        elif before:
            chosen = [plane - 1] + ([plane - 2] if self._same_scene(plane - 1, plane - 2) else [])
        elif after:
            chosen = [plane + 1] + ([plane + 2] if self._same_scene(plane + 1, plane + 2) else [])
        else:
            chosen = []
        out = []
        for other in chosen:
            pixels = self._pixels(other)
            if pixels is not None:
                out.append(pixels)
        return tuple(out)

    def _same_scene(self, plane: int, other: int) -> bool:
        if not 0 <= other < len(self._planes.places):
            return False
        later = max(plane, other)
        if self._planes.axis not in _SCENIC:
            return True
        if self._planes.cuts is not None:
            return later not in self._planes.cuts
        return not begins_scene(later, self._small)

    def _small(self, plane: int) -> Small | None:
        if plane not in self._reduced and (pixels := self._pixels(plane)) is not None:
            self._reduced[plane] = reduced(pixels)
            while len(self._reduced) > _KNOWN:
                self._reduced.popitem(last=False)
        return self._reduced.get(plane)

    def _pixels(self, plane: int) -> Pixels | None:
        if plane in self._seen:
            self._seen.move_to_end(plane)
            return self._seen[plane]
        if not 0 <= plane < len(self._planes.places):
            return None
        try:
            picture = self._planes.picture(plane)
        except PictureError:  # said where it is asked for itself
            return None
        fills = self._fills(plane)
        pixels = picture.visible(composite(picture, fills, picture.rect) if fills else picture.pixels)
        self._seen[plane] = pixels
        self._reduced[plane] = reduced(pixels)
        while len(self._seen) > _HELD:
            self._seen.popitem(last=False)
        return pixels
