"""Runs: the holes of many planes of a stack, filled by `neighbours` into fills with a complete recipe.

One plane's fills are yielded at a time; memory is bounded for a run of any length.
"""

import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

import inpaint_studio
from inpaint_studio.editing.fills import Fill, Recipe, Setting, composite
from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.optical_flow import what_is_missing
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.editing.stack import Stack
from inpaint_studio.editing.unknown import undetermined_of
from inpaint_studio.files.errors import PictureError
from inpaint_studio.filling.methods import method_of
from inpaint_studio.filling.neighbours import neighbours
from inpaint_studio.filling.request import FillError, FillRequest, FillResult
from inpaint_studio.filling.scenes import Looked, find_cuts
from inpaint_studio.filling.stack_window import REACH, Flags, PlacedMask, PlaneFill, Window, needs_planes
from inpaint_studio.sentence import reason, say

if TYPE_CHECKING:
    from inpaint_studio.editing.state import State
    from inpaint_studio.filling.engine import Engine

NEIGHBOURS = "neighbours"  # the key of the method
_CACHED_BYTES = 300e6  # of decoded planes
_FEWEST_CACHED = 3
_MOST_CACHED = 2 * REACH + 2  # others are not looked at again


def _no_fills(plane: int) -> tuple[Fill, ...]:
    return ()


@dataclass(frozen=True, eq=False)
class RunRequest:
    """Holes of planes to be filled, as of the time of the request.

    mask: of any plane of the stack, (H, W), where it lies, or None; those of planes that are not filled are no source
    either.  fills: of any plane, in order, below what is made now.
    """

    stack: Stack
    planes: tuple[int, ...]  # to fill, ascending; those without a mask are left out
    mask: Callable[[int], PlacedMask | Mask | None]
    fills: Callable[[int], tuple[Fill, ...]] = _no_fills
    before: tuple[int, tuple[Fill, ...]] | None = None  # the plane that an earlier segment ended with, and its fills
    cuts: tuple[int, ...] | None = None  # planes at which another scene begins; None = to be looked for
    in_plane: str = "auto"  # the method for what no plane shows, a key of `methods.METHODS`
    checkpoint: Path | None = None  # None = the shipped one
    seed: int = 0
    settings: Mapping[str, Setting] = field(default_factory=lambda: MappingProxyType({}))  # of the method in the plane

    @classmethod
    def of(cls, state: "State", planes: tuple[int, ...], in_plane: str = "auto", **rest: object) -> "RunRequest":
        """The marked holes of a state's planes. state: a snapshot, with its mask."""

        def mask(plane: int) -> Mask | None:
            if plane == state.plane:
                return state.mask
            packed = state.on(plane).mask
            return None if packed is None else packed.unpack()

        def fills(plane: int) -> tuple[Fill, ...]:
            return state.fills if plane == state.plane else state.on(plane).fills

        return cls(state.stack, planes, mask, fills, in_plane=in_plane, **rest)  # type: ignore[arg-type]


@dataclass(frozen=True, eq=False)
class RunStep:
    """A plane of a run is done."""

    plane: int
    fills: tuple[Fill, ...]  # of this plane, to be laid on it
    done: int  # planes with a hole, of
    total: int
    seconds: float  # since the run began
    shown: float  # share of the plane's holes that other planes show
    notes: tuple[str, ...] = ()  # messages for the person, new ones
    error: PictureError | None = None  # why the plane could not be read, and has no fills; the others go on


def fill_run(request: RunRequest, engine: "Engine") -> Iterator[RunStep]:
    """Fill the planes of a run, ascending, one value a plane that has a hole. Closing the iterator cancels between
    planes, and what was yielded stays good. Deterministic for a request. A plane that cannot be read is no source, and
    where it has a hole its step says why.

    Raises FillError.
    """
    if request.cuts is None:
        for value in find_cuts(request.stack.planes, request.planes):
            if not isinstance(value, Looked):
                request = replace(request, cuts=value)
    run = _Run(request, engine)
    yield from run.steps()


