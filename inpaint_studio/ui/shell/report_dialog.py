"""A report: a verdict, and the text that proves it, to be read or copied."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from inpaint_studio.files.saving.verify import VerifyReport
from inpaint_studio.ui.document.saved_words import beside_fills
from inpaint_studio.ui.kit.buttons import dress_box
from inpaint_studio.ui.kit.icons import tinted
from inpaint_studio.ui.kit.screens import resize_within_screen
from inpaint_studio.ui.kit.sentences import spoken

_MARKS = {True: ("verify", (0x2E, 0xA3, 0x6B)), False: ("error", (0xD9, 0x4A, 0x4A))}  # by whether it is good
_UNPROVABLE = "help", (0x8A, 0x90, 0x99)  # neither


class VerifyDialog(QDialog):
    """What comparing a saved file with its original found. Not modal."""

    def __init__(self, report: VerifyReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Verified"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._report = report
        good = report.untouched
        beside = report.differing_pixels_outside
        mark = QLabel(self)
        icon, colour = _MARKS[good] if report.is_provable else _UNPROVABLE
        mark.setPixmap(tinted(icon, QColor(*colour)).pixmap(QSize(36, 36)))
        has_fills = report.pixels_in_mask > 0
        if not report.same_shape:
            words = self.tr("The two pictures differ in size, channels or depth, so they cannot be compared.")
        elif not report.is_provable:
            words = self.tr(
                "This cannot be proved for a {kind} (lossy) copy. Save as PNG, TIFF or WebP to prove it."
            ).format(kind=report.encoded_anew_as)
        elif not good:
            words = self.tr("The files differ outside the fills of this document.")
            words = words if has_fills else self.tr("The files differ, though this document has no fills.")
        elif report.adjusted and not has_fills:
            words = self.tr("Every pixel is what the adjustments make of the original's.")
        elif not has_fills:
            words = self.tr("Every pixel is the original's.")
        elif report.adjusted:
            words = self.tr("Outside the fills every pixel is what the adjustments make of the original's.")
        elif beside:  # in JPEG blocks that the fills touch
            words = self.tr("Nothing outside the JPEG blocks that the fills touch was changed.")
            words = f"{words} {spoken(beside_fills(beside))}"
        else:
            words = self.tr("Nothing outside the fills was changed.")
        verdict = QLabel(words, self)
        verdict.setProperty("role", "heading")
        verdict.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(mark)
        head.addWidget(verdict, 1)
        self.text = QPlainTextEdit("\n".join(map(spoken, report.sentences())), self)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Report"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        dress_box(buttons)
        copy = buttons.addButton(self.tr("Copy as JSON"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self.copy)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(16)
        column.addLayout(head)
        column.addWidget(self.text, 1)
        column.addWidget(buttons)
        resize_within_screen(self, 640, 380)

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report.to_json())
