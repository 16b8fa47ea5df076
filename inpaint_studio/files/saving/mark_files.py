"""Marks as files: NAME.mark.png, 16-bit RGBA with its place in the picture; and logos, pictures with alpha."""

import struct
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.marks import TOP, Mark
from inpaint_studio.files.errors import PictureError, UnsupportedPicture
from inpaint_studio.files.kinds import png_chunks
from inpaint_studio.files.kinds.formats import BY_KEY
from inpaint_studio.files.kinds.png_chunks import Chunk
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving import encoding, readback
from inpaint_studio.files.saving.atomic import replace_file
from inpaint_studio.files.saving.readback import Coded
from inpaint_studio.files.saving.targets import check_size
from inpaint_studio.sentence import say

SUFFIX = ".mark.png"
_KEYWORD = b"Inpaint Studio mark\0"
_OFFSET = struct.Struct(">iiB")  # of a PNG's oFFs: right and down, in pixels


@dataclass(frozen=True, eq=False)
class Logo:
    """A logo as its file has it, of unknown place."""

    samples: NDArray[np.float32]  # (H, W, 4): red, green, blue, alpha; 0..1, not premultiplied


def write_mark(mark: Mark, path: str | Path) -> None:
    """Write a mark so that `read_mark` gives the same. Raises SaveError."""
    path = Path(path)
    format = BY_KEY["png"]
    check_size(path, format, Size(mark.rect.width, mark.rect.height), "uint16")
    header, *rest = png_chunks.bare(encoding.encode(mark.samples, format, 0))
    words = f"{mark.size.width} {mark.size.height} {'linear' if mark.linear else 'srgb'}"
    own = [Chunk(b"oFFs", _OFFSET.pack(mark.rect.x, mark.rect.y, 0)), Chunk(b"tEXt", _KEYWORD + words.encode())]
    content = png_chunks.join([header, *own, *rest])
    replace_file(path, content, partial(readback.check, Coded(content, mark.samples, True), format, path))


def read_mark(path: str | Path) -> Mark:
    """A mark that `write_mark` has written. Raises PictureError, a sentence, for anything else."""
    path = Path(path)
    picture = read_picture(path, complete=True)
    place = _place_of(path)
    if place is None or picture.pixels.dtype != np.uint16 or picture.pixels.shape[2] != 4:
        raise UnsupportedPicture(
            say(
                "{name} is no mark that this program has written: it does not say where the mark lies. Use it as a "
                "logo.",
                name=path.name,
            )
        )
    (x, y), size, linear = place
    try:
        rect = Rect(x, y, picture.size.width, picture.size.height)
        return Mark(picture.pixels.copy(), rect, size, linear)
    except ValueError as error:
        raise UnsupportedPicture(say("{name} lies outside its own picture.", name=path.name)) from error


def read_logo(path: str | Path) -> Logo:
    """A logo with transparency. Raises PictureError, a sentence, where there is none, or nothing else."""
    path = Path(path)
    picture = read_picture(path, complete=True)
    pixels = picture.pixels
    top = 1.0 if pixels.dtype.kind == "f" else float(np.iinfo(pixels.dtype).max)
    values = pixels.astype(np.float32) / np.float32(top)
    if not picture.has_alpha or values[..., -1].min() > 0.95 or values[..., -1].max() < 0.05:
        raise UnsupportedPicture(
            say(
                "{name} does not say where the logo is transparent. Give it as a PNG whose background is transparent.",
                name=path.name,
            )
        )
    colour = values[..., :-1] if picture.colours == 3 else np.repeat(values[..., :1], 3, axis=2)
    samples = np.concatenate([colour, values[..., -1:]], axis=2)
    rows, columns = (np.flatnonzero((samples[..., 3] > 1 / TOP).any(axis=axis)) for axis in (1, 0))
    return Logo(np.ascontiguousarray(samples[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]))


def _place_of(path: Path) -> tuple[tuple[int, int], Size, bool] | None:
    try:
        chunks = png_chunks.whole(path.read_bytes())
    except OSError as error:
        raise PictureError(say("{name} could not be read: {reason}.", name=path.name, reason=error)) from error
    offset = next((chunk.body for chunk in chunks if chunk.kind == b"oFFs"), b"")
    words = next((chunk.body for chunk in chunks if chunk.kind == b"tEXt" and chunk.body.startswith(_KEYWORD)), b"")
    try:
        x, y, _ = _OFFSET.unpack(offset)
        width, height, blending = words[len(_KEYWORD) :].decode("ascii").split()
        return (x, y), Size(int(width), int(height)), blending == "linear"
    except (struct.error, ValueError):
        return None
