"""The checkpoint bench: any number of checkpoints and methods on the same hole, side by side."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QMainWindow, QVBoxLayout, QWidget

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.filling.request import Method
from inpaint_studio.ui.bench import jobs as bench_jobs
from inpaint_studio.ui.bench.arrows import worth_showing
from inpaint_studio.ui.bench.ballot import Ballot
from inpaint_studio.ui.bench.bar import BenchBar
from inpaint_studio.ui.bench.blend import BlendStrip
from inpaint_studio.ui.bench.comparison import Comparison
from inpaint_studio.ui.bench.contest import Contest, Entry
from inpaint_studio.ui.bench.film import FilmStrip
from inpaint_studio.ui.bench.folder import FolderDialog
from inpaint_studio.ui.bench.grid import PaneGrid
from inpaint_studio.ui.bench.jobs import CHECKPOINT_SUFFIXES, Checked, Engines
from inpaint_studio.ui.bench.pane import BenchPane
from inpaint_studio.ui.bench.saving import ask_and_save
from inpaint_studio.ui.bench.slots import Call
from inpaint_studio.ui.bench.standings import StandingsDialog
from inpaint_studio.ui.bench.votes import Votes
from inpaint_studio.ui.canvas.display import reduce_picture
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.dropping import accept_copy, dropped_files, leave_drops_to_window
from inpaint_studio.ui.kit.method_names import method_name, method_tip
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.sentences import sentence, spoken
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.ui.training.curves import grouped

_LPIPS = "bench/lpips"  # the preference: a path
_CHECKPOINTS = " ".join(f"*{suffix}" for suffix in CHECKPOINT_SUFFIXES)


class BenchWindow(QMainWindow):
    """Shows what each contender makes of the open document's hole, or of a test hole over known pixels.

    The parts do the work, each one thing: the contest renders, the grid shows, the comparison says what is shown, the
    ballot votes, the film strip looks through a run, the blend strip mixes weights. This window joins them.

    Signals:
        said: a sentence for the person.
        checkpoint_chosen: the checkpoint the editor is to fill with from now on.
    """

    checkpoint_chosen = Signal(Path)
    said = Signal(str)

    def __init__(
        self,
        session: Session,
        parent: QWidget | None = None,
        engines: Engines | None = None,
        votes: Votes | None = None,
        preferences: Preferences | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Checkpoint bench"))
        self.setAcceptDrops(True)
        self.resize(1180, 780)
        self.session = session
        self._preferences = preferences
        self._folder_dialog: FolderDialog | None = None
        self._chosen: tuple[Path, str] | None = None  # the checkpoint that the editor was asked to use, and its name
        self._refused: list[str] = []  # why files that were offered together are no checkpoints
        self.workers = Workers(self)
        self.contest = Contest(session, self.workers, engines or Engines(), self)
        self.comparison = Comparison(self.contest, self.workers, self)
        self.ballot = Ballot(self.contest, votes if votes is not None else Votes(_votes_file()), self)
        self.grid = PaneGrid()
        self.film_strip = FilmStrip(self.contest, self.workers)
        self.blend_strip = BlendStrip(self.contest, self.workers)
        self.bar = BenchBar(self, self)
        self.addToolBar(self.bar)
        self.message = QLabel()
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.setContentsMargins(8, 2, 8, 6)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.message.setAccessibleName(self.tr("What the bench says"))
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.film_strip)
        layout.addWidget(self.blend_strip)
        layout.addWidget(self.message)
        self.setCentralWidget(centre)
        self._connect()
        self._add_shortcuts()
        leave_drops_to_window(self)
        kept = preferences.text(_LPIPS) if preferences is not None else ""
        self.contest.measuring.lpips = Path(kept) if kept and Path(kept).is_file() else None
        self._show_lpips()
        self.contest.follow_document()

    # contenders

    def add_method(self, method: Method, checkpoint: Path | None = None, seed: int = 0) -> int:
        """Another pane; it is rendered at once. Returns the contender's key."""
        name = method_name(method) + (f" · {seed}" if seed else "")
        return self.contest.add(name, method, checkpoint, seed, method_tip(method))

    def add_checkpoints(self, paths: Sequence[Path]) -> None:
        """Look at files and add a pane for each that is a checkpoint; for the others a sentence is said."""
        folders = [path for path in paths if path.is_dir()]
        files = [path for path in paths if not path.is_dir()]
        self._refused = []
        if folders and not self.watch(folders[0]) and files:
            self._refused.append(self.message.text())  # told again beside the files'
        if files:
            self._say(self.tr("Looking at the checkpoints…"))
            self.workers.start(
                "bench: checkpoints", lambda: bench_jobs.check(files), self._take_checked, self._fail, self._all_checked
            )

    def _take_checked(self, checked: Checked | Exception) -> None:
        if isinstance(checked, Exception):
            self._refused.append(sentence(checked))
            self._say(" ".join(self._refused))
        else:
            self.contest.add(checked.name, "generator", checked.path, about=checked.about)

    def _all_checked(self) -> None:
        if self.message.text() == self.tr("Looking at the checkpoints…"):
            self._say("")

    def add_seed(self) -> None:
        """Another pane for the current contender with another seed."""
        entry = self.contest.current
        if entry is None:
            self._say(self.tr("Choose a pane first."))
            return
        like = entry.contender
        seeds = [e.contender.seed for e in self.contest.entries if e.contender.method == like.method]
        seed = max(seeds) + 1
        name = f"{like.name.split(' · seed')[0]} · seed {seed}"
        self.contest.add(name, like.method, like.checkpoint, seed, entry.about)

    def watch(self, folder: Path) -> bool:
        """Watch a run folder: its newest snapshot is rendered whenever there is one. Returns whether it is a run."""
        return self.film_strip.watch(folder)

    def use_current(self) -> None:
        """Let the editor fill with the current pane's checkpoint from now on."""
        entry = self.contest.current
        if entry is None or entry.contender.checkpoint is None:
            self._say(self.tr("Choose a pane with a checkpoint first."))
        elif self.blend_strip.holds(entry.contender.checkpoint):
            self._say(self.tr("Save the blended checkpoint first, and then use it."))
        else:
            self._chosen = entry.contender.checkpoint, entry.contender.name
            self._say("")
            self.checkpoint_chosen.emit(entry.contender.checkpoint)

    def _told_of_checkpoint(self, path: Path | None) -> None:
        """The editor fills with another checkpoint only once a worker has opened it; then it is time to say so."""
        chosen, self._chosen = self._chosen, None
        if chosen is not None and chosen[0] == path:
            self._say(self.tr("The editor fills with {name} now.").format(name=chosen[1]))

    def make_reference(self) -> None:
        entry = self.contest.current
        self.contest.set_reference(entry.contender.key if entry is not None else None)

    def start_blend(self) -> None:
        self.blend_strip.start()

    def take(self, key: int | None = None) -> bool:
        """Lay a contender's answer, the current one's for None, into the document as a fill. Returns whether it was."""
        entry = self.contest.entry(key) if key is not None else self.contest.current
        hidden = ""
        if entry is not None and self.ballot.is_open:
            hidden = self.tr("number {n}").format(n=self._number(entry))
        return self.contest.take(key, hidden)

    # holes

    def make_test_hole(self, kind: str) -> None:
        """Cut a hole of this kind where the view is, over pixels that are known."""
        self.contest.make_test_hole(self.grid.hole_pane.canvas.visible_part(), kind)

    def leave_test_hole(self) -> None:
        """Back to the document's own mask."""
        self.contest.leave_test_hole()
        self._say("")

    def show_folder(self) -> FolderDialog:
        """Cut test holes in a whole folder of pictures and compare the contenders in tables."""
        if self._folder_dialog is not None:
            if self._folder_dialog.is_running:
                self._folder_dialog.raise_()
                return self._folder_dialog
            self._folder_dialog.shut_down()
            self._folder_dialog.deleteLater()
        contenders = [entry.contender for entry in self.contest.entries]
        self._folder_dialog = FolderDialog(contenders, self.bar.kind_name, self.contest.measuring.lpips, self)
        self._folder_dialog.show()
        return self._folder_dialog

    def set_lpips(self, path: Path | None) -> None:
        """Measure LPIPS with these weights from now on; None leaves it out. A file that is none gives a sentence."""
        if path is None:
            self._use_lpips(None)
        else:
            self.workers.start("bench: weights", lambda: bench_jobs.check_lpips(path), self._use_lpips, self._fail)

    def ask_lpips(self) -> None:
        found, _ = QFileDialog.getOpenFileName(
            self, self.tr("LPIPS weights on AlexNet"), "", "Safetensors (*.safetensors)"
        )
        if found:
            self.set_lpips(Path(found))

    def _use_lpips(self, path: Path | None) -> None:
        self.contest.measuring.lpips = path
        if self._preferences is not None:
            self._preferences.set_text(_LPIPS, str(path) if path is not None else "")
        self._show_lpips()
        self._say(
            self.tr("LPIPS is measured with {name} from now on.").format(name=path.name)
            if path is not None
            else self.tr("LPIPS is left out from now on.")
        )
        self.contest.measure_again()

    def _show_lpips(self) -> None:
        path = self.contest.measuring.lpips
        self.bar.no_lpips.setEnabled(path is not None)
        named = self.tr("LPIPS weights: {name}…").format(name=path.name) if path is not None else ""
        self.bar.lpips.setText(named or self.tr("LPIPS weights…"))

    def render_all(self) -> None:
        """Render every contender anew."""
        self.contest.render_all()

    def zoom_to_hole(self) -> None:
        """Show the hole, with some surroundings, as large as the panes allow."""
        hole = self.contest.hole
        self.grid.zoom_to(hole.seen.grow(24) if hole is not None else None)

    def shut_down(self) -> None:
        """Stop everything and wait until it has stopped. For the window, before it goes."""
        self.close()
        if self._folder_dialog is not None:
            self._folder_dialog.shut_down()
        self.workers.stop_all()
        self.blend_strip.shut_down()

    # showing

    def pane(self, entry: Entry) -> BenchPane:
        return self.grid.pane(entry.contender.key)

    def _show_picture(self) -> None:
        picture, display = self.contest.picture, self.session.display
        if picture is None:
            self.grid.show_picture(None, {}, None)
            return
        levels = display.levels if display is not None and display.picture is picture else reduce_picture(picture)
        self.grid.show_picture(picture, levels, self.session.mask_levels)

    def _show_hole(self) -> None:
        test, shown = self.contest.test_hole, self.grid.hole_pane.canvas.mask_levels
        document = self.session.document
        if test is not None and document is not None:
            rect, mask = test
            whole = np.zeros_like(document.mask)
            whole[rect.slices] = mask
            self.grid.show_mask(MaskLevels(whole))
        elif shown is not self.session.mask_levels:
            self.grid.show_mask(self.session.mask_levels)
        self._show_all()

    def _arrange(self) -> None:
        """Follow the contenders: a pane for each, in the order of the ballot while one is open."""
        self.grid.arrange(self.ballot.order or tuple(entry.contender.key for entry in self.contest.entries))
        self._show_all()

    def _show_all(self) -> None:
        for entry in self.contest.entries:
            self._show_entry(entry)
        hole, heat = self.contest.hole, self.comparison.heat()
        pane = self.grid.hole_pane
        overlay: tuple[Fill, ...] = hole.fills if hole is not None else ()
        pane.set_mask_hidden(heat is not None)
        pane.show_fills(overlay if heat is None else (*overlay, heat))
        pane.set_name(self.tr("The hole") if heat is None else self.tr("Where the answers disagree"))
        if hole is not None:
            kind = self.tr("test hole") if hole.is_test else self.tr("your mask")
            pane.set_numbers(self.tr("{kind}, {pixels} pixels").format(kind=kind, pixels=grouped(hole.pixels)))
        else:
            pane.set_numbers(self.tr("nothing is marked"))

    def _show_entry(self, entry: Entry) -> None:
        if entry not in self.contest.entries:
            return
        pane = self.pane(entry)
        shown = self.comparison.shown_entry(entry)
        number = self._number(entry)
        if self.ballot.is_open:
            pane.set_name(str(number))
            pane.set_numbers(self.tr("hidden until you choose"))
        else:
            is_reference = entry is self.contest.reference and len(self.contest.entries) > 1
            mark = self.tr(" (reference)") if is_reference else ""
            pane.set_name(f"{number}  {shown.contender.name}{mark}", entry.about)
            text, more = self._numbers(shown)
            pane.set_numbers(text, more, is_error=bool(entry.failure))
        pane.set_current(entry is self.contest.current)
        pane.take.setEnabled(entry.fills is not None and self.contest.test_hole is None)
        hole = self.contest.hole
        pane.show_arrows(worth_showing(shown.pieces) if self.bar.arrows.isChecked() else ())
        pane.show_fills((hole.fills if hole is not None else ()) + self.comparison.fills(entry))

    def _numbers(self, entry: Entry) -> tuple[str, str]:
        """What is written under a pane, and what more there is to know."""
        if entry.failure:
            return entry.failure, ""
        if entry.seconds is None:
            if entry.preview:
                return self.tr("working…"), ""
            waits = self.contest.is_rendering and self.contest.hole is not None
            return (self.tr("waiting…") if waits else "–"), ""
        parts = [self.tr("{seconds} s").format(seconds=f"{entry.seconds:.2f}")]
        measured = entry.measured
        if measured is None:
            return parts[0], ""
        parts += [f"{measured.psnr:.2f} dB", f"SSIM {measured.ssim:.3f}"]
        if measured.lpips is not None:
            parts.append(f"LPIPS {measured.lpips:.3f}")
        more = [
            self.tr("sharpness {value}").format(value=f"{measured.sharpness:.2f}"),
            self.tr("seam {value}").format(value=f"{measured.seam:.2f}"),
        ]
        return " · ".join(parts), "\n".join([*more, spoken(measured.note)] if measured.note else more)

    def _number(self, entry: Entry) -> int:
        if self.ballot.is_open:
            return self.ballot.number(entry.contender.key)
        return self.contest.entries.index(entry) + 1

    # what the person does

    def ask_checkpoints(self) -> None:
        found, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Add checkpoints"), "", self.tr("Checkpoints") + f" ({_CHECKPOINTS})"
        )
        self.add_checkpoints([Path(name) for name in found])

    def ask_run(self) -> None:
        found = QFileDialog.getExistingDirectory(self, self.tr("Watch a run folder"))
        if found:
            self.watch(Path(found))

    def ask_where_to_save_picture(self) -> None:
        title = self.tr("Save a picture of the bench")
        ask_and_save(self, title, "bench.png", "PNG (*.png)", self.grid.save_picture, self._say)

    def show_standings(self) -> StandingsDialog:
        """Show who won how often in blind votes."""
        dialog = StandingsDialog(self.ballot.votes, self._say, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _toggle_arrows(self) -> None:
        self._show_all()
        if self.bar.arrows.isChecked() and not any(entry.pieces for entry in self.contest.entries):
            self._say(self.tr("Only texture that this program copied itself is known by its source: method Texture."))

    def _toggle_blind(self, on: bool) -> None:
        if not on:
            self.ballot.close()
            return
        for action in (self.bar.flicker, self.bar.difference, self.bar.heat, self.bar.arrows):
            action.setChecked(False)
        if not self.ballot.open():
            self.bar.blind.setChecked(False)
            return
        self.grid.setFocus()  # no pane has the keyboard, which would choose it when the window comes back

    def _follow_ballot(self) -> None:
        self.bar.blind.setChecked(self.ballot.is_open)
        self._arrange()

    def _choose_number(self, number: int) -> None:
        keys = self.ballot.order or tuple(entry.contender.key for entry in self.contest.entries)
        if number > len(keys):
            return
        if self.ballot.is_open:
            self.ballot.vote_for(keys[number - 1])
        else:
            self.contest.set_current(keys[number - 1])

    def _take_number(self, number: int) -> None:
        if not self.ballot.is_open and number <= len(self.contest.entries):
            self.take(self.contest.entries[number - 1].contender.key)

    def _enter(self) -> None:
        entry = self.contest.current
        if self.ballot.is_open and entry is not None:
            self.ballot.vote_for(entry.contender.key)
        else:
            self.take()

    def _remove_current(self) -> None:
        entry = self.contest.current
        if entry is not None:
            self.contest.remove(entry.contender.key)

    def _take_key(self, key: int) -> None:
        self.take(key)

    def _fail(self, error: Exception) -> None:
        self._say(sentence(error))

    def _say(self, text: str) -> None:
        self.message.setText(text)
        if text:
            self.said.emit(text)

    # how it is joined

    def _connect(self) -> None:
        contest, bar = self.contest, self.bar
        contest.entries_changed.connect(self._arrange)
        contest.selection_changed.connect(self._show_all)
        contest.entry_changed.connect(self._follow_entry)
        contest.hole_changed.connect(self._show_hole)
        contest.picture_changed.connect(self._show_picture)
        contest.mask_followed.connect(self.grid.hole_pane.canvas.repaint_mask)  # its levels are the session's
        contest.rendered.connect(self._show_all)
        self.session.generator.checkpoint_changed.connect(self._told_of_checkpoint)
        self.comparison.changed.connect(self._show_all)
        self.ballot.changed.connect(self._follow_ballot)
        for part in (contest, self.comparison, self.ballot, self.film_strip, self.blend_strip):
            part.said.connect(self._say)
        self.grid.pressed.connect(contest.set_current)
        self.grid.take_asked.connect(self._take_key)
        self.grid.close_asked.connect(contest.remove)
        bar.flicker.toggled.connect(self.comparison.set_flicker)
        bar.difference.toggled.connect(self.comparison.set_difference)
        bar.heat.toggled.connect(self.comparison.set_heat)
        bar.arrows.toggled.connect(Call(self._toggle_arrows))
        bar.blind.toggled.connect(self._toggle_blind)
        bar.is_truth.toggled.connect(contest.set_mask_is_over_truth)

    def _follow_entry(self, entry: Entry) -> None:
        self._show_entry(entry)

    def _add_shortcuts(self) -> None:
        keys = {
            **{str(digit): Call(self._choose_number, digit) for digit in range(1, 10)},
            **{f"Ctrl+{digit}": Call(self._take_number, digit) for digit in range(1, 10)},
            "Return": Call(self._enter),
            "Enter": Call(self._enter),
            "Delete": Call(self._remove_current),
            "Ctrl+W": Call(self.close),
        }
        for sequence, slot in keys.items():
            QShortcut(QKeySequence(sequence), self).activated.connect(slot)

    # what Qt calls

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event):
            accept_copy(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        accept_copy(event)  # what comes here was accepted when it entered

    def dropEvent(self, event: QDropEvent) -> None:
        paths = dropped_files(event)
        if paths:
            accept_copy(event)
            self.add_checkpoints(paths)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.contest.is_watched = True
        self.film_strip.wake()
        self.contest.follow_mask()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.contest.is_watched = False
        self.film_strip.rest()
        for action in (self.bar.flicker, self.bar.blind):
            action.setChecked(False)
        self.contest.rest()
        super().closeEvent(event)


def _votes_file() -> Path:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(folder or tempfile.gettempdir()) / "votes.jsonl"
