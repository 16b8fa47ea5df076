"""Smaller copies of an edited page: none of them shows what was removed, and nothing else in the file is lost."""

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import save_picture

MARK = Rect(40, 32, 16, 16)
SHADE = (250, 10, 250)  # of the mark; nothing else in the pictures comes near it


@pytest.fixture
def marked(smooth: Callable) -> np.ndarray:
    """A photograph of 160 x 120 with a mark on it."""
    pixels = np.clip(smooth(3), 40, 200)
    pixels[MARK.slices] = SHADE
    return pixels


def _half(pixels: np.ndarray, by: int = 2) -> np.ndarray:
    size = (pixels.shape[1] // by, pixels.shape[0] // by)
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BOX))


def _directories(path: Path) -> list[tifffile.TiffPage]:
    """Every directory there is, also those inside others."""
    with tifffile.TiffFile(path) as file:
        pages = []
        waiting = list(file.pages)
        while waiting:
            page = waiting.pop(0)
            page = page.aspage() if hasattr(page, "aspage") else page
            pages.append(page)
            waiting.extend(page.pages or [])
        for page in pages:
            page.samples_read = page.asarray()
            page.values_read = {tag.code: tag.value for tag in page.tags}
        return pages


def _shows_the_mark(path: Path) -> list[int]:
    return [
        number
        for number, page in enumerate(_directories(path))
        if page.samples_read.ndim == 3 and (np.abs(page.samples_read.astype(int) - SHADE).max(axis=2) < 12).any()
    ]


def _edited(tmp_path: Path, fill_of: Callable, page: int = 0) -> tuple[Path, tuple[str, ...]]:
    assert _shows_the_mark(tmp_path / "a.tif")
    picture = read_picture(tmp_path / "a.tif", page)
    report = save_picture(picture, (fill_of(picture, MARK.grow(2), 100),), tmp_path / "b.tif")
    return tmp_path / "b.tif", report.notes


def test_the_overviews_of_a_georeferenced_tiff_are_made_anew_and_its_masks_and_tags_stay(
    tmp_path: Path, marked: np.ndarray, fill_of: Callable
) -> None:
    mask = np.random.default_rng(0).integers(0, 2, (120, 160), np.uint8).astype(bool)
    geo = [(33550, 12, 3, (1.0, 1.0, 0.0), True), (42113, 2, 2, "0", True)]
    how = {"metadata": None, "compression": "deflate", "rowsperstrip": 32}
    with tifffile.TiffWriter(tmp_path / "a.tif") as writer:
        writer.write(marked, photometric="rgb", extratags=geo, **how)
        writer.write(mask, subfiletype=4, **how)
        writer.write(_half(marked), photometric="rgb", subfiletype=1, **how)
        writer.write(mask[::2, ::2], subfiletype=5, **how)
        writer.write(_half(marked, 4), photometric="rgb", subfiletype=1, **how)
    path, notes = _edited(tmp_path, fill_of)
    assert _shows_the_mark(path) == []
    pages = _directories(path)
    assert [page.shape[:2] for page in pages] == [(120, 160), (120, 160), (60, 80), (60, 80), (30, 40)]
    assert np.array_equal(pages[1].samples_read, mask)
    assert np.array_equal(pages[3].samples_read, mask[::2, ::2])
    assert pages[0].values_read[33550] == (1.0, 1.0, 0.0)
    assert pages[0].values_read[42113] == "0"
    assert any("mask was kept" in note for note in notes)


