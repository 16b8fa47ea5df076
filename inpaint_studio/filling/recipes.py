"""Settings, seeds and recipes of fills, and the engine's final check of its result."""

import uuid
from types import MappingProxyType

import numpy as np

import inpaint_studio
from inpaint_studio.editing.fills import Fill, Recipe, Setting
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.guidance import Guides
from inpaint_studio.filling.region_fill import RegionFill
from inpaint_studio.filling.request import FillError, FillRequest
from inpaint_studio.filling.samples import covered_in
from inpaint_studio.sentence import say


def number(request: FillRequest, name: str, default: float) -> float:
    value = request.settings.get(name, default)
    if isinstance(value, str) or not np.isfinite(value):
        raise FillError(say("The setting {name} must be a number, not {value}.", name=f"{name!r}", value=f"{value!r}"))
    return float(value)


def grain_of(request: FillRequest) -> float:
    """How much of the surroundings' grain a fill gets: all of it, and none where samples are measurements, unless a
    person sets it."""
    return number(request, "noise", 0.0) if request.picture.is_data else number(request, "grain", 1.0)


def seed_of(request: FillRequest, core: Rect) -> int:
    """A seed for each part of a hole, by position and the request's seed, so that no two get the same grain."""
    return (request.seed * 1_000_003 + core.x * 8191 + core.y * 131) % 2**32


def guides_of(request: FillRequest, work: RegionFill) -> Guides:
    """All guide lines of a region: the request's, and those found round it."""
    return (*request.guides, *(work.structure.automatic if work.structure is not None else ()))


def is_led(request: FillRequest, work: RegionFill) -> bool:
    """Whether texture is to be copied, whatever lies around: who says where it may come from, or where structure runs,
    wants it copied. Measured data only where a person says so, and not where lines were found."""
    guides = request.guides if request.picture.is_data else guides_of(request, work)
    return request.sources is not None or any(guide.touches(work.region.core) for guide in guides)


def fill_of(request: FillRequest, work: RegionFill) -> Fill:
    settings: dict[str, Setting] = dict(request.settings)
    if work.structure is not None:
        settings["lines"] = False  # the recipe holds them all: none is looked for when it is made again
    recipe = Recipe(
        work.method,
        work.checkpoint,
        request.seed,
        MappingProxyType(settings),
        work.crop,
        inpaint_studio.__version__,
        request.method,
        guides_of(request, work),
        request.packed_sources,
    )
    return Fill(uuid.uuid4().hex, work.region.core, work.pixels, work.coverage, recipe)


def check(request: FillRequest, fill: Fill) -> None:
    """Assert that a fill covers only the requested mask, in the picture's own sample format. Raises FillError."""
    samples = request.picture.pixels
    requested = covered_in(request, fill.rect)
    if (
        not request.rect.contains(fill.rect)
        or bool((fill.coverage > requested).any())
        or fill.pixels.dtype != samples.dtype
        or fill.pixels.shape[2] != samples.shape[2]
    ):
        raise FillError(
            say("The fill did not keep inside the mask. It was thrown away and the picture left as it was.")
        )
