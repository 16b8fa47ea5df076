"""Small pictures of panels and dialogs, kept in the repository, so that a change of style is seen in review."""

import os
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtWidgets import QWidget

from .checks import rendered

FOLDER = Path(__file__).with_name("snapshots")
RENEWS = os.environ.get("RENEW_SNAPSHOTS") == "1"
_SHRINK = 2  # what is stored is half as wide and high
_CELL = 8  # pixels of a stored picture that are compared as one
_LARGEST = 12  # difference of a cell, of 255, that is still the same
_FEW, _SHARE = 3, 0.006  # cells that may differ: a cursor, a version, a letter of another hinting


def problem(name: str, widget: QWidget, theme: str, failures: Path) -> str | None:
    """What is wrong with a widget's look, None where it is as stored. `failures` gets both, side by side."""
    seen = Image.fromarray(rendered(widget, widget.rect()))
    seen = seen.resize((max(1, seen.width // _SHRINK), max(1, seen.height // _SHRINK)), Image.Resampling.BOX)
    path = FOLDER / theme / f"{name}.webp"
    if RENEWS:
        path.parent.mkdir(parents=True, exist_ok=True)
        seen.save(path, quality=60, method=6)
        return None
    if not path.exists():
        return f"{name}: there is no {path.relative_to(FOLDER)}"
    with Image.open(path) as stored:
        before = stored.convert("RGB")
    if before.size != seen.size:
        what = f"{name}: {seen.size} instead of {before.size}"
    else:
        cells = np.abs(_cells(before) - _cells(seen)).max(axis=2)
        differ = int((cells > _LARGEST).sum())
        if differ <= max(_FEW, _SHARE * cells.size):
            return None
        what = f"{name}: {differ} of {cells.size} cells differ"
    failures.mkdir(parents=True, exist_ok=True)
    both = Image.new("RGB", (before.width + seen.width + 8, max(before.height, seen.height)), (255, 0, 255))
    both.paste(before, (0, 0))
    both.paste(seen, (before.width + 8, 0))
    both.save(failures / f"{name}-{theme}.png")
    return what


def _cells(picture: Image.Image) -> np.ndarray:
    """(rows, columns, 3) means of cells."""
    width, height = -(-picture.width // _CELL), -(-picture.height // _CELL)
    return np.asarray(picture.resize((width, height), Image.Resampling.BOX), dtype=np.int16)
