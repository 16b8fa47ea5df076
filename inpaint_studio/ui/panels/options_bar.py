"""The options bar: the settings of the tool in hand, and what it is all for, the Fill button."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QToolBar,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from inpaint_studio.filling.request import Method
from inpaint_studio.ui.kit.actions import BY_NAME, plain_words
from inpaint_studio.ui.kit.icons import icon, lit_icon
from inpaint_studio.ui.kit.method_names import method_name, method_tip
from inpaint_studio.ui.tools.tool_settings import COMBINES, LARGEST_RADIUS, Settings, ToolSettings
from inpaint_studio.ui.tools.tools import Tool

OFFERED_METHODS: tuple[Method, ...] = ("auto", "membrane", "generator", "exemplar", "hybrid", "patchmatch")
_GAP = 6  # pixels between a label, its slider and its number
_BRUSHES = {Tool.BRUSH, Tool.ERASER}
_SHAPES = {Tool.RECTANGLE, Tool.ELLIPSE, Tool.LASSO, Tool.POLYGON, Tool.LIVEWIRE, Tool.WAND}


class OptionsBar(QToolBar):
    """Controls for the tool in hand. Changes `ToolSettings` and follows it.

    Signals:
        method_changed: the Method chosen for fills.
        grain_changed: how much of the grain around a hole is made inside it, 0 .. 2.
        before_held: whether the button that shows the picture as it was opened is pressed.
    """

    method_changed = Signal(str)
    grain_changed = Signal(float)
    before_held = Signal(bool)

    def __init__(self, settings: ToolSettings, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("options")
        self.setWindowTitle(self.tr("Tool options"))
        self.setMovable(False)
        self.setIconSize(QSize(18, 18))
        self._settings = settings
        self._groups: dict[str, QWidget] = {}
        self._followers: list[Callable[[Settings], None]] = []
        self._tool_name = QLabel(self)
        self._tool: Tool = Tool.BRUSH
        self._row = row = _Row(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(8)
        layout.addWidget(self._tool_name)
        for name, build in (
            ("brush", self._brush_group),
            ("shape", self._shape_group),
            ("wand", self._wand_group),
            ("livewire", self._livewire_group),
            ("guide", self._guide_group),
            ("view", lambda: self._view_group(actions)),
        ):
            group = build()
            self._groups[name] = group
            layout.addWidget(group)
        layout.addStretch(1)
        self.methods = QComboBox(self)
        for method in OFFERED_METHODS:
            self.methods.addItem(method_name(method), method)
            self.methods.setItemData(self.methods.count() - 1, method_tip(method), Qt.ItemDataRole.ToolTipRole)
        # The list may be wider than the box, which the bar has little room for.
        self.methods.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.methods.setMinimumContentsLength(11)
        self.methods.view().setMinimumWidth(self.methods.view().sizeHintForColumn(0) + 24)
        self.methods.setToolTip(self.tr("How the hole is filled"))
        self.methods.setAccessibleName(self.tr("How the hole is filled"))
        self.methods.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.methods.currentIndexChanged.connect(self._method_chosen)
        fill = actions["fill"]
        self.fill_button = QPushButton(plain_words(BY_NAME["fill"].text), self)
        self.fill_button.setObjectName("fillButton")
        self.fill_button.setProperty("role", "primary")
        self.fill_button.setIcon(lit_icon("fill"))
        self.fill_button.setIconSize(QSize(16, 16))
        self.fill_button.setToolTip(fill.toolTip())
        self.fill_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.fill_button.clicked.connect(fill.trigger)
        fill.enabledChanged.connect(self.fill_button.setEnabled)
        self.before_button = _flat_button(self, "compare", self.tr("Hold to see the picture as it was opened"))
        self.before_button.pressed.connect(self._hold_before)
        self.before_button.released.connect(self._let_go_of_before)
        layout.addWidget(self.before_button)
        layout.addWidget(self.methods)
        layout.addWidget(self._grain_button())
        layout.addWidget(self.fill_button)
        row.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(row)
        settings.changed.connect(self._follow)
        self._follow(settings.now)
        self.set_tool(Tool.BRUSH, "")

    @property
    def method(self) -> Method:
        method: Method = self.methods.currentData()
        return method

    def set_tool(self, tool: Tool, title: str) -> None:
        """Show what belongs to this tool."""
        self._tool = tool
        self._tool_name.setToolTip(title)
        self._tool_name.setAccessibleName(title)
        self._tool_name.setPixmap(icon(tool.value).pixmap(QSize(20, 20)))
        shown = {
            "brush": tool in _BRUSHES,
            "shape": tool in _SHAPES,
            "wand": tool is Tool.WAND,
            "livewire": tool is Tool.LIVEWIRE,
            "guide": tool is Tool.GUIDE,
            "view": tool in (Tool.HAND, Tool.ZOOM),
        }
        for name, group in self._groups.items():
            group.setVisible(shown[name])
        self._row.fit()

    def set_grain(self, share: float) -> None:
        self._grain.setValue(round(share * 100))

    def _grain_button(self) -> QToolButton:
        button = _flat_button(self, "grain", self.tr("Film grain of fills"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        body = QWidget(menu)
        row = QHBoxLayout(body)
        row.setContentsMargins(12, 8, 12, 8)
        label = QLabel(self.tr("Film grain"), body)
        self._grain = QSpinBox(body)
        self._grain.setRange(0, 200)
        self._grain.setSingleStep(10)
        self._grain.setSuffix(" %")
        self._grain.setValue(100)
        self._grain.setAccessibleName(self.tr("Film grain"))
        self._grain.setToolTip(self.tr("100 % is the grain measured around the hole"))
        self._grain.valueChanged.connect(self._grain_set)
        label.setBuddy(self._grain)
        row.addWidget(label)
        row.addWidget(self._grain)
        action = QWidgetAction(menu)
        action.setDefaultWidget(body)
        menu.addAction(action)
        button.setMenu(menu)
        return button

    def _grain_set(self, percent: int) -> None:
        self.grain_changed.emit(percent / 100)

    def _brush_group(self) -> QWidget:
        group, row = _group(self)
        self._number(row, self.tr("Size"), "radius", 1, 2 * LARGEST_RADIUS, self.tr(" px"), 2.0, curve=3.0)
        self._number(row, self.tr("Hardness"), "hardness", 0, 100, " %", 100.0)
        self._number(row, self.tr("Opacity"), "opacity", 1, 100, " %", 100.0)
        self._number(row, self.tr("Spacing"), "spacing", 0, 200, " %", 100.0, slider=False)
        self._flag(row, "pressure_to_size", "pressure_size", self.tr("Pen pressure changes the size"))
        self._flag(row, "pressure_to_opacity", "pressure_opacity", self.tr("Pen pressure changes the opacity"))
        return group

    def _shape_group(self) -> QWidget:
        group, row = _group(self)
        tips = {
            "replace": self.tr("A new mask in place of the old one"),
            "add": self.tr("Add to the mask (Shift)"),
            "subtract": self.tr("Take away from the mask (Alt or right button)"),
            "intersect": self.tr("Keep only what both have (Shift+Alt)"),
        }
        buttons = QButtonGroup(group)
        made: dict[str, QToolButton] = {}
        box = QHBoxLayout()
        box.setSpacing(2)
        for mode in COMBINES:
            button = _flat_button(group, mode, tips[mode])
            button.setCheckable(True)
            button.setProperty("mode", mode)
            buttons.addButton(button)
            box.addWidget(button)
            made[mode] = button
        row.addLayout(box)
        buttons.buttonClicked.connect(self._combine_chosen)
        self._followers.append(lambda now: made[now.combine].setChecked(True))
        self._number(row, self.tr("Feather"), "feather", 0, 250, self.tr(" px"), 1.0, slider=False)
        return group

    def _wand_group(self) -> QWidget:
        group, row = _group(self)
        self._number(row, self.tr("Tolerance"), "tolerance", 0, 255, "", 1.0)
        box = QCheckBox(self.tr("Contiguous"), group)
        box.setToolTip(self.tr("Only pixels that are connected to the one you click"))
        box.toggled.connect(self._contiguous_toggled)
        self._followers.append(lambda now: box.setChecked(now.contiguous))
        row.addWidget(box)
        return group

    def _livewire_group(self) -> QWidget:
        group, row = _group(self)
        self._number(row, self.tr("Looks around"), "edge_width", 2, 100, self.tr(" px"), 1.0, slider=False)
        return group

    def _guide_group(self) -> QWidget:
        group, row = _group(self)
        hint = QLabel(self.tr("Draw a line through the hole; the right button removes one."), group)
        hint.setProperty("role", "faint")
        row.addWidget(hint)
        return group

    def _view_group(self, actions: dict[str, QAction]) -> QWidget:
        group, row = _group(self)
        for name in ("zoom_in", "zoom_out", "fit", "actual"):
            button = QToolButton(group)
            button.setDefaultAction(actions[name])
            row.addWidget(button)
        return group

    def _number(
        self,
        row: QHBoxLayout,
        title: str,
        setting: str,
        low: float,
        high: float,
        suffix: str,
        factor: float,
        slider: bool = True,
        curve: float = 1.0,
    ) -> None:
        """A label, a slider and a spin box for one setting. Shown value = setting x factor.

        curve: above 1, the slider is finer at its low end, as sizes need it.
        """
        label = QLabel(title, self)
        spin: QSpinBox | QDoubleSpinBox = QDoubleSpinBox(self) if setting == "radius" else QSpinBox(self)
        if isinstance(spin, QDoubleSpinBox):
            spin.setDecimals(0)
            spin.setRange(low, high)
        else:
            spin.setRange(int(low), int(high))
        spin.setSuffix(suffix)
        spin.setKeyboardTracking(False)
        spin.setAccessibleName(title)
        spin.setToolTip(title)
        spin.setFixedWidth(spin.fontMetrics().horizontalAdvance(f"{high:.0f}{suffix}") + 30)
        label.setBuddy(spin)
        box = QHBoxLayout()
        box.setSpacing(_GAP)
        box.addWidget(label)
        self._row.labels.append(label)
        bar: QSlider | None = None
        steps = 1000
        if slider:
            bar = QSlider(Qt.Orientation.Horizontal, self)
            bar.setRange(0, steps)
            bar.setMinimumWidth(36)
            bar.setMaximumWidth(96)
            bar.setAccessibleName(title)
            bar.setToolTip(title)
            bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            box.addWidget(bar)
            self._row.sliders.append(bar)
        box.addWidget(spin)
        row.addLayout(box)

        def from_spin(value: float) -> None:
            self._settings.set(**{setting: value / factor if factor != 1 or setting != "edge_width" else int(value)})

        def from_slider(value: int) -> None:
            shown_value = low + (high - low) * (value / steps) ** curve
            self._settings.set(**{setting: round(shown_value) / factor})

        def follow(now: Settings) -> None:
            value = getattr(now, setting) * factor
            with QSignalBlocker(spin):
                spin.setValue(round(value))
            if bar is not None:
                with QSignalBlocker(bar):
                    bar.setValue(round(steps * ((value - low) / (high - low)) ** (1 / curve)) if value > low else 0)

        spin.valueChanged.connect(from_spin)
        if bar is not None:
            bar.valueChanged.connect(from_slider)
        self._followers.append(follow)

    def _flag(self, row: QHBoxLayout, setting: str, glyph: str, tip: str) -> None:
        button = _flat_button(self, glyph, tip)
        button.setCheckable(True)

        def toggled(on: bool) -> None:
            self._settings.set(**{setting: on})

        button.toggled.connect(toggled)
        self._followers.append(lambda now: button.setChecked(getattr(now, setting)))
        row.addWidget(button)

    def _combine_chosen(self, button: QToolButton) -> None:
        self._settings.set(combine=button.property("mode"))

    def _contiguous_toggled(self, on: bool) -> None:
        self._settings.set(contiguous=on)

    def _hold_before(self) -> None:
        self.before_held.emit(True)

    def _let_go_of_before(self) -> None:
        self.before_held.emit(False)

    def _method_chosen(self, _: int) -> None:
        self.method_changed.emit(self.method)

    def _follow(self, now: Settings) -> None:
        for follower in self._followers:
            follower(now)

    def refresh_icons(self) -> None:
        """After the palette has changed."""
        for button in self.findChildren(QToolButton):
            glyph = button.property("glyph")
            if glyph:
                button.setIcon(icon(glyph))
        self.fill_button.setIcon(lit_icon("fill"))
        self._tool_name.setPixmap(icon(self._tool.value).pixmap(QSize(20, 20)))


class _Row(QWidget):
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

    def _measure_again(self) -> None:
        """Of what is hidden and shown while the window is not seen, layouts hear only when it is."""
        for group in {_group_of(widget) for widget in (*self.labels, *self.sliders)}:
            layout = group.layout()
            assert layout is not None
            layout.invalidate()
            layout.activate()
            group.updateGeometry()

    def _least_width(self) -> int:
        """Without sliders and labels."""
        shown = [widget for widget in (*self.sliders, *self.labels) if widget.isVisibleTo(self)]
        return super().minimumSizeHint().width() - sum(map(_width_of, shown))

    def _is_of_the_tool(self, widget: QWidget) -> bool:
        return _group_of(widget).isVisibleTo(self)

    # what Qt calls

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least_width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fit()


def _width_of(widget: QWidget) -> int:
    return max(widget.minimumSizeHint().width(), widget.minimumWidth()) + _GAP


def _group_of(widget: QWidget) -> QWidget:
    group = widget.parentWidget()
    assert group is not None
    return group


def _group(parent: QWidget) -> tuple[QWidget, QHBoxLayout]:
    group = QWidget(parent)
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    return group, row


def _flat_button(parent: QWidget, glyph: str, tip: str) -> QToolButton:
    button = QToolButton(parent)
    button.setProperty("flat", True)
    button.setProperty("glyph", glyph)
    button.setIcon(icon(glyph))
    button.setIconSize(QSize(18, 18))
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
