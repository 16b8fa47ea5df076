"""Shortcuts: all of them on one sheet, and an editor with presets."""

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.ui.kit.actions import ACTIONS, SECTIONS, Action, Section, in_section, plain_words, words
from inpaint_studio.ui.kit.actions.shortcuts import PRESETS, keys_of, native_text
from inpaint_studio.ui.kit.buttons import dress, dress_box
from inpaint_studio.ui.kit.dropping import leave_drops_to_window
from inpaint_studio.ui.kit.gestures import GESTURES, NONE, set_own_trigger, shown_trigger, trigger_text
from inpaint_studio.ui.kit.gestures import words as gesture_words
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.screens import resize_within_screen, room_for
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP

_SECTIONS: tuple[tuple[str, tuple[Section, ...]], ...] = (
    (QT_TRANSLATE_NOOP("Shortcuts", "Tools"), ("toolbox", "tools")),
    (QT_TRANSLATE_NOOP("Shortcuts", "Fill"), ("fill",)),
    (QT_TRANSLATE_NOOP("Shortcuts", "Mask"), ("mask",)),
    (QT_TRANSLATE_NOOP("Shortcuts", "Picture"), ("picture",)),
    (QT_TRANSLATE_NOOP("Shortcuts", "Stack"), ("stack",)),
    (QT_TRANSLATE_NOOP("Shortcuts", "View"), ("view",)),
    (QT_TRANSLATE_NOOP("Shortcuts", "File"), ("file",)),
    (QT_TRANSLATE_NOOP("Shortcuts", "Edit"), ("edit",)),
    (QT_TRANSLATE_NOOP("Shortcuts", "Help"), ("help",)),
)
assert {section for _, sections in _SECTIONS for section in sections} == set(SECTIONS), "a section has no shortcuts"
_MOST_COLUMNS = 3
_BAR = 18  # pixels that the scroll bar may take


def titled_sections() -> list[tuple[str, list[Action]]]:
    """Titles, translated, and the actions under each, in the table's order."""
    return [
        (QCoreApplication.translate("Shortcuts", title), [row for section in sections for row in in_section(section)])
        for title, sections in _SECTIONS
    ]


def shown_keys(keys: list[str]) -> str:
    return "   ".join(dict.fromkeys(map(native_text, keys)))  # Return and Enter are one word in some languages


def fixed_sections() -> list[tuple[str, list[tuple[str, str]]]]:
    """Titles, and what has which keys below each: keys that are the same in every preset."""
    return [
        (QCoreApplication.translate("ShortcutSheet", "While findings are reviewed"), _review_rows()),
        (QCoreApplication.translate("ShortcutSheet", "In the window for marks"), _mark_rows()),
        (QCoreApplication.translate("ShortcutSheet", "In the batch window"), _batch_rows()),
        (QCoreApplication.translate("ShortcutSheet", "Mouse and keys on the canvas"), _hand_rows()),
    ]


def _hand_rows() -> list[tuple[str, str]]:
    return [
        (
            QCoreApplication.translate("ShortcutSheet", "Zoom at the pointer"),
            QCoreApplication.translate("ShortcutSheet", "wheel"),
        ),
        (
            QCoreApplication.translate("ShortcutSheet", "Move the view"),
            QCoreApplication.translate("ShortcutSheet", "Space + drag, middle button"),
        ),
        (
            QCoreApplication.translate("ShortcutSheet", "Erase"),
            QCoreApplication.translate("ShortcutSheet", "right button"),
        ),
        (
            QCoreApplication.translate("ShortcutSheet", "Straight line"),
            QCoreApplication.translate("ShortcutSheet", "Shift + click"),
        ),
        (QCoreApplication.translate("ShortcutSheet", "Add, subtract, intersect"), "Shift, Alt, Shift+Alt"),
        (QCoreApplication.translate("ShortcutSheet", "Subtract where Alt + drag moves the window"), "Ctrl"),
        (
            QCoreApplication.translate("ShortcutSheet", "Move the pointer by keys"),
            QCoreApplication.translate("ShortcutSheet", "arrow keys; Shift: by ten"),
        ),
        (
            QCoreApplication.translate("ShortcutSheet", "By one pixel of the picture"),
            QCoreApplication.translate("ShortcutSheet", "Ctrl + arrow keys"),
        ),
        (QCoreApplication.translate("ShortcutSheet", "Choose a candidate"), "1 … 9"),
    ]


