"""Generators as ONNX graphs: the same fills as torch's, in any batch and size."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from inpaint_studio.model.checkpoints import export as exporting
from inpaint_studio.model.checkpoints.checkpoint import Checkpoint
from inpaint_studio.model.checkpoints.description import KEY, CheckpointError, Description
from inpaint_studio.model.checkpoints.export import MatrixFourier, dense_membrane, export
from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import Config, GeneratorConfig, LamaConfig, MiganConfig
from inpaint_studio.model.nets.lama import Fourier
from inpaint_studio.model.nets.membrane import membrane

OURS = GeneratorConfig(channels=(8, 8, 16), middle=(1, 0), gate_channels=8)
BASELINE = GeneratorConfig(architecture="encoder-decoder", channels=(8, 16, 16), middle=(), gate_channels=16)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(3)


def opened(config: Config) -> Checkpoint:
    net = build(config).eval()
    with torch.no_grad():  # as they begin, last layers and noise are zero, and then much could be left out
        for name, values in net.state_dict().items():
            if not float(values.abs().max()) or "noise" in name:
                values.copy_(torch.randn_like(values) * 0.1)
    return Checkpoint(net, None, Description(config, note="for a test"))


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (37, 90), (64, 64), (130, 71)])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.97, 1.0])
def test_the_membrane_on_whole_grids_is_the_membrane(size: tuple[int, int], share: float) -> None:
    picture = torch.rand(2, 3, *size)
    mask = (torch.rand(2, 1, *size) < share).float()
    if share == 0.97:
        mask[:, :, : size[0] // 2 + 1] = 1
    assert float((dense_membrane(picture, mask) - membrane(picture, mask)).abs().max()) < 2e-5


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (8, 8), (7, 12), (16, 9)])
def test_fourier_transforms_by_matrices_are_fourier_transforms(size: tuple[int, int]) -> None:
    fourier = Fourier(3).eval()
    x = torch.randn(2, 3, *size)
    with torch.inference_mode():
        assert torch.allclose(MatrixFourier(fourier)(x), fourier(x), atol=1e-5)


@pytest.mark.parametrize("config", [OURS, BASELINE, LamaConfig(2, 8), MiganConfig(32, 4, 16)])
def test_a_graph_fills_as_torch_does(config: Config, tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx", reason="the extra onnx is not installed")
    runtime = pytest.importorskip("onnxruntime", reason="the extra onnx is not installed")
    source = opened(config)
    path = tmp_path / "net.onnx"
    exported = export(source, path)
    assert exported.difference < 1e-4
    assert exported.compared >= 3

    model = onnx.load(path)
    assert [(o.domain, o.version) for o in model.opset_import if not o.domain] == [("", 18)]
    assert {n.domain for n in model.graph.node} == {""}  # operators of the standard alone
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    assert Description.from_dict(json.loads(metadata[KEY])) == source.description

    session = runtime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    sizes = [(1, 32, 32), (3, 51, 77), (1, 200, 160)] if not isinstance(config, MiganConfig) else [(5, 32, 32)]
    for batch, height, width in sizes:
        picture = torch.rand(batch, 3, height, width)
        mask = (torch.rand(batch, 1, height, width) < 0.2).float()
        mask[:, :, 5 : height // 2, 4 : width // 2] = 1
        (fill,) = session.run(None, {"picture": picture.numpy(), "mask": mask.numpy()})
        with torch.inference_mode():
            expected = source.generator(picture, mask).numpy()
        assert fill.shape == expected.shape
        assert np.abs(fill - expected).max() < exporting.TOLERANCE
        assert np.abs(expected - expected.mean()).max() > 0.01  # a grey answer would agree with any other


def test_the_generator_is_left_as_it_was(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime", reason="the extra onnx is not installed")
    source = opened(LamaConfig(1, 4))
    before = {k: v.clone() for k, v in source.generator.state_dict().items()}
    export(source, tmp_path / "net.onnx")
    assert any(isinstance(part, Fourier) for part in source.generator.modules())
    assert all(torch.equal(v, before[k]) for k, v in source.generator.state_dict().items())


def test_a_graph_that_differs_from_torch_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("onnxruntime", reason="the extra onnx is not installed")

    class Wrong(nn.Module):
        def __init__(self, generator: nn.Module) -> None:
            super().__init__()
            self.generator = generator

        def forward(self, picture: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            return picture * 1.01 + mask * 0

    monkeypatch.setattr(exporting, "LamaGraph", Wrong)
    path = tmp_path / "net.onnx"
    path.write_bytes(b"what was there")
    with pytest.raises(CheckpointError, match="differ from torch's by up to"):
        export(opened(LamaConfig(1, 4)), path)
    assert path.read_bytes() == b"what was there"
    assert [p.name for p in tmp_path.iterdir()] == ["net.onnx"]


def test_what_is_missing_is_told_with_the_way_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(CheckpointError, match=r"pip install 'inpaint-studio\[onnx\]'"):
        export(opened(LamaConfig(1, 4)), tmp_path / "net.onnx")
    assert not list(tmp_path.iterdir())
