"""What a DICOM file says of its samples: what they measure, where there is nothing, how they are seen, where they lie.

PS3.3: C.7.6.2 (planes), C.7.6.16.2 (functional groups), C.11.1 (modality), C.11.2 (window). An attribute that cannot be
read counts as missing.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.bands import Band, Levels, Window, robust_ends
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.editing.places import Grid

_VOI = "FrameVOILUTSequence"
_MOST_NODATA = 256  # of a range of padding values that are listed one by one
_SAMPLE = 1_000_000  # samples that percentiles are taken of
_UNITS = {
    "BQML": "Bq/ml",
    "GY": "Gy",
    "US": "",
    "UNSPECIFIED": "",
    "NONE": "",
    "RELATIVE": "",
    "HU": "HU",
    "CM2ML": "cm²/ml",
}


class Facts:
    """The attributes of one frame, wherever the file keeps them: on top, or in a functional group."""

    def __init__(self, dataset: Any, frame: int) -> None:
        """dataset: pydicom's, without the samples."""
        self.dataset = dataset
        self._groups = [
            group
            for keyword, number in (("PerFrameFunctionalGroupsSequence", frame), ("SharedFunctionalGroupsSequence", 0))
            if (group := _item(dataset, keyword, number)) is not None
        ]

    def get(self, keyword: str, group: str = "") -> Any:
        """group: the sequence of a functional group that may hold it."""
        for place in (*(_item(one, group) for one in self._groups if group), self.dataset):
            try:
                value = place.get(keyword) if place is not None else None
            except Exception:  # pydicom converts values when they are asked for, and raises anything
                value = None
            if value is not None and value != "":
                return value
        return None

    def text(self, keyword: str, group: str = "") -> str:
        value = self.get(keyword, group)
        return "" if value is None else str(value).strip()

    def numbers(self, keyword: str, group: str = "") -> tuple[float, ...]:
        value = self.get(keyword, group)
        if value is None:
            return ()
        several = isinstance(value, Sequence) and not isinstance(value, (str, bytes))
        try:
            values = tuple(float(one) for one in (value if several else [value]))
        except (TypeError, ValueError, OverflowError):
            return ()
        return values if all(map(math.isfinite, values)) else ()

    def number(self, keyword: str, group: str = "") -> float | None:
        values = self.numbers(keyword, group)
        return values[0] if values else None

    @property
    def has_modality_table(self) -> bool:
        return bool(self.get("ModalityLUTSequence"))

    def rescale(self) -> tuple[float, float, str]:
        """Slope, intercept and unit: 1, 0 and "" where the file does not say."""
        group = "PixelValueTransformationSequence"
        modality = self.text("Modality")
        slope, intercept = self.number("RescaleSlope", group), self.number("RescaleIntercept", group)
        kind = self.text("RescaleType", group)
        if slope is None and modality == "RTDOSE":
            slope, kind = self.number("DoseGridScaling"), self.text("DoseUnits")
        if modality == "PT" and not _UNITS.get(kind.upper(), kind):
            kind = self.text("Units")
        if modality == "CT" and not kind and (slope is not None or intercept is not None):
            kind = "HU"
        return slope or 1.0, intercept or 0.0, _UNITS.get(kind.upper(), kind)

    def padding(self, signed: bool, bits: int) -> tuple[float, float] | None:
        """The least and the largest sample that say that there is nothing; None where there are none."""
        single = self.number("FloatPixelPaddingValue")
        single = self.number("DoubleFloatPixelPaddingValue") if single is None else single
        if single is not None:
            return single, single
        value = self.number("PixelPaddingValue")
        if value is None:
            return None
        limit = self.number("PixelPaddingRangeLimit")
        both = [_as_signed(one, bits) if signed else one for one in (value, value if limit is None else limit)]
        return min(both), max(both)

    def windows(self) -> tuple[Window, ...]:
        """All that the file proposes, in the unit that `rescale` leads to."""
        centres, widths = self.numbers("WindowCenter", _VOI), self.numbers("WindowWidth", _VOI)
        names = self.get("WindowCenterWidthExplanation", _VOI) or ()
        names = [names] if isinstance(names, str) else [str(name) for name in names]
        names += [""] * len(centres)
        made = (Window(name.strip()[:64], *pair) for name, *pair in zip(names, centres, widths, strict=False))
        return tuple(one for one in made if one.width >= 1 or (one.width > 0 and not self.has_whole_windows))

    @property
    def has_whole_windows(self) -> bool:
        return self.text("VOILUTFunction", _VOI).upper() in ("", "LINEAR")

    def window(self) -> tuple[float, float] | None:
        """The first window, in the unit that `rescale` leads to: what is black and what is white."""
        windows = self.windows()
        if windows:
            centre, width = windows[0].centre, windows[0].width
            if self.has_whole_windows:
                centre, width = centre - 0.5, width - 1
            return centre - width / 2, centre + width / 2
        table = _item(self.dataset, "VOILUTSequence")
        if table is not None:
            try:
                count, first, _ = (int(one) for one in table.LUTDescriptor)
            except Exception:  # pydicom's values, as above
                return None
            return float(first), float(first + (count or 65536) - 1)
        return None

    def grid(self) -> Grid | None:
        position = self.numbers("ImagePositionPatient", "PlanePositionSequence")
        directions = self.numbers("ImageOrientationPatient", "PlaneOrientationSequence")
        spacing = self.numbers("PixelSpacing", "PixelMeasuresSequence")
        if len(position) != 3 or len(directions) != 6 or len(spacing) != 2 or min(spacing) <= 0:
            return None
        down, across = spacing  # from row to row, and from column to column
        rows = [
            (x * across, y * down, origin - x * across / 2 - y * down / 2)
            for origin, x, y in zip(position, directions[:3], directions[3:], strict=True)
        ]
        return Grid(*rows[0], *rows[1], unit="mm", name="patient", third=rows[2])


