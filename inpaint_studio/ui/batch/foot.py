"""The foot of the batch window: how far the job is, how fast, how long still, and its log."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from inpaint_studio.ui.batch.feed import Condition
from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.durations import duration
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.work.jobs.entry import Entry
from inpaint_studio.work.jobs.states import STATES

_LINES = 2000  # of the log
_CLOSED, _OPEN = "mdi6.chevron-up", "mdi6.chevron-down"


class Foot(QWidget):
    """Shows the condition of a job; the window connects its buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(8)
        self.progress.setAccessibleName(self.tr("Progress of the job"))
        self.words = QLabel(self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setAccessibleName(self.tr("How far the job is"))
        self.log_button = self._button(self.tr("Log"), _CLOSED, self.tr("What became of each picture, line by line"))
        self.folder = self._button(
            self.tr("Open the output folder"), "open", self.tr("Show the results in the file manager")
        )
        self.pause = self._button("", "mdi6.pause", "")
        self.pause.setProperty("role", "primary")
        self._can_pause: bool | None = None  # as the button is dressed
        self.log = QPlainTextEdit(self)
        self.log.setReadOnly(True)
        self.log.setMaximumBlockCount(_LINES)
        self.log.setFixedHeight(130)
        self.log.setAccessibleName(self.tr("Log of the job"))
        self.log.setPlaceholderText(self.tr("What is settled from now on is listed here."))
        self.log.hide()
        self.log_button.clicked.connect(self._toggle_log)
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        row.addWidget(self.log_button)
        row.addWidget(self.folder)
        row.addWidget(self.pause)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.progress)
        column.addWidget(self.log)
        column.addLayout(row)

    def show_condition(self, condition: Condition | None, has_crew: bool, watches: bool) -> None:
        if condition is None:
            self.words.setText(self.tr("Reading the job…"))
            self._show_progress(0, 0)
            return
        now = condition.status
        self._show_progress(now.total - now.left, max(1, now.total))
        self.words.setText(self._sentence(condition, has_crew, watches))
        can_pause = has_crew and not now.is_paused
        if can_pause != self._can_pause:
            self._can_pause = can_pause
            self._dress_pause(can_pause)
        self.pause.setEnabled(can_pause or now.is_paused or now.left > 0 or watches)

    def _show_progress(self, value: int, most: int) -> None:
        """The bar paints at once, and the whole window with it, unless it is kept from that."""
        self.progress.setUpdatesEnabled(False)
        self.progress.setRange(0, most)
        self.progress.setValue(value)
        self.progress.setUpdatesEnabled(True)

    def _dress_pause(self, can_pause: bool) -> None:
        self.pause.setText(self.tr("Pause") if can_pause else self.tr("Go on"))
        self.pause.setToolTip(
            self.tr("Begin no further picture; what is being worked on is finished (Space)")
            if can_pause
            else self.tr("Go on with what waits (Space)")
        )
        dress(self.pause, "mdi6.pause" if can_pause else "mdi6.play-outline")

    def _sentence(self, condition: Condition, has_crew: bool, watches: bool) -> str:
        now = condition.status
        if has_crew and not now.total and not watches:
            return self.tr("Listing the pictures…")
        parts = [self.tr("{done} of {total} done").format(done=now.counts.get("done", 0), total=now.total)]
        for state in ("to-review", "failed", "parked", "skipped"):
            if now.counts.get(state):
                parts.append(f"{spoken(STATES[state].title)}: {now.counts[state]}")
        if now.left:
            parts.append(self.tr("{count} left").format(count=now.left))
        if now.is_paused:
            parts.append(self.tr("finishing what is in hand, then paused") if now.running else self.tr("paused"))
        elif not has_crew and now.left:
            parts.append(self.tr("nobody works on it"))
        elif has_crew and watches and not now.left:
            parts.append(self.tr("waiting for new pictures"))
        elif has_crew and not now.running and now.left:
            parts.append(self.tr("beginning"))
        elif now.left and condition.rate:
            parts.append(self._rate(condition.rate))
            if condition.remaining is not None:
                parts.append(spoken(duration(condition.remaining)))
        return " · ".join(parts)

    def _rate(self, rate: float) -> str:
        if rate >= 1:
            return self.tr("{count} pictures a second").format(count=f"{rate:.1f}")
        if rate * 60 >= 1:
            return self.tr("{count} pictures a minute").format(count=f"{60 * rate:.0f}")
        return self.tr("{count} pictures an hour").format(count=f"{3600 * rate:.0f}")

    def _toggle_log(self) -> None:
        self.log.setVisible(self.log.isHidden())
        dress(self.log_button, _CLOSED if self.log.isHidden() else _OPEN)

    def add_to_log(self, entries: Iterable[Entry]) -> None:
        lines = []
        for entry in entries:
            words = spoken(STATES[entry.state].title)
            reason = spoken(entry.message) if entry.message else f"{entry.seconds:.1f} s" if entry.seconds else ""
            lines.append(f"{one_line(entry.key)}: {words}{': ' if reason else ''}{reason}")
        if lines:
            self.log.appendPlainText("\n".join(lines))

    def _button(self, text: str, glyph: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        dress(button, glyph)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard with the pictures
        return button
