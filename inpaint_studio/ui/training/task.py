"""What a run learns: to fill holes, or to enlarge by a factor, faithfully or with texture."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QComboBox, QWidget

from inpaint_studio.model.nets.config import FACTORS
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.resources import resource

FILL = "fill"
_SHIPPED = "standard"  # the shipped checkpoint that fills

# Faithful nets learn fast and by L1 alone. Texture is learnt from one of them, from its first step; on processors the
# feature loss needs a weight of 4, or L1 holds the net where it is.
_FAITHFUL: dict[str, Any] = {"learning_rate": 8e-4, "cooldown": 1.0, "crop_later": ()}
_TEXTURE: dict[str, Any] = {
    "learning_rate": 4e-4,
    "cooldown": 1.0,
    "crop_later": (),
    "perceptual_from": 0.0,
    "adversarial_from": 0.0,
    "perceptual": 4.0,
    "perceptual_smaller": 1,
    "adversarial": 0.1,
    "matching": 20.0,
    "warmup": 60,
}


def key_of(task: str, factor: int, texture: bool) -> str:
    """A task in one word: "fill", "enlarge-2", "enlarge-2-texture"."""
    return FILL if task == FILL else f"{task}-{factor}{'-texture' if texture else ''}"


def shipped_for(key: str) -> Path:
    """The shipped checkpoint that a run of this task may begin with: of a factor the faithful one."""
    _, *parts = key.split("-")
    if not parts:
        return resource(f"checkpoints/{_SHIPPED}.safetensors")
    return resource(f"enlarge/x{parts[0]}.safetensors")


def all_shipped() -> frozenset[str]:
    """The paths of those of every task."""
    keys = [FILL, *(key_of("enlarge", factor, False) for factor in FACTORS)]
    return frozenset(str(shipped_for(key)) for key in keys)


def with_task(config: TrainingConfig, key: str) -> TrainingConfig:
    """The config of a new run of this task. Raises ValueError for an unknown one."""
    if key == FILL:
        return config
    task, factor, *texture = key.split("-")
    recipe = _TEXTURE if texture else _FAITHFUL
    if config.start_from is not None and not texture:
        recipe = recipe | {"learning_rate": 2e-4}
    enlarging = replace(config, task=task, factor=int(factor), texture=bool(texture), holes=None, look_at=None)
    return replace(enlarging, **recipe)


class TaskBox(QComboBox):
    """Chooses among the tasks; the data of an item is its key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.addItem(self.tr("Fill holes"), FILL)
        for texture in (False, True):
            name = self.tr("Enlarge {factor} times, with texture") if texture else self.tr("Enlarge {factor} times")
            for factor in FACTORS:
                self.addItem(name.format(factor=factor), key_of("enlarge", factor, texture))
        self.setToolTip(self.tr("What the run learns: to fill holes, or to make pictures larger"))

    @property
    def key(self) -> str:
        return str(self.currentData())

    def show_key(self, key: str) -> None:
        """Choose a task; filling where there is none of that name."""
        self.setCurrentIndex(max(0, self.findData(key)))
