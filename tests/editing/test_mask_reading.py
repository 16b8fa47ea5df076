"""One look at every mask: what is plain is put right and said, what is not is refused."""

import io

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from inpaint_studio.editing.mask_reading import MaskRefused, read_levels

HEIGHT, WIDTH = 120, 160


def marks() -> np.ndarray:
    """(H, W) of 0 and 1: a block and a slanted stroke."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    block = (rows >= 40) & (rows < 80) & (columns >= 50) & (columns < 90)
    return (block | (abs(rows - columns * 0.5 - 20) < 3)).astype(np.uint8)


HARD = marks() * np.uint8(255)


def blurred(sigma: float) -> np.ndarray:
    return np.rint(ndimage.gaussian_filter(HARD.astype(float), sigma)).astype(np.uint8)


def saved(mask: np.ndarray, kind: str, quality: int) -> np.ndarray:
    buffer = io.BytesIO()
    Image.fromarray(mask).convert("RGB").save(buffer, kind, quality=quality)
    return np.asarray(Image.open(buffer))


def photograph(seed: int = 0) -> np.ndarray:
    """(H, W, 3): clouds, an edge and grain."""
    rng = np.random.default_rng(seed)
    clouds = ndimage.zoom(rng.uniform(0, 255, (6, 8, 3)), (HEIGHT / 6, WIDTH / 8, 1), order=1)
    clouds[70:] *= 0.4
    return np.clip(clouds + rng.normal(0, 5, clouds.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("sigma", [0, 0.6, 2, 8, 12])
def test_black_and_white_with_soft_edges_is_taken_as_it_is(sigma):
    mask = blurred(sigma) if sigma else HARD
    reading = read_levels(mask)
    assert np.array_equal(reading.mask, mask)
    assert reading.mask is not mask
    assert all("in part" in note for note in reading.notes)  # of a mask that is faint throughout


def test_a_ramp_of_all_levels_and_a_mask_that_marks_sixty_percent_are_taken_as_they_are():
    ramp = np.tile(np.rint(np.linspace(0, 255, WIDTH)).astype(np.uint8), (HEIGHT, 1))
    most = np.where(np.arange(HEIGHT)[:, None] < 0.6 * HEIGHT, 255, 0).astype(np.uint8) * np.ones((1, WIDTH), np.uint8)
    for mask in (ramp, most):
        assert np.array_equal(read_levels(mask).mask, mask)


@pytest.mark.parametrize(
    "samples",
    [
        marks() > 0,
        marks(),
        marks() * np.uint8(3),
        marks().astype(np.uint16) * 255,
        marks().astype(np.uint16) * 4095,
        marks().astype(np.uint16) * 65535,
        marks().astype(np.int32),
        marks().astype(np.uint32) * np.uint32(2**32 - 1),
        marks().astype(np.float32),
        marks().astype(np.float32) * 255,
        marks() / 255,
        np.where(marks(), np.nan, 0.0) * 0 + marks(),
    ],
    ids=["bool", "0/1", "0/3", "16-bit 255", "12 of 16", "16", "int32", "uint32", "float", "float255", "1/255", "nan"],
)
def test_marks_of_any_type_and_height_fill(samples):
    expected = np.where(np.isnan(samples), 0, HARD) if samples.dtype.kind == "f" else HARD
    assert np.array_equal(read_levels(samples).mask, expected)


def test_numbers_of_labels_are_marks_and_that_is_said():
    labels = marks().astype(np.uint8)
    labels[5:15, 5:40] = 2
    labels[90:110, 100:150] = 17
    for values in (labels, labels.astype(np.uint16) * 40, np.where(labels == 17, 255, labels).astype(np.uint8)):
        reading = read_levels(values)
        assert np.array_equal(reading.mask, (labels > 0) * np.uint8(255))
        assert "labels" in reading.notes[0]


def test_half_strength_stays_half_and_is_said():
    reading = read_levels(marks() * np.uint8(128))
    assert set(np.unique(reading.mask)) == {0, 128}
    assert "in part" in reading.notes[0]


@pytest.mark.parametrize("black", [1, 2, 5, 16, 32])
def test_black_that_is_not_zero_keeps(black):
    reading = read_levels(np.maximum(HARD, black))
    assert np.array_equal(reading.mask, HARD)
    assert f"{black} to 255" in reading.notes[0]


def test_the_range_of_video_is_widened():
    assert np.array_equal(read_levels(np.where(marks(), 235, 16).astype(np.uint8)).mask, HARD)


@pytest.mark.parametrize(("kind", "quality"), [("JPEG", 50), ("JPEG", 75), ("JPEG", 90), ("WEBP", 75)])
def test_noise_of_compression_is_no_hole(kind, quality):
    reading = read_levels(saved(HARD, kind, quality))
    near = ndimage.binary_dilation(HARD > 0, iterations=2)
    assert not reading.mask[~near].any()
    assert (reading.mask[ndimage.binary_erosion(HARD > 0)] == 255).all()
    assert "noise" in reading.notes[-1]


def test_noise_of_a_scanner_is_no_hole():
    rng = np.random.default_rng(1)
    scan = np.clip(blurred(0.7) * 0.9 + 10 + rng.normal(0, 3, HARD.shape), 0, 255).astype(np.uint8)
    mask = read_levels(scan).mask
    assert not mask[~ndimage.binary_dilation(HARD > 0, iterations=2)].any()
    assert (mask[ndimage.binary_erosion(HARD > 0, iterations=2)] == 255).all()


def test_colours_are_marks():
    labels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    labels[marks() > 0] = (128, 0, 0)  # the first label of annotation programs: of brightness 27
    assert np.array_equal(read_levels(labels).mask, HARD)
    labels[:10, :30] = (0, 64, 128)
    assert (read_levels(labels).mask[:10, :30] == 255).all()
    red = np.dstack([blurred(3), *[np.zeros_like(HARD)] * 2])
    assert np.array_equal(read_levels(red).mask, blurred(3))


def with_alpha(colour, alpha: np.ndarray) -> np.ndarray:
    return np.dstack([np.broadcast_to(np.asarray(colour, np.uint8), (HEIGHT, WIDTH, 3)), alpha])


def test_a_mask_in_the_transparency_is_read_where_it_is_plain():
    for colour in ((255, 255, 255), (255, 0, 0), (0, 0, 0)):  # strokes on a layer
        assert np.array_equal(read_levels(with_alpha(colour, HARD), has_alpha=True).mask, HARD)
    assert np.array_equal(read_levels(with_alpha((0, 0, 0), 255 - HARD), has_alpha=True).mask, HARD)
    erased = np.dstack([photograph(), 255 - HARD])  # the picture itself with what is to be filled erased
    assert np.array_equal(read_levels(erased, has_alpha=True).mask, HARD)
    opaque = np.dstack([HARD, np.full_like(HARD, 255)])
    assert np.array_equal(read_levels(opaque, has_alpha=True).mask, HARD)
    for unclear in (with_alpha((255, 255, 255), 255 - HARD), with_alpha((255, 255, 255), HARD * 0)):
        with pytest.raises(MaskRefused):
            read_levels(unclear, has_alpha=True)


@pytest.mark.parametrize(
    ("samples", "why"),
    [
        (np.full((HEIGHT, WIDTH), 255, np.uint8), "marks all of the picture"),
        (np.pad(np.zeros((20, 20), np.uint8), 50, constant_values=255), "marks 97 % of the picture"),
        (np.full((HEIGHT, WIDTH), 1, np.uint8), "one shade throughout"),
        (np.where(marks(), 255, 100).astype(np.uint8), "no black|shades everywhere|all of the picture"),
        (photograph(), "shades everywhere|no black"),
        (photograph()[:, :, 0], "shades everywhere|no black"),
        (photograph() // 4, "shades everywhere|no black"),
        (np.where(marks()[:, :, None] > 0, np.uint8((255, 0, 0)), photograph()), "shades everywhere|no black"),
        (photograph().astype(np.uint16) * 257, "shades everywhere|no black"),
    ],
    ids=["white", "inverted", "flat", "grey", "photograph", "grey photograph", "dark", "painted over", "16 bits"],
)
def test_what_is_no_mask_is_refused(samples, why):
    with pytest.raises(MaskRefused, match=why):
        read_levels(samples)


def test_nothing_marked_and_tiny_masks_are_masks():
    for mask in (np.zeros((5, 7), np.uint8), np.array([[0, 255]], np.uint8), np.array([[0]], np.uint8)):
        assert np.array_equal(read_levels(mask).mask, mask)
    assert read_levels(np.array([[0, 1]], np.uint8)).mask.tolist() == [[0, 255]]


def test_black_that_jpeg_turned_into_one_keeps_though_some_zeros_are_left():
    mask = np.zeros((120, 160), np.uint8)
    mask[30:60, 40:90] = 255
    buffer = io.BytesIO()
    Image.fromarray(mask).save(buffer, "JPEG", quality=70)
    levels = np.asarray(Image.open(buffer))
    assert (levels == 1).mean() > 0.8
    assert (levels == 0).mean() > 0.01
    assert np.array_equal(read_levels(levels).mask, mask)
