"""Saving of a DICOM picture: the file as it was with its filled samples changed, and the tags that say so.

Never written anew: reading and writing data sets by pydicom drops group lengths, repairs values and forgets what stands
behind them in one file of ten.
"""

import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.files import scratch
from inpaint_studio.files.errors import PictureError, SaveError
from inpaint_studio.files.kinds import dicom, dicom_frames, embedded
from inpaint_studio.files.kinds.dicom_elements import (
    EXPLICIT_LITTLE,
    IMPLICIT_LITTLE,
    NATIVE,
    OFFSET_LENGTHS,
    OFFSETS,
    PIXEL_DATA,
    TRANSFER_SYNTAX,
    Coding,
    DicomError,
    DicomFile,
    parse,
)
from inpaint_studio.files.kinds.dicom_frames import Layout, Words
from inpaint_studio.files.origin import Origin
from inpaint_studio.files.sandbox import decode_apart
from inpaint_studio.files.saving.dicom_coding import encoded_frame
from inpaint_studio.files.saving.dicom_derived import derived
from inpaint_studio.files.saving.dicom_splicing import is_tiff_too, new_pixels, spliced, with_frame, with_pixels
from inpaint_studio.files.saving.legal_samples import as_storable, differing
from inpaint_studio.files.saving.readback import Coded
from inpaint_studio.sentence import say, template

_ICON, _SIGNATURES = 0x00880200, 0xFFFAFFFA
_LEAST_PICTURE = 256  # bytes of a private element that may hold a preview
_UNSHARED = template(
    "The picture's colours share their chroma in pairs, so it is saved as RGB; every colour outside the fills stays as "
    "it is seen."
)
_RECODED = template(
    "The file is compressed as {coding}, which cannot be written again without change. It is saved uncompressed and "
    "becomes larger; every sample outside the fills stays."
)
_PHOTOMETRIC, _PLANAR, _LOSSY = 0x00280004, 0x00280006, 0x00282110


def why_refused(origin: Origin) -> str | None:
    """Why a frame cannot be saved into its own file; None where it can."""
    photometric, _ = split_mode(origin)
    if photometric == "PALETTE COLOR":
        return say("its colours are numbers of a table, in which filled colours have no place. Save it as PNG or TIFF.")
    return None


def loss_of(origin: Origin) -> str | None:
    """What saving into its own file changes beside the fills, as far as the record of opening says."""
    photometric, syntax = split_mode(origin)
    if _keeps_coding(photometric, syntax):
        return None
    if syntax in NATIVE:
        return say(_UNSHARED)
    return say(_RECODED, coding=dicom.syntax_name(syntax))


def is_harmless(loss: str | None) -> bool:
    """Whether a sentence of `loss_of` leaves every sample outside the fills as it was decoded."""
    return getattr(loss, "template", None) in (_UNSHARED, _RECODED)


def split_mode(origin: Origin) -> tuple[str, str]:
    photometric, _, syntax = origin.mode.partition("|")
    return photometric, syntax


def _keeps_coding(photometric: str, syntax: str) -> bool:
    if syntax in NATIVE:
        return photometric not in ("YBR_FULL_422", "YBR_PARTIAL_422")
    grey_or_rgb = photometric in ("MONOCHROME1", "MONOCHROME2", "RGB", "YBR_RCT")
    return syntax in dicom_frames.ENCODABLE and grey_or_rgb


@dataclass
class _Saving:
    """One picture on its way into its file."""

    picture: Picture
    file: DicomFile
    layout: Layout
    page: int
    pixels: Pixels  # with the fills
    changed: NDArray[np.bool_]  # (H, W)


def encode(picture: Picture, pixels: Pixels, origin: Origin, original: bytes, keep_identity: bool) -> Coded:
    """The original file with `pixels` in the frame that was opened. Raises SaveError.

    keep_identity: no tag is changed; else the file says that it is derived from the original.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pydicom's, of oddities that stay as they are
            return _encode(picture, pixels, origin, original, keep_identity)
    except DicomError as error:
        raise SaveError(say("{path} could not be saved: {reason}.", path=origin.path, reason=error)) from error


def _encode(picture: Picture, pixels: Pixels, origin: Origin, original: bytes, keep_identity: bool) -> Coded:
    file = parse(original)
    layout = dicom_frames.layout_of(file)
    pixels = as_storable(picture, pixels, layout.kind != "f")
    saving = _Saving(picture, file, layout, origin.page, pixels, differing(picture.pixels, pixels))
    coded = Coded(b"", pixels, True, page=origin.page, profile=picture.profile)
    elements: dict[int, bytes | None]
    meta: dict[int, bytes | None] = {}
    if not _keeps_coding(layout.photometric, file.syntax):
        elements, meta = _uncompressed(saving, original, origin)
    elif file.is_compressed:
        elements = _compressed(saving)
    else:
        elements = {file.pixels.tag: _patched(saving)} if file.pixels is not None else {}
        if layout.photometric.startswith("YBR"):
            coded = replace(coded, changed=saving.changed * np.uint8(255))
    pictures = _further_pictures(file)
    elements |= pictures
    notes: list[str] = []
    if pictures:
        notes.append(say("Further pictures in the file, such as previews, may show it unedited and were left out."))
    if file.element(_SIGNATURES) is not None:
        notes.append(say("The file's digital signatures are kept, and no longer fit what it holds."))
    if keep_identity:
        notes.append(
            say(
                "The file keeps the identity of the original: nothing in it says that it was filled, or that it is not "
                "for diagnosis."
            )
        )
    else:
        made = derived(file, int(np.count_nonzero(saving.changed)), pixels.tobytes())
        elements |= made.elements
        meta |= made.meta
        notes.append(
            say(
                "The file says that it is derived from the original and not for diagnosis, and has a SOP Instance UID "
                "of its own."
            )
        )
    content = spliced(file, elements, meta)
    if is_tiff_too(file) and content[:4] != original[:4]:
        notes.append(say("The file could be read as a TIFF too. It is saved as DICOM alone."))
    return replace(coded, content=content, notes=tuple(notes))


def _further_pictures(file: DicomFile) -> dict[int, bytes | None]:
    """What else may show the picture unedited: its icon, which goes, and pictures in private elements, blanked."""
    elements: dict[int, bytes | None] = {}
    for element in file.elements:
        if element.tag == _ICON:
            elements[element.tag] = None
        elif element.tag >> 16 & 1 and element.length >= _LEAST_PICTURE:
            value = file.value(element)
            changed, kinds = embedded.blanked(value)
            if kinds and len(changed) == len(value):
                elements[element.tag] = bytes(file.body[element.start : element.value]) + changed
    return elements


def _patched(saving: _Saving) -> bytes:
    """Pixel Data that are not compressed, with the changed samples' words replaced."""
    file, layout = saving.file, saving.layout
    assert file.pixels is not None
    length = file.pixels.length
    data = bytearray(file.body[file.pixels.value : file.pixels.end])
    data = dicom_frames.exchanged(data) if layout.swapped else data
    words = dicom_frames.native_frame(data, layout, saving.page)
    _set_changed(saving, words)
    data = dicom_frames.exchanged(data) if layout.swapped else data
    return with_pixels(file, data[:length])


