"""The buttons under the settings form: start, pause and stop a run, and use what it has learnt."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.literal import tip


@dataclass(frozen=True)
class RunState:
    """What decides which buttons can be pressed."""

    is_running: bool = False
    resumes: bool = False  # whether starting resumes the run in the run folder
    can_pause: bool = False
    can_stop: bool = False
    is_paused: bool = False
    has_picture: bool = False  # whether a picture is open in the editor
    newest: Path | None = None  # checkpoint of the run


class RunControls(QWidget):
    """Shows a RunState. What the buttons do is connected by the dialog."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.start = _button(self.tr("&Start"))
        self.start.setDefault(True)
        self.start.setProperty("role", "primary")
        self.pause = _button(self.tr("Pa&use"), self.tr("Stand still for a while, and keep everything in memory"))
        self.pause.setCheckable(True)
        self.stop = _button(self.tr("S&top"), self.tr("Stop, with all that is needed to go on saved"))
        self.tune = _button(
            self.tr("Tune on this photo &alone"),
            self.tr(
                "Learn from the undamaged part of the open picture, begin with the generator that is there, and put it "
                "back where that makes it worse"
            ),
        )
        self.open = _button(self.tr("&Open the newest checkpoint in the editor"))
        self.watch = _button(
            self.tr("See it on the open &picture"),
            self.tr("Show what every snapshot of the run makes of the hole in the editor"),
        )
        for button, glyph in (
            (self.start, "mdi6.play-outline"),
            (self.pause, "mdi6.pause"),
            (self.stop, "stop"),
            (self.tune, "picture"),
            (self.open, "open"),
            (self.watch, "bench"),
        ):
            dress(button, glyph)
        row = QHBoxLayout()
        for button in (self.start, self.pause, self.stop):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        for button in (self.tune, self.open, self.watch):
            layout.addWidget(button)

    def show_state(self, state: RunState) -> None:
        self.start.setText(self.tr("Re&sume") if state.resumes and not state.is_running else self.tr("&Start"))
        self.start.setToolTip(
            self.tr("Go on with the run in the run folder")
            if state.resumes
            else self.tr("Start a new run in the run folder")
        )
        self.start.setEnabled(not state.is_running)
        self.pause.setEnabled(state.can_pause)
        self.pause.blockSignals(True)
        self.pause.setChecked(state.is_paused)
        self.pause.blockSignals(False)
        self.stop.setEnabled(state.can_stop)
        self.tune.setEnabled(not state.is_running and state.has_picture)
        self.open.setEnabled(state.newest is not None)
        self.watch.setEnabled(state.newest is not None and state.has_picture)
        self.open.setToolTip(
            tip(self.tr("Fill with {name} in the editor").format(name=state.newest.name))
            if state.newest is not None
            else self.tr("There is no snapshot yet; the first is saved soon after the run starts")
        )


def _button(text: str, tip: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    return button
