"""Other people's weights: LaMa, in each of the layouts it is handed around in, read as data only."""

import warnings
from pathlib import Path

import pytest
import torch
from torch import nn

from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.checkpoint import CheckpointError
from inpaint_studio.model.checkpoints.description import Description
from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import LamaConfig
from inpaint_studio.model.nets.generator import count_parameters

SMALL = LamaConfig(blocks=2, channels=8)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def net() -> nn.Module:
    """A small LaMa of random weights, norms included, whose answer depends on every part."""
    torch.manual_seed(4)
    made = build(SMALL).eval()
    with torch.no_grad():
        for name, values in made.state_dict().items():
            values.copy_(torch.rand_like(values) + 0.5 if "running_var" in name else torch.randn_like(values) * 0.2)
    return made


def foreign(net: nn.Module) -> dict[str, torch.Tensor]:
    """Its weights as the original code keeps them: with a count of batches beside each norm."""
    weights = dict(net.state_dict())
    for name in [n for n in weights if n.endswith("running_var")]:
        weights[name.replace("running_var", "num_batches_tracked")] = torch.tensor(7)
    return weights


def answers_alike(one: nn.Module, other: nn.Module) -> None:
    torch.manual_seed(1)
    picture, mask = torch.rand(1, 3, 40, 56), (torch.rand(1, 1, 40, 56) > 0.7).float()
    with torch.inference_mode():
        assert torch.allclose(one(picture, mask), other(picture, mask), atol=1e-6)


class Settings:
    """What a training checkpoint holds beside its weights, of a class that is not to be imported."""

    def __init__(self) -> None:
        self.rate = 0.1


@pytest.mark.parametrize(("blocks", "millions"), [(9, 27.0), (18, 51.0)])
def test_it_has_as_many_parameters_as_the_paper_says(blocks: int, millions: float) -> None:
    with torch.device("meta"):
        assert count_parameters(build(LamaConfig(blocks))) / 1e6 == pytest.approx(millions, abs=0.06)


@pytest.mark.parametrize("size", [(1, 1), (5, 40), (64, 96), (101, 75)])
def test_it_fills_pictures_of_any_size(net: nn.Module, size: tuple[int, int]) -> None:
    mask = torch.zeros(1, 1, *size)
    mask[..., : size[0] // 2 + 1, :] = 1
    picture = torch.rand(1, 3, *size)
    picture[:, :, 0, 0] = torch.nan  # in the hole, where nothing is looked at
    answer = net(picture, mask)
    assert answer.shape == (1, 3, *size)
    assert answer.min() >= 0
    assert answer.max() <= 1


def test_every_place_sees_the_whole_picture() -> None:
    torch.manual_seed(2)
    net = build(SMALL).eval()
    for part in net.modules():
        if isinstance(part, nn.Conv2d):
            part.weight.data *= 3  # as it begins its answers are nearly one grey
    mask = torch.zeros(1, 1, 128, 128)
    mask[..., :8, :8] = 1
    one = torch.rand(1, 3, 128, 128)
    other = one.clone()
    other[..., 120:, 120:] = 0  # 158 pixels away; its plain convolutions reach about 60
    with torch.inference_mode():
        difference = (net(one, mask) - net(other, mask))[..., :8, :8].abs()
    assert difference.max() > 1e-6


@pytest.mark.parametrize("prefix", ["", "generator.", "module.generator."])
def test_a_state_dict_is_recognised(net: nn.Module, tmp_path: Path, prefix: str) -> None:
    path = tmp_path / "big-lama.pt"
    torch.save({prefix + name: values for name, values in foreign(net).items()}, path)
    loaded = checkpoint.load(path)
    assert loaded.description.architecture == "lama-fourier"
    assert loaded.description.title == "LaMa, 2 residual blocks"
    assert "From big-lama.pt." in loaded.description.text()
    answers_alike(loaded.generator, net)


def test_a_training_checkpoint_with_settings_is_read_without_importing_them(net: nn.Module, tmp_path: Path) -> None:
    path = tmp_path / "best.ckpt"
    weights = {f"generator.{name}": values for name, values in foreign(net).items()}
    weights["discriminator.model0.0.weight"] = torch.rand(4, 3, 4, 4)
    torch.save({"epoch": 3, "hyper_parameters": Settings(), "callbacks": {Settings: 1}, "state_dict": weights}, path)
    loaded = checkpoint.load(path)
    assert loaded.discriminator is None
    answers_alike(loaded.generator, net)


def test_torchscript_is_read_as_data(net: nn.Module, tmp_path: Path) -> None:
    class Wrapped(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.generator = net

        def forward(self, picture: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            return self.generator(picture, mask)

    path = tmp_path / "big-lama.pt"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.save(torch.jit.trace(Wrapped(), (torch.rand(1, 3, 32, 32), torch.zeros(1, 1, 32, 32))), str(path))
    loaded = checkpoint.load(path)
    assert loaded.description.architecture == "lama-fourier"
    answers_alike(loaded.generator, net)


def test_it_is_kept_in_the_safe_form_and_describes_itself(net: nn.Module, tmp_path: Path) -> None:
    path = tmp_path / "lama.safetensors"
    checkpoint.save(path, net.state_dict(), Description(SMALL, note="trained elsewhere"), dtype=torch.float32)
    assert describe(path).architecture == "lama-fourier"
    answers_alike(checkpoint.load(path).generator, net)


def test_weights_that_only_look_like_it_are_refused(net: nn.Module, tmp_path: Path) -> None:
    weights = foreign(net)
    del weights["model.5.conv1.ffc.convg2g.conv2.weight"]
    torch.save(weights, tmp_path / "odd.pt")
    with pytest.raises(CheckpointError, match="looks like LaMa"):
        checkpoint.load(tmp_path / "odd.pt")
