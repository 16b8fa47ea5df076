"""Where pictures without their mark go: a rule, and a folder where the rule needs one."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.start_folder import start_folder
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.work.mark_outputs import RULES, Rule

_TITLES: dict[Rule, str] = {
    "folder": QT_TRANSLATE_NOOP("OutputRow", "Into a folder"),
    "beside": QT_TRANSLATE_NOOP("OutputRow", "Beside the originals, as NAME_unmarked"),
    "over": QT_TRANSLATE_NOOP("OutputRow", "Over the originals"),
}
assert set(_TITLES) == set(RULES)


class OutputRow(QWidget):
    """Remembers both in the preferences.

    Signals:
        changed: the rule or the folder is another.
    """

    changed = Signal()

    def __init__(self, preferences: Preferences | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.rules = QComboBox(self)
        self.rules.setAccessibleName(self.tr("Where pictures without their mark go"))
        for rule in RULES:
            self.rules.addItem(QCoreApplication.translate("OutputRow", _TITLES[rule]), rule)
        self.folder = QLineEdit(self)
        self.folder.setPlaceholderText(self.tr("Folder"))
        self.folder.setAccessibleName(self.tr("Folder"))
        self.folder.setMinimumWidth(120)
        self.choose = QToolButton(self)
        self.choose.setAutoRaise(True)
        dress(self.choose, "open")
        self.choose.setToolTip(self.tr("Choose the folder"))
        self.choose.setAccessibleName(self.tr("Choose the folder"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel(self.tr("Save"), self))
        row.addWidget(self.rules)
        row.addWidget(self.folder, 1)
        row.addWidget(self.choose)
        if preferences is not None:
            self.set_rule(preferences.text("marks/rule", RULES[0]))
            self.folder.setText(preferences.text("marks/output"))
        self.rules.currentIndexChanged.connect(self._follow)
        self.folder.textChanged.connect(self._follow)
        self.choose.clicked.connect(self._ask)
        self._follow()

    @property
    def rule(self) -> Rule:
        rule: Rule = self.rules.currentData()
        return rule

    def set_rule(self, rule: str) -> None:
        """One that is not known is left out."""
        self.rules.setCurrentIndex(max(0, self.rules.findData(rule)))

    @property
    def path(self) -> Path | None:
        text = self.folder.text().strip()
        return Path(text).expanduser() if text else None

    def propose(self, pictures: Path) -> None:
        """A folder beside that of the pictures, where none was chosen, or one of other pictures was proposed."""
        proposed = pictures / "unmarked" if pictures.is_dir() else pictures.parent / "unmarked"
        if not self.folder.text().strip() or self.folder.property("proposed") == self.folder.text():
            self.folder.setProperty("proposed", str(proposed))
            self.folder.setText(str(proposed))

    def _ask(self) -> None:
        now = self.path
        begins = str(start_folder(now.parent if now is not None else None))
        folder = QFileDialog.getExistingDirectory(self, self.tr("Choose the folder"), begins)
        if folder:
            self.folder.setText(folder)

    def _follow(self) -> None:
        needs_folder = self.rule == "folder"
        self.folder.setVisible(needs_folder)
        self.choose.setVisible(needs_folder)
        if self._preferences is not None:
            self._preferences.set_text("marks/rule", self.rule)
            if self.folder.property("proposed") != self.folder.text():
                self._preferences.set_text("marks/output", self.folder.text().strip())
        self.changed.emit()
