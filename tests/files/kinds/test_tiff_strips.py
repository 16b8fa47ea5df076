"""Strips and tiles of a TIFF: coded to exact bytes that other libraries read, and decoded as far as they are whole."""

import io
import struct
import tracemalloc
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile

from inpaint_studio.files.kinds import tiff, tiff_strips
from inpaint_studio.files.kinds.tiff import Layout, Page, Tiff
from inpaint_studio.files.kinds.tiff_strips import DEFLATE, FAX3, FAX4, LZMA, LZW, NONE, OLD_DEFLATE, PACKBITS, ZSTD

PLAIN = Layout(10, 7, 3, (8, 8, 8), 1, 2, NONE, 1, False, (), 1, None, 7, 1)


def _page(pixels: np.ndarray, **how: object) -> tuple[Tiff, Page, Layout]:
    buffer = io.BytesIO()
    photometric = "rgb" if pixels.ndim == 3 else "minisblack"
    tifffile.imwrite(buffer, pixels, metadata=None, **{"photometric": photometric, **how})
    structure = Tiff(buffer.getvalue())
    (page,) = structure.pages()
    return structure, page, tiff.layout(structure, page)


@pytest.mark.parametrize("compression", sorted(tiff_strips.DECODABLE))
@pytest.mark.parametrize(
    ("dtype", "predictor"), [("uint8", 1), ("uint8", 2), ("uint16", 2), ("uint32", 2), ("float32", 1), ("float32", 3)]
)
@pytest.mark.parametrize("order", ["<", ">"])
def test_what_is_coded_is_decoded_again(
    samples: Callable, compression: int, dtype: str, predictor: int, order: tiff.ByteOrder
) -> None:
    rows = samples(3, dtype, 5, 9)
    coded = tiff_strips.encode(rows, order, compression, predictor)
    again = tiff_strips.decode(coded, rows.shape, rows.dtype, order, compression, predictor)
    assert again.dtype == rows.dtype
    assert np.array_equal(again, rows)


@pytest.mark.parametrize(
    ("rows", "order", "predictor", "coded"),
    [
        ([[[1], [3], [2]]], "<", 1, b"\1\0\3\0\2\0"),
        ([[[1], [3], [2]]], ">", 1, b"\0\1\0\3\0\2"),
        ([[[1], [3], [2]]], ">", 2, b"\0\1\0\2\xff\xff"),  # differences wrap
        ([[[1, 9], [3, 8]]], "<", 2, b"\1\0\x09\0\2\0\xff\xff"),  # of each sample with its own neighbour
        ([[[5], [6]], [[5], [7]]], "<", 2, b"\5\0\1\0\5\0\2\0"),  # and never across rows
    ],
)
def test_prediction_is_what_the_specification_says(
    rows: list, order: tiff.ByteOrder, predictor: int, coded: bytes
) -> None:
    assert tiff_strips.encode(np.array(rows, np.uint16), order, NONE, predictor) == coded


@pytest.mark.parametrize("order", ["<", ">"])
def test_floats_are_predicted_in_planes_of_their_bytes_the_highest_first(order: tiff.ByteOrder) -> None:
    """Adobe's Technical Note 3: 1.0 is 3F 80 00 00, and 2.0 is 40 00 00 00; planes are the same in either order."""
    planes = bytes.fromhex("3f40 8000 0000 0000")
    differences = bytes((now - before) & 255 for now, before in zip(planes, b"\0" + planes, strict=False))
    assert tiff_strips.encode(np.array([[[1.0], [2.0]]], np.float32), order, NONE, 3) == differences


