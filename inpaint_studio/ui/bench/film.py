"""The film strip: the snapshots of a watched run, looked through with a slider like a film."""

import contextlib
import json
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from inpaint_studio.editing.fills import Fill
from inpaint_studio.filling.request import FillResult
from inpaint_studio.filling.sources import Piece
from inpaint_studio.ui.bench import jobs as bench_jobs
from inpaint_studio.ui.bench.contest import Contest
from inpaint_studio.ui.bench.jobs import ENLARGE, Measured, Update
from inpaint_studio.ui.bench.saving import ask_and_save
from inpaint_studio.ui.bench.slots import Call
from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.kit.sentences import sentence
from inpaint_studio.ui.kit.slider import Slider
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.ui.training.curves import grouped
from inpaint_studio.ui.training.folder_watch import FolderWatch
from inpaint_studio.ui.training.run_folder import LATEST, SNAPSHOTS, numbered

PLAY_MS = 250  # of a frame
FRAME_BYTES = 256 * 2**20  # of frames on one hole; beyond it the least recently seen are rendered again when asked for


@dataclass(eq=False)
class Frame:
    """What one snapshot made of the present hole."""

    fills: tuple[Fill, ...]
    seconds: float
    pieces: tuple[Piece, ...] = ()
    measured: Measured | None = None

    @property
    def nbytes(self) -> int:
        return sum(fill.pixels.nbytes + fill.coverage.nbytes for fill in self.fills)


class Frames:
    """Frames by their snapshots, bounded in bytes; the least recently seen are forgotten first."""

    def __init__(self, max_bytes: int = FRAME_BYTES) -> None:
        self._max_bytes = max_bytes
        self._frames: OrderedDict[Path, Frame] = OrderedDict()

    def __len__(self) -> int:
        return len(self._frames)

    def __contains__(self, path: Path) -> bool:
        return path in self._frames

    def get(self, path: Path | None) -> Frame | None:
        frame = self._frames.get(path) if path is not None else None
        if frame is not None and path is not None:
            self._frames.move_to_end(path)
        return frame

    def keep(self, path: Path, frame: Frame) -> None:
        self._frames[path] = frame
        self._frames.move_to_end(path)
        while len(self._frames) > 1 and self.nbytes > self._max_bytes:
            self._frames.popitem(last=False)

    def forget(self, path: Path) -> None:
        self._frames.pop(path, None)

    def clear(self) -> None:
        self._frames.clear()

    @property
    def nbytes(self) -> int:
        return sum(frame.nbytes for frame in self._frames.values())


@dataclass(eq=False)
class Film:
    """The snapshots of a run, and what those that were looked at made of the hole."""

    folder: Path
    key: int  # of the contender that shows it
    snapshots: list[tuple[int, Path]] = field(default_factory=list)  # images seen, file
    latest: int = 0  # modification time of the newest snapshot, ns
    frames: Frames = field(default_factory=Frames)


