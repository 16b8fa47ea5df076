"""Preferences of object selection: what outlines objects, and the files of the person's own that it runs."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QFormLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from inpaint_studio.finding.objects.chosen import ChosenOutliner
from inpaint_studio.finding.objects.outliner import FileFacts, Outliner, tried
from inpaint_studio.finding.objects.outliners import OUTLINERS, OWN
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.labels import note, show_note
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.sentences import sentence, spoken
from inpaint_studio.ui.kit.start_folder import start_folder

_CHOSEN = "objects/outliner"


class OutlinerFiles(QObject):
    """Which files each outliner runs, as they are remembered, and the trial before they are used.

    Signals:
        tried_out: a trial has ended well; what the files are, by their slots.
        refused: it has not; a sentence.
    """

    tried_out = Signal(dict)
    refused = Signal(str)

    def __init__(self, session: Session, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._preferences = session, preferences
        self.is_trying = False

    def chosen(self) -> Outliner:
        key = self._preferences.text(_CHOSEN, OWN.key)
        return OUTLINERS.get(key, OWN)

    def path(self, outliner: Outliner, slot: str) -> Path | None:
        text = self._preferences.text(f"objects/{outliner.key}/{slot}")
        return Path(text) if text else None

    def paths(self, outliner: Outliner) -> dict[str, Path]:
        paths = {slot.key: self.path(outliner, slot.key) for slot in outliner.files}
        return {key: path for key, path in paths.items() if path is not None}

    def hashes(self, outliner: Outliner) -> dict[str, str]:
        names = {slot.key: f"objects/{outliner.key}/{slot.key}-sha256" for slot in outliner.files}
        texts = {key: self._preferences.text(name) for key, name in names.items()}
        return {key: text for key, text in texts.items() if text}

    def set_path(self, outliner: Outliner, slot: str, path: Path) -> None:
        """Another file, which has not been tried."""
        self._preferences.set_text(f"objects/{outliner.key}/{slot}", str(path))
        self._preferences.set_text(f"objects/{outliner.key}/{slot}-sha256", "")

    def is_complete(self, outliner: Outliner) -> bool:
        return len(self.paths(outliner)) == len(outliner.files)

    def restore(self) -> None:
        """Outline with what was chosen and tried; with ours where it was not."""
        outliner = self.chosen()
        is_fit = len(self.hashes(outliner)) == len(outliner.files)
        self._use(outliner if is_fit else OWN)

    def use(self, outliner: Outliner) -> None:
        """Outline with this one from now on; one that runs files once they were tried on a worker."""
        if not outliner.files:
            self._preferences.set_text(_CHOSEN, outliner.key)
            self._use(outliner)
            return
        if self.is_trying or not self.is_complete(outliner):
            return
        self.is_trying, files = True, self.paths(outliner)

        def job() -> Iterator[dict[str, FileFacts]]:
            yield tried(outliner, files)

        self._session.workers.start(
            "try outliner", job, partial(self._accept, outliner, files), self._refuse, self._end
        )

    def _accept(self, outliner: Outliner, files: dict[str, Path], facts: dict[str, FileFacts]) -> None:
        if files == self.paths(outliner):
            for slot, fact in facts.items():
                self._preferences.set_text(f"objects/{outliner.key}/{slot}-sha256", fact.sha256)
            self._preferences.set_text(_CHOSEN, outliner.key)
            self._use(outliner)
            self.tried_out.emit(facts)

    def _refuse(self, error: Exception) -> None:
        self.refused.emit(sentence(error))

    def _end(self) -> None:
        self.is_trying = False

    def _use(self, outliner: Outliner) -> None:
        self._session.objects.outliner = ChosenOutliner(outliner, self.paths(outliner), self.hashes(outliner))


class ObjectPreferences(QWidget):
    """The choice, a button for each file, and what is known of them."""

    def __init__(self, files: OutlinerFiles, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files = files
        self.outliner = QComboBox(self)
        self.outliner.setAccessibleName(self.tr("Object selection"))
        for one in OUTLINERS.values():
            self.outliner.addItem(spoken(one.title), one.key)
        self.outliner.setCurrentIndex(self.outliner.findData(files.chosen().key))
        self.outliner.activated.connect(lambda _: self._choose())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.outliner)
        self.rows = QWidget(self)
        form = QFormLayout(self.rows)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(12)
        self.buttons: dict[str, QPushButton] = {}
        for one in OUTLINERS.values():
            for slot in one.files:
                button = self.buttons[slot.key] = QPushButton(self.rows)
                dress(button, "open")
                button.setAccessibleName(spoken(slot.title))
                button.setToolTip(self.tr("Choose an ONNX file of your own; it is tried on a small picture before use"))
                button.clicked.connect(partial(self._ask, one, slot.key))
                label = QLabel(spoken(slot.title), self.rows)
                label.setBuddy(button)
                form.addRow(label, button)
        column.addWidget(self.rows)
        self.note = note(self.tr("Object selection"))
        column.addWidget(self.note)
        files.tried_out.connect(self._show_facts)
        files.refused.connect(lambda words: show_note(self.note, words, is_error=True))
        self._show()

    @property
    def _outliner(self) -> Outliner:
        return OUTLINERS[self.outliner.currentData()]

    def _choose(self) -> None:
        self._show()
        if self._outliner.files and self._files.is_complete(self._outliner):
            show_note(self.note, self.tr("The files are being tried …"))
        self._files.use(self._outliner)

    def _ask(self, outliner: Outliner, slot: str) -> None:
        now = self._files.path(outliner, slot)
        begins = start_folder(now.parent if now is not None else None)
        dialog = QFileDialog(self, self.tr("Choose an ONNX file"), str(begins))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("ONNX graphs (*.onnx)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(lambda path: self.take_file(outliner, slot, Path(path)))
        dialog.open()

    def take_file(self, outliner: Outliner, slot: str, path: Path) -> None:
        self._files.set_path(outliner, slot, path)
        self._choose()

    def _show(self) -> None:
        outliner = self._outliner
        self.rows.setVisible(bool(outliner.files))
        show_note(self.note, "")
        for slot in outliner.files:
            path = self._files.path(outliner, slot.key)
            button = self.buttons[slot.key]
            button.setText(path.name if path is not None else self.tr("Choose a file …"))
        if outliner.files and not self._files.is_complete(outliner):
            show_note(self.note, self.tr("Choose both files. Until then objects are outlined by graph cut."))
        elif outliner.files:
            self._show_hashes(self._files.hashes(outliner))

    def _show_facts(self, facts: dict[str, FileFacts]) -> None:
        self._show_hashes({slot: fact.sha256 for slot, fact in facts.items()})

    def _show_hashes(self, hashes: dict[str, str]) -> None:
        titles = {slot.key: spoken(slot.title) for slot in self._outliner.files}
        if len(hashes) == len(titles):
            lines = [f"{titles[key]}: SHA-256 {digest[:16]}…" for key, digest in hashes.items()]
            show_note(self.note, "\n".join([self.tr("The files were tried and are used."), *lines]))
            self.note.setToolTip("\n".join(f"{titles[key]}: {digest}" for key, digest in hashes.items()))
