from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.editing.picture import Mask
from inpaint_studio.files.errors import PictureError, SameFile
from inpaint_studio.files.video.reading import VideoPlanes
from inpaint_studio.files.video.saving import save_exact, save_same_kind
from inpaint_studio.files.video.verify import verify_video

av = pytest.importorskip("av")

from tests.files.video.clips import HEIGHT, WIDTH, Film, make  # noqa: E402
from tests.files.video.test_saving import RECT, grey_box, saved  # noqa: E402


def box(plane: int) -> Mask | None:
    if plane not in (9, 10):
        return None
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[RECT.slices] = 255
    return mask


def test_an_exact_save_is_proved_and_another_mask_is_not(tmp_path: Path, opened: Callable[[Path], VideoPlanes]) -> None:
    path, result = make(tmp_path / "a.mp4", Film(audio="aac")), tmp_path / "b.mkv"
    saved(save_exact(opened(path), grey_box(9, 10), result))
    report = verify_video(path, result, box)
    assert report.untouched
    assert report.sentences()[0] == "YES: every sample outside the masks is the original's."
    assert "sound (aac): all packets are the same." in report.sentences()
    assert report.comparison.samples_differing_inside > 0
    other = verify_video(path, result, lambda plane: None)
    assert not other.untouched
    assert other.is_provable
    assert "the first in frame 10" in other.sentences()[0]
    assert '"untouched": false' in other.to_json()


def test_frames_that_were_coded_again_cannot_be_proved(tmp_path: Path, opened: Callable[[Path], VideoPlanes]) -> None:
    path, result = make(tmp_path / "a.mp4"), tmp_path / "b.mp4"
    saved(save_same_kind(opened(path), grey_box(9, 10), result))
    report = verify_video(path, result, box)
    assert (report.untouched, report.is_provable) == (False, False)
    assert report.sentences()[0].startswith("CANNOT BE PROVED for 8 of 20 frames")


def test_other_lengths_sizes_and_files_are_told(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mp4", Film(frames=6))
    assert verify_video(path, make(tmp_path / "b.mp4", Film(frames=5)), box).sentences()[0].startswith("NO: 6 frames")
    wide = make(tmp_path / "c.mp4", Film(frames=6, size=(128, 64)))
    assert "not of the same size" in verify_video(path, wide, box).sentences()[0]
    with pytest.raises(SameFile):
        verify_video(path, path, box)
    with pytest.raises(PictureError, match="could not be read"):
        verify_video(path, tmp_path / "missing.mp4", box)
    with pytest.raises(PictureError, match="must be the same size"):
        verify_video(path, make(tmp_path / "d.mp4", Film(frames=6)), lambda plane: np.zeros((5, 5), np.uint8))


def test_motion_jpeg_is_proved_by_blocks(tmp_path: Path, opened: Callable[[Path], VideoPlanes]) -> None:
    path = make(tmp_path / "a.avi", Film(codec="mjpeg", pixel_format="yuvj420p", options={}, frames=11))
    saved(save_same_kind(opened(path), grey_box(9, 10), tmp_path / "b.avi"))
    report = verify_video(path, tmp_path / "b.avi", box)
    verdict, outside, inside, *_ = report.sentences()
    assert verdict.startswith("YES: every sample outside the JPEG blocks")
    assert "samples outside those blocks in 11 frames 0 differ" in outside
    assert "Inside those blocks" in inside
    assert "outside the masks" not in report.to_text()
