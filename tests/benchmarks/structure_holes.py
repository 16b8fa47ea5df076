"""The holes of bench_structure.py: the evaluator's on held-out pictures, and broad strokes on full-size photographs."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.evaluation import edges
from inpaint_studio.evaluation.holes import Unusable, picture_names, seeded_cases
from inpaint_studio.files.reading import read_picture, to_srgb8

SEEN = 160  # pixels round a hole that are measured with it
THICKNESS = (200, 400)  # pixels of a full-size stroke
_CANDIDATES = 6  # places looked at for each full-size stroke


@dataclass(frozen=True)
class Hole:
    """One hole, stored so that processes of other checkouts can fill it."""

    picture: str  # its name
    kind: str
    key: str
    picture_file: Path  # .npy, (H, W, 3) uint8
    hole_file: Path  # .npz: mask, x, y

    @cached_property
    def mask(self) -> NDArray[np.uint8]:
        with np.load(self.hole_file) as stored:
            return np.asarray(stored["mask"])

    @cached_property
    def rect(self) -> Rect:
        with np.load(self.hole_file) as stored:
            return Rect(int(stored["x"]), int(stored["y"]), self.mask.shape[1], self.mask.shape[0])

    def truth(self) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
        """The picture round the hole, and the hole in it."""
        picture = np.load(self.picture_file, mmap_mode="r")
        seen = self.rect.grow(SEEN).clip(Size(picture.shape[1], picture.shape[0]))
        hole = np.zeros((seen.height, seen.width), bool)
        hole[self.rect.inside(seen).slices] = self.mask > 0
        return np.array(picture[seen.slices]), hole


def held_out(store: Path, folder: Path, first: int, count: int, kinds: Sequence[str], seed: int) -> Iterator[Hole]:
    """The evaluator's holes on the pictures from number `first` on; one that cannot be used is reported."""
    for name in picture_names(folder)[first : first + count]:
        try:
            cases = seeded_cases(folder, name, kinds, seed)
        except Unusable as unusable:
            print(unusable, flush=True)
            continue
        for case in cases:
            yield _stored(store, name, case.kind, case.true, case.mask)


def strokes(store: Path, folder: Path, count: int, seed: int) -> Iterator[Hole]:
    """`count` broad strokes in each full-size photograph, apart from each other as far as there is room.

    Each is the one of 6 random ones that the most edges enter, and every second one that with the median number,
    by the truth alone.
    """
    for name in picture_names(folder):
        index = store / "holes" / f"{_digest(name.encode(), str((count, seed)).encode())}.txt"
        if index.exists():
            for key in index.read_text().split():
                yield _at(store, name, "stroke", key)
            continue
        pixels = to_srgb8(read_picture(folder / name))[..., :3]
        rng = np.random.default_rng(int(_digest(f"{name}|stroke|{seed}".encode())[:12], 16))
        taken: list[Rect] = []
        keys = []
        for number in range(count):
            x, y, mask = _place(pixels, rng, taken, is_strongest=number % 2 == 0)
            taken.append(Rect(x, y, mask.shape[1], mask.shape[0]))
            hole = _stored(store, name, "stroke", pixels, mask, x, y)
            keys.append(hole.key)
            yield hole
        index.write_text("\n".join(keys))


def _place(
    pixels: NDArray[np.uint8], rng: np.random.Generator, taken: Sequence[Rect], is_strongest: bool
) -> tuple[int, int, NDArray[np.uint8]]:
    """x, y and mask of one stroke, away from the `taken` ones where 40 draws find such places."""
    found: list[tuple[float, int, int, NDArray[np.uint8]]] = []
    for draw in range(40 + _CANDIDATES):
        mask = _stroke(rng)
        height, width = mask.shape
        if min(pixels.shape[0] - height, pixels.shape[1] - width) < 2 * SEEN:
            continue
        y = int(rng.integers(SEEN, pixels.shape[0] - height - SEEN))
        x = int(rng.integers(SEEN, pixels.shape[1] - width - SEEN))
        rect = Rect(x, y, width, height)
        if draw < 40 and any(not rect.intersect(other).is_empty for other in taken):
            continue
        found.append((_edges_entering(pixels, rect, mask), x, y, mask))
        if len(found) == _CANDIDATES:
            break
    found.sort(key=lambda one: one[0])
    _, x, y, mask = found[-1 if is_strongest else len(found) // 2]
    return x, y, mask


def _edges_entering(pixels: NDArray[np.uint8], rect: Rect, mask: NDArray[np.uint8]) -> float:
    """How many pixels of strong edges come into a hole, by its size, at the scale of `edges`."""
    part = pixels[rect.grow(SEEN).clip(Size(pixels.shape[1], pixels.shape[0])).slices]
    hole = np.pad(mask > 0, SEEN)
    true, _, small = edges.work_scale(part, part, hole)
    return float(np.count_nonzero(edges.entering(edges.canny(true), small)) / np.sqrt(np.count_nonzero(small)))


def _stroke(rng: np.random.Generator) -> NDArray[np.uint8]:
    """A bent stroke with round ends, 200 to 400 pixels thick and one to three times as long, tight in its array."""
    thickness = rng.uniform(*THICKNESS)
    length, angle, bend = thickness * rng.uniform(1, 3), rng.uniform(0, 2 * np.pi), rng.uniform(-1.5, 1.5)
    steps = 80
    x = y = length + thickness
    sheet = Image.new("L", (int(2 * x), int(2 * y)))
    draw = ImageDraw.Draw(sheet)
    for _ in range(steps):
        draw.ellipse((x - thickness / 2, y - thickness / 2, x + thickness / 2, y + thickness / 2), fill=255)
        angle += bend / steps
        x, y = x + np.cos(angle) * length / steps, y + np.sin(angle) * length / steps
    return np.array(sheet.crop(sheet.getbbox()))


def _stored(
    store: Path, name: str, kind: str, pixels: NDArray[np.uint8], mask: NDArray[np.uint8], x: int = 0, y: int = 0
) -> Hole:
    """Write what is not there yet. The hole is cut to its bounds; x, y: where `mask` lies in the picture."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    tight = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    x, y = x + int(columns[0]), y + int(rows[0])
    hole = _at(store, name, kind, _digest(name.encode(), tight.tobytes(), str((x, y, tight.shape, kind)).encode()))
    for path in (hole.picture_file, hole.hole_file):
        path.parent.mkdir(parents=True, exist_ok=True)
    if not hole.picture_file.exists():
        np.save(hole.picture_file, pixels)
    if not hole.hole_file.exists():
        np.savez_compressed(hole.hole_file, mask=tight, x=x, y=y)
    return hole


def _at(store: Path, name: str, kind: str, key: str) -> Hole:
    picture_file = store / "pictures" / f"{_digest(name.encode())}.npy"
    return Hole(name, kind, key, picture_file, store / "holes" / f"{key}.npz")


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()[:16]
