"""Export of generators as ONNX graphs, for programs without torch. Needs the extra `onnx`.

Inputs: `picture` (B, 3, H, W) float32 in 0..1 and `mask` (B, 1, H, W), above 0 = hole. Output: `fill` (B, 3, H, W)
float32, the result of `generator(picture, mask)`, to be composited inside the hole. Batch, height and width are
dynamic, from `SMALLEST` pixels on, except for MI-GAN, which has one fixed square.

The membrane is part of the graph: the same V-cycles with a fixed number of levels, on dense grids instead of lists of
hole pixels, whose length is unknown at export. That costs relatively more for small holes, and is as exact up to holes
of 2,000 pixels. Fourier transforms are products with sine and cosine matrices built in the graph, since not every
runtime has the operator.

torch's older, tracing exporter is used. The newer one solves constraints on sizes: with sizes halved a dozen times it
was not done after 400 seconds (torch 2.13), and declared some of them constant.
"""

import copy
import importlib.util
import io
import json
import math
import warnings
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.files.saving.atomic import replace_file
from inpaint_studio.installation import how_to_add
from inpaint_studio.model.checkpoints.checkpoint import Checkpoint
from inpaint_studio.model.checkpoints.description import KEY, CheckpointError
from inpaint_studio.model.nets.generator import GatedUNet, Generator
from inpaint_studio.model.nets.lama import Fourier, Lama
from inpaint_studio.model.nets.migan import Migan
from inpaint_studio.sentence import say

OPSET = 18
SMALLEST = 32  # pixels a side
TOLERANCE = 1e-3  # largest accepted difference from torch, of values in 0..1
_LEVELS = 12  # of the membrane's grids: the coarsest cell spans 2,048 pixels
_SWEEPS, _CYCLES = 3, 2  # as in membrane.py


@dataclass(frozen=True)
class Exported:
    """An exported graph, verified against torch."""

    path: Path
    difference: float  # largest, of values in 0..1
    compared: int  # number of pictures compared


def export(checkpoint: Checkpoint, path: Path) -> Exported:
    """Write the generator of a checkpoint as an ONNX graph, opset 18, and compare its fills with torch's.

    Raises CheckpointError, a sentence, where a package is missing or the graph differs from torch by more than
    `TOLERANCE`, in which case nothing is written; SaveError from the disk.
    """
    missing = [name for name in ("onnx", "onnxruntime") if importlib.util.find_spec(name) is None]
    if missing:
        raise CheckpointError(
            say(
                "{name} was not written: ONNX needs {packages}. {how}",
                name=path.name,
                packages=", ".join(missing),
                how=how_to_add("onnx"),
            )
        )
    import onnx

    generator = checkpoint.generator
    sizes: tuple[tuple[int, int], ...] = ((64, 96), (47, 33), (130, 75))
    if isinstance(generator, Migan):
        sizes = ((generator.config.resolution,) * 2,) * 2
    model = onnx.load_from_string(_graph(generator, sizes[0]))
    title = checkpoint.description.title
    model.producer_name, model.producer_version = "inpaint-studio", checkpoint.description.version
    model.doc_string = f"{title}. picture: 0..1; mask: above 0 = hole; fill: to be laid over the picture in the hole."
    entry = model.metadata_props.add()
    entry.key, entry.value = KEY, json.dumps(checkpoint.description.to_dict())
    onnx.checker.check_model(model)
    compared = [_example(batch, size) for batch, size in enumerate(sizes, start=1)]
    differences: list[float] = []

    def check(written: Path) -> None:
        differences.append(_difference(written, generator, compared))
        if not differences[0] <= TOLERANCE:
            raise CheckpointError(
                say(
                    "{name} was not written: its fills differ from torch's by up to {most}, where {allowed} is "
                    "let pass.",
                    name=path.name,
                    most=f"{differences[0]:.2g}",
                    allowed=f"{TOLERANCE:g}",
                )
            )

    replace_file(path, model.SerializeToString(), check=check)
    return Exported(path, differences[0], sum(len(picture) for picture, _ in compared))


