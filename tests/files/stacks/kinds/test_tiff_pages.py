"""TIFFs of several pages."""

import struct

import numpy as np
import pytest
import tifffile

from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.stacks.opening import open_planes


def _frames(count=5, height=20, width=24, channels=3, dtype="uint8"):
    return np.random.default_rng(count).integers(0, 255, (count, height, width, channels), np.dtype(dtype).type)


def _offsets(path):
    with tifffile.TiffFile(path) as file:
        return [page.offset for page in file.pages]


@pytest.mark.parametrize("layout", [{}, {"bigtiff": True}, {"byteorder": ">", "compression": "deflate"}])
@pytest.mark.parametrize(("channels", "dtype"), [(3, "uint8"), (1, "uint16")])
def test_pages_of_one_size_are_a_stack(pages, layout, channels, dtype):
    samples = _frames(4, channels=channels, dtype=dtype)
    planes = open_planes(pages(samples, **layout))
    assert (planes.kind, planes.axis, len(planes.places)) == ("tiff", "page", 4)
    for plane in (3, 1):
        picture = planes.picture(plane)
        assert picture.plane == plane
        np.testing.assert_array_equal(picture.pixels, samples[plane])


def test_one_page_is_no_stack(pages):
    assert open_planes(pages(_frames(1))) is None


def test_a_picture_with_previews_is_no_stack(tmp_path):
    path = tmp_path / "preview.tif"
    with tifffile.TiffWriter(path) as out:
        out.write(_frames(1)[0], photometric="rgb", metadata=None)
        for _ in range(3):
            out.write(_frames(1, 5, 6)[0], photometric="rgb", metadata=None)
    assert open_planes(path) is None


def test_tagged_copies_and_masks_are_no_planes(tmp_path):
    path = tmp_path / "copies.tif"
    with tifffile.TiffWriter(path) as out:
        for _ in range(2):
            out.write(_frames(1)[0], photometric="rgb", metadata=None)
            out.write(_frames(1, 10, 12)[0], photometric="rgb", metadata=None, subfiletype=1)
    planes = open_planes(path)
    assert [source.page for source in planes.sources] == [0, 2]


def test_a_page_unlike_the_others_is_named(tmp_path):
    path = tmp_path / "odd.tif"
    with tifffile.TiffWriter(path) as out:
        for number in range(5):
            out.write(_frames(1, 20 + (number == 2))[0], photometric="rgb", metadata=None)
    planes = open_planes(path)
    assert planes.notes == (
        "One page is unlike the first, which is 24 x 20 pixels, and cannot be a plane of the stack: 3.",
    )
    with pytest.raises(PictureError, match=r"Plane 3 of odd\.tif is 24 x 21"):
        planes.picture(2)
    assert planes.picture(4).plane == 4


def test_a_chain_that_breaks_off_is_told(pages):
    path = pages(_frames(4))
    content = bytearray(path.read_bytes())
    at = _offsets(path)[2]
    count = struct.unpack_from("<H", content, at)[0]
    struct.pack_into("<I", content, at + 2 + 12 * count, len(content) + 1000)
    path.write_bytes(content)
    with pytest.raises(PictureError, match="its chain of pages breaks off behind page 3"):
        open_planes(path)


def test_a_chain_in_a_circle_ends(pages):
    path = pages(_frames(4))
    content = bytearray(path.read_bytes())
    offsets = _offsets(path)
    count = struct.unpack_from("<H", content, offsets[3])[0]
    struct.pack_into("<I", content, offsets[3] + 2 + 12 * count, offsets[1])
    path.write_bytes(content)
    with pytest.raises(PictureError, match="its chain of pages breaks off"):
        open_planes(path)


def test_a_plane_that_cannot_be_read_is_named_by_its_number(pages):
    path = pages(_frames(4), compression="deflate", rowsperstrip=20)
    content = bytearray(path.read_bytes())
    with tifffile.TiffFile(path) as file:
        at = file.pages[1].dataoffsets[0]
    content[at : at + 40] = bytes(40)
    path.write_bytes(content)
    planes = open_planes(path)
    assert planes.picture(2).plane == 2
    with pytest.raises(PictureError, match=r"Plane 2 of pages\.tif cannot be read"):
        planes.picture(1)
