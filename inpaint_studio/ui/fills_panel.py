"""The fills panel: every repair, to be hidden, faded, deleted or made anew at any time."""

import numpy as np
from PySide6.QtCore import QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.ui.display import Display
from inpaint_studio.ui.icons import icon
from inpaint_studio.ui.method_names import method_name, method_tip
from inpaint_studio.ui.options_bar import OFFERED_METHODS
from inpaint_studio.ui.pixels import shown

_SIDE = 40
_ID = Qt.ItemDataRole.UserRole


class FillsPanel(QWidget):
    """Lists the fills, the newest on top.

    Signals:
        visible_changed: id and whether it shall be seen.
        strength_changed: id and 0 .. 1, when the slider is let go.
        delete_asked: id.
        remake_asked: id and method.
        mask_asked: id of the fill whose mask shall be marked again.
        selected: id of the fill to be looked at.
    """

    visible_changed = Signal(str, bool)
    strength_changed = Signal(str, float)
    delete_asked = Signal(str)
    remake_asked = Signal(str, str)
    mask_asked = Signal(str)
    selected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fills: tuple[Fill, ...] = ()
        self._icons: dict[int, QIcon] = {}
        self.list = QListWidget(self)
        self.list.setIconSize(QSize(_SIDE, _SIDE))
        self.list.setAccessibleName(self.tr("Fills"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._menu_at)
        self.list.itemChanged.connect(self._item_changed)
        self.list.currentItemChanged.connect(self._current_changed)
        self.list.itemDoubleClicked.connect(self._double_clicked)
        self._empty = QLabel(self.tr("No fills yet. Paint over what should go and press Enter."), self)
        self._empty.setWordWrap(True)
        self._empty.setProperty("role", "faint")
        self._empty.setContentsMargins(12, 12, 12, 12)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._strength = QSlider(Qt.Orientation.Horizontal, self)
        self._strength.setRange(0, 100)
        self._strength.setAccessibleName(self.tr("Strength of the fill"))
        self._strength.setToolTip(self.tr("Strength of the fill"))
        self._strength.sliderReleased.connect(self._strength_released)
        self._strength.actionTriggered.connect(self._strength_stepped)
        self._percent = QLabel("100 %", self)
        self._percent.setMinimumWidth(self._percent.fontMetrics().horizontalAdvance("100 %") + 4)
        self._percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._strength.valueChanged.connect(self._show_percent)
        self.remake_button = self._button("remake", self.tr("Make this fill anew with another method"))
        self.remake_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.remake_button.setMenu(self._remake_menu())
        self.delete_button = self._button("delete", self.tr("Delete this fill"))
        self.delete_button.clicked.connect(self._delete)
        row = QHBoxLayout()
        row.setContentsMargins(10, 4, 8, 6)
        row.setSpacing(8)
        row.addWidget(QLabel(self.tr("Strength"), self))
        row.addWidget(self._strength, 1)
        row.addWidget(self._percent)
        row.addWidget(self.remake_button)
        row.addWidget(self.delete_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._empty)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        self.show_fills((), None)

    def show_fills(self, fills: tuple[Fill, ...], display: Display | None) -> None:
        """Follow the document's fills; what is the same stays selected."""
        chosen = fills[-1].id if len(fills) > len(self._fills) else self.current_id()  # a new one is looked at
        self._fills = fills
        alive = {id(fill) for fill in fills}
        self._icons = {key: made for key, made in self._icons.items() if key in alive}
        with QSignalBlocker(self.list):
            self.list.clear()
            for number, fill in reversed(list(enumerate(fills, start=1))):
                item = QListWidgetItem(self._icon(fill, display), self._words(number, fill), self.list)
                item.setData(_ID, fill.id)
                item.setSizeHint(QSize(0, max(_SIDE + 6, 2 * self.list.fontMetrics().lineSpacing() + 10)))
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked if fill.visible else Qt.CheckState.Unchecked)
                item.setToolTip(self._tip(fill))
                if fill.id == chosen:
                    self.list.setCurrentItem(item)
            if self.list.currentItem() is None and self.list.count():
                self.list.setCurrentRow(0)
        self._empty.setVisible(not fills)
        self.list.setVisible(bool(fills))
        self._show_current()

    def current_id(self) -> str | None:
        item = self.list.currentItem()
        return item.data(_ID) if item is not None else None

    def refresh_icons(self) -> None:
        self.remake_button.setIcon(icon("remake"))
        self.delete_button.setIcon(icon("delete"))

    def _button(self, glyph: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("flat", True)
        button.setIcon(icon(glyph))
        button.setToolTip(words)
        button.setAccessibleName(words)
        return button

    def _remake_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for method in OFFERED_METHODS:
            action = menu.addAction(method_name(method))
            action.setData(method)
            action.setToolTip(method_tip(method))
        menu.triggered.connect(self._remake)
        return menu

    def _words(self, number: int, fill: Fill) -> str:
        faded = "" if fill.strength >= 1 else f" · {round(fill.strength * 100)} %"
        return f"{number}  {method_name(fill.recipe.method)}{faded}\n{fill.rect.width} × {fill.rect.height}"

    def _tip(self, fill: Fill) -> str:
        recipe = fill.recipe
        parts = [method_tip(recipe.method), self.tr("Seed {seed}").format(seed=recipe.seed)]
        if recipe.checkpoint:
            parts.append(self.tr("Checkpoint {hash}").format(hash=recipe.checkpoint[:12]))
        return "\n".join(part for part in parts if part)

    def _icon(self, fill: Fill, display: Display | None) -> QIcon:
        key = id(fill)
        if key not in self._icons and display is not None:
            pixmap = QPixmap.fromImage(_small(fill, display))
            made = QIcon(pixmap)
            made.addPixmap(pixmap, QIcon.Mode.Selected)  # or Qt tints it
            self._icons[key] = made
        return self._icons.get(key, QIcon())

    def _show_current(self) -> None:
        fill = self._fill(self.current_id())
        for widget in (self._strength, self.remake_button, self.delete_button):
            widget.setEnabled(fill is not None)
        with QSignalBlocker(self._strength):
            self._strength.setValue(round((fill.strength if fill else 1.0) * 100))
        self._show_percent()

    def _show_percent(self) -> None:
        self._percent.setText(f"{self._strength.value()} %")

    def _fill(self, fill_id: str | None) -> Fill | None:
        return next((fill for fill in self._fills if fill.id == fill_id), None)

    def _item_changed(self, item: QListWidgetItem) -> None:
        fill = self._fill(item.data(_ID))
        visible = item.checkState() == Qt.CheckState.Checked
        if fill is not None and fill.visible != visible:
            self.visible_changed.emit(fill.id, visible)

    def _current_changed(self) -> None:
        self._show_current()

    def _double_clicked(self, item: QListWidgetItem) -> None:
        self.selected.emit(item.data(_ID))

    def _strength_released(self) -> None:
        fill = self._fill(self.current_id())
        if fill is not None and round(fill.strength * 100) != self._strength.value():
            self.strength_changed.emit(fill.id, self._strength.value() / 100)

    def _strength_stepped(self) -> None:
        # Keys and clicks beside the handle; a drag is told once, at its end, as one step.
        if not self._strength.isSliderDown():
            self._strength.setValue(self._strength.sliderPosition())
            self._strength_released()

    def _delete(self) -> None:
        fill_id = self.current_id()
        if fill_id is not None:
            self.delete_asked.emit(fill_id)

    def _remake(self, action) -> None:
        fill_id = self.current_id()
        if fill_id is not None:
            self.remake_asked.emit(fill_id, action.data())

    def _menu_at(self, at: QPoint) -> None:
        item = self.list.itemAt(at)
        if item is None:
            return
        menu = QMenu(self)
        look = menu.addAction(self.tr("Go there"))
        mark = menu.addAction(self.tr("Mark it again"))
        remake = self._remake_menu()
        remake.setTitle(self.tr("Make anew"))
        menu.addMenu(remake)
        menu.addSeparator()
        delete = menu.addAction(self.tr("Delete"))
        chosen = menu.exec(self.list.mapToGlobal(at))
        fill_id = item.data(_ID)
        if chosen is look:
            self.selected.emit(fill_id)
        elif chosen is mark:
            self.mask_asked.emit(fill_id)
        elif chosen is delete:
            self.delete_asked.emit(fill_id)
        menu.deleteLater()

    def sizeHint(self) -> QSize:
        return QSize(250, 220)


def _small(fill: Fill, display: Display) -> QImage:
    """The fill and a little of what lies around it, in a square."""
    picture = display.picture
    side = max(fill.rect.width, fill.rect.height, 16)
    margin = side // 4
    middle_x, middle_y = fill.rect.x + fill.rect.width // 2, fill.rect.y + fill.rect.height // 2
    box = Rect(middle_x - side // 2 - margin, middle_y - side // 2 - margin, side + 2 * margin, side + 2 * margin)
    box = box.clip(Size(*picture.size))
    step = max(1, max(box.width, box.height) // (4 * _SIDE))
    pixels = picture.pixels[box.y : box.bottom : step, box.x : box.right : step].copy()
    common = fill.rect.intersect(box)
    # The grid of `step` starts at the box, so the fill's own rows are picked to fall on it.
    top, left = -(common.y - box.y) % step, -(common.x - box.x) % step
    inside = common.inside(fill.rect)
    over = fill.pixels[inside.y + top : inside.bottom : step, inside.x + left : inside.right : step]
    cover = fill.coverage[inside.y + top : inside.bottom : step, inside.x + left : inside.right : step]
    y, x = (common.y - box.y + top) // step, (common.x - box.x + left) // step
    target = pixels[y : y + over.shape[0], x : x + over.shape[1]]
    target[cover > 0] = over[cover > 0]
    eight = np.ascontiguousarray(display.convert(pixels))
    return shown(eight).scaled(
        2 * _SIDE, 2 * _SIDE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
