"""The samples of a DICOM file as they are stored: frames as arrays, and samples to and from the words that hold them.

PS3.3, C.7.6.3, and PS3.5, chapter 8. Reading and saving both come through here, so that what is written back lies where
it was read.
"""

import struct
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.files.kinds.dicom_elements import (
    DOUBLE_DATA,
    FLOAT_DATA,
    Bytes,
    DicomError,
    DicomFile,
    fragments,
)
from inpaint_studio.sentence import say

Words = NDArray[Any]  # (H, W, S) unsigned integers or floats, as stored

JPEG_LOSSLESS = ("1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70")
JPEG_LS, JPEG_LS_NEAR = "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81"
JPEG_2000, JPEG_2000_LOSSY = "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"
RLE = "1.2.840.10008.1.2.5"
JPEG_LOSSY = ("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51")
KNOWN = (*JPEG_LOSSLESS, JPEG_LS, JPEG_LS_NEAR, JPEG_2000, JPEG_2000_LOSSY, RLE, *JPEG_LOSSY)
LOSSY = (JPEG_LS_NEAR, JPEG_2000_LOSSY, *JPEG_LOSSY)
ENCODABLE = (JPEG_LS, JPEG_2000, RLE)  # lossless, and an encoder is here

# pydicom's plug-ins that may decode. Others, such as pylibjpeg's, are not asked: some are under the GPL. GDCM aborts
# the process for much that is broken, so it is asked last: for JPEG Lossless, and for JPEG 2000 that Pillow refuses.
_DECODERS = ("pillow", "pyjpegls", "pydicom", "gdcm")


@dataclass(frozen=True)
class Layout:
    """How the samples of a frame are laid out."""

    rows: int
    columns: int
    samples: int  # of a pixel
    allocated: int  # bits of a word
    stored: int  # bits of it that are the sample
    high: int  # the highest of them
    signed: bool
    planar: bool  # whether each sample has a plane of its own
    photometric: str
    frames: int
    kind: str = "u"  # "f" where the words are floats
    swapped: bool = False  # 8-bit samples in big-endian words of 16 bits: each pair is exchanged
    big: bool = False

    @property
    def is_subsampled(self) -> bool:
        return self.photometric in ("YBR_FULL_422", "YBR_PARTIAL_422")

    @property
    def frame_bytes(self) -> int:
        """Of one frame, not compressed."""
        samples = 2 if self.is_subsampled else self.samples
        return self.rows * self.columns * samples * self.allocated // 8

    @property
    def dtype(self) -> np.dtype[Any]:
        return np.dtype(f"{'>' if self.big else '<'}{self.kind}{self.allocated // 8}")

    @property
    def range(self) -> tuple[int, int]:
        """The least and the largest sample that fits."""
        if self.signed:
            return -(1 << (self.stored - 1)), (1 << (self.stored - 1)) - 1
        return 0, (1 << self.stored) - 1


def layout_of(file: DicomFile, frames: int = 0) -> Layout:
    """frames: where the file's own number is not to be believed.

    Raises DicomError where the file does not say how its samples are laid out, or contradicts itself.
    """
    pixels = file.pixels
    if pixels is None:
        raise DicomError(say("it holds no pixels"))
    floats = pixels.tag in (FLOAT_DATA, DOUBLE_DATA)
    rows, columns = _number(file, 0x00280010), _number(file, 0x00280011)
    allocated = _number(file, 0x00280100) or (64 if pixels.tag == DOUBLE_DATA else 32 if floats else 0)
    stored = _number(file, 0x00280101) or allocated
    high = _number(file, 0x00280102, stored - 1)
    samples = _number(file, 0x00280002, 1)
    if floats and allocated != (32 if pixels.tag == FLOAT_DATA else 64):
        raise DicomError(say("it contradicts itself about its samples"))
    if not rows or not columns or allocated not in (1, 8, 16, 32, 64) or not 0 < stored <= allocated:
        raise DicomError(say("it does not say how its samples are stored"))
    if not stored - 1 <= high < allocated or (file.is_compressed and file.syntax != RLE):  # decoders put it right
        high = stored - 1
    return Layout(
        rows,
        columns,
        samples,
        allocated,
        stored,
        high,
        signed=not floats and _number(file, 0x00280103) == 1,
        planar=samples > 1 and _number(file, 0x00280006) == 1,
        photometric=file.text(0x00280004).upper() or "MONOCHROME2",
        frames=frames or frames_of(file),
        kind="f" if floats else "u",
        swapped=file.coding.big and allocated == 8 and pixels.vr == b"OW",
        big=file.coding.big and allocated > 8,
    )


