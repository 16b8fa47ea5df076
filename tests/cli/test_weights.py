"""Weights of others by the command line: told, converted, and used for fills, at odd sizes, inside the hole alone."""

import json
import shutil
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from inpaint_studio.cli import main
from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import LamaConfig, MiganConfig

LAMA, MIGAN = LamaConfig(2, 8), MiganConfig(64, 4, 16)


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def net_of(config: LamaConfig | MiganConfig) -> nn.Module:
    """Of random weights that answer in more than one grey."""
    torch.manual_seed(5)
    net = build(config).eval()
    with torch.no_grad():
        for name, values in net.state_dict().items():
            values.copy_(torch.rand_like(values) + 0.5 if "running_var" in name else torch.randn_like(values) * 0.3)
    return net


@pytest.fixture(scope="session")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Traced once: that takes longer than all that is done with it."""
    path = tmp_path_factory.mktemp("script") / "theirs.pt"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        traced = torch.jit.trace(net_of(LAMA), (torch.rand(1, 3, 32, 32), torch.zeros(1, 1, 32, 32)))
        torch.jit.save(traced, str(path))
    return path


@pytest.fixture(params=["lama state dict", "lama training", "lama script", "mi-gan"])
def weights(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "theirs.pt"
    if request.param == "lama script":
        return Path(shutil.copy(request.getfixturevalue("script"), path))
    net = net_of(MIGAN if request.param == "mi-gan" else LAMA)
    if request.param == "lama training":
        path = path.with_suffix(".ckpt")
        torch.save({"state_dict": {f"generator.{k}": v for k, v in net.state_dict().items()}, "epoch": 2}, path)
    else:
        torch.save(net.state_dict(), path)
    return path


@pytest.fixture
def photo(tmp_path: Path) -> tuple[Path, Path]:
    """An odd-sized picture, and a mask of a thick hole, a thin one, and a half-painted rim."""
    rows, columns = np.mgrid[0:147, 0:213]
    pixels = np.stack([rows, columns, (rows * 3 + columns) % 256], axis=-1).astype(np.uint8)
    mask = np.zeros((147, 213), np.uint8)
    mask[30:90, 40:110] = 255
    mask[120:123, 5:200] = 255
    mask[60, 110:118] = 128
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    Image.fromarray(mask).save(tmp_path / "mask.png")
    return tmp_path / "photo.png", tmp_path / "mask.png"


def pixels_of(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture)


@pytest.mark.parametrize("method", ["generator", "auto"])
def test_they_fill_the_hole_and_nothing_else(weights: Path, photo: tuple[Path, Path], method: str) -> None:
    picture, mask = photo
    output, report = picture.with_name("out.png"), picture.with_name("report.json")
    call = ("fill", picture, "--mask", mask, "--output", output, "--checkpoint", weights, "--device", "cpu")
    assert run(*call, "--method", method, "--report", report) == 0
    hole = pixels_of(mask) > 0
    old, new = pixels_of(picture), pixels_of(output)
    assert new.shape == old.shape
    assert (old[~hole] == new[~hole]).all()
    assert (old[pixels_of(mask) == 255] != new[pixels_of(mask) == 255]).any(axis=-1).mean() > 0.9
    fills = json.loads(report.read_text())["fills"]
    assert fills
    if method == "generator":
        from inpaint_studio.model.checkpoints.description import sha256

        assert {fill["checkpoint"] for fill in fills} == {sha256(weights)}
    assert run("verify", picture, output, "--mask", mask) == 0


def test_the_fill_is_the_nets_own(photo: tuple[Path, Path], tmp_path: Path) -> None:
    """Two nets that differ fill differently: neither the membrane nor a copy stands in for them."""
    picture, mask = photo
    fills = []
    for seed, level in enumerate((-0.5, 0.5)):
        net = net_of(MIGAN)
        with torch.no_grad():
            for up in net.synthesis.values():
                up.torgb.weight.zero_()
                up.torgb.bias.zero_()
            net.synthesis["b64"].torgb.bias.fill_(level)
        torch.save(net.state_dict(), tmp_path / f"{seed}.pt")
        output = tmp_path / f"out{seed}.png"
        call = ("fill", picture, "--mask", mask, "--output", output, "--method", "generator", "--device", "cpu")
        assert run(*call, "--checkpoint", tmp_path / f"{seed}.pt") == 0
        fills.append(pixels_of(output).astype(int))
    inside = pixels_of(mask) == 255
    assert (fills[1] - fills[0])[inside].mean() > 20


def test_describe_tells_all_there_is_to_know(weights: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("describe", weights) == 0
    text = capsys.readouterr().out
    is_migan = "MI-GAN" in text
    for words in (
        weights.name,
        "sha256",
        " parameters, ",
        "Trained elsewhere.",
        "Licence: the file states none.",
        "This version can run it.",
        "ICCV 2023" if is_migan else "WACV 2022",
        "exactly 64 x 64 pixels" if is_migan else "multiples of 8",
    ):
        assert words in text
    assert run("describe", weights, "--json") == 0
    output = json.loads(capsys.readouterr().out)
    assert output["architecture"] == ("mi-gan" if is_migan else "lama-fourier")
    assert output["expects"]["values"] == ("-1..1" if is_migan else "0..1")
    assert output["runs"] is True
    assert len(output["sha256"]) == 64
    assert output["bytes"] == weights.stat().st_size
    assert output["parameters"] > 0


def test_convert_keeps_them_safe_and_asks_before_it_writes_over(
    weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = tmp_path / "made.safetensors"
    before = weights.read_bytes()
    assert run("convert", weights, made, "--licence", "CC0") == 0
    assert "Every number was kept as it was." in capsys.readouterr().out
    assert run("describe", made) == 0
    assert "Licence: CC0." in capsys.readouterr().out
    whole = made.read_bytes()
    assert run("convert", weights, made) == 2
    assert "is there already, and is not written over" in capsys.readouterr().err
    assert made.read_bytes() == whole
    assert run("convert", weights, made, "--half", "--overwrite") == 0
    assert "rounded to 16 bits" in capsys.readouterr().out
    assert len(made.read_bytes()) < len(whole)
    assert weights.read_bytes() == before


def refused(capsys: pytest.CaptureFixture[str], *call: object) -> tuple[int, str]:
    code = run(*call)
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("inpaint-studio: ")
    assert output.err.count("\n") == 1
    assert "Traceback" not in output.err
    return code, output.err


def test_convert_refuses_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    foreign = tmp_path / "lama.pt"
    torch.save(net_of(LAMA).state_dict(), foreign)
    before = sorted(path.name for path in tmp_path.iterdir())
    for target, code in (
        (foreign, 2),
        (tmp_path, 2),
        (tmp_path / "lama.txt", 2),
        (tmp_path / "gone" / "lama.safetensors", 1),
    ):
        assert refused(capsys, "convert", foreign, target)[0] == code
    assert refused(capsys, "convert", foreign, foreign, "--overwrite")[0] == 2
    assert refused(capsys, "convert", tmp_path / "missing.pt", tmp_path / "a.safetensors")[0] == 1
    broken = tmp_path / "broken.pt"
    broken.write_bytes(foreign.read_bytes()[:-100])
    assert refused(capsys, "convert", broken, tmp_path / "a.safetensors")[0] == 1
    broken.unlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_convert_writes_a_graph(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("onnxruntime", reason="the extra onnx is not installed")
    torch.save(net_of(MIGAN).state_dict(), tmp_path / "migan.pt")
    assert run("convert", tmp_path / "migan.pt", tmp_path / "migan.onnx") == 0
    output = capsys.readouterr().out
    assert "ONNX opset 18" in output
    assert (tmp_path / "migan.onnx").stat().st_size > 10_000
    code, sentence = refused(capsys, "describe", tmp_path / "migan.onnx")
    assert code == 1
    assert "an ONNX graph, which is written here but not read" in sentence


def test_a_bad_checkpoint_of_any_kind_fails_before_anything_is_filled(
    photo: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture, mask = photo
    torch.save({"a": torch.zeros(3)}, tmp_path / "other.pt")
    (tmp_path / "pictures").mkdir()
    call = ("fill", tmp_path / "pictures", "--mask", tmp_path, "--output", tmp_path / "out", "--checkpoint")
    picture.rename(tmp_path / "pictures" / "photo.png")
    mask.rename(tmp_path / "photo.png")
    assert refused(capsys, *call, tmp_path / "other.pt")[0] == 1
    assert not (tmp_path / "out").exists()
