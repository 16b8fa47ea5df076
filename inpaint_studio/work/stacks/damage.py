"""What the files of a stack lost of their planes: found before anything is filled, and filled with what is masked."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.editing.stack import Planes
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.stacks.planes import FilePlanes
from inpaint_studio.filling.scenes import Looked


def lost_of(picture: Picture) -> Mask | None:
    """(H, W), 255 where its file lost the plane; None where it is whole.

    None of a data picture too: what its file calls unknown is filled where a mask says so, and nowhere else.
    """
    return None if picture.unknown is None or picture.is_data or not picture.damage else picture.unknown


def find_damage(planes: Planes, wanted: Iterable[int]) -> Iterator[Looked | tuple[int, ...]]:
    """The planes that lost a part, ascending; the last value. Decodes each once.

    A film has none that decode in part: a frame decodes, or it does not. One that cannot be read at all is left to
    whoever fills it.
    """
    numbers = list(wanted) if isinstance(planes, FilePlanes) else []
    damaged = []
    for done, plane in enumerate(numbers, start=1):
        try:
            lost = lost_of(planes.picture(plane))
        except PictureError:
            lost = None
        damaged += [plane] if lost is not None and lost.any() else []
        yield Looked(done, len(numbers))
    yield tuple(damaged)


class MasksAndDamage(Mapping[int, Mask]):
    """By plane: what is masked, and what the file lost of it. Raises PictureError as the masks do."""

    def __init__(self, masks: Mapping[int, Mask], planes: Planes, damaged: Iterable[int]) -> None:
        self._masks, self._planes, self._damaged = masks, planes, frozenset(damaged)

    def __getitem__(self, plane: int) -> Mask:
        if plane not in self._damaged:
            return self._masks[plane]
        lost = lost_of(self._planes.picture(plane))
        mask = self._masks.get(plane)
        if lost is None:
            raise KeyError(plane)
        return lost if mask is None else np.maximum(mask, lost)

    def __iter__(self) -> Iterator[int]:
        return iter(sorted({*self._masks, *self._damaged}))

    def __len__(self) -> int:
        return len({*self._masks, *self._damaged})
