"""What takes long to import is imported by workers: the first use of a tool or a preview does not hold the window up.

In a process of its own, since here others have imported it all by now.
"""

import subprocess
import sys
from pathlib import Path

_SCRIPT = """
import sys, threading
from pathlib import Path

late = []

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name in ("scipy", "numba", "torch") and threading.current_thread() is threading.main_thread():
            late.append(name)

sys.meta_path.insert(0, Watch())

import numpy as np
from dataclasses import fields, replace
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.operations import OPERATIONS
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.document.jobs import prepared
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.shell.window import Window

folder = Path(sys.argv[1])
application = QApplication([])
preferences = Preferences(QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat))
preferences.set_flag("hints/show", False)
session = Session()
window = Window(session, preferences)
window.resize(900, 700)
window.show()
document = Document(Picture(np.random.default_rng(0).integers(0, 256, (300, 400, 3), np.uint8)))
document.mask[100:200, 100:220] = 255
session.show(prepared(folder / "noise.png", document))

def settle():
    calm = 0
    while calm < 3:
        application.processEvents()
        busy = len(session.workers) or session.changes.is_busy or session.mask_preview.is_busy
        calm = 0 if busy else calm + 1

settle()
def at(x, y):
    return window.canvas.to_widget(x, y).toPoint()

window.set_tool("livewire")
for place in ((60, 60), (180, 70)):
    QTest.mouseMove(window.canvas, at(*place))
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(*place))
    settle()
QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
for tool in ("clone", "heal"):
    window.set_tool(tool)
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, at(300, 200))
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(60, 60))
    QTest.mouseMove(window.canvas, at(90, 70))
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(90, 70))
    settle()
assert len(document.fills) >= 1
for action in [f"{key}_mask" for key in OPERATIONS]:
    window.actions_by_name[action].trigger()
    settle()
    assert window.operations.is_open, action
    options = window.option_bar.controls.options
    name = fields(options)[0].name
    value = getattr(options, name)
    moved = {"pixels": 7, "reach": 9, "levels": (0.2, 0.6)}[name]
    assert value != moved
    window.option_bar.changed.emit(replace(options, **{name: moved}))
    settle()
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    settle()
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle()
window.actions_by_name["find_damage"].trigger()
settle()
assert window.review.is_open
window.findings.filter.controls.changed.emit(replace(window.findings.filter.controls.options, sensitivity=0.6))
settle()
for key in (Qt.Key.Key_N, Qt.Key.Key_X):
    QTest.keyClick(window.canvas, key)
    settle()
window.findings.take.click()
settle()

session.close_document()
session.workers.stop_all()
window.hand_over()
print("late:", *late)
"""


def test_no_preview_and_no_tool_imports_on_the_ui_thread_what_takes_long(tmp_path: Path):
    done = subprocess.run([sys.executable, "-c", _SCRIPT, str(tmp_path)], capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("late:")[1].split() == []


def test_the_window_starts_without_modules_of_the_network():
    """xml.sax.saxutils imports urllib, http and ssl: 80 ms of a start."""
    script = (
        "import sys, inpaint_studio.ui.shell.app; print(*{'ssl', 'http.client', 'urllib.request'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
