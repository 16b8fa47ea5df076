"""Hints: one small card over the canvas at the first run; everything below it goes on working."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from inpaint_studio.ui.kit.buttons import dress


class HintCard(QFrame):
    """Eight things to know, in the lower left corner of the canvas. Painting beside it goes on.

    Signals:
        dismissed: the person has seen enough.
    """

    dismissed = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setObjectName("hintCard")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        self._host = host
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        heading = QLabel(self.tr("Eight things to know"), self)
        heading.setProperty("role", "heading")
        column.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for row, (keys, words) in enumerate(
            (
                (self.tr("drag"), self.tr("marks what should go; the right button erases")),
                ("[   ]", self.tr("make the brush smaller or larger")),
                ("Enter", self.tr("fills what is marked; Ctrl+Enter offers a choice")),
                ("Ctrl+F", self.tr("finds scratches and dust, for you to accept or reject")),
                ("\\", self.tr("held down, shows the picture as it was")),
                (self.tr("wheel"), self.tr("zooms at the pointer; Space and drag moves")),
                (self.tr("arrows"), self.tr("move a pointer, as a mouse does; O presses and lifts it")),
                ("F1", self.tr("opens help; ? shows all shortcuts")),
            )
        ):
            key = QLabel(keys, self)
            key.setProperty("role", "key")
            key.setAlignment(Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(key, row, 0)
            grid.addWidget(QLabel(words, self), row, 1)
        column.addLayout(grid)
        self._column = column
        row_layout = QHBoxLayout()
        row_layout.addStretch(1)
        self.close_button = QPushButton(self.tr("Got it"), self)
        dress(self.close_button, "done")
        self.close_button.clicked.connect(self.dismiss)
        row_layout.addWidget(self.close_button)
        column.addLayout(row_layout)
        host.installEventFilter(self)
        self.hide()

    def offer(self, action: QAction, words: str) -> QCheckBox:
        """Let a habit be chosen here. action: a checkable one."""
        box = QCheckBox(words, self)
        box.setToolTip(action.toolTip())
        box.setChecked(action.isChecked())
        box.clicked.connect(action.trigger)
        action.toggled.connect(box.setChecked)
        self._column.insertWidget(self._column.count() - 1, box)
        return box

    def point_out(self) -> None:
        self.show()
        self.raise_()
        self._place()

    def dismiss(self) -> None:
        """The person has seen enough."""
        self.hide()
        self.dismissed.emit()

    def _place(self) -> None:
        self.adjustSize()
        self.move(16, self._host.height() - self.height() - 16)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False