def _graph(generator: Generator, size: tuple[int, int]) -> bytes:
    generator = copy.deepcopy(generator).cpu().eval()
    graph: nn.Module = Graph(generator)
    free = {0: "batch", 2: "height", 3: "width"}
    if isinstance(generator, Lama):
        graph = LamaGraph(generator)
    elif isinstance(generator, Migan):
        graph, free = MiganGraph(generator), {0: "batch"}
    stream = io.BytesIO()
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracer warnings about sizes do not apply; deprecation of the exporter
        torch.onnx.export(
            graph.eval(),
            _example(2, size),
            stream,  # type: ignore[arg-type]  # torch's stubs lack it
            dynamo=False,
            opset_version=OPSET,
            input_names=["picture", "mask"],
            output_names=["fill"],
            dynamic_axes=dict.fromkeys(("picture", "mask", "fill"), free),
        )
    return stream.getvalue()


def _example(batch: int, size: tuple[int, int]) -> tuple[Tensor, Tensor]:
    """Test pictures (B, 3, H, W) of waves and grain; masks (B, 1, H, W) with a thick hole, a thin one and dots."""
    random = torch.Generator().manual_seed(batch)
    height, width = size
    y, x = torch.arange(height)[:, None] / height, torch.arange(width)[None, :] / width
    phases = torch.rand(batch, 3, 1, 1, generator=random) * 6
    picture = 0.5 + 0.4 * torch.sin(7 * x + 5 * y + phases) + 0.1 * torch.rand(batch, 3, *size, generator=random)
    mask = (torch.rand(batch, 1, *size, generator=random) < 0.05).float()
    mask[:, :, height // 4 : height // 2, width // 3 : 3 * width // 4] = 1
    mask[:, :, :, width // 8 : width // 8 + 2] = 1
    return picture.clamp(0, 1), mask


@torch.inference_mode()
def _difference(path: Path, generator: Generator, pairs: list[tuple[Tensor, Tensor]]) -> float:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    largest = 0.0
    for picture, mask in pairs:
        (fill,) = session.run(None, {"picture": picture.numpy(), "mask": mask.numpy()})
        difference = (torch.from_numpy(fill) - generator(picture, mask)).abs().max()
        largest = max(largest, float(difference)) if bool(torch.isfinite(difference)) else math.inf
    return largest


@dataclass(frozen=True)
class Level:
    """One grid of the membrane: (B, 1, h, w) each, binary except the last three; `rim` is (1, 1, h, w)."""

    hole: Tensor
    red: Tensor  # hole pixels whose y + x is even
    black: Tensor
    known: Tensor  # known share of the picture's pixels under each
    damping: Tensor
    rim: Tensor  # share of a pixel's four neighbours that lie outside, where it stands for them itself


def dense_membrane(picture: Tensor, hole: Tensor, levels: int = _LEVELS) -> Tensor:
    """`membrane.membrane`, with operations whose shapes depend only on the picture's.

    picture: (B, C, H, W), any finite values in the hole. hole: (B, 1, H, W) of 0 and 1. Returns (B, C, H, W).
    """
    values = picture * (1 - hole)
    grids = [_level(1 - hole, 0)]
    pyramid = [values]
    for depth in range(1, levels):
        known = 1 - grids[-1].hole
        pyramid.append(_sum_of_four(pyramid[-1] * known) / _sum_of_four(known).clamp(min=1))
        share = _sum_of_four(grids[-1].known) / _sum_of_four(torch.ones_like(known))
        grids.append(_level(share, depth))
    coarse = torch.where(grids[-1].hole > 0, torch.full_like(pyramid[-1], 0.5), pyramid[-1])
    for grid, fine in zip(reversed(grids[:-1]), reversed(pyramid[:-1]), strict=True):
        coarse = torch.where(grid.hole > 0, _twice(coarse, fine), fine)
        for _ in range(_SWEEPS):
            coarse = _sweep(coarse, grid, None, None)
    for _ in range(_CYCLES):
        coarse = _cycle(coarse, None, grids, 0)
    return coarse


def _level(known: Tensor, depth: int) -> Level:
    hole = (known == 0).to(known.dtype)
    height, width = known.shape[2:]
    rows = torch.arange(height, device=known.device)[:, None] + torch.arange(width, device=known.device)[None, :]
    even = (rows % 2 == 0).to(known.dtype)
    bend = torch.zeros_like(known)
    for near in _neighbours(known):
        distance = 1 - near * (0.5 - 0.5 ** (depth + 1))
        bend = bend + (1 - distance) / distance
    inside = torch.ones_like(known[:1])
    rim = inside - F.conv2d(inside, _cross(inside), padding=1)
    return Level(hole, hole * even, hole * (1 - even), known, 1 / (1 + bend / 4), rim)


def _neighbours(x: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Above, below, left and right neighbours, replicated at the edge."""
    wide = F.pad(x, (1, 1, 1, 1), mode="replicate")
    return wide[:, :, :-2, 1:-1], wide[:, :, 2:, 1:-1], wide[:, :, 1:-1, :-2], wide[:, :, 1:-1, 2:]


# Convolutions instead of slices: a graph of a dozen levels then has a tenth of the nodes.


def _mean(x: Tensor, rim: Tensor) -> Tensor:
    """Mean of the four neighbours. Without padding by replicas, which is a dozen nodes of a graph each time."""
    return F.conv2d(x, _cross(x), padding=1, groups=int(x.shape[1])) + x * rim


def _cross(x: Tensor) -> Tensor:
    return x.new_tensor([[[[0, 0.25, 0], [0.25, 0, 0.25], [0, 0.25, 0]]]] * int(x.shape[1]))


def _sum_of_four(x: Tensor) -> Tensor:
    """(B, C, h, w) -> (B, C, ⌈h/2⌉, ⌈w/2⌉)."""
    channels = int(x.shape[1])
    return F.conv2d(F.pad(x, (0, 1, 0, 1)), x.new_ones(channels, 1, 2, 2), stride=2, groups=channels)


def _twice(coarse: Tensor, fine: Tensor) -> Tensor:
    """Bilinear values of a coarse grid at the fine grid's pixels."""
    large = F.interpolate(coarse, scale_factor=2.0, mode="bilinear", align_corners=False)
    return large[:, :, : fine.shape[2], : fine.shape[3]]


def _sweep(x: Tensor, grid: Level, right: Tensor | None, damping: Tensor | None) -> Tensor:
    for half in (grid.red, grid.black):
        new = _mean(x, grid.rim)
        if right is not None:
            new = new + right
        if damping is not None:
            new = new * damping
        x = torch.where(half > 0, new, x)
    return x


def _cycle(x: Tensor, right: Tensor | None, grids: list[Level], depth: int) -> Tensor:
    grid = grids[depth]
    damping = grid.damping if depth else None
    x = _sweep(x, grid, right, damping)
    if depth + 2 < len(grids):
        residual = _mean(x, grid.rim) - (x if damping is None else x / damping)
        if right is not None:
            residual = residual + right
        total = _sum_of_four(residual * grid.hole)
        error = _cycle(torch.zeros_like(total), total, grids, depth + 1)
        x = x + _twice(error, x) * grid.hole
    return _sweep(x, grid, right, damping)


class Graph(nn.Module):
    """One of our generators as a graph."""

    def __init__(self, generator: Generator) -> None:
        super().__init__()
        self.generator = generator

    def forward(self, picture: Tensor, mask: Tensor) -> Tensor:
        hole = (mask > 0).to(torch.float32)
        # The encoder-decoder ignores its base.
        base = dense_membrane(picture, hole) if isinstance(self.generator, GatedUNet) else picture
        masked = (picture * 2 - 1) * (1 - hole)
        x = _reflected(torch.cat([masked, hole, base * 2 - 1], dim=1), self.generator.multiple_of)
        return self.generator.paint(x, base, hole)


class LamaGraph(nn.Module):
    """LaMa as a graph, with Fourier transforms as matrix products."""

    def __init__(self, generator: Lama) -> None:
        super().__init__()
        self.model = generator.model
        for part in self.model.modules():
            if hasattr(part, "fu"):
                part.fu = MatrixFourier(part.fu)  # type: ignore[arg-type]

    def forward(self, picture: Tensor, mask: Tensor) -> Tensor:
        hole = (mask > 0).to(torch.float32)
        x = _reflected(torch.cat([picture * (1 - hole), hole], dim=1), Lama.multiple_of)
        answer: Tensor = self.model(x)
        return answer[:, :, : picture.shape[2], : picture.shape[3]]


class MiganGraph(nn.Module):
    """MI-GAN's net on its square; the caller resizes pictures."""

    def __init__(self, generator: Migan) -> None:
        super().__init__()
        self.generator = generator

    def forward(self, picture: Tensor, mask: Tensor) -> Tensor:
        hole = (mask > 0).to(torch.float32)
        x = torch.cat([0.5 - hole, (picture * 2 - 1) * (1 - hole)], dim=1)
        return self.generator.square(x) * 0.5 + 0.5


class MatrixFourier(nn.Module):
    """`lama.Fourier` with the transforms as products with sine and cosine matrices."""

    def __init__(self, fourier: Fourier) -> None:
        super().__init__()
        self.conv_layer, self.bn = fourier.conv_layer, fourier.bn

    def forward(self, x: Tensor) -> Tensor:
        channels, height, width = x.shape[1:]
        cos_w, sin_w = _waves(width, width // 2 + 1, x)  # (W, W/2 + 1)
        cos_h, sin_h = _waves(height, height, x)
        real, imaginary = x @ cos_w, -(x @ sin_w)
        real, imaginary = cos_h @ real + sin_h @ imaginary, cos_h @ imaginary - sin_h @ real
        parts = torch.stack([real, imaginary], dim=2).flatten(1, 2) / _root(height, width, x)
        parts = F.relu(self.bn(self.conv_layer(parts)))
        parts = parts.reshape(-1, channels, 2, height, width // 2 + 1)
        real, imaginary = parts[:, :, 0], parts[:, :, 1]
        real, imaginary = cos_h @ real - sin_h @ imaginary, cos_h @ imaginary + sin_h @ real
        k = torch.arange(width // 2 + 1, device=x.device)
        weight = 2 - ((k == 0) | (2 * k == width)).to(x.dtype)  # all other frequencies also represent their conjugates
        made: Tensor = ((real * weight) @ cos_w.T - (imaginary * weight) @ sin_w.T) / _root(height, width, x)
        return made


def _waves(length: int, frequencies: int, like: Tensor) -> tuple[Tensor, Tensor]:
    """Cosine and sine matrices, (length, frequencies) each."""
    place, frequency = torch.arange(length, device=like.device), torch.arange(frequencies, device=like.device)
    turns = torch.remainder(place[:, None] * frequency[None, :], place[-1:] + 1)  # exact in integers
    angle = turns.to(like.dtype) * (2 * math.pi / length)
    return angle.cos(), angle.sin()


def _root(height: int, width: int, like: Tensor) -> Tensor:
    ones = torch.ones(height, width, dtype=like.dtype, device=like.device)
    return ones.sum().sqrt()


def _reflected(x: Tensor, multiple: int) -> Tensor:
    """`generator.pad_to_multiple` for pictures that need at most one reflection."""
    for dim in (2, 3):
        length = x.shape[dim]
        index = torch.arange((length + multiple - 1) // multiple * multiple, device=x.device)
        x = x.index_select(dim, length - 1 - (length - 1 - index).abs())
    return x
