"""Runs that were made before: read from their folders, listed, compared, gone on with, deleted."""

import json
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
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
from inpaint_studio.model.training import running
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.training.curves import Curve, grouped

# As `model.training` and `model.state` lay a run folder out.
LOG, STATES, SNAPSHOTS, SAMPLES = "log.jsonl", ("state", "state.old"), "snapshots", "samples"
LOOKS, CONFIG = "looks", "config.json"
LATEST, BEST = "latest.safetensors", "best.safetensors"
NOTES = "notes.txt"  # ours


@dataclass(frozen=True)
class RunFolder:
    """What a run folder tells about its run, without torch."""

    path: Path
    images_seen: int
    images: int  # in all; 0 where the folder does not say
    preset: str
    config: dict[str, Any] = field(compare=False)
    losses: dict[str, list[tuple[int, float]]] = field(compare=False)  # by name: (images seen, mean)
    # By kind of hole: images seen, and the numbers of that kind ("psnr", "psnr_membrane", ...).
    scores: dict[str, list[tuple[int, dict[str, float]]]] = field(compare=False)
    samples: tuple[tuple[int, Path], ...] = ()
    looks: tuple[tuple[int, Path], ...] = ()  # at the hole of the picture that was open
    snapshots: tuple[tuple[int, Path], ...] = ()  # images seen, file; oldest first
    newest: Path | None = None
    best: Path | None = None
    resumable_at: int | None = None  # images seen by the state; None where there is none to go on from

    @property
    def gain(self) -> float | None:
        """Mean over the kinds of holes of the newest PSNR gained on the membrane, in dB."""
        gains = [found for points in self.scores.values() if (found := gain_of(points[-1][1])) is not None]
        return sum(gains) / len(gains) if gains else None

    def curve(self, key: str, name: str, *, dashed: bool = False) -> Curve:
        points = self.losses[key]
        return Curve(name, dashed, x=[float(x) for x, _ in points], y=[y for _, y in points])

    def gain_curve(self, kind: str, name: str, *, dashed: bool = False) -> Curve:
        points = [(x, found) for x, scores in self.scores[kind] if (found := gain_of(scores)) is not None]
        return Curve(name, dashed, x=[float(x) for x, _ in points], y=[y for _, y in points])


def gain_of(scores: Mapping[str, float]) -> float | None:
    """PSNR gained on the membrane in one kind of hole, in dB."""
    if "psnr" not in scores or "psnr_membrane" not in scores:
        return None
    return scores["psnr"] - scores["psnr_membrane"]


def read_run(folder: Path) -> RunFolder | None:
    """The run that is kept in a folder, or None where there is none. Half-written last lines are passed over."""
    log = folder / LOG
    state = next((found for name in STATES if (found := _json(folder / name / "state.json"))), None)
    if not log.is_file() and state is None:
        return None
    config = state.get("config") if state else _json(folder / CONFIG)
    config = config if isinstance(config, dict) else {}
    losses: dict[str, list[tuple[int, float]]] = {}
    scores: dict[str, list[tuple[int, dict[str, float]]]] = {}
    seen = images = 0
    for line in _lines(log):
        at = line.get("images_seen")
        if not isinstance(at, int):
            continue
        match line.get("report"):
            case "Started":
                images = int(line.get("images") or images)
                # A resumed run repeats what came after its state: the repetition replaces it.
                _cut(losses, at)
                _cut(scores, at)
            case "StepDone":
                for name, value in _numbers(line.get("losses")).items():
                    losses.setdefault(name, []).append((at, value))
            case "Validated":
                for kind, numbers in (line.get("scores") or {}).items():
                    scores.setdefault(kind, []).append((at, _numbers(numbers)))
        seen = at
    resumable = state.get("images_seen") if state else None
    return RunFolder(
        folder,
        max(seen, resumable or 0),
        int(config.get("images") or 0) or images,
        str(config.get("preset", "")),
        config,
        losses,
        scores,
        numbered(folder / SAMPLES, ".png"),
        numbered(folder / LOOKS, ".png"),
        numbered(folder / SNAPSHOTS, ".safetensors"),
        _file(folder / LATEST),
        _file(folder / BEST),
        resumable if isinstance(resumable, int) else None,
    )


ALIVE_SECONDS = 45.0  # a run that goes on writes to its log far more often


def goes_on(folder: Path) -> bool:
    """Whether some process goes on with the run: it holds the lock, or, of an earlier version, writes to its log."""
    if running.has_lock(folder):
        return running.is_held(folder)
    try:
        return time.time() - (folder / LOG).stat().st_mtime < ALIVE_SECONDS and not _ends_finished(folder / LOG)
    except OSError:
        return False


def _ends_finished(log: Path) -> bool:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 4096))
        return b'"report": "Finished"' in file.read().rstrip().rsplit(b"\n", 1)[-1]


