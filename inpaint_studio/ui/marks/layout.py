"""What the marks window is made of, without what it does."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.flow import FlowLayout
from inpaint_studio.ui.kit.labels import heading
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.slider import Slider
from inpaint_studio.ui.marks.entries import Entries
from inpaint_studio.ui.marks.look_view import LookView
from inpaint_studio.ui.marks.mark_view import MarkView
from inpaint_studio.ui.marks.output_row import OutputRow
from inpaint_studio.ui.marks.sheet import Sheet

_WORDS = 520  # pixels of the lines on the empty page
_SIDE = 270  # pixels of the column beside the pictures
DEFAULT_LEFT, MOST_LEFT = 20, 60  # percent of a mark's edges, up to which all are accepted at once


class MarksLayout(QWidget):
    """Buttons, lists and views, each by its name; the window connects them."""

    def __init__(self, entries: Entries, preferences: Preferences | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self._empty_page())
        self.pages.addWidget(self._work_page(entries))
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        self.progress.setFixedWidth(140)
        self.progress.hide()
        self.message = QLabel(self)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.message.setAccessibleName(self.tr("What the marks window says"))
        self.output = OutputRow(preferences, self)
        self.stop = self._button(self.tr("Stop"), "stop", self.tr("Stop what runs; what is saved stays (Esc)"))
        self.open_editor = self._button(
            self.tr("Open in the editor"),
            "picture",
            self.tr("Open this picture with its mark taken off, as a fill that can be edited and deleted (O)"),
        )
        self.take_off = self._button(
            self.tr("Take off"), "done", self.tr("Save the pictures that are accepted, without their mark (Enter)")
        )
        self.take_off.setProperty("role", "primary")
        foot = QHBoxLayout()
        foot.addWidget(self.message, 1)
        foot.addWidget(self.progress)
        foot.addWidget(self.stop)
        self.last = QWidget(self)  # not there while there is nothing to be saved
        last = QHBoxLayout(self.last)
        last.setContentsMargins(0, 0, 0, 0)
        last.addWidget(self.output, 1)
        last.addSpacing(12)
        last.addWidget(self.open_editor)
        last.addWidget(self.take_off)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addLayout(self._head())
        column.addWidget(self.pages, 1)
        column.addLayout(foot)
        column.addWidget(self.last)

    def _head(self) -> FlowLayout:
        self.folder = self._button(
            self.tr("Folder…"), "open", self.tr("Choose a folder of pictures that carry the mark (Ctrl+O)")
        )
        self.pictures = self._button(
            self.tr("Pictures…"), "picture", self.tr("Choose pictures that carry the mark (Ctrl+Shift+O)")
        )
        self.known = self._button(
            self.tr("I have the logo, or a saved mark…"),
            "mdi6.watermark",
            self.tr(
                "Choose the logo as a file with transparency: its place, size and opacity are found. Or a NAME.mark.png"
            ),
        )
        self.estimate = self._button(
            self.tr("Estimate it"), "remake", self.tr("Forget the logo, and estimate the mark from the pictures")
        )
        self.save_mark = self._button(
            self.tr("Save the mark…"), "save", self.tr("Keep the mark as a NAME.mark.png, to be used again (Ctrl+S)")
        )
        flow = FlowLayout()
        for button in (self.folder, self.pictures, self.known, self.estimate, self.save_mark):
            flow.addWidget(button)
        return flow

    def _empty_page(self) -> QWidget:
        page = QFrame(self)
        page.setObjectName("marksDrop")
        title = heading(self.tr("Drop a folder, or pictures, here"))
        words = QLabel(
            self.tr(
                "A semi-transparent mark still carries the photograph. From four pictures of one size with the same "
                "mark, better twelve, or from one picture and the logo, its colour and opacity are found and inverted, "
                "so that what was there comes back."
            ),
            page,
        )
        self.own = QLabel(self.tr("For pictures that you own or may change."), page)
        title.setProperty("role", "heading")
        self.own.setProperty("role", "faint")
        inside = QWidget(page)
        inside.setFixedWidth(_WORDS)
        lines = QVBoxLayout(inside)
        lines.setSpacing(12)
        for label in (title, words, self.own):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            lines.addWidget(label)
        column = QVBoxLayout(page)
        column.addStretch(1)
        middle = QHBoxLayout()  # not by alignment, which asks no label how high it is at its width
        middle.addStretch(1)
        middle.addWidget(inside)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addStretch(1)
        return page

    def _work_page(self, entries: Entries) -> QWidget:
        self.groups = QListWidget(self)
        self.groups.setAccessibleName(self.tr("Sizes"))
        self.groups.setWordWrap(True)
        self.groups.setMaximumHeight(130)
        self.groups.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.groups.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.groups.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.mark = MarkView(self)
        inside = QWidget(self)
        side = QVBoxLayout(inside)
        side.setContentsMargins(0, 0, 8, 0)
        side.addWidget(heading(self.tr("Sizes")))
        side.addWidget(self.groups)
        side.addSpacing(6)
        side.addWidget(heading(self.tr("Mark")))
        side.addWidget(self.mark)
        side.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFixedWidth(_SIDE)
        self.look = LookView(self)
        self.sheet = Sheet(entries, self)
        below = QWidget(self)
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(self._score_row())
        column.addWidget(self.sheet, 1)
        self.split = QSplitter(Qt.Orientation.Vertical, self)
        self.split.addWidget(self.look)
        self.split.addWidget(below)
        self.split.setStretchFactor(0, 2)
        self.split.setStretchFactor(1, 3)
        self.split.setChildrenCollapsible(False)
        page = QWidget(self)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(scroll)
        row.addWidget(self.split, 1)
        return page

    def _score_row(self) -> QHBoxLayout:
        self.score = Slider(self)
        self.score.setRange(0, MOST_LEFT)
        self.score.setMinimumWidth(80)
        self.score.setMaximumWidth(220)
        self.score.setAccessibleName(self.tr("What may be left of the mark"))
        self.score.setToolTip(self.tr("How much of the mark's edges may still be seen where all are accepted at once"))
        self.percent = QSpinBox(self)
        self.percent.setRange(0, MOST_LEFT)
        self.percent.setSuffix(" %")
        self.percent.setAccessibleName(self.score.accessibleName())
        self.score.valueChanged.connect(self.percent.setValue)
        self.percent.valueChanged.connect(self.score.setValue)
        self.accept_all = self._button(
            self.tr("Accept all under it"),
            "mdi6.check-all",
            self.tr("Accept every picture that nobody has rejected and of whose mark no more is left (Shift+A)"),
        )
        self.score.set_default(lambda: self.score.setValue(DEFAULT_LEFT))
        row = QHBoxLayout()
        row.addWidget(QLabel(self.tr("Left of the mark, at most"), self))
        row.addWidget(self.score, 1)
        row.addWidget(self.percent)
        row.addWidget(self.accept_all)
        row.addStretch(1)
        return row

    def _button(self, text: str, glyph: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        dress(button, glyph)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard with the pictures
        return button
