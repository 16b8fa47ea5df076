"""The list of findings: a card for each, with what is seen there, its class and its confidence."""

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from inpaint_studio.editing.findings import Finding
from inpaint_studio.ui.kit.finding_look import class_name, finding_colour
from inpaint_studio.ui.kit.icons import icon
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.kit.wrapped_list import wrap_rows

Order = Literal["certainty", "size"]
Thumbnail = Callable[[Finding, QSize, float], tuple[QPixmap, bool]]  # and whether parts of it are still to come

WIDTH, HEIGHT = 96, 52  # of a thumbnail, in screen pixels
_MARGIN = 4
_BAR = 4  # pixels of the class's colour beside it
_BADGE = 16
_MOST_KEPT = 600  # thumbnails
_Index = QModelIndex | QPersistentModelIndex


class FindingRows(QAbstractListModel):
    """One row a finding, in the order that was chosen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: list[Finding] = []
        self._numbers: dict[Finding, int] = {}
        self._accepts: Callable[[Finding], bool] = lambda finding: finding.is_suggested
        self._thumbnails: dict[Finding, QPixmap] = {}
        self._wanted: dict[Finding, None] = {}  # thumbnails, the last asked for first
        self._make: Thumbnail | None = None
        self.ratio = 1.0  # device pixels per screen pixel
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._make_one)

    def set_thumbnails(self, make: Thumbnail | None) -> None:
        """What makes them; also when the picture looks different or another is in view."""
        self._make, self._thumbnails, self._wanted = make, {}, {}

    def show(self, findings: Sequence[Finding], order: Order, accepts: Callable[[Finding], bool]) -> bool:
        """Show these. Returns whether rows have come, gone or moved; else only decisions are others."""
        self._accepts = accepts
        by_size = order == "size"
        rows = sorted(findings, key=lambda one: (-one.area * by_size, -one.confidence))
        if len(rows) == len(self._rows) and all(one is other for one, other in zip(rows, self._rows, strict=True)):
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 0))
            return False
        self.beginResetModel()
        self._rows, self._numbers = rows, {one: number for number, one in enumerate(rows)}
        self.endResetModel()
        return True

    @property
    def findings(self) -> Sequence[Finding]:
        return self._rows

    def finding_at(self, index: _Index) -> Finding | None:
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def index_of(self, finding: Finding | None) -> QModelIndex:
        number = self._numbers.get(finding) if finding is not None else None
        return self.index(number, 0) if number is not None else QModelIndex()

    def is_accepted(self, finding: Finding) -> bool:
        return self._accepts(finding)

    def thumbnail(self, finding: Finding) -> QPixmap | None:
        """What is seen there; None where it comes in a moment."""
        made = self._thumbnails.get(finding)
        if made is None and self._make is not None:
            self._wanted.pop(finding, None)
            self._wanted[finding] = None
            self._timer.start()
        return made

    @property
    def is_drawing(self) -> bool:
        """Whether thumbnails that were asked for are still to come."""
        return bool(self._wanted)

    def _make_one(self) -> None:
        """One in a turn of the event loop: a screen of them at once would be felt."""
        if self._make is None or not self._wanted:
            return
        finding, _ = self._wanted.popitem()
        pixmap, has_gaps = self._make(finding, QSize(WIDTH, HEIGHT), self.ratio)
        if has_gaps:
            self._wanted[finding] = None
        else:
            self._thumbnails[finding] = pixmap
            if len(self._thumbnails) > _MOST_KEPT:
                del self._thumbnails[next(iter(self._thumbnails))]
            at = self.index_of(finding)
            if at.isValid():
                self.dataChanged.emit(at, at)
        while len(self._wanted) > 64:  # what was scrolled by
            del self._wanted[next(iter(self._wanted))]
        if self._wanted:
            self._timer.start()

    def facts(self, finding: Finding) -> list[str]:
        facts = [
            self.tr("{kind}, {percent} % certain").format(
                kind=class_name(finding.kind), percent=round(100 * finding.confidence)
            ),
            self.tr("{count} pixels, {width} × {height}").format(
                count=f"{finding.area:,}", width=finding.rect.width, height=finding.rect.height
            ),
            self.tr("Accepted") if self._accepts(finding) else self.tr("Not accepted"),
        ]
        if finding.note:
            facts.append(spoken(finding.note))
        return facts

    # what Qt calls

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        finding = self.finding_at(index)
        if finding is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return class_name(finding.kind)
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join(self.facts(finding))
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(self.facts(finding))
        return None


def fits_beside(name: str, percent: str, metrics: QFontMetrics) -> bool:
    """Whether a card's line has room for a class and how certain it is; else the second stands on the picture."""
    return metrics.horizontalAdvance(name) + metrics.horizontalAdvance(percent) + 6 <= WIDTH + _BAR


