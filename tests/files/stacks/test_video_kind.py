from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.files.stacks.opening import open_planes

av = pytest.importorskip("av")

from tests.files.video.clips import Film, make  # noqa: E402


def test_a_film_opens_by_the_door_of_all_stacks(tmp_path: Path) -> None:
    planes = open_planes(make(tmp_path / "a.mp4", Film(frames=5)))
    assert planes is not None
    assert (planes.kind, planes.axis, planes.name, len(planes.places)) == ("video", "frame", "a.mp4", 5)
    assert planes.picture(4).plane == 4
    assert not np.array_equal(planes.picture(0).pixels, planes.picture(4).pixels)
