"""All segments of a stack as one file or folder: what can be written is checked before anything is filled."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from inpaint_studio.editing.fills import Fill, composite
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.pairing import is_same
from inpaint_studio.files.saving.writing import SaveOptions
from inpaint_studio.files.stacks.kind import OpenPlanes
from inpaint_studio.files.stacks.masks import StackMasks
from inpaint_studio.files.stacks.saving import save_as_folder, save_as_pages, save_stack
from inpaint_studio.files.stacks.saving_steps import StackProgress, StackReport
from inpaint_studio.files.video.reading import VideoPlanes
from inpaint_studio.files.video.saving import (
    Changes,
    Patch,
    SavedFilm,
    SaveProgress,
    forecast,
    save_exact,
    save_same_kind,
)
from inpaint_studio.sentence import say
from inpaint_studio.work.stacks.job import StackError, StackJob

FILM_SUFFIXES = (".mkv", ".mp4", ".mov", ".m4v", ".avi", ".webm", ".mpg", ".mpeg", ".ts", ".m2ts", ".mxf", ".wmv")
_OWN_FILES = {"nifti": (".nii", ".nii.gz"), "dicom-frames": (".dcm",)}  # by kind of stack


@dataclass(frozen=True)
class Saving:
    """How far the save is, 0..1."""

    share: float


@dataclass(frozen=True)
class StackSaved:
    """The output is there, and was read back."""

    path: Path
    planes: int
    changed: int  # planes with a fill
    exact: bool  # every sample outside the fills is the original's
    bytes_written: int
    notes: tuple[str, ...] = ()


def check_output(job: StackJob, planes: OpenPlanes, masks: Mapping[int, Mask]) -> tuple[str, ...]:
    """What will become of the planes, in sentences, before hours of work.

    masks: by plane; only those that mark something are filled.
    Raises StackError where the output cannot be what its name says, or would be written over what is read.
    """
    output = job.output
    for read in (job.source, job.mask):
        if is_same(output, read):
            raise StackError(
                say("{path} is read by this call and is not written over. Give --output another name.", path=output),
                wrong_call=True,
            )
    suffix = formats.suffix_of(output).lower()
    if isinstance(planes, VideoPlanes) and suffix in FILM_SUFFIXES:
        wanted = [plane for plane in job.planes(len(planes.places)) if plane in masks]
        if job.how == "same":  # an empty mask lets its group of frames be; of an exact film every frame is coded
            wanted = _marked(masks, wanted)
        expected = forecast(planes, wanted, output, job.how)
        if expected.refusal:
            raise StackError(expected.refusal, wrong_call=True)
        return expected.sentences()
    if suffix in FILM_SUFFIXES:
        raise StackError(
            say(
                "{name} would be a film, and {source} is none. Give a folder as --output, or a .tif.",
                name=output.name,
                source=job.source.name,
            ),
            wrong_call=True,
        )
    if _is_folder(output) or suffix in (".tif", ".tiff") or suffix in _OWN_FILES.get(planes.kind, ()):
        return ()
    own = _OWN_FILES.get(planes.kind, FILM_SUFFIXES[:2] if isinstance(planes, VideoPlanes) else ())
    raise StackError(
        say(
            "{name} cannot hold a stack of {count} planes. Give a folder as --output, or a name that ends in {known}.",
            name=output.name,
            count=len(planes.places),
            known=", ".join((*own, ".tif")),
        ),
        wrong_call=True,
    )


def _marked(masks: Mapping[int, Mask], planes: list[int]) -> list[int]:
    """Those of the planes whose mask marks anything. Raises PictureError where one cannot be read."""
    shared = masks.one if isinstance(masks, StackMasks) else None
    if shared is not None:
        return planes if shared.mask.any() else []
    return [plane for plane in planes if masks[plane].any()]


def save_results(
    job: StackJob, planes: OpenPlanes, fills: Mapping[int, tuple[Fill, ...]], options: SaveOptions
) -> Iterator[Saving | StackSaved]:
    """fills: by plane; asked for in the planes' order. Raises SaveError, PictureError; then no output is there."""
    output, suffix = job.output, formats.suffix_of(job.output).lower()
    if isinstance(planes, VideoPlanes) and suffix in FILM_SUFFIXES:
        yield from _film(job, planes, fills)
        return
    if _is_folder(output):
        own = planes.kind in ("folder", "dicom-series")
        steps = save_stack(planes, fills, output, options) if own else save_as_folder(planes, fills, output)
    elif suffix in (".tif", ".tiff") and planes.kind != "tiff":
        steps = save_as_pages(planes, fills, output, options)
    else:
        steps = save_stack(planes, fills, output, options)
    for step in steps:
        match step:
            case StackProgress(done, total):
                yield Saving(done / max(1, total))
            case StackReport():
                yield StackSaved(step.path, step.planes, step.changed, step.exact, step.bytes_written, step.notes)


def _film(job: StackJob, film: VideoPlanes, fills: Mapping[int, tuple[Fill, ...]]) -> Iterator[Saving | StackSaved]:
    def patches(picture: Picture) -> list[Patch]:
        laid = fills[picture.plane]
        return [Patch(fill.rect, composite(picture, laid, fill.rect), fill.coverage > 0) for fill in laid]

    changes = Changes(frozenset(fills), patches)
    save = save_exact if job.how == "exact" else save_same_kind
    for step in save(film, changes, job.output):
        match step:
            case SaveProgress(stage, done, frames):
                yield Saving((done / max(1, frames) + (stage == "compare")) / 2)
            case SavedFilm():
                yield StackSaved(step.path, step.frames, len(fills), step.exact, step.bytes_written, step.notes)


def _is_folder(output: Path) -> bool:
    return output.is_dir() or not formats.suffix_of(output)
