"""One page of a TIFF saved anew: untouched strips, tags and bands stay, and what was removed does not live on."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.errors import SaveError, WouldLose
from inpaint_studio.files.kinds import deep, tiff
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import SaveOptions, save_picture, saving_loss

RECT = Rect(20, 10, 12, 7)
LOWER = Rect(20, 40, 30, 7)


def _wide(path: Path, samples: np.ndarray, **layout: object) -> None:
    photometric = "rgb" if samples.shape[2] >= 4 else "minisblack"
    extra = layout.pop("extrasamples", ["unspecified"])
    tifffile.imwrite(
        path, samples, photometric=photometric, planarconfig="contig", extrasamples=extra, metadata=None, **layout
    )


@pytest.mark.parametrize("layout", [{}, {"compression": "deflate", "predictor": True}, {"tile": (16, 32)}])
@pytest.mark.parametrize(("channels", "dtype"), [(4, "uint8"), (4, "uint16"), (2, "uint8"), (2, "uint16")])
def test_a_band_that_is_no_alpha_is_kept_and_saved_back_as_it_was(
    tmp_path: Path, samples: Callable, fill_of: Callable, outside: Callable, channels: int, dtype: str, layout: dict
) -> None:
    pixels = samples(channels, dtype)
    _wide(tmp_path / "a.tif", pixels, **layout)
    picture = read_picture(tmp_path / "a.tif")
    assert np.array_equal(picture.pixels, pixels[:, :, :-1])
    assert not picture.has_alpha
    assert [note for note in picture.notes if f"Is band {channels} of the file transparency?" in note]
    fill = fill_of(picture, RECT)
    report = save_picture(picture, (fill,), tmp_path / "b.tif")
    assert report.exact
    with tifffile.TiffFile(tmp_path / "a.tif") as old, tifffile.TiffFile(tmp_path / "b.tif") as file:
        saved = file.pages[0].asarray()
        assert file.pages[0].tags["ExtraSamples"].value == (0,)
        assert file.pages[0].compression == old.pages[0].compression
    assert np.array_equal(saved[:, :, -1], pixels[:, :, -1])
    keep = outside(picture, fill)
    assert np.array_equal(saved[keep], pixels[keep])
    assert (saved[RECT.grow(-1).slices][:, :, :-1] == 0).all()


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_band_is_kept_where_the_layout_cannot_be(
    tmp_path: Path, samples: Callable, fill_of: Callable, orientation: int
) -> None:
    pixels = samples(2)
    tifffile.imwrite(
        tmp_path / "a.tif",
        pixels,
        photometric="miniswhite",
        planarconfig="contig",
        extrasamples=["unspecified"],
        metadata=None,
        extratags=[(274, 3, 1, orientation, True)],
    )
    picture = read_picture(tmp_path / "a.tif")
    upright = np.rot90(pixels, -1) if orientation == 6 else pixels
    assert np.array_equal(picture.pixels[:, :, 0], 255 - upright[:, :, 0])
    save_picture(picture, (fill_of(picture),), tmp_path / "b.tif")
    with tifffile.TiffFile(tmp_path / "b.tif") as file:
        assert np.array_equal(file.pages[0].asarray()[:, :, 1], pixels[:, :, 1])
        assert file.pages[0].tags["ExtraSamples"].value == (0,)


def test_another_kind_of_file_drops_the_band_only_when_that_was_said(
    tmp_path: Path, samples: Callable, fill_of: Callable
) -> None:
    _wide(tmp_path / "a.tif", samples(4))
    picture = read_picture(tmp_path / "a.tif")
    assert "band" in (saving_loss(picture, tmp_path / "a.png") or "")
    with pytest.raises(WouldLose):
        save_picture(picture, (fill_of(picture),), tmp_path / "a.png", SaveOptions(allow_loss=False))


def test_a_band_that_cannot_be_saved_stops_the_save(tmp_path: Path, samples: Callable, fill_of: Callable) -> None:
    _wide(tmp_path / "a.tif", samples(4))
    picture = read_picture(tmp_path / "a.tif")
    (tmp_path / "a.tif").unlink()
    with pytest.raises(SaveError, match="band"):
        save_picture(picture, (fill_of(picture),), tmp_path / "b.tif")
    assert not (tmp_path / "b.tif").exists()


@pytest.mark.parametrize("compression", ["zstd", "lzma"])
@pytest.mark.parametrize(("channels", "dtype"), [(3, "uint8"), (3, "uint16"), (1, "float32")])
@pytest.mark.parametrize("predictor", [False, True])
def test_compressions_that_one_library_lacks_are_opened_and_stay(
    tmp_path: Path,
    samples: Callable,
    fill_of: Callable,
    outside: Callable,
    compression: str,
    channels: int,
    dtype: str,
    predictor: bool,
) -> None:
    pytest.importorskip("imagecodecs")
    pixels = samples(channels, dtype)
    tifffile.imwrite(
        tmp_path / "a.tif",
        pixels if channels > 1 else pixels[:, :, 0],
        photometric="rgb" if channels > 1 else "minisblack",
        compression=compression,
        predictor=predictor,
        rowsperstrip=9,
        metadata=None,
    )
    picture = read_picture(tmp_path / "a.tif")
    assert np.array_equal(picture.pixels, pixels)
    assert picture.notes == ()
    fill = fill_of(picture)
    save_picture(picture, (fill,), tmp_path / "b.tif")
    with tifffile.TiffFile(tmp_path / "b.tif") as file:
        assert file.pages[0].compression.name.lower() == compression
        keep = outside(picture, fill)
        assert np.array_equal(file.pages[0].asarray().reshape(pixels.shape)[keep], pixels[keep])


def _bilevel(path: Path, compression: str, photometric: int, fill_order: int = 1) -> np.ndarray:
    white = np.ones((60, 83), bool)
    white[10:30, 5:70:3] = False
    white[40:44, 20:60] = False
    tags = {278: 16, 262: photometric}
    Image.fromarray(white).save(path, compression=compression, tiffinfo=tags)
    if fill_order == 2:
        content = bytearray(path.read_bytes())
        structure = tiff.Tiff(bytes(content))
        page = structure.pages()[0]
        for at, length in structure.places(page):
            content[at : at + length] = bytes(int(f"{v:08b}"[::-1], 2) for v in content[at : at + length])
        path.write_bytes(content)
        with tifffile.TiffFile(path, mode="r+b") as file:
            file.pages[0].tags["FillOrder"].overwrite(2)
    return white


def _white(picture: Picture, rect: Rect, value: int = 255) -> Fill:
    pixels = np.full((rect.height, rect.width, 1), value, np.uint8)
    return Fill("a", rect, pixels, np.full((rect.height, rect.width), 255, np.uint8), Recipe("membrane"))


@pytest.mark.parametrize("compression", ["raw", "packbits", "tiff_lzw", "tiff_adobe_deflate", "group3", "group4"])
@pytest.mark.parametrize("photometric", [0, 1])
def test_a_page_of_black_and_white_stays_one(tmp_path: Path, compression: str, photometric: int) -> None:
    white = _bilevel(tmp_path / "a.tif", compression, photometric)
    picture = read_picture(tmp_path / "a.tif")
    assert np.array_equal(picture.pixels[:, :, 0] > 0, white)
    rect = Rect(15, 12, 30, 10)
    assert saving_loss(picture, tmp_path / "b.tif", (_white(picture, rect),)) is None
    report = save_picture(picture, (_white(picture, rect),), tmp_path / "b.tif")
    assert report.exact
    white[rect.slices] = True
    assert np.array_equal(np.asarray(Image.open(tmp_path / "b.tif")), white)
    with tifffile.TiffFile(tmp_path / "a.tif") as old, tifffile.TiffFile(tmp_path / "b.tif") as new:
        for tag in ("BitsPerSample", "Compression", "PhotometricInterpretation", "RowsPerStrip", "ImageLength"):
            assert (tag in new.pages[0].tags) == (tag in old.pages[0].tags)
            if tag in old.pages[0].tags:
                assert new.pages[0].tags[tag].value == old.pages[0].tags[tag].value


def test_greys_in_a_page_of_black_and_white_are_said_before_it_is_saved(tmp_path: Path) -> None:
    _bilevel(tmp_path / "a.tif", "group4", 0)
    picture = read_picture(tmp_path / "a.tif")
    fill = _white(picture, Rect(15, 12, 30, 10), 200)
    assert "greys" in (saving_loss(picture, tmp_path / "b.tif", (fill,)) or "")
    with pytest.raises(WouldLose, match="greys"):
        save_picture(picture, (fill,), tmp_path / "b.tif", SaveOptions(allow_loss=False))
    report = save_picture(picture, (fill,), tmp_path / "b.tif")
    assert any("greys" in note for note in report.notes)
    assert (read_picture(tmp_path / "b.tif").pixels[15, 20] == 200).all()


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
    fill = fill_of(picture, LOWER)
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
    save_picture(picture, (fill_of(picture, LOWER),), tmp_path / "b.tif")
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
    save_picture(picture, (fill_of(picture, LOWER),), tmp_path / "b.tif")
    assert b"SECRETWORD" not in (tmp_path / "b.tif").read_bytes()


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
