from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from inpaint_studio.editing.geometry import Size
from inpaint_studio.ui.marks.asking import Asking


def test_dialogs_begin_where_the_last_pictures_lay_and_a_mark_is_named_as_one(
    qtbot, preferences, tmp_path, monkeypatch
):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    asking = Asking(preferences, window)
    asking.remember([tmp_path / "a.png"])
    begun = []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *given: begun.append(given[2]) or "")
    assert asking.folder() == []
    assert begun == [str(tmp_path)]
    saved: list[Path] = []
    asking.where_to_save_mark(Size(60, 40), saved.append)
    (dialog,) = window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "studio.png"))
    dialog.reject()
    assert saved == [tmp_path / "studio.mark.png"]
    preferences.set_flag("save/keep_backup", False)
    asking.whether_to_replace(2, lambda: None)
    assert asking.question.informativeText().startswith("They are lost")
    asking.question.reject()