def _review_rows() -> list[tuple[str, str]]:
    """These keys come before all others, and are the same in every preset."""
    return [
        (
            QCoreApplication.translate("ShortcutSheet", "Choose a finding"),
            QCoreApplication.translate("ShortcutSheet", "click"),
        ),
        (QCoreApplication.translate("ShortcutSheet", "Next, previous, at 100 %"), "N   P"),
        (QCoreApplication.translate("ShortcutSheet", "Accept, reject"), "A   X"),
        (QCoreApplication.translate("ShortcutSheet", "Accept all that are proposed"), "Shift+A"),
        (QCoreApplication.translate("ShortcutSheet", "Take what is accepted and fill it"), "Enter"),
        (QCoreApplication.translate("ShortcutSheet", "Stop the search, put the review away"), "Esc"),
    ]


def _mark_rows() -> list[tuple[str, str]]:
    return [
        (QCoreApplication.translate("ShortcutSheet", "Next, previous picture"), "N   P"),
        (QCoreApplication.translate("ShortcutSheet", "Accept, reject"), "A   X"),
        (QCoreApplication.translate("ShortcutSheet", "Accept all under the score"), "Shift+A"),
        (
            QCoreApplication.translate("ShortcutSheet", "Before, after"),
            QCoreApplication.translate("ShortcutSheet", "Space"),
        ),
        (QCoreApplication.translate("ShortcutSheet", "Open in the editor"), "O"),
        (QCoreApplication.translate("ShortcutSheet", "Save what is accepted"), "Enter"),
        (QCoreApplication.translate("ShortcutSheet", "Stop, close"), "Esc"),
    ]


def _batch_rows() -> list[tuple[str, str]]:
    return [
        (
            QCoreApplication.translate("ShortcutSheet", "Pause, go on"),
            QCoreApplication.translate("ShortcutSheet", "Space"),
        ),
        (QCoreApplication.translate("ShortcutSheet", "Open with its findings in the editor"), "Enter"),
        (QCoreApplication.translate("ShortcutSheet", "Accept, reject all findings"), "A   X"),
        (QCoreApplication.translate("ShortcutSheet", "Try again what failed or was skipped"), "F"),
        (
            QCoreApplication.translate("ShortcutSheet", "Leave out"),
            QCoreApplication.translate("ShortcutSheet", "Delete"),
        ),
        (QCoreApplication.translate("ShortcutSheet", "New job"), "Ctrl+N"),
        (QCoreApplication.translate("ShortcutSheet", "Start the job"), "Ctrl+Return"),
        (QCoreApplication.translate("ShortcutSheet", "Show all, close"), "Esc"),
    ]


