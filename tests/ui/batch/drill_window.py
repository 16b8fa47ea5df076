"""The program as a person who works through a job uses it, in a process that can be killed: see `test_drill`.

    python -m tests.ui.batch.drill_window FOLDER ROUTINE OUTPUT FINISHED

Keys and mouse only: the routine and the folder are dropped, Start is pressed; a job that runs is found again, one that
nobody works on is chosen and goes on with Space; what waits is accepted with A, what failed is tried again once with F.
FINISHED is written when nothing is left. Started again, it goes on from whatever there is.
"""

import sys
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inpaint_studio.ui.batch.window import BatchWindow
from inpaint_studio.ui.shell.app import Application
from tests.ui.strips import drop

LEFT, NO, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


class Person:
    """Looks at the window now and then, and does what is to be done next."""

    def __init__(self, window: BatchWindow, folder: Path, routine: Path, output: Path, finished: Path) -> None:
        self.window, self.folder, self.routine = window, folder, routine
        self.output, self.finished = output, finished
        self.turns = self.pressed = 0
        self.has_retried = finished.with_suffix(".retried")

    def look(self) -> None:
        self.turns += 1
        run = self.window.run
        if run.job is None:
            if self.turns > 8:  # a job that runs would have been found by now
                self.begin() if not (self.output / "inpaint-job" / "job.json").exists() else self.choose_job()
        elif run.condition is not None and run.condition.status.total and self.turns - self.pressed > 3:
            self.go_on(run.condition.status)

    def begin(self) -> None:
        setup, panel = self.window.parts.setup, self.window.parts.routine
        if not setup.sources:
            drop(self.window, [self.routine])
            drop(self.window, [self.folder])
            QTest.mouseClick(setup.subfolders, LEFT)
            setup.output.selectAll()
            QTest.keyClicks(setup.output, str(self.output))
        elif setup.start.isEnabled() and panel.title.text() == "Drill" and setup.subfolders.isChecked():
            QTest.mouseClick(setup.start, LEFT)

    def choose_job(self) -> None:
        known = self.window.parts.setup.known.list
        if known.count():
            QTest.mouseClick(known.viewport(), LEFT, NO, known.visualItemRect(known.item(0)).center())

    def go_on(self, status) -> None:
        if status.left:
            if not self.window.run.has_crew:
                self.press(Key.Key_Space)
        elif status.counts.get("to-review"):
            self.with_all("to-review", Key.Key_A)
        elif status.counts.get("failed") and not self.has_retried.exists():
            self.has_retried.touch()
            self.with_all("failed", Key.Key_F)
        elif not self.window.run.has_crew:
            self.finished.write_text(self.window.parts.foot.words.text())
            QApplication.closeAllWindows()

    def with_all(self, state: str, key: Key) -> None:
        box = self.window.parts.filter
        box.setCurrentIndex(box.findData(state))
        QTest.keyClick(self.window.parts.grid, Key.Key_A, CONTROL)
        self.press(key)
        box.setCurrentIndex(0)

    def press(self, key: Key) -> None:
        self.pressed = self.turns
        QTest.keyClick(self.window.parts.grid, key)


def main() -> int:
    qt = QApplication(sys.argv[:1])
    application = Application(qt)
    window = application.open_window()
    window.actions_by_name["batch"].trigger()
    person = Person(window.dialogs.batches.window, *map(Path, sys.argv[1:5]))
    timer = QTimer()
    timer.timeout.connect(person.look)
    timer.start(250)
    qt.setQuitOnLastWindowClosed(False)
    application.ended.connect(qt.quit)
    return qt.exec()


if __name__ == "__main__":
    sys.exit(main())
