"""NIfTI: the slices of a volume along its third axis; of several volumes, one volume after the other."""

import math
import os
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from inpaint_studio.editing.stack import Place
from inpaint_studio.files.errors import DamagedPicture
from inpaint_studio.files.kinds import nifti
from inpaint_studio.files.origin import Stamp
from inpaint_studio.files.stacks.kind import Opening, StackKind
from inpaint_studio.files.stacks.planes import FilePlanes, PlaneSource
from inpaint_studio.sentence import say

MOST_SLICES = 1_000_000
_MOST_RATIO = 1032  # of bytes unpacked to packed ones: Deflate's own limit


def _takes(path: Path, format: str) -> bool:
    return format == "nifti"


def open_volume(path: Path, opening: Opening) -> FilePlanes | None:
    """None for a volume of one slice, and for a header that is broken. Raises PictureError, OSError."""
    stamp = Stamp.of(path)
    head = nifti.head_of(path)
    try:
        volume = nifti.volume_of(path.name, head)
    except nifti.NiftiError:  # who opens the single picture says what is wrong
        return None
    if volume.slices < 2:
        return None
    notes: list[str] = []
    size = os.path.getsize(path)
    held = (size * (_MOST_RATIO if nifti.is_packed_file(path) else 1) - volume.first) // max(1, volume.slice_bytes)
    if volume.slices > MOST_SLICES or held < 1:
        raise DamagedPicture(
            say(
                "{name} says it has {count} slices, more than there can be in its {bytes} bytes.",
                name=path.name,
                count=f"{volume.slices:,}",
                bytes=f"{size:,}",
            )
        )
    if held < volume.slices:
        notes.append(
            say(
                "The file ends before its last slice: it says it has {count} slices, and {held} are whole.",
                count=f"{volume.slices:,}",
                held=f"{held:,}",
            )
        )
    depth = _depth(volume.header, volume.slices)
    step = _spacing(volume.header)
    places = [Place(None if step is None else step * (number % depth)) for number in range(volume.slices)]
    if depth < volume.slices:
        notes.append(
            say(
                "The file holds {count} volumes of {slices} slices, which follow each other.",
                count=volume.slices // depth,
                slices=depth,
            )
        )
    return FilePlanes(
        path,
        STACK.key,
        opening.axis or "slice",
        [PlaneSource(path, page) for page in range(volume.slices)],
        places,
        cuts=tuple(range(depth, volume.slices, depth)),
        notes=tuple(notes),
        opening=opening,
        stamp=stamp,
    )


def _depth(header: Any, slices: int) -> int:
    """Slices of one volume."""
    return max(1, min(slices, int(header["dim"][3])))


def _spacing(header: Any) -> Fraction | None:
    """From slice to slice in mm; None where the file does not say."""
    try:
        step = float(np.linalg.norm(header.get_best_affine()[:3, 2]))
    except Exception:  # nibabel's, of a header that contradicts itself
        return None
    unit = {1: 1000.0, 3: 0.001}.get(int(header["xyzt_units"]) & 7, 1.0)
    return Fraction(round(step * unit * 10_000), 10_000) if math.isfinite(step) and step > 0 else None


STACK = StackKind("nifti", say("NIfTI volume"), 50, _takes, open_volume)
