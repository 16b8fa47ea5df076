"""Marks under review: groups of pictures for a mark that is known, and small looks with and without it.

Generators of small frozen values, as in `marks`. Nothing is written, and pixels of large pictures are not kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.marks import Mark
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.decoding import jpeg_shape
from inpaint_studio.files.reading import read_picture, to_srgb8
from inpaint_studio.files.saving.mark_files import Logo
from inpaint_studio.sentence import explanation, say
from inpaint_studio.work.marks import Cleaned, Group, LeftAlone, Unread, Working, cleaned, planes

Floats = NDArray[np.float32]

SIDE = 640  # pixels of a look's longer side, at most
_LOGO_TRIED = 3  # pictures of a size in which a logo is looked for, before it is taken not to be there


@dataclass(frozen=True, eq=False)
class Look:
    """The part of a picture round its mark, with and without it."""

    path: Path
    before: Pixels  # (H, W, 3) uint8, sRGB
    after: Pixels
    left: float | None = None  # of the mark's edges, 0..1; None = not measured: a first look at a thumbnail
    shift: tuple[float, float] = (0.0, 0.0)
    filled: int = 0  # pixels of which nothing was left


def surroundings(mark: Rect, size: Size) -> Rect:
    """What is shown of a picture: its mark with a quarter of its size all round, at least 24 pixels."""
    return mark.grow(max(24, max(mark.width, mark.height) // 8)).clip(size)


def quick_look(path: Path, small: Pixels, mark: Mark) -> Look:
    """A first look, from a thumbnail of the whole picture, (H, W, 3) uint8: within milliseconds for any size."""
    size = mark.size
    across, down = small.shape[1] / size.width, small.shape[0] / size.height
    place = surroundings(mark.rect, size)
    left, top = int(place.x * across), int(place.y * down)
    right = max(left + 1, min(small.shape[1], round(place.right * across)))
    bottom = max(top + 1, min(small.shape[0], round(place.bottom * down)))
    part = np.ascontiguousarray(small[top:bottom, left:right])
    wide = Rect.of_edges(int(left / across), int(top / down), -int(-right / across // 1), -int(-bottom / down // 1))
    wide = wide.clip(size)
    alpha, covered = _reduced_mark(mark, wide, (part.shape[1], part.shape[0]))
    seen = part.astype(np.float32) / np.float32(255)
    bare = np.where(alpha > 0, (seen - covered) / np.maximum(1 - alpha, np.float32(0.1)), seen)
    return Look(path, part, np.rint(np.clip(bare, 0, 1) * 255).astype(np.uint8))


def looked_at(path: Path, mark: Mark, is_shifted: bool) -> Iterator[Working | Look | LeftAlone | Unread]:
    """The exact look at one picture, last, or why there is none."""
    try:
        for step in cleaned(path, mark, is_shifted):
            yield _look(step) if isinstance(step, Cleaned) else step
    except Exception as error:  # one bad file of a thousand must not end the others
        yield Unread(path, explanation(error))


def grouped_by(pictures: Sequence[Path], mark: Mark | Logo) -> Iterator[Working | Unread | Group]:
    """Groups by size, as `marks.grouped` gives them, for a mark that is known or a logo that is found in a picture."""
    groups: dict[Size, list[Path]] = {}
    for number, path in enumerate(pictures):
        try:
            shape = jpeg_shape(path)
            size = read_picture(path).size if shape is None else Size(*shape[:2])
        except Exception as error:  # as above
            yield Unread(path, explanation(error))
            continue
        groups.setdefault(size, []).append(path)
        yield Working("reading", (number + 1) / len(pictures))
    for size, paths in sorted(groups.items(), key=lambda item: -len(item[1])):
        if isinstance(mark, Logo):
            yield from _with_logo(size, tuple(paths), mark)
        elif size == mark.size:
            yield Group(size, tuple(paths), mark, "", True)
        else:
            message = say(
                "They are {width} x {height} pixels, and the mark is of pictures of {own_width} x {own_height}.",
                width=size.width,
                height=size.height,
                own_width=mark.size.width,
                own_height=mark.size.height,
            )
            yield Group(size, tuple(paths), None, message)


def _with_logo(size: Size, paths: tuple[Path, ...], logo: Logo) -> Iterator[Working | Group]:
    """The logo is looked for in one picture after the other; where it lies in one, it lies near in the others."""
    from inpaint_studio.filling.unblend.logo import logo_in

    message: str = say("The logo was not found in these pictures.")
    for number, path in enumerate(paths[:_LOGO_TRIED]):
        try:
            picture = read_picture(path)
            for value in logo_in(planes(picture, picture.rect), logo.samples):
                if isinstance(value, float):
                    yield Working("estimating", (number + value) / min(len(paths), _LOGO_TRIED))
                else:
                    yield Group(size, paths, value[0], "", True)
                    return
        except Exception as error:  # not in this one, or it cannot be read any more
            message = explanation(error) if len(paths) == 1 else message
    yield Group(size, paths, None, message)


def _look(one: Cleaned) -> Look:
    picture, covered = one.picture, one.fills[0].rect
    rect = surroundings(covered, picture.size)
    step = max(1, -(-max(rect.width, rect.height) // SIDE))
    before = to_srgb8(picture, picture.pixels[rect.slices])[..., :3]
    after = to_srgb8(picture, composite(picture, one.fills, rect))[..., :3]
    return Look(one.path, _shrunk(before, step), _shrunk(after, step), one.residue.left, one.shift, one.filled)


def _shrunk(pixels: Pixels, step: int) -> Pixels:
    if pixels.shape[2] == 1:
        pixels = np.repeat(pixels, 3, axis=2)
    if step == 1:
        return np.array(pixels)
    return np.asarray(Image.fromarray(np.ascontiguousarray(pixels)).reduce(step))


def _reduced_mark(mark: Mark, place: Rect, shape: tuple[int, int]) -> tuple[Floats, Floats]:
    """Opacity, (h, w, 1), and colour times opacity, (h, w, 3), of a part of the picture, made smaller."""
    planes = np.zeros((4, place.height, place.width), np.float32)
    common = mark.rect.intersect(place)
    if not common.is_empty:
        inside = (slice(None), *common.inside(place).slices)
        part = common.inside(mark.rect).slices
        opacity = mark.opacity[part]
        planes[inside] = np.concatenate([(mark.colour[part] * opacity[..., None]).transpose(2, 0, 1), opacity[None]])
    small = [np.asarray(Image.fromarray(plane).resize(shape, Image.Resampling.BOX)) for plane in planes]
    return small[3][..., None], np.stack(small[:3], axis=2)
