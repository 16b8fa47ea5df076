"""The tool bar, in as many columns as the height of the window asks for: no tool is ever out of reach."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QToolBar, QToolButton, QWidget

_GAP = 4  # pixels between two buttons
_PADDING = 8  # pixels above and below them, as the style has it
_MOST_COLUMNS = 4  # that the least height of a window is meant for
_LINE = 9  # pixels that the line between two groups takes, with what lies around it


class ToolBar(QToolBar):
    """Shows actions as buttons, group below group with a line between them.

    Qt's own would put what has no room behind an arrow.
    """

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName("tools")
        self.setIconSize(QSize(22, 22))
        self.setOrientation(Qt.Orientation.Vertical)
        self.setMovable(False)
        self._actions: list[QAction] = []
        self._shown: list[QWidget] = []  # buttons, and lines between groups
        self._heights: dict[int, int] = {}  # of so many columns, as far as they were asked for
        self.columns = 1
        self._inside = QWidget(self)
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        self.addWidget(self._inside)

    def add(self, action: QAction) -> QToolButton:
        button = QToolButton(self._inside)
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        button.setIconSize(self.iconSize())
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # as Qt's own: keys choose tools
        self._actions.append(action)
        self._shown.append(button)
        self._arrange()
        return button

    def add_line(self) -> None:
        """Another group begins."""
        line = QFrame(self._inside)
        line.setProperty("role", "line")
        line.setFixedHeight(_LINE)
        self._shown.append(line)
        self._arrange()

    def _places(self, columns: int) -> list[tuple[QWidget, int, int]]:
        """Row and column of every button and line."""
        places: list[tuple[QWidget, int, int]] = []
        row = column = 0
        for widget in self._shown:
            if isinstance(widget, QFrame):
                row += bool(column)
                places.append((widget, row, 0))
                row, column = row + 1, 0
            else:
                places.append((widget, row, column))
                row, column = (row + 1, 0) if column + 1 == columns else (row, column + 1)
        return places

    def _height(self, columns: int) -> int:
        if columns not in self._heights:
            self._heights[columns] = self._measured(columns)
        return self._heights[columns]

    def _measured(self, columns: int) -> int:
        rows: dict[int, int] = {}
        for widget, row, _ in self._places(columns):
            rows[row] = max(rows.get(row, 0), widget.sizeHint().height(), widget.minimumHeight())
        return sum(rows.values()) + _GAP * max(0, len(rows) - 1)

    def _fit(self) -> None:
        """As few columns as there is room for; none other before the bar has got its height."""
        room = self.height() - 2 * _PADDING
        columns = next((number for number in range(1, _MOST_COLUMNS + 1) if self._height(number) <= room), self.columns)
        if columns != self.columns:
            self.columns = columns
            self._arrange()

    def _arrange(self) -> None:
        self._heights.clear()
        while self._grid.count():
            self._grid.takeAt(0)
        for widget, row, column in self._places(self.columns):
            is_line = isinstance(widget, QFrame)
            self._grid.addWidget(widget, row, column, 1, self.columns if is_line else 1)
        self._inside.setFixedSize(self._grid.minimumSize())  # never squeezed, not even until the next layout

    # what Qt calls

    def actions(self) -> list[QAction]:
        return [*super().actions(), *self._actions]

    def minimumSizeHint(self) -> QSize:
        """The window may be as low as the most columns allow that are of use."""
        return QSize(super().minimumSizeHint().width(), self._height(_MOST_COLUMNS) + 2 * _PADDING)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._heights.clear()
