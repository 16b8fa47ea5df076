"""A scanner's infrared: in which layouts it comes, and bringing it from a file to `Picture.infrared`.

Four layouts: a band behind the colours that the file does not call transparency; one that it does (alpha); a grey page
of the same size behind the picture's, tagged as its mask or not; a file of its own beside the picture's. The last is
read and never written.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Literal, TypeVar

import numpy as np

from inpaint_studio.editing.picture import Plane
from inpaint_studio.files.decoded import Decoded
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.kinds.associated_alpha import straight
from inpaint_studio.files.kinds.orientation import stored, upright
from inpaint_studio.files.pairing import folded
from inpaint_studio.sentence import say

Choice = Literal["auto", "yes", "no"]
Layout = Literal["", "band", "alpha", "page", "file"]  # "": there is none

_MARKS = ("_ir", "-ir")  # behind the picture's name, in any letter case
_SUFFIXES = (".tif", ".tiff", ".TIF", ".TIFF", ".png", ".PNG")
_NOISY = 0.15  # share of pixels that are a hill or a valley of their row; 2/3 of pure noise, 0 of a gradient
_SAMPLE = 1_000_000  # samples that a plane is judged by

P = TypeVar("P", bound=PurePath)


@dataclass(frozen=True)
class InfraredRule:
    """Whether what may be infrared is taken for it."""

    choice: Choice = "auto"  # of everything; "auto": what looks like infrared, and as the scanners say
    scanners: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))  # a person's answers, by scanner
    only: Layout = ""  # what alone may be infrared; "" = any
    near: Path | None = None  # the picture whose infrared lies in a file beside it; None: the one that is opened

    def of(self, scanner: str) -> Choice:
        if self.choice != "auto" or scanner not in self.scanners:
            return self.choice
        return "yes" if self.scanners[scanner] else "no"


AUTO, NEVER = InfraredRule(), InfraredRule("no")


_LAYOUTS: Mapping[str, Layout] = MappingProxyType({"band": "band", "alpha": "alpha", "page": "page", "file": "file"})


def rule_again(layout: str, near: Path | None = None) -> InfraredRule:
    """The rule by which a file that was opened with this layout of infrared opens so again."""
    return InfraredRule("yes", only=_LAYOUTS[layout], near=near) if layout in _LAYOUTS else NEVER


@dataclass(frozen=True, eq=False)
class Infrared:
    """What was decided of a file."""

    decoded: Decoded  # without the plane among its bands, where it was one
    plane: Plane | None = None  # (H, W), upright
    layout: Layout = ""
    is_guess: bool = False  # by its looks alone: a person has not said so, and the file neither


Decode = Callable[[Path, int], Decoded]


def resolve(path: Path, decoded: Decoded, rule: InfraredRule, decode: Decode) -> Infrared:
    """Find the infrared of a decoded page. Its colours come back straight: divided by an alpha that they are stored
    multiplied by, unless that is the infrared.

    decode: of another page or file, on request. A plane of another size is not used, which becomes a note.
    """
    infrared = _find(path, decoded, rule, decode)
    return replace(infrared, decoded=straight(infrared.decoded))


def _find(path: Path, decoded: Decoded, rule: InfraredRule, decode: Decode) -> Infrared:
    choice = rule.of(decoded.scanner)
    if choice == "no" or decoded.bands:  # a band of a data picture is one of its measurements
        return Infrared(decoded)
    if decoded.infrared_page is not None and rule.only in ("", "page"):
        of_page = _of_page(path, decoded, decode, rule)
        if of_page.layout or decoded.infrared_page_is_tagged:
            return of_page
    if decoded.beside is not None and decoded.beside.shape[2] == 1 and rule.only in ("", "band"):
        plane = np.ascontiguousarray(upright(decoded.beside, decoded.orientation)[:, :, 0])
        if choice == "yes" or looks_infrared(plane):
            notes = (*(note for note in decoded.notes if note not in decoded.band_notes), _note(decoded, "band"))
            return Infrared(replace(decoded, notes=notes), plane, "band", choice == "auto")
    if _may_be_alpha(decoded) and rule.only in ("", "alpha"):
        plane = np.ascontiguousarray(decoded.pixels[:, :, -1])
        if choice == "yes" or looks_infrared(plane):
            beside = np.ascontiguousarray(stored(plane[:, :, None], decoded.orientation))
            colours = np.ascontiguousarray(decoded.pixels[:, :, :-1])
            notes = (*decoded.notes, _note(decoded, "alpha"))
            return Infrared(
                replace(decoded, pixels=colours, beside=beside, notes=notes, multiplied=False),
                plane,
                "alpha",
                choice == "auto",
            )
    return _of_file(rule.near or path, decoded, decode) if rule.only in ("", "file") else Infrared(decoded)


def _may_be_alpha(decoded: Decoded) -> bool:
    """Whether there is an alpha that can be taken for infrared and stored back: with colours as the file has them."""
    return decoded.pixels.shape[2] in (2, 4) and decoded.format in ("png", "tiff") and not decoded.converted


def _of_page(path: Path, decoded: Decoded, decode: Decode, rule: InfraredRule) -> Infrared:
    assert decoded.infrared_page is not None
    try:
        page = decode(path, decoded.infrared_page)
    except PictureError:
        if not decoded.infrared_page_is_tagged:
            return Infrared(decoded)
        note = say("The file's infrared, on page {page}, could not be read.", page=decoded.infrared_page + 1)
        return Infrared(replace(decoded, notes=(*decoded.notes, note)))
    if page.pixels.shape != (*decoded.pixels.shape[:2], 1):
        return Infrared(decoded)
    note = say("The scanner's infrared, on page {page}, is kept as it is.", page=decoded.infrared_page + 1)
    plane = np.ascontiguousarray(page.pixels[:, :, 0])
    is_said = decoded.infrared_page_is_tagged or rule.choice == "yes"
    if not is_said and not looks_infrared(plane):  # a person's word about a scanner is not one about every grey page
        return Infrared(decoded)
    is_guess = not is_said and rule.of(decoded.scanner) == "auto"
    return Infrared(replace(decoded, notes=(*decoded.notes, note)), plane, "page", is_guess)


def _of_file(path: Path, decoded: Decoded, decode: Decode) -> Infrared:
    there = file_of(path)
    if there is None:
        return Infrared(decoded)
    try:
        read = straight(decode(there, 0))
        if read.pixels.shape[:2] != decoded.pixels.shape[:2]:
            note = say("{name} is not of the picture's size, so it was not used as its infrared.", name=there.name)
            return Infrared(replace(decoded, notes=(*decoded.notes, note)))
    except PictureError as error:
        note = say("The infrared in {name} could not be read: {why}", name=there.name, why=str(error))
        return Infrared(replace(decoded, notes=(*decoded.notes, note)))
    note = say("The scanner's infrared was read from {name}; that file is never written.", name=there.name)
    plane = np.ascontiguousarray(read.pixels[:, :, 0])
    return Infrared(replace(decoded, notes=(*decoded.notes, note)), plane, "file")


def _note(decoded: Decoded, layout: Layout) -> str:
    if layout == "band":
        return say(
            "The file's band behind its colours is the scanner's infrared: not shown, not filled, saved back to TIFF."
        )
    return say(
        "The file's fourth channel is the scanner's infrared, not transparency: not shown, not filled, and saved back "
        "where it was."
    )


def looks_infrared(plane: Plane) -> bool:
    """Whether a plane has the histogram of film in infrared: a narrow bright peak with a dark tail, and noise.

    Transparency is 0 or full nearly everywhere, or smooth. plane: (H, W).
    """
    step = max(1, int((plane.size / _SAMPLE) ** 0.5))
    sample = plane[::step, ::step].astype(np.float64)
    top = 1.0 if plane.dtype.kind == "f" else float(np.iinfo(plane.dtype).max)
    if not np.isfinite(sample).all() or sample.size < 64:
        return False
    sample /= top
    lowest, first, middle, third, highest = np.percentile(sample, (0.05, 25, 50, 75, 99.95))
    spread = third - first
    steps = np.diff(plane[::step].astype(np.float64), axis=1)
    is_noisy = steps.shape[1] > 1 and float((steps[:, 1:] * steps[:, :-1] < 0).mean()) > _NOISY
    if not is_noisy or middle < 0.2 or (sample >= 1).mean() > 0.3 or (sample <= 0).mean() > 0.2:
        return False
    # Uniform noise has a range of twice its quartiles' distance; a picture of normal contrast 2 to 3, and a wider one.
    return bool(spread < 0.35 * middle and highest - lowest > 3 * spread)


# names


def file_of(picture: Path) -> Path | None:
    """The infrared that lies beside a picture by its name, `NAME_ir.tif`; None where there is none."""
    for mark in (*_MARKS, *(mark.upper() for mark in _MARKS)):
        for suffix in _SUFFIXES:
            there = picture.with_name(f"{picture.stem}{mark}{suffix}")
            if os.path.isfile(there) and there != picture:  # False, too, for a name that is too long to exist
                return there
    return None


def without_infrared(paths: Sequence[P]) -> list[P]:
    """The files without those that are, by their names, the infrared of another one among them."""
    names = {(path.parent, folded(path.stem)) for path in paths}
    return [path for path in paths if not any((path.parent, name) in names for name in _pictures_of(path))]


def _pictures_of(path: PurePath) -> list[str]:
    name = folded(path.stem)
    if path.suffix.lower() not in (".tif", ".tiff", ".png"):
        return []
    return [name.removesuffix(mark) for mark in _MARKS if name.endswith(mark) and len(name) > len(mark)]
