"""Fills of photographs of every depth, with alpha, a profile, a narrow range and what is no number: what they were
before data pictures came, and are still.

    python -m tests.filling.photograph_fills FILE.npz     # with the program as it was
"""

import sys
from collections.abc import Iterator
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import ImageCms

from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.files.reading import read_picture
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.first_look import first_looks
from inpaint_studio.filling.request import FillRequest, FillResult
from inpaint_studio.resources import resource

from .small_fills import Grey

HOLES = (Rect(20, 24, 22, 18), Rect(10, 60, 70, 2))


def mask() -> Mask:
    plane = np.zeros((84, 96), np.uint8)
    for rect in HOLES:
        plane[rect.slices] = 255
    plane[40:42, 22:30] = 100  # in part
    return plane


def photographs() -> Iterator[tuple[str, Picture]]:
    shipped = read_picture(resource("samples/old-portrait.png"))
    shades = shipped.pixels[250:334, 200:296, :1].astype(np.float64) / 255
    rgb = np.concatenate([shades, shades**1.3, shades**0.8], axis=2)
    alpha = np.ones(shades.shape)
    alpha[:10, 70:] = 0
    alpha[30:34] = 0.5
    for dtype in ("uint8", "uint16", "float32"):
        for channels in (1, 2, 3, 4):
            values = rgb if channels >= 3 else shades
            values = np.concatenate([values, alpha], axis=2) if channels in (2, 4) else values
            yield f"{dtype} {channels}", Picture(_samples(values, dtype))
    yield "narrow", Picture(_samples(0.4 + 0.01 * rgb, "uint16"))
    broken = _samples(rgb, "float32")
    broken[50:54, 40:44, 1] = np.nan
    yield "not a number", Picture(broken)
    profile = BytesIO(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()).getvalue()
    yield "profile", Picture(_samples(rgb, "uint8"), profile=profile)


def _samples(values: NDArray[np.float64], dtype: str) -> Pixels:
    return values.astype(dtype) if dtype == "float32" else np.rint(values * np.iinfo(dtype).max).astype(dtype)


def fills() -> Iterator[tuple[str, Pixels]]:
    """What lies in the two holes' rectangles afterwards, by picture and method."""
    engine = Engine(device="cpu", threads=1, generator=Grey())
    for name, picture in photographs():
        methods = ["membrane"]
        methods += ["auto"] if name in ("uint8 3", "uint16 1", "float32 4", "narrow", "profile") else []
        methods += ["generator", "exemplar"] if name in ("uint8 3", "uint16 4", "float32 3") else []
        for method in methods:
            request = FillRequest(picture, (), picture.rect, mask(), method)
            *_, result = engine.fill(request)
            assert isinstance(result, FillResult)
            whole = composite(picture, result.fills, picture.rect)
            yield (
                f"{name}, {method}",
                np.concatenate([whole[rect.slices].reshape(-1, whole.shape[2]) for rect in HOLES]),
            )
        request = FillRequest(picture, (), picture.rect, mask())
        looks = [look.pixels[look.coverage > 0] for look in first_looks(request)]
        yield f"{name}, first look", np.concatenate(looks)


if __name__ == "__main__":
    np.savez_compressed(sys.argv[1], **dict(fills()))
