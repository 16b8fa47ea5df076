"""A DICOM file is saved with its filled samples changed and the tags that say so, and every other byte as it was."""

import io
import struct
import warnings
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image

from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.errors import PictureError, SaveError, WouldLose
from inpaint_studio.files.kinds import dicom_frames
from inpaint_studio.files.kinds.dicom_elements import parse
from inpaint_studio.files.origin import origin_of
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.dicom_coding import encoded_frame
from inpaint_studio.files.saving.verify import verify
from inpaint_studio.files.saving.writing import SaveOptions, save_picture, saving_loss

from ..phantoms import body, covered, every_packaged, packaged, patch
from ..phantoms import dicom as phantom

# Of a derived picture, and what showed the original: Image Type, SOP Instance UID, Derivation Description, Source Image
# Sequence, Image Comments, Icon Image Sequence; and Pixel Data.
TOLD = {0x00080008, 0x00080018, 0x00082111, 0x00082112, 0x00204000, 0x00880200, 0x7FE00010}
# Where frames that are not written again in their coding become RGB without compression.
RECODED = TOLD | {0x00280004, 0x00280006, 0x00282110}


def differing_elements(before: Path, after: Path) -> set[int]:
    """Tags of elements that are not byte for byte the same; without group lengths."""
    first, second = parse(before.read_bytes()), parse(after.read_bytes())
    old = {one.tag: bytes(first.body[one.start : one.end]) for one in first.elements}
    new = {one.tag: bytes(second.body[one.start : one.end]) for one in second.elements}
    assert bytes(first.body[first.elements[-1].end :]) == bytes(second.body[second.elements[-1].end :])
    return {tag for tag in {*old, *new} if old.get(tag) != new.get(tag) and tag & 0xFFFF}


