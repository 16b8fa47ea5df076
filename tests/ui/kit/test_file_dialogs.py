"""File dialogs of Qt: every column holds what stands in it, and the names have the rest."""

import pytest
from PySide6.QtWidgets import QFileDialog, QTreeView

from inpaint_studio.ui.kit import theme


@pytest.fixture
def folder(tmp_path):
    for name in ("grandmother in the garden.png", "b.jpg"):
        (tmp_path / name).write_bytes(bytes(4096))
    return tmp_path


def test_nothing_is_cut_off_and_names_have_the_room_that_is_left(qapp, qtbot, folder):
    theme.apply(qapp, "dark")
    dialog = QFileDialog(None, "Open", str(folder))
    qtbot.addWidget(dialog)
    dialog.open()

    def fits() -> bool:
        table = dialog.findChild(QTreeView, "treeView")
        if table.model().rowCount(table.rootIndex()) < 2:
            return False
        header = table.header()
        widths = [header.sectionSize(column) for column in range(header.count())]
        wanted = [table.sizeHintForColumn(column) for column in range(header.count())]
        return abs(sum(widths) - table.viewport().width()) <= 4 and all(
            w >= n for w, n in zip(widths, wanted, strict=True)
        )

    qtbot.waitUntil(fits, timeout=20_000)
