"""What is measured on a widget as it is rendered: contrast, the mark of focus, room for words, names for readers."""

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage, QRegion
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLayout,
    QLineEdit,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from inpaint_studio.ui.kit.pixels import array_of
from inpaint_studio.ui.kit.style import SPACING

TEXT, PARTS = 4.5, 3.0  # least contrast of words, and of what tells a control and its state (WCAG 2.1, AA)
_ZOOM = 3  # strokes of letters thick enough to show their colour
_SEEN = 6  # pixels that must look otherwise where the focus is
GRID = {0, *(SPACING * n // 2 for n in range(1, 33))}
_ROLES = {
    QAccessible.Role.PushButton,
    QAccessible.Role.ButtonMenu,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.ComboBox,
    QAccessible.Role.SpinBox,
    QAccessible.Role.Slider,
    QAccessible.Role.EditableText,
    QAccessible.Role.List,
    QAccessible.Role.Tree,
    QAccessible.Role.Table,
    QAccessible.Role.ProgressBar,
    QAccessible.Role.Canvas,
}


def parts(top: QWidget) -> Iterator[QWidget]:
    """What is to be seen of a widget's children, and it itself."""
    yield top
    for child in top.findChildren(QWidget):
        if child.isVisibleTo(top) and not child.visibleRegion().isEmpty():
            yield child


def named(widget: QWidget) -> str:
    """Which one it is, for the report."""
    words = getattr(widget, "text", str)()
    return f"{type(widget).__name__} {widget.objectName() or widget.accessibleName() or words!r}"


def luminance(colours: np.ndarray) -> np.ndarray:
    """Relative luminance (WCAG 2.1) of (..., 3) uint8 sRGB."""
    share = colours.astype(np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def ratio(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Contrast, 1 .. 21, of two luminances."""
    return (np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05)


def rendered(widget: QWidget, rect: QRect, zoom: int = 1) -> np.ndarray:
    """(H, W, 3) uint8: part of a widget as it is seen, its window's ground under it."""
    window = widget.window()
    image = QImage(rect.size() * zoom, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(zoom)
    image.fill(window.palette().color(window.backgroundRole()))
    place = QRect(widget.mapTo(window, rect.topLeft()), rect.size())
    window.render(image, QPoint(0, 0), QRegion(place), QWidget.RenderFlag.DrawChildren)
    return np.ascontiguousarray(array_of(image)[:, :, :3])


def strongest(seen: np.ndarray) -> float:
    """Contrast of what stands out most with what there is most of."""
    codes = seen.reshape(-1, 3).astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    values, counts = np.unique(codes, return_counts=True)
    colours = np.stack([values >> 16, (values >> 8) & 255, values & 255], axis=1).astype(np.uint8)
    lights = luminance(colours)
    return float(ratio(lights, lights[np.argmax(counts)]).max())


def faint_words(top: QWidget, done: set[int]) -> Iterator[str]:
    """Words under 4.5 : 1, and marks that are all a control shows under 3 : 1."""
    for widget in parts(top):
        if id(widget) in done or not widget.isEnabled():
            continue
        kinds = (QLabel, QAbstractButton, QLineEdit, QComboBox)
        if not isinstance(widget, kinds) or (isinstance(widget, QLabel) and not widget.text()):
            continue
        done.add(id(widget))
        has_words = bool(getattr(widget, "text", lambda: "words")())
        if (
            isinstance(widget, QAbstractButton)
            and "Icon" in getattr(widget, "toolButtonStyle", lambda: Qt.ToolButtonStyle.ToolButtonTextOnly)().name
            and "Only" in widget.toolButtonStyle().name
        ):
            has_words = False
        inner = widget.rect().adjusted(2, 2, -2, -2)
        if isinstance(widget, QCheckBox | QRadioButton):
            option = QStyleOptionButton()
            widget.initStyleOption(option)
            radio = isinstance(widget, QRadioButton)
            part = QStyle.SubElement.SE_RadioButtonIndicator if radio else QStyle.SubElement.SE_CheckBoxIndicator
            box = widget.style().subElementRect(part, option, widget)
            mark = strongest(rendered(widget, box.adjusted(-1, -1, 1, 1)))
            if mark < PARTS:
                yield f"{named(widget)}: box {mark:.2f}"
            inner.setLeft(box.right() + 2)
            if not widget.text():
                continue
        if inner.isEmpty() or (isinstance(widget, QLineEdit) and not (widget.text() or widget.placeholderText())):
            continue
        measured = strongest(rendered(widget, inner, _ZOOM))
        if measured < (TEXT if has_words else PARTS) - 0.005:
            yield f"{named(widget)}: {measured:.2f}"


def unseen_focus(top: QWidget, done: set[int]) -> Iterator[str]:
    """Widgets that the Tab key reaches and that look the same with and without the keyboard."""
    before = QApplication.focusWidget()
    for widget in parts(top):
        reaches = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
        if id(widget) in done or not reaches or not widget.isEnabled() or widget.objectName() == "canvas":
            continue
        if widget.window() is not top.window():
            continue
        done.add(id(widget))
        rect = widget.visibleRegion().boundingRect().adjusted(-2, -2, 2, 2)
        widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)  # a card under the pointer looks as a focused one
        other = top.window()
        other.setFocus()
        if widget.hasFocus():
            widget.clearFocus()
        without = rendered(widget, rect)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if not widget.hasFocus():
            continue
        within = rendered(widget, rect)
        changed = ratio(luminance(without), luminance(within))
        if int((changed >= PARTS).sum()) < _SEEN:
            yield f"{named(widget)}: {int((changed >= PARTS).sum())} pixels, at most {changed.max():.2f}"
    if before is not None:
        before.setFocus()


def nameless(top: QWidget, done: set[int]) -> Iterator[str]:
    """Controls of which a screen reader would say their kind and nothing else."""
    for widget in parts(top):
        if id(widget) in done or widget.objectName().startswith("qt_"):
            continue
        if isinstance(widget.parent(), QAbstractSpinBox | QComboBox | QLineEdit):
            continue  # a part of it that Qt makes, and no key reaches
        done.add(id(widget))
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is None or interface.role() not in _ROLES:
            continue
        if not interface.text(QAccessible.Text.Name).strip():
            yield f"{named(widget)} ({interface.role().name})"


def cut_words(top: QWidget) -> Iterator[str]:
    """Labels, buttons and fields that have less room than their words take."""
    for widget in parts(top):
        need, has = widget.sizeHint(), widget.size()
        if isinstance(widget, QLabel):
            if (
                not widget.text()
                or (widget.minimumWidth() > 0 and type(widget) is not QLabel)
                or type(widget).__name__ in _SHORTEN
            ):
                continue
            if widget.wordWrap():
                tall = widget.heightForWidth(has.width())
                if tall > has.height() + 1:
                    yield f"{named(widget)}: {tall} high in {has.height()}"
            elif widget.minimumWidth() != 1 and need.width() > has.width() + 1:
                yield f"{named(widget)}: {need.width()} wide in {has.width()}"
        elif isinstance(widget, QAbstractButton):
            if widget.text() and (need.width() > has.width() + 2 or need.height() > has.height() + 2):
                yield f"{named(widget)}: {need.toTuple()} in {has.toTuple()}"
        elif isinstance(widget, QComboBox):
            words = widget.fontMetrics().horizontalAdvance(widget.currentText())
            if words > has.width() - 24:
                yield f"{named(widget)}: {words} wide in {has.width()} with its arrow"
        elif isinstance(widget, QAbstractSpinBox):
            words = widget.fontMetrics().horizontalAdvance(widget.text())
            if words > widget.lineEdit().width() - widget.lineEdit().textMargins().left() - 2:
                yield f"{named(widget)}: {words} wide in {widget.lineEdit().width()}"
            if widget.fontMetrics().height() > widget.lineEdit().height() + 1:
                yield f"{named(widget)}: {widget.fontMetrics().height()} high in {widget.lineEdit().height()}"


_SHORTEN = {"ShortenedLabel", "FittingWords", "_Elided", "_Hint", "_Values"}  # which say less where there is no room


def off_grid(top: QWidget) -> Iterator[str]:
    """Layouts whose margins and gaps are not multiples of half the unit."""
    for widget in parts(top):
        if widget.layout() is None or type(widget).__name__.startswith("QDialogButton"):
            continue
        for layout in (widget.layout(), *widget.layout().findChildren(QLayout)):
            if type(layout) is QLayout:  # Qt's own, of a main window or a panel's frame
                continue
            margins = layout.contentsMargins()
            values = [margins.left(), margins.top(), margins.right(), margins.bottom(), layout.spacing()]
            for name in ("horizontalSpacing", "verticalSpacing"):
                values.append(getattr(layout, name, int)())
            strays = [value for value in values if value not in GRID and value != -1]
            if strays:
                yield f"{named(widget)}: {type(layout).__name__} {strays}"
