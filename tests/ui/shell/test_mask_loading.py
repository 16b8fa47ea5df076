"""Loading a mask: the dialog opens where the picture lies."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog


def test_a_mask_is_looked_for_beside_its_picture(open_window, picture_file):
    window = open_window(picture_file)
    window.actions_by_name["load_mask"].trigger()
    (dialog,) = [one for one in window.findChildren(QFileDialog) if one.isVisible()]
    assert Path(dialog.directory().absolutePath()) == picture_file.parent
    dialog.reject()
