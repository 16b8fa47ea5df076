"""The row of the options bar, which does without what there is no room for."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QToolButton, QWidget

from inpaint_studio.ui.kit.icons import icon

GAP = 6  # pixels between a label, its slider and its number


class FittingRow(QWidget):
    """A row that does without its sliders where the window is narrow, and without its labels where it is narrower.

    The numbers stay, with their tooltips.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.sliders: list[QWidget] = []
        self.labels: list[QWidget] = []

    def fit(self) -> None:
        """Show as much as there is room for."""
        room = self.width() - self._least_width()
        for spare in (self.labels, self.sliders):
            here = [widget for widget in spare if self._is_of_the_tool(widget)]
            room -= sum(map(_width_of, here))
            for widget in spare:
                widget.setVisible(room >= 0)
        self._measure_again()

    def strip(self) -> None:
        """Do without all that can be done without, until the next `fit`."""
        for widget in (*self.sliders, *self.labels):
            widget.hide()
        self._measure_again()

    def _measure_again(self) -> None:
        """Of what is hidden and shown while the window is not seen, layouts hear only when it is."""
        for group in {widget.parentWidget() for widget in (*self.labels, *self.sliders)}:
            layout = group.layout() if group is not None else None
            if group is not None and layout is not None:
                layout.invalidate()
                layout.activate()
                group.updateGeometry()

    def _least_width(self) -> int:
        """Without sliders and labels."""
        shown = [widget for widget in (*self.sliders, *self.labels) if widget.isVisibleTo(self)]
        return super().minimumSizeHint().width() - sum(map(_width_of, shown))

    def _is_of_the_tool(self, widget: QWidget) -> bool:
        group = widget.parentWidget()
        return group is not None and group.isVisibleTo(self)

    # what Qt calls

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least_width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fit()


def flat_button(parent: QWidget, glyph: str, tip: str) -> QToolButton:
    button = QToolButton(parent)
    button.setProperty("flat", True)
    button.setProperty("glyph", glyph)
    button.setIcon(icon(glyph))
    button.setIconSize(QSize(18, 18))
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _width_of(widget: QWidget) -> int:
    return max(widget.minimumSizeHint().width(), widget.minimumWidth()) + GAP
