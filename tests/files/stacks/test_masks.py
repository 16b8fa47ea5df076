"""Masks of stacks: one for all, or one for each, whatever they come in."""

import numpy as np
import pytest
import tifffile
from PIL import Image

from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.stacks.masks import read_masks
from inpaint_studio.files.stacks.opening import open_planes


def _frames(count=4, height=20, width=24):
    return np.random.default_rng(count).integers(0, 256, (count, height, width, 3), np.uint8)


def _mask(plane, height=20, width=24):
    mask = np.zeros((height, width), np.uint8)
    mask[2 : 6 + plane, 3:9] = 255
    return mask


@pytest.fixture
def planes(folder):
    return open_planes(folder(_frames(), first=11))


def _folder(there, names, size=(20, 24)):
    there.mkdir()
    for plane, name in enumerate(names):
        Image.fromarray(_mask(plane, *size)).save(there / name)
    return there


def test_one_picture_is_the_mask_of_all(planes, tmp_path):
    Image.fromarray(_mask(0)).save(tmp_path / "m.png")
    masks = read_masks(tmp_path / "m.png", planes)
    assert list(masks) == [0, 1, 2, 3]
    assert masks.one is not None
    assert masks[1] is masks[3]
    np.testing.assert_array_equal(masks[2], _mask(0))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["frame_0012.png", "frame_0014.png"], [1, 3]),
        (["frame_0012_mask.png", "frame_0011_mask.png"], [1, 0]),
        (["m11.png", "m13.png"], [0, 2]),
        (["x.png", "y.png", "z.png", "zz.png"], None),
        (["m91.png", "m92.png", "m93.png", "m94.png"], [0, 1, 2, 3]),
    ],
)
def test_a_folder_by_names_by_numbers_or_by_order(planes, tmp_path, names, expected):
    there = _folder(tmp_path / "masks", names)
    if expected is None:
        with pytest.raises(PictureError):
            read_masks(there, planes)
        return
    masks = read_masks(there, planes)
    assert sorted(masks) == sorted(expected)
    for number, plane in enumerate(expected):
        np.testing.assert_array_equal(masks[plane], _mask(number))
    assert masks.one is None


def test_masks_may_lie_beside_the_pictures(planes, tmp_path):
    for plane in (1, 2):
        Image.fromarray(_mask(plane)).save(tmp_path / "clip" / f"frame_{plane + 11:04d}_mask.png")
    masks = read_masks(tmp_path / "clip", planes)
    assert list(masks) == [1, 2]
    np.testing.assert_array_equal(masks[2], _mask(2))


def test_pages_and_animations(planes, pages, tmp_path):
    with tifffile.TiffWriter(tmp_path / "m.tif") as out:
        for plane in range(4):
            out.write(_mask(plane), photometric="minisblack", metadata=None)
    images = [Image.fromarray(_mask(plane)) for plane in range(4)]
    images[0].save(tmp_path / "m.gif", save_all=True, append_images=images[1:])
    for name in ("m.tif", "m.gif"):
        masks = read_masks(tmp_path / name, planes)
        for plane in range(4):
            np.testing.assert_array_equal(masks[plane], _mask(plane))


def test_numbers_of_pages_count_from_1_or_0(pages, tmp_path):
    planes = open_planes(pages(_frames()))
    from_one = read_masks(_folder(tmp_path / "one", ["m1.png", "m4.png"]), planes)
    from_zero = read_masks(_folder(tmp_path / "zero", ["m0.png", "m3.png"]), planes)
    assert list(from_one) == list(from_zero) == [0, 3]


def test_other_counts_are_one_sentence(planes, tmp_path):
    with tifffile.TiffWriter(tmp_path / "m.tif") as out:
        for plane in range(3):
            out.write(_mask(plane), photometric="minisblack", metadata=None)
    with pytest.raises(PictureError, match=r"m\.tif holds 3 masks and clip has 4 planes. There must be as many"):
        read_masks(tmp_path / "m.tif", planes)
    with pytest.raises(PictureError, match="masks holds 5 masks and clip has 4 planes"):
        read_masks(_folder(tmp_path / "masks", [f"m{n}.png" for n in (1, 2, 3, 4, 5)]), planes)
    (tmp_path / "none").mkdir()
    with pytest.raises(PictureError, match="none holds no masks"):
        read_masks(tmp_path / "none", planes)


@pytest.mark.parametrize("name", ["m.png", "m.tif", "masks"])
def test_another_size_is_told_at_once(planes, tmp_path, name):
    path = tmp_path / name
    if name == "masks":
        _folder(path, ["m11.png", "m12.png"], (10, 10))
    elif name == "m.png":
        Image.fromarray(_mask(0, 10, 10)).save(path)
    else:
        with tifffile.TiffWriter(path) as out:
            for plane in range(4):
                out.write(_mask(plane, 10, 10), photometric="minisblack", metadata=None)
    with pytest.raises(PictureError, match="is 10 x 10 pixels and the picture is 24 x 20"):
        read_masks(path, planes)
