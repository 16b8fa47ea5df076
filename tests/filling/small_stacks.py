"""Small stacks whose truth is exact, a method in the plane that paints them flat, and runs walked to their end."""

from collections.abc import Callable

import numpy as np

from inpaint_studio.editing.mask import bounds
from inpaint_studio.filling.neighbours import neighbours
from inpaint_studio.filling.stack_window import PlacedMask, PlaneFill, Window

from ..editing.moving_planes import at, shown, texture

HEIGHT, WIDTH = 96, 128


def pan(count: int = 8, step: float = 5.3, *, dtype: str = "uint8", seed: int = 0) -> list[np.ndarray]:
    """Colours that pan by a broken number of pixels."""
    source = np.stack([texture(seed + n) for n in range(3)], axis=2)
    most = 1.0 if dtype == "float32" else float(np.iinfo(dtype).max)
    frames = [shown(source, at(20 + step * n, 30)) for n in range(count)]
    return [(np.clip(one, 0, 1) * most + (0 if dtype == "float32" else 0.5)).astype(dtype) for one in frames]


def box(x: int = 50, y: int = 40, width: int = 24, height: int = 18) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[y : y + height, x : x + width] = 255
    return mask


class Flat:
    """Paints a hole in the mean of all that is known, and counts how often it was called."""

    def __init__(self) -> None:
        self.planes: list[int] = []

    def __call__(self, plane: int, pixels: np.ndarray, hole: PlacedMask, barred: PlacedMask | None) -> np.ndarray:
        self.planes.append(plane)
        known = np.ones(pixels.shape[:2], bool)
        known[hole.rect.slices] = hole.mask == 0
        out = pixels[hole.rect.slices].copy()
        mean = pixels[known].astype(np.float64).mean(axis=0)
        out[hole.mask > 0] = mean.astype(pixels.dtype)
        return out


def window_of(frames: list[np.ndarray], masks: list[np.ndarray | None], **rest: object) -> Window:
    def hole(plane: int) -> PlacedMask | None:
        mask = masks[plane]
        if mask is None or not mask.any():
            return None
        rect = bounds(mask)
        return PlacedMask(rect, mask[rect.slices])

    from inpaint_studio.editing.geometry import Size

    return Window(len(frames), Size(WIDTH, HEIGHT), lambda n: frames[n], hole, **rest)  # type: ignore[arg-type]


def hidden(frames: list[np.ndarray], masks: list[np.ndarray | None]) -> list[np.ndarray]:
    """What is marked, painted black: nobody may look there."""
    out = [frame.copy() for frame in frames]
    for frame, mask in zip(out, masks, strict=True):
        if mask is not None:
            frame[mask > 0] = 0
    return out


def filled(
    frames: list[np.ndarray],
    masks: list[np.ndarray | None],
    in_plane: Callable[..., np.ndarray],
    **rest: object,
) -> tuple[list[np.ndarray], list[PlaneFill]]:
    """The planes with their fills; asserts that nothing outside the masks was changed."""
    dark = hidden(frames, masks)
    made = list(neighbours(window_of(dark, masks, **rest), range(len(frames)), in_plane))
    out = [frame.copy() for frame in dark]
    for fill in made:
        part = out[fill.plane][fill.rect.slices]
        part[fill.coverage > 0] = fill.pixels[fill.coverage > 0]
    for frame, done, mask in zip(frames, out, masks, strict=True):
        outside = np.ones((HEIGHT, WIDTH), bool) if mask is None else mask == 0
        assert (frame[outside] == done[outside]).all()
    return out, made


def error(frames: list[np.ndarray], out: list[np.ndarray], masks: list[np.ndarray | None]) -> float:
    """Mean absolute error in the holes."""
    errors = [
        np.abs(a.astype(np.float64) - b)[mask > 0].mean()
        for a, b, mask in zip(frames, out, masks, strict=True)
        if mask is not None
    ]
    return float(np.mean(errors))
