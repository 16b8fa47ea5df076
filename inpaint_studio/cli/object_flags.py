"""Flags that point at an object: a box, places on it and places beside it; of `find`."""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.cli.command import WrongCall
from inpaint_studio.sentence import say

if TYPE_CHECKING:
    from inpaint_studio.finding.finder import Finder, Finding, Progress, View
    from inpaint_studio.finding.objects.chosen import ChosenOutliner
    from inpaint_studio.finding.objects.prompt import Prompt

KIND = "object"
_USUAL_HALO = 6  # pixels, as the tool of the window
_WIDEST_HALO = 100


def add_object_flags(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("an object", "pointed at in picture pixels; of one picture, with --kinds object")
    group.add_argument("--box", nargs=4, type=float, metavar=("X", "Y", "W", "H"), help="a box that the object lies in")
    group.add_argument("--at", nargs=2, type=float, action="append", metavar=("X", "Y"), help="a place on the object")
    group.add_argument(
        "--not-at", nargs=2, type=float, action="append", metavar=("X", "Y"), help="a place beside the object"
    )
    group.add_argument(
        "--halo",
        type=int,
        metavar="PIXELS",
        help=f"how far the mask reaches past it, for its shadow and soft edge; default: {_USUAL_HALO}",
    )
    group.add_argument(
        "--mobile-sam",
        nargs=2,
        type=Path,
        metavar=("ENCODER", "DECODER"),
        help="outline it by these two ONNX files of MobileSAM, in place of our graph cut",
    )


def points_at_object(arguments: argparse.Namespace) -> bool:
    return bool(arguments.box or arguments.at or arguments.not_at)


def object_finder(arguments: argparse.Namespace) -> "Finder":
    """A finder of what the call points at. Raises WrongCall."""
    from inpaint_studio.editing.geometry import Rect
    from inpaint_studio.finding.finder import Finder
    from inpaint_studio.finding.objects.prompt import Prompt

    if Path(arguments.picture).is_dir():
        raise WrongCall("--box and --at point at an object of one picture; PICTURE is a folder.")
    if not arguments.box and not arguments.at:
        raise WrongCall("Point at an object by --box X Y W H or by --at X Y.")
    numbers = (*(arguments.box or ()), *chain(*(arguments.at or ()), *(arguments.not_at or ())))
    if not all(map(isfinite, numbers)):
        raise WrongCall("Places and boxes are numbers of pixels.")
    halo = _USUAL_HALO if arguments.halo is None else arguments.halo
    if not 0 <= halo <= _WIDEST_HALO:
        raise WrongCall(f"--halo is {halo}; it lies between 0 and {_WIDEST_HALO} pixels.")
    box = None
    if arguments.box:
        x, y, width, height = arguments.box
        if not (width > 0 and height > 0):
            raise WrongCall("--box is empty; give its left, its top, its width and its height in pixels.")
        box = Rect.of_edges(int(x // 1), int(y // 1), -int(-(x + width) // 1), -int(-(y + height) // 1))
    prompt = Prompt(box)
    for places, is_inside in ((arguments.at, True), (arguments.not_at, False)):
        for x, y in places or ():
            prompt = prompt.with_click(x, y, is_inside=is_inside)
    outliner = _outliner(arguments)

    def find(view: "View", _: object) -> "Iterator[Progress | Finding]":
        yield from _outlined(view, prompt, halo, outliner)

    return Finder(KIND, say("Find an object"), find, nothing=say("No object stands out there."))


def refuse_object_flags(arguments: argparse.Namespace) -> None:
    """Raises WrongCall for a flag of objects where none is pointed at."""
    for flag, value in (("--halo", arguments.halo), ("--mobile-sam", arguments.mobile_sam)):
        if value is not None:
            raise WrongCall(f"{flag} is about an object; point at one by --box X Y W H or by --at X Y.")


def _outliner(arguments: argparse.Namespace) -> "ChosenOutliner":
    from inpaint_studio.finding.objects.chosen import ChosenOutliner
    from inpaint_studio.finding.objects.outliner import OutlinerError, tried
    from inpaint_studio.finding.objects.outliners import OUTLINERS

    if arguments.mobile_sam is None:
        return ChosenOutliner()
    outliner = OUTLINERS["mobile-sam"]
    files = dict(zip((slot.key for slot in outliner.files), arguments.mobile_sam, strict=True))
    try:
        tried(outliner, files)
    except OutlinerError as error:
        raise WrongCall(str(error)) from None
    return ChosenOutliner(outliner, files)


def _outlined(view: "View", prompt: "Prompt", halo: int, outliner: "ChosenOutliner") -> "Iterator[Progress | Finding]":
    """The outline at full size alone. Raises ValueError, a sentence, for what lies outside the picture."""
    from inpaint_studio.editing.geometry import Rect
    from inpaint_studio.finding.finder import Finding
    from inpaint_studio.finding.objects.outline import with_halo

    whole = Rect.of_size(view.size)
    places = [Rect(int(x // 1), int(y // 1), 1, 1) for x, y in (*prompt.inside, *prompt.outside)]
    box = prompt.box.intersect(whole) if prompt.box is not None else None
    if (box is not None and box.is_empty) or not all(whole.contains(place) for place in places):
        size = f"{view.size.width} × {view.size.height}"
        raise ValueError(say("What is pointed at lies outside the picture, which has {size} pixels.", size=size))
    last: Finding | None = None
    for value in outliner.outline(view.pixels, replace(prompt, box=box)):
        if isinstance(value, Finding):
            last = value
        else:
            yield value
    if last is not None:
        yield with_halo(last, halo, view.size)
