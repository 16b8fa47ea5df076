"""Curves and numbers of a training run: the values, as they are read from a log and shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget


@dataclass
class Curve:
    """One named series. `dashed` curves stand for something to compare with."""

    name: str
    dashed: bool = False
    shown: bool = True
    x: list[float] = field(default_factory=list)  # images seen, rising
    y: list[float] = field(default_factory=list)


def grouped(number: float) -> str:
    """12345.6 -> "12,346": how counts of images are read."""
    return f"{round(number):,}"


class Reading(QLabel):
    """A number with its name above it, for a row of them."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.set("–")

    def set(self, value: str) -> None:
        self.value = value
        self.setText(f"<small>{self._name}</small><br><b>{value}</b>")
        self.setAccessibleName(f"{self._name}: {value}")


def reading_row(readings: Sequence[Reading]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(16)
    for reading in readings:
        row.addWidget(reading)
    row.addStretch(1)
    return row
