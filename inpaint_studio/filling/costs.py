"""Cost model of filling a region, stage by stage.

Seconds on two cores of a Zen 4 (bfloat16) and bytes, fitted to measurements of tests/benchmarks/bench_filling_plan.py
with the `standard` generator, 23 November 2026. `pace` adapts them to another machine and its load.
"""

from dataclasses import dataclass

from inpaint_studio.filling.region import Region

_SECONDS_PER_REGION, _SECONDS_PER_PIXEL = 0.006, 0.8e-6  # of the membrane
_SECONDS_PER_CALL, _SECONDS_PER_NET_PIXEL = 0.001, 0.58e-6  # of the generator
_SECONDS_PER_SHRUNK_PIXEL = 0.22e-6  # of picture pixels where the crop is downscaled
LIGHT_COPY = 16_000  # pixels of a hole to copy into; larger ones are searched by all threads on their finest level
BYTES_PER_NET_PIXEL = 350
BYTES_PER_REACH_PIXEL = 173
BYTES_AT_REST = 55e6  # the generator's weights and torch's own overhead
BYTES_OF_KERNELS = 110e6  # memory of the compiled loops of the exemplar stage


@dataclass(frozen=True)
class Cost:
    """Cost of one region: seconds of each stage, and the quantities that its memory depends on."""

    membrane: float
    generator: float = 0.0
    exemplar: float = 0.0
    calls: tuple[float, ...] = ()  # of the generator: the pixels of each
    copied: int = 0  # picture pixels that texture is taken from
    is_light: bool = False  # whether a second thread hardly speeds up the exemplar stage

    @property
    def seconds(self) -> float:
        return self.membrane + self.generator + self.exemplar


@dataclass(frozen=True)
class Rates:
    """Seconds of an exemplar stage: for a region as a whole, for each pixel to fill, and for each pixel in its reach.

    Callable as the cost of a method with no other stage but the membrane.
    """

    region: float = 0.0
    hole_pixel: float = 0.0
    reach_pixel: float = 0.0

    def seconds(self, region: Region) -> float:
        return self.region + region.hole * self.hole_pixel + region.copied * self.reach_pixel

    def __call__(self, region: Region) -> Cost:
        return Cost(_membrane(region), exemplar=self.seconds(region), copied=region.copied)


_COPY = Rates(0.004, 2.8e-6, 0.09e-6)  # of our exemplar stage
_THIN_COPY = Rates(0.007, 12.5e-6, 0.15e-6)  # there, of thin holes, by one core alone; 3.5 us are their prediction


def membrane(region: Region) -> Cost:
    return Cost(_membrane(region))


def generator(region: Region) -> Cost:
    seconds, calls = _generator(region)
    return Cost(_membrane(region), seconds, calls=calls)


def exemplar(region: Region) -> Cost:
    return Cost(_membrane(region), 0.0, _copy(region), (), region.copied, region.hole <= LIGHT_COPY)


def hybrid(region: Region) -> Cost:
    seconds, calls = _generator(region)
    return Cost(_membrane(region), seconds, _copy(region), calls, region.copied, region.hole <= LIGHT_COPY)


def _membrane(region: Region) -> float:
    return _SECONDS_PER_REGION + region.hole * _SECONDS_PER_PIXEL


def _generator(region: Region) -> tuple[float, tuple[float, ...]]:
    """Seconds, and the pixels of each call."""
    net = sum(tile.crop.area for tile in region.tiles) / region.scale**2
    seconds = len(region.tiles) * _SECONDS_PER_CALL + net * _SECONDS_PER_NET_PIXEL
    if region.scale > 1:
        seconds += net * region.scale**2 * _SECONDS_PER_SHRUNK_PIXEL
    return seconds, tuple(tile.crop.area / region.scale**2 for tile in region.tiles)


def _copy(region: Region) -> float:
    return (_THIN_COPY if region.kind == "thin" else _COPY).seconds(region)
