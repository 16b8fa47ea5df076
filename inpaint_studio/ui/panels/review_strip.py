"""The review strip, below the picture: what finders propose, the sliders that move it, and what becomes of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.editing.findings import Finding, Review
from inpaint_studio.editing.geometry import Size
from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.labels import ShortenedLabel
from inpaint_studio.ui.panels.finding_filter import FindingFilter
from inpaint_studio.ui.panels.finding_list import FindingList
from inpaint_studio.ui.panels.fitting_row import flat_button

_TALL = 800  # pixels of the window's height
_WIDE = 760  # pixels of the strip's width
_NARROW = 640  # as well: the status bar shows the progress too


@dataclass(frozen=True)
class ReviewShown:
    """What the strip shows."""

    review: Review
    proposed: Sequence[Finding]
    size: Size  # of the picture
    progress: float | None = None  # of the search, 0 .. 1; None where none runs


class ReviewStrip(QFrame):
    """Takes values and gives values: it decides nothing.

    Signals:
        filter_changed: the ReviewFilter as it was set.
        chosen: the Finding to be looked at.
        toggled: the Finding to be accepted or not, the other way round.
        all_accepted: every one that is proposed.
        taken: whether what is marked then shall be filled too.
        put_away: nothing of it is taken.
        stop_requested: the search.
        search_requested: its options, to be shown at the button that was pressed.
    """

    filter_changed = Signal(object)
    chosen = Signal(object)
    toggled = Signal(object)
    all_accepted = Signal()
    taken = Signal(bool)
    put_away = Signal()
    stop_requested = Signal()
    search_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reviewStrip")
        self.setAccessibleName(self.tr("Review of findings"))
        self._shown: ReviewShown | None = None
        self.counts = ShortenedLabel(self)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setFixedSize(80, 8)
        self.progress.setAccessibleName(self.tr("Search"))
        self.stop = self._button(self.tr("Stop"), "stop", self.tr("Stop the search; what was found stays (Esc)"))
        self.stop.clicked.connect(self.stop_requested)
        self.order = QComboBox(self)
        self.order.addItem(self.tr("Most certain first"), "certainty")
        self.order.addItem(self.tr("Largest first"), "size")
        self.order.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.order.setAccessibleName(self.tr("Order of the list"))
        self.order.setToolTip(self.tr("Order of the list, in which N and P go"))
        self.order.currentIndexChanged.connect(self._reorder)
        self.search = flat_button(self, "find", self.tr("Options of the search, and searching again"))
        self.search.clicked.connect(self.search_requested)
        self.every = flat_button(self, "mdi6.check-all", self.tr("Accept all that are proposed (Shift+A)"))
        self.every.clicked.connect(self.all_accepted)
        self.close_button = flat_button(self, "close", self.tr("Close the review and leave the mask as it is (Esc)"))
        self.close_button.clicked.connect(self.put_away)
        self.take = self._button(
            self.tr("Take as mask"), "mask", self.tr("Mark what is accepted, to be changed or filled later")
        )
        self.take.clicked.connect(lambda: self.taken.emit(False))
        self.fill = self._button(self.tr("Take and fill"), "fill", self.tr("Fill what is accepted (Enter)"))
        self.fill.setProperty("role", "primary")
        dress(self.fill, "fill")
        self.fill.clicked.connect(lambda: self.taken.emit(True))
        self.filter = FindingFilter(self)
        self.filter.changed.connect(self.filter_changed)
        self.list = FindingList(self)
        self.list.chosen.connect(self.chosen)
        self.list.toggled.connect(self.toggled)
        self._empty = QLabel(self)
        self._empty.setProperty("role", "faint")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint = ShortenedLabel(self)
        self._hint.show_longest(
            self.tr("N next, P previous, A accept, X reject, Shift+A accept all, Enter take and fill, Esc put away"),
            self.tr("N next, P previous, A accept, X reject, Enter fill"),
            self.tr("N next, A accept, X reject"),
        )
        self._hint.setProperty("role", "faint")
        # It takes the room there is: if it asked for more, panels would give way and the picture be fitted anew.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.counts, 1)
        for widget in (self.progress, self.stop, self.take, self.fill, self.close_button):
            head.addWidget(widget)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self.order)
        tools.addWidget(self.filter.classes)
        tools.addWidget(self.every)
        tools.addWidget(self.search)
        tools.addWidget(self._hint, 1)
        tools.addStretch()
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addLayout(tools)
        right.addWidget(self.list, 1)
        right.addWidget(self._empty, 1)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(self.filter)
        body.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(body)
        self._fit_height()

    def _button(self, text: str, glyph: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(tip)
        dress(button, glyph)
        return button

    def show_review(self, shown: ReviewShown) -> None:
        self._shown = shown
        review = shown.review
        self.filter.show_filter(review.filter, review.findings)
        current = self.list.current
        if self._show_rows() and current is not None:
            self.list.set_current(current)
        accepted = [finding for finding in shown.proposed if review.is_accepted(finding)]
        share = 100 * sum(finding.area for finding in accepted) / max(1, shown.size.width * shown.size.height)
        numbers = {
            "proposed": f"{len(shown.proposed):,}",
            "accepted": f"{len(accepted):,}",
            "share": f"{share:.2g}" if 0 < share < 1 else f"{share:.1f}" if share else "0",
        }
        self.counts.show_longest(
            self.tr("{proposed} proposed, {accepted} accepted, {share} % of the picture").format(**numbers),
            self.tr("{proposed} proposed, {accepted} accepted").format(**numbers),
            self.tr("{accepted} of {proposed}").format(**numbers),
        )
        is_searching = shown.progress is not None
        self.progress.setVisible(is_searching and self.width() >= _NARROW)
        self.stop.setVisible(is_searching)
        if shown.progress is not None:
            self.progress.setValue(round(1000 * shown.progress))
        for button in (self.take, self.fill):
            button.setEnabled(bool(accepted) or is_searching)
        self.every.setEnabled(len(accepted) < len(shown.proposed))
        self.list.setVisible(bool(shown.proposed))
        self._empty.setVisible(not shown.proposed)
        self._empty.setText(self._reason(shown))

    def set_thumbnails(self, make: Callable[..., object] | None) -> None:
        self.list.rows.set_thumbnails(make)  # type: ignore[arg-type]

    def _show_rows(self) -> bool:
        shown = self._shown
        assert shown is not None
        order = self.order.currentData()
        return self.list.rows.show(shown.proposed, order, shown.review.is_accepted)

    def _reorder(self) -> None:
        if self._shown is not None:
            current = self.list.current
            self._show_rows()
            self.list.set_current(current)

    def _reason(self, shown: ReviewShown) -> str:
        """Why the list is empty."""
        if shown.proposed:
            return ""
        if shown.progress is not None:
            return self.tr("Searching …")
        if shown.review.findings:
            return self.tr("The filter leaves out everything. Move the sensitivity up, or choose more classes.")
        return self.tr("Nothing was found.")

    def _fit_height(self) -> None:
        """Two rows of cards where the window is high enough, else one and a part of the next."""
        rows = 2 if self.window().height() >= _TALL else 1
        margins, card = self.contentsMargins(), self.list.itemDelegate().sizeHint(QStyleOptionViewItem(), QModelIndex())
        layout = self.layout()
        assert layout is not None
        inside = layout.contentsMargins()
        head, tools = self.fill.sizeHint().height(), self.order.sizeHint().height()
        edges = inside.top() + inside.bottom() + margins.top() + margins.bottom()
        body = max(self.filter.sizeHint().height(), tools + rows * card.height() + 12)
        self.setFixedHeight(head + body + layout.spacing() + edges)

    # what Qt calls

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._fit_height()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hint.setVisible(self.width() >= _WIDE)  # in less a piece of its shortest wording would be seen
        is_searching = self._shown is not None and self._shown.progress is not None
        self.progress.setVisible(is_searching and self.width() >= _NARROW)

    def showEvent(self, event: QShowEvent) -> None:
        self.window().installEventFilter(self)  # once, however often
        self._fit_height()
        super().showEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_height()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.taken.emit(True)
        elif event.key() == Qt.Key.Key_Escape:
            self.put_away.emit()
        else:
            super().keyPressEvent(event)
