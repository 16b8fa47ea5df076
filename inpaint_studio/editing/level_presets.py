"""Presets of levels: windows of computed tomography, and composites of the bands of satellites.

Windows: W. D. Foley and others as collected at radiopaedia.org, "Windowing (CT)". Composites: the band numbers of
Sentinel-2 MSI (ESA), Landsat 8 and 9 OLI, and Landsat 4 to 7 TM and ETM+ (USGS).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from inpaint_studio.editing.bands import Band
from inpaint_studio.editing.picture import Picture
from inpaint_studio.sentence import say

HOUNSFIELD = "HU"


@dataclass(frozen=True)
class Window:
    """A window of computed tomography, in Hounsfield units."""

    key: str
    title: str
    centre: float
    width: float


@dataclass(frozen=True)
class Composite:
    """Three bands as red, green and blue, by their numbers in a sensor's own count."""

    key: str
    title: str
    numbers: tuple[int, int, int]


@dataclass(frozen=True)
class Choice:
    """A composite of a picture: the indices of its bands."""

    key: str
    title: str
    bands: tuple[int, int, int]


WINDOWS = (
    Window("lung", say("Lung"), -600, 1500),
    Window("bone", say("Bone"), 400, 1800),
    Window("soft_tissue", say("Soft tissue"), 40, 400),
    Window("brain", say("Brain"), 40, 80),
)
_COMPOSITES = (
    Composite("natural_sentinel_2", say("Natural colour, Sentinel-2"), (4, 3, 2)),
    Composite("false_sentinel_2", say("False colour, Sentinel-2"), (8, 4, 3)),
    Composite("natural_landsat_8", say("Natural colour, Landsat 8 and 9"), (4, 3, 2)),
    Composite("false_landsat_8", say("False colour, Landsat 8 and 9"), (5, 4, 3)),
    Composite("natural_landsat_4", say("Natural colour, Landsat 4 to 7"), (3, 2, 1)),
    Composite("false_landsat_4", say("False colour, Landsat 4 to 7"), (4, 3, 2)),
)
# By the colour that bands are named for: words that a name holds, and words that another kind of band has beside.
_COLOURS = {
    "red": (("red",), ("infra", "edge", "vre", "swir", "nir")),
    "green": (("green",), ()),
    "blue": (("blue",), ()),
    "nir": (("nir", "near infrared", "near-infrared"), ("swir", "edge", "narrow")),
}
_NUMBER = re.compile(r"(?:^|[^a-z0-9])(?:b|band)[ _]?0*(\d{1,2})(?![0-9a-z])", re.IGNORECASE)


def windows(picture: Picture) -> tuple[Window, ...]:
    """For a picture whose seen bands are in Hounsfield units; else none."""
    levels = picture.levels
    if levels is None or any(picture.bands[band].unit != HOUNSFIELD for band in levels.bands):
        return ()
    return WINDOWS


def composites(picture: Picture) -> tuple[Choice, ...]:
    """Those whose bands are there: by the colours in their names, else by their numbers, in names or in order."""
    bands = picture.bands
    if len(bands) < 3:
        return ()
    named = named_colours(bands)
    if all(colour in named for colour in ("red", "green", "blue")):
        choices = [Choice("natural", say("Natural colour"), (named["red"], named["green"], named["blue"]))]
        if "nir" in named:
            choices.append(Choice("false", say("False colour"), (named["nir"], named["red"], named["green"])))
        return tuple(choices)
    numbers = _by_number(bands)
    return tuple(
        Choice(one.key, one.title, (numbers[one.numbers[0]], numbers[one.numbers[1]], numbers[one.numbers[2]]))
        for one in _COMPOSITES
        if all(number in numbers for number in one.numbers)
    )


def named_colours(bands: Sequence[Band]) -> dict[str, int]:
    """The numbers of the bands that are named for red, green, blue and nir, as far as they are."""
    indices: dict[str, int] = {}
    for at, band in enumerate(bands):
        name = band.name.lower()
        for colour, (words, others) in _COLOURS.items():
            is_named = any(word in name for word in words) and not any(word in name for word in others)
            if is_named:
                indices.setdefault(colour, at)
    return indices


def _by_number(bands: tuple[Band, ...]) -> dict[int, int]:
    """A band's number in its sensor's count -> its index. B8A of Sentinel-2 is none of them."""
    named = [_NUMBER.search(band.name) for band in bands]
    if any(named):
        return {int(match[1]): at for at, match in reversed(list(enumerate(named))) if match is not None}
    return {at + 1: at for at in range(len(bands))} if not any(band.name for band in bands) else {}


def band_name(bands: tuple[Band, ...], at: int) -> str:
    """What a person calls a band: its name, else its number, counted from 1."""
    return bands[at].name or str(at + 1)
