"""The question what is to become of a run when its window closes."""

from typing import Literal

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from inpaint_studio.ui.kit.buttons import dress_box

Answer = Literal["stop", "hide", "cancel"]


def ask_about_run(parent: QWidget, text: str) -> Answer:
    """ "stop" to stop and save the run, "hide" to let it go on without the window, or "cancel"."""

    def tr(source: str) -> str:
        return QCoreApplication.translate("training", source)

    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(tr("A generator is being trained"))
    box.setText(text)
    box.setInformativeText(tr("It is a process of its own: it can also go on by itself, and is found here again."))
    stop = box.addButton(tr("&Stop and save"), QMessageBox.ButtonRole.AcceptRole)
    hide = box.addButton(tr("&Let it go on"), QMessageBox.ButtonRole.ActionRole)
    box.setDefaultButton(stop)
    box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Cancel))
    dress_box(box)
    box.exec()
    clicked = box.clickedButton()
    box.deleteLater()
    return "stop" if clicked is stop else "hide" if clicked is hide else "cancel"
