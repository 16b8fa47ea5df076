"""DICOM files become pictures of measurements, or one sentence."""

import struct
import sys
from pathlib import Path

import numpy as np
import pytest
from pydicom.pixels import get_decoder
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ImplicitVRLittleEndian

from inpaint_studio.editing.bands import Levels
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.decoding import decode
from inpaint_studio.files.errors import PictureError, TooLargePicture, UnsupportedPicture
from inpaint_studio.files.kinds import dicom_frames
from inpaint_studio.files.reading import read_picture, to_srgb8
from inpaint_studio.sentence import Sentence

from ..phantoms import body, every_packaged, packaged
from ..phantoms import dicom as phantom


def _open(tmp_path: Path, content: bytes, page: int = 0, name: str = "a.dcm") -> Picture:
    path = tmp_path / name
    path.write_bytes(content)
    return read_picture(path, page)


def _refused(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(PictureError, match=words) as caught:
        _open(tmp_path, content)
    assert str(caught.value).endswith(".")


def test_a_ct_slice_measures_hounsfield_units(tmp_path: Path) -> None:
    samples = body()
    samples[:4] = -2000
    tags = {"RescaleSlope": "1", "RescaleIntercept": "-1024", "PixelPaddingValue": -2000}
    tags |= {"WindowCenter": "40", "WindowWidth": "400"}
    picture = _open(tmp_path, phantom(samples, **tags))
    assert np.array_equal(picture.pixels[:, :, 0], samples)
    (band,) = picture.bands
    assert (band.unit, band.value(1064), band.nodata) == ("HU", 40.0, (-2000.0,))
    assert (band.least, band.most) == (-32768.0, 32767.0)
    assert picture.unknown is not None
    assert np.array_equal(picture.unknown > 0, samples == -2000)
    assert picture.levels == Levels((0,), (864.0,), (1263.0,))  # PS3.3, C.11.2.1.2.1
    assert any("not for diagnosis" in note for note in picture.notes)


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian])
@pytest.mark.parametrize("dtype", [np.int16, np.uint16, np.uint8, np.int8])
def test_samples_are_the_same_however_they_are_written(tmp_path: Path, syntax: str, dtype: type) -> None:
    samples = np.random.default_rng(1).integers(np.iinfo(dtype).min, np.iinfo(dtype).max, (9, 7), dtype)
    picture = _open(tmp_path, phantom(samples, syntax))
    assert np.array_equal(picture.pixels[:, :, 0], samples)
    assert picture.pixels.dtype == (np.int16 if dtype == np.int8 else dtype)


def test_a_file_without_preamble_or_name_opens(tmp_path: Path) -> None:
    whole = phantom(body())
    assert np.array_equal(_open(tmp_path, whole[132:], name="IM000001").pixels[:, :, 0], body())
    no_meta = whole[132 + 12 + struct.unpack_from("<I", whole, 140)[0] :]
    assert np.array_equal(_open(tmp_path, no_meta, name="1.2.840.5").pixels[:, :, 0], body())
    assert np.array_equal(_open(tmp_path, b"II*\0" + whole[4:], name="scan.tif").pixels[:, :, 0], body())


def test_bits_beside_the_samples_are_no_part_of_them(tmp_path: Path) -> None:
    samples = np.random.default_rng(2).integers(0, 4096, (9, 7), np.uint16)
    picture = _open(tmp_path, phantom(samples | 0xA000, BitsStored=12, HighBit=11))
    assert np.array_equal(picture.pixels[:, :, 0], samples)
    assert picture.bands[0].most == 4095
    signed = samples.astype(np.int16) - 2048
    tags = {"BitsStored": 12, "HighBit": 11, "PixelRepresentation": 1}
    picture = _open(tmp_path, phantom(signed.view(np.uint16) & 0xFFF, **tags))
    assert np.array_equal(picture.pixels[:, :, 0], signed)
    assert (picture.bands[0].least, picture.bands[0].most) == (-2048, 2047)
    picture = _open(tmp_path, phantom(samples << 4, BitsStored=12, HighBit=15))
    assert np.array_equal(picture.pixels[:, :, 0], samples)


