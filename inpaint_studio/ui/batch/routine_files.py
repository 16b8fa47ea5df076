"""Routines as files: which one to open, and where one is saved."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from inpaint_studio.ui.batch.routine_panel import RoutinePanel
from inpaint_studio.ui.document.save_place import Place, ask_where
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.kit.start_folder import start_folder

_KIND = "*.json"


class RoutineFiles(QObject):
    """Dialogs over the batch window; they begin in the folder of the last routine.

    Signals:
        message: a sentence for the person.
    """

    message = Signal(str)

    def __init__(self, panel: RoutinePanel, preferences: Preferences | None, window: QWidget) -> None:
        super().__init__(window)
        self._panel, self._preferences, self._window = panel, preferences, window
        panel.open_requested.connect(self.ask_open)
        panel.save_requested.connect(self.ask_where_to_save)

    def ask_open(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open a routine"), self._last(), self._filter())
        if name:
            self._remember(Path(name))
            self._panel.read(Path(name))

    def ask_where_to_save(self) -> None:
        title = spoken(self._panel.routine.title) or "routine"
        name = "".join(letter if letter.isalnum() or letter in " -_" else "_" for letter in title).strip()
        proposed = Path(self._last()) / f"{name}.json"
        ask_where(self._window, Place(self.tr("Save the routine"), (self._filter(),), proposed, ".json"), self.save)

    def save(self, path: Path) -> None:
        self._remember(path)
        self._panel.write(path, self._saved)

    def _saved(self, path: Path) -> None:
        self.message.emit(self.tr("The routine was saved as {name}.").format(name=one_line(path.name)))

    def _filter(self) -> str:
        return self.tr("Routines") + f" ({_KIND})"

    def _last(self) -> str:
        return str(start_folder(self._preferences.text("batch/routines") if self._preferences is not None else None))

    def _remember(self, path: Path) -> None:
        if self._preferences is not None:
            self._preferences.set_text("batch/routines", str(path.parent))
