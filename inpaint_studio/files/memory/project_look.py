"""A small look at a project without opening it: the thumbnail that OpenRaster files carry."""

import io
import re
import zipfile
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Pixels

_MEMBER, _STACK = "Thumbnails/thumbnail.png", "stack.xml"
_MOST_BYTES = 4 << 20  # of either; a thumbnail has 256 pixels a side
_MOST_SIDE = 1024
_SIDE = re.compile(r'<image\b[^>]*?\b(w|h)\s*=\s*"(\d{1,7})"[^>]*?\b(w|h)\s*=\s*"(\d{1,7})"')


def project_look(path: Path) -> tuple[Pixels, Size]:
    """(H, W, 3) uint8 and the size of the whole picture. Raises ValueError where there is no usable thumbnail."""
    try:
        with zipfile.ZipFile(path) as archive:
            stack = _SIDE.search(_read(archive, _STACK).decode("utf-8", "replace"))
            with Image.open(io.BytesIO(_read(archive, _MEMBER)), formats=("PNG",)) as image:
                if max(image.size) > _MOST_SIDE:
                    raise ValueError("too large for a thumbnail")
                pixels = np.asarray(image.convert("RGB"))
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, RuntimeError, NotImplementedError) as error:
        raise ValueError(str(error)) from error
    if stack is None:
        raise ValueError("the size of the picture is not given")
    sides = {stack[1]: int(stack[2]), stack[3]: int(stack[4])}
    return pixels, Size(sides.get("w", 0), sides.get("h", 0))


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _MOST_BYTES:
        raise ValueError("too large for a thumbnail")
    return archive.read(name)
