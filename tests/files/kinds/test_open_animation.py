"""Frames of an animation, composed one from another."""

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files.decoding import decode
from inpaint_studio.files.kinds import open_animation


def _animation(path, count=12, **options):
    rng = np.random.default_rng(0)
    images = []
    for number in range(count):
        pixels = np.full((20, 24, 3), 10 * number, np.uint8)
        pixels[number : number + 6, 3:9] = rng.integers(0, 255, 3)
        images.append(Image.fromarray(pixels))
    images[0].save(path, save_all=True, append_images=images[1:], duration=40, **options)
    return path


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.gif", {}),
        ("a.gif", {"disposal": 2}),
        ("a.webp", {"lossless": True}),
        ("a.png", {}),
        ("a.png", {"disposal": 2}),
    ],
)
def test_frames_are_the_same_from_a_held_file(tmp_path, name, options, monkeypatch):
    path = _animation(tmp_path / name, **options)
    monkeypatch.setattr(open_animation, "_LARGEST", 0)
    fresh = [decode(path, page, 1 << 20).pixels for page in range(12)]
    monkeypatch.undo()
    for page in (1, 2, 3, 7, 7, 4, 5, 0, 6, 11, 1):
        np.testing.assert_array_equal(decode(path, page, 1 << 20).pixels, fresh[page])


def test_the_next_frame_goes_on_from_the_last(tmp_path, monkeypatch):
    path = _animation(tmp_path / "a.gif")
    reads, plain = [], open_animation.samples.opened

    def opened(*arguments):
        reads.append(arguments)
        return plain(*arguments)

    monkeypatch.setattr(open_animation.samples, "opened", opened)
    for page in range(1, 9):
        decode(path, page, 1 << 20)
    assert len(reads) == 1
    _animation(path, 5)
    assert decode(path, 4, 1 << 20).pages == 5
    assert len(reads) == 2
