"""Checkpoints: saved, described, loaded; and every wrong file refused with a sentence."""

import json
import struct
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.description import KEY, CheckpointError, Description, sha256
from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import PRESETS, GeneratorConfig
from inpaint_studio.model.nets.discriminator import Discriminator

SMALL = GeneratorConfig(channels=(8, 8, 16), middle=(1, 0), gate_channels=8)
DESCRIPTION = Description(
    SMALL,
    preset="small",
    images_seen=1234,
    data="3 photographs",
    losses=("L1",),
    scores={"scratch": {"psnr": 24.5, "psnr_membrane": 23.0}},
    date="2026-01-02T03:04:05+00:00",
    hours=1.5,
    hardware="CPU",
)


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "small.safetensors"
    checkpoint.save(path, build(SMALL).state_dict(), DESCRIPTION, Discriminator((8, 8, 8, 8)))
    return path


def refused(path: Path) -> str:
    with pytest.raises(CheckpointError) as caught:
        checkpoint.load(path)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def test_what_was_saved_is_what_is_loaded(tmp_path: Path) -> None:
    generator = build(SMALL)
    torch.nn.init.normal_(generator.last.weight, std=0.1)
    path = tmp_path / "full.safetensors"
    checkpoint.save(path, generator.state_dict(), DESCRIPTION, dtype=torch.float32)
    opened = checkpoint.load(path)
    picture, mask = torch.rand(1, 3, 40, 33), (torch.rand(1, 1, 40, 33) < 0.3).float()
    with torch.inference_mode():
        assert torch.equal(opened.generator(picture, mask), generator.eval()(picture, mask))
    assert opened.discriminator is None
    assert not opened.generator.training
    assert not any(p.requires_grad for p in opened.generator.parameters())


def test_a_description_survives(saved: Path) -> None:
    description = describe(saved)
    parameters = sum(v.numel() for v in build(SMALL).state_dict().values())
    assert description == replace(DESCRIPTION, parameters=parameters, has_discriminator=True, widths=(8, 8, 8, 8))
    opened = checkpoint.load(saved)
    assert opened.description == description
    assert opened.discriminator is not None
    json.dumps(description.to_dict())


def test_half_precision_halves_the_file(tmp_path: Path) -> None:
    generator = build(SMALL).state_dict()
    checkpoint.save(tmp_path / "a.safetensors", generator, DESCRIPTION)
    checkpoint.save(tmp_path / "b.safetensors", generator, DESCRIPTION, dtype=torch.float32)
    sizes = [(tmp_path / name).stat().st_size for name in ("a.safetensors", "b.safetensors")]
    numbers = sum(v.numel() for v in generator.values())
    assert sizes[1] - sizes[0] == pytest.approx(2 * numbers, abs=200)


def test_describe_does_not_import_torch(saved: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from inpaint_studio.model.checkpoints.inspection import describe\n"
        "import inpaint_studio.model.training.config, inpaint_studio.model.training.report\n"
        "print(describe(Path(sys.argv[1])).images_seen, 'torch' in sys.modules, 'safetensors' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(saved)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1234", "False", "False"]


def test_saving_leaves_nothing_beside_and_keeps_the_old_one_on_failure(saved: Path) -> None:
    before = saved.read_bytes()
    broken = {k: torch.full_like(v, float("nan")) for k, v in build(SMALL).state_dict().items()}
    with pytest.raises(CheckpointError, match="not all numbers"):
        checkpoint.save(saved, broken, DESCRIPTION)
    assert saved.read_bytes() == before
    assert [p.name for p in saved.parent.iterdir()] == [saved.name]


def test_the_hash_is_of_the_file(saved: Path) -> None:
    first = sha256(saved)
    assert len(first) == 64
    saved.write_bytes(saved.read_bytes() + b"\0")
    assert sha256(saved) != first


def rewritten(path: Path, change: dict[str, object] | None = None, **tensors: torch.Tensor | None) -> Path:
    """The same file with some of its description and its weights changed; None takes a weight out."""
    weights = load_file(path)
    for name, tensor in tensors.items():
        if tensor is None:
            weights.pop(name)
        else:
            weights[name] = tensor
    values = describe(path).to_dict() | (change or {})
    out = path.with_name("changed.safetensors")
    save_file(weights, out, {KEY: json.dumps(values)})
    return out