@pytest.mark.parametrize(
    ("compression", "decoder"),
    [
        (LZW, "lzw_decode"),
        (DEFLATE, "zlib_decode"),
        (PACKBITS, "packbits_decode"),
        (ZSTD, "zstd_decode"),
        (LZMA, "lzma_decode"),
    ],
)
def test_other_libraries_decode_what_is_coded(samples: Callable, compression: int, decoder: str) -> None:
    imagecodecs = pytest.importorskip("imagecodecs")
    rows = np.repeat(samples(3, "uint8", 40, 20), 3, axis=1)
    coded = tiff_strips.encode(rows, "<", compression, 1)
    assert getattr(imagecodecs, decoder)(coded)[: rows.nbytes] == rows.tobytes()


@pytest.mark.parametrize(
    "how",
    [
        {"rowsperstrip": 3},
        {"rowsperstrip": 3, "compression": "zlib", "predictor": True, "byteorder": ">"},
        {"tile": (16, 32), "compression": "zlib"},
        {"tile": (32, 16), "bigtiff": True},
        {"tile": (16, 16), "planarconfig": "separate"},
        {"rowsperstrip": 5, "planarconfig": "separate", "compression": "zlib", "predictor": True},
    ],
)
def test_a_page_that_another_library_wrote_is_read(samples: Callable, how: dict) -> None:
    pixels = samples(3, "uint16")
    separate = how.get("planarconfig") == "separate"
    structure, page, layout = _page(np.moveaxis(pixels, 2, 0) if separate else pixels, **how)
    assert np.array_equal(tiff_strips.read(structure, page, layout, np.dtype(np.uint16)), pixels)


def test_boxes_cover_a_page_plane_by_plane_and_tiles_reach_over_its_edge() -> None:
    assert tiff_strips.boxes(replace(PLAIN, rows_per_strip=3)) == [
        (0, 0, 10, 3, None), (0, 3, 10, 3, None), (0, 6, 10, 1, None),
    ]  # fmt: skip
    tiled = replace(PLAIN, tile=(8, 4), planar=True, samples=2)
    assert tiff_strips.boxes(tiled) == [
        (x, y, 8, 4, plane) for plane in (0, 1) for y in (0, 4) for x in (0, 8)
    ]  # fmt: skip


def test_a_tile_beyond_the_edge_repeats_the_last_row_and_column(samples: Callable) -> None:
    pixels = samples(3, "uint8", 7, 10)
    part = tiff_strips.cut(pixels, (8, 4, 8, 4, 1))
    assert part.shape == (4, 8, 1)
    assert np.array_equal(part[:3, :2, 0], pixels[4:, 8:, 1])
    assert (part[:3, 2:, 0] == pixels[4:, 9:, 1]).all()
    assert np.array_equal(part[3], part[2])
    whole = tiff_strips.cut(pixels, (0, 2, 10, 3, None))
    assert np.array_equal(whole, pixels[2:5])


@pytest.mark.parametrize(("photometric", "fill_order"), [(1, 1), (0, 1), (1, 2), (0, 2)])
def test_black_and_white_is_packed_bit_by_bit_in_the_order_of_the_page(photometric: int, fill_order: int) -> None:
    white = np.array([[1, 0, 0, 0, 0, 0, 1, 1, 1, 0], [0, 1, 0, 0, 0, 0, 0, 0, 0, 1]], bool)
    part = (white * np.uint8(255))[:, :, None]
    layout = replace(PLAIN, samples=1, bits=(1,), photometric=photometric, fill_order=fill_order)
    structure, page, _ = _page(np.zeros((2, 2), np.uint8))
    expected = np.packbits(white if photometric else ~white, axis=1, bitorder="big" if fill_order == 1 else "little")
    assert tiff_strips.encode_part(part, structure, page, layout) == expected.tobytes()


GREY, BILEVEL = np.zeros((7, 10, 1), np.uint8), replace(PLAIN, samples=1, bits=(1,), photometric=1)


