"""Slices that were cut off or had bytes flipped open, or are refused in a sentence; nothing else happens."""

import gzip
import random
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import SaveOptions, save_picture

from ..phantoms import body, nifti, packaged, patch

NAMES = (
    "CT_small",
    "MR_small_RLE",
    "MR_small_jpeg_ls_lossless",
    "MR_small_jp2klossless",
    "MR_small_implicit",
    "MR_small_bigendian",
    "emri_small_jpeg_2k_lossless",
    "emri_small",
    "image_dfl",
    "rtdose_1frame",
    "SC_rgb_jpeg_dcmtk",
    "SC_rgb_small_odd",
    "JPEGLSNearLossless_16",
    "SC_ybr_full_422_uncompressed",
    "JPEG-LL",
    "bad_sequence",
    "examples_palette",
    "test-SR",
    "UN_sequence",
    "SC_rgb_rle_16bit_2frame",
)


def _broken(content: bytes, rng: random.Random, cut: bool) -> bytes:
    if cut:
        return content[: rng.randrange(1, len(content))]
    changed = bytearray(content)
    places = range(132, min(len(changed), 2500)) if rng.random() < 0.7 and len(changed) > 140 else range(len(changed))
    for _ in range(rng.randrange(1, 12)):
        changed[rng.choice(places)] = rng.choice([0, 255, rng.randrange(256)])
    return bytes(changed)


def _messages(folder: Path, content: bytes, suffix: str) -> list[str]:
    path, target = folder / f"x{suffix}", folder / f"y{suffix}"
    path.write_bytes(content)
    try:
        picture = read_picture(path)
        save_picture(picture, (patch(picture),), target, SaveOptions(keep_backup=False))
    except PictureError as error:
        return [str(error)]
    return []


def _try_all(folder: Path, seed: int, times: int) -> list[str]:
    rng = random.Random(seed)
    volume = nifti(np.stack([body(24, 20, number).T for number in range(4)], axis=2))
    files = [(packaged(f"{name}.dcm").read_bytes(), ".dcm") for name in NAMES]
    files += [(volume, ".nii"), (gzip.compress(volume), ".nii.gz")]
    return [
        message
        for content, suffix in files
        for number in range(times)
        for message in _messages(folder, _broken(content, rng, rng.random() < 1 / 3), suffix)
    ]


def test_broken_slices_are_refused_in_sentences(tmp_path: Path) -> None:
    messages = _try_all(tmp_path, 7, 1)
    assert messages
    assert all(message.endswith(".") for message in messages)
    assert not any("crash" in message for message in messages)


@pytest.mark.drill
def test_two_thousand_broken_slices_are_refused_in_sentences(tmp_path: Path) -> None:
    messages = _try_all(tmp_path, 2, 90)
    assert all(message.endswith(".") for message in messages)
    assert sum("crash" in message for message in messages) <= 5  # of GDCM alone, in the helper
