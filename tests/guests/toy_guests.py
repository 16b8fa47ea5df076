"""A package of somebody else, as its author writes it: a method, a finder, a kind of file, and some that go wrong."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np

from inpaint_studio.editing.findings import Layer
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.files.kinds.guest_kinds import GuestKind
from inpaint_studio.filling.costs import Rates
from inpaint_studio.filling.crops import Crop
from inpaint_studio.filling.method import Answer, Ask, FillHole, Hole, Method
from inpaint_studio.finding.finder import Finder, Finding, Progress, View
from inpaint_studio.options import NoOptions, Option


def _mean(crop: Crop, hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    print("What a guest prints harms nothing.")
    yield None
    colours = crop.colours.copy()
    colours[hole] = crop.colours[~crop.hole].mean(axis=0)
    yield Answer(colours)


@dataclass(frozen=True)
class ShadeOptions:
    """How bright the hole becomes."""

    shade: Annotated[float, Option("Shade", 0, 1, " %", 100)] = 0.5


def _shade(crop: Crop, hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    yield Answer(np.full_like(crop.colours, ask.options.shade))


def _raise(crop: Crop, hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    raise RuntimeError("the toy is broken.")


def _hang(crop: Crop, hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    while True:
        pass


def _sleep(crop: Crop, hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    input()  # there is nothing to be read
    yield None


def _crash(crop: Crop, hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    os._exit(3)


def _small(crop: Crop, hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    yield Answer(crop.colours[:-1])


def _unknown(crop: Crop, hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    yield Answer(np.full_like(crop.colours, np.nan))


def _text(crop: Crop, hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    yield Answer(np.full(crop.colours.shape, "red"))  # type: ignore[arg-type]


def _huge(crop: Crop, hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    yield Answer(np.zeros((5000, 5000, 3), np.float32))


def _outside(crop: Crop, hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    yield Answer(np.ones_like(crop.colours))


def _infrared_dust(view: View, options: NoOptions) -> Iterator[Progress | Finding]:
    assert view.infrared is not None
    for y, x in np.argwhere(view.infrared < 100).tolist():
        layer = Layer(Rect(x, y, 1, 1), np.full((1, 1), 128, np.uint8))
        yield Finding(Rect(x, y, 1, 1), np.full((1, 1), 255, np.uint8), "dust", layer=layer)


def _nothing(crop: Crop, hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    yield 7  # type: ignore[misc]


def _method(key: str, fill: FillHole) -> Method:
    return Method(
        key, f"Toy ({key})", "The mean of what is seen", ("membrane", "exemplar"), Rates(0.001, 1e-8, 1e-8), fill
    )


TOY = _method("toy", _mean)
SHADE = Method(
    "shade", "Shade", "One shade", ("membrane", "exemplar"), Rates(0.001, 1e-7, 0), _shade, options=ShadeOptions
)
RAISING = _method("raising", _raise)
HANGING = _method("hanging", _hang)
READING = _method("reading", _sleep)
CRASHING = _method("crashing", _crash)
SMALL = _method("small", _small)
UNKNOWN = _method("unknown", _unknown)
TEXT = _method("text", _text)
HUGE = _method("huge", _huge)
OUTSIDE = _method("outside", _outside)
NOTHING = _method("nothing", _nothing)
BAD_KEY = _method("../../etc", _mean)
TAKEN = _method("auto", _mean)


@dataclass(frozen=True)
class BrightOptions:
    """What is taken for bright."""

    least: Annotated[float, Option("Brightness", 0, 1, " %", 100)] = 0.75


def _bright(view: View, options: BrightOptions) -> Iterator[Progress | Finding]:
    yield Progress(1, 2)
    rows, columns = np.nonzero(view.pixels[:, :, 0] >= options.least * 255)
    for y, x in zip(rows, columns, strict=True):
        yield Finding(Rect(int(x), int(y), 1, 1), np.full((1, 1), 255, np.uint8), "bright", 0.5)


def _astray(view: View, options: NoOptions) -> Iterator[Progress | Finding]:
    yield Finding(Rect(10_000, 0, 1, 1), np.full((1, 1), 255, np.uint8), "astray")


def _wide(view: View, options: NoOptions) -> Iterator[Progress | Finding]:
    yield Finding(Rect(0, 0, 1, 1), np.full((2, 2), 255, np.uint8), "wide")


def _lost(view: View, options: NoOptions) -> Iterator[Progress | Finding]:
    yield Progress(0, 1)
    raise KeyError("eyes")


def _endless(view: View, options: NoOptions) -> Iterator[Progress | Finding]:
    while True:
        yield Finding(Rect(0, 0, 8, 8), np.full((8, 8), 255, np.uint8), "again")


BRIGHT = Finder("bright", "Find bright spots", _bright, BrightOptions, nothing="Nothing is bright.")
INFRARED = Finder("their-infrared", "Find their dust", _infrared_dust)
ASTRAY = Finder("astray", "Find astray", _astray)
WIDE = Finder("wide", "Find wide", _wide)
LOST = Finder("lost", "Find lost", _lost)
ENDLESS = Finder("endless", "Find endlessly", _endless)


def _grid(path: Path) -> np.ndarray:
    _, height, width, *samples = path.read_text().split()
    return np.array(samples, np.uint16).reshape(int(height), int(width), 1)


def _broken(path: Path) -> np.ndarray:
    raise ValueError("this is no grid")


def _flat(path: Path) -> np.ndarray:
    return np.zeros(12, np.uint8)


def _signed(path: Path) -> np.ndarray:
    return np.zeros((3, 4, 1), np.int64)


def _busy(path: Path) -> np.ndarray:
    while True:
        pass


GRID = GuestKind("grid", "Grid", (".grid",), (b"GRID ",), _grid)
BROKEN = GuestKind("broken", "Grid", (".grid",), (b"GRID ",), _broken)
FLAT = GuestKind("flat", "Grid", (".grid",), (b"GRID ",), _flat)
SIGNED = GuestKind("signed", "Grid", (".grid",), (b"GRID ",), _signed)
BUSY = GuestKind("busy", "Grid", (".grid",), (b"GRID ",), _busy)
UNMARKED = GuestKind("unmarked", "All", (".all",), (b"",), _grid)


@dataclass(frozen=True)
class AllOptions:
    """One of each kind that can be asked for."""

    passes: Annotated[int, Option("Passes", 1, 9)] = 2
    dark: Annotated[bool, Option("Dark", tip="Dark ones too")] = True
    order: Annotated[str, Option("Order", choices=(("near", "Nearest"), ("far", "Farthest")))] = "near"
    levels: Annotated[tuple[float, float], Option("Levels", 0, 1, "", 255)] = (0.2, 1.0)


def _asking(view: View, options: AllOptions) -> Iterator[Progress | Finding]:
    if options == AllOptions(3, False, "far", (0.5, 0.75)):
        yield Finding(Rect(0, 0, 1, 1), np.full((1, 1), 255, np.uint8), "asked")


ASKING = Finder("asking", "Find what is asked for", _asking, AllOptions)
