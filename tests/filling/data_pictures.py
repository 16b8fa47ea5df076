"""Small data pictures: smooth ground with texture in any number of bands and any type, and what covers it."""

import numpy as np

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.filling.request import FillRequest

HEIGHT, WIDTH = 160, 192
# Of each type: the sample in the middle, and how far the ground goes from there. A small part of the range.
RANGES = {"uint8": (120, 50), "uint16": (9000, 400), "int16": (-300, 60), "float32": (0.3, 0.01)}


def ground(bands: int, dtype: str, seed: int = 0) -> Pixels:
    """Waves that differ by band and share their places, and a little noise."""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[:HEIGHT, :WIDTH].astype(np.float64)
    middle, spread = RANGES[dtype]
    planes = []
    for band in range(bands):
        wave = (
            np.sin(columns / (9 + band)) + np.cos((rows + 0.5 * columns) / 13) + 0.1 * rng.standard_normal(rows.shape)
        )
        planes.append(middle + spread * (0.4 * wave + 0.1 * band))
    values = np.stack(planes, axis=2)
    return values.astype(dtype) if dtype == "float32" else np.rint(values).astype(dtype)


def picture_of(
    pixels: Pixels, unknown: Mask | None = None, nodata: tuple[float, ...] = (), least: float | None = None
) -> Picture:
    count = pixels.shape[2]
    bands = tuple(Band(f"B{n + 1}", "", least=least, nodata=nodata) for n in range(count))
    seen = (2, 1, 0) if count >= 3 else (0,)
    levels = Levels(seen, (0.0,) * len(seen), (1.0,) * len(seen))
    return Picture(pixels, "tile.tif", bands=bands, levels=levels, unknown=unknown)


def blob_and_streak() -> Mask:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[50:90, 60:110] = 255
    mask[130:132, 20:180] = 255
    return mask


def request_of(picture: Picture, mask: Mask, method: str, **kwargs: object) -> FillRequest:
    return FillRequest(picture, (), picture.rect, mask, method=method, **kwargs)  # type: ignore[arg-type]
