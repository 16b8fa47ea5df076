"""The film strip: what is open, small, below the picture; hidden while that is one picture alone."""

from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPalette, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.ui.document.open_pictures import OpenPicture, OpenPictures
from inpaint_studio.ui.kit.icons import icon
from inpaint_studio.ui.kit.literal import one_line, tip
from inpaint_studio.ui.kit.pixels import shown

_WIDTH, _HEIGHT = 112, 64  # of a thumbnail, in screen pixels
_MARGIN = 8
_CLOSE = 16  # a side of the close button
_DOT = 7
_Index = QModelIndex | QPersistentModelIndex


class _Rows(QAbstractListModel):
    """One row a picture, in the order they were opened."""

    def __init__(self, pictures: OpenPictures, parent: QObject) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._rows: list[OpenPicture] = list(pictures)
        self._pixmaps: dict[OpenPicture, tuple[Pixels, QPixmap]] = {}
        self.ratio = 1.0  # device pixels per screen pixel

    def set_ratio(self, ratio: float) -> None:
        if ratio != self.ratio:
            self.ratio = ratio
            self._pixmaps = {}

    def follow(self) -> None:
        """There are others, or fewer."""
        now = list(self._pictures)
        if now != self._rows:
            self.beginResetModel()
            self._rows = now
            self._pixmaps = {one: made for one, made in self._pixmaps.items() if one in now}
            self.endResetModel()

    def follow_one(self, picture: OpenPicture) -> None:
        if picture in self._rows:
            at = self.index_of(picture)
            self.dataChanged.emit(at, at)

    def picture_at(self, index: _Index) -> OpenPicture | None:
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def index_of(self, picture: OpenPicture | None) -> QModelIndex:
        return self.index(self._rows.index(picture), 0) if picture in self._rows else QModelIndex()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        picture = self.picture_at(index)
        if picture is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return one_line(picture.name) or self.tr("Picture")
            case Qt.ItemDataRole.DecorationRole:
                return self._pixmap(picture)
            case Qt.ItemDataRole.ToolTipRole:
                return tip("\n".join(self._facts(picture)))
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(self._facts(picture))
        return None

    def _facts(self, picture: OpenPicture) -> list[str]:
        facts = [str(picture.saved_path or picture.path or one_line(picture.name))]
        if picture.size is not None:
            facts.append(f"{picture.size.width} × {picture.size.height}")
        if picture.is_modified:
            facts.append(self.tr("Not saved"))
        return facts

    def _pixmap(self, picture: OpenPicture) -> QPixmap | None:
        small = picture.thumbnail
        if small is None:
            return None
        known = self._pixmaps.get(picture)
        if known is None or known[0] is not small:  # scaled once, and not with every paint
            size = QSize(_WIDTH, _HEIGHT) * self.ratio
            ways = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            pixmap = QPixmap.fromImage(shown(small).scaled(size, *ways))
            pixmap.setDevicePixelRatio(self.ratio)
            known = self._pixmaps[picture] = small, pixmap
        return known[1]


class _Places(NamedTuple):
    """Where the parts of one item lie."""

    picture: QRect
    name: QRect
    close: QRect

    @classmethod
    def of(cls, item: QRect) -> "_Places":
        picture = QRect(item.x() + _MARGIN, item.y() + _MARGIN, _WIDTH, _HEIGHT)
        name = QRect(picture.x(), picture.bottom() + 3, _WIDTH, item.bottom() - picture.bottom() - 4)
        close = QRect(picture.right() - _CLOSE - 1, picture.y() + 2, _CLOSE, _CLOSE)
        return cls(picture, name, close)