def test_white_is_zero_where_the_file_says_so(tmp_path: Path) -> None:
    content = phantom(body(), PhotometricInterpretation="MONOCHROME1", WindowCenter="1000", WindowWidth="2000")
    picture = _open(tmp_path, content)
    assert picture.levels is not None
    assert picture.levels.inverted
    assert to_srgb8(picture)[0, 0, 0] > 240  # air


def test_floats_are_kept_and_narrowed_with_a_note(tmp_path: Path) -> None:
    samples = np.random.default_rng(3).normal(0, 9, (9, 7)).astype(np.float32)
    samples[2, 2] = np.nan
    picture = _open(tmp_path, phantom(samples))
    assert np.array_equal(picture.pixels[:, :, 0], samples, equal_nan=True)
    assert picture.unknown is not None
    assert picture.unknown[2, 2] == 255
    picture = _open(tmp_path, phantom(samples.astype(np.float64) + 1e-9))
    assert picture.pixels.dtype == np.float32
    assert any("64-bit" in note for note in picture.notes)


def test_whole_numbers_of_32_bits_open_where_they_fit(tmp_path: Path) -> None:
    for most, dtype in ((60_000, np.uint16), (1 << 24, np.float32)):
        samples = np.full((9, 7), most, np.uint32)
        picture = _open(tmp_path, phantom(samples))
        assert picture.pixels.dtype == dtype
        assert np.array_equal(picture.pixels[:, :, 0], samples)
    _refused(tmp_path, phantom(np.full((9, 7), (1 << 24) + 1, np.uint32)), "whole numbers of 32 bits")


def test_colours_are_a_photograph(tmp_path: Path) -> None:
    samples = np.random.default_rng(4).integers(0, 256, (9, 8, 3), np.uint8)
    picture = _open(tmp_path, phantom(samples))
    assert not picture.is_data
    assert np.array_equal(picture.pixels, samples)
    planar = phantom(np.ascontiguousarray(samples.transpose(2, 0, 1)).reshape(9, 8, 3), PlanarConfiguration=1)
    assert np.array_equal(_open(tmp_path, planar).pixels, samples)
    picture = _open(tmp_path, phantom(samples, PhotometricInterpretation="YBR_FULL"))
    assert any("YCbCr" in note for note in picture.notes)
    twelve = _open(tmp_path, phantom(samples.astype(np.uint16) << 4, BitsStored=12, HighBit=11))
    assert [band.name for band in twelve.bands] == ["R", "G", "B"]
    assert np.array_equal(to_srgb8(twelve) >> 1, (samples.astype(float) * 16 * 255 / 4095).round().astype(int) >> 1)


def test_a_palette_is_seen_in_its_colours_in_either_order_of_bytes() -> None:
    little, big = (read_picture(packaged(name)) for name in ("OBXXXX1A.dcm", "OBXXXX1A_expb.dcm"))
    assert np.array_equal(little.pixels, big.pixels)
    assert little.pixels.max() > 200


@pytest.mark.parametrize(
    ("name", "same_as"),
    [
        ("MR_small_RLE.dcm", "MR_small.dcm"),
        ("MR_small_jpeg_ls_lossless.dcm", "MR_small.dcm"),
        ("MR_small_jp2klossless.dcm", "MR_small.dcm"),
        ("MR_small_bigendian.dcm", "MR_small.dcm"),
        ("emri_small_jpeg_2k_lossless.dcm", "emri_small.dcm"),
        ("emri_small_RLE.dcm", "emri_small.dcm"),
        ("SC_rgb_small_odd_big_endian.dcm", "SC_rgb_small_odd.dcm"),
    ],
)
def test_compressed_files_hold_the_same_samples(name: str, same_as: str) -> None:
    page = 4 if name.startswith("emri") else 0
    first, second = read_picture(packaged(name), page), read_picture(packaged(same_as), page)
    assert np.array_equal(first.pixels, second.pixels)
    assert first.levels == second.levels
    assert first.bands == second.bands


