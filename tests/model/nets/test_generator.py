"""The generators: any size, untrained the membrane, and of the size they promise."""

import math
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.description import Description
from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import PRESETS, GeneratorConfig
from inpaint_studio.model.nets.generator import count_parameters, pad_to_multiple
from inpaint_studio.model.nets.membrane import membrane

SMALL = GeneratorConfig(channels=(8, 8, 16), middle=(1, 0, 2), gate_channels=8)


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)


@pytest.mark.parametrize("size", [(1, 1), (1, 37), (2, 3), (31, 33), (32, 64), (65, 40)])
def test_an_untrained_generator_is_the_membrane_at_any_size(size: tuple[int, int]) -> None:
    picture, mask = torch.rand(2, 3, *size), (torch.rand(2, 1, *size) < 0.5).float()
    with torch.inference_mode():
        assert torch.equal(build(SMALL)(picture, mask), membrane(picture, mask))


def test_the_shipped_presets_start_as_the_membrane_too() -> None:
    picture, mask = torch.rand(1, 3, 40, 50), torch.zeros(1, 1, 40, 50)
    mask[..., 10:20, 10:30] = 1
    for name in ("standard", "large"):
        with torch.inference_mode():
            assert torch.equal(build(PRESETS[name])(picture, mask), membrane(picture, mask))


def test_parameters_stay_within_what_is_shipped() -> None:
    with torch.device("meta"):
        counts = {name: count_parameters(build(config)) for name, config in PRESETS.items()}
    assert 3e6 < counts["standard"] <= 5.6e6
    assert 9e6 < counts["large"] <= 12e6
    assert 1e6 < counts["baseline"] <= 12e6


@pytest.mark.parametrize("name", ["small", "baseline"])
def test_what_lies_in_the_hole_does_not_change_the_fill(name: str) -> None:
    generator = build(SMALL if name == "small" else PRESETS["baseline"]).eval()
    with torch.no_grad():
        for parameter in generator.parameters():
            parameter.add_(0.01)
    picture, mask = torch.rand(1, 3, 32, 45), torch.zeros(1, 1, 32, 45)
    mask[..., 8:20, 5:30] = 1
    with torch.inference_mode():
        other = torch.where(mask > 0, torch.tensor(math.nan), picture)
        filled = generator(picture, mask)
        assert torch.isfinite(filled).all()
        assert torch.equal(filled, generator(other, mask))
        assert torch.equal(filled, generator(picture, mask * 0.2)), "partly missing is missing"
        assert torch.equal(filled, generator(picture, mask, membrane(picture, mask)))
        assert not torch.equal(filled, membrane(picture, mask))


def test_every_weight_of_the_standard_generator_learns() -> None:
    generator = build(PRESETS["standard"])
    torch.nn.init.normal_(generator.last.weight, std=0.01)
    picture, mask = torch.rand(1, 3, 64, 64), torch.zeros(1, 1, 64, 64)
    mask[..., 20:40, 20:40] = 1
    (generator(picture, mask) - picture).abs().mean().backward()
    asleep = [n for n, p in generator.named_parameters() if p.grad is None or not p.grad.abs().sum() > 0]
    assert asleep == []


def test_there_is_nothing_to_add_outside_the_hole() -> None:
    generator = build(SMALL).eval()
    torch.nn.init.normal_(generator.last.weight)
    picture, mask = torch.rand(1, 3, 40, 45), (torch.rand(1, 1, 40, 45) < 0.3).float()
    with torch.inference_mode():
        filled = generator(picture, mask)
    known = (mask == 0).expand_as(picture)
    assert torch.equal(filled[known], picture[known])
    assert not torch.equal(filled, membrane(picture, mask))


def test_a_fresh_net_passes_its_input_on_neither_swollen_nor_shrunk() -> None:
    spreads: list[float] = []
    generator = build(PRESETS["standard"])
    generator.from_half.register_forward_hook(lambda _module, _input, out: spreads.append(float(out.std())))
    picture, mask = torch.rand(2, 3, 64, 64), (torch.rand(2, 1, 64, 64) < 0.1).float()
    with torch.inference_mode():
        generator(picture, mask)
    assert 0.1 < spreads[0] < 2


def test_padding_reflects_and_keeps_the_picture() -> None:
    x = torch.arange(5.0).reshape(1, 1, 1, 5).expand(1, 1, 3, 5)
    padded = pad_to_multiple(x, 8)
    assert padded.shape == (1, 1, 8, 8)
    assert torch.equal(padded[..., :3, :5], x)
    assert padded[0, 0, 0].tolist() == [0, 1, 2, 3, 4, 3, 2, 1]
    assert pad_to_multiple(torch.full((1, 2, 1, 1), 3.0), 32).eq(3).all()


def test_opening_a_checkpoint_does_not_bring_in_torchs_compiler(tmp_path: Path) -> None:
    """It takes torch 2.5 s of CPU to import, and the first fill of a session would wait for it."""
    path = tmp_path / "generator.safetensors"
    config = PRESETS["standard"]
    checkpoint.save(path, build(config).state_dict(), Description(config))
    code = (
        "import sys; from pathlib import Path; from inpaint_studio.model.checkpoints import checkpoint; "
        "checkpoint.load(Path(sys.argv[1])); print('torch._dynamo' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False"]
