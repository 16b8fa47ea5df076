from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.cli import main
from inpaint_studio.files.video.reading import open_video

av = pytest.importorskip("av")

from inpaint_studio.files.video.saving import save_exact  # noqa: E402
from tests.files.video.clips import HEIGHT, WIDTH, Film, make  # noqa: E402
from tests.files.video.test_saving import RECT, grey_box, saved  # noqa: E402


def test_a_film_is_proved_with_one_mask_for_all_frames(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, result = make(tmp_path / "a.mp4", Film(frames=6, audio="aac")), tmp_path / "b.mkv"
    with closing(open_video(path)) as film:
        saved(save_exact(film, grey_box(2, 3), result))
    for name, box in (("mask.png", RECT), ("other.png", RECT.translate(-20, -15))):
        mask = np.zeros((HEIGHT, WIDTH), np.uint8)
        mask[box.slices] = 255
        Image.fromarray(mask).save(tmp_path / name)
    assert main(["verify", str(path), str(result), "--mask", str(tmp_path / "mask.png")]) == 0
    assert "YES: every sample outside the masks is the original's." in capsys.readouterr().out
    assert main(["verify", str(path), str(result), "--mask", str(tmp_path / "other.png")]) == 1
    assert "the first in frame 3" in capsys.readouterr().out
