"""Entropy coding of JPEG coefficients: what is coded is read back by others."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files.kinds import jpeg_coefficients, jpeg_entropy
from inpaint_studio.files.saving import jpeg_exact


def _saved(folder: Path, pixels: np.ndarray, **parameters: object) -> Path:
    path = folder / "photo.jpg"
    image = Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)
    image.save(path, **{"quality": 88, **parameters})  # type: ignore[arg-type]
    return path


@pytest.mark.parametrize("progressive", [False, True])
def test_coding_coefficients_gives_the_same_picture(tmp_path: Path, samples: Callable, progressive: bool) -> None:
    # Noise at quality 100 uses long codes, every run length and the largest coefficients.
    path = _saved(tmp_path, samples(3, height=90, width=131), quality=100, subsampling=2, progressive=progressive)
    source = path.read_bytes()
    pixels = np.asarray(Image.open(path))
    content, changed, _ = jpeg_exact.splice(source, pixels, pixels)
    assert not changed.any()
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(content))), pixels)


def test_a_picture_of_one_colour_survives_runs_of_ends(tmp_path: Path) -> None:
    # 300,000 empty blocks are longer than one end-of-band run of a progressive scan can say.
    path = _saved(tmp_path, np.full((4800, 4000, 1), 77, np.uint8), progressive=True)
    pixels = np.asarray(Image.open(path))
    after = pixels.copy()[:, :, None]
    after[2000:2008, 2000:2008] = 255
    content, _, _ = jpeg_exact.splice(path.read_bytes(), pixels[:, :, None], after)
    again = np.asarray(Image.open(io.BytesIO(content)))
    assert (again[2000:2008, 2000:2008] == 255).all()
    assert (again != 77).sum() == 64


def test_optimal_tables_never_use_more_than_sixteen_bits_nor_the_code_of_all_ones() -> None:
    frequencies = np.zeros(256, np.int64)
    frequencies[:40] = 2 ** np.arange(40)  # the steepest there is
    counts, symbols = jpeg_entropy.optimal_table(frequencies)
    assert sum(counts) == 40
    assert sorted(symbols) == list(range(40))
    assert symbols[0] == 39
    assert sum(count / 2 ** (length + 1) for length, count in enumerate(counts)) < 1


def test_the_last_coefficient_of_a_block_is_coded_wherever_it_lies(tmp_path: Path) -> None:
    """Coding goes as far as the last word that is not zero, in another order: every place must be met."""
    blocks = np.zeros((8, 8, 64), np.int16)
    for place in range(1, 64):
        blocks[place // 8, place % 8, place] = place + 1
    component = jpeg_entropy.Component(1, 1, 1, blocks)
    frame = b"\xff\xc0" + bytes([0, 11, 8, 0, 64, 0, 64, 1, 1, 0x11, 0])
    table = b"\xff\xdb" + bytes([0, 67, 0, *[1] * 64])
    path = tmp_path / "all.jpg"
    path.write_bytes(b"\xff\xd8" + table + frame + jpeg_entropy.sequential([component]) + b"\xff\xd9")
    (read,) = jpeg_coefficients.read(path)
    assert np.array_equal(read.reshape(8, 8, 64), blocks)
