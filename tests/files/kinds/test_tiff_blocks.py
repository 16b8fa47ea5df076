"""Single strips and tiles: decoded and coded as the page says, JPEG with the tables of the page among them."""

import io
import zlib
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.files.kinds import tiff, tiff_blocks
from inpaint_studio.files.kinds.tiff_blocks import Blocks


def _blocks(content: bytes, dtype: str, number: int = 0) -> Blocks:
    structure = tiff.Tiff(content)
    page = structure.pages()[number]
    return Blocks(structure, page, tiff.layout(structure, page), np.dtype(dtype))


def _tiled(pixels: np.ndarray, **how: object) -> bytes:
    file = io.BytesIO()
    tifffile.imwrite(file, pixels, metadata=None, tile=(32, 48), **{"photometric": "minisblack", **how})
    return file.getvalue()


@pytest.mark.parametrize("planar", ["contig", "separate"])
@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32"])
def test_a_window_is_what_lies_in_it(planar: str, dtype: str) -> None:
    pixels = np.random.default_rng(0).integers(0, 99, (100, 130, 3)).astype(dtype)
    stored = pixels if planar == "contig" else np.moveaxis(pixels, 2, 0)
    blocks = _blocks(_tiled(stored, planarconfig=planar, compression="zlib", predictor=dtype != "float32"), dtype)
    for rect in (Rect(0, 0, 130, 100), Rect(40, 20, 31, 50), Rect(129, 99, 1, 1)):
        assert np.array_equal(blocks.window(rect), pixels[rect.slices])


@pytest.mark.parametrize(
    ("dtype", "predictor"),
    [(dtype, predictor) for dtype in ("uint8", "uint16", "int16", "float32") for predictor in (1, 2)]
    + [("float32", 3)],
)
def test_what_is_coded_is_decoded_again(dtype: str, predictor: int) -> None:
    content = bytearray(_tiled(np.zeros((32, 48), dtype), compression="zlib"))
    blocks = _blocks(bytes(content), dtype)
    object.__setattr__(blocks, "layout", tiff.Layout(**{**blocks.layout.__dict__, "predictor": predictor}))
    part = np.random.default_rng(1).normal(0, 9, (32, 48, 1)).astype(dtype)
    assert np.array_equal(blocks.decode(blocks.encode(part), (32, 48, 1)), part)


def test_a_block_that_is_not_stored_holds_what_the_file_calls_nothing() -> None:
    blocks = _blocks(_tiled(np.ones((64, 48), np.int16)), "int16")
    blocks.places[1] = (0, 0)
    object.__setattr__(blocks, "empty", -7)
    assert (blocks.window(Rect(0, 0, 48, 64)) == np.repeat([1, -7], 32)[:, None, None]).all()
    assert [blocks.is_stored(number) for number in (0, 1)] == [True, False]


def test_a_wrong_checksum_and_a_cut_block_are_errors() -> None:
    blocks = _blocks(_tiled(np.arange(1536, dtype=np.uint16).reshape(32, 48), compression="zlib"), "uint16")
    coded = blocks.coded(0)
    with pytest.raises(zlib.error):
        blocks.decode(coded[:-1] + bytes([coded[-1] ^ 1]), (32, 48, 1))
    with pytest.raises(ValueError, match="short"):
        blocks.decode(coded[:40], (32, 48, 1))
    blocks.places[0] = (blocks.places[0][0], 10**6)
    with pytest.raises(ValueError, match="ends in a strip"):
        blocks.read(0)


def _jpeg_tile(mode: str, tables: bool) -> tuple[Blocks, np.ndarray]:
    """A page of one JPEG tile, whose tables stand in a tag or in the tile."""
    image = Image.fromarray(np.random.default_rng(2).integers(90, 160, (32, 48, 3), np.uint8)).resize((48, 32))
    image = image.convert("L") if mode == "L" else image
    file = io.BytesIO()
    image.save(file, "JPEG", quality=85, subsampling=0)
    content = file.getvalue()
    from inpaint_studio.files.kinds import jpeg_segments

    segments, _ = jpeg_segments.split(content)
    outside = [one for one in segments if one.marker in (jpeg_segments.DQT, jpeg_segments.DHT)]
    inside = [one for one in segments if not one.is_metadata and (not tables or one not in outside)]
    photometric = "minisblack" if mode == "L" else "ycbcr"
    page = _tiled(np.asarray(image), photometric=photometric, compression="jpeg") if mode == "L" else None
    page = page or _tiled(np.asarray(image), photometric="rgb", compression="jpeg")
    blocks = _blocks(page, "uint8")
    layout = {**blocks.layout.__dict__, "photometric": 1 if mode == "L" else 6}
    object.__setattr__(blocks, "layout", tiff.Layout(**layout))
    object.__setattr__(blocks, "tables", jpeg_segments.join(outside) if tables else b"")
    object.__setattr__(blocks, "coded", lambda _: jpeg_segments.join(inside))
    return blocks, np.asarray(Image.open(io.BytesIO(content))).reshape(32, 48, -1)


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("tables", [True, False])
def test_a_jpeg_tile_is_read_and_spliced_with_the_tables_of_its_page(mode: str, tables: bool) -> None:
    from inpaint_studio.files.saving import jpeg_exact

    blocks, expected = _jpeg_tile(mode, tables)
    before = blocks.decode(blocks.coded(0), expected.shape)
    assert np.array_equal(before, expected)
    after = before.copy()
    after[9:15, 17:23] = 40
    coded, may_change = jpeg_exact.splice_tile(blocks.coded(0), blocks.tables, before, after, is_ycc=mode == "RGB")
    assert (b"\xff\xc4" in coded) != tables  # tables that stand in the page are used, and not written again
    again = blocks.decode(coded, expected.shape)
    touched = (again != before).any(axis=2)
    assert touched[9:15, 17:23].all()
    assert not (touched & (may_change == 0)).any()
    assert may_change.sum() == 255 * 64
    assert np.abs(again[9:15, 17:23].astype(int) - 40).max() < 40
    same = jpeg_exact.tile_blocks(blocks.coded(0), blocks.tables, (before != after).any(axis=2), is_ycc=mode == "RGB")
    assert np.array_equal(same, may_change > 0)


def test_a_jpeg_tile_of_another_size_is_refused() -> None:
    blocks, _ = _jpeg_tile("L", True)
    with pytest.raises(ValueError, match="size"):
        blocks.decode(blocks.coded(0), (16, 48, 1))
    with pytest.raises(ValueError, match="no JPEG"):
        blocks.decode(b"abc", (16, 48, 1))


@pytest.mark.parametrize("bilevel", [True, False])
def test_a_mask_is_read_bit_by_bit_or_byte_by_byte(tmp_path: Path, bilevel: bool) -> None:
    mask = np.random.default_rng(0).integers(0, 2, (50, 61), np.uint8)
    stored = mask.astype(bool) if bilevel else mask * 255
    tifffile.imwrite(tmp_path / "m.tif", stored, photometric="minisblack", compression="zlib", metadata=None)
    structure = tiff.Tiff((tmp_path / "m.tif").read_bytes())
    page = structure.pages()[0]
    for rect in (Rect(0, 0, 61, 50), Rect(5, 7, 20, 30)):
        known = tiff_blocks.mask_window(structure, page, tiff.layout(structure, page), rect)
        assert np.array_equal(known, mask[rect.slices] > 0)