def frames_of(file: DicomFile) -> int:
    """Number of Frames, 1 where the file does not say."""
    text = file.text(0x00280008)
    return max(1, int(text)) if text.isdecimal() and len(text) <= 12 else 1


def _number(file: DicomFile, tag: int, otherwise: int = 0) -> int:
    element = file.element(tag)
    if element is None or element.length < 2:
        return otherwise
    return int(struct.unpack_from(file.coding.order + "H", file.body, element.value)[0])


def native_frame(data: Bytes, layout: Layout, frame: int) -> Words:
    """One frame of samples that are not compressed, as an array on `data`: (H, W, S) words.

    data: the whole value of Pixel Data; where it can be written to, so can the array. Not for exchanged pairs
    (`exchanged`), nor for subsampled colours. Raises DicomError where the data end before the frame does.
    """
    size = layout.frame_bytes
    if (frame + 1) * size > len(data):
        raise DicomError(say("it ends before its last sample"))
    words = np.frombuffer(data, layout.dtype, size // layout.dtype.itemsize, frame * size)
    if layout.planar:
        return words.reshape(layout.samples, layout.rows, layout.columns).transpose(1, 2, 0)
    return words.reshape(layout.rows, layout.columns, layout.samples)


def exchanged(data: Bytes) -> bytearray:
    """Pairs of bytes exchanged: 8-bit samples in big-endian words, in their order, and back."""
    even = np.frombuffer(bytes(data) + b"\0" * (len(data) % 2), np.uint8)
    return bytearray(even.reshape(-1, 2)[:, ::-1].tobytes()[: len(data) + len(data) % 2])


def encapsulated(file: DicomFile, frames: int) -> list[list[tuple[int, int]]]:
    """For each frame the (start, end) in `file.body` of its fragments.

    Raises DicomError where the fragments cannot be attributed.
    """
    assert file.pixels is not None
    offsets, parts = fragments(file.body, file.pixels)
    if frames == 1:
        return [parts] if parts else []
    if len(parts) == frames:
        return [[part] for part in parts]
    if len(offsets) == frames and parts:
        first = parts[0][0] - 8
        places = [start - 8 - first for start, _ in parts]
        edges = [*offsets, places[-1] + 1]
        return [
            [part for part, place in zip(parts, places, strict=True) if edges[number] <= place < edges[number + 1]]
            for number in range(frames)
        ]
    raise DicomError(say("it does not hold as many frames as it says"))


class Header(NamedTuple):
    """What a compressed frame says of itself."""

    width: int
    height: int
    samples: int
    bits: int  # of a sample


def header_of(coded: bytes) -> Header | None:
    """Of a JPEG, JPEG-LS or JPEG 2000 codestream; None where none is found."""
    start = coded.find(b"\xff\x4f\xff\x51", 0, 1 << 16)
    if start >= 0 and len(coded) >= start + 43:
        right, bottom, left, top = struct.unpack_from(">4I", coded, start + 8)
        (samples,) = struct.unpack_from(">H", coded, start + 40)
        return Header(right - left, bottom - top, samples, (coded[start + 42] & 0x7F) + 1)
    at = 2
    while coded[:2] == b"\xff\xd8" and at + 10 <= len(coded) and coded[at] == 0xFF:
        marker, length = coded[at + 1], struct.unpack_from(">H", coded, at + 2)[0]
        if marker == 0xF7 or (0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC)):
            bits, height, width, samples = struct.unpack_from(">B2HB", coded, at + 4)
            return Header(width, height, samples, bits)
        at += 1 if marker == 0xFF else 2 + length
    return None


def check_header(coded: bytes, syntax: str, layout: Layout) -> None:
    """Raises DicomError where a compressed frame contradicts its file: decoders allocate what it says, or abort."""
    header = header_of(coded)
    if syntax == RLE or header is None:
        return
    if (header.width, header.height) != (layout.columns, layout.rows):
        raise DicomError(say("it contradicts itself about its size"))
    if header.samples != layout.samples or header.bits > layout.allocated:
        raise DicomError(say("it contradicts itself about its samples"))


