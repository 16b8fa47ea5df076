"""A page of a TIFF decoded at its own depth, with the bands beside its colours; what would be narrowed is refused."""

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageOps

from inpaint_studio.editing.geometry import Size
from inpaint_studio.files.decoded import Limits
from inpaint_studio.files.errors import PictureError, TooLargePicture, UnsupportedPicture
from inpaint_studio.files.kinds import associated_alpha, tiff, tiff_decoding
from inpaint_studio.files.reading import read_mask, read_picture
from inpaint_studio.files.saving.writing import save_picture


@pytest.mark.parametrize(("photometric", "bands"), [("rgb", 5), ("rgb", 7), ("minisblack", 3), ("minisblack", 4)])
def test_more_bands_than_colours_and_one_beside_are_a_data_picture(
    tmp_path: Path, samples: Callable, photometric: str, bands: int
) -> None:
    pixels = np.concatenate([samples(4)] * 2, axis=2)[:, :, :bands]
    tifffile.imwrite(tmp_path / "a.tif", pixels, photometric=photometric, planarconfig="contig", metadata=None)
    picture = read_picture(tmp_path / "a.tif")
    assert picture.is_data
    assert np.array_equal(picture.pixels, pixels)


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


@pytest.mark.parametrize(("compression", "name"), [("jpegxl", "JPEG XL"), ("jpeg2000", "JPEG 2000"), ("lerc", "LERC")])
def test_a_compression_that_cannot_be_undone_is_named(
    tmp_path: Path, samples: Callable, compression: str, name: str
) -> None:
    pytest.importorskip("imagecodecs")
    tifffile.imwrite(tmp_path / "a.tif", samples(3), photometric="rgb", compression=compression)
    with pytest.raises(PictureError, match=f"compressed with {name}"):
        read_picture(tmp_path / "a.tif")