def test_weights_that_do_not_fit_are_refused_by_name(saved: Path) -> None:
    name = "generator.stem.weight"
    weight = load_file(saved)[name]
    assert "stem.weight is missing" in refused(rewritten(saved, **{name: None}))
    assert "(9, 28, 3, 3)" in refused(rewritten(saved, **{name: torch.zeros(9, 28, 3, 3)}))
    assert "no numbers" in refused(rewritten(saved, **{name: weight * float("inf")}))
    assert "floating-point" in refused(rewritten(saved, **{name: torch.zeros(weight.shape, dtype=torch.int8)}))
    assert "belong to no net" in refused(rewritten(saved, **{"optimiser.step": torch.zeros(1)}))
    assert "belongs to no part" in refused(rewritten(saved, **{"generator.extra": torch.zeros(1)}))
    assert "does not know of" in refused(rewritten(saved, {"has_discriminator": False}))
    assert "cannot be built" in refused(rewritten(saved, {"widths": [1, 2, 3]}))


def test_a_description_that_makes_no_sense_is_refused(saved: Path) -> None:
    assert "newer version" in refused(rewritten(saved, {"format": 99}))
    assert "generator" in refused(rewritten(saved, {"config": {"architecture": "magic"}}))
    refused(rewritten(saved, {"config": 3}))
    refused(rewritten(saved, {"images_seen": "many"}))
    refused(rewritten(saved, {"scores": [1, 2]}))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a checkpoint at all, only some text",
        struct.pack("<Q", 2**60) + b"{}",
        struct.pack("<Q", 2) + b"[]",
        struct.pack("<Q", 2) + b"{}",
        struct.pack("<Q", 9) + b'{"a": 3}}' + b"\0" * 8,
        struct.pack("<Q", 64) + b'{"a":{"dtype":"F16","shape":[9],"data_offsets":[0,9999999999]}} ',
    ],
)
def test_files_that_are_no_checkpoints_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "thing.safetensors"
    path.write_bytes(content)
    assert "thing.safetensors" in refused(path)
    with pytest.raises(CheckpointError):
        describe(path)


def test_a_checkpoint_cut_short_is_refused(saved: Path) -> None:
    whole = saved.read_bytes()
    for share in (0.001, 0.3, 0.999):
        saved.write_bytes(whole[: int(len(whole) * share)])
        refused(saved)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "There is no checkpoint" in refused(tmp_path / "gone.safetensors")
    refused(tmp_path / "gone.pt")
    assert "folder" in refused(tmp_path)


def test_a_state_dict_is_recognised_by_its_shapes(tmp_path: Path) -> None:
    generator = build(PRESETS["baseline"])
    path = tmp_path / "mine.pth"
    torch.save({"state_dict": {f"module.{k}": v for k, v in generator.state_dict().items()}}, path)
    opened = checkpoint.load(path)
    assert opened.description.preset == "baseline"
    assert torch.equal(opened.generator.bottleneck.weight, generator.bottleneck.weight)


def test_state_dicts_of_other_nets_and_code_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.pth"
    torch.save({"conv.weight": torch.zeros(3)}, path)
    assert "fit none of our generators" in refused(path)
    torch.save([1, 2], path)
    assert "holds no weights" in refused(path)
    torch.save(build(SMALL), path)  # a pickled module is read as data, its code never run
    assert "fit none of our generators" in refused(path)
    weights = build(PRESETS["baseline"]).state_dict()
    name = "bottleneck.weight"
    weights[name] = torch.zeros(1).expand(weights[name].shape)
    torch.save(weights, path)
    assert "claims more numbers" in refused(path)


@pytest.mark.parametrize("preset", PRESETS)
def test_bare_weights_of_every_preset_are_recognised_and_an_average_is_preferred(preset: str, tmp_path: Path) -> None:
    net = build(PRESETS[preset])
    last = next(name for name in net.state_dict() if name.endswith("bias"))
    path = tmp_path / "mine.ckpt"
    averaged = {k: v.clone().fill_(0.25) if k == last else v for k, v in net.state_dict().items()}
    content = {f"netG.{k}": v for k, v in net.state_dict().items()} | {f"netG_ema.{k}": v for k, v in averaged.items()}
    torch.save({"model": content, "optimizer": {"state": {0: {"exp_avg": torch.zeros(7)}}}, "step": 3}, path)
    description = describe(path)
    assert (description.preset, description.config, description.source) == (preset, PRESETS[preset], "mine.ckpt")
    opened = checkpoint.load(path)
    assert bool((opened.generator.state_dict()[last] == 0.25).all())
    content["netG_ema.extra.weight"] = content["netG.extra.weight"] = torch.zeros(3)
    torch.save(content, path)
    assert "fit none of our generators" in refused(path)  # a net that is nearly ours is not ours
