"""Preferences: theme, language, how the mask looks, memory for undo. What is changed holds at once."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.ui.kit.buttons import dress_box
from inpaint_studio.ui.kit.dropping import leave_drops_to_window
from inpaint_studio.ui.kit.language import NAMES
from inpaint_studio.ui.kit.mask_look import MaskLook
from inpaint_studio.ui.kit.motion import is_reduced, reduce_motion
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.slider import Slider
from inpaint_studio.ui.shell.guide_commands import after_fill
from inpaint_studio.ui.shell.object_preferences import ObjectPreferences, OutlinerFiles


class PreferencesDialog(QDialog):
    """Changes Preferences.

    Signals:
        theme_changed, look_changed, language_changed, history_changed: that part is different now.
    """

    theme_changed = Signal()
    look_changed = Signal()
    language_changed = Signal()
    history_changed = Signal()

    def __init__(
        self, preferences: Preferences, parent: QWidget | None = None, objects: OutlinerFiles | None = None
    ) -> None:
        """objects: the files that outline objects; None leaves them out."""
        super().__init__(parent)
        self._preferences = preferences
        self.setWindowTitle(self.tr("Preferences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.theme = QComboBox(self)
        for words, theme in (
            (self.tr("As the system"), "system"),
            (self.tr("Light"), "light"),
            (self.tr("Dark"), "dark"),
        ):
            self.theme.addItem(words, theme)
        self.theme.setCurrentIndex(self.theme.findData(preferences.theme))
        self.theme.currentIndexChanged.connect(self._set_theme)
        self.language = QComboBox(self)
        self.language.addItem(self.tr("As the system"), "")
        for code, name in NAMES.items():
            self.language.addItem(name, code)
        self.language.setCurrentIndex(self.language.findData(preferences.language))
        self.language.currentIndexChanged.connect(self._set_language)
        look = preferences.mask_look
        self.colour = QPushButton(self)
        self.colour.setToolTip(self.tr("Choose the colour of the film"))
        self.colour.clicked.connect(self._choose_colour)
        self._show_colour()
        self.opacity = Slider(self, notch=5)
        self.opacity.setRange(10, 100)
        self.opacity.setValue(round(look.opacity * 100))
        self.opacity.valueChanged.connect(self._set_opacity)
        self.opacity.set_default(lambda: self.opacity.setValue(round(MaskLook().opacity * 100)))
        self.memory = QSpinBox(self)
        self.memory.setRange(16, 16384)
        self.memory.setSingleStep(64)
        self.memory.setSuffix(self.tr(" MB"))
        self.memory.setValue(preferences.history_megabytes)
        self.memory.valueChanged.connect(self._set_memory)
        self.on_release = QCheckBox(self.tr("Fill as soon as brush, lasso or box are let go"), self)
        self.on_release.setChecked(preferences.flag("fill/on_release", False))
        self.on_release.toggled.connect(self._set_on_release)
        self.backup = QCheckBox(self.tr("Keep the file that is overwritten as NAME~"), self)
        self.backup.setChecked(preferences.flag("save/keep_backup", True))
        self.backup.toggled.connect(self._set_backup)
        self.note = QCheckBox(self.tr("Write a note into saved files of what was edited, and with what"), self)
        self.note.setChecked(preferences.flag("save/edit_note", False))
        self.note.toggled.connect(self._set_note)
        self.identity = QCheckBox(self.tr("Keep the identity of DICOM files: no tag says that they were filled"), self)
        self.identity.setToolTip(
            self.tr(
                "Without it a saved slice has a SOP Instance UID of its own, names the slice it is derived from, and "
                "says that it is not for diagnosis."
            )
        )
        self.identity.setChecked(preferences.flag("save/keep_identity", False))
        self.identity.toggled.connect(self._set_identity)
        self.motion = QCheckBox(self.tr("Reduce motion: outlines stand still, panels move at once"), self)
        self.motion.setChecked(is_reduced(preferences))
        self.motion.toggled.connect(self._set_motion)
        self.guides = self._after_fill("guides/after_fill")
        self.sources = self._after_fill("sources/after_fill")
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(12)
        for words, field in (
            (self.tr("Theme"), self.theme),
            (self.tr("Language"), self.language),
            (self.tr("Mask colour"), self.colour),
            (self.tr("Mask opacity"), self.opacity),
            (self.tr("Motion"), self.motion),
            (self.tr("Memory for undo"), self.memory),
            (self.tr("Guide lines after their fill"), self.guides),
            (self.tr("Source regions after their fill"), self.sources),
        ):
            field.setAccessibleName(words)
            form.addRow(words, field)
        self.objects = ObjectPreferences(objects, self) if objects is not None else None
        if self.objects is not None:
            form.addRow(self.tr("Object selection"), self.objects)
        form.addRow(self.tr("Filling"), self.on_release)
        form.addRow(self.tr("Saving"), self.backup)
        form.addRow("", self.note)
        form.addRow("", self.identity)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        dress_box(buttons)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(16)
        column.addLayout(form)
        column.addStretch(1)
        column.addWidget(buttons)
        leave_drops_to_window(self)
        self.setMinimumWidth(max(440, self.sizeHint().width()))

    def _after_fill(self, key: str) -> QComboBox:
        """What becomes of guide lines, or of source regions, after a fill that they served."""
        box = QComboBox(self)
        for words, served in (
            (self.tr("Are kept"), "keep"),
            (self.tr("Are hidden"), "hide"),
            (self.tr("Are removed"), "clear"),
        ):
            box.addItem(words, served)
        box.setCurrentIndex(box.findData(after_fill(self._preferences, key)))
        box.currentIndexChanged.connect(lambda _: self._preferences.set_text(key, box.currentData()))
        return box

    def _show_colour(self) -> None:
        pixmap = QPixmap(48, 16)
        pixmap.fill(self.palette().color(QPalette.ColorRole.ButtonText))  # a frame: any colour may be chosen
        painter = QPainter(pixmap)
        painter.fillRect(pixmap.rect().adjusted(1, 1, -1, -1), QColor(*self._preferences.mask_look.colour))
        painter.end()
        self.colour.setIcon(pixmap)
        self.colour.setIconSize(pixmap.size())

    def _set_motion(self, reduced: bool) -> None:
        reduce_motion(self._preferences, reduced)
        self.look_changed.emit()

    def _set_theme(self) -> None:
        self._preferences.theme = self.theme.currentData()
        self.theme_changed.emit()

    def _set_language(self) -> None:
        self._preferences.language = self.language.currentData()
        self.language_changed.emit()

    def _choose_colour(self) -> None:
        dialog = QColorDialog(QColor(*self._preferences.mask_look.colour), self)
        dialog.setWindowTitle(self.tr("Mask colour"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setModal(False)  # painting goes on, and the film follows every colour that is looked at
        dialog.currentColorChanged.connect(self._colour_chosen)
        before = self._preferences.mask_look.colour
        dialog.rejected.connect(lambda: self.set_colour(before))
        dialog.show()

    def _colour_chosen(self, colour: QColor) -> None:
        self.set_colour((colour.red(), colour.green(), colour.blue()))

    def set_colour(self, colour: tuple[int, int, int]) -> None:
        self._preferences.mask_look = replace(self._preferences.mask_look, colour=colour)
        self._show_colour()
        self.look_changed.emit()

    def _set_opacity(self, percent: int) -> None:
        self._preferences.mask_look = replace(self._preferences.mask_look, opacity=percent / 100)
        self.look_changed.emit()

    def _set_memory(self, megabytes: int) -> None:
        self._preferences.history_megabytes = megabytes
        self.history_changed.emit()

    def _set_on_release(self, on: bool) -> None:
        self._preferences.set_flag("fill/on_release", on)

    def _set_backup(self, on: bool) -> None:
        self._preferences.set_flag("save/keep_backup", on)

    def _set_note(self, on: bool) -> None:
        self._preferences.set_flag("save/edit_note", on)

    def _set_identity(self, on: bool) -> None:
        self._preferences.set_flag("save/keep_identity", on)
