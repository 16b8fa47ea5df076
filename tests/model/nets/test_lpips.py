"""LPIPS: what follows from its definition, on weights made here."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from inpaint_studio.model.nets import lpips
from inpaint_studio.model.nets.lpips import Lpips, LpipsError


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def weights() -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    return {
        name: (
            torch.rand(shape, generator=generator) if "linear" in name else torch.randn(shape, generator=generator) / 9
        )
        for name, shape in lpips._shapes().items()
    }


@pytest.fixture
def pictures() -> torch.Tensor:
    return torch.rand(2, 3, 80, 96, generator=torch.Generator().manual_seed(1))


def test_a_picture_is_no_distance_from_itself_and_some_from_others(weights, pictures: torch.Tensor) -> None:
    net = Lpips(weights)
    assert torch.equal(net.distance(pictures, pictures), torch.zeros(2))
    there, back = net.distance(pictures, pictures.flip(0)), net.distance(pictures.flip(0), pictures)
    assert bool((there > 0).all())
    assert torch.allclose(there, back)


def test_one_layer_is_the_weighted_square_of_unit_features(weights, pictures: torch.Tensor) -> None:
    for i in (2, 3, 4, 5):
        weights[f"linear{i}.weight"] = torch.zeros_like(weights[f"linear{i}.weight"])
    weights["linear1.weight"] = torch.ones(64)
    scaled = (2 * pictures - 1 - torch.tensor([-0.030, -0.088, -0.188])[:, None, None]) / torch.tensor(
        [0.458, 0.448, 0.450]
    )[:, None, None]
    layer = torch.conv2d(scaled, weights["features.conv1.weight"], weights["features.conv1.bias"], 4, 2).relu()
    cosine = torch.cosine_similarity(layer[0], layer[1], dim=0, eps=1e-12)
    expected = (2 - 2 * cosine).mean()
    assert float(Lpips(weights).distance(pictures[:1], pictures[1:])) == pytest.approx(float(expected), rel=1e-4)


def test_the_distance_in_a_hole_leaves_out_what_is_far_from_it(weights, pictures: torch.Tensor) -> None:
    wide = torch.rand(1, 3, 64, 640, generator=torch.Generator().manual_seed(2))
    changed = wide.clone()
    changed[..., 560:] = 0.5
    left, right = torch.zeros(1, 1, 64, 640), torch.zeros(1, 1, 64, 640)
    left[..., :100], right[..., 560:] = 1, 1
    net = Lpips(weights)
    assert float(net.distance_in(changed, wide, left)) < 1e-3 * float(net.distance_in(changed, wide, right))
    everywhere = torch.ones(2, 1, 80, 96)
    assert torch.allclose(
        net.distance_in(pictures, pictures.flip(0), everywhere), net.distance(pictures, pictures.flip(0)), rtol=0.1
    )


def test_gradients_reach_the_picture(weights, pictures: torch.Tensor) -> None:
    fake = pictures[:1].clone().requires_grad_()
    Lpips(weights).distance(fake, pictures[1:]).sum().backward()
    assert fake.grad is not None
    assert float(fake.grad.abs().sum()) > 0


def test_weights_come_back_from_a_file_and_wrong_ones_are_told(weights, pictures: torch.Tensor, tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    save_file(weights, path)
    expected = Lpips(weights).distance(pictures, pictures.flip(0))
    assert torch.equal(Lpips.load(path).distance(pictures, pictures.flip(0)), expected)
    weights["linear3.weight"] = torch.zeros(3)
    save_file(weights, path)
    with pytest.raises(LpipsError, match=r"linear3\.weight is \(3,\), not \(384,\)\.$"):
        Lpips.load(path)
    del weights["features.conv2.bias"]
    save_file(weights, path)
    with pytest.raises(LpipsError, match=r"features\.conv2\.bias is missing\.$"):
        Lpips.load(path)
    path.write_bytes(b"no weights")
    with pytest.raises(LpipsError, match="cannot be read"):
        Lpips.load(path)


def test_pictures_too_small_to_see_are_refused(weights) -> None:
    with pytest.raises(ValueError, match="at least 35 pixels"):
        Lpips(weights).features(torch.zeros(1, 3, 34, 90))
    assert len(Lpips(weights).features(torch.zeros(1, 3, 35, 35))) == 5
