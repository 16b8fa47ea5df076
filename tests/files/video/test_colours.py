import numpy as np
import pytest

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.files.video.colours import Coding, put, to_pixels
from inpaint_studio.files.video.layouts import LAYOUTS, Samples


def frame(name: str, width: int = 21, height: int = 15, seed: int = 1) -> Samples:
    layout, random = LAYOUTS[name], np.random.default_rng(seed)
    low, high = (16, 235) if layout.kind == "yuv" and not layout.is_full else (0, 255)
    unit = 1 << (layout.bits - 8)
    return tuple(
        random.integers(low * unit, high * unit, shape, endpoint=True).astype(layout.dtype)
        for shape in layout.shapes(width, height)
    )


def coding(name: str) -> Coding:
    return Coding.of(LAYOUTS[name], 1, 0, 1080)


def test_known_colours() -> None:
    samples = (np.array([[81]], np.uint8), np.array([[90]], np.uint8), np.array([[240]], np.uint8))
    red = to_pixels(samples, Coding.of(LAYOUTS["yuv444p"], 6, 1, 576))
    assert np.abs(red[0, 0].astype(int) - (255, 0, 0)).max() <= 1
    white = to_pixels(tuple(np.full((1, 1), v, np.uint16) for v in (940, 512, 512)), coding("yuv444p10le"))
    assert white.tolist() == [[[65535] * 3]]
    full = to_pixels(tuple(np.full((1, 1), v, np.uint8) for v in (255, 128, 128)), coding("yuvj444p"))
    assert full.tolist() == [[[255] * 3]]


@pytest.mark.parametrize("name", LAYOUTS)
def test_untouched_samples_never_change(name: str) -> None:
    before = frame(name)
    after = tuple(plane.copy() for plane in before)
    rect, layout = Rect(3, 2, 8, 7), LAYOUTS[name]
    touched = np.zeros((7, 8), bool)
    touched[1:6, 2:7] = True
    channels = to_pixels(before, coding(name)).shape[2]
    pixels = np.random.default_rng(2).integers(0, 256, (7, 8, channels)).astype(layout.dtype)
    put(after, coding(name), rect, pixels, touched)
    where = np.zeros((15, 21), bool)
    where[3:8, 5:10] = True
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        allowed = where
        if layout.kind == "yuv" and number in (1, 2):
            rows, columns = np.nonzero(where)
            allowed = np.zeros(old.shape[:2], bool)
            allowed[rows // layout.down, columns // layout.across] = True
        assert not (old != new)[~allowed].any()
        assert (old != new)[allowed].any()


@pytest.mark.parametrize("name", ["yuv444p", "yuv444p10le", "gbrp", "bgra", "gray10le", "rgb24", "yuvj444p"])
def test_colours_come_back_in_whole_blocks(name: str) -> None:
    source, target = frame(name, seed=3), tuple(plane.copy() for plane in frame(name, seed=4))
    shown = to_pixels(source, coding(name))
    inside = Rect(0, 0, 21, 15)
    smooth = np.full_like(shown, 90 if shown.dtype == np.uint8 else 90 * 257)
    put(target, coding(name), inside, smooth, np.ones((15, 21), bool))
    again = to_pixels(target, coding(name))
    assert np.abs(again.astype(int) - smooth).max() <= (1 if shown.dtype == np.uint8 else 80)


def test_chroma_at_the_border_moves_by_the_share_of_the_hole() -> None:
    samples = tuple(np.full(shape, 128, np.uint8) for shape in LAYOUTS["yuv420p"].shapes(5, 5))
    touched = np.zeros((5, 5), bool)
    touched[0, 0] = touched[4, 4] = touched[2:4, 2:4] = True
    pixels = np.zeros((5, 5, 3), np.uint8)
    pixels[:, :, 2] = 255
    put(samples, coding("yuv420p"), Rect(0, 0, 5, 5), pixels, touched)
    blue = samples[1].astype(int)
    assert blue[1, 1] == 240
    assert blue[0, 0] == 128 + 112 // 4
    assert blue[2, 2] == 240  # its other pixels lie outside the frame
    assert (blue[0, 1], blue[1, 0], blue[2, 0]) == (128, 128, 128)


def test_a_pixel_outside_the_touched_blocks_is_seen_as_before() -> None:
    before = frame("yuv420p", 20, 14)
    after = tuple(plane.copy() for plane in before)
    put(after, coding("yuv420p"), Rect(4, 4, 6, 4), np.zeros((4, 6, 3), np.uint8), np.ones((4, 6), bool))
    unlike = (to_pixels(before, coding("yuv420p")) != to_pixels(after, coding("yuv420p"))).any(axis=2)
    unlike[4:8, 4:10] = False
    assert not unlike.any()
