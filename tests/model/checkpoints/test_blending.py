"""Two checkpoints made one."""

from pathlib import Path

import pytest
import torch

from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.blending import blend
from inpaint_studio.model.checkpoints.description import CheckpointError, Description
from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import GeneratorConfig, LamaConfig

SMALL = GeneratorConfig(channels=(8, 8, 16), middle=(1, 0), gate_channels=8)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(3)


def written(path: Path, config: GeneratorConfig | LamaConfig, **fields: object) -> Path:
    weights = build(config).state_dict()
    checkpoint.save(path, weights, Description(config, **fields), dtype=torch.float32)  # type: ignore[arg-type]
    return path


def test_weights_lie_in_between(tmp_path: Path) -> None:
    one = written(tmp_path / "one.safetensors", SMALL, licence="MIT", images_seen=3)
    other = written(tmp_path / "other.safetensors", SMALL, licence="CC0", images_seen=5)
    blend(one, other, 0.25, tmp_path / "both.safetensors")
    description = describe(tmp_path / "both.safetensors")
    assert (description.licence, description.images_seen) == ("MIT; CC0", 5)
    nets = [checkpoint.load(path).generator.state_dict() for path in (one, other, tmp_path / "both.safetensors")]
    for name, mixed in nets[2].items():
        assert torch.allclose(mixed, 0.75 * nets[0][name] + 0.25 * nets[1][name], atol=1e-3)


def test_variances_too_large_for_16_bits_survive(tmp_path: Path) -> None:
    weights = build(LamaConfig(1, 8)).state_dict()
    name = "model.1.bn_l.running_var"
    weights[name] = torch.full_like(weights[name], 1e6)
    torch.save(weights, tmp_path / "a.pt")
    blend(tmp_path / "a.pt", tmp_path / "a.pt", 0.5, tmp_path / "both.safetensors")
    opened = checkpoint.load(tmp_path / "both.safetensors")
    assert torch.equal(opened.generator.state_dict()[name], weights[name])
    assert "Trained elsewhere." in opened.description.text()


def test_what_is_built_differently_is_not_blended(tmp_path: Path) -> None:
    one, other = written(tmp_path / "one.safetensors", SMALL), written(tmp_path / "other.safetensors", LamaConfig(1, 8))
    with pytest.raises(CheckpointError, match="built differently"):
        blend(one, other, 0.5, tmp_path / "both.safetensors")
    with pytest.raises(ValueError, match="not between 0 and 1"):
        blend(one, one, 1.5, tmp_path / "both.safetensors")
    assert not (tmp_path / "both.safetensors").exists()