def _set_changed(saving: _Saving, words: Words) -> None:
    """Write the changed samples into the words of the frame."""
    samples: NDArray[Any] = saving.pixels[saving.changed]
    if saving.layout.photometric == "YBR_FULL":
        from pydicom.pixels.processing import convert_color_space

        samples = convert_color_space(samples[None], "RGB", "YBR_FULL")[0]
    words[saving.changed] = dicom_frames.packed(
        samples, words[saving.changed], saving.layout, dicom_frames.repeats_sign(words, saving.layout)
    )


def _compressed(saving: _Saving) -> dict[int, bytes | None]:
    """Encapsulated Pixel Data with the one frame encoded again, and the tables of offsets where there are any."""
    file, layout = saving.file, saving.layout
    assert file.pixels is not None
    parts = dicom_frames.encapsulated(file, layout.frames)
    before = b"".join(bytes(file.body[start:end]) for start, end in parts[saving.page])
    dtype = np.dtype(f"u{layout.allocated // 8}")
    if file.syntax == dicom_frames.RLE:
        words, _ = dicom_frames.decoded_frame(before, file.syntax, layout)
        words = words.copy()
        _set_changed(saving, words)
    else:
        words = dicom_frames.packed(saving.pixels, np.zeros(saving.pixels.shape, dtype), layout)
    coded = encoded_frame(words, file.syntax, layout, before)
    value, offsets, lengths = with_frame(file, parts, saving.page, coded)
    elements: dict[int, bytes | None] = {file.pixels.tag: with_pixels(file, value)}
    for tag, numbers in ((OFFSETS, offsets), (OFFSET_LENGTHS, lengths)):
        if file.element(tag) is not None:
            elements[tag] = file.coding.element(tag, "OV", np.array(numbers, "<u8").tobytes())
    return elements


def _uncompressed(
    saving: _Saving, original: bytes, origin: Origin
) -> tuple[dict[int, bytes | None], dict[int, bytes | None]]:
    """All frames as they are decoded, in a file that is not compressed."""
    file = saving.file
    layout = dicom_frames.as_explicit_little(saving.layout)
    coding = file.coding
    dtype = np.dtype(f"{coding.order}u{layout.allocated // 8}")
    size = layout.rows * layout.columns * layout.samples * dtype.itemsize
    data = bytearray(size * layout.frames)
    for page in range(layout.frames):
        pixels = saving.pixels if page == saving.page else _other_frame(page, original, origin)
        words = dicom_frames.packed(pixels, np.zeros(pixels.shape, dtype), layout)
        data[page * size : (page + 1) * size] = words.tobytes()
    data += b"\0" * (len(data) % 2)
    vr = "OB" if layout.allocated == 8 and not coding.implicit else "OW"
    elements: dict[int, bytes | None] = {
        PIXEL_DATA: new_pixels(coding, PIXEL_DATA, vr, bytes(data)),
        OFFSETS: None,
        OFFSET_LENGTHS: None,
    }
    if layout.samples > 1:
        elements[_PHOTOMETRIC] = coding.element(_PHOTOMETRIC, "CS", b"RGB")
        elements[_PLANAR] = coding.element(_PLANAR, "US", b"\0\0")
    if file.syntax in dicom_frames.LOSSY and not file.text(_LOSSY):
        elements[_LOSSY] = coding.element(_LOSSY, "CS", b"01")
    meta: dict[int, bytes | None] = {}
    if file.is_compressed:
        syntax = IMPLICIT_LITTLE if coding.implicit else EXPLICIT_LITTLE  # as the data set really is
        meta[TRANSFER_SYNTAX] = Coding().element(TRANSFER_SYNTAX, "UI", syntax.encode())
    return elements, meta


def _other_frame(page: int, original: bytes, origin: Origin) -> Pixels:
    """Another frame of the file, decoded in the helper as at opening. Raises SaveError."""
    with scratch.folder() as folder:
        path = Path(folder) / origin.path.name
        path.write_bytes(original)
        try:
            return decode_apart(path, page, 1 << 31).pixels
        except PictureError as error:
            raise SaveError(say("{path} could not be saved: {reason}.", path=origin.path, reason=error)) from error
