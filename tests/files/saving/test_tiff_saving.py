"""TIFF bands that are neither colour nor alpha, rare compressions, and pages of black and white."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.errors import PictureError, SaveError, WouldLose
from inpaint_studio.files.kinds import tiff
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import SaveOptions, save_picture, saving_loss

RECT = Rect(20, 10, 12, 7)


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


@pytest.mark.parametrize(("photometric", "bands"), [("rgb", 5), ("rgb", 7), ("minisblack", 3), ("minisblack", 4)])
def test_more_bands_than_can_be_saved_back_are_refused_with_their_number(
    tmp_path: Path, samples: Callable, photometric: str, bands: int
) -> None:
    pixels = np.concatenate([samples(4)] * 2, axis=2)[:, :, :bands]
    tifffile.imwrite(tmp_path / "a.tif", pixels, photometric=photometric, planarconfig="contig", metadata=None)
    with pytest.raises(PictureError, match=rf"{bands} bands"):
        read_picture(tmp_path / "a.tif")


@pytest.mark.parametrize("extra", ["unspecified", "unassalpha"])
def test_a_band_beside_cmyk_is_not_dropped_in_silence(tmp_path: Path, samples: Callable, extra: str) -> None:
    pixels = np.concatenate([samples(4), samples(1)], axis=2)
    tifffile.imwrite(
        tmp_path / "a.tif", pixels, photometric="separated", planarconfig="contig", extrasamples=[extra], metadata=None
    )
    with pytest.raises(PictureError, match="5 bands"):
        read_picture(tmp_path / "a.tif")


def test_the_alpha_of_a_page_whose_white_is_zero_is_not_turned_round(tmp_path: Path, samples: Callable) -> None:
    for dtype in ("uint8", "uint16"):
        pixels = samples(2, dtype)
        tifffile.imwrite(
            tmp_path / "a.tif",
            pixels,
            photometric="miniswhite",
            planarconfig="contig",
            extrasamples=["unassalpha"],
            metadata=None,
        )
        picture = read_picture(tmp_path / "a.tif")
        assert np.array_equal(picture.pixels[:, :, 1], pixels[:, :, 1])
        assert np.array_equal(picture.pixels[:, :, 0], np.iinfo(dtype).max - pixels[:, :, 0])


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


@pytest.mark.parametrize(("compression", "name"), [("jpegxl", "JPEG XL"), ("jpeg2000", "JPEG 2000"), ("lerc", "LERC")])
def test_a_compression_that_cannot_be_undone_is_named(
    tmp_path: Path, samples: Callable, compression: str, name: str
) -> None:
    pytest.importorskip("imagecodecs")
    tifffile.imwrite(tmp_path / "a.tif", samples(3), photometric="rgb", compression=compression)
    with pytest.raises(PictureError, match=f"compressed with {name}"):
        read_picture(tmp_path / "a.tif")


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
