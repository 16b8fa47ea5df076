"""The earlier runs: listed, compared, resumed, annotated and deleted."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHeaderView,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.model.checkpoints.description import CheckpointError
from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.ui.kit.buttons import dress, dress_box
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.ui.training.curves import grouped
from inpaint_studio.ui.training.notes import RunNotes
from inpaint_studio.ui.training.run_folder import LOG, RunFolder, goes_on, runs_in, size_of


class RunsPanel(QWidget):
    """The runs beside the present one, to be resumed, compared or deleted.

    Signals:
        chosen: the folder of the run to resume.
        compared: the run whose curves are to be laid under the present ones; None for none.
        checkpoint_chosen: a snapshot to be used in the editor.
        start_chosen: a snapshot that a new run is to begin with.
    """

    chosen = Signal(Path)
    compared = Signal(object)
    checkpoint_chosen = Signal(Path)
    start_chosen = Signal(Path)

    def __init__(self, workers: Workers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder: Path | None = None
        self._running: Path | None = None
        self._runs: list[RunFolder] = []
        self.where = QLabel()
        self.where.setTextFormat(Qt.TextFormat.PlainText)
        self.where.setWordWrap(True)
        self.list = QTreeWidget()
        self.list.setAccessibleName(self.tr("Earlier runs"))
        self.list.setHeaderLabels(
            [
                self.tr("Run"),
                self.tr("Preset"),
                self.tr("Images seen"),
                self.tr("Ahead of the smooth fill"),
                self.tr("Last"),
            ]
        )
        self.list.setRootIsDecorated(False)
        self.list.setAlternatingRowColors(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.list.currentItemChanged.connect(self._show_current)
        self.list.itemActivated.connect(self._go_on)
        self.summary = QPlainTextEdit()
        self.summary.setReadOnly(True)
        self.summary.setAccessibleName(self.tr("Settings and snapshots of this run"))
        self.summary.setPlaceholderText(self.tr("The settings of the chosen run are listed here."))
        self.summary.setMaximumHeight(110)
        self.notes = RunNotes(workers)
        self.notes.setAccessibleName(self.tr("Notes on this run"))
        self.notes.setPlaceholderText(self.tr("Notes on this run"))
        self.notes.setMaximumHeight(90)
        self.notes.failed.connect(self.where.setText)
        self.go_on = self._button(self.tr("&Go on with it"), self.tr("Make this the run folder"), self._go_on)
        self.compare = self._button(
            self.tr("&Compare"), self.tr("Lay this run's curves, dashed, under the present ones"), self._compare
        )
        self.compare.setCheckable(True)
        self.use = self._button(
            self.tr("&Use its best"), self.tr("Fill with this run's best snapshot in the editor"), self._use
        )
        self.tune = self._button(
            self.tr("&Start from it"), self.tr("Begin a new run with what this one has learnt"), self._tune
        )
        self.show_folder = self._button(
            self.tr("Show &folder"), self.tr("Show the run's files in the file manager"), self._show_folder
        )
        self.delete = self._button(
            self.tr("&Delete…"), self.tr("Delete the run with all its files"), self._ask_to_delete
        )
        buttons = QGridLayout()  # in one row they made the dialog wider than a small screen
        glyphs = {
            self.go_on: "mdi6.play-outline",
            self.compare: "compare",
            self.use: "done",
            self.tune: "train",
            self.show_folder: "open",
            self.delete: "delete",
        }
        for number, (button, glyph) in enumerate(glyphs.items()):
            dress(button, glyph)
            buttons.addWidget(button, number // 3, number % 3)
        layout = QVBoxLayout(self)
        layout.addWidget(self.where)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.summary)
        layout.addWidget(self.notes)
        layout.addLayout(buttons)
        self._show_current()

    @property
    def current(self) -> RunFolder | None:
        item = self.list.currentItem()
        at = self.list.indexOfTopLevelItem(item) if item is not None else -1
        return self._runs[at] if 0 <= at < len(self._runs) else None

    def look_in(self, folder: Path | None) -> None:
        """List the runs in a folder of runs."""
        before = self.current.path if self.current else None
        self._folder = folder
        self._runs = runs_in(folder) if folder is not None else []
        self.where.setText(
            self.tr("Runs in {folder}").format(folder=folder)
            if self._runs
            else self.tr("There are no earlier runs beside the chosen run folder.")
        )
        self.list.clear()
        for run in self._runs:
            gain = f"{run.gain:+.2f} dB" if run.gain is not None else ""
            try:
                last = datetime.fromtimestamp((run.path / LOG).stat().st_mtime).strftime("%Y-%m-%d %H:%M")
            except OSError:
                last = ""
            seen = f"{grouped(run.images_seen)} / {grouped(run.images)}"
            item = QTreeWidgetItem([one_line(run.path.name), run.preset, seen, gain, last])
            self.list.addTopLevelItem(item)
            if run.path == before:
                self.list.setCurrentItem(item)
        self._show_current()

    def _button(self, text: str, tip: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.clicked.connect(pressed)
        return button

    def _show_current(self) -> None:
        run = self.current
        for button in (self.go_on, self.compare, self.show_folder, self.delete):
            button.setEnabled(run is not None)
        for button in (self.use, self.tune):
            button.setEnabled(run is not None and bool(run.best or run.newest))
        self.summary.setPlainText(self._summary_of(run) if run is not None else "")
        self.notes.show_run(run.path if run is not None else None)
        self.set_running(self._running)
        if self.compare.isChecked() and run is not None:
            self.compared.emit(run)

    def _summary_of(self, run: RunFolder) -> str:
        """Its snapshots, its size on disk, and every setting that is not as it is for all."""
        lines = [
            self.tr("{count} snapshots, {size}").format(count=len(run.snapshots), size=read_bytes(size_of(run.path)))
        ]
        if run.best is not None:
            with suppress(CheckpointError):
                seen = grouped(describe(run.best).images_seen)
                lines[0] += self.tr("; the best after {seen} images").format(seen=seen)
        plain = {one.name: one.default for one in fields(TrainingConfig)}
        for name, value in run.config.items():
            usual = plain.get(name)
            if value not in (usual, list(usual) if isinstance(usual, tuple) else usual) and name != "resume":
                lines.append(f"{name.replace('_', '-')}: {value}")
        return "\n".join(lines)

    def _go_on(self) -> None:
        if self.current is not None:
            self.chosen.emit(self.current.path)

    def _compare(self) -> None:
        self.compared.emit(self.current if self.compare.isChecked() else None)

    def _use(self) -> None:
        run = self.current
        if run is not None and (path := run.best or run.newest) is not None:
            self.checkpoint_chosen.emit(path)

    def _tune(self) -> None:
        run = self.current
        if run is not None and (path := run.best or run.newest) is not None:
            self.start_chosen.emit(path)

    def _show_folder(self) -> None:
        if self.current is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.current.path)))

    def _ask_to_delete(self) -> None:
        run = self.current
        if run is None:
            return
        text = self.tr("Delete the run {name} with its snapshots, {size}? This cannot be undone.").format(
            name=run.path.name, size=read_bytes(size_of(run.path))
        )
        box = QMessageBox(QMessageBox.Icon.Warning, self.tr("Delete a run"), text, parent=self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        delete = box.addButton(self.tr("&Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        dress_box(box)
        box.exec()
        clicked = box.clickedButton()
        box.deleteLater()
        if clicked is delete:
            self.delete_run(run)

    def delete_run(self, run: RunFolder) -> None:
        """Delete it without a question. One that is being trained, here or in another process, stays."""
        if goes_on(run.path):
            self.where.setText(self.tr("{name} is going on; stop it before you delete it.").format(name=run.path.name))
            return
        try:
            shutil.rmtree(run.path)
        except OSError as error:
            self.where.setText(self.tr("The run could not be deleted: {why}.").format(why=error.strerror or error))
            return
        self.notes.forget(run.path)
        self.compared.emit(None)
        self.compare.setChecked(False)
        self.look_in(self._folder)

    def shut_down(self) -> None:
        """Write what is not written yet. For the dialog, once its workers have stopped."""
        self.notes.shut_down()

    def set_running(self, folder: Path | None) -> None:
        """The run that is being trained; it cannot be deleted or resumed."""
        self._running = folder
        run = self.current
        busy = run is not None and folder is not None and run.path == folder
        self.delete.setEnabled(run is not None and not busy)
        self.go_on.setEnabled(run is not None and folder is None)


def read_bytes(count: float) -> str:
    """1536 -> "1.5 KB", as sizes of files are written."""
    for unit in ("B", "KB", "MB", "GB"):
        if count < 1024 or unit == "GB":
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1024
    raise AssertionError("the loop ends at GB")
