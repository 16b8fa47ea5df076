"""The cards of a routine, made from their table and the annotated options: added, removed, edited."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.options import options_of
from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.dropping import leave_drops_to_window
from inpaint_studio.ui.kit.labels import note, show_note
from inpaint_studio.ui.kit.option_controls import OptionControls
from inpaint_studio.ui.kit.sentences import sentence, spoken
from inpaint_studio.work.errors import WorkError
from inpaint_studio.work.routines.cards import CARDS, kind_of
from inpaint_studio.work.routines.cards.save import SaveCard
from inpaint_studio.work.routines.piece import CardKind, Part
from inpaint_studio.work.routines.routine import Routine


class CardList(QWidget):
    """Shows a routine and lets a person change it.

    Signals:
        changed: the routine is another one, by the person.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._routine = Routine((SaveCard(),))
        self.boxes: dict[str, CardBox] = {}
        self.problem = note(self.tr("What is wrong with the routine"))
        self.add = QToolButton(self)
        self.add.setText(self.tr("Add a card"))
        self.add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add.setToolTip(self.tr("One more thing that is done to each picture"))
        dress(self.add, "add")
        self._menu = QMenu(self.add)
        self._menu.setToolTipsVisible(True)
        self.add.setMenu(self._menu)
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._column)
        column.addWidget(self.problem)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._build()

    @property
    def routine(self) -> Routine:
        return self._routine

    def set_routine(self, routine: Routine) -> None:
        self._routine = routine
        self._build()

    def trouble(self) -> str:
        """Why the routine cannot be carried out here; "" where it can."""
        try:
            self._routine.check()
        except (WorkError, OSError) as error:
            return sentence(error)
        return ""

    def _build(self) -> None:
        kinds = [kind_of(card).key for card in self._routine.cards]
        for key in [key for key in self.boxes if key not in kinds]:
            box = self.boxes.pop(key)
            box.hide()
            box.deleteLater()
        for at, card in enumerate(self._routine.cards):
            kind = kind_of(card)
            if kind.key not in self.boxes:
                box = self.boxes[kind.key] = CardBox(kind, self)
                box.changed.connect(self._card_changed)
                box.remove_requested.connect(self._remove)
                leave_drops_to_window(box)
                self._column.insertWidget(at, box)
            self.boxes[kind.key].set_card(card)
        self._menu.clear()
        for kind in CARDS.values():
            if kind.is_offered and kind.key not in kinds:
                action = self._menu.addAction(spoken(kind.title))
                action.setToolTip(spoken(kind.tip))
                action.triggered.connect(_Adding(self, kind))
        self.add.setVisible(not self._menu.isEmpty())
        show_note(self.problem, self.trouble(), is_error=True)

    def put(self, make: Callable[[Routine], Routine]) -> None:
        """Another routine made of this one, unless it would be none."""
        try:
            self._routine = make(self._routine)
        except WorkError as error:
            show_note(self.problem, sentence(error), is_error=True)
            return
        self._build()
        self.changed.emit()

    def _card_changed(self, card: Any) -> None:
        self.put(lambda routine: routine.with_card(card))

    def _remove(self, kind: CardKind) -> None:
        self.put(lambda routine: routine.without_card(kind.options))


class _Adding:
    """Adds a card of a kind."""

    def __init__(self, cards: CardList, kind: CardKind) -> None:
        self._cards, self._kind = cards, kind

    def __call__(self, _: bool = False) -> None:
        self._cards.put(lambda routine: routine.with_card(self._kind.options()))


