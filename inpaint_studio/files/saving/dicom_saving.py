"""Saving of a DICOM picture: the file as it was with its filled samples changed, and the tags that say so.

Never written anew: reading and writing data sets by pydicom drops group lengths, repairs values and forgets what stands
behind them in one file of ten.
"""

import hashlib
import warnings
from collections.abc import Sequence
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
from inpaint_studio.files.origin import Origin, origin_of
from inpaint_studio.files.sandbox import decode_apart
from inpaint_studio.files.saving.dicom_coding import encoded_frame
from inpaint_studio.files.saving.dicom_derived import derived
from inpaint_studio.files.saving.dicom_splicing import is_tiff_too, new_pixels, spliced, with_frames, with_pixels
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
class _Frame:
    """One frame on its way into its file."""

    page: int
    pixels: Pixels  # with the fills
    changed: NDArray[np.bool_]  # (H, W)


@dataclass
class _Saving:
    """Frames of one file on their way into it."""

    file: DicomFile
    layout: Layout
    frames: Sequence[_Frame]


def encode(picture: Picture, pixels: Pixels, origin: Origin, original: bytes, keep_identity: bool) -> Coded:
    """The original file with `pixels` in the frame that was opened. Raises SaveError.

    keep_identity: no tag is changed; else the file says that it is derived from the original.
    """
    (coded,) = encode_frames([(picture, pixels)], origin, original, keep_identity)
    return coded


def encode_frames(
    frames: Sequence[tuple[Picture, Pixels]], origin: Origin, original: bytes, keep_identity: bool
) -> list[Coded]:
    """The original file with other pixels in several of its frames, once for each frame: what it must decode to.

    frames: each as it was opened, and as it is to be.  origin: of one of them. Raises as `encode`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pydicom's, of oddities that stay as they are
            return _encode(frames, origin, original, keep_identity)
    except DicomError as error:
        raise SaveError(say("{path} could not be saved: {reason}.", path=origin.path, reason=error)) from error


def _encode(
    pictures: Sequence[tuple[Picture, Pixels]], origin: Origin, original: bytes, keep_identity: bool
) -> list[Coded]:
    file = parse(original)
    layout = dicom_frames.layout_of(file)
    frames = []
    coded = []
    for picture, pixels in pictures:
        own = origin_of(picture)
        assert own is not None
        pixels = as_storable(picture, pixels, layout.kind != "f")
        frames.append(_Frame(own.page, pixels, differing(picture.pixels, pixels)))
        coded.append(Coded(b"", pixels, True, page=own.page, profile=picture.profile))
    saving = _Saving(file, layout, frames)
    elements: dict[int, bytes | None]
    meta: dict[int, bytes | None] = {}
    if not _keeps_coding(layout.photometric, file.syntax):
        elements, meta = _uncompressed(saving, original, origin)
    elif file.is_compressed:
        elements = _compressed(saving)
    else:
        elements = {file.pixels.tag: _patched(saving)} if file.pixels is not None else {}
        if layout.photometric.startswith("YBR"):
            coded = [
                replace(one, changed=frame.changed * np.uint8(255)) for one, frame in zip(coded, frames, strict=True)
            ]
    previews = _further_pictures(file)
    elements |= previews
    notes: list[str] = []
    if previews:
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
        filled = sum(int(np.count_nonzero(frame.changed)) for frame in frames)
        made = derived(file, filled, _decisive(frames))
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
    return [replace(one, content=content, notes=tuple(notes)) for one in coded]


def _decisive(frames: Sequence[_Frame]) -> bytes:
    """What decides what is seen of the frames."""
    if len(frames) == 1:
        return frames[0].pixels.tobytes()
    return b"".join(b"%d:%s" % (frame.page, hashlib.sha256(frame.pixels.tobytes()).digest()) for frame in frames)


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
    for frame in saving.frames:
        _set_changed(saving, frame, dicom_frames.native_frame(data, layout, frame.page))
    data = dicom_frames.exchanged(data) if layout.swapped else data
    return with_pixels(file, data[:length])


def _set_changed(saving: _Saving, frame: _Frame, words: Words) -> None:
    """Write the changed samples into the words of the frame."""
    samples: NDArray[Any] = frame.pixels[frame.changed]
    if saving.layout.photometric == "YBR_FULL":
        from pydicom.pixels.processing import convert_color_space

        samples = convert_color_space(samples[None], "RGB", "YBR_FULL")[0]
    words[frame.changed] = dicom_frames.packed(
        samples, words[frame.changed], saving.layout, dicom_frames.repeats_sign(words, saving.layout)
    )


def _compressed(saving: _Saving) -> dict[int, bytes | None]:
    """Encapsulated Pixel Data with the frames encoded again, and the tables of offsets where there are any."""
    file, layout = saving.file, saving.layout
    assert file.pixels is not None
    parts = dicom_frames.encapsulated(file, layout.frames)
    dtype = np.dtype(f"u{layout.allocated // 8}")
    coded: dict[int, bytes] = {}
    for frame in saving.frames:
        before = b"".join(bytes(file.body[start:end]) for start, end in parts[frame.page])
        if file.syntax == dicom_frames.RLE:
            words, _ = dicom_frames.decoded_frame(before, file.syntax, layout)
            words = words.copy()
            _set_changed(saving, frame, words)
        else:
            words = dicom_frames.packed(frame.pixels, np.zeros(frame.pixels.shape, dtype), layout)
        coded[frame.page] = encoded_frame(words, file.syntax, layout, before)
    value, offsets, lengths = with_frames(file, parts, coded)
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
    new = {frame.page: frame.pixels for frame in saving.frames}
    for page in range(layout.frames):
        pixels = new[page] if page in new else _other_frame(page, original, origin)
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
