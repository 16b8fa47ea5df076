"""LPIPS weights from torchmetrics on this machine: its linear heads, and AlexNet from torch's download cache.

Nothing is downloaded and nothing in the files is executed. Our LPIPS with these weights equals torchmetrics'
("alex", normalized) to the last few digits; in-hole maps need the layers, which torchmetrics does not expose.
"""

import importlib.util
from pathlib import Path

from torch import Tensor, hub

from inpaint_studio.installation import how_to_add_package
from inpaint_studio.model.checkpoints.checkpoint import weights_in
from inpaint_studio.model.checkpoints.description import CheckpointError
from inpaint_studio.model.nets.lpips import LpipsError, _shapes
from inpaint_studio.sentence import reason, say

ALEXNET = "alexnet-owt-7be5be79.pth"  # torchvision's file name
_HEADS = Path("functional/image/lpips_models/alex.pth")  # below the package
_CONVS = (0, 3, 6, 8, 10)  # of torchvision's alexnet.features


def from_torchmetrics(heads: Path | None = None, alexnet: Path | None = None) -> dict[str, Tensor]:
    """The weights under the names of `Lpips`. Paths default to the usual locations.

    Raises LpipsError, a sentence that says what to do, where a file is missing or invalid.
    """
    heads = heads or _heads()
    alexnet = alexnet or Path(hub.get_dir()) / "checkpoints" / ALEXNET
    if not alexnet.is_file():
        raise LpipsError(
            say(
                "torchmetrics has not fetched AlexNet yet: there is no {path}. Use torchmetrics' LPIPS once with "
                "a network, or give a file of weights.",
                path=alexnet,
            )
        )
    try:
        trunk, linear = weights_in(alexnet), weights_in(heads)
    except CheckpointError as error:
        raise LpipsError(reason(error)) from error
    ours = {}
    for number, layer in enumerate(_CONVS, start=1):
        for part in ("weight", "bias"):
            ours[f"features.conv{number}.{part}"] = trunk.get(f"features.{layer}.{part}")
        head = linear.get(f"lin{number - 1}.model.1.weight")  # (1, C, 1, 1): a 1x1 convolution to one channel
        ours[f"linear{number}.weight"] = None if head is None else head.reshape(-1)
    out = {}
    for name, shape in _shapes().items():
        values = ours.get(name)
        if values is None or tuple(values.shape) != shape:
            raise LpipsError(
                say("The weights that torchmetrics has are not LPIPS on AlexNet: {name} does not fit.", name=name)
            )
        out[name] = values.float().contiguous()
    return out


def _heads() -> Path:
    spec = importlib.util.find_spec("torchmetrics")
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        if (Path(folder) / _HEADS).is_file():
            return Path(folder) / _HEADS
    how = how_to_add_package("torchmetrics")
    raise LpipsError(say("LPIPS by torchmetrics needs the package torchmetrics. {how}", how=how))
