"""Enlarging as jobs for workers: the picture prepared, a part of the result looked at, and the whole of it.

torch is imported inside functions and on worker threads only.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal

import numpy as np

from inpaint_studio.editing.adjustments import frame_of
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.editing.state import State
from inpaint_studio.enlarging.request import FACTORS, Enlarged, EnlargeError, EnlargeOptions, Preview
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.memory.project import SUFFIX as PROJECT_SUFFIX
from inpaint_studio.files.reading import to_srgb8
from inpaint_studio.files.saving.adjusted import adjusted, change_something
from inpaint_studio.model.checkpoints.description import CheckpointError, described_by_header
from inpaint_studio.model.nets.config import DENOISE, EnlargeConfig
from inpaint_studio.sentence import reason
from inpaint_studio.ui.canvas.display import reduce_picture
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.jobs import Opened
from inpaint_studio.ui.document.save_place import stem
from inpaint_studio.ui.document.stored_picture import thumbnail
from inpaint_studio.work.checkpoints import list_checkpoints

if TYPE_CHECKING:
    from inpaint_studio.enlarging.engine import Engine

LoupeKind = Literal["bicubic", "faithful", "textured"]

_NAMES_A_KIND = formats.SUFFIXES | {PROJECT_SUFFIX}
_OVERVIEW = 640  # pixels, the longer side
_TEXTURE = "texture"  # what the description of a checkpoint with texture calls its preset


@dataclass(frozen=True)
class EnlargeRequest:
    """How a picture is to be enlarged."""

    target: Size
    texture: float = 0.0  # 0 = faithful .. 1 = all that the net adds
    checkpoint: Path | None = None  # None = those that came with the program
    denoise: float = 0.0  # how much noise is taken away first, 0..1

    def options(self, before: Size) -> EnlargeOptions:
        """For a picture of this size."""
        plain = EnlargeOptions(texture=self.texture, denoise=self.denoise)
        for factor in FACTORS:
            if self.target == (before.width * factor, before.height * factor):
                return replace(plain, factor=factor)
        return replace(plain, width=self.target.width, height=self.target.height)


@dataclass(frozen=True)
class LoupeRequest:
    """A part of what would come of a request."""

    request: EnlargeRequest
    part: Rect  # pixels of the enlarged picture


@dataclass(frozen=True, eq=False)
class LoupePatch:
    """A part of the enlarged picture, made in one way, as a screen shows it."""

    kind: LoupeKind
    rect: Rect  # pixels of the enlarged picture
    pixels: Pixels  # (rect.height, rect.width, 1 | 3 | 4) uint8, sRGB


@dataclass(frozen=True)
class Expectation:
    """What the whole would take."""

    seconds: float
    megabytes: float
    refusal: str = ""  # why it cannot be made, a sentence
    factor: int = 0  # of the net; 0 where it cannot be made
    has_texture: bool = True  # whether there is a net of this factor that adds some


@dataclass(frozen=True)
class ListedEnlarger:
    """A checkpoint that can be chosen."""

    path: Path
    factor: int
    has_texture: bool = False


@dataclass(frozen=True, eq=False)
class EnlargeSource:
    """A picture as a saved copy would show it, with its fills and adjustments."""

    picture: Picture
    small: Pixels  # (H, W, 3) uint8: the whole of it


@dataclass(eq=False)
class LoupeMemory:
    """What was made of the part that is looked at: while texture is dosed the nets need not run before it is seen."""

    key: object = None
    plain: Preview | None = None
    textured: Preview | None = None  # with all of the texture


def size_before(state: State) -> Size:
    """Of the picture that is enlarged: of what the frame leaves, where there is one."""
    frame = frame_of(state.adjustments)
    return state.size if frame is None else frame.within(state.size).size


def result_name(name: str, before: Size, after: Size) -> str:
    """photo.png twice as large: photo-2x."""
    factor = f"{after.width / before.width:.2f}".rstrip("0").rstrip(".")
    return f"{stem(Path(name), _NAMES_A_KIND)}-{factor}x"


def prepare(state: State) -> Iterator[EnlargeSource]:
    """The picture with its fills and adjustments, and a small look at it."""
    picture = state.picture
    is_adjusted = change_something(picture, state.adjustments)
    if state.fills or is_adjusted:
        pixels = state.composite()
        if is_adjusted:
            pixels = adjusted(picture, pixels, state.adjustments)
        infrared = None if is_adjusted else picture.infrared  # the engine says that it is not enlarged
        picture = replace(picture, pixels=pixels, unknown=None, infrared=infrared)
    yield EnlargeSource(picture, thumbnail(picture, (), reduce_picture(picture), _OVERVIEW))


def list_enlargers(homes: Sequence[Path]) -> Iterator[tuple[ListedEnlarger, ...]]:
    """The newest and the best of each run that has learnt to enlarge. homes: folders that runs lie in."""
    runs = list_checkpoints(None, homes, ()).runs
    paths = dict.fromkeys(path for run in runs for path in (run.best, run.newest) if path is not None)
    listed = []
    for path in paths:
        with suppress(CheckpointError, OSError):  # it is not offered
            listed.append(_listed(path))
    yield tuple(one for one in listed if one is not None)


def look(source: EnlargeSource, request: LoupeRequest, memory: LoupeMemory) -> Iterator[Expectation | LoupePatch]:
    """What the whole would take, then a part of it in each way, the quickest first.

    Raises CheckpointError, and EnlargeError where a part cannot be made, each a sentence.
    """
    picture, wanted = source.picture, request.request
    engine, options = _engine(wanted.checkpoint), wanted.options(source.picture.size)
    refusal = ""
    try:
        factor = options.factor_for(picture.size)
        has_texture = _has_texture(factor, wanted.checkpoint)
        if not has_texture:
            wanted, options = replace(wanted, texture=0.0), replace(options, texture=0.0)
        plan = engine.plan(picture, options)
        yield Expectation(plan.seconds, plan.megabytes, "", factor, has_texture)
    except EnlargeError as error:  # the part may be made all the same
        refusal = reason(error)
        yield Expectation(0.0, 0.0, refusal)
    key = (source, request.part, wanted.target, wanted.checkpoint, wanted.denoise)
    if memory.key != key:
        memory.key, memory.plain, memory.textured = key, None, None
    rect = _rect_before(request.part, picture.size, wanted.target)
    try:
        if memory.plain is None:
            memory.plain = engine.preview(picture, rect, replace(options, texture=0.0))
        plain = memory.plain
        yield _patch("bicubic", picture, plain.rect, plain.bicubic)
        yield _patch("faithful", picture, plain.rect, plain.faithful)
        if not wanted.texture:
            yield _patch("textured", picture, plain.rect, plain.faithful)
            return
        if memory.textured is None:
            memory.textured = engine.preview(picture, rect, replace(options, texture=1.0))
        assert memory.textured.textured is not None
        yield _patch("textured", picture, plain.rect, _mixed(plain.faithful, memory.textured.textured, wanted.texture))
        if wanted.texture < 1:  # the engine mixes before it cuts off at black and white
            exact = engine.preview(picture, rect, options).textured
            assert exact is not None
            yield _patch("textured", picture, plain.rect, exact)
    except EnlargeError:
        if not refusal:
            raise


def enlarge(source: EnlargeSource, request: EnlargeRequest, name: str, history_bytes: int) -> Iterator[float | Opened]:
    """Enlarge the whole: how much is done, 0 .. 1, and at last the document that comes of it.

    name: of the picture that it is made from.  Raises EnlargeError or CheckpointError, each a sentence.
    """
    before = source.picture
    for value in _engine(request.checkpoint).enlarge(before, request.options(before.size)):
        if isinstance(value, Enlarged):
            named = result_name(name, before.size, value.picture.size)
            picture = replace(value.picture, name=named, notes=value.notes)
            document = Document(picture, history_bytes)
            if picture.unknown is not None:  # as at opening: what a damaged file lost is marked
                document.mask[:] = picture.unknown
            yield jobs.prepared(None, document)
        else:
            yield value.done / max(1, value.total)


def _listed(path: Path) -> ListedEnlarger | None:
    """None for a checkpoint that does not enlarge, as far as its header says. Raises CheckpointError."""
    description = described_by_header(path)
    if description is None or not isinstance(description.config, EnlargeConfig):
        return None
    if description.config.factor == DENOISE:
        return None
    return ListedEnlarger(path, description.config.factor, description.preset == _TEXTURE)


def _has_texture(factor: int, checkpoint: Path | None) -> bool:
    """Whether there is a net that adds texture: the chosen one, or else a shipped one of this factor."""
    from inpaint_studio.enlarging import engine

    listed = _listed(checkpoint) if checkpoint is not None else None
    if listed is not None and listed.has_texture:
        return True
    try:
        engine.shipped(factor, True)
    except FileNotFoundError:
        return False
    return True


def _rect_before(part: Rect, before: Size, after: Size) -> Rect:
    """The pixels of the picture that a part of the enlarged one shows."""
    across, down = before.width / after.width, before.height / after.height
    left, top = int(part.x * across), int(part.y * down)
    right, bottom = -int(-part.right * across // 1), -int(-part.bottom * down // 1)
    return Rect.of_edges(left, top, right, bottom).clip(before)


def _mixed(faithful: Pixels, textured: Pixels, share: float) -> Pixels:
    mixed = faithful.astype(np.float32)
    mixed += (textured.astype(np.float32) - mixed) * np.float32(share)
    return (mixed if faithful.dtype.kind == "f" else np.rint(mixed)).astype(faithful.dtype)


def _patch(kind: LoupeKind, picture: Picture, rect: Rect, pixels: Pixels) -> LoupePatch:
    eight = to_srgb8(picture, np.ascontiguousarray(pixels))
    if eight.shape[2] == 2:  # grey with alpha
        eight = np.concatenate([np.repeat(eight[:, :, :1], 3, axis=2), eight[:, :, 1:]], axis=2)
    return LoupePatch(kind, rect, np.ascontiguousarray(eight))


_making_engine = Lock()


def _engine(checkpoint: Path | None) -> "Engine":
    """One for each checkpoint, whichever thread asks for it first."""
    with _making_engine:
        return _made_engine(checkpoint)


@lru_cache(maxsize=2)
def _made_engine(checkpoint: Path | None) -> "Engine":
    from inpaint_studio.enlarging.engine import Engine

    listed = _listed(checkpoint) if checkpoint is not None else None
    if listed is not None and listed.has_texture:
        return Engine(texture_checkpoint=checkpoint)
    return Engine(checkpoint=checkpoint)
