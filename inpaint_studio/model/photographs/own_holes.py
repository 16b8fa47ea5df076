"""Training holes cut out of masks that a person has painted ("holes like mine")."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.mask_reading import MaskRefused, read_levels
from inpaint_studio.editing.picture import Mask
from inpaint_studio.files.kinds import png_chunks
from inpaint_studio.sentence import say

SCALES = (0.5, 2.0)  # range of scaling factors, uniform on a logarithmic scale
FRACTIONS = (0.003, 0.6)  # share of hole in a crop
_ATTEMPTS = 16


class OwnHolesError(Exception):
    """There are no masks to cut from. The message is a sentence for the person."""


def read(folder: Path) -> tuple[Mask, ...]:
    """Every PNG in a folder that has a hole, as masks of any size. Raises OwnHolesError where there is none."""
    masks = []
    for path in sorted(folder.glob("*.png")):
        try:
            with Image.open(path, formats=("PNG",)) as image:
                ours = png_chunks.has_mask_mark(path.read_bytes())
                # Masks may be cropped tightly, so all of one may be marked.
                mask = np.asarray(image.convert("L")) if ours else read_levels(*samples_of(image), most=1).mask
        except MaskRefused as error:
            raise OwnHolesError(say("{name} cannot be used as a mask: {why}.", name=path.name, why=error)) from error
        except (OSError, ValueError, Image.DecompressionBombError) as error:
            raise OwnHolesError(say("{path} is no mask that can be read.", path=path)) from error
        if (mask >= 128).any():
            masks.append(mask)
    if not masks:
        raise OwnHolesError(say("There are no masks with a hole in {folder}.", folder=folder))
    return tuple(masks)


def samples_of(image: Image.Image) -> tuple[NDArray[Any], bool]:
    """The samples of an opened mask for `read_levels`, and whether the last channel is transparency."""
    if image.mode in ("1", "P", "PA") or "transparency" in image.info:
        bare = image.mode == "1" or (image.mode == "P" and "transparency" not in image.info)
        image = image.convert("L" if image.mode == "1" else "RGB" if bare else "RGBA")
    return np.asarray(image), image.mode in ("LA", "RGBA")


def cut(masks: Sequence[Mask], crop: int, rng: np.random.Generator) -> Mask:
    """A hole for a crop: a randomly scaled piece of one of the masks. (crop, crop) uint8, 0 or 255.

    masks: at least one, each (H, W) uint8 with a hole (128 or more) somewhere. There is no hole beyond a mask.
    Its share of the crop lies within FRACTIONS if one of a few attempts succeeds; it is never empty.
    """
    best: Mask | None = None
    best_miss = np.inf
    for _ in range(_ATTEMPTS):
        mask = masks[int(rng.integers(len(masks)))]
        scale = float(np.exp(rng.uniform(*np.log(SCALES))))
        side = max(1, round(crop / scale))
        holes = np.flatnonzero(mask >= 128)
        row, column = divmod(int(holes[int(rng.integers(len(holes)))]), mask.shape[1])
        top, left = row - int(rng.integers(side)), column - int(rng.integers(side))
        window = np.zeros((side, side), np.uint8)
        rows = slice(max(top, 0), min(top + side, mask.shape[0]))
        columns = slice(max(left, 0), min(left + side, mask.shape[1]))
        window[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left] = mask[rows, columns]
        piece = _resized(window, Size(crop, crop))
        share = float((piece > 0).mean())
        miss = max(FRACTIONS[0] - share, share - FRACTIONS[1], 0.0) if share else np.inf
        if miss < best_miss:
            best, best_miss = piece, miss
        if miss == 0:
            break
    if best is None:  # every window vanished in scaling: a single pixel
        best = np.zeros((crop, crop), np.uint8)
        best[crop // 2, crop // 2] = 255
    return best


def _resized(window: Mask, size: Size) -> Mask:
    smooth = Image.fromarray(window).resize(size, Image.Resampling.BOX)
    shrinks = size.width < window.shape[1]  # a lower threshold when downscaling, so that hairs stay connected
    return np.where(np.asarray(smooth) >= (64 if shrinks else 128), np.uint8(255), np.uint8(0))