@pytest.mark.parametrize(
    ("layout", "stored", "can"),
    [
        (PLAIN, np.zeros((7, 10, 3), np.uint8), True),
        (PLAIN, np.zeros((7, 10, 4), np.uint8), False),
        (PLAIN, np.zeros((7, 10, 3), np.uint16), False),
        (replace(PLAIN, compression=7), np.zeros((7, 10, 3), np.uint8), False),  # JPEG
        (replace(PLAIN, fill_order=2), np.zeros((7, 10, 3), np.uint8), False),
        (replace(PLAIN, predictor=3), np.zeros((7, 10, 3), np.uint8), False),
        (replace(PLAIN, predictor=2, bits=(32,) * 3), np.zeros((7, 10, 3), np.float32), False),
        (replace(PLAIN, predictor=3, bits=(32,) * 3), np.zeros((7, 10, 3), np.float32), True),
        (replace(PLAIN, bits=(5, 6, 5)), np.zeros((7, 10, 3), np.uint8), False),
        (replace(PLAIN, tile=(0, 16)), np.zeros((7, 10, 3), np.uint8), False),
        (BILEVEL, GREY, True),
        (BILEVEL, GREY + 255, True),
        (BILEVEL, GREY + 127, False),  # a grey
        (replace(BILEVEL, tile=(12, 16)), GREY, False),
        (replace(BILEVEL, predictor=2), GREY, False),
        (replace(BILEVEL, compression=FAX4, fill_order=2), GREY, True),
        (replace(BILEVEL, compression=LZW, fill_order=2), GREY, False),
        (replace(BILEVEL, photometric=3), GREY, False),
    ],
)
def test_only_what_comes_back_as_it_was_is_coded_as_the_page(layout: Layout, stored: np.ndarray, can: bool) -> None:
    assert tiff_strips.can_encode(layout, stored) is can


@pytest.mark.parametrize("compression", [DEFLATE, OLD_DEFLATE])
def test_a_checksum_is_wrong_only_where_it_is_there(compression: int) -> None:
    coded = zlib.compress(bytes(range(256)) * 9)
    assert tiff_strips.is_sound(coded, compression)
    assert tiff_strips.is_sound(memoryview(coded + b"padding"), compression)
    assert tiff_strips.is_sound(coded[:-4], compression)  # it ends early, which is not the same
    assert not tiff_strips.is_sound(coded[:-1] + bytes([coded[-1] ^ 1]), compression)
    assert not tiff_strips.is_sound(b"\x78\x9c" + b"\xff" * 40, compression)
    assert tiff_strips.is_sound(b"\xff" * 40, LZW)  # it has none


@pytest.mark.parametrize("compression", sorted(tiff_strips.DECODABLE))
def test_a_strip_with_too_few_rows_is_an_error_and_one_with_too_many_is_none(
    samples: Callable, compression: int
) -> None:
    rows = samples(1, "uint8", 8, 6)
    coded = tiff_strips.encode(rows, "<", compression, 1)
    few = tiff_strips.decode(coded, (3, 6, 1), rows.dtype, "<", compression, 1)
    assert np.array_equal(few, rows[:3])
    with pytest.raises((ValueError, OSError)):
        tiff_strips.decode(coded, (9, 6, 1), rows.dtype, "<", compression, 1)


def test_a_strip_inflates_no_further_than_its_rows() -> None:
    bomb = zlib.compress(bytes(8 << 20), 1)
    tracemalloc.start()
    try:
        made = tiff_strips.decode(bomb, (2, 3, 1), np.dtype(np.uint8), "<", DEFLATE, 1)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert made.tolist() == np.zeros((2, 3, 1)).tolist()
    assert peak < 1 << 18


