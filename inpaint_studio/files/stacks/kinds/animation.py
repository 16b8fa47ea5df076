"""Animated GIF, WebP and PNG: frames with their times. Read only: saving makes a folder or a TIFF of pages.

Times come from the file's structure alone; frames are decoded and composed by Pillow, in the helper.
"""

import mmap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

import numpy as np

from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.stack import Place
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.origin import Stamp
from inpaint_studio.files.stacks.kind import Opening, StackKind
from inpaint_studio.files.stacks.planes import FilePlanes, PlaneSource
from inpaint_studio.sentence import say

MOST_FRAMES = 1_000_000
_TO_BACKGROUND = 2  # a GIF's disposal that makes what was drawn transparent


@dataclass(frozen=True)
class Frames:
    """What a file's structure says."""

    seconds: tuple[Fraction, ...]  # how long each frame stays
    has_alpha: bool  # whether any of them may be transparent somewhere


def _takes(path: Path, format: str) -> bool:
    return format in _READERS


def open_animation(path: Path, opening: Opening) -> FilePlanes | None:
    """None for a single picture, and for what is broken before its second frame. Raises PictureError, OSError."""
    stamp = Stamp.of(path)
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        format = {b"G": "gif", b"R": "webp"}.get(mapped[:1], "png")
        try:
            frames = _READERS[format](mapped)
        except (ValueError, IndexError):  # who opens the single picture says what is wrong
            return None
    if len(frames.seconds) < 2:
        return None
    if len(frames.seconds) > MOST_FRAMES:
        raise PictureError(say("{name} has more than {count} frames.", name=path.name, count=f"{MOST_FRAMES:,}"))
    begins = (Fraction(0), *accumulate(frames.seconds))
    places = [Place(at if begins[-1] else None) for at in begins[:-1]]
    channels = 4 if frames.has_alpha else 3

    def adapt(picture: Picture) -> Picture:
        return with_channels(picture, channels)

    sources = [PlaneSource(path, page) for page in range(len(places))]
    axis = opening.axis or "frame"
    return FilePlanes(path, STACK.key, axis, sources, places, opening=opening, stamp=stamp, adapt=adapt)


def with_channels(picture: Picture, channels: int) -> Picture:
    """A frame as RGB or RGBA: palettes differ from frame to frame, and with them what Pillow makes of it."""
    pixels = picture.pixels
    count = pixels.shape[2]
    if count == channels or picture.is_data:
        return picture
    colours = pixels[:, :, : 1 if count <= 2 else 3]
    colours = np.repeat(colours, 3, axis=2) if colours.shape[2] == 1 else colours
    if channels == 3:
        return replace(picture, pixels=np.ascontiguousarray(colours))
    alpha = pixels[:, :, -1:] if count in (2, 4) else np.full((*pixels.shape[:2], 1), np.iinfo(pixels.dtype).max)
    return replace(picture, pixels=np.concatenate([colours, alpha.astype(pixels.dtype)], axis=2))


def gif_frames(content: bytes | mmap.mmap) -> Frames:
    """GIF89a. What is cut off in the middle of a frame ends before it. Raises ValueError, IndexError."""
    at = _behind_table(content, 13, content[10])
    seconds: list[Fraction] = []
    delay, flags, transparent, drawn = 0, 0, False, False
    screen = content[6:10]
    while at < len(content):
        mark = content[at]
        if mark == 0x21 and content[at + 1] == 0xF9 and at + 7 <= len(content):
            flags = content[at + 3]
            delay = int.from_bytes(content[at + 4 : at + 6], "little")
        elif mark == 0x2C:
            # What a first frame has drawn all over stays opaque, until a frame is disposed to the background.
            whole = content[at + 1 : at + 9] == bytes(4) + screen and not flags & 1
            transparent |= flags >> 2 & 7 == _TO_BACKGROUND or not (seconds or whole)
            drawn = True
        elif mark != 0x21:
            break
        at = _behind_table(content, at + 10, content[at + 9]) + 1 if mark == 0x2C else at + 2
        while at < len(content) and content[at]:
            at += 1 + content[at]
        if at >= len(content):
            break
        at += 1
        if drawn:
            seconds.append(Fraction(delay, 100))
            delay, flags, drawn = 0, 0, False
    return Frames(tuple(seconds), transparent)


def _behind_table(content: bytes | mmap.mmap, at: int, flags: int) -> int:
    return at + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)


def webp_frames(content: bytes | mmap.mmap) -> Frames:
    """Raises ValueError, IndexError."""
    seconds: list[Fraction] = []
    has_alpha = False
    for kind, at in _chunks(content, 12, "little"):
        if kind == b"VP8X":
            has_alpha = bool(content[at] & 0x10)
        elif kind == b"ANMF":
            seconds.append(Fraction(int.from_bytes(content[at + 12 : at + 15], "little"), 1000))
    return Frames(tuple(seconds), has_alpha)


def png_frames(content: bytes | mmap.mmap) -> Frames:
    """Of an animated PNG; its first picture may be no part of the animation, and is a frame of no duration then.

    None of a PNG of 16 bits, which is opened as a single picture. Raises ValueError, IndexError.
    """
    seconds: list[Fraction] = []
    has_alpha, is_animated = content[25] in (4, 6), False
    for kind, at in _chunks(content, 8, "big"):
        if kind == b"IHDR" and content[at + 8] == 16:
            return Frames((), False)
        if kind == b"acTL":
            is_animated = True
        elif kind == b"tRNS":
            has_alpha = True
        elif kind == b"fcTL" and is_animated:
            over, under = (int.from_bytes(content[at + place : at + place + 2], "big") for place in (20, 22))
            seconds.append(Fraction(over, under or 100))
            has_alpha |= content[at + 24] == 1  # disposed to the background, which is transparent
        elif kind == b"IDAT" and is_animated and not seconds:
            seconds.append(Fraction(0))
    return Frames(tuple(seconds), has_alpha)


def _chunks(content: bytes | mmap.mmap, at: int, order: str) -> Iterator[tuple[bytes, int]]:
    """(kind, where its body begins) of the chunks that are whole: of RIFF, or of PNG."""
    is_png = order == "big"
    while at + 8 <= len(content):
        first, second = content[at : at + 4], content[at + 4 : at + 8]
        kind, length = (second, int.from_bytes(first, "big")) if is_png else (first, int.from_bytes(second, "little"))
        if at + 8 + length > len(content):
            return
        yield kind, at + 8
        at += 12 + length if is_png else 8 + length + length % 2


_READERS = {"gif": gif_frames, "webp": webp_frames, "png": png_frames}

STACK = StackKind("animation", say("animation"), 30, _takes, open_animation)
