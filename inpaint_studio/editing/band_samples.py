"""What the bands of a data picture may hold: computed values brought there, and never onto a sample of nodata."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.bands import Band
from inpaint_studio.editing.picture import Pixels


def legal(values: NDArray[np.float64], band: Band, dtype: np.dtype[Any]) -> Pixels:
    """Values as samples of a band: whole ones rounded, within its range, and beside its nodata rather than on it."""
    if dtype.kind == "f":
        info = np.finfo(dtype)
        made = np.clip(values, *_range(band, float(info.min), float(info.max))).astype(dtype)
        for nodata in band.nodata:
            if np.isfinite(nodata):
                hit = made == dtype.type(nodata)
                made[hit] = np.nextafter(made[hit], _away(values[hit], nodata, band).astype(dtype))
        return made
    whole = np.iinfo(dtype)
    low, high = _range(band, whole.min, whole.max)
    least, most = math.ceil(low), math.floor(high)
    rounded = np.clip(np.rint(values), least, most)
    barred = {int(value) for value in band.nodata if np.isfinite(value) and value == int(value)}
    for nodata in sorted(barred):
        hit = rounded == nodata
        if hit.any():
            rounded[hit] = _beside(values[hit], nodata, barred, least, most)
    return rounded.astype(dtype)


def _range(band: Band, least: float, most: float) -> tuple[float, float]:
    low = least if band.least is None else max(least, band.least)
    high = most if band.most is None else min(most, band.most)
    return (low, high) if low <= high else (least, most)


def _away(values: NDArray[np.float64], nodata: float, band: Band) -> NDArray[np.float64]:
    """Where to step from a nodata value of floats: up, unless the value lay below it or the band ends there."""
    down = (values < nodata) | (band.most is not None and band.most <= nodata)
    return np.where(down, -np.inf, np.inf)


def _beside(values: NDArray[np.float64], nodata: int, barred: set[int], least: int, most: int) -> NDArray[np.float64]:
    up, down = nodata, nodata
    while up in barred:
        up += 1
    while down in barred:
        down -= 1
    if up > most or down < least:
        return np.full(values.shape, down if down >= least else up, np.float64)
    return np.where(np.abs(values - up) <= np.abs(values - down), float(up), float(down))