class _Run:
    def __init__(self, request: RunRequest, engine: "Engine") -> None:
        if len(request.stack) < 2:
            raise FillError(needs_planes())
        method_of(request.in_plane)  # raises FillError
        self._request = request
        self._engine = engine
        self._id = uuid.uuid4().hex
        self._pictures: OrderedDict[int, Picture] = OrderedDict()
        self._notes: list[str] = []
        self._made: list[Fill] = []  # by the method in the plane, since the last step
        self._broken: dict[int, PictureError] = {}  # planes that cannot be read
        shown = request.stack.shown
        self._size: Size = shown.size
        self._cached = int(min(_MOST_CACHED, max(_FEWEST_CACHED, _CACHED_BYTES / max(1, shown.pixels.nbytes))))

    def steps(self) -> Iterator[RunStep]:
        request = self._request
        started = time.perf_counter()
        holes = {plane for plane in request.planes if self._hole(plane) is not None}
        order = sorted(holes)
        if not order:
            return
        first, last = order[0], order[-1]
        planes = request.stack.planes
        axis = "frame" if planes is None else planes.axis
        if axis == "frame" and (missing := what_is_missing()):
            self._notes.append(missing)
        window = Window(
            len(request.stack),
            self._size,
            self._samples,
            self._hole,
            self._unknown,
            axis,
            request.cuts or (),
            self._places(),
            request.stack.shown.bands,
        )
        fills: list[Fill] = []
        shown = 0.0
        pixels = done = 0
        before = () if request.before is None else tuple(_part_of(request.before[0], one) for one in request.before[1])
        for part in neighbours(window, order, self._fill_in_plane, before=before):
            fills.append(self._fill(part, first, last))
            size = int(np.count_nonzero(part.coverage))
            shown, pixels = shown + part.shown * size, pixels + size
            if part.is_last:
                done += 1
                yield self._step(part.plane, fills, done, len(order), started, shown / max(1, pixels))
                fills, shown, pixels = [], 0.0, 0

    def _step(self, plane: int, fills: list[Fill], done: int, total: int, started: float, shown: float) -> RunStep:
        error = self._broken.get(plane)
        fills = [] if error is not None else fills
        for fill in fills:
            _check(self._picture(plane), self._hole(plane), fill)
        notes, self._notes = tuple(self._notes), []
        return RunStep(plane, tuple(fills), done, total, time.perf_counter() - started, shown, notes, error)

    def _picture(self, plane: int) -> Picture:
        """Decoded, with the fills below laid on it."""
        picture = self._pictures.pop(plane, None)
        if picture is None:
            picture = self._read(plane)
            if picture.size != self._size:
                raise FillError(say("Plane {number} has another size than the others.", number=plane + 1))
            fills = self._request.fills(plane)
            if fills:
                unknown = undetermined_of(picture, fills, picture.rect)
                below = composite(picture, fills, picture.rect)
                still = None if unknown is None else np.where(unknown, np.uint8(255), np.uint8(0))
                picture = replace(picture, pixels=below, unknown=still)
        self._pictures[plane] = picture
        while len(self._pictures) > self._cached:
            self._pictures.popitem(last=False)
        return picture

    def _read(self, plane: int) -> Picture:
        """Decoded. One that cannot be read is wholly unknown, so that it is no source and the others go on."""
        try:
            return self._request.stack.picture(plane)
        except PictureError as error:
            if plane not in self._broken:
                self._broken[plane] = error
                self._notes += [] if self._hole(plane) is not None else [reason(error)]
            shown = self._request.stack.shown
            nowhere = np.full(shown.pixels.shape[:2], 255, np.uint8)
            return replace(shown, pixels=np.zeros_like(shown.pixels), unknown=nowhere, infrared=None, plane=plane)

    def _samples(self, plane: int) -> Pixels:
        return self._picture(plane).pixels

    def _unknown(self, plane: int) -> Flags | None:
        picture = self._picture(plane)
        return undetermined_of(picture, (), picture.rect)

    def _hole(self, plane: int) -> PlacedMask | None:
        mask = self._request.mask(plane)
        if mask is None or isinstance(mask, PlacedMask):
            return mask if mask is not None and not mask.rect.is_empty and mask.mask.any() else None
        rect = bounds(mask)
        return None if rect.is_empty else PlacedMask(rect, mask[rect.slices])

    def _places(self) -> tuple[float, ...]:
        planes = self._request.stack.planes
        if planes is None or planes.axis not in ("slice", "date"):
            return ()
        at = [place.at for place in planes.places]
        return tuple(float(one) for one in at if one is not None) if None not in at else ()

    def _fill_in_plane(self, plane: int, pixels: Pixels, hole: PlacedMask, barred: PlacedMask | None) -> Pixels:
        request = self._request
        picture = self._picture(plane)
        if plane in self._broken:
            return pixels[hole.rect.slices].copy()
        if pixels is not picture.pixels:
            picture = replace(picture, pixels=pixels)
        flaws: tuple[Finding, ...] = ()
        if barred is not None:
            flaws = (Finding(barred.rect, np.where(barred.mask > 0, np.uint8(255), np.uint8(0)), "damage"),)
        request_in_plane = FillRequest(
            picture,
            (),
            hole.rect,
            hole.mask.copy(),
            request.in_plane,
            request.checkpoint,
            request.seed,
            settings=request.settings,
            flaws=flaws,
        )
        result = None
        for step in self._engine.fill(request_in_plane):
            if isinstance(step, FillResult):
                result = step
        assert result is not None
        self._notes += [note for note in result.notes if note not in self._notes]
        self._made = list(result.fills)
        return composite(picture, result.fills, hole.rect)

    def _fill(self, part: PlaneFill, first: int, last: int) -> Fill:
        """The recipe names the planes of the run: with other ones at its ends it comes out otherwise."""
        request = self._request
        settings: dict[str, Setting] = {
            **request.settings,
            "in_plane": request.in_plane,
            "first": first,
            "last": last,
        }
        method = part.method or (self._made[0].recipe.method if self._made else request.in_plane)
        weights = next((fill.recipe.checkpoint for fill in self._made if fill.recipe.checkpoint is not None), None)
        recipe = Recipe(
            method,
            weights,
            request.seed,
            MappingProxyType(settings),
            part.rect,
            inpaint_studio.__version__,
            NEIGHBOURS,
            (),
        )
        return Fill(uuid.uuid4().hex, part.rect, part.pixels, part.coverage, recipe, run=self._id)


def _part_of(plane: int, fill: Fill) -> PlaneFill:
    """A fill of an earlier segment, as it was yielded there."""
    return PlaneFill(plane, fill.rect, fill.pixels, fill.coverage, fill.recipe.method, 1.0, 0)


def _check(picture: Picture, hole: PlacedMask | None, fill: Fill) -> None:
    """Assert that a fill covers only the mask, in the picture's own sample format. Raises FillError."""
    allowed = None if hole is None else hole.inside(fill.rect)
    if (
        allowed is None
        or bool((fill.coverage > allowed).any())
        or fill.pixels.dtype != picture.pixels.dtype
        or fill.pixels.shape[2] != picture.pixels.shape[2]
    ):
        raise FillError(
            say("The fill did not keep inside the mask. It was thrown away and the picture left as it was.")
        )