@pytest.mark.parametrize("how", [{}, {"compression": "zlib"}, {"compression": "zlib", "predictor": True}])
def test_a_page_that_ends_early_is_refused_or_its_missing_rows_are_marked(samples: Callable, how: dict) -> None:
    pixels = samples(3, "uint16", 30, 20)
    structure, page, layout = _page(pixels, rowsperstrip=4, **how)
    at, length = structure.places(page)[5]
    cut = bytearray(structure.content)
    struct.pack_into("<I", cut, page.entries[tiff.STRIP_COUNTS].values_at + 5 * 4, 1 << 30)
    cut_structure = Tiff(bytes(cut[: at + length]))  # the directory stands before the samples
    cut_page = cut_structure.pages()[0]
    with pytest.raises(ValueError, match="the file ends in a strip"):
        tiff_strips.read(cut_structure, cut_page, layout, np.dtype(np.uint16))
    broken = np.zeros((30, 20), np.uint8)
    made = tiff_strips.read(cut_structure, cut_page, layout, np.dtype(np.uint16), broken)
    assert not broken[:20].any()
    assert broken[24:].all()
    assert np.array_equal(made[broken == 0], pixels[broken == 0])


def test_of_several_strips_one_with_a_wrong_checksum_is_marked_whole(samples: Callable) -> None:
    pixels = samples(1, "uint8", 30, 20)[:, :, 0]
    structure, page, layout = _page(pixels, rowsperstrip=10, compression="zlib")
    at, length = structure.places(page)[1]
    content = bytearray(structure.content)
    content[at + length - 1] ^= 1  # of the checksum itself: which samples are wrong, nobody can know
    damaged = Tiff(bytes(content))
    broken = np.zeros((30, 20), np.uint8)
    made = tiff_strips.read(damaged, damaged.pages()[0], layout, np.dtype(np.uint8), broken)
    assert broken.any(axis=1).tolist() == [False] * 10 + [True] * 10 + [False] * 10
    assert np.array_equal(made[:, :, 0][broken == 0], pixels[broken == 0])


def test_a_plane_that_is_missing_marks_its_rows_in_all(samples: Callable) -> None:
    pixels = samples(3, "uint8", 20, 12)
    structure, page, layout = _page(
        np.moveaxis(pixels, 2, 0), rowsperstrip=10, planarconfig="separate", compression="zlib"
    )
    at, length = structure.places(page)[3]  # of the second plane, its lower half
    content = bytearray(structure.content)
    content[at : at + length] = b"\xff" * length
    damaged = Tiff(bytes(content))
    broken = np.zeros((20, 12), np.uint8)
    made = tiff_strips.read(damaged, damaged.pages()[0], layout, np.dtype(np.uint8), broken)
    assert broken.any(axis=1).tolist() == [False] * 10 + [True] * 10
    assert np.array_equal(made[:10], pixels[:10])
    assert np.array_equal(made[:, :, ::2], pixels[:, :, ::2])


def test_fewer_places_than_strips_are_refused(tmp_path: Path, samples: Callable) -> None:
    structure, page, layout = _page(samples(1, "uint8", 30, 20)[:, :, 0], rowsperstrip=10)
    taller = replace(layout, height=60)
    with pytest.raises(ValueError, match="missing"):
        tiff_strips.read(structure, page, taller, np.dtype(np.uint8))
    broken = np.zeros((60, 20), np.uint8)
    tiff_strips.read(structure, page, taller, np.dtype(np.uint8), broken)
    assert broken.any(axis=1).tolist() == [False] * 30 + [True] * 30


@pytest.mark.parametrize("compression", [FAX3, FAX4])
def test_a_fax_strip_is_read_as_the_same_bits_by_others(tmp_path: Path, compression: int) -> None:
    imagecodecs = pytest.importorskip("imagecodecs")
    white = np.random.default_rng(4).random((12, 40)) > 0.7
    layout = replace(PLAIN, width=40, height=12, samples=1, bits=(1,), photometric=0, compression=compression)
    structure, page, _ = _page(np.zeros((2, 2), np.uint8))
    coded = tiff_strips.encode_part((white * np.uint8(255))[:, :, None], structure, page, layout)
    decode = imagecodecs.ccittfax4_decode if compression == FAX4 else imagecodecs.ccittfax3_decode
    bits = np.asarray(decode(coded, height=12, width=40)).reshape(12, 40) > 0
    assert np.array_equal(bits, ~white)
