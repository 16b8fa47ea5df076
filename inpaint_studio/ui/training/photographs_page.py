"""The page of photographs: what a run would learn from, counted on a worker, and which files are skipped."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from inpaint_studio.editing.picture import Mask
from inpaint_studio.ui.kit.sentences import sentence, spoken
from inpaint_studio.ui.kit.worker import Errand, Workers
from inpaint_studio.ui.training.photographs import Scan, scan, summary
from inpaint_studio.ui.training.previews import PreviewGrid


class PhotographsPage(QWidget):
    """Counts photographs, and shows some of them with the holes they will get.

    Signals:
        counted: the count so far as a sentence, empty for none; and whether it is an error.
    """

    counted = Signal(str, bool)

    def __init__(self, workers: Workers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scan: Scan | None = None  # the whole count of the present folders
        self._workers = workers
        self._errand: Errand | None = None
        self.previews = PreviewGrid()
        self.skipped = QPlainTextEdit()
        self.skipped.setReadOnly(True)
        self.skipped.setAccessibleName(self.tr("Files that were skipped, and why"))
        self.skipped.setPlaceholderText(self.tr("Files that cannot be used are listed here, each with its reason."))
        self.skipped.setMaximumHeight(120)
        area = QScrollArea()
        area.setWidget(self.previews)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.addWidget(area, 1)
        layout.addWidget(self.skipped)

    @property
    def is_counting(self) -> bool:
        return self._errand is not None

    def count(self, places: Sequence[str], own: Sequence[Mask] = ()) -> None:
        """Count the photographs of these folders; none for no folder. own: masks that holes are cut from."""
        self.cancel()
        self.scan = None
        self.previews.show_previews(())
        self.skipped.clear()
        self.counted.emit("", False)
        if places:
            paths = [Path(place) for place in places]
            self._errand = self._workers.start(
                "counting photographs", lambda: scan(paths, own=own), self._take, self._fail
            )

    def cancel(self) -> None:
        """Give up the present count, and wait for nothing: its thread may be importing torch."""
        if self._errand is not None:
            self._errand.drop()
            self._errand = None

    def _take(self, scan: Scan) -> None:
        self.counted.emit(summary(scan), scan.is_done and not scan.photographs)
        if scan.is_done:
            self.scan = scan
            self._errand = None
            self.previews.show_previews(scan.previews)
            self.skipped.setPlainText("\n".join(spoken(f"{name} {why}") for name, why in scan.reasons))

    def _fail(self, error: Exception) -> None:
        self._errand = None
        self.counted.emit(sentence(error), True)
