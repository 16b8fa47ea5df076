"""Curves of a training run: losses and scores over the images seen, drawn as they arrive by pyqtgraph."""

from collections.abc import Iterable, Sequence
from math import ceil, floor, isfinite, log10
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPalette, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from inpaint_studio.ui.kit.literal import literal, tip
from inpaint_studio.ui.training.curves import Curve, grouped

# Told apart by people who do not see red or green too (after Okabe and Ito 2008), in a darker and a lighter cut
# so that each keeps its contrast on its ground.
ON_LIGHT = ("#0072b2", "#c04a00", "#00795a", "#a8407c", "#8a6a00", "#3f6fd0", "#6b6b6b", "#7a3fb0")
ON_DARK = ("#5ab4f0", "#ff9a4d", "#3ed6a8", "#f08ac4", "#f0d040", "#9db8ff", "#c0c0c0", "#c79bff")

_DOTTED = 16  # points; a shorter curve has dots, so that a single point is seen too


class Plot(pg.PlotWidget):
    """Curves over images seen: dragged and wheeled to look closer, a double click shows all again.

    A vertical line under the pointer, or moved by the arrow keys, reads their values.

    Signals:
        read: the position that is read, in images seen; NaN where none is.
    """

    read = Signal(float)

    def __init__(self, title: str, *, logarithmic: bool = False, parent: QWidget | None = None) -> None:
        axes = {"bottom": _CountAxis("bottom"), "left": _LogAxis("left") if logarithmic else pg.AxisItem("left")}
        super().__init__(parent, axisItems=axes)
        self.logarithmic = logarithmic
        self._curves: dict[str, Curve] = {}
        self._lines: dict[str, Any] = {}  # PlotDataItems, by name
        self._marked: list[float] = []
        self._cursor: float | None = None
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMenuEnabled(False)  # pyqtgraph's own menu speaks English alone
        self.hideButtons()
        self.showGrid(x=True, y=True, alpha=0.15)
        for axis in axes.values():
            axis.enableAutoSIPrefix(False)
        axes["left"].setWidth(52)
        self._ticks = pg.VTickGroup([], yrange=(0.0, 0.03))
        self._rule = pg.InfiniteLine(angle=90)
        self._values = pg.TextItem(anchor=(0, 0))
        for item in (self._ticks, self._rule, self._values):
            item.setZValue(100)  # over the curves
            self.addItem(item, ignoreBounds=True)
        self._empty = QLabel(self.tr("No values yet. Curves appear here when a run has measured the first ones."), self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setMargin(12)
        self._empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.scene().sigMouseMoved.connect(self._point_at)
        self._colour()
        self._changed()
        self._read_at(None)

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
            self._draw(curve)
        self._changed()
        return new

    def put(self, curve: Curve) -> None:
        """A whole curve at once, in the place of one of the same name."""
        self._curves[curve.name] = curve
        self._draw(curve)
        self._changed()

    def mark(self, x: float) -> None:
        """A short line at the foot, where a snapshot was saved."""
        self._marked.append(float(x))
        self._ticks.setXVals(self._marked)

    def show_curve(self, name: str, shown: bool) -> None:
        self._curves[name].shown = shown
        self._draw(self._curves[name])
        self._changed()

    def remove(self, names: Iterable[str]) -> None:
        for name in tuple(names):
            self._curves.pop(name, None)
            line = self._lines.pop(name, None)
            if line is not None:
                self.removeItem(line)
        self._changed()

    def forget(self) -> None:
        """Everything; `clear` is pyqtgraph's, which would take the axes' company away too."""
        self.remove(tuple(self._curves))
        self._marked.clear()
        self._ticks.setXVals([])
        self._read_at(None)
        self.enableAutoRange()

    def colour(self, name: str) -> QColor:
        """The colour a curve is drawn in, in the present theme. A comparison has the colour of its original."""
        colours = ON_DARK if self.palette().color(QPalette.ColorRole.Base).lightnessF() < 0.5 else ON_LIGHT
        bases = list(dict.fromkeys(_base(n) for n in self._curves))
        return QColor(colours[bases.index(_base(name)) % len(colours)])

    def values_at(self, x: float) -> list[tuple[str, float]]:
        """Of each shown curve that reaches `x` the value at the point nearest to it."""
        readings = []
        for curve in self._curves.values():
            if curve.shown and curve.x and curve.x[0] <= x <= curve.x[-1]:
                at = int(np.searchsorted(curve.x, x))
                near = min((i for i in (at - 1, at) if 0 <= i < len(curve.x)), key=lambda i: abs(curve.x[i] - x))
                readings.append((curve.name, curve.y[near]))
        return readings

    def _draw(self, curve: Curve) -> None:
        line = self._lines.get(curve.name)
        if line is None:
            line = self._lines[curve.name] = pg.PlotDataItem(antialias=True, connect="finite")
            line.setDownsampling(auto=True, method="peak")
            line.setClipToView(True)
            self.addItem(line)
            self._pen(curve.name)
        y = np.asarray(curve.y, float)
        if self.logarithmic:
            y = np.log10(np.where(y > 0, y, np.nan))
        line.setSymbol("o" if len(curve.x) <= _DOTTED else None)
        line.setData(np.asarray(curve.x, float), y)
        line.setVisible(curve.shown)

    def _pen(self, name: str) -> None:
        dashed = self._curves[name].dashed
        style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        line = self._lines[name]
        line.setPen(pg.mkPen(self.colour(name), width=1.3 if dashed else 1.9, style=style))
        line.setSymbolSize(4 if dashed else 6)
        line.setSymbolPen(None)
        line.setSymbolBrush(pg.mkBrush(self.colour(name)))

    def _changed(self) -> None:
        latest = ", ".join(f"{c.name} {c.y[-1]:.4g}" for c in self._curves.values() if c.y)
        self.setAccessibleDescription(latest or self.tr("No values yet."))
        self._empty.setVisible(not latest)
        # Numbers beside a grid without a curve would be read as measured.
        self.plotItem.setVisible(bool(latest))

    def _colour(self) -> None:
        text = self.palette().color(QPalette.ColorRole.Text)
        self.setBackground(self.palette().color(QPalette.ColorRole.Base))
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(text.red(), text.green(), text.blue(), 70))
            axis.setTextPen(pg.mkPen(text.red(), text.green(), text.blue(), 185))
        self._ticks.setPen(pg.mkPen(text.red(), text.green(), text.blue(), 130))
        self._rule.setPen(pg.mkPen(text))
        ground = self.palette().color(QPalette.ColorRole.Base)
        ground.setAlphaF(0.92)
        self._values.fill = pg.mkBrush(ground)
        self._values.border = pg.mkPen(text.red(), text.green(), text.blue(), 90)
        self._empty.setStyleSheet(f"color: rgba({text.red()}, {text.green()}, {text.blue()}, 0.7);")
        for name in self._lines:
            self._pen(name)

    # Reading values.

    def _point_at(self, place: QPointF) -> None:
        inside = self.plotItem.vb.sceneBoundingRect().contains(place)
        self._read_at(float(self.plotItem.vb.mapSceneToView(place).x()) if inside else None)

    def _read_at(self, x: float | None) -> None:
        values = self.values_at(x) if x is not None else []
        self._cursor = x
        for item in (self._rule, self._values):
            item.setVisible(bool(values))
        if x is not None and values:
            (left, right), (_, top) = self.viewRange()
            rows = [self.tr("{count} images").format(count=grouped(x))]
            rows += [f'<span style="color:{self.colour(n).name()}">■</span> {n} {v:.4g}' for n, v in values]
            text = self.palette().color(QPalette.ColorRole.Text).name()
            self._values.setHtml(f'<div style="color:{text}">{"<br>".join(rows)}</div>')
            self._values.setAnchor((0, 0) if x < (left + right) / 2 else (1, 0))
            self._values.setPos(x, top)
            self._rule.setPos(x)
        self.read.emit(float("nan") if x is None else x)

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

    def mouseDoubleClickEvent(self, event: Any) -> None:
        self.enableAutoRange()

    def leaveEvent(self, event: QEvent) -> None:
        self._read_at(None)
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_empty"):  # pyqtgraph resizes while it is being made
            self._empty.setGeometry(self.rect())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # pyqtgraph changes while it is being made, and a closed plot, which may hear of a theme yet, has no item left.
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_empty") and self.plotItem is not None:
            self._colour()

    def sizeHint(self) -> QSize:
        return QSize(360, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 120)