def test_a_file_that_claims_the_order_of_the_cloud_does_so_no_more(
    tmp_path: Path, marked: np.ndarray, fill_of: Callable
) -> None:
    structure = b"LAYOUT=IFDS_BEFORE_DATA\nBLOCK_ORDER=ROW_MAJOR\nKNOWN_INCOMPATIBLE_EDITION=NO\n "
    ghost = b"GDAL_STRUCTURAL_METADATA_SIZE=%06d bytes\n" % len(structure) + structure
    samples = marked.tobytes()
    at = 8 + len(ghost) + len(ghost) % 2
    tags = [(256, 160), (257, 120), (258, 8), (259, 1), (262, 2), (273, 0), (277, 3), (278, 120), (279, len(samples))]
    start = at + 2 + 12 * len(tags) + 4
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, start if tag == 273 else value) for tag, value in tags)
    content = b"II*\0" + struct.pack("<I", at) + ghost.ljust(at - 8, b"\0")
    content += struct.pack("<H", len(tags)) + entries + bytes(4) + samples
    (tmp_path / "a.tif").write_bytes(content)
    path, notes = _edited(tmp_path, fill_of)
    assert b"KNOWN_INCOMPATIBLE_EDITION=YES\n" in path.read_bytes()[: 8 + len(ghost)]
    assert path.read_bytes()[8 : 8 + 50] == content[8 : 8 + 50]
    assert any("cloud-optimised" in note for note in notes)


def test_levels_of_a_slide_that_do_not_say_so_go_and_its_label_stays(
    tmp_path: Path, marked: np.ndarray, smooth: Callable, fill_of: Callable
) -> None:
    label = smooth(3, 40, 60, seed=9)
    with tifffile.TiffWriter(tmp_path / "a.tif") as writer:
        for level in (marked, _half(marked, 4), _half(marked), label):
            writer.write(level, photometric="rgb", metadata=None, tile=(32, 32))
    path, notes = _edited(tmp_path, fill_of)
    assert _shows_the_mark(path) == []
    pages = _directories(path)
    assert [page.shape[:2] for page in pages] == [(120, 160), (40, 60)]
    assert np.array_equal(pages[1].samples_read, label)
    assert _half(marked).tobytes()[:300] not in path.read_bytes()
    assert any("Smaller copies" in note for note in notes)


def test_a_preview_before_the_page_goes_and_the_page_is_found_again(
    tmp_path: Path, marked: np.ndarray, fill_of: Callable
) -> None:
    with tifffile.TiffWriter(tmp_path / "a.tif") as writer:
        writer.write(_half(marked, 4), photometric="rgb", metadata=None, subfiletype=1)
        writer.write(marked, photometric="rgb", metadata=None)
    path, _ = _edited(tmp_path, fill_of, page=1)
    assert _shows_the_mark(path) == []
    assert [page.shape[:2] for page in _directories(path)] == [(120, 160)]


def test_other_pages_of_the_same_proportions_stay(
    tmp_path: Path, marked: np.ndarray, smooth: Callable, fill_of: Callable
) -> None:
    others = [smooth(3, 60, 80, seed=seed) for seed in (3, 4)] + [smooth(3, 120, 160, seed=5)]
    with tifffile.TiffWriter(tmp_path / "a.tif") as writer:
        for page in (others[0], marked, *others[1:]):
            writer.write(page, photometric="rgb", metadata=None)
    path, notes = _edited(tmp_path, fill_of, page=1)
    pages = _directories(path)
    assert len(pages) == 4
    for number, other in ((0, others[0]), (2, others[1]), (3, others[2])):
        assert np.array_equal(pages[number].samples_read, other)
    assert not any("Smaller copies" in note for note in notes)


def test_a_pyramid_in_sub_directories_goes_and_what_is_no_smaller_stays(
    tmp_path: Path, marked: np.ndarray, fill_of: Callable
) -> None:
    depth = np.random.default_rng(0).integers(0, 255, (120, 160), np.uint8)
    with tifffile.TiffWriter(tmp_path / "a.tif") as writer:
        writer.write(marked, photometric="rgb", metadata=None, subifds=3)
        writer.write(_half(marked), photometric="rgb", metadata=None)  # as OME writes them, without a word
        writer.write(depth, photometric="minisblack", metadata=None)
        writer.write(_half(marked, 4), photometric="rgb", metadata=None, subfiletype=1)
        writer.write(depth[::2], photometric="minisblack", metadata=None)
    path, notes = _edited(tmp_path, fill_of)
    assert _shows_the_mark(path) == []
    pages = _directories(path)
    assert len(pages) == 3
    assert [page.shape for page in pages] == [(120, 160, 3), (60, 160), (120, 160)]
    assert np.array_equal(pages[2].samples_read, depth)
    assert any("Smaller copies" in note for note in notes)


