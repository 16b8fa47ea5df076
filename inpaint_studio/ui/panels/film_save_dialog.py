"""How a film is saved: exactly, or in its own kind; what each would do to its frames is told before."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.ui.document.stack_saving import FilmChoice
from inpaint_studio.ui.kit.buttons import dress, dress_box
from inpaint_studio.ui.kit.sentences import spoken

_WIDTH = 520
_NAMES = {".mkv": "Matroska (.mkv), FFV1", ".mp4": "MP4 (.mp4), H.264"}


class FilmSaveDialog(QDialog):
    """Asks once a film.

    Signals:
        chosen: the FilmChoice.
    """

    chosen = Signal(object)

    def __init__(self, choices: Sequence[FilmChoice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Save the film"))
        self._exact = [choice for choice in choices if choice.how == "exact"]
        self._same = next(choice for choice in choices if choice.how == "same")
        self.exact = QRadioButton(self.tr("&Exact: every sample outside the fills stays as it is"), self)
        self.same = QRadioButton(self.tr("&Same kind, as {suffix}").format(suffix=self._same.suffix), self)
        group = QButtonGroup(self)
        for button in (self.exact, self.same):
            group.addButton(button)
            button.toggled.connect(self._follow)
        self.formats = QComboBox(self)
        self.formats.setAccessibleName(self.tr("Format of the exact film"))
        for choice in self._exact:
            self.formats.addItem(_NAMES.get(choice.suffix, choice.suffix))
        self.formats.currentIndexChanged.connect(self._follow)
        self.about_exact, self.about_same = self._about(), self._about()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.save = self.buttons.addButton(self.tr("Save…"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setProperty("role", "primary")
        dress(self.save, "save")
        dress_box(self.buttons)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self.exact, 1)
        head.addWidget(self.formats)
        column.addLayout(head)
        column.addWidget(self.about_exact)
        column.addSpacing(10)
        column.addWidget(self.same)
        column.addWidget(self.about_same)
        column.addSpacing(12)
        column.addWidget(self.buttons)
        self.setMinimumWidth(_WIDTH)
        self.about_same.setText(" ".join(map(spoken, self._same.forecast.sentences())))
        self.same.setEnabled(not self._same.forecast.refusal)
        (self.exact if self._same.forecast.refusal else self.same).setChecked(True)
        self._follow()

    @property
    def choice(self) -> FilmChoice:
        return self._exact[self.formats.currentIndex()] if self.exact.isChecked() else self._same

    def _about(self) -> QLabel:
        label = QLabel(self)
        label.setWordWrap(True)
        label.setProperty("role", "faint")
        label.setContentsMargins(24, 0, 0, 0)
        return label

    def _follow(self) -> None:
        exact = self._exact[self.formats.currentIndex()]
        words = [spoken(sentence) for sentence in exact.forecast.sentences()]
        if not exact.forecast.refusal and exact.most_bytes is not None:
            size = QLocale().formattedDataSize(exact.most_bytes)
            words.append(self.tr("The file is larger than the film was: at most {size}.").format(size=size))
        self.about_exact.setText(" ".join(words))
        self.formats.setEnabled(self.exact.isChecked())
        self.save.setEnabled(not self.choice.forecast.refusal)

    def _accept(self) -> None:
        self.accept()
        self.chosen.emit(self.choice)
