"""A tiny generator, tiny photographs, and a run of them that takes a second."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from inpaint_studio.model.nets.config import PRESETS, GeneratorConfig
from inpaint_studio.model.photographs.crops import Level
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.finder_samples import StoredPhotographs


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """The preset "standard" is a net that learns in no time, on one thread."""
    torch.set_num_threads(1)
    small = GeneratorConfig(channels=(8, 8, 16), middle=(1, 0), gate_channels=8, down_blocks=(0, 1), up_blocks=(1, 0))
    monkeypatch.setitem(PRESETS, "standard", small)


@pytest.fixture(scope="module")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photographs")
    for i in range(6):
        rng = np.random.default_rng(i)
        coarse = Image.fromarray(rng.integers(0, 255, (6, 7, 3), np.uint8))
        picture = np.asarray(coarse.resize((140, 120), Image.Resampling.BICUBIC)).astype(float)
        noisy = np.clip(picture + rng.normal(0, 10, picture.shape), 0, 255).astype(np.uint8)
        Image.fromarray(noisy).save(folder / f"{i}.png")
    return folder


@pytest.fixture(scope="module")
def stored_photographs(tmp_path_factory: pytest.TempPathFactory) -> StoredPhotographs:
    """Five small pictures in the file that the finder's samples are cut from."""
    path = tmp_path_factory.mktemp("photographs") / "pixels.bin"
    rng = np.random.default_rng(0)
    places, offset = [], 0
    with path.open("wb") as stream:
        for _ in range(5):
            rows, columns = np.mgrid[:120, :140]
            grey = 128 + 60 * np.sin(rows / rng.uniform(10, 40)) * np.cos(columns / rng.uniform(10, 40))
            pixels = np.clip(grey[..., None] + rng.normal(0, 4, (120, 140, 3)), 0, 255).astype(np.uint8)
            stream.write(pixels.tobytes())
            places.append(Level(offset, 120, 140))
            offset += pixels.nbytes
    return StoredPhotographs(path, tuple(places))


@pytest.fixture
def config(photographs: Path, tmp_path: Path, tiny: None) -> TrainingConfig:
    """Losses of every kind after a third of the run; nothing told but at the end."""
    return TrainingConfig(
        photographs,
        tmp_path / "run",
        images=24,
        batch=2,
        crop=32,
        crop_later=(64,),
        adversarial_from=0.3,
        r1=1.0,
        augment=True,
        warmup=4,
        average=8,
        device="cpu",
        bfloat16=False,
        validation_pictures=1,
        sample_every=1_000_000,
        report_every=1e9,
        state_minutes=1e9,
    )
