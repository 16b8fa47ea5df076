"""Data pictures made here: a slice of computed tomography, one of magnetic resonance, a tile of a satellite."""

import numpy as np

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.places import Grid


def _ellipse(side: int, x: float, y: float, a: float, b: float) -> np.ndarray:
    rows, columns = (np.mgrid[0:side, 0:side] + 0.5) / side * 2 - 1
    return ((columns - x) / a) ** 2 + ((rows - y) / b) ** 2 <= 1


def ct_slice(side: int = 512, seed: int = 1) -> Picture:
    """int16 samples of 1 HU a step from -1024 on; -2000 outside the tube, which is unknown."""
    rng = np.random.default_rng(seed)
    hounsfield = np.full((side, side), -1000.0)
    for x, y, a, b, value in (
        (0, 0.05, 0.82, 0.66, -90),  # fat
        (0, 0.05, 0.76, 0.6, 45),  # muscle
        (-0.36, 0, 0.27, 0.4, -830),  # lungs
        (0.36, 0, 0.27, 0.4, -830),
        (0.08, 0.02, 0.2, 0.27, 52),  # heart
        (0, 0.48, 0.11, 0.11, 420),  # spine
        (0, 0.48, 0.05, 0.05, 20),
        (-0.62, 0.3, 0.05, 0.07, 600),  # ribs
        (0.62, 0.3, 0.05, 0.07, 600),
        (-0.3, -0.05, 0.05, 0.05, 30),
    ):
        hounsfield[_ellipse(side, x, y, a, b)] = value
    hounsfield += rng.normal(0, 12, hounsfield.shape)
    samples = np.rint(hounsfield + 1024).astype(np.int16)
    outside = ~_ellipse(side, 0, 0, 1, 1)
    samples[outside] = -2000
    band = Band("CT", "HU", 1.0, -1024.0, -1024, 3071, (-2000,))
    step = 350 / side
    return Picture(
        samples[:, :, None],
        "phantom.dcm",
        unknown=np.where(outside, 255, 0).astype(np.uint8),
        bands=(band,),
        levels=Levels((0,), (864.0,), (1264.0,)),
        grid=Grid(step, 0, -175, 0, step, -175, "mm", "patient", (0, 0, -42.5)),
    )


def mr_slice(side: int = 256, seed: int = 2) -> Picture:
    """uint16 samples of 12 bits without a unit."""
    rng = np.random.default_rng(seed)
    signal = np.zeros((side, side))
    for x, y, a, b, value in (
        (0, 0, 0.7, 0.86, 900),
        (0, 0, 0.64, 0.8, 250),
        (0, 0.02, 0.6, 0.75, 620),
        (-0.15, -0.05, 0.09, 0.3, 180),
        (0.15, -0.05, 0.09, 0.3, 180),
        (0.3, 0.4, 0.16, 0.12, 760),
    ):
        signal[_ellipse(side, x, y, a, b)] = value
    signal = np.abs(signal + rng.normal(0, 15, signal.shape))
    samples = np.clip(np.rint(signal), 0, 4095).astype(np.uint16)
    return Picture(
        samples[:, :, None],
        "brain.dcm",
        bands=(Band("MR", "", 1.0, 0.0, 0, 4095),),
        levels=Levels((0,), (0.0,), (1000.0,)),
    )


def tile(
    width: int = 300, height: int = 240, names: tuple[str, ...] = ("B2", "B3", "B4", "B8"), seed: int = 3
) -> Picture:
    """uint16 samples of reflectance x 10,000: fields, a river, a cloud, and an edge without data (0)."""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:height, 0:width]
    fields = rng.integers(0, 4, (height // 24 + 2, width // 30 + 2))[rows // 24, columns // 30]
    spectra = np.array(
        [
            (400, 700, 500, 3600, 1800, 900, 300),
            (600, 900, 1100, 2500, 2900, 1900, 500),
            (500, 800, 700, 3000, 2200, 1300, 400),
            (900, 1200, 1600, 2100, 3200, 2600, 700),
            (700, 600, 400, 200, 100, 80, 60),
        ]
    )
    kind = fields.copy()
    kind[np.abs(rows - height * 0.6 - 20 * np.sin(columns / 40)) < 8] = 4
    spectrum = spectra[kind][:, :, : len(names)].astype(np.float64)
    spectrum *= 1 + 0.05 * rng.standard_normal((height, width, 1))
    cloud = np.exp(-(((columns - width * 0.7) / 34) ** 2 + ((rows - height * 0.3) / 24) ** 2))[:, :, None]
    spectrum = spectrum * (1 - cloud) + 8500 * cloud
    samples = np.clip(np.rint(spectrum + rng.normal(0, 20, spectrum.shape)), 1, 65535).astype(np.uint16)
    nothing = columns + rows * 0.3 < 24
    samples[nothing] = 0
    bands = tuple(Band(name, "", 1e-4, 0.0, nodata=(0,)) for name in names)
    seen = (2, 1, 0)
    return Picture(
        samples,
        "tile.tif",
        unknown=np.where(nothing, 255, 0).astype(np.uint8),
        bands=bands,
        levels=Levels(seen, (0.0,) * 3, (3000.0,) * 3),
        grid=Grid(10, 0, 600_000, 0, -10, 5_700_000, "m", "EPSG:32632"),
    )


def seven_bands() -> Picture:
    return tile(names=("Coastal", "Blue", "Green", "Red", "NIR", "SWIR 1", "SWIR 2"))