def runs_in(folder: Path) -> list[RunFolder]:
    """The runs that lie in a folder, the newest first."""
    if not folder.is_dir():
        return []
    try:
        logs = [log for path in folder.iterdir() if (log := path / LOG).is_file()]
    except OSError:
        return []
    logs.sort(key=lambda log: log.stat().st_mtime, reverse=True)
    return [run for log in logs if (run := read_run(log.parent)) is not None]


def _lines(log: Path) -> Iterator[dict[str, Any]]:
    try:
        with log.open(encoding="utf-8", errors="replace") as stream:
            for text in stream:
                try:
                    line = json.loads(text)
                except ValueError:
                    continue  # cut off by a crash, or being written just now
                if isinstance(line, dict):
                    yield line
    except OSError:
        return


def _numbers(values: Any) -> dict[str, float]:
    if not isinstance(values, dict):
        return {}
    return {str(k): float(v) for k, v in values.items() if isinstance(v, (int, float))}


def _cut(points: dict[str, list[tuple[int, Any]]], at: int) -> None:
    for name, found in points.items():
        points[name] = [p for p in found if p[0] <= at]


def numbered(folder: Path, suffix: str) -> tuple[tuple[int, Path], ...]:
    """Files whose names are the images seen, in that order."""
    if not folder.is_dir():
        return ()
    return tuple(sorted((int(p.stem), p) for p in folder.glob(f"*{suffix}") if p.stem.isdecimal()))


def _file(path: Path) -> Path | None:
    return path if path.is_file() else None


def _json(path: Path) -> dict[str, Any] | None:
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return loaded if isinstance(loaded, dict) else None


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file() and not p.is_symlink())


class RunsPanel(QWidget):
    """The runs beside the present one, to be gone on with, compared or deleted.

    Signals:
        chosen: the folder of the run to go on with.
        compared: the run whose curves are to be laid under the present ones; None for none.
        checkpoint_chosen: a snapshot to be used in the editor.
        start_asked: a snapshot that a new run is to begin with.
    """

    chosen = Signal(Path)
    compared = Signal(object)
    checkpoint_chosen = Signal(Path)
    start_asked = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
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
        self.told = QPlainTextEdit()
        self.told.setReadOnly(True)
        self.told.setAccessibleName(self.tr("What this run was told, and its snapshots"))
        self.told.setPlaceholderText(self.tr("What the chosen run was told is listed here."))
        self.told.setMaximumHeight(110)
        self.notes = QPlainTextEdit()
        self.notes.setAccessibleName(self.tr("Notes on this run"))
        self.notes.setPlaceholderText(self.tr("Notes on this run"))
        self.notes.setMaximumHeight(90)
        self.notes.textChanged.connect(self._keep_notes)
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
        buttons = QHBoxLayout()
        for button in (self.go_on, self.compare, self.use, self.tune, self.show_folder, self.delete):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.where)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.told)
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

    def _button(self, text: str, tip: str, pressed: Any) -> QPushButton:
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
        self.told.setPlainText(self._about(run) if run is not None else "")
        self.notes.setEnabled(run is not None)
        self.notes.blockSignals(True)
        text = ""
        if run is not None:
            try:
                text = (run.path / NOTES).read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                text = ""
        self.notes.setPlainText(text)
        self.notes.blockSignals(False)
        self.set_running(self._running)
        if self.compare.isChecked() and run is not None:
            self.compared.emit(run)

    def _about(self, run: RunFolder) -> str:
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

    def _keep_notes(self) -> None:
        if self.current is not None:
            try:
                (self.current.path / NOTES).write_text(self.notes.toPlainText(), encoding="utf-8")
            except OSError as error:
                self.where.setText(self.tr("The notes could not be kept: {why}.").format(why=error.strerror))

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
            self.start_asked.emit(path)

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
        box.exec()
        clicked = box.clickedButton()
        box.deleteLater()
        if clicked is delete:
            self.delete_run(run)

    def delete_run(self, run: RunFolder) -> None:
        """Without asking. One that goes on, here or in another process, stays."""
        if goes_on(run.path):
            self.where.setText(self.tr("{name} is going on; stop it before you delete it.").format(name=run.path.name))
            return
        try:
            shutil.rmtree(run.path)
        except OSError as error:
            self.where.setText(self.tr("The run could not be deleted: {why}.").format(why=error.strerror or error))
            return
        self.compared.emit(None)
        self.compare.setChecked(False)
        self.look_in(self._folder)

    def set_running(self, folder: Path | None) -> None:
        """The run that is going on; it cannot be deleted or gone on with."""
        self._running = folder
        run = self.current
        busy = run is not None and folder is not None and run.path == folder
        self.delete.setEnabled(run is not None and not busy)
        self.go_on.setEnabled(run is not None and folder is None)


def read_bytes(count: float) -> str:
    """1536 -> "1.5 KB": how sizes of files are read."""
    for unit in ("B", "KB", "MB", "GB"):
        if count < 1024 or unit == "GB":
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1024
    raise AssertionError("the loop ends at GB")
