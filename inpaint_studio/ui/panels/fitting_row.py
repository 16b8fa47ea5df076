"""The row of the options bar, which does without what there is no room for."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractSpinBox, QLabel, QToolButton, QWidget

from inpaint_studio.ui.kit.icons import icon
from inpaint_studio.ui.kit.number_fields import ARROWS, has_arrows, show_arrows

GAP = 4  # pixels between a label, its slider and its number
_SHORT_LABELS, _LABELS, _NUMBER_ARROWS, _SHORT_HINTS, _HINTS, _SLIDERS = range(1, 7)  # in the order of their worth


class FittingWords(QLabel):
    """Words that have a shorter form for a narrow window."""

    def __init__(self, words: str, short: str, parent: QWidget) -> None:
        super().__init__(words, parent)
        self.words, self.short = words, short or words

    def width_of(self, words: str) -> int:
        return self.fontMetrics().horizontalAdvance(words) + 2 + GAP

    def show_form(self, words: str) -> None:
        """Of the two, or none."""
        if words:
            self.setText(words)
        self.setVisible(bool(words))


class FittingRow(QWidget):
    """A row that gives up, as the window becomes narrow: sliders, hints, arrows of numbers, words for shorter ones.

    The numbers stay, with their tooltips.

    Signals:
        hint_left_out: the hint there is no room for and its shorter form, both empty where none is.
    """

    hint_left_out = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.sliders: list[QWidget] = []
        self.labels: list[FittingWords] = []
        self.hints: list[FittingWords] = []
        self.numbers: list[QAbstractSpinBox] = []  # those with arrows
        self._level = _SLIDERS
        self._held: QSize | None = None  # while other controls come

    def fit(self) -> None:
        """Show as much as there is room for."""
        room, level = self.width() - self._least_width(), 0
        for width in self._widths():
            if width > room:
                break
            room, level = room - width, level + 1
        self._show(level)
        self._held = None
        self.updateGeometry()
        left_out = [one for one in self.hints if self._is_of_the_tool(one) and level < _SHORT_HINTS]
        self.hint_left_out.emit(*((left_out[0].words, left_out[0].short) if left_out else ("", "")))

    def strip(self) -> None:
        """Do without all that can be done without, until the next `fit`. The least width stays what it was."""
        self._held = self.minimumSizeHint()
        self._show(0, anew=True)  # a group may have come since

    def _show(self, level: int, *, anew: bool = False) -> None:
        if level != self._level or anew:
            self._level = level
            for label in self.labels:
                label.show_form(label.words if level >= _LABELS else label.short if level >= _SHORT_LABELS else "")
            for number in self.numbers:
                has = level >= _NUMBER_ARROWS
                if has != has_arrows(number):
                    show_arrows(number, has)
                    number.setFixedWidth(number.minimumWidth() + (ARROWS if has else -ARROWS))
            for hint in self.hints:
                hint.show_form(hint.words if level >= _HINTS else hint.short if level >= _SHORT_HINTS else "")
            for slider in self.sliders:
                slider.setVisible(level >= _SLIDERS)
        self._measure_again()

    def _widths(self) -> list[int]:
        """What each level takes beyond the one before it, of the tool in hand."""
        labels, hints = ([one for one in these if self._is_of_the_tool(one)] for these in (self.labels, self.hints))
        short_labels, short_hints = (sum(one.width_of(one.short) for one in these) for these in (labels, hints))
        return [
            short_labels,
            sum(one.width_of(one.words) for one in labels) - short_labels,
            ARROWS * sum(map(self._is_of_the_tool, self.numbers)),
            short_hints,
            sum(one.width_of(one.words) for one in hints) - short_hints,
            sum(slider.minimumWidth() + GAP for slider in self.sliders if self._is_of_the_tool(slider)),
        ]

    def _measure_again(self) -> None:
        """Of what is hidden and shown while the window is not seen, layouts hear only when it is."""
        for group in {widget.parentWidget() for widget in (*self.labels, *self.hints, *self.sliders, *self.numbers)}:
            layout = group.layout() if group is not None else None
            if group is not None and layout is not None:
                layout.invalidate()
                layout.activate()
                group.updateGeometry()

    def _least_width(self) -> int:
        """With nothing of what the levels bring."""
        return super().minimumSizeHint().width() - sum(self._widths()[: self._level])

    def _is_of_the_tool(self, widget: QWidget) -> bool:
        group = widget.parentWidget()
        return group is not None and group.isVisibleTo(self)

    # what Qt calls

    def minimumSizeHint(self) -> QSize:
        return self._held or QSize(self._least_width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._held is None:
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
