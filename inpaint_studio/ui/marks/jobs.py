"""Jobs: the long work of the marks window, as generators for a Worker to walk."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from inpaint_studio.editing.marks import Mark
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.saving.mark_files import SUFFIX, Logo, read_logo, read_mark, write_mark
from inpaint_studio.files.saving.targets import check_folder
from inpaint_studio.files.saving.writing import SaveOptions
from inpaint_studio.sentence import explanation
from inpaint_studio.ui.document import thumbnails
from inpaint_studio.ui.document.thumbnails import ThumbnailCache
from inpaint_studio.work.mark_looks import Look, grouped_by, looked_at, quick_look
from inpaint_studio.work.mark_outputs import Rule, outputs_for
from inpaint_studio.work.marks import Cleaned, Group, LeftAlone, Saved, Unread, Working, cleaned, grouped, listed, save


@dataclass(frozen=True)
class Listed:
    """The pictures that were dropped or chosen, and those of folders."""

    pictures: tuple[Path, ...]


@dataclass(frozen=True, eq=False)
class Known:
    """A mark, or a logo, that was read from a file."""

    path: Path
    mark: Mark | Logo


@dataclass(frozen=True, eq=False)
class Marked:
    """A picture, and the mark of its group."""

    path: Path
    mark: Mark
    is_shifted: bool


@dataclass(frozen=True, eq=False)
class Small:
    """A picture as it comes in, small; nothing is known of its mark."""

    path: Path
    pixels: Pixels


_SEEN_FIRST = 24  # pictures shown before they are read; the others when they are looked at

GroupValue = Listed | Small | Working | Unread | Group
LookValue = Working | Look | LeftAlone | Unread


def group(sources: Sequence[Path], known: Mark | Logo | None) -> Iterator[GroupValue]:
    """What is in these folders and files, by size, each with its mark. Raises WorkError."""
    pictures = listed(sources)
    yield Listed(pictures)
    for small in thumbnails.make(pictures[:_SEEN_FIRST], ThumbnailCache(thumbnails.cache_folder())):
        yield Small(small.path, small.pixels)
    yield from grouped(pictures) if known is None else grouped_by(pictures, known)


def look(pictures: Sequence[Marked]) -> Iterator[LookValue]:
    """First looks at thumbnails of all, and then the exact ones, one after the other."""
    marks = {one.path: one.mark for one in pictures}
    for small in thumbnails.make(list(marks), ThumbnailCache(thumbnails.cache_folder())):
        if small.size == marks[small.path].size:
            yield quick_look(small.path, small.pixels, marks[small.path])
    for number, one in enumerate(pictures):
        for value in looked_at(one.path, one.mark, one.is_shifted):
            if isinstance(value, Working):
                yield Working("looking", (number + value.share) / len(pictures))
            else:
                yield value
        yield Working("looking", (number + 1) / len(pictures))


def take_off(
    pictures: Sequence[Marked], rule: Rule, folder: Path | None, keep_backup: bool
) -> Iterator[Working | Saved | LeftAlone | Unread]:
    """Save these without their marks, each whole or not at all. Raises WorkError, SaveError before the first."""
    outputs = outputs_for([one.path for one in pictures], rule, folder)
    options = SaveOptions(keep_backup=keep_backup)
    if rule == "folder" and folder is not None:
        check_folder(folder)  # else each of a thousand would say that it cannot be saved
        folder.mkdir(parents=True, exist_ok=True)
    for number, (one, output) in enumerate(zip(pictures, outputs, strict=True)):
        yield Working("taking off", number / len(pictures))
        try:
            for step in cleaned(one.path, one.mark, one.is_shifted):
                if isinstance(step, Cleaned):
                    yield save(step, output, options)
                elif isinstance(step, LeftAlone):
                    yield step
        except Exception as error:  # one bad file of a thousand must not end the others
            yield Unread(one.path, explanation(error))
    yield Working("taking off", 1.0)


def read_known(path: Path) -> Iterator[Known]:
    """A mark that was saved, or else a logo with transparency. Raises PictureError."""
    if path.name.casefold().endswith(SUFFIX):
        try:
            yield Known(path, read_mark(path))
            return
        except PictureError:
            pass  # a logo that is called so
    yield Known(path, read_logo(path))


def write_known(mark: Mark, path: Path) -> Iterator[Path]:
    """Raises SaveError."""
    write_mark(mark, path)
    yield path
