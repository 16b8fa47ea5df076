"""The candidates: several fills for the same mask beside each other, picked with a number key."""

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget

from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.ui.canvas.display import Display
from inpaint_studio.ui.document.candidate import Candidate, judges_choice
from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.icons import icon
from inpaint_studio.ui.kit.method_names import method_name
from inpaint_studio.ui.kit.pixels import shown

_SIDE = 116
_ROUND = 32  # pixels round picture and words of a card


class CandidatesPanel(QFrame):
    """A strip of thumbnails below the canvas.

    Signals:
        looked_at: number (from 0) of the candidate to be shown on the canvas.
        picked: number of the candidate that is taken.
        dismissed: none of them.
    """

    looked_at = Signal(int)
    picked = Signal(int)
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("candidates")
        self._buttons: list[QToolButton] = []
        self._title = QLabel(self)
        self._title.setProperty("role", "heading")
        self._hint = QLabel(self)
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setProperty("role", "faint")
        self._take = QPushButton(self.tr("Take this one"), self)
        self._take.setProperty("role", "primary")
        self._take.clicked.connect(self._take_current)
        self._none = QPushButton(self.tr("None"), self)
        self._none.clicked.connect(self.dismissed)
        dress(self._take, "done")
        dress(self._none, "close")
        self._strip = QWidget(self)
        self._row = QHBoxLayout(self._strip)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidget(self._strip)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the cards have it
        self._scroll = scroll
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addWidget(self._hint, 1)
        head.addWidget(self._none)
        head.addWidget(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(head)
        column.addWidget(scroll)
        self._current: int | None = None
        self.hide()

    def show_candidates(self, candidates: tuple[Candidate, ...], current: int | None, display: Display | None) -> None:
        """Follow the session; with none the strip is hidden."""
        self.setVisible(bool(candidates))
        self._current = current
        self._title.setText(self.tr("Candidates"))
        self._show_hint(candidates)
        while len(self._buttons) > len(candidates):
            self._buttons.pop().deleteLater()
        while len(self._buttons) < len(candidates):
            button = QToolButton(self._strip)
            button.setProperty("role", "card")
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setIconSize(QSize(_SIDE, _SIDE))
            button.setProperty("number", len(self._buttons))
            button.clicked.connect(self._clicked)
            self._row.insertWidget(len(self._buttons), button)
            self._buttons.append(button)
        area = NOTHING
        for candidate in candidates:
            for fill in candidate.fills:
                area = area.unite(fill.rect)
        best = judges_choice(candidates)
        for number, (button, candidate) in enumerate(zip(self._buttons, candidates, strict=True)):
            name = method_name(candidate.method) + (f" {candidate.seed + 1}" if candidate.seed else "")
            if candidate.without_lines:
                name = self.tr("{name}, without lines").format(name=name)
            elif candidate.has_lines:
                name = self.tr("{name}, with lines").format(name=name)
            star = "  ★" if number == best else ""
            button.setText(f"{number + 1}  {name}{star}" if not candidate.failure else f"{number + 1}  ✕")
            metrics = button.fontMetrics()
            needed = metrics.horizontalAdvance(button.text()) + _ROUND
            button.setFixedSize(max(_SIDE + 34, needed), _SIDE + metrics.height() + _ROUND)
            called = self.tr("Candidate {number}: {method}").format(number=number + 1, method=name)
            tip = candidate.failure or self.tr("Seed {seed}").format(seed=candidate.seed)
            if number == best:
                called = self.tr("{candidate}, the judge's choice").format(candidate=called)
                tip += "\n" + self.tr("Judge's choice: the checkpoint's discriminator finds it the most natural.")
            button.setAccessibleName(called)
            button.setToolTip(tip)
            button.setEnabled(not candidate.failure)
            button.setChecked(number == current)
            if candidate.failure:
                button.setIcon(icon("warning"))
            elif display is not None and candidate.fills and not area.is_empty:
                button.setIcon(_look(candidate, area, display))
        if self._buttons:
            self._scroll.setFixedHeight(
                self._buttons[0].height() + self._scroll.horizontalScrollBar().sizeHint().height()
            )
        self._take.setEnabled(current is not None and current < len(candidates) and candidates[current].is_ready)

    def _show_hint(self, candidates: tuple[Candidate, ...]) -> None:
        """What to do; where every candidate has failed, why."""
        failures = list(dict.fromkeys(candidate.failure for candidate in candidates if candidate.failure))
        has_failed = bool(candidates) and all(candidate.failure for candidate in candidates)
        self._hint.setWordWrap(has_failed)  # else it takes no more than one line
        if has_failed:
            self._hint.setText("\n".join(failures))
        else:
            self._hint.setText(self.tr("Press a number to look, Enter to take it, Esc for none."))

    def _clicked(self) -> None:
        button = self.sender()
        assert button is not None
        self.looked_at.emit(button.property("number"))

    def _take_current(self) -> None:
        if self._current is not None:
            self.picked.emit(self._current)


NOTHING = Rect(0, 0, 0, 0)


def _look(candidate: Candidate, area: Rect, display: Display) -> QIcon:
    margin = max(8, max(area.width, area.height) // 6)
    box = area.grow(margin).clip(display.size)
    pixels = composite(display.picture, candidate.fills, box)
    step = max(1, max(box.width, box.height) // (3 * _SIDE))
    eight = np.ascontiguousarray(display.convert(np.ascontiguousarray(pixels[::step, ::step])))
    image = shown(eight).scaled(
        2 * _SIDE, 2 * _SIDE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    return QIcon(QPixmap.fromImage(image))
