"""EXIF orientation: turning stored pixels upright and back, exactly.

Turning moves samples and changes none, so there and back is the same bytes.
"""

import numpy as np

from inpaint_studio.editing.picture import Pixels


def upright(stored: Pixels, orientation: int) -> Pixels:
    """Stored pixels as a person should see them. (H, W, ...) in, (H, W, ...) or (W, H, ...) out, contiguous.

    orientation: EXIF tag 0x0112, 1..8; anything else counts as 1.
    """
    match orientation:
        case 2:
            turned = stored[:, ::-1]
        case 3:
            turned = stored[::-1, ::-1]
        case 4:
            turned = stored[::-1]
        case 5:
            turned = stored.swapaxes(0, 1)
        case 6:
            turned = stored[::-1].swapaxes(0, 1)
        case 7:
            turned = stored[::-1, ::-1].swapaxes(0, 1)
        case 8:
            turned = stored[:, ::-1].swapaxes(0, 1)
        case _:
            turned = stored
    return np.ascontiguousarray(turned)


def stored(pixels: Pixels, orientation: int) -> Pixels:
    """The inverse of `upright`: pixels as the file of that orientation stores them."""
    # Six and eight undo each other; every other turn undoes itself.
    return upright(pixels, {6: 8, 8: 6}.get(orientation, orientation))
