"""The animation that was decoded last, open at its frame: the next frame is composed from it.

Opened anew, frame n costs the composing of all n frames before it, and playing a thousand frames half a million.
"""

import contextlib
import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from PIL import Image

from inpaint_studio.files import samples

_PLUGINS = ("GIF", "WEBP", "PNG")
_LARGEST = 64 << 20  # bytes of a file that is held in memory meanwhile


class _Open(NamedTuple):
    key: tuple[str, int, int, int]
    frame: int
    image: Image.Image


class _Last:
    """In the helper one request follows another; elsewhere several threads may decode, and the last one leaves its."""

    lock = threading.Lock()
    open: _Open | None = None


@contextlib.contextmanager
def opened(path: Path, name: str, plugin: str, frame: int, stream: IO[bytes] | None) -> Iterator[Image.Image]:
    """As `samples.opened`, for whoever seeks `frame` next: at an earlier one, where the file was read before."""
    status = os.stat(path)
    if not frame or plugin not in _PLUGINS or status.st_size > _LARGEST:
        with samples.opened(path, name, plugin, stream) as image:
            yield image
        return
    key = str(path), status.st_size, status.st_mtime_ns, status.st_ino
    with _Last.lock:
        last, _Last.open = _Last.open, None
    if last is not None and (last.key != key or last.frame >= frame):
        last.image.close()
        last = None
    image = samples.opened(path, name, plugin, io.BytesIO(path.read_bytes())) if last is None else last.image
    try:
        yield image
    except BaseException:
        image.close()
        raise
    with _Last.lock:
        other, _Last.open = _Last.open, _Open(key, frame, image)
    if other is not None:
        other.image.close()
