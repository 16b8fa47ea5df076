"""The options bar: the settings of the tool in hand, and what it is all for, the Fill button."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLayout,
    QListView,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from inpaint_studio.editing.fills import Setting
from inpaint_studio.editing.state import FillSettings
from inpaint_studio.filling.methods import method_of, needs_planes, offered_methods
from inpaint_studio.options import options_from, options_of
from inpaint_studio.ui.kit.actions import ACTIONS, plain_words
from inpaint_studio.ui.kit.icons import icon, lit_icon
from inpaint_studio.ui.kit.method_names import method_name, method_tip
from inpaint_studio.ui.kit.option_controls import OptionControls
from inpaint_studio.ui.panels.fitting_row import FittingRow, flat_button
from inpaint_studio.ui.panels.tool_controls import ToolControls
from inpaint_studio.ui.tools.controls import Controls
from inpaint_studio.ui.tools.table import tool_kinds
from inpaint_studio.ui.tools.tool import ToolKind
from inpaint_studio.ui.tools.tool_settings import ToolSettings

_NARROW_LIST = 7  # lines' heights: width of the list of methods in a narrow window, its everyday names and the arrow


class OptionsBar(QToolBar):
    """Controls for the tool in hand. Changes `ToolSettings` and follows it.

    Signals:
        method_changed: the key of the method chosen for fills.
        values_changed: the options of the method in use, by name.
        before_held: whether the button that shows the picture as it was opened is pressed.
        hint_left_out: what the tool's hint says where the bar has no room for it, and the same in fewer words.
    """

    method_changed = Signal(str)
    values_changed = Signal(dict)
    before_held = Signal(bool)
    hint_left_out = Signal(str, str)

    def __init__(self, settings: ToolSettings, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("options")
        self.setWindowTitle(self.tr("Tool options"))
        self.setMovable(False)
        self.setIconSize(QSize(18, 18))
        self._settings = settings
        self._is_data = False  # whether it is for a data picture
        self._planes = 1  # of the stack that it is for
        self._tool_name = QLabel(self)
        self._glyph = ""
        self._row = row = FittingRow(self)
        row.hint_left_out.connect(self.hint_left_out)
        self._layout = layout = QHBoxLayout(row)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(8)
        layout.addWidget(self._tool_name)
        self._controls = ToolControls(row, settings, actions)
        self._groups: dict[Controls, QWidget] = {}
        self._order = list(dict.fromkeys(controls for kind in tool_kinds() for controls in kind.options))
        layout.addStretch(1)
        self.methods = QComboBox(self)
        # The list may be wider than the box, which the bar has little room for.
        self.methods.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.methods.setMinimumContentsLength(11)
        self.methods.setMinimumWidth(_NARROW_LIST * self.methods.fontMetrics().height())
        self.offer_methods()
        self.methods.setToolTip(self.tr("How the hole is filled"))
        self.methods.setAccessibleName(self.tr("How the hole is filled"))
        self.methods.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.methods.currentIndexChanged.connect(self._method_chosen)
        fill = actions["fill"]
        self.fill_button = QPushButton(plain_words(ACTIONS["fill"].title), self)
        self.fill_button.setObjectName("fillButton")
        self.fill_button.setProperty("role", "primary")
        self.fill_button.setIcon(lit_icon("fill"))
        self.fill_button.setIconSize(QSize(16, 16))
        self.fill_button.setToolTip(fill.toolTip())
        self.fill_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.fill_button.clicked.connect(fill.trigger)
        fill.enabledChanged.connect(self.fill_button.setEnabled)
        self.before_button = flat_button(self, "compare", self.tr("Hold to see the picture as it was opened"))
        self.before_button.pressed.connect(self._hold_before)
        self.before_button.released.connect(self._let_go_of_before)
        layout.addWidget(self.before_button)
        layout.addWidget(self.methods)
        self.method_button = self._make_method_button()
        layout.addWidget(self.method_button)
        self._values: dict[str, Setting] = {}
        self._show_options()
        self.release_button = QToolButton(self)
        self.release_button.setProperty("flat", True)
        self.release_button.setDefaultAction(actions["fill_on_release"])
        self.release_button.setIconSize(QSize(18, 18))
        self.release_button.setAccessibleName(plain_words(ACTIONS["fill_on_release"].title))
        self.release_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout.addWidget(self.release_button)
        layout.addWidget(self.fill_button)
        row.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(row)
        self.set_tool(tool_kinds()[0])

    @property
    def method(self) -> str:
        method: str = self.methods.currentData()
        return method

    def show_kind(self, is_data: bool, planes: int = 1, *, are_alike: bool = False) -> None:
        """Offer what fills data pictures, or photographs, with its options for those, in a stack of so many planes.

        are_alike: planes show the same thing, as frames and slices do: they are filled from each other unless another
        method is chosen.
        """
        if (is_data, planes > 1) == (self._is_data, self._planes > 1):
            return
        self._is_data, self._planes = is_data, planes
        self.offer_methods()
        if planes > 1 and are_alike and self.method == FillSettings().method:
            of_planes = next((one.key for one in offered_methods(is_data, planes) if one.needs.planes), None)
            self.methods.setCurrentIndex(self.methods.findData(of_planes or FillSettings().method))
        self._show_options()

    def offer_methods(self) -> None:
        """Those that are not offered yet join the list: other packages' come later."""
        for method in offered_methods(planes=2):
            if self.methods.findData(method.key) < 0:
                self.methods.addItem(method_name(method.key), method.key)
                self.methods.setItemData(self.methods.count() - 1, method_tip(method.key), Qt.ItemDataRole.ToolTipRole)
        self.methods.view().setMinimumWidth(self.methods.view().sizeHintForColumn(0) + 24)
        fitting = {method.key for method in offered_methods(self._is_data, self._planes)}
        model = self.methods.model()
        assert isinstance(model, QStandardItemModel)
        view = self.methods.view()
        assert isinstance(view, QListView)
        for row in range(self.methods.count()):
            key = self.methods.itemData(row)
            model.item(row).setEnabled(key in fitting)
            view.setRowHidden(row, needs_planes(key) and self._planes < 2)  # of no use to most people, ever
        if self.method not in fitting:
            self.methods.setCurrentIndex(self.methods.findData(FillSettings().method))

    def set_tool(self, kind: ToolKind) -> None:
        """Show what belongs to this tool."""
        self._glyph = kind.icon
        title = plain_words(kind.title)
        self._tool_name.setToolTip(title)
        self._tool_name.setAccessibleName(title)
        self._tool_name.setPixmap(icon(kind.icon).pixmap(QSize(20, 20)))
        for controls in kind.options:
            self._make_group(controls)
        # Never more at once than is meant to stay: the window would grow for it, and stay so. What was made just now
        # is stripped, too.
        self._row.strip()
        for shown in (False, True):
            for controls, group in self._groups.items():
                if (controls in kind.options) is shown:
                    group.setVisible(shown)
        self._row.fit()

    def _make_group(self, controls: Controls) -> None:
        """Those of a tool are made when it is first taken: all of them would take 30 ms of each window's opening."""
        if controls not in self._groups:
            at = self._order.index(controls)
            before = sum(other in self._groups for other in self._order[:at])
            group = self._groups[controls] = self._controls.group(controls)
            group.hide()
            self._layout.insertWidget(1 + before, group)
            # What is made later would come later by Tab, too, wherever it stands.
            for one, following in pairwise(_in_order(self._layout)):
                QWidget.setTabOrder(one, following)

    def set_values(self, values: Mapping[str, Setting]) -> None:
        """Show other values of the methods' options, by name."""
        self._values = dict(values)
        self._show_options()

    def _make_method_button(self) -> QToolButton:
        button = flat_button(self, "grain", self.tr("Options of the method"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(QMenu(button))
        return button

    def _show_options(self) -> None:
        """The controls of the method in use in the button's menu; no button where it has none."""
        method = method_of(self.method)
        kind = method.options_for(self._is_data)
        menu = self.method_button.menu()
        menu.clear()
        self.method_controls = controls = OptionControls(kind, menu)
        controls.setContentsMargins(12, 8, 12, 8)
        controls.set_options(options_from(kind, self._values))
        controls.changed.connect(self._options_set)
        action = QWidgetAction(menu)
        action.setDefaultWidget(controls)
        menu.addAction(action)
        self.method_button.setVisible(bool(options_of(kind)))

    def _options_set(self, options: Any) -> None:
        values = asdict(options)
        self._values.update(values)
        self.values_changed.emit(values)

    def _hold_before(self) -> None:
        self.before_held.emit(True)

    def _let_go_of_before(self) -> None:
        self.before_held.emit(False)

    def _method_chosen(self, _: int) -> None:
        self._show_options()
        self.method_changed.emit(self.method)

    def refresh_icons(self) -> None:
        """After the palette has changed."""
        for button in self.findChildren(QToolButton):
            glyph = button.property("glyph")
            if glyph:
                button.setIcon(icon(glyph))
        self.fill_button.setIcon(lit_icon("fill"))
        self._tool_name.setPixmap(icon(self._glyph).pixmap(QSize(20, 20)))


def _in_order(layout: QLayout) -> Iterator[QWidget]:
    """What takes the keyboard by Tab, as it stands in a row."""
    for at in range(layout.count()):
        item = layout.itemAt(at)
        assert item is not None
        widget = item.widget()
        inside = item.layout() if widget is None else widget.layout()
        if inside is not None:
            yield from _in_order(inside)
        elif widget is not None and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget
