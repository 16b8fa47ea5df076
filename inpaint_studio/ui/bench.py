"""The checkpoint bench: any number of checkpoints and methods on the same hole, side by side."""

import itertools
import math
import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QStandardPaths, Qt, QTemporaryDir, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QPalette,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QPushButton,
    QSlider,
    QSpinBox,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import NOWHERE, Rect
from inpaint_studio.editing.history import fill_step
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.request import METHODS, FillProgress, FillResult, Method
from inpaint_studio.model.masks import KINDS
from inpaint_studio.ui import bench_jobs
from inpaint_studio.ui.bench_jobs import CHECKPOINT_SUFFIXES, Checked, Contender, Engines, Hole, Measured, Told
from inpaint_studio.ui.bench_pane import BenchPane
from inpaint_studio.ui.bench_votes import Votes
from inpaint_studio.ui.display import MaskLevels, Words, reduce_picture
from inpaint_studio.ui.method_names import method_name, method_tip
from inpaint_studio.ui.session import Session, sentence
from inpaint_studio.ui.training_curves import grouped
from inpaint_studio.ui.training_runs import LATEST, SNAPSHOTS, numbered
from inpaint_studio.ui.worker import Errand, Job, Workers

FLICKER_MS = 400
WATCH_MS = 400  # between two looks at a run folder: a new snapshot is seen within a second
SETTLE_MS = 350  # after the last change of the mask
_NO_RECIPE = Recipe("preview")
_CHECKPOINTS = " ".join(f"*{suffix}" for suffix in CHECKPOINT_SUFFIXES)


@dataclass(eq=False)
class Entry:
    """A contender, its pane, and what came of it on the present hole."""

    contender: Contender
    pane: BenchPane
    about: str = ""
    preview: tuple[Fill, ...] = ()
    fills: tuple[Fill, ...] | None = None  # the whole answer
    seconds: float | None = None
    measured: Measured | None = None
    failure: str = ""


@dataclass(eq=False)
class Film:
    """The snapshots of a run, and the answers of those that were looked at."""

    folder: Path
    key: int  # of the contender that shows it
    frames: list[tuple[int, Path]] = field(default_factory=list)  # images seen, snapshot
    answers: dict[Path, tuple[Fill, ...]] = field(default_factory=dict)
    measured: dict[Path, Measured] = field(default_factory=dict)  # in test holes
    latest: int = 0  # modification time of the newest snapshot, ns


class BenchWindow(QMainWindow):
    """Shows what each contender makes of the open document's hole, or of a test hole over known pixels.

    Signals:
        rendered: every contender has answered.
        said: a sentence for the person.
        checkpoint_chosen: the checkpoint the editor is to fill with from now on.
    """

    rendered = Signal()
    checkpoint_chosen = Signal(Path)
    said = Signal(str)

    def __init__(
        self,
        session: Session,
        parent: QWidget | None = None,
        engines: Engines | None = None,
        votes: Votes | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Checkpoint bench"))
        self.setAcceptDrops(True)
        self.resize(1180, 780)
        self.session = session
        self.engines = engines or Engines()
        self.votes = votes if votes is not None else Votes(_votes_file())
        self.entries: list[Entry] = []
        self.film: Film | None = None
        self._keys = itertools.count(1)
        self._hole: Hole | None = None
        self._test: tuple[Rect, np.ndarray] | None = None  # a test hole in place of the document's mask
        self._dirty = NOWHERE  # where the document's mask changed since the bench last looked
        self._levels: dict[int, Words] = {}
        self._picture: Picture | None = None
        self._workers = Workers(self)
        self._errand: Errand | None = None
        self._asked: list[Contender] = []  # rendered next, once the present errand has ended
        self._current: int | None = None  # keys of contenders
        self._reference: int | None = None
        self._order: list[int] = []  # keys in the order of the panes, while names are hidden
        self._syncing = False
        self._flick = False
        self._blended: tuple[Path, Path] | None = None
        self._blend_key: int | None = None
        self._scratch = QTemporaryDir()  # for blended weights; goes with the window
        self._flicker_timer = self._timer(FLICKER_MS, self._flick_over)
        self._watch_timer = self._timer(WATCH_MS, self.look_for_snapshots)
        self._play_timer = self._timer(250, self._play_on)
        self._settle_timer = self._timer(SETTLE_MS, self._follow_mask)
        self._settle_timer.setSingleShot(True)
        self._build()
        session.document_changed.connect(self._follow_document)
        session.mask_changed.connect(self._mask_changed)
        session.picture_changed.connect(self._mask_changed)
        self._follow_document()

    # contenders

    def add_method(self, method: Method, checkpoint: Path | None = None, seed: int = 0) -> int:
        """Another pane; it is rendered at once. Returns the contender's key."""
        name = method_name(method) + (f" · {seed}" if seed else "")
        return self._add(Contender(next(self._keys), name, method, checkpoint, seed), method_tip(method))

    def add_checkpoints(self, paths: Sequence[Path]) -> None:
        """Look at files and add a pane for each that is a checkpoint; for the others a sentence is said."""
        folders = [path for path in paths if path.is_dir()]
        files = [path for path in paths if not path.is_dir()]
        if folders:
            self.watch(folders[0])
        if files:
            self._say(self.tr("Looking at the checkpoints…"))
            self._run("bench: checkpoints", lambda: bench_jobs.check(files), self._take_checked)

    def _take_checked(self, checked: Checked | Exception) -> None:
        if isinstance(checked, Exception):
            self._say(sentence(checked))
            return
        self._say("")
        contender = Contender(next(self._keys), checked.name, "generator", checked.path)
        self._add(contender, checked.about)

    def remove(self, key: int) -> None:
        entry = self.entry(key)
        if entry is None:
            return
        self.entries.remove(entry)
        self._asked = [c for c in self._asked if c.key != key]
        entry.pane.hide()
        entry.pane.deleteLater()
        if self.film is not None and self.film.key == key:
            self.film = None
        if self._blend_key == key:
            self._blend_key = self._blended = None
        left = [e.contender.key for e in self.entries]
        self._current = self._current if self._current in left else (left[-1] if left else None)
        self._reference = self._reference if self._reference in left else (left[0] if left else None)
        self._arrange()

    def entry(self, key: int | None) -> Entry | None:
        return next((e for e in self.entries if e.contender.key == key), None)

    @property
    def current(self) -> Entry | None:
        return self.entry(self._current)

    @property
    def reference(self) -> Entry | None:
        return self.entry(self._reference)

    @property
    def hole(self) -> Hole | None:
        return self._hole

    @property
    def is_rendering(self) -> bool:
        return self._errand is not None

    def set_current(self, key: int) -> None:
        self._current = key
        self._show_all()

    def set_reference(self, key: int | None) -> None:
        """The pane the others are flickered and subtracted with."""
        self._reference = key
        self._show_all()

    def _add(self, contender: Contender, about: str = "") -> int:
        pane = BenchPane(self._panes)
        entry = Entry(contender, pane, about)
        key = contender.key
        pane.pressed.connect(_Keyed(self.set_current, key))
        pane.take_asked.connect(_Keyed(self.take, key))
        pane.close_asked.connect(_Keyed(self.remove, key))
        pane.canvas.view_changed.connect(_Keyed(self._follow_view, key))
        pane.canvas.set_dark(self._is_dark())
        self.entries.append(entry)
        if self._current is None:
            self._current = key
        if self._reference is None:
            self._reference = key
        if self._picture is not None:
            pane.show_picture(self._picture, self._levels, None)
            pane.canvas.set_view(self.hole_pane.canvas.view)
        self._hide_names(False)
        self._arrange()
        self.render_contenders([contender])
        return key

    # rendering

    def render_all(self) -> None:
        """Render every contender anew on the hole as it is now."""
        self._drop_rendering()
        self._hole = self._present_hole()
        for entry in self.entries:
            entry.preview, entry.fills, entry.seconds, entry.measured, entry.failure = (), None, None, None, ""
        if self.film is not None:
            self.film.answers.clear()
            self.film.measured.clear()
        self._show_all()
        self.render_contenders([entry.contender for entry in self.entries])

    def render_contenders(self, contenders: Sequence[Contender]) -> None:
        if self._hole is None:
            self._hole = self._present_hole()
        if self._hole is None:
            self._say(self.tr("Paint over something in the editor, or make a test hole, to see what each makes of it."))
            return
        asked = {contender.key: contender for contender in (*self._asked, *contenders)}
        self._asked = list(asked.values())
        if self._errand is None:
            self._render_next()

    def _render_next(self) -> None:
        hole, contenders = self._hole, self._asked
        self._asked = []
        if hole is None or not contenders:
            return
        engines = self.engines
        self._errand = self._workers.start(
            "bench", lambda: bench_jobs.compete(hole, contenders, engines), self._take_told, self._fail, self._end
        )
        self._show_all()

    def _take_told(self, told: Told) -> None:
        entry = self.entry(told.key)
        if entry is None:
            return
        match told.value:
            case FillProgress(rect=rect, pixels=pixels, coverage=coverage):
                entry.failure = ""
                others = tuple(f for f in entry.preview if f.rect != rect)
                entry.preview = (*others, Fill(f"bench-{told.key}-{rect}", rect, pixels, coverage, _NO_RECIPE))
            case FillResult(fills=fills, seconds=seconds):
                entry.fills, entry.preview, entry.seconds = fills, (), seconds
                if self.film is not None and self.film.key == told.key and entry.contender.checkpoint is not None:
                    self.film.answers[entry.contender.checkpoint] = fills
            case Measured() as measured:
                entry.measured = measured
                if self.film is not None and self.film.key == told.key and entry.contender.checkpoint is not None:
                    self.film.measured[entry.contender.checkpoint] = measured
            case Exception() as error:
                entry.failure, entry.preview = sentence(error), ()
        self._show_entry(entry)

    def _fail(self, error: Exception) -> None:
        self._say(sentence(error))

    def _end(self) -> None:
        self._errand = None
        if self._asked:
            self._render_next()
            return
        self._show_all()
        self.rendered.emit()

    def _drop_rendering(self) -> None:
        if self._errand is not None:
            self._errand.drop()
            self._errand = None
        self._asked = []

    def _present_hole(self) -> Hole | None:
        document = self.session.document
        if document is None:
            return None
        if self._test is not None:
            rect, mask = self._test
            return Hole(document.picture, document.fills, rect, mask.copy(), is_test=True)
        rect = bounds(document.mask)
        if rect.is_empty:
            return None
        return Hole(
            document.picture, document.fills, rect, document.mask[rect.slices].copy(), self.is_truth.isChecked()
        )

    # the document

    def _follow_document(self) -> None:
        self._drop_rendering()
        self._test = None
        self._dirty = NOWHERE
        document = self.session.document
        self._picture = document.picture if document is not None else None
        self._levels = reduce_picture(self._picture) if self._picture is not None else {}
        if self._picture is not None:
            self.hole_pane.show_picture(self._picture, self._levels, self.session.mask_levels)
            for entry in self.entries:
                entry.pane.show_picture(self._picture, self._levels, None)
        self.render_all()

    def _mask_changed(self, rect: Rect) -> None:
        self._dirty = self._dirty.unite(rect)
        if self.isVisible():
            self._settle_timer.start()

    def _follow_mask(self) -> None:
        if self.session.stroke_is_open:
            self._settle_timer.start()
            return
        if self._test is None:
            self.hole_pane.canvas.mask_changed(self._dirty)
            self._dirty = NOWHERE
            now = self._present_hole()
            if now is None or self._hole is None or not _same(now, self._hole):
                self.render_all()

    # holes

    def make_test_hole(self, kind: str) -> None:
        """Cut a hole of this kind where the view is, over pixels that are known."""
        if self.session.document is None:
            self._say(self.tr("Open a picture in the editor first."))
            return
        visible = self.hole_pane.canvas.visible_part()
        self._test = bench_jobs.sample_hole(self.session.document.picture, visible, kind, random.randrange(2**31))
        rect, mask = self._test
        whole = np.zeros_like(self.session.document.mask)
        whole[rect.slices] = mask
        self.hole_pane.canvas.show_picture(self.hole_pane.canvas.display, MaskLevels(whole))
        self._say(
            self.tr("A test hole: what is under it is known, so answers are measured. Your own mask is untouched.")
        )
        self.render_all()

    def leave_test_hole(self) -> None:
        """Back to the document's own mask."""
        self._test = None
        self.hole_pane.canvas.show_picture(self.hole_pane.canvas.display, self.session.mask_levels)
        self._say("")
        self.render_all()

    # taking

    def take(self, key: int | None = None) -> bool:
        """Lay a contender's answer into the document, as a fill like any other. Returns whether it was."""
        entry = self.entry(key if key is not None else self._current)
        document, hole = self.session.document, self._hole
        if entry is None or entry.fills is None or document is None or hole is None:
            self._say(self.tr("This pane has no finished answer to take."))
            return False
        if hole.picture is not document.picture:
            self._say(self.tr("This answer belongs to another picture."))
            return False
        if self._test is not None:
            self._say(self.tr("A test hole lies over good pixels, so its answers are not taken into the document."))
            return False
        self.session.commit(fill_step(document, entry.fills, hole.mask, hole.rect))
        name = self.tr("number {n}").format(n=self._number(entry)) if self.is_blind else entry.contender.name
        self._say(self.tr("The answer of {name} is a fill of the document now; undo takes it back.").format(name=name))
        return True

    def shut_down(self) -> None:
        """Stop everything and wait until it has stopped. For the window, before it goes."""
        self.close()
        self._workers.stop_all()

    # flicker, difference, disagreement

    def _flick_over(self) -> None:
        self._flick = not self._flick
        entry = self.current
        if entry is not None:
            self._show_entry(entry)

    def _toggle_flicker(self, on: bool) -> None:
        if on:
            self._flicker_timer.start()
        else:
            self._flicker_timer.stop()
            self._flick = False
        self._show_all()

    def shown_fills(self, entry: Entry) -> tuple[Fill, ...]:
        """What a pane shows just now, over the picture and the document's own fills."""
        own = entry.fills if entry.fills is not None else entry.preview
        other = self.reference
        if other is not None and other is not entry and other.fills is not None and self._hole is not None:
            if self._flick and entry is self.current:
                return other.fills
            if self.difference.isChecked() and entry.fills is not None:
                return (bench_jobs.difference(self._hole, entry.fills, other.fills),)
        return own

    def _show_all(self) -> None:
        for entry in self.entries:
            self._show_entry(entry)
        hole = self._hole
        overlay: tuple[Fill, ...] = hole.fills if hole is not None else ()
        answers = [entry.fills for entry in self.entries if entry.fills is not None]
        shows_heat = self.heat.isChecked() and hole is not None and len(answers) >= 2
        if shows_heat and hole is not None:
            overlay = (*overlay, bench_jobs.disagreement(hole, answers))
        self.hole_pane.canvas.set_look(replace(self.hole_pane.canvas.look, style="hidden" if shows_heat else "film"))
        self.hole_pane.show_fills(overlay)
        self.hole_pane.set_name(self.tr("Where the answers disagree") if shows_heat else self.tr("The hole"))
        if hole is not None:
            pixels = int((hole.mask > 0).sum())
            kind = self.tr("test hole") if hole.is_test else self.tr("your mask")
            self.hole_pane.set_numbers(self.tr("{kind}, {pixels} pixels").format(kind=kind, pixels=grouped(pixels)))
        else:
            self.hole_pane.set_numbers(self.tr("nothing is marked"))
        self._show_controls()

    def _show_entry(self, entry: Entry) -> None:
        pane = entry.pane
        flicks = self._flick and entry is self.current and self.reference is not None
        shown = self.reference if flicks and self.reference is not None else entry
        number = self._number(entry)
        if self.is_blind:
            pane.set_name(str(number))
        else:
            mark = self.tr(" (reference)") if entry is self.reference and len(self.entries) > 1 else ""
            pane.set_name(f"{number}  {shown.contender.name}{mark}", entry.about)
        pane.set_current(entry is self.current)
        pane.take.setEnabled(entry.fills is not None and self._test is None)
        base = self._hole.fills if self._hole is not None else ()
        pane.show_fills(base + self.shown_fills(entry))
        pane.set_numbers(
            self.tr("hidden until you choose") if self.is_blind else self._numbers(shown), is_error=bool(entry.failure)
        )

    def _numbers(self, entry: Entry) -> str:
        if entry.failure:
            return entry.failure
        if entry.seconds is None:
            if entry.preview:
                return self.tr("working…")
            return self.tr("waiting…") if self.is_rendering and self._hole is not None else "–"
        parts = [self.tr("{seconds} s").format(seconds=f"{entry.seconds:.2f}")]
        if entry.measured is not None:
            parts.append(f"{entry.measured.psnr:.2f} dB")
            parts.append(f"SSIM {entry.measured.ssim:.3f}")
            parts.append(self.tr("sharpness {value}").format(value=f"{entry.measured.sharpness:.2f}"))
        return " · ".join(parts)

    def _number(self, entry: Entry) -> int:
        keys = self._order if self.is_blind else [e.contender.key for e in self.entries]
        return keys.index(entry.contender.key) + 1 if entry.contender.key in keys else 0

    # voting

    @property
    def is_blind(self) -> bool:
        return self.blind.isChecked()

    def _hide_names(self, hidden: bool) -> None:
        if self.blind.isChecked() != hidden:
            self.blind.setChecked(hidden)

    def _toggle_blind(self, on: bool) -> None:
        if on:
            if sum(entry.fills is not None for entry in self.entries) < 2:
                self._say(self.tr("A vote needs two finished answers at least."))
                self._hide_names(False)
                return
            for action in (self.flicker, self.difference, self.heat):
                action.setChecked(False)
            self._shuffle()
            self._say(self.tr("Which is best? Press its number, or choose a pane and press Enter."))
        else:
            self._order = []
        self._arrange()

    def _shuffle(self) -> None:
        self._order = [entry.contender.key for entry in self.entries]
        random.shuffle(self._order)

    def vote_for(self, key: int) -> None:
        """Count a vote for one of the hidden panes, and show who it was."""
        winner = self.entry(key)
        losers = [e for e in self.entries if e is not winner and e.fills is not None]
        if not self.is_blind or winner is None or winner.fills is None or not losers:
            return
        picture = self._picture.name if self._picture is not None else ""
        try:
            self.votes.add(winner.contender.name, [e.contender.name for e in losers], picture)
        except OSError as error:
            self._say(self.tr("The vote counts, but could not be kept: {why}.").format(why=error.strerror or error))
        self._hide_names(False)
        self._current = key
        standing = next(s for s in self.votes.standings() if s.name == winner.contender.name)
        told = self.tr(
            "You chose {name}. It has won {wins} of {count} comparisons ({low} to {high} % with 95 % confidence)."
        )
        self._say(
            told.format(
                name=standing.name,
                wins=standing.wins,
                count=standing.comparisons,
                low=round(100 * standing.low),
                high=round(100 * standing.high),
            )
        )
        self._show_all()

    def _export_votes(self) -> None:
        self._ask_to_save(self.tr("Save the standings"), "votes.csv", "CSV (*.csv)", self.votes.export)

    # films

    def watch(self, folder: Path) -> bool:
        """Watch a run folder: its newest snapshot is rendered whenever there is one. Returns whether it is a run."""
        if not (folder / LATEST).is_file() and not numbered(folder / SNAPSHOTS, ".safetensors"):
            self._say(self.tr("There are no snapshots of a run in {folder} yet.").format(folder=folder))
            if not folder.is_dir() or not any((folder / name).exists() for name in ("log.jsonl", "state")):
                return False
        if self.film is not None:
            self.remove(self.film.key)
        contender = Contender(next(self._keys), folder.name, "generator", folder / LATEST)
        self.film = Film(folder, contender.key)
        self._read_frames()
        if self.film.frames:
            name = self._frame_name(self.film, len(self.film.frames) - 1)
            contender = replace(contender, name=name, checkpoint=self.film.frames[-1][1])
        self._add(contender, str(folder))
        self._show_frame_range(at_end=True)
        self._watch_timer.start()
        return True

    def look_for_snapshots(self) -> None:
        """Look whether the watched run has saved something new, and render it where the slider is at the end."""
        film = self.film
        if film is None:
            self._watch_timer.stop()
            return
        before = (film.latest, len(film.frames))
        at_end = self.frame.value() >= self.frame.maximum()
        self._read_frames()
        if (film.latest, len(film.frames)) == before:
            return
        self._show_frame_range(at_end)
        if at_end:
            self.show_frame(len(film.frames) - 1)

    def _read_frames(self) -> None:
        film = self.film
        if film is None:
            return
        frames = list(numbered(film.folder / SNAPSHOTS, ".safetensors"))
        latest = film.folder / LATEST
        try:
            film.latest = latest.stat().st_mtime_ns
        except OSError:
            film.latest = 0
        if not frames and film.latest:
            frames = [(-1, latest)]
            film.answers.pop(latest, None)
        film.frames = frames

    def _show_frame_range(self, at_end: bool) -> None:
        film = self.film
        count = len(film.frames) if film is not None else 0
        self.frame.blockSignals(True)
        self.frame.setRange(0, max(0, count - 1))
        if at_end:
            self.frame.setValue(self.frame.maximum())
        self.frame.blockSignals(False)
        self._show_controls()

    def show_frame(self, number: int) -> None:
        """Show one snapshot of the film; it is rendered where it was not looked at yet on this hole."""
        film = self.film
        if film is None or not 0 <= number < len(film.frames):
            return
        entry = self.entry(film.key)
        if entry is None:
            return
        path = film.frames[number][1]
        if self.frame.value() != number:
            self.frame.blockSignals(True)
            self.frame.setValue(number)
            self.frame.blockSignals(False)
        entry.contender = replace(entry.contender, name=self._frame_name(film, number), checkpoint=path)
        answer = film.answers.get(path)
        entry.measured = film.measured.get(path)
        if answer is not None:
            entry.fills = answer
            self._show_entry(entry)
        else:
            self.render_contenders([entry.contender])
        self._show_controls()

    def _frame_name(self, film: Film, number: int) -> str:
        images_seen = film.frames[number][0]
        if images_seen < 0:  # a run without numbered snapshots
            return film.folder.name
        return self.tr("{run} after {count} images").format(run=film.folder.name, count=grouped(images_seen))

    def _play(self, on: bool) -> None:
        if on and self.film is not None and self.film.frames:
            if self.frame.value() == self.frame.maximum():
                self.show_frame(0)
            self._play_timer.start()
        else:
            self._play_timer.stop()

    def _play_on(self) -> None:
        if self.is_rendering:
            return  # the next frame comes when this one is there
        if self.film is None or self.frame.value() >= self.frame.maximum():
            self.play.setChecked(False)
            return
        self.show_frame(self.frame.value() + 1)

    def film_frames(self) -> list[np.ndarray]:
        """The hole and its surroundings as each rendered snapshot fills it, (H, W, 3) uint8, in order."""
        film, hole = self.film, self._hole
        if film is None or hole is None:
            return []
        return [
            bench_jobs.shown_part(hole, film.answers[path], hole.seen)
            for _, path in film.frames
            if path in film.answers
        ]

    def _export_film(self) -> None:
        if len(self.film_frames()) < 2:
            self._say(self.tr("Play the film first: two snapshots at least must have been rendered on this hole."))
            return
        kinds = self.tr("Animations") + " (*.webp *.png *.gif)"
        self._ask_to_save(self.tr("Save the film"), "film.webp", kinds, self.export_film)

    def export_film(self, path: Path) -> None:
        frames = self.film_frames()
        self._run("bench: film", lambda: bench_jobs.export_film(frames, path), self._told_of_file)

    def _told_of_file(self, path: Path) -> None:
        self._say(self.tr("{name} is saved.").format(name=path.name))

    # blending

    def start_blend(self) -> None:
        """Add a pane between the current checkpoint and the reference, with a slider."""
        one, other = self.reference, self.current
        found = [e.contender.checkpoint for e in (one, other) if e is not None and e.contender.checkpoint is not None]
        if one is other or len(found) < 2:
            self._say(self.tr("Choose a pane with a checkpoint, and another one as the reference, to blend the two."))
            return
        self._blended = (found[0], found[1])
        self._blend_key = None
        self.share.blockSignals(True)
        self.share.setValue(50)
        self.share.blockSignals(False)
        self._blend_now()

    def set_share(self, percent: int) -> None:
        self.share.setValue(percent)

    def _blend_now(self) -> None:
        if self._blended is None:
            return
        first, second = self._blended
        percent = self.share.value()
        target = Path(self._scratch.path()) / f"blend-{percent:03}.safetensors"
        self._show_controls()
        self._run("bench: blend", lambda: bench_jobs.blend(first, second, percent / 100, target), self._take_blend)

    def _take_blend(self, path: Path) -> None:
        if self._blended is None:
            return
        percent = int(path.stem.removeprefix("blend-"))
        first, second = (p.parent.name if p.stem in ("latest", "best") else p.stem for p in self._blended)
        name = f"{100 - percent} % {first} + {percent} % {second}"
        entry = self.entry(self._blend_key)
        if entry is None:
            self._blend_key = self._add(Contender(next(self._keys), name, "generator", path), self.tr("Blended"))
        else:
            entry.contender = replace(entry.contender, name=name, checkpoint=path)
            self.render_contenders([entry.contender])
        self._show_controls()

    def save_blend(self, target: Path) -> None:
        entry = self.entry(self._blend_key)
        if entry is not None and entry.contender.checkpoint is not None and self._blended is not None:
            first, second = self._blended
            share = self.share.value() / 100
            self._run("bench: blend", lambda: bench_jobs.blend(first, second, share, target), self._told_of_file)

    def _ask_where_to_save_blend(self) -> None:
        self._ask_to_save(
            self.tr("Save the blended checkpoint"), "blend.safetensors", "Safetensors (*.safetensors)", self.save_blend
        )

    # views

    def _follow_view(self, key: int) -> None:
        """Every pane looks at the same place."""
        if self._syncing:
            return
        leader = self.entry(key)
        canvas = leader.pane.canvas if leader is not None else self.hole_pane.canvas
        self._syncing = True
        try:
            for pane in (self.hole_pane, *(entry.pane for entry in self.entries)):
                if pane.canvas is not canvas:
                    pane.canvas.set_view(canvas.view)
        finally:
            self._syncing = False

    def zoom_to_hole(self) -> None:
        """Show the hole, with some surroundings, as large as the panes allow."""
        if self._hole is None:
            self.hole_pane.canvas.fit()
            return
        canvas, rect = self.hole_pane.canvas, self._hole.seen.grow(24)
        ratio = canvas.devicePixelRatioF()
        scale = min(canvas.width() * ratio / rect.width, canvas.height() * ratio / rect.height, 8.0)
        canvas.centre_on(rect.x + rect.width / 2, rect.y + rect.height / 2)
        canvas.zoom_to(scale)

    # how it is built

    def _build(self) -> None:
        bar = QToolBar(self.tr("Bench"), self)
        bar.setMovable(False)
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.addToolBar(bar)
        self._action(
            bar,
            self.tr("&Checkpoint…"),
            "Ctrl+O",
            self.tr("Add checkpoints; they can be dropped here too"),
            self._ask_checkpoints,
        )
        methods = QMenu(self.tr("&Method"), self)
        for method in METHODS:
            act = methods.addAction(method_name(method))
            act.setToolTip(method_tip(method))
            act.triggered.connect(_Plain(self.add_method, method))
        methods.addSeparator()
        again = methods.addAction(self.tr("The current one with another seed"))
        again.triggered.connect(_Plain(self._add_seed))
        self._menu(bar, methods, self.tr("Add a method to compare with"))
        self._action(
            bar, self.tr("&Run…"), "Ctrl+R", self.tr("Watch a run folder and look through its snapshots"), self._ask_run
        )
        bar.addSeparator()
        holes = QMenu(self.tr("&Test hole"), self)
        for kind in KINDS:
            holes.addAction(self._kind_name(kind)).triggered.connect(_Plain(self.make_test_hole, kind))
        holes.addSeparator()
        holes.addAction(self.tr("Back to your own mask")).triggered.connect(_Plain(self.leave_test_hole))
        self.is_truth = QAction(self.tr("What is under your mask is undamaged"), self)
        self.is_truth.setCheckable(True)
        self.is_truth.setToolTip(self.tr("Compare answers with the picture under your own mask"))
        self.is_truth.toggled.connect(_Plain(self.render_all))
        holes.addAction(self.is_truth)
        self._menu(bar, holes, self.tr("Cut a hole where the truth is known, and measure the answers"))
        self._action(bar, self.tr("Re&nder"), "F5", self.tr("Render every pane anew"), self.render_all)
        self._action(
            bar, self.tr("&Zoom to hole"), "Z", self.tr("Show the hole as large as the panes allow"), self.zoom_to_hole
        )
        bar.addSeparator()
        self._action(
            bar, self.tr("Re&ference"), "R", self.tr("Compare the others with the current pane"), self._make_reference
        )
        self.flicker = self._switch(
            bar,
            self.tr("F&licker"),
            "F",
            self.tr("Show the current pane and the reference in turn"),
            self._toggle_flicker,
        )
        self.difference = self._switch(
            bar, self.tr("&Difference"), "D", self.tr("Show how each differs from the reference"), self._show_all_on
        )
        self.heat = self._switch(
            bar, self.tr("&Heat map"), "H", self.tr("Show where the answers disagree"), self._show_all_on
        )
        self.blind = self._switch(
            bar,
            self.tr("Blind &vote"),
            "V",
            self.tr("Hide the names, choose the best, and keep score"),
            self._toggle_blind,
        )
        self._action(bar, self.tr("Standin&gs…"), "", self.tr("Save who won how often as a table"), self._export_votes)
        self._action(
            bar,
            self.tr("&Blend"),
            "B",
            self.tr("Mix the weights of the current checkpoint and the reference"),
            self.start_blend,
        )
        self._action(
            bar, self.tr("&Picture of it…"), "Ctrl+S", self.tr("Save what the bench shows"), self._ask_to_save_picture
        )

        self._action(
            bar,
            self.tr("&Use in editor"),
            "U",
            self.tr("Fill with the current pane's checkpoint in the editor from now on"),
            self._use_current,
        )

        self._panes = QWidget()
        self._grid = QGridLayout(self._panes)
        self._grid.setContentsMargins(6, 6, 6, 6)
        self._grid.setSpacing(6)
        self.hole_pane = BenchPane(self._panes, is_hole=True)
        self.hole_pane.canvas.view_changed.connect(_Keyed(self._follow_view, 0))
        self._grid.addWidget(self.hole_pane, 0, 0)

        self._film_row = QWidget()
        row = QHBoxLayout(self._film_row)
        row.setContentsMargins(8, 0, 8, 0)
        self._film_name = QLabel()
        self.frame = QSlider(Qt.Orientation.Horizontal)
        self.frame.setAccessibleName(self.tr("Snapshot of the run"))
        self.frame.setToolTip(self.tr("Look through the run's snapshots"))
        self.frame.valueChanged.connect(self.show_frame)
        self.play = QPushButton(self.tr("Pla&y"))
        self.play.setCheckable(True)
        self.play.setToolTip(self.tr("Render and show every snapshot in turn"))
        self.play.toggled.connect(self._play)
        self._save_film = QPushButton(self.tr("Save fil&m…"))
        self._save_film.setToolTip(self.tr("Save the rendered snapshots as an animation"))
        self._save_film.clicked.connect(_Plain(self._export_film))
        for widget, stretch in ((self._film_name, 0), (self.frame, 1), (self.play, 0), (self._save_film, 0)):
            row.addWidget(widget, stretch)
        self._blend_row = QWidget()
        row = QHBoxLayout(self._blend_row)
        row.setContentsMargins(8, 0, 8, 0)
        self._blend_name = QLabel()
        self.share = QSpinBox()
        self.share.setRange(0, 100)
        self.share.setSuffix(" %")
        self.share.setToolTip(self.tr("How much of the current checkpoint there is in the blend"))
        self._share_slider = QSlider(Qt.Orientation.Horizontal)
        self._share_slider.setRange(0, 100)
        self._share_slider.setAccessibleName(self.share.toolTip())
        self._share_slider.setToolTip(self.share.toolTip())
        self._share_slider.sliderReleased.connect(_Plain(self._share_released))
        self.share.valueChanged.connect(self._share_changed)
        save_blend = QPushButton(self.tr("Save blend…"))
        save_blend.setToolTip(self.tr("Save the blended weights as a checkpoint of their own"))
        save_blend.clicked.connect(_Plain(self._ask_where_to_save_blend))
        for part, room in ((self._blend_name, 0), (self._share_slider, 1), (self.share, 0), (save_blend, 0)):
            row.addWidget(part, room)

        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setContentsMargins(8, 2, 8, 6)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.message.setAccessibleName(self.tr("What the bench says"))
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._panes, 1)
        layout.addWidget(self._film_row)
        layout.addWidget(self._blend_row)
        layout.addWidget(self.message)
        self.setCentralWidget(centre)
        for digit in range(1, 10):
            self._shortcut(str(digit), _Plain(self._choose_number, digit))
        for keys in ("Return", "Enter"):
            self._shortcut(keys, _Plain(self._enter))
        self._shortcut("Delete", _Plain(self._remove_current))
        self._shortcut("Ctrl+W", _Plain(self.close))
        self._arrange()

    def _action(self, bar: QToolBar, text: str, keys: str, tip: str, slot: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        self._dress(action, keys, tip)
        action.triggered.connect(_Plain(slot))
        bar.addAction(action)
        return action

    def _switch(self, bar: QToolBar, text: str, keys: str, tip: str, slot: Callable[[bool], None]) -> QAction:
        action = QAction(text, self)
        action.setCheckable(True)
        self._dress(action, keys, tip)
        action.toggled.connect(slot)
        bar.addAction(action)
        return action

    def _dress(self, action: QAction, keys: str, tip: str) -> None:
        if keys:
            action.setShortcut(QKeySequence(keys))
            tip = f"{tip} ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})"
        action.setToolTip(tip)
        action.setStatusTip(tip)

    def _menu(self, bar: QToolBar, menu: QMenu, tip: str) -> None:
        button = QToolButton()
        button.setText(menu.title())
        button.setMenu(menu)
        button.setToolTip(tip)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu.setToolTipsVisible(True)
        bar.addWidget(button)

    def _shortcut(self, keys: str, slot: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _timer(self, milliseconds: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(milliseconds)
        timer.timeout.connect(slot)
        return timer

    def _arrange(self) -> None:
        """Put the panes in a grid that gives each the most room for the picture's shape."""
        entries = list(self.entries)
        if self.is_blind and self._order:
            entries.sort(key=lambda e: self._order.index(e.contender.key) if e.contender.key in self._order else 99)
        panes = [self.hole_pane, *(entry.pane for entry in entries)]
        while self._grid.count():
            self._grid.takeAt(0)
        shape = self._picture.size.width / self._picture.size.height if self._picture is not None else 1.5
        room = self._panes.width() / max(1, self._panes.height())
        columns = max(
            range(1, len(panes) + 1),
            key=lambda c: (
                min(room / c / shape, 1 / math.ceil(len(panes) / c)) - 0.001 * (c * math.ceil(len(panes) / c))
            ),
        )
        for index in range(24):
            self._grid.setColumnStretch(index, 1 if index < columns else 0)
            self._grid.setRowStretch(index, 1 if index < math.ceil(len(panes) / columns) else 0)
        for index, pane in enumerate(panes):
            self._grid.addWidget(pane, index // columns, index % columns)
            pane.show()
        self._show_all()

    def _show_controls(self) -> None:
        film = self.film
        self._film_row.setVisible(film is not None)
        if film is not None:
            count = len(film.frames)
            self._film_name.setText(
                self.tr("{run}: {at} of {count}").format(
                    run=film.folder.name, at=self.frame.value() + 1 if count else 0, count=count
                )
            )
            self.play.setEnabled(count > 1)
            self._save_film.setEnabled(count > 1)
        self._blend_row.setVisible(self._blended is not None)
        if self._blended is not None:
            self._blend_name.setText(self.tr("Blend"))
            if not self._share_slider.isSliderDown():
                self._share_slider.setValue(self.share.value())

    # what the person does

    def _ask_checkpoints(self) -> None:
        found, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Add checkpoints"), "", self.tr("Checkpoints") + f" ({_CHECKPOINTS})"
        )
        self.add_checkpoints([Path(name) for name in found])

    def _ask_run(self) -> None:
        found = QFileDialog.getExistingDirectory(self, self.tr("Watch a run folder"))
        if found:
            self.watch(Path(found))

    def _ask_to_save(self, title: str, name: str, kinds: str, save: Callable[[Path], None]) -> None:
        found, _ = QFileDialog.getSaveFileName(self, title, name, kinds)
        if found:
            try:
                save(Path(found))
            except OSError as error:
                self._say(self.tr("{name} was not saved: {why}.").format(name=found, why=error.strerror or error))

    def _ask_to_save_picture(self) -> None:
        self._ask_to_save(self.tr("Save a picture of the bench"), "bench.png", "PNG (*.png)", self.save_picture)

    def save_picture(self, path: Path) -> None:
        """What the panes show, as a PNG. Raises OSError."""
        if not self._panes.grab().save(str(path), "PNG"):
            raise OSError(0, "the disk would not take it")

    def _add_seed(self) -> None:
        entry = self.current
        if entry is None:
            self._say(self.tr("Choose a pane first."))
            return
        like = entry.contender
        seeds = [e.contender.seed for e in self.entries if e.contender.method == like.method]
        seed = max(seeds) + 1
        name = f"{like.name.split(' · seed')[0]} · seed {seed}"
        self._add(Contender(next(self._keys), name, like.method, like.checkpoint, seed), entry.about)

    def _use_current(self) -> None:
        entry = self.current
        if entry is None or entry.contender.checkpoint is None:
            self._say(self.tr("Choose a pane with a checkpoint first."))
        elif Path(self._scratch.path()) in entry.contender.checkpoint.parents:
            self._say(self.tr("Save the blended checkpoint first, and then use it."))
        else:
            self.checkpoint_chosen.emit(entry.contender.checkpoint)
            self._say(self.tr("The editor fills with {name} now.").format(name=entry.contender.name))

    def _make_reference(self) -> None:
        self.set_reference(self._current)

    def _show_all_on(self, _: bool) -> None:
        self._show_all()

    def _choose_number(self, number: int) -> None:
        keys = self._order if self.is_blind else [e.contender.key for e in self.entries]
        if number <= len(keys):
            if self.is_blind:
                self.vote_for(keys[number - 1])
            else:
                self.set_current(keys[number - 1])

    def _enter(self) -> None:
        if self.is_blind and self._current is not None:
            self.vote_for(self._current)
        else:
            self.take()

    def _remove_current(self) -> None:
        if self._current is not None:
            self.remove(self._current)

    def _run(self, name: str, job: Job, take: Callable[[Any], None]) -> None:
        self._workers.start(name, job, take, self._fail)

    def _share_released(self) -> None:
        self.share.setValue(self._share_slider.value())

    def _share_changed(self, _: int) -> None:
        self._blend_now()

    def _is_dark(self) -> bool:
        return self.palette().color(QPalette.ColorRole.Window).lightnessF() < 0.5

    def _set_dark(self) -> None:
        for pane in (self.hole_pane, *(entry.pane for entry in self.entries)):
            pane.canvas.set_dark(self._is_dark())

    def _say(self, text: str) -> None:
        self.message.setText(text)
        if text:
            self.said.emit(text)

    def _kind_name(self, kind: str) -> str:
        names = {
            "scratch": self.tr("Scratches"),
            "text": self.tr("Text"),
            "brush": self.tr("Brush strokes"),
            "blob": self.tr("Blobs"),
            "rectangle": self.tr("Rectangles"),
            "border": self.tr("Borders"),
        }
        return names.get(kind, kind)

    # what Qt calls

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.add_checkpoints(paths)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._set_dark()
        self._follow_mask()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._set_dark()

    def closeEvent(self, event: QCloseEvent) -> None:
        for timer in (self._flicker_timer, self._watch_timer, self._play_timer, self._settle_timer):
            timer.stop()
        for action in (self.flicker, self.blind):
            action.setChecked(False)
        self._drop_rendering()
        super().closeEvent(event)


class _Keyed:
    """Calls a slot with a contender's key, whatever the signal carries."""

    def __init__(self, slot: Callable[[int], object], key: int) -> None:
        self._slot, self._key = slot, key

    def __call__(self, *_: object) -> None:
        self._slot(self._key)


class _Plain:
    """Calls a slot with what it was made with, whatever the signal carries."""

    def __init__(self, slot: Callable[..., object], *arguments: object) -> None:
        self._slot, self._arguments = slot, arguments

    def __call__(self, *_: object) -> None:
        self._slot(*self._arguments)


def _same(one: Hole, other: Hole) -> bool:
    return (
        one.picture is other.picture
        and one.fills is other.fills
        and one.rect == other.rect
        and one.is_test == other.is_test
        and np.array_equal(one.mask, other.mask)
    )


def _votes_file() -> Path:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(folder or tempfile.gettempdir()) / "votes.jsonl"
