"""Which finders search, and with which options: a small window at the button of the review strip."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from inpaint_studio.finding.finder import Finder
from inpaint_studio.options import options_of
from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.clear_places import clear_place
from inpaint_studio.ui.kit.option_controls import OptionControls
from inpaint_studio.ui.kit.sentences import spoken

_INDENT = 24  # pixels of a finder's options below its name


class SearchOptions(QFrame):
    """One tick a finder, its options below it.

    Signals:
        search_requested: the finders that are ticked, and options by a finder's key.
    """

    search_requested = Signal(object, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("searchOptions")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setWindowTitle(self.tr("Search"))
        self.setAccessibleName(self.tr("Search"))
        self._finders: dict[str, tuple[Finder, QCheckBox, OptionControls | None]] = {}
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.search = QPushButton(self.tr("Search"), self)
        self.search.setToolTip(self.tr("Search the picture with the finders that are ticked"))
        self.search.setProperty("role", "primary")
        dress(self.search, "find")
        self.search.clicked.connect(self._search)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.search)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.addWidget(self._scroll)
        column.addLayout(foot)

    def show_finders(self, finders: Sequence[Finder], ticked: Collection[str], options: Mapping[str, Any]) -> None:
        """ticked: keys.  options: by a finder's key, of each."""
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        self._finders = {}
        for finder in finders:
            box = QCheckBox(spoken(finder.title), body)
            box.setChecked(finder.key in ticked)
            box.toggled.connect(self._follow)
            column.addWidget(box)
            controls = None
            if options_of(finder.options):
                controls = OptionControls(finder.options, body, in_rows=True)
                controls.set_options(options[finder.key])
                controls.setContentsMargins(_INDENT, 0, 0, 8)
                controls.setEnabled(box.isChecked())
                box.toggled.connect(controls.setEnabled)
                column.addWidget(controls)
            self._finders[finder.key] = finder, box, controls
        column.addStretch(1)
        self._scroll.setWidget(body)
        self._scroll.setMinimumWidth(body.sizeHint().width() + self._scroll.verticalScrollBar().sizeHint().width())
        self._scroll.setMinimumHeight(min(body.sizeHint().height() + 2, 320))
        self._follow()

    def open_near(self, at: QPoint, seen: QRect, room: QRect) -> None:
        """Show it inside `room`, where it covers the least of the picture that is to be searched.

        at: the point of the screen where it is asked for.  seen: the part of the screen that shows the picture.
        """
        self.adjustSize()
        self.move(clear_place(self.size(), seen, room, at))
        self.show()
        self.move(clear_place(self.size(), seen, room, at))  # its style may have given it another size
        self.search.setFocus()

    def _follow(self) -> None:
        self.search.setEnabled(any(box.isChecked() for _, box, _ in self._finders.values()))

    def _search(self) -> None:
        chosen = [finder for finder, box, _ in self._finders.values() if box.isChecked()]
        options = {key: one.options for key, (_, _, one) in self._finders.items() if one is not None}
        self.hide()
        self.search_requested.emit(chosen, options)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.search.isEnabled():
            self._search()
        else:
            super().keyPressEvent(event)
