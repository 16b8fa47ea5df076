"""The routine beside the pictures: its cards, its file, the examples, and what becomes of a change while a job runs."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.ui.batch.card_list import CardList
from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.labels import note, show_note
from inpaint_studio.ui.kit.literal import literal
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.work.routines.examples import example, example_names
from inpaint_studio.work.routines.routine import Routine, read_routine, write_routine

WIDTH = 360  # pixels
_TITLES = {
    "dates": QT_TRANSLATE_NOOP("RoutineExamples", "Date stamps of cameras"),
    "dust": QT_TRANSLATE_NOOP("RoutineExamples", "Dust and scratches on scans"),
    "watermark": QT_TRANSLATE_NOOP("RoutineExamples", "One watermark on many photographs"),
}


def _titled(name: str) -> Routine:
    """An example, with its title in the person's language."""
    routine = example(name)
    return replace(routine, title=QCoreApplication.translate("RoutineExamples", _TITLES.get(name, routine.title)))


class RoutinePanel(QWidget):
    """Signals:
    changed: the routine is another one, whoever changed it.
    open_requested, save_requested: of its file.
    job_requested: a new job with the routine as it stands now.
    failed: an exception.
    """

    changed = Signal()
    open_requested = Signal()
    save_requested = Signal()
    job_requested = Signal()
    failed = Signal(Exception)

    def __init__(self, workers: Workers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workers = workers
        self._of_job: Routine | None = None  # of the job that is shown
        self.setFixedWidth(WIDTH)
        self.title = QLineEdit(self)
        self.title.setPlaceholderText(self.tr("Name of the routine"))
        self.title.setAccessibleName(self.title.placeholderText())
        self.title.setMaxLength(200)
        self.title.textEdited.connect(self._retitled)
        self.examples = self._button(self.tr("Examples"), "mdi6.lightbulb-outline", self.tr("Routines to begin with"))
        self.examples.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.examples.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.examples)
        for name in example_names():
            menu.addAction(literal(_titled(name).title)).triggered.connect(partial(self._use, name))
        self.examples.setMenu(menu)
        self.open = self._button("", "open", self.tr("Open a routine from its file (Ctrl+Shift+O)"))
        self.save = self._button("", "save", self.tr("Save the routine as a file (Ctrl+S)"))
        self.open.clicked.connect(self.open_requested)
        self.save.clicked.connect(self.save_requested)
        files = QHBoxLayout()
        files.addWidget(self.title, 1)
        files.addWidget(self.open)
        files.addWidget(self.save)
        self.cards = CardList(self)
        self.cards.changed.connect(self._changed)
        self.other = QFrame(self)
        self.other.setObjectName("messageBar")
        words = note(self.tr("What becomes of the change"))
        show_note(
            words,
            self.tr(
                "This is another routine than the job's. The job goes on with its own; with this one it is a new job."
            ),
        )
        self.new_job = QPushButton(self.tr("New job with it…"), self)
        self.new_job.setToolTip(self.tr("The same pictures by this routine, in a job of its own"))
        self.new_job.setProperty("role", "primary")
        self.take_back = QPushButton(self.tr("Take back"), self)
        self.take_back.setToolTip(self.tr("Show the routine of the job again"))
        dress(self.new_job, "add")
        dress(self.take_back, "undo")
        self.new_job.clicked.connect(self.job_requested)
        self.take_back.clicked.connect(self._take_back)
        buttons = QHBoxLayout()
        buttons.addWidget(self.new_job)
        buttons.addWidget(self.take_back)
        column = QVBoxLayout(self.other)
        column.addWidget(words)
        column.addLayout(buttons)
        self.other.hide()
        inside = QWidget(self)
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(0, 0, 12, 0)
        lines.addWidget(self.cards)
        scroll = QScrollArea(self)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the control that has the keyboard
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(files)
        whole.addWidget(self.examples, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addWidget(self.other)
        whole.addWidget(scroll, 1)
        self.show_routine(_titled("dust"))

    @property
    def routine(self) -> Routine:
        return self.cards.routine

    @property
    def trouble(self) -> str:
        return self.cards.trouble()

    def show_routine(self, routine: Routine) -> None:
        self.cards.set_routine(routine)
        self.title.setText(spoken(routine.title))
        self._changed()

    def set_job_routine(self, routine: Routine | None) -> None:
        """Of the job that is shown; None = there is none yet."""
        self._of_job = routine
        if routine is not None:
            self.show_routine(routine)
        else:
            self._changed()

    @property
    def is_other(self) -> bool:
        """Whether it is another one than the job's."""
        return self._of_job is not None and self._of_job.hash != self.routine.hash

    def read(self, path: Path) -> None:
        def read() -> Iterator[Routine]:
            yield read_routine(path)

        self._workers.start(f"routine {path.name}", read, self.show_routine, self.failed.emit)

    def write(self, path: Path, done: Callable[[Path], None]) -> None:
        routine = self.routine

        def write() -> Iterator[Path]:
            write_routine(routine, path)
            yield path

        self._workers.start(f"routine {path.name}", write, done, self.failed.emit)

    def _use(self, name: str, _: bool = False) -> None:
        self.show_routine(_titled(name))

    def _take_back(self) -> None:
        if self._of_job is not None:
            self.show_routine(self._of_job)

    def _retitled(self, text: str) -> None:
        self.cards.set_routine(replace(self.routine, title=text))

    def _changed(self) -> None:
        self.other.setVisible(self.is_other)
        self.changed.emit()

    def _button(self, text: str, glyph: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(text or tip)
        dress(button, glyph)
        return button
