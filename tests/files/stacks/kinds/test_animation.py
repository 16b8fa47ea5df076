"""Animated GIF, WebP and PNG: frames of one form, with their times."""

from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.stacks.opening import open_planes


def _save(path, count=4, mode="RGB", duration=(40, 80, 120, 200), **options):
    rng = np.random.default_rng(3)
    images = []
    for number in range(count):
        pixels = np.full((24, 30, 3), 40 * number, np.uint8)
        pixels[4 + number : 12 + number, 5:15] = rng.integers(0, 255, 3)
        images.append(Image.fromarray(pixels).convert(mode))
        if mode == "RGBA":
            images[-1].putalpha(Image.fromarray(pixels[:, :, 1]))
    images[0].save(path, save_all=True, append_images=images[1:], duration=list(duration[:count]), **options)
    return path


@pytest.mark.parametrize(
    ("name", "mode", "options"),
    [
        ("a.gif", "RGB", {}),
        ("a.gif", "P", {"disposal": 2}),
        ("a.gif", "L", {}),
        ("a.webp", "RGB", {"lossless": True}),
        ("a.webp", "RGBA", {"lossless": True}),
        ("a.png", "RGB", {}),
        ("a.png", "RGBA", {"disposal": 1}),
        ("a.png", "L", {}),
    ],
)
def test_frames_are_planes_with_times(tmp_path, name, mode, options):
    path = _save(tmp_path / name, mode=mode, **options)
    planes = open_planes(path)
    assert (planes.kind, planes.axis, len(planes.places)) == ("animation", "frame", 4)
    assert [place.at for place in planes.places] == [Fraction(n, 100) for n in (0, 4, 12, 24)]
    for plane in (2, 0, 3, 1):
        picture = planes.picture(plane)
        channels = picture.pixels.shape[2]
        assert channels == planes.picture(0).pixels.shape[2]
        assert channels == (4 if mode == "RGBA" or "disposal" in options else 3)
        with Image.open(path) as image:
            assert image.n_frames == 4
            image.seek(plane)
            np.testing.assert_array_equal(picture.pixels, np.asarray(image.convert("RGB" if channels == 3 else "RGBA")))
        assert picture.plane == plane


def test_a_png_whose_first_picture_is_no_part_of_the_animation(tmp_path):
    path = _save(tmp_path / "a.png", default_image=True)
    planes = open_planes(path)
    with Image.open(path) as image:
        assert image.n_frames == len(planes.places) == 4
    assert planes.places[0].at == planes.places[1].at == 0
    assert planes.picture(3).plane == 3


@pytest.mark.parametrize("name", ["a.gif", "a.webp", "a.png"])
def test_one_frame_is_a_picture(tmp_path, name):
    Image.new("RGB", (9, 9)).save(tmp_path / name)
    assert open_planes(tmp_path / name) is None


def test_frames_that_say_no_time_have_none(tmp_path):
    planes = open_planes(_save(tmp_path / "a.gif", duration=(0, 0, 0, 0)))
    assert [place.at for place in planes.places] == [None] * 4


@pytest.mark.parametrize("name", ["a.gif", "a.webp", "a.png"])
def test_a_file_that_is_cut_off_opens_as_far_as_it_goes(tmp_path, name):
    path = _save(tmp_path / name, lossless=True) if name == "a.webp" else _save(tmp_path / name)
    path.write_bytes(path.read_bytes()[:-60])
    planes = open_planes(path)
    assert 1 < len(planes.places) <= 4


@pytest.mark.parametrize(
    "content", [b"GIF89a", b"GIF89a" + b"\xff" * 40, b"RIFF\0\0\0\0WEBPANMF", b"\x89PNG\r\n\x1a\n" + b"\0" * 30]
)
def test_what_is_broken_is_left_to_who_opens_pictures(tmp_path, content):
    path = tmp_path / "broken"
    path.write_bytes(content)
    assert open_planes(path) is None


def test_frames_are_the_same_in_any_order(tmp_path):
    """The helper goes on from the frame before."""
    path = _save(tmp_path / "a.gif", disposal=2)
    one_by_one = [read_picture(path, page).pixels for page in (0, 1, 2, 3)]
    for page in (3, 1, 2, 2, 0, 3):
        np.testing.assert_array_equal(read_picture(path, page).pixels, one_by_one[page])
