"""A card of the batch window's grid: the look, the name, the state in words and by its colour."""

import time
from collections import OrderedDict

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from inpaint_studio.ui.batch.looks import Looks
from inpaint_studio.ui.batch.rows import Rows
from inpaint_studio.ui.kit.icons import icon, tinted
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.kit.sentences import spoken

WIDTH, HEIGHT = 148, 104  # of the look, in screen pixels
MARGIN = 8
_Index = QModelIndex | QPersistentModelIndex
# Of Okabe and Ito, as the classes of findings have them: told apart with any kind of colour blindness.
COLOURS = {
    "waiting": "#8a8a8a",
    "finding": "#56b4e9",
    "filling": "#56b4e9",
    "to-review": "#e69f00",
    "decided": "#8a8a8a",
    "done": "#009e73",
    "skipped": "#8a8a8a",
    "failed": "#d55e00",
    "parked": "#d55e00",
}
_GLYPHS = {
    "waiting": "mdi6.clock-outline",
    "finding": "find",
    "filling": "fill",
    "to-review": "mdi6.eye-outline",
    "decided": "mdi6.clock-check-outline",
    "done": "done",
    "skipped": "mdi6.debug-step-over",
    "failed": "error",
    "parked": "mdi6.parking",
}
_DOUBTFUL = "warning", COLOURS["to-review"]  # done, with something to be known about it
_FAINT = 0.45
_FRAME = 0.004  # seconds of a frame for cards that were not painted yet
_MOST = 400  # cards as pixmaps