def test_ycbcr_without_jpeg_says_that_it_was_converted(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    Image.fromarray(smooth(3)).convert("YCbCr").save(tmp_path / "a.tif")
    picture = read_picture(tmp_path / "a.tif")
    assert "YCbCr" in picture.notes[0]
    assert save_picture(picture, (fill_of(picture),), tmp_path / "b.tif").exact


@pytest.mark.parametrize(
    ("dtype", "words"),
    [("int8", "8-bit signed"), ("uint32", "32-bit unsigned"), ("float64", "64-bit float"), ("complex64", "complex")],
)
def test_what_would_be_narrowed_is_refused(tmp_path: Path, dtype: str, words: str) -> None:
    tifffile.imwrite(tmp_path / "a.tif", np.zeros((8, 8), dtype))
    with pytest.raises(PictureError, match=f"{words}.*narrowed"):
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


def _no_limits(most: int = 1 << 30) -> Limits:
    return Limits(most, lambda pixels: None)


@pytest.mark.parametrize(("dtype", "top"), [("uint8", 255), ("uint16", 65535), ("float32", 1.0)])
def test_colours_that_were_multiplied_by_their_alpha_are_divided_again(tmp_path: Path, dtype: str, top: float) -> None:
    alpha = np.array([[0, 0.2, 0.6, 1.0]]) * top
    colours = np.array([0.0, 0.5, 1.0]) * alpha[:, :, None]
    pixels = np.concatenate([colours, alpha[:, :, None]], axis=2)
    pixels = pixels.astype(dtype) if dtype == "float32" else np.rint(pixels).astype(dtype)
    tifffile.imwrite(tmp_path / "a.tif", pixels, photometric="rgb", extrasamples=["assocalpha"], metadata=None)
    stored = tiff_decoding.decode(tmp_path / "a.tif", 0, _no_limits())
    assert stored.multiplied
    assert not stored.converted
    assert np.array_equal(stored.pixels, pixels)
    decoded = associated_alpha.straight(stored)
    assert decoded.converted
    assert not decoded.multiplied
    assert "multiplied by its alpha" in decoded.notes[0]
    assert np.array_equal(decoded.pixels[:, :, 3], pixels[:, :, 3])
    assert not decoded.pixels[0, 0, :3].any()  # under nothing there is no colour
    straight = np.array([0.0, 0.5, 1.0]) * top
    assert np.abs(decoded.pixels[0, 1:, :3] - straight).max() <= top / 100


def test_half_floats_and_white_that_is_zero_are_opened_and_said(tmp_path: Path, samples: Callable) -> None:
    halves = samples(1, "float32")[:, :, 0].astype(np.float16)
    tifffile.imwrite(tmp_path / "a.tif", halves, photometric="minisblack", metadata=None)
    decoded = tiff_decoding.decode(tmp_path / "a.tif", 0, _no_limits())
    assert decoded.pixels.dtype == np.float32
    assert np.array_equal(decoded.pixels[:, :, 0], halves.astype(np.float32))
    assert decoded.notes == ("The file's 16-bit floats were opened as 32-bit floats.",)
    for dtype in ("uint8", "uint16"):
        grey = samples(1, dtype)[:, :, 0]
        tifffile.imwrite(tmp_path / "b.tif", grey, photometric="miniswhite", metadata=None)
        decoded = tiff_decoding.decode(tmp_path / "b.tif", 0, _no_limits())
        assert np.array_equal(decoded.pixels[:, :, 0], np.iinfo(dtype).max - grey)
        assert decoded.notes == ("The file stores white as zero; its grey values were turned round.",)


def test_a_preview_before_the_raw_picture_is_not_taken_for_it(tmp_path: Path, samples: Callable) -> None:
    with tifffile.TiffWriter(tmp_path / "a.tif") as writer:
        writer.write(samples(3, height=8, width=10), photometric="rgb", metadata=None, subifds=1, subfiletype=1)
        writer.write(samples(3, height=16, width=20), photometric="rgb", metadata=None)
    with pytest.raises(UnsupportedPicture, match=r"only a preview here .*20 x 16 pixels"):
        tiff_decoding.decode(tmp_path / "a.tif", 0, _no_limits())
    with tifffile.TiffWriter(tmp_path / "b.tif") as writer:  # as a pyramid has it: the smaller one is the child
        writer.write(samples(3, height=16, width=20), photometric="rgb", metadata=None, subifds=1)
        writer.write(samples(3, height=8, width=10), photometric="rgb", metadata=None, subfiletype=1)
    assert tiff_decoding.decode(tmp_path / "b.tif", 0, _no_limits()).pixels.shape == (16, 20, 3)


def test_the_size_is_checked_before_anything_is_decoded(
    tmp_path: Path, samples: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    tifffile.imwrite(tmp_path / "a.tif", samples(3, "uint16", 20, 30), photometric="rgb", metadata=None)
    sizes: list[int] = []
    tiff_decoding.decode(tmp_path / "a.tif", 0, Limits(20 * 30 * 6, sizes.append))
    assert sizes == [600]
    monkeypatch.setattr(tiff_decoding.deep, "read", lambda *_: pytest.fail("decoded"))
    with pytest.raises(TooLargePicture, match="30 x 20"):
        tiff_decoding.decode(tmp_path / "a.tif", 0, _no_limits(20 * 30 * 6 - 1))


@pytest.mark.parametrize("page", [-1, 2])
def test_a_page_that_is_not_there_is_refused(tmp_path: Path, samples: Callable, page: int) -> None:
    with tifffile.TiffWriter(tmp_path / "a.tif") as writer:
        for _ in range(2):
            writer.write(samples(3), photometric="rgb", metadata=None)
    with pytest.raises(PictureError, match="has 2 pages"):
        tiff_decoding.decode(tmp_path / "a.tif", page, _no_limits())


def test_channels_of_different_depths_are_refused(tmp_path: Path, samples: Callable) -> None:
    tifffile.imwrite(tmp_path / "a.tif", samples(3), photometric="rgb", metadata=None)
    content = bytearray((tmp_path / "a.tif").read_bytes())
    structure = tiff.Tiff(bytes(content))
    at = structure.pages()[0].entries[tiff.BITS].values_at
    content[at : at + 6] = struct.pack("<3H", 5, 6, 5)
    (tmp_path / "a.tif").write_bytes(content)
    with pytest.raises(UnsupportedPicture, match=r"different depths \(5, 6, 5\)"):
        tiff_decoding.decode(tmp_path / "a.tif", 0, _no_limits())


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_page_opens_upright(tmp_path: Path, samples: Callable, orientation: int) -> None:
    pixels = samples(3, height=4, width=6)
    tifffile.imwrite(
        tmp_path / "a.tif", pixels, photometric="rgb", metadata=None, extratags=[(274, 3, 1, orientation, True)]
    )
    decoded = tiff_decoding.decode(tmp_path / "a.tif", 0, _no_limits())
    assert decoded.orientation == orientation
    with Image.open(tmp_path / "a.tif") as image:
        assert np.array_equal(decoded.pixels, np.asarray(ImageOps.exif_transpose(image)))


@pytest.mark.parametrize("dtype", ["uint8", "uint64", "int32"])
def test_whole_numbers_of_any_width_are_read_as_they_are(tmp_path: Path, dtype: str) -> None:
    numbers = np.array([[0, 1, np.iinfo(dtype).max], [np.iinfo(dtype).min, 7, 9]], dtype)
    tifffile.imwrite(
        tmp_path / "a.tif", numbers, photometric="minisblack", metadata=None, extratags=[(274, 3, 1, 3, True)]
    )
    read = tiff_decoding.whole_numbers(tmp_path / "a.tif", _no_limits())
    assert read is not None
    assert read.dtype == np.dtype(dtype)
    assert np.array_equal(read[:, :, 0], numbers[::-1, ::-1])


def test_what_is_no_plane_of_whole_numbers_is_none(tmp_path: Path, samples: Callable) -> None:
    for pixels, how in (
        (samples(1, "float32")[:, :, 0], {"photometric": "minisblack"}),
        (samples(1)[:, :, 0], {"photometric": "miniswhite"}),
        (samples(3), {"photometric": "rgb"}),
    ):
        tifffile.imwrite(tmp_path / "a.tif", pixels, metadata=None, **how)
        assert tiff_decoding.whole_numbers(tmp_path / "a.tif", _no_limits()) is None
