"""Curves of a training run: losses and scores over the images seen, drawn as they arrive."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, isfinite, log10

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QIcon,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

# Told apart by people who do not see red or green too (after Okabe and Ito 2008), in a darker and a lighter cut
# so that each keeps its contrast on its ground.
ON_LIGHT = ("#0072b2", "#c04a00", "#00795a", "#a8407c", "#8a6a00", "#3f6fd0", "#6b6b6b", "#7a3fb0")
ON_DARK = ("#5ab4f0", "#ff9a4d", "#3ed6a8", "#f08ac4", "#f0d040", "#9db8ff", "#c0c0c0", "#c79bff")


@dataclass
class Curve:
    """One named series. `dashed` curves stand for something to compare with."""

    name: str
    dashed: bool = False
    shown: bool = True
    x: list[float] = field(default_factory=list)  # images seen, rising
    y: list[float] = field(default_factory=list)


class Plot(QWidget):
    """Curves over images seen. A vertical line under the pointer, or moved by the arrow keys, reads their values.

    Signals:
        read: the position that is read, in images seen; NaN where none is.
    """

    read = Signal(float)

    def __init__(self, title: str, *, logarithmic: bool = False, unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.unit, self.logarithmic = title, unit, logarithmic
        self._curves: dict[str, Curve] = {}
        self._marks: list[float] = []
        self._cursor: float | None = None
        self._lines: list[tuple[Curve, QColor, QPolygonF]] | None = None  # None = to be laid out again
        self._view = (0.0, 1.0, 0.0, 1.0)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def curves(self) -> tuple[Curve, ...]:
        return tuple(self._curves.values())

    def add(self, x: float, values: Iterable[tuple[str, float]], dashed: Iterable[str] = ()) -> bool:
        """One point for each name. Numbers that are no numbers are left out. True where a name is new.

        A point at an `x` before the last one, as after resuming from an older state, cuts the curve back to there.
        """
        dashed, new = set(dashed), False
        for name, y in values:
            if name not in self._curves:
                self._curves[name] = Curve(name, dashed=name in dashed)
                new = True
            curve = self._curves[name]
            while curve.x and curve.x[-1] >= x:
                curve.x.pop()
                curve.y.pop()
            if isfinite(y):
                curve.x.append(float(x))
                curve.y.append(float(y))
        self._changed()
        return new

    def put(self, curve: Curve) -> None:
        """A whole curve at once, in the place of one of the same name."""
        self._curves[curve.name] = curve
        self._changed()

    def mark(self, x: float) -> None:
        """A thin vertical line, where a snapshot was saved."""
        self._marks.append(float(x))
        self._changed()

    def show_curve(self, name: str, shown: bool) -> None:
        self._curves[name].shown = shown
        self._changed()

    def remove(self, names: Iterable[str]) -> None:
        for name in tuple(names):
            self._curves.pop(name, None)
        self._changed()

    def clear(self) -> None:
        self._curves.clear()
        self._marks.clear()
        self._cursor = None
        self._changed()

    def colour(self, name: str) -> QColor:
        """The colour a curve is drawn in, in the present theme. A comparison has the colour of its original."""
        colours = ON_DARK if _is_dark(self.palette()) else ON_LIGHT
        bases = list(dict.fromkeys(_base(n) for n in self._curves))
        return QColor(colours[bases.index(_base(name)) % len(colours)])

    def values_at(self, x: float) -> list[tuple[str, float]]:
        """Of each shown curve that reaches `x` the value at the point nearest to it."""
        found = []
        for curve in self._curves.values():
            if curve.shown and curve.x and curve.x[0] <= x <= curve.x[-1]:
                at = int(np.searchsorted(curve.x, x))
                near = min((i for i in (at - 1, at) if 0 <= i < len(curve.x)), key=lambda i: abs(curve.x[i] - x))
                found.append((curve.name, curve.y[near]))
        return found

    def _changed(self) -> None:
        self._lines = None
        latest = ", ".join(f"{c.name} {c.y[-1]:.4g}" for c in self._curves.values() if c.y)
        self.setAccessibleDescription(latest or self.tr("No values yet."))
        self.update()

    def _area(self) -> QRectF:
        metrics = QFontMetricsF(self.font())
        left = metrics.horizontalAdvance("0.0005 ") + 6
        return QRectF(self.rect()).adjusted(left, metrics.height() + 6, -12, -(metrics.height() + 8))

    def _y(self, value: float) -> float:
        return log10(max(value, 1e-12)) if self.logarithmic else value

    def _lay_out(self) -> None:
        """Polylines in widget coordinates, at most four points for each column of pixels."""
        shown = [c for c in self._curves.values() if c.shown and c.x]
        if not shown:
            self._lines, self._view = (
                [],
                (0.0, 1.0, -4.0 if self.logarithmic else 0.0, 0.0 if self.logarithmic else 1.0),
            )
            return
        left = min(c.x[0] for c in shown)
        right = max(max(c.x[-1] for c in shown), left + 1)
        every = [self._y(y) for c in shown for y in c.y if not self.logarithmic or y > 0]
        low, high = (min(every), max(every)) if every else (-4.0, 0.0)
        margin = max((high - low) * 0.06, 0.05 if self.logarithmic else max(abs(high), 1e-6) * 0.01)
        self._view = (left, right, low - margin, high + margin)
        area = self._area()
        self._lines = []
        for curve in shown:
            points = [
                (self._screen_x(x, area), self._screen_y(self._y(y), area))
                for x, y in zip(curve.x, curve.y, strict=True)
                if not self.logarithmic or y > 0
            ]
            self._lines.append((curve, self.colour(curve.name), QPolygonF([QPointF(*p) for p in _thin_out(points)])))

    def _screen_x(self, x: float, area: QRectF) -> float:
        left, right, _, _ = self._view
        return area.left() + (x - left) / (right - left) * area.width()

    def _screen_y(self, y: float, area: QRectF) -> float:
        _, _, low, high = self._view
        return area.bottom() - (y - low) / (high - low) * area.height()

    def _read_at(self, x: float | None) -> None:
        self._cursor = x
        self.read.emit(float("nan") if x is None else x)
        self.update()

    def _draw_ground(self, painter: QPainter, area: QRectF) -> None:
        metrics = QFontMetricsF(self.font())
        text = self.palette().color(QPalette.ColorRole.Text)
        faint, softer = QColor(text), QColor(text)
        faint.setAlphaF(0.13)
        softer.setAlphaF(0.72)
        left, right, low, high = self._view
        painter.setPen(softer)
        title = f"{self.title}, {self.unit}" if self.unit else self.title
        painter.drawText(QPointF(area.left(), area.top() - 6 - metrics.descent() + 2), title)
        if not any(c.x for c in self._curves.values()):
            painter.setPen(softer)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.tr("Nothing measured yet"))
            return
        for value, label in (
            _log_ticks(low, high) if self.logarithmic else _ticks(low, high, max(2, area.height() / 40))
        ):
            y = round(self._screen_y(value, area)) + 0.5
            painter.setPen(QPen(faint, 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(softer)
            box = QRectF(0, y - metrics.height() / 2, area.left() - 6, metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, label)
        for value, label in _ticks(left, right, max(2, area.width() / 110)):
            x = round(self._screen_x(value, area)) + 0.5
            painter.setPen(QPen(faint, 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(softer)
            width = metrics.horizontalAdvance(label)
            at = min(max(x - width / 2, area.left()), self.width() - width - 2)
            painter.drawText(QPointF(at, area.bottom() + metrics.ascent() + 4), label)
        painter.setPen(QPen(faint, 1, Qt.PenStyle.DotLine))
        for mark in self._marks:
            if left <= mark <= right:
                x = round(self._screen_x(mark, area)) + 0.5
                painter.drawLine(QPointF(x, area.bottom() - 6), QPointF(x, area.bottom()))

    def _draw_reading(self, painter: QPainter, area: QRectF) -> None:
        if self._cursor is None:
            return
        values = self.values_at(self._cursor)
        if not values:
            return
        metrics = QFontMetricsF(self.font())
        x = self._screen_x(self._cursor, area)
        text = self.palette().color(QPalette.ColorRole.Text)
        painter.setPen(QPen(text, 1))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        rows = [self.tr("{count} images").format(count=grouped(self._cursor))]
        rows += [f"{name}  {value:.4g}" for name, value in values]
        width = max(metrics.horizontalAdvance(row) for row in rows) + 26
        box = QRectF(x + 8, area.top() + 4, width, metrics.height() * len(rows) + 10)
        if box.right() > area.right():
            box.moveRight(x - 8)
        ground = self.palette().color(QPalette.ColorRole.Base)
        ground.setAlphaF(0.92)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 4, 4)
        for number, row in enumerate(rows):
            y = box.top() + 5 + metrics.height() * number
            if number:
                swatch = QRectF(box.left() + 7, y + metrics.height() / 2 - 1, 8, 3)
                painter.fillRect(swatch, self.colour(values[number - 1][0]))
            painter.setPen(text)
            painter.drawText(QPointF(box.left() + (20 if number else 7), y + metrics.ascent()), row)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._lines is None:
            self._lay_out()
        area = self._area()
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))
        self._draw_ground(painter, area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(area.adjusted(-1, -1, 4, 1))
        for curve, colour, line in self._lines or []:
            pen = QPen(colour, 1.3 if curve.dashed else 1.9)
            pen.setStyle(Qt.PenStyle.DashLine if curve.dashed else Qt.PenStyle.SolidLine)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(line)
            if line.count():
                painter.setBrush(colour)
                painter.drawEllipse(line.at(line.count() - 1), 2.2, 2.2)
        painter.setClipping(False)
        self._draw_reading(painter, area)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        area, (left, right, _, _) = self._area(), self._view
        if area.contains(event.position()) and area.width() > 0:
            self._read_at(left + (event.position().x() - area.left()) / area.width() * (right - left))
        else:
            self._read_at(None)

    def leaveEvent(self, event: QEvent) -> None:
        self._read_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        points = sorted({x for c in self._curves.values() if c.shown for x in c.x})
        if event.key() not in steps or not points:
            super().keyPressEvent(event)
            return
        at = len(points) - 1 if self._cursor is None else int(np.searchsorted(points, self._cursor))
        if self._cursor is not None:
            at += steps[Qt.Key(event.key())]
        self._read_at(points[min(max(at, 0), len(points) - 1)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lines = None

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._lines = None
            self.update()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(360, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 120)


class CurvePanel(QWidget):
    """A plot with a row of switches under it, one for each curve."""

    def __init__(self, title: str, *, logarithmic: bool = False, unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = Plot(title, logarithmic=logarithmic, unit=unit, parent=self)
        self._switches: dict[str, QToolButton] = {}
        self._hidden: frozenset[str] = frozenset()
        self._row = _Flow(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self._row)

    def add(self, x: float, values: Iterable[tuple[str, float]], dashed: Iterable[str] = ()) -> None:
        if self.plot.add(x, values, dashed):
            for curve in self.plot.curves:
                if curve.name in self._hidden and curve.name not in self._switches:
                    curve.shown = False
            self._offer_switches()

    def hide_at_first(self, names: Iterable[str]) -> None:
        """Curves that are not shown until the person asks for them."""
        self._hidden = frozenset(names)

    def put(self, curves: Sequence[Curve]) -> None:
        shown = {curve.name: curve.shown for curve in self.plot.curves}
        for curve in curves:
            curve.shown = shown.get(curve.name, curve.name not in self._hidden)
            self.plot.put(curve)
        self._offer_switches()

    def remove(self, names: Iterable[str]) -> None:
        self.plot.remove(names)
        self._offer_switches()

    def clear(self) -> None:
        self.plot.clear()
        self._offer_switches()

    def _offer_switches(self) -> None:
        names = [c.name for c in self.plot.curves]
        for name in [n for n in self._switches if n not in names]:
            button = self._switches.pop(name)
            button.hide()
            button.deleteLater()
        for curve in self.plot.curves:
            if curve.name not in self._switches:
                button = QToolButton(self._row)
                button.setCheckable(True)
                button.setText(curve.name)
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
                button.setAutoRaise(True)
                button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                button.setToolTip(self.tr("Show or hide the curve {name}").format(name=curve.name))
                button.setAccessibleName(self.tr("Curve {name}").format(name=curve.name))
                button.toggled.connect(self._show_switched)
                self._switches[curve.name] = button
            self._switches[curve.name].setChecked(curve.shown)
        self._colour_switches()
        self._row.arrange(list(self._switches.values()))

    def _show_switched(self) -> None:
        for name, button in self._switches.items():
            self.plot.show_curve(name, button.isChecked())

    def _colour_switches(self) -> None:
        dashed = {c.name: c.dashed for c in self.plot.curves}
        for name, button in self._switches.items():
            button.setIcon(_swatch(self.plot.colour(name), dashed[name], self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour_switches()


class _Flow(QWidget):
    """Widgets beside each other, in as many rows as their width needs."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._widgets: list[QWidget] = []

    def arrange(self, widgets: list[QWidget]) -> None:
        self._widgets = widgets
        for widget in widgets:
            widget.show()
        self._place()

    def _place(self) -> None:
        x = y = row = 0
        for widget in self._widgets:
            size = widget.sizeHint()
            if x and x + size.width() > self.width():
                x, y, row = 0, y + row, 0
            widget.setGeometry(x, y, size.width(), size.height())
            x, row = x + size.width() + 2, max(row, size.height())
        self.setFixedHeight(y + row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()


def grouped(number: float) -> str:
    """12345.6 -> "12,346": how counts of images are read."""
    return f"{round(number):,}"


def _base(name: str) -> str:
    """ "psnr · membrane" and "psnr" share a colour: what follows the dot says what is compared with."""
    return name.split(" · ", 1)[0]


def _is_dark(palette: QPalette) -> bool:
    return palette.color(QPalette.ColorRole.Base).lightnessF() < 0.5


def _swatch(colour: QColor, dashed: bool, ratio: float) -> QIcon:
    pixmap = QPixmap(round(14 * ratio), round(14 * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    for x, width in ((0, 6), (8, 6)) if dashed else ((0, 14),):
        painter.fillRect(QRectF(x, 5.5, width, 3), colour)
    painter.end()
    return QIcon(pixmap)


def _ticks(low: float, high: float, count: float) -> list[tuple[float, str]]:
    """About `count` round numbers in low .. high, and how they read."""
    span = max(high - low, 1e-12)
    rough = span / max(count, 1)
    power = 10.0 ** floor(log10(rough))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * 0.999)
    places = max(0, -floor(log10(step) + 1e-9)) + (1 if step / power == 2.5 and power < 10 else 0)
    first = ceil(low / step - 1e-9)
    found = []
    for number in range(first, floor(high / step + 1e-9) + 1):
        value = number * step
        if abs(value) >= 1e6:
            label = f"{value / 1e6:g} M"
        elif step >= 1000 or (abs(value) >= 10_000 and step >= 100):
            label = f"{value / 1e3:g} k" if value else "0"
        else:
            label = f"{value:.{places}f}"
        found.append((value, label))
    return found


def _log_ticks(low: float, high: float) -> list[tuple[float, str]]:
    """Decades, and 2 and 5 in between where there is room; positions as log10."""
    inner = (1, 2, 5) if high - low < 2.5 else (1,)
    found = []
    for decade in range(floor(low), ceil(high) + 1):
        for digit in inner:
            position = decade + log10(digit)
            if low <= position <= high:
                found.append((position, f"{digit * 10.0**decade:g}"))
    if len(found) < 3:  # less than a decade: plain round numbers then
        found = [(log10(value), label) for value, label in _ticks(10.0**low, 10.0**high, 5) if value > 0]
    return found


def _thin_out(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Of the points in each column of pixels the first, lowest, highest and last, in order: looks the same."""
    if len(points) < 2000:
        return points
    kept: list[tuple[float, float]] = []
    start = 0
    for end in range(1, len(points) + 1):
        if end == len(points) or int(points[end][0]) != int(points[start][0]):
            column = range(start, end)
            lowest, highest = min(column, key=lambda i: points[i][1]), max(column, key=lambda i: points[i][1])
            kept += [points[i] for i in sorted({start, lowest, highest, end - 1})]
            start = end
    return kept


class Reading(QLabel):
    """A number with its name above it, for a row of them."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.set("–")

    def set(self, value: str) -> None:
        self.value = value
        self.setText(f"<small>{self._name}</small><br><b>{value}</b>")
        self.setAccessibleName(f"{self._name}: {value}")


def reading_row(readings: Sequence[Reading]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(18)
    for reading in readings:
        row.addWidget(reading)
    row.addStretch(1)
    return row
