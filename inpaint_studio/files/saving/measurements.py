"""A data picture as a new TIFF: all its bands, with what is known of them."""

import struct

from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.files.kinds import tiff, tiff_geo
from inpaint_studio.files.origin import origin_of
from inpaint_studio.files.saving import tiff_saving
from inpaint_studio.files.saving.readback import Coded
from inpaint_studio.files.saving.tiff_saving import Tag
from inpaint_studio.sentence import say


def new_tiff(picture: Picture, pixels: Pixels) -> Coded:
    """A TIFF of all bands of a data picture, with their names, units and nodata, and its place on the map."""
    notes: tuple[str, ...] = ()
    origin = origin_of(picture)
    if origin is not None and origin.format == "tiff":
        notes = (say("The new TIFF holds all bands, their names, units and place, and no other tags of the original."),)
    tags = tags_of(picture, pixels.shape[2])
    if picture.grid is not None and picture.grid.third is None and tiff_geo.GEO_KEYS not in tags:
        notes = (
            *notes,
            say("The map's system of coordinates had no number (EPSG) and was left out."),
        )
    return Coded(tiff_saving.new_file(pixels, tags, own_layout=True), pixels, True, notes)


def tags_of(picture: Picture, bands: int) -> dict[int, Tag]:
    """What the samples of a data picture are, as tags of a TIFF: names, units, nodata, place on the map."""
    text = tiff_geo.metadata_text(picture.bands) or b"<GDALMetadata />\0"
    tags = {tiff_geo.GDAL_METADATA: Tag(2, len(text), text)}
    nothing = {value for band in picture.bands for value in band.nodata[:1]}
    if nothing:
        text = tiff_geo.nodata_text(min(nothing))
        tags[tiff_geo.GDAL_NODATA] = Tag(2, len(text), text)
    if picture.grid is not None and picture.grid.third is None:
        for tag, (count, values) in tiff_geo.grid_tags(picture.grid).items():
            tags[tag] = Tag(12 if tag == tiff_geo.TRANSFORMATION else 3, count, values)
    extra = struct.pack(f"<{bands - 1}H", *[0] * (bands - 1))
    tags[tiff.PHOTOMETRIC] = Tag(3, 1, struct.pack("<H", 1))
    if bands > 1:
        tags[tiff.EXTRA_SAMPLES] = Tag(3, bands - 1, extra)
    return tags