def bytes_beside(before: Path, after: Path, picture: Picture, mask: np.ndarray) -> int:
    """Bytes of Pixel Data that are not compressed, that differ and belong to no sample under the mask."""
    first, second = parse(before.read_bytes()), parse(after.read_bytes())
    assert first.pixels is not None
    assert second.pixels is not None
    layout, page = dicom_frames.layout_of(first), origin_of(picture).page  # type: ignore[union-attr]
    samples = np.repeat(mask[:, :, None], layout.samples, axis=2)
    samples = samples.transpose(2, 0, 1) if layout.planar else samples
    allowed = np.zeros(first.pixels.length, bool)
    start = page * layout.frame_bytes
    allowed[start : start + layout.frame_bytes] = np.repeat(samples.ravel(), layout.allocated // 8)
    if layout.swapped:
        allowed = np.frombuffer(dicom_frames.exchanged(allowed.tobytes()), bool)[: len(allowed)]
    old, new = (np.frombuffer(file.value(file.pixels), np.uint8) for file in (first, second) if file.pixels)
    assert len(old) == len(new)
    return int(np.count_nonzero((old != new) & ~allowed))


def saved(path: Path, target: Path, page: int = 0, **options: bool) -> tuple[Picture, np.ndarray, str]:
    """Fill and save. Returns the picture, where it was filled, and what was said before."""
    picture = read_picture(path, page)
    fill = patch(picture)
    loss = saving_loss(picture, target, (fill,))
    report = save_picture(picture, (fill,), target, SaveOptions(**options))
    assert report.exact
    return picture, covered(picture, fill), loss or ""


def check(path: Path, target: Path, page: int = 0) -> str:
    """Save `path` with a fill and hold the result to what is promised for its coding. Returns the promise."""
    picture, mask, loss = saved(path, target, page)
    before, after = parse(path.read_bytes()), parse(target.read_bytes())
    layout = dicom_frames.layout_of(before)
    assert differing_elements(path, target) <= (RECODED if loss else TOLD), path.name
    if before.syntax == after.syntax and not before.is_compressed and not loss:
        assert bytes_beside(path, target, picture, mask) == 0, path.name
        return "patched"
    for frame in range(min(3, layout.frames)):
        old, new = read_picture(path, frame), read_picture(target, frame)
        unlike = (old.pixels != new.pixels).any(axis=2)
        assert not (unlike & ~(mask if frame == page else np.zeros_like(mask))).any(), path.name
    assert before.syntax == after.syntax or not after.is_compressed
    return "coded again" if after.is_compressed else "no longer compressed"


@pytest.mark.parametrize(
    "name",
    [
        "CT_small.dcm",
        "MR_small_implicit.dcm",
        "MR_small_bigendian.dcm",
        "MR_small_padded.dcm",
        "emri_small_big_endian.dcm",
        "image_dfl.dcm",
        "color-pl.dcm",
        "SC_rgb_small_odd_big_endian.dcm",
        "SC_ybr_full_uncompressed.dcm",
        "examples_overlay.dcm",
        "rtdose_1frame.dcm",
    ],
)
def test_not_one_byte_changes_beside_the_filled_samples_and_the_tags(name: str, tmp_path: Path) -> None:
    assert check(packaged(name), tmp_path / "a.dcm", 2 if name.startswith("emri") else 0) == "patched"


@pytest.mark.parametrize(
    "name",
    [
        "MR_small_RLE.dcm",
        "MR_small_jpeg_ls_lossless.dcm",
        "MR_small_jp2klossless.dcm",
        "emri_small_RLE.dcm",
        "emri_small_jpeg_ls_lossless.dcm",
        "emri_small_jpeg_2k_lossless.dcm",
        "rtdose_rle.dcm",
        "SC_rgb_rle_16bit_2frame.dcm",
    ],
)
def test_lossless_codings_stay_and_their_decoded_samples_too(name: str, tmp_path: Path) -> None:
    multiframe = not name.startswith("MR")
    assert check(packaged(name), tmp_path / "a.dcm", 1 if multiframe else 0) == "coded again"


@pytest.mark.parametrize(
    "name", ["SC_rgb_jpeg.dcm", "SC_rgb_jpeg_gdcm.dcm", "JPEGLSNearLossless_16.dcm", "SC_ybr_full_422_uncompressed.dcm"]
)
def test_what_cannot_be_coded_again_is_said_before_and_saved_uncompressed(name: str, tmp_path: Path) -> None:
    path = packaged(name)
    assert check(path, tmp_path / "a.dcm") in ("no longer compressed", "patched")
    picture = read_picture(path)
    loss = saving_loss(picture, tmp_path / "b.dcm")
    assert loss is not None
    assert "outside the fills stay" in loss
    with pytest.raises(WouldLose):
        save_picture(picture, (patch(picture),), tmp_path / "b.dcm", SaveOptions(allow_loss=False))
    assert not (tmp_path / "b.dcm").exists()
    dataset = pydicom.dcmread(tmp_path / "a.dcm")
    assert not dataset.file_meta.TransferSyntaxUID.is_compressed
    if name.startswith("JPEGLSNear"):
        assert dataset.LossyImageCompression == "01"


def test_fills_of_one_frame_leave_the_others_alone(tmp_path: Path) -> None:
    frames = np.stack([body(seed=seed) for seed in range(4)])
    path, target = tmp_path / "a.dcm", tmp_path / "b.dcm"
    path.write_bytes(phantom(frames))
    saved(path, target, 2)
    after = pydicom.dcmread(target).pixel_array
    assert [bool((after[n] != frames[n]).any()) for n in range(4)] == [False, False, True, False]


def test_it_says_that_it_is_derived_from_what_and_not_for_diagnosis(tmp_path: Path) -> None:
    path, target = tmp_path / "a.dcm", tmp_path / "b.dcm"
    path.write_bytes(phantom(body(), DerivationDescription="Filtered.", ImageComments="Seen by Dr. X"))
    saved(path, target)
    before, after = pydicom.dcmread(path), pydicom.dcmread(target)
    assert list(after.ImageType) == ["DERIVED", "SECONDARY", "AXIAL"]
    assert after.SOPInstanceUID != before.SOPInstanceUID
    assert after.file_meta.MediaStorageSOPInstanceUID == after.SOPInstanceUID
    assert pydicom.uid.UID(after.SOPInstanceUID).is_valid
    assert after.DerivationDescription.startswith("Filtered. Inpaint Studio")
    assert after.DerivationDescription.endswith("Not for diagnosis.")
    assert after.ImageComments == "Seen by Dr. X Not for diagnosis."
    (source,) = after.SourceImageSequence
    assert source.ReferencedSOPInstanceUID == before.SOPInstanceUID
    assert source.ReferencedSOPClassUID == before.SOPClassUID
    assert source.PurposeOfReferenceCodeSequence[0].CodeValue == "121322"
    assert after.SeriesInstanceUID == before.SeriesInstanceUID if "SeriesInstanceUID" in before else True
    length = after.file_meta.FileMetaInformationGroupLength
    content = target.read_bytes()
    assert content[144 + length : 144 + length + 2] == b"\x08\0"


def test_a_second_repair_names_both_sources_and_the_same_repair_gets_the_same_uid(tmp_path: Path) -> None:
    path, first, second, again = (tmp_path / f"{name}.dcm" for name in "abcd")
    path.write_bytes(phantom(body()))
    saved(path, first)
    saved(path, again)
    assert first.read_bytes() == again.read_bytes()
    picture = read_picture(first)
    save_picture(picture, (patch(picture, seed=9),), second)
    sources = [one.ReferencedSOPInstanceUID for one in pydicom.dcmread(second).SourceImageSequence]
    assert sources == [pydicom.dcmread(path).SOPInstanceUID, pydicom.dcmread(first).SOPInstanceUID]


@pytest.mark.parametrize("name", ["CT_small.dcm", "MR_small_implicit.dcm", "MR_small_RLE.dcm"])
def test_identity_is_kept_where_a_person_wants_that(name: str, tmp_path: Path) -> None:
    target = tmp_path / "a.dcm"
    picture, mask, _ = saved(packaged(name), target, keep_identity=True)
    assert differing_elements(packaged(name), target) == {0x7FE00010}
    if "RLE" not in name:
        before, after = packaged(name).read_bytes(), target.read_bytes()
        unlike = sum(one != other for one, other in zip(before, after, strict=True))
        assert 0 < unlike <= 2 * np.count_nonzero(mask)
    report = save_picture(picture, (patch(picture),), target, SaveOptions(keep_identity=True, keep_backup=False))
    assert any("keeps the identity" in note for note in report.notes)


def test_bits_beside_the_samples_stay(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    words = rng.integers(0, 4096, (48, 64), np.uint16) | (rng.integers(0, 2, (48, 64), np.uint16) << 12)
    path, target = tmp_path / "a.dcm", tmp_path / "b.dcm"
    path.write_bytes(phantom(words, BitsStored=12, HighBit=11))
    saved(path, target)
    file = parse(target.read_bytes())
    assert file.pixels is not None
    after = np.frombuffer(file.value(file.pixels), np.uint16).reshape(words.shape)
    assert np.array_equal(after & 0xF000, words & 0xF000)
    assert (after != words).any()


def test_filled_samples_are_rounded_and_kept_within_the_files_range(tmp_path: Path) -> None:
    path, target = tmp_path / "a.dcm", tmp_path / "b.dcm"
    path.write_bytes(phantom(np.full((48, 64), 100, np.uint16), BitsStored=12, HighBit=11))
    picture = read_picture(path)
    fill = patch(picture)
    fill = type(fill)(fill.id, fill.rect, np.full_like(fill.pixels, 60_000), fill.coverage, fill.recipe)
    save_picture(picture, (fill,), target)
    after = read_picture(target).pixels[:, :, 0]
    assert set(np.unique(after)) == {100, 4095}


def test_an_icon_of_the_original_is_left_out(tmp_path: Path) -> None:
    picture = read_picture(packaged("examples_overlay.dcm"))
    report = save_picture(picture, (patch(picture),), tmp_path / "a.dcm")
    assert any("left out" in note for note in report.notes)
    assert "IconImageSequence" not in pydicom.dcmread(tmp_path / "a.dcm")
    assert (0x6000, 0x3000) in pydicom.dcmread(tmp_path / "a.dcm")


def test_a_preview_in_a_private_element_is_blanked_in_its_place(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.fromarray(np.tile(body(), (3, 3)).astype(np.uint8)).save(buffer, "JPEG")
    preview = buffer.getvalue() + b"\0" * (len(buffer.getvalue()) % 2)
    dataset = pydicom.dcmread(io.BytesIO(phantom(body())))
    block = dataset.private_block(0x0029, "MAKER", create=True)
    block.add_new(1, "OB", b"head" + preview)
    block.add_new(2, "OB", bytes(range(256)) * 2)
    path, target = tmp_path / "a.dcm", tmp_path / "b.dcm"
    dataset.save_as(path)
    picture = read_picture(path)
    report = save_picture(picture, (patch(picture),), target)
    assert any("left out" in note for note in report.notes)
    after = pydicom.dcmread(target).private_block(0x0029, "MAKER")
    assert len(after[1].value) == len(preview) + 4
    assert preview[100:400] not in after[1].value
    assert after[2].value == bytes(range(256)) * 2


def test_without_fills_the_file_is_copied(tmp_path: Path) -> None:
    for name in ("CT_small.dcm", "JPEG-LL.dcm", "SC_ybr_full_422_uncompressed.dcm"):
        save_picture(read_picture(packaged(name)), (), tmp_path / "a.dcm", SaveOptions(keep_backup=False))
        assert (tmp_path / "a.dcm").read_bytes() == packaged(name).read_bytes()


def test_over_itself_the_original_stays_as_the_backup(tmp_path: Path) -> None:
    path = tmp_path / "IM000001"  # no suffix says what it is
    path.write_bytes(phantom(body()))
    before = path.read_bytes()
    picture = read_picture(path)
    save_picture(picture, (patch(picture),), path)
    assert path.with_name("IM000001~").read_bytes() == before
    again = save_picture(picture, (patch(picture),), path)  # from the original, not from the result
    assert len(pydicom.dcmread(again.path).SourceImageSequence) == 1


def test_jpeg_2000_of_few_bits_with_sign_is_read_by_other_decoders(tmp_path: Path) -> None:
    from pydicom.pixels import get_decoder

    rng = np.random.default_rng(5)
    for stored, signed in ((12, True), (12, False), (16, True), (16, False), (8, False)):
        layout = dicom_frames.Layout(
            33, 21, 1, 8 if stored == 8 else 16, stored, stored - 1, signed, False, "MONOCHROME2", 1
        )
        samples = rng.integers(layout.range[0], layout.range[1] + 1, (33, 21, 1))
        dtype = np.dtype(f"u{layout.allocated // 8}")
        words = dicom_frames.packed(samples, np.zeros(samples.shape, dtype), layout)
        coded = encoded_frame(words, dicom_frames.JPEG_2000, layout)
        coded += b"\0" * (len(coded) % 2)
        buffer = struct.pack("<HHIHHI", 0xFFFE, 0xE000, 0, 0xFFFE, 0xE000, len(coded)) + coded
        for plugin in ("pillow", "gdcm"):
            array, _ = get_decoder(dicom_frames.JPEG_2000).as_array(
                buffer,
                index=0,
                decoding_plugin=plugin,
                rows=33,
                columns=21,
                samples_per_pixel=1,
                photometric_interpretation="MONOCHROME2",
                number_of_frames=1,
                bits_allocated=layout.allocated,
                bits_stored=stored,
                pixel_representation=int(signed),
                pixel_keyword="PixelData",
            )
            assert np.array_equal(array, samples[:, :, 0]), (stored, signed, plugin)


def test_verify_knows_slices(tmp_path: Path) -> None:
    frames = np.stack([body(seed=seed) for seed in range(3)])
    path, target = tmp_path / "IM1", tmp_path / "b.dcm"
    path.write_bytes(phantom(frames))
    _, mask, _ = saved(path, target, 1)
    report = verify(path, target, mask * np.uint8(255), page=1)
    assert report.untouched
    assert report.differing_pixels_in_mask
    assert any("(0008,0018)" in words for words in report.metadata_differences)
    assert not any("7fe0" in words.lower() for words in report.metadata_differences)
    assert not any("frames" in words for words in report.metadata_differences)
    assert not verify(path, target, None, page=1).untouched
    content = bytearray(target.read_bytes())
    content[-5] ^= 1  # in the last frame
    target.write_bytes(content)
    assert any("rest of the frames" in words for words in verify(path, target, None, page=1).metadata_differences)


@pytest.mark.drill
def test_every_file_with_pixels_is_saved_as_it_is_promised(tmp_path: Path) -> None:
    counts = {"patched": 0, "coded again": 0, "no longer compressed": 0, "refused": 0, "failed": 0}
    for number, path in enumerate(every_packaged()):
        try:
            pages = origin_of(read_picture(path)).pages  # type: ignore[union-attr]
        except PictureError:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                counts[check(path, tmp_path / f"{number}.dcm", min(1, pages - 1))] += 1
            except SaveError as error:
                counts["refused" if "numbers of a table" in str(error) else "failed"] += 1
    assert counts == {"patched": 84, "coded again": 21, "no longer compressed": 31, "refused": 10, "failed": 0}
