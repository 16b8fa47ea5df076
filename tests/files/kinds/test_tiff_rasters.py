"""Which TIFFs are data pictures, what in them is unknown, and that bad ones get one sentence."""

import contextlib
from pathlib import Path

import numpy as np
import pytest
import tifffile

pytest.importorskip("rasterio")

import rasterio

from inpaint_studio.files.errors import PictureError, WouldLose
from inpaint_studio.files.kinds import tiff_rasters
from inpaint_studio.files.origin import origin_of
from inpaint_studio.files.reading import read_picture, to_srgb8
from inpaint_studio.files.saving.verify import verify
from inpaint_studio.files.saving.writing import SaveOptions, save_picture
from tests.files.saving.rasters import HEIGHT, TILES, WIDTH, covered, fill_of, samples, seen_by_gdal, write

pytestmark = pytest.mark.filterwarnings(
    "ignore::PendingDeprecationWarning",
    "ignore::rasterio.errors.NotGeoreferencedWarning",
    "ignore::rasterio.errors.NodataShadowWarning",
)


@pytest.mark.parametrize("bands", [3, 4])
def test_an_orthophoto_is_a_photograph_until_something_in_it_is_unknown(tmp_path: Path, bands: int) -> None:
    how = {"photometric": "rgb", "alpha": "yes" if bands == 4 else "no"}
    path = write(tmp_path / "a.tif", samples(bands, "uint8"), **how)
    assert not read_picture(path).is_data
    tifffile.imwrite(tmp_path / "m.tif.msk", np.ones((HEIGHT, WIDTH), bool), photometric="minisblack")
    (tmp_path / "m.tif").write_bytes(path.read_bytes())
    assert read_picture(tmp_path / "m.tif").is_data
    picture = read_picture(write(tmp_path / "n.tif", samples(bands, "uint8"), nodata=0, **how))
    assert picture.is_data
    assert picture.levels is not None
    assert (picture.levels.low, picture.levels.high) == ((0,) * 3, (255,) * 3)
    assert np.array_equal(to_srgb8(picture), picture.pixels[:, :, :3])


def test_a_scanners_infrared_is_no_raster(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", samples(4, "uint16"), photometric="rgb", extrasamples=["unspecified"])
    picture = read_picture(tmp_path / "a.tif")
    assert not picture.is_data
    assert picture.pixels.shape[2] == 3


def test_a_band_of_whole_numbers_may_hold_nodatas_value_by_chance_and_all_of_them_may_not(tmp_path: Path) -> None:
    pixels = samples(3, "uint16")
    pixels[5, 6, 1] = 0
    pixels[7:9, :] = 0
    picture = read_picture(write(tmp_path / "a.tif", pixels, nodata=0, photometric="minisblack"))
    assert picture.unknown is not None
    assert np.array_equal(np.flatnonzero(picture.unknown.any(axis=1)), [7, 8])
    assert any("4 % of the pixels" in note for note in picture.notes)
    pixels = samples(2, "float32")
    pixels[5, 6, 1], pixels[8, 9, 0] = -9999, np.nan
    picture = read_picture(write(tmp_path / "b.tif", pixels, nodata=-9999, interleave="band"))
    assert picture.unknown is not None
    assert np.array_equal(np.argwhere(picture.unknown), [[5, 6], [8, 9]])
    assert all(band.nodata == (-9999.0,) for band in picture.bands)


def test_a_mask_beside_and_an_empty_alpha_are_unknown(tmp_path: Path) -> None:
    mask = np.ones((HEIGHT, WIDTH), np.uint8) * 255
    mask[3:9, 10:20] = 0
    path = write(tmp_path / "a.tif", samples(2, "uint16"))
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=False), rasterio.open(path, "r+") as data:
        data.write_mask(mask)  # GDAL puts it beside
    assert (tmp_path / "a.tif.msk").exists()
    (tmp_path / "a.tif.ovr").write_bytes(b"x")
    picture = read_picture(path)
    assert picture.unknown is not None
    assert np.array_equal(picture.unknown == 0, mask > 0)
    assert any("a.tif.msk" in note for note in picture.notes)
    assert any("a.tif.ovr" in note for note in picture.notes)
    (tmp_path / "a.tif.msk").write_bytes(b"II*\0broken")
    picture = read_picture(path)
    assert picture.unknown is None
    assert any("could not be read" in note for note in picture.notes)
    pixels = samples(4, "uint16")
    pixels[:, :7, 3] = 0
    picture = read_picture(write(tmp_path / "b.tif", pixels, photometric="rgb", alpha="yes"))
    assert picture.unknown is not None
    assert np.array_equal(np.flatnonzero(picture.unknown.any(axis=0)), np.arange(7))