class CardPainter(QStyledItemDelegate):
    """Paints one card. Cards are kept as pixmaps: one takes half a millisecond, and a page of them is 60.

    Signals:
        unfinished: some cards are plain boxes, because the frame had no time for more; paint once more.
    """

    SELECTED = QStyle.StateFlag.State_Selected
    CURRENT = QStyle.StateFlag.State_HasFocus
    unfinished = Signal()

    def __init__(self, rows: Rows, looks: Looks, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows, self._looks = rows, looks
        self._cards: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()
        self._until = 0.0
        self._is_finished = True  # the frame, so far
        self._has_made = False  # a card in this frame: one at least, however busy the machine is

    def begin(self) -> None:
        """A frame begins."""
        self._until = time.perf_counter() + _FRAME
        self._is_finished, self._has_made = True, False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        key = self._rows.key(index)
        if key is None:
            return
        item: QRect = option.rect
        flags: QStyle.StateFlag = option.state
        is_chosen, is_current = bool(flags & self.SELECTED), bool(flags & self.CURRENT)
        image = self._looks.get(key)
        entry = self._rows.entry(key)
        ratio = painter.device().devicePixelRatioF()
        content = (
            key,
            self._rows.words(key),
            entry.number if entry is not None else -1,
            image.cacheKey() if image is not None else -1,
            is_chosen,
            is_current,
            item.width(),
            item.height(),
            ratio,
            option.palette.cacheKey(),
            option.font.key(),
        )
        card = self._cards.get(content)
        if card is None:
            if self._has_made and time.perf_counter() > self._until:
                painter.fillRect(item.adjusted(1, 1, -1, -1), option.palette.color(QPalette.ColorRole.Base))
                if self._is_finished:
                    self._is_finished = False
                    self.unfinished.emit()
                return
            card = self._cards[content] = self._card(option, key, ratio)
            self._has_made = True
            while len(self._cards) > _MOST:
                self._cards.popitem(last=False)
        self._cards.move_to_end(content)
        painter.drawPixmap(item.topLeft(), card)

    def _card(self, option: QStyleOptionViewItem, key: str, ratio: float) -> QPixmap:
        whole: QRect = option.rect
        item = QRect(0, 0, whole.width(), whole.height())
        card = QPixmap(item.size() * ratio)
        card.setDevicePixelRatio(ratio)
        card.fill(Qt.GlobalColor.transparent)
        painter = QPainter(card)
        self._draw(painter, option, item, key)
        painter.end()
        return card

    def _draw(self, painter: QPainter, option: QStyleOptionViewItem, item: QRect, key: str) -> None:
        palette: QPalette = option.palette
        flags: QStyle.StateFlag = option.state
        metrics = option.fontMetrics
        state = self._rows.state(key)
        is_chosen, is_current = bool(flags & self.SELECTED), bool(flags & self.CURRENT)
        painter.setFont(option.font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(item).adjusted(1.5, 1.5, -1.5, -1.5)
        fill = palette.color(QPalette.ColorRole.Base)
        if is_chosen:
            lit = palette.color(QPalette.ColorRole.Highlight)
            lit.setAlpha(60)
            painter.setBrush(fill)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(box, 6, 6)
            fill = lit
        painter.setBrush(fill)
        is_marked = is_chosen or is_current
        edge = QPen(palette.color(QPalette.ColorRole.Highlight if is_marked else QPalette.ColorRole.Mid))
        edge.setWidthF(2.5 if is_current else 1.5 if is_chosen else 1)
        painter.setPen(edge)
        painter.drawRoundedRect(box, 6, 6)
        place = QRect(item.x() + MARGIN, item.y() + MARGIN, item.width() - 2 * MARGIN, HEIGHT)
        painter.setOpacity(_FAINT if state in ("skipped",) else 1.0)
        self._look(painter, palette, place, key)
        painter.setOpacity(1.0)
        share = self._rows.share(key)
        if share is not None:
            bar = QRectF(place.x(), place.bottom() - 3, place.width() * max(0.02, share), 4)
            painter.fillRect(bar, QColor(COLOURS[state]))
        line = QRect(place.x(), place.bottom() + 5, place.width(), metrics.height())
        middle = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.AlignmentFlag.AlignLeft)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        name = metrics.elidedText(one_line(key), Qt.TextElideMode.ElideMiddle, line.width())
        painter.drawText(line, middle, name)
        line.translate(0, metrics.height() + 2)
        side = metrics.height() - 2
        glyph = QRect(line.x(), line.y() + 1, side, side)
        name, colour = (_GLYPHS[state], COLOURS[state]) if not self._is_doubtful(key) else _DOUBTFUL
        tinted(name, QColor(colour)).paint(painter, glyph)
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        words = line.adjusted(side + 5, 0, 0, 0)
        painter.drawText(
            words, middle, metrics.elidedText(self._words(key), Qt.TextElideMode.ElideRight, words.width())
        )

    def _words(self, key: str) -> str:
        """The state, and why where that is to be known."""
        words = self._rows.words(key)
        entry = self._rows.entry(key)
        if self._is_doubtful(key):
            assert entry is not None
            return f"{words}: {spoken(entry.notes[0])}"
        if entry is not None and entry.message and self._rows.state(key) in ("skipped", "failed", "parked"):
            return f"{words}: {self._rows.facts(key)[2]}"
        return words

    def _is_doubtful(self, key: str) -> bool:
        """Whether it is done, but was not proved to be the original outside its fills, and notes say why."""
        entry = self._rows.entry(key)
        is_done = entry is not None and self._rows.state(key) == entry.state == "done"
        return is_done and entry is not None and not entry.proof and bool(entry.notes)

    def _look(self, painter: QPainter, palette: QPalette, place: QRect, key: str) -> None:
        image = self._looks.get(key)
        if image is None or image.isNull():
            painter.fillRect(place, palette.color(QPalette.ColorRole.Button))
            glyph = QRect(0, 0, 24, 24)
            glyph.moveCenter(place.center())
            icon("picture" if image is None else "warning").paint(painter, glyph)
            return
        ratio = painter.device().devicePixelRatioF()
        size = image.deviceIndependentSize().toSize().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
        if image.width() < size.width() * ratio:  # small pictures are not enlarged
            size = size.boundedTo(image.size())
        target = QRect(place.topLeft(), size)
        target.moveCenter(place.center())
        painter.drawImage(target, image)