class ShortcutSheet(QDialog):
    """Every shortcut at a glance. Not modal: it may stay open beside the work."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Shortcuts at a glance"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._inside = QWidget(self)
        self._columns = QHBoxLayout(self._inside)
        self._columns.setSpacing(32)
        self._columns.setContentsMargins(20, 16, 20, 16)
        blocks = [
            (title, [(plain_words(one.title), shown_keys(keys_of(one.key, preferences))) for one in actions])
            for title, actions in titled_sections()
        ]
        gestures = [
            (gesture_words(one.title), shown_trigger(text))
            for one in GESTURES.values()
            if (text := trigger_text(one.key, preferences)) != NONE
        ]
        *others, (hand, rows) = fixed_sections()
        blocks += [*others, (hand, [*rows, *gestures])]
        self._sections = [(self._section(title, rows), len(rows) + 2) for title, rows in blocks]
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self._inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setProperty("role", "keys")  # that scroll it
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)
        self._arrange(_MOST_COLUMNS)
        # As large as it is where the window has room: who has to scroll does not see it at a glance.
        hint, room = self._inside.sizeHint(), room_for(self).size()
        if parent is not None:
            room = room.boundedTo(parent.window().size())
        self.resize(QSize(hint.width() + _BAR, hint.height() + 2).boundedTo(room))
        self._scroll.setFocus()  # arrows and Page Down scroll

    def _dealt(self, count: int) -> list[list[QWidget]]:
        """The sections in so many columns, each put below those of the column that is shortest."""
        columns: list[list[QWidget]] = [[] for _ in range(count)]
        heights = [0] * count
        for section, height in self._sections:
            place = heights.index(min(heights))
            columns[place].append(section)
            heights[place] += height
        return columns

    def _arrange(self, count: int) -> None:
        while (item := self._columns.takeAt(0)) is not None:
            if (stack := item.layout()) is not None:
                stack.deleteLater()
        for sections in self._dealt(count):
            stack = QVBoxLayout()
            self._columns.addLayout(stack, 1)
            for section in sections:
                stack.addWidget(section)
            stack.addStretch(1)

    def _width(self, count: int) -> int:
        """That so many columns need: each is as wide as its widest section."""
        widths = [max(section.sizeHint().width() for section in sections) for sections in self._dealt(count)]
        margins = self._columns.contentsMargins()
        return sum(widths) + self._columns.spacing() * (count - 1) + margins.left() + margins.right()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - _BAR
        count = next((count for count in range(_MOST_COLUMNS, 1, -1) if self._width(count) <= room), 1)
        if count != self._columns.count():
            self._arrange(count)

    def _section(self, title: str, rows: list[tuple[str, str]]) -> QWidget:
        box = QWidget(self._inside)
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 16)
        grid.setVerticalSpacing(4)
        grid.setHorizontalSpacing(16)
        heading = QLabel(title, box)
        heading.setProperty("role", "heading")
        grid.addWidget(heading, 0, 0, 1, 2)
        for number, (name, keys) in enumerate(rows, start=1):
            grid.addWidget(QLabel(name, box), number, 0)
            label = QLabel(keys, box)
            label.setProperty("role", "faint")
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(label, number, 1)
        grid.setColumnStretch(0, 1)
        return box


class ShortcutEditor(QDialog):
    """Shows and changes shortcuts. What is changed holds at once.

    Signals:
        changed: shortcuts are different now.
    """

    changed = Signal()

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.preset = QComboBox(self)
        for key, name in PRESETS.items():
            self.preset.addItem(name, key)
        self.preset.setCurrentIndex(self.preset.findData(preferences.shortcut_preset))
        self.preset.setAccessibleName(self.tr("Preset"))
        self.preset.currentIndexChanged.connect(self._preset_chosen)
        self._find = QLineEdit(self)
        self._find.setPlaceholderText(self.tr("Find an action"))
        self._find.setAccessibleName(self.tr("Find an action"))
        self._find.setClearButtonEnabled(True)
        self._find.textChanged.connect(self._filter)
        self.tree = QTreeWidget(self)
        self.tree.setAccessibleName(self.tr("Shortcuts"))
        self.tree.setHeaderLabels([self.tr("Action"), self.tr("Shortcut")])
        self.tree.setRootIsDecorated(True)
        self.tree.setAlternatingRowColors(True)
        self.tree.currentItemChanged.connect(self._current_changed)
        self.edit = QKeySequenceEdit(self)
        self.edit.setMaximumSequenceLength(1)
        self.edit.setClearButtonEnabled(True)
        self.edit.setAccessibleName(self.tr("New shortcut"))
        self.trigger = QComboBox(self)
        self.trigger.setAccessibleName(self.tr("New shortcut"))
        self.trigger.hide()
        self.set_button = QPushButton(self.tr("Set"), self)
        self.set_button.clicked.connect(self._set)
        self.reset_button = QPushButton(self.tr("Reset"), self)
        self.reset_button.clicked.connect(self._reset)
        self.reset_all = QPushButton(self.tr("Reset all"), self)
        self.reset_all.clicked.connect(self._reset_all)
        for button, glyph in ((self.set_button, "done"), (self.reset_button, "remake"), (self.reset_all, "history")):
            dress(button, glyph)
        self.note = QLabel(self)
        self.note.setWordWrap(True)
        head = QHBoxLayout()
        head.addWidget(QLabel(self.tr("Preset"), self))
        head.addWidget(self.preset)
        head.addSpacing(16)
        head.addWidget(self._find, 1)
        foot = QHBoxLayout()
        foot.addWidget(QLabel(self.tr("New shortcut"), self))
        foot.addWidget(self.edit, 1)
        foot.addWidget(self.trigger, 1)
        foot.addWidget(self.set_button)
        foot.addWidget(self.reset_button)
        foot.addWidget(self.reset_all)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        dress_box(buttons)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.addLayout(head)
        column.addWidget(self.tree, 1)
        column.addLayout(foot)
        column.addWidget(self.note)
        column.addWidget(buttons)
        leave_drops_to_window(self)
        self._items: dict[str, QTreeWidgetItem] = {}
        for title, actions in titled_sections():
            top = QTreeWidgetItem(self.tree, [title, ""])
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            for action in actions:
                item = QTreeWidgetItem(top, [plain_words(action.title), ""])
                item.setToolTip(0, words(action.tip))
                item.setData(0, Qt.ItemDataRole.UserRole, action.key)
                self._items[action.key] = item
        top = QTreeWidgetItem(self.tree, [self.tr("Mouse and pen on the canvas"), ""])
        top.setFlags(Qt.ItemFlag.ItemIsEnabled)
        for gesture in GESTURES.values():
            item = QTreeWidgetItem(top, [gesture_words(gesture.title), ""])
            item.setToolTip(0, gesture_words(gesture.tip))
            item.setData(0, Qt.ItemDataRole.UserRole, gesture.key)
            self._items[gesture.key] = item
        self.tree.expandAll()
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._show_keys()
        self._current_changed()
        resize_within_screen(self, 620, 640)

    def set_keys(self, name: str, keys: list[str]) -> None:
        """Give an action its own shortcuts; whoever had one of them loses it."""
        for other in ACTIONS:
            if other != name:
                had = keys_of(other, self._preferences)
                remaining = [key for key in had if key not in keys]
                if remaining != had:
                    self._preferences.set_own_shortcut(other, remaining)
                    taken = plain_words(ACTIONS[other].title)
                    self.note.setText(self.tr("“{action}” had this shortcut and has lost it.").format(action=taken))
        self._preferences.set_own_shortcut(name, keys)
        self._show_keys()
        self.changed.emit()

    def _show_keys(self) -> None:
        for name, item in self._items.items():
            is_gesture = name in GESTURES
            keys = [] if is_gesture else keys_of(name, self._preferences)
            item.setText(1, shown_trigger(trigger_text(name, self._preferences)) if is_gesture else shown_keys(keys))

    def _current(self) -> str | None:
        item = self.tree.currentItem()
        return item.data(0, Qt.ItemDataRole.UserRole) if item is not None else None

    def _current_changed(self) -> None:
        name = self._current()
        for widget in (self.edit, self.set_button, self.reset_button):
            widget.setEnabled(name is not None)
        is_gesture = name is not None and name in GESTURES
        self.edit.setVisible(not is_gesture)
        self.trigger.setVisible(is_gesture)
        if is_gesture:
            assert name is not None
            self._offer_triggers(name)
            self.note.setText("")
            return
        keys = keys_of(name, self._preferences) if name else []
        self.edit.setKeySequence(QKeySequence(keys[0]) if keys else QKeySequence())
        self.note.setText("")

    def _set(self) -> None:
        name = self._current()
        if name in GESTURES:
            assert name is not None
            self._set_trigger(name, self.trigger.currentData())
        elif name is not None:
            self.note.setText("")
            text = self.edit.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
            self.set_keys(name, [text] if text else [])

    def _reset(self) -> None:
        name = self._current()
        if name in GESTURES:
            assert name is not None
            self._set_trigger(name, None)
        elif name is not None:
            self._preferences.set_own_shortcut(name, None)
            self._show_keys()
            self._current_changed()
            self.changed.emit()

    def _reset_all(self) -> None:
        self._preferences.forget_own_shortcuts()
        for gesture in GESTURES:
            set_own_trigger(gesture, None, self._preferences)
        self._show_keys()
        self._current_changed()
        self.changed.emit()

    def _offer_triggers(self, name: str) -> None:
        self.trigger.clear()
        self.trigger.addItem(self.tr("None"), NONE)
        for text in GESTURES[name].choices:
            self.trigger.addItem(shown_trigger(text), text)
        self.trigger.setCurrentIndex(self.trigger.findData(trigger_text(name, self._preferences)))

    def _set_trigger(self, name: str, text: str | None) -> None:
        set_own_trigger(name, text, self._preferences)
        self._show_keys()
        self._current_changed()
        self.changed.emit()

    def _preset_chosen(self) -> None:
        self._preferences.shortcut_preset = self.preset.currentData()
        self._show_keys()
        self._current_changed()
        self.changed.emit()

    def _filter(self, text: str) -> None:
        for item in self._items.values():
            wanted = text.lower() in item.text(0).lower() or text.lower() in item.text(1).lower()
            item.setHidden(not wanted)
        for row in range(self.tree.topLevelItemCount()):  # no heading without anything below it
            top = self.tree.topLevelItem(row)
            assert top is not None
            below = (top.child(number) for number in range(top.childCount()))
            top.setHidden(all(item is None or item.isHidden() for item in below))
