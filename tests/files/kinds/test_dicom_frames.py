"""Samples to the words that hold them and back."""

from dataclasses import replace

import numpy as np
import pytest

from inpaint_studio.files.kinds.dicom_elements import DicomError, parse
from inpaint_studio.files.kinds.dicom_frames import (
    Layout,
    exchanged,
    layout_of,
    native_frame,
    packed,
    repeats_sign,
    unpacked,
)

from ..phantoms import body
from ..phantoms import dicom as phantom

LAYOUT = Layout(6, 5, 1, 16, 12, 11, False, False, "MONOCHROME2", 2)


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize(
    ("allocated", "stored", "high"), [(16, 12, 11), (16, 12, 15), (8, 8, 7), (16, 16, 15), (32, 20, 19)]
)
def test_what_is_packed_is_unpacked_again(allocated: int, stored: int, high: int, signed: bool) -> None:
    layout = replace(LAYOUT, allocated=allocated, stored=stored, high=high, signed=signed)
    rng = np.random.default_rng(1)
    words = rng.integers(0, 1 << allocated, (6, 5, 1), np.uint64).astype(layout.dtype)
    samples = rng.integers(layout.range[0], layout.range[1] + 1, (6, 5, 1))
    new = packed(samples, words, layout, repeats_sign(words, layout))
    assert np.array_equal(unpacked(new, layout), samples)
    mask = ((1 << stored) - 1) << (high + 1 - stored)
    assert np.array_equal(new & ~np.array(mask, new.dtype), words & ~np.array(mask, new.dtype))


def test_bits_that_repeat_the_sign_do_so_again() -> None:
    layout = replace(LAYOUT, signed=True)
    words = np.array([-5, 7, -2048], np.int16).view(np.uint16).reshape(1, 3, 1)
    assert repeats_sign(words, layout)
    assert packed(np.full((1, 3, 1), -1), words, layout).tolist() == [[[65535]] * 3]
    assert not repeats_sign(words & 0xFFF, layout)
    assert packed(np.full((1, 3, 1), -1), words & 0xFFF, layout, False).tolist() == [[[4095]] * 3]


def test_a_frame_is_a_view_on_the_data() -> None:
    data = bytearray(range(120))
    native_frame(data, LAYOUT, 1)[2, 3, 0] = 0xFFFF
    assert data[60 + 26 : 60 + 28] == b"\xff\xff"
    with pytest.raises(DicomError, match="last sample"):
        native_frame(data, LAYOUT, 2)
    assert exchanged(exchanged(b"abcdef")) == b"abcdef"
    assert exchanged(b"abc")[:3] == b"ba\0"


def test_a_layout_that_makes_no_sense_is_refused() -> None:
    for tags in ({"BitsAllocated": 12}, {"BitsStored": 17}, {"Rows": 0}, {"BitsAllocated": None, "BitsStored": None}):
        with pytest.raises(DicomError):
            layout_of(parse(phantom(body(), **tags)))
    assert layout_of(parse(phantom(body(), HighBit=3))).high == 15
    assert layout_of(parse(phantom(body(), NumberOfFrames="1\\2"))).frames == 1
