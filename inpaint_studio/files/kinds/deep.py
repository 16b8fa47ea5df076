"""More than 8 bits a sample: 16-bit and float through OpenImageIO, which keeps them exactly.

OpenImageIO premultiplies alpha unless told "oiio:UnassociatedAlpha", in both directions. The functions import
it, since the window imports this module but decodes in a helper process: 30 MB of its memory.
"""

from pathlib import Path

import numpy as np
from numpy.typing import DTypeLike

from inpaint_studio.editing.picture import Pixels


def read(path: Path, page: int, dtype: DTypeLike) -> Pixels:
    """(H, W, C) samples of one page as stored, not turned upright. dtype: uint8, uint16 or float32.

    Raises ValueError with the decoder's message.
    """
    import OpenImageIO as oiio  # noqa: N813 as everyone calls it

    config = oiio.ImageSpec()
    config.attribute("oiio:UnassociatedAlpha", 1)
    config.attribute("oiio:ColorSpace", "")
    source = oiio.ImageInput.open(str(path), config)
    if source is None:
        raise ValueError(str(oiio.geterror()) or "no decoder took it")
    try:
        if page and not source.seek_subimage(page, 0):
            raise ValueError("the page is not there")
        spec = source.spec()
        pixels = source.read_image(page, 0, 0, spec.nchannels, np.dtype(dtype).name.replace("float32", "float"))
        if pixels is None:
            raise ValueError(source.geterror() or "the samples could not be read")
        return np.asarray(pixels).reshape(spec.height, spec.width, spec.nchannels)
    finally:
        source.close()


def write_png16(pixels: Pixels, path: Path) -> None:
    """A 16-bit PNG of (H, W, 1..4) uint16, without metadata. Raises ValueError."""
    import OpenImageIO as oiio  # noqa: N813

    height, width, channels = pixels.shape
    spec = oiio.ImageSpec(width, height, channels, "uint16")
    if channels in (2, 4):
        spec.channelnames = ("Y", "A") if channels == 2 else ("R", "G", "B", "A")
        spec.alpha_channel = channels - 1
    spec.attribute("oiio:UnassociatedAlpha", 1)
    target = oiio.ImageOutput.create("png")
    if target is None or not target.open(str(path), spec):
        raise ValueError(oiio.geterror() if target is None else target.geterror())
    try:
        if not target.write_image(np.ascontiguousarray(pixels)):
            raise ValueError(target.geterror())
    finally:
        target.close()