class CardBox(QFrame):
    """One card.

    Signals:
        changed: the card as it is now.
        remove_requested: its CardKind.
    """

    changed = Signal(object)
    remove_requested = Signal(object)

    def __init__(self, kind: CardKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("routineCard")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._kind = kind
        self._card: Any = None
        title = QLabel(spoken(kind.title), self)
        title.setProperty("role", "heading")
        title.setToolTip(spoken(kind.tip))
        self.remove = QToolButton(self)
        self.remove.setAutoRaise(True)
        dress(self.remove, "close")
        name = self.tr("Remove the card “{title}”").format(title=spoken(kind.title))
        self.remove.setToolTip(name)
        self.remove.setAccessibleName(name)
        self.remove.setVisible(kind.options is not SaveCard)
        self.remove.clicked.connect(self._removed)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.remove)
        self.words = QLabel(self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setProperty("role", "faint")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.setSpacing(8)
        column.addLayout(head)
        self.parts = [PartControl(part, self) for part in kind.parts]
        for one in self.parts:
            one.changed.connect(self._part_changed)
            column.addWidget(one)
        shown_elsewhere = {part.field for part in kind.parts}
        self.controls: OptionControls | None = None
        if any(field.name not in shown_elsewhere for field in options_of(kind.options)):
            self.controls = OptionControls(kind.options, self, in_rows=True, without=shown_elsewhere)
            self.controls.changed.connect(self._changed)
            column.addWidget(self.controls)
        column.addWidget(self.words)

    @property
    def card(self) -> Any:
        return self._card

    def set_card(self, card: Any) -> None:
        self._card = card
        if self.controls is not None:
            self.controls.set_options(card)
        for one in self.parts:
            one.set_card(card)
        self.words.setText(spoken(self._kind.describe(card)))

    def _changed(self, card: Any) -> None:
        self.changed.emit(card)

    def _part_changed(self, part: Part, chosen: object) -> None:
        self.changed.emit(part.put(self._card, chosen))  # type: ignore[arg-type]

    def _removed(self) -> None:
        self.remove_requested.emit(self._kind)


class PartControl(QWidget):
    """What a card takes from another table: one row of it, or several, with their options below.

    Signals:
        changed: the Part, and the keys and options that are chosen now.
    """

    changed = Signal(object, object)

    def __init__(self, part: Part, parent: QWidget) -> None:
        super().__init__(parent)
        self.part = part
        self._rows = part.rows()
        self._chosen: dict[str, Any] = {}
        self.switches: dict[str, QCheckBox] = {}
        self.choice: QComboBox | None = None
        self.menu_button: QToolButton | None = None
        self.actions_by_key: dict[str, QAction] = {}
        self.options: dict[str, OptionControls] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        title = QLabel(spoken(part.title), self)
        if part.several and not any(options_of(kind) for _, kind in self._rows.values()):
            self._add_menu(title)
            return
        if part.several:
            self._column.addWidget(title)
            for key, (name, _) in self._rows.items():
                box = self.switches[key] = QCheckBox(spoken(name), self)
                box.toggled.connect(_Toggling(self, key))
                self._column.addWidget(box)
            return
        self.choice = QComboBox(self)
        self.choice.setAccessibleName(spoken(part.title))
        for key, (name, _) in self._rows.items():
            self.choice.addItem(spoken(name), key)
        self.choice.currentIndexChanged.connect(self._picked)
        title.setBuddy(self.choice)
        row = QHBoxLayout()
        row.addWidget(title)
        row.addWidget(self.choice, 1)
        self._column.addLayout(row)

    def _add_menu(self, title: QLabel) -> None:
        """Rows without options are a menu of switches."""
        button = self.menu_button = QToolButton(self)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setAccessibleName(title.text())
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        menu = QMenu(button)
        for key, (name, _) in self._rows.items():
            action = self.actions_by_key[key] = menu.addAction(spoken(name))
            action.setCheckable(True)
            action.toggled.connect(_Toggling(self, key))
        button.setMenu(menu)
        title.setBuddy(button)
        row = QHBoxLayout()
        row.addWidget(title)
        row.addWidget(button, 1)
        self._column.addLayout(row)

    def set_card(self, card: Any) -> None:
        self._chosen = dict(self.part.get(card))
        for key, action in self.actions_by_key.items():
            with QSignalBlocker(action):
                action.setChecked(key in self._chosen)
        if self.menu_button is not None:
            names = [spoken(self._rows[key][0]) for key in self._chosen if key in self._rows]
            self.menu_button.setText(", ".join(names[:2]) + (" …" if len(names) > 2 else "") or self.tr("Nothing"))
        for key, box in self.switches.items():
            with QSignalBlocker(box):
                box.setChecked(key in self._chosen)
        if self.choice is not None:
            with QSignalBlocker(self.choice):
                key = next(iter(self._chosen))
                if self.choice.findData(key) < 0:
                    self.choice.addItem(key, key)  # a method that is offered for comparison only
                self.choice.setCurrentIndex(self.choice.findData(key))
        self._show_options()

    def set_chosen(self, key: str, is_chosen: bool) -> None:
        chosen = {one: options for one, options in self._chosen.items() if one != key}
        if is_chosen:
            chosen[key] = None
        self.changed.emit(self.part, tuple((one, chosen[one]) for one in self._rows if one in chosen))

    def _picked(self, index: int) -> None:
        assert self.choice is not None
        self.changed.emit(self.part, ((self.choice.itemData(index), None),))

    def _show_options(self) -> None:
        """Of what is chosen, where it has any, below its row."""
        for key in [key for key in self.options if key not in self._chosen]:
            controls = self.options.pop(key)
            controls.hide()
            controls.deleteLater()
        for key, options in self._chosen.items():
            kind = self._rows[key][1] if key in self._rows else None
            if kind is None or not options_of(kind):
                continue
            if key not in self.options:
                controls = self.options[key] = OptionControls(kind, self, in_rows=True)
                controls.setContentsMargins(16, 0, 0, 4)
                controls.changed.connect(_Options(self, key))
                at = self._column.indexOf(self.switches[key]) + 1 if key in self.switches else self._column.count()
                self._column.insertWidget(at, controls)
            self.options[key].set_options(options if isinstance(options, kind) else kind())

    def take_options(self, key: str, options: Any) -> None:
        chosen = {**self._chosen, key: options}
        self.changed.emit(self.part, tuple(chosen.items()))


class _Toggling:
    """One switch of several."""

    def __init__(self, control: PartControl, key: str) -> None:
        self._control, self._key = control, key

    def __call__(self, on: bool) -> None:
        self._control.set_chosen(self._key, on)


class _Options:
    """The options of one row."""

    def __init__(self, control: PartControl, key: str) -> None:
        self._control, self._key = control, key

    def __call__(self, options: Any) -> None:
        self._control.take_options(self._key, options)
