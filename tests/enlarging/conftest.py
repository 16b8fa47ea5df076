"""Tiny nets that enlarge, in files, and an engine of them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from inpaint_studio.editing.picture import Picture
from inpaint_studio.enlarging import engine as engines
from inpaint_studio.enlarging.engine import Engine
from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.description import Description
from inpaint_studio.model.nets import architectures
from inpaint_studio.model.nets.config import DENOISE, FACTORS, EnlargeConfig


@pytest.fixture(scope="session")
def nets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of checkpoints by the names of the shipped ones. Their last layers are noise: no pixel is bicubic."""
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("nets")
    names = {f"x{factor}{suffix}": factor for factor in FACTORS for suffix in ("", "-texture")} | {"denoise": DENOISE}
    for seed, (name, factor) in enumerate(names.items()):
        torch.manual_seed(seed)
        config = EnlargeConfig(factor, 8, 1)
        net = architectures.build(config)
        torch.nn.init.normal_(net.last.weight, std=0.05)
        checkpoint.save(folder / f"{name}.safetensors", net.state_dict(), Description(config))
    return folder


@pytest.fixture
def engine(nets: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Engine]:
    """Makes engines of those nets."""
    monkeypatch.setattr(engines, "resource", lambda name: nets / Path(name).name)
    return lambda **options: Engine("cpu", threads=1, load=lambda: 0.0, **options)


@pytest.fixture
def picture() -> Picture:
    rng = np.random.default_rng(5)
    rows, columns = np.mgrid[:41, :60]
    waves = 128 + 60 * np.sin(rows / 5)[..., None] * np.cos(columns[..., None] / np.array([4, 6, 9]))
    return Picture(np.clip(waves + rng.normal(0, 9, waves.shape), 0, 255).astype(np.uint8), "church.jpg")
