"""TIFF: every depth and layout comes back, and what no fill touched keeps its bytes."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.kinds import deep, tiff
from inpaint_studio.files.reading import read_mask, read_picture
from inpaint_studio.files.saving.writing import save_picture

RECT = Rect(20, 40, 30, 7)
LAYOUTS = [
    {},
    {"compression": "deflate"},
    {"compression": "deflate", "predictor": True},
    {"tile": (32, 48)},
    {"tile": (32, 48), "compression": "deflate", "predictor": True},
    {"byteorder": ">"},
    {"byteorder": ">", "compression": "deflate", "predictor": True},
    {"bigtiff": True, "rowsperstrip": 11},
    {"planarconfig": "separate", "compression": "deflate"},
    {"planarconfig": "separate", "tile": (16, 16)},
]


def _write(path: Path, pixels: np.ndarray, **layout: object) -> None:
    channels = pixels.shape[2]
    extra = ["unassalpha"] if channels in (2, 4) else None
    samples = pixels[:, :, 0] if channels == 1 else pixels
    if layout.get("planarconfig") == "separate":
        if channels == 1:
            layout.pop("planarconfig")
        else:
            samples = pixels.transpose(2, 0, 1)
    if pixels.dtype.kind == "f":
        layout.pop("predictor", None)  # written by Pillow in a test of its own
    photometric = "rgb" if channels >= 3 else "minisblack"
    if channels == 2 and layout.get("planarconfig") != "separate":
        layout["planarconfig"] = "contig"
    layout.setdefault("rowsperstrip", 9) if "tile" not in layout else None
    tifffile.imwrite(path, samples, photometric=photometric, extrasamples=extra, metadata=None, **layout)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: "-".join(map(str, layout.values())) or "plain")
@pytest.mark.parametrize(
    ("channels", "dtype"), [(1, "uint8"), (3, "uint8"), (4, "uint16"), (3, "uint16"), (1, "float32")]
)
def test_every_layout_keeps_every_sample_outside(
    tmp_path: Path,
    layout: dict,
    channels: int,
    dtype: str,
    samples: Callable,
    fill_of: Callable,
    outside: Callable,
) -> None:
    pixels = samples(channels, dtype, 90, 100)
    _write(tmp_path / "a.tif", pixels, **dict(layout))
    picture = read_picture(tmp_path / "a.tif")
    assert picture.pixels.dtype == np.dtype(dtype)
    assert np.array_equal(picture.pixels, pixels)
    fill = fill_of(picture, RECT)
    report = save_picture(picture, (fill,), tmp_path / "b.tif")
    assert report.exact
    again = deep.read(tmp_path / "b.tif", 0, dtype)  # libtiff as the judge
    keep = outside(picture, fill)
    assert np.array_equal(again[keep], pixels[keep])
    assert (again[RECT.grow(-1).slices] == 0).all()
    with tifffile.TiffFile(tmp_path / "a.tif") as old, tifffile.TiffFile(tmp_path / "b.tif") as new:
        assert new.byteorder == old.byteorder
        changed = {tag.name for tag in old.pages[0].tags if tag.value != new.pages[0].tags[tag.name].value}
        assert changed <= {"StripOffsets", "StripByteCounts", "TileOffsets", "TileByteCounts"}


@pytest.mark.parametrize("compression", ["tiff_lzw", "packbits", "tiff_adobe_deflate"])
@pytest.mark.parametrize("mode", ["RGB", "L", "F"])
def test_the_compression_and_prediction_stay(
    tmp_path: Path, compression: str, mode: str, samples: Callable, fill_of: Callable, outside: Callable
) -> None:
    pixels = samples(3 if mode == "RGB" else 1, "float32" if mode == "F" else "uint8", 90, 100)
    predictor = 1 if compression == "packbits" else 3 if mode == "F" else 2
    image = Image.fromarray(pixels if mode == "RGB" else pixels[:, :, 0])
    image.save(tmp_path / "a.tif", compression=compression, tiffinfo={317: predictor, 278: 13})
    picture = read_picture(tmp_path / "a.tif")
    assert np.array_equal(picture.pixels, pixels)
    fill = fill_of(picture, RECT)
    save_picture(picture, (fill,), tmp_path / "b.tif")
    keep = outside(picture, fill)
    assert np.array_equal(np.asarray(Image.open(tmp_path / "b.tif")).reshape(pixels.shape)[keep], pixels[keep])
    with tifffile.TiffFile(tmp_path / "a.tif") as old, tifffile.TiffFile(tmp_path / "b.tif") as new:
        for tag in ("Compression", "Predictor", "RowsPerStrip"):
            assert (tag in new.pages[0].tags) == (tag in old.pages[0].tags)
            if tag in old.pages[0].tags:
                assert new.pages[0].tags[tag].value == old.pages[0].tags[tag].value


def test_untouched_strips_keep_their_bytes_and_their_places(
    tmp_path: Path, samples: Callable, fill_of: Callable
) -> None:
    _write(tmp_path / "a.tif", samples(3, "uint16", 90, 100), compression="deflate")
    picture = read_picture(tmp_path / "a.tif")
    save_picture(picture, (fill_of(picture, RECT),), tmp_path / "b.tif")
    old, new = (tmp_path / "a.tif").read_bytes(), (tmp_path / "b.tif").read_bytes()
    first, second = tiff.Tiff(old), tiff.Tiff(new)
    places = [
        list(zip(t.values(p, tiff.STRIP_OFFSETS), t.values(p, tiff.STRIP_COUNTS), strict=True))
        for t, p in ((first, first.pages()[0]), (second, second.pages()[0]))
    ]
    moved = [number for number, (a, b) in enumerate(zip(*places, strict=True)) if a != b]
    assert moved == [4, 5]  # rows 40..46 in strips of nine
    for number in set(range(10)) - set(moved):
        at, size = places[0][number]
        assert old[at : at + size] == new[at : at + size]


def test_the_removed_thing_does_not_live_on_in_the_file(tmp_path: Path, fill_of: Callable) -> None:
    pixels = np.zeros((90, 100, 1), np.uint8)
    pixels[44, 30:40, 0] = np.frombuffer(b"SECRETWORD", np.uint8)
    _write(tmp_path / "a.tif", pixels)
    assert b"SECRETWORD" in (tmp_path / "a.tif").read_bytes()
    picture = read_picture(tmp_path / "a.tif")
    save_picture(picture, (fill_of(picture, RECT),), tmp_path / "b.tif")
    assert b"SECRETWORD" not in (tmp_path / "b.tif").read_bytes()


def test_a_page_is_chosen_and_the_others_stay(tmp_path: Path, samples: Callable, fill_of: Callable) -> None:
    pages = [samples(3, height=20, width=30, seed=seed) for seed in range(3)]
    with tifffile.TiffWriter(tmp_path / "a.tif") as writer:
        for page in pages:
            writer.write(page, photometric="rgb", metadata=None, compression="deflate")
    picture = read_picture(tmp_path / "a.tif", page=1)
    assert np.array_equal(picture.pixels, pages[1])
    assert picture.notes == ("This is page 2 of 3.",)
    save_picture(picture, (fill_of(picture),), tmp_path / "a.tif")
    again = [read_picture(tmp_path / "a.tif", page).pixels for page in range(3)]
    assert np.array_equal(again[0], pages[0])
    assert np.array_equal(again[2], pages[2])
    assert (again[1][9:17, 10:22] == 0).all()
    with pytest.raises(PictureError, match="has 3 pages; there is no page 4"):
        read_picture(tmp_path / "a.tif", page=3)


def test_private_tags_and_notes_of_other_programs_stay(tmp_path: Path, samples: Callable, fill_of: Callable) -> None:
    secret = bytes(range(256)) * 3
    tags = [(50000, 7, len(secret), secret, True), (700, 1, 12, b"<x:xmpmeta/>", True)]
    tifffile.imwrite(
        tmp_path / "a.tif", samples(3), photometric="rgb", extratags=tags, description="A scan", resolution=(300, 300)
    )
    picture = read_picture(tmp_path / "a.tif")
    save_picture(picture, (fill_of(picture),), tmp_path / "b.tif")
    with tifffile.TiffFile(tmp_path / "b.tif") as new:
        structure = new.pages[0].tags
        assert structure[50000].value == secret
        assert structure["ImageDescription"].value == "A scan"
        assert structure["XResolution"].value == (300, 1)
        assert bytes(structure[700].value) == b"<x:xmpmeta/>"


def test_photoshop_layers_of_the_unedited_picture_are_left_out(
    tmp_path: Path, samples: Callable, fill_of: Callable
) -> None:
    layers = b"Adobe Photoshop Document Data Block\0" + b"LAYER" * 50
    tifffile.imwrite(
        tmp_path / "a.tif", samples(3), photometric="rgb", extratags=[(37724, 7, len(layers), layers, True)]
    )
    picture = read_picture(tmp_path / "a.tif")
    report = save_picture(picture, (fill_of(picture),), tmp_path / "b.tif")
    assert b"LAYERLAYER" not in (tmp_path / "b.tif").read_bytes()
    assert any("layers" in note for note in report.notes)


def test_a_page_with_its_bits_the_other_way_round_is_saved_all_the_same(
    tmp_path: Path, samples: Callable, fill_of: Callable, outside: Callable
) -> None:
    Image.fromarray(samples(1)[:, :, 0]).save(tmp_path / "a.tif", tiffinfo={tiff.FILL_ORDER: 2})
    picture = read_picture(tmp_path / "a.tif")
    assert not np.array_equal(picture.pixels, samples(1))
    fill = fill_of(picture)
    save_picture(picture, (fill,), tmp_path / "b.tif")
    keep = outside(picture, fill)
    assert np.array_equal(read_picture(tmp_path / "b.tif").pixels[keep], picture.pixels[keep])


def test_ycbcr_without_jpeg_says_that_it_was_converted(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    Image.fromarray(smooth(3)).convert("YCbCr").save(tmp_path / "a.tif")
    picture = read_picture(tmp_path / "a.tif")
    assert "YCbCr" in picture.notes[0]
    assert save_picture(picture, (fill_of(picture),), tmp_path / "b.tif").exact


def test_smaller_copies_that_show_the_picture_unedited_are_left_out(
    tmp_path: Path, samples: Callable, fill_of: Callable
) -> None:
    first, last = samples(3, height=20, width=30), samples(3, height=20, width=30, seed=2)
    preview = np.full((4, 6, 3), 0xAB, np.uint8)
    with tifffile.TiffWriter(tmp_path / "a.tif") as writer:
        writer.write(first, photometric="rgb", metadata=None, subifds=1)
        writer.write(preview, photometric="rgb", metadata=None, subfiletype=1)
        writer.write(preview, photometric="rgb", metadata=None, subfiletype=1)
        writer.write(last, photometric="rgb", metadata=None)
    assert preview.tobytes() in (tmp_path / "a.tif").read_bytes()
    picture = read_picture(tmp_path / "a.tif")
    report = save_picture(picture, (fill_of(picture),), tmp_path / "b.tif")
    assert preview.tobytes() not in (tmp_path / "b.tif").read_bytes()
    assert any("Smaller copies" in note for note in report.notes)
    again = read_picture(tmp_path / "b.tif", page=1)
    assert np.array_equal(again.pixels, last)
    assert again.notes == ("This is page 2 of 2.",)


def test_a_new_tiff_holds_every_depth(tmp_path: Path, samples: Callable) -> None:
    for channels in (1, 2, 3, 4):
        for dtype in ("uint8", "uint16", "float32"):
            pixels = samples(channels, dtype)
            save_picture(Picture(pixels.copy()), (), tmp_path / "new.tif")
            assert np.array_equal(deep.read(tmp_path / "new.tif", 0, dtype), pixels)


def test_not_a_number_is_kept(tmp_path: Path, samples: Callable, fill_of: Callable, outside: Callable) -> None:
    pixels = samples(1, "float32")
    pixels[0, :3, 0] = (np.nan, np.inf, -np.inf)
    Image.fromarray(pixels[:, :, 0]).save(tmp_path / "a.tif", compression="tiff_adobe_deflate", tiffinfo={317: 3})
    picture = read_picture(tmp_path / "a.tif")
    fill = fill_of(picture)
    save_picture(picture, (fill,), tmp_path / "b.tif")
    keep = outside(picture, fill)
    assert np.array_equal(read_picture(tmp_path / "b.tif").pixels[keep], pixels[keep], equal_nan=True)


@pytest.mark.parametrize(
    ("dtype", "words"), [("int16", "signed"), ("uint32", "32-bit unsigned"), ("float64", "64-bit float")]
)
def test_what_would_be_narrowed_is_refused(tmp_path: Path, dtype: str, words: str) -> None:
    tifffile.imwrite(tmp_path / "a.tif", np.zeros((8, 8), dtype))
    with pytest.raises(PictureError, match=f"{words}.*narrowed"):
        read_picture(tmp_path / "a.tif")


def test_a_chain_of_pages_in_a_circle_is_refused(tmp_path: Path, samples: Callable) -> None:
    tifffile.imwrite(tmp_path / "a.tif", samples(1)[:, :, 0], metadata=None)
    content = bytearray((tmp_path / "a.tif").read_bytes())
    structure = tiff.Tiff(bytes(content))
    page = structure.pages()[0]
    content[page.next_at : page.next_at + 4] = page.at.to_bytes(4, "little")
    (tmp_path / "a.tif").write_bytes(content)
    with pytest.raises(PictureError, match="without an end"):
        read_picture(tmp_path / "a.tif")


@pytest.mark.parametrize("dtype", ["uint32", "int32", "int16", "int8"])
@pytest.mark.parametrize("how", [{}, {"compression": "zlib", "predictor": True, "tile": (32, 32)}])
def test_a_mask_of_any_whole_numbers_is_read(tmp_path: Path, dtype: str, how: dict) -> None:
    labels = np.zeros((60, 80), dtype)
    labels[10:30, 20:50], labels[40:50, 5:15] = 1, 2
    tifffile.imwrite(tmp_path / "m.tif", labels, photometric="minisblack", **how)
    reading = read_mask(tmp_path / "m.tif", Size(80, 60))
    assert np.array_equal(reading.mask, (labels > 0) * np.uint8(255))
    assert any("labels" in note for note in reading.notes)
    with pytest.raises(PictureError, match="must be the same size"):
        read_mask(tmp_path / "m.tif", Size(81, 60))


def test_a_mask_of_whole_numbers_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "m.tif", np.ones((60, 80), "int32"), photometric="minisblack")
    (tmp_path / "m.tif").write_bytes((tmp_path / "m.tif").read_bytes()[:9000])
    with pytest.raises(PictureError, match=r"m\.tif is damaged"):
        read_mask(tmp_path / "m.tif", Size(80, 60))
