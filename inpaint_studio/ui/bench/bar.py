"""The bar of the bench: its commands and switches, each with its key and what it does."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from inpaint_studio.filling.methods import METHODS
from inpaint_studio.model.photographs.hole_kinds import HOLE_KINDS
from inpaint_studio.ui.bench.contest import Contest
from inpaint_studio.ui.bench.jobs import INTERPOLATIONS, WHOLE
from inpaint_studio.ui.bench.slots import Call
from inpaint_studio.ui.kit.flow import FlowLayout
from inpaint_studio.ui.kit.hole_names import hole_heading
from inpaint_studio.ui.kit.icons import icon
from inpaint_studio.ui.kit.method_names import method_name, method_tip


class Commands(Protocol):
    """What the bar asks of the bench."""

    contest: Contest

    def ask_checkpoints(self) -> None: ...
    def ask_run(self) -> None: ...
    def add_method(self, method: str) -> int: ...
    def add_seed(self) -> None: ...
    def make_test_hole(self, kind: str) -> None: ...
    def leave_test_hole(self) -> None: ...
    def ask_lpips(self) -> None: ...
    def set_lpips(self, path: Path | None) -> None: ...
    def show_folder(self) -> object: ...
    def render_all(self) -> None: ...
    def cancel(self) -> None: ...
    def zoom_to_hole(self) -> None: ...
    def make_reference(self) -> None: ...
    def start_blend(self) -> None: ...
    def ask_where_to_save_picture(self) -> None: ...
    def show_standings(self) -> object: ...
    def use_current(self) -> None: ...


class BenchBar(QWidget):
    """Holds no state but that of its switches, which the bench listens to. Groups that have no room wrap."""

    def __init__(self, bench: Commands, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Bench"))
        self._groups = FlowLayout(self)
        self._groups.setContentsMargins(4, 4, 4, 4)
        self._group = self._begin_group(self.tr("Add"))
        self.checkpoints = QMenu(self.tr("&Checkpoint"), self)
        self._menu(self.checkpoints, self.tr("Add checkpoints; they can be dropped here too"))
        ask = QAction(self.tr("&Checkpoint…"), self)
        self._dress(ask, "Ctrl+O", self.tr("Add checkpoints; they can be dropped here too"))
        ask.triggered.connect(Call(bench.ask_checkpoints))
        parent.addAction(ask)  # for its key
        self._bench = bench
        self.methods = methods = QMenu(self.tr("&Method"), self)
        methods.aboutToShow.connect(self.offer_methods)
        self.offer_methods()
        self._menu(methods, self.tr("Add a method to compare with"))
        self._command(
            self.tr("Training &run…"),
            "Ctrl+R",
            self.tr("Watch the folder of a training run and look through its snapshots"),
            bench.ask_run,
        )
        self._group = self._begin_group(self.tr("Hole"))
        holes = QMenu(self.tr("&Test hole"), self)
        for kind in HOLE_KINDS:
            holes.addAction(hole_heading(kind)).triggered.connect(Call(bench.make_test_hole, kind))
        whole = holes.addAction(self.tr("Everything in view"))
        whole.setToolTip(self.tr("For nets that enlarge: what is there is shrunk, and restored by each of them"))
        whole.triggered.connect(Call(bench.make_test_hole, WHOLE))
        holes.addSeparator()
        holes.addAction(self.tr("Back to your own mask")).triggered.connect(Call(bench.leave_test_hole))
        self.is_truth = QAction(self.tr("What is under your mask is undamaged"), self)
        self.is_truth.setCheckable(True)
        self.is_truth.setToolTip(self.tr("Compare answers with the picture under your own mask"))
        holes.addAction(self.is_truth)
        holes.addSeparator()
        self.lpips = holes.addAction(self.tr("LPIPS weights…"))
        self.lpips.setToolTip(self.tr("Choose a file of weights to measure LPIPS with; it is never required"))
        self.lpips.triggered.connect(Call(bench.ask_lpips))
        self.no_lpips = holes.addAction(self.tr("Measure without LPIPS"))
        self.no_lpips.setToolTip(self.tr("Leave LPIPS out again"))
        self.no_lpips.triggered.connect(Call(bench.set_lpips, None))
        holes.addSeparator()
        folder = holes.addAction(self.tr("Over a &folder…"))
        folder.setToolTip(self.tr("Cut the same holes in every picture of a folder, and compare the answers in tables"))
        folder.triggered.connect(Call(bench.show_folder))
        self.holes = holes
        self._menu(holes, self.tr("Cut a hole where the truth is known, and measure the answers"))
        self._command(
            self.tr("&Zoom to hole"), "Z", self.tr("Show the hole as large as the panes allow"), bench.zoom_to_hole
        )
        fill = self._command(
            self.tr("Fill &all panes"), "F5", self.tr("Fill the hole in every pane anew"), bench.render_all
        )
        fill.setIcon(icon("fill"))
        self.stop = self._command(
            self.tr("S&top"), "Esc", self.tr("Give up the answers that are still to come"), bench.cancel
        )
        self.stop.setIcon(icon("stop"))
        self.stop.setEnabled(False)
        self._group = self._begin_group(self.tr("Compare"))
        self._command(
            self.tr("Re&ference"), "R", self.tr("Compare the others with the current pane"), bench.make_reference
        )
        self.flicker = self._switch(
            self.tr("F&licker"), "F", self.tr("Show the current pane and the reference in turn")
        )
        self.difference = self._switch(self.tr("&Difference"), "D", self.tr("Show how each differs from the reference"))
        self.heat = self._switch(self.tr("&Heat map"), "H", self.tr("Show where the answers disagree"))
        self.arrows = self._switch(self.tr("&Sources"), "A", self.tr("Show with arrows where copied texture came from"))
        self._group = self._begin_group()
        self.blind = self._switch(
            self.tr("Blind &vote"), "V", self.tr("Hide the names, choose the best, and keep score")
        )
        self._command(self.tr("Standin&gs…"), "", self.tr("Show who won how often"), bench.show_standings)
        more = QMenu(self.tr("M&ore"), self)
        for text, keys, tip, slot in (
            (
                self.tr("&Blend"),
                "B",
                self.tr("Mix the weights of the current checkpoint and the reference"),
                bench.start_blend,
            ),
            (
                self.tr("&Use in editor"),
                "U",
                self.tr("Fill with the current pane's checkpoint in the editor from now on"),
                bench.use_current,
            ),
            (
                self.tr("&Picture of it…"),
                "Ctrl+S",
                self.tr("Save what the bench shows"),
                bench.ask_where_to_save_picture,
            ),
        ):
            action = QAction(text, self)
            self._dress(action, keys, tip)
            action.triggered.connect(Call(slot))
            parent.addAction(action)  # its key is to work while the menu is closed
            more.addAction(action)
        self._menu(more, self.tr("Blend checkpoints, use one in the editor, save what is seen"))

    def offer_methods(self) -> None:
        """Those that are there now: other packages' come later."""
        self.methods.clear()
        for method in (key for key, of in METHODS.items() if not of.needs.planes):
            act = self.methods.addAction(method_name(method))
            act.setToolTip(method_tip(method))
            act.triggered.connect(Call(self._bench.add_method, method))
        self.methods.addSeparator()
        for method, factor in INTERPOLATIONS.items():
            name = self.tr("Bicubic, {factor}×").format(factor=factor)
            act = self.methods.addAction(name)
            act.setToolTip(self.tr("What nets that enlarge are measured against: what is there, shrunk, interpolated"))
            act.triggered.connect(Call(self._add_pane, name, method))
        self.methods.addSeparator()
        seed = self.methods.addAction(self.tr("The current one with another seed"))
        seed.triggered.connect(Call(self._bench.add_seed))

    def _add_pane(self, name: str, method: str) -> None:
        self._bench.contest.add(name, method)

    def _begin_group(self, caption: str = "") -> QHBoxLayout:
        """What stays together."""
        group = QWidget(self)
        row = QHBoxLayout(group)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        if caption:
            label = QLabel(caption, group)
            label.setProperty("role", "faint")
            row.addWidget(label)
        self._groups.addWidget(group)
        return row

    def _add(self, action: QAction) -> None:
        self.addAction(action)  # for its key
        button = self._button()
        button.setDefaultAction(action)

    def _button(self) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("flat", True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(14, 14))  # no taller than the words
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._group.addWidget(button)
        return button

    def _command(self, text: str, keys: str, tip: str, slot: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        self._dress(action, keys, tip)
        action.triggered.connect(Call(slot))
        self._add(action)
        return action

    def _switch(self, text: str, keys: str, tip: str) -> QAction:
        action = QAction(text, self)
        action.setCheckable(True)
        self._dress(action, keys, tip)
        self._add(action)
        return action

    def _dress(self, action: QAction, keys: str, tip: str) -> None:
        if keys:
            action.setShortcut(QKeySequence(keys))
            tip = f"{tip} ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})"
        action.setToolTip(tip)
        action.setStatusTip(tip)

    def _menu(self, menu: QMenu, tip: str) -> None:
        button = self._button()
        button.setText(menu.title())
        button.setMenu(menu)
        button.setToolTip(tip)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu.setToolTipsVisible(True)