def decoded_frame(coded: bytes, syntax: str, layout: Layout) -> tuple[Words, bool]:
    """One compressed frame as (H, W, S) words, and whether they were converted to RGB.

    Raises whatever the decoders raise; ImportError where there is none for this coding.
    """
    from pydicom.pixels import get_decoder

    decoder = get_decoder(syntax)
    plugins = [name for name in _DECODERS if name in decoder.available_plugins]
    if not plugins:
        raise ImportError(syntax)
    padded = coded + b"\0" * (len(coded) % 2)
    buffer = struct.pack("<HHIHHI", 0xFFFE, 0xE000, 0, 0xFFFE, 0xE000, len(padded)) + padded
    header = header_of(coded) if syntax in JPEG_LOSSLESS else None  # GDCM aborts where a file says other bits
    options = {
        "rows": layout.rows,
        "columns": layout.columns,
        "samples_per_pixel": layout.samples,
        "photometric_interpretation": layout.photometric,
        "number_of_frames": 1,
        "bits_allocated": layout.allocated,
        "bits_stored": layout.stored if header is None else header.bits,
        "pixel_representation": int(layout.signed),
        "planar_configuration": int(layout.planar),
        "pixel_keyword": "PixelData",
        "correct_unused_bits": syntax in (JPEG_2000, JPEG_2000_LOSSY),  # elsewhere they may be overlays
    }
    if layout.samples == 1:
        del options["planar_configuration"]
    failure: Exception | None = None
    for plugin in plugins:
        try:
            array, properties = decoder.as_array(buffer, index=0, decoding_plugin=plugin, **options)
            break
        except Exception as error:  # a decoder's edge; the next one may know the coding
            failure = failure or error
    else:
        assert failure is not None
        raise failure
    words = array.reshape(layout.rows, layout.columns, layout.samples)
    is_converted = properties["photometric_interpretation"] != layout.photometric
    return words.view(f"u{words.dtype.itemsize}"), is_converted


def unpacked(words: Words, layout: Layout) -> NDArray[Any]:
    """Samples as signed or unsigned integers, or floats: of 8 bits to 64, in the machine's order of bytes."""
    if layout.kind == "f":
        return words.astype(words.dtype.newbyteorder("="))
    bits = words.dtype.itemsize * 8
    words = words.astype(f"u{bits // 8}")
    shift = layout.high + 1 - layout.stored
    if layout.stored == bits:
        return words.view(f"i{bits // 8}") if layout.signed else words
    if layout.signed:  # to the top, and back with its sign
        moved = words << words.dtype.type(bits - 1 - layout.high)
        return np.asarray(moved.view(f"i{bits // 8}") >> (bits - layout.stored))
    return np.asarray((words >> words.dtype.type(shift)) & words.dtype.type((1 << layout.stored) - 1))


def repeats_sign(words: Words, layout: Layout) -> bool:
    """Whether the bits above the samples of a frame repeat their sign, as most programs write them."""
    if not layout.signed or layout.high + 1 != layout.stored or layout.stored == words.dtype.itemsize * 8:
        return False
    samples = unpacked(words, layout)
    return np.array_equal(samples.view(f"u{samples.dtype.itemsize}"), words)


def packed(samples: NDArray[Any], words: Words, layout: Layout, with_sign: bool = True) -> Words:
    """The words for new samples, where `words` stood: bits that are no part of a sample stay as they are.

    with_sign: those of signed samples repeat the sign instead; see `repeats_sign`.
    """
    if layout.kind == "f":
        return samples.astype(words.dtype)
    unsigned = words.dtype.newbyteorder("=")
    new = samples.astype(f"i{unsigned.itemsize}" if layout.signed else unsigned).view(unsigned)
    in_place = layout.high + 1 == layout.stored
    if layout.stored == unsigned.itemsize * 8 or (layout.signed and with_sign and in_place):
        return new.astype(words.dtype)
    shift = unsigned.type(layout.high + 1 - layout.stored)
    mask = unsigned.type((1 << layout.stored) - 1) << shift
    return np.asarray((words.astype(unsigned) & ~mask) | ((new << shift) & mask), words.dtype)


def as_explicit_little(layout: Layout) -> Layout:
    """The layout of the same samples, written without compression."""
    photometric = layout.photometric if layout.samples == 1 else "RGB"
    return replace(layout, planar=False, swapped=False, big=False, photometric=photometric)
