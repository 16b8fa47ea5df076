"""Masks of a stack: one for all planes, or one for each; from a picture, a folder, a file of pages or a clip."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from inpaint_studio.editing.fills import Fill, covered_by
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.mask_reading import MaskReading
from inpaint_studio.editing.picture import Mask
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.infrared import NEVER
from inpaint_studio.files.pairing import is_same, masks_in, match
from inpaint_studio.files.reading import mask_from, read_mask
from inpaint_studio.files.stacks.kind import IN_FILES, Opening, OpenPlanes
from inpaint_studio.files.stacks.kinds.folder import pictures_of
from inpaint_studio.files.stacks.names import numbers_of, series_of
from inpaint_studio.files.stacks.opening import open_planes
from inpaint_studio.sentence import say

_PLAIN = Opening(infrared=NEVER, complete=True)  # the missing part of a mask would leave damage unfilled


class StackMasks(Mapping[int, Mask]):
    """By plane: (H, W) uint8, 0 = keep, 255 = fill. Planes without one are absent. Read from the disk on demand.

    Looking a mask up raises PictureError where it cannot be read, or is not of the stack's size.
    """

    def __init__(self, sources: Mapping[int, Callable[[], MaskReading]], one: MaskReading | None = None) -> None:
        """one: where it holds for all planes."""
        self._sources, self.one = sources, one

    def reading(self, plane: int) -> MaskReading:
        """With notes on how it was interpreted. Raises KeyError, PictureError."""
        return self._sources[plane]()

    def __getitem__(self, plane: int) -> Mask:
        return self.reading(plane).mask

    def __iter__(self) -> Iterator[int]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


def filled_masks(fills: Mapping[int, Iterable[Fill]], size: Size) -> StackMasks:
    """What fills cover, by plane.

    fills: by plane.  size: of the planes.
    """

    def reading(plane: int) -> MaskReading:
        return MaskReading(covered_by(fills[plane], size))

    return StackMasks({plane: partial(reading, plane) for plane in fills})


def read_masks(path: str | Path, planes: OpenPlanes, size: Size | None = None) -> StackMasks:
    """The masks of a stack.

    path: a picture, whose mask holds for all planes; a folder, whose masks belong to planes by the names of their
    files, else by their numbers, else by their order; or a TIFF of pages, an animation or a clip of as many planes.
    size: of the planes, where the caller knows it: else one is decoded.
    Raises PictureError: one sentence, where counts or sizes differ.
    """
    path = Path(path)
    size = planes.picture(0).size if size is None else size
    if path.is_dir():
        return _of_folder(path, planes, size)
    pages = open_planes(path, _PLAIN)
    if pages is None or pages.kind == "dicom-series":
        reading = read_mask(path, size)
        return StackMasks(dict.fromkeys(range(len(planes.places)), lambda: reading), reading)
    _check_count(path, len(pages.places), planes)
    mask_from(pages.picture(0), size)  # of another size: said now, and not in the middle of a run
    return StackMasks({plane: _page(pages, plane, size) for plane in range(len(planes.places))})


def _page(pages: OpenPlanes, plane: int, size: Size) -> Callable[[], MaskReading]:
    return lambda: mask_from(pages.picture(plane), size)


def _file(path: Path, size: Size) -> Callable[[], MaskReading]:
    return lambda: read_mask(path, size)


def _check_count(path: Path, count: int, planes: OpenPlanes) -> None:
    if count != len(planes.places):
        raise PictureError(
            say(
                "{name} holds {count} masks and {stack} has {planes} planes. There must be as many, or one picture "
                "for all.",
                name=path.name,
                count=f"{count:,}",
                stack=planes.name,
                planes=f"{len(planes.places):,}",
            )
        )


def _of_folder(folder: Path, planes: OpenPlanes, size: Size) -> StackMasks:
    try:
        files = masks_in(folder, folder) if _holds(folder, planes) else pictures_of(folder)
    except OSError as error:
        raise PictureError(say("{path} could not be read: {reason}.", path=folder, reason=error)) from error
    if not files:
        raise PictureError(say("{name} holds no masks.", name=folder.name))
    by_plane = _by_names(folder, files, planes) or _by_numbers(files, planes)
    if by_plane is None:
        _check_count(folder, len(files), planes)
        by_plane = dict(enumerate(series_of(files).paths))
        _check_count(folder, len(by_plane), planes)
    first = min(by_plane)
    read_mask(by_plane[first], size)  # of another size: said now, and not in the middle of a run
    return StackMasks({plane: _file(path, size) for plane, path in sorted(by_plane.items())})


def _holds(folder: Path, planes: OpenPlanes) -> bool:
    """Whether the planes themselves are files of the folder."""
    return planes.kind in IN_FILES and is_same(folder, planes.path if planes.path.is_dir() else planes.path.parent)


def _by_names(folder: Path, files: list[Path], planes: OpenPlanes) -> dict[int, Path] | None:
    """Where each mask has the name of a plane's file."""
    names = [Path(place.name) for place in planes.places]
    if not all(place.name for place in planes.places):
        return None
    matches = match(names, files, folder)
    by_plane = {plane: one.mask for plane, one in enumerate(matches) if one.mask is not None}
    return by_plane if len(by_plane) == len(files) else None


def _by_numbers(files: list[Path], planes: OpenPlanes) -> dict[int, Path] | None:
    """Where each mask has the number of a plane: of its file, else counted from 1, or from 0 where one has that."""
    series = series_of(files)
    if series.numbers is None or series.others or series.doubles:
        return None
    numbers = _numbers(planes)
    if numbers is None:
        first = 0 if series.numbers[0] == 0 else 1
        numbers = {plane + first: plane for plane in range(len(planes.places))}
    if not set(series.numbers) <= set(numbers):
        return None
    return {numbers[number]: path for number, path in zip(series.numbers, series.paths, strict=True)}


def _numbers(planes: OpenPlanes) -> dict[int, int] | None:
    """Planes by the one number that differs in the names of their files; None where they have none."""
    columns = [numbers_of(place.name) for place in planes.places]
    if not columns[0] or len({len(numbers) for numbers in columns}) > 1:
        return None
    varying = [values for values in zip(*columns, strict=True) if len({*values}) > 1]
    if len(varying) != 1 or len({*varying[0]}) < len(columns):
        return None
    return {number: plane for plane, number in enumerate(varying[0])}
