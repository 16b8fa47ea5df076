"""Kinds that are patched: the file that was opened with its filled samples changed, and saved in no other way.

What is asked of them before and during a save; `dicom_saving` and `nifti_saving` do it. A picture of such a kind, or
any other data picture, becomes a photograph of what is seen where it is saved as another kind.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.kinds.formats import Format
from inpaint_studio.files.origin import Origin, origin_of
from inpaint_studio.files.saving import dicom_saving, nifti_saving
from inpaint_studio.files.saving.readback import Coded
from inpaint_studio.sentence import say


def check(picture: Picture, format: Format, path: Path, is_adjusted: bool) -> None:
    """Raises SaveError where a picture cannot be saved as a kind that is patched."""
    if not format.patched:
        return
    origin = origin_of(picture)
    if origin is None or origin.format != format.key:
        raise SaveError(
            say(
                "{name} cannot be saved: a {format} file is made by changing samples in the {format} file that was "
                "opened, and this picture comes from none. Save it as PNG or TIFF.",
                name=path.name,
                format=format.name,
            )
        )
    why = dicom_saving.why_refused(origin) if format.key == "dicom" else None
    if is_adjusted:
        why = say("its adjustments would change every sample. Hide them, or save it as PNG or TIFF.")
    if why is not None:
        raise SaveError(say("{name} cannot be saved as {format}: {why}", name=path.name, format=format.name, why=why))


def loss(picture: Picture, format: Format) -> str | None:
    """What saving as `format` changes beside the fills, where that is special to data pictures; None: nothing is."""
    origin = origin_of(picture)
    if format.patched:
        return dicom_saving.loss_of(origin) if origin is not None and format.key == "dicom" else None
    if not picture.is_data or (origin is not None and origin.format == format.key):
        return None
    if format.key == "tiff":
        return say(
            "A {format} keeps all samples as numbers, with their bands and units, and no other fact of the picture's "
            "own file.",
            format=format.name,
        )
    return say(
        "{format} would hold what is seen through the levels, in 8 bits, and not the samples; TIFF keeps these as "
        "numbers.",
        format=format.name,
    )


def encode(
    picture: Picture,
    pixels: Pixels,
    visible: tuple[Fill, ...],
    format: Format,
    origin: Origin | None,
    original: bytes | None,
    keep_identity: bool,
) -> Coded:
    """The original file with the fills in it; without any, its very bytes. Raises SaveError."""
    if origin is None or original is None:
        raise SaveError(
            say(
                "The original file has changed or gone, and a {format} file is saved by changing it.",
                format=format.name,
            )
        )
    if not visible:
        return Coded(original, pixels, True, page=origin.page, profile=picture.profile)
    if format.key == "dicom":
        return dicom_saving.encode(picture, pixels, origin, original, keep_identity)
    return nifti_saving.encode(picture, pixels, origin, original)


def as_photograph(picture: Picture, pixels: Pixels) -> tuple[Picture, Pixels]:
    """A data picture as a kind that holds no measurements has it: what is seen of it."""
    if not picture.is_data:
        return picture, pixels
    assert picture.levels is not None
    pixels = picture.levels.shown(pixels)
    pixels = np.ascontiguousarray(pixels[:, :, :1] if len(picture.levels.bands) == 1 else pixels)
    photograph = replace(picture, pixels=pixels, bands=(), levels=None, unknown=None, grid=None, profile=None)
    return photograph, pixels
