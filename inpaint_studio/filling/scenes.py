"""The scenes of a run of planes: cuts end what `neighbours` carries, and few files say where they are."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from inpaint_studio.editing.scene_cuts import CutSearch
from inpaint_studio.editing.stack import Planes
from inpaint_studio.files.errors import PictureError
from inpaint_studio.filling.stack_window import REACH


@dataclass(frozen=True)
class Looked:
    """So many planes were looked at for cuts."""

    done: int
    total: int


def find_cuts(planes: Planes | None, wanted: Collection[int]) -> Iterator[Looked | tuple[int, ...]]:
    """The planes at which another scene begins, round those that are wanted; the last value. Decodes each plane once.

    Slices and dates have no scenes; what a file says of its cuts is believed. A plane that cannot be read ends none.
    """
    if planes is None or planes.cuts is not None or planes.axis not in ("frame", "page") or not wanted:
        yield tuple(planes.cuts or ()) if planes is not None else ()
        return
    first = max(0, min(wanted) - REACH)  # farther planes are no source
    last = min(len(planes.places), max(wanted) + REACH + 1)
    search, read, cuts = CutSearch(), list[int](), list[int]()
    for plane in range(first, last):
        try:
            picture = planes.picture(plane)
        except PictureError:  # said where it is needed
            continue
        read.append(plane)
        cut = search.look(picture.visible(picture.pixels))
        cuts += [] if cut is None else [read[cut]]
        yield Looked(plane + 1 - first, last - first)
    yield (*cuts, *(read[cut] for cut in search.rest()))