def test_the_thumbnail_of_a_camera_goes_with_its_bytes(tmp_path: Path, marked: np.ndarray, fill_of: Callable) -> None:
    tifffile.imwrite(tmp_path / "a.tif", marked, photometric="rgb", metadata=None)
    content = bytearray((tmp_path / "a.tif").read_bytes())
    thumbnail = b"\xff\xd8" + b"THUMBNAIL" * 20 + b"\xff\xd9"
    at = len(content) + len(content) % 2
    content = content.ljust(at, b"\0") + thumbnail
    second = len(content) + len(content) % 2
    tags = struct.pack("<HHII", 513, 4, 1, at) + struct.pack("<HHII", 514, 4, 1, len(thumbnail))
    content = content.ljust(second, b"\0") + struct.pack("<H", 3) + struct.pack("<HHII", 254, 4, 1, 1) + tags + bytes(4)
    first = struct.unpack_from("<I", content, 4)[0]
    link = first + 2 + 12 * struct.unpack_from("<H", content, first)[0]
    struct.pack_into("<I", content, link, second)
    (tmp_path / "a.tif").write_bytes(content)
    picture = read_picture(tmp_path / "a.tif")
    save_picture(picture, (fill_of(picture, MARK),), tmp_path / "b.tif")
    assert b"THUMBNAIL" not in (tmp_path / "b.tif").read_bytes()
    assert len(_directories(tmp_path / "b.tif")) == 1


def test_what_copies_share_with_other_pages_is_not_blanked(
    tmp_path: Path, marked: np.ndarray, smooth: Callable, fill_of: Callable
) -> None:
    other = smooth(3, 60, 80, seed=3)
    with tifffile.TiffWriter(tmp_path / "a.tif") as writer:
        writer.write(marked, photometric="rgb", metadata=None)
        writer.write(_half(marked), photometric="rgb", metadata=None, subfiletype=1)
        writer.write(other, photometric="rgb", metadata=None)
    with tifffile.TiffFile(tmp_path / "a.tif", mode="r+b") as file:
        shared = file.pages[2].tags["StripOffsets"].value
        file.pages[1].tags["StripOffsets"].overwrite(shared)
    picture = read_picture(tmp_path / "a.tif")
    save_picture(picture, (fill_of(picture, MARK),), tmp_path / "b.tif")
    assert np.array_equal(_directories(tmp_path / "b.tif")[1].samples_read, other)


def test_a_raw_file_of_which_only_the_preview_could_be_opened_is_refused(tmp_path: Path, marked: np.ndarray) -> None:
    with tifffile.TiffWriter(tmp_path / "a.tif") as writer:
        writer.write(_half(marked, 4), photometric="rgb", metadata=None, subfiletype=1, subifds=1)
        writer.write(marked, photometric="rgb", metadata=None)
    with pytest.raises(PictureError, match=r"160 x 120 pixels.*raw"):
        read_picture(tmp_path / "a.tif")


def test_overviews_in_a_file_beside_it_are_spoken_of(tmp_path: Path, marked: np.ndarray, fill_of: Callable) -> None:
    tifffile.imwrite(tmp_path / "a.tif", marked, photometric="rgb", metadata=None)
    (tmp_path / "b.tif.ovr").write_bytes(b"II*\0")
    _, notes = _edited(tmp_path, fill_of)
    assert [note for note in notes if "b.tif.ovr holds smaller copies" in note]


def test_a_level_that_is_edited_itself_loses_the_smaller_ones_and_leaves_the_larger(
    tmp_path: Path, marked: np.ndarray, fill_of: Callable
) -> None:
    large = np.asarray(Image.fromarray(marked).resize((320, 240)))
    with tifffile.TiffWriter(tmp_path / "a.tif") as writer:
        writer.write(large, photometric="rgb", metadata=None)
        for level in (marked, _half(marked)):
            writer.write(level, photometric="rgb", metadata=None, subfiletype=1)
    path, notes = _edited(tmp_path, fill_of, page=1)
    assert [page.shape[:2] for page in _directories(path)] == [(240, 320), (120, 160)]
    assert _shows_the_mark(path) == [0]
    assert any("smaller copy of another" in note for note in notes)
