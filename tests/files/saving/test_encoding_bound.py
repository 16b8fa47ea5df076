"""The bound beyond which a difference is no encoding's: no encoder passes it, damage does."""

import io

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files.saving.encoding_bound import BLOCK, blocks_beyond_encoding

NOTHING = np.zeros((64, 64), bool)


def _encoded(pixels: np.ndarray, kind: str, quality: int) -> np.ndarray:
    buffer = io.BytesIO()
    options = {"subsampling": 2} if kind == "JPEG" else {}
    Image.fromarray(pixels).save(buffer, kind, quality=quality, **options)
    with Image.open(buffer) as image:
        return np.asarray(image.convert("RGB"))


def _hardest() -> list[np.ndarray]:
    """Stripes and chequers of the purest colours, and noise."""
    y, x = np.mgrid[:64, :64]
    pure = [np.array(colour, np.uint8) * 255 for colour in np.ndindex(2, 2, 2)]
    made = [np.random.default_rng(3).integers(0, 256, (64, 64, 3), np.uint8)]
    for cells in (x, y, x + y, (x // 5) + (y // 3)):
        made += [np.where((cells % 2)[..., None] == 0, a, b) for i, a in enumerate(pure) for b in pure[i + 1 :]]
    return made


@pytest.mark.parametrize(("kind", "quality"), [("JPEG", 1), ("JPEG", 10), ("JPEG", 50)])
def test_no_encoding_passes_the_bound(kind: str, quality: int) -> None:
    passed = [blocks_beyond_encoding(one, _encoded(one, kind, quality), NOTHING) for one in _hardest()]
    assert sum(passed) == 0


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_a_blackened_block_passes_it_unless_the_mask_touches_that(dtype: str) -> None:
    top = 1 if dtype == "float32" else np.iinfo(dtype).max
    before = np.full((64, 64, 3), 0.5 * top).astype(dtype)
    after = before.copy()
    after[BLOCK : 2 * BLOCK, 0:BLOCK] = 0
    assert blocks_beyond_encoding(before, after, NOTHING) == 1
    may_fill = NOTHING.copy()
    may_fill[BLOCK + 3, 3] = True
    assert blocks_beyond_encoding(before, after, may_fill) == 0
    assert blocks_beyond_encoding(before[:9], before[:9] * 0, NOTHING[:9]) == 0  # no whole block