def test_smaller_copies_and_masks_are_no_pages(tmp_path: Path) -> None:
    mask = np.ones((HEIGHT, WIDTH), np.uint8)
    picture = read_picture(write(tmp_path / "a.tif", samples(2, "uint16"), overviews=(2, 4), mask=mask))
    origin = origin_of(picture)
    assert origin is not None
    assert origin.pages == 1


def test_levels_are_those_of_what_is_known() -> None:
    pixels = np.arange(10000, dtype=np.int16).reshape(100, 100, 1)
    unknown = np.zeros((100, 100), np.uint8)
    unknown[50:] = 255
    levels = tiff_rasters.levels_of(pixels, unknown, (0,))
    assert np.allclose((levels.low, levels.high), ([100], [4899]), atol=1)
    flat = tiff_rasters.levels_of(np.full((4, 4, 1), 7, np.uint8), np.zeros((4, 4), np.uint8), (0,))
    assert (flat.low, flat.high) == ((7.0,), (8.0,))
    empty = tiff_rasters.levels_of(np.full((4, 4, 1), np.nan, np.float32), np.full((4, 4), 255, np.uint8), (0,))
    assert np.isfinite((empty.low, empty.high)).all()


@pytest.mark.parametrize(
    ("dtype", "words"),
    [("int32", "32-bit signed"), ("uint32", "32-bit unsigned"), ("float64", "64-bit float"), ("complex64", "complex"),
     ("int8", "8-bit signed"), ("complex_int16", "complex")],
)  # fmt: skip
def test_samples_that_would_be_narrowed_are_refused_in_one_sentence(tmp_path: Path, dtype: str, words: str) -> None:
    with rasterio.open(tmp_path / "a.tif", "w", driver="GTiff", width=8, height=8, count=2, dtype=dtype):
        pass
    with pytest.raises(PictureError, match=f"{words}.*narrowed"):
        read_picture(tmp_path / "a.tif")


def test_too_many_bands_virtual_rasters_and_what_is_not_here_are_refused_in_one_sentence(tmp_path: Path) -> None:
    write(tmp_path / "a.tif", np.zeros((4, 4, 65), np.uint8))
    with pytest.raises(PictureError, match="65 bands; up to 64"):
        read_picture(tmp_path / "a.tif")
    (tmp_path / "a.vrt").write_text("<VRTDataset rasterXSize='4' rasterYSize='4'><SourceFilename>/etc/passwd")
    with pytest.raises(PictureError, match="virtual raster"):
        read_picture(tmp_path / "a.vrt")
    for name in ("/vsicurl/http://example.org/a.tif", "http://example.org/a.tif"):
        with pytest.raises(PictureError, match="does not exist"):
            read_picture(name)
    write(tmp_path / "b.tif", np.zeros((64, 64, 3), np.uint16))
    with pytest.raises(PictureError, match="more than the"):
        read_picture(tmp_path / "b.tif", budget_bytes=1000)


