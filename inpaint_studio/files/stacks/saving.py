"""Saving a stack: into its own kind, exactly; or as a folder of numbered pictures, or a TIFF of pages.

Each is a generator of `StackProgress` that ends in one `StackReport`; closing it in between cancels. Raises SaveError,
and PictureError where a plane that is needed cannot be read; what was there before is then unchanged, or of a folder
each file is the old one or the new one.
"""

from collections.abc import Iterator
from pathlib import Path

from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.saving.writing import SaveOptions
from inpaint_studio.files.stacks import saving_new
from inpaint_studio.files.stacks.kind import IN_FILES, OpenPlanes
from inpaint_studio.files.stacks.planes import FilePlanes
from inpaint_studio.files.stacks.saving_folders import save_folder
from inpaint_studio.files.stacks.saving_pages import save_file
from inpaint_studio.files.stacks.saving_steps import Fills, StackProgress, StackReport
from inpaint_studio.sentence import say

DEFAULTS = SaveOptions()


def save_stack(
    planes: OpenPlanes, fills: Fills, path: str | Path | None = None, options: SaveOptions = DEFAULTS
) -> Iterator[StackProgress | StackReport]:
    """Save a stack into its own kind. fills: by plane, as `State.filled_planes`.

    path: another folder, for a stack of files; another file, for a stack in one; None = in place, where the original
    stays as NAME~, always. What no fill touches keeps its bytes: files, pages, frames, slices.
    """
    if not isinstance(planes, FilePlanes):
        raise SaveError(say("{name} cannot be saved here.", name=planes.name))
    if planes.kind == "animation":
        raise SaveError(
            say(
                "{name} is an animation, which is not written. Save its frames as a folder of pictures, or as a TIFF "
                "of several pages.",
                name=planes.name,
            )
        )
    path = None if path is None else Path(path)
    if planes.kind in IN_FILES:
        yield from save_folder(planes, fills, path, options)
    else:
        yield from save_file(planes, fills, path, options)


def save_as_folder(
    planes: OpenPlanes, fills: Fills, folder: str | Path, suffix: str = ".png", options: SaveOptions = DEFAULTS
) -> Iterator[StackProgress | StackReport]:
    """Save any stack as a folder of pictures, one for each plane. See `saving_new.save_as_folder`."""
    yield from saving_new.save_as_folder(planes, fills, folder, suffix, options)


def save_as_pages(
    planes: OpenPlanes, fills: Fills, path: str | Path, options: SaveOptions = DEFAULTS
) -> Iterator[StackProgress | StackReport]:
    """Save any stack as one TIFF of several pages. See `saving_new.save_as_pages`."""
    yield from saving_new.save_as_pages(planes, fills, path, options)