class _Painter(QStyledItemDelegate):
    """Paints thumbnail, name, the dot of what is not saved, and the close button of the item under the pointer."""

    def __init__(self, strip: "FilmStrip") -> None:
        super().__init__(strip)
        self._strip = strip

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        palette: QPalette = option.palette
        item: QRect = option.rect
        state: QStyle.StateFlag = option.state
        places = _Places.of(item)
        is_current = bool(state & QStyle.StateFlag.State_Selected)
        is_under = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(item).adjusted(1.5, 1.5, -1.5, -1.5)
        if is_current or is_under:
            painter.setBrush(palette.color(QPalette.ColorRole.Light if is_under else QPalette.ColorRole.Button))
            edge = QPen(palette.color(QPalette.ColorRole.Highlight), 2) if is_current else QPen(Qt.PenStyle.NoPen)
            painter.setPen(edge)
            painter.drawRoundedRect(box, 5, 5)
        pixmap = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(pixmap, QPixmap):
            at = QRect(places.picture.topLeft(), pixmap.deviceIndependentSize().toSize())
            at.moveCenter(places.picture.center())
            painter.drawPixmap(at.topLeft(), pixmap)
        else:
            glyph = icon("picture").pixmap(QSize(28, 28))
            at = QRect(0, 0, 28, 28)
            at.moveCenter(places.picture.center())
            painter.setOpacity(0.5)
            painter.drawPixmap(at, glyph)
            painter.setOpacity(1.0)
        name = places.name
        picture = self._strip.rows.picture_at(index)
        if picture is not None and picture.is_modified:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
            painter.drawEllipse(QRectF(name.x(), name.center().y() - _DOT / 2 + 1, _DOT, _DOT))
            name = name.adjusted(_DOT + 4, 0, 0, 0)
        metrics = option.fontMetrics
        words = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideMiddle, name.width())
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        has_dot = name != places.name
        centred = Qt.AlignmentFlag.AlignLeft if has_dot else Qt.AlignmentFlag.AlignHCenter
        painter.drawText(name, int(centred | Qt.AlignmentFlag.AlignVCenter), words)
        if is_under:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.Window))
            painter.drawRoundedRect(QRectF(places.close), 4, 4)
            icon("close").paint(painter, places.close.adjusted(1, 1, -1, -1))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(_WIDTH + 2 * _MARGIN, _item_height(self._strip))


class FilmStrip(QListView):
    """Shows what is open, one beside the other.

    Signals:
        chosen: the OpenPicture that was clicked.
        close_requested: the OpenPicture whose close button was pressed, or that was clicked with the middle button.
    """

    chosen = Signal(object)
    close_requested = Signal(object)

    def __init__(self, pictures: OpenPictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filmStrip")
        self.setAccessibleName(self.tr("Open pictures"))
        self._pictures = pictures
        self.rows = _Rows(pictures, self)
        self._current = QPersistentModelIndex()
        self._closes: OpenPicture | None = None  # whose button, or which with the middle button, is pressed
        self.setModel(self.rows)
        self.setItemDelegate(_Painter(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard with the picture
        self._fit_height()
        self.horizontalScrollBar().rangeChanged.connect(self._fit_height)
        pictures.changed.connect(self._follow)
        pictures.picture_changed.connect(self.rows.follow_one)
        self._follow()

    def follow_state(self) -> None:
        """The picture in view was changed or saved."""
        if self._pictures.in_view is not None:
            self.rows.follow_one(self._pictures.in_view)

    def _follow(self) -> None:
        self.rows.follow()
        self.setVisible(len(self._pictures) > 1)
        at = self.rows.index_of(self._pictures.current)
        with QSignalBlocker(self.selectionModel()):
            self.setCurrentIndex(at)
        if at.isValid():
            self.scrollTo(at)
        for index in {QPersistentModelIndex(at), self._current}:  # only these look different
            if index.isValid():
                self.update(self.rows.index(index.row(), 0))
        self._current = QPersistentModelIndex(at)

    def _fit_height(self, *_: int) -> None:
        """With the scroll bar, where there is one."""
        bar = self.horizontalScrollBar()
        room = bar.sizeHint().height() if bar.maximum() > bar.minimum() else 0
        self.setFixedHeight(_item_height(self) + room + 2)

    # what Qt calls

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        picture = self.rows.picture_at(index)
        on_button = picture is not None and _Places.of(self.visualRect(index)).close.contains(
            event.position().toPoint()
        )
        left = event.button() == Qt.MouseButton.LeftButton
        self._closes = picture if event.button() == Qt.MouseButton.MiddleButton or (left and on_button) else None
        if left and picture is not None and not on_button:
            self.chosen.emit(picture)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        picture, self._closes = self._closes, None
        if picture is not None and picture is self.rows.picture_at(self.indexAt(event.position().toPoint())):
            self.close_requested.emit(picture)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -len(self._pictures)}
        steps[Qt.Key.Key_End] = len(self._pictures)
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        row = self.rows.index_of(self._pictures.current).row() + step
        picture = self.rows.picture_at(self.rows.index(min(max(row, 0), len(self._pictures) - 1), 0))
        if picture is not None:
            self.chosen.emit(picture)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (turned.y() if abs(turned.y()) > abs(turned.x()) else turned.x()))
        event.accept()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.DevicePixelRatioChange):
            self.rows.set_ratio(self.devicePixelRatioF())
            self.viewport().update()
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_height()


def _item_height(strip: QWidget) -> int:
    return _MARGIN + _HEIGHT + 3 + strip.fontMetrics().height() + _MARGIN
