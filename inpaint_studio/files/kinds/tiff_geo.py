"""What a GeoTIFF says beside its samples: where it lies, what its bands are, which samples mean that there is nothing.

OGC GeoTIFF 1.1 (georeference), GDAL's TIFF driver (nodata and band metadata in tags of its own).
"""

import math
import re
import struct
from collections.abc import Sequence
from typing import NamedTuple
from xml.etree import ElementTree

import numpy as np
from numpy.typing import DTypeLike

from inpaint_studio.editing.bands import Band
from inpaint_studio.editing.places import Grid
from inpaint_studio.files.kinds.tiff import Layout, Page, Tiff

PIXEL_SCALE, TIEPOINTS, TRANSFORMATION, GEO_KEYS, GDAL_METADATA, GDAL_NODATA = 33550, 33922, 34264, 34735, 42112, 42113
_TAGS = frozenset({PIXEL_SCALE, TIEPOINTS, TRANSFORMATION, GEO_KEYS, GDAL_METADATA, GDAL_NODATA})
_MODEL, _RASTER_TYPE, _GEOGRAPHIC, _PROJECTED, _LINEAR_UNIT = 1024, 1025, 2048, 3072, 3076  # GeoKeys
_UNITS = {9001: "m", 9002: "ft", 9003: "ft", 9036: "km"}
_MOST_METADATA = 1 << 22  # bytes
STATISTICS = b"STATISTICS_"

# Names of bands that are seen as red, green and blue, in this order of trust.
_NATURAL = (
    ("red", "green", "blue"),
    ("b04", "b03", "b02"),  # Sentinel-2
    ("b4", "b3", "b2"),  # Sentinel-2, Landsat 8 and 9
    ("sr_b4", "sr_b3", "sr_b2"),
)


def is_georeferenced(page: Page) -> bool:
    """Whether a page has a tag of a GeoTIFF or of GDAL."""
    return not _TAGS.isdisjoint(page.entries)


def grid(structure: Tiff, page: Page) -> Grid | None:
    """From pixels to the map; None where control points, or nothing, say where the picture lies."""
    keys = _keys(structure, page)
    matrix = [float(value) for value in structure.values(page, TRANSFORMATION)]
    scale = [float(value) for value in structure.values(page, PIXEL_SCALE)]
    points = [float(value) for value in structure.values(page, TIEPOINTS)]
    if len(matrix) == 16:
        a, b, c, d, e, f = matrix[0], matrix[1], matrix[3], matrix[4], matrix[5], matrix[7]
    elif len(scale) >= 2 and len(points) == 6:
        a, b, d, e = scale[0], 0.0, 0.0, -scale[1]
        c, f = points[3] - points[0] * a, points[4] - points[1] * e
    else:
        return None
    if keys.get(_RASTER_TYPE) == 2:  # tied to the centres of pixels
        c, f = c - (a + b) / 2, f - (d + e) / 2
    if not all(math.isfinite(value) for value in (a, b, c, d, e, f)) or a * e == b * d:
        return None
    code = keys.get(_PROJECTED) or keys.get(_GEOGRAPHIC) or 0
    name = f"EPSG:{code}" if 1024 <= code < 32767 else ""
    unit = "°" if keys.get(_MODEL) == 2 else _UNITS.get(keys.get(_LINEAR_UNIT, 0), "")
    return Grid(a, b, c, d, e, f, unit, name)


def _keys(structure: Tiff, page: Page) -> dict[int, int]:
    """The GeoKeys that are single numbers of the directory."""
    values = [int(value) for value in structure.values(page, GEO_KEYS)]
    return {
        key: value
        for key, place, _, value in (values[at : at + 4] for at in range(4, len(values) - 3, 4))
        if place == 0
    }


def nodata(structure: Tiff, page: Page, dtype: DTypeLike) -> float | None:
    """The sample that means that there is nothing; None where the file names none that its samples can be."""
    text = structure.raw(page, GDAL_NODATA).split(b"\0")[0].decode("ascii", "replace").strip()
    try:
        value = float(text)
    except ValueError:
        return None
    kind = np.dtype(dtype)
    if kind.kind == "f":
        with np.errstate(over="ignore"):
            return float(np.float32(value))
    limits = np.iinfo(kind)
    return value if value == value // 1 and limits.min <= value <= limits.max else None


class Item(NamedTuple):
    """One item of GDAL's metadata."""

    name: str
    role: str
    value: str
    sample: int | None  # the band that it is of; None = all


def items(structure: Tiff, page: Page) -> list[Item]:
    """GDAL's metadata; [] where they are missing or broken."""
    text = structure.raw(page, GDAL_METADATA).split(b"\0")[0]
    if not text or len(text) > _MOST_METADATA or b"<!DOCTYPE" in text:
        return []
    try:
        root = ElementTree.fromstring(text.decode("utf-8", "replace"))
    except ElementTree.ParseError:
        return []
    read = []
    for element in root.iter("Item"):
        sample = element.get("sample", "")
        number = int(sample) if sample.isdecimal() and len(sample) < 6 else None
        read.append(Item(element.get("name", ""), element.get("role", ""), element.text or "", number))
    return read


