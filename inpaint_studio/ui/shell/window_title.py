"""The title of a window: the picture in view, and whether anything of it is not saved."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.literal import title


def show_title(window: QWidget, session: Session) -> None:
    picture = session.pictures.in_view or session.pictures.coming
    if picture is None or (session.document is None and picture.document is None):
        window.setWindowTitle("Inpaint Studio")
        window.setWindowModified(False)
        return
    name = title(picture.name)
    if picture.returns_to is not None:
        host = title(picture.host or QCoreApplication.translate("Window", "another program"))
        name = QCoreApplication.translate("Window", "{name} for {host}").format(name=name, host=host)
    window.setWindowTitle(f"{name}[*] – Inpaint Studio")
    window.setWindowModified(picture.is_modified)
