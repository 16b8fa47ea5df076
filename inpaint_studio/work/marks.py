"""One semi-transparent mark taken off many pictures: grouped by size, estimated, un-blended, saved.

A generator of small frozen values, for the command line and for a window; a picture that does not have the mark is left
alone, and nothing is written for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.marks import Mark
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.files.decoding import jpeg_shape
from inpaint_studio.files.pairing import is_same, without_masks
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.mark_files import SUFFIX, Logo, write_mark
from inpaint_studio.files.saving.targets import check_folder
from inpaint_studio.files.saving.writing import SaveOptions, save_picture
from inpaint_studio.filling.request import FillRequest, FillResult
from inpaint_studio.sentence import explanation, say
from inpaint_studio.work.errors import WorkError
from inpaint_studio.work.pairing import outputs_in, pictures_in_folder

if TYPE_CHECKING:
    from inpaint_studio.filling.unblend.joint import Estimated
    from inpaint_studio.filling.unblend.residue import Residue

Floats = NDArray[np.float32]

_ESTIMATED_FROM = 24  # pictures of a group; more add little: 33.0 dB of 32, 31.8 of 16
_LARGE, _ESTIMATED_FROM_LARGE = 8_000_000, 12  # of such pictures: each is read twice, and a mark has many pixels
_OVERVIEW = 1_500_000  # pixels of a picture in which the mark's place is searched
_DEFAULTS = SaveOptions()
_ROUND = 24  # pixels looked at round a mark


@dataclass(frozen=True)
class Unread:
    """A picture that could not be opened, or belongs to no group."""

    picture: Path
    message: str


@dataclass(frozen=True)
class Working:
    """How much is done of what is said, 0..1."""

    stage: str  # "reading", "estimating", "looking", "taking off"
    share: float


@dataclass(frozen=True, eq=False)
class Group:
    """The pictures of one size, and the mark that they have in common."""

    size: Size
    pictures: tuple[Path, ...]
    mark: Mark | None  # None where there is none
    message: str = ""  # then the reason, a sentence
    is_shifted: bool = False  # whether it lies elsewhere in some of them
    looked_at: int = 0  # pictures that the mark was estimated from; 0 where it was known
    marked: int = 0  # how many of those have it
    farthest: float = 0.0  # pixels that it lies elsewhere at most


@dataclass(frozen=True, eq=False)
class Cleaned:
    """One picture without its mark; nothing is saved yet."""

    path: Path
    picture: Picture
    fills: tuple[Fill, ...]
    residue: "Residue"
    shift: tuple[float, float]
    filled: int  # pixels where nothing of the photograph was left, that were filled


@dataclass(frozen=True)
class LeftAlone:
    """A picture that does not have the mark."""

    path: Path
    message: str


@dataclass(frozen=True)
class Saved:
    """A picture without its mark was saved, with a sentence on how."""

    path: Path
    output: Path
    message: str
    notes: tuple[str, ...]
    report: dict[str, Any]


def listed(sources: Sequence[Path]) -> tuple[Path, ...]:
    """The pictures of folders and files, each once, without masks and marks. Raises WorkError."""
    matches: list[Path] = []
    for source in sources:
        if not source.exists():
            raise WorkError(say("{path} does not exist.", path=source))
        matches += without_masks(pictures_in_folder(source)) if source.is_dir() else [source]
    once = list(dict.fromkeys(path for path in matches if not path.name.casefold().endswith(SUFFIX)))
    if not once:
        raise WorkError(say("There are no pictures in {folder}.", folder=sources[0]))
    return tuple(once)


def grouped(pictures: Sequence[Path]) -> Iterator[Working | Unread | Group]:
    """Groups by size, each with its estimated mark, largest group first."""
    groups: dict[tuple[Size, int], list[Path]] = {}
    overviews: dict[tuple[Size, int], list[Floats]] = {}
    factor = 1
    for number, path in enumerate(pictures):
        shape = jpeg_shape(path)
        known = (Size(*shape[:2]), shape[2]) if shape is not None else None
        if known is not None and len(groups.get(known, ())) >= _most(known[0]):
            groups[known].append(path)  # it is read when the mark is taken off
            continue
        try:
            picture = _photograph(path)
        except Exception as error:  # one bad file of a thousand must not end the others
            yield Unread(path, explanation(error))
            continue
        key = picture.size, picture.colours
        members = groups.setdefault(key, [])
        members.append(path)
        if len(members) <= _most(picture.size):
            factor = _factor(picture.size)
            overviews.setdefault(key, []).append(_reduced(picture, factor))
        yield Working("reading", (number + 1) / len(pictures))
    for key, paths in sorted(groups.items(), key=lambda item: -len(item[1])):
        size = key[0]
        group = Group(size, tuple(paths), None)
        try:
            for value in _estimated(paths[: _most(size)], np.stack(overviews.pop(key)), size):
                if isinstance(value, Working):
                    yield value
                else:
                    farthest = max(float(np.hypot(*shift)) for shift in value.shifts)
                    seen = len(value.shifts), value.marked, farthest
                    group = Group(size, tuple(paths), value.mark, "", farthest > 0, *seen)
        except Exception as error:  # of this size; the others go on
            group = Group(size, tuple(paths), None, explanation(error))
        yield group


def cleaned(
    path: Path, mark: Mark | Logo, is_shifted: bool = False, fills_lost: bool = True
) -> Iterator[Working | Cleaned | LeftAlone]:
    """One picture without a mark, by its file; see `unmarked`. Raises PictureError, FillError."""
    yield from unmarked(read_picture(path), path, mark, is_shifted, fills_lost)


def unmarked(
    picture: Picture,
    path: Path,
    mark: Mark | Logo,
    is_shifted: bool = False,
    fills_lost: bool = True,
    engine: Any = None,
) -> Iterator[Working | Cleaned | LeftAlone]:
    """One picture without a mark; last Cleaned or LeftAlone. Nothing is written.

    is_shifted: whether the mark may lie a few pixels elsewhere, though it seems to be in its place.
    fills_lost: fill what the mark has left nothing of, by the usual method.  engine: that fills it; None = a new one.
    Raises FillError, and WorkError for measured data.
    """
    from inpaint_studio.filling.unblend import joint
    from inpaint_studio.filling.unblend.inversion import unblended

    if picture.is_data:
        raise _no_photograph(path)
    shift = (0.0, 0.0)
    opacity = 1.0
    settings: dict[str, Any] = {}
    if isinstance(mark, Logo):
        from inpaint_studio.filling.request import FillError
        from inpaint_studio.filling.unblend.logo import logo_in

        try:
            lying, residue = None, None
            for value in logo_in(planes(picture, picture.rect), mark.samples):
                if isinstance(value, float):
                    yield Working("taking off", 0.9 * value)
                else:
                    lying, opacity, residue = value
        except FillError as error:
            yield LeftAlone(path, explanation(error))
            return
        assert lying is not None
        assert residue is not None
        settings = {"logo_opacity": round(opacity, 4), "logo_scale": round(lying.scale, 5)}
    else:
        if mark.size != picture.size:
            message = say(
                "It is {width} x {height} pixels, and the mark is of pictures of {own_width} x {own_height}.",
                width=picture.size.width,
                height=picture.size.height,
                own_width=mark.size.width,
                own_height=mark.size.height,
            )
            yield LeftAlone(path, message)
            return
        rect = mark.rect.grow(_ROUND).clip(picture.size)
        placed = joint.place_in(planes(picture, rect), (rect.x, rect.y), mark, is_shifted)
        if placed is None:
            yield LeftAlone(path, say("It does not have the mark, and was left alone."))
            return
        lying, shift, residue = placed
    settings |= {"dx": float(shift[0]), "dy": float(shift[1])}
    fill, lost = unblended(picture, (), lying, 1.0, settings)
    fills: tuple[Fill, ...] = (fill,)
    if fills_lost and lost.any():
        fills += _filled(picture, fill, lost, engine)
    yield Cleaned(path, picture, fills, residue, shift, int(np.count_nonzero(lost)))


def save(one: Cleaned, output: Path, options: SaveOptions = _DEFAULTS) -> Saved:
    """Write a picture without its mark: exactly, as every fill is. Raises SaveError."""
    report = save_picture(one.picture, one.fills, output, options)
    fall = round(100 * one.residue.fall)
    message = say("The mark was taken off; {fall} % of its edges are gone.", fall=fall)
    if one.filled:
        message = say(
            "The mark was taken off; {fall} % of its edges are gone. {pixels} pixels of which nothing was left were "
            "filled.",
            fall=fall,
            pixels=one.filled,
        )
    first = one.fills[0].recipe.settings
    return Saved(
        one.path,
        output,
        message,
        (*one.picture.notes, *report.notes),
        {
            "picture": str(one.path),
            "output": str(output),
            "mark": first["mark"],
            "shift": [round(one.shift[0], 3), round(one.shift[1], 3)],
            "blending": first["blending"],
            "edges_before": round(one.residue.before, 4),
            "edges_after": round(one.residue.after, 4),
            "filled_pixels": one.filled,
        },
    )


def take_off(
    sources: Sequence[Path], output: Path, mark: Mark | Logo | None = None
) -> Iterator[Working | Unread | Group | LeftAlone | Saved]:
    """Take a mark off pictures and save those that had it into a folder, with the marks that were estimated.

    mark: one that is known, or a logo; None = estimated, for each size. Raises WorkError, SaveError.
    """
    pictures = listed(sources)
    if output.exists() and not output.is_dir():
        raise WorkError(say("{output} is a file; --output must be a folder.", output=output), wrong_call=True)
    folders = [source if source.is_dir() else source.parent for source in sources]
    if any(is_same(output, folder) for folder in folders):
        raise WorkError(
            say("--output is the folder of the originals, which are not written over. Give another folder."),
            wrong_call=True,
        )
    check_folder(output)
    todo: list[tuple[Path, Mark | Logo, bool]] = []
    if mark is not None:
        todo = [(path, mark, False) for path in pictures]
    else:
        for value in grouped(pictures):
            yield value
            if isinstance(value, Group):
                if value.mark is None:
                    for path in value.pictures:
                        yield LeftAlone(path, value.message)
                    continue
                _make_folder(output)
                name = f"{value.size.width}x{value.size.height}{SUFFIX}"
                write_mark(value.mark, output / name)
                todo += [(path, value.mark, value.is_shifted) for path in value.pictures]
    outputs, _ = outputs_in([path for path, _, _ in todo], output)
    for number, ((path, own, is_shifted), to) in enumerate(zip(todo, outputs, strict=True)):
        try:
            for step in cleaned(path, own, is_shifted):
                if isinstance(step, Cleaned):
                    _make_folder(output)
                    yield save(step, to)
                elif isinstance(step, LeftAlone):
                    yield step
                else:
                    yield Working("taking off", (number + step.share) / len(todo))
        except Exception as error:  # one bad file of a thousand must not end the others
            yield Unread(path, explanation(error))
        yield Working("taking off", (number + 1) / len(todo))


def _estimated(paths: Sequence[Path], overviews: Floats, size: Size) -> Iterator["Working | Estimated"]:
    """The mark of pictures of one size. Raises FillError, PictureError."""
    from inpaint_studio.filling.unblend import full_size, joint

    factor = _factor(size)
    rect = joint.part_with_mark(overviews, factor, size)
    if factor > 1 and rect.area > full_size.MOST_AT_ONCE:
        yield from _estimated_in_tiles(paths, overviews, factor, rect, size)
        return
    if factor == 1:
        crops = np.ascontiguousarray(overviews[(slice(None), slice(None), *rect.slices)])
    else:
        crops = np.stack([planes(read_picture(path), rect) for path in paths])
    for value in joint.estimated(crops, (rect.x, rect.y), size):
        if isinstance(value, float):
            yield Working("estimating", value)
        else:
            yield value


def _estimated_in_tiles(
    paths: Sequence[Path], overviews: Floats, factor: int, rect: Rect, size: Size
) -> Iterator["Working | Estimated"]:
    """The same of a large mark: from reduced pictures, and then from what the full ones say of it."""
    from inpaint_studio.filling.unblend import full_size

    plan: full_size.Plan | None = None
    for value in full_size.planned(overviews, factor, rect, size):
        if isinstance(value, float):
            yield Working("estimating", 0.4 * value)
        else:
            plan = value
    assert plan is not None
    parts: list[list[Pixels]] = []
    for number, k in enumerate(plan.clear):
        picture = read_picture(paths[k])
        parts.append([picture.pixels[part.slices][..., : picture.colours].copy() for part in plan.parts])
        yield Working("estimating", 0.4 + 0.2 * (number + 1) / len(plan.clear))
    for step in full_size.estimated(plan, parts):
        if isinstance(step, float):
            yield Working("estimating", 0.6 + 0.4 * step)
        else:
            yield step


def _filled(picture: Picture, below: Fill, lost: Mask, engine: Any = None) -> tuple[Fill, ...]:
    """Ordinary fills of what is lost under a mark, which is taken off already."""
    rect = bounds(lost)
    place = rect.translate(below.rect.x, below.rect.y)
    request = FillRequest(picture, (below,), place, lost[rect.slices].copy())
    for value in (engine or _engine()).fill(request):
        if isinstance(value, FillResult):
            return value.fills
    return ()


def _engine() -> Any:
    from inpaint_studio.filling.engine import Engine

    return Engine()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = say("The folder {folder} could not be made: {reason}.", folder=folder, reason=error)
        raise WorkError(message) from error


def _most(size: Size) -> int:
    """Pictures that a mark is estimated from."""
    return _ESTIMATED_FROM if size.area <= _LARGE else _ESTIMATED_FROM_LARGE


def _factor(size: Size) -> int:
    factor = 1
    while size.area / factor**2 > _OVERVIEW:
        factor += 1
    return factor


def planes(picture: Picture, rect: Rect) -> Floats:
    """(C, H, W) of a part, 0..1, without alpha."""
    from inpaint_studio.filling.unblend.inversion import planes_of_samples

    return planes_of_samples(picture.pixels[rect.slices][..., : picture.colours])


def _reduced(picture: Picture, factor: int) -> Floats:
    """(C, H, W) of the whole picture, each value the mean of a square; in bands, so that no copy of it is made."""
    if factor == 1:
        return planes(picture, picture.rect)
    size = picture.size
    height, width = size.height // factor, size.width // factor
    out = np.empty((picture.colours, height, width), np.float32)
    for top in range(0, height, 32):
        rows = min(32, height - top)
        band = planes(picture, Rect(0, top * factor, width * factor, rows * factor))
        out[:, top : top + rows] = band.reshape(len(band), rows, factor, width, factor).mean(axis=(2, 4))
    return out


def _photograph(path: Path) -> Picture:
    """Raises PictureError where it cannot be opened, and WorkError for measured data: no mark shines through those."""
    picture = read_picture(path)
    if picture.is_data:
        raise _no_photograph(path)
    return picture


def _no_photograph(path: Path) -> WorkError:
    return WorkError(say("{name} holds measured data; marks are taken off photographs.", name=path.name))
