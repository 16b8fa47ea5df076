"""Photographs are counted, and shown with the holes they will get."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.training.dialog import TrainingDialog

from .driving import LONG


def test_photographs_are_counted_and_the_rest_is_named_with_its_reason(
    dialog: TrainingDialog, qtbot: QtBot, photographs: Path
) -> None:
    dialog.choose_photographs(photographs)
    qtbot.waitUntil(lambda: "5 photographs" in dialog.settings.count_note.text(), timeout=LONG)
    assert "112" in dialog.settings.count_note.text()
    skipped = dialog.photographs.skipped.toPlainText()
    assert "letter.txt is not a picture." in skipped
    assert "cut.jpg cannot be decoded." in skipped
    previews = dialog.photographs.previews.previews
    assert len(previews) == 5
    assert all(preview.hole.any() and preview.pixels.std() > 0 for preview in previews)


def test_several_folders_are_counted_together_and_learnt_from(
    dialog: TrainingDialog, qtbot: QtBot, photographs: Path, tmp_path: Path
) -> None:
    more = tmp_path / "more"
    more.mkdir()
    for name in ("soft-1.png", "soft-2.png"):
        (more / name).write_bytes((photographs / name).read_bytes())
    dialog.choose_photographs(photographs)
    dialog.settings.photographs.add(str(more))
    qtbot.waitUntil(lambda: "7 photographs" in dialog.settings.count_note.text(), timeout=LONG)
    dialog.settings.run_folder.setText(str(tmp_path / "run"))
    dialog.settings.crop.setCurrentIndex(dialog.settings.crop.findData(64))
    assert dialog.config().places == (photographs, more)
    dialog.settings.photographs.list.setCurrentRow(0)
    qtbot.mouseClick(dialog.settings.photographs.remove_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "2 photographs" in dialog.settings.count_note.text(), timeout=LONG)
    assert dialog.config().places == (more,)


def test_the_previews_show_holes_like_mine_where_they_are_wanted(
    dialog: TrainingDialog, qtbot: QtBot, photographs: Path
) -> None:
    document = Document(Picture(np.zeros((80, 90, 3), np.uint8)))
    document.mask[10:30, 20:60] = 255
    dialog.set_document(document)
    dialog.choose_photographs(photographs)
    qtbot.waitUntil(lambda: len(dialog.photographs.previews.previews) == 5, timeout=LONG)
    assert all(preview.kind != "yours" for preview in dialog.photographs.previews.previews)
    dialog.settings.own_holes.setChecked(True)
    qtbot.waitUntil(lambda: any(p.kind == "yours" for p in dialog.photographs.previews.previews), timeout=LONG)
    assert sum(preview.kind == "yours" for preview in dialog.photographs.previews.previews) == 3
