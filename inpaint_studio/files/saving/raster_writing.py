"""A raster as what a save writes: its own file block by block, or a new file of its bands."""

import mmap

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.kinds.formats import Format
from inpaint_studio.files.origin import Origin, origin_of
from inpaint_studio.files.saving import rasters
from inpaint_studio.files.saving.readback import Coded
from inpaint_studio.sentence import say


def original_of(picture: Picture, format: Format) -> bytes | mmap.mmap | None:
    """The content of the file that is saved into its own kind block by block; None for any other picture."""
    origin = origin_of(picture)
    if origin is None or not origin.format == format.key == "tiff":
        return None
    content = origin.source.view()
    return content if content is not None and rasters.applies(picture, memoryview(content)) else None


def encode(
    picture: Picture, fills: tuple[Fill, ...], origin: Origin, original: bytes | mmap.mmap, wants_note: bool
) -> Coded:
    """The file with its fills. Raises ValueError, OSError where it cannot be followed."""
    visible = tuple(fill for fill in fills if fill.visible and fill.strength > 0)
    edited = rasters.edit(picture, visible, memoryview(original), origin)
    notes = edited.notes
    if wants_note:
        notes = (*notes, say("{format} got no note of what was edited.", format="GeoTIFF"))
    return Coded(b"", picture.pixels, True, notes, page=origin.page, raster=edited)
