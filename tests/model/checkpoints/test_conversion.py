"""Weights from elsewhere, kept in the safe form."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.conversion import convert
from inpaint_studio.model.checkpoints.description import CheckpointError, Description, sha256
from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import GeneratorConfig, LamaConfig, MiganConfig
from inpaint_studio.model.nets.discriminator import Discriminator
from inpaint_studio.model.nets.generator import count_parameters

SMALL = GeneratorConfig(channels=(8, 8, 16), middle=(1, 0), gate_channels=8)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(3)


@pytest.mark.parametrize("config", [LamaConfig(1, 8), MiganConfig(16, 4, 8)])
@pytest.mark.parametrize("suffix", [".pt", ".ckpt", ".pth"])
def test_weights_of_others_become_a_file_that_says_what_it_is(
    config: LamaConfig | MiganConfig, suffix: str, tmp_path: Path
) -> None:
    net = build(config).eval()
    source, made = tmp_path / f"best{suffix}", tmp_path / "best.safetensors"
    old = suffix == ".pth"  # as PyTorch wrote files before 1.6
    torch.save({"state_dict": net.state_dict()}, source, _use_new_zipfile_serialization=not old)
    done = convert(source, made, licence="CC0")
    assert done.difference == 0
    description = describe(made)
    assert description == done.description
    assert description.config == config
    assert description.licence == "CC0"
    assert description.source == f"{source.name} (sha256 {sha256(source)})"
    assert description.parameters == count_parameters(net) == describe(source).parameters
    for words in (description.title, "Trained elsewhere.", "Licence: CC0.", source.name, description.paper):
        assert words in description.text()
    weights = checkpoint.load(made).generator.state_dict()
    assert all(torch.equal(weights[k], v) for k, v in net.state_dict().items())


def test_numbers_are_rounded_only_where_that_is_asked_for(tmp_path: Path) -> None:
    net = build(LamaConfig(1, 8))
    torch.save(net.state_dict(), tmp_path / "a.pt")
    exact = convert(tmp_path / "a.pt", tmp_path / "exact.safetensors")
    half = convert(tmp_path / "a.pt", tmp_path / "half.safetensors", half=True)
    assert exact.difference == 0
    assert 0 < half.difference < 1e-3
    sizes = [(tmp_path / f"{name}.safetensors").stat().st_size for name in ("exact", "half")]
    assert sizes[0] > 1.8 * sizes[1]
    again = convert(tmp_path / "half.safetensors", tmp_path / "again.safetensors")
    assert again.difference == 0
    assert (tmp_path / "again.safetensors").stat().st_size < 1.1 * sizes[1]  # 16 bits hold it exactly


def test_weights_too_large_for_16_bits_are_not_rounded_to_infinity(tmp_path: Path) -> None:
    weights = build(LamaConfig(1, 8)).state_dict()
    weights["model.1.bn_l.running_var"] = torch.full_like(weights["model.1.bn_l.running_var"], 1e6)
    torch.save(weights, tmp_path / "a.pt")
    with pytest.raises(CheckpointError, match="not all numbers"):
        convert(tmp_path / "a.pt", tmp_path / "b.safetensors", half=True)
    assert not (tmp_path / "b.safetensors").exists()
    assert convert(tmp_path / "a.pt", tmp_path / "b.safetensors").difference == 0


def test_one_of_ours_keeps_what_it_says_and_its_discriminator(tmp_path: Path) -> None:
    source = tmp_path / "ours.safetensors"
    description = Description(
        SMALL, preset="small", images_seen=9, data="3 photographs", date="2026-01-02", version="1"
    )
    checkpoint.save(source, build(SMALL).state_dict(), description, Discriminator((8, 8, 8, 8)))
    convert(source, tmp_path / "copy.safetensors", licence="MIT")
    before, after = describe(source), describe(tmp_path / "copy.safetensors")
    assert after == replace(before, licence="MIT")
    assert after.has_discriminator


def test_what_cannot_be_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    torch.save({"a": torch.zeros(3)}, tmp_path / "other.pt")
    with pytest.raises(CheckpointError, match="fit none of our generators"):
        convert(tmp_path / "other.pt", tmp_path / "b.safetensors")
    with pytest.raises(ValueError, match=r"must end in .safetensors or .onnx"):
        convert(tmp_path / "other.pt", tmp_path / "b.pt")
    with pytest.raises(CheckpointError, match="there is no folder"):
        convert(tmp_path / "other.pt", tmp_path / "gone" / "b.safetensors")
    assert [p.name for p in tmp_path.iterdir()] == ["other.pt"]


def test_lama_in_the_words_of_the_first_version_still_opens(tmp_path: Path) -> None:
    """0.1.0 wrote LaMa's shape into a config made for our own nets."""
    old = {"architecture": "lama-fourier", "channels": [8, 16, 32], "down_blocks": [0, 0], "up_blocks": [0, 0]}
    old |= {"middle": [1, 1], "gate_channels": 64, "gate_blocks": 0}
    assert Description.from_dict({"format": 1, "config": old}).config == LamaConfig(2, 8)
