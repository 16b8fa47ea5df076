"""Associated alpha: colours that a file stores multiplied by their alpha.

Decoders return them as stored: a scanner's infrared may be tagged so, and its colours are multiplied by nothing.
"""

from dataclasses import replace

import numpy as np

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.decoded import Decoded
from inpaint_studio.sentence import say

_ROWS = 256  # divided at once, in 64-bit floats


def straight(decoded: Decoded) -> Decoded:
    """The page with its colours divided by its alpha where they were multiplied by it, which becomes a note."""
    if not decoded.multiplied:
        return decoded
    note = say("The file's colours were multiplied by its alpha; they were divided again.")
    pixels = _divided(decoded.pixels)
    return replace(decoded, pixels=pixels, multiplied=False, converted=True, notes=(note, *decoded.notes))


def _divided(pixels: Pixels) -> Pixels:
    """pixels: (H, W, C + 1), the last of them alpha. Where that is 0 the colours are 0."""
    top = 1.0 if pixels.dtype.kind == "f" else float(np.iinfo(pixels.dtype).max)
    divided = np.empty_like(pixels)
    divided[:, :, -1] = pixels[:, :, -1]
    for at in range(0, len(pixels), _ROWS):
        colours, alpha = pixels[at : at + _ROWS, :, :-1], pixels[at : at + _ROWS, :, -1:].astype(np.float64)
        there = np.divide(colours * top, alpha, out=np.zeros(colours.shape), where=alpha > 0)
        divided[at : at + _ROWS, :, :-1] = there if pixels.dtype.kind == "f" else np.rint(np.minimum(there, top))
    return divided
