"""DICOM: one frame of a file to samples as they are stored, with what they measure. Decoded in the helper."""

import io
import math
import mmap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.decoded import Decoded, Limits, check_size, no_page
from inpaint_studio.files.errors import TooLargePicture, UnsupportedPicture
from inpaint_studio.files.kinds import dicom_frames
from inpaint_studio.files.kinds.dicom_elements import Bytes, DicomError, DicomFile, parse
from inpaint_studio.files.kinds.dicom_facts import Facts, band_of, levels_of, unknown_of
from inpaint_studio.files.kinds.dicom_frames import Layout, Words
from inpaint_studio.installation import how_to_add
from inpaint_studio.sentence import say

_DIRECTORY = "1.2.840.10008.1.3.10"
_SEGMENTATION = "1.2.840.10008.5.1.4.1.1.66.4"
_FILMS = "1.2.840.10008.1.2.4.10"
_SOP_CLASS, _BURNED_IN, _OVERLAY_ROWS, _OVERLAYS = 0x00080016, 0x00280301, 0x0010, range(0x6000, 0x6020, 2)
_COLOURS = ("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_RCT", "YBR_ICT", "YBR_PARTIAL_420")
_EXACT_IN_FLOAT = 1 << 24
_MAPPED = 16 << 20  # bytes of a file from which on it is not read whole

_NAMES = {
    "1.2.840.10008.1.2.4.50": "JPEG",
    "1.2.840.10008.1.2.4.51": "JPEG",
    **dict.fromkeys(dicom_frames.JPEG_LOSSLESS, "JPEG Lossless"),
    dicom_frames.JPEG_LS: "JPEG-LS",
    dicom_frames.JPEG_LS_NEAR: "JPEG-LS",
    dicom_frames.JPEG_2000: "JPEG 2000",
    dicom_frames.JPEG_2000_LOSSY: "JPEG 2000",
    dicom_frames.RLE: "RLE",
}


def syntax_name(syntax: str) -> str:
    """What people call a transfer syntax; its UID where they do not."""
    return _NAMES.get(syntax, syntax)


def mode_of(layout: Layout, syntax: str) -> str:
    """`Origin.mode`: the photometric interpretation, and the transfer syntax behind a bar."""
    return f"{layout.photometric}|{syntax}"


