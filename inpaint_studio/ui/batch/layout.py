"""What the batch window is made of, without what it does."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from inpaint_studio.ui.batch.foot import Foot
from inpaint_studio.ui.batch.grid import Grid
from inpaint_studio.ui.batch.looks import Looks
from inpaint_studio.ui.batch.routine_panel import RoutinePanel
from inpaint_studio.ui.batch.rows import Rows
from inpaint_studio.ui.batch.setup import Setup
from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.flow import FlowLayout
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.work.jobs.states import STATES


class BatchLayout(QWidget):
    """Buttons, grid and cards, each by its name; the window connects them."""

    def __init__(
        self, rows: Rows, looks: Looks, workers: Workers, preferences: Preferences | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.routine = RoutinePanel(workers, self)
        self.setup = Setup(workers, preferences, self)
        self.grid = Grid(rows, looks, self)
        self.foot = Foot(self)
        self.message = QLabel(self)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.message.setAccessibleName(self.tr("What the batch window says"))
        self.message.hide()
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.setup)
        self.pages.addWidget(self._job_page())
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.routine)
        middle.addWidget(self.pages, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addLayout(middle, 1)
        column.addWidget(self.message)
        column.addWidget(self.foot)
        self.foot.hide()

    def _job_page(self) -> QWidget:
        self.new_job = self._button(self.tr("New job…"), "add", self.tr("Other pictures, or another routine (Ctrl+N)"))
        self.add = self._button(
            self.tr("Add…"), "mdi6.folder-plus-outline", self.tr("Take more pictures into this job (Ctrl+O)")
        )
        self.filter = QComboBox(self)
        self.filter.setAccessibleName(self.tr("Which pictures are shown"))
        self.filter.setToolTip(self.filter.accessibleName())
        self.filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.filter.addItem(self.tr("All"), "")
        for state in STATES.values():
            self.filter.addItem(spoken(state.title), state.key)
        self.accept = self._button(
            self.tr("Accept"), "mdi6.check", self.tr("Fill all findings of the chosen pictures that wait for it (A)")
        )
        self.reject = self._button(
            self.tr("Reject"), "close", self.tr("Fill none of the findings of the chosen pictures (X)")
        )
        self.open = self._button(
            self.tr("In the editor"),
            "picture",
            self.tr("Open the picture with its findings, to decide about each (Enter)"),
        )
        self.again = self._button(
            self.tr("Try again"), "remake", self.tr("Try chosen pictures again that failed or were skipped (F)")
        )
        self.leave_out = self._button(
            self.tr("Leave out"), "mdi6.debug-step-over", self.tr("Skip the chosen pictures that are not done (Delete)")
        )
        self.back = self._button(
            self.tr("Take the decisions from the editor"),
            "done",
            self.tr("The findings of the picture in the editor are filled as you decided there"),
        )
        self.back.setProperty("role", "primary")
        self.back.hide()
        flow = FlowLayout()
        for widget in (
            self.filter,
            self.accept,
            self.reject,
            self.open,
            self.again,
            self.leave_out,
            self.back,
            self.add,
            self.new_job,
        ):
            flow.addWidget(widget)
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(flow)
        column.addWidget(self.grid, 1)
        return page

    def _button(self, text: str, glyph: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        dress(button, glyph)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard with the pictures
        return button
