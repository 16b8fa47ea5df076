"""A generator of ten lines, small pictures and holes, and a fill walked to its end."""

import numpy as np
import torch
from torch import Tensor, nn

from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.request import FillProgress, FillRequest, FillResult


class Grey(nn.Module):
    """Paints everything mid-grey, and remembers the sizes it was shown."""

    def __init__(self, level: float = 0.5) -> None:
        super().__init__()
        self.level = nn.Parameter(torch.tensor(level))
        self.shapes: list[tuple[int, int]] = []

    def forward(self, picture: Tensor, mask: Tensor) -> Tensor:
        assert (picture * mask == 0).all(), "the hole's own colours reached the generator"
        self.shapes.append((picture.shape[3], picture.shape[2]))
        return self.level.expand(picture.shape)


def texture(height: int, width: int, channels: int, dtype: str, seed: int = 0) -> Pixels:
    rng = np.random.default_rng(seed)
    values = rng.uniform(0.2, 0.8, (height, width, channels))
    if channels in (2, 4):
        values[..., -1] = 1.0
    if dtype == "float32":
        return values.astype(np.float32)
    top = np.iinfo(dtype).max
    return np.rint(values * top).astype(dtype)


def request_of(pixels: Pixels, mask: Mask, method: str = "auto", **kwargs: object) -> FillRequest:
    picture = Picture(pixels)
    return FillRequest(picture, (), picture.rect, mask, method=method, **kwargs)  # type: ignore[arg-type]


def blob_and_scratch(height: int = 220, width: int = 260) -> Mask:
    mask = np.zeros((height, width), np.uint8)
    mask[40:90, 30:90] = 255
    mask[150:153, 20:240] = 255
    mask[60:64, 90:100] = 128
    return mask


def run(engine: Engine, request: FillRequest) -> tuple[list[FillProgress], FillResult]:
    *progress, result = engine.fill(request)
    assert isinstance(result, FillResult)
    assert all(isinstance(step, FillProgress) for step in progress)
    return [step for step in progress if isinstance(step, FillProgress)], result


PLAIN = {"grain": 0.0}
