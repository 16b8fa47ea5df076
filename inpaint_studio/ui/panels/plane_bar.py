"""The plane bar, below the picture: which frame, slice, date or page is in view, and the run that is worked on."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QSpinBox, QToolButton, QWidget

from inpaint_studio.ui.kit.icons import icon
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.panels.plane_slider import PlaneSlider

_NARROW = 660  # pixels below which the place of a plane is left out
_RUN_ACTIONS = (
    "in_point",
    "out_point",
    "whole_run",
    "",
    "mask_on_run",
    "follow_motion",
    "",
    "find_on_run",
    "mark_findings_on_run",
    "",
    "clear_run",
    "",
    "fill_run",
)


@dataclass(frozen=True)
class PlanesShown:
    """What the bar shows. Planes are numbered from 0, and from 1 for people."""

    count: int
    plane: int  # that is in view, or will be in a moment
    place: str = ""  # where that lies, in words
    longest_place: str = ""  # of all, so that nothing moves about
    run: tuple[int, int] = (0, 0)
    has_run: bool = False  # whether a person has chosen it; else it is all planes
    is_playing: bool = False


class PlaneBar(QFrame):
    """Takes values and gives values; hidden where there is but one plane.

    Signals:
        chosen: the number of a plane to be looked at.
        dragged: the same while the slider is being dragged: one near it will do.
        left: the number was given; the keyboard goes back to the picture.
    """

    chosen = Signal(int)
    dragged = Signal(int)
    left = Signal()

    def __init__(self, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("planeBar")
        self.setAccessibleName(self.tr("Planes of the stack"))
        self._actions = actions
        self.previous = self._button("previous_modified")
        self.play = self._button("play")
        self.next = self._button("next_modified")
        self.slider = PlaneSlider(self)
        self.slider.setAccessibleName(self.tr("Plane"))
        self.slider.setToolTip(
            self.tr("Planes of the stack. Bars above the line are planes with fills, rings below it planes with marks.")
        )
        self.slider.sliderMoved.connect(self.dragged)
        self.slider.sliderReleased.connect(lambda: self.chosen.emit(self.slider.value()))
        self.slider.valueChanged.connect(self._slid)
        self.number = QSpinBox(self)
        self.number.setAccessibleName(self.tr("Number of the plane"))
        self.number.setToolTip(self.tr("Number of the plane in view"))
        self.number.setKeyboardTracking(False)
        self.number.valueChanged.connect(lambda number: self.chosen.emit(number - 1))
        self.number.installEventFilter(self)
        self.place = QLabel(self)
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self.place.setAccessibleName(self.tr("Where the plane lies"))
        self.place.setToolTip(self.tr("Where the plane lies: its time, depth, day or file"))
        self.place.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        self.run = QToolButton(self)
        self.run.setProperty("flat", True)
        self.run.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.run.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.run.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.run.setToolTip(self.tr("The run: planes that are marked and filled together. I and O set its ends."))
        self.run.setAccessibleName(self.tr("Run of planes"))
        menu = QMenu(self.run)
        for key in _RUN_ACTIONS:
            if key:
                menu.addAction(actions[key])
            else:
                menu.addSeparator()
        self.run.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        for button in (self.previous, self.play, self.next):
            row.addWidget(button)
        row.addWidget(self.slider, 1)
        row.addWidget(self.number)
        row.addWidget(self.place)
        row.addWidget(self.run)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._shown = PlanesShown(1, 0)
        self.hide()

    def _button(self, key: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("flat", True)
        button.setDefaultAction(self._actions[key])
        button.setIconSize(QSize(18, 18))
        button.setAccessibleName(self._actions[key].text().replace("&", ""))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def show_planes(self, shown: PlanesShown) -> None:
        self._shown = shown
        self.setVisible(shown.count > 1)
        if shown.count < 2:
            return
        with QSignalBlocker(self.slider), QSignalBlocker(self.number):
            self.slider.setRange(0, shown.count - 1)
            if not self.slider.isSliderDown():
                self.slider.setValue(shown.plane)
            self.number.setRange(1, shown.count)
            self.number.setSuffix(f" / {shown.count}")
            self.number.setValue(shown.plane + 1)
        self.slider.set_run(shown.run if shown.has_run else None)
        self.place.setText(one_line(shown.place))
        metrics = self.place.fontMetrics()
        self.place.setMinimumWidth(min(200, metrics.horizontalAdvance(one_line(shown.longest_place)) + 8))
        first, last = shown.run
        words = self.tr("Run {first}–{last}").format(first=first + 1, last=last + 1)
        words = words if shown.has_run else self.tr("All planes")
        self.run.setText(f"{words}  ")
        play = self._actions["play"]
        play.setChecked(shown.is_playing)
        play.setIcon(icon("pause" if shown.is_playing else "play"))
        self._fit()

    def show_ticks(self, filled: Sequence[int], marked: Sequence[int]) -> None:
        self.slider.set_ticks(filled, marked)

    def _slid(self, plane: int) -> None:
        if not self.slider.isSliderDown():  # by a key or the wheel
            self.chosen.emit(plane)

    def _fit(self) -> None:
        self.place.setVisible(bool(self._shown.longest_place) and self.width() >= _NARROW)

    # what Qt calls

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.number and event.type() == QEvent.Type.KeyPress:
            key = event.key()  # type: ignore[attr-defined]
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.number.interpretText()
                self.left.emit()
                return True
        return False
