"""Thumbnails: small looks at files, made on a worker and kept in the person's cache folder."""

import contextlib
import hashlib
import io
import os
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from PySide6.QtCore import QStandardPaths

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.errors import PictureError, SaveError
from inpaint_studio.files.memory.project import SUFFIX as PROJECT_SUFFIX
from inpaint_studio.files.memory.project_look import project_look
from inpaint_studio.files.reading import first_look, read_picture, to_srgb8
from inpaint_studio.files.saving.atomic import replace_file

SIDE = 440  # pixels: of the longer side, enough for a card at twice the scale
MOST_FILES, MOST_BYTES = 64, 8 << 20
_ORIENTATION = 0x0112  # tag of EXIF; 5 .. 8 exchange width and height
_NAME = re.compile(r"([0-9a-f]{40})-(\d+)x(\d+)\.jpg")


@dataclass(frozen=True, eq=False)
class Thumbnail:
    """A small look at a picture file."""

    path: Path
    pixels: Pixels  # (H, W, 3) uint8
    size: Size  # of the whole picture


def cache_folder() -> Path:
    """Where thumbnails of this person are kept."""
    base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.CacheLocation)
    return Path(base) / "thumbnails"


class ThumbnailCache:
    """Thumbnails on disk, by path, time and size of the file they show; those not used for longest go first.

    One that cannot be read or written is none: it is made again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, path: Path) -> Thumbnail | None:
        """None where the file is another than when it was looked at, or was never looked at."""
        with contextlib.suppress(OSError, ValueError, Image.DecompressionBombError):
            for entry in self._folder.glob(f"{_key(path)}-*.jpg"):
                named = _NAME.fullmatch(entry.name)
                with Image.open(entry, formats=("JPEG",)) as image:
                    if named is None or max(image.size) > SIDE:
                        continue
                    pixels = np.asarray(image.convert("RGB"))
                os.utime(entry)
                return Thumbnail(path, pixels, Size(int(named[2]), int(named[3])))
        return None

    def keep(self, made: Thumbnail) -> None:
        with contextlib.suppress(OSError, SaveError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            content = io.BytesIO()
            Image.fromarray(np.ascontiguousarray(made.pixels)).save(content, "JPEG", quality=88)
            size = made.size
            replace_file(self._folder / f"{_key(made.path)}-{size.width}x{size.height}.jpg", content.getvalue())
            self._limit()

    def clear(self) -> None:
        """As recent files are forgotten: no look at them stays."""
        for entry in self._entries():
            with contextlib.suppress(OSError):
                entry.unlink()

    def _entries(self) -> list[Path]:
        with contextlib.suppress(OSError):
            return [entry for entry in self._folder.iterdir() if _NAME.fullmatch(entry.name)]
        return []

    def _limit(self) -> None:
        facts = sorted(((entry.stat(), entry) for entry in self._entries()), key=lambda fact: -fact[0].st_mtime)
        used = 0
        for number, (stat, entry) in enumerate(facts):
            used += stat.st_size
            if number >= MOST_FILES or used > MOST_BYTES:
                entry.unlink()


def at_once(paths: Sequence[Path], cache: ThumbnailCache, seconds: float = 0.012) -> Iterator[Thumbnail]:
    """Those that are cached, for as long as a frame has time; the others are for a worker."""
    deadline = time.monotonic() + seconds
    for path in paths:
        if time.monotonic() > deadline:
            return
        known = cache.get(path)
        if known is not None:
            yield known


def make(paths: Sequence[Path], cache: ThumbnailCache, side: int = SIDE) -> Iterator[Thumbnail]:
    """Small looks at files, in order; those that cannot be opened are left out. For a worker.

    side: of the longer side, at most; up to SIDE.
    """
    for path in paths:
        made = cache.get(path)
        if made is None:
            try:
                made = _made(path)
            except (OSError, ValueError, PictureError, Image.DecompressionBombError):
                continue
            cache.keep(made)
        yield made if max(made.pixels.shape) <= side else _smaller(made, side)


def _smaller(made: Thumbnail, side: int) -> Thumbnail:
    small = Image.fromarray(np.ascontiguousarray(made.pixels))
    small.thumbnail((side, side), Image.Resampling.BOX)
    return replace(made, pixels=np.asarray(small))


def _made(path: Path) -> Thumbnail:
    if path.suffix.lower() == PROJECT_SUFFIX:
        return Thumbnail(path, *project_look(path))
    try:
        with Image.open(path, formats=("JPEG", "PNG", "WEBP", "BMP", "GIF")) as image:
            size = Size(*image.size)
            if size.area > 300_000_000:
                raise ValueError("too large for a thumbnail")
            image.draft("RGB", (SIDE * 2, SIDE * 2))  # a JPEG decodes at an eighth: milliseconds for any size
            turned = image.getexif().get(_ORIENTATION, 1)
            image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
            upright = ImageOps.exif_transpose(image).convert("RGB")
            return Thumbnail(path, np.asarray(upright), Size(*size[::-1]) if turned >= 5 else size)
    except OSError:
        look = first_look(path)  # of a large raster
        if look is not None:
            eight, size = look.pixels, look.size
        else:
            picture = read_picture(path)
            step = max(1, max(picture.size) // (SIDE * 2))
            eight, size = to_srgb8(picture, picture.pixels[::step, ::step])[:, :, :3], picture.size
        small = Image.fromarray(np.ascontiguousarray(eight))
        small.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
        return Thumbnail(path, np.asarray(small.convert("RGB")), size)


def _key(path: Path) -> str:
    stat = path.stat()
    facts = f"{path.absolute()}\0{stat.st_mtime_ns}\0{stat.st_size}"
    return hashlib.sha256(facts.encode("utf-8", "surrogateescape")).hexdigest()[:40]
