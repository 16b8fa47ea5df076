"""Drawn cables, horizons, window frames, stripes and circles are carried through holes, by lines and by fills."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.request import FillRequest, FillResult
from tests.filling.structure.drawn import KINDS, Drawn, drawn

Floats = NDArray[np.float32]

CASES = 12  # of each kind
WITHIN = 2.0  # pixels from its place at which an edge is carried through
LEAST_SHARE = 0.95  # of its points


def gradients(colours: Floats) -> Floats:
    """(H, W, 6): d/dx of three channels, then d/dy."""
    smooth = ndimage.gaussian_filter(colours, (1, 1, 0))
    return np.concatenate([np.gradient(smooth, axis=1), np.gradient(smooth, axis=0)], axis=2)


def across(gradient: Floats, points: Floats, normal: Floats) -> Floats:
    """(n, 3): the change of colour along the normals at points, (n, 2) x, y."""
    at = points.T[::-1]
    parts = [ndimage.map_coordinates(gradient[:, :, n], at, order=1, mode="nearest") for n in range(6)]
    return np.stack(parts[:3], axis=1) * normal[:, :1] + np.stack(parts[3:], axis=1) * normal[:, 1:]


def share_carried(true: Floats, fill: Floats, edge: Floats, width: float) -> float:
    """The share of an edge's points within 2 pixels of which the fill has its contrast, of half its size at least.

    Of a cable: of the worse of its two sides.
    """
    along = np.gradient(edge, axis=0)
    along /= np.hypot(*along.T)[:, None]
    normal = np.stack([along[:, 1], -along[:, 0]], axis=1)
    shares = []
    for side in (-1, 1) if width else (0,):
        place = edge + side * width / 2 * normal
        expected = across(true, place, normal)
        size = np.maximum((expected**2).sum(axis=1), 1e-9)
        best = np.zeros(len(edge))
        for off in np.arange(-WITHIN, WITHIN + 0.25, 0.5):
            best = np.maximum(best, (across(fill, place + off * normal, normal) * expected).sum(axis=1) / size)
        shares.append(float((best > 0.5).mean()))
    return min(shares)


def filled(case: Drawn, engine: Engine) -> Floats:
    samples = np.rint(case.colours * 255).astype(np.uint8)
    samples[case.hole] = 0
    picture = Picture(samples)
    *_, result = engine.fill(FillRequest(picture, (), picture.rect, case.hole.astype(np.uint8) * 255))
    assert isinstance(result, FillResult)
    out = samples.copy()
    for fill in result.fills:
        there = fill.coverage > 0
        out[fill.rect.slices][there] = fill.pixels[there]
    return out.astype(np.float32) / 255


@pytest.mark.parametrize(("kind", "least"), list(zip(KINDS, (12, 11, 12, 11, 9), strict=True)))
def test_at_least_55_of_60_drawn_holes_are_carried_through_within_2_px(kind: str, least: int):
    engine = Engine(device="cpu", threads=1)
    carried = []
    for seed in range(CASES):
        case = drawn(kind, seed)
        fill, true = gradients(filled(case, engine)), gradients(case.colours)
        carried.append(min(share_carried(true, fill, edge, case.width) for edge in case.edges))
    assert sum(share >= LEAST_SHARE for share in carried) >= least, carried