@pytest.mark.parametrize("compression", ["none", "lzw", "deflate", "zstd", "jpeg"])
def test_broken_files_give_a_picture_or_one_sentence(tmp_path: Path, compression: str) -> None:
    rng = np.random.default_rng(len(compression))
    how = {} if compression == "none" else {"compress": compression}
    whole = write(tmp_path / "a.tif", samples(3, "uint8"), overviews=(2,), nodata=0, **TILES, **how).read_bytes()
    for number in range(8):
        content = bytearray(whole)
        for at in rng.integers(4, len(whole), 1 + 3 * number):
            content[at] = rng.integers(256)
        path = tmp_path / "b.tif"
        path.write_bytes(bytes(content[: len(content) - number * 31]))
        before = path.read_bytes()
        with contextlib.suppress(PictureError):  # which is the sentence; anything else is not
            picture = read_picture(path)
            if picture.size == (WIDTH, HEIGHT):
                save_picture(picture, (fill_of(picture),), tmp_path / "c.tif")
                read_picture(tmp_path / "c.tif")
        assert path.read_bytes() == before


def test_the_readable_part_of_a_damaged_raster_is_opened_and_saved_as_a_new_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", samples(2, "int16"), compress="deflate", **TILES)
    content = bytearray(path.read_bytes())
    content[-300:-100] = bytes(200)
    path.write_bytes(bytes(content))
    picture = read_picture(path)
    assert picture.is_data
    assert picture.unknown is not None
    assert 0 < np.count_nonzero(picture.unknown) < picture.unknown.size / 2
    save_picture(picture, (fill_of(picture),), tmp_path / "b.tif")
    assert read_picture(tmp_path / "b.tif").grid == picture.grid


def test_another_kind_of_file_gets_what_is_seen_and_that_is_said_before(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", samples(4, "uint16"), names=("blue", "green", "red", "nir"))
    picture = read_picture(path)
    fill = fill_of(picture)
    for name in ("b.png", "b.jpg"):
        with pytest.raises(WouldLose, match="not the samples"):
            save_picture(picture, (fill,), tmp_path / name, SaveOptions(allow_loss=False))
        assert not (tmp_path / name).exists()
    report = save_picture(picture, (fill,), tmp_path / "b.png")
    assert not report.exact
    seen = to_srgb8(picture)
    seen[fill.rect.slices][:-1] = to_srgb8(picture, fill.pixels)[:-1]
    assert np.array_equal(read_picture(tmp_path / "b.png").pixels, seen)
    grey = read_picture(write(tmp_path / "g.tif", samples(1, "float32")))
    save_picture(grey, (), tmp_path / "g.png")
    assert read_picture(tmp_path / "g.png").pixels.shape == (HEIGHT, WIDTH, 1)


@pytest.mark.parametrize("how", [{"compress": "lzw"}, {"compress": "jpeg", "photometric": "ycbcr"}])
def test_verify_counts_samples_of_all_bands(tmp_path: Path, how: dict) -> None:
    path = write(tmp_path / "a.tif", samples(3, "uint8"), nodata=0, **TILES, **how)
    picture = read_picture(path)
    fill = fill_of(picture)
    save_picture(picture, (fill,), tmp_path / "b.tif")
    mask = covered(fill, WIDTH, HEIGHT) * np.uint8(255)
    report = verify(path, tmp_path / "b.tif", mask)
    assert report.untouched
    assert "3 a pixel" in report.to_text()
    if how["compress"] == "lzw":
        assert report.differing_samples_outside == 0
        assert "3 a pixel, 0 differ" in report.to_text()
    assert report.metadata_differences == ()
    assert not verify(path, tmp_path / "b.tif").untouched
    changed = seen_by_gdal(tmp_path / "b.tif").copy()
    changed[40, 60, 2] ^= 64
    write(tmp_path / "c.tif", changed, nodata=0, **TILES, **how)
    assert not verify(path, tmp_path / "c.tif", mask).untouched


def test_a_raster_with_one_known_pixel_is_not_said_to_be_unknown_throughout(tmp_path):
    pixels = np.zeros((100, 100, 2), np.uint16)
    pixels[3, 4] = 7
    assert "99.9 %" in read_picture(write(tmp_path / "a.tif", pixels, nodata=0)).notes[0]
    pixels[3, 4] = 0
    assert "100 %" in read_picture(write(tmp_path / "b.tif", pixels, nodata=0)).notes[0]
