"""Other people's weights: MI-GAN, as published for inference, as trained, and as TorchScript; at any size."""

import math
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.checkpoint import CheckpointError
from inpaint_studio.model.checkpoints.description import Description
from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.model.nets import architectures
from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import MiganConfig
from inpaint_studio.model.nets.foreign import recognise_migan
from inpaint_studio.model.nets.generator import count_parameters
from inpaint_studio.model.nets.migan import Migan, _double, _halve

SMALL = MiganConfig(resolution=32, channels=4, most=16)
TAPS = torch.tensor([1.0, 3.0, 3.0, 1.0])
FILTER = torch.outer(TAPS, TAPS) / 64


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def randomised(net: nn.Module, seed: int = 4) -> nn.Module:
    torch.manual_seed(seed)
    with torch.no_grad():
        for values in net.state_dict().values():
            values.copy_(torch.randn_like(values) * 0.4)
    return net.eval()


@pytest.fixture(scope="module")
def net() -> Migan:
    made = randomised(build(SMALL))
    assert isinstance(made, Migan)
    return made


def published(net: Migan, old: bool = False) -> dict[str, Tensor]:
    """Its weights as the authors' files have them: with each fixed filter as a weight of its own.

    old: upsampling by a pattern of ones, as in the archives made in 2023; later ones insert zeros by a convolution.
    """
    weights = dict(net.state_dict())

    def filters(place: str, channels: int, side: int) -> None:
        weights[f"{place}.filter.weight"] = (FILTER * 4).repeat(channels, 1, 1, 1)
        one = torch.tensor([[1.0, 0.0], [0.0, 0.0]])
        if old:
            weights[f"{place}.filter_const"] = one.repeat(1, 1, side // 2, side // 2)
        else:
            weights[f"{place}.insert_zeros.weight"] = one.repeat(channels, 1, 1, 1)

    for side in SMALL.sides[1:]:
        weights[f"encoder.b{side}.conv2.downsample.filter.weight"] = FILTER.repeat(SMALL.width(side), 1, 1, 1)
        filters(f"synthesis.b{side}.conv1.upsample", SMALL.width(side), side)
        filters(f"synthesis.b{side}.upsample", 3, side)
    return weights


def as_trained(net: Migan, branches: int = 4) -> dict[str, Tensor]:
    """The same weights as training keeps them: each as so many branches, and not normalised; noise a level deeper."""
    torch.manual_seed(9)
    weights = {}
    for name, value in net.state_dict().items():
        if "noise" in name:
            weights[f"{name.rpartition('.')[0]}.conv2.{name.rpartition('.')[2]}"] = value
        elif value.dim() == 4 and "fromrgb" not in name:
            parts = torch.randn(branches - 1, *value.shape)
            last = math.sqrt(branches) * value - parts.sum(dim=0)
            for number, part in enumerate([*parts, last]):
                weights[name.replace(".weight", f".w{number}")] = part
        else:
            weights[name] = value
    for side in SMALL.sides[1:]:
        weights[f"synthesis.b{side}.resample_filter"] = FILTER
        weights[f"synthesis.b{side}.conv1.conv2.resample_filter"] = FILTER
    return weights


def answers_alike(one: nn.Module, other: nn.Module, tolerance: float = 1e-5) -> None:
    torch.manual_seed(1)
    picture, mask = torch.rand(1, 3, 30, 27), (torch.rand(1, 1, 30, 27) > 0.7).float()
    with torch.inference_mode():
        assert torch.allclose(one(picture, mask), other(picture, mask), atol=tolerance)


@pytest.mark.parametrize("config", [MiganConfig(256, 128), MiganConfig(512, 64)])
def test_it_has_as_many_parameters_as_the_paper_says(config: MiganConfig) -> None:
    with torch.device("meta"):
        assert count_parameters(build(config)) / 1e6 == pytest.approx(5.9, abs=0.05)


@pytest.mark.parametrize("resolution", [256, 512])
def test_the_published_sizes_have_the_published_shapes(resolution: int) -> None:
    """As the authors' public code names and shapes them."""
    width = 32768 // resolution
    with torch.device("meta"):
        shapes = {k: tuple(v.shape) for k, v in build(MiganConfig(resolution, width)).state_dict().items()}
    assert shapes[f"encoder.b{resolution}.fromrgb.weight"] == (width, 4, 1, 1)
    assert shapes[f"encoder.b{resolution}.conv1.conv1.weight"] == (width, 1, 3, 3)
    assert shapes[f"encoder.b{resolution}.conv2.conv2.weight"] == (2 * width, width, 1, 1)
    assert shapes["encoder.b4.conv2.conv2.weight"] == (512, 512, 1, 1)
    assert shapes["synthesis.b8.conv1.noise_const"] == (8, 8)
    assert shapes["synthesis.b8.conv1.noise_strength"] == ()
    assert shapes[f"synthesis.b{resolution}.conv1.conv2.weight"] == (width, 2 * width, 1, 1)
    assert shapes[f"synthesis.b{resolution}.torgb.bias"] == (3,)
    assert "synthesis.b4.conv1.noise_const" not in shapes
    assert f"encoder.b{resolution}.conv1.conv2.bias" not in shapes
    recognition = recognise_migan(shapes)
    assert recognition is not None
    assert recognition.config == MiganConfig(resolution, width)


def test_resampling_is_by_the_papers_filter() -> None:
    x = torch.randn(2, 5, 7, 6)
    zeros = F.conv_transpose2d(x, torch.tensor([[[[1.0, 0.0], [0.0, 0.0]]]]).repeat(5, 1, 1, 1), stride=2, groups=5)
    expected = F.conv2d(F.pad(zeros, (2, 1, 2, 1)), (FILTER * 4).repeat(5, 1, 1, 1), groups=5)
    assert torch.allclose(_double(x), expected, atol=1e-6)
    even = torch.randn(2, 5, 8, 6)
    expected = F.conv2d(even, FILTER.repeat(5, 1, 1, 1), stride=2, padding=1, groups=5)
    assert torch.allclose(_halve(even), expected, atol=1e-6)


def by_the_book(weights: dict[str, Tensor], x: Tensor, sides: tuple[int, ...]) -> Tensor:
    """The paper's net step by step from the published weights alone, filters included; (B, 4, S, S) -> (B, 3, S, S)."""

    def activated(x: Tensor) -> Tensor:
        return (F.leaky_relu(x, 0.2) * 2**0.5).clamp(-256, 256)

    def doubled(x: Tensor, place: str) -> Tensor:
        zeros = F.conv_transpose2d(x, weights[f"{place}.insert_zeros.weight"], stride=2, groups=x.shape[1])
        return F.conv2d(F.pad(zeros, (2, 1, 2, 1)), weights[f"{place}.filter.weight"], groups=x.shape[1])

    def separable(x: Tensor, place: str) -> Tensor:
        depth, bias = weights[f"{place}.conv1.weight"], weights[f"{place}.conv1.bias"]
        x = activated(F.conv2d(x, depth, bias, padding=1, groups=x.shape[1]))
        if f"{place}.downsample.filter.weight" in weights:
            halving = weights[f"{place}.downsample.filter.weight"]
            x = F.conv2d(x, halving, stride=2, padding=1, groups=x.shape[1])
        x = F.conv2d(x, weights[f"{place}.conv2.weight"])
        if f"{place}.upsample.filter.weight" in weights:
            x = doubled(x, f"{place}.upsample")
        if f"{place}.noise_const" in weights:
            x = x + weights[f"{place}.noise_const"] * weights[f"{place}.noise_strength"]
        return activated(x)

    across = {}
    first = f"encoder.b{sides[-1]}.fromrgb"
    x = activated(F.conv2d(x, weights[f"{first}.weight"], weights[f"{first}.bias"]))
    for side in reversed(sides):
        across[side] = separable(x, f"encoder.b{side}.conv1")
        x = separable(across[side], f"encoder.b{side}.conv2")
    painted = torch.zeros(1)
    for side in sides:
        x = separable(x, f"synthesis.b{side}.conv1")
        x = separable(x + across[side], f"synthesis.b{side}.conv2")
        here = F.conv2d(x, weights[f"synthesis.b{side}.torgb.weight"], weights[f"synthesis.b{side}.torgb.bias"])
        painted = here if side == 4 else doubled(painted, f"synthesis.b{side}.upsample") + here
    return painted


def test_the_net_is_the_papers_net(net: Migan) -> None:
    x = torch.randn(2, 4, 32, 32)
    with torch.inference_mode():
        expected = by_the_book(published(net), x, SMALL.sides)
        assert torch.allclose(net.square(x), expected, rtol=1e-4, atol=1e-3 * float(expected.abs().max()))


def test_what_the_net_is_given_is_what_it_was_trained_on(net: Migan, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs: list[Tensor] = []
    monkeypatch.setattr(net, "square", lambda x: inputs.append(x) or torch.zeros(1, 3, 32, 32))
    picture, mask = torch.rand(1, 3, 32, 32), torch.zeros(1, 1, 32, 32)
    mask[..., 8:16, 8:16] = 1
    answer = net(picture, mask)
    x = inputs[0]
    assert x.shape == (1, 4, 32, 32)
    assert set(x[0, 0].unique().tolist()) == {-0.5, 0.5}
    assert bool((x[:, :1][mask > 0] == -0.5).all())
    assert bool((x[:, 1:][mask.expand(1, 3, 32, 32) > 0] == 0).all())
    assert torch.allclose(x[:, 1:], (picture * 2 - 1) * (1 - mask))
    assert bool((answer == 0.5).all())  # what the net calls 0 is middle grey


@pytest.mark.parametrize("layout", [published, lambda net: published(net, old=True)])
@pytest.mark.parametrize("prefix", ["", "generator.", "G_ema."])
def test_published_weights_are_recognised(
    net: Migan, tmp_path: Path, layout: Callable[[Migan], dict[str, Tensor]], prefix: str
) -> None:
    path = tmp_path / "migan.pt"
    torch.save({prefix + name: value for name, value in layout(net).items()}, path)
    loaded = checkpoint.load(path)
    assert loaded.description.config == SMALL
    assert loaded.description.title == "MI-GAN 32"
    answers_alike(loaded.generator, net)
    description = describe(path)
    assert (description.parameters, description.source) == (count_parameters(net), "migan.pt")


def test_weights_as_trained_are_added_up_and_normalised(net: Migan, tmp_path: Path) -> None:
    path = tmp_path / "migan.pt"
    torch.save(as_trained(net), path)
    normal = build(SMALL).eval()
    weights = {}
    for name, value in net.state_dict().items():
        weights[name] = value / value.flatten(1).norm(dim=1).reshape(-1, 1, 1, 1) if value.dim() == 4 else value
    normal.load_state_dict(weights)
    loaded = checkpoint.load(path)
    assert loaded.description.config == SMALL
    answers_alike(loaded.generator, normal, 1e-3)


def test_torchscript_is_read_as_data(net: Migan, tmp_path: Path) -> None:
    class Square(nn.Module):
        """As the authors trace it: the net of one size, without what is around it here."""

        def __init__(self) -> None:
            super().__init__()
            self.synthesis, self.encoder = net.synthesis, net.encoder

        def forward(self, x: Tensor) -> Tensor:
            return net.square(x)

    path = tmp_path / "migan_traced.pt"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.save(torch.jit.trace(Square(), torch.rand(1, 4, 32, 32)), str(path))
    answers_alike(checkpoint.load(path).generator, net)


def test_it_is_kept_in_the_safe_form(net: Migan, tmp_path: Path) -> None:
    path = tmp_path / "migan.safetensors"
    checkpoint.save(path, net.state_dict(), Description(SMALL), dtype=torch.float32)
    assert describe(path).config == SMALL
    answers_alike(checkpoint.load(path).generator, net)


def refused(weights: dict[str, Tensor], path: Path) -> str:
    torch.save(weights, path)
    with pytest.raises(CheckpointError) as caught:
        checkpoint.load(path)
    with pytest.raises(CheckpointError):
        describe(path)
    return str(caught.value)


def test_what_only_looks_like_it_is_refused_and_told_why(net: Migan, tmp_path: Path) -> None:
    path = tmp_path / "odd.pt"
    weights = published(net)
    del weights["synthesis.b8.conv2.noise_const"]
    assert refused(weights, path) == "odd.pt looks like MI-GAN 32, but synthesis.b8.conv2.noise_const is missing."
    weights = published(net) | {"synthesis.b8.conv3.weight": torch.zeros(3)}
    assert "synthesis.b8.conv3.weight belongs to no part of it" in refused(weights, path)
    weights = published(net) | {"synthesis.b8.upsample.filter.weight": torch.ones(3, 1, 4, 4)}
    assert "is not the filter" in refused(weights, path)
    weights = published(net, old=True)
    weights["synthesis.b16.upsample.filter_const"] = torch.ones(1, 1, 16, 16)
    assert "is not the filter" in refused(weights, path)
    weights = published(net) | {"encoder.b32.fromrgb.weight": torch.zeros(5, 3, 1, 1)}
    assert "looks like MI-GAN" in refused(weights, path)


def test_a_co_modulated_gan_is_not_mistaken_for_it() -> None:
    shapes = {"encoder.b256.fromrgb.weight": (128, 4, 1, 1), "encoder.b256.conv1.weight": (128, 128, 3, 3)}
    assert recognise_migan(shapes) is None
    assert architectures.recognise(shapes) is None


@pytest.mark.parametrize("size", [(1, 1), (5, 31), (32, 32), (33, 20), (70, 101)])
def test_it_fills_pictures_of_any_size(net: Migan, size: tuple[int, int]) -> None:
    mask = torch.zeros(1, 1, *size)
    mask[..., : size[0] // 2 + 1, :] = 1
    picture = torch.rand(1, 3, *size)
    picture[:, :, 0, 0] = torch.nan  # in the hole, where nothing is looked at
    with torch.inference_mode():
        answer = net(picture, mask)
    assert answer.shape == (1, 3, *size)
    assert bool(torch.isfinite(answer).all())


def test_in_a_large_picture_thin_holes_are_filled_at_its_own_resolution(
    net: Migan, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[Tensor] = []

    def known_or_black(x: Tensor) -> Tensor:
        sizes.append(x)
        return x[:, 1:]

    monkeypatch.setattr(net, "square", known_or_black)
    picture, mask = torch.rand(1, 3, 100, 75), torch.zeros(1, 1, 100, 75)
    mask[..., 48:51, :] = 1
    answer = net(picture, mask)
    known = (mask == 0).expand_as(picture)
    assert torch.allclose(answer[known], picture[known], atol=1e-6)  # not one of them resampled
    assert bool((answer[~known] == 0.5).all())
    sizes.clear()
    mask[..., 20:80, 10:70] = 1
    answer = net(picture, mask)
    assert len(sizes) == 1  # shrunk to one square, and only that; a net that sees nothing but hole could not fill it
    assert answer.shape == picture.shape


def test_what_lies_in_a_hole_never_shines_through_when_it_is_shrunk(net: Migan) -> None:
    mask = torch.zeros(1, 1, 90, 90)
    mask[..., 20:75, 20:75] = 1
    picture = torch.rand(1, 3, 90, 90)
    other = torch.where(mask > 0, torch.rand_like(picture), picture)
    with torch.inference_mode():
        assert torch.equal(net(picture, mask), net(other, mask))


def test_a_picture_is_filled_alike_in_any_batch(net: Migan) -> None:
    torch.manual_seed(2)
    pictures, masks = torch.rand(2, 3, 70, 70), torch.zeros(2, 1, 70, 70)
    masks[0, :, 30:33] = 1
    masks[1, :, 10:60, 10:60] = 1
    with torch.inference_mode():
        together = net(pictures, masks)
        for n in range(2):
            assert torch.allclose(together[n : n + 1], net(pictures[n : n + 1], masks[n : n + 1]), atol=1e-5)
