"""Masks that finders propose for planes of a stack, a file each, from planes that are decoded one after the other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.memory.finding_facts import SUFFIX, save_findings
from inpaint_studio.files.saving.writing import write_mask
from inpaint_studio.files.stacks.kind import OpenPlanes
from inpaint_studio.finding.finder import Progress
from inpaint_studio.finding.stack_views import StackViews
from inpaint_studio.work.searching import Search, mask_of, review_in


@dataclass(frozen=True)
class PlaneSearched:
    """A plane was searched; a mask was written where something was found."""

    plane: int
    done: int
    total: int
    mask: Path | None  # None = nothing is marked, and nothing was written
    findings: int = 0  # that became mask
    share: float = 0.0  # of the plane that is marked
    notes: tuple[str, ...] = ()
    error: PictureError | None = None  # why it was not searched; the others go on
    was_there: bool = False  # its mask was there already, and stays


def mask_path(planes: OpenPlanes, plane: int, folder: Path) -> Path:
    """By the name of the plane's file, so that it belongs to it; else by its number, counted from 1."""
    name = planes.places[plane].name
    own = Path(name).name if name else ""
    return folder / (f"{Path(own).stem}.mask.png" if own and _tells(planes) else f"{plane + 1:06}.mask.png")


def search_stack(
    planes: OpenPlanes, wanted: Iterable[int], by: Search, folder: Path, *, replace: bool = False, as_json: bool = False
) -> Iterator[Progress | PlaneSearched]:
    """Search planes, ascending. Memory is that of some planes, whatever their number; closing it keeps what is written.

    replace: write over masks that are there, else those planes are left out.  as_json: write all findings of a plane
    beside its mask too.  Raises GuestError, CannotSearch, SaveError and OSError.
    """
    views = StackViews(planes)
    numbers = list(wanted)
    for done, plane in enumerate(numbers, start=1):
        path = mask_path(planes, plane, folder)
        if path.exists() and not replace:
            yield PlaneSearched(plane, done, len(numbers), path, was_there=True)
            continue
        try:
            picture = planes.picture(plane)
        except PictureError as error:
            yield PlaneSearched(plane, done, len(numbers), None, error=error)
            continue
        notes: list[str] = []
        for value in review_in(views.view(picture), by):
            if isinstance(value, Progress):
                notes += [value.note] if value.note else []
                yield value
                continue
            accepted = value.accepted()
            folder.mkdir(parents=True, exist_ok=True)
            if as_json and value.findings:
                keys = [finder.key for finder in by.finders]
                name = path.name.removesuffix(".mask.png")
                save_findings(folder / f"{name}{SUFFIX}", value, picture.size, picture.name, keys)
            share = 0.0
            if accepted:
                mask = mask_of(value, picture.size)
                write_mask(mask, path)
                share = float((mask > 0).mean())
            elif path.exists():
                path.unlink()  # of an earlier search
            yield PlaneSearched(
                plane, done, len(numbers), path if accepted else None, len(accepted), share, tuple(notes)
            )


def _tells(planes: OpenPlanes) -> bool:
    """Whether each plane has a file of a name of its own."""
    stems = [Path(place.name).stem for place in planes.places]
    return all(stems) and len(set(stems)) == len(stems)
