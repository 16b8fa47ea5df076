"""JPEG files as segments: taken apart, put together, and what is carried from one file into another."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files.kinds import jpeg_segments, png_chunks, webp_chunks


def _saved(folder: Path, pixels: np.ndarray, **parameters: object) -> Path:
    path = folder / "photo.jpg"
    image = Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)
    image.save(path, **{"quality": 88, **parameters})  # type: ignore[arg-type]
    return path


def test_segments_are_told_apart_and_put_together(tmp_path: Path, smooth: Callable) -> None:
    content = _saved(tmp_path, smooth(3), progressive=True, comment=b"hello", restart_marker_blocks=3).read_bytes()
    segments, behind = jpeg_segments.split(content + b"tail")
    assert behind == b"tail"
    assert jpeg_segments.join(segments, behind) == content + b"tail"


def test_broken_containers_are_told_apart_from_whole_ones() -> None:
    for split in (jpeg_segments.split, png_chunks.split, webp_chunks.split):
        with pytest.raises(ValueError, match=r"no (JPEG|PNG|WebP)"):
            split(b"something else")  # type: ignore[operator]
    with pytest.raises(ValueError, match="longer than the file"):
        png_chunks.split(png_chunks.SIGNATURE + b"\0\0\1\0IHDRabcdefgh")
    with pytest.raises(ValueError, match="longer than the file"):
        jpeg_segments.split(b"\xff\xd8\xff\xe1\xff\xff")
