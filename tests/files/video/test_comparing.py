from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.files.video.comparison import Comparison

av = pytest.importorskip("av")

from inpaint_studio.files.video.comparing import compare  # noqa: E402
from inpaint_studio.files.video.decoder import Decoder  # noqa: E402
from tests.files.video.clips import HEIGHT, WIDTH, Film, make, moving  # noqa: E402


def compared(first: Path, second: Path, mask: np.ndarray | None = None) -> Comparison:
    seen, decoders = Comparison(), (Decoder(first), Decoder(second))
    steps = list(compare(*decoders, lambda plane: mask, seen))
    assert steps == list(range(1, len(steps) + 1))
    for decoder in decoders:
        decoder.close()
    return Comparison.of_json(seen.to_json())


def marked(plane: int, width: int, height: int) -> np.ndarray:
    pixels = moving(plane, width, height)
    if plane == 2:
        pixels[10:14, 20:24] ^= 255
    return pixels


def lossless(path: Path, **changes: object) -> Path:
    return make(path, Film(codec="ffv1", options={}, frames=4, **changes))  # type: ignore[arg-type]


def test_samples_are_counted_inside_and_outside_a_mask(tmp_path: Path) -> None:
    first, second = lossless(tmp_path / "a.mkv"), lossless(tmp_path / "b.mkv", picture=marked)
    whole = compared(first, second)
    assert (whole.frames_differing_outside, whole.first_outside, whole.differing) == (1, 2, [2])
    assert whole.samples_differing_outside == 16 + 2 * 8  # chroma is made from neighbours, too
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[8:16, 18:26] = True
    inside = compared(first, second, mask)
    assert (inside.samples_differing_outside, inside.least_psnr) == (0, None)
    assert inside.samples_differing_inside == whole.samples_differing_outside
    assert inside.samples_outside == 4 * (WIDTH * HEIGHT * 3 // 2 - 64 - 2 * 16)
    mask[10, 20] = False  # a luma sample that differs; its chroma is shared by pixels in the mask
    assert compared(first, second, mask).samples_differing_outside == 1
    assert len(inside.digests) == 4


def test_luma_and_chroma_have_a_ratio_of_their_own_outside_the_mask(tmp_path: Path) -> None:
    def redder(plane: int, width: int, height: int) -> np.ndarray:  # of the same luma, by BT.601's weights
        shifted = moving(plane, width, height).astype(int) // 2 + 60
        shifted[8:16, 16:32, 2] += 87 if plane == 1 else 0
        shifted[8:16, 16:32, 1] -= 17 if plane == 1 else 0
        return shifted.astype(np.uint8)

    def plain(plane: int, width: int, height: int) -> np.ndarray:
        return (moving(plane, width, height).astype(int) // 2 + 60).astype(np.uint8)

    first, second = lossless(tmp_path / "a.mkv", picture=plain), lossless(tmp_path / "b.mkv", picture=redder)
    seen = compared(first, second)
    assert seen.least_chroma_psnr is not None
    assert seen.least_chroma_psnr < 34 < (seen.least_psnr or 99)
    assert seen.least_psnr_of_all == seen.least_chroma_psnr
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[:, : WIDTH // 2] = True  # half of each frame: what is left is compared with half as many samples
    mask[8:16, 16:24] = False
    assert compared(first, second, mask).least_chroma_psnr == pytest.approx(seen.least_chroma_psnr, abs=1.0)


def test_tags_tracks_and_times_are_compared(tmp_path: Path) -> None:
    first = lossless(tmp_path / "a.mkv", tags=(1, 1, 1, 1), audio="pcm_s16le", chapters=True)
    second = lossless(tmp_path / "b.mkv", times=[0, 1, 2, 4], time_base=None)
    seen = compared(first, second)
    assert set(seen.tags) >= {"matrix", "transfer", "primaries", "chapters"}
    assert seen.tracks == [("audio", "pcm_s16le", False)]
    assert seen.largest_time_error == pytest.approx(0.04)
    assert compared(first, first).tracks == [("audio", "pcm_s16le", True)]
