from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.cli import main
from inpaint_studio.files.stacks.opening import open_planes

av = pytest.importorskip("av")

from tests.files.video.clips import Film, make  # noqa: E402


def test_a_film_opens_by_the_door_of_all_stacks(tmp_path: Path) -> None:
    planes = open_planes(make(tmp_path / "a.mp4", Film(frames=5)))
    assert planes is not None
    assert (planes.kind, planes.axis, planes.name, len(planes.places)) == ("video", "frame", "a.mp4", 5)
    assert planes.picture(4).plane == 4
    assert not np.array_equal(planes.picture(0).pixels, planes.picture(4).pixels)


def test_the_command_compares_films_outside_their_masks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    film = make(tmp_path / "a.mp4", Film(frames=5))
    (tmp_path / "b.mp4").write_bytes(film.read_bytes())
    size = open_planes(film).picture(0).size
    mask = np.zeros((size.height, size.width), np.uint8)
    mask[2:9, 3:12] = 255
    Image.fromarray(mask).save(tmp_path / "m.png")
    assert main(["verify", str(film), str(tmp_path / "b.mp4"), "--mask", str(tmp_path / "m.png")]) == 0
    assert capsys.readouterr().out.startswith("YES: every sample outside the masks is the original's.")
