"""The controls of a review's filter: sensitivity, smallest, margin, tone, extent and classes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Annotated

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget

from inpaint_studio.editing.finding_classes import FINDING_CLASSES
from inpaint_studio.editing.findings import Finding, ReviewFilter
from inpaint_studio.options import Option
from inpaint_studio.sentence import say
from inpaint_studio.ui.kit.finding_look import class_name, swatch
from inpaint_studio.ui.kit.option_controls import OptionControls


@dataclass(frozen=True)
class FilterOptions:
    """The fields of a ReviewFilter that have a control of their own, under the same names."""

    sensitivity: Annotated[
        float,
        Option(say("Sensitivity"), 0, 1, " %", 100, tip=say("The higher, the less certain findings are proposed too")),
    ] = 0.5
    smallest: Annotated[
        int,
        Option(say("Smallest"), 0, 5000, say(" px"), tip=say("Findings of fewer pixels are left out"), curve=3),
    ] = 0
    margin: Annotated[
        int, Option(say("Margin"), 0, 20, say(" px"), tip=say("How far the mask reaches past what was detected"))
    ] = 1
    side: Annotated[
        str,
        Option(
            say("Tone"),
            tip=say("Lighter or darker than its surroundings; what is neither is proposed too"),
            choices=(
                ("both", say("Lighter and darker")),
                ("lighter", say("Lighter only")),
                ("darker", say("Darker only")),
            ),
        ),
    ] = "both"
    extent: Annotated[
        str,
        Option(
            say("Where"),
            tip=say("Mark a part with brush or lasso to have findings there alone, or everywhere but there"),
            choices=(
                ("everywhere", say("Everywhere")),
                ("inside", say("Only inside what is marked")),
                ("outside", say("Only outside what is marked")),
            ),
        ),
    ] = "everywhere"


_NAMES = tuple(field.name for field in fields(FilterOptions))


class FindingFilter(QWidget):
    """Shows a filter, and changes it. Every control moves the proposal at once.

    Signals:
        changed: the ReviewFilter as it now is.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filter = ReviewFilter()
        self._counts: Counter[str] = Counter()
        self.controls = OptionControls(FilterOptions, self, in_rows=True)
        self.controls.changed.connect(self._options_changed)
        self.classes = QToolButton(self)  # for a place beside the list
        self.classes.setObjectName("findingClasses")
        self.classes.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.classes.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.classes.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.classes.setToolTip(self.tr("Which classes are proposed"))
        self.menu = QMenu(self.classes)
        self.classes.setMenu(self.menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.controls)
        column.addStretch(1)
        self.show_filter(self._filter, ())

    def show_filter(self, filter: ReviewFilter, findings: Iterable[Finding]) -> None:
        """findings: all there are, for the classes and how many are of each."""
        self._filter = filter
        self.controls.set_options(FilterOptions(**{name: getattr(filter, name) for name in _NAMES}))
        counts = Counter(finding.kind for finding in findings)
        if counts != self._counts or not self.menu.actions():
            self._counts = counts
            self._list_classes()
        for action in self._class_actions():
            action.setChecked(action.data() not in filter.without)
        left = sum(kind not in filter.without for kind in counts)
        words = self.tr("All classes") if left == len(counts) else self.tr("{count} of {total} classes")
        self.classes.setText(words.format(count=left, total=len(counts)))
        self.classes.setAccessibleName(self.classes.text())
        self.classes.setEnabled(bool(counts))

    def _class_actions(self) -> list[QAction]:
        return [action for action in self.menu.actions() if action.data()]

    def _list_classes(self) -> None:
        self.menu.clear()
        known = list(FINDING_CLASSES)
        for kind in sorted(self._counts, key=lambda key: (known.index(key) if key in known else len(known), key)):
            action = QAction(swatch(kind), f"{class_name(kind, several=True)}  ({self._counts[kind]:,})", self.menu)
            action.setCheckable(True)
            action.setData(kind)
            action.triggered.connect(self._class_toggled)
            self.menu.addAction(action)

    def _class_toggled(self) -> None:
        without = frozenset(action.data() for action in self._class_actions() if not action.isChecked())
        # Classes that were left out and are not among the findings just now stay left out.
        self._put(replace(self._filter, without=without | (self._filter.without - set(self._counts))))

    def _options_changed(self, options: FilterOptions) -> None:
        self._put(replace(self._filter, **{name: getattr(options, name) for name in _NAMES}))

    def _put(self, filter: ReviewFilter) -> None:
        if filter != self._filter:
            self._filter = filter
            self.changed.emit(filter)
