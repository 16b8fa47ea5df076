"""Saving a stack: what is written of it, and how, as a job; what a film's save would encode again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import numpy as np

from inpaint_studio.editing.fills import Fill, composite
from inpaint_studio.editing.geometry import NOWHERE
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.stack import Planes
from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.saving.writing import SaveOptions
from inpaint_studio.files.stacks.kind import OpenPlanes
from inpaint_studio.files.stacks.planes import FilePlanes
from inpaint_studio.files.stacks.saving import save_as_folder, save_as_pages, save_stack
from inpaint_studio.files.stacks.saving_steps import StackProgress, StackReport, visible_fills
from inpaint_studio.files.video import saving as film_saving
from inpaint_studio.files.video.reading import VideoPlanes
from inpaint_studio.files.video.saving import Changes, Forecast, Patch, SavedFilm, SaveProgress
from inpaint_studio.sentence import say

How = Literal["own", "folder", "pages", "exact", "same"]
Fills = Mapping[int, tuple[Fill, ...]]
_FILM_SUFFIXES = (".mkv", ".mp4", ".mov", ".avi", ".webm", ".m4v", ".ts", ".mpg")


@dataclass(frozen=True)
class StackSave:
    """Where a stack is written to, and how."""

    path: Path  # a file, or a folder
    how: How  # its own kind; a folder of pictures; a TIFF of pages; of a film exactly, or in its own kind


@dataclass(frozen=True)
class SavingShare:
    """How far a save is."""

    done: int
    total: int
    is_check: bool = False  # what was written is read back


@dataclass(frozen=True)
class SavedStack:
    """A stack is saved."""

    path: Path
    sentences: tuple[str, ...]  # for the person, the most important first


@dataclass(frozen=True)
class FilmChoice:
    """What saving a film in one way would do."""

    how: How
    suffix: str
    forecast: Forecast
    most_bytes: int | None = None  # that it can take; None = about as much as the film


def has_own_kind(planes: Planes) -> bool:
    """Whether a stack can be written as what it is: of films see `film_choices`, animations are read only."""
    return isinstance(planes, FilePlanes) and planes.kind != "animation"


def film_choices(planes: Planes, fills: Fills) -> tuple[FilmChoice, ...]:
    """The ways in which a film can be saved, refused ones too; none for what is no film. Quick."""
    if not isinstance(planes, VideoPlanes):
        return ()
    touched = frozenset(visible_fills(fills))
    raw = planes.clip.frame_bytes * len(planes.places)
    own = formats.suffix_of(planes.path).lower()
    made = [
        FilmChoice("exact", suffix, film_saving.forecast(planes, touched, Path(f"film{suffix}"), "exact"), raw)
        for suffix in (".mkv", ".mp4")
    ]
    same = film_saving.forecast(planes, touched, Path(f"film{own}"), "same")
    return (*made, FilmChoice("same", own, same))


def how_of(planes: Planes, path: Path) -> How:
    """How a stack that is no film is written to a path: by its suffix, and by what it is."""
    suffix = formats.suffix_of(path).lower()
    if suffix in (".tif", ".tiff") and not (has_own_kind(planes) and not planes.path.is_dir()):
        return "pages"
    if has_own_kind(planes) and planes.path.is_dir() == (not suffix):
        return "own"
    return "folder" if not suffix else "own"


def save_planes(
    planes: Planes, fills: Fills, save: StackSave, options: SaveOptions
) -> Iterator[SavingShare | SavedStack]:
    """What a save yields, the result last. Raises SaveError, PictureError."""
    if isinstance(planes, VideoPlanes) and save.how in ("exact", "same"):
        yield from _film(planes, fills, save, options)
        return
    opened = cast(OpenPlanes, planes)
    if save.how == "folder":
        steps = save_as_folder(opened, fills, save.path, ".png", options)
    elif save.how == "pages":
        steps = save_as_pages(opened, fills, save.path, options)
    elif isinstance(planes, FilePlanes):
        is_here = save.path == planes.path
        steps = save_stack(planes, fills, None if is_here else save.path, options)
    else:
        raise SaveError(say("{name} cannot be saved so.", name=save.path.name))
    for step in steps:
        if isinstance(step, StackProgress):
            yield SavingShare(step.done, step.total)
        else:
            yield SavedStack(step.path, tuple(_sentences(step)))


def _film(film: VideoPlanes, fills: Fills, save: StackSave, options: SaveOptions) -> Iterator[SavingShare | SavedStack]:
    visible = visible_fills(fills)
    changes = Changes(frozenset(visible), lambda picture: patches_of(picture, visible.get(picture.plane, ())))
    write = film_saving.save_exact if save.how == "exact" else film_saving.save_same_kind
    for step in write(film, changes, save.path, options.keep_backup):
        if isinstance(step, SaveProgress):
            yield SavingShare(step.done, step.frames, step.stage == "compare")
        else:
            yield SavedStack(step.path, tuple(_film_sentences(step, len(visible))))


def patches_of(picture: Picture, fills: tuple[Fill, ...]) -> Sequence[Patch]:
    """What visible fills make of a plane: one patch over all that lie near each other."""
    patches = []
    for group in _near_each_other(fills):
        rect = NOWHERE
        for fill in group:
            rect = rect.unite(fill.rect)
        touched = np.zeros((rect.height, rect.width), bool)
        for fill in group:
            touched[fill.rect.inside(rect).slices] |= fill.coverage > 0
        patches.append(Patch(rect, composite(picture, fills, rect), touched))
    return patches


def _near_each_other(fills: tuple[Fill, ...]) -> list[list[Fill]]:
    """Fills whose rectangles touch are one group: a film of specks is not one patch as large as the frame."""
    groups: list[list[Fill]] = []
    for fill in fills:
        touching = [group for group in groups if any(one.rect.intersects(fill.rect) for one in group)]
        groups = [group for group in groups if group not in touching]
        groups.append([one for group in touching for one in group] + [fill])
    return groups


def _sentences(report: StackReport) -> Iterator[str]:
    name = report.path.name
    if not report.changed:
        yield say("{name} is saved; no plane was changed.", name=name)
    elif report.exact and report.differing_beside:
        yield say(
            "{name} is saved: {count} of {all} planes have fills, and nothing outside the JPEG blocks that those touch "
            "was changed.",
            one="{name} is saved: 1 of {all} planes has fills, and nothing outside the JPEG blocks that those touch "
            "was changed.",
            name=name,
            count=report.changed,
            all=report.planes,
        )
    elif report.exact:
        yield say(
            "{name} is saved: {count} of {all} planes have fills, and nothing outside those was changed.",
            one="{name} is saved: 1 of {all} planes has fills, and nothing outside those was changed.",
            name=name,
            count=report.changed,
            all=report.planes,
        )
    else:
        yield say(
            "{name} is saved: {count} of {all} planes have fills.",
            one="{name} is saved: 1 of {all} planes has fills.",
            name=name,
            count=report.changed,
            all=report.planes,
        )
    yield from report.notes


def _film_sentences(report: SavedFilm, changed: int) -> Iterator[str]:
    name = report.path.name
    if report.exact and report.by_blocks:
        yield say(
            "{name} is saved: {count} of {all} frames have fills. It was read back: nothing outside the JPEG blocks "
            "that those touch was changed.",
            one="{name} is saved: 1 of {all} frames has fills. It was read back: nothing outside the JPEG blocks "
            "that those touch was changed.",
            name=name,
            count=changed,
            all=report.frames,
        )
    elif report.exact:
        yield say(
            "{name} is saved: {count} of {all} frames have fills. It was read back: nothing outside those was changed.",
            one="{name} is saved: 1 of {all} frames has fills. It was read back: nothing outside those was changed.",
            name=name,
            count=changed,
            all=report.frames,
        )
    else:
        yield say(
            "{name} is saved: {count} of {all} frames were encoded again. It was read back: all other frames are the "
            "same, and outside the fills those are like the original to {decibels} dB.",
            name=name,
            count=report.frames_again,
            all=report.frames,
            decibels="–" if report.least_psnr is None else f"{report.least_psnr:.1f}",
        )
    yield from report.notes
