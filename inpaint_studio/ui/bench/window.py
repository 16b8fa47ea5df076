"""The checkpoint bench: any number of checkpoints and methods on the same hole, side by side."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from inpaint_studio.ui.bench.ballot import Ballot
from inpaint_studio.ui.bench.bar import BenchBar
from inpaint_studio.ui.bench.blend import BlendStrip
from inpaint_studio.ui.bench.comparison import Comparison
from inpaint_studio.ui.bench.contest import Contest
from inpaint_studio.ui.bench.film import FilmStrip
from inpaint_studio.ui.bench.folder import FolderDialog
from inpaint_studio.ui.bench.grid import PaneGrid
from inpaint_studio.ui.bench.intake import CheckpointIntake
from inpaint_studio.ui.bench.jobs import CHECKPOINT_SUFFIXES, Checked, Engines
from inpaint_studio.ui.bench.lpips import LpipsWeights
from inpaint_studio.ui.bench.placing import HolePlacing
from inpaint_studio.ui.bench.saving import ask_and_save
from inpaint_studio.ui.bench.showing import Showing
from inpaint_studio.ui.bench.slots import Call
from inpaint_studio.ui.bench.standings import StandingsDialog
from inpaint_studio.ui.bench.votes import Votes
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.checkpoint_menu import CheckpointMenu
from inpaint_studio.ui.kit.dropping import DropWindow, leave_drops_to_window
from inpaint_studio.ui.kit.method_names import method_name, method_tip
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.screens import resize_within_screen
from inpaint_studio.ui.kit.worker import Workers

_CHECKPOINTS = " ".join(f"*{suffix}" for suffix in CHECKPOINT_SUFFIXES)


class BenchWindow(DropWindow):
    """Shows what each contender makes of the open document's hole, or of a test hole over known pixels.

    The parts do the work, each one thing: the contest renders, the showing fills the panes of the grid, the comparison
    lays answers over each other, the ballot votes, the film strip looks through a run, the blend strip mixes weights.
    This window joins them, and turns keys and the bar's commands into calls of theirs.

    Signals:
        notice: a sentence for the person.
        checkpoint_chosen: the checkpoint the editor is to fill with from now on.
    """

    checkpoint_chosen = Signal(Path)
    notice = Signal(str)

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
        resize_within_screen(self, 1180, 780)
        self.session = session
        self._folder_dialog: FolderDialog | None = None
        self._chosen: tuple[Path, str] | None = None  # the checkpoint that the editor is to fill with, and its name
        self.workers = Workers(self)
        self.contest = Contest(session, self.workers, engines or Engines(), self)
        self.comparison = Comparison(self.contest, self.workers, self)
        self.ballot = Ballot(self.contest, votes if votes is not None else Votes(_votes_file()), self)
        self.grid = PaneGrid()
        self.showing = Showing(session, self.contest, self.comparison, self.ballot, self.grid, self)
        self._placing = HolePlacing(self.contest, self.grid, self)
        self.intake = CheckpointIntake(self.workers, self)
        self.film_strip = FilmStrip(self.contest, self.workers)
        self.blend_strip = BlendStrip(self.contest, self.workers)
        self.bar = BenchBar(self, self)
        self._preferences = preferences
        self.checkpoints = CheckpointMenu(self.bar.checkpoints, self.workers, preferences, has_runs=True)
        self.lpips = LpipsWeights(self.contest, self.bar, self.workers, preferences, self)
        self.message = QLabel()
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.setContentsMargins(8, 2, 8, 8)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.message.setAccessibleName(self.tr("What the bench says"))
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.bar)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.film_strip)
        layout.addWidget(self.blend_strip)
        layout.addWidget(self.message)
        self.setCentralWidget(centre)
        self._connect()
        self._add_shortcuts()
        leave_drops_to_window(self)
        self.contest.follow_document()

    # contenders

    def add_method(self, method: str, checkpoint: Path | None = None, seed: int = 0) -> int:
        """Another pane; it is rendered at once. Returns the contender's key."""
        name = method_name(method) + (f" · {seed}" if seed else "")
        return self.contest.add(name, method, checkpoint, seed, method_tip(method))

    def add_checkpoints(self, paths: Sequence[Path]) -> None:
        """Look at files and add a pane for each that is a checkpoint; for the others there is a sentence."""
        folders = [path for path in paths if path.is_dir()]
        files = [path for path in paths if not path.is_dir()]
        refusals = []
        if folders and not self.watch(folders[0]) and files:
            refusals.append(self.message.text())  # shown again beside the files' own
        if files:
            self.intake.check(files, refusals)

    def _add_checked(self, checked: Checked) -> None:
        if self._preferences is not None:
            self._preferences.remember_checkpoint(checked.path)
        is_first = all(entry.stands_ready for entry in self.contest.entries)
        key = self.contest.add(checked.name, checked.method, checked.path, about=checked.about)
        if is_first:
            self.contest.set_current(key)

    def _add_listed(self, path: Path | None) -> None:
        """One of the menu's; None is the one that came with the program."""
        if path is None:
            self.add_method("generator")
        else:
            self.add_checkpoints([path])

    def add_seed(self) -> None:
        """Another pane for the current contender with another seed."""
        entry = self.contest.current
        if entry is None:
            self._show_notice(self.tr("Choose a pane first."))
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
            self._show_notice(self.tr("Choose a pane with a checkpoint first."))
        elif self.blend_strip.holds(entry.contender.checkpoint):
            self._show_notice(self.tr("Save the blended checkpoint first, and then use it."))
        else:
            self._chosen = entry.contender.checkpoint, entry.contender.name
            self._show_notice("")
            self.checkpoint_chosen.emit(entry.contender.checkpoint)

    def _take_editor_checkpoint(self, path: Path | None) -> None:
        """The editor fills with another checkpoint only once a worker has opened it; only then it is true to say so."""
        chosen, self._chosen = self._chosen, None
        if chosen is not None and chosen[0] == path:
            self._show_notice(self.tr("The editor fills with {name} now.").format(name=chosen[1]))

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
            hidden = self.tr("number {n}").format(n=self.showing.number(entry))
        return self.contest.take(key, hidden)

    # holes

    def make_test_hole(self, kind: str) -> None:
        """Cut a hole of this kind where the view is, over pixels that are known."""
        self.contest.make_test_hole(self.grid.hole_pane.canvas.visible_part(), kind)

    def leave_test_hole(self) -> None:
        """Back to the document's own mask."""
        self.contest.leave_test_hole()
        self._show_notice("")

    def show_folder(self) -> FolderDialog:
        """Cut test holes in a whole folder of pictures and compare the contenders in tables."""
        if self._folder_dialog is not None:
            if self._folder_dialog.is_running:
                self._folder_dialog.raise_()
                return self._folder_dialog
            self._folder_dialog.shut_down()
            self._folder_dialog.deleteLater()
        contenders = [entry.contender for entry in self.contest.entries]
        self._folder_dialog = FolderDialog(contenders, self.contest.measuring.lpips, self)
        self._folder_dialog.show()
        return self._folder_dialog

    def set_lpips(self, path: Path | None) -> None:
        """Measure LPIPS with these weights from now on; None leaves it out."""
        self.lpips.choose(path)

    def ask_lpips(self) -> None:
        self.lpips.ask()

    def render_all(self) -> None:
        """Render every contender anew."""
        self.contest.ask_all()

    def cancel(self) -> None:
        """Esc: give up the answers that are still to come."""
        if self.contest.cancel():
            self._show_notice(self.tr("Cancelled; the answers that had come are still there."))

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

    # dialogs

    def ask_checkpoints(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Add checkpoints"), "", self.tr("Checkpoints") + f" ({_CHECKPOINTS})"
        )
        self.add_checkpoints([Path(name) for name in names])

    def ask_run(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Watch the folder of a training run"))
        if folder:
            self.watch(Path(folder))

    def ask_where_to_save_picture(self) -> None:
        title = self.tr("Save a picture of the bench")
        ask_and_save(self, title, "bench.png", "PNG (*.png)", self.grid.save_picture, self._show_notice)

    def show_standings(self) -> StandingsDialog:
        """Show who won how often in blind votes."""
        dialog = StandingsDialog(self.ballot.votes, self._show_notice, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    # keys and switches

    def _toggle_arrows(self, on: bool) -> None:
        self.showing.set_arrows(on)
        if on and not any(entry.pieces for entry in self.contest.entries):
            self._show_notice(
                self.tr("Only texture that this program copied itself is known by its source: method Texture.")
            )

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
        self.showing.arrange()

    def _choose_number(self, number: int) -> None:
        keys = self.showing.order()
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

    def _show_notice(self, text: str) -> None:
        self.message.setText(text)
        if text:
            self.notice.emit(text)

    def _withdraw_notice(self, text: str) -> None:
        if self.message.text() == text:
            self._show_notice("")

    # how it is joined

    def _connect(self) -> None:
        contest, bar = self.contest, self.bar
        contest.mask_followed.connect(self.grid.hole_pane.canvas.repaint_mask)  # its levels are the session's
        self.session.generator.checkpoint_changed.connect(self._take_editor_checkpoint)
        self.ballot.changed.connect(self._follow_ballot)
        self.intake.accepted.connect(self._add_checked)
        self.checkpoints.chosen.connect(self._add_listed)
        self.checkpoints.run_chosen.connect(self.watch)
        self.checkpoints.file_requested.connect(self.ask_checkpoints)
        self.intake.withdrawn.connect(self._withdraw_notice)
        for part in (
            contest,
            self.comparison,
            self.ballot,
            self.film_strip,
            self.blend_strip,
            self.intake,
            self.lpips,
        ):
            part.notice.connect(self._show_notice)
        contest.rendering_changed.connect(bar.stop.setEnabled)
        self.grid.pressed.connect(contest.set_current)
        self.grid.take_requested.connect(self.take)
        self.grid.close_requested.connect(contest.remove)
        bar.flicker.toggled.connect(self.comparison.set_flicker)
        bar.difference.toggled.connect(self.comparison.set_difference)
        bar.heat.toggled.connect(self.comparison.set_heat)
        bar.arrows.toggled.connect(self._toggle_arrows)
        bar.blind.toggled.connect(self._toggle_blind)
        bar.is_truth.toggled.connect(contest.set_mask_is_over_truth)

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

    def take_dropped(self, paths: list[Path]) -> None:
        self.add_checkpoints(paths)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.contest.is_watched = True
        self.film_strip.wake()
        self.contest.follow_mask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, as in other windows of tools, once there is nothing that it cancels."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

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
