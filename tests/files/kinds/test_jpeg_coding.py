"""Coding block by block: what others decode is the picture, whatever its sampling and its edges."""

import io

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files.kinds import jpeg_entropy
from inpaint_studio.files.kinds.jpeg_entropy import Component
from inpaint_studio.files.saving import jpeg_exact


@pytest.mark.parametrize("subsampling", [0, 1, 2, None])
@pytest.mark.parametrize("size", [(8, 8), (17, 33), (50, 16)])
def test_a_picture_of_any_sampling_and_size_is_coded_as_it_was(size, subsampling):
    pixels = np.random.default_rng(3).integers(0, 256, (*size, 3)).astype(np.uint8)
    image = Image.fromarray(pixels if subsampling is not None else pixels[:, :, 0])
    source = io.BytesIO()
    image.save(source, "JPEG", quality=97, **({} if subsampling is None else {"subsampling": subsampling}))
    before = np.asarray(Image.open(source)).reshape(*size, -1)
    content, _, _ = jpeg_exact.splice(source.getvalue(), before, before)
    assert (np.asarray(Image.open(io.BytesIO(content))).reshape(*size, -1) == before).all()


def test_every_byte_of_ones_is_stuffed_and_runs_of_zeros_are_coded():
    rng = np.random.default_rng(1)
    blocks = np.where(rng.random((30, 40, 64)) < 0.05, rng.integers(-1023, 1024, (30, 40, 64)), 0).astype(np.int16)
    coded = jpeg_entropy.sequential([Component(1, 1, 1, blocks)])
    scan = coded[coded.index(b"\xff\xda") + 2 :]
    assert b"\xff\x00" in scan
    assert all(scan[at + 1] == 0 for at in range(len(scan) - 1) if scan[at] == 0xFF)
    assert not blocks[:, :, 1:17].any(axis=2).all()  # there were runs of sixteen
