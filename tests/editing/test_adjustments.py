"""Adjustments: tones measured and laid, frames that stay in the picture, and the tuple that holds them."""

from dataclasses import replace

import numpy as np
import pytest

from inpaint_studio.editing.adjustments import (
    AdjustmentStep,
    Frame,
    Tone,
    Toning,
    after,
    frame_of,
    measure_tone,
    shown,
    tone_of,
    with_adjustment,
)
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.history import mask_step
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.saving.adjusted import adjusted


def test_fading_is_measured_without_what_is_damaged() -> None:
    faded = (np.random.default_rng(0).integers(0, 256, (120, 160, 3)) // 3 + np.array([60, 40, 20])).astype(np.uint8)
    faded[:40] = 255
    mask = np.zeros(faded.shape[:2], np.uint8)
    mask[:40] = 255
    picture = Picture(faded)
    tone = measure_tone(picture, [(picture.rect, mask)], "t")
    assert tone is not None
    assert tone.low == pytest.approx((60 / 255, 40 / 255, 20 / 255), abs=0.01)
    assert tone.high == pytest.approx((145 / 255, 125 / 255, 105 / 255), abs=0.01)
    corrected = adjusted(picture, picture.pixels, (tone,))[40:]
    assert corrected.min(axis=(0, 1)).max() == 0
    assert corrected.max(axis=(0, 1)).min() == 255
    assert measure_tone(Picture(corrected.copy()), (), "t") is None  # there is nothing to correct any more


def test_a_frame_never_reaches_beyond_the_picture() -> None:
    rng = np.random.default_rng(3)
    size = Picture(np.zeros((300, 400, 1), np.uint8)).size
    for _ in range(300):
        x, y, width, height = rng.uniform(-200, 800, 4)
        frame = Frame("f", x, y, width, height, rng.choice([0.0, float(rng.uniform(-60, 60))])).within(size)
        for corner in frame.corners:
            assert -1e-6 <= corner[0] <= 400 + 1e-6
            assert -1e-6 <= corner[1] <= 300 + 1e-6
        again = frame.from_picture(*frame.to_picture(3.0, -5.0))
        assert again == pytest.approx((3.0, -5.0))


TONE, FRAME = Tone("t", (0.25,), (0.75,)), Frame("f", 50.0, 40.0, 60.0, 30.0, 12.0)


def test_a_tone_stretches_its_range_by_its_strength_and_integers_stay_in_theirs() -> None:
    levels = np.array([[0, 64, 128, 191, 255]], np.uint8)[:, :, None]
    full = Toning(Tone("t", (64 / 255,), (191 / 255,)), levels.dtype, 1)(levels)
    assert full[0, :, 0].tolist() == [0, 0, 129, 255, 255]
    half = Toning(Tone("t", (64 / 255,), (191 / 255,), 0.5), levels.dtype, 1)(levels)
    assert np.abs(half[0, :, 0] - (levels[0, :, 0].astype(float) + full[0, :, 0]) / 2).max() <= 0.5
    same = Toning(Tone("t", (0.2,), (0.3,), 0.0), levels.dtype, 1)(levels)
    assert np.array_equal(same, levels)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_a_tone_is_monotone_and_leaves_alpha_alone(dtype: str) -> None:
    top = 1 if dtype == "float32" else np.iinfo(dtype).max
    ramp = (np.linspace(0, 1, 256)[None, :, None] * top).astype(dtype).repeat(4, axis=2)
    toned = Toning(Tone("t", (0.1, 0.2, 0.3), (0.6, 0.7, 0.8), 0.7), ramp.dtype, 3)(ramp)
    assert toned.dtype == ramp.dtype
    assert (np.diff(toned[0, :, :3].astype(float), axis=0) >= 0).all()
    assert np.array_equal(toned[:, :, 3], ramp[:, :, 3])
    assert ramp[0, -1, 0] == top  # another array


def test_a_float_may_leave_full_scale_and_what_is_no_number_stays_none() -> None:
    values = np.array([[0.0, 0.5, 2.0, np.nan]], np.float32)[:, :, None]
    toned = Toning(TONE, values.dtype, 1)(values)
    assert toned[0, :3, 0].tolist() == [-0.5, 0.5, 3.5]
    assert np.isnan(toned[0, 3, 0])


def _ramp(low: int, high: int) -> np.ndarray:
    return np.linspace(low, high, 64 * 64).round().astype(np.uint8).reshape(64, 64, 1)


def test_a_picture_that_is_not_faded_or_is_even_gets_no_tone() -> None:
    assert measure_tone(Picture(_ramp(0, 255)), (), "t") is None
    assert measure_tone(Picture(np.full((64, 64, 3), 90, np.uint8)), (), "t") is None
    assert measure_tone(Picture(_ramp(60, 190)), [(Rect(0, 0, 64, 64), np.full((64, 64), 1, np.uint8))], "t") is None
    nowhere = np.full((64, 64, 1), np.nan, np.float32)
    assert measure_tone(Picture(nowhere), (), "t") is None


def test_a_tint_without_a_range_is_left_alone_beside_channels_that_are_stretched() -> None:
    pixels = np.concatenate([_ramp(60, 190), np.full((64, 64, 1), 120, np.uint8), _ramp(0, 255)], axis=2)
    tone = measure_tone(Picture(pixels), (), "t")
    assert tone is not None
    assert (tone.low[1], tone.high[1]) == (0, 1)
    assert tone.low[0] == pytest.approx(60 / 255, abs=0.01)
    assert tone.high[0] == pytest.approx(190 / 255, abs=0.01)


def test_what_is_transparent_unknown_or_a_single_hot_pixel_is_not_measured() -> None:
    ramp = _ramp(60, 190)
    alpha = np.full((64, 64, 1), 255, np.uint8)
    hidden = ramp.copy()
    hidden[:8], alpha[:8] = 255, 0
    unknown = np.zeros((64, 64), np.uint8)
    unknown[:8] = 255
    hot = ramp.copy()
    hot[30, 30], hot[31, 31] = 0, 255
    for picture in (
        Picture(np.concatenate([hidden, alpha], axis=2)),
        Picture(hidden, unknown=unknown),
        Picture(hot),
    ):
        tone = measure_tone(picture, (), "t")
        assert tone is not None
        assert 0.22 < tone.low[0] < 0.31
        assert tone.high[0] == pytest.approx(190 / 255, abs=0.01)


def test_a_frame_leads_from_the_copy_into_the_picture_and_back() -> None:
    """Turned clockwise by 90 degrees, what is right in the copy lies above in the picture."""
    frame = Frame("f", 50.0, 40.0, 20.0, 10.0, 90.0)
    assert frame.to_picture(10.0, 0.0) == pytest.approx((50, 30))
    assert frame.from_picture(50.0, 30.0) == pytest.approx((10, 0))
    assert frame.steps == pytest.approx((0, -1, 1, 0))
    across, down, right, below = FRAME.steps
    middle = FRAME.to_picture(0.0, 0.0)
    assert FRAME.to_picture(1.0, 0.0) == pytest.approx((middle[0] + across, middle[1] + down))
    assert FRAME.to_picture(0.0, 1.0) == pytest.approx((middle[0] + right, middle[1] + below))
    assert FRAME.corners[0] == pytest.approx(FRAME.to_picture(-30.0, -15.0))
    assert FRAME.corners[2] == pytest.approx(FRAME.to_picture(30.0, 15.0))


def test_an_upright_frame_shows_whole_pixels_and_keeps_its_proportions_where_it_is_too_large() -> None:
    size = Size(101, 80)
    frame = Frame("f", 50.3, 40.2, 61.0, 30.0).within(size)
    assert frame.rect == Rect(20, 25, 61, 30)
    assert frame.within(size) == frame
    large = Frame("f", 0.0, 0.0, 1000.0, 500.0).within(size)
    assert Rect.of_size(size).contains(large.rect)
    assert large.rect.width == 101
    assert large.width / large.height == pytest.approx(2, rel=0.03)
    assert not Frame("f", 50.5, 40.0, 101.0, 80.0).changes(size)
    assert Frame("f", 50.5, 40.0, 101.0, 80.0, 0.1).changes(size)
    assert frame.changes(size)


def test_there_is_one_adjustment_of_a_kind_and_tones_come_first() -> None:
    both = with_adjustment(with_adjustment((), FRAME), TONE)
    assert both == (TONE, FRAME)
    other = Frame("g", 1.0, 2.0, 30.0, 40.0)
    assert with_adjustment(both, other) == (TONE, other)
    assert (tone_of(both), frame_of(both)) == (TONE, FRAME)


def test_what_is_hidden_or_of_no_strength_does_not_count() -> None:
    hidden, nothing = replace(FRAME, visible=False), replace(TONE, strength=0.0)
    assert shown((nothing, hidden)) == ()
    assert tone_of((nothing, FRAME)) is None
    assert frame_of((TONE, hidden)) is None
    assert shown((TONE, FRAME)) == (TONE, FRAME)


def test_adjustments_follow_their_own_steps_alone(document: Document) -> None:
    step = AdjustmentStep("Crop", (TONE,), (TONE, FRAME))
    assert after(step, (TONE,)) == (TONE, FRAME)
    assert after(step, (TONE, FRAME), is_undo=True) == (TONE,)
    painted = mask_step(document, "Mark", Rect(0, 0, 4, 4), np.full((4, 4), 255, np.uint8))
    assert painted is not None
    for is_undo in (False, True):
        assert after(painted, (FRAME,), is_undo) == (FRAME,)


def _print(tint: tuple[float, float, float], seed: int = 4) -> np.ndarray:
    """A print of one colour, (100, 120, 3): tones from dark to light of which each channel has another power."""
    light = np.random.default_rng(seed).random((100, 120)) * 0.9 + 0.05
    return np.rint(np.stack([light**power for power in tint], axis=2) * 200 + 20).astype(np.uint8)


def _cast(pixels: np.ndarray) -> float:
    """How far the channels' means lie apart, levels."""
    means = pixels.reshape(-1, 3).mean(axis=0)
    return float(means.max() - means.min())


def test_a_cast_that_all_of_a_print_has_goes_and_half_of_it_at_half_strength() -> None:
    olive = _print((0.9, 1.0, 1.7))
    tone = measure_tone(Picture(olive), (), "t")
    assert tone is not None
    assert tone.gamma[2] < 0.8 < tone.gamma[0]
    full, half = (Toning(replace(tone, strength=strength), olive.dtype, 3)(olive) for strength in (1.0, 0.5))
    assert _cast(full) < 0.2 * _cast(olive)
    assert _cast(half) < 0.65 * _cast(olive)
    assert np.abs(half.astype(int) - olive).mean() > 8  # to be seen
    assert (full == 255).mean() < 0.01  # and nothing burns out


def test_colours_of_their_own_are_no_cast() -> None:
    rng = np.random.default_rng(5)
    pixels = np.empty((90, 120, 3), np.uint8)
    for number, colour in enumerate(((200, 60, 40), (60, 160, 60), (90, 120, 220))):
        noise = rng.integers(-35, 36, (90, 40, 1))
        pixels[:, number * 40 : number * 40 + 40] = np.clip(np.array(colour) + noise, 0, 255)
    tone = measure_tone(Picture(pixels), (), "t")
    assert tone is not None
    assert max(tone.gamma) - min(tone.gamma) < 1e-9


def test_a_dark_picture_does_not_become_as_dark_as_its_range_alone_would_make_it() -> None:
    light = np.random.default_rng(6).random((100, 120, 1)) ** 2
    washed = np.rint(light * 150 + 90).astype(np.uint8)  # black is a middle grey
    tone = measure_tone(Picture(washed), (), "t")
    assert tone is not None
    range_alone = Toning(replace(tone, gamma=()), washed.dtype, 1)(washed)
    corrected = Toning(tone, washed.dtype, 1)(washed)
    before, dark, middle = (float(np.median(one)) for one in (washed, range_alone, corrected))
    assert dark + 0.3 * (before - dark) < middle < before
    assert (corrected.min(), corrected.max()) == (0, 255)


@pytest.mark.parametrize("gamma", [0.5, 1.0, 1.9])
def test_floats_beyond_the_range_go_on_straight_from_a_bent_curve(gamma: float) -> None:
    ramp = np.linspace(-0.5, 1.5, 201, dtype=np.float32)[None, :, None]
    toned = Toning(replace(TONE, gamma=(gamma,)), ramp.dtype, 1)(ramp)[0, :, 0]
    assert toned.dtype == np.float32
    assert (np.diff(toned) > 0).all()
    assert toned[0] == pytest.approx(-1.5)
    assert toned[-1] == pytest.approx(2.5)
    assert toned[100] == pytest.approx(0.5**gamma, abs=0.05)
    assert np.diff(toned).max() < 8 * np.diff(ramp[0, :, 0]).mean()  # no step near black
