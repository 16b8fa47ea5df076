"""The judge: computes all scores of the protocol for one fill, for evaluator and window alike."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.evaluation import metrics
from inpaint_studio.evaluation.edges import edge_scores

if TYPE_CHECKING:
    from torch import Tensor

    from inpaint_studio.model.nets.lpips import Lpips

MEASURES = (
    3  # version of the code here and in `metrics`; increment it when a number changes, which invalidates cached scores
)
TORCHMETRICS = "torchmetrics"  # in place of a path: the weights of this package and torch's cache


@dataclass(frozen=True, eq=False)
class Judged:
    """Scores of one fill."""

    scores: dict[str, float]
    features: NDArray[np.float64] | None = None  # (256,) AlexNet features of the fill, averaged over the hole
    true_features: NDArray[np.float64] | None = None  # of the ground truth


class Judge:
    """Measures fills. Features of the ground truth are cached for consecutive fills of one picture.

    lpips: LPIPS-AlexNet weights as safetensors; "torchmetrics" = those of that package, see
    `lpips_weights`; None = no LPIPS and no features.
    Raises LpipsError, a sentence, where the weights are unusable. Imports torch only with weights.
    """

    def __init__(self, lpips: Path | str | None = None) -> None:
        self._lpips: Lpips | None = None
        self.version = f"{MEASURES}-none"  # judges of one version give the same numbers
        self._true: tuple[metrics.Picture8, list[Tensor]] | None = None
        if lpips is not None:
            self._lpips, digest = _load(lpips)
            self.version = f"{MEASURES}-{digest}"

    @property
    def has_lpips(self) -> bool:
        return self._lpips is not None

    def judge(self, true: metrics.Picture8, filled: metrics.Picture8, hole: metrics.Hole) -> Judged:
        """true, filled: (H, W, 3) uint8 RGB, equal outside the hole; with LPIPS, sides of 35 px at least.
        hole: (H, W) bool, some of it set.

        Scores: psnr, l1, ssim, sharpness, seam and texture of `metrics`; share, the hole's fraction of the picture;
        edge_f1, edge_recall and edge_precision of `edges`, where the truth has edges that come into the hole;
        with weights lpips (maps averaged over the hole) and lpips_picture (over the whole picture).
        """
        compared = true, filled, hole
        scores = {
            "psnr": metrics.psnr(*compared),
            "l1": metrics.l1(*compared),
            "ssim": metrics.ssim(*compared),
            "sharpness": metrics.sharpness_ratio(*compared),
            "seam": metrics.seam_ratio(*compared),
            "texture": metrics.texture_distance(*compared),
            "share": float(hole.mean()),
        }
        edges = edge_scores(*compared)
        if edges is not None:
            scores |= {"edge_f1": edges.f1, "edge_recall": edges.recall, "edge_precision": edges.precision}
        net = self._lpips
        if net is None:
            return Judged(scores)
        import torch

        from inpaint_studio.model.nets import lpips

        with torch.inference_mode():
            if self._true is None or self._true[0] is not true:
                self._true = true, net.features(_tensor(true))
            true_layers = self._true[1]
            layers = net.features(_tensor(filled))
            maps = net.maps(layers, true_layers)
            mask = torch.from_numpy(hole.astype(np.float32))[None, None]
            scores["lpips"] = float(lpips.weighted(maps, mask))
            scores["lpips_picture"] = float(torch.stack([m.mean() for m in maps]).sum())
            small = torch.nn.functional.adaptive_avg_pool2d(mask, (layers[-1].shape[2], layers[-1].shape[3]))
            pooled = [((f[-1] * small).sum((2, 3)) / small.sum())[0] for f in (layers, true_layers)]
        return Judged(scores, *(p.numpy().astype(np.float64) for p in pooled))


def _tensor(picture: metrics.Picture8) -> "Tensor":
    import torch

    return torch.from_numpy(picture.copy()).permute(2, 0, 1)[None].float() / 255


def _load(chosen: Path | str) -> "tuple[Lpips, str]":
    """The net and a short digest of its weights."""
    from inpaint_studio.model.nets.lpips import Lpips

    path = Path(chosen)
    if str(chosen) == TORCHMETRICS and not path.is_file():
        from inpaint_studio.evaluation.lpips_weights import from_torchmetrics

        weights = from_torchmetrics()
        digest = hashlib.sha256()
        for name in sorted(weights):
            digest.update(weights[name].numpy().tobytes())
        return Lpips(weights), digest.hexdigest()[:8]
    return Lpips.load(path), hashlib.sha256(path.read_bytes()).hexdigest()[:8]
