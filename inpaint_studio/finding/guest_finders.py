"""Finders of other packages: entry points of `inpaint_studio.finders`, each holding a `Finder`.

A guest gets a copy of the picture in a helper process, and its findings are validated.
"""

from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from importlib.metadata import EntryPoint
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.findings import LAYER_REACH, Layer, Polarity
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.finder import Finder, Finding, Progress, View
from inpaint_studio.frames import Facts, Frame
from inpaint_studio.guest_options import (
    adopted_options,
    checked_name,
    checked_number,
    checked_text,
    described_options,
)
from inpaint_studio.guests import Guest, adopted
from inpaint_studio.options import options_from

GROUP = "inpaint_studio.finders"
_MOST_FINDINGS = 100_000


# In this process


def adopt(entry: EntryPoint) -> Finder:
    """The finder an entry point holds, to be run in a helper. Raises GuestError."""
    return adopted(entry, __name__, _adopted)


def _adopted(guest: Guest, facts: Facts) -> Finder:
    key, pace = checked_name(facts["key"]), checked_number(facts["seconds_per_pixel"])
    title, nothing = checked_text(facts["title"]), checked_text(facts["nothing"])
    if not title or pace < 0:
        raise ValueError("its title or its pace")
    kind = adopted_options(facts["options"])
    return Finder(key, title, partial(_find, guest, key, pace), kind, nothing=nothing, seconds_per_pixel=pace)


def _find(guest: Guest, key: str, pace: float, view: View, options: Any) -> Iterator[Progress | Finding]:
    height, width = view.pixels.shape[:2]
    facts = {"options": asdict(options), "first": view.first}
    count = pixels = 0
    last = Progress(0, 1)
    planes = [view.pixels] if view.infrared is None else [view.pixels, view.infrared]
    for step in guest.work(facts, planes, pace * height * width, most_bytes=2 * height * width):
        if step is None:
            yield last  # a point of cancellation
            continue
        try:
            value = _checked(step, key, Rect(0, 0, width, height))
        except (KeyError, TypeError, ValueError) as error:
            raise guest.invalid_answer(str(error)) from error
        if isinstance(value, Progress):
            last = value
        else:
            count, pixels = count + 1, pixels + value.rect.area
            if count > _MOST_FINDINGS or pixels > 16 * height * width:
                raise guest.invalid_answer(f"{count} findings of {pixels} pixels")
        yield value


def _checked(step: Frame, key: str, picture: Rect) -> Progress | Finding:
    facts, arrays = step
    if not arrays:
        done, total = int(facts["done"]), int(facts["total"])
        if not 0 <= done <= total or total < 1:
            raise ValueError(f"{done} of {total}")
        return Progress(done, total)
    rect, confidence = Rect(*map(int, facts["rect"])), checked_number(facts["confidence"])
    mask, *rest = arrays
    if rect.is_empty or not picture.contains(rect):
        raise ValueError(f"a finding at {tuple(rect)}")
    if mask.dtype != np.uint8 or mask.shape != (rect.height, rect.width):
        raise ValueError(f"a mask of {mask.shape} and the type {mask.dtype}")
    if not 0 <= confidence <= 1:
        raise ValueError(f"a confidence of {confidence}")
    polarity, note = facts.get("polarity", "none"), checked_text(facts.get("note", ""))
    if polarity not in get_args(Polarity):
        raise ValueError(f"a polarity of {polarity!r}")
    suggested = facts.get("suggested", True) is True
    layer = None
    if rest:
        layer = Layer(Rect(*map(int, facts["layer"])), rest[0])  # checks that they fit
        if len(rest) > 1 or not rect.grow(LAYER_REACH).intersect(picture).contains(layer.rect):
            raise ValueError(f"a layer at {tuple(layer.rect)}")
    return Finding(rect, mask, checked_text(facts["kind"]), confidence, key, polarity, suggested, note, layer)


# In the helper


def describe(item: object) -> Facts:
    if not isinstance(item, Finder):
        raise TypeError(f"{type(item).__name__} is no inpaint_studio.finding.finder.Finder")
    return {
        "key": item.key,
        "title": str(item.title),
        "nothing": str(item.nothing),
        "seconds_per_pixel": item.seconds_per_pixel,
        "options": described_options(item.options),
    }


def work(item: Finder, facts: Facts, arrays: list[NDArray[Any]]) -> Iterator[Frame | None]:
    first = facts.get("first")
    view = View(arrays[0], None if first is None else Rect(*first), arrays[1] if len(arrays) > 1 else None)
    for value in item.find(view, options_from(item.options, facts["options"])):
        if isinstance(value, Progress):
            yield {"done": value.done, "total": value.total}, []
        elif isinstance(value, Finding):
            facts_out: Facts = {
                "rect": tuple(value.rect),
                "kind": str(value.kind),
                "confidence": float(value.confidence),
                "polarity": str(value.polarity),
                "suggested": bool(value.is_suggested),
                "note": str(value.note),
            }
            layer = value.layer
            planes = [np.asarray(value.mask)]
            if layer is not None:
                facts_out["layer"] = tuple(layer.rect)
                planes.append(np.asarray(layer.opacity))
            yield facts_out, planes
        else:
            raise TypeError(f"{type(value).__name__} is neither Progress nor Finding")
