"""The judge, and LPIPS weights from where torchmetrics keeps them."""

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from inpaint_studio.evaluation import lpips_weights, metrics
from inpaint_studio.evaluation.judge import Judge
from inpaint_studio.evaluation.lpips_weights import from_torchmetrics
from inpaint_studio.model.nets import lpips
from inpaint_studio.model.nets.lpips import Lpips, LpipsError


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def weights() -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    return {name: torch.rand(shape, generator=generator) / 50 for name, shape in lpips._shapes().items()}


@pytest.fixture
def pair() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    true = rng.integers(0, 256, (90, 100, 3)).astype(np.uint8)
    hole = np.zeros((90, 100), bool)
    hole[30:60, 40:80] = True
    filled = true.copy()
    filled[hole] = 128
    return true, filled, hole


def as_torchmetrics_keeps_them(weights: dict[str, torch.Tensor], folder: Path) -> tuple[Path, Path]:
    """The two files in the layouts of torchmetrics' heads and torchvision's AlexNet."""
    trunk = {"classifier.1.weight": torch.zeros(2, 2)}
    for number, layer in enumerate((0, 3, 6, 8, 10), start=1):
        for part in ("weight", "bias"):
            trunk[f"features.{layer}.{part}"] = weights[f"features.conv{number}.{part}"]
    heads = {f"lin{n}.model.1.weight": weights[f"linear{n + 1}.weight"].reshape(1, -1, 1, 1) for n in range(5)}
    torch.save(heads, folder / "alex.pth")
    torch.save(trunk, folder / lpips_weights.ALEXNET)
    return folder / "alex.pth", folder / lpips_weights.ALEXNET


def test_scores_are_those_of_metrics_and_of_lpips(weights, pair, tmp_path: Path) -> None:
    true, filled, hole = pair
    plain = Judge().judge(*pair)
    assert plain.scores["psnr"] == metrics.psnr(*pair)
    assert plain.scores["seam"] == metrics.seam_ratio(*pair)
    assert plain.scores["share"] == hole.mean()
    assert "lpips" not in plain.scores
    assert plain.features is None
    save_file(weights, tmp_path / "lpips.safetensors")
    judge = Judge(tmp_path / "lpips.safetensors")
    judged = judge.judge(*pair)
    tensors = [torch.from_numpy(p.copy()).permute(2, 0, 1)[None].float() / 255 for p in (filled, true)]
    mask = torch.from_numpy(hole)[None, None].float()
    assert judged.scores["lpips"] == pytest.approx(float(Lpips(weights).distance_in(*tensors, mask)), rel=1e-5)
    assert judged.scores["lpips_picture"] == pytest.approx(float(Lpips(weights).distance(*tensors)), rel=1e-5)
    assert judged.features is not None
    assert judged.features.shape == (256,)


def test_another_truth_is_not_measured_against_the_one_before(weights, pair, tmp_path: Path) -> None:
    save_file(weights, tmp_path / "lpips.safetensors")
    judge = Judge(tmp_path / "lpips.safetensors")
    true, filled, hole = pair
    first = judge.judge(true, filled, hole).scores["lpips"]
    assert judge.judge(255 - true, 255 - true, hole).scores["lpips"] == 0
    assert judge.judge(true, filled, hole).scores["lpips"] == first


def test_weights_of_torchmetrics_are_the_same_net(weights, pair, tmp_path: Path, monkeypatch) -> None:
    heads, alexnet = as_torchmetrics_keeps_them(weights, tmp_path)
    loaded = from_torchmetrics(heads, alexnet)
    assert loaded.keys() == weights.keys()
    assert all(torch.equal(loaded[name], values) for name, values in weights.items())
    save_file(weights, tmp_path / "lpips.safetensors")
    monkeypatch.setattr(lpips_weights, "_heads", lambda: heads)
    monkeypatch.setattr(lpips_weights.hub, "get_dir", lambda: str(tmp_path / "hub"))
    with pytest.raises(LpipsError, match="has not fetched AlexNet yet"):
        Judge("torchmetrics")
    (tmp_path / "hub" / "checkpoints").mkdir(parents=True)
    alexnet.rename(tmp_path / "hub" / "checkpoints" / lpips_weights.ALEXNET)
    ours, reference = Judge(tmp_path / "lpips.safetensors"), Judge("torchmetrics")
    assert reference.judge(*pair).scores == ours.judge(*pair).scores
    assert reference.version != Judge().version


@pytest.mark.parametrize("spoil", ["missing", "shape", "code"])
def test_weights_that_are_not_lpips_are_refused_in_a_sentence(weights, tmp_path: Path, spoil: str) -> None:
    heads, alexnet = as_torchmetrics_keeps_them(weights, tmp_path)
    if spoil == "code":
        heads.write_bytes(b"\x80\x04cposix\nsystem\n(S'true'\ntR.")
    else:
        trunk = torch.load(alexnet, weights_only=True)
        trunk.pop("features.6.bias") if spoil == "missing" else trunk.update({"features.6.bias": torch.zeros(3)})
        torch.save(trunk, alexnet)
    with pytest.raises(LpipsError, match=r"\.$"):
        from_torchmetrics(heads, alexnet)


def test_without_the_package_the_sentence_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setattr(lpips_weights.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(LpipsError, match="pip install torchmetrics"):
        Judge("torchmetrics")