def decode(path: Path, page: int, limits: Limits) -> Decoded:
    """Read one frame. Raises PictureError, and whatever hostile bytes make of the decoders."""
    if path.stat().st_size > 2 * limits.bytes:
        raise TooLargePicture(say("{name} needs more memory than there is. It was not opened.", name=path.name))
    file = parse(content_of(path), limits.bytes)
    _refuse_others(path.name, file)
    layout = dicom_frames.layout_of(file)
    _refuse_layout(path.name, file, layout)
    if not 0 <= page < layout.frames:
        raise no_page(path, page, layout.frames)
    check_size(path.name, layout.columns, layout.rows, 2 * layout.samples * max(4, layout.allocated // 8), limits)
    try:
        words, is_rgb = frame_words(file, layout, page)
    except ImportError as error:
        raise UnsupportedPicture(
            say("{name} is a DICOM file compressed as JPEG Lossless. {how}", name=path.name, how=how_to_add("gdcm"))
        ) from error
    except RuntimeError as error:  # pydicom's, where all decoders have failed
        if layout.allocated > 8 and file.syntax in dicom_frames.JPEG_LOSSY:
            raise UnsupportedPicture(
                say("{name} is compressed as JPEG of more than 8 bits, which is not opened.", name=path.name)
            ) from error
        raise DicomError(say("its {coding} cannot be decoded", coding=syntax_name(file.syntax))) from error
    samples = dicom_frames.unpacked(words, layout)
    facts = Facts(_dataset(file), page)
    if layout.samples == 3:
        decoded = _colours(path.name, file, layout, facts, samples, page, is_rgb)
    elif layout.photometric == "PALETTE COLOR":
        decoded = _palette(file, layout, facts, samples, page)
    else:
        decoded = _measurements(path.name, file, layout, facts, samples, page)
    return decoded


def content_of(path: Path) -> Bytes:
    """A file's bytes; a large one is mapped: of many frames one is decoded, and its samples are copied.

    Raises OSError.
    """
    if path.stat().st_size < _MAPPED:
        return path.read_bytes()
    with open(path, "rb") as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def frame_words(file: DicomFile, layout: Layout, page: int) -> tuple[Words, bool]:
    """The words of one frame as stored, and whether a decoder has converted them to RGB.

    Raises DicomError, ImportError where a decoder is missing, and what decoders raise.
    """
    assert file.pixels is not None
    if file.is_compressed:
        parts = dicom_frames.encapsulated(file, layout.frames)
        if len(parts) <= page or not parts[page]:
            raise DicomError(say("it ends before its last sample"))
        coded = b"".join(bytes(file.body[start:end]) for start, end in parts[page])
        dicom_frames.check_header(coded, file.syntax, layout)
        return dicom_frames.decoded_frame(coded, file.syntax, layout)
    data = memoryview(file.body)[file.pixels.value : file.pixels.end]
    if layout.frames * layout.frame_bytes > len(data):
        raise DicomError(say("it ends before its last sample"))
    if layout.swapped:
        data = memoryview(dicom_frames.exchanged(data))
    if layout.is_subsampled:
        return _widened(data[page * layout.frame_bytes :], layout), False
    return dicom_frames.native_frame(data, layout, page), False


def _widened(data: memoryview, layout: Layout) -> Words:
    """YBR_FULL_422 (C.7.6.3.1.2): two luma samples, then a chroma pair that they share."""
    pairs = np.frombuffer(data, np.uint8, layout.frame_bytes).reshape(layout.rows, layout.columns // 2, 4)
    words = np.empty((layout.rows, layout.columns, 3), np.uint8)
    words[:, 0::2, 0], words[:, 1::2, 0] = pairs[:, :, 0], pairs[:, :, 1]
    words[:, :, 1:] = np.repeat(pairs[:, :, 2:], 2, axis=1)
    return words


def _dataset(file: DicomFile) -> Any:
    """Everything before the samples, as pydicom's data set."""
    from pydicom.filereader import read_dataset

    assert file.pixels is not None
    body = bytes(file.body[file.data_start : file.pixels.start])
    dataset = read_dataset(io.BytesIO(body), file.coding.implicit, not file.coding.big)
    dataset.set_original_encoding(file.coding.implicit, not file.coding.big)  # tables are read by it
    return dataset


def _refuse_others(name: str, file: DicomFile) -> None:
    """Raises UnsupportedPicture for files that hold no pixels, or none that are opened."""
    kind = file.text(_SOP_CLASS)
    media = next((one for one in file.meta if one.tag == 0x00020002), None)
    if media is not None and bytes(file.content[media.value : media.end]).strip(b" \0") == _DIRECTORY.encode():
        raise UnsupportedPicture(
            say("{name} is a directory of DICOM files, not a picture. Open one of the files beside it.", name=name)
        )
    if file.pixels is None:
        if file.is_truncated:
            raise DicomError(say("it ends before its samples"))
        raise UnsupportedPicture(
            say(
                "{name} is a DICOM file without pixels ({kind}), such as a report, a plan or a curve. There is "
                "nothing in it that could be filled.",
                name=name,
                kind=file.text(0x00080060) or kind or say("of unknown kind"),
            )
        )
    if kind == _SEGMENTATION:
        raise UnsupportedPicture(
            say("{name} is a DICOM segmentation: a mask, not a picture. It is not opened.", name=name)
        )
    if file.syntax.startswith(_FILMS):
        raise UnsupportedPicture(say("{name} is a DICOM file that holds a film, which is not opened.", name=name))
    if file.is_compressed and file.syntax not in dicom_frames.KNOWN:
        raise UnsupportedPicture(
            say("{name} is compressed as {syntax}, which is not opened.", name=name, syntax=_uid_name(file.syntax))
        )


def _uid_name(syntax: str) -> str:
    from pydicom.uid import UID

    return str(UID(syntax).name)


def _refuse_layout(name: str, file: DicomFile, layout: Layout) -> None:
    if layout.allocated == 1:
        raise UnsupportedPicture(say("{name} holds 1 bit a pixel: a mask, not a picture. It is not opened.", name=name))
    if layout.samples == 1 and layout.photometric in ("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR"):
        return
    deep = layout.allocated > 16 or layout.kind == "f"
    colours = layout.samples == 3 and layout.photometric in _COLOURS and not deep
    odd = layout.is_subsampled and (layout.columns % 2 or layout.allocated != 8) and not file.is_compressed
    if not colours or odd or (layout.photometric.startswith("YBR") and layout.allocated != 8):
        raise UnsupportedPicture(
            say(
                "{name} holds {photometric} samples of {bits} bits, which are not opened.",
                name=name,
                photometric=layout.photometric,
                bits=layout.allocated,
            )
        )


def _decoded(
    file: DicomFile, layout: Layout, facts: Facts, pixels: Pixels, page: int, notes: Sequence[str], **more: Any
) -> Decoded:
    all_notes = list(notes)
    if layout.frames > 1:
        all_notes.append(say("This is frame {frame} of {count}.", frame=page + 1, count=layout.frames))
    overlays = sum(file.element(group << 16 | _OVERLAY_ROWS) is not None for group in _OVERLAYS)
    if overlays:
        all_notes.append(say("The file's overlays are kept as they are, and are not shown."))
    if file.text(_BURNED_IN).upper() == "YES":
        all_notes.append(say("The file says that text is burned into its picture. The finder of text can look for it."))
    all_notes.append(say("What is filled in a medical picture is computed, not measured. It is not for diagnosis."))
    profile = facts.get("ICCProfile") if not more.get("bands") else None
    return Decoded(
        np.ascontiguousarray(pixels),
        bytes(profile) if isinstance(profile, bytes) else None,
        "dicom",
        page,
        layout.frames,
        1,
        mode_of(layout, file.syntax),
        more.pop("converted", False),
        tuple(all_notes),
        grid=facts.grid(),
        **more,
    )


def _colours(
    name: str, file: DicomFile, layout: Layout, facts: Facts, samples: NDArray[Any], page: int, is_rgb: bool
) -> Decoded:
    notes = []
    if layout.photometric.startswith("YBR") and not is_rgb:
        from pydicom.pixels.processing import convert_color_space

        samples = convert_color_space(np.ascontiguousarray(samples), "YBR_FULL", "RGB")
        is_rgb = True
    if is_rgb and layout.photometric not in ("RGB", "YBR_RCT"):  # the latter is a step of its coding, and exact
        notes.append(say("The file's YCbCr colours were opened as RGB."))
    if layout.stored == layout.allocated and not layout.signed:
        return _decoded(file, layout, facts, samples, page, notes, converted=bool(notes))
    least, most = layout.range
    pixels = samples.astype(np.int16 if layout.signed else np.uint8 if layout.allocated == 8 else np.uint16)
    bands = tuple(Band(colour, "", 1.0, 0.0, float(least), float(most)) for colour in ("R", "G", "B"))
    levels = Levels((0, 1, 2), (float(least),) * 3, (float(most),) * 3)
    return _decoded(file, layout, facts, pixels, page, notes, converted=bool(notes), bands=bands, levels=levels)


def _palette(file: DicomFile, layout: Layout, facts: Facts, samples: NDArray[Any], page: int) -> Decoded:
    from pydicom.pixels import apply_color_lut

    entries, _, depth = (int(one) for one in facts.dataset.RedPaletteColorLookupTableDescriptor)
    for colour in ("Red", "Green", "Blue"):  # pydicom takes tables of words for little-endian ones
        element = facts.dataset.get(f"{colour}PaletteColorLookupTableData")
        if file.coding.big and element is not None and len(element) == 2 * (entries or 65536):
            facts.dataset[f"{colour}PaletteColorLookupTableData"].value = bytes(dicom_frames.exchanged(element))
    colours = apply_color_lut(np.ascontiguousarray(samples[:, :, 0]), facts.dataset)[:, :, :3]
    if colours.dtype != np.uint8:
        colours = (colours >> 8 if depth > 8 else colours).astype(np.uint8)
    notes = [say("The file's palette was opened as 8-bit RGB.")]
    return _decoded(file, layout, facts, colours, page, notes, converted=True)


def _measurements(
    name: str, file: DicomFile, layout: Layout, facts: Facts, samples: NDArray[Any], page: int
) -> Decoded:
    notes: list[str] = []
    pixels = narrowed(name, samples, notes)
    legal: tuple[float, float] = (-math.inf, math.inf) if layout.kind == "f" else layout.range
    if pixels.dtype.kind != "f":
        info = np.iinfo(pixels.dtype)
        legal = max(legal[0], info.min), min(legal[1], info.max)
    elif layout.kind != "f":
        legal = max(legal[0], -_EXACT_IN_FLOAT), min(legal[1], _EXACT_IN_FLOAT)
    band = band_of(facts, pixels.dtype, legal, layout.signed, layout.stored)
    unknown = unknown_of(pixels, facts.padding(layout.signed, layout.stored))
    if facts.has_modality_table:
        notes.append(
            say("The file's table of measured values is not applied: the samples are seen as they are stored.")
        )
    window = None if facts.has_modality_table else facts.window()
    levels = levels_of(pixels, unknown, band, window, layout.photometric == "MONOCHROME1")
    return _decoded(file, layout, facts, pixels, page, notes, bands=(band,), levels=levels, unknown=unknown)


def narrowed(name: str, samples: NDArray[Any], notes: list[str]) -> Pixels:
    """Samples of any depth as a data picture can hold them; a note where they became narrower.

    Raises UnsupportedPicture for whole numbers that no depth holds exactly.
    """
    if samples.dtype in (np.uint8, np.uint16, np.int16, np.float32):
        return samples
    if samples.dtype == np.int8:
        return samples.astype(np.int16)
    bits = samples.dtype.itemsize * 8
    if samples.dtype.kind == "f":
        with np.errstate(over="ignore"):
            pixels = samples.astype(np.float32)
        if not np.array_equal(pixels, samples, equal_nan=True):
            notes.append(
                say(
                    "The file's {bits}-bit samples were opened as 32-bit floats; what is not filled keeps its bits.",
                    bits=bits,
                )
            )
        return pixels
    least, most = int(samples.min()), int(samples.max())
    for dtype in (np.uint16, np.int16):
        if np.iinfo(dtype).min <= least and most <= np.iinfo(dtype).max:
            return samples.astype(dtype)
    if least >= -_EXACT_IN_FLOAT and most <= _EXACT_IN_FLOAT:
        return samples.astype(np.float32)
    raise UnsupportedPicture(
        say(
            "{name} holds whole numbers of {bits} bits, up to {most}; those up to {limit} are opened.",
            name=name,
            bits=bits,
            most=f"{max(most, -least):,}",
            limit=f"{_EXACT_IN_FLOAT:,}",
        )
    )