class _Painter(QStyledItemDelegate):
    """Paints a card."""

    def __init__(self, host: "FindingList") -> None:
        super().__init__(host)
        self._host = host

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rows = self._host.rows
        finding = rows.finding_at(index)
        if finding is None:
            return
        palette: QPalette = option.palette
        item: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_accepted = rows.is_accepted(finding)
        picture = QRect(item.x() + _MARGIN + _BAR, item.y() + _MARGIN, WIDTH, HEIGHT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_current = bool(state & QStyle.StateFlag.State_Selected)
        if is_current or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(palette.color(QPalette.ColorRole.Button))
            accent = QPen(palette.color(QPalette.ColorRole.Highlight), 2)
            painter.setPen(accent if is_current else QPen(Qt.PenStyle.NoPen))
            painter.drawRoundedRect(QRectF(item).adjusted(1.5, 1.5, -1.5, -1.5), 5, 5)
        painter.setOpacity(1.0 if is_accepted else 0.45)
        painter.fillRect(QRect(item.x() + _MARGIN, picture.y(), _BAR, HEIGHT), finding_colour(finding.kind))
        pixmap = rows.thumbnail(finding)
        if pixmap is not None:
            painter.drawPixmap(picture.topLeft(), pixmap)
        else:
            painter.fillRect(picture, palette.color(QPalette.ColorRole.Mid))
        painter.setOpacity(1.0)
        badge = QRect(picture.right() - _BADGE - 1, picture.y() + 2, _BADGE, _BADGE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(QRectF(badge), 4, 4)
        icon("mdi6.check" if is_accepted else "close").paint(painter, badge.adjusted(1, 1, -1, -1))
        metrics = option.fontMetrics
        text = palette.color(QPalette.ColorRole.Text if is_accepted else QPalette.ColorRole.PlaceholderText)
        painter.setPen(text)
        words = QRect(item.x() + _MARGIN, picture.bottom() + 2, WIDTH + _BAR, metrics.height())
        percent = f"{round(100 * finding.confidence)} %"
        name = class_name(finding.kind)
        flags = int(Qt.AlignmentFlag.AlignVCenter)
        if fits_beside(name, percent, metrics):
            painter.drawText(words, flags | int(Qt.AlignmentFlag.AlignRight), percent)
        else:  # the whole line is the name's
            words.setRight(words.right() + _MARGIN)
            place = metrics.boundingRect(percent).adjusted(-4, 0, 4, 0)
            place.moveBottomLeft(picture.bottomLeft() + QPoint(2, -2))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(place), 4, 4)
            painter.setPen(text)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), percent)
        name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, flags | int(Qt.AlignmentFlag.AlignLeft), name)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(WIDTH + _BAR + 2 * _MARGIN, _MARGIN + HEIGHT + 2 + self._host.fontMetrics().height() + 3)


class FindingList(QListView):
    """Shows the findings that are proposed, as many beside each other as there is room for.

    Signals:
        chosen: the Finding that a click or the arrow keys made current.
        toggled: the Finding whose badge was clicked.
    """

    chosen = Signal(object)
    toggled = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findingList")
        self.setAccessibleName(self.tr("Findings"))
        self.rows = FindingRows(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Painter(self))
        wrap_rows(self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard with the picture
        self._is_following = False

    @property
    def current(self) -> Finding | None:
        return self.rows.finding_at(self.currentIndex())

    def set_current(self, finding: Finding | None) -> None:
        """`chosen` does not tell of it."""
        self._is_following = True
        at = self.rows.index_of(finding)
        self.setCurrentIndex(at)
        if at.isValid():
            self.scrollTo(at)
        self._is_following = False

    # what Qt calls

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        finding = self.rows.finding_at(current)
        if finding is not None and not self._is_following:
            self.chosen.emit(finding)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        finding = self.rows.finding_at(index)
        if finding is None or event.button() != Qt.MouseButton.LeftButton:
            return
        item = self.visualRect(index)
        badge = QRect(item.right() - _MARGIN - _BADGE - 2, item.y() + _MARGIN, _BADGE + 4, _BADGE + 4)
        if badge.contains(at):
            self.toggled.emit(finding)
        elif index == self.currentIndex():
            self.chosen.emit(finding)  # look at it again
        else:
            self.setCurrentIndex(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Nothing is dragged."""

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys of the review."""

    def sizeHint(self) -> QSize:
        return QSize(2 * WIDTH, HEIGHT)  # the strip decides

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.DevicePixelRatioChange):
            self.rows.ratio = self.devicePixelRatioF()
        return super().event(event)
