"""The feature loss, on a VGG16 of four channels: weights come from a file, whatever their width."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from inpaint_studio.model.nets.perceptual import Vgg16, WeightsError, _pooled

NAMES = ("1_1", "1_2", "2_1", "2_2", "3_1", "3_2", "3_3", "4_1", "4_2", "4_3")


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "vgg.safetensors"
    tensors = {}
    for i, name in enumerate(NAMES):
        tensors[f"conv{name}.weight"] = torch.randn(4, 4 if i else 3, 3, 3).mul(0.3).half()
        tensors[f"conv{name}.bias"] = torch.zeros(4).half()
    save_file(tensors, path)
    return path


def holes() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    real, mask = torch.rand(2, 3, 32, 48), torch.zeros(2, 1, 32, 48)
    mask[0, :, 8:16, 8:16] = 1
    mask[1, :, 4:28, 4:44] = 1
    fake = torch.where(mask > 0, real.mean(dim=(2, 3), keepdim=True), real)
    return fake, real, mask


def test_like_pictures_are_at_no_distance_and_unlike_ones_are(weights: Path) -> None:
    vgg = Vgg16(weights)
    fake, real, mask = holes()
    assert vgg.distance(real, real, mask).item() == 0
    for smaller in (1, 2):
        assert vgg.distance(fake, real, mask, smaller).item() > 0.01
        nearer = vgg.distance(real + 0.2 * (fake - real), real, mask, smaller)
        assert nearer.item() < vgg.distance(fake, real, mask, smaller).item()


def test_a_batch_cut_in_two_is_the_batch_and_a_small_hole_no_small_loss(weights: Path) -> None:
    vgg = Vgg16(weights)
    fake, real, mask = holes()
    each = [vgg.distance(fake[i : i + 1], real[i : i + 1], mask[i : i + 1]).item() for i in range(2)]
    assert vgg.distance(fake, real, mask).item() == pytest.approx(sum(each) / 2, rel=1e-4)
    assert 0.2 < each[0] / each[1] < 5, "the holes differ in area by a factor of 15"


def test_only_the_fake_learns(weights: Path) -> None:
    vgg = Vgg16(weights)
    fake, real, mask = holes()
    fake.requires_grad_()
    vgg.distance(fake, real, mask).backward()
    assert fake.grad is not None
    assert fake.grad.abs().sum() > 0
    assert not any(p.requires_grad for p in vgg.parameters())


def test_deep_features_are_one_layer_more_at_half_the_size(weights: Path) -> None:
    shapes = [tuple(f.shape[2:]) for f in Vgg16(weights, deep=True)(torch.rand(1, 3, 32, 48))]
    assert shapes == [(32, 48), (16, 24), (8, 12), (4, 6)]
    assert len(Vgg16(weights)(torch.rand(1, 3, 32, 48))) == 3


def test_files_without_these_weights_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    with pytest.raises(WeightsError, match="There is no file"):
        Vgg16(path)
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(WeightsError, match="is not a safetensors file"):
        Vgg16(path)
    save_file({"conv1_1.weight": torch.zeros(4, 3, 3, 3), "conv1_1.bias": torch.zeros(4)}, path)
    with pytest.raises(WeightsError, match="conv1_2 is missing"):
        Vgg16(path)


def test_pooling_does_not_see_where_a_pattern_lies() -> None:
    columns = torch.arange(32) % 2 * torch.ones(1, 1, 32, 1)
    there, beside = (_pooled(x)[..., 2:-2, 2:-2] for x in (columns, 1 - columns))
    assert torch.allclose(there, beside)
    assert torch.allclose(there, torch.full_like(there, 0.5**0.5))  # the root of its mean square
    assert _pooled(torch.zeros(1, 1, 8, 8)).max() < 0.01


def test_sides_can_be_rounded_so_that_there_are_few_sizes(weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vgg = Vgg16(weights)
    sizes = []
    forward = vgg.forward
    monkeypatch.setattr(vgg, "forward", lambda picture: sizes.append(tuple(picture.shape[2:])) or forward(picture))
    fake, mask = torch.rand(1, 3, 61, 64, generator=torch.Generator().manual_seed(0)), torch.ones(1, 1, 61, 64)
    for smaller in (1.5, 1.6, 1.7):
        vgg.distance(fake, fake.flip(3), mask, smaller, multiple_of=8)
    assert set(sizes) == {(40, 40), (32, 40)}, "multiples of 8, the nearest ones"


def test_pooling_is_a_mean_over_a_window_padded_with_zeros() -> None:
    x = torch.rand(2, 3, 6, 8, generator=torch.Generator().manual_seed(4))
    window = torch.tensor([1.0, 2.0, 1.0]) / 4
    kernel = (window[:, None] * window)[None, None].expand(3, 1, 3, 3)
    mean = torch.nn.functional.conv2d(x.square(), kernel, stride=2, padding=1, groups=3)
    torch.testing.assert_close(_pooled(x), (mean + 1e-6).sqrt())
