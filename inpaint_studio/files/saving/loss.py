"""What saving would change besides the fills, found out before anything is written."""

from pathlib import Path

import numpy as np

from inpaint_studio.editing.fills import Fill, composite
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.origin import origin_of
from inpaint_studio.files.saving import jpeg_exact, patching
from inpaint_studio.files.saving.infrared_loss import infrared_losses
from inpaint_studio.files.saving.targets import check_size, writable_format
from inpaint_studio.sentence import say

_DEPTHS = {"uint8": say("8 bits"), "uint16": say("16 bits"), "float32": say("32-bit floats")}


def saving_loss(
    picture: Picture, path: str | Path, fills: tuple[Fill, ...] = (), is_adjusted: bool = False
) -> str | None:
    """What saving to `path` would change beside the fills, in a sentence or several; None where nothing changes.

    is_adjusted: every sample changes anyhow, so what a format with loss does to them is no loss to be asked about.

    Raises SaveError where `path` cannot be written at all.
    """
    path = Path(path)
    format = writable_format(path)
    origin = origin_of(picture)
    patching.check(picture, format, path, is_adjusted)
    if picture.is_data or format.patched:
        return patching.loss(picture, format)
    dtype = picture.pixels.dtype.name
    check_size(path, format, picture.size, dtype if dtype in format.depths else "uint8")
    losses = []
    if dtype not in format.depths or (format.key == "jp2" and dtype != "uint8" and picture.pixels.shape[2] > 1):
        losses.append(
            say(
                "{format} cannot hold {depth} here, so the picture would be narrowed; TIFF keeps it.",
                format=format.name,
                depth=_DEPTHS[dtype],
            )
        )
    if picture.has_alpha and not format.alpha:
        losses.append(
            say("{format} cannot hold transparency, so it would be dropped; PNG keeps it.", format=format.name)
        )
    if origin is not None and origin.infrared in ("band", "alpha", "page"):
        losses.extend(infrared_losses(picture, origin, format, is_adjusted))
    elif origin is not None and origin.beside is not None and is_adjusted:
        losses.append(say("A copy with adjustments does not hold the file's band beside its colours."))
    elif origin is not None and origin.beside is not None and format.key != "tiff":
        losses.append(
            say(
                "{format} cannot hold the file's band beside its colours, so it would be dropped; TIFF keeps it.",
                format=format.name,
            )
        )
    if losses:
        return " ".join(losses)
    if is_adjusted:
        return None
    if origin is not None and origin.mode == "1" and origin.format == format.key == "tiff" and _greys(picture, fills):
        return GREYS
    if format.lossless:
        return None
    if format.key == "jpeg" and origin is not None and origin.format == "jpeg" and not origin.converted:
        why_not = jpeg_exact.why_not(origin.source.read())
        if why_not is None:
            return None
        return every_pixel_of_the_jpeg(why_not)
    return say(
        "{format} changes every pixel a little when it is saved; PNG or TIFF keeps them exactly.", format=format.name
    )


GREYS = say("The page is black and white and the fills bring greys, so it would be saved as 8-bit grey.")


def _greys(picture: Picture, fills: tuple[Fill, ...]) -> bool:
    """Whether the fills leave anything between black and white in an 8-bit picture."""
    return any(
        not np.isin(composite(picture, fills, fill.rect.clip(picture.size)), (0, 255)).all()
        for fill in fills
        if fill.visible and fill.strength > 0
    )


def every_pixel_of_the_jpeg(why: str) -> str:
    return say("Every pixel of the JPEG would change a little, because {why}; PNG or TIFF keeps them exactly.", why=why)