class FilmStrip(QWidget):
    """Watches one run folder at a time, and shows its snapshots in the pane of one contender.

    Signals:
        notice: a sentence for the person.
        changed: there is another film, or none; another frame, or more of them.
    """

    notice = Signal(str)
    changed = Signal()

    def __init__(self, contest: Contest, workers: Workers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.film: Film | None = None
        self._contest = contest
        self._workers = workers
        self._folder_watch = FolderWatch((SNAPSHOTS,), self)
        self._folder_watch.changed.connect(self.look)
        self._play_timer = QTimer(self)
        self._play_timer.setInterval(PLAY_MS)
        self._play_timer.timeout.connect(self._play_on)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        self._name = QLabel()
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self.frame = Slider()
        self.frame.setAccessibleName(self.tr("Snapshot of the run"))
        self.frame.setToolTip(self.tr("Look through the run's snapshots"))
        self.frame.valueChanged.connect(self.show_frame)
        self.play = QPushButton(self.tr("Pla&y"))
        dress(self.play, "mdi6.play-outline")
        self.play.setCheckable(True)
        self.play.setToolTip(self.tr("Fill the hole with every snapshot and show them in turn"))
        self.play.toggled.connect(self._play)
        self._save = QPushButton(self.tr("Save fil&m…"))
        dress(self._save, "save")
        self._save.setToolTip(self.tr("Save what the snapshots fill as an animation"))
        self._save.clicked.connect(Call(self._ask_where_to_export))
        for widget, stretch in ((self._name, 0), (self.frame, 1), (self.play, 0), (self._save, 0)):
            row.addWidget(widget, stretch)
        contest.updated.connect(self._take)
        contest.hole_changed.connect(self._forget_frames)
        contest.entries_changed.connect(self._follow_entries)
        self._show()

    def watch(self, folder: Path) -> bool:
        """Watch a run folder: its newest snapshot is rendered whenever there is one. Returns whether it is a run."""
        if not (folder / LATEST).is_file() and not numbered(folder / SNAPSHOTS, ".safetensors"):
            self.notice.emit(self.tr("There are no snapshots of a run in {folder} yet.").format(folder=folder))
            if not folder.is_dir() or not any((folder / name).exists() for name in ("log.jsonl", "state")):
                return False
        else:
            self.notice.emit("")
        if self.film is not None:
            self._contest.remove(self.film.key)
        film = Film(folder, 0)
        _read(film)
        name, path = folder.name, folder / LATEST
        if film.snapshots:
            name, path = self._frame_name(film, len(film.snapshots) - 1), film.snapshots[-1][1]
        film.key = self._contest.add(name, _method_of(folder), path, about=str(folder))
        self.film = film
        self._set_range(at_end=True)
        self._folder_watch.start(folder)
        return True

    def look(self) -> None:
        """Look whether the watched run has saved something new, and render it where the slider is at the end."""
        film = self.film
        if film is None:
            self._folder_watch.stop()
            return
        before = film.latest, [path for _, path in film.snapshots]
        at = self.frame.value()
        at_end = at >= self.frame.maximum()
        shown = before[1][at] if at < len(before[1]) else None
        _read(film)
        now = [path for _, path in film.snapshots]
        if (film.latest, now) == before:
            return
        self._set_range(at_end, now.index(shown) if shown in now else at)
        if at_end:
            self.show_frame(len(film.snapshots) - 1)

    def show_frame(self, number: int) -> None:
        """Show one snapshot of the film; it is rendered where it was not looked at yet on this hole."""
        film = self.film
        if film is None or not 0 <= number < len(film.snapshots):
            return
        path = film.snapshots[number][1]
        self._set_value(number)
        entry = self._contest.replace(film.key, self._frame_name(film, number), path)
        if entry is None:
            return
        frame = film.frames.get(path)
        if frame is not None:
            entry.fills, entry.pieces, entry.preview = frame.fills, frame.pieces, ()
            entry.seconds, entry.measured = frame.seconds, frame.measured
            self._contest.entry_changed.emit(entry)
        else:
            self._contest.entry_changed.emit(entry)
            self._contest.render([entry.contender])
        self._show()

    def pictures(self) -> list[np.ndarray]:
        """The hole and its surroundings as each rendered snapshot fills it, (H, W, 3) uint8, in order."""
        film, hole = self.film, self._contest.hole
        if film is None or hole is None:
            return []
        frames = [film.frames.get(path) for _, path in film.snapshots]
        return [bench_jobs.shown_part(hole, frame.fills, hole.seen) for frame in frames if frame is not None]

    def export(self, path: Path) -> None:
        """Write the rendered snapshots as an animation, on a worker."""
        pictures = self.pictures()
        self._workers.start(
            "bench: film", lambda: bench_jobs.export_film(pictures, path), self._report_saved, self._fail
        )

    def rest(self) -> None:
        """Nobody is looking: play and watch nothing."""
        self.play.setChecked(False)
        self._play_timer.stop()
        self._folder_watch.stop()

    def wake(self) -> None:
        """Somebody is looking again."""
        if self.film is not None:
            self.look()
            self._folder_watch.start(self.film.folder)

    def _take(self, update: Update) -> None:
        film, path = self.film, update.contender.checkpoint
        if film is None or update.contender.key != film.key or path is None:
            return
        match update.value:
            case FillResult() as result:
                film.frames.keep(path, Frame(result.fills, result.seconds, result.pieces))
            case Measured() as measured:
                frame = film.frames.get(path)
                if frame is not None:
                    frame.measured = measured

    def _forget_frames(self) -> None:
        if self.film is not None:
            self.film.frames.clear()

    def _follow_entries(self) -> None:
        if self.film is not None and self.film.key and self._contest.entry(self.film.key) is None:
            self.film = None
            self.play.setChecked(False)
            self._show()

    def _set_range(self, at_end: bool, at: int = 0) -> None:
        count = len(self.film.snapshots) if self.film is not None else 0
        self.frame.blockSignals(True)
        self.frame.setRange(0, max(0, count - 1))
        self.frame.setValue(self.frame.maximum() if at_end else at)
        self.frame.blockSignals(False)
        self._show()

    def _set_value(self, number: int) -> None:
        if self.frame.value() != number:
            self.frame.blockSignals(True)
            self.frame.setValue(number)
            self.frame.blockSignals(False)

    def _frame_name(self, film: Film, number: int) -> str:
        images_seen = film.snapshots[number][0]
        if images_seen < 0:  # a run without numbered snapshots
            return film.folder.name
        return self.tr("{run} after {count} images").format(run=one_line(film.folder.name), count=grouped(images_seen))

    def _play(self, on: bool) -> None:
        if on and self.film is not None and self.film.snapshots:
            if self.frame.value() == self.frame.maximum():
                self.show_frame(0)
            self._play_timer.start()
        else:
            self._play_timer.stop()

    def _play_on(self) -> None:
        if self._contest.is_rendering:
            return  # the next frame comes when this one is there
        if self.film is None or self.frame.value() >= self.frame.maximum():
            self.play.setChecked(False)
            return
        self.show_frame(self.frame.value() + 1)

    def _ask_where_to_export(self) -> None:
        if self.film is None or len(self.film.frames) < 2:
            self.notice.emit(self.tr("Play the film first: two snapshots at least must have filled this hole."))
            return
        kinds = self.tr("Animations") + " (*.webp *.png *.gif)"
        ask_and_save(self, self.tr("Save the film"), "film.webp", kinds, self.export, self.notice.emit)

    def _report_saved(self, path: Path) -> None:
        self.notice.emit(self.tr("{name} is saved.").format(name=path.name))

    def _fail(self, error: Exception) -> None:
        self.notice.emit(sentence(error))

    def _show(self) -> None:
        film = self.film
        self.setVisible(film is not None)
        if film is not None:
            count = len(film.snapshots)
            at = self.frame.value() + 1 if count else 0
            self._name.setText(self.tr("{run}: {at} of {count}").format(run=film.folder.name, at=at, count=count))
            self.play.setEnabled(count > 1)
            self._save.setEnabled(count > 1)
        self.changed.emit()


def _method_of(folder: Path) -> str:
    """What the nets of a run are shown by."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        if json.loads((folder / "config.json").read_text(encoding="utf-8")).get("task") == "enlarge":
            return ENLARGE
    return "generator"


def _read(film: Film) -> None:
    """Look at the folder again."""
    snapshots = list(numbered(film.folder / SNAPSHOTS, ".safetensors"))
    latest = film.folder / LATEST
    before = film.latest
    try:
        film.latest = latest.stat().st_mtime_ns
    except OSError:
        film.latest = 0
    if not snapshots and film.latest:
        snapshots = [(-1, latest)]
        if film.latest != before:
            film.frames.forget(latest)
    film.snapshots = snapshots
