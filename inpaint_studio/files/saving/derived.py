"""Pictures made from others: their metadata go along, and a note of what was done, but no file is theirs."""

from dataclasses import dataclass

from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.files.kinds.metadata_reading import Metadata, read
from inpaint_studio.files.origin import origin_of


@dataclass(frozen=True, eq=False)
class Derived:
    """In place of an origin (`Picture.origin`)."""

    metadata: Metadata  # of the file that it was made from, as stored there
    orientation: int  # EXIF 1..8 of that file, whose pixels were turned upright
    note: str  # what was done, for the note of edits in the file
    became_srgb: bool = False  # CMYK or Lab in that file


def derived(picture: Picture, pixels: Pixels, name: str, note: str) -> Picture:
    """A picture of its own, made from `picture`: no file is its original, so that none is written over.

    The metadata are read now: the file may be gone when the result is saved.
    """
    before, origin = derivation_of(picture), origin_of(picture)
    if before is not None:
        made = Derived(before.metadata, before.orientation, f"{before.note}; {note}", before.became_srgb)
        return Picture(pixels, name, picture.profile, made)
    content = origin.source.read() if origin is not None else None
    if origin is None or content is None:
        return Picture(pixels, name, picture.profile, Derived(Metadata(), 1, note))
    became_srgb = picture.profile is None and origin.mode in ("CMYK", "LAB")
    carried = read(origin.format, content, origin.page)
    return Picture(pixels, name, picture.profile, Derived(carried, origin.orientation, note, became_srgb))


def derivation_of(picture: Picture) -> Derived | None:
    """What a picture was made from, where it was made from another."""
    return picture.origin if isinstance(picture.origin, Derived) else None
