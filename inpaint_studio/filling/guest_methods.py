"""Fill methods of other packages: entry points of `inpaint_studio.methods`, each holding a `Method`.

A guest's method has an exemplar stage, and its cost is `Rates`, so that planning runs none of its code. It gets a
crop in a helper process, and only the hole of its result is used.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.filling.costs import Rates
from inpaint_studio.filling.method import Answer, Ask, Hole, Method, Needs
from inpaint_studio.filling.request import FillError, Stage
from inpaint_studio.frames import Facts, Frame
from inpaint_studio.guest_options import adopted_options, described_options
from inpaint_studio.guests import Guest, GuestError, adopted
from inpaint_studio.options import options_from
from inpaint_studio.sentence import reason, say

if TYPE_CHECKING:
    from inpaint_studio.filling.crops import Crop

GROUP = "inpaint_studio.methods"
_KEY = re.compile(r"[a-z][a-z0-9-]{0,39}")
_LONGEST_TEXT = 200  # characters
_STAGES: dict[bool, tuple[Stage, ...]] = {
    False: ("membrane", "exemplar"),
    True: ("membrane", "generator", "exemplar"),
}
_DIFFERENT = 1 / 255  # of 0..1: larger differences are changes, not rounding


# In this process


def adopt(entry: EntryPoint) -> Method:
    """The method an entry point holds, to be run in a helper. Raises GuestError."""
    return adopted(entry, __name__, _adopted)


def _adopted(guest: Guest, facts: Facts) -> Method:
    key, title, tip = (str(facts[name]) for name in ("key", "title", "tip"))
    rates = Rates(*map(float, facts["rates"]))
    if not _KEY.fullmatch(key):
        raise ValueError(f"the key {key[:40]!r}")
    if not title.isprintable() or not tip.isprintable() or not 0 < len(title) <= len(title + tip) <= _LONGEST_TEXT:
        raise ValueError("its title or its tip")
    if not all(math.isfinite(rate) and rate >= 0 for rate in (rates.region, rates.hole_pixel, rates.reach_pixel)):
        raise ValueError(f"the cost {rates}")
    return Method(
        key,
        title,
        tip,
        _STAGES[bool(facts["generates"])],
        rates,
        partial(_fill, guest, key, rates),
        Needs(generator="required" if facts["generates"] else "", source=bool(facts["source"])),
        is_offered=bool(facts["is_offered"]),
        version=f"{guest.package}-{guest.version}",
        candidates=tuple(int(seed) for seed in facts["candidates"][:4]),
        options=adopted_options(facts["options"]),
    )


def _fill(guest: Guest, key: str, rates: Rates, crop: "Crop", hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    tones = crop.tones
    facts = {
        "rect": tuple(crop.rect),
        "tones": (tones.values, tones.noise, tones.step, tones.is_straight),
        "seed": ask.seed,
        "grain": ask.grain,
        "guide": ask.guide,
        "lines": ask.lines,
        "pieces_of": ask.pieces_of,
        "is_thin": ask.is_thin,
        "threads": ask.threads,
        "options": asdict(ask.options),
    }
    arrays = [crop.pixels, crop.colours, crop.hole, hole, ask.barred, ask.hidden]
    expected_seconds = rates.region + int(np.count_nonzero(hole)) * rates.hole_pixel + hole.size * rates.reach_pixel
    answer: Frame | None = None
    try:
        for step in guest.work(facts, arrays, expected_seconds, most_bytes=4 * crop.colours.nbytes + 2**20):
            answer = step or answer
            if step is None:
                yield None
        if answer is None:
            return
        checked = _checked(guest, answer, crop, hole)
    except GuestError as error:
        raise FillError(reason(error)) from error
    yield (
        checked if checked.colours is None else Answer(checked.colours, key, ask.guide is not None, notes=checked.notes)
    )


def _checked(guest: Guest, answer: Frame, crop: "Crop", hole: Hole) -> Answer:
    """The guest's colours in the hole, the crop's own elsewhere."""
    facts, arrays = answer
    notes = tuple(str(note)[:_LONGEST_TEXT] for note in facts.get("notes", ())[:4])
    if not arrays:
        return Answer(None, notes=notes)
    colours_out = arrays[0]
    if colours_out.shape != crop.colours.shape:
        raise guest.invalid_answer(f"{_shape(colours_out)} where {_shape(crop.colours)} was asked for")
    if colours_out.dtype.kind != "f":
        raise guest.invalid_answer(f"values of the type {colours_out.dtype}")
    inside = colours_out[hole]
    if not np.isfinite(inside).all():
        raise guest.invalid_answer("values that are not numbers")
    difference = np.abs(np.asarray(colours_out, np.float32) - crop.colours)[~hole]
    if not (difference <= _DIFFERENT).all():  # NaN counts as a difference
        notes += (
            say(
                "{name}, of the package {package}, also changed what lies outside the hole; that was not taken.",
                name=guest.name,
                package=guest.package,
            ),
        )
    merged = crop.colours.copy()
    merged[hole] = np.clip(inside, 0, 1)
    return Answer(merged, notes=notes)


def _shape(array: NDArray[Any]) -> str:
    return " × ".join(map(str, array.shape)) or "one value"


# In the helper


def describe(item: object) -> Facts:
    if not isinstance(item, Method):
        raise TypeError(f"{type(item).__name__} is no inpaint_studio.filling.method.Method")
    if item.fill is None or not item.copies or not isinstance(item.cost, Rates):
        raise TypeError("a method of another package has an exemplar stage, and Rates for its cost")
    return {
        "key": item.key,
        "title": str(item.title),
        "tip": str(item.tip),
        "rates": (item.cost.region, item.cost.hole_pixel, item.cost.reach_pixel),
        "generates": item.generates,
        "source": item.needs.source,
        "is_offered": item.is_offered,
        "candidates": item.candidates,
        "options": described_options(item.options),
    }


def work(item: Method, facts: Facts, arrays: list[NDArray[Any]]) -> Iterator[Frame | None]:
    from inpaint_studio.filling.crops import Crop
    from inpaint_studio.filling.tones import Tones

    pixels, colours, holes, hole, barred, hidden = arrays
    values, noise, step, is_straight = facts["tones"]
    crop = Crop(Rect(*facts["rect"]), pixels, colours, holes, Tones(tuple(values), noise, step, is_straight))
    ask = Ask(
        barred,
        hidden,
        seed=facts["seed"],
        grain=facts["grain"],
        guide=facts["guide"],
        lines=tuple(tuple((x, y) for x, y in line) for line in facts["lines"]),
        pieces_of=tuple(facts["pieces_of"]),
        is_thin=facts["is_thin"],
        threads=facts["threads"],
        options=options_from(item.options, facts["options"]),
    )
    assert item.fill is not None
    answer: Answer | None = None
    for answer in item.fill(crop, hole, ask):  # noqa: B007  # its last value is the answer
        yield None
    if answer is None:
        return
    if not isinstance(answer, Answer):
        raise TypeError(f"{type(answer).__name__} is no Answer")
    made = [] if answer.colours is None else [np.asarray(answer.colours)]
    yield {"notes": [str(note) for note in answer.notes]}, made
