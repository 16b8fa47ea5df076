"""Test cases: the evaluator's fixed sample of a folder, with seeded holes.

Shared by `bench` and the benchmarks that calibrate a guide or a judge, so that all use the same pixels.
`bench` documents the protocol; a change here that changes a pixel increments PROTOCOL.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Size
from inpaint_studio.evaluation import metrics
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.pairing import is_hidden, masks_in, match, without_masks
from inpaint_studio.files.reading import read_mask, read_picture, to_srgb8
from inpaint_studio.model.photographs.hole_kinds import HOLE_KINDS
from inpaint_studio.model.photographs.masks import sample_mask
from inpaint_studio.sentence import reason, say

LONGEST = 512  # longest side of the central crop, pixels
LEAST_SIDE = 96  # pixels; smaller pictures are left out
FROM_FILES = "given"  # the kind of holes read from mask files


class EvaluationError(Exception):
    """Nothing can be measured. The message is a sentence for the person."""


class Unusable(Exception):
    """One picture cannot be used. The message is a sentence about it."""


@dataclass(frozen=True, eq=False)
class Case:
    """A picture with one hole."""

    picture: str  # its path below the folder
    kind: str
    true: metrics.Picture8
    mask: NDArray[np.uint8]  # (H, W), 0 or 255 = hole
    key: str  # digest of the pixels of both

    @property
    def hole(self) -> metrics.Hole:
        return self.mask > 0


def picture_names(folder: Path) -> list[str]:
    """Every picture below a folder, in the order of the SHA-256 of its relative path: the first n are a fixed sample.

    Raises EvaluationError where there is no folder or no picture in it.
    """
    if not folder.is_dir():
        raise EvaluationError(say("There is no folder {path}.", path=folder))
    suffixes = formats.suffixes()
    files = [
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in suffixes and path.is_file() and not is_hidden(path.relative_to(folder))
    ]
    names = [path.relative_to(folder).as_posix() for path in without_masks(files)]
    if not names:
        raise EvaluationError(say("There are no pictures in {folder}.", folder=folder))
    return sorted(names, key=lambda name: hashlib.sha256(_bytes(name)).digest())


def _bytes(name: str) -> bytes:
    """A name's bytes, also where they are not UTF-8."""
    return name.encode("utf-8", "surrogateescape")


def seeded_cases(
    folder: Path, name: str, kinds: Sequence[str] | None = None, seed: int = 0, longest: int = LONGEST
) -> list[Case]:
    """The centre of a picture with a hole of each kind, seeded by "name|kind|seed", so reproducible everywhere.

    kinds: None = all.  Raises Unusable, and EvaluationError for an unknown kind of hole.
    """
    true, _ = _read(folder, name, longest)
    size = Size(true.shape[1], true.shape[0])
    return [
        _case(name, kind, true, _seeded(name, kind, seed, size)) for kind in (HOLE_KINDS if kinds is None else kinds)
    ]


def mask_cases(folder: Path, name: str, masks: Path, longest: int = LONGEST) -> list[Case]:
    """The centre of a picture with the hole of its mask in `masks` (see `files.pairing`); above 0 is hole.

    Raises Unusable, also for a missing or ambiguous mask; EvaluationError for an unreadable folder.
    """
    picture = folder / name
    below = masks / Path(name).parent
    masks = below if below.is_dir() else masks  # in the same subfolders as the pictures, or all in one folder
    try:
        (pair,) = match([picture], masks_in(masks, picture.parent), masks)
    except OSError as error:
        raise EvaluationError(
            say("The folder {folder} cannot be read: {reason}.", folder=masks, reason=error)
        ) from error
    if pair.mask is None:
        raise Unusable(pair.problem)
    true, whole = _read(folder, name, longest)
    try:
        mask = _middle(read_mask(pair.mask, whole).mask, longest)
    except PictureError as error:
        raise Unusable(reason(error)) from error
    return [_case(name, FROM_FILES, true, np.where(mask > 0, np.uint8(255), np.uint8(0)))]


def _read(folder: Path, name: str, longest: int) -> tuple[metrics.Picture8, Size]:
    """The central crop, and the size of the whole picture."""
    try:
        picture = read_picture(folder / name, complete=True)  # recovered pixels are no ground truth
        if picture.is_data:
            raise Unusable(say("{name} holds measured data; photographs are compared here, in 8 bits.", name=name))
        true = _middle(to_srgb8(picture)[..., :3], longest)
    except PictureError as error:
        raise Unusable(reason(error)) from error
    if min(true.shape[:2]) < LEAST_SIDE:
        raise Unusable(say("{name} is smaller than {side} pixels.", name=name, side=LEAST_SIDE))
    return true, picture.size


def _seeded(name: str, kind: str, seed: int, size: Size) -> NDArray[np.uint8]:
    if kind not in HOLE_KINDS:
        known = ", ".join(HOLE_KINDS)
        raise EvaluationError(
            say("There is no kind of hole called {kind}; there are {known}.", kind=f"{kind!r}", known=known)
        )
    digest = hashlib.sha256(_bytes(f"{name}|{kind}|{seed}")).digest()
    rng = np.random.default_rng(int.from_bytes(digest[:8], "little"))
    return sample_mask(kind, size, rng)


def _case(name: str, kind: str, true: metrics.Picture8, mask: NDArray[np.uint8]) -> Case:
    if not mask.any() or mask.all():
        raise Unusable(say("The mask of {name} has no hole in the part that is used, or nothing else.", name=name))
    digest = hashlib.sha256(true.tobytes() + mask.tobytes() + str(true.shape).encode()).hexdigest()[:20]
    return Case(name, kind, true, mask, digest)


def _middle(pixels: NDArray[np.uint8], longest: int) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    top, left = max(0, height - longest) // 2, max(0, width - longest) // 2
    return np.ascontiguousarray(pixels[top : top + longest, left : left + longest])
