"""What this program is, and its version."""

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from inpaint_studio import __version__, notices
from inpaint_studio.ui.kit.buttons import dress_box
from inpaint_studio.ui.kit.icons import application_icon


class AboutDialog(QDialog):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Inpaint Studio"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        mark = QLabel(self)
        mark.setPixmap(application_icon().pixmap(QSize(72, 72)))
        title = QLabel("Inpaint Studio", self)
        title.setProperty("role", "title")
        version = QLabel(self.tr("Version {version} · Qt {qt}").format(version=__version__, qt=qVersion()), self)
        version.setProperty("role", "faint")
        what = QLabel(
            self.tr(
                "Brushes damage and marks out of photographs, on your own machine, offline. "
                "What you do not paint is never touched. MIT licence."
            ),
            self,
        )
        what.setWordWrap(True)
        right = QVBoxLayout()
        for label in (title, version, what):
            right.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(right, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.licences = buttons.addButton(self.tr("Licences…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.licences.clicked.connect(self.show_licences)
        dress_box(buttons)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.addLayout(row)
        column.addWidget(buttons)
        self.setMinimumWidth(460)

    def show_licences(self) -> "LicencesDialog":
        dialog = LicencesDialog(self)
        dialog.open()
        return dialog


class LicencesDialog(QDialog):
    """The licences of everything that this program is made of."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Licences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = QPlainTextEdit(notices.text(), self)
        self.text.setReadOnly(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(self.tr("Licences"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        dress_box(buttons)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(self.text, 1)
        column.addWidget(buttons)
        self.resize(760, 560)