def _item(dataset: Any, keyword: str, number: int = 0) -> Any:
    try:
        return dataset[keyword].value[number]
    except Exception:  # missing, empty, of another type, or broken
        return None


def _as_signed(value: float, bits: int) -> float:
    return value - (1 << bits) if value >= 1 << (bits - 1) else value


def band_of(facts: Facts, dtype: np.dtype[Any], legal: tuple[float, float], signed: bool, bits: int) -> Band:
    """legal: the least and the largest sample that the file holds."""
    scale, offset, unit = (1.0, 0.0, "") if facts.has_modality_table else facts.rescale()
    padding = facts.padding(signed, bits)
    nodata: tuple[float, ...] = (math.nan,) if dtype.kind == "f" and legal[0] == -math.inf else ()
    if padding is not None:
        count = int(padding[1] - padding[0]) + 1
        nodata += tuple(padding[0] + n for n in range(count)) if count <= _MOST_NODATA else padding
    least, most = (None if math.isinf(one) else float(one) for one in legal)
    windows = () if facts.has_modality_table else facts.windows()
    name, is_whole = facts.text("Modality")[:16], facts.has_whole_windows
    return Band(name, unit, scale, offset, least, most, nodata, windows, is_whole)


def unknown_of(pixels: Pixels, padding: tuple[float, float] | None) -> NDArray[np.uint8] | None:
    """(H, W), 255 where the only band says that there is nothing; None where it never does."""
    plane = pixels[:, :, 0]
    unknown = np.isnan(plane) if plane.dtype.kind == "f" else np.zeros(plane.shape, bool)
    if padding is not None:
        unknown |= (plane >= padding[0]) & (plane <= padding[1])
    return unknown * np.uint8(255) if unknown.any() else None


def levels_of(
    pixels: Pixels,
    unknown: NDArray[np.uint8] | None,
    band: Band,
    window: tuple[float, float] | None,
    inverted: bool = False,
) -> Levels:
    """Of a picture of one band: its window, else between percentiles of what is known."""
    if window is not None:
        low, high = (band.sample(one) for one in window)
        if low > high:
            low, high, inverted = high, low, not inverted
        return Levels((0,), (low,), (high,), inverted)
    samples = pixels[:, :, 0].reshape(-1) if unknown is None else pixels[:, :, 0][unknown == 0]
    low, high = robust_ends(samples[:: max(1, samples.size // _SAMPLE)])
    return Levels((0,), (low,), (high,), inverted)
