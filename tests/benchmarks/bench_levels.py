"""Levels of a 24-megapixel tile of four bands: how long the UI thread is busy with each event of a drag.

Budget: 16 ms. CPU time of the UI thread alone, painting included; reduced sizes are made on a worker meanwhile.

    python tests/benchmarks/bench_levels.py
"""

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import phantoms
from PySide6.QtCore import QEvent, QEventLoop, QPointF, QSettings, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.shell.app import Application

MIDDLE = Qt.MouseButton.MiddleButton


def large() -> Picture:
    small = phantoms.tile(600, 400)
    pixels = np.tile(small.pixels, (10, 10, 1))
    return Picture(pixels, "large", unknown=np.tile(small.unknown, (10, 10)), bands=small.bands, levels=small.levels)


def main() -> None:
    qt = QApplication([])
    folder = Path(tempfile.mkdtemp())
    preferences = Preferences(QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))
    preferences.set_flag("hints/show", False)
    application = Application(qt, preferences)
    window = application.open_window(session=Session(parent=application))
    window.resize(1600, 1000)
    opened = jobs.prepared(None, Document(large()))
    begun = time.thread_time()
    window.session.show(opened)
    print(f"shown: {(time.thread_time() - begun) * 1e3:.1f} ms")
    levelling = window.session.levelling

    def wait() -> None:
        deadline = time.monotonic() + 20
        while levelling.is_busy and time.monotonic() < deadline:
            qt.processEvents()
            time.sleep(0.002)

    wait()
    for scale in (None, 0.5, 1.0, 4.0):
        window.canvas.fit() if scale is None else window.canvas.zoom_to(scale)
        for _ in range(50):
            qt.processEvents()
        spent = []
        start = QPointF(700, 400)

        def send(kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, buttons: Qt.MouseButton) -> None:
            place = QPointF(window.canvas.mapToGlobal(at.toPoint()))
            event = QMouseEvent(kind, at, place, button, buttons, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(window.canvas, event)

        send(QEvent.Type.MouseButtonPress, start, MIDDLE, MIDDLE)
        for step in range(60):
            at = start + QPointF(step, step // 2)
            begun = time.thread_time()
            send(QEvent.Type.MouseMove, at, Qt.MouseButton.NoButton, MIDDLE)
            between = time.thread_time()
            qt.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1)
            spent += [between - begun, time.thread_time() - between]
            time.sleep(0.004)
        send(QEvent.Type.MouseButtonRelease, at, MIDDLE, Qt.MouseButton.NoButton)
        begun = time.monotonic()
        while levelling.is_busy:
            now = time.thread_time()
            qt.processEvents()
            spent.append(time.thread_time() - now)
            time.sleep(0.002)
        spent.sort()
        name = "fit" if scale is None else f"{scale:.0%}"
        print(
            f"{name}: worst {spent[-1] * 1e3:.1f} ms, 95 % {spent[int(len(spent) * 0.95)] * 1e3:.1f} ms; "
            f"exact {time.monotonic() - begun:.2f} s after the last move",
            flush=True,
        )
        levelling.set_own()
        wait()
    window.session.workers.stop_all()
    os._exit(0)


if __name__ == "__main__":
    main()
