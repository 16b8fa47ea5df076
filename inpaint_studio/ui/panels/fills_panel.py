"""The fills panel: every repair, to be hidden, faded, deleted or made anew at any time."""

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.editing.adjustments import Adjustment, Adjustments, Frame, Tone
from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.filling.cloning import BY_HAND, MADE_OTHERWISE, UNBLEND
from inpaint_studio.filling.methods import needs_planes, offered_methods
from inpaint_studio.ui.canvas.display import Display
from inpaint_studio.ui.document.adjusting import TONE_STRENGTH
from inpaint_studio.ui.kit.icons import icon
from inpaint_studio.ui.kit.method_names import method_name, method_tip, step_name
from inpaint_studio.ui.kit.pixels import shown
from inpaint_studio.ui.panels.strength_control import StrengthControl
from inpaint_studio.ui.panels.whole_rows import WholeRows

_SIDE = 40
_WHOLE_RUN = "whole_run"  # property of the actions that make anew on all planes
_Index = QModelIndex | QPersistentModelIndex
Entry = Fill | Adjustment


class _Rows(QAbstractListModel):
    """One row a fill, the newest on top. What a row shows is made when it is looked at: there may be hundreds.

    Signals:
        visible_requested: id and whether it shall be seen.
    """

    visible_requested = Signal(str, bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.fills: tuple[Fill, ...] = ()
        self.entries: tuple[Entry, ...] = ()  # adjustments lie on top of all fills
        self._display: Display | None = None
        self._icons: dict[int, QIcon] = {}
        self._height = _SIDE + 6

    def show(self, fills: tuple[Fill, ...], adjustments: Adjustments, display: Display | None, line: int) -> None:
        """`line`: pixels between two lines of text."""
        self.beginResetModel()
        self.fills, self.entries, self._display = fills, (*fills, *adjustments), display
        self._height = max(_SIDE + 6, 2 * line + 10)
        alive = {id(fill) for fill in fills}
        self._icons = {key: made for key, made in self._icons.items() if key in alive}
        self.endResetModel()

    def forget_icons(self) -> None:
        self._icons.clear()

    def entry_at(self, index: _Index) -> Entry | None:
        return self.entries[-1 - index.row()] if index.isValid() else None

    def fill_at(self, index: _Index) -> Fill | None:
        entry = self.entry_at(index)
        return entry if isinstance(entry, Fill) else None

    def index_of(self, entry_id: str | None) -> QModelIndex:
        """Of the newest where there is none of that id; invalid where there are no entries."""
        ids = [entry.id for entry in reversed(self.entries)]
        return self.index(ids.index(entry_id) if entry_id in ids else 0, 0)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.entries)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        fill = self.entry_at(index)
        if fill is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._words(len(self.entries) - index.row(), fill)
            case Qt.ItemDataRole.DecorationRole:
                return self._icon(fill)
            case Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if fill.visible else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.ToolTipRole:
                return f"{self._words(len(self.fills) - index.row(), fill)}\n{self._tip(fill)}"
            case Qt.ItemDataRole.SizeHintRole:
                return QSize(0, self._height)
        return None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        fill = self.entry_at(index)
        if fill is None or role != Qt.ItemDataRole.CheckStateRole:
            return False
        # The document answers, and then the row is another.
        self.visible_requested.emit(fill.id, Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def _words(self, number: int, fill: Entry) -> str:
        if isinstance(fill, Tone):
            return f"{step_name('Correct fading')}\n{round(fill.strength * 100)} %"
        if isinstance(fill, Frame):
            width, height = fill.size
            turned = f"{fill.angle:+.1f}° · " if fill.angle else ""
            return f"{step_name('Straighten and crop')}\n{turned}{width} × {height}"
        faded = "" if fill.strength >= 1 else f" · {round(fill.strength * 100)} %"
        return f"{number}  {method_name(fill.recipe.method)}{faded}\n{fill.rect.width} × {fill.rect.height}"

    def _tip(self, fill: Entry) -> str:
        if not isinstance(fill, Fill):
            return self.tr("Applied when a copy is saved; the picture and its fills stay as they are.")
        recipe = fill.recipe
        if recipe.strokes:
            made = self.tr("Strokes: {count}").format(count=len(recipe.strokes))
        elif recipe.settings.get("layer"):
            made = self.tr("Dust, by how much light the infrared says that it takes")
        elif recipe.mark:
            made = self.tr("Mark {hash}").format(hash=str(recipe.settings.get("mark", ""))[:12])
        else:
            made = self.tr("Seed {seed}").format(seed=recipe.seed)
        parts = [method_tip(recipe.method), made]
        if recipe.checkpoint:
            parts.append(self.tr("Checkpoint {hash}").format(hash=recipe.checkpoint[:12]))
        return "\n".join(part for part in parts if part)

    def _icon(self, fill: Entry) -> QIcon:
        if not isinstance(fill, Fill):
            return icon("tone" if isinstance(fill, Tone) else "crop")
        key = id(fill)
        if key not in self._icons and self._display is not None:
            pixmap = QPixmap.fromImage(_small(fill, self._display))
            made = QIcon(pixmap)
            made.addPixmap(pixmap, QIcon.Mode.Selected)  # or Qt tints it
            self._icons[key] = made
        return self._icons.get(key, QIcon())


class FillsPanel(QWidget):
    """Lists the fills, the newest on top.

    Signals:
        visible_changed: id and whether it shall be seen.
        strength_changed: id and 0 .. 1, when the slider is let go or a number was given.
        strength_looked_at: the same of an adjustment, while the slider is moved.
        delete_requested: id.
        remake_requested: id and method.
        mask_requested: id of the fill whose mask shall be marked again.
        selected: id of the fill to be looked at.
        run_visible_changed: id of a fill of a run of planes, and whether all of that run shall be seen.
        run_delete_requested: id of one, whose whole run shall be deleted.
        run_remake_requested: id of one, whose whole run shall be made anew, and method.
    """

    visible_changed = Signal(str, bool)
    strength_changed = Signal(str, float)
    strength_looked_at = Signal(str, float)
    delete_requested = Signal(str)
    remake_requested = Signal(str, str)
    mask_requested = Signal(str)
    selected = Signal(str)
    run_visible_changed = Signal(str, bool)
    run_delete_requested = Signal(str)
    run_remake_requested = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = _Rows(self)
        self._is_stack = False
        self._strength_of: str | None = None  # the fill whose strength is shown
        self._rows.visible_requested.connect(self.visible_changed)
        self.list = WholeRows(self)
        self.list.setModel(self._rows)
        self.list.setIconSize(QSize(_SIDE, _SIDE))
        self.list.setAccessibleName(self.tr("Fills"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._menu_at)
        self.list.selectionModel().currentChanged.connect(self._current_changed)
        self.list.doubleClicked.connect(self._double_clicked)
        self._empty = QLabel(self.tr("No fills yet. Paint over what should go and press Enter."), self)
        self._empty.setWordWrap(True)
        self._empty.setProperty("role", "faint")
        self._empty.setContentsMargins(12, 12, 12, 12)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.remake_button = self._button("remake", self.tr("Make this fill anew with another method"))
        self.remake_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.remake_button.setMenu(self._remake_menu())
        self.delete_button = self._button("delete", self.tr("Delete this fill"))
        self.delete_button.clicked.connect(self._delete)
        self.strength = StrengthControl(self)
        self.strength.changed.connect(self._strength_set)
        self.strength.moved.connect(self._strength_moved)
        # The slider has a row of its own: beside words and buttons it would be 25 pixels in a window of 1280.
        head, foot = QHBoxLayout(), QVBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.strength.label, 1)
        head.addWidget(self.remake_button)
        head.addWidget(self.delete_button)
        foot.setContentsMargins(12, 2, 8, 8)
        foot.setSpacing(2)
        foot.addLayout(head)
        foot.addWidget(self.strength)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._empty, 1)  # takes the room of the list, or what is below would drift apart
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        self.show_fills((), None)

    def show_fills(self, fills: tuple[Fill, ...], display: Display | None, adjustments: Adjustments = ()) -> None:
        """Follow the document's fills and adjustments; what is the same stays selected."""
        known = {entry.id for entry in self._rows.entries}
        new = [entry.id for entry in (*fills, *adjustments) if entry.id not in known]
        chosen = new[-1] if new else self.current_id()  # a new one is looked at
        with QSignalBlocker(self.list.selectionModel()):
            self._rows.show(fills, adjustments, display, self.list.fontMetrics().lineSpacing())
            self.list.setCurrentIndex(self._rows.index_of(chosen))
        self.list.fit_rows()
        self._empty.setVisible(not self._rows.entries)
        self.list.setVisible(bool(self._rows.entries))
        self._show_current()

    def look_again(self) -> None:
        """The picture is seen through other levels: so are the fills."""
        self._rows.forget_icons()
        self.list.viewport().update()

    def offer_methods(self) -> None:
        """Those of other packages have come."""
        before = self.remake_button.menu()
        self.remake_button.setMenu(self._remake_menu())
        before.deleteLater()

    def current_id(self) -> str | None:
        entry = self._rows.entry_at(self.list.currentIndex())
        return entry.id if entry is not None else None

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

    def set_stack(self, is_stack: bool) -> None:
        """Whether there are other planes to fill from."""
        self._is_stack = is_stack
        self._show_current()

    def _remake_menu(self) -> QMenu:
        menu = QMenu(self)
        of_table = [method.key for method in offered_methods(planes=2)]
        _add_methods(menu, (*MADE_OTHERWISE, *of_table))
        whole = menu.addMenu(self.tr("On all planes of its run"))
        _add_methods(whole, of_table)
        menu.triggered.connect(self._remake)  # of the one within, too
        for action in whole.actions():
            action.setProperty(_WHOLE_RUN, True)
        return menu

    def _show_current(self) -> None:
        entry = self._rows.entry_at(self.list.currentIndex())
        strength = entry.strength if isinstance(entry, Fill | Tone) else None
        self.remake_button.setEnabled(isinstance(entry, Fill))
        self.delete_button.setEnabled(entry is not None)
        _fit(self.remake_button.menu(), entry if isinstance(entry, Fill) else None, is_stack=self._is_stack)
        self._strength_of = entry.id if entry is not None and strength is not None else None
        self.strength.show_strength(strength, TONE_STRENGTH if isinstance(entry, Tone) else 1.0)

    def _current_changed(self, *_: QModelIndex) -> None:
        self.strength.finish()  # steps that wait for more belong to the fill that was looked at
        self._show_current()

    def _double_clicked(self, index: QModelIndex) -> None:
        fill = self._rows.fill_at(index)
        if fill is not None:
            self.selected.emit(fill.id)

    def _strength_set(self, strength: float) -> None:
        if self._strength_of is not None:
            self.strength_changed.emit(self._strength_of, strength)

    def _strength_moved(self, strength: float) -> None:
        entry = self._rows.entry_at(self.list.currentIndex())
        if isinstance(entry, Tone):
            self.strength_looked_at.emit(entry.id, strength)

    def _delete(self) -> None:
        fill_id = self.current_id()
        if fill_id is not None:
            self.delete_requested.emit(fill_id)

    def _remake(self, action: QAction) -> None:
        fill_id = self.current_id()
        if fill_id is not None:
            signal = self.run_remake_requested if action.property(_WHOLE_RUN) else self.remake_requested
            signal.emit(fill_id, action.data())

    def _menu_at(self, at: QPoint) -> None:
        fill = self._rows.entry_at(self.list.indexAt(at))
        if fill is None:
            return
        menu = QMenu(self)
        if not isinstance(fill, Fill):
            menu.addAction(self.tr("Delete")).triggered.connect(self._delete)
            menu.exec(self.list.mapToGlobal(at))
            menu.deleteLater()
            return
        look = menu.addAction(self.tr("Go there"))
        mark = menu.addAction(self.tr("Mark it again"))
        remake = self._remake_menu()
        _fit(remake, fill, is_stack=self._is_stack)
        remake.setTitle(self.tr("Make anew"))
        menu.addMenu(remake)
        menu.addSeparator()
        delete = menu.addAction(self.tr("Delete"))
        if fill.run:
            menu.addSeparator()
            words = (
                self.tr("Hide on all planes of its run") if fill.visible else self.tr("Show on all planes of its run")
            )
            seen = not fill.visible
            menu.addAction(words).triggered.connect(lambda: self.run_visible_changed.emit(fill.id, seen))
            gone = menu.addAction(self.tr("Delete on all planes of its run"))
            gone.triggered.connect(lambda: self.run_delete_requested.emit(fill.id))
        chosen = menu.exec(self.list.mapToGlobal(at))
        if chosen is look:
            self.selected.emit(fill.id)
        elif chosen is mark:
            self.mask_requested.emit(fill.id)
        elif chosen is delete:
            self.delete_requested.emit(fill.id)
        menu.deleteLater()

    def sizeHint(self) -> QSize:
        return QSize(250, 220)


def _add_methods(menu: QMenu, keys: Iterable[str]) -> None:
    menu.setToolTipsVisible(True)
    for key in keys:
        action = menu.addAction(method_name(key))
        action.setData(key)
        action.setToolTip(method_tip(key))


def _fit(menu: QMenu, fill: Fill | None, *, is_stack: bool) -> None:
    """Its strokes can be laid anew, and its mark taken off, only where a fill has some; its run where it is of one."""
    for action in menu.actions():
        if action.data() is None:
            action.setVisible(fill is not None and bool(fill.run))
        elif needs_planes(action.data()):
            action.setVisible(is_stack)
        elif action.data() in BY_HAND:
            action.setVisible(fill is not None and bool(fill.recipe.strokes))
        elif action.data() == UNBLEND.key:
            action.setVisible(fill is not None and bool(fill.recipe.mark))


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
