"""Runs that begin with what another has learnt: which checkpoints can, and learning from one picture alone."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.model.nets.config import PRESETS, EnlargeConfig
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.ui.training import jobs as training_jobs
from inpaint_studio.ui.training.choices import LOOK, REPORT_SECONDS
from inpaint_studio.ui.training.task import key_of

# Learning from one picture alone: small steps from a good beginning, judged often, put back when it gets worse.
TUNE: dict[str, Any] = {
    "images": 2_000,
    "minutes": 15.0,
    "batch": 8,  # of crops of 128 pixels; fewer of larger ones
    "crop_later": (),
    # Measured with crops of 256 pixels on three photographs of 1,070 to 1,280 pixels, in dB ahead of the smooth fill:
    # +.10 after 240 images (50 CPU seconds) where columns repeat, +.02 on dunes, +.01 on spices; 5e-5 loses.
    "learning_rate": 1e-5,
    "warmup": 100,
    "adversarial_from": 1.0,
    "average": 500,
    "short_side": training_jobs.TUNE_SIDE,
    "patience": 4,
    "sample_every": 120,
    "report_every": REPORT_SECONDS,
}
TUNED = "tune"  # folder within the run: the picture it learns from, and its damage


def preset_of(checkpoint: Path) -> str:
    """The preset that a run which begins with this checkpoint must have; of one that enlarges its task (`task`).

    Raises CheckpointError or ValueError, a sentence, where no run can begin with it.
    """
    description = describe(checkpoint)
    if isinstance(description.config, EnlargeConfig):
        return key_of("enlarge", description.config.factor, description.preset == "texture")
    preset = description.preset
    if preset not in PRESETS:
        text = QCoreApplication.translate(
            "training", "{name} was not made from one of the presets, so no run can begin with it."
        )
        raise ValueError(text.format(name=checkpoint.name))
    return preset


def config_for_one_picture(folder: Path, name: str, start: Path, device: str, has_hole: bool) -> TrainingConfig:
    """A run that learns from the whole part of the open picture alone, beginning with a checkpoint.

    name: of the picture's copy in the run folder, without a suffix.  has_hole: whether something is marked on it.
    Raises CheckpointError or ValueError, a sentence, where no run can begin with the checkpoint.
    """
    config = TrainingConfig(
        folder / TUNED / f"{name}.png",
        folder,
        damage=folder / TUNED / "damage.png",
        preset=preset_of(start),
        start_from=start,
        device=device,
        crop=training_jobs.TUNE_CROPS[0],
        look_at=folder / LOOK if has_hole else None,
    )
    return replace(config, **TUNE)
