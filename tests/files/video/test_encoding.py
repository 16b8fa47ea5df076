import numpy as np
import pytest

from inpaint_studio.files.video.layouts import LAYOUTS, rearranged
from tests.files.video.test_colours import frame

av = pytest.importorskip("av")

from inpaint_studio.files.video.decoder import samples_of  # noqa: E402
from inpaint_studio.files.video.encoding import frame_of  # noqa: E402


@pytest.mark.parametrize("name", LAYOUTS)
def test_samples_go_into_a_frame_and_come_back(name: str) -> None:
    before = frame(name, 37, 23)
    after = samples_of(frame_of(before, LAYOUTS[name]))
    assert all(np.array_equal(old, new) for old, new in zip(before, after, strict=True))


def test_colours_are_reordered_without_loss() -> None:
    (before,) = frame("rgb24")
    (after,) = rearranged((before,), LAYOUTS["rgb24"], LAYOUTS["bgr0"])
    assert np.array_equal(after[:, :, 2::-1], before)
    planes = frame("gbrp")
    (packed,) = rearranged(planes, LAYOUTS["gbrp"], LAYOUTS["bgr0"])
    assert np.array_equal(packed[:, :, 1], planes[0])
    assert np.array_equal(packed[:, :, 2], planes[2])
