"""Pictures that the finder is calibrated on and reported on, what is damage in them, and how a search is scored."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from inpaint_studio.editing.findings import Finding
from inpaint_studio.finding.finder import View
from inpaint_studio.model.photographs.damage.painting import IGNORED, PAINTED, Place, painted, random_place, window
from inpaint_studio.model.photographs.damage.sources import Sources

Bools = NDArray[np.bool_]
Search = Callable[[View], list[Finding]]

NEAR = np.ones((5, 5), bool)  # two pixels beside damage still count as damage: outlines by hand are no finer
LEVELS = np.concatenate([[0.0], 1 / (1 + np.exp(-np.linspace(-8, 8, 161)))])  # of confidence, dense at both ends
_SMALLEST = 20  # pixels of damage that count as a component
_SIDE = 320  # pixels of a painted sample
_ZOOMS = (0.6, 2.2)  # of it: those of the first net's training, so that all nets are compared on the same pictures


@dataclass(frozen=True, eq=False)
class Shown:
    """A picture, and what of it is damage."""

    name: str
    pixels: NDArray[np.uint8]
    damage: Bools
    ignored: Bools  # neither damage nor undamaged


def painted_pictures(
    photos: Sequence[Path], sources: Sources, seed: int, undamaged: float = 0.0, whole: bool = False
) -> Iterator[Shown]:
    """A sample of each photograph as the net is trained on, 320 pixels a side."""
    for number, path in enumerate(photos):
        rng = np.random.default_rng((seed, number))
        pixels = np.asarray(Image.open(path).convert("RGB"))
        place = random_place(0, pixels, rng, _ZOOMS)
        if whole:
            place = Place(0, pixels.shape[1] / 2, pixels.shape[0] / 2, 1.0)
        sample = painted(window(pixels, place, _SIDE, rng), sources, rng, undamaged)
        damage = sample.labels[0]
        yield Shown(path.name, sample.picture, damage == PAINTED, damage == IGNORED)


def film_pictures(photos: Sequence[Path], outlines: Sequence[Path], seed: int, side: int = 1024) -> Iterator[Shown]:
    """Full-size photographs with real dust and hairs where they lay on a frame of film, light and dark in turn."""
    for number, path in enumerate(photos):
        rng = np.random.default_rng((seed, number))
        image = Image.open(path).convert("RGB")
        left, top = (int(rng.integers(0, extent - side + 1)) for extent in image.size)
        picture = np.asarray(image.crop((left, top, left + side, top + side)), np.float32) / 255
        shapes = json.loads(outlines[number % len(outlines)].read_text(encoding="utf-8"))
        x, y = rng.uniform(200, 4800 - side - 200), rng.uniform(100, 3300 - side - 100)
        sheet = Image.new("L", (side * 2, side * 2))
        draw = ImageDraw.Draw(sheet)
        for _, outline in shapes:
            points = [((px - x) * 2, (py - y) * 2) for px, py in outline]
            if len(points) > 2:
                draw.polygon(points, fill=int(rng.uniform(140, 256)))
        soft = ndimage.gaussian_filter(np.asarray(sheet.reduce(2), np.float32) / 255, 0.8)
        tone = rng.uniform(0.85, 1) if number % 2 == 0 else rng.uniform(0, 0.15)
        shown = picture + (tone - picture) * soft[..., None]
        shown += rng.normal(0, 0.01, (side, side, 1))
        damage = (soft > 0.3) & (np.abs(shown - picture).max(2) > 0.045)
        yield Shown(path.name, np.rint(np.clip(shown, 0, 1) * 255).astype(np.uint8), damage, (soft > 0.05) & ~damage)


def judged_pictures(paths: Sequence[Path]) -> Iterator[Shown]:
    """Photographs NAME.png beside masks drawn by hand, NAME.mask.png, which are generous."""
    for path in paths:
        damage = np.asarray(Image.open(path.with_suffix(".mask.png")).convert("L")) > 127
        pixels = np.asarray(Image.open(path).convert("RGB"))
        yield Shown(path.name, pixels, damage, np.zeros_like(damage))


@dataclass(eq=False)
class Scores:
    """Sums over pictures: pixels by confidence, with two pixels of tolerance, and components at the default."""

    right: NDArray[np.float64] = field(default_factory=lambda: np.zeros(len(LEVELS)))  # marked, on or beside damage
    marked: NDArray[np.float64] = field(default_factory=lambda: np.zeros(len(LEVELS)))
    seen: NDArray[np.float64] = field(default_factory=lambda: np.zeros(len(LEVELS)))  # damage, on or beside marked
    damage: float = 0.0
    components: int = 0  # of damage, of 20 pixels and more
    components_seen: int = 0
    findings: int = 0  # at the default
    findings_right: int = 0

    def add(self, shown: Shown, findings: Sequence[Finding]) -> None:
        self.add_map(shown, confidence := confidence_map(shown.pixels.shape[:2], findings))
        near = ndimage.binary_dilation(shown.damage, NEAR)
        labels, count = ndimage.label(shown.damage, np.ones((3, 3)))
        beside = ndimage.maximum_filter(confidence, 5) >= 0.5
        area = np.bincount(labels.ravel(), minlength=count + 1)[1:]
        share = np.bincount(labels.ravel(), beside.ravel(), count + 1)[1:] / np.maximum(area, 1)
        self.components += int((area >= _SMALLEST).sum())
        self.components_seen += int(((area >= _SMALLEST) & (share >= 0.5)).sum())
        for finding in findings:
            if finding.confidence < 0.5:
                continue
            own = finding.mask > 0
            self.findings += 1
            self.findings_right += bool(near[finding.rect.slices][own].mean() >= 0.5)

    def add_map(self, shown: Shown, confidence: NDArray[np.float32]) -> None:
        """Of pixels alone. confidence: (H, W), 0..1."""
        near = ndimage.binary_dilation(shown.damage, NEAR)
        counted = ~shown.ignored | near
        self.marked += _at_least(confidence[counted])
        self.right += _at_least(confidence[counted & near])
        self.seen += _at_least(ndimage.maximum_filter(confidence, 5)[shown.damage])
        self.damage += np.count_nonzero(shown.damage)

    @property
    def precision(self) -> NDArray[np.float64]:
        return np.where(self.marked > 0, self.right / np.maximum(self.marked, 1), 1.0)

    @property
    def recall(self) -> NDArray[np.float64]:
        return self.seen / max(self.damage, 1)

    @property
    def f1(self) -> NDArray[np.float64]:
        return 2 * self.precision * self.recall / np.maximum(self.precision + self.recall, 1e-9)

    @property
    def average_precision(self) -> float:
        recall, precision = self.recall[::-1], self.precision[::-1]
        return float(np.sum(np.diff(recall, prepend=0) * precision))

    def line(self) -> str:
        at, best = int(np.argmin(np.abs(LEVELS - 0.5))), int(self.f1.argmax())
        return (
            f"AP {self.average_precision:.3f}  best F1 {self.f1[best]:.3f} (at {LEVELS[best]:.2f})  "
            f"at .5: F1 {self.f1[at]:.3f}, P {self.precision[at]:.3f}, R {self.recall[at]:.3f}  components: "
            f"recall {self.components_seen / max(self.components, 1):.3f} of {self.components}, "
            f"precision {self.findings_right / max(self.findings, 1):.3f} of {self.findings}"
        )

    def curve(self) -> str:
        steps = [int(np.argmin(np.abs(LEVELS - level))) for level in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)]
        return "  ".join(f"{LEVELS[at]:.1f}: {self.precision[at]:.2f}/{self.recall[at]:.2f}" for at in steps)


def confidence_map(shape: tuple[int, ...], findings: Sequence[Finding]) -> NDArray[np.float32]:
    """What is suggested, as its confidence at every pixel."""
    out = np.zeros(shape, np.float32)
    for finding in findings:
        if finding.is_suggested:
            part = out[finding.rect.slices]
            np.maximum(part, np.where(finding.mask > 0, np.float32(finding.confidence), 0), out=part)
    return out


def _at_least(values: NDArray[np.float32]) -> NDArray[np.float64]:
    """How many of them reach each of LEVELS; nothing counts as marked at 0."""
    marked = values[values > 0]
    return np.asarray(np.histogram(marked, [*LEVELS, 2.0])[0][::-1].cumsum()[::-1], np.float64)
