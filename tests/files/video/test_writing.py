"""Each codec in its own kind, through the whole of a save, which refuses what did not come out as meant."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.files.video.reading import VideoPlanes
from inpaint_studio.files.video.saving import save_exact, save_same_kind

av = pytest.importorskip("av")

from tests.files.video.clips import Film, decoded, make  # noqa: E402
from tests.files.video.test_decoder import OPEN_GROUPS  # noqa: E402
from tests.files.video.test_saving import RECT, grey_box, packets, saved  # noqa: E402

AV1 = {"g": "8", "preset": "10", "svtav1-params": "log-level=0"}
LOSSY = {
    "hevc.mp4": (Film(codec="libx265", options={"x265-params": "log-level=none:keyint=8:open-gop=1"}), 13),
    "open_groups.mkv": (Film(frames=30, options=OPEN_GROUPS), 25),
    "mpeg4.mp4": (Film(codec="mpeg4", options={"g": "8", "bf": "2"}), 13),
    "mpeg2.mpg": (Film(codec="mpeg2video", options={"g": "8", "bf": "2"}), 13),
    "vp9.webm": (Film(codec="libvpx-vp9", options={"g": "8", "deadline": "realtime", "cpu-used": "8"}), 8),
    "broadcast.ts": (Film(audio="aac"), 8),
    "ten_bits.mp4": (Film(pixel_format="yuv422p10le", tags=(1, 1, 1, 1)), 8),
    "prores.mov": (Film(codec="prores_ks", pixel_format="yuv422p10le", options={}, frames=12), 2),
    "dnxhr.mov": (
        Film(codec="dnxhd", pixel_format="yuv422p", options={"profile": "dnxhr_hq"}, frames=12, size=(256, 144)),
        2,
    ),
    "av1.mp4": (Film(codec="libsvtav1", options=AV1, audio="aac"), 8),
    "av1.webm": (Film(codec="libsvtav1", options=AV1, audio="libopus"), 8),
    "two.wmv": (Film(codec="wmv2", options={"g": "8"}), 8),
    "one.wmv": (Film(codec="wmv1", options={"g": "8"}), 8),
    "reordered.avi": (Film(codec="mpeg4", options={"g": "8", "bf": "2"}, audio="pcm_s16le"), 13),
    "old.avi": (Film(codec="msmpeg4v2", options={"g": "8"}), 7),
}


EVERY_TIME = (
    "hevc.mp4",
    "open_groups.mkv",
    "broadcast.ts",
    "av1.mp4",
    "two.wmv",
)  # others are drills: each takes 3 s of a processor


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in EVERY_TIME else pytest.mark.drill) for name in LOSSY]
)
def test_only_touched_groups_are_coded_again(name: str, tmp_path: Path, opened: Callable[[Path], VideoPlanes]) -> None:
    film, again = LOSSY[name]
    path, result = make(tmp_path / name, film), tmp_path / f"saved_{name}"
    report = saved(save_same_kind(opened(path), grey_box(9, 10), result))
    assert (report.frames_again, report.exact) == (again, False)
    assert report.least_psnr is not None
    assert report.least_psnr > 42
    before, after = decoded(path), decoded(result)
    assert [time for time, _ in before] == [time for time, _ in after]
    assert packets(result, "audio") == packets(path, "audio")
    assert sum(a != b for (_, a), (_, b) in zip(before, after, strict=True)) == again
    shown = opened(result)
    for plane in (19, 9, 3) if len(shown) > 19 else (9, 3):  # back over the seam, where parameters could be the other's
        assert b"".join(part.tobytes() for part in shown.samples(plane)) == after[plane][1]


@pytest.mark.parametrize(
    "name", ["rgb.mkv", *(pytest.param(name, marks=pytest.mark.drill) for name in ("ffv1.mkv", "huffyuv.avi"))]
)
def test_lossless_kinds_stay_exact(name: str, tmp_path: Path, opened: Callable[[Path], VideoPlanes]) -> None:
    codec, pixels = {"f": ("ffv1", "yuv422p"), "r": ("ffv1", "bgr0"), "h": ("huffyuv", "yuv422p")}[name[0]]
    path = make(tmp_path / name, Film(codec=codec, pixel_format=pixels, options={}, frames=12))
    assert saved(save_same_kind(opened(path), grey_box(9, 10), tmp_path / f"b_{name}")).exact


def test_motion_jpeg_is_exact_by_blocks(tmp_path: Path, opened: Callable[[Path], VideoPlanes]) -> None:
    path = make(tmp_path / "a.avi", Film(codec="mjpeg", pixel_format="yuvj420p", options={}, frames=12))
    film = opened(path)
    report = saved(save_same_kind(film, grey_box(9, 10), tmp_path / "b.avi"))
    assert report.exact
    again = opened(tmp_path / "b.avi")
    for plane in range(12):
        unlike = film.samples(plane)[0] != again.samples(plane)[0]
        assert unlike.any() == (plane in (9, 10))
        unlike[16:40, 24:56] = False  # the blocks of 8 x 8 that the box touches
        assert not unlike.any()
    assert np.abs(again.picture(9).pixels[RECT.slices][4:-4, 4:-4].astype(int) - 200).mean() < 8


@pytest.mark.parametrize("suffix", [pytest.param(".mov", marks=pytest.mark.drill), ".mkv"])
def test_a_turned_film_stays_turned(suffix: str, tmp_path: Path, opened: Callable[[Path], VideoPlanes]) -> None:
    film = opened(make(tmp_path / "a.mov", Film(frames=4, rotation=90)))
    assert film.size == (64, 96)
    saved(save_exact(film, grey_box(2), tmp_path / f"b{suffix}"))
    again = opened(tmp_path / f"b{suffix}")
    unlike = (film.picture(2).pixels != again.picture(2).pixels).any(axis=2)
    unlike[20:38, 30:56] = False
    assert again.size == (64, 96)
    assert not unlike.any()
    assert np.array_equal(film.picture(1).pixels, again.picture(1).pixels)