class _CountAxis(pg.AxisItem):
    """Images seen: 5 k rather than 5000, and no part of an image, however few there are."""

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        return [(max(1.0, spacing), offset) for spacing, offset in super().tickSpacing(low, high, size)]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [_count(value) for value in values]


def _count(value: float) -> str:
    if abs(value) >= 1e6:
        return f"{value / 1e6:g} M"
    return f"{value / 1e3:g} k" if abs(value) >= 1000 else f"{value:g}"


class _LogAxis(pg.AxisItem):
    """Values whose logarithm is drawn; pyqtgraph's own leaves less than a decade without a number."""

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        return [(1.0, _log_ticks(low, high))]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [f"{10.0**value:.3g}" for value in values]


class CurvePanel(QWidget):
    """A plot with a row of switches under it, one for each curve."""

    def __init__(self, title: str, *, logarithmic: bool = False, unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = Plot(title, logarithmic=logarithmic, parent=self)
        self._switches: dict[str, QToolButton] = {}
        self._hidden: frozenset[str] = frozenset()
        self._row = _Flow(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        heading = QLabel(f"{title}, {unit}" if unit else title)
        heading.setContentsMargins(8, 0, 0, 0)
        layout.addWidget(heading)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self._row)

    def add(self, x: float, values: Iterable[tuple[str, float]], dashed: Iterable[str] = ()) -> None:
        if self.plot.add(x, values, dashed):
            for curve in self.plot.curves:
                if curve.name in self._hidden and curve.name not in self._switches:
                    self.plot.show_curve(curve.name, False)
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
        self.plot.forget()
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
                button.setText(literal(curve.name, 40))
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
                button.setAutoRaise(True)
                button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                button.setToolTip(tip(self.tr("Show or hide the curve {name}").format(name=curve.name)))
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


def _base(name: str) -> str:
    """ "psnr · other run" and "psnr" share a colour: what follows the dot says what is compared with."""
    return name.split(" · ", 1)[0]


def _swatch(colour: QColor, dashed: bool, ratio: float) -> QIcon:
    pixmap = QPixmap(round(14 * ratio), round(14 * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    for x, width in ((0, 6), (8, 6)) if dashed else ((0, 14),):
        painter.fillRect(QRectF(x, 5.5, width, 3), colour)
    painter.end()
    return QIcon(pixmap)


def _log_ticks(low: float, high: float) -> list[float]:
    """Logarithms of decades, and of 2 and 5 in between where there is room; of round numbers within less than one."""
    inner = (1, 2, 5) if high - low < 2.5 else (1,)
    positions = [decade + log10(digit) for decade in range(floor(low), ceil(high) + 1) for digit in inner]
    inside = [position for position in positions if low <= position <= high]
    if len(inside) >= 3:
        return inside
    span = 10.0**high - 10.0**low
    rough = span / 5
    power = 10.0 ** floor(log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough * 0.999)
    first, last = ceil(10.0**low / step), floor(10.0**high / step)
    return [log10(number * step) for number in range(first, last + 1) if number > 0]
