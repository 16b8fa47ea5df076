"""Encoding of one DICOM frame without loss, where an encoder is here: RLE, JPEG-LS, JPEG 2000."""

import io
import struct

import numpy as np
from PIL import Image

from inpaint_studio.files.kinds.dicom_frames import JPEG_2000, JPEG_LS, RLE, Layout, Words

_HEADER = 64  # bytes of an RLE frame


def encoded_frame(words: Words, syntax: str, layout: Layout, before: bytes = b"") -> bytes:
    """(H, W, S) words as a frame of a transfer syntax of `dicom_frames.ENCODABLE`.

    before: the frame as it was coded.  Raises whatever the encoders raise.
    """
    if syntax == JPEG_2000:
        return _jpeg_2000(words, layout, before)
    if syntax == RLE:
        return _run_lengths(words)
    unused = words.dtype.type((1 << layout.stored) - 1)  # JPEG-LS has no sign, and no bits beside the sample's
    words = np.ascontiguousarray((words & unused).astype(words.dtype.newbyteorder("<")))
    return _by_pydicom(JPEG_LS, words, layout.stored, layout.signed, layout.photometric)


def _by_pydicom(syntax: str, words: Words, stored: int, signed: bool, photometric: str) -> bytes:
    from pydicom.pixels import get_encoder

    options = {
        "rows": words.shape[0],
        "columns": words.shape[1],
        "samples_per_pixel": words.shape[2],
        "photometric_interpretation": photometric,
        "number_of_frames": 1,
        "bits_allocated": words.dtype.itemsize * 8,
        "bits_stored": stored,
        "pixel_representation": int(signed),
        "planar_configuration": 0,
    }
    plugin = "pyjpegls" if syntax == JPEG_LS else "pydicom"
    return bytes(get_encoder(syntax).encode(words.tobytes(), encoding_plugin=plugin, **options))


def _run_lengths(words: Words) -> bytes:
    """RLE (PS3.5, annex G): a segment for each byte of each sample, the highest first.

    Each is encoded as a frame of 8 bits, since pydicom refuses words of 32, and the segments are put together.
    """
    planes = np.ascontiguousarray(words.astype(words.dtype.newbyteorder(">"))).view(np.uint8)
    segments = [
        _by_pydicom(RLE, np.ascontiguousarray(planes[:, :, [number]]), 8, False, "MONOCHROME2")[_HEADER:]
        for number in range(planes.shape[2])
    ]
    starts = [_HEADER + sum(map(len, segments[:number])) for number in range(len(segments))]
    return struct.pack("<16I", len(segments), *starts, *[0] * (15 - len(segments))) + b"".join(segments)


def _jpeg_2000(words: Words, layout: Layout, before: bytes) -> bytes:
    """By Pillow, which knows samples of 8 and 16 bits without sign alone: the header is set right afterwards.

    A codestream without loss codes samples less half their range, or as they are where they have a sign (ISO 15444-1,
    G.1). So samples that are shifted to the middle of Pillow's range are coded as they should be of `stored` bits; only
    the header's Ssiz differs. How many bit planes there are stands elsewhere, and is enough.
    """
    bits = 8 if words.dtype.itemsize == 1 else 16
    mask = (1 << layout.stored) - 1
    samples = words.astype(np.int64) & mask
    if layout.signed:
        samples -= (samples >> (layout.stored - 1)) << layout.stored
    else:
        samples -= 1 << (layout.stored - 1)
    shifted = (samples + (1 << (bits - 1))).astype(np.uint8 if bits == 8 else np.uint16)
    transformed = _is_transformed(before)
    buffer = io.BytesIO()
    image = Image.fromarray(shifted[:, :, 0] if layout.samples == 1 else shifted)
    image.save(buffer, "JPEG2000", no_jp2=True, irreversible=False, mct=int(transformed and layout.samples == 3))
    content = bytearray(buffer.getvalue())
    size = content.index(b"\xff\x51")
    for component in range(layout.samples):
        content[size + 40 + 3 * component] = (0x80 if layout.signed else 0) | (layout.stored - 1)
    return bytes(content)


def _is_transformed(codestream: bytes) -> bool:
    """Whether the components of a codestream are transformed: SGcod of its COD (A.6.1)."""
    place = codestream.find(b"\xff\x52", 0, 4096)
    return place < 0 or len(codestream) < place + 9 or codestream[place + 8] == 1