def test_burned_in_text_and_overlays_are_said(tmp_path: Path) -> None:
    picture = _open(tmp_path, phantom(body(), BurnedInAnnotation="YES"))
    assert any("burned" in note for note in picture.notes)
    assert any("overlays" in note for note in read_picture(packaged("examples_overlay.dcm")).notes)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("rtplan.dcm", "without pixels"),
        ("reportsi.dcm", "without pixels"),
        ("waveform_ecg.dcm", "without pixels"),
        ("DICOMDIR", "directory"),
        ("liver_1frame.dcm", "segmentation"),
        ("MR_truncated.dcm", "ends before its last sample"),
        ("SC_rgb_32bit.dcm", "32 bits"),
        ("JPGExtended.dcm", "JPEG of more than 8 bits"),
        ("JPEG2000-embedded-sequence-delimiter.dcm", "contradicts itself about its size"),
    ],
)
def test_what_is_not_opened_says_why(name: str, words: str) -> None:
    with pytest.raises(PictureError, match=words) as caught:
        read_picture(packaged(name))
    assert str(caught.value).endswith(".")


def test_sizes_that_lie_allocate_nothing(tmp_path: Path) -> None:
    _refused(tmp_path, phantom(body(), NumberOfFrames="1000000000"), "ends before its last sample")
    _refused(tmp_path, phantom(body(), Rows=60000, Columns=60000), "more than the|ends before its last sample")
    (tmp_path / "b.dcm").write_bytes(phantom(body(), Rows=60000, Columns=60000))
    with pytest.raises(TooLargePicture, match="60,000 x 60,000"):
        decode(tmp_path / "b.dcm", 0, 1 << 30)
    _refused(tmp_path, phantom(body(), Rows=0), "does not say how its samples are stored")
    bomb = phantom(np.zeros((2000, 2000), np.uint16), DeflatedExplicitVRLittleEndian)
    (tmp_path / "c.dcm").write_bytes(bomb)
    with pytest.raises(PictureError, match="deflated part is too large"):
        decode(tmp_path / "c.dcm", 0, 1 << 20)


def test_bits_of_one_and_unknown_codings_are_named(tmp_path: Path) -> None:
    _refused(tmp_path, phantom(body(), BitsAllocated=1, BitsStored=1, HighBit=0), "1 bit a pixel")
    whole = packaged("MR_small_RLE.dcm").read_bytes()
    for uid, words in (("1.2.840.10008.1.2.4.100", "film"), ("1.2.840.10008.1.2.4.201", "HTJ2K|High-Throughput")):
        at = whole.index(b"\x02\0\x10\0UI")
        length = struct.unpack_from("<H", whole, at + 6)[0]
        value = uid.encode() + b"\0" * (len(uid) % 2)
        new = whole[: at + 6] + struct.pack("<H", len(value)) + value + whole[at + 8 + length :]
        _refused(tmp_path, new, words)


def test_jpeg_lossless_names_the_extra_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    decoder = get_decoder(dicom_frames.JPEG_LOSSLESS[1])
    monkeypatch.setattr(decoder, "_available", {})
    with pytest.raises(UnsupportedPicture, match=r"inpaint-studio\[gdcm\]"):
        decode(packaged("JPEG-LL.dcm"), 0, 1 << 30)


def test_a_codestream_that_contradicts_its_file_never_reaches_a_decoder(tmp_path: Path) -> None:
    lossless, transformed = (packaged(name).read_bytes() for name in ("JPEG-LL.dcm", "MR_small_jp2klossless.dcm"))
    frame = lossless.index(b"\xff\xc3") + 4
    size = transformed.index(b"\xff\x4f\xff\x51") + 42
    for content, at, value in ((lossless, frame, 255), (lossless, frame + 5, 3), (transformed, size, 255)):
        broken = bytearray(content)
        broken[at] = value
        _refused(tmp_path, bytes(broken), "contradicts itself about its samples")


def test_decoders_under_the_gpl_are_never_asked() -> None:
    assert "pylibjpeg" not in dicom_frames._DECODERS
    decode(packaged("MR_small_jp2klossless.dcm"), 0, 1 << 30)
    assert not any(name.startswith(("libjpeg", "pylibjpeg")) for name in sys.modules)


@pytest.mark.drill
def test_each_of_the_244_files_becomes_a_picture_or_one_sentence() -> None:
    errors: dict[str, PictureError] = {}
    for path in every_packaged():
        try:
            to_srgb8(read_picture(path))
        except PictureError as error:
            errors[str(path)] = error
    for name, error in errors.items():
        assert isinstance(error.args[0], Sentence), name
        assert str(error).endswith("."), name
        assert "crash" not in str(error), name
    assert (len(every_packaged()), len(errors)) == (244, 98)
