"""A folder of pictures of one size whose names differ by a number, or by a date."""

import os
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from inpaint_studio.editing.stack import Axis, Place
from inpaint_studio.files.decoding import jpeg_shape, size_of
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.pairing import without_masks
from inpaint_studio.files.stacks.kind import Opening, StackKind
from inpaint_studio.files.stacks.names import Series, series_of
from inpaint_studio.files.stacks.planes import FilePlanes, PlaneSource
from inpaint_studio.sentence import joined, say

MOST_FILES = 1_000_000
_CHECKED = 256  # files whose headers are read at opening: a quarter of a second
_LISTED = 3  # names or gaps that one sentence lists


def _takes(path: Path, format: str) -> bool:
    return not format


def first_picture(folder: Path) -> Path | None:
    """Any picture of a folder. Raises OSError."""
    with os.scandir(folder) as entries:
        return next((folder / entry.name for entry in entries if _is_picture(folder, entry)), None)


def _is_picture(folder: Path, entry: "os.DirEntry[str]") -> bool:
    name = entry.name
    if name[:1] == "." or not entry.is_file():
        return False
    return formats.of_name(name) is not None or formats.is_nameless_dicom(folder / name)


def pictures_of(folder: Path) -> list[Path]:
    """The pictures in a folder by their names, without masks of others among them. Raises PictureError, OSError."""
    names: list[str] = []
    has_masks = False
    with os.scandir(folder) as entries:
        for entry in entries:
            if _is_picture(folder, entry):
                names.append(entry.name)
                has_masks = has_masks or "mask" in entry.name.lower()
                if len(names) > MOST_FILES:
                    raise PictureError(
                        say("{name} holds more than {count} pictures.", name=folder.name, count=f"{MOST_FILES:,}")
                    )
    paths = [folder / name for name in sorted(names)]
    return without_masks(paths) if has_masks else paths


def open_folder(path: Path, opening: Opening) -> FilePlanes:
    """Raises PictureError, OSError."""
    paths = pictures_of(path)
    if not paths:
        raise PictureError(say("{name} holds no pictures.", name=path.name))
    if len(paths) == 1:
        raise PictureError(
            say("{name} holds a single picture, {file}. Open that file.", name=path.name, file=paths[0].name)
        )
    series = series_of(paths)
    if len(series.paths) < 2:
        raise PictureError(
            say(
                "{name} is no stack: the names of its {count} pictures do not differ by a number or a date, as in "
                "frame_0001.png.",
                name=path.name,
                count=f"{len(paths):,}",
            )
        )
    size, unlike = _sizes(path, series.paths, opening)
    notes = [*_left_out(series), *unlike, *_gaps(series)]
    axis: Axis = opening.axis or ("frame" if series.days is None else "date")
    days = series.days or (None,) * len(series.paths)
    places = [
        Place(None if day is None else Fraction(day), file.name) for day, file in zip(days, series.paths, strict=True)
    ]
    sources = [PlaneSource(file) for file in series.paths]
    return FilePlanes(path, STACK.key, axis, sources, places, size=size, notes=tuple(notes), opening=opening)


def _left_out(series: Series) -> list[str]:
    if not series.others:
        return []
    return [
        say(
            "{count} other pictures in the folder are no part of the stack, such as {name}.",
            one="Another picture in the folder is no part of the stack: {name}.",
            count=len(series.others),
            name=series.others[0].name,
        )
    ]


def _gaps(series: Series) -> list[str]:
    notes: list[str] = []
    for before, after in series.gaps[:_LISTED]:
        notes.append(say("Files are missing between number {before} and number {after}.", before=before, after=after))
    more = len(series.gaps) - _LISTED
    if more > 0:
        notes.append(
            say("Files are missing in {count} more places.", one="Files are missing in one more place.", count=more)
        )
    if series.doubles:
        first, second = series.doubles[0]
        notes.append(
            say(
                "{first} and {second} have the same number; they follow each other by their names.",
                first=first.name,
                second=second.name,
            )
        )
    return notes


def _sizes(folder: Path, paths: Sequence[Path], opening: Opening) -> tuple[tuple[int, int] | None, list[str]]:
    """The size that most have, as far as headers were read, and a sentence on files of another one.

    Those whose header cannot be read are named when they are decoded. Raises PictureError where most have none.
    """
    count = min(len(paths), _CHECKED)
    sizes: dict[Path, tuple[int, int]] = {}
    for number in range(count):
        if opening.cancelled():
            raise PictureError(say("Opening {name} was cancelled.", name=folder.name))
        path = paths[number * (len(paths) - 1) // max(1, count - 1)]
        size = _size(path)
        if size is not None:
            sizes[path] = size
    if not sizes:
        return None, []
    (most, agreeing), *_ = Counter(sizes.values()).most_common(1)
    unlike = [path for path, size in sizes.items() if size != most]
    if 2 * agreeing <= len(sizes):
        first, second = next(iter(sizes)), next(path for path in sizes if sizes[path] != sizes[next(iter(sizes))])
        raise PictureError(
            say(
                "{name} is no stack: its pictures are of different sizes. {first} is {width} x {height} pixels and "
                "{second} is {across} x {down}.",
                name=folder.name,
                first=first.name,
                width=sizes[first][0],
                height=sizes[first][1],
                second=second.name,
                across=sizes[second][0],
                down=sizes[second][1],
            )
        )
    if not unlike:
        return most, []
    names = joined([path.name for path in unlike[:_LISTED]], ", ")
    return most, [
        say(
            "{count} pictures are not of the size of the others, {width} x {height} pixels, and cannot be planes of "
            "the stack: {names}.",
            one="One picture is not of the size of the others, {width} x {height} pixels, and cannot be a plane of "
            "the stack: {names}.",
            count=len(unlike),
            width=most[0],
            height=most[1],
            names=names,
        )
    ]


def _size(path: Path) -> tuple[int, int] | None:
    """Width and height of the upright picture by its header alone; None where that does not tell."""
    shape = jpeg_shape(path)
    if shape is not None:
        return shape[0], shape[1]
    try:
        return size_of(path)
    except Exception:  # Pillow's edge; who decodes it says what is wrong
        return None


STACK = StackKind("folder", say("numbered folder"), 90, _takes, open_folder)
