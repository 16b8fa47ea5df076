"""A package of somebody else, as its author writes it: a method, and methods that go wrong."""

import os
from collections.abc import Iterator

import numpy as np

from inpaint_studio.filling.costs import Rates
from inpaint_studio.filling.crops import Crop
from inpaint_studio.filling.method import Answer, Ask, FillHole, Hole, Method


def _mean(crop: Crop, hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    print("What a guest prints harms nothing.")
    yield None
    colours = crop.colours.copy()
    colours[hole] = crop.colours[~crop.hole].mean(axis=0)
    yield Answer(colours)


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


def _nothing(crop: Crop, hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    yield 7  # type: ignore[misc]


def _method(key: str, fill: FillHole) -> Method:
    return Method(
        key, f"Toy ({key})", "The mean of what is seen", ("membrane", "exemplar"), Rates(0.001, 1e-8, 1e-8), fill
    )


TOY = _method("toy", _mean)
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
