"""Encoding samples as a picture file, without metadata."""

import io
from typing import Any

import numpy as np
from PIL import Image

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files import scratch
from inpaint_studio.files.kinds import deep, pnm
from inpaint_studio.files.kinds.formats import Format


def fitted(pixels: Pixels, format: Format) -> Pixels:
    """Samples converted to what a format can hold: alpha dropped, grey made RGB, depth reduced, where necessary.

    `writing.saving_loss` reports any loss beforehand.
    """
    if format.patched:
        return pixels
    if not format.alpha and pixels.shape[2] in (2, 4):
        pixels = pixels[:, :, :-1]
    if not format.grey and pixels.shape[2] <= 2:
        pixels = np.concatenate([pixels[:, :, :1]] * 3 + [pixels[:, :, 1:]], axis=2)
    if pixels.dtype.name not in format.depths:
        pixels = _narrowed(pixels, np.uint16 if "uint16" in format.depths else np.uint8)
    if format.key == "jp2" and pixels.dtype == np.uint16 and pixels.shape[2] > 1:
        pixels = _narrowed(pixels, np.uint8)
    return np.ascontiguousarray(pixels)


def encode(stored: Pixels, format: Format, quality: int, **parameters: Any) -> bytes:
    """The bytes of a file of `format` with the samples `stored`, already `fitted`. TIFF is written by `tiff_saving`.

    quality: 1..100, for formats with loss.  parameters: more for Pillow's encoder.
    """
    match format.key:
        case "pnm":
            return pnm.write(stored, as_float=stored.dtype.kind == "f")
        case "png" if stored.dtype == np.uint16:
            with scratch.folder() as folder:  # OpenImageIO writes to paths
                path = folder / "picture.png"
                deep.write_png16(stored, path)
                return path.read_bytes()
        case "jpeg" if "qtables" not in parameters:
            parameters |= {"quality": quality, "subsampling": 0 if quality >= 90 else 2}
        case "webp":
            parameters |= {"lossless": True, "exact": True, "method": 2, "quality": 50}
        case "avif":
            return _encode_avif(stored, quality, **parameters)
        case "png":
            parameters |= {"compress_level": 4}  # a third of the time of 6, for a file 3 % larger
    buffer = io.BytesIO()
    image = Image.fromarray(stored[:, :, 0] if stored.shape[2] == 1 else stored)
    image.save(buffer, format.plugin, **parameters)
    return buffer.getvalue()


def _encode_avif(stored: Pixels, quality: int, exif: bytes = b"", **parameters: Any) -> bytes:
    # Pillow rewrites a block with an orientation, without what it cannot parse; so a placeholder is encoded instead.
    placeholder = (b"II*\0\x08\0\0\0\0\0" + b"stand-in" * (len(exif) // 8 + 1))[: max(len(exif), 18)] if exif else b""
    buffer = io.BytesIO()
    image = Image.fromarray(stored[:, :, 0] if stored.shape[2] == 1 else stored)
    if exif:
        parameters["exif"] = placeholder
    image.save(buffer, "AVIF", quality=quality, subsampling="4:4:4", **parameters)
    content = buffer.getvalue()
    if exif and content.count(placeholder) != 1:
        raise ValueError("its EXIF could not be put in place")
    return content.replace(placeholder, exif.ljust(len(placeholder), b"\0")) if exif else content


def coarseness(content: bytes, format: Format, quality: int) -> float:
    """Quantisation of colours: the step, in levels of 255, between possible means of a block."""
    match format.key:
        case "jpeg":
            with Image.open(io.BytesIO(content), formats=["JPEG"]) as image:
                tables = getattr(image, "quantization", None) or {0: [0]}
                layers = getattr(image, "layer", [])
            # T.81, A.3.4: the mean times 8 is divided by the first step. Chroma counts 1.772 times in blue.
            steps = (tables[min(tables)][0] + 1.772 * tables[max(tables)][0]) / 8
            # Where several pixels share a chroma, noise of pure colours is clipped and its mean moves with it.
            return float(steps) + (16 if len({layer[1:3] for layer in layers}) > 1 else 0)
        case "avif":
            return (100 - quality) * 0.6
        case _:
            return 0.0


def _narrowed(pixels: Pixels, dtype: type[np.uint8] | type[np.uint16]) -> Pixels:
    top = 1.0 if pixels.dtype.kind == "f" else float(np.iinfo(pixels.dtype).max)
    scaled = np.nan_to_num(pixels.astype(np.float64) / top, nan=0.0, posinf=1.0, neginf=0.0)
    return np.rint(np.clip(scaled, 0, 1) * np.iinfo(dtype).max).astype(dtype)
