"""What is seen goes to Inpaint Studio as a PNG of the document's depth; what was filled comes back as a layer.

Krita has PyQt5 and no numpy: pixels cross as QImage. Its integer colours lie in memory as blue, green, red, alpha.
"""

import os
import shlex
import tempfile
from pathlib import Path

from krita import Extension, Krita
from PyQt5.QtCore import QProcess, QProcessEnvironment, Qt
from PyQt5.QtGui import QGuiApplication, QImage
from PyQt5.QtWidgets import QMessageBox

from .pixels import DEPTHS, image_of, layer_of, mask_of

CHANGED, UNCHANGED = 0, 3  # exit codes of `inpaint-studio --return`
TITLE = "Inpaint Studio"


def command() -> list:
    """The words that start the program."""
    return shlex.split(os.environ.get("INPAINT_STUDIO", "inpaint-studio"))


class InpaintStudio(Extension):
    def __init__(self, parent):
        super().__init__(parent)
        self._process = None  # one at a time
        self._errors = ""

    def setup(self):
        pass

    def createActions(self, window):
        fill = window.createAction("inpaint_studio_fill", "Fill the selection with Inpaint Studio", "tools/scripts")
        fill.triggered.connect(self.fill)
        edit = window.createAction("inpaint_studio_edit", "Edit in Inpaint Studio", "tools/scripts")
        edit.triggered.connect(self.edit)

    def fill(self):
        """Fill the selection without a window of the program."""
        document = Krita.instance().activeDocument()
        if document is None or not self._fits(document):
            return
        if document.selection() is None:
            self._say("Select what is to be filled first.")
            return
        folder = tempfile.TemporaryDirectory(prefix="inpaint-studio-")
        picture, mask, output = (Path(folder.name) / name for name in ("picture.png", "mask.png", "filled.png"))
        if not self._write(document, picture, mask):
            return
        words = ["fill", str(picture), "--mask", str(mask), "--output", str(output)]

        def ended(code):
            if code == 0:
                self._add_layer(document, output, mask)
            else:
                self._say(self._failure())
            folder.cleanup()

        self._start(words, ended)

    def edit(self):
        """Edit what is seen in the program's window."""
        document = Krita.instance().activeDocument()
        if document is None or not self._fits(document):
            return
        folder = tempfile.TemporaryDirectory(prefix="inpaint-studio-")
        picture, mask = (Path(folder.name) / name for name in ("picture.png", "mask.png"))
        if not self._write(document, picture, mask):
            return
        words = ["--return", str(picture), "--host", "Krita", *(["--mask", str(mask)] if mask.exists() else [])]

        def ended(code):
            if code == CHANGED:
                self._add_layer(document, picture, None)
            elif code != UNCHANGED:
                self._say(self._failure())
            folder.cleanup()

        self._start(words, ended)

    def _fits(self, document) -> bool:
        if (document.colorModel(), document.colorDepth()) in DEPTHS:
            return True
        self._say("Documents of 8 or 16 bits, grey or RGB, can be filled. Convert this one by Image > Convert.")
        return False

    def _write(self, document, picture: Path, mask: Path) -> bool:
        """The projection as a PNG, and the selection as another where there is one."""
        document.refreshProjection()
        width, height = document.width(), document.height()
        kind = document.colorModel(), document.colorDepth()
        written = image_of(document.pixelData(0, 0, width, height), width, height, kind).save(str(picture), "PNG")
        selection = document.selection()
        if written and selection is not None:
            written = mask_of(selection.pixelData(0, 0, width, height), width, height).save(str(mask), "PNG")
        if not written:
            self._say(f"The picture could not be written to {picture.parent}.")
        return written

    def _start(self, words, ended):
        if self._process is not None:
            self._say("It is still at work on another picture.")
            return
        program, *first = command()
        process = self._process = QProcess()
        environment = QProcessEnvironment.systemEnvironment()
        for name in ("PYTHONPATH", "PYTHONHOME"):  # of Krita's own Python
            environment.remove(name)
        process.setProcessEnvironment(environment)
        QGuiApplication.setOverrideCursor(Qt.BusyCursor)

        def finish(code):
            QGuiApplication.restoreOverrideCursor()
            self._errors = bytes(process.readAllStandardError()).decode(errors="replace").strip()
            self._process = None
            ended(code)

        process.finished.connect(lambda code, status: finish(code if status == QProcess.NormalExit else 1))
        process.errorOccurred.connect(lambda error: finish(1) if error == QProcess.FailedToStart else None)
        process.start(program, [*first, *words])

    def _failure(self) -> str:
        program = command()[0]
        return (
            self._errors[-600:] or f"{program} could not be started. Set INPAINT_STUDIO to the command of the program."
        )

    def _add_layer(self, document, path: Path, mask: "Path | None"):
        """A layer above the one in use; with a mask only what it marks, else what differs from what was seen."""
        filled = QImage(str(path))
        width, height = document.width(), document.height()
        if filled.isNull() or (filled.width(), filled.height()) != (width, height):
            self._say("What came back is no picture of the document's size.")
            return
        kind = document.colorModel(), document.colorDepth()
        before = document.pixelData(0, 0, width, height)
        marked = QImage(str(mask)) if mask is not None else None
        layer = document.createNode("Inpaint Studio", "paintlayer")
        layer.setPixelData(layer_of(filled, before, marked, kind), 0, 0, width, height)
        active = document.activeNode()
        parent = active.parentNode() if active is not None and active.parentNode() is not None else document.rootNode()
        parent.addChildNode(layer, active if parent is not document.rootNode() or active is not None else None)
        document.refreshProjection()

    def _say(self, text: str):
        window = Krita.instance().activeWindow()
        QMessageBox.information(window.qwindow() if window is not None else None, TITLE, text)