def bands(structure: Tiff, page: Page, layout: Layout, dtype: DTypeLike) -> tuple[Band, ...]:
    """The bands of a page, by GDAL's metadata and the page's own tags."""
    nothing = nodata(structure, page, dtype)
    facts: list[dict[str, str]] = [{} for _ in range(layout.samples)]
    for item in items(structure, page):
        if item.sample is not None and item.sample < layout.samples:
            facts[item.sample].setdefault(item.role or item.name.lower(), item.value.strip())
    for number, colour in enumerate(_colours(layout)):
        facts[number].setdefault("colorinterp", colour)
    return tuple(
        Band(
            name=" ".join((of.get("description") or _colour(of.get("colorinterp", ""))).split())[:100],
            unit=" ".join(of.get("unittype", "").split())[:40],
            scale=_number(of.get("scale"), 1.0) or 1.0,
            offset=_number(of.get("offset"), 0.0),
            nodata=() if nothing is None else (nothing,),
        )
        for of in facts
    )


def _colours(layout: Layout) -> list[str]:
    """What a page's own tags say of its bands' colours."""
    names = ["Red", "Green", "Blue"] if layout.photometric in (2, 6) else [""] * min(1, layout.samples)
    for kind in layout.extra[: layout.samples - len(names)]:
        names.append("Alpha" if kind in (1, 2) else "")
    return names[: layout.samples]


def _colour(word: str) -> str:
    return word if word not in ("Gray", "Undefined", "Grey") else ""


def _number(text: str | None, default: float) -> float:
    try:
        value = float(text) if text is not None else default
    except ValueError:
        return default
    return value if math.isfinite(value) else default


def natural_colours(named: Sequence[Band], is_rgb: bool) -> tuple[int, ...]:
    """The bands seen as red, green and blue, or (0,) where the file does not say which are.

    is_rgb: whether the page calls its first three bands so.
    """
    names = [re.sub(r"[^a-z0-9_]", " ", band.name.lower()).split() for band in named]
    for colours in _NATURAL:
        at = [next((number for number, words in enumerate(names) if colour in words), -1) for colour in colours]
        if min(at) >= 0 and len(set(at)) == 3:
            return tuple(at)
    return (0, 1, 2) if is_rgb and len(named) >= 3 else (0,)


def has_statistics(structure: Tiff, page: Page) -> bool:
    """Whether GDAL's metadata hold statistics of the samples, which a fill makes old."""
    return STATISTICS in structure.raw(page, GDAL_METADATA)


def nodata_text(value: float) -> bytes:
    """A nodata value as GDAL writes it, with its zero."""
    return (b"nan" if math.isnan(value) else f"{value:.17g}".encode()) + b"\0"


def metadata_text(named: Sequence[Band]) -> bytes:
    """GDAL's metadata of bands, with its zero; b"" where there is nothing to say."""
    root = ElementTree.Element("GDALMetadata")
    for number, band in enumerate(named):
        facts = (
            ("DESCRIPTION", "description", band.name),
            ("UNITTYPE", "unittype", band.unit),
            ("SCALE", "scale", repr(band.scale) if band.scale != 1 else ""),
            ("OFFSET", "offset", repr(band.offset) if band.offset else ""),
        )
        for name, role, value in facts:
            if value:
                ElementTree.SubElement(root, "Item", name=name, sample=str(number), role=role).text = value
    return ElementTree.tostring(root) + b"\0" if len(root) else b""


def grid_tags(placed: Grid) -> dict[int, tuple[int, bytes]]:
    """Tags of a grid in a new little-endian file: (how many numbers, their bytes), 64-bit floats or GeoKeys of 16 bits.

    A system of coordinates is named by its EPSG number alone, where it has one.
    """
    matrix = (placed.a, placed.b, 0.0, placed.c, placed.d, placed.e, 0.0, placed.f, 0, 0, 0, 0, 0, 0, 0, 1.0)
    tags = {TRANSFORMATION: (16, struct.pack("<16d", *matrix))}
    code = int(placed.name[5:]) if re.fullmatch(r"EPSG:\d{4,5}", placed.name) else 0
    if 1024 <= code < 32767:
        is_geographic = placed.unit == "°"
        keys = [
            (_MODEL, 0, 1, 2 if is_geographic else 1),
            (_RASTER_TYPE, 0, 1, 1),
            (_GEOGRAPHIC if is_geographic else _PROJECTED, 0, 1, code),
        ]
        unit = next((number for number, word in _UNITS.items() if word == placed.unit), None)
        if unit is not None and not is_geographic:
            keys.append((_LINEAR_UNIT, 0, 1, unit))
        numbers = [value for key in ((1, 1, 0, len(keys)), *keys) for value in key]
        tags[GEO_KEYS] = (len(numbers), struct.pack(f"<{len(numbers)}H", *numbers))
    return tags
